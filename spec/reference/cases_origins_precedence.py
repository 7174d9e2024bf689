"""Vectors of rulebook 3 in which one entry breaks two rules: the lower is said, and a remark only where nothing else is."""

import codes as C
from cases import vector
from story import account, legs, moved, series
from story_article6 import GH, SE, SWISS, attach, authorization, by, identify, status
from story_origins import (activity, conversion, exemption, history, issued, levied, line, loss, mechanism, monitoring, ms, on, settlement, settling, stage,
                           underlying, withdraws)

G, A = "ghana", "authority"
TEN, TEN_LIST = (1, 1, 10), [[1, 1, 10]]
MORE = (1, 1, 1001)  # a unit more than monitoring 1 verified
PLAIN = (series(2, 1, 200, regime=C.PLAIN), G)


def lower(rule, other, name, about, what, signer=G, serials=None, before=(), world=stage, **options):
    """The last entry breaks both rules; the lower is said."""
    @vector(f"{rule.replace('-', '').lower()}-before-{other.replace('-', '').lower()}-b3{name}", about)
    def build(s):
        world(s, **options)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, signer), serials=serials or [])


lower("R-113", "R-401", "", "An activity is declared again by who may not.", activity(), "operator")
lower("R-113", "R-403", "", "A monitoring's number is used again by who may not.", monitoring(), "carol")
lower("R-113", "R-408", "", "A conversion for 1989 is stated by who may not.", conversion(year=1989), "carol")
lower("R-113", "R-409", "", "A monitoring is withdrawn a second time by who may not.", withdraws(), "carol", before=[(withdraws(), G)])
lower("R-113", "R-305", "", "An exemption of 2 is stated by the Party itself.", exemption(value=2))
lower("R-141", "R-305", "", "An exemption of 2 is stated of a Party that is not declared.", exemption("DE", 2), A)
lower("R-141", "R-401", "", "An activity of a Party that is not declared has no component.", activity(activity="A", host="DE", components=()), A)
lower("R-141", "R-408", "", "A conversion of a Party that is not declared is worth nothing.", conversion(party="DE", digits=0), A)
lower("R-402", "R-403", "", "A monitoring's number is used again, for an activity that is not declared.", monitoring(activity="A"))
lower("R-402", "R-408", "", "A loss of nothing, of an activity that is not declared.", loss(units=0, activity="A"))
lower("R-403", "R-404", "", "A monitoring's number is used again, for a period that ends ahead.", monitoring(until_ms=ms(2027)))
lower("R-403", "R-406", "", "A monitoring is stated again, word for word.", monitoring())
lower("R-403", "R-408", "", "A loss's number is used again, for a loss of nothing.", loss(units=0), before=[(loss(), G)])
lower("R-404", "R-405", "", "A monitoring of a period that ends ahead has no line.", monitoring(2, lines=[], until_ms=ms(2027)))
lower("R-405", "R-406", "", "A monitoring of a period that is monitored has a line twice.", monitoring(2, line(), line()))
lower("R-406", "R-407", "", "A monitoring of a period that is monitored does not add up.", monitoring(2, line(leakage=1)))

lower("R-113", "R-411", "", "Units are issued on nothing, by who may not.", issued(TEN), "carol")
lower("R-208", "R-416", "", "Units are issued as cancelled voluntarily, and the mechanism gets no shares.",
      moved(C.ISSUE, legs(400, 40, (4, 1, 10)), [on()]), before=[(account(40, C.VOLUNTARY_CANCELLATION, GH), "operator")], world=mechanism)
lower("R-210", "R-414", "", "Units are issued again, more than was verified.", issued(MORE, on()), serials=TEN_LIST, before=[(issued(TEN, on()), G)])
lower("R-213", "R-411", "", "Units are issued on nothing to an account of another metric.", issued(TEN, to=40), serials=TEN_LIST,
      before=[(account(40, C.HOLDING, GH, [10], metric=C.NON_GHG), "operator")])
lower("R-360", "R-411", "", "An issue names a history twice.", issued(TEN, history(), history()))
lower("R-361", "R-411", "", "Units are issued on nothing to another Party.", issued(TEN, to=SWISS), serials=TEN_LIST)
lower("R-361", "R-416", "", "In regime 6.2 units are issued to another Party's account of the Adaptation Fund, which that regime does not have.",
      issued(TEN, on(), to=40), serials=TEN_LIST, before=[(account(40, C.ADAPTATION_FUND, SE), "operator")])
lower("R-411", "R-412", "", "Units are issued on a history and on a monitoring that was never stated.", issued(TEN, on(2), history()))
lower("R-411", "R-414", "", "Units are issued on a history and on a line that has fewer.", issued(MORE, on(), history()))
lower("R-411", "R-415", "", "Units are issued on a history and on underlying units from 0 on.", issued(TEN, underlying(first=0), history()))
lower("R-411", "R-416", "", "Units of regime 6.4 are issued on nothing, without shares.", moved(C.ISSUE, levied(100, 0, 0)[1]["postings"]), world=mechanism)
lower("R-412", "R-413", "", "A series of another activity is issued on a line that the monitoring does not have.", issued(TEN, on(year=2024), source=200),
      before=[(series(2, 1, 200, activity="GH-COOK-2"), G)])
lower("R-412", "R-414", "", "More than was verified is issued on a monitoring that was withdrawn.", issued(MORE, on()), before=[(withdraws(), G)])
lower("R-412", "R-416", "", "Units of regime 6.4 are issued on a monitoring that was never stated, without shares.", levied(100, 0, 0, on(2)), world=mechanism)
lower("R-413", "R-414", "", "A series of another vintage is issued, more than was verified.", issued(MORE, on(), source=200),
      before=[(series(2, 1, 200, vintage=2026), G)])
lower("R-413", "R-416", "", "A plain series of another vintage is issued to the Adaptation Fund.", issued(TEN, on(), source=200, to=40),
      before=[(series(2, 1, 200, regime=C.PLAIN, vintage=2026), G), (account(40, C.ADAPTATION_FUND, GH), "operator")])
lower("R-414", "R-416", "", "More than was verified is issued in regime 6.4, without shares.", levied(1001, 0, 0), world=mechanism)
lower("R-415", "R-416", "", "Underlying units from 0 on are issued in regime 6.4, without shares.", levied(100, 0, 0, underlying(first=0)), world=mechanism)

HELD = [(issued(TEN, on()), G)]
lower("R-211", "R-417", "", "A loss that was never stated is settled by who does not hold the units.", settlement(TEN, debited=SWISS), "bob", TEN_LIST, HELD)
lower("R-366", "R-417", "", "A loss that was never stated is settled, and an entity named that nobody authorized.", settlement(TEN, settling(), by()), "alice",
      TEN_LIST, HELD)

# Remarks are said where no rule is broken.

CLOSED = [(authorization(), G), (identify(TEN), "operator"), (attach(TEN), G), (status(C.COMPLETED), A)]
lower("R-417", "N-301", "", "A cancellation is a first transfer under a completed approach, and settles more than was lost.", settlement(TEN), "alice",
      before=HELD + [(loss(units=9), G)] + CLOSED, standings=True)


@vector("n301-b3", "A cancellation that settles a loss is a first transfer under a completed approach.")
def _(s):
    stage(s, standings=True)
    for what in HELD + [(loss(units=10), G)] + CLOSED:
        s.post(*what)
    s.fails("N-301", s.post(settlement(TEN), "alice"), serials=[])
