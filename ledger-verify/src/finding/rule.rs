//! The numbers of the rules, with the sentence that a report prints for each.
//!
//! Invariants:
//! - A rule is its letter and number as in `spec/rules.md`; the sentences are that page's, shortened.
//!
//! What a rule asks stands where it is asked.

use std::fmt;

/// What a rule judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    /// The journal: frames, chain, tree, heads.
    Journal,
    /// One entry against the state before it.
    Entry,
    /// One entry that is admitted all the same.
    Remark,
    /// A checkpoint.
    Checkpoint,
    /// The trust that an auditor brings.
    Trust,
}

/// A numbered rule. The order is that of the letters, then of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    letter: Letter,
    number: u16,
}

#[allow(non_snake_case)] // The rules' own names: R-211 is Rule::R(211).
impl Rule {
    /// A rule of the journal.
    #[must_use]
    pub const fn J(number: u16) -> Self {
        Self { letter: Letter::Journal, number }
    }

    /// A rule of an entry.
    #[must_use]
    pub const fn R(number: u16) -> Self {
        Self { letter: Letter::Entry, number }
    }

    /// A remark on an entry.
    #[must_use]
    pub const fn N(number: u16) -> Self {
        Self { letter: Letter::Remark, number }
    }

    /// A rule of a checkpoint.
    #[must_use]
    pub const fn C(number: u16) -> Self {
        Self { letter: Letter::Checkpoint, number }
    }

    /// A rule of trust.
    #[must_use]
    pub const fn T(number: u16) -> Self {
        Self { letter: Letter::Trust, number }
    }

    /// What it judges.
    #[must_use]
    pub const fn letter(self) -> Letter {
        self.letter
    }

    /// Whether it is a remark: what the writer admits, and what taints nothing.
    #[must_use]
    pub const fn is_remark(self) -> bool {
        matches!(self.letter, Letter::Remark)
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.number
    }

    /// The rule in one sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        let known = SENTENCES.iter().find(|(rule, _)| *rule == self);
        known.map_or("not a rule of this version", |(_, sentence)| sentence)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.letter {
            Letter::Journal => 'J',
            Letter::Entry => 'R',
            Letter::Remark => 'N',
            Letter::Checkpoint => 'C',
            Letter::Trust => 'T',
        };
        write!(f, "{letter}-{}", self.number)
    }
}

const SENTENCES: &[(Rule, &str)] = &[
    (Rule::J(101), "a segment has a good header, and the first is entry 0's"),
    (Rule::J(102), "a segment begins where the one before ended"),
    (Rule::J(103), "a frame is good: magic, check, sizes, reserved bytes"),
    (Rule::J(104), "a batch's first entry is the number of entries before it"),
    (Rule::J(105), "a batch's parent is the chain of the batch before"),
    (Rule::J(106), "a batch's payload is exactly its entries"),
    (Rule::J(107), "a batch's chain is the one computed from its parent and its entries"),
    (Rule::J(108), "recorded_at never decreases"),
    (Rule::J(109), "a head frame follows on its batch, and every batch but the last has one"),
    (Rule::J(110), "a head frame states the entry count, chain and root of the journal up to there"),
    (Rule::J(111), "a head frame is signed by an operator's valid key"),
    (Rule::J(112), "the journal does not end in a torn frame"),
    (Rule::R(100), "an entry decodes, and in one way only"),
    (Rule::R(101), "an entry's kind, codes, particulars and rulebook are known"),
    (Rule::R(102), "entry 0 is genesis, alone in its batch, and no other is"),
    (Rule::R(103), "genesis names version, origin, keys, roles and options as it must"),
    (Rule::R(110), "every key that signs is known and valid at this entry"),
    (Rule::R(111), "every signature is valid"),
    (Rule::R(112), "only movements and holds are signed on behalf, and by the operator"),
    (Rule::R(113), "an entry is signed by those whose authority it uses"),
    (Rule::R(120), "nothing is recorded before it happens"),
    (Rule::R(121), "an entry is recorded before it expires"),
    (Rule::R(122), "an entry does not stay valid longer than the rulebook allows"),
    (Rule::R(123), "an id is not used again before it expires"),
    (Rule::R(130), "a rulebook names an option once and ends its batch"),
    (Rule::R(131), "a note names earlier entries only"),
    (Rule::R(140), "a Party is declared once"),
    (Rule::R(141), "a Party that is named is declared"),
    (Rule::R(142), "a ledger's role names no Party, and a Party's role is authority"),
    (Rule::R(150), "a new key and its number are new, and the key is a valid one"),
    (Rule::R(151), "a key that is named is known and valid"),
    (Rule::R(152), "a role is granted to who lacks it and withdrawn from who holds it"),
    (Rule::R(153), "a threshold can be met by the keys that hold the role"),
    (Rule::R(160), "a number space's number and name are new"),
    (Rule::R(161), "a series' space is declared"),
    (Rule::R(162), "a series' number, and its label in its space, are new"),
    (Rule::R(163), "a series' metric, quantum, vintage and regime fit together"),
    (Rule::R(170), "an account's number is new"),
    (Rule::R(171), "an account that is changed is known"),
    (Rule::R(172), "an account is in the standing that its change needs"),
    (Rule::R(173), "an account that is closed holds no units"),
    (Rule::R(174), "an account is not opened as a Source"),
    (Rule::R(175), "representatives are distinct, known and valid, their threshold within their number"),
    (Rule::R(201), "a movement has a debit and a credit and well-formed blocks"),
    (Rule::R(202), "the space of every block is declared"),
    (Rule::R(203), "every account is known"),
    (Rule::R(204), "every account is active"),
    (Rule::R(205), "every serial is debited once and credited once"),
    (Rule::R(206), "no serial is credited to the account it is debited from"),
    (Rule::R(207), "what is used or cancelled stays so"),
    (Rule::R(208), "the kinds of the accounts fit the action"),
    (Rule::R(209), "an issue debits one Source account, in the space of its series"),
    (Rule::R(210), "a serial is issued once"),
    (Rule::R(211), "every serial is held by the account it is debited from"),
    (Rule::R(212), "the history of a serial runs forward"),
    (Rule::R(213), "an acquiring account has the metric of the series"),
    (Rule::R(220), "a reversal names an earlier movement"),
    (Rule::R(221), "a movement is reversed once"),
    (Rule::R(222), "a reversal has the movement's postings with the sides changed"),
    (Rule::R(223), "every serial of a reversal is held where the movement put it, since then"),
    (Rule::R(301), "a new approach has a number from 1 to 9999 that is new, Parties and metrics"),
    (Rule::R(302), "an approach that is named is declared"),
    (Rule::R(303), "an approach goes from draft to active, from active to completed, or is revoked"),
    (Rule::R(304), "an NDC period has years of its own, a metric, and the values of its method"),
    (Rule::R(305), "a year that is stated lies between 1990 and 2200, and what is stated has its form"),
    (Rule::R(340), "an authorization says what can be carried out"),
    (Rule::R(341), "an authorization that is used or ended is stated, latest and not ended"),
    (Rule::R(342), "versions of an authorization follow on each other"),
    (Rule::R(343), "an authorization's Party and metric are among those of its approach"),
    (Rule::R(344), "what the options forbid is not authorized"),
    (Rule::R(345), "blocks that are authorized or numbered are at least one, well formed and disjoint"),
    (Rule::R(346), "units that are authorized or numbered are Article 6 units and not ended"),
    (Rule::R(347), "a version is in effect when units are attached, and fits their metric and vintage"),
    (Rule::R(348), "no unit is attached again to its version, nor by its host after its first transfer"),
    (Rule::R(349), "the units attached to an authorization are not more than its cap"),
    (Rule::R(350), "identifiers name the units' host and vintage"),
    (Rule::R(351), "no unit gets a second identifier"),
    (Rule::R(352), "no identifier is assigned twice"),
    (Rule::R(353), "a unit's identifier and its host's attachment name one approach"),
    (Rule::R(360), "a movement has the particulars of its action"),
    (Rule::R(361), "no unit leaves without its host's authorization in effect"),
    (Rule::R(362), "a first transfer is called one, and nothing else is"),
    (Rule::R(363), "a unit that makes its first transfer has an identifier"),
    (Rule::R(364), "first transfers are not forbidden by the options"),
    (Rule::R(365), "a unit that is used has made its first transfer"),
    (Rule::R(366), "a unit's purposes include its use"),
    (Rule::R(367), "the Party and entity that use a unit may, and the entity is stated"),
    (Rule::R(368), "the year of use is allowed, and in one NDC period with the vintage"),
    (Rule::R(369), "a restricted unit goes home or is cancelled"),
    (Rule::R(370), "a reversal does not cross registries"),
    (Rule::R(371), "a reversal changes no adjustment that is final"),
    (Rule::R(372), "a reversal takes back the issue of no unit that has made its first transfer"),
    (Rule::R(380), "an AEF filing has a new number and names entries before it"),
    (Rule::R(381), "an AEF filing quotes the journal's chain"),
    (
        Rule::R(401),
        "a new activity has a new id, a crediting period, a metric with its quantum, and components",
    ),
    (Rule::R(402), "an activity that is named is declared"),
    (Rule::R(403), "a monitoring's number, and a loss's, is new"),
    (Rule::R(404), "a monitoring's period is over, and lies within the activity's crediting period"),
    (Rule::R(405), "a monitoring's lines are of its activity and its years, each once"),
    (Rule::R(406), "no component is monitored twice for the same time"),
    (Rule::R(407), "a monitoring's lines add up"),
    (Rule::R(408), "a loss has units, a conversion a factor, and both a year between 1990 and 2200"),
    (Rule::R(409), "a monitoring that is withdrawn stands, and nothing is drawn from it"),
    (Rule::R(411), "an issue of Article 6 units says what they come from, once"),
    (Rule::R(412), "the line that an issue draws on is known, and its monitoring stands"),
    (Rule::R(413), "the series of an issue belongs to the activity and the line that it draws on"),
    (Rule::R(414), "no more is drawn from a line than was verified"),
    (Rule::R(415), "no underlying unit is issued twice"),
    (Rule::R(416), "issues in regime 6.4, and no others, give their shares"),
    (
        Rule::R(417),
        "a cancellation settles a loss that is stated, with units of its metric, and no more than was lost",
    ),
    (Rule::R(501), "a hold has blocks, well formed and disjoint"),
    (Rule::R(502), "a hold goes from one account to another, is no issue, and expires within its limit"),
    (Rule::R(503), "the kinds of a hold's accounts fit its action"),
    (Rule::R(504), "a hold's serials are held by its debited account"),
    (Rule::R(505), "nothing of a hold is held back or restricted already"),
    (Rule::R(506), "a hold that is released or accepted is in force"),
    (Rule::R(507), "a movement that names a hold is the one that was proposed"),
    (Rule::R(508), "no serial is moved that another hold holds back"),
    (Rule::R(511), "a restriction names accounts or blocks, and a time, as it must"),
    (Rule::R(512), "a restriction by a Party names accounts of that Party only"),
    (Rule::R(513), "a restriction that is lifted was placed and is not lifted yet"),
    (Rule::R(514), "nothing is debited from a restricted account, and no restricted serial moves"),
    (Rule::R(521), "a movement of a Counterpart account says on what evidence, and no other does"),
    (Rule::R(601), "a notice's Counterpart account holds every serial"),
    (Rule::R(602), "a notice is not dated before the last movement of what it names"),
    (Rule::R(603), "nothing that is noticed moves, or is proposed"),
    (Rule::R(604), "a notice has evidence of its grade"),
    (Rule::R(605), "a notice that is withdrawn was given and stands"),
    (
        Rule::R(606),
        "what is issued in regime 6.4 goes to pending accounts and levies, or enters from elsewhere",
    ),
    (
        Rule::R(607),
        "a Counterpart account is of another registry, and the only one of its Party and metric there",
    ),
    (Rule::R(611), "an approach has at least one registry, and each once"),
    (Rule::R(612), "identifiers name a registry of their approach, where registries bind"),
    (Rule::N(301), "authorizations and first transfers stand under an active approach"),
    (Rule::N(302), "the Party of an authorization or first transfer has submitted its initial report"),
    (Rule::N(303), "the Party of an authorization or first transfer is not stated to be ineligible"),
    (Rule::N(304), "identifiers name a registry of their approach, where any were stated"),
    (Rule::C(101), "a checkpoint decodes and has the journal's origin"),
    (Rule::C(102), "a threshold of checkpoint keys signed the checkpoint"),
    (Rule::C(103), "the journal reaches as far as the checkpoint"),
    (Rule::C(104), "the checkpoint's chain and root are the journal's"),
    (Rule::T(101), "the trust given decodes and names this origin"),
    (Rule::T(102), "the genesis digest and keys are the ones trusted"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_spec_has_its_sentence_and_no_other_has() {
        let pages = [
            include_str!("../../../spec/rules.md"),
            include_str!("../../../spec/article6.md"),
            include_str!("../../../spec/origins.md"),
            include_str!("../../../spec/holds.md"),
            include_str!("../../../spec/notices.md"),
        ];
        let named: Vec<&str> = pages
            .iter()
            .flat_map(|page| page.lines())
            .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
            .collect();
        let is_rule = |cell: &str| cell.len() == 5 && cell.as_bytes()[1] == b'-';
        let mut in_spec: Vec<String> =
            named.into_iter().filter(|cell| is_rule(cell)).map(str::to_owned).collect();
        let mut here: Vec<String> = SENTENCES.iter().map(|(rule, _)| rule.to_string()).collect();
        in_spec.sort();
        // A later page says of some rules what else they are asked of.
        in_spec.dedup();
        here.sort();
        assert!(in_spec.len() > 50);
        assert_eq!(in_spec, here);
    }
}
