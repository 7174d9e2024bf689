//! A small ledger without files: entries are asked for, or recorded, straight on a book.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::HoldPlaced;
use ledger_format::body::{
    AccountClosed, AccountOpened, AccountStanding, Article6, Body, Context, Genesis, Holds, KeyRegistered,
    Movement, OnBehalf, PartyDeclared, Posting, ReversingMovement, RoleKeys, RoleOfKey, Rulebook,
    SeriesOpened, SpaceDeclared,
};
use ledger_format::codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side};
use ledger_format::entry::{EntryBytes, EntrySignature, Statement, assemble};
use ledger_format::identifiers::{
    AccountNumber, Commitment, Digest, EntryId, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey,
    SeriesId, SpaceId, Timestamp,
};
use proptest::prelude::*;

use crate::book::{Book, Draft};
use crate::history::DurableBatch;
use crate::holds::particulars::hold_named;
use crate::rules::{Candidate, Refusal, SignatureVerdict};

pub(crate) const OPERATOR: u32 = 0;
pub(crate) const AUTHORITY: u32 = 1;
pub(crate) const CHECKPOINT: u32 = 2;
pub(crate) const RECOVERY: u32 = 3;
pub(crate) const ALICE: u32 = 10;
pub(crate) const BOB: u32 = 11;
pub(crate) const CAROL: u32 = 12;
/// Revoked before anything else happens.
pub(crate) const REVOKED: u32 = 13;

/// Of series 1 (GHG, space 1), 2 (non-GHG, space 1) and 3 (GHG, space 2).
pub(crate) const SOURCE: [u64; 4] = [0, 1, 2, 3];
/// Holding accounts of Alice and Bob.
pub(crate) const A: u64 = 100;
pub(crate) const B: u64 = 101;
/// Holding, two of Alice, Bob and Carol.
pub(crate) const JOINT: u64 = 102;
pub(crate) const USE_NDC: u64 = 103;
pub(crate) const PENDING: u64 = 104;
pub(crate) const IN_TRANSIT: u64 = 105;
/// Holding for non-GHG.
pub(crate) const NON_GHG: u64 = 106;
/// Holding without representatives.
pub(crate) const KEYLESS: u64 = 107;
pub(crate) const SUSPENDED: u64 = 108;
pub(crate) const CLOSED: u64 = 109;
/// Holding, empty, active.
pub(crate) const EMPTY: u64 = 110;

pub(crate) const NOW: u64 = 1_750_000_000_000;
pub(crate) const DAY: u64 = 86_400_000;

pub(crate) fn public_key(number: u32) -> PublicKey {
    let mut secret = [9; 32];
    secret[..4].copy_from_slice(&number.to_le_bytes());
    PublicKey(ed25519_dalek::SigningKey::from_bytes(&secret).verifying_key().to_bytes())
}

pub(crate) fn party(code: &str) -> PartyCode {
    code.parse().unwrap()
}

pub(crate) fn keys<const MIN: usize, const MAX: usize>(
    numbers: &[u32],
) -> ledger_format::bounded::Bounded<KeyNumber, MIN, MAX> {
    numbers.iter().copied().map(KeyNumber).collect::<Vec<_>>().try_into().unwrap()
}

/// An entry to be.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) body: Body,
    pub(crate) signers: Vec<u32>,
    pub(crate) id: Option<EntryId>,
    pub(crate) occurred_at: u64,
    pub(crate) not_after: Option<u64>,
    pub(crate) on_behalf: bool,
    pub(crate) verdict: SignatureVerdict,
    pub(crate) last_in_batch: bool,
    pub(crate) alone_in_batch: bool,
}

pub(crate) fn ask(body: Body, signers: &[u32]) -> Ask {
    Ask {
        body,
        signers: signers.to_vec(),
        id: None,
        occurred_at: NOW,
        not_after: None,
        on_behalf: false,
        verdict: SignatureVerdict::Valid,
        last_in_batch: true,
        alone_in_batch: false,
    }
}

impl Ask {
    pub(crate) fn at(mut self, occurred_at: u64) -> Self {
        self.occurred_at = occurred_at;
        self
    }

    pub(crate) fn on_behalf(mut self) -> Self {
        self.on_behalf = true;
        self
    }
}

/// An ask made into bytes.
pub(crate) struct Made {
    bytes: Vec<u8>,
    context: Context,
    body: Body,
    ask: Ask,
}

/// The ledger so far.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) book: Book,
    pub(crate) bodies: Vec<(EntryId, Timestamp, Body)>,
    pub(crate) batches: Vec<DurableBatch>,
    pub(crate) now: u64,
}

impl Stage {
    /// Only a genesis.
    pub(crate) fn bare() -> Self {
        let book = Book::new(Origin::new("stage.example").unwrap());
        let mut stage = Self { book, bodies: Vec::new(), batches: Vec::new(), now: NOW };
        stage.record(genesis_ask());
        stage
    }

    /// Keys, Parties, spaces, series and the accounts above; nothing is issued.
    pub(crate) fn empty() -> Self {
        let mut stage = Self::bare();
        for key in [ALICE, BOB, CAROL, REVOKED] {
            stage.record(ask(register(key), &[OPERATOR]));
        }
        let revoked = ledger_format::body::KeyRevoked { key: KeyNumber(REVOKED), reason: 1 };
        stage.record(ask(Body::KeyRevoked(revoked), &[AUTHORITY]));
        for code in ["CHE", "GHA"] {
            stage.record(ask(Body::PartyDeclared(PartyDeclared { party: party(code) }), &[AUTHORITY]));
        }
        for (number, name) in [(1, "one"), (2, "two")] {
            stage.record(ask(space(number, name), &[AUTHORITY]));
        }
        for (number, space, metric) in [(1, 1, Metric::GHG), (2, 1, Metric::NON_GHG), (3, 2, Metric::GHG)] {
            stage.record(ask(Body::SeriesOpened(series(number, space, metric)), &[AUTHORITY]));
        }
        use AccountKind as K;
        for (number, kind, metric, representatives, threshold) in [
            (A, K::HOLDING, Metric::GHG, &[ALICE][..], 1),
            (B, K::HOLDING, Metric::GHG, &[BOB], 1),
            (JOINT, K::HOLDING, Metric::GHG, &[ALICE, BOB, CAROL], 2),
            (USE_NDC, K::USE_NDC, Metric::GHG, &[ALICE], 1),
            (PENDING, K::PENDING, Metric::GHG, &[ALICE], 1),
            (IN_TRANSIT, K::IN_TRANSIT, Metric::GHG, &[ALICE], 1),
            (NON_GHG, K::HOLDING, Metric::NON_GHG, &[ALICE], 1),
            (KEYLESS, K::HOLDING, Metric::GHG, &[], 0),
            (SUSPENDED, K::HOLDING, Metric::GHG, &[ALICE], 1),
            (CLOSED, K::HOLDING, Metric::GHG, &[ALICE], 1),
            (EMPTY, K::HOLDING, Metric::GHG, &[ALICE], 1),
        ] {
            let mut opened = account(number, kind);
            opened.metric = metric;
            opened.representatives = keys(representatives);
            opened.threshold = threshold;
            stage.record(ask(Body::AccountOpened(opened), &[OPERATOR]));
        }
        stage.record(ask(Body::AccountSuspended(standing(SUSPENDED)), &[OPERATOR]));
        stage.record(ask(close(CLOSED), &[OPERATOR]));
        stage
    }

    /// With serials 1 to 100 of space 1 at A, and 101 to 200 at B.
    pub(crate) fn new() -> Self {
        let mut stage = Self::empty();
        stage.record(ask(moves(Action::ISSUE, &[(SOURCE[1], A, 1, 1, 100)]), &[AUTHORITY]));
        stage.record(ask(moves(Action::ISSUE, &[(SOURCE[1], B, 1, 101, 200)]), &[AUTHORITY]));
        stage
    }

    pub(crate) fn make(&self, ask: Ask, ahead: u64) -> Made {
        let number = self.book.entry_count() + ahead;
        let mut id = [0xee; 16];
        id[..8].copy_from_slice(&number.to_be_bytes());
        let on_behalf =
            ask.on_behalf.then(|| OnBehalf { approvers: vec![Commitment([1; 32])].try_into().unwrap() });
        let statement = Statement {
            id: ask.id.unwrap_or(EntryId(id)),
            occurred_at: Timestamp(ask.occurred_at),
            not_after: Timestamp(ask.not_after.unwrap_or(self.now + DAY)),
            context: Context { provenance: None, on_behalf },
            body: ask.body.clone(),
        };
        let signature = |key| EntrySignature { key: KeyNumber(key), signature: [0; 64] };
        let signatures: Vec<_> = ask.signers.iter().copied().map(signature).collect();
        let bytes = assemble(&statement.encode().unwrap(), &signatures).unwrap();
        Made { bytes, context: statement.context, body: statement.body, ask }
    }

    pub(crate) fn candidate<'m>(&'m self, made: &'m Made, index: u64) -> Candidate<'m> {
        let reversed = match &made.body {
            Body::Reversal(body) => self.movement(body.reverses),
            _ => None,
        };
        Candidate {
            entry: EntryBytes::whole(&made.bytes).unwrap(),
            context: &made.context,
            body: &made.body,
            index: EntryIndex(index),
            recorded_at: Timestamp(self.now),
            signatures: made.ask.verdict,
            last_in_batch: made.ask.last_in_batch,
            alone_in_batch: made.ask.alone_in_batch,
            reversed,
            named_hold: hold_named(&made.body).and_then(|hold| self.hold(hold)),
            chain_at_count: match &made.body {
                Body::Article6(Article6::AefFiled(filed)) if filed.entry_count <= index => {
                    Some(Digest([7; 32]))
                }
                _ => None,
            },
        }
    }

    fn hold(&self, index: EntryIndex) -> Option<&HoldPlaced> {
        match self.bodies.get(usize::try_from(index.0).ok()?) {
            Some((_, _, Body::Holds(Holds::Placed(hold)))) => Some(hold),
            _ => None,
        }
    }

    fn movement(&self, index: EntryIndex) -> Option<&Movement> {
        match self.bodies.get(usize::try_from(index.0).unwrap()) {
            Some((_, _, Body::Movement(movement))) => Some(movement),
            _ => None,
        }
    }

    /// What the rules say, without recording anything.
    pub(crate) fn ask(&self, ask: Ask) -> Result<(), Refusal> {
        let made = self.make(ask, 0);
        Draft::default().admit(&self.book, &self.candidate(&made, self.book.entry_count())).map(drop)
    }

    /// What the rules say; recorded if that is yes.
    pub(crate) fn try_record(&mut self, ask: Ask) -> Result<EntryIndex, Refusal> {
        let mut draft = Draft::default();
        let made = self.make(ask, 0);
        let index = self.book.entry_count();
        let admitted = draft.admit(&self.book, &self.candidate(&made, index))?;
        draft.apply(&self.book, admitted);
        let entry = EntryBytes::whole(&made.bytes).unwrap();
        self.bodies.push((entry.id(), entry.occurred_at(), made.body));
        self.batches.push(draft.durable_batch(&self.book, Digest([u8::try_from(index % 251).unwrap(); 32])));
        self.book.merge(draft);
        Ok(EntryIndex(index))
    }

    pub(crate) fn record(&mut self, ask: Ask) -> EntryIndex {
        self.try_record(ask).unwrap()
    }

    /// The rule that says no.
    #[track_caller]
    pub(crate) fn refused(&self, ask: Ask) -> u16 {
        self.ask(ask).expect_err("a rule should say no").rule().number()
    }

    #[track_caller]
    pub(crate) fn admitted(&self, ask: Ask) {
        self.ask(ask).expect("no rule should say no");
    }
}

pub(crate) fn genesis() -> Genesis {
    let role = |role, key| RoleKeys { role, threshold: 1, keys: keys(&[key]) };
    Genesis {
        format_version: 1,
        origin: Origin::new("stage.example").unwrap(),
        registries: vec!["CHE01".parse().unwrap()].try_into().unwrap(),
        keys: (0..4).map(public_key).collect::<Vec<_>>().try_into().unwrap(),
        roles: vec![
            role(Role::OPERATOR, OPERATOR),
            role(Role::AUTHORITY, AUTHORITY),
            role(Role::CHECKPOINT, CHECKPOINT),
            role(Role::RECOVERY, RECOVERY),
        ]
        .try_into()
        .unwrap(),
        rulebook: Rulebook { version: 1, settings: Default::default() },
    }
}

pub(crate) fn genesis_ask() -> Ask {
    Ask { alone_in_batch: true, ..ask(Body::Genesis(genesis()), &[0, 1, 2, 3]) }
}

pub(crate) fn register(key: u32) -> Body {
    let key =
        KeyRegistered { key: KeyNumber(key), public_key: public_key(key), owner: Commitment::default() };
    Body::KeyRegistered(key)
}

pub(crate) fn space(number: u32, name: &str) -> Body {
    Body::SpaceDeclared(SpaceDeclared { space: SpaceId(number), name: name.try_into().unwrap() })
}

pub(crate) fn series(number: u32, space: u32, metric: Metric) -> SeriesOpened {
    SeriesOpened {
        series: SeriesId(number),
        space: SpaceId(space),
        source: AccountNumber(u64::from(number)),
        label: format!("series {number}").as_str().try_into().unwrap(),
        host: party("CHE"),
        activity: "".try_into().unwrap(),
        vintage: 2024,
        metric,
        non_ghg_metric: if metric == Metric::GHG { "" } else { "ha" }.try_into().unwrap(),
        quantum_digits: 1,
        quantum_scale: 0.try_into().unwrap(),
        gwp_set: GwpSet::AR5,
        mitigation_type: MitigationType::REDUCTIONS,
        regime: Regime::ARTICLE_6_2,
    }
}

pub(crate) fn account(number: u64, kind: AccountKind) -> AccountOpened {
    AccountOpened {
        account: AccountNumber(number),
        kind,
        party: party("CHE"),
        registry: "CHE01".parse().unwrap(),
        holder: Commitment::default(),
        metric: Metric::GHG,
        representatives: keys(&[ALICE]),
        threshold: 1,
    }
}

pub(crate) fn standing(account: u64) -> AccountStanding {
    AccountStanding { account: AccountNumber(account), reason: 1 }
}

pub(crate) fn close(account: u64) -> Body {
    Body::AccountClosed(AccountClosed { account: AccountNumber(account) })
}

pub(crate) fn role_of(role: Role, of: Option<&str>, key: u32) -> RoleOfKey {
    RoleOfKey { role, party: of.map(party), key: KeyNumber(key) }
}

pub(crate) fn posting(account: u64, side: Side, space: u32, first: u64, last: u64) -> Posting {
    Posting { account: AccountNumber(account), side, block: SerialBlock::new(SpaceId(space), first, last) }
}

/// A movement of postings as they are.
pub(crate) fn movement(action: Action, postings: Vec<Posting>) -> Body {
    Body::Movement(Movement {
        action,
        particulars: Default::default(),
        postings: postings.try_into().unwrap(),
    })
}

/// Of each (from, to, space, first, last) a debit and a credit.
pub(crate) fn moves(action: Action, blocks: &[(u64, u64, u32, u64, u64)]) -> Body {
    let legs = blocks.iter().flat_map(|&(from, to, space, first, last)| {
        [posting(from, Side::Debit, space, first, last), posting(to, Side::Credit, space, first, last)]
    });
    movement(action, legs.collect())
}

pub(crate) fn transfer(from: u64, to: u64, first: u64, last: u64) -> Body {
    moves(Action::TRANSFER, &[(from, to, 1, first, last)])
}

pub(crate) fn reversal(stage: &Stage, entry: EntryIndex) -> ReversingMovement {
    let postings = stage.movement(entry).unwrap().postings.iter().map(|posting| posting.reversed());
    ReversingMovement {
        reverses: entry,
        reason: 1,
        postings: postings.collect::<Vec<_>>().try_into().unwrap(),
    }
}

/// Something that a registry with the accounts of [`Stage::empty`] may want, mostly within the rules.
pub(crate) fn wish() -> impl Strategy<Value = Ask> {
    let account = prop::sample::select(vec![A, B, KEYLESS, EMPTY, PENDING, IN_TRANSIT]);
    let block = (1_u32..3, 1_u64..60, 0_u64..20);
    let leg = (account.clone(), account, block.clone());
    let issue = (prop::sample::select(vec![A, B, PENDING]), block).prop_map(|(to, (space, first, more))| {
        let source = if space == 1 { SOURCE[1] } else { SOURCE[3] };
        ask(moves(Action::ISSUE, &[(source, to, space, first, first + more)]), &[AUTHORITY])
    });
    let transfer = prop::collection::vec(leg, 1..4).prop_map(|legs| {
        let legs: Vec<_> = legs
            .into_iter()
            .map(|(from, to, (space, first, more))| (from, to, space, first, first + more))
            .collect();
        ask(moves(Action::TRANSFER, &legs), &[OPERATOR]).on_behalf()
    });
    (prop_oneof![2 => issue, 5 => transfer], 0_u64..30).prop_map(|(ask, later)| ask.at(NOW - DAY + later))
}
