"""Segments and frames: cuts a journal into batches and asks the rules J-101 to J-110 and J-112 (format.md 2 and 3, rules.md 4).

J-111 (who signed a head) needs the state and is asked in audit.py. Nothing here decides what an entry means.
"""

from dataclasses import dataclass, field

import codec
import codes as C
import digests

BATCH, HEAD = b"BTCH", b"HEAD"
SIZES = {BATCH: 112, HEAD: 160}
BEYOND_FILE = "the payload reaches beyond the file"


@dataclass
class Finding:
    rule: str
    segment: str | None
    offset: int | None
    entry: int | None = None
    serials: list = field(default_factory=list)
    cause: int | None = None  # entry index of the first finding that explains it; None: its own cause, or `fault`
    why: str = ""
    fault: "Finding | None" = None  # of a J-finding: the one that explains it; None: its own cause


MAY_EXPLAIN = ("J-102", "J-104", "J-105", "J-107", "J-110")
MAY_BE_EXPLAINED = ("J-102", "J-104", "J-110")


@dataclass
class Head:
    offset: int
    key: int
    count: int
    chain: bytes
    root: bytes
    signature: bytes


@dataclass
class Batch:
    segment: str
    offset: int
    first: int  # by its place, not by its field
    recorded_at_ms: int
    parent: bytes
    chain: bytes
    count: int  # as its header says
    entries: list = field(default_factory=list)
    head: Head | None = None


@dataclass
class Reading:
    origin: bytes | None = None
    batches: list = field(default_factory=list)
    chains: list = field(default_factory=list)  # chain after entry i
    leaf_hashes: list = field(default_factory=list)
    genesis_leaf: bytes | None = None
    findings: list = field(default_factory=list)
    torn: tuple | None = None  # (segment, offset)
    stopped: str | None = None  # why reading ended early

    @property
    def entries(self):
        return len(self.leaf_hashes)

    def chain(self, count=None):
        count = self.entries if count is None else count
        return self.chains[count - 1] if count else digests.chain_start(self.origin)

    def root(self, count=None):
        return digests.tree_root(self.leaf_hashes[:self.entries if count is None else count])


def u(data, at, size):
    return int.from_bytes(data[at:at + size], "little")


def parse_segment_header(name, data):
    """(origin, first entry, parent), or a sentence that says what is wrong."""
    if len(data) < 256:
        return "the file is shorter than a segment header"
    if data[:8] != b"ITMO-SEG":
        return "not the magic of a segment"
    if u(data, 8, 2) != 1:
        return f"format version {u(data, 8, 2)}"
    if digests.check(data[:240]) != data[240:256]:
        return "the check does not agree"
    size = u(data, 10, 2)
    if u(data, 12, 4) or any(data[184:240]):
        return "a reserved field is not 0"
    if not 1 <= size <= 128:
        return f"origin size {size}"
    origin = data[56:56 + size]
    if not origin_allowed(origin) or any(data[56 + size:184]):
        return "the origin has a byte that is not allowed"
    if u(data, 16, 8) != int(name[:20]):
        return f"first entry {u(data, 16, 8)} is not the file name's"
    return origin, u(data, 16, 8), data[24:56]


def origin_allowed(origin):
    return 1 <= len(origin) <= 128 and all(0x21 <= c <= 0x7E and c != 0x2B for c in origin)


class JournalReader:
    def __init__(self):
        self.out = Reading()
        self.tree = digests.Tree()
        self.field_chain = None  # chain field of the batch before
        self.recorded_at_ms = 0
        self.fault = None  # the first finding that may explain others, behind the last good head

    def find(self, rule, segment, offset, why):
        finding = Finding(rule, segment, offset, why=why)
        if rule in MAY_BE_EXPLAINED:
            finding.fault = self.fault
        if rule in MAY_EXPLAIN and self.fault is None:
            self.fault = finding
        self.out.findings.append(finding)

    def stop(self, rule, segment, offset, why):
        self.find(rule, segment, offset, why)
        self.out.stopped = f"{rule} in {segment} at {offset}"

    def read(self, files):
        """`files`: (name, bytes) of every segment, in order of their names."""
        for number, (name, data) in enumerate(files):
            header = parse_segment_header(name, data)
            if isinstance(header, str):
                return self.stop("J-101", name, 0, header)
            origin, first, parent = header
            if number == 0:
                if first != 0:
                    return self.stop("J-101", name, 0, "the first segment is not entry 0's")
                self.out.origin, self.field_chain = origin, digests.chain_start(origin)
            elif origin != self.out.origin:
                return self.stop("J-101", name, 0, "another origin")
            if first > self.out.entries:
                return self.stop("J-102", name, 0, f"the segment before ended at entry {self.out.entries}")
            if first != self.out.entries or parent != self.field_chain:
                self.find("J-102", name, 0, "first entry or parent is not where the segment before ended")
            self.read_frames(name, data, last=number == len(files) - 1)
            if self.out.stopped:
                return

    def read_frames(self, name, data, last):
        at, after_batch, end = 256, False, len(data.rstrip(b"\0"))
        while at < len(data) and not self.out.stopped:
            magic = data[at:at + 4]
            if not any(magic):
                if at < end:
                    self.stop("J-103", name, at, "after the end of the segment there is something other than 00")
                return
            why = bad_frame(data, at)
            if last and torn_prefix(data, at, end) and (why or broken_off(data, at)):
                self.out.torn = (name, at)
                return
            if why:
                return self.stop("J-103", name, at, why)
            if magic == BATCH:
                self.batch(name, data, at)
                at, after_batch = at + 112 + u(data, at + 4, 4), True
            else:
                self.head(name, data, at, after_batch)
                at, after_batch = at + 160, False

    def batch(self, name, data, at):
        out = self.out
        before = out.batches[-1] if out.batches else None
        if before and before.head is None:
            self.find("J-109", before.segment, before.offset, "no head frame follows this batch")
        b = Batch(name, at, out.entries, u(data, at + 24, 8), data[at + 32:at + 64], data[at + 64:at + 96],
                  u(data, at + 16, 4))
        if u(data, at + 8, 8) != out.entries:
            self.find("J-104", name, at, f"first entry {u(data, at + 8, 8)}, {out.entries} entries are before it")
        if b.parent != self.field_chain:
            self.find("J-105", name, at, "parent is not the chain field of the batch before")
        if b.recorded_at_ms < self.recorded_at_ms:
            self.find("J-108", name, at, f"recorded at {b.recorded_at_ms}, the batch before at {self.recorded_at_ms}")
        entries, whole = cut(data[at + 112:at + 112 + u(data, at + 4, 4)], b.count)
        chain = b.parent
        for offset, raw in entries:
            leaf = digests.leaf(b.recorded_at_ms, raw)
            out.genesis_leaf = leaf if out.genesis_leaf is None else out.genesis_leaf
            chain = digests.chain_next(chain, leaf)
            out.chains.append(chain)
            out.leaf_hashes.append(digests.leaf_hash(leaf))
            self.tree.add(out.leaf_hashes[-1])
            entry = codec.decode_entry(raw)
            entry.place = (name, at + 112 + offset)
            b.entries.append(entry)
        out.batches.append(b)
        if not whole:
            return self.stop("J-106", name, at, f"{len(entries)} of {b.count} entries could be cut, or bytes are left over")
        if chain != b.chain:
            self.find("J-107", name, at, "the chain field is not the chain computed")
        out.chains[-1] = b.chain
        self.field_chain, self.recorded_at_ms = b.chain, b.recorded_at_ms

    def head(self, name, data, at, after_batch):
        h = Head(at, u(data, at + 4, 4), u(data, at + 8, 8), data[at + 16:at + 48], data[at + 48:at + 80], data[at + 80:at + 144])
        if not after_batch:
            return self.find("J-109", name, at, "this head frame does not follow on a batch")
        self.out.batches[-1].head = h
        if h.count != self.out.entries or h.chain != self.field_chain or h.root != self.tree.root():
            self.find("J-110", name, at, "the head stated is not the head of the journal here")
        else:
            self.fault = None


def bad_frame(data, at):
    """Why the frame at `at` is not good, or None (J-103)."""
    magic, left = data[at:at + 4], len(data) - at
    if magic not in SIZES:
        return "unknown magic"
    size = SIZES[magic]
    if left < size:
        return "the file ends in a frame's header"
    if digests.check(data[at:at + size - 16]) != data[at + size - 16:at + size]:
        return "the check does not agree"
    if magic == BATCH:
        if u(data, at + 20, 4):
            return "a reserved field is not 0"
        if not 1 <= u(data, at + 4, 4) <= C.PAYLOAD_MAX or u(data, at + 16, 4) < 1:
            return "a size is beyond its limit"
        if u(data, at + 4, 4) > left - 112:
            return BEYOND_FILE
    return None


def torn_prefix(data, at, end):
    """Whether what is left up to `end`, where trailing 00 begin, is a proper prefix of a frame (format.md 3.3)."""
    magic, size = data[at:min(at + 4, end)], end - at
    if size < 4:
        return any(m.startswith(magic) for m in SIZES)
    if magic not in SIZES:
        return False
    if size < SIZES[magic]:
        return True
    return magic == BATCH and bad_frame(data, at) in (None, BEYOND_FILE) and size - 112 < u(data, at + 4, 4)


def broken_off(data, at):
    """Of a batch frame that ends in 00 and lies within the file: whether it is torn and not whole (format.md 3.3)."""
    if data[at:at + 4] != BATCH:
        return False
    entries, whole = cut(data[at + 112:at + 112 + u(data, at + 4, 4)], u(data, at + 16, 4))
    chain = data[at + 32:at + 64]
    for _, raw in entries:
        chain = digests.chain_next(chain, digests.leaf(u(data, at + 24, 8), raw))
    return not whole or chain != data[at + 64:at + 96]


def cut(payload, count):
    """Up to `count` entries as (offset, bytes), and whether they are exactly the payload."""
    entries, at = [], 0
    while len(entries) < count and at < len(payload):
        try:
            size = codec.entry_size(payload, at)
        except codec.CannotCut:
            return entries, False
        entries.append((at, payload[at:at + size]))
        at += size
    return entries, len(entries) == count and at == len(payload)


def read(files):
    reader = JournalReader()
    reader.read(sorted(files))
    return reader.out
