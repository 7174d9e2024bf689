"""Vectors of the second book (article6.md section 6; notices.md section 6): ledgers with what must stand in its accounts, and the annual figures."""

import codes as C
from adjustment_vector import vector
from story import account, grant, issue, key, legs, mirrored, moved, reversing, series, space
from story_article6 import (ALL, CH, GH, GHANA, GHANA_NDC, SE, SWEDEN, SWISS, SWISS_NDC, SWISS_OIMP, approach, arrived, attach, authorization, authorized,
                            cancel, entity, first_transfer, for_ndc, for_oimp, identify, inventory, period, rulebook, stage, standing, use_ndc, use_oimp)

A, B, G, CAROL, AUTHORITY, O, BOTH = "alice", "bob", "ghana", "carol", "authority", "operator", ("operator", "authority")
TEN = (1, 1, 10)


def bare(s, *periods, **options):
    """The stage with these NDC periods in place of its own."""
    stage(s, standings=False, **options)
    for code, who in ((GH, G), (CH, CAROL), (SE, AUTHORITY)):
        s.post(standing(code), who)
    s.post(entity(), G)
    for what in periods:
        s.post(what, {GH: G, CH: CAROL, SE: AUTHORITY}[what[1]["party"]])


@vector("nothing", "Units are issued, authorized and moved at home: nothing is adjusted.")
def _(s):
    stage(s)
    authorized(s)
    s.post(moved(C.TRANSFER, legs(GHANA, 10, TEN)), A)
    s.year(GH, 2025, first_transferred="0", used="0", net="0", cumulative="0", adjustment=("0", "0", 5), inventory=None)


@vector("first-transfer", "Seven units cross: Ghana adds them under their vintage; acquisition and onward sale post nothing.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, (1, 1, 7)), A)
    s.post(moved(C.TRANSFER, legs(SWISS, SWEDEN, (1, 1, 3))), B)
    s.transferred((1, 1, 7), m, 1)
    s.account(GH, 2025, 1, first_transferred=7)
    s.clearing(1, -7)
    s.year(GH, 2024, net="0", cumulative="0", adjustment=("0", "0", 4))
    s.year(GH, 2025, first_transferred="7", used="0", net="7", cumulative="7", adjustment=("1", "2", 5))
    s.year(GH, 2026, net="0", cumulative="7", adjustment=("1", "1", 6))
    s.year(GH, 2028, cumulative="7", adjustment=("1", "-1", 8))
    s.year(GH, 2030, cumulative="7", adjustment=("1", "-3", 10))
    s.year(CH, 2025, first_transferred="0", used="0", adjustment=("0", "0", 5))


@vector("use", "Units are used for 2026: Switzerland subtracts them under the year of use; half is rounded away from zero.")
def _(s):
    arrived_some(s, (1, 1, 20))
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 3)), B)
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 4, 5), of=2030), B)
    s.account(GH, 2025, 1, first_transferred=20)
    s.account(CH, 2026, 1, used=3)
    s.account(CH, 2030, 1, used=2)
    s.clearing(1, -15)
    s.year(CH, 2026, used="3", net="-3", cumulative="-3", adjustment=("-1", "3", 6))
    s.year(CH, 2027, used="0", net="0", cumulative="-3", adjustment=("0", "-3", 7))
    s.year(CH, 2030, used="2", net="-2", cumulative="-5", adjustment=("-1", "5", 10))
    s.year(GH, 2030, cumulative="20", adjustment=("2", "0", 10))


def arrived_some(s, *blocks):
    stage(s)
    arrived(s, None, *blocks)


@vector("by-the-host", "The host uses for its own NDC units that came home: it adds them under the vintage, and subtracts them under the year of use.")
def _(s):
    arrived_some(s, TEN)
    s.post(moved(C.TRANSFER, legs(SWISS, GHANA, TEN)), B)
    s.post(use_ndc(GHANA, GHANA_NDC, (1, 1, 4), of=2025), A)
    s.account(GH, 2025, 1, first_transferred=10, used=4)
    s.clearing(1, -6)
    s.year(GH, 2025, first_transferred="10", used="4", net="6", cumulative="6", adjustment=("1", "1", 5))


@vector("oimp", "First transfers by authorization, and by use and cancellation for other purposes: the host adds all of them, and nobody subtracts.")
def _(s):
    stage(s)
    s.post(for_oimp(C.BY_AUTHORIZATION), G)
    one = s.post(attach(TEN), G)
    s.post(for_oimp(id="GH-CH-2"), G)
    s.post(attach((1, 11, 100), id="GH-CH-2"), G)
    s.post(moved(C.TRANSFER, legs(GHANA, SWISS, (1, 11, 100))), A)
    two = s.post(use_oimp(SWISS, SWISS_OIMP, (1, 11, 15)), B)
    s.post(cancel(C.VOLUNTARY, SWISS, 5, (1, 16, 18)), B)
    s.post(cancel(C.CANCELLATION, SWISS, 9, (1, 19, 19)), B)
    s.transferred(TEN, one, 2)
    for block, entry in (((1, 11, 15), two), ((1, 16, 18), two + 1), ((1, 19, 19), two + 2)):
        s.transferred(block, entry, 4)
    s.post(moved(C.TRANSFER, legs(GHANA, SWISS, TEN)), A)
    s.post(use_oimp(SWISS, SWISS_OIMP, TEN), B)
    s.account(GH, 2025, 1, first_transferred=19)
    s.clearing(1, -19)
    s.year(GH, 2025, first_transferred="19", used="0", net="19", adjustment=("4", "-1", 5))


@vector("triggers", "Each trigger makes first transfers; where two fit a movement or units authorized, the lower number counts.")
def _(s):
    stage(s)
    s.post(authorization(definition=C.BY_ISSUANCE), G)
    three = s.post(attach(TEN), G)
    s.post(authorization(id="GH-CH-2"), G)
    s.post(attach((1, 11, 40), id="GH-CH-2"), G)
    one = s.post(first_transfer(GHANA, SWISS, (1, 11, 20)), A)
    both = s.post(use_oimp(GHANA, SWISS_OIMP, (1, 21, 25)), A)
    s.post(cancel(C.CANCELLATION, GHANA, 8, (1, 26, 30)), A)
    s.transferred(TEN, three, 3)
    s.transferred((1, 11, 20), one, 1)
    s.transferred((1, 21, 25), both, 1)
    s.transferred((1, 26, 30), both + 1, 4)
    s.account(GH, 2025, 1, first_transferred=30)
    s.clearing(1, -30)


@vector("trajectory", "By trajectory: inventory and adjustment beside the indicative value of the year; an inventory is stated again.")
def _(s):
    values = [(year, 40_000_000 - year) for year in range(2021, 2031)]
    bare(s, period(GH, method=C.TRAJECTORY, values=values), period(CH, 2025, 2026, C.TRAJECTORY, [(2025, -5), (2026, 0)]),
         period(SE, 2026, 2026, C.TRAJECTORY, [(2026, 9)]))
    arrived(s, None, (1, 1, 20))
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 7)), B)
    s.post(inventory(GH, 2025, 41_000_000), G)
    s.post(inventory(GH, 2025, 42_000_000), G)
    s.post(inventory(CH, 2026, -3), CAROL)
    s.post(inventory(SE, 2026, 8), AUTHORITY)
    s.account(GH, 2025, 1, first_transferred=20)
    s.account(CH, 2026, 1, used=7)
    s.clearing(1, -13)
    s.year(SE, 2026, balance="8", target=9, period_balance="8")
    s.year(GH, 2025, first_transferred="20", net="20", cumulative="20", adjustment=("20", "0", 1), inventory=42_000_000, balance="42000020", target=39_997_975)
    s.year(GH, 2026, net="0", cumulative="20", adjustment=("0", "0", 1), inventory=None, balance=None, target=39_997_974)
    s.year(CH, 2025, net="0", inventory=None, balance=None, target=-5)
    s.year(CH, 2026, used="7", net="-7", cumulative="-7", adjustment=("-7", "0", 1), inventory=-3, balance="-10", target=0, period_balance=None)


@vector("trajectory-to-its-end", "By trajectory: in its last year the balances are added up over the period, as those of a budget.")
def _(s):
    bare(s, period(GH, 2024, 2026, C.TRAJECTORY, [(2024, 95), (2025, 90), (2026, 85)]))
    arrived(s, None, (1, 1, 20))
    for year, total in ((2024, 90), (2025, 80), (2026, 70)):
        s.post(inventory(GH, year, total), G)
    s.account(GH, 2025, 1, first_transferred=20)
    s.clearing(1, -20)
    s.year(GH, 2025, adjustment=("20", "0", 1), balance="100", target=90, period_balance=None)
    s.year(GH, 2026, cumulative="20", balance="70", target=85, period_balance="260")


@vector("budget", "By multi-year budget: the balances are added up over the period, where the inventory of every year is known.")
def _(s):
    bare(s, period(GH, 2024, 2026, C.BUDGET, [(2026, 300)]), period(CH, 2024, 2026, C.BUDGET, [(2026, 250)]))
    arrived(s, None, (1, 1, 20))
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 7)), B)
    for year, total in ((2024, 90), (2025, 100), (2026, 110)):
        s.post(inventory(GH, year, total), G)
    for year, total in ((2024, 80), (2026, 70)):
        s.post(inventory(CH, year, total), CAROL)
    s.account(GH, 2025, 1, first_transferred=20)
    s.account(CH, 2026, 1, used=7)
    s.clearing(1, -13)
    s.year(GH, 2025, adjustment=("20", "0", 1), inventory=100, balance="120", target=None)
    s.year(GH, 2024, balance="90", period_balance=None)
    s.year(GH, 2026, net="0", cumulative="20", balance="110", target=300, period_balance="320")
    s.year(CH, 2026, net="-7", balance="63", target=250, period_balance=None)


def megawatt_hours(s, *others):
    """Besides the stage, series 2 of 2.5 MWh a unit and vintage 2025, series 3 of 0.125 MWh and vintage 2026, both in space 2, with accounts of that metric."""
    stage(s)
    mwh = {"metric": C.NON_GHG, "non_ghg": "MWh"}
    s.post(space(2, "MWh"), AUTHORITY)
    s.post(series(2, 2, 200, digits=25, scale=1, **mwh), G)
    s.post(series(3, 2, 300, digits=125, scale=3, vintage=2026, **mwh), G)
    s.post(approach(13, metrics=[C.NON_GHG]), AUTHORITY)
    for number, kind, code, keys in ((60, C.HOLDING, GH, [10]), (61, C.HOLDING, CH, [11]), (62, C.USE_NDC, CH, [])):
        s.post(account(number, kind, code, keys, metric=C.NON_GHG), O)
    for code, who in ((GH, G), (CH, CAROL)):
        s.post(period(code, 2025, 2030, C.TRAJECTORY, [(y, y) for y in range(2025, 2031)], **mwh), who)
    s.post(issue(200, 60, (2, 1, 100)), G)
    s.post(issue(300, 60, (2, 101, 200)), G)
    s.post(identify((2, 1, 100), number=13), O)
    s.post(identify((2, 101, 200), number=13, vintage=2026), O)
    s.post(authorization(id="GH-MWH", approach=13, **mwh), G)
    s.post(attach((2, 1, 200), id="GH-MWH"), G)


@vector("non-ghg", "Units of a non-GHG metric: the signs are the reverse, and figures are units times quantum.")
def _(s):
    megawatt_hours(s)
    s.post(first_transfer(60, 61, (2, 1, 10), (2, 101, 103)), A)
    s.post(use_ndc(61, 62, (2, 1, 3), (2, 101, 102)), B)
    s.post(inventory(GH, 2025, 1_000, C.NON_GHG, "MWh"), G)
    s.post(inventory(CH, 2026, 100, C.NON_GHG, "MWh"), CAROL)
    s.account(GH, 2025, 2, first_transferred=10)
    s.account(GH, 2026, 3, first_transferred=3)
    s.account(CH, 2026, 2, used=3)
    s.account(CH, 2026, 3, used=2)
    s.clearing(2, 7)
    s.clearing(3, 1)
    mwh = {"metric": C.NON_GHG, "non_ghg": "MWh"}
    s.year(GH, 2025, first_transferred="25.0", used="0.0", net="-25.0", cumulative="-25.0", adjustment=("-25.0", "0.0", 1), inventory=1_000, balance="975.0",
           target=2025, **mwh)
    s.year(GH, 2026, first_transferred="0.375", net="-0.375", cumulative="-25.375", adjustment=("-0.375", "0.000", 1), inventory=None, balance=None, **mwh)
    s.year(GH, 2027, first_transferred="0", net="0", cumulative="-25.375", **mwh)
    s.year(CH, 2026, first_transferred="0.000", used="7.750", net="7.750", cumulative="7.750", adjustment=("7.750", "0.000", 1), balance="107.750", target=2026, **mwh)
    s.year(GH, 2025, first_transferred="0", net="0", cumulative="0")


@vector("non-ghg-averaging", "Averages of a non-GHG metric are rounded to the decimals of their figures.")
def _(s):
    megawatt_hours(s)
    mwh = {"metric": C.NON_GHG, "non_ghg": "MWh"}
    s.post(period(GH, 2021, 2024, **mwh), G)
    s.post(period(SE, 2022, 2027, **mwh), AUTHORITY)
    s.post(account(63, C.HOLDING, SE, [11], metric=C.NON_GHG), O)
    s.post(account(64, C.USE_NDC, SE, metric=C.NON_GHG), O)
    s.post(first_transfer(60, 63, (2, 1, 1), (2, 101, 102)), A)
    s.post(use_ndc(63, 64, (2, 1, 1), of=2025), B)
    s.post(use_ndc(63, 64, (2, 101, 101), of=2027), B)
    s.account(GH, 2025, 2, first_transferred=1)
    s.account(GH, 2026, 3, first_transferred=2)
    s.account(SE, 2025, 2, used=1)
    s.account(SE, 2027, 3, used=1)
    s.clearing(3, 1)
    s.year(SE, 2024, net="0", adjustment=("0", "0", 3), **mwh)
    s.year(SE, 2025, used="2.5", net="2.5", cumulative="2.5", adjustment=("0.6", "0.1", 4), **mwh)
    s.year(SE, 2026, used="0", cumulative="2.5", adjustment=("0.5", "0.0", 5), **mwh)
    s.year(SE, 2027, used="0.125", cumulative="2.625", adjustment=("0.438", "-0.003", 6), **mwh)


@vector("non-ghg-coarser-later", "A year of a coarser quantum follows one of a finer: what is cumulative keeps the places of the finer.")
def _(s):
    megawatt_hours(s)
    mwh = {"metric": C.NON_GHG, "non_ghg": "MWh"}
    s.post(first_transfer(60, 61, (2, 1, 3), (2, 101, 103)), A)
    s.post(use_ndc(61, 62, (2, 101, 103), of=2026), B)
    s.post(use_ndc(61, 62, (2, 1, 3), of=2027), B)
    s.account(GH, 2025, 2, first_transferred=3)
    s.account(GH, 2026, 3, first_transferred=3)
    s.account(CH, 2026, 3, used=3)
    s.account(CH, 2027, 2, used=3)
    s.year(CH, 2026, used="0.375", net="0.375", cumulative="0.375", **mwh)
    s.year(CH, 2027, used="7.5", net="7.5", cumulative="7.875", adjustment=("7.5", "0.0", 1), **mwh)


@vector("reversed", "A first transfer and a use are reversed, in part made again, and the reversal of a movement at home posts nothing.")
def _(s):
    stage(s)
    authorized(s)
    for number in (70, 71):
        s.post(account(number, C.HOLDING, GH, [10]), O)
    home = s.post(moved(C.TRANSFER, legs(GHANA, 70, (1, 1, 30))), A)
    s.post(reversing(home, mirrored(s.postings[home])), *BOTH)
    m = s.post(first_transfer(GHANA, SWISS, (1, 1, 20)), A)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(first_transfer(GHANA, SWISS, (1, 15, 25)), A)
    u = s.post(use_ndc(SWISS, SWISS_NDC, (1, 15, 19)), B)
    s.post(reversing(u, mirrored(s.postings[u])), *BOTH)
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 18, 18), of=2027), B)
    s.account(GH, 2025, 1, first_transferred=11)
    s.account(CH, 2027, 1, used=1)
    s.clearing(1, -10)
    s.year(CH, 2026, used="0", net="0", adjustment=("0", "0", 6))
    s.year(GH, 2025, first_transferred="11", adjustment=("2", "1", 5))


@vector("averaging-balance", "By averaging: the balance is the inventory and the rounded average, also in years in which nothing was posted.")
def _(s):
    arrived_some(s, (1, 1, 7))
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 4)), B)
    for code, year, total in ((GH, 2024, 100), (GH, 2025, 200), (GH, 2026, -300), (CH, 2026, 1), (CH, 2028, 0)):
        s.post(inventory(code, year, total), G if code == GH else CAROL)
    s.account(GH, 2025, 1, first_transferred=7)
    s.account(CH, 2026, 1, used=4)
    s.clearing(1, -3)
    s.year(GH, 2024, inventory=100, adjustment=("0", "0", 4), balance="100", target=None)
    s.year(GH, 2025, inventory=200, adjustment=("1", "2", 5), balance="201")
    s.year(GH, 2026, inventory=-300, cumulative="7", adjustment=("1", "1", 6), balance="-299")
    s.year(GH, 2027, inventory=None, balance=None)
    s.year(CH, 2026, inventory=1, adjustment=("-1", "2", 6), balance="0")
    s.year(CH, 2028, inventory=0, cumulative="-4", adjustment=("-1", "4", 8), balance="-1")


@vector("period-later", "A period that is declared last of all holds for what was posted before; years without one have no figures.")
def _(s):
    bare(s, period(GH, 2021, 2024))
    authorized(s)
    s.post(first_transfer(GHANA, SWEDEN, (1, 1, 9)), A)
    s.post(period(GH, 2025, 2026, C.TRAJECTORY, [(2025, 1), (2026, 2)]), G)
    s.account(GH, 2025, 1, first_transferred=9)
    s.clearing(1, -9)
    s.year(GH, 2024, cumulative="0", adjustment=("0", "0", 4))
    s.year(GH, 2025, net="9", cumulative="9", adjustment=("9", "0", 1), target=1)


@vector("no-period", "A Party without an NDC period is adjusted in its accounts; no figures are made.")
def _(s):
    bare(s)
    authorized(s)
    s.post(first_transfer(GHANA, SWISS, TEN), A)
    s.account(GH, 2025, 1, first_transferred=10)
    s.clearing(1, -10)


@vector("largest", "Two series of 2^62 units each are first transferred in one year: a sum of 2^63.")
def _(s):
    stage(s, issued=False)
    top = 1 << 62
    s.post(series(2, 1, 200), G)
    s.post(issue(100, GHANA, (1, 1, top)), G)
    s.post(issue(200, GHANA, (1, top + 1, 2 * top - 1)), G)
    s.post(space(2, "two"), AUTHORITY)
    s.post(series(3, 2, 300), G)
    s.post(issue(300, GHANA, (2, 1, top)), G)
    s.post(identify((1, 1, top)), O)
    s.post(identify((1, top + 1, 2 * top - 1), registry="GHA02"), O)
    s.post(identify((2, 1, top), registry="GHA03"), O)
    s.post(authorization(), G)
    for block in ((1, 1, top), (1, top + 1, 2 * top - 1), (2, 1, top)):
        s.post(attach(block), G)
        s.post(first_transfer(GHANA, SWISS, block), A)
    s.account(GH, 2025, 1, first_transferred=top)
    s.account(GH, 2025, 2, first_transferred=top - 1)
    s.account(GH, 2025, 3, first_transferred=top)
    for number, units in ((1, top), (2, top - 1), (3, top)):
        s.clearing(number, -units)
    s.year(GH, 2025, first_transferred=str(3 * top - 1), adjustment=(str((3 * top - 1) // 5), str((3 * top - 1) % 5), 5))


@vector("adopted", "Rulebook 1 is in force first: what crosses under it is not adjusted; rulebook 2 comes, and then it is.")
def _(s):
    s.stage()
    s.post(key(13, "carol"), O)
    s.post(grant(C.AUTHORITY, CH, 13), AUTHORITY)
    s.post(moved(C.FIRST_TRANSFER, legs(1, 2, (1, 1, 100))), A)
    s.post(rulebook(2), *BOTH)
    s.seal()
    s.post(approach(parties=(GH, CH)), AUTHORITY)
    for code, who in ((GH, G), (CH, CAROL)):
        s.post(standing(code), who)
        s.post(period(code), who)
    s.post(identify(ALL), O)
    s.post(for_ndc(), G)
    s.post(attach(ALL), G)
    s.post(first_transfer(1, 2, (1, 101, 110)), A)
    s.post(use_ndc(2, 3, (1, 101, 104)), B)
    s.account(GH, 2025, 1, first_transferred=10)
    s.account(CH, 2026, 1, used=4)
    s.clearing(1, -6)
    s.year(GH, 2025, first_transferred="10", adjustment=("2", "0", 5))
