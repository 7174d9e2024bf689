"""Vectors of rulebook 4 that must fail: holds placed and released (R-113, R-202 to R-204, R-501 to R-506)."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, reversing, transfer
from story_holds import (ALL, DAY, GHANA, GHANA_2, GHANA_OTHER, LIMIT, SILENT, SWEDEN, SWISS, SWISS_2, SWISS_NDC, TEN, TWENTY, accepts, hold,
                         releases, restriction, stage)

A, B, AUTHORITY, OPERATOR = "alice", "bob", "authority", "operator"
TEN_LIST = [[1, 1, 10]]


def placing(rule, name, about, *signers, serials=(), before=(), header=None, world=None, **of_hold):
    """The stage, what comes `before` (each (what, signers...)), then a hold that breaks the rule."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, **(world or {}))
        for first in before:
            s.post(*first)
        blocks = of_hold.pop("blocks", ())
        raw = of_hold.pop("raw", {})
        s.fails(rule, s.post(hold(s, *blocks, **of_hold, **raw), *(signers or [A]), **(header or {})), serials=[list(b) for b in serials])


placing("R-501", "no-block", "A hold of nothing.", raw={"blocks": []})
placing("R-502", "limit", "A hold expires a millisecond past the limit of 90 days.", for_ms=LIMIT + 1)
placing("R-503", "kinds", "A use towards an NDC is proposed to an account that holds.", action=C.USE_TOWARDS_NDC)
placing("R-504", "one-not-held", "Of the serials of a hold one is another's.", blocks=[TEN], serials=[(1, 10, 10)], before=[(transfer(GHANA, SWISS, (1, 10, 10)), A)])


@vector("r505-held-back", "Of the serials of a hold one is held back.")
def _(s):
    stage(s)
    s.post(hold(s, (1, 10, 10)), A)
    s.fails("R-505", s.post(hold(s, TWENTY), A), serials=[[1, 10, 10]])


@vector("r506-accepted-twice", "A hold is accepted twice.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.post(accepts(h), B)
    s.fails("R-506", s.post(accepts(h, debited=SWISS, acquiring=GHANA), B), serials=[])
