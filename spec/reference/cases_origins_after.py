"""Vectors of rulebook 3 with several findings: what takes effect after a finding, and what is drawn and taken."""

import codes as C
from cases import vector
from story import account, legs, mirrored, moved, party, posting, reversing, series
from story_article6 import GHANA
from story_origins import (SOURCE, activity, exemption, history, issued, levied, line, loss, mechanism, monitoring, ms, on, settlement, stage,
                           underlying, withdraws)

G, BOTH = "ghana", ("operator", "authority")
TEN, REST = (1, 1, 10), (1, 11, 20)
TOP = (1 << 63) - 1
FULL = (1, 1, 1000)  # all that monitoring 1 verified
NEXT = (1, 2001, 2001)  # a unit that nobody issued yet


def told(name, about, world=stage, **options):
    """A story told by a function of (s, fails), where fails(rule, what, *signers) posts an entry that breaks the rule; both give its index."""
    def register(function):
        @vector("after-b3-" + name, about)
        def build(s):
            world(s, **options)

            def fails(rule, what, *signers, **said):
                index = s.post(what, *(signers or [G]))
                s.fails(rule, index, **{"serials": []} | said)
                return index
            function(s, fails)
        return build
    return register


def reverses(s, m):
    return s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


# Activities and monitorings

@told("activity-again", "An activity is declared again with another component: the first words count.")
def _(s, fails):
    fails("R-401", activity(components=(3,), until_ms=ms(2026)))
    fails("R-405", monitoring(2, line(component=3)))
    s.post(monitoring(3, line(component=2)), G)


@told("activity-taken-over", "A Party declares another's activity again: the host stays.")
def _(s, fails):
    fails("R-401", activity(host="CH"), "carol")
    fails("R-113", monitoring(2, line(component=2)), "carol")
    s.post(monitoring(3, line(component=2, year=2024), from_ms=ms(2024), until_ms=ms(2025)), G)


@told("activity-backwards", "An activity that ends before it begins is declared: no monitoring lies within it.", monitored=False)
def _(s, fails):
    fails("R-401", activity(from_ms=ms(2031), until_ms=ms(2021)))
    fails("R-404", monitoring())


@told("activity-component-twice", "An activity with a component twice has it.", monitored=False)
def _(s, fails):
    fails("R-401", activity(components=(1, 1)))
    s.post(monitoring(), G)


@told("activity-unsigned", "An activity declared by who may not is its host's all the same.", monitored=False)
def _(s, fails):
    fails("R-113", activity(), "carol")
    s.post(monitoring(), G)
    s.post(issued(FULL, on()), G)


@told("activity-of-nobody", "An activity of a Party that is not declared: nobody's signature is asked for under it, until the Party is declared.", monitored=False)
def _(s, fails):
    fails("R-141", activity(host="DE"))
    s.post(monitoring(), "bob")
    s.post(loss(), "alice")
    s.post(withdraws(), "bob")
    s.post(party("DE"), "authority")
    fails("R-113", monitoring(2), "bob")
    s.post(monitoring(3, line(component=2)), "authority")


@told("monitoring-ahead", "A monitoring that ended ahead of its statement is stated: units are issued on it, and its component is monitored.")
def _(s, fails):
    fails("R-404", monitoring(2, line(component=2), until_ms=ms(2027)))
    s.post(issued(FULL, on(2, component=2)), G)
    fails("R-406", monitoring(3, line(component=2)))


@told("monitoring-backwards", "A monitoring that ends before it begins is stated: it shares no millisecond with another.")
def _(s, fails):
    fails("R-404", monitoring(2, line(component=2), from_ms=ms(2026), until_ms=ms(2025)))
    s.post(monitoring(3, line(component=2)), G)
    s.post(issued(TEN, on(2, component=2)), G)


@told("monitoring-overlaps", "A monitoring that shares its period with another is stated: both are drawn.")
def _(s, fails):
    fails("R-406", monitoring(2))
    s.post(issued(FULL, on()), G)
    s.post(issued((1, 1001, 2000), on(2)), G)
    fails("R-414", issued(NEXT, on(2)))


@told("monitoring-wrong-sum", "A line that does not add up counts as it says.")
def _(s, fails):
    fails("R-407", monitoring(2, line(component=2, verified=7, baseline=5)))
    s.post(issued((1, 1, 7), on(2, component=2)), G)
    fails("R-414", issued(NEXT, on(2, component=2)))


@told("line-twice", "A line stands twice in a monitoring: the first counts.")
def _(s, fails):
    fails("R-405", monitoring(2, line(5, component=2), line(1000, component=2)))
    s.post(issued((1, 1, 5), on(2, component=2)), G)
    fails("R-414", issued(NEXT, on(2, component=2)))


@told("line-twice-larger", "A line stands twice in a monitoring, the larger first.")
def _(s, fails):
    fails("R-405", monitoring(2, line(1000, component=2), line(5, component=2)))
    s.post(issued(FULL, on(2, component=2)), G)


@told("line-of-no-component", "A line of a component that the activity does not have is stated, and drawn.")
def _(s, fails):
    fails("R-405", monitoring(2, line(component=3)))
    s.post(issued(FULL, on(2, component=3)), G)
    fails("R-405", monitoring(3, line(component=3)))


@told("no-line", "A monitoring without lines is stated: its number is used, and it is withdrawn.")
def _(s, fails):
    fails("R-405", monitoring(2, lines=[]))
    fails("R-403", monitoring(2, line(component=2)))
    s.post(withdraws(2), G)


@told("no-activity", "A monitoring of an activity that is not declared uses no number, nor does a loss; they are stated once it is.")
def _(s, fails):
    fails("R-402", monitoring(2, activity="A"))
    fails("R-402", loss(1, activity="A"))
    fails("R-409", withdraws(2))
    s.post(activity(activity="A"), G)
    s.post(monitoring(2, activity="A"), G)
    s.post(loss(1, activity="A"), G)


@told("number-taken", "A monitoring whose number is taken changes nothing: its line cannot be drawn.")
def _(s, fails):
    fails("R-403", monitoring(1, line(2000), line(component=2)))
    fails("R-412", issued((1, 1001, 1010), on(component=2)))
    s.post(issued(FULL, on()), G)
    fails("R-414", issued(NEXT, on()))


@told("monitoring-unsigned", "A monitoring stated by who may not stands.")
def _(s, fails):
    fails("R-113", monitoring(2, line(component=2)), "carol")
    s.post(issued(FULL, on(2, component=2)), G)


@told("withdrawn-drawn", "A monitoring from which units are drawn is withdrawn: nothing more is issued on it, and its component can be monitored again.")
def _(s, fails):
    s.post(issued(TEN, on()), G)
    fails("R-409", withdraws())
    fails("R-412", issued(REST, on()))
    s.post(monitoring(2), G)
    fails("R-409", withdraws())


@told("withdrawn-unsigned", "A monitoring withdrawn by who may not is withdrawn.")
def _(s, fails):
    fails("R-113", withdraws(), "carol")
    fails("R-412", issued(TEN, on()))


@told("loss-zero", "A loss of nothing is stated: not a unit of it is settled.")
def _(s, fails):
    s.post(issued(TEN, on()), G)
    fails("R-408", loss(units=0))
    fails("R-417", settlement((1, 1, 1)), "alice")


@told("loss-again", "A loss is stated again with more units: the first words count.")
def _(s, fails):
    s.post(issued(TEN, on()), G)
    s.post(loss(units=5), G)
    fails("R-403", loss(units=10))
    fails("R-417", settlement((1, 1, 6)), "alice")


@told("exempt-2", "An exemption of 2 is none, and it is the last that was stated.", world=mechanism, o8=1)
def _(s, fails):
    s.post(exemption(), "authority")
    fails("R-305", exemption(value=2), "authority")
    s.post(levied(100, 5, 2), G)


@told("exempt-itself", "A Party that exempts itself is exempt.", world=mechanism, o8=1)
def _(s, fails):
    fails("R-113", exemption())
    s.post(levied(100, 0, 2), G)


# What is drawn and taken

@told("above-verified", "An issue above what was verified draws all of it: nothing is left, until it is reversed.")
def _(s, fails):
    s.post(issued(TEN, on()), G)
    m = fails("R-414", issued((1, 2001, 3000), on()))
    fails("R-414", issued((1, 11, 11), on()))
    reverses(s, m)
    s.post(issued((1, 12, 1000), on()), G)


@told("issued-again", "Units that are issued again draw again.")
def _(s, fails):
    s.post(issued((1, 1, 600), on()), G)
    fails("R-210", issued((1, 201, 600), on()), serials=[[1, 201, 600]])
    fails("R-414", issued(NEXT, on()))


@told("two-lines", "An issue names two lines: the first is drawn, the second is not.")
def _(s, fails):
    s.post(monitoring(2, line(component=2)), G)
    fails("R-360", issued((1, 1, 600), on(), on(2, component=2)))
    fails("R-414", issued((1, 1001, 1401), on()))
    s.post(issued((1, 2001, 3000), on(2, component=2)), G)


@told("line-of-right-size", "Of two particulars the first has a byte too many: the second is the first that counts.")
def _(s, fails):
    fails("R-360", issued((1, 1, 600), {"tag": C.OF_MONITORING, "value": on()["value"] + b"\0"}, on()))
    fails("R-414", issued((1, 1001, 1401), on()))


@told("line-and-underlying", "An issue stands on a line and on underlying units: both are drawn, and both are given back.")
def _(s, fails):
    m = fails("R-411", issued(FULL, on(), underlying()))
    fails("R-414", issued(NEXT, on()))
    fails("R-415", issued((1, 3001, 3001), underlying(first=1000)))
    reverses(s, m)
    s.post(issued((1, 4001, 4999), on()), G)
    s.post(issued((1, 5001, 5999), underlying()), G)


@told("basis-of-a-transfer", "A transfer that names a line draws nothing from it.")
def _(s, fails):
    s.post(account(40, C.HOLDING, "GH", [10]), "operator")
    s.post(issued((1, 1, 500), on()), G)
    fails("R-360", moved(C.TRANSFER, legs(GHANA, 40, (1, 1, 500)), [on()]), "alice")
    s.post(issued((1, 501, 1000), on()), G)


@told("other-line", "An issue on a line that the monitoring does not have draws nothing; the other lines stay as they were.")
def _(s, fails):
    fails("R-412", issued(TEN, on(year=2024)))
    s.post(issued((1, 11, 1010), on()), G)


@told("other-series", "Units of another vintage draw from the line that they are issued on.")
def _(s, fails):
    s.post(series(2, 1, 200, vintage=2026), G)
    fails("R-413", issued((1, 1, 400), on(), source=200))
    fails("R-414", issued((1, 1001, 1601), on()))


@told("overlapping-credits", "An issue credits units twice: they are counted block by block.")
def _(s, fails):
    e = moved(C.ISSUE, [posting(SOURCE, C.DEBIT, (1, 1, 600)), posting(GHANA, C.CREDIT, (1, 1, 600)), posting(GHANA, C.CREDIT, (1, 301, 600))], [on()])
    fails("R-205", e, serials=[[1, 301, 600]])
    fails("R-414", issued((1, 1001, 1101), on()))


@told("ill-formed-credits", "Of the blocks of an issue three are not well formed: the units of the fourth are drawn.")
def _(s, fails):
    e = moved(C.ISSUE, [posting(SOURCE, C.DEBIT, (1, 1, 600)), posting(GHANA, C.CREDIT, (1, 0, 500)), posting(GHANA, C.CREDIT, (1, 1, 600)),
                        posting(GHANA, C.CREDIT, (1, 700, 650)), posting(GHANA, C.CREDIT, (1, TOP, TOP + 1))], [on()])
    fails("R-201", e)
    s.post(issued((1, 1001, 1300), on()), G)
    s.post(issued((1, 2001, 2100), on()), G)
    fails("R-414", issued((1, 3001, 3001), on()))


@told("debits-draw-nothing", "An issue that credits nothing draws nothing.")
def _(s, fails):
    fails("R-201", moved(C.ISSUE, [posting(SOURCE, C.DEBIT, (1, 1, 600))], [on()]))
    s.post(issued(FULL, on()), G)
    fails("R-409", withdraws())


@told("no-series", "Units out of a Source account without a series stand on a line of whatever activity, on at most one basis, and pay no shares.")
def _(s, fails):
    fails("R-174", account(50, C.SOURCE, "GH"), "operator")
    s.post(account(40, C.ADAPTATION_FUND, "GH", [10]), "operator")
    s.post(activity(activity="A"), G)
    s.post(monitoring(2, activity="A"), G)
    s.post(issued((1, 1, 600), on(2), source=50), G)
    s.post(issued((1, 1001, 1010), source=50), G)
    s.post(issued((1, 1011, 1020), underlying(), source=50), G)
    fails("R-411", issued((1, 2001, 2010), underlying(first=11), history(), source=50))
    fails("R-412", issued((1, 3001, 3010), on(3), source=50))
    fails("R-414", issued((1, 4001, 4401), on(2), source=50))
    fails("R-415", issued((1, 5001, 5010), underlying(), source=50))
    fails("R-416", issued((1, 6001, 6010), source=50, to=40))


@told("underlying-from-zero", "Underlying numbers from 0 on: 0 is not taken, those behind it are.")
def _(s, fails):
    fails("R-415", issued(TEN, underlying(first=0)))
    fails("R-415", issued(REST, underlying(first=9)))
    s.post(issued((1, 21, 30), underlying(first=30)), G)


@told("underlying-first-free", "Underlying numbers from 0 on, ten of them: the number 10 is free.")
def _(s, fails):
    fails("R-415", issued(TEN, underlying(first=0)))
    s.post(issued(REST, underlying(first=10)), G)


@told("underlying-beyond", "Underlying numbers up to 2^63: those before it are taken.")
def _(s, fails):
    fails("R-415", issued(TEN, underlying(first=TOP - 8)))
    fails("R-415", issued((1, 11, 11), underlying(first=TOP)))
    s.post(issued((1, 21, 30), underlying(first=TOP - 18)), G)


@told("underlying-far-beyond", "Underlying numbers that are all beyond the last are not taken.")
def _(s, fails):
    m = fails("R-415", issued(TEN, underlying(first=TOP + 1)))
    s.post(issued(REST, underlying(first=TOP - 9)), G)
    reverses(s, m)
    fails("R-415", issued((1, 21, 21), underlying(first=TOP)))


@told("underlying-shared", "Two issues took one underlying unit; one of them is reversed: it is free, whoever else took it.")
def _(s, fails):
    s.post(issued(TEN, underlying(first=1)), G)
    m = fails("R-415", issued(REST, underlying(first=6)))
    reverses(s, m)
    fails("R-415", issued((1, 21, 21), underlying(first=5)))
    s.post(issued((1, 31, 31), underlying(first=6)), G)
    s.post(issued((1, 41, 45), underlying(first=11)), G)


@told("underlying-two", "An issue names underlying units twice: the first are taken.")
def _(s, fails):
    fails("R-360", issued(TEN, underlying(first=1), underlying(first=101)))
    fails("R-415", issued((1, 11, 11), underlying(first=10)))
    s.post(issued((1, 21, 30), underlying(first=101)), G)


@told("underlying-order", "Units credited in two blocks, not in the order of their serials, take as many underlying numbers as both hold.")
def _(s, fails):
    e = moved(C.ISSUE, [posting(SOURCE, C.DEBIT, (1, 1, 10)), posting(GHANA, C.CREDIT, (1, 6, 10)), posting(GHANA, C.CREDIT, (1, 1, 5))], [underlying()])
    s.post(e, G)
    fails("R-415", issued((1, 11, 11), underlying(first=10)))
    s.post(issued((1, 21, 21), underlying(first=11)), G)
