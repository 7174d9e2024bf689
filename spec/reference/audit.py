"""The whole judgement: journal, entries in order, heads, trust, checkpoint, verdict (rules.md).

Takes bytes, gives a Report; reads no file and prints nothing.
"""

from dataclasses import dataclass, field

from blake3 import blake3

import checkpoint as checkpoints
import codes as C
import digests
import ed25519
import effects
import journal
import rules
import trust as trusts
from journal import Finding
from notes import NotReadable
from state import State


@dataclass
class Report:
    verdict: str = ""
    entries: int = 0
    judged: int = 0
    signatures: int = 0
    chain: bytes | None = None
    root: bytes | None = None
    findings: list = field(default_factory=list)
    undetermined: list = field(default_factory=list)  # dicts: rule or reason, entry, why
    stopped: str | None = None
    checkpoint_count: int | None = None
    state: object = None  # what the entries say, where entry 0 could be read


def audit(files, trust=None, checkpoint=None):
    """`files`: (name, bytes) of every segment; `trust`, `checkpoint`: bytes of the files brought, or None."""
    reading = journal.read(files)
    report = Report(entries=reading.entries, findings=reading.findings, stopped=reading.stopped)
    auditor = Auditor(reading, report)
    if reading.origin is not None:
        report.chain, report.root = reading.chain(), reading.root()
        auditor.checkpoint = read_checkpoint(report, reading, checkpoint)
        auditor.entries()
        order = {name: i for i, (name, _) in enumerate(sorted(files))}
        report.findings.sort(key=lambda f: (order[f.segment], f.offset, f.rule))
        auditor.judge_trust(trust)
        auditor.judge_checkpoint()
        report.state = auditor.state
    if reading.torn:
        report.undetermined.append({"rule": "J-112", "entry": None, "why": f"torn frame in {reading.torn[0]} at {reading.torn[1]}"})
    if trust is None:
        report.undetermined.append({"reason": "no trust given", "entry": None})
    if checkpoint is None:
        report.undetermined.append({"reason": "no checkpoint brought", "entry": None})
    report.verdict = "findings" if report.findings else "undetermined" if report.undetermined else "clean"
    return report


def read_checkpoint(report, reading, data):
    """The checkpoint, if it decodes and is of this journal (C-101). Its finding is added last, by judge_checkpoint."""
    if data is None:
        return None
    try:
        found = checkpoints.parse(data)
    except NotReadable as why:
        return f"the checkpoint does not decode: {why}"
    report.checkpoint_count = found.count
    return found if found.origin == reading.origin else "the checkpoint is of another origin"


class Auditor:
    def __init__(self, reading, report):
        self.reading, self.report = reading, report
        self.checkpoint = None  # a Checkpoint, a sentence (C-101), or None
        self.checkpoint_keys = None  # (public keys by number, threshold) at its count
        self.state = State(reading.origin)
        self.genesis_keys = None

    def find(self, rule, why, segment=None, offset=None, entry=None, serials=(), cause=None):
        self.report.findings.append(Finding(rule, segment, offset, entry, list(serials), cause, why))

    def entries(self):
        """Judges every entry in order, applies it, and asks J-111 of every head."""
        for batch in self.reading.batches:
            if batch.first == 0 and not self.well_formed_genesis(batch):
                return
            self.state.next_batch(batch.recorded_at_ms)
            before = self.operators()
            for place, e in enumerate(batch.entries):
                self.entry(batch.first + place, e, batch, place)
            if batch.head:
                self.head(batch, before | self.operators())

    def well_formed_genesis(self, batch):
        if not batch.entries:
            return False
        e = batch.entries[0]
        rulebook = self.state.rulebook
        if rules.malformed(e, rulebook):
            self.find("R-100", e.malformed, *e.place, entry=0)
        elif rules.known_kind(e, rulebook) and e.kind != C.GENESIS:
            self.find("R-102", "entry 0 is not genesis", *e.place, entry=0)
        elif rules.undetermined(e, rulebook):
            self.report.undetermined.append({"rule": "R-101", "entry": 0, "why": rules.undetermined(e, rulebook)})
        else:
            self.genesis_keys = e.body["keys"]
            return True
        self.report.undetermined.append({"reason": "nothing behind entry 0 is judged", "entry": 0})
        return False

    def operators(self):
        return {self.state.keys[n].public + n.to_bytes(4, "little") for n in self.state.holders(C.OPERATOR)}

    def entry(self, index, e, batch, place):
        self.report.judged += 1
        self.report.signatures += len(e.signatures)
        rule, serials, why = rules.judge(rules.Case(self.state, index, e, batch.recorded_at_ms, place, batch.count, self.reading.chain))
        cause = None
        if rule:
            taints = [h.taint for s in serials for h in self.state.holdings.pieces(*s)] if rule >= "R-210" else []
            cause = min((t for t in taints if t is not None), default=index)
            self.find(rule, e.malformed or "", *e.place, entry=index, serials=serials, cause=cause)
        effects.note_id(self.state, e)
        if why:
            self.report.undetermined.append({"rule": "R-101", "entry": index, "why": why})
        elif not e.malformed:
            effects.apply(self.state, index, e, None if rules.is_remark(rule) else cause)
        if isinstance(self.checkpoint, checkpoints.Checkpoint) and self.checkpoint.count == index + 1:
            keys = {n: self.state.keys[n].public for n in self.state.holders(C.CHECKPOINT)}
            self.checkpoint_keys = keys, self.state.threshold(C.CHECKPOINT)

    def head(self, batch, operators):
        """J-111."""
        h = batch.head
        public = next((k[:32] for k in operators if k[32:] == h.key.to_bytes(4, "little")), None)
        self.report.signatures += 1
        if public is None:
            self.find("J-111", f"key {h.key} is not an operator's", batch.segment, h.offset)
        elif not ed25519.valid(public, digests.head_message(self.state.origin, h.count, h.chain, h.root), h.signature):
            self.find("J-111", "the signature is not valid", batch.segment, h.offset)

    def judge_trust(self, data):
        if data is None:
            return
        try:
            trust = trusts.parse(data)
        except NotReadable as why:
            return self.find("T-101", f"the trust file does not decode: {why}")
        if trust.origin != self.reading.origin:
            return self.find("T-101", f"the trust file names {trust.origin.decode()}")
        if self.reading.genesis_leaf is None:
            return self.undetermined("T-102", "the journal has no genesis entry")
        digest = blake3(self.reading.genesis_leaf).digest()
        if any(g != digest for g in trust.genesis):
            self.find("T-102", f"the genesis digest is {digest.hex()}")
        elif trust.keys and self.genesis_keys is None:
            self.undetermined("T-102", "entry 0 was not judged")
        elif any(k not in self.genesis_keys for k in trust.keys):
            self.find("T-102", "a key given is not a genesis key")

    def judge_checkpoint(self):
        point, reading = self.checkpoint, self.reading
        if point is None:
            return
        if isinstance(point, str):
            return self.find("C-101", point)
        if point.count > reading.entries:
            return self.find("C-103", f"the checkpoint is of {point.count} entries, {reading.entries} could be read")
        if point.count and self.checkpoint_keys is None:
            self.undetermined("C-102", "entry 0 was not judged")
        else:
            keys, threshold = self.checkpoint_keys or ({}, 1)
            if len(point.signers(keys)) < threshold:
                self.find("C-102", "no threshold of checkpoint keys signed it")
        if point.chain != reading.chain(point.count) or point.root != reading.root(point.count):
            self.find("C-104", "chain or root is not the journal's")

    def undetermined(self, rule, why):
        self.report.undetermined.append({"rule": rule, "entry": None, "why": why})
