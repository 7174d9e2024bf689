//! Statements of rulebook 5 encode to one string of bytes, field by field as the tables of the spec have them, and decode from no
//! other.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod statement;

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::Evidence;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven, NoticeWithdrawn};
use ledger_format::body::{Body, Context, Notices};
use ledger_format::codes::{Action, EvidenceGrade, Purposes};
use ledger_format::entry::EntryFault;
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, Digest, EntryIndex, RegistryId, SpaceId,
};
use statement::{decode, encoded};

fn notice(blocks: usize) -> NoticeGiven {
    NoticeGiven {
        account: AccountNumber(8),
        blocks: vec![SerialBlock::new(SpaceId(1), 2, 3); blocks].try_into().unwrap(),
        action: Action::USE_OIMP,
        party: "SGP".parse().unwrap(),
        year: 2026,
        entity: Commitment([5; 32]),
        purpose: Purposes::IMP,
        evidence: Evidence { grade: EvidenceGrade::SIGNED_NOTICE, digest: Digest([6; 32]) },
    }
}

fn registries(count: usize) -> Notices {
    let registries = vec!["CHE01".parse::<RegistryId>().unwrap(); count];
    Notices::RegistriesStated(ApproachRegistriesStated {
        approach: ApproachNumber(12),
        registries: registries.try_into().unwrap(),
    })
}

fn statements() -> Vec<Notices> {
    let withdrawn = NoticeWithdrawn { notice: EntryIndex(13), reason: 7, document: Digest([4; 32]) };
    vec![registries(1), Notices::Given(Box::new(notice(1))), Notices::Withdrawn(withdrawn)]
}

fn statement(body: Notices) -> Vec<u8> {
    encoded(Body::Notices(body))
}

#[test]
fn every_statement_decodes_from_its_bytes_and_from_no_others() {
    assert!(statements().iter().map(Notices::kind).eq(Notices::KINDS.iter().copied()));
    let (least, most) = (Notices::Given(Box::new(notice(0))), Notices::Given(Box::new(notice(1_024))));
    for body in statements().into_iter().chain([registries(0), registries(64), least, most]) {
        let bytes = statement(body.clone());
        assert_eq!(decode(&bytes), Ok(Some((Context::default(), Body::Notices(body.clone())))));
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
                if let Ok(Some((_, Body::Notices(read)))) = decode(&other) {
                    assert_eq!(statement(read), other, "byte {at}");
                }
            }
        }
    }
}

#[test]
fn fields_stand_where_the_tables_have_them() {
    let [stated, given, withdrawn] = &statements()[..] else { panic!() };
    // Statement header and two empty options before each body.
    let body = |of: &Notices| statement(of.clone()).split_off(38);
    let numbers = |of: &[u64]| of.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>();
    let expected = [vec![12, 0], numbers(&[1]), b"CHE01\0\0\0".to_vec()].concat();
    assert_eq!((body(stated), stated.kind().0), (expected, 65));
    let block = [&[1, 0, 0, 0][..], &numbers(&[2, 3])].concat();
    let parts = [
        numbers(&[8, 1]),
        block,
        vec![6, 0],
        b"SGP\0".to_vec(),
        2026_u16.to_le_bytes().to_vec(),
        vec![5; 32],
        vec![2, 0, 2],
        vec![6; 32],
    ];
    assert_eq!((body(given), given.kind().0), (parts.concat(), 110));
    let expected = [numbers(&[13]), vec![7, 0], vec![4; 32]].concat();
    assert_eq!((body(withdrawn), withdrawn.kind().0), (expected, 111));
}

#[test]
fn lists_have_limits() {
    // Behind the approach; and behind the account.
    for (body, at, most) in [(registries(0), 38 + 2, 64_u64), (statements()[1].clone(), 38 + 8, 1_024)] {
        let mut bytes = statement(body);
        bytes[at..at + 8].copy_from_slice(&(most + 1).to_le_bytes());
        bytes.resize(bytes.len() + 20 * 1_025, b'A');
        assert_eq!(decode(&bytes), Err(EntryFault::Body));
    }
}

#[test]
fn what_is_absent_is_all_zero() {
    let said = notice(1);
    assert_eq!(
        (said.year_of_use(), said.entity_named(), said.purpose_named()),
        (Some(2026), Some(Commitment([5; 32])), Some(Purposes::IMP))
    );
    let silent = NoticeGiven { year: 0, entity: Commitment([0; 32]), purpose: Purposes(0), ..said };
    assert_eq!((silent.year_of_use(), silent.entity_named(), silent.purpose_named()), (None, None, None));
    // A notice names a Party: none is no Party's code.
    let mut bytes = statement(Notices::Given(Box::new(NoticeGiven { blocks: Default::default(), ..silent })));
    bytes[38 + 18..38 + 22].copy_from_slice(&[0; 4]);
    assert_eq!(decode(&bytes), Err(EntryFault::Body));
}
