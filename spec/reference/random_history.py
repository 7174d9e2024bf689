#!/usr/bin/env python3
"""Writes a random ledger, for differential tests: right, with one fault, or with many.

    random_history.py DIR --seed N --entries N                  nothing is wrong
    random_history.py DIR --seed N --entries N --fault R-211    somewhere one entry breaks the rule (also J-104, J-105, J-107 to J-111)
    random_history.py DIR --seed N --entries N --fault any      about one entry in five is spoiled, whatever comes of it
    ... --rulebook 2                                            under rulebook 2 from genesis on; `adopted`: rulebook 1 first;
                                                                3; `adopted-3`: rulebook 1 first, then 3, perhaps by way of 2;
                                                                4 and `adopted-4`, 5 and `adopted-5` likewise

DIR gets journal/*.seg, trust and checkpoint, as verify.py and ledger-verify read them, and fault.json, which names rule and entry. The same
arguments give the same bytes. What is right is decided by the rules of this folder, so this is a source of cases, not of truth.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import codec
import codes as C
import digests
import effects
import rules
from random_article6 import Article6Proposer
from random_holds import HoldsProposer
from random_notices import NoticesProposer
from random_ops import Proposer
from random_origins import OriginsProposer
from state import State
from story import Story, account, party, series, space, test_public, test_seed
from story_article6 import approach, entity, period, standing
from story_holds import LIMIT, hold, restriction
from story_origins import activity, history, issued, loss, monitoring

TRIES = 20_000  # proposals before giving up on a fault
PROPOSERS = {"1": Proposer, "2": Article6Proposer, "adopted": Article6Proposer, "3": OriginsProposer, "adopted-3": OriginsProposer,
             "4": HoldsProposer, "adopted-4": HoldsProposer, "5": NoticesProposer, "adopted-5": NoticesProposer}


class RandomHistory(Story):
    def __init__(self, seed, per_segment, rulebook="1"):
        super().__init__("random.example/ledger")
        self.rng = random.Random(seed)
        self.names = {0: "operator", 1: "authority", 2: "recovery", 3: "checkpoint"}  # key number -> name of its seed
        self.by_public = {test_public(n): n for n in self.names.values()}  # public key -> name of its seed
        self.state = State(self.journal.origin)
        self.rulebook = rulebook
        self.proposer = PROPOSERS[rulebook](self.rng, self, self.state)
        self.batch_left = 0
        self.per_segment, self.segment_start = per_segment, 0
        self.genesis_entry()

    def name_key(self, number):
        self.names[number] = f"random {number}"
        self.by_public[test_public(self.names[number])] = self.names[number]
        return self.names[number]

    def name_of(self, number):
        """Whose seed signs for a key number: by the key registered, for a spoiled registration may give it another number."""
        registered = self.state.keys.get(number)
        return self.by_public.get(registered.public if registered else None, self.names.get(number, "nobody"))

    def some_public(self, rng):
        return test_public(self.names[rng.choice(sorted(self.names))])

    def genesis_entry(self):
        options = [(C.REGISTRIES_BIND, range(2)), (C.LEVY_FIRST_TRANSFERS, range(4))] if self.rulebook == "5" else []
        settings = [{"option": option, "value": self.rng.choice(values)} for option, values in options]
        rulebook = {"rulebook": {"version": int(self.rulebook), "settings": settings}} if self.rulebook in ("2", "3", "4", "5") else {}
        self.put_judged(self.raw(C.GENESIS, self.genesis_body(**rulebook), [0, 1, 2, 3], {}))
        self.close_batch()
        for what, keys in ((party("GH"), [1]), (party("CH"), [1]), (space(1, "space 1"), [1]), (series(1, 1, 100), [1]),
                           (account(1, C.HOLDING, "GH", [0]), [0]), (account(2, C.HOLDING, "CH", [1]), [0]), (account(3, C.HOLDING, "CH"), [0])):
            self.put_judged(self.raw(*what, keys, {}))
        if self.rulebook in ("2", "3", "4", "5"):
            for what in (approach(1, ("GH", "CH")), standing("GH"), standing("CH"), period(), period("GH"), entity(number=1)):
                self.put_judged(self.raw(*what, [1], {}))
            for number, kind, code in ((4, C.USE_NDC, "CH"), (5, C.USE_NDC, "GH"), (6, C.USE_OIMP, "CH"), (7, C.VOLUNTARY_CANCELLATION, "CH"),
                                       (8, C.OTHER_CANCELLATION, "GH"), (9, C.COUNTERPART, "CH")):
                elsewhere = {"registry": "VCS01"} if self.rulebook == "5" and kind == C.COUNTERPART else {}
                self.put_judged(self.raw(*account(number, kind, code, **elsewhere), [0], {}))
        if self.rulebook in ("3", "4", "5"):
            for what in (activity(), monitoring(), series(2, 1, 101, regime=C.ARTICLE_6_4), loss()):
                self.put_judged(self.raw(*what, [1], {}))
            for number, kind in ((10, C.ADAPTATION_FUND), (11, C.OMGE_CANCELLATION)):
                self.put_judged(self.raw(*account(number, kind, "CH"), [0], {}))
        if self.rulebook in ("4", "5"):
            for what, keys in ((issued((1, 1, 60), history(), to=1), [1]), (hold(self, (1, 1, 10), for_ms=LIMIT), [0]),
                               (restriction(blocks=[(1, 51, 60)]), [1]), (restriction(3), [1])):
                self.put_judged(self.raw(*what, keys, {}))
        if self.rulebook == "5":
            for number, kind, code in ((12, C.PENDING, "GH"), (13, C.COUNTERPART, "GH")):
                self.put_judged(self.raw(*account(number, kind, code, registry="NOR01"), [0], {}))
        self.close_batch()

    def raw(self, kind, body, keys, header):
        return self.sign(self.statement(kind, body, **header), [self.name_of(n) for n in keys], keys)

    def judge(self, raw, last):
        e = codec.decode_entry(raw)
        place = len(self.waiting)
        return e, rules.judge(rules.Case(self.state, self.next_index, e, self.now, place, place + 1 if last else place + 2, self.chain_at))

    def chain_at(self, count):
        """The journal's chain at a count of entries, as it will be once the batch at hand is sealed."""
        chain = self.journal.chains[min(count, self.journal.count)]
        for raw in self.waiting[:max(count - self.journal.count, 0)]:
            chain = digests.chain_next(chain, digests.leaf(self.now, raw))
        return chain

    def put_judged(self, raw):
        """Appends the entry, whatever it is, and applies it."""
        e, (rule, _, why) = self.judge(raw, last=True)
        index = self.put(raw)
        effects.note_id(self.state, e)
        if rule != "R-100" and not why:
            effects.apply(self.state, index, e, index if rule and not rules.is_remark(rule) else None)
        return index

    def close_batch(self, head=True, **wrong):
        recorded = wrong.pop("recorded", self.now)
        entries, self.waiting = self.waiting, []
        self.journal.batch(entries, recorded, **wrong)
        operator = min(self.state.holders(C.OPERATOR), default=0)
        if head:
            self.journal.head(operator, test_seed(self.name_of(operator)))
        self.now += self.rng.choice([0, 1, 60_000, 3_600_000])
        self.state.next_batch(recorded)
        if self.journal.count - self.segment_start >= self.per_segment:
            self.journal.segment()
            self.segment_start = self.journal.count

    def step(self, wild):
        """One more entry: right (wild is False), whatever a spoiled proposal is (True), or one that breaks the rule `wild`. Gives (index, rule broken)."""
        for _ in range(TRIES):
            proposal = self.proposer.propose()
            if wild:
                proposal = self.proposer.spoil(*proposal)
            kind, body, keys, header = proposal
            if not keys:
                continue
            try:
                raw = self.raw(kind, body, keys, header)
            except (OverflowError, ValueError):
                continue
            if wild:
                raw = self.flip(raw)
            last = kind == C.RULEBOOK_ADOPTED and self.rng.random() < 0.9
            _, (rule, _, why) = self.judge(raw, last)
            wanted = {False: not rule and not why, True: True}.get(wild, rule == wild or (wild == "R-101" and why and not rule))
            if wanted:
                index = self.put_judged(raw)
                if last:
                    self.batch_left = 0
                    self.close_batch()
                return index, rule
        raise SystemExit(f"random_history: no proposal broke {wild}; another seed may do, and spec/vectors has every rule")

    def flip(self, raw):
        """Now and then a bit of the statement's tail or of the signatures is flipped."""
        if self.rng.random() < 0.9:
            return raw
        size = int.from_bytes(raw[2:4], "little")
        places = [self.rng.randrange(36, size), self.rng.randrange(size + 5, len(raw))]
        at = self.rng.choice(places)
        return raw[:at] + bytes([raw[at] ^ 1 << self.rng.randrange(8)]) + raw[at + 1:]

    def run(self, entries, fault):
        """Writes the history; gives what fault.json says."""
        said = []
        at = self.rng.randint(min(entries - 1, 20), entries - 1) if fault and fault != "any" else None
        while self.next_index < entries:
            if self.batch_left == 0:
                if self.waiting:
                    self.close_batch()
                self.batch_left = self.rng.choice([1, 2, 5, 20, 200])
            self.batch_left -= 1
            if fault == "any":
                index, rule = self.step(self.rng.random() < 0.2)
                said += [{"rule": rule, "entry": index}] if rule else []
            elif fault and self.next_index >= at and not said:
                if fault.startswith("J-"):
                    self.journal_fault(fault)
                    said.append({"rule": fault, "entry": None})
                else:
                    index, _ = self.step(fault)
                    said.append({"rule": fault, "entry": index})
            else:
                self.step(False)
        if self.waiting:
            self.close_batch()
        return said

    def journal_fault(self, rule):
        """Seals the batch at hand wrongly."""
        if rule == "J-108" and self.waiting:
            self.close_batch()
        now = self.now
        self.now = self.journal.last_recorded_at_ms - 1 if rule == "J-108" else now
        while not self.waiting:
            self.step(False)
        seventh = b"\7" * 32
        wrong = {"J-104": {"first": self.journal.count + 1}, "J-105": {"parent": seventh}, "J-107": {"chain": seventh},
                 "J-108": {}, "J-109": {"head": False}}
        if rule in wrong:
            self.close_batch(**wrong[rule])
        elif rule in ("J-110", "J-111"):
            self.close_batch(head=False)
            operator = min(self.state.holders(C.OPERATOR))
            seed = test_seed(self.name_of(operator) if rule == "J-110" else "nobody")
            self.journal.head(operator, seed, **({"root": seventh} if rule == "J-110" else {}))
        else:
            raise SystemExit(f"random_history: {rule} cannot be made here; spec/vectors has it")
        self.now = max(now, self.now)
        self.batch_left = 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--entries", type=int, required=True)
    parser.add_argument("--fault", help="a rule (R-nnn, or J-104 to J-111), or `any`")
    parser.add_argument("--rulebook", choices=sorted(PROPOSERS), default="1",
                        help="the rulebook in force; `adopted`: 1, and 2 from somewhere on; `adopted-3`: 1, perhaps 2, and 3; `adopted-4` and `adopted-5` likewise")
    parser.add_argument("--segment-entries", type=int, default=5_000, help="entries before a new segment starts")
    args = parser.parse_args()
    if args.entries < 20:
        parser.error("--entries: at least 20")
    history = RandomHistory(args.seed, args.segment_entries, args.rulebook)
    said = history.run(args.entries, args.fault)
    folder = args.dir / "journal"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.seg"):
        old.unlink()
    for name, raw in history.journal.segments.items():
        (folder / name).write_bytes(raw)
    (args.dir / "trust").write_text(history.trust())
    holders = sorted(history.state.holders(C.CHECKPOINT))
    names = [history.name_of(n) for n in holders] or ["checkpoint"]
    (args.dir / "checkpoint").write_text(history.checkpoint(signers=names))
    (args.dir / "fault.json").write_text(json.dumps(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
