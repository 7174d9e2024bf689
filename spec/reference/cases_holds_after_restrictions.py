"""Vectors of rulebook 4 in which a fault is followed by others: restrictions, rulebooks that change, clocks that go back, evidence (holds.md section 5)."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, reversing, transfer
from story_article6 import rulebook
from story_holds import (CH, COUNTERPART, GHANA, GHANA_2, SWEDEN, SWISS, SWISS_2, TEN, TWENTY, accepts, evidence, hold, lifts, releases, restriction,
                         stage)

A, B, AUTHORITY, OPERATOR = "alice", "bob", "authority", "operator"
BOTH = ("operator", "authority")
TEN_LIST = [[1, 1, 10]]


# Restrictions

@vector("after-b4-restriction-unsigned", "A restriction that the operator placed restricts, until it is lifted: by the operator, though that is a finding.")
def _(s):
    stage(s)
    r = s.post(restriction(GHANA), OPERATOR)
    s.fails("R-113", r, serials=[])
    s.fails("R-514", s.post(transfer(GHANA, SWISS, TEN), A), serials=TEN_LIST)
    s.fails("R-113", s.post(lifts(r), OPERATOR), serials=[])
    s.post(transfer(GHANA, SWISS, (1, 11, 20)), A)
    s.fails("R-513", s.post(lifts(r), AUTHORITY), serials=[])


@vector("after-b4-restriction-of-another", "A Party's restriction of another's account and of serials restricts them; the Party lifts it.")
def _(s):
    stage(s)
    r = s.post(restriction(GHANA_2, blocks=[TEN], code=CH), "carol")
    s.fails("R-512", r, serials=[])
    s.fails("R-514", s.post(transfer(GHANA, SWISS, (1, 1, 1)), A), serials=[[1, 1, 1]])
    s.post(transfer(GHANA, GHANA_2, (1, 11, 20)), A)
    s.fails("R-514", s.post(transfer(GHANA_2, SWISS, (1, 11, 11)), A), serials=[[1, 11, 11]])
    s.post(lifts(r), "carol")
    s.post(transfer(GHANA_2, SWISS, (1, 12, 20)), A)


@vector("after-b4-restriction-ill-formed", "Of a restriction whose blocks are not all well formed the others restrict, and so do its accounts, though named twice.")
def _(s):
    stage(s)
    s.fails("R-511", s.post(restriction(GHANA_2, GHANA_2, blocks=[(1, 0, 5), (1, 6, 10), (1, 30, 20), (1, 40, 1 << 63), (1, 8, 12)]), AUTHORITY), serials=[])
    s.post(transfer(GHANA, SWISS, (1, 1, 5), (1, 20, 40)), A)
    s.fails("R-514", s.post(transfer(GHANA, SWISS, (1, 12, 13)), A), serials=[[1, 12, 13]])
    s.post(transfer(GHANA, GHANA_2, (1, 100, 110)), A)
    s.fails("R-514", s.post(transfer(GHANA_2, SWISS, (1, 110, 110)), A), serials=[[1, 110, 110]])


@vector("after-b4-restriction-backwards", "A restriction that ends before it begins is never in force; it is lifted all the same, once.")
def _(s):
    stage(s)
    r = s.post(restriction(GHANA, from_ms=s.now, until_ms=s.now), AUTHORITY)
    s.fails("R-511", r, serials=[])
    s.post(transfer(GHANA, SWISS, TEN), A)
    s.post(lifts(r), AUTHORITY)
    s.fails("R-513", s.post(lifts(r), AUTHORITY), serials=[])


@vector("after-b4-restriction-unknown", "An account that was not known when it was restricted is opened: it is restricted; so are serials of a space declared later.")
def _(s):
    stage(s)
    s.fails("R-203", s.post(restriction(77), AUTHORITY), serials=[])
    s.fails("R-202", s.post(restriction(blocks=[(2, 1, 5)]), AUTHORITY), serials=[])
    s.post(account(77, C.HOLDING, "GH", [10]), OPERATOR)
    s.post(transfer(GHANA, 77, TEN), A)
    s.fails("R-514", s.post(transfer(77, SWISS, (1, 1, 1)), A), serials=[[1, 1, 1]])
    s.post((C.SPACE_DECLARED, {"space": 2, "name": "two"}), AUTHORITY)
    s.post((C.SERIES_OPENED, {"series": 2, "space": 2, "source": 200, "label": "GH-2", "host": "GH", "activity": "", "vintage": 2025, "metric": C.GHG,
                              "non_ghg": "", "digits": 1, "scale": 0, "gwp": 3, "mitigation": 1, "regime": C.PLAIN}), "ghana")
    s.fails("R-514", s.post(issue(200, GHANA, (2, 5, 9)), "ghana"), serials=[[2, 5, 9]])


@vector("after-b4-restriction-of-nobody", "A restriction of a Party that is not declared is lifted by the ledger's authority, and by nobody else.")
def _(s):
    stage(s)
    first = s.post(restriction(GHANA, code="DE"), AUTHORITY)
    s.fails("R-141", first, serials=[])
    s.fails("R-514", s.post(transfer(GHANA, SWISS, TEN), A), serials=TEN_LIST)
    s.post(lifts(first), AUTHORITY)
    second = s.post(restriction(GHANA_2, code="DE"), B)
    s.fails("R-141", second, serials=[])
    s.fails("R-113", s.post(lifts(second), B), serials=[])


@vector("after-b4-restricted-moved", "Restricted serials are moved all the same: they stay restricted where they are.")
def _(s):
    stage(s)
    s.post(restriction(blocks=[(1, 10, 10)]), AUTHORITY)
    m = s.post(transfer(GHANA, SWISS, TEN), A)
    s.fails("R-514", m, serials=TEN_LIST)
    s.fails("R-514", s.post(transfer(SWISS, SWEDEN, (1, 9, 10)), B), serials=[[1, 9, 10]], cause=m)
    s.post(transfer(SWISS, SWEDEN, (1, 1, 8)), B)


@vector("after-b4-lifted-not-placed", "A lifting names a restriction that is placed behind it: that is in force all the same.")
def _(s):
    stage(s)
    r = s.next_index + 1
    s.fails("R-513", s.post(lifts(r), AUTHORITY), serials=[])
    assert s.post(restriction(GHANA), AUTHORITY) == r
    s.fails("R-514", s.post(transfer(GHANA, SWISS, TEN), A), serials=TEN_LIST)
    s.post(lifts(r), AUTHORITY)


# Rulebooks and times

@vector("after-b4-back-to-3", "Rulebook 3 is adopted again: held and restricted units move, and nothing is accepted; under rulebook 4 what was placed binds again.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    r = s.post(restriction(blocks=[(1, 11, 20)]), AUTHORITY)
    s.fails("R-130", s.post(rulebook(3), *BOTH), serials=[])
    s.seal()
    s.post(transfer(GHANA, SWISS, (1, 1, 1), (1, 11, 11)), A)
    s.undetermined("R-101", s.post(accepts(h), B))
    s.undetermined("R-101", s.post(releases(h), A))
    s.undetermined("R-101", s.post(lifts(r), AUTHORITY))
    s.post(transfer(SWISS, GHANA, (1, 1, 1), (1, 11, 11)), B)
    s.post(transfer(GHANA, COUNTERPART, (1, 101, 110)), A)
    s.post(rulebook(4), *BOTH)
    s.seal()
    s.fails("R-514", s.post(transfer(GHANA, SWISS_2, (1, 11, 11)), A), serials=[[1, 11, 11]])
    s.fails("R-508", s.post(transfer(GHANA, SWISS_2, (1, 1, 1)), A), serials=[[1, 1, 1]])
    s.post(releases(h), A)
    s.post(lifts(r), AUTHORITY)


@vector("after-b4-clock-back", "The clock goes back before the time at which a hold expired and a restriction ended: both stay ended.")
def _(s):
    stage(s)
    h = s.post(hold(s, for_ms=60_000), A)
    s.post(restriction(blocks=[(1, 11, 20)], until_ms=s.now + 60_000), AUTHORITY)
    s.seal()
    s.post(transfer(GHANA, SWISS, (1, 101, 110)), A)
    s.seal()
    s.fails("J-108", at=s.here())
    back = s.now - 119_999
    s.post(transfer(GHANA, SWISS, (1, 1, 20)), A, occurred=back)
    s.fails("R-506", s.post(releases(h), A, occurred=back), serials=[])
    s.seal(recorded=back)


@vector("after-b4-clock-back-limit", "The clock goes back: how long a hold may last is reckoned from the latest time, and a restriction that has begun goes on.")
def _(s):
    stage(s, o9=1_000)
    s.post(restriction(SWISS, from_ms=s.now), AUTHORITY)
    s.seal()
    latest = s.now - 60_000
    s.fails("J-108", at=s.here())
    back = latest - 500
    s.post(hold(s, expires_ms=latest + 1_000), A, occurred=back)
    s.fails("R-502", s.post(hold(s, (1, 11, 20), expires_ms=latest + 1_001), A, occurred=back), serials=[])
    s.fails("R-502", s.post(hold(s, (1, 21, 30), expires_ms=latest), A, occurred=back), serials=[])
    s.post(transfer(GHANA, SWISS, (1, 31, 40)), A, occurred=back)
    s.seal(recorded=back)


# Evidence

@vector("after-b4-evidence", "Units go to another registry without evidence, and with evidence of an unknown grade: they are there, and come back.")
def _(s):
    stage(s)
    first = s.post(transfer(GHANA, COUNTERPART, TEN), A)
    s.fails("R-521", first, serials=[])
    s.fails("R-360", s.post(moved(C.TRANSFER, legs(GHANA, COUNTERPART, (1, 11, 20)), [evidence(0)]), A), serials=[])
    s.post(moved(C.ACQUISITION, legs(COUNTERPART, SWISS, TWENTY), [evidence()]), A)
    s.post(transfer(GHANA, SWISS, (1, 21, 30)), A)


@vector("after-b4-evidence-reversed", "A movement to another registry without evidence is reversed: a reversal is not asked for evidence.")
def _(s):
    stage(s)
    m = s.post(transfer(GHANA, COUNTERPART, TEN), A)
    s.fails("R-521", m, serials=[])
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
