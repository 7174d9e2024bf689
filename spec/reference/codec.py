"""Bytes of entries: statement header, context, body, signature block (format.md sections 1.1, 4 and 6).

One table per kind says which fields follow each other; reading and writing go by the same table. Reading rejects all that format.md
says decoders MUST reject; writing checks nothing, so that wrong entries can be built. Frames are in journal.py.
"""

from dataclasses import dataclass, field

import codes as C


class Malformed(Exception):
    """The bytes are not an encoding of the type."""


class CannotCut(Exception):
    """The size of the entry cannot be told: the batch is damaged from there."""


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if size > len(self.data) - self.at:
            raise Malformed(f"{size} bytes wanted at {self.at}, {len(self.data) - self.at} left")
        self.at += size
        return self.data[self.at - size:self.at]

    def uint(self, size):
        return int.from_bytes(self.take(size), "little")


class Uint:
    def __init__(self, size, top=None):
        self.size, self.top = size, top

    def read(self, r):
        value = r.uint(self.size)
        if self.top is not None and value > self.top:
            raise Malformed(f"{value} is above {self.top}")
        return value

    def write(self, value):
        return value.to_bytes(self.size, "little")


class Side(Uint):
    def read(self, r):
        value = super().read(r)
        if value not in (C.DEBIT, C.CREDIT):
            raise Malformed(f"side {value}")
        return value


class Fixed:
    def __init__(self, size):
        self.size = size

    def read(self, r):
        return r.take(self.size)

    def write(self, value):
        return value


class Code:
    """Party codes and registry ids: text in Python, filled with 00 in bytes."""

    def __init__(self, size, none_allowed=False):
        self.size, self.none_allowed = size, none_allowed

    def read(self, r):
        raw = r.take(self.size)
        text = raw.rstrip(b"\0")
        if not text and self.none_allowed:
            return ""
        if len(text) < 2 or not all(0x30 <= c <= 0x39 or 0x41 <= c <= 0x5A for c in text):
            raise Malformed(f"code {raw.hex()}")
        return text.decode()

    def write(self, value):
        return value if isinstance(value, bytes) else value.encode().ljust(self.size, b"\0")


class Text:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def read(self, r):
        raw = r.take(bounded(r.uint(8), self.low, self.high))
        if not all(0x20 <= c <= 0x7E for c in raw):
            raise Malformed("a byte outside 20 to 7E")
        return raw.decode("ascii")

    def write(self, value):
        raw = value if isinstance(value, bytes) else value.encode("ascii")
        return len(raw).to_bytes(8, "little") + raw


class Bytes:
    def __init__(self, high):
        self.high = high

    def read(self, r):
        return r.take(bounded(r.uint(8), 0, self.high))

    def write(self, value):
        return len(value).to_bytes(8, "little") + value


class ListOf:
    def __init__(self, item, low, high):
        self.item, self.low, self.high = item, low, high

    def read(self, r):
        return [self.item.read(r) for _ in range(bounded(r.uint(8), self.low, self.high))]

    def write(self, value):
        return len(value).to_bytes(8, "little") + b"".join(self.item.write(v) for v in value)


class Option:
    def __init__(self, item):
        self.item = item

    def read(self, r):
        tag = r.uint(1)
        if tag > 1:
            raise Malformed(f"option tag {tag}")
        return self.item.read(r) if tag else None

    def write(self, value):
        return b"\0" if value is None else b"\1" + self.item.write(value)


class Record:
    """Fields in order; a dict in Python."""

    def __init__(self, **fields):
        self.fields = fields

    def read(self, r):
        return {name: kind.read(r) for name, kind in self.fields.items()}

    def write(self, value):
        return b"".join(kind.write(value[name]) for name, kind in self.fields.items())


def bounded(count, low, high):
    if not low <= count <= high:
        raise Malformed(f"size or count {count} is not {low} to {high}")
    return count


U8, U16, U32, U64 = Uint(1), Uint(2), Uint(4), Uint(8)
PARTY, PARTY_OR_NONE, REGISTRY = Code(4), Code(4, none_allowed=True), Code(8)

CONTEXT = Record(
    provenance=Option(Record(source=Fixed(32), row=U64)),
    on_behalf=Option(Record(approvers=ListOf(Fixed(32), 1, 16))),
)
RULEBOOK = Record(version=U32, settings=ListOf(Record(option=U16, value=U64), 0, 64))
ROLE_KEYS = Record(role=U16, threshold=U16, keys=ListOf(U32, 1, 32))
POSTINGS = ListOf(Record(account=U64, side=Side(1), space=U32, first=U64, last=U64), 0, 2048)
ROLE_AND_KEY = Record(role=U16, party=PARTY_OR_NONE, key=U32)

BODIES = {
    C.GENESIS: Record(version=U16, origin=Text(1, 128), registries=ListOf(REGISTRY, 1, 256), keys=ListOf(Fixed(32), 1, 32),
                      roles=ListOf(ROLE_KEYS, 1, 16), rulebook=RULEBOOK),
    C.RULEBOOK_ADOPTED: RULEBOOK,
    C.RECOVERY: Record(segment=U64, offset=U64, size=U64, digest=Fixed(32)),
    C.NOTE: Record(party=PARTY_OR_NONE, document=Fixed(32), media_type=Text(1, 127), size=U64, entries=ListOf(U64, 0, 256)),
    C.PARTY_DECLARED: Record(party=PARTY),
    C.ROLE_GRANTED: ROLE_AND_KEY,
    C.ROLE_WITHDRAWN: ROLE_AND_KEY,
    C.THRESHOLD_SET: Record(role=U16, party=PARTY_OR_NONE, threshold=U16),
    C.KEY_REGISTERED: Record(key=U32, public=Fixed(32), owner=Fixed(32)),
    C.KEY_ROTATED: Record(old=U32, new=U32, public=Fixed(32)),
    C.KEY_REVOKED: Record(key=U32, reason=U16),
    C.SPACE_DECLARED: Record(space=U32, name=Text(1, 64)),
    C.SERIES_OPENED: Record(series=U32, space=U32, source=U64, label=Text(1, 64), host=PARTY, activity=Text(0, 64), vintage=U16,
                            metric=U16, non_ghg=Text(0, 32), digits=U64, scale=Uint(1, 18), gwp=U16, mitigation=U16, regime=U16),
    C.ACCOUNT_OPENED: Record(account=U64, kind=U16, party=PARTY, registry=REGISTRY, holder=Fixed(32), metric=U16,
                             representatives=ListOf(U32, 0, 32), threshold=U16),
    C.ACCOUNT_SUSPENDED: Record(account=U64, reason=U16),
    C.ACCOUNT_REINSTATED: Record(account=U64, reason=U16),
    C.ACCOUNT_CLOSED: Record(account=U64),
    C.REPRESENTATIVES_CHANGED: Record(account=U64, representatives=ListOf(U32, 0, 32), threshold=U16),
    C.MOVEMENT: Record(action=U16, particulars=ListOf(Record(tag=U16, value=Bytes(1024)), 0, 32), postings=POSTINGS),
    C.REVERSING_MOVEMENT: Record(entry=U64, reason=U16, postings=POSTINGS),
}


@dataclass
class Entry:
    """One entry as read. `malformed` says why R-100 fails; `body` is None then and for a kind that is not listed."""

    raw: bytes
    kind: int
    id: bytes
    occurred_at_ms: int
    not_after_ms: int
    statement: bytes
    signatures: list  # of (key number, 64 bytes)
    context: dict | None = None
    body: dict | None = None
    malformed: str | None = None
    place: tuple = field(default=())  # (segment name, offset)


def entry_size(payload, at):
    """Size of the entry that starts at `at`, or CannotCut (format.md 4.3)."""
    left = len(payload) - at
    if left < C.ENTRY_MIN:
        raise CannotCut(f"{left} bytes left, an entry has at least {C.ENTRY_MIN}")
    statement = int.from_bytes(payload[at + 2:at + 4], "little")
    if statement < 38:
        raise CannotCut(f"statement size {statement}")
    if statement + 1 > left:
        raise CannotCut("the statement reaches beyond the payload")
    count = payload[at + statement]
    if not 1 <= count <= 32:
        raise CannotCut(f"{count} signatures")
    size = statement + 1 + 68 * count
    if size > left:
        raise CannotCut("the signatures reach beyond the payload")
    if size > C.ENTRY_MAX:
        raise CannotCut(f"an entry of {size} bytes")
    return size


def decode_entry(raw):
    """Decodes what entry_size cut. Never fails: what is wrong is said in `malformed`."""
    u = lambda a, b: int.from_bytes(raw[a:b], "little")
    size = u(2, 4)
    signatures = [(u(p, p + 4), raw[p + 4:p + 68]) for p in range(size + 1, len(raw), 68)]
    e = Entry(raw, u(0, 2), raw[4:20], u(20, 28), u(28, 36), raw[:size], signatures)
    numbers = [n for n, _ in signatures]
    if any(a >= b for a, b in zip(numbers, numbers[1:])):
        e.malformed = "key numbers are not ascending"
    elif e.kind in BODIES:
        try:
            r = Reader(raw[36:size])
            context, body = CONTEXT.read(r), BODIES[e.kind].read(r)
            if r.at != len(r.data):
                raise Malformed(f"{len(r.data) - r.at} bytes left over")
            e.context, e.body = context, body
        except Malformed as why:
            e.malformed = str(why)
    return e


def encode_statement(kind, id, occurred_at_ms, not_after_ms, body, provenance=None, on_behalf=None):
    """The statement's bytes; `body` is a dict by the kind's table, or bytes as they are."""
    tail = CONTEXT.write({"provenance": provenance, "on_behalf": on_behalf})
    tail += body if isinstance(body, bytes) else BODIES[kind].write(body)
    return (kind.to_bytes(2, "little") + (36 + len(tail)).to_bytes(2, "little") + id + occurred_at_ms.to_bytes(8, "little")
            + not_after_ms.to_bytes(8, "little") + tail)


def encode_signatures(signatures):
    """The signature block; in the order given."""
    return bytes([len(signatures)]) + b"".join(n.to_bytes(4, "little") + s for n, s in signatures)
