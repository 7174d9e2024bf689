"""Vectors of rulebook 5 in which a fault is followed by others: what takes effect after a finding (notices.md section 5), and whose cause it is."""

import codes as C
from cases import vector
from cases_notices import A, AUTHORITY, B, BOTH, O
from story import account, issue, legs, mirrored, moved, reversing, series, space
from story_article6 import BANK, approach, authorized, final, for_oimp, rulebook, stage as article6, status, use_ndc
from story_notices import (COUNTERPART, GHANA, REMOTE, SWEDEN, SWISS, TEN, TWENTY, at_home, attach, authorization, back, evidence, history,
                           identify, issued, levies, notice, oimp_there, registries, remote, stage, to_remote, told, withdraws)

G = "ghana"
TEN_LIST, TWENTY_LIST = [[1, 1, 10]], [[1, 1, 20]]
SWISS_NDC = 3


# A notice takes effect as written

@vector("after-b5-unsigned", "A notice that the operator did not sign takes effect.")
def _(s):
    remote(s)
    n = s.post(notice(), B)
    s.fails("R-113", n, serials=[])
    f = s.post(back(), B)
    s.fails("R-603", f, serials=TEN_LIST)
    s.fails("R-346", s.post(notice((1, 5, 6)), O), serials=[[1, 5, 6]], cause=f)
    s.post(withdraws(n), *BOTH)
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 5, 6)), B)


@vector("after-b5-held-here", "A notice of units that an account here holds takes effect for them: they move on, and stay noticed.")
def _(s):
    stage(s)
    s.fails("R-601", s.post(told(C.DOMESTIC, account=REMOTE), O), serials=TEN_LIST)
    s.fails("R-603", s.post(moved(C.CANCELLATION, legs(GHANA, 8, (1, 5, 15))), A), serials=[[1, 5, 15]])
    s.fails("R-346", s.post(told(C.DOMESTIC, (1, 1, 4), account=REMOTE), O), serials=[[1, 1, 4]])


@vector("after-b5-stays-noticed", "Units that were used elsewhere come back all the same: they are held here, and stay noticed until the notice is withdrawn.")
def _(s):
    remote(s)
    n = s.post(notice(), O)
    f = s.post(back(), B)
    s.fails("R-603", f, serials=TEN_LIST)
    s.fails("R-603", s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 5)), B), serials=[[1, 1, 5]], cause=f)
    s.fails("R-346", s.post(notice(account=REMOTE), O), serials=TEN_LIST, cause=f)
    s.post(withdraws(n), *BOTH)
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 6, 10)), B)


@vector("after-b5-notice-of-a-double-spend", "Units that were spent twice are noticed: the finding follows from the double spend; the notice taints nothing.")
def _(s):
    remote(s)
    s.post(back(TEN), B)
    f = s.post(moved(C.TRANSFER, legs(REMOTE, SWEDEN, (1, 1, 5)), [evidence()]), B)
    s.fails("R-211", f, serials=[[1, 1, 5]])
    s.fails("R-601", s.post(notice((1, 1, 12)), O), serials=TEN_LIST, cause=f)
    own = s.post(moved(C.CANCELLATION, legs(SWISS, 9, (1, 6, 10))), B)
    s.fails("R-603", own, serials=[[1, 6, 10]])


@vector("after-b5-ill-formed-blocks", "A notice takes effect for its well-formed blocks, and for each serial once.")
def _(s):
    remote(s)
    n = s.post(notice((1, 0, 5), (1, 11, 20), (1, 15, 25), (1, 40, 30), (1, 50, 1 << 63)), O)
    s.fails("R-345", n, serials=[])
    s.post(back((1, 1, 5), (1, 6, 10)), B)
    s.post(back((1, 26, 60)), B)
    s.fails("R-603", s.post(back((1, 61, 70), (1, 21, 25), (1, 11, 11)), B), serials=[[1, 11, 11], [1, 21, 25]])
    s.post(withdraws(n), *BOTH)
    s.post(notice((1, 12, 20)), O)


@vector("after-b5-partly-noticed", "A notice of which some units were noticed before takes effect for the others; each is withdrawn for its own.")
def _(s):
    remote(s)
    one = s.post(notice(), O)
    two = s.post(told(C.CANCELLATION, TWENTY), O)
    s.fails("R-346", two, serials=TEN_LIST)
    s.post(withdraws(two), *BOTH)
    s.post(back((1, 11, 20)), B)
    f = s.post(back(), B)
    s.fails("R-603", f, serials=TEN_LIST)
    s.post(withdraws(one), *BOTH)


@vector("after-b5-of-nothing", "A notice that takes effect for nothing was given: it is withdrawn, once.")
def _(s):
    remote(s)
    n = s.post(notice((1, 2001, 2010)), O)
    s.fails("R-346", n, serials=[[1, 2001, 2010]])
    s.post(issued((1, 2001, 2010), history()), G)
    s.post(moved(C.CANCELLATION, legs(GHANA, 8, (1, 2001, 2010))), A)
    s.post(withdraws(n), *BOTH)
    s.fails("R-605", s.post(withdraws(n), *BOTH), serials=[])


@vector("after-b5-plain-units", "A notice of units of a plain series has no effect for them: they come back.")
def _(s):
    stage(s)
    s.post(space(2, "two"), AUTHORITY)
    s.post(series(2, 2, 200, regime=C.PLAIN), G)
    s.post(issue(200, GHANA, (2, 1, 10)), G)
    s.post(to_remote((2, 1, 10), action=C.TRANSFER), A)
    s.fails("R-346", s.post(told(C.DOMESTIC, (2, 1, 10)), O), serials=[[2, 1, 10]])
    s.post(back((2, 1, 10)), B)


@vector("after-b5-ended", "Units that were noticed by a notice with a fault are ended: they are not authorized.")
def _(s):
    at_home(s)
    s.fails("R-604", s.post(told(C.DOMESTIC, account=COUNTERPART, grade=C.PROOF, digest=bytes(32)), O), serials=[])
    s.post(authorization(id="GH-CH-2"), G)
    s.fails("R-346", s.post(attach((1, 5, 15), id="GH-CH-2"), G), serials=[[1, 5, 10]])


# First transfers

@vector("after-b5-first-transfer-by-faulty-notice", "A notice with a fault makes first transfers: the units are not attached again by their host; a withdrawal undoes them.")
def _(s):
    at_home(s)
    n = s.post(told(C.VOLUNTARY, account=REMOTE), O)
    s.fails("R-601", n, serials=TEN_LIST)
    s.post(authorization(id="GH-CH-2"), G)
    f = s.post(attach(TEN, id="GH-CH-2"), G)
    s.fails("R-346", f, serials=TEN_LIST)
    s.post(withdraws(n), *BOTH)
    s.post(authorization(id="GH-CH-3"), G)
    s.post(attach(TEN, id="GH-CH-3"), G)


@vector("r348-b5-domestic", "Of two notices the one of domestic use makes no first transfer; both are withdrawn, and a use here shows what stands.")
def _(s):
    at_home(s, for_oimp())
    one = s.post(told(C.DOMESTIC, account=COUNTERPART), O)
    s.post(withdraws(one), *BOTH)
    s.post(authorization(id="GH-CH-2"), G)
    s.post(attach(TEN, id="GH-CH-2"), G)
    s.post(attach((1, 11, 20), id="GH-CH-2"), G)
    s.fails("R-348", s.post(attach((1, 11, 20), id="GH-CH-2"), G), serials=[[1, 11, 20]])


@vector("after-b5-first-transfer-by-crossing", "A notice of units that crossed before is withdrawn: the first transfer stays.")
def _(s):
    remote(s)
    n = s.post(told(C.CANCELLATION), O)
    s.post(withdraws(n), *BOTH)
    s.post(authorization(id="GH-CH-2"), G)
    s.fails("R-348", s.post(attach(TEN, id="GH-CH-2"), G), serials=TEN_LIST)


@vector("after-b5-final", "A notice is withdrawn after the host's year is final: it is withdrawn all the same, and its first transfers are undone.")
def _(s):
    at_home(s)
    n = s.post(told(C.CANCELLATION, account=COUNTERPART), O)
    s.post(final(), G)
    s.fails("R-371", s.post(withdraws(n), *BOTH), serials=TEN_LIST)
    s.fails("R-605", s.post(withdraws(n), *BOTH), serials=[])
    s.post(authorization(id="GH-CH-2"), G)
    s.post(attach(TEN, id="GH-CH-2"), G)
    s.post(back(account=COUNTERPART, to=GHANA), A)


@vector("after-b5-final-without-use", "Notices that say a year and are no use, or are a use and say none, are withdrawn after the years of their Party are final.")
def _(s):
    remote(s)
    one = s.post(told(C.CANCELLATION, year=2026), O)
    s.fails("R-360", one, serials=[])
    two = s.post(notice((1, 11, 20), year=0), O)
    s.fails("R-360", two, serials=[])
    s.fails("R-305", s.post(final("CH", 0, 2030), "carol"), serials=[])
    s.post(withdraws(one), *BOTH)
    s.post(withdraws(two), *BOTH)


@vector("after-b5-source-without-series", "A Source account that is no series' issues to an account that holds: in what regime is not asked.")
def _(s):
    stage(s)
    s.fails("R-174", s.post(account(90, C.SOURCE, "GH"), O), serials=[])
    s.post(issue(90, GHANA, (1, 2001, 2010)), G)


@vector("after-b5-noticed-and-levied", "Units that were used elsewhere are cancelled for OMGE, which option 11 lets the host authorize: what was noticed stays ended.")
def _(s):
    levies(s)
    s.post(account(32, C.OMGE_CANCELLATION, "GH"), O)
    s.post(to_remote((4, 71, 90), account=COUNTERPART, action=C.TRANSFER, debited=34), A)
    s.post(told(C.DOMESTIC, (4, 71, 80), account=COUNTERPART), O)
    f = s.post(moved(C.FOR_OMGE, legs(COUNTERPART, 32, (4, 71, 90)), [evidence()]), A)
    s.fails("R-603", f, serials=[[4, 71, 90]])
    s.post(authorization(), G)
    s.fails("R-346", s.post(attach((4, 71, 90)), G), serials=[[4, 71, 80]], cause=f)


@vector("after-b5-nobodys", "Units of regime 6.4 went to an account that is not known: they are not levied, and the host may authorize them again and again.")
def _(s):
    levies(s)
    s.fails("R-203", s.post(moved(C.TRANSFER, legs(34, 99, (4, 71, 80))), A), serials=[])
    for id in ("GH-CH-1", "GH-CH-2"):
        s.post(authorization(id=id), G)
        s.post(attach((4, 71, 80), id=id), G)


@vector("after-b5-reversal-names-notice", "A reversing movement names a notice: it moves the units, and undoes nothing that the notice did.")
def _(s):
    at_home(s)
    n = s.post(told(C.CANCELLATION, account=COUNTERPART), O)
    f = s.post(reversing(n, legs(COUNTERPART, GHANA, TEN)), *BOTH)
    s.fails("R-220", f, serials=[])
    s.post(authorization(id="GH-CH-2"), G)
    s.fails("R-346", s.post(attach((1, 1, 5), id="GH-CH-2"), G), serials=[[1, 1, 5]], cause=f)
    s.post(withdraws(n), *BOTH)


@vector("after-a6-reversal-names-authorization", "A reversing movement names units authorized that made first transfers: it moves the units, and undoes none of them.")
def _(s):
    article6(s)
    s.post(for_oimp(C.BY_AUTHORIZATION), G)
    u = s.post(attach(TWENTY), G)
    f = s.post(reversing(u, legs(GHANA, SWEDEN, TEN)), *BOTH)
    s.fails("R-220", f, serials=[])
    s.post(authorization(id="GH-CH-2"), G)
    s.fails("R-348", s.post(attach(TWENTY, id="GH-CH-2"), G), serials=TWENTY_LIST, cause=f)


@vector("after-b5-reversed-first-transfer", "A first transfer is reversed after its units were noticed: it is undone, and the notice of them stands.")
def _(s):
    stage(s)
    s.post(account(50, C.COUNTERPART, "CH", [11], registry="VCS01"), O)
    s.post(to_remote(account=COUNTERPART, action=C.TRANSFER), A)
    authorized(s)
    m = s.post(moved(C.FIRST_TRANSFER, legs(COUNTERPART, 50, TEN), [evidence()]), A)
    s.post(notice(account=50), O)
    f = s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.fails("R-603", f, serials=TEN_LIST)
    s.post(authorization(id="GH-CH-2"), G)
    s.fails("R-346", s.post(attach((1, 9, 12), id="GH-CH-2"), G), serials=[[1, 9, 10]], cause=f)


# Withdrawals

@vector("after-b5-withdrawn-unsigned", "A notice is withdrawn without the ledger's authority: its units come back.")
def _(s):
    remote(s)
    n = s.post(notice(), O)
    s.fails("R-113", s.post(withdraws(n), O), serials=[])
    s.post(back(), B)
    s.fails("R-605", s.post(withdraws(n), *BOTH), serials=[])


@vector("after-b5-withdrawn-twice", "A notice is withdrawn, its units are noticed by another, and it is withdrawn again: the other stands.")
def _(s):
    remote(s)
    n = s.post(notice(), O)
    s.post(withdraws(n), *BOTH)
    s.post(notice(), O)
    s.fails("R-605", s.post(withdraws(n), *BOTH), serials=[])
    s.fails("R-603", s.post(back(), B), serials=TEN_LIST)


@vector("after-b5-withdrawn-too-early", "A withdrawal names a notice that is given behind it: the notice stands.")
def _(s):
    remote(s)
    s.fails("R-605", s.post(withdraws(s.next_index + 1), *BOTH), serials=[])
    s.post(notice(), O)
    s.fails("R-603", s.post(back(), B), serials=TEN_LIST)


# Rulebooks

@vector("after-b5-back-to-4", "Rulebook 4 is adopted over rulebook 5: what was noticed does not bind, until 5 is adopted again.")
def _(s):
    remote(s)
    n = s.post(notice((1, 1, 30)), O)
    s.fails("R-130", s.post(rulebook(4), *BOTH), serials=[])
    s.seal()
    s.undetermined("R-101", s.post(withdraws(n), *BOTH))
    s.post(back(), B)
    s.post(rulebook(5), *BOTH)
    s.seal()
    s.fails("R-603", s.post(moved(C.CANCELLATION, legs(SWISS, 9, (1, 1, 5))), B), serials=[[1, 1, 5]])
    s.fails("R-603", s.post(back((1, 11, 20)), B), serials=[[1, 11, 20]])
    s.post(withdraws(n), *BOTH)
    s.post(back((1, 21, 30)), B)


@vector("after-b5-authorized-under-4", "Rulebook 4 is adopted over rulebook 5: noticed units are attached under it, as they are not ended there.")
def _(s):
    at_home(s)
    s.post(told(C.DOMESTIC, account=COUNTERPART), O)
    s.post(authorization(id="GH-CH-2"), G)
    s.fails("R-130", s.post(rulebook(4), *BOTH), serials=[])
    s.seal()
    s.post(attach(TEN, id="GH-CH-2"), G)


@vector("after-b5-terms-3-under-4", "Rulebook 4 is adopted over rulebook 5: terms 3 restrict nothing there.")
def _(s):
    remote(s, authorization(terms=C.RESTRICTED_ON_CHANGE))
    s.post(back(TWENTY), B)
    s.post(authorization(version=2), G)
    s.fails("R-369", s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 5)), B), serials=[[1, 1, 5]])
    s.fails("R-130", s.post(rulebook(4), *BOTH), serials=[])
    s.seal()
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 6, 10)), B)


# Registries

@vector("after-b5-registries-twice", "Registries of which one stands twice are stated as written.")
def _(s):
    stage(s, identified=False, o10=1)
    s.fails("R-611", s.post(registries("CHE01", "CHE01"), AUTHORITY), serials=[])
    s.fails("R-612", s.post(identify(TEN), O), serials=[])
    s.post(identify((1, 11, 20), registry="CHE01"), O)


@vector("after-b5-registries-none", "After an empty list no registries are stated: any may be named.")
def _(s):
    stage(s, identified=False, o10=1)
    s.post(registries("CHE01"), AUTHORITY)
    s.fails("R-612", s.post(identify(TEN), O), serials=[])
    s.fails("R-611", s.post(registries(), AUTHORITY), serials=[])
    s.post(identify((1, 11, 20), first=11), O)


@vector("after-b5-registries-unknown-approach", "Registries of an approach that is declared behind them have no effect.")
def _(s):
    stage(s, identified=False, o10=1)
    s.fails("R-302", s.post(registries("CHE01", number=13), AUTHORITY), serials=[])
    s.post(approach(13), AUTHORITY)
    s.post(identify(TEN, number=13), O)


@vector("after-b5-registries-unsigned", "Registries that the ledger's authority did not sign take effect, also of an approach that was completed.")
def _(s):
    stage(s, identified=False, o10=1)
    s.post(status(C.COMPLETED), AUTHORITY)
    s.fails("R-113", s.post(registries("CHE01"), O), serials=[])
    s.fails("R-612", s.post(identify(TEN), O), serials=[])
    s.post(identify((1, 11, 20), registry="CHE01"), O)


@vector("after-b5-identifiers-of-another", "Identifiers of a registry that is not the approach's are assigned all the same.")
def _(s):
    stage(s, identified=False, o10=1)
    s.post(registries("CHE01"), AUTHORITY)
    s.fails("R-612", s.post(identify(TEN), O), serials=[])
    s.fails("R-351", s.post(identify((1, 5, 15), registry="CHE01", first=5), O), serials=[[1, 5, 10]])


# Uses

@vector("after-b5-oimp-by-notice", "A use for OIMP is told of units that the notice itself first transfers, with an entity that is not stated: it takes effect.")
def _(s):
    at_home(s)
    n = s.post(oimp_there(account=COUNTERPART, entity=BANK), O)
    s.fails("R-367", n, serials=TEN_LIST)
    s.fails("R-346", s.post(oimp_there(account=COUNTERPART), O), serials=TEN_LIST)
    s.post(withdraws(n), *BOTH)
    s.post(oimp_there(account=COUNTERPART), O)
