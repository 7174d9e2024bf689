"""Vectors of rulebook 3 that must fail: activities, monitorings, losses, conversions and withdrawals (R-113, R-141, R-305, R-401 to R-409)."""

import codes as C
from cases import vector
from story import DAY
from story_article6 import CH, GH, SE, standing
from story_origins import activity, conversion, deduction, exemption, far_ms, issued, line, loss, monitoring, ms, on, stage, withdraws

G, S, A, O = "ghana", "carol", "authority", "operator"
TOP = (1 << 63) - 1
LAST_YEAR = 584_556_019  # of 2^64 - 1 ms


def breaks(rule, name, about, what, *signers, before=(), **world):
    """The stage, what comes `before` (each (what, signers...)), then the one entry that breaks the rule, without serials."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, **world)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, *signers), serials=[])


# who may sign. Ghana's authority is ghana, Switzerland's is carol; Sweden has none, the ledger's authority stands in.
breaks("R-113", "activity", "A Party declares another's activity.", activity(activity="A"), S)
breaks("R-113", "activity-by-operator", "The operator declares an activity.", activity(activity="A"), O)
breaks("R-113", "activity-by-ledger", "The ledger's authority declares an activity of a Party that has keys.", activity(activity="A"), A)
breaks("R-113", "monitoring", "A Party states a monitoring of another's activity.", monitoring(2), S)
breaks("R-113", "monitoring-by-operator", "The operator states a monitoring.", monitoring(2), O)
breaks("R-113", "loss", "A Party states a loss of another's activity.", loss(), S)
breaks("R-113", "conversion", "A Party states what a metric is worth to another.", conversion(), S)
breaks("R-113", "withdrawn", "A Party withdraws the monitoring of another's activity.", withdraws(), S)
breaks("R-113", "withdrawn-by-ledger", "The ledger's authority withdraws a monitoring of a Party that has keys.", withdraws(), A)
breaks("R-113", "exemption", "A Party exempts itself from the share for adaptation.", exemption(), G)
breaks("R-113", "exemption-of-another", "A Party exempts one that has no keys here.", exemption(SE), S)
breaks("R-113", "report-by-ledger", "The ledger's authority states another item of a Party that has keys.", standing(GH), A)

breaks("R-141", "activity", "An activity of a Party that is not declared.", activity(activity="A", host="DE"), A)
breaks("R-141", "conversion", "A conversion of a Party that is not declared.", conversion(party="DE"), A)
breaks("R-141", "exemption", "A Party that is not declared is exempted.", exemption("DE"), A)
breaks("R-141", "exemption-by-nobody", "A Party that is not declared is exempted, by who may not: nobody's signature is asked for.", exemption("DE"), "bob")
breaks("R-305", "exemption-2", "An exemption is stated as 2.", exemption(value=2), A)

breaks("R-401", "again", "An activity is declared a second time.", activity(), G)
breaks("R-401", "of-another", "The id of an activity is that of another Party's.", activity(host=CH), S)
breaks("R-401", "no-time", "An activity ends at the moment it begins.", activity(activity="A", from_ms=ms(2021), until_ms=ms(2021)), G)
breaks("R-401", "without-end", "An activity ends at 0: there is no open end.", activity(activity="A", until_ms=0), G)
breaks("R-401", "ghg-named", "An activity in GHG names a non-GHG metric.", activity(activity="A", non_ghg="MWh"), G)
breaks("R-401", "ghg-two", "A quantum of an activity in GHG is 2.", activity(activity="A", digits=2), G)
breaks("R-401", "ghg-scale", "A quantum of an activity in GHG has a scale.", activity(activity="A", scale=1), G)
breaks("R-401", "non-ghg-unnamed", "An activity in a non-GHG metric does not name it.", activity(activity="A", metric=C.NON_GHG), G)
breaks("R-401", "non-ghg-zero", "A quantum of an activity in a non-GHG metric is 0.", activity(activity="A", metric=C.NON_GHG, non_ghg="MWh", digits=0), G)
breaks("R-401", "no-component", "An activity has no component.", activity(activity="A", components=()), G)
breaks("R-401", "component-twice", "An activity has a component twice.", activity(activity="A", components=(0, 7, 0)), G)

breaks("R-402", "monitoring", "A monitoring of an activity that is not declared.", monitoring(2, activity="A"), G)
breaks("R-402", "monitoring-of-nobody", "A monitoring of an activity that is not declared: nobody's signature is asked for.", monitoring(2, activity="A"), "bob")
breaks("R-402", "loss", "A loss of an activity that is not declared.", loss(activity="A"), G)
breaks("R-402", "case", "An activity is named in other letters.", monitoring(2, activity="gh-cook-1"), G)

breaks("R-403", "monitoring", "A monitoring's number is used again, for another period.", monitoring(1, from_ms=ms(2024), until_ms=ms(2025), lines=[line(year=2024)]), G)
breaks("R-403", "withdrawn", "The number of a monitoring that was withdrawn is used again.", monitoring(), G, before=[(withdraws(), G)])
breaks("R-403", "loss", "A loss's number is used again.", loss(units=20), G, before=[(loss(), G)])
breaks("R-403", "of-another-activity", "A monitoring's number is that of another activity's.", monitoring(1, activity="A"), G, before=[(activity(activity="A"), G)])

NO_MONITORING = {"monitored": False}
DECLARED = [(activity(), G)]
breaks("R-404", "no-time", "A monitoring ends at the moment it begins.", monitoring(2, from_ms=ms(2025), until_ms=ms(2025)), G, before=DECLARED, **NO_MONITORING)
breaks("R-404", "backwards", "A monitoring ends before it begins.", monitoring(2, from_ms=ms(2025, 7), until_ms=ms(2025, 6)), G, before=DECLARED, **NO_MONITORING)
breaks("R-404", "before", "A monitoring begins a millisecond before the crediting period.", monitoring(2, from_ms=ms(2021) - 1, until_ms=ms(2022), lines=[line(year=2021)]),
       G, before=DECLARED, **NO_MONITORING)
breaks("R-404", "after", "A monitoring ends a millisecond after the crediting period.", monitoring(2), G, before=[(activity(until_ms=ms(2026) - 1), G)], **NO_MONITORING)


@vector("r404-ahead", "A monitoring ends a millisecond after it is stated.")
def _(s):
    stage(s)
    s.fails("R-404", s.post(monitoring(2, from_ms=ms(2026), until_ms=s.now + 1, lines=[line(year=2026)]), G), serials=[])


@vector("r404-occurred", "A monitoring was stated a millisecond before its period ended, and is recorded later.")
def _(s):
    stage(s)
    s.fails("R-404", s.post(monitoring(2, from_ms=ms(2026), until_ms=s.now, lines=[line(year=2026)]), G, occurred=s.now - 1), serials=[])


def stating(rule, name, about, what, **of_activity):
    """Ghana's activity, as it is told here; then a monitoring that breaks the rule."""
    breaks(rule, name, about, what, G, before=[(activity(**of_activity), G)], monitored=False)


stating("R-405", "no-line", "A monitoring has no line.", monitoring(1, lines=[]))
stating("R-405", "line-twice", "A monitoring has a line twice.", monitoring(1, line(), line(verified=5)))
stating("R-405", "component", "A line is of a component that the activity does not have.", monitoring(1, line(component=3)))
stating("R-405", "removals", "A removal is stated of an activity that reduces.", monitoring(1, line(kind=C.REMOVALS)), mitigation=C.REDUCTIONS)
stating("R-405", "reductions", "A reduction is stated of an activity that removes.", monitoring(1, line()), mitigation=C.REMOVALS)
stating("R-405", "year-before", "A line's year is the one before that of from.", monitoring(1, line(), line(year=2024)))
stating("R-405", "year-after", "A period ends with 2025: its last millisecond is of that year, and a line is of 2026.", monitoring(1, line(), line(year=2026)))
stating("R-405", "year-between", "A period lies in the last millisecond of a leap year, and a line is of the next.",
        monitoring(1, line(year=2025), from_ms=ms(2025) - 1, until_ms=ms(2025)))
stating("R-405", "year-0", "A line's year is 0.", monitoring(1, line(year=0)))


def far(name, about, until_ms, *lines):
    """Ghana's activity goes on for ever, and a monitoring of its last day is stated long after us."""
    @vector("r405-" + name, about)
    def build(s):
        stage(s, monitored=False)
        s.now = until_ms
        s.post(activity(until_ms=(1 << 64) - 1), G, id=bytes([1] * 16))
        s.fails("R-405", s.post(monitoring(1, *lines, from_ms=until_ms - DAY, until_ms=until_ms), G, id=bytes([2] * 16)), serials=[])


far("year-65536", "A monitoring ends with the first day of the year 65536, and a line is of 0.", far_ms(65_536) + DAY, line(year=0))
far("year-65535", "A monitoring is of the first day of the year 65536, and a line is of 65535.", far_ms(65_536) + DAY, line(year=65_535))
far("year-2400", "A monitoring is of 31 December 2400, which is a leap year; a line is of 2401.", far_ms(2401), line(year=2401))
far("last-day", "A monitoring of the day before the last that time can say, in a year that is 40,435 in its low sixteen bits; so is its line.",
    (1 << 64) - 1 - 2 * DAY, line(year=LAST_YEAR & 0xFFFF))

breaks("R-406", "same", "A component is monitored twice for a year.", monitoring(2), G)
breaks("R-406", "last-millisecond", "Two periods share a millisecond.", monitoring(2, line(year=2025), from_ms=ms(2026) - 1, until_ms=ms(2026)), G)
breaks("R-406", "first-millisecond", "A period ends a millisecond after another has begun.", monitoring(2, line(year=2024), from_ms=ms(2024), until_ms=ms(2025) + 1), G)
breaks("R-406", "around", "A period holds another.", monitoring(2, line(year=2024), from_ms=ms(2024), until_ms=ms(2026)), G)
breaks("R-406", "other-kind", "Removals of a component are stated for a period in which its reductions were: a component is monitored once.",
       monitoring(2, line(kind=C.REMOVALS)), G)
breaks("R-406", "one-of-two", "Of two components one was monitored in that period.", monitoring(2, line(component=2), line(component=1)), G)
breaks("R-406", "other-year", "A component is monitored in two years; a later period shares a day with that and has lines of the other year alone.",
       monitoring(2, line(year=2024), from_ms=ms(2024, 12, 31), until_ms=ms(2025, 6)), G)


@vector("r406-restated", "A monitoring is withdrawn and stated again; stated a third time the component overlaps.")
def _(s):
    stage(s)
    s.post(withdraws(), G)
    s.post(monitoring(2), G)
    s.fails("R-406", s.post(monitoring(3), G), serials=[])


def arithmetic(name, about, *lines, **other):
    stating("R-407", name, about, monitoring(1, *lines, **other))


def worked(verified, *deductions, gross=1000, rounding=C.DOWN, **other):
    """A line with a gross amount as given."""
    return line(baseline=gross + 7, project=3, leakage=4, deductions=list(deductions), rounding=rounding, verified=verified, **other)


arithmetic("one-more", "A unit more is verified than was reduced.", line(baseline=1099))
arithmetic("one-less", "A unit less is verified than was reduced.", line(baseline=1101))
arithmetic("second-line", "The second line does not add up.", line(), line(component=2, leakage=99))
arithmetic("sides", "Removals are reckoned as if they were reductions.", line(kind=C.REMOVALS, baseline=1100, project=0))
arithmetic("gross-negative", "The project emits more than the baseline.", line(0, baseline=5, project=6, leakage=0))
arithmetic("gross-negative-removals", "The project takes up less than the baseline.", line(0, kind=C.REMOVALS, baseline=6, project=5, leakage=0))
arithmetic("gross-negative-leakage", "Leakage is more than what was reduced.", line(0, baseline=5, project=5, leakage=1))
arithmetic("net-negative", "Deductions are one more than what was reduced.", worked(0, deduction(501), deduction(500)))
arithmetic("net-below-a-unit", "Deductions are a tenth of a unit more than what was reduced, which rounds to no unit.", worked(0, deduction(1001)), scale=1)
arithmetic("net-below-half", "Deductions are a tenth of a unit more than what was reduced, rounded half away from zero.",
           worked(0, deduction(1001), rounding=C.HALF), scale=1)
arithmetic("gross-below-a-unit", "Leakage is a tenth of a unit more than what was reduced, which rounds to no unit.", worked(0, gross=-1, rounding=C.UP), scale=1)
arithmetic("net-added", "Deductions leave less than what is verified.", worked(1000, deduction(1)))
arithmetic("share-down", "A share of 3.333 is deducted as 4, though it is rounded down.", worked(996, deduction(4, 3_333)))
arithmetic("share-half", "A share of 3.5 is deducted as 3, though it is rounded half away from zero.", worked(997, deduction(3, 3_500, C.HALF)))
arithmetic("share-below-half", "A share of 3.499 is deducted as 4, though it is rounded half away from zero.", worked(996, deduction(4, 3_499, C.HALF)))
arithmetic("share-up", "A share of 3.001 is deducted as 3, though it is rounded up.", worked(997, deduction(3, 3_001, C.UP)))
arithmetic("share-up-exact", "A share of exactly 3 is deducted as 4, though nothing is to be rounded up.", worked(996, deduction(4, 3_000, C.UP)))
arithmetic("share-above-all", "A share is above a million millionths; of a gross amount of 0 it is 0.", worked(0, deduction(0, 1_000_001), gross=0))
arithmetic("share-of-net", "A second share is taken of what the first left.", worked(810, deduction(100, 100_000), deduction(90, 100_000)))
arithmetic("share-of-verified", "A share is taken of whole units, not of the amount.", worked(9, deduction(100, 100_000), gross=1090), scale=2)
arithmetic("scale-down", "99.9 units are verified as 100, though they are rounded down.", worked(100, gross=999), scale=1)
arithmetic("scale-half", "99.5 units are verified as 99, though they are rounded half away from zero.", worked(99, gross=995, rounding=C.HALF), scale=1)
arithmetic("scale-below-half", "99.49 units are verified as 100, though they are rounded half away from zero.", worked(100, gross=9_949, rounding=C.HALF), scale=2)
arithmetic("scale-up", "0.000001 units are verified as 0, though they are rounded up.", worked(0, gross=1, rounding=C.UP), scale=6)
arithmetic("scale-up-exact", "100 units are verified as 101, though nothing is to be rounded up.", worked(101, gross=1000, rounding=C.UP), scale=1)
arithmetic("wide", "What is reduced is more than any verified amount can say.",
           line((1 << 64) - 1, baseline=(1 << 64) - 1, project=-1, leakage=0))

breaks("R-408", "loss-zero", "A loss of nothing is stated.", loss(units=0), G)
breaks("R-408", "loss-beyond", "A loss of 2^63 units is stated.", loss(units=TOP + 1), G)
breaks("R-408", "loss-1989", "A loss in 1989 is stated.", loss(year=1989), G)
breaks("R-408", "loss-2201", "A loss in 2201 is stated.", loss(year=2201), G)
breaks("R-408", "conversion-1989", "A conversion for 1989 is stated.", conversion(year=1989), G)
breaks("R-408", "conversion-2201", "A conversion for 2201 is stated.", conversion(year=2201), G)
breaks("R-408", "conversion-zero", "A metric is stated to be worth nothing.", conversion(digits=0), G)

breaks("R-409", "unknown", "A monitoring that was never stated is withdrawn.", withdraws(2), G)
breaks("R-409", "unknown-to-all", "A monitoring that was never stated is withdrawn: nobody's signature is asked for.", withdraws(2), "bob")
breaks("R-409", "twice", "A monitoring is withdrawn twice.", withdraws(), G, before=[(withdraws(), G)])
breaks("R-409", "drawn", "A monitoring from which a unit is drawn is withdrawn.", withdraws(), G, before=[(issued((1, 1, 1), on()), G)])


@vector("r409-second-line", "A unit is drawn from the last line of a monitoring, which is withdrawn.")
def _(s):
    stage(s)
    s.post(monitoring(2, line(component=2, year=2024), line(component=2), from_ms=ms(2024), until_ms=ms(2026)), G)
    s.post(issued((1, 1, 1), on(2, component=2)), G)
    s.fails("R-409", s.post(withdraws(2), G), serials=[])
