"""Vectors of rulebook 4 in which nothing is wrong: every kind, and the last value that is still allowed."""

import codes as C
from cases import vector
from story_holds import (COUNTERPART, GHANA, SWISS, SWISS_2, TEN, accepts, evidence, hold, lifts, releases, restriction, stage)
from story import legs, moved, transfer

BOTH = ("operator", "authority")


@vector("ok-b4-every-kind", "Each of the four kinds of rulebook 4; a hold that is accepted, one that is released, and evidence of what went to another registry.")
def _(s):
    stage(s)
    first = s.post(hold(s), "alice")
    second = s.post(hold(s, (1, 11, 20)), "alice")
    s.seal()
    s.post(accepts(first), "bob")
    s.post(releases(second), "bob")
    r = s.post(restriction(GHANA, blocks=[(1, 500, 600)]), "authority")
    s.post(lifts(r), "authority")
    own = s.post(restriction(SWISS_2, code="CH", reason=4), "carol")
    s.post(lifts(own), "carol")
    s.post(moved(C.TRANSFER, legs(GHANA, COUNTERPART, (1, 11, 20)), [evidence()]), "alice")
    s.post(transfer(SWISS, SWISS_2, TEN), "bob")
