"""Vectors of rulebook 4 that must fail: movements that accept a hold or touch held units (R-113, R-360, R-506 to R-508), and evidence (R-521)."""

import codes as C
from cases import vector
from story import transfer
from story_holds import COUNTERPART, GHANA, SWISS, accepts, evidence, hold, stage

A, B = "alice", "bob"


@vector("r507-one-more", "Who accepts a hold takes a serial more.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.fails("R-507", s.post(accepts(h, (1, 1, 11)), B), serials=[])


@vector("r508-one-held", "A movement that names nothing touches one serial that is held back.")
def _(s):
    stage(s)
    s.post(hold(s), A)
    s.fails("R-508", s.post(transfer(GHANA, SWISS, (1, 10, 20)), A), serials=[[1, 10, 10]])


@vector("r521-missing", "Units go to another registry without evidence.")
def _(s):
    stage(s)
    s.fails("R-521", s.post(transfer(GHANA, COUNTERPART, (1, 1, 10)), A), serials=[])
