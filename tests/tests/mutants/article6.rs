//! Writers that are wrong about Article 6: each is caught by the finding meant for it.

use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::{
    AdjustmentsFinal, AefFiled, Article6, AuthorizationEnded, AuthorizationStated, IdentifiersAssigned,
};
use ledger_format::codes::{
    Action, FirstTransferDefinition, Metric, Purposes, RevocationTerms, StandingItem,
};
use ledger_format::identifiers::{ApproachNumber, Digest, SpaceId, Timestamp};
use ledger_tests::article6_world::{attached, authorization, identified, party, period, standing};
use ledger_tests::movements::{issue, legs, movement, reversal, transfer, using};
use ledger_tests::world::{BEGINNING_MS, World};

use crate::Writer;

/// Accounts of Ghana (other registry than the rest): holding, other cancellation. Of Switzerland: holding, use towards its
/// NDC, use for OIMP. Of Norway: holding.
const HOST: u64 = 200;
const HOST_CANCELLED: u64 = 207;
const BUYER: u64 = 220;
const BUYER_NDC: u64 = 222;
const BUYER_OIMP: u64 = 223;
const THIRD: u64 = 240;
const AUTHORITY: &[u32] = &[1];
const HOLDER: &[u32] = &[10];

fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(3), first, last)
}

fn statement(body: Article6) -> Body {
    Body::Article6(body)
}

fn attach(name: &str, version: u32, first: u64, last: u64) -> Body {
    statement(attached("GHA", name, version, &[block(first, last)]))
}

fn stated(body: AuthorizationStated) -> Body {
    statement(Article6::AuthorizationStated(Box::new(body)))
}

fn identifiers(body: IdentifiersAssigned) -> Body {
    statement(Article6::IdentifiersAssigned(body))
}

fn first_transfer(to: u64, first: u64, last: u64) -> Body {
    movement(Action::FIRST_TRANSFER, legs(HOST, to, 3, first, last))
}

fn use_ndc(from: u64, first: u64, last: u64, year: u16) -> Body {
    using(Action::USE_NDC, legs(from, BUYER_NDC, 3, first, last), Some(year), None)
}

fn ended(name: &str) -> Body {
    let from = Timestamp(BEGINNING_MS + 1);
    let authorization = name.try_into().unwrap();
    statement(Article6::AuthorizationEnded(AuthorizationEnded { party: party("GHA"), authorization, from }))
}

/// `A` of Ghana, for NDC, for 30 units and with restriction on revocation.
fn a() -> AuthorizationStated {
    AuthorizationStated {
        cap: 30,
        revocation: RevocationTerms::UNUSED_RESTRICTED,
        ..authorization("GHA", "A", Purposes::NDC, FirstTransferDefinition::NONE)
    }
}

/// Ghana's units 1 to 40, of which 1 to 30 are identified and attached to `A`, and 1 to 10 first transferred to the buyer by
/// the entry that comes along.
fn at_work() -> (Writer, u64) {
    let mut writer = Writer::of(World::of_article6([0; 3]));
    writer.write(issue(111, HOST, 3, 1, 40), AUTHORITY);
    writer.write(identifiers(identified(1, &[block(1, 30)])), &[0]);
    writer.write(stated(a()), AUTHORITY);
    writer.write(attach("A", 1, 1, 25), AUTHORITY);
    let transferred = writer.write(first_transfer(BUYER, 1, 10), HOLDER);
    (writer, transferred)
}

/// Asserts that what a wrong writer wrote has exactly the finding meant for it, at the entry it wrote last.
fn caught(rule: &str, wrong: impl Fn(&mut Writer, u64)) {
    let (mut writer, transferred) = at_work();
    wrong(&mut writer, transferred);
    let last = writer.journal.entry_count() - 1;
    assert_eq!(writer.findings(), [format!("{rule}@{last}")]);
}

#[test]
fn the_right_writer_yields_none() {
    let (mut writer, _) = at_work();
    writer.write(use_ndc(BUYER, 1, 5, 2024), HOLDER);
    writer.write(transfer(BUYER, THIRD, 3, 6, 7), HOLDER);
    writer.write(movement(Action::CANCELLATION, legs(HOST, HOST_CANCELLED, 3, 31, 35)), HOLDER);
    writer.write(ended("A"), AUTHORITY);
    assert_eq!(writer.findings(), Vec::<String>::new());
}

#[test]
fn of_approaches_periods_and_years() {
    caught("R-302", |writer, _| {
        let other = authorization("GHA", "B", Purposes::NDC, FirstTransferDefinition::NONE);
        writer.write(stated(AuthorizationStated { approach: ApproachNumber(9), ..other }), AUTHORITY);
    });
    caught("R-304", |writer, _| {
        let body = period("CHE", 2025, 2030, Metric::GHG, "");
        writer.write(statement(Article6::NdcPeriodDeclared(body)), AUTHORITY);
    });
    caught("R-305", |writer, _| {
        let body = standing("CHE", StandingItem::ELIGIBLE, 2);
        writer.write(statement(Article6::StandingStated(body)), AUTHORITY);
    });
}

#[test]
fn of_authorizations() {
    caught("R-113", |writer, _| {
        writer.write(attach("A", 1, 26, 28), &[0]);
    });
    caught("R-340", |writer, _| {
        let without = authorization("GHA", "B", Purposes::ALL, FirstTransferDefinition::NONE);
        writer.write(stated(without), AUTHORITY);
    });
    caught("R-341", |writer, _| {
        writer.write(ended("A"), AUTHORITY);
        writer.write(attach("A", 1, 26, 28), AUTHORITY);
    });
    caught("R-342", |writer, _| {
        writer.write(stated(AuthorizationStated { version: 3, ..a() }), AUTHORITY);
    });
    caught("R-346", |writer, _| {
        writer.write(movement(Action::CANCELLATION, legs(HOST, HOST_CANCELLED, 3, 28, 28)), HOLDER);
        writer.write(attach("A", 1, 26, 28), AUTHORITY);
    });
    caught("R-347", |writer, _| {
        writer.write(stated(AuthorizationStated { version: 2, first_vintage: 2025, ..a() }), AUTHORITY);
        writer.write(attach("A", 2, 26, 28), AUTHORITY);
    });
    caught("R-348", |writer, _| {
        writer.write(stated(AuthorizationStated { version: 2, ..a() }), AUTHORITY);
        writer.write(attach("A", 2, 10, 11), AUTHORITY);
    });
    caught("R-349", |writer, _| {
        writer.write(attach("A", 1, 26, 31), AUTHORITY);
    });
}

#[test]
fn of_identifiers() {
    caught("R-350", |writer, _| {
        let other = IdentifiersAssigned { vintage: 2025, ..identified(31, &[block(31, 33)]) };
        writer.write(identifiers(other), &[0]);
    });
    caught("R-351", |writer, _| {
        writer.write(identifiers(identified(31, &[block(30, 31)])), &[0]);
    });
    caught("R-352", |writer, _| {
        writer.write(identifiers(identified(30, &[block(31, 33)])), &[0]);
    });
    caught("R-353", |writer, _| {
        let other = AuthorizationStated {
            authorization: "B".try_into().unwrap(),
            approach: ApproachNumber(2),
            ..a()
        };
        writer.write(stated(other), AUTHORITY);
        writer.write(attach("B", 1, 26, 28), AUTHORITY);
    });
    caught("R-363", |writer, _| {
        writer.write(stated(AuthorizationStated { version: 2, cap: 0, ..a() }), AUTHORITY);
        writer.write(attach("A", 2, 31, 35), AUTHORITY);
        writer.write(first_transfer(BUYER, 33, 33), HOLDER);
    });
}

#[test]
fn of_transfers() {
    caught("R-361", |writer, _| {
        writer.write(first_transfer(BUYER, 25, 26), HOLDER);
    });
    caught("R-361", |writer, _| {
        writer.write(issue(111, BUYER, 3, 41, 45), AUTHORITY);
    });
    caught("R-362", |writer, _| {
        writer.write(transfer(HOST, BUYER, 3, 11, 12), HOLDER);
    });
    caught("R-362", |writer, _| {
        writer.write(movement(Action::FIRST_TRANSFER, legs(BUYER, THIRD, 3, 1, 2)), HOLDER);
    });
    caught("R-369", |writer, _| {
        writer.write(ended("A"), AUTHORITY);
        writer.write(transfer(BUYER, THIRD, 3, 1, 2), HOLDER);
    });
}

#[test]
fn of_uses() {
    caught("R-360", |writer, _| {
        writer.write(movement(Action::USE_NDC, legs(BUYER, BUYER_NDC, 3, 1, 2)), HOLDER);
    });
    caught("R-365", |writer, _| {
        let legs = legs(HOST, 202, 3, 11, 12);
        writer.write(using(Action::USE_NDC, legs, Some(2024), None), HOLDER);
    });
    caught("R-366", |writer, _| {
        let legs = legs(BUYER, BUYER_OIMP, 3, 1, 2);
        writer.write(using(Action::USE_OIMP, legs, None, Some(Purposes::IMP)), HOLDER);
    });
    caught("R-367", |writer, _| {
        let parties = vec![party("NOR")].try_into().unwrap();
        writer.write(stated(AuthorizationStated { version: 2, parties, ..a() }), AUTHORITY);
        writer.write(attach("A", 2, 11, 12), AUTHORITY);
        writer.write(first_transfer(BUYER, 11, 12), HOLDER);
        writer.write(use_ndc(BUYER, 11, 12, 2024), HOLDER);
    });
    caught("R-368", |writer, _| {
        writer.write(use_ndc(BUYER, 1, 2, 2026), HOLDER);
    });
}

#[test]
fn of_reversals_and_filings() {
    caught("R-370", |writer, transferred| {
        writer.write(reversal(transferred, &legs(HOST, BUYER, 3, 1, 10)), &[0, 1]);
    });
    caught("R-371", |writer, _| {
        let used = writer.write(use_ndc(BUYER, 1, 2, 2025), HOLDER);
        let body = AdjustmentsFinal { party: party("CHE"), first_year: 2025, last_year: 2025 };
        writer.write(statement(Article6::AdjustmentsFinal(body)), AUTHORITY);
        writer.write(reversal(used, &legs(BUYER, BUYER_NDC, 3, 1, 2)), &[0, 1]);
    });
    caught("R-372", |writer, _| {
        let issued = writer.write(issue(111, HOST, 3, 41, 45), AUTHORITY);
        writer.write(identifiers(identified(41, &[block(41, 45)])), &[0]);
        let at_once = FirstTransferDefinition::ISSUANCE;
        writer.write(stated(authorization("GHA", "B", Purposes::ALL, at_once)), AUTHORITY);
        writer.write(attach("B", 1, 44, 45), AUTHORITY);
        writer.write(reversal(issued, &legs(111, HOST, 3, 41, 45)), &[0, 1]);
    });
    for (rule, entry_count, chain) in [("R-380", 1_000, Digest::default()), ("R-381", 1, Digest([7; 32]))] {
        caught(rule, |writer, _| {
            let (party, workbook) = (party("CHE"), Digest::default());
            let body = AefFiled { party, year: 2025, major: 1, minor: 0, workbook, entry_count, chain };
            writer.write(statement(Article6::AefFiled(body)), AUTHORITY);
        });
    }
}

/// Not forbidden by the sources, and so admitted; the verifier remarks on it.
#[test]
fn of_parties_without_a_report() {
    caught("N-302", |writer, _| {
        let body = authorization("SGP", "S", Purposes::NDC, FirstTransferDefinition::NONE);
        writer.write(stated(body), AUTHORITY);
    });
}
