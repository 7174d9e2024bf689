//! Form, signatures, time, identity, rulebooks, notes.

use ledger_format::body::{
    Body, Genesis, KeyRegistered, Note, Recovery, RoleKeys, RoleOfKey, Rulebook, Setting, ThresholdSet,
};
use ledger_format::bounded::Code;
use ledger_format::codes::{Action, Role, RuleOption};
use ledger_format::identifiers::{Commitment, Digest, EntryId, EntryIndex, KeyNumber};

use super::*;

fn recovery() -> Body {
    Body::Recovery(Recovery { segment: EntryIndex(0), offset: 0, size: 1, digest: Digest([0; 32]) })
}

fn note(entries: &[u64]) -> Body {
    Body::Note(Note {
        party: Some(che()),
        document: Digest([1; 32]),
        media_type: Code::new("text/plain").unwrap(),
        document_size: 9,
        entries: entries.iter().copied().map(EntryIndex).collect::<Vec<_>>().try_into().unwrap(),
    })
}

fn rulebook(limits_ms: &[u64]) -> Rulebook {
    let setting = |value| Setting { option: RuleOption::NOT_AFTER_LIMIT_MS, value };
    let settings = limits_ms.iter().copied().map(setting).collect::<Vec<_>>().try_into().unwrap();
    Rulebook { version: 1, settings }
}

fn signed(body: Body, keys: &[u32]) -> Draft {
    Draft { keys: keys.to_vec(), ..Draft::from(body) }
}

/// What is found of a ledger that begins so.
fn begun_with(genesis: Genesis) -> Vec<u16> {
    let mut ledger = Ledger::default();
    ledger.add(Body::Genesis(genesis));
    ledger.told().iter().map(|(rule, ..)| *rule).collect()
}

#[test]
fn r_100_malformed_entries_have_no_effect_but_take_their_id() {
    let mut ledger = Ledger::stage();
    let id = Some(EntryId([9; 16]));
    let mut bytes = {
        let mut other = ledger.clone();
        other.add(Draft { id, ..Draft::from(transfer(Action::ISSUE, 100, 1, block(1, 1, 5))) });
        other.entries.pop().unwrap()
    };
    // The tag of the first option.
    bytes[36] = 2;
    let malformed = ledger.add_bytes(bytes).0;
    let again = ledger.add(Draft { id, ..Draft::from(recovery()) }).0;
    ledger.add(transfer(Action::ISSUE, 100, 1, block(1, 1, 5)));
    assert_eq!(ledger.told(), [(100, malformed, vec![], malformed), (123, again, vec![], again)]);
}

#[test]
fn r_101_unknown_codes_are_undetermined_and_their_keys_are_still_asked_for() {
    let mut ledger = Ledger::stage();
    let unknown = |keys: &[u32]| signed(transfer(Action(99), 1, 2, block(1, 1, 5)), keys);
    let first = ledger.add(unknown(&[OPERATOR]));
    let second = ledger.add(unknown(&[77]));
    let third = ledger.add(unknown(&[OPERATOR]));
    ledger.spoil(third, OPERATOR);
    assert_eq!(ledger.told(), [(110, second.0, vec![], second.0), (111, third.0, vec![], third.0)]);
    let undetermined: Vec<_> =
        ledger.replay(3).undetermined.iter().filter_map(|undetermined| undetermined.entry).collect();
    assert_eq!(undetermined, [first, second, third]);
}

#[test]
fn r_102_genesis_is_first_alone_and_once() {
    case(102, |ledger| ledger.put(Body::Genesis(genesis())), |_| {});
    let mut crowded = Ledger::begun();
    crowded.join(signed(recovery(), &[OPERATOR]));
    assert_eq!(crowded.told(), [(102, 0, vec![], 0)]);
    let mut headless = Ledger::default();
    headless.add(recovery());
    headless.add(note(&[5]));
    assert_eq!(headless.told(), [(102, 0, vec![], 0)]);
    assert_eq!(headless.replay(1).undetermined.len(), 1, "the rest is not judged");
}

#[test]
fn r_103_genesis_is_sound() {
    assert!(begun_with(genesis()).is_empty());
    let broken = |change: &dyn Fn(&mut Genesis)| {
        let mut changed = genesis();
        change(&mut changed);
        assert_eq!(begun_with(changed), [103]);
    };
    let roles = |change: &dyn Fn(&mut Vec<RoleKeys>)| {
        broken(&|genesis| {
            let mut roles = genesis.roles.to_vec();
            change(&mut roles);
            genesis.roles = roles.try_into().unwrap();
        });
    };
    broken(&|genesis| genesis.format_version = 2);
    broken(&|genesis| genesis.origin = Origin::new("other.example").unwrap());
    broken(&|genesis| genesis.rulebook = rulebook(&[1_000_000, 1_000_000]));
    broken(&|genesis| genesis.keys = vec![public_key(0); 4].try_into().unwrap());
    broken(&|genesis| genesis.keys = vec![PublicKey([0; 32]); 1].try_into().unwrap());
    roles(&|roles| roles.truncate(3));
    roles(&|roles| roles[0].threshold = 2);
    roles(&|roles| roles[0].threshold = 0);
    roles(&|roles| roles[1].role = Role::OPERATOR);
    roles(&|roles| roles[0].keys = vec![KeyNumber(0), KeyNumber(0)].try_into().unwrap());
    roles(&|roles| roles[0].keys = vec![KeyNumber(4)].try_into().unwrap());
}

#[test]
fn r_110_and_r_111_keys_are_valid_and_so_are_signatures() {
    let by = |keys: &'static [u32]| move |ledger: &mut Ledger| ledger.put(signed(recovery(), keys));
    case(110, by(&[OPERATOR, 77]), by(&[OPERATOR]));
    let spoiled = |ledger: &mut Ledger| {
        let entry = ledger.add(recovery());
        ledger.spoil(entry, OPERATOR);
    };
    case(111, spoiled, by(&[OPERATOR]));
}

#[test]
fn r_112_only_movements_are_made_on_behalf_and_by_the_operator() {
    let issue = |ledger: &mut Ledger| ledger.put(transfer(Action::ISSUE, 100, 1, block(1, 1, 5)));
    let on_behalf = |body, keys: &[u32]| Draft { on_behalf: true, ..signed(body, keys) };
    let moved = |keys: &'static [u32]| {
        move |ledger: &mut Ledger| {
            issue(ledger);
            ledger.add(on_behalf(transfer(Action::TRANSFER, 1, 2, block(1, 1, 5)), keys));
        }
    };
    case(112, moved(&[AUTHORITY, BEARER]), moved(&[OPERATOR]));
    case(112, |ledger| ledger.put(on_behalf(recovery(), &[OPERATOR])), issue);
}

#[test]
fn r_113_those_sign_whose_authority_is_used() {
    let key = |number: u32| KeyRegistered {
        key: KeyNumber(number),
        public_key: public_key(77),
        owner: Commitment::default(),
    };
    let issue = transfer(Action::ISSUE, 100, 1, block(1, 1, 5));
    let threshold = ThresholdSet { role: Role::OPERATOR, party: None, threshold: 1 };
    for (body, wrong, right) in [
        (recovery(), vec![AUTHORITY], vec![OPERATOR]),
        (note(&[]), vec![RECOVERY], vec![AUTHORITY]),
        (Body::RulebookAdopted(rulebook(&[])), vec![OPERATOR], vec![OPERATOR, AUTHORITY]),
        (Body::KeyRegistered(key(11)), vec![BEARER], vec![OPERATOR]),
        (Body::ThresholdSet(threshold), vec![OPERATOR], vec![RECOVERY]),
        (issue, vec![OPERATOR], vec![AUTHORITY]),
    ] {
        let by = |keys: Vec<u32>| {
            let body = body.clone();
            move |ledger: &mut Ledger| ledger.put(signed(body.clone(), &keys))
        };
        case(113, by(wrong), by(right));
    }
    let moved = |keys: &'static [u32]| {
        move |ledger: &mut Ledger| {
            ledger.add(transfer(Action::ISSUE, 100, 1, block(1, 1, 5)));
            ledger.add(signed(transfer(Action::TRANSFER, 1, 2, block(1, 1, 5)), keys));
        }
    };
    case(113, moved(&[OPERATOR, AUTHORITY]), moved(&[BEARER]));
    // A Party with an authority of its own: the ledger's no longer stands in.
    let sovereign = |keys: &'static [u32]| {
        move |ledger: &mut Ledger| {
            let role = RoleOfKey { role: Role::AUTHORITY, party: Some(che()), key: KeyNumber(BEARER) };
            ledger.add(Body::RoleGranted(role));
            ledger.add(signed(transfer(Action::ISSUE, 100, 1, block(1, 1, 5)), keys));
        }
    };
    case(113, sovereign(&[AUTHORITY]), sovereign(&[BEARER]));
}

#[test]
fn r_120_to_r_122_times_are_in_order() {
    let at = |occurred: i64, lives: i64| {
        move |ledger: &mut Ledger| {
            let recorded = ledger.next_recorded_at_ms();
            let occurred_at_ms = recorded.checked_add_signed(occurred);
            let not_after_ms = recorded.checked_add_signed(lives);
            ledger.add(Draft { occurred_at_ms, not_after_ms, ..Draft::from(recovery()) });
        }
    };
    const LIMIT: i64 = 15_552_000_000;
    case(120, at(1, 0), at(0, 0));
    case(121, at(0, -1), at(0, 0));
    case(122, at(0, LIMIT + 1), at(0, LIMIT));
}

#[test]
fn r_122_goes_by_the_rulebook_from_the_next_batch_on() {
    let adopted_then = |joined: bool| {
        move |ledger: &mut Ledger| {
            ledger.add(Body::RulebookAdopted(rulebook(&[1_000])));
            let not_after_ms = Some(ledger.next_recorded_at_ms() + 900 + u64::from(joined) * 200);
            ledger.add(Draft { not_after_ms, ..Draft::from(recovery()) });
        }
    };
    case(122, adopted_then(true), adopted_then(false));
}

#[test]
fn r_123_an_id_is_used_once_while_it_lives() {
    let twice = |lives: u64| {
        move |ledger: &mut Ledger| {
            let id = Some(EntryId([9; 16]));
            let not_after_ms = Some(ledger.next_recorded_at_ms() + lives);
            ledger.add(Draft { id, not_after_ms, ..Draft::from(recovery()) });
            ledger.add(Draft { id, ..Draft::from(recovery()) });
        }
    };
    case(123, twice(BATCH_MS), twice(BATCH_MS - 1));
}

#[test]
fn r_123_hides_what_comes_behind_it_and_taints_like_any_finding() {
    let mut ledger = Ledger::stage();
    let id = Some(EntryId([9; 16]));
    let issue = |id| Draft { id, ..Draft::from(transfer(Action::ISSUE, 100, 1, block(1, 1, 9))) };
    ledger.add(issue(id));
    let again = ledger.add(issue(id)).0;
    let third = ledger.add(issue(None)).0;
    let serials = vec![block(1, 1, 9)];
    assert_eq!(ledger.told(), [(123, again, vec![], again), (210, third, serials, again)]);
    // One that breaks nothing else taints, too.
    let mut ledger = Ledger::stage();
    ledger.add(Draft { id, ..Draft::from(recovery()) });
    let first = ledger.add(issue(id)).0;
    let second = ledger.add(issue(None)).0;
    assert_eq!(ledger.told(), [(123, first, vec![], first), (210, second, vec![block(1, 1, 9)], first)]);
}

#[test]
fn r_130_a_rulebook_ends_its_batch_and_names_each_option_once() {
    let add = |limits: &'static [u64]| {
        move |ledger: &mut Ledger| ledger.put(Body::RulebookAdopted(rulebook(limits)))
    };
    case(130, add(&[9_000_000, 9_000_000]), add(&[9_000_000]));
    let mut ledger = Ledger::stage();
    let adopted = ledger.add(Body::RulebookAdopted(rulebook(&[]))).0;
    ledger.join(recovery());
    assert_eq!(ledger.told(), [(130, adopted, vec![], adopted)]);
}

#[test]
fn r_131_a_note_names_earlier_entries() {
    let naming = |back: u64| move |ledger: &mut Ledger| ledger.put(note(&[0, ledger.next().0 - back]));
    case(131, naming(0), naming(1));
}
