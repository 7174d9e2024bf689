//! Bodies encode to one string of bytes and decode from no other; a second library agrees on those bytes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountOpened, Body, Context, Genesis, KeyRegistered, Movement, Note, OnBehalf, Particular,
    PartyDeclared, Posting, Provenance, ReversingMovement, RoleKeys, RoleOfKey, Rulebook, SeriesOpened,
    Setting, SpaceDeclared,
};
use ledger_format::bounded::{Bounded, Code};
use ledger_format::codes::{
    AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, RuleOption, Side,
};
use ledger_format::entry::{EntryBytes, EntryFault, EntrySignature, Statement, assemble};
use ledger_format::identifiers::{
    AccountNumber, Commitment, Digest, EntryId, EntryIndex, KeyNumber, Origin, PublicKey, SeriesId, SpaceId,
    Timestamp,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn code<const MIN: usize, const MAX: usize>() -> impl Strategy<Value = Code<MIN, MAX>> {
    vec(0x20u8..=0x7e, MIN..=MAX).prop_map(|bytes| Code::new(String::from_utf8(bytes).unwrap()).unwrap())
}

fn posting() -> impl Strategy<Value = Posting> {
    (any::<u64>(), any::<bool>(), any::<u32>(), any::<u64>(), any::<u64>()).prop_map(
        |(account, debit, space, first, last)| Posting {
            account: AccountNumber(account),
            side: if debit { Side::Debit } else { Side::Credit },
            block: SerialBlock::new(SpaceId(space), first, last),
        },
    )
}

fn rulebook() -> impl Strategy<Value = Rulebook> {
    (any::<u32>(), vec((any::<u16>(), any::<u64>()), 0..4)).prop_map(|(version, settings)| {
        let settings: Vec<_> = settings
            .into_iter()
            .map(|(option, value)| Setting { option: RuleOption(option), value })
            .collect();
        Rulebook { version, settings: settings.try_into().unwrap() }
    })
}

fn movement() -> impl Strategy<Value = Movement> {
    let particulars = vec((any::<u16>(), vec(any::<u8>(), 0..40)), 0..3);
    (any::<u16>(), particulars, vec(posting(), 0..12)).prop_map(|(action, particulars, postings)| {
        let particulars: Vec<_> = particulars
            .into_iter()
            .map(|(tag, value)| Particular { tag, value: value.try_into().unwrap() })
            .collect();
        Movement {
            action: Action(action),
            particulars: particulars.try_into().unwrap(),
            postings: postings.try_into().unwrap(),
        }
    })
}

fn series() -> impl Strategy<Value = SeriesOpened> {
    (
        any::<[u32; 2]>(),
        any::<[u64; 2]>(),
        code::<1, 64>(),
        code::<0, 64>(),
        any::<[u16; 5]>(),
        code::<0, 32>(),
        0u8..=18,
    )
        .prop_map(|(ids, numbers, label, activity, codes, non_ghg_metric, scale)| SeriesOpened {
            series: SeriesId(ids[0]),
            space: SpaceId(ids[1]),
            source: AccountNumber(numbers[0]),
            label,
            host: "GHA".parse().unwrap(),
            activity,
            vintage: codes[0],
            metric: Metric(codes[1]),
            non_ghg_metric,
            quantum_digits: numbers[1],
            quantum_scale: scale.try_into().unwrap(),
            gwp_set: GwpSet(codes[2]),
            mitigation_type: MitigationType(codes[3]),
            regime: Regime(codes[4]),
        })
}

fn genesis() -> impl Strategy<Value = Genesis> {
    let keys = vec(any::<[u8; 32]>(), 1..5);
    (any::<u16>(), keys, vec((any::<u16>(), any::<u16>(), vec(any::<u32>(), 1..4)), 1..4), rulebook())
        .prop_map(|(format_version, keys, roles, rulebook)| Genesis {
            format_version,
            origin: Origin::new("registry.example/gha").unwrap(),
            registries: vec!["GHA01".parse().unwrap()].try_into().unwrap(),
            keys: keys.into_iter().map(PublicKey).collect::<Vec<_>>().try_into().unwrap(),
            roles: roles
                .into_iter()
                .map(|(role, threshold, keys)| RoleKeys {
                    role: Role(role),
                    threshold,
                    keys: keys.into_iter().map(KeyNumber).collect::<Vec<_>>().try_into().unwrap(),
                })
                .collect::<Vec<_>>()
                .try_into()
                .unwrap(),
            rulebook,
        })
}

fn account() -> impl Strategy<Value = AccountOpened> {
    (any::<u64>(), any::<[u16; 3]>(), any::<[u8; 32]>(), vec(any::<u32>(), 0..5)).prop_map(
        |(account, codes, holder, keys)| AccountOpened {
            account: AccountNumber(account),
            kind: AccountKind(codes[0]),
            party: "CHE".parse().unwrap(),
            registry: "CHE01".parse().unwrap(),
            holder: Commitment(holder),
            metric: Metric(codes[1]),
            representatives: keys.into_iter().map(KeyNumber).collect::<Vec<_>>().try_into().unwrap(),
            threshold: codes[2],
        },
    )
}

fn note() -> impl Strategy<Value = Note> {
    (any::<bool>(), any::<[u8; 32]>(), code::<1, 127>(), any::<u64>(), vec(any::<u64>(), 0..9)).prop_map(
        |(party, document, media_type, document_size, entries)| Note {
            party: party.then(|| "GHA".parse().unwrap()),
            document: Digest(document),
            media_type,
            document_size,
            entries: entries.into_iter().map(EntryIndex).collect::<Vec<_>>().try_into().unwrap(),
        },
    )
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        genesis().prop_map(Body::Genesis),
        rulebook().prop_map(Body::RulebookAdopted),
        note().prop_map(Body::Note),
        any::<bool>().prop_map(|wide| Body::PartyDeclared(PartyDeclared {
            party: if wide { "GHA".parse().unwrap() } else { "BR".parse().unwrap() },
        })),
        (any::<u16>(), any::<bool>(), any::<u32>()).prop_map(|(role, party, key)| Body::RoleGranted(
            RoleOfKey { role: Role(role), party: party.then(|| "GHA".parse().unwrap()), key: KeyNumber(key) }
        )),
        (any::<u32>(), any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(|(key, public, owner)| {
            Body::KeyRegistered(KeyRegistered {
                key: KeyNumber(key),
                public_key: PublicKey(public),
                owner: Commitment(owner),
            })
        }),
        (any::<u32>(), code::<1, 64>())
            .prop_map(|(space, name)| Body::SpaceDeclared(SpaceDeclared { space: SpaceId(space), name })),
        series().prop_map(Body::SeriesOpened),
        account().prop_map(Body::AccountOpened),
        movement().prop_map(Body::Movement),
        (any::<u64>(), any::<u16>(), vec(posting(), 0..9)).prop_map(|(reverses, reason, postings)| {
            Body::Reversal(ReversingMovement {
                reverses: EntryIndex(reverses),
                reason,
                postings: postings.try_into().unwrap(),
            })
        }),
    ]
}

fn context() -> impl Strategy<Value = Context> {
    let provenance = proptest::option::of((any::<[u8; 32]>(), any::<u64>()));
    let approvers = proptest::option::of(vec(any::<[u8; 32]>(), 1..4));
    (provenance, approvers).prop_map(|(provenance, approvers)| Context {
        provenance: provenance.map(|(source, row)| Provenance { source: Digest(source), row }),
        on_behalf: approvers.map(|approvers| OnBehalf {
            approvers: approvers.into_iter().map(Commitment).collect::<Vec<_>>().try_into().unwrap(),
        }),
    })
}

fn statement() -> impl Strategy<Value = Statement> {
    (any::<[u8; 16]>(), any::<u64>(), any::<u64>(), context(), body()).prop_map(
        |(id, occurred_at, not_after, context, body)| Statement {
            id: EntryId(id),
            occurred_at: Timestamp(occurred_at),
            not_after: Timestamp(not_after),
            context,
            body,
        },
    )
}

fn sign_blindly(statement: &[u8]) -> Vec<u8> {
    assemble(statement, &[EntrySignature { key: KeyNumber(7), signature: [9; 64] }]).unwrap()
}

proptest! {
    #[test]
    fn a_statement_comes_back_as_it_was(statement in statement()) {
        let bytes = statement.encode().unwrap();
        let entry = sign_blindly(&bytes);
        let (cut, rest) = EntryBytes::cut(&entry).unwrap();
        prop_assert!(rest.is_empty());
        prop_assert_eq!(cut.statement(), bytes.as_slice());
        prop_assert_eq!(cut.kind(), statement.body.kind());
        prop_assert_eq!(cut.id(), statement.id);
        prop_assert_eq!((cut.occurred_at(), cut.not_after()), (statement.occurred_at, statement.not_after));
        prop_assert_eq!(cut.decode(), Ok(Some((statement.context, statement.body))));
    }

    /// Whatever a flipped byte makes of an entry: if it still decodes, it encodes to those very bytes.
    #[test]
    fn what_decodes_has_one_encoding(statement in statement(), at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let mut entry = sign_blindly(&statement.encode().unwrap());
        let at = at.index(entry.len());
        entry[at] = to;
        if let Ok((cut, _)) = EntryBytes::cut(&entry)
            && let Ok(Some((context, body))) = cut.decode()
        {
            let again = Statement {
                id: cut.id(), occurred_at: cut.occurred_at(), not_after: cut.not_after(), context, body,
            };
            prop_assert_eq!(again.encode().unwrap(), cut.statement());
        }
    }

    #[test]
    fn any_bytes_are_cut_or_refused(bytes in vec(any::<u8>(), 0..2_000)) {
        if let Ok((cut, rest)) = EntryBytes::cut(&bytes) {
            prop_assert_eq!(cut.bytes().len() + rest.len(), bytes.len());
            let _ = cut.decode();
        }
    }

    #[test]
    fn one_byte_more_or_less_is_refused(statement in statement(), more in any::<u8>()) {
        let good = statement.encode().unwrap();
        let mut longer = good.clone();
        longer.push(more);
        let shorter = good[..good.len() - 1].to_vec();
        for mut bytes in [longer, shorter] {
            let size = u16::try_from(bytes.len()).unwrap();
            bytes[2..4].copy_from_slice(&size.to_le_bytes());
            let entry = sign_blindly(&bytes);
            prop_assert_eq!(EntryBytes::whole(&entry).unwrap().decode(), Err(EntryFault::Body));
        }
    }
}

/// The same types for `wincode`, which keeps bincode's bytes and is maintained: the way out of decision D2.
mod second_library {
    use wincode::{SchemaRead, SchemaWrite};

    #[derive(Debug, PartialEq, SchemaRead, SchemaWrite)]
    pub struct Context {
        pub provenance: Option<([u8; 32], u64)>,
        pub on_behalf: Option<Vec<[u8; 32]>>,
    }

    #[derive(Debug, PartialEq, SchemaRead, SchemaWrite)]
    pub struct Posting {
        pub account: u64,
        pub side: u8,
        pub space: u32,
        pub first: u64,
        pub last: u64,
    }

    #[derive(Debug, PartialEq, SchemaRead, SchemaWrite)]
    pub struct Movement {
        pub context: Context,
        pub action: u16,
        pub particulars: Vec<(u16, Vec<u8>)>,
        pub postings: Vec<Posting>,
    }
}

proptest! {
    #[test]
    fn a_second_library_reads_and_writes_the_same_bytes(context in context(), movement in movement()) {
        let statement = Statement {
            id: EntryId([1; 16]),
            occurred_at: Timestamp(2),
            not_after: Timestamp(3),
            context: context.clone(),
            body: Body::Movement(movement.clone()),
        };
        let bytes = statement.encode().unwrap()[36..].to_vec();
        let read: second_library::Movement = wincode::deserialize(&bytes).unwrap();
        prop_assert_eq!(read.context.provenance, context.provenance.map(|p| (p.source.0, p.row)));
        prop_assert_eq!(
            read.context.on_behalf.as_ref().map(Vec::len),
            context.on_behalf.as_ref().map(|on_behalf| on_behalf.approvers.len())
        );
        prop_assert_eq!(read.action, movement.action.0);
        prop_assert_eq!(read.postings.len(), movement.postings.len());
        for (theirs, ours) in read.postings.iter().zip(movement.postings.iter()) {
            prop_assert_eq!(theirs.account, ours.account.0);
            prop_assert_eq!(theirs.side, ours.side as u8);
            prop_assert_eq!(
                SerialBlock::new(SpaceId(theirs.space), theirs.first, theirs.last), ours.block
            );
        }
        prop_assert_eq!(wincode::serialize(&read).unwrap(), bytes);
    }
}

#[test]
fn a_hostile_count_is_refused_without_memory() {
    let movement =
        Movement { action: Action::TRANSFER, particulars: Bounded::default(), postings: Bounded::default() };
    let statement = Statement {
        id: EntryId([1; 16]),
        occurred_at: Timestamp(2),
        not_after: Timestamp(3),
        context: Context::default(),
        body: Body::Movement(movement),
    };
    let mut bytes = statement.encode().unwrap();
    let end = bytes.len();
    bytes[end - 8..].copy_from_slice(&u64::MAX.to_le_bytes());
    let entry = sign_blindly(&bytes);
    assert_eq!(EntryBytes::whole(&entry).unwrap().decode(), Err(EntryFault::Body));
}
