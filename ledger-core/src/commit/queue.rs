//! Where callers queue: one leads, takes what waits together through all stages, and hands the lead on (group commit).
//!
//! Invariants
//! - At most one thread leads the first stage (signatures) and one the second (rules, write, sync); while one syncs, the next
//!   checks the signatures of what has queued meanwhile.
//! - Every ticket is answered once, also when the leader's thread panics.
//! - A thread that finds nobody at work does all of it itself: no hand-over, no other thread is woken.

use std::{collections::VecDeque, mem, sync::Arc};

use ledger_format::limits::BATCH_PAYLOAD_SIZE_MAX;
use parking_lot::{Condvar, Mutex};

use super::{CommitError, CommitResult, submission::Submission};
use crate::error::Error;

/// How much is taken together at most, in bytes of entries: half a batch, so that one sync does not wait too long.
const GROUP_SIZE: usize = BATCH_PAYLOAD_SIZE_MAX / 2;

/// The callers who wait.
#[derive(Debug, Default)]
pub(crate) struct CommitQueue {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Arc<Ticket>>,
    /// Whether some thread leads the first stage.
    led: bool,
}

#[derive(Debug)]
struct Ticket {
    size: usize,
    place: Mutex<Place>,
    changed: Condvar,
}

#[derive(Debug)]
enum Place {
    Queued(Submission),
    /// Its thread is to lead.
    Leads(Submission),
    /// A leader took the submission.
    Taken,
    Answered(CommitResult),
}

impl CommitQueue {
    /// Queues a submission and waits for its result. `work` takes a group through all stages, and calls back to hand the
    /// lead on once it has entered the sequencer.
    pub fn commit(
        &self,
        submission: Submission,
        work: impl FnOnce(Vec<Submission>, &mut dyn FnMut()) -> Vec<CommitResult>,
    ) -> CommitResult {
        let ticket = Arc::new(Ticket {
            size: submission.payload.len(),
            place: Mutex::new(Place::Queued(submission)),
            changed: Condvar::new(),
        });
        let leads = {
            let mut state = self.state.lock();
            state.waiting.push_back(Arc::clone(&ticket));
            !mem::replace(&mut state.led, true)
        };
        if !leads && let Some(answer) = ticket.wait() {
            return answer;
        }
        let (tickets, group) = self.take_group();
        let mut lead = Lead { queue: self, tickets, holds: true };
        let results = work(group, &mut || lead.hand_on());
        lead.answer(results);
        ticket.answer_now()
    }

    /// Takes what waits, from the front, up to the size of a group.
    fn take_group(&self) -> (Vec<Arc<Ticket>>, Vec<Submission>) {
        let mut state = self.state.lock();
        let (mut tickets, mut group, mut size) = (Vec::new(), Vec::new(), 0_usize);
        while let Some(ticket) = state.waiting.front() {
            size = size.saturating_add(ticket.size);
            if size > GROUP_SIZE && !tickets.is_empty() {
                break;
            }
            let Some(ticket) = state.waiting.pop_front() else { break };
            let place = mem::replace(&mut *ticket.place.lock(), Place::Taken);
            if let Place::Queued(submission) | Place::Leads(submission) = place {
                group.push(submission);
                tickets.push(ticket);
            }
        }
        (tickets, group)
    }
}

impl Ticket {
    /// Waits for an answer; `None` means that this thread is to lead.
    fn wait(&self) -> Option<CommitResult> {
        let mut place = self.place.lock();
        loop {
            match &*place {
                Place::Leads(_) => return None,
                Place::Answered(_) => {
                    drop(place);
                    return Some(self.answer_now());
                }
                Place::Queued(_) | Place::Taken => self.changed.wait(&mut place),
            }
        }
    }

    fn answer_now(&self) -> CommitResult {
        match mem::replace(&mut *self.place.lock(), Place::Taken) {
            Place::Answered(result) => result,
            _ => Err(CommitError::Failed(Error::Poisoned)),
        }
    }

    fn change(&self, to: Place) {
        *self.place.lock() = to;
        self.changed.notify_one();
    }
}

/// The lead, and the tickets that its holder owes an answer.
struct Lead<'q> {
    queue: &'q CommitQueue,
    tickets: Vec<Arc<Ticket>>,
    holds: bool,
}

impl Lead<'_> {
    /// Lets the next in the queue lead the first stage.
    fn hand_on(&mut self) {
        if !mem::replace(&mut self.holds, false) {
            return;
        }
        let mut state = self.queue.state.lock();
        let Some(next) = state.waiting.front() else {
            state.led = false;
            return;
        };
        let next = Arc::clone(next);
        drop(state);
        let place = mem::replace(&mut *next.place.lock(), Place::Taken);
        if let Place::Queued(submission) = place {
            next.change(Place::Leads(submission));
        }
    }

    fn answer(&mut self, results: Vec<CommitResult>) {
        let mut results = results.into_iter();
        for ticket in self.tickets.drain(..) {
            let result = results.next().unwrap_or(Err(CommitError::Failed(Error::Poisoned)));
            ticket.change(Place::Answered(result));
        }
    }
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        self.hand_on();
        self.answer(Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn submission(size: usize) -> Submission {
        Submission { payload: vec![0; size], ..Submission::default() }
    }

    #[test]
    fn every_caller_is_answered_and_waiting_callers_share_a_group() {
        let (queue, sequencer, groups) = (CommitQueue::default(), Mutex::new(()), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let result = queue.commit(submission(100), |group, hand_on| {
                            let _guard = sequencer.lock();
                            hand_on();
                            groups.fetch_add(1, Ordering::Relaxed);
                            std::thread::sleep(std::time::Duration::from_micros(200));
                            vec![Ok(Vec::new()); group.len()]
                        });
                        assert!(result.is_ok());
                    }
                });
            }
        });
        let groups = groups.into_inner();
        assert!(groups < 400, "{groups} groups for 800 commits");
        assert!(!queue.state.lock().led);
    }

    #[test]
    fn a_panicking_leader_leaves_nobody_waiting() {
        let queue = CommitQueue::default();
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            queue.commit(submission(1), |_, _| panic!("a bug"))
        }));
        assert!(caught.is_err());
        assert!(queue.commit(submission(1), |_, _| vec![Ok(Vec::new())]).is_ok());
    }

    #[test]
    fn a_group_is_no_larger_than_half_a_batch() {
        let queue = CommitQueue::default();
        for _ in 0..3 {
            let place = Mutex::new(Place::Queued(submission(0)));
            let ticket = Ticket { size: GROUP_SIZE / 2, place, changed: Condvar::new() };
            queue.state.lock().waiting.push_back(Arc::new(ticket));
        }
        assert_eq!(queue.take_group().1.len(), 2);
        assert_eq!(queue.take_group().1.len(), 1);
    }
}
