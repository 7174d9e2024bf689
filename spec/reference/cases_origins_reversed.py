"""Vectors of rulebook 3 with several findings: what a reversal gives back, what is settled after a finding, and what the cause is."""

import codes as C
from cases_origins_after import BOTH, FULL, G, REST, TEN, reverses, told
from story import account, legs, mirrored, moved, reversing, transfer
from story_article6 import GHANA, GHANA_OTHER, SWISS, SWISS_VOLUNTARY, by, cancel, rulebook
from story_origins import SOURCE, issued, loss, on, settlement, settling, underlying, withdraws


# What a reversal gives back

@told("reversed-twice", "An issue is reversed twice: what it drew is given back once.")
def _(s, fails):
    m = s.post(issued((1, 1, 600), on()), G)
    reverses(s, m)
    s.post(issued((1, 1001, 1600), on()), G)
    fails("R-221", reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(issued((1, 2001, 2400), on()), G)
    fails("R-414", issued((1, 3001, 3001), on()))


@told("reversed-twice-underlying", "An issue is reversed twice: what others took meanwhile is not given back.")
def _(s, fails):
    m = s.post(issued(TEN, underlying()), G)
    reverses(s, m)
    s.post(issued(REST, underlying()), G)
    fails("R-221", reversing(m, mirrored(s.postings[m])), *BOTH)
    fails("R-415", issued((1, 21, 21), underlying()))


@told("part-reversed", "A reversal of some units gives back all that the issue drew.")
def _(s, fails):
    m = s.post(issued(FULL, on()), G)
    fails("R-222", reversing(m, mirrored(legs(SOURCE, GHANA, (1, 1, 10)))), *BOTH)
    s.post(issued((1, 1001, 2000), on()), G)


@told("moved-on-reversed", "An issue is reversed though its units moved on: what it drew is given back.")
def _(s, fails):
    m = s.post(issued(FULL, on()), G)
    s.post(moved(C.CANCELLATION, legs(GHANA, GHANA_OTHER, TEN)), "alice")
    fails("R-223", reversing(m, mirrored(s.postings[m])), *BOTH, serials=[[1, 1, 10]])
    s.post(withdraws(), G)


@told("reversal-of-a-reversal", "A reversal is reversed, which is none: it gives nothing back and takes nothing again.")
def _(s, fails):
    m = s.post(issued(FULL, on()), G)
    r = reverses(s, m)
    fails("R-220", reversing(r, s.postings[m]), *BOTH)
    s.post(issued((1, 1001, 2000), on()), G)
    fails("R-414", issued((1, 2001, 2001), on()))


@told("reversed-under-2", "Rulebook 2 is in force again: a reversal under it gives nothing back, and one under rulebook 3 does.")
def _(s, fails):
    m = s.post(issued(FULL, on()), G)
    fails("R-130", rulebook(2), *BOTH)
    s.seal()
    reverses(s, m)
    s.post(rulebook(3), *BOTH)
    s.seal()
    fails("R-414", issued((1, 1001, 1001), on()))
    fails("R-221", reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(issued((1, 2001, 2999), on()), G)


@told("issued-under-2", "Rulebook 2 is in force again: what is issued under it has no basis and draws nothing, and its reversal gives nothing back.")
def _(s, fails):
    s.post(issued((1, 1, 600), on()), G)
    fails("R-130", rulebook(2), *BOTH)
    s.seal()
    m = s.post(issued((1, 1001, 1600)), G)
    s.post(rulebook(3), *BOTH)
    s.seal()
    s.post(issued((1, 2001, 2400), on()), G)
    reverses(s, m)
    fails("R-414", issued((1, 3001, 3001), on()))


# What is settled

@told("settled-too-much", "A cancellation above what was lost settles it; reversed, it gives it back.")
def _(s, fails):
    s.post(issued((1, 1, 100), on()), G)
    s.post(loss(units=10), G)
    m = fails("R-417", settlement((1, 1, 11)), "alice")
    fails("R-417", settlement((1, 21, 21)), "alice")
    reverses(s, m)
    s.post(settlement((1, 31, 39)), "alice")


@told("settled-otherwise", "A voluntary cancellation, a use and an issue that name a loss settle nothing.")
def _(s, fails):
    s.post(loss(units=10), G)
    fails("R-360", issued((1, 1, 100), on(), settling()))
    fails("R-360", cancel(C.VOLUNTARY, GHANA, SWISS_VOLUNTARY, TEN, particulars=[settling()]), "alice")
    s.post(settlement(REST), "alice")


@told("settled-with-an-entity", "A cancellation that settles a loss names an entity, which is a claim that nobody authorized; the loss is settled.")
def _(s, fails):
    s.post(issued((1, 1, 100), on()), G)
    s.post(loss(units=10), G)
    fails("R-366", settlement(TEN, settling(), by()), "alice", serials=[[1, 1, 10]])
    fails("R-417", settlement((1, 11, 11)), "alice")


@told("settled-two-losses", "A cancellation names two losses: the first is settled.")
def _(s, fails):
    s.post(issued((1, 1, 100), on()), G)
    s.post(loss(1, 10), G)
    s.post(loss(2, 10), G)
    fails("R-360", settlement(TEN, settling(2), settling(1)), "alice")
    s.post(settlement(REST, settling(1)), "alice")
    fails("R-417", settlement((1, 21, 21), settling(2)), "alice")


@told("settled-unknown", "A cancellation settles a loss that is stated later: nothing of it is settled.")
def _(s, fails):
    s.post(issued((1, 1, 100), on()), G)
    fails("R-417", settlement(TEN), "alice")
    s.post(loss(units=10), G)
    s.post(settlement(REST), "alice")


@told("settled-by-who-does-not-hold", "Units are cancelled for a loss by who does not hold them: the loss is settled.")
def _(s, fails):
    s.post(issued((1, 1, 100), on()), G)
    s.post(loss(units=10), G)
    fails("R-211", settlement(TEN, debited=SWISS), "bob", serials=[[1, 1, 10]])
    fails("R-417", settlement((1, 11, 11)), "alice")


@told("settled-without-series", "Units without a series have no metric: they settle nothing.")
def _(s, fails):
    fails("R-174", account(50, C.SOURCE, "GH"), "operator")
    s.post(issued(TEN, source=50), G)
    s.post(loss(), G)
    fails("R-417", settlement(TEN), "alice")


# Cause

@told("cause", "Units are issued on nothing, and spent twice: the double spend is explained by the issue; what they settle wrongly is its own cause.")
def _(s, fails):
    first = fails("R-411", issued(TEN))
    s.post(loss(units=4), G)
    s.post(account(40, C.HOLDING, "GH", [10]), "operator")
    s.post(transfer(GHANA, 40, (1, 1, 5)), "alice")
    fails("R-211", moved(C.CANCELLATION, legs(GHANA, GHANA_OTHER, (1, 5, 6))), "alice", serials=[[1, 5, 5]], cause=first)
    fails("R-417", settlement((1, 1, 1), settling(2), debited=40), "alice")
    fails("R-414", issued((1, 11, 1011), on()))
