"""The bodies and particulars of rulebook 4 (holds.md sections 2 and 3), as tables of fields; codec.py reads and writes bodies by them."""

import codes as C
from bodies_article6 import BLOCKS
from fields import PARTY_OR_NONE, U8, U16, U64, Fixed, ListOf, Reader, Record

BODIES = {
    C.HOLD_PLACED: Record(debited=U64, acquiring=U64, action=U16, expires_ms=U64, blocks=BLOCKS),
    C.HOLD_RELEASED: Record(hold=U64, reason=U16),
    C.RESTRICTION_PLACED: Record(party=PARTY_OR_NONE, reason=U16, accounts=ListOf(U64, 0, 256), blocks=BLOCKS, from_ms=U64, until_ms=U64,
                                 document=Fixed(32)),
    C.RESTRICTION_LIFTED: Record(restriction=U64, reason=U16),
}

PARTICULARS = {
    C.OF_HOLD: Record(hold=U64),
    C.OF_EVIDENCE: Record(grade=U8, digest=Fixed(32)),
}
SIZES = {C.OF_HOLD: 8, C.OF_EVIDENCE: 33}


def particular(tag, value):
    """What a particular of rulebook 4 says, or None where its bytes are not of the right size."""
    return PARTICULARS[tag].read(Reader(value)) if len(value) == SIZES[tag] else None


def first_particular(body, tag):
    """What the first particular of this tag says that has the right size, or None."""
    found = (particular(tag, p["value"]) for p in body["particulars"] if p["tag"] == tag)
    return next((said for said in found if said is not None), None)


def hold_named(body):
    """The entry that the first particular 7 of the right size names, or None; a reversing movement names none."""
    said = first_particular(body, C.OF_HOLD) if "particulars" in body else None
    return said and said["hold"]
