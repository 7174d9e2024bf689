"""The bodies and particulars of rulebook 3 (origins.md sections 2 and 3), as tables of fields; codec.py reads and writes bodies by them."""

import codes as C
from fields import PARTY, U16, U32, U64, Amount, Fixed, ListOf, Malformed, Reader, Record, Text, Uint

ACTIVITY_ID = Text(1, 64)
DEDUCTION = Record(name=Text(1, 32), share=U32, rounding=U16, amount=U64)
LINE = Record(year=U16, component=U32, kind=U16, baseline=Amount(), project=Amount(), leakage=Amount(), deductions=ListOf(DEDUCTION, 0, 16),
              rounding=U16, verified=U64)

BODIES = {
    C.ACTIVITY: Record(
        activity=ACTIVITY_ID, host=PARTY, methodology=Text(1, 64), version=Text(1, 32), sector=U16, activity_type=U16, mitigation=U16, metric=U16,
        non_ghg=Text(0, 32), digits=U64, scale=Uint(1, 18), from_ms=U64, until_ms=U64, components=ListOf(Record(number=U32, what=Fixed(32)), 0, 256)),
    C.MONITORING: Record(monitoring=U32, activity=ACTIVITY_ID, from_ms=U64, until_ms=U64, report=Fixed(32), scale=Uint(1, 6), lines=ListOf(LINE, 0, 256)),
    C.LOSS: Record(loss=U32, activity=ACTIVITY_ID, year=U16, units=U64, document=Fixed(32)),
    C.CONVERSION: Record(party=PARTY, year=U16, non_ghg=Text(1, 32), digits=U64, scale=Uint(1, 18), document=Fixed(32)),
    C.MONITORING_WITHDRAWN: Record(monitoring=U32, reason=U16),
}

PARTICULARS = {
    C.OF_MONITORING: Record(monitoring=U32, year=U16, component=U32, kind=U16),
    C.OF_UNDERLYING: Record(registry=Text(1, 16), prefix=Text(0, 64), suffix=Text(0, 64), first=U64, evidence=Fixed(32)),
    C.OF_HISTORY: Record(document=Fixed(32)),
    C.LOSS_SETTLED: Record(loss=U32),
}


def particular(tag, value):
    """What a particular of rulebook 3 says, or None where its bytes are not of the right size."""
    reader = Reader(value)
    try:
        said = PARTICULARS[tag].read(reader)
    except Malformed:
        return None
    return said if reader.at == len(value) else None
