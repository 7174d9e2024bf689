//! Article 6 in the book: committed, replayed, taken back and saved it is the same; sums and the second book follow the
//! serials. What each rule says is in the vectors.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    AdjustmentsFinal, ApproachDeclared, Article6, AuthorizationEnded, AuthorizationStated, EntityStated,
    IdentifiersAssigned, NdcPeriodDeclared, UnitsAuthorized,
};
use ledger_format::body::{Body, Movement, ParticularValue, PartyDeclared, Rulebook};
use ledger_format::codes::{
    AccountKind, Action, AdjustmentMethod, ApproachStatus, FirstTransferDefinition, GwpSet, Metric, Purposes,
    RevocationTerms,
};
use ledger_format::identifiers::{ApproachNumber, Commitment, Digest, SeriesId, SpaceId, Timestamp};
use proptest::prelude::*;

use super::nouns::{AdjustmentAccount, AdjustmentSums, Trigger};
use crate::book::{Book, Draft, State};
use crate::rules::tests::same_book::{committed, replayed, reverse_some};
use crate::rules::tests::stage::*;
use crate::rules::{Article6Refusal, Refusal};

/// Accounts of GHA: holding, use towards its NDC, use for OIMP; and of CHE, the host: cancellation.
pub(crate) const G: u64 = 200;
pub(crate) const G_NDC: u64 = 201;
pub(crate) const G_OIMP: u64 = 202;
pub(crate) const CANCELLED: u64 = 203;
pub(crate) const AIRLINE: Commitment = Commitment([3; 32]);

pub(crate) fn statement(body: Article6) -> Ask {
    ask(Body::Article6(body), &[OPERATOR, AUTHORITY])
}

fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(1), first, last)
}

pub(crate) fn authorization(
    id: &str,
    version: u32,
    cap: u64,
    purposes: Purposes,
    first_transfer: FirstTransferDefinition,
) -> Ask {
    statement(Article6::AuthorizationStated(Box::new(AuthorizationStated {
        party: party("CHE"),
        authorization: id.try_into().unwrap(),
        version,
        mirrored: false,
        approach: ApproachNumber(1),
        from: Timestamp(0),
        until: Timestamp(0),
        cap,
        metric: Metric::GHG,
        non_ghg_metric: "".try_into().unwrap(),
        gwp_set: GwpSet::AR5,
        sectors: Default::default(),
        activity_types: Default::default(),
        purposes,
        oimp: "".try_into().unwrap(),
        first_transfer,
        parties: Default::default(),
        entities: Default::default(),
        first_vintage: 0,
        last_vintage: 0,
        first_year_of_use: 0,
        last_year_of_use: 0,
        revocation: RevocationTerms::UNITS_STAY,
        terms: Commitment::default(),
        document: Digest::default(),
    })))
}

pub(crate) fn attach(id: &str, version: u32, first: u64, last: u64) -> Ask {
    statement(Article6::UnitsAuthorized(UnitsAuthorized {
        party: party("CHE"),
        authorization: id.try_into().unwrap(),
        version,
        blocks: vec![block(first, last)].try_into().unwrap(),
    }))
}

pub(crate) fn identify(first: u64, last: u64, number: u64) -> Ask {
    statement(Article6::IdentifiersAssigned(IdentifiersAssigned {
        approach: ApproachNumber(1),
        registry: "CHE01".parse().unwrap(),
        first_transferring_party: party("CHE"),
        vintage: 2024,
        first_number: number,
        blocks: vec![block(first, last)].try_into().unwrap(),
    }))
}

pub(crate) fn moved(
    action: Action,
    from: u64,
    to: u64,
    first: u64,
    last: u64,
    particulars: &[ParticularValue],
) -> Ask {
    let Body::Movement(body) = moves(action, &[(from, to, 1, first, last)]) else { unreachable!() };
    let particulars: Vec<_> = particulars.iter().map(|value| value.clone().into()).collect();
    let body = Movement { particulars: particulars.try_into().unwrap(), ..body };
    ask(Body::Movement(body), &[OPERATOR]).on_behalf()
}

pub(crate) fn use_ndc(first: u64, last: u64) -> Ask {
    moved(Action::USE_NDC, G, G_NDC, first, last, &[ParticularValue::YearOfUse(2025)])
}

fn use_oimp(from: u64, first: u64, last: u64) -> Ask {
    let particulars = [ParticularValue::Entity(AIRLINE), ParticularValue::Purpose(Purposes::IMP)];
    moved(Action::USE_OIMP, from, G_OIMP, first, last, &particulars)
}

/// Serials 1 to 60 of series 1 at A, under rulebook 2.
pub(crate) fn world() -> Stage {
    let mut stage = Stage::empty();
    let rulebook = Rulebook { version: 2, settings: Default::default() };
    stage.record(ask(Body::RulebookAdopted(rulebook), &[OPERATOR, AUTHORITY]));
    use AccountKind as K;
    for (number, kind, of) in [
        (G, K::HOLDING, "GHA"),
        (G_NDC, K::USE_NDC, "GHA"),
        (G_OIMP, K::USE_OIMP, "GHA"),
        (CANCELLED, K::OTHER_CANCELLATION, "CHE"),
    ] {
        let mut opened = account(number, kind);
        opened.party = party(of);
        stage.record(ask(Body::AccountOpened(opened), &[OPERATOR]));
    }
    stage.record(statement(Article6::ApproachDeclared(ApproachDeclared {
        approach: ApproachNumber(1),
        parties: vec![party("CHE"), party("GHA")].try_into().unwrap(),
        metrics: vec![Metric::GHG].try_into().unwrap(),
        status: ApproachStatus::ACTIVE,
    })));
    stage.record(statement(Article6::NdcPeriodDeclared(NdcPeriodDeclared {
        party: party("GHA"),
        first_year: 2021,
        last_year: 2030,
        method: AdjustmentMethod::AVERAGING,
        metric: Metric::GHG,
        non_ghg_metric: "".try_into().unwrap(),
        values: Default::default(),
    })));
    let entity = |by: &str| {
        statement(Article6::EntityStated(EntityStated {
            party: party(by),
            approach: ApproachNumber(1),
            entity: AIRLINE,
            country: party("GHA"),
            identification: Commitment::default(),
            conditions: Commitment::default(),
        }))
    };
    // JPN takes no part in the approach.
    stage.record(ask(Body::PartyDeclared(PartyDeclared { party: party("JPN") }), &[AUTHORITY]));
    assert_eq!(stage.refused(entity("JPN")), 343);
    stage.record(entity("CHE"));
    stage.record(ask(moves(Action::ISSUE, &[(SOURCE[1], A, 1, 1, 60)]), &[AUTHORITY]).at(NOW - DAY));
    stage
}

fn sums(book: &Book, of: &str, year: u16) -> (u128, u128) {
    let account = AdjustmentAccount { party: party(of), year, series: SeriesId(1) };
    let AdjustmentSums { first_transferred, used } = book.article6().adjustment(account);
    (first_transferred, used)
}

fn clearing(book: &Book) -> i128 {
    book.article6().clearing(SeriesId(1))
}

#[test]
fn a_unit_from_authorization_to_use_and_back() {
    let mut stage = world();
    let first_transfer = |first, last| moved(Action::FIRST_TRANSFER, A, G, first, last, &[]);
    assert_eq!(stage.refused(first_transfer(1, 10)), 361);
    stage.record(authorization("n", 1, 0, Purposes::NDC, FirstTransferDefinition::NONE));
    stage.record(attach("n", 1, 1, 20));
    assert_eq!(stage.refused(first_transfer(1, 10)), 363);
    stage.record(identify(1, 20, 500));
    assert_eq!(stage.refused(moved(Action::TRANSFER, A, G, 1, 10, &[])), 362);
    let transferred = stage.record(first_transfer(1, 10));
    assert_eq!((sums(&stage.book, "CHE", 2024), clearing(&stage.book)), ((10, 0), -10));
    // A split forgets nothing: the moved part is not first transferred again, the rest not yet.
    stage.record(moved(Action::TRANSFER, G, A, 4, 5, &[]));
    stage.record(moved(Action::TRANSFER, A, G, 4, 5, &[]));
    assert_eq!(stage.refused(moved(Action::TRANSFER, A, G, 11, 11, &[])), 362);
    assert_eq!(sums(&stage.book, "CHE", 2024), (10, 0));
    let used = stage.record(use_ndc(1, 3));
    assert_eq!((sums(&stage.book, "CHE", 2024), sums(&stage.book, "GHA", 2025)), ((10, 0), (0, 3)));
    assert_eq!(clearing(&stage.book), -10 + 3);
    assert_eq!(stage.refused(use_oimp(G, 6, 7)), 366);
    let back = |stage: &Stage, entry| ask(Body::Reversal(reversal(stage, entry)), &[OPERATOR, AUTHORITY]);
    let undone = back(&stage, used);
    stage.record(undone);
    assert_eq!((sums(&stage.book, "GHA", 2025), clearing(&stage.book)), ((0, 0), -10));
    assert_eq!(stage.refused(back(&stage, transferred)), 223);
    // A first transfer that is taken back was none, and can be made again.
    let taken_back = stage.record(first_transfer(11, 12));
    assert_eq!((sums(&stage.book, "CHE", 2024), clearing(&stage.book)), ((12, 0), -12));
    let undone = back(&stage, taken_back);
    stage.record(undone);
    assert_eq!((sums(&stage.book, "CHE", 2024), clearing(&stage.book)), ((10, 0), -10));
    stage.admitted(first_transfer(11, 12));
    let again = stage.record(use_ndc(1, 3));
    stage.record(statement(Article6::AdjustmentsFinal(AdjustmentsFinal {
        party: party("GHA"),
        first_year: 2021,
        last_year: 2025,
    })));
    assert_eq!(stage.refused(back(&stage, again)), 371);
    assert_eq!(stage.book.check(), Ok(()));
    // The postings behind the sums, and the units as they are asked for.
    let behind = crate::query::article6::postings(&stage.book);
    let told: Vec<_> =
        behind.iter().map(|posting| (posting.account.year, posting.entry, posting.block)).collect();
    assert_eq!(
        told,
        [
            (2024, transferred, block(1, 3)),
            (2024, transferred, block(4, 5)),
            (2024, transferred, block(6, 10)),
            (2025, again, block(1, 3))
        ]
    );
    let accounts = stage.book.article6().back.adjustment_accounts();
    let listed: Vec<_> =
        accounts.iter().map(|(of, sums)| (of.year, sums.first_transferred, sums.used)).collect();
    assert_eq!(listed, [(2024, 10, 0), (2025, 0, 3)]);
    let rows = crate::query::article6::units_of_block(&stage.book, block(1, 25));
    let first = rows.first().unwrap();
    assert_eq!((first.block, first.used.map(|used| used.year)), (block(1, 3), Some(2025)));
    assert_eq!((first.attached[0].authorization.as_str(), first.attached[0].version), ("n", 1));
    assert_eq!(first.identifiers.unwrap().1.number, 502);
    assert_eq!(rows.last().map(|row| (row.block, row.attached.len())), Some((block(21, 25), 0)));
    let mut units = Vec::new();
    super::units::of_block(&stage.book, block(1, 20)).iter().for_each(|(unit, holder)| {
        let trigger = unit.first_transfer.map(|made| made.trigger);
        super::units::identified(stage.book.article6(), unit.block, |part, identifier| {
            let number = identifier.map(|identified| identified.of(part.first).to_string());
            units.push((part.first, part.last, holder.0, number, trigger));
        });
    });
    let number = |number: u64| Some(format!("CA0001-CHE01-CHE-{number}-2024"));
    let international = Some(Trigger::International);
    assert_eq!(units[0], (1, 3, G_NDC, number(500), international));
    assert_eq!(units.last(), Some(&(13, 20, A, number(512), None)));
}

/// What other registries got wrong: two attachments race for one cap, also within one batch.
#[test]
fn two_attachments_racing_for_one_cap_do_not_both_win() {
    let mut stage = world();
    stage.record(authorization("c", 1, 10, Purposes::NDC, FirstTransferDefinition::NONE));
    let mut draft = Draft::default();
    let mut take = |wish: Ask| {
        let made = stage.make(wish, draft.entry_count());
        let candidate = stage.candidate(&made, stage.book.entry_count() + draft.entry_count());
        draft.admit(&stage.book, &candidate).map(|admitted| draft.apply(&stage.book, admitted))
    };
    take(attach("c", 1, 1, 6)).unwrap();
    let refused = take(attach("c", 1, 7, 11)).unwrap_err();
    assert_eq!(refused, Refusal::Article6(Article6Refusal::AboveCap { attached: 11, cap: 10 }));
    assert!(!refused.is_retryable() && refused.to_string().contains("higher cap"));
    // Control: what fits is taken, and what is taken back frees the cap again.
    take(attach("c", 1, 7, 10)).unwrap();
    draft.rollback();
    let made = stage.make(attach("c", 1, 20, 29), 0);
    assert!(draft.admit(&stage.book, &stage.candidate(&made, stage.book.entry_count())).is_ok());
}

#[test]
fn check_notices_sums_that_are_not_the_serials() {
    let mut stage = world();
    stage.record(authorization("n", 1, 0, Purposes::NDC, FirstTransferDefinition::NONE));
    stage.record(attach("n", 1, 1, 20));
    stage.record(identify(1, 20, 500));
    stage.record(moved(Action::FIRST_TRANSFER, A, G, 1, 10, &[]));
    stage.record(use_ndc(1, 3));
    let rows = stage.book.article6().back.rows();
    let good = super::tables::Tables::from_rows(rows).unwrap();
    assert!(good.agree(&stage.book));
    let broken = |with: &dyn Fn(&mut super::tables::TablesMut<'_>)| {
        let mut tables = good.clone();
        with(&mut super::tables::TablesMut::of_book(&mut tables));
        !tables.agree(&stage.book)
    };
    let account = AdjustmentAccount { party: party("CHE"), year: 2024, series: SeriesId(1) };
    let more = AdjustmentSums { first_transferred: 11, used: 0 };
    assert!(broken(&|tables| tables.adjustments(account, more)), "a leg without its counter-leg");
    assert!(broken(&|tables| tables.clearing(SeriesId(1), -8)), "a counter-leg without its leg");
    assert!(broken(&|tables| tables.clearing(SeriesId(2), 1)), "a clearing account of nothing");
    assert!(
        broken(&|tables| {
            tables.adjustments(account, more);
            tables.clearing(SeriesId(1), -8);
        }),
        "both legs, of no serial"
    );
    assert!(broken(&|tables| tables.uses(SpaceId(1), 3, 3, None)));
    assert!(broken(&|tables| tables.first_transfers(SpaceId(1), 10, 10, None)));
    assert!(broken(&|tables| tables.identifiers(SpaceId(1), 20, 20, None)));
    assert!(broken(&|tables| tables.attachments((SpaceId(1), party("CHE")), 20, 20, None)));
}

/// Statements and movements about the units of [`world`], mostly within the rules.
pub(crate) fn wishes() -> impl Strategy<Value = Vec<Ask>> {
    let id = prop::sample::select(vec!["n", "o", "b"]);
    let run = (1_u64..50, 0_u64..12).prop_map(|(first, more)| (first, first + more));
    let stated =
        (id.clone(), 1_u32..3, prop::sample::select(vec![0_u64, 15, 40])).prop_map(|(id, version, cap)| {
            let (purposes, definition) = match id {
                "n" => (Purposes::NDC, FirstTransferDefinition::NONE),
                "o" => (Purposes::IMP, FirstTransferDefinition::AUTHORIZATION),
                _ => (Purposes::ALL, FirstTransferDefinition::USE_OR_CANCELLATION),
            };
            authorization(id, version, cap, purposes, definition)
        });
    let attached =
        (id.clone(), 1_u32..3, run.clone()).prop_map(|(id, version, (a, b))| attach(id, version, a, b));
    let identified = run.clone().prop_map(|(a, b)| identify(a, b, 100 + a));
    let ended = id.prop_map(|id| {
        let authorization = id.try_into().unwrap();
        let ended = AuthorizationEnded { party: party("CHE"), authorization, from: Timestamp(NOW - 1) };
        statement(Article6::AuthorizationEnded(ended))
    });
    let action = prop::sample::select(vec![Action::FIRST_TRANSFER, Action::TRANSFER]);
    let between = prop::sample::select(vec![(A, G), (G, A), (A, B)]);
    let transferred = (action, between, run.clone())
        .prop_map(|(action, (from, to), (a, b))| moved(action, from, to, a, b, &[]));
    let used = (0_u8..3, run).prop_map(|(what, (a, b))| match what {
        0 => use_ndc(a, b),
        1 => use_oimp(G, a, b),
        _ => moved(Action::CANCELLATION, A, CANCELLED, a, b, &[]),
    });
    let one = prop_oneof![
        3 => stated, 4 => attached, 4 => identified, 1 => ended, 5 => transferred, 3 => used,
    ];
    prop::collection::vec(one, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn committed_replayed_and_saved_it_is_the_same_book(
        wishes in wishes(),
        cuts in prop::collection::vec(1_usize..9, 1..20),
        back in prop::collection::vec(0_u64..30, 0..4),
    ) {
        let mut stage = world();
        let times = committed(&mut stage, &wishes, &cuts, 0);
        reverse_some(&mut stage, &back);
        replayed(&stage, &times);
    }
}
