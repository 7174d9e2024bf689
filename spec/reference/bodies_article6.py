"""The bodies of rulebook 2 (article6.md section 2), as tables of fields; codec.py reads and writes by them."""

import codes as C
from fields import PARTY, REGISTRY, U16, U32, U64, Amount, Fixed, ListOf, Record, Text, Uint

BLOCKS = ListOf(Record(space=U32, first=U64, last=U64), 0, 1024)
AUTHORIZATION_ID = Text(1, 64)

BODIES = {
    C.APPROACH_DECLARED: Record(approach=U16, parties=ListOf(PARTY, 0, 64), metrics=ListOf(U16, 0, 2), status=U16),
    C.APPROACH_STATUS: Record(approach=U16, status=U16),
    C.NDC_PERIOD: Record(party=PARTY, first_year=U16, last_year=U16, method=U16, metric=U16, non_ghg=Text(0, 32),
                         values=ListOf(Record(year=U16, value=Amount()), 0, 64)),
    C.INVENTORY: Record(party=PARTY, year=U16, metric=U16, non_ghg=Text(0, 32), total=Amount(), document=Fixed(32)),
    C.STANDING: Record(party=PARTY, item=U16, value=U16, document=Fixed(32)),
    C.AUTHORIZATION: Record(
        party=PARTY, id=AUTHORIZATION_ID, version=U32, mirrored=Uint(1, 1), approach=U16, from_ms=U64, until_ms=U64, cap=U64, metric=U16,
        non_ghg=Text(0, 32), gwp=U16, sectors=ListOf(U16, 0, 16), activities=ListOf(U16, 0, 64), purposes=U16, oimp=Text(0, 64), definition=U16,
        parties=ListOf(PARTY, 0, 64), entities=ListOf(Fixed(32), 0, 64), first_vintage=U16, last_vintage=U16, first_use=U16, last_use=U16,
        terms=U16, conditions=Fixed(32), document=Fixed(32)),
    C.ENTITY: Record(party=PARTY, approach=U16, entity=Fixed(32), country=PARTY, number=Fixed(32), conditions=Fixed(32)),
    C.AUTHORIZATION_ENDED: Record(party=PARTY, id=AUTHORIZATION_ID, from_ms=U64),
    C.UNITS_AUTHORIZED: Record(party=PARTY, id=AUTHORIZATION_ID, version=U32, blocks=BLOCKS),
    C.IDENTIFIERS: Record(approach=U16, registry=REGISTRY, party=PARTY, vintage=U16, first=U64, blocks=BLOCKS),
    C.FILING: Record(party=PARTY, year=U16, major=U16, minor=U16, workbook=Fixed(32), entries=U64, chain=Fixed(32)),
    C.FINAL: Record(party=PARTY, first_year=U16, last_year=U16),
}
