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
    (Rule::R(112), "only a movement is signed on behalf, and by the operator"),
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
        let page = include_str!("../../../spec/rules.md");
        let named: Vec<&str> =
            page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()).collect();
        let is_rule = |cell: &str| cell.len() == 5 && cell.as_bytes()[1] == b'-';
        let mut in_spec: Vec<String> =
            named.into_iter().filter(|cell| is_rule(cell)).map(str::to_owned).collect();
        let mut here: Vec<String> = SENTENCES.iter().map(|(rule, _)| rule.to_string()).collect();
        in_spec.sort();
        here.sort();
        assert!(in_spec.len() > 50);
        assert_eq!(in_spec, here);
    }
}
