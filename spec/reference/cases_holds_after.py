"""Vectors of rulebook 4 in which a fault is followed by others: what takes effect after a finding (holds.md section 5), and whose cause it is."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, reversing, transfer
from story_holds import CH, GHANA, SWEDEN, SWISS, SWISS_2, TEN, TWENTY, accepts, hold, named, releases, restriction, stage

A, B, AUTHORITY, OPERATOR = "alice", "bob", "authority", "operator"
BOTH = ("operator", "authority")
BEHALF = {"on_behalf": ["somebody"]}
TEN_LIST = [[1, 1, 10]]


# Holds

@vector("after-b4-hold-unsigned", "A hold that who would acquire placed alone holds back, and is accepted.")
def _(s):
    stage(s)
    h = s.post(hold(s), B)
    s.fails("R-113", h, serials=[])
    s.fails("R-508", s.post(transfer(GHANA, SWISS_2, (1, 10, 20)), A), serials=[[1, 10, 20]])
    again = s.post(hold(s, (1, 30, 40)), B)
    s.fails("R-113", again, serials=[])
    s.post(accepts(again, (1, 30, 40)), B)


@vector("after-b4-hold-without-time", "A hold that expires at once is never in force: its units are moved, and it is not released.")
def _(s):
    stage(s)
    h = s.post(hold(s, for_ms=0), A)
    s.fails("R-502", h, serials=[])
    s.post(transfer(GHANA, SWISS, TEN), A)
    s.fails("R-506", s.post(releases(h), A), serials=[])


@vector("after-b4-hold-beyond-limit", "A hold beyond the limit holds back for as long as it says.")
def _(s):
    stage(s, o9=1)
    h = s.post(hold(s, for_ms=60_001), A)
    s.fails("R-502", h, serials=[])
    s.seal()
    s.fails("R-508", s.post(transfer(GHANA, SWISS, TEN), A), serials=TEN_LIST)


@vector("after-b4-blocks-ill-formed", "Of a hold whose blocks are not all well formed the others hold back; who accepts it takes those.")
def _(s):
    stage(s)
    h = s.post(hold(s, (1, 0, 5), (1, 6, 10), (1, 30, 20), (1, 40, 1 << 63)), A)
    s.fails("R-501", h, serials=[])
    s.post(transfer(GHANA, SWISS, (1, 1, 5), (1, 20, 40)), A)
    s.fails("R-508", s.post(transfer(GHANA, SWISS_2, (1, 6, 6)), A), serials=[[1, 6, 6]])
    other = s.post(hold(s, (1, 50, 59), (1, 0, 0)), A)
    s.fails("R-501", other, serials=[])
    s.post(accepts(other, (1, 50, 59)), B)


@vector("after-b4-blocks-overlap", "A hold whose blocks share serials is accepted by a movement of each serial once.")
def _(s):
    stage(s)
    h = s.post(hold(s, TEN, (1, 5, 20), TEN), A)
    s.fails("R-501", h, serials=[])
    s.post(accepts(h, TWENTY), B)


@vector("after-b4-nothing-held", "A hold of nothing is placed: it is released once, and is not accepted by a movement of something.")
def _(s):
    stage(s)
    for n in range(2):
        h = s.post((C.HOLD_PLACED, hold(s)[1] | {"blocks": []}), A)
        s.fails("R-501", h, serials=[])
        if n:
            s.fails("R-507", s.post(accepts(h), B), serials=[])
        else:
            s.post(releases(h), A)
            s.fails("R-506", s.post(releases(h), A), serials=[])


@vector("after-b4-unknown-space", "A hold of serials of a space that is not declared holds them back; it is accepted with its other serials and theirs only.")
def _(s):
    stage(s)
    h = s.post(hold(s, TEN, (9, 1, 10)), A)
    s.fails("R-202", h, serials=[])
    s.fails("R-507", s.post(accepts(h), B), serials=[])
    s.fails("R-211", s.post(transfer(GHANA, SWISS, TEN), A), serials=TEN_LIST, cause=h + 1)


@vector("after-b4-not-held", "A hold of units of another holds them back there: who has them does not move them until it is released.")
def _(s):
    stage(s)
    s.post(transfer(GHANA, SWEDEN, TEN), A)
    h = s.post(hold(s), A)
    s.fails("R-504", h, serials=TEN_LIST)
    s.fails("R-508", s.post(transfer(SWEDEN, SWISS, (1, 1, 1)), B), serials=[[1, 1, 1]])
    s.fails("R-505", s.post(hold(s, (1, 2, 3), debited=SWEDEN, acquiring=SWISS), B), serials=[[1, 2, 3]])
    s.post(releases(h), B)
    s.fails("R-508", s.post(transfer(SWEDEN, SWISS, (1, 2, 3)), B), serials=[[1, 2, 3]])
    s.post(transfer(SWEDEN, SWISS, (1, 4, 10)), B)


@vector("after-b4-half-held", "Half of a hold is another's: who accepts takes it from both, and that is not what was proposed.")
def _(s):
    stage(s)
    s.post(transfer(GHANA, SWISS_2, (1, 6, 10)), A)
    h = s.post(hold(s), A)
    s.fails("R-504", h, serials=TEN_LIST)
    s.fails("R-507", s.post(moved(C.TRANSFER, legs(GHANA, SWISS, (1, 1, 5)) + legs(SWISS_2, SWISS, (1, 6, 10)), [named(h)]), B), serials=[])


@vector("after-b4-not-issued", "A hold of units that are not issued keeps them from being issued.")
def _(s):
    stage(s)
    h = s.post(hold(s, (1, 1001, 1010)), A)
    s.fails("R-504", h, serials=[[1, 1001, 1010]])
    s.fails("R-508", s.post(issue(100, GHANA, (1, 1010, 1020)), "ghana"), serials=[[1, 1010, 1020]])


@vector("after-b4-promised-twice", "A second hold of the same units is placed all the same: neither is accepted until the other is released.")
def _(s):
    stage(s)
    first = s.post(hold(s), A)
    second = s.post(hold(s, acquiring=SWEDEN), A)
    s.fails("R-505", second, serials=TEN_LIST)
    s.fails("R-508", s.post(accepts(first), B), serials=TEN_LIST)


@vector("after-b4-promised-twice-released", "Units are promised twice; the first hold is released, and the second accepted.")
def _(s):
    stage(s)
    first = s.post(hold(s), A)
    second = s.post(hold(s, acquiring=SWEDEN), A)
    s.fails("R-505", second, serials=TEN_LIST)
    s.post(releases(first), B)
    s.post(accepts(second, acquiring=SWEDEN), B)


@vector("after-b4-unknown-accounts", "Holds of accounts that are not known: a known one releases; of two that are not known nobody is asked.")
def _(s):
    stage(s)
    first = s.post(hold(s, acquiring=77), A)
    s.fails("R-203", first, serials=[])
    second = s.post(hold(s, (1, 11, 20), debited=77), A)
    s.fails("R-203", second, serials=[])
    third = s.post(hold(s, (1, 21, 30), debited=77, acquiring=78), A)
    s.fails("R-203", third, serials=[])
    s.fails("R-508", s.post(transfer(GHANA, SWISS, (1, 1, 30)), A), serials=[[1, 1, 30]])
    s.fails("R-113", s.post(releases(first), B), serials=[])
    s.fails("R-506", s.post(releases(first), A), serials=[])
    s.post(releases(second), B)
    s.post(releases(third), "carol")


@vector("after-b4-unknown-acquiring", "A hold for an account that is not known is named by a movement: nobody's signature is asked for, and it is not what was proposed.")
def _(s):
    stage(s)
    first = s.post(hold(s, acquiring=77), A)
    s.fails("R-203", first, serials=[])
    s.fails("R-507", s.post(accepts(first), "carol"), serials=[])
    second = s.post(hold(s, (1, 11, 20), acquiring=77), A)
    s.fails("R-203", second, serials=[])
    s.fails("R-203", s.post(accepts(second, (1, 11, 20), acquiring=77), "carol"), serials=[])


@vector("after-b4-account-opened", "The account that a hold was for is opened after the hold was placed: it accepts.")
def _(s):
    stage(s)
    h = s.post(hold(s, acquiring=77), A)
    s.fails("R-203", h, serials=[])
    s.post(account(77, C.HOLDING, CH, [11]), OPERATOR)
    s.fails("R-113", s.post(releases(h), "carol"), serials=[])
    again = s.post(hold(s, (1, 11, 20), acquiring=77), A)
    s.post(accepts(again, (1, 11, 20), acquiring=77), B)


@vector("after-b4-released-unsigned", "A release that nobody of the hold signed releases: the hold is not accepted any more, and its units are free.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.fails("R-113", s.post(releases(h), "carol"), serials=[])
    s.fails("R-506", s.post(releases(h), B), serials=[])
    s.post(transfer(GHANA, SWISS_2, TEN), A)


@vector("after-b4-accepted-otherwise", "A movement that names a hold and is not what was proposed moves as it says, and accepts it: what is left is free.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    m = s.post(accepts(h, (1, 1, 4), (1, 11, 11)), B)
    s.fails("R-507", m, serials=[])
    s.fails("R-506", s.post(releases(h), A), serials=[])
    s.post(transfer(GHANA, SWISS_2, (1, 5, 10)), A)
    s.post(transfer(SWISS, GHANA, (1, 1, 4), (1, 11, 11)), B)


@vector("after-b4-accepted-unsigned", "A movement that who gives signed alone accepts the hold that it names.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.fails("R-113", s.post(accepts(h), A), serials=[])
    s.fails("R-506", s.post(releases(h), B), serials=[])


@vector("after-b4-accepted-expired", "A movement that names a hold which has expired moves; a hold placed again is accepted with nothing left to give.")
def _(s):
    stage(s)
    h = s.post(hold(s, for_ms=60_000), A)
    s.seal()
    m = s.post(accepts(h), B)
    s.fails("R-506", m, serials=[])
    again = s.post(hold(s), A)
    s.fails("R-504", again, serials=TEN_LIST, cause=m)
    s.fails("R-211", s.post(accepts(again), B), serials=TEN_LIST, cause=m)


@vector("after-b4-first-of-two", "A movement names two holds, the second of them its own: it accepts the first, and the second holds back.")
def _(s):
    stage(s)
    first = s.post(hold(s), A)
    second = s.post(hold(s, (1, 11, 20)), A)
    s.fails("R-360", s.post(moved(C.TRANSFER, legs(GHANA, SWISS, (1, 11, 20)), [{"tag": 7, "value": b""}, named(first), named(second)]), B), serials=[])
    s.fails("R-506", s.post(releases(first), B), serials=[])
    s.post(releases(second), B)


@vector("after-b4-issue-accepts", "An issue that names a hold accepts it, though no issue may name one.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.fails("R-360", s.post(moved(C.ISSUE, legs(100, SWISS, (1, 1001, 1010)), [named(h)]), B), serials=[])
    s.fails("R-506", s.post(accepts(h), B), serials=[])


@vector("after-b4-issue-proposed", "An issue is proposed by a hold: it keeps its units from being issued, and is released.")
def _(s):
    stage(s)
    h = s.post(hold(s, (1, 1001, 1010), debited=100, acquiring=GHANA, action=C.ISSUE), OPERATOR, **BEHALF)
    s.fails("R-502", h, serials=[])
    s.fails("R-508", s.post(issue(100, GHANA, (1, 1001, 1005)), "ghana"), serials=[[1, 1001, 1005]])
    s.post(releases(h), A)
    s.post(issue(100, GHANA, (1, 1006, 1010)), "ghana")


@vector("after-b4-named-not-placed", "A movement names a hold that is placed behind it: that is in force all the same.")
def _(s):
    stage(s)
    h = s.next_index + 1
    s.fails("R-506", s.post(accepts(h, (1, 101, 110)), A), serials=[])
    assert s.post(hold(s), A) == h
    s.post(accepts(h), B)


@vector("after-b4-released-not-placed", "A release names a hold that is placed behind it: that is in force all the same.")
def _(s):
    stage(s)
    h = s.next_index + 1
    s.fails("R-506", s.post(releases(h), A), serials=[])
    assert s.post(hold(s), A) == h
    s.post(accepts(h), B)


@vector("after-b4-held-moved", "Units that are held back are moved all the same: the hold stays, holds them back where they are, and is not accepted.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    m = s.post(transfer(GHANA, SWEDEN, (1, 1, 5)), A)
    s.fails("R-508", m, serials=[[1, 1, 5]])
    s.fails("R-508", s.post(transfer(SWEDEN, SWISS, (1, 1, 1)), B), serials=[[1, 1, 1]], cause=m)
    s.fails("R-211", s.post(accepts(h), B), serials=[[1, 1, 5]], cause=m)
    s.post(transfer(SWISS, SWEDEN, (1, 6, 10)), B)


@vector("after-b4-reversed-names-nothing", "A reversing movement with a finding releases nothing: the hold on the units that it takes back stays.")
def _(s):
    stage(s)
    m = s.post(transfer(GHANA, SWISS, TEN), A)
    h = s.post(hold(s, (1, 1, 5), debited=SWISS, acquiring=SWEDEN), B)
    r = s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.fails("R-508", r, serials=TEN_LIST)
    s.fails("R-508", s.post(transfer(GHANA, SWISS, (1, 5, 6)), A), serials=[[1, 5, 6]], cause=r)
    s.post(releases(h), B)
    s.post(transfer(GHANA, SWISS, (1, 7, 10)), A)


@vector("after-b4-cause", "Units of a double spend are promised, moved and restricted: all is because of that.")
def _(s):
    stage(s)
    s.post(transfer(GHANA, SWEDEN, TEN), A)
    m = s.post(transfer(GHANA, SWISS, TEN), A)
    s.fails("R-211", m, serials=TEN_LIST)
    s.fails("R-504", s.post(hold(s, (1, 5, 15), debited=SWISS, acquiring=GHANA), B), serials=[[1, 5, 15]], cause=m)
    s.fails("R-508", s.post(transfer(SWISS, GHANA, TEN), B), serials=TEN_LIST, cause=m)
    s.post(restriction(GHANA), AUTHORITY)
    s.fails("R-505", s.post(hold(s, (1, 1, 3)), A), serials=[[1, 1, 3]], cause=m)
    s.fails("R-514", s.post(transfer(GHANA, SWISS, (1, 4, 4), (1, 20, 20)), A), serials=[[1, 4, 4], [1, 20, 20]], cause=m)


@vector("after-b4-cause-of-whole-blocks", "A finding stands on whole blocks: a tainted serial in one of them is its cause, though another breaks the rule.")
def _(s):
    stage(s)
    s.post(transfer(GHANA, SWISS, (1, 1, 1)), A)
    m = s.post(transfer(GHANA, SWEDEN, (1, 1, 1)), A)
    s.fails("R-211", m, serials=[[1, 1, 1]])
    s.post(transfer(SWEDEN, GHANA, (1, 1, 1)), B)
    s.post(hold(s, (1, 10, 10)), A)
    s.fails("R-508", s.post(transfer(GHANA, SWISS, TEN), A), serials=TEN_LIST, cause=m)
