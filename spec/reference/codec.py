"""Bytes of entries: statement header, context, body, signature block (format.md sections 4 and 6).

One table per kind says which fields follow each other; reading and writing go by the same table. The types of fields are in fields.py, the
tables of rulebooks 2 to 5 in bodies_article6.py, bodies_origins.py, bodies_holds.py and bodies_notices.py. Frames are in journal.py.
"""

from dataclasses import dataclass, field

import bodies_article6
import bodies_holds
import bodies_notices
import bodies_origins
import codes as C
from fields import (PARTY, PARTY_OR_NONE, REGISTRY, U8, U16, U32, U64, Bytes, Code, Fixed, ListOf, Malformed, Option, Reader, Record, Side, Text,  # noqa: F401
                    Uint)


class CannotCut(Exception):
    """The size of the entry cannot be told: the batch is damaged from there."""


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
} | bodies_article6.BODIES | bodies_origins.BODIES | bodies_holds.BODIES | bodies_notices.BODIES


@dataclass
class Entry:
    """One entry as read. `malformed` says why it does not decode; `body` is None then and for a kind that is not listed.

    Whether that is R-100 or R-101 depends on the rulebook in force for kinds of rulebooks 2 to 5, but not where the keys are in the wrong order.
    """

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
    disordered: bool = False  # the key numbers are not ascending
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
        e.malformed, e.disordered = "key numbers are not ascending", True
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
