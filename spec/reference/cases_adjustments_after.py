"""Vectors of the second book: what stands in it after findings, and what notices and levies post (article6.md sections 5 and 6; notices.md section 6)."""

import codes as C
from adjustment_vector import vector
from cases_adjustments import A, AUTHORITY, B, BOTH, G, O, arrived_some
from story import issue, legs, mirrored, moved, posting, reversing, series, space
from story_article6 import (CH, GH, GHANA, SE, SWEDEN, SWISS, SWISS_NDC, attach, authorization, authorized, first_transfer, for_oimp, period, rulebook,
                            stage, use_ndc, year)
from story_holds import hold, named
from story_notices import COUNTERPART, REMOTE, at_home, back, levies, notice, remote, told, withdraws

TEN, TWENTY = (1, 1, 10), (1, 1, 20)


# Findings

@vector("use-without-year", "A use that says no year, or one of the wrong size, posts nothing; of two years the first counts.")
def _(s):
    arrived_some(s, (1, 1, 100))
    use = lambda block, *said: moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, block), said)
    s.fails("R-360", s.post(use(TEN), B), serials=[])
    s.fails("R-360", s.post(use((1, 11, 20), year(2026, size=4), year(2026)), B), serials=[])
    s.fails("R-360", s.post(use((1, 21, 25), year(2027), year(2028)), B), serials=[])
    s.fails("R-360", s.post(use((1, 26, 26), year(65_535), year(65_535)), B), serials=[])
    s.fails("R-360", s.post(moved(C.CANCELLATION, legs(SWISS, 9, (1, 31, 40)), [year(2026)]), B), serials=[])
    s.account(GH, 2025, 1, first_transferred=100)
    s.account(CH, 2027, 1, used=5)
    s.account(CH, 65_535, 1, used=1)
    s.clearing(1, -94)
    s.year(CH, 2026, used="0", net="0")
    s.year(CH, 2028, used="0", cumulative="-5", adjustment=("-1", "3", 8))


@vector("used-twice", "What was used is taken out and used again for another year: the first use stands alone; it is reversed, and none stands.")
def _(s):
    arrived_some(s, TWENTY)
    u = s.post(use_ndc(SWISS, SWISS_NDC, TEN), B)
    f = s.post(use_ndc(SWISS_NDC, SWISS, (1, 1, 4), of=2028), O, on_behalf=["somebody"])
    s.fails("R-207", f, serials=[])
    g = s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 12), of=2029), B)
    s.fails("R-211", g, serials=[[1, 5, 10]])
    s.fails("R-223", s.post(reversing(u, mirrored(s.postings[u])), *BOTH), serials=[[1, 1, 10]], cause=f)
    s.account(GH, 2025, 1, first_transferred=20)
    s.account(CH, 2029, 1, used=2)
    s.clearing(1, -18)


@vector("used-by-two", "A use credits units to two Parties and to an account that is not known: each unit is used by the first that is known.")
def _(s):
    arrived_some(s, TWENTY)
    postings = legs(SWISS, SWISS_NDC, TWENTY)[:1] + [posting(to, C.CREDIT, block) for to, block in (
        (99, (1, 1, 20)), (7, (1, 1, 5)), (SWISS_NDC, (1, 3, 15)), (7, (1, 1, 20)))]
    s.fails("R-203", s.post(moved(C.USE_TOWARDS_NDC, postings, [year(2026)]), B), serials=[])
    s.account(GH, 2025, 1, first_transferred=20)
    s.account(GH, 2026, 1, used=10)
    s.account(CH, 2026, 1, used=10)


@vector("used-elsewhere", "A use that credits an account that holds is one all the same, of units that were never first transferred, too; blocks must be well formed.")
def _(s):
    stage(s)
    s.fails("R-208", s.post(use_ndc(GHANA, SWEDEN, TEN), A), serials=[])
    s.fails("R-201", s.post(use_ndc(GHANA, SWISS_NDC, (1, 11, 15), (1, 0, 20), (1, 30, 20)), A), serials=[])
    s.fails("R-361", s.post(use_ndc(GHANA, SWISS_NDC, (1, 16, 18)), A), serials=[[1, 16, 18]])
    s.account(SE, 2026, 1, used=10)
    s.account(CH, 2026, 1, used=8)
    s.clearing(1, 18)
    s.year(CH, 2026, used="8", net="-8", adjustment=("-1", "-2", 6))


@vector("plain-units", "Units of a plain series, and serials that were never issued, are used: nothing is posted of them.")
def _(s):
    stage(s)
    s.post(space(2, "two"), AUTHORITY)
    s.post(series(2, 2, 200, regime=C.PLAIN), G)
    s.post(issue(200, SWISS, (2, 1, 10)), G)
    s.post(use_ndc(SWISS, SWISS_NDC, (2, 1, 10)), B)
    s.fails("R-211", s.post(use_ndc(SWISS, SWISS_NDC, (2, 11, 20)), B), serials=[[2, 11, 20]])


@vector("first-transferred-once", "A movement credits units to another Party twice: their first transfer is posted once, and reversed once.")
def _(s):
    stage(s)
    authorized(s)
    postings = legs(GHANA, SWISS, TEN) + [posting(SWEDEN, C.CREDIT, (1, 5, 12))]
    m = s.post(moved(C.FIRST_TRANSFER, postings), A)
    s.fails("R-205", m, serials=[[1, 5, 12]])
    s.account(GH, 2025, 1, first_transferred=8)
    s.clearing(1, -8)
    r = s.post(reversing(m, [posting(SWEDEN, C.DEBIT, (1, 5, 8)), posting(GHANA, C.CREDIT, (1, 5, 8)), posting(GHANA, C.CREDIT, (1, 7, 8))]), *BOTH)
    s.fails("R-205", r, serials=[[1, 7, 8]])


@vector("reversed-twice", "A movement is reversed, its units cross again, and it is reversed again: the second first transfer stands.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, TEN), A)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(first_transfer(GHANA, SWISS, TEN), A)
    s.fails("R-221", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[])
    s.account(GH, 2025, 1, first_transferred=10)
    s.clearing(1, -10)


@vector("reversed-others", "A reversing movement gives back more units than the movement that it names moved, and fewer: of those that this made, what it gives back is undone.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, TEN), A)
    s.post(first_transfer(GHANA, SWISS, (1, 11, 20)), A)
    s.fails("R-222", s.post(reversing(m, legs(SWISS, GHANA, (1, 6, 15))), *BOTH), serials=[])
    s.account(GH, 2025, 1, first_transferred=15)
    s.clearing(1, -15)


@vector("reversed-after-use", "A first transfer is reversed after its units were used: it is undone, and the use stands.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, TEN), A)
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 4)), B)
    s.fails("R-223", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[[1, 1, 4]])
    s.account(CH, 2026, 1, used=4)
    s.clearing(1, 4)


@vector("reversed-credits", "A reversing movement undoes what it credits by blocks that are well formed: not what it debits alone, nor a block from 0.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, (1, 1, 30)), A)
    postings = [posting(SWISS, C.DEBIT, (1, 1, 30)), posting(GHANA, C.CREDIT, (1, 11, 15)), posting(GHANA, C.CREDIT, (1, 0, 8)), posting(GHANA, C.CREDIT, (1, 30, 29))]
    s.fails("R-201", s.post(reversing(m, postings), *BOTH), serials=[])
    s.account(GH, 2025, 1, first_transferred=25)
    s.clearing(1, -25)


@vector("authorized-ill-formed", "Units are authorized by blocks that are not well formed: what these name makes no first transfer.")
def _(s):
    stage(s)
    s.post(for_oimp(C.BY_AUTHORIZATION), G)
    u = s.post(attach((1, 0, 5), (1, 11, 20), (1, 40, 30)), G)
    s.fails("R-345", u, serials=[])
    s.transferred((1, 11, 20), u, 2)
    s.account(GH, 2025, 1, first_transferred=10)
    s.clearing(1, -10)


@vector("b5-held-use", "A use is proposed and accepted: the year of use is that of its first particular 1, which stands behind the hold's.")
def _(s):
    remote(s)
    s.post(back(), B)
    h = s.post(hold(s, (1, 1, 4), debited=SWISS, acquiring=SWISS_NDC, action=C.USE_TOWARDS_NDC), B)
    s.post(moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, (1, 1, 4)), [named(h), year(2027)]), O, on_behalf=["somebody"])
    s.account(GH, 2025, 1, first_transferred=1000)
    s.account(CH, 2027, 1, used=4)
    s.clearing(1, -996)


@vector("reversal-of-no-movement", "A reversing movement names units authorized that made first transfers: those stand.")
def _(s):
    stage(s)
    s.post(for_oimp(C.BY_AUTHORIZATION), G)
    u = s.post(attach(TWENTY), G)
    s.fails("R-220", s.post(reversing(u, legs(GHANA, SWEDEN, TEN)), *BOTH), serials=[])
    s.account(GH, 2025, 1, first_transferred=20)
    s.clearing(1, -20)


@vector("periods-overlap", "Two periods of a Party share years: these go by the one that was declared first.")
def _(s):
    arrived_some(s, TEN)
    s.fails("R-304", s.post(period(GH, 2025, 2032, C.TRAJECTORY, [(year, 7) for year in range(2025, 2033)]), G), serials=[])
    s.account(GH, 2025, 1, first_transferred=10)
    s.clearing(1, -10)
    s.year(GH, 2025, first_year=2021, last_year=2030, method=C.AVERAGING, adjustment=("2", "0", 5))
    s.year(GH, 2030, method=C.AVERAGING, adjustment=("1", "0", 10))
    s.year(GH, 2031, method=C.TRAJECTORY, cumulative="10", adjustment=("0", "0", 1), balance=None, target=7)


@vector("back-to-1", "Rulebook 1 is adopted over rulebook 2: under it nothing is posted, and nothing taken back.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, TEN), A)
    s.fails("R-130", s.post(rulebook(1), *BOTH), serials=[])
    s.seal()
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(moved(C.FIRST_TRANSFER, legs(GHANA, SWISS, (1, 11, 20))), A)
    s.post(moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, (1, 11, 20))), B)
    s.account(GH, 2025, 1, first_transferred=10)
    s.clearing(1, -10)


# Notices

@vector("b5-notice", "Uses towards NDCs told from elsewhere: who used subtracts, whatever the Party of the account; other notices of what crossed post nothing.")
def _(s):
    remote(s)
    s.post(notice(), O)
    s.post(notice((1, 11, 15), code=GH, year=2025), O)
    s.post(told(C.CANCELLATION, (1, 21, 30)), O)
    s.post(told(C.DOMESTIC, (1, 31, 40)), O)
    s.account(GH, 2025, 1, first_transferred=1000, used=5)
    s.account(CH, 2026, 1, used=10)
    s.clearing(1, -985)
    s.year(GH, 2025, first_transferred="1000", used="5", net="995", adjustment=("199", "0", 5))
    s.year(CH, 2026, used="10", net="-10", adjustment=("-2", "2", 6))


@vector("b5-notice-first-transfer", "Notices make first transfers by use and cancellation; one is withdrawn, and so is a use.")
def _(s):
    at_home(s)
    one = s.post(told(C.CANCELLATION, account=COUNTERPART), O)
    v = s.post(told(C.VOLUNTARY, (1, 11, 13), account=COUNTERPART), O)
    s.transferred((1, 11, 13), v, 4)
    s.post(told(C.DOMESTIC, (1, 21, 30), account=COUNTERPART), O)
    s.post(withdraws(one), *BOTH)
    s.account(GH, 2025, 1, first_transferred=3)
    s.clearing(1, -3)


@vector("b5-withdrawn", "A notice of use is withdrawn: the opposite is posted, the first transfer stays; the units are used again, for another year.")
def _(s):
    remote(s, None, TWENTY)
    one = s.post(notice(), O)
    s.post(notice((1, 11, 12)), O)
    s.post(withdraws(one), *BOTH)
    s.post(notice((1, 1, 3), year=2027), O)
    s.fails("R-605", s.post(withdraws(one), *BOTH), serials=[])
    s.account(GH, 2025, 1, first_transferred=20)
    s.account(CH, 2026, 1, used=2)
    s.account(CH, 2027, 1, used=3)
    s.clearing(1, -15)


@vector("b5-notice-faults", "Of notices with faults what takes effect is posted: for units that were not noticed and of which no use stands, with a year that is not 0.")
def _(s):
    remote(s, None, (1, 1, 100))
    s.fails("R-360", s.post(notice(year=0), O), serials=[])
    s.fails("R-346", s.post(notice((1, 1, 15)), O), serials=[[1, 1, 10]])
    s.fails("R-345", s.post(notice((1, 21, 30), (1, 25, 32), (1, 40, 39)), O), serials=[])
    s.post(back((1, 41, 50)), B)
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 41, 45), of=2028), B)
    s.fails("R-346", s.post(notice((1, 41, 50)), O), serials=[[1, 41, 45]])
    s.fails("R-368", s.post(notice((1, 51, 52), code=GH, year=65_535), O), serials=[[1, 51, 52]])
    s.fails("R-360", s.post(told(C.CANCELLATION, (1, 61, 70), year=2026), O), serials=[])
    s.account(GH, 2025, 1, first_transferred=100)
    s.account(GH, 65_535, 1, used=2)
    s.account(CH, 2026, 1, used=22)
    s.account(CH, 2028, 1, used=5)
    s.clearing(1, -71)


@vector("b5-reversal-names-notice", "A reversing movement names a notice: its posting stands.")
def _(s):
    remote(s, None, TWENTY)
    n = s.post(notice(), O)
    s.fails("R-220", s.post(reversing(n, legs(REMOTE, SWISS, TEN)), *BOTH), serials=[])
    s.account(GH, 2025, 1, first_transferred=20)
    s.account(CH, 2026, 1, used=10)
    s.clearing(1, -10)


@vector("b5-levy-by-issuance", "What was levied is authorized by a definition that makes the first transfer, too: the definition's trigger counts.")
def _(s):
    levies(s)
    s.post(for_oimp(C.BY_ISSUANCE), G)
    u = s.post(attach((4, 41, 50), (4, 71, 80)), G)
    s.transferred((4, 41, 50), u, 3)
    s.transferred((4, 71, 80), u, 3)
    s.account(GH, 2025, 4, first_transferred=20)
    s.clearing(4, -20)


@vector("b5-levy", "The host adds what the fund and OMGE took when it authorizes them; the rest when it crosses.")
def _(s):
    levies(s)
    s.post((C.IDENTIFIERS, {"approach": 12, "registry": "GHA01", "party": GH, "vintage": 2025, "first": 2001, "blocks": [{"space": 4, "first": 51, "last": 70}]}), O)
    s.post(authorization(), G)
    u = s.post(attach((4, 1, 1000)), G)
    s.transferred((4, 1, 70), u, 5)
    s.account(GH, 2025, 4, first_transferred=70)
    s.clearing(4, -70)
    s.year(GH, 2025, first_transferred="70", net="70", adjustment=("14", "0", 5))
