"""The bodies of rulebook 5 (notices.md section 2), as tables of fields; codec.py reads and writes by them."""

import codes as C
from bodies_article6 import BLOCKS
from fields import PARTY, REGISTRY, U8, U16, U64, Fixed, ListOf, Record

BODIES = {
    C.APPROACH_REGISTRIES: Record(approach=U16, registries=ListOf(REGISTRY, 0, 64)),
    C.NOTICE: Record(account=U64, blocks=BLOCKS, action=U16, party=PARTY, year=U16, entity=Fixed(32), purpose=U16, grade=U8, evidence=Fixed(32)),
    C.NOTICE_WITHDRAWN: Record(notice=U64, reason=U16, document=Fixed(32)),
}
