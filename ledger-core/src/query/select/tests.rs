//! What is chosen under an authorization and for a purpose, by hand and against a look at every unit by itself.

use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::{Article6, AuthorizationEnded};
use ledger_format::codes::{Action, FirstTransferDefinition, Purposes, RevocationTerms};
use ledger_format::identifiers::{AccountNumber, SeriesId, SpaceId, Timestamp};
use proptest::prelude::*;

use super::{Shortage, Wanted, select_suited};
use crate::article6::Attachment;
use crate::article6::tests::*;
use crate::book::{Book, State};
use crate::query::article6::units_of_block;
use crate::rules::tests::stage::*;

fn wanted(account: u64, units: u64, id: Option<&str>, purpose: Option<Purposes>) -> Wanted {
    Wanted {
        authorization: id.map(|id| (party("CHE"), id.to_owned())),
        purpose,
        ..Wanted::of(AccountNumber(account), SeriesId(1), units)
    }
}

/// All that suits, as first and last serials; that one more is not given, and how many others may move.
fn all(book: &Book, account: u64, id: Option<&str>, purpose: Option<Purposes>) -> (Vec<(u64, u64)>, u128) {
    let of = |units| select_suited(book, &wanted(account, units, id, purpose));
    let Err(Shortage { available, unsuited, withheld, .. }) = of(1_000) else { panic!("never so many") };
    let available = u64::try_from(available).unwrap();
    assert_eq!(withheld, 0);
    assert!(of(available + 1).is_err());
    let blocks = of(available).unwrap().blocks;
    (blocks.iter().map(|block| (block.first, block.last)).collect(), unsuited)
}

fn ended(id: &str) -> Ask {
    let (party, authorization) = (party("CHE"), id.try_into().unwrap());
    statement(Article6::AuthorizationEnded(AuthorizationEnded { party, authorization, from: Timestamp(NOW) }))
}

/// With these revocation terms.
fn restricting(ask: Ask) -> Ask {
    let Body::Article6(Article6::AuthorizationStated(mut stated)) = ask.body.clone() else { unreachable!() };
    stated.revocation = RevocationTerms::UNUSED_RESTRICTED;
    Ask { body: Body::Article6(Article6::AuthorizationStated(stated)), ..ask }
}

/// Serials 1 to 10 are authorized for NDCs, 11 to 20 for IMP, 21 to 30 for everything, under terms that restrict; 31 to 60 are not.
fn stage() -> Stage {
    let mut stage = world();
    let at_use = FirstTransferDefinition::USE_OR_CANCELLATION;
    stage.record(authorization("n", 1, 0, Purposes::NDC, FirstTransferDefinition::NONE));
    stage.record(authorization("o", 1, 0, Purposes::IMP, at_use));
    stage.record(restricting(authorization("b", 1, 0, Purposes::ALL, at_use)));
    for (id, first) in [("n", 1), ("o", 11), ("b", 21)] {
        stage.record(attach(id, 1, first, first + 9));
    }
    stage.record(identify(1, 30, 500));
    stage
}

#[test]
fn an_authorization_and_a_purpose_say_which_units_suit() {
    let mut stage = stage();
    let (ndc, imp) = (Some(Purposes::NDC), Some(Purposes::IMP));
    assert_eq!(all(&stage.book, A, None, None), (vec![(1, 60)], 0));
    assert_eq!(all(&stage.book, A, None, ndc), (vec![(1, 10), (21, 30)], 40));
    assert_eq!(all(&stage.book, A, None, imp), (vec![(11, 30)], 40));
    assert_eq!(all(&stage.book, A, Some("o"), None), (vec![(11, 20)], 50));
    assert_eq!(all(&stage.book, A, Some("b"), ndc), (vec![(21, 30)], 50));
    assert_eq!(all(&stage.book, A, Some("o"), ndc), (vec![], 60));
    assert_eq!(all(&stage.book, A, Some("unknown"), None), (vec![], 60));
    let few = select_suited(&stage.book, &wanted(A, 12, None, ndc)).unwrap().blocks;
    assert_eq!(
        few,
        [SerialBlock::new(SpaceId(1), 1, 10), SerialBlock::new(SpaceId(1), 21, 22)],
        "cut to size"
    );
    // What ended is not to be used any more, and is still of its authorization.
    stage.record(ended("n"));
    assert_eq!(all(&stage.book, A, None, ndc).0, [(21, 30)]);
    assert_eq!(all(&stage.book, A, Some("n"), None).0, [(1, 10)]);
}

#[test]
fn what_was_first_transferred_keeps_its_purposes_unless_it_is_restricted() {
    let mut stage = stage();
    let ndc = Some(Purposes::NDC);
    stage.record(moved(Action::FIRST_TRANSFER, A, G, 1, 4, &[]));
    stage.record(moved(Action::FIRST_TRANSFER, A, G, 21, 24, &[]));
    assert_eq!(all(&stage.book, G, None, ndc).0, [(1, 4), (21, 24)]);
    stage.record(ended("n"));
    assert_eq!(all(&stage.book, G, None, ndc).0, [(1, 4), (21, 24)], "4/CMA.6");
    stage.record(ended("b"));
    assert_eq!(all(&stage.book, G, None, ndc), (vec![(1, 4)], 4), "R-369");
    assert_eq!(all(&stage.book, G, Some("b"), None).0, [(21, 24)], "to be cancelled");
}

/// The same by the Party that is to use them, in its own words.
fn of_ghana(ask: Ask) -> Ask {
    let Body::Article6(mut body) = ask.body.clone() else { unreachable!() };
    match &mut body {
        Article6::AuthorizationStated(stated) => (stated.party, stated.mirrored) = (party("GHA"), true),
        Article6::UnitsAuthorized(attached) => attached.party = party("GHA"),
        _ => unreachable!(),
    }
    Ask { body: Body::Article6(body), ..ask }
}

#[test]
fn the_own_authorization_of_who_uses_decides_while_it_is_in_effect() {
    let mut stage = stage();
    let (ndc, imp) = (Some(Purposes::NDC), Some(Purposes::IMP));
    stage.record(moved(Action::FIRST_TRANSFER, A, G, 21, 28, &[]));
    let at_use = FirstTransferDefinition::USE_OR_CANCELLATION;
    stage.record(of_ghana(authorization("own", 1, 0, Purposes::IMP, at_use)));
    stage.record(of_ghana(attach("own", 1, 21, 24)));
    assert_eq!(all(&stage.book, G, None, ndc).0, [(25, 28)], "R-366");
    assert_eq!(all(&stage.book, G, None, imp).0, [(21, 28)]);
    let end = AuthorizationEnded {
        party: party("GHA"),
        authorization: "own".try_into().unwrap(),
        from: Timestamp(NOW),
    };
    stage.record(statement(Article6::AuthorizationEnded(end)));
    assert_eq!(all(&stage.book, G, None, ndc).0, [(21, 28)], "then the host's does");
}

/// Whether a serial is attached to the authorization and may be used for the purpose, by all that is said of it alone.
fn suits(book: &Book, holder: &str, serial: u64, id: Option<&str>, purpose: Option<Purposes>) -> bool {
    let view = State::article6(book);
    let rows = units_of_block(book, SerialBlock::new(SpaceId(1), serial, serial));
    let Some(row) = rows.first() else { return false };
    let host = party("CHE");
    let of = |by| row.attached.iter().find(|it| it.party == by);
    let attachment = |by| {
        let to = of(by)?;
        let authorization = view.authorization_number(by, &to.authorization)?;
        Some(Attachment { authorization, version: to.version })
    };
    let in_effect = |to: &Attachment| view.is_in_effect(*to, book.recorded_at());
    let hosts = attachment(host).filter(|to| row.first_transfer.is_some() || in_effect(to));
    let own = attachment(party(holder)).filter(in_effect).filter(|_| holder != "CHE");
    let version = own.or(hosts).and_then(|to| view.attached_version(to));
    let for_purpose = |purpose| version.is_some_and(|version| version.purposes.include(purpose));
    id.is_none_or(|id| of(host).is_some_and(|to| to.authorization == id)) && purpose.is_none_or(for_purpose)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_chosen_is_what_suits_by_itself(wishes in wishes()) {
        let mut stage = world();
        for wish in wishes {
            let _ = stage.try_record(wish);
        }
        for (account, holder) in [(A, "CHE"), (G, "GHA")] {
            for id in [None, Some("n"), Some("o"), Some("b")] {
                for purpose in [None, Some(Purposes::NDC), Some(Purposes::IMP), Some(Purposes::OP)] {
                    if (id, purpose) == (None, None) {
                        continue;
                    }
                    let (chosen, _) = all(&stage.book, account, id, purpose);
                    let mut chosen: Vec<u64> = chosen.into_iter().flat_map(|(first, last)| first..=last).collect();
                    chosen.sort_unstable();
                    let held = (1..=60).filter(|serial| {
                        let piece = stage.book.holdings_of_block(SerialBlock::new(SpaceId(1), *serial, *serial));
                        piece[0].holding.is_some_and(|held| held.account == AccountNumber(account))
                    });
                    let expected: Vec<u64> =
                        held.filter(|serial| suits(&stage.book, holder, *serial, id, purpose)).collect();
                    prop_assert_eq!(chosen, expected, "{:?} {:?}", id, purpose);
                }
            }
        }
    }
}
