//! Statements about where units come from encode to one string of bytes, field by field as the tables of the spec have them,
//! and decode from no other; particulars 4, 5, 6 and 8 likewise.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod statement;

use ledger_format::amount::Amount;
use ledger_format::body::origins::{
    ActivityDeclared, Component, ConversionStated, Deduction, LineName, LossStated, MonitoringLine,
    MonitoringStated, MonitoringWithdrawn,
};
use ledger_format::body::{Body, Context, Origins, Particular, ParticularValue, UnderlyingSpace};
use ledger_format::codes::{ActivityType, LineKind, Metric, MitigationType, Rounding, Sector};
use ledger_format::entry::EntryFault;
use ledger_format::identifiers::{
    Commitment, ComponentNumber, Digest, LossNumber, MonitoringNumber, Timestamp,
};
use statement::{decode, encoded};

const LINE: LineName = LineName { year: 2022, component: ComponentNumber(3), kind: LineKind::REMOVALS };

fn statements() -> Vec<Origins> {
    let (activity, document) = ("GHA-7".try_into().unwrap(), Digest([4; 32]));
    vec![
        Origins::ActivityDeclared(Box::new(ActivityDeclared {
            activity,
            host: "GHA".parse().unwrap(),
            methodology: "VM0047".try_into().unwrap(),
            methodology_version: "1.1".try_into().unwrap(),
            sector: Sector::FORESTRY_AND_LAND_USE,
            activity_type: ActivityType::REFORESTATION,
            mitigation_type: MitigationType::BOTH,
            metric: Metric::NON_GHG,
            non_ghg_metric: "ha".try_into().unwrap(),
            quantum_digits: 25,
            quantum_scale: 2.try_into().unwrap(),
            from: Timestamp(5),
            until: Timestamp(6),
            components: vec![Component { number: ComponentNumber(3), what: Commitment([2; 32]) }]
                .try_into()
                .unwrap(),
        })),
        Origins::MonitoringStated(Box::new(MonitoringStated {
            monitoring: MonitoringNumber(9),
            activity: "GHA-7".try_into().unwrap(),
            from: Timestamp(5),
            until: Timestamp(6),
            report: document,
            scale: 6.try_into().unwrap(),
            lines: vec![MonitoringLine {
                name: LINE,
                baseline: Amount::new(-1).unwrap(),
                project: Amount::from(9),
                leakage: Amount::from(1),
                deductions: vec![Deduction {
                    name: "buffer".try_into().unwrap(),
                    share_millionths: 100_000,
                    rounding: Rounding::UP,
                    amount: 1,
                }]
                .try_into()
                .unwrap(),
                rounding: Rounding::DOWN,
                verified: 8,
            }]
            .try_into()
            .unwrap(),
        })),
        Origins::LossStated(LossStated {
            loss: LossNumber(1),
            activity: "GHA-7".try_into().unwrap(),
            year: 2024,
            units: 5,
            document,
        }),
        Origins::ConversionStated(ConversionStated {
            party: "CHE".parse().unwrap(),
            year: 2022,
            non_ghg_metric: "ha".try_into().unwrap(),
            factor_digits: 125,
            factor_scale: 18.try_into().unwrap(),
            document,
        }),
        Origins::MonitoringWithdrawn(MonitoringWithdrawn { monitoring: MonitoringNumber(9), reason: 7 }),
    ]
}

fn statement(body: Origins) -> Vec<u8> {
    encoded(Body::Origins(body))
}

#[test]
fn every_statement_decodes_from_its_bytes_and_from_no_others() {
    assert!(statements().iter().map(Origins::kind).eq(Origins::KINDS.iter().copied()));
    for body in statements() {
        let bytes = statement(body.clone());
        assert_eq!(decode(&bytes), Ok(Some((Context::default(), Body::Origins(body.clone())))));
        let mut more = bytes.clone();
        more.push(0);
        for bad in [&more, &bytes[..bytes.len() - 1]] {
            assert_eq!(decode(bad), Err(EntryFault::Body), "{body:?}");
        }
        // Whatever else decodes encodes to the same bytes: one encoding of a value.
        for at in 38..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut other = bytes.clone();
                other[at] ^= flip;
                if let Ok(Some((_, Body::Origins(read)))) = decode(&other) {
                    assert_eq!(statement(read), other, "byte {at}");
                }
            }
        }
    }
}

#[test]
fn fields_stand_where_the_tables_have_them() {
    let [activity, monitoring, loss, conversion, withdrawn] = &statements()[..] else { panic!() };
    // Statement header and two empty options before each body.
    let body = |of: &Origins| statement(of.clone()).split_off(38);
    let text = |text: &str| [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat();
    let mut expected = [text("GHA-7"), b"GHA\0".to_vec(), text("VM0047"), text("1.1")].concat();
    expected.extend([5, 0, 22, 0, 3, 0, 2, 0]);
    expected.extend([text("ha"), 25_u64.to_le_bytes().to_vec(), vec![2]].concat());
    expected.extend([5_u64, 6, 1].iter().flat_map(|number| number.to_le_bytes()));
    expected.extend([&[3, 0, 0, 0][..], &[2; 32]].concat());
    assert_eq!(body(activity), expected);

    let mut expected = [&[9, 0, 0, 0][..], &text("GHA-7")].concat();
    expected.extend([5_u64, 6].iter().flat_map(|number| number.to_le_bytes()));
    expected.extend([&[4; 32][..], &[6], &1_u64.to_le_bytes()].concat());
    expected.extend([0xe6, 0x07, 3, 0, 0, 0, 2, 0]);
    for (sign, magnitude) in [(1, 1_u64), (0, 9), (0, 1)] {
        expected.push(sign);
        expected.extend(magnitude.to_le_bytes());
    }
    expected
        .extend([&1_u64.to_le_bytes()[..], &text("buffer"), &100_000_u32.to_le_bytes(), &[3, 0]].concat());
    expected.extend([&1_u64.to_le_bytes()[..], &[1, 0], &8_u64.to_le_bytes()].concat());
    assert_eq!(body(monitoring), expected);

    let expected =
        [&[1, 0, 0, 0][..], &text("GHA-7"), &[0xe8, 0x07], &5_u64.to_le_bytes(), &[4; 32]].concat();
    assert_eq!(body(loss), expected);
    let factor = 125_u64.to_le_bytes();
    let expected = [b"CHE\0", &[0xe6, 0x07][..], &text("ha"), &factor, &[18], &[4; 32]].concat();
    assert_eq!(body(conversion), expected);
    assert_eq!(body(withdrawn), [9, 0, 0, 0, 7, 0]);
}

#[test]
fn scales_have_limits() {
    let [_, monitoring, _, conversion, _] = &statements()[..] else { panic!() };
    // Behind number, activity, period and digest; before the digest of the document.
    for (of, at, most) in [(monitoring, 38 + 4 + 13 + 16 + 32, 6), (conversion, 38 + 4 + 2 + 10 + 8, 18)] {
        let mut bytes = statement(of.clone());
        assert_eq!(bytes[at], most);
        bytes[at] = most + 1;
        assert_eq!(decode(&bytes), Err(EntryFault::Body));
    }
}

#[test]
fn particulars_are_read_as_they_are_written() {
    let space = UnderlyingSpace {
        registry: "GOLD".try_into().unwrap(),
        prefix: "GS1-1-KE-".try_into().unwrap(),
        suffix: "-2021".try_into().unwrap(),
    };
    assert_eq!(space.unit_id(17), "GS1-1-KE-17-2021");
    let underlying = ParticularValue::UnderlyingUnits { space, first_number: 17, evidence: Digest([3; 32]) };
    for (value, tag, size) in [
        (ParticularValue::Monitoring(MonitoringNumber(9), LINE), 4, 12),
        (underlying, 5, 8 + 4 + 8 + 9 + 8 + 5 + 8 + 32),
        (ParticularValue::History(Digest([1; 32])), 6, 32),
        (ParticularValue::LossSettled(LossNumber(4)), 8, 4),
    ] {
        let written = Particular::from(value.clone());
        assert_eq!((written.tag, written.value.len(), written.read()), (tag, size, Some(value)));
        let mut longer = written.value.to_vec();
        longer.push(0);
        assert_eq!(Particular { tag, value: longer.try_into().unwrap() }.read(), None);
    }
    assert_eq!(
        *Particular::from(ParticularValue::Monitoring(MonitoringNumber(9), LINE)).value,
        [9, 0, 0, 0, 0xe6, 0x07, 3, 0, 0, 0, 2, 0]
    );
    // A registry without a name is none, and tag 10 has no meaning yet.
    let nameless = [&[0; 8][..], &[0; 16], &[0; 8], &[0; 32]].concat();
    assert_eq!(Particular { tag: 5, value: nameless.try_into().unwrap() }.read(), None);
    assert_eq!(Particular { tag: 10, value: vec![0; 4].try_into().unwrap() }.read(), None);
}

#[test]
fn a_division_is_rounded_as_its_code_says() {
    let all = |numerator, denominator| {
        [Rounding::DOWN, Rounding::HALF_AWAY, Rounding::UP]
            .map(|rounding| rounding.divide(numerator, denominator).unwrap())
    };
    assert_eq!(all(6, 3), [2, 2, 2]);
    assert_eq!(all(7, 3), [2, 2, 3]);
    assert_eq!(all(8, 3), [2, 3, 3]);
    assert_eq!(all(5, 2), [2, 3, 3]);
    assert_eq!(all(0, 9), [0, 0, 0]);
    assert_eq!(all(u128::MAX, u128::MAX), [1, 1, 1]);
    assert_eq!(all(u128::MAX - 1, u128::MAX), [0, 1, 1]);
    assert_eq!(all(u128::MAX, 1), [u128::MAX; 3]);
    assert_eq!(all(u128::MAX / 2, u128::MAX), [0, 0, 1]);
    assert_eq!((Rounding(4).divide(1, 2), Rounding::UP.divide(1, 0)), (None, None));
}
