//! Statements about what holds units back encode to one string of bytes, field by field as the tables of the spec have them, and
//! decode from no other; particulars 7 and 9 likewise.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod statement;

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{Evidence, HoldPlaced, HoldReleased, RestrictionLifted, RestrictionPlaced};
use ledger_format::body::{Body, Context, Holds, Particular, ParticularValue};
use ledger_format::codes::{Action, EvidenceGrade, RestrictionReason};
use ledger_format::entry::EntryFault;
use ledger_format::identifiers::{AccountNumber, Digest, EntryIndex, PartyCode, SpaceId, Timestamp};
use statement::{decode, encoded};

fn restriction(party: Option<PartyCode>, accounts: usize, blocks: usize) -> Holds {
    let (accounts, blocks) =
        (vec![AccountNumber(8); accounts], vec![SerialBlock::new(SpaceId(1), 2, 3); blocks]);
    Holds::Restricted(Box::new(RestrictionPlaced {
        party,
        reason: RestrictionReason::COURT_ORDER,
        accounts: accounts.try_into().unwrap(),
        blocks: blocks.try_into().unwrap(),
        from: Timestamp(5),
        until: Timestamp(6),
        document: Digest([4; 32]),
    }))
}

fn statements() -> Vec<Holds> {
    vec![
        Holds::Placed(HoldPlaced {
            debited: AccountNumber(3),
            acquiring: AccountNumber(4),
            action: Action::TRANSFER,
            expires: Timestamp(9),
            blocks: vec![SerialBlock::new(SpaceId(1), 2, 3)].try_into().unwrap(),
        }),
        Holds::Released(HoldReleased { hold: EntryIndex(12), reason: 7 }),
        restriction("CHE".parse().ok(), 1, 1),
        Holds::Lifted(RestrictionLifted { restriction: EntryIndex(13), reason: 8 }),
    ]
}

fn statement(body: Holds) -> Vec<u8> {
    encoded(Body::Holds(body))
}

#[test]
fn every_statement_decodes_from_its_bytes_and_from_no_others() {
    assert!(statements().iter().map(Holds::kind).eq(Holds::KINDS.iter().copied()));
    for body in statements().into_iter().chain([restriction(None, 0, 0), restriction(None, 256, 1_024)]) {
        let bytes = statement(body.clone());
        assert_eq!(decode(&bytes), Ok(Some((Context::default(), Body::Holds(body.clone())))));
        let mut more = bytes.clone();
        more.push(0);
        for bad in [&more, &bytes[..bytes.len() - 1]] {
            assert_eq!(decode(bad), Err(EntryFault::Body), "{body:?}");
        }
        // Whatever else decodes encodes to the same bytes: one encoding of a value.
        for at in 38..bytes.len().min(200) {
            for flip in [1, 0x80, 0xff] {
                let mut other = bytes.clone();
                other[at] ^= flip;
                if let Ok(Some((_, Body::Holds(read)))) = decode(&other) {
                    assert_eq!(statement(read), other, "byte {at}");
                }
            }
        }
    }
}

#[test]
fn fields_stand_where_the_tables_have_them() {
    let [placed, released, restricted, lifted] = &statements()[..] else { panic!() };
    // Statement header and two empty options before each body.
    let body = |of: &Holds| statement(of.clone()).split_off(38);
    let numbers = |of: &[u64]| of.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>();
    let block = [&[1, 0, 0, 0][..], &numbers(&[2, 3])].concat();
    let expected = [numbers(&[3, 4]), vec![2, 0], numbers(&[9, 1]), block.clone()].concat();
    assert_eq!(body(placed), expected);
    assert_eq!(body(released), [numbers(&[12]), vec![7, 0]].concat());
    let parts = [b"CHE\0\x02\0".to_vec(), numbers(&[1, 8, 1]), block, numbers(&[5, 6]), vec![4; 32]];
    assert_eq!(body(restricted), parts.concat());
    assert_eq!(body(lifted), [numbers(&[13]), vec![8, 0]].concat());
    assert_eq!(body(&restriction(None, 0, 0))[..4], [0; 4]);
}

#[test]
fn lists_have_limits() {
    // Behind Party and reason; and behind no account.
    for (at, most) in [(38 + 6, 256_u64), (38 + 6 + 8, 1_024)] {
        let mut bytes = statement(restriction(None, 0, 0));
        bytes[at..at + 8].copy_from_slice(&(most + 1).to_le_bytes());
        bytes.resize(bytes.len() + 20 * 1_025, 1);
        assert_eq!(decode(&bytes), Err(EntryFault::Body));
    }
}

#[test]
fn particulars_are_read_as_they_are_written() {
    let evidence = Evidence { grade: EvidenceGrade::DOCUMENT_DIGEST, digest: Digest([3; 32]) };
    for (value, tag, bytes) in [
        (ParticularValue::Hold(EntryIndex(258)), 7, vec![2, 1, 0, 0, 0, 0, 0, 0]),
        (ParticularValue::Evidence(evidence), 9, [&[3][..], &[3; 32]].concat()),
    ] {
        let written = Particular::from(value.clone());
        assert_eq!((written.tag, written.value.to_vec(), written.read()), (tag, bytes.clone(), Some(value)));
        for size in [bytes.len() - 1, bytes.len() + 1] {
            let mut other = bytes.clone();
            other.resize(size, 0);
            assert_eq!(Particular { tag, value: other.try_into().unwrap() }.read(), None);
        }
    }
    // Any grade can be held: which are known is a rule.
    let unheard_of =
        Particular::from(ParticularValue::Evidence(Evidence { grade: EvidenceGrade(9), ..evidence }));
    assert!(matches!(unheard_of.read(), Some(ParticularValue::Evidence(read)) if !read.grade.is_known()));
}
