"""Vectors of rulebook 4 that must fail: restrictions (R-113, R-141, R-202, R-203, R-511 to R-514)."""

from cases import vector
from story import transfer
from story_holds import GHANA, SWISS, lifts, restriction, stage

A, B, AUTHORITY = "alice", "bob", "authority"


@vector("r511-nothing", "A restriction of nothing.")
def _(s):
    stage(s)
    s.fails("R-511", s.post(restriction(), AUTHORITY), serials=[])


@vector("r512-of-another", "A Party restricts another's account.")
def _(s):
    stage(s)
    s.fails("R-512", s.post(restriction(GHANA, code="CH"), "carol"), serials=[])


@vector("r513-never-placed", "A restriction is lifted that was never placed.")
def _(s):
    stage(s)
    s.fails("R-513", s.post(lifts(5), AUTHORITY), serials=[])


@vector("r514-account", "A restricted account gives.")
def _(s):
    stage(s)
    s.post(restriction(GHANA), AUTHORITY)
    s.fails("R-514", s.post(transfer(GHANA, SWISS, (1, 1, 10)), A), serials=[[1, 1, 10]])
