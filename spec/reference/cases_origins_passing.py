"""Vectors of rulebook 3 in which nothing is wrong: every kind, every way to stand on something, and the last value that is still allowed."""

import codes as C
from cases import vector
from story import account, legs, mirrored, moved, posting, reversing, series, space, transfer
from story_article6 import (ALL, CH, GHANA, GHANA_OTHER, SE, SWISS, SWISS_NDC, attach, authorization, first_transfer, identify, rulebook, use_ndc)
from story_origins import (FUND, OMGE, activity, conversion, deduction, exemption, far_ms, history, issued, levied, line, loss, mechanism, monitoring, ms,
                           on, settlement, settling, stage, underlying, withdraws)

G, BOTH = "ghana", ("operator", "authority")
TEN, REST = (1, 1, 10), (1, 11, 20)
TOP = (1 << 63) - 1
PLAIN = series(2, 1, 200, regime=C.PLAIN)


def fine(name, about, *story, world=stage, **options):
    """The stage and what is told, by Ghana's authority where nobody is named."""
    @vector("ok-b3-" + name, about)
    def build(s):
        world(s, **options)
        for what, *signers in story:
            s.post(what, *(signers or [G]))


@vector("ok-b3-every-kind", "Each of the five kinds of rulebook 3, an exemption, an issue of regime 6.2 and one of 6.4, and a loss settled.")
def _(s):
    mechanism(s)
    s.post(exemption(), "authority")
    s.post(conversion(), G)
    s.post(monitoring(2, line(component=2)), G)
    s.post(withdraws(2), G)
    s.post(issued((1, 1, 100), on()), G)
    s.post(levied(100, 5, 2), G)
    s.post(loss(), G)
    s.post(settlement((1, 1, 50)), "alice")


@vector("ok-b3-year", "Issued on a line, identified, authorized, first transferred and used: rulebook 3 knows all that rulebook 2 does.")
def _(s):
    stage(s, standings=True)
    s.post(issued(ALL, on()), G)
    s.post(identify(ALL), "operator")
    s.post(authorization(), G)
    s.post(attach(ALL), G)
    s.post(first_transfer(GHANA, SWISS, ALL), "alice")
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 500)), "bob")


@vector("ok-b3-adopted", "Units are issued under rulebook 2, without a basis; rulebook 3 is adopted; they move and are reversed, and new ones stand on a line.")
def _(s):
    stage(s, version=2, monitored=False)
    m = s.post(issued(TEN), G)
    s.post(issued(REST), G)
    s.seal()
    s.post(rulebook(3, o5=0, o8=1), *BOTH)
    s.seal()
    s.post(activity(), G)
    s.post(monitoring(), G)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(moved(C.CANCELLATION, legs(GHANA, GHANA_OTHER, (1, 11, 15))), "alice")
    s.post(issued((1, 1001, 2000), on()), G)


@vector("ok-b3-next-batch", "Rulebook 3 binds from the batch behind the one that adopts it; what is issued in that one needs no basis.")
def _(s):
    stage(s, version=1, monitored=False)
    s.post(issued(TEN), G)
    s.post(rulebook(3), *BOTH)
    s.seal()
    s.post(activity(), G)
    s.post(rulebook(3, o7=1), *BOTH)


# Activities and monitoring

fine("activities", "Activities at the borders of what can be said of one.",
     (activity(activity="A", from_ms=0, until_ms=1, components=(0,), mitigation=1),),
     (activity(activity="B" * 64, from_ms=(1 << 64) - 2, until_ms=(1 << 64) - 1, components=(0xFFFF_FFFF, 0), methodology="M" * 64, version="V" * 32),),
     (activity(activity="a", host=CH, mitigation=2, sector=9, activity_type=27), "carol"),
     (activity(activity="C", host=SE, metric=C.NON_GHG, non_ghg="N" * 32, digits=1, scale=18, sector=1, activity_type=1), "authority"),
     (activity(activity="D", metric=C.NON_GHG, non_ghg="MWh", digits=(1 << 64) - 1, scale=0, methodology="M", version="1"),),
     (activity(activity="E", components=range(256)),))
fine("whole-period", "A monitoring of the whole crediting period, stated at the millisecond in which that ends.",
     (activity(), G), (monitoring(1, line(year=2021), line(year=2025), from_ms=ms(2021), until_ms=ms(2026)),), (issued(TEN, on(year=2025)),),
     monitored=False)


@vector("ok-b3-to-the-millisecond", "A monitoring ends at the millisecond at which it occurs, and where the crediting period does.")
def _(s):
    stage(s, monitored=False)
    s.post(activity(until_ms=s.now), G)
    s.post(monitoring(1, line(year=2026), from_ms=s.now - 1, until_ms=s.now), G, occurred=s.now)
    s.post(monitoring(2, line(year=2026), from_ms=ms(2026), until_ms=s.now - 1), G)


fine("years", "The years of a period are those of its first and last millisecond, leap years and turns of centuries not forgotten.",
     (activity(activity="A", from_ms=0, until_ms=ms(2031)),),
     (monitoring(11, line(year=1970), activity="A", from_ms=0, until_ms=1),),
     (monitoring(12, line(year=1999), line(year=2000), activity="A", from_ms=ms(2000) - 1, until_ms=ms(2000) + 1),),
     (monitoring(13, line(year=2000), activity="A", from_ms=ms(2000, 12, 31), until_ms=ms(2001)),),
     (monitoring(14, line(year=2024), activity="A", from_ms=ms(2024, 12, 31), until_ms=ms(2025)),),
     (monitoring(15, *[line(year=y) for y in range(2001, 2005)], activity="A", from_ms=ms(2001), until_ms=ms(2004, 2, 29) + 1),),
     (monitoring(16, line(year=1972), activity="A", from_ms=ms(1972, 12, 31) + 86_399_999, until_ms=ms(1973)),))
fine("touching", "Periods that touch share nothing, and a period may lie between two.",
     (monitoring(2, line(year=2023), from_ms=ms(2023), until_ms=ms(2024)),), (monitoring(3, line(year=2024), from_ms=ms(2024), until_ms=ms(2025)),))
fine("components-apart", "Two components are monitored for one period in two statements: periods are those of components, not of activities.",
     (monitoring(2, line(component=2), line(component=2, kind=C.REMOVALS)),), (issued((1, 1, 1000), on(2, component=2)),))
fine("activities-apart", "Two activities have a component of one number, and are monitored for one period.",
     (activity(activity="A"),), (monitoring(2, activity="A"),))
fine("restated", "A monitoring is withdrawn before anything is drawn, and stated again with another amount.",
     (withdraws(),), (monitoring(2, line(900)),), (issued((1, 1, 900), on(2)),))
fine("lines", "A monitoring has 256 lines, and one of them is drawn.", (activity(activity="A", components=range(256)),),
     (monitoring(2, *[line(n, component=n) for n in range(256)], activity="A"),), (series(2, 1, 200, activity="A"),), (issued((1, 1, 255), on(2, component=255), source=200),))
fine("mitigation", "An activity that reduces has lines of reductions, one that removes of removals.",
     (activity(activity="A", mitigation=C.REDUCTIONS),), (monitoring(2, activity="A"),),
     (activity(activity="B", mitigation=C.REMOVALS),), (monitoring(3, line(kind=C.REMOVALS), activity="B"),))


def adds_up(name, about, *lines, **other):
    fine("adds-up-" + name, about, (activity(), G), (monitoring(1, *lines, **other),), monitored=False)


def worked(verified, *deductions, gross=1000, rounding=C.DOWN, **other):
    """A line with a gross amount as given."""
    return line(baseline=gross + 7, project=3, leakage=4, deductions=list(deductions), rounding=rounding, verified=verified, **other)


def each(*lines):
    """The lines on sites and kinds of their own."""
    return [each_line | {"component": 1 + n % 2, "year": 2021 + n // 2} for n, each_line in enumerate(lines)]


WIDE = {"from_ms": ms(2021), "until_ms": ms(2026)}
adds_up("shares", "Shares are rounded as each says: 3.5, 3.001, 3.499, and exactly 3.", *each(
    worked(997, deduction(3, 3_500)), worked(996, deduction(4, 3_500, C.HALF)), worked(996, deduction(4, 3_500, C.UP)),
    worked(997, deduction(3, 3_499, C.HALF)), worked(996, deduction(4, 3_001, C.UP)), worked(997, deduction(3, 3_000, C.UP)),
    worked(997, deduction(3, 3_000)), worked(997, deduction(3, 3_000, C.HALF)), worked(1000, deduction(0, 1)), worked(999, deduction(1, 1, C.UP))), **WIDE)
adds_up("scale", "Amounts in tenths, rounded to whole units as each line says.", *each(
    worked(99, gross=995), worked(100, gross=995, rounding=C.HALF), worked(100, gross=991, rounding=C.UP), worked(99, gross=994, rounding=C.HALF),
    worked(99, gross=990, rounding=C.UP), worked(0, gross=9), worked(1, gross=1, rounding=C.UP), worked(0, gross=0, rounding=C.UP)), scale=1, **WIDE)
adds_up("twice-rounded", "A share is rounded to a thousandth, as the amounts have them, and the rest to a unit.",
        worked(999, deduction(999, 1_000), gross=999_999), scale=3)
adds_up("all-deducted", "All that was reduced is deducted, by a share of a million millionths.", worked(0, deduction(1000, 1_000_000)))
adds_up("deductions", "Sixteen deductions, fixed ones and shares of the gross amount.",
        worked(500, *[deduction(50, 50_000, name=f"share {n}") for n in range(6)], *[deduction(20, name="D" * 32) for _ in range(9)], deduction(20, name="D")))
adds_up("negative", "A baseline takes up and leakage is gained; removals take up more than the baseline would.",
        line(7, baseline=-3, project=-9, leakage=-1), line(7, component=2, kind=C.REMOVALS, baseline=-3, project=5, leakage=1))
adds_up("largest", "The largest amounts: all of them are verified, and three times as much with a scale.", *each(
    line((1 << 64) - 1, baseline=(1 << 64) - 1, project=0, leakage=0),
    line((1 << 64) - 1, baseline=(1 << 64) - 1, project=-((1 << 64) - 1), leakage=-((1 << 64) - 1),
         deductions=[deduction((1 << 64) - 1), deduction((1 << 64) - 1)])), **WIDE)
adds_up("largest-share", "A share of the largest gross amount, three times 2^64 - 1.",
        line((3 * ((1 << 64) - 1) - 55_340_232_221_129) // 10**6, baseline=(1 << 64) - 1, project=-((1 << 64) - 1), leakage=-((1 << 64) - 1),
             deductions=[deduction(55_340_232_221_129, 1, C.UP)]), scale=6)

fine("losses-and-conversions", "Losses and conversions at the borders; a conversion is stated again.",
     (loss(0, 1, year=1990),), (loss(0xFFFF_FFFF, TOP, year=2200),), (conversion(year=1990, digits=1, scale=18),),
     (conversion(year=2200, digits=(1 << 64) - 1, scale=0, non_ghg="N" * 32),), (conversion(non_ghg="N"),), (conversion(),), (conversion(digits=0x19D),),
     (conversion(party=SE), "authority"), (monitoring(0, line(component=2)),))

# Issues

fine("drawn-exactly", "A line is drawn exactly to what was verified, in three issues.",
     (issued((1, 1, 1), on()),), (issued((1, 2, 999), on()),), (issued((1, 1001, 1001), on()),))
fine("two-series", "Two series draw on one line, exactly what was verified; one says reductions, the other both.",
     (series(2, 1, 200, mitigation=C.BOTH_TYPES),), (issued((1, 1, 600), on()),), (issued((1, 2001, 2400), on(), source=200),))
fine("mitigation-not-stated", "A series that does not state its mitigation type draws on reductions and on removals.",
     (monitoring(2, line(component=2, kind=C.REMOVALS)),), (series(2, 1, 200, mitigation=0),), (issued(TEN, on(), source=200),),
     (issued(REST, on(2, component=2, kind=C.REMOVALS), source=200),))
fine("removals", "A series of removals draws on removals.", (monitoring(2, line(component=2, kind=C.REMOVALS)),), (series(2, 1, 200, mitigation=C.REMOVALS),),
     (issued(TEN, on(2, component=2, kind=C.REMOVALS), source=200),))
fine("lines-apart", "Each line of a monitoring is drawn by itself, and each vintage draws on its year.",
     (monitoring(2, line(5, component=2, year=2024), line(6, component=2), line(7, component=2, kind=C.REMOVALS), from_ms=ms(2024), until_ms=ms(2026)),),
     (series(2, 1, 200, vintage=2024),), (series(3, 1, 300, mitigation=C.REMOVALS),), (issued((1, 1, 5), on(2, component=2, year=2024), source=200),),
     (issued((1, 11, 16), on(2, component=2)),), (issued((1, 21, 27), on(2, component=2, kind=C.REMOVALS), source=300),), (issued((1, 1001, 2000), on()),))


@vector("ok-b3-non-ghg", "Units of half a megawatt hour are issued on an activity of the same metric and quantum.")
def _(s):
    stage(s, monitored=False)
    mwh = {"metric": C.NON_GHG, "non_ghg": "MWh", "digits": 5, "scale": 1}
    s.post(activity(**mwh), G)
    s.post(monitoring(), G)
    s.post(series(2, 1, 200, **mwh), G)
    s.post(account(40, C.HOLDING, "GH", [10], metric=C.NON_GHG), "operator")
    s.post(issued(TEN, on(), source=200, to=40), G)


fine("plain", "Plain units are issued on nothing, on a line, on underlying units and on a history.", (PLAIN,), (issued(TEN, source=200),),
     (issued(REST, on(), source=200),), (issued((1, 21, 30), underlying(), source=200),), (issued((1, 31, 40), history(), source=200),))
fine("history", "Units come from a history: nothing is verified here.", (issued((1, 1, TOP), history()),), monitored=False)
fine("underlying-touch", "Underlying units that touch those taken.", (issued(TEN, underlying(first=101)),), (issued(REST, underlying(first=111)),),
     (issued((1, 21, 30), underlying(first=91)),))
fine("underlying-spaces", "The same underlying numbers of other registries, prefixes and suffixes; a border between prefix and suffix is not moved.",
     (issued((1, 1, 1), underlying()),), (issued((1, 2, 2), underlying(registry="GS")),), (issued((1, 3, 3), underlying(prefix="VCS-1530-")),),
     (issued((1, 4, 4), underlying(suffix="")),), (issued((1, 5, 5), underlying(registry="R" * 16, prefix="P" * 64, suffix="S" * 64)),),
     (issued((1, 6, 6), underlying(prefix="", suffix="")),), (issued((1, 7, 7), underlying(prefix="AB", suffix="C")),),
     (issued((1, 8, 8), underlying(prefix="A", suffix="BC")),), (issued((1, 9, 9), underlying(registry="VCSA", prefix="", suffix="BC")),),
     (issued((1, 10, 10), underlying(prefix="vcs-1529-")),), (issued((1, 11, 11), underlying(registry="V")),), monitored=False)
fine("underlying-borders", "The first underlying number and the last.", (issued(TEN, underlying(first=1)),), (issued(REST, underlying(first=TOP - 9)),), monitored=False)
fine("underlying-all", "All underlying numbers there are, of two spaces.", (issued((1, 1, TOP), underlying()),), (space(2, "GHA01/2026"), "authority"),
     (series(2, 2, 200),), (issued((2, 1, TOP), underlying(suffix="-CH"), source=200),), monitored=False)


@vector("ok-b3-reversed", "Issues are reversed: lines and underlying units are drawn and taken again, and the monitoring is withdrawn in the end.")
def _(s):
    stage(s)
    for n, particular in ((0, on()), (1, underlying()), (2, history())):
        first = 1 + 2000 * n
        m = s.post(issued((1, first, first + 999), particular), G)
        s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
        m = s.post(issued((1, first + 1000, first + 1999), particular), G)
        s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(withdraws(), G)


# The mechanism's shares

def levy(name, about, units, fund, omge, before=(), **options):
    fine("levy-" + name, about, *before, (levied(units, fund, omge),), world=mechanism, **options)


levy("exact", "Of 200 units 10 and 4 are the mechanism's, exactly.", 200, 10, 4)
levy("up", "Of 101 units 6 and 3 are the mechanism's: by default a share is rounded up.", 101, 6, 3)
levy("one", "Of two units one is the Adaptation Fund's and one is cancelled.", 2, 1, 1)
levy("down", "Of 199 units 9 and 3 are the mechanism's, rounded down.", 199, 9, 3, o7=C.DOWN)
levy("down-one", "Of 19 units none is the mechanism's, rounded down.", 19, 0, 0, o7=C.DOWN)
levy("half", "Of 110 units 6 and 2 are the mechanism's, rounded half away from zero.", 110, 6, 2, o7=C.HALF)
levy("half-omge", "Of 125 units 6 and 3 are the mechanism's, rounded half away from zero.", 125, 6, 3, o7=C.HALF)
levy("below-half", "Of 109 units 5 and 2 are the mechanism's, rounded half away from zero.", 109, 5, 2, o7=C.HALF)
levy("more-omge", "More is cancelled for OMGE than must be.", 100, 5, 95)
levy("no-shares", "Options set both shares to nothing.", 100, 0, 0, o5=0, o6=0)
levy("all-to-fund", "An option sets the share for adaptation to all.", 100, 100, 0, o5=10_000, o6=0)
levy("all-cancelled", "Options set the share for OMGE to all.", 100, 0, 100, o5=0, o6=10_000)
levy("exempt", "The host is exempt, and that counts.", 100, 0, 2, [(exemption(), "authority")], o8=1)
levy("exempt-again", "The host is exempt again: the last value counts.", 100, 0, 2,
     [(exemption(), "authority"), (exemption(value=0), "authority"), (exemption(), "authority")], o8=1)
levy("exempt-default", "The host is exempt, and by default that does not count.", 100, 5, 2, [(exemption(), "authority")])
levy("not-exempt", "Exemptions count, and the host has none; another has.", 100, 5, 2, [(exemption(value=0), "authority"), (exemption(SE), "authority")], o8=1)
fine("levy-two-accounts", "The shares go to two accounts each, of which one is the host's.", (account(40, C.ADAPTATION_FUND, "GH", [10]), "operator"),
     (account(41, C.OMGE_CANCELLATION, "GH"), "operator"),
     (moved(C.ISSUE, [posting(400, C.DEBIT, (4, 1, 100))] + [posting(to, C.CREDIT, (4, a, b)) for to, a, b in
                                                         ((FUND, 1, 2), (40, 3, 5), (OMGE, 6, 6), (41, 7, 7), (GHANA, 8, 100))], [on()]),), world=mechanism)
fine("levy-history", "Of units that come from a history the mechanism has its shares too.", (levied(100, 5, 2, history()),), world=mechanism)
fine("levy-moves", "The Adaptation Fund sells what it got, once its host has authorized it; what is cancelled stays.",
     (levied(100, 5, 2),), (authorization(), G), (identify((4, 1, 5)), "operator"), (attach((4, 1, 5)),), (first_transfer(FUND, SWISS, (4, 1, 5)), "bob"),
     world=mechanism, standings=True)

# Losses settled

HELD = (issued((1, 1, 100), on()), G)
fine("settled-exactly", "A loss is settled exactly, by two cancellations.", HELD, (loss(),), (settlement((1, 1, 20)), "alice"), (settlement((1, 21, 50)), "alice"))
fine("settled-one-of-two", "Two losses are settled apart; one has a monitoring's number.", HELD, (loss(1, 10),), (loss(2, 10),), (settlement(TEN), "alice"),
     (settlement(REST, settling(2)), "alice"))
fine("settled-by-buffer", "A loss is settled out of a reversal buffer, with units of another activity and regime.", (PLAIN,),
     (account(40, C.REVERSAL_BUFFER, "GH", [10]), "operator"), (series(3, 1, 300, regime=C.PLAIN, activity="GH-FOREST", vintage=0),),
     (issued(TEN, source=300),), (transfer(GHANA, 40, TEN), "alice"), (loss(),), (settlement(TEN, debited=40), "alice"))
fine("cancelled-otherwise", "Cancellations that name no loss settle none.", HELD, (loss(1, 10),), (moved(C.CANCELLATION, legs(GHANA, GHANA_OTHER, (1, 11, 60))), "alice"),
     (settlement(TEN), "alice"))


@vector("ok-b3-settled-non-ghg", "A loss of an activity in megawatt hours is settled in megawatt hours, of another quantum.")
def _(s):
    stage(s, monitored=False)
    s.post(activity(metric=C.NON_GHG, non_ghg="MWh", digits=5, scale=1), G)
    s.post(series(2, 1, 200, regime=C.PLAIN, metric=C.NON_GHG, non_ghg="MWh", digits=1), G)
    s.post(account(40, C.HOLDING, "GH", [10], metric=C.NON_GHG), "operator")
    s.post(account(41, C.OTHER_CANCELLATION, "GH", metric=C.NON_GHG), "operator")
    s.post(issued(TEN, source=200, to=40), G)
    s.post(loss(), G)
    s.post(settlement(TEN, debited=40, credited=41), "alice")


@vector("ok-b3-settlement-reversed", "A settlement is reversed, and the loss is settled with other units.")
def _(s):
    stage(s)
    s.post(*HELD)
    s.post(loss(units=10), G)
    m = s.post(settlement(TEN), "alice")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(settlement(REST), "alice")


@vector("ok-b3-far-years", "Years of long after us: the last of a leap year, of a century without one, and the last that a line can say.")
def _(s):
    stage(s, monitored=False)
    s.post(activity(until_ms=(1 << 64) - 1), G)
    for number, year in ((1, 2100), (2, 2400), (3, 2700), (4, 65_535)):
        s.seal()
        s.now = far_ms(year + 1)
        s.post(monitoring(number, line(year=year), from_ms=s.now - 1, until_ms=s.now), G, id=bytes([number] * 16))
