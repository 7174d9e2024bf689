//! The numbers of the rules of `spec/rules.md` section 3, and of section 4 of `spec/article6.md`, `spec/origins.md`,
//! `spec/holds.md` and `spec/notices.md`.
//!
//! Invariants:
//! - A rule's discriminant is its number in the spec; numbers are never reused.
//! - The order of the numbers is the order in which the rules are asked.

use std::fmt;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        /// A rule of an entry.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Rule {
            $($(#[$doc])* $name = $number,)*
        }

        impl Rule {
            /// Every rule, in the order in which they are asked.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

rules! {
    /// the entry decodes, and in one way only.
    Decodes = 100;
    /// its kind, codes, particulars and rulebook are known.
    CodesKnown = 101;
    /// entry 0 is genesis, alone in its batch, and no other entry is.
    GenesisFirst = 102;
    /// genesis is complete and consistent.
    GenesisComplete = 103;
    /// every key that signs is known and valid.
    SignersValid = 110;
    /// every signature is valid.
    SignaturesValid = 111;
    /// R-112: *on behalf* stands only on a movement, and there the operator is satisfied.
    OnBehalf = 112;
    /// the entry is signed by whose authority it uses.
    Authority = 113;
    /// occurred_at is not after recorded_at.
    OccurredBeforeRecorded = 120;
    /// recorded_at is not after not_after.
    NotExpired = 121;
    /// not_after is within the rulebook's limit.
    NotAfterWithinLimit = 122;
    /// the id is free.
    IdFree = 123;
    /// a rulebook names each option once and is the last of its batch.
    RulebookLast = 130;
    /// a note names earlier entries only.
    NoteOfEarlier = 131;
    /// a Party is declared once.
    PartyOnce = 140;
    /// a Party that is named is declared.
    PartyDeclared = 141;
    /// a ledger-wide role names no Party, a Party's role is authority.
    RoleFitsParty = 142;
    /// a new key's number and bytes were never used, and it is valid.
    KeyNew = 150;
    /// a key that is named is known and valid.
    KeyValid = 151;
    /// a role is granted to who lacks it, withdrawn from who holds it.
    RoleChanges = 152;
    /// a threshold stays within reach of the keys that hold the role.
    ThresholdReachable = 153;
    /// a space's number and name were never used.
    SpaceNew = 160;
    /// the space of a series is declared.
    SpaceDeclared = 161;
    /// a series' number, and its label in its space, were never used.
    SeriesNew = 162;
    /// metric, quantum, vintage and regime of a series fit together.
    SeriesConsistent = 163;
    /// an account number was never used.
    AccountNew = 170;
    /// an account that is changed is known.
    AccountKnown = 171;
    /// the change fits the account's standing; a Source account is not changed.
    AccountChangeFits = 172;
    /// an account that is closed holds no units.
    AccountEmpty = 173;
    /// an account is not opened with kind Source.
    SourceBySeries = 174;
    /// representatives are distinct, known and valid; the threshold is within reach.
    RepresentativesValid = 175;
    /// a movement has both sides, well-formed blocks, and fewer than 2^63 units a side.
    MovementFormed = 201;
    /// the space of every block is declared.
    BlockSpaceDeclared = 202;
    /// every account is known.
    MovementAccountsKnown = 203;
    /// every account is active.
    AccountsActive = 204;
    /// every serial is debited once and credited once.
    Balanced = 205;
    /// no serial is credited to the account it is debited from.
    Moves = 206;
    /// no account of a terminal kind is debited.
    TerminalStays = 207;
    /// the kinds of the accounts fit the action.
    KindsFitAction = 208;
    /// an issue debits one Source account, and its blocks lie in the space of that account's series.
    IssueInSpace = 209;
    /// an issued serial was never issued before.
    IssuedOnce = 210;
    /// every serial is held by the account it is debited from.
    Held = 211;
    /// occurred_at is not before that of the movement before of any serial.
    HistoryForward = 212;
    /// acquiring accounts take the metric of the serial's series.
    MetricFits = 213;
    /// a reversal names an earlier movement.
    ReversesMovement = 220;
    /// a movement is reversed once.
    ReversedOnce = 221;
    /// a reversal's postings are the movement's with the sides changed.
    ReversalWhole = 222;
    /// every serial is still where the movement put it.
    UnmovedSince = 223;
    /// an approach has a free number, Parties and metrics, each once.
    ApproachFormed = 301;
    /// an approach that is named is declared.
    ApproachDeclared = 302;
    /// a status changes from draft to active or revoked, from active to completed or revoked.
    StatusChanges = 303;
    /// an NDC period has years of its own, and the values of its method.
    PeriodFormed = 304;
    /// stated years, metrics and standings make sense.
    StatementFormed = 305;
    /// an authorization says what can be carried out.
    AuthorizationFormed = 340;
    /// an authorization that is ended or used is stated, not ended, and used in its latest version.
    AuthorizationUsable = 341;
    /// a version follows on the one before.
    VersionFollows = 342;
    /// an authorization's Party and metric are its approach's, and the Party of an entity.
    AuthorizationInApproach = 343;
    /// options do not forbid to authorize.
    AuthorizationAllowed = 344;
    /// blocks are well formed and disjoint.
    BlocksFormed = 345;
    /// units that are authorized or identified are Article 6 units and not ended.
    UnitsLive = 346;
    /// the version is in effect and the units are what it authorizes.
    UnitsInVersion = 347;
    /// what was first transferred, or is attached to the version, is not attached again.
    AttachedOnce = 348;
    /// no more units are attached than the cap.
    WithinCap = 349;
    /// identifiers name host and vintage of their units.
    IdentifiersNameUnits = 350;
    /// a serial gets one identifier.
    IdentifiedOnce = 351;
    /// a number is assigned once.
    NumbersFree = 352;
    /// identifier and authorization of the host are under one approach.
    OneApproach = 353;
    /// particulars are those of the action.
    ParticularsFit = 360;
    /// what crosses is authorized by its host.
    CrossingAuthorized = 361;
    /// first international transfers, and they alone, are called so.
    FirstTransferNamed = 362;
    /// what is first transferred has an identifier.
    FirstTransferIdentified = 363;
    /// options do not forbid the first transfer.
    FirstTransferAllowed = 364;
    /// what is used was first transferred.
    UsedAfterFirstTransfer = 365;
    /// the use is one of the purposes.
    PurposeAuthorized = 366;
    /// the using Party and entity are authorized.
    ClaimantAuthorized = 367;
    /// year of use and vintage lie in one NDC period.
    YearOfUseFits = 368;
    /// restricted units are cancelled or go home.
    RestrictedStays = 369;
    /// a reversal stays within a registry.
    ReversedInRegistry = 370;
    /// final adjustments are not reversed.
    FinalStays = 371;
    /// what was first transferred is not un-issued.
    FirstTransferredStays = 372;
    /// a filing is new and of what is recorded.
    FilingNew = 380;
    /// a filing names this journal's chain.
    FilingOfThisLedger = 381;
    /// an activity is new, and says all that is needed to issue for it.
    ActivityFormed = 401;
    /// an activity that is named is declared.
    ActivityDeclared = 402;
    /// the number of a monitoring or loss was never used.
    StatedOnce = 403;
    /// a monitoring period lies in the crediting period and is over.
    MonitoringOver = 404;
    /// lines are the activity's and the period's, each once.
    LinesFormed = 405;
    /// a component is monitored once at a time.
    MonitoredOnce = 406;
    /// lines add up.
    LinesAddUp = 407;
    /// losses and conversions have years and quantities.
    LossOrConversionFormed = 408;
    /// nothing is drawn from a monitoring that is withdrawn.
    WithdrawnUndrawn = 409;
    /// an issue of Article 6 units names one basis.
    BasisNamed = 411;
    /// the line on which units are issued stands.
    LineStands = 412;
    /// the series is of the line's activity, year and kind.
    LineFitsSeries = 413;
    /// no more is drawn from a line than was verified.
    WithinVerified = 414;
    /// underlying units are taken once, and their ids can be divided in one way.
    UnderlyingOnce = 415;
    /// regime 6.4 takes its shares at issuance, and no other does.
    LeviesTaken = 416;
    /// a loss is settled once, in its metric.
    LossSettled = 417;
    /// a hold's blocks are as R-345 has them.
    HoldBlocksFormed = 501;
    /// a hold goes to another account, is no issue, and expires in time.
    HoldFormed = 502;
    /// the kinds of a hold's accounts fit its action.
    HoldKindsFit = 503;
    /// what is promised is held by who promises.
    HoldHeld = 504;
    /// a serial is promised once, and not while it is restricted.
    PromisedOnce = 505;
    /// a hold that is accepted or released is in force.
    HoldInForce = 506;
    /// what is accepted is what was proposed.
    AsProposed = 507;
    /// what is held back stays.
    NotHeldBack = 508;
    /// a restriction names something, once, for a time.
    RestrictionFormed = 511;
    /// a Party restricts its own accounts.
    RestrictionOfOwn = 512;
    /// a restriction is lifted once.
    LiftedOnce = 513;
    /// nothing moves from what is restricted.
    NotRestricted = 514;
    /// what goes to or comes from another registry says on what evidence.
    EvidenceSaid = 521;
    /// a Counterpart account holds what another registry speaks of.
    NoticedThere = 601;
    /// a notice is not of a time before the last movement of its serials.
    NoticedForward = 602;
    /// what was used elsewhere stays.
    NoticedStays = 603;
    /// a notice says on what evidence.
    NoticeOnEvidence = 604;
    /// a notice is withdrawn once.
    WithdrawnOnce = 605;
    /// the mechanism issues to a pending account.
    MechanismIssues = 606;
    /// one account stands for what one registry holds.
    CounterpartOnce = 607;
    /// an approach's registries are some, each once.
    RegistriesFormed = 611;
    /// identifiers name a registry of their approach, where an option has it.
    RegistryStated = 612;
}

impl Rule {
    /// Its number in the spec.
    #[must_use]
    pub fn number(self) -> u16 {
        self as u16
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R-{}", self.number())
    }
}
