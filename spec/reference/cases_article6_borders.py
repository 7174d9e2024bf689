"""Vectors of rulebook 2 at the borders of what is asked and of what takes effect: odd entries in front of ordinary ones."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, posting, reversing, transfer
from story_article6 import (ALL, CH, GHANA, SE, SWEDEN, SWISS, SWISS_NDC, SWISS_OIMP, SWISS_VOLUNTARY, approach, arrived, attach, authorization,
                            authorized, by_switzerland, ends, final, first_transfer, for_ndc, identify, period, stage, use_ndc, use_oimp,
                            year)

BOTH = ("operator", "authority")
TEN, TEN_LIST, BEYOND = (1, 1, 10), [[1, 1, 10]], 1 << 63


@vector("after-a6-no-series", "Units out of a Source account without a series are no Article 6 units: they cross freely, and cannot be authorized.")
def _(s):
    stage(s)
    s.fails("R-174", s.post(account(20, C.SOURCE, "GH"), "operator"))
    s.post(issue(20, SWISS, (1, 1001, 1010)), "ghana")
    s.post(transfer(SWISS, SWEDEN, (1, 1001, 1010)), "bob")
    s.post(authorization(), "ghana")
    s.fails("R-346", s.post(attach((1, 991, 1010)), "ghana"), serials=[[1, 1001, 1010]])


def reversed_use(name, about, what, rule="R-360"):
    @vector("after-a6-reversed-" + name, about)
    def build(s):
        stage(s)
        arrived(s)
        s.post(final(CH, 2021, 2030), "carol")
        m = s.post(what, "bob")
        s.fails(rule, m, serials=[])
        s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


reversed_use("cancellation", "A cancellation that names a year is no use towards an NDC: its reversal changes no adjustment.",
             moved(C.VOLUNTARY, legs(SWISS, SWISS_VOLUNTARY, TEN), [year(2026)]))
reversed_use("without-year", "A use that names no year is of no year: its reversal changes no adjustment.", moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, TEN)))
reversed_use("long-year", "A use whose year has four bytes is of no year: its reversal changes no adjustment.",
             moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, TEN), [year(2026, 4)]))


@vector("r367-party-oimp", "The entity may use, but the Party is not one of those that may.")
def _(s):
    stage(s)
    arrived(s, authorization(parties=[SE]))
    s.fails("R-367", s.post(use_oimp(SWISS, SWISS_OIMP, TEN), "bob"), serials=TEN_LIST)


@vector("r369-at-once", "An authorization ends now: units that its terms restrict do not move on in the same moment.")
def _(s):
    stage(s)
    arrived(s, authorization(terms=C.RESTRICTED))
    s.post(ends(from_ms=s.now), "ghana")
    s.fails("R-369", s.post(transfer(SWISS, SWEDEN, TEN), "bob"), serials=TEN_LIST)


@vector("r368-period-of-a-year", "An NDC period is one year, that of the vintage and of the use.")
def _(s):
    stage(s)
    s.post(account(20, C.USE_NDC, SE), "operator")
    s.post(period(SE, 2025, 2025), "authority")
    arrived(s)
    s.post(use_ndc(SWISS, 20, TEN, of=2025), "bob")
    s.fails("R-368", s.post(use_ndc(SWISS, 20, (1, 11, 11), of=2026), "bob"), serials=[[1, 11, 11]])


@vector("after-a6-into-source", "Units are transferred into a Source account; that is reversed, for a Source account is of every registry.")
def _(s):
    stage(s)
    m = s.post(transfer(GHANA, 100, TEN), "alice")
    s.fails("R-208", m)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


@vector("after-a6-version-again", "Version 1 is stated again in other words: the first words count.")
def _(s):
    stage(s)
    s.post(for_ndc(), "ghana")
    s.fails("R-342", s.post(authorization(), "ghana"), serials=[])
    s.post(attach(ALL), "ghana")
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.fails("R-366", s.post(use_oimp(SWISS, SWISS_OIMP, TEN), "bob"), serials=TEN_LIST)


@vector("after-a6-part-reversed", "A reversal credits a part of the units: of that part the first transfer is undone, not of what it only debits.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    e = s.post(reversing(m, [posting(SWISS, C.DEBIT, TEN), posting(GHANA, C.CREDIT, (1, 1, 5)), posting(GHANA, C.CREDIT, (1, 8, 7))]), *BOTH)
    s.fails("R-201", e)
    s.post(first_transfer(GHANA, SWISS, (1, 1, 5)), "alice")
    s.post(transfer(SWISS, SWEDEN, (1, 6, 10)), "bob")


@vector("after-a6-numbers-far-beyond", "Numbers that are all beyond the last are not assigned; afterwards the units get one each, alone.")
def _(s):
    stage(s, identified=False)
    s.fails("R-352", s.post(identify((1, 1, 2), first=BEYOND), "operator"), serials=[[1, 1, 2]])
    s.post(identify((1, 1, 1), first=7), "operator")
    s.fails("R-351", s.post(identify((1, 1, 2), first=8), "operator"), serials=[[1, 1, 1]])
    authorized(s, None, (1, 1, 3))
    s.fails("R-363", s.post(first_transfer(GHANA, SWISS, (1, 1, 3)), "alice"), serials=[[1, 3, 3]])


@vector("after-a6-overlap-from-zero", "Identifiers from 0 run twice over two units: the first gets none at its first place, and 2 at its second.")
def _(s):
    stage(s, identified=False)
    s.fails("R-345", s.post(identify((1, 1, 2), (1, 1, 2), first=0), "operator"), serials=[])
    s.fails("R-351", s.post(identify((1, 1, 3), first=50), "operator"), serials=[[1, 1, 2]])
    s.fails("R-352", s.post(identify((1, 11, 13), first=1), "operator"), serials=[[1, 11, 12]])


@vector("after-a6-ill-formed-blocks", "Of blocks authorized one reaches 2^63: the units of the other are attached, its own are not.")
def _(s):
    stage(s)
    s.post(authorization(), "ghana")
    s.fails("R-345", s.post(attach((1, 11, BEYOND), (1, 5, 5), (1, 0, 3)), "ghana"), serials=[])
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, (1, 1, 20)), "alice"), serials=[[1, 1, 4], [1, 6, 20]])


@vector("after-a6-ill-formed-movement", "A first transfer of a block that reaches 2^63 moves nothing and is none.")
def _(s):
    stage(s)
    authorized(s)
    s.fails("R-201", s.post(first_transfer(GHANA, SWISS, (1, 1, BEYOND)), "alice"))
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")


@vector("after-a6-unknown-holder", "Units held by an account that is not known can be authorized, and do not cross when they leave it.")
def _(s):
    stage(s)
    first = s.post(transfer(GHANA, 99, TEN), "alice")
    s.fails("R-203", first)
    authorized(s)
    s.fails("R-203", s.post(first_transfer(99, SWISS, TEN), "alice"))
    s.fails("R-365", s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob"), serials=TEN_LIST, cause=first)


@vector("after-a6-issued-again", "Authorized units are issued again, to another Party: an issue makes no first transfer.")
def _(s):
    stage(s)
    authorized(s)
    first = s.post(issue(100, SWISS, TEN), "ghana")
    s.fails("R-210", first, serials=TEN_LIST)
    s.fails("R-365", s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob"), serials=TEN_LIST, cause=first)


@vector("after-a6-debited-elsewhere", "A movement home debits another Party's account that does not hold the units: to debit is not to cross.")
def _(s):
    stage(s)
    authorized(s)
    s.post(account(20, C.HOLDING, "GH", [10]), "operator")
    s.fails("R-211", s.post(transfer(SWISS, 20, TEN), "bob"), serials=TEN_LIST)
    s.post(first_transfer(20, SWISS, TEN), "alice")


@vector("ok-a6-own-definition", "The using Party's definition of the first transfer is not asked: attaching by it transfers nothing.")
def _(s):
    stage(s)
    authorized(s)
    s.post(by_switzerland(definition=C.BY_AUTHORIZATION), "carol")
    s.post(attach(ALL, code=CH, id="CH-9"), "carol")
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")


@vector("after-a6-attached-and-reversed", "Units first transferred are attached by definition authorization: their first transfer stays the movement's, and goes with it.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.post(authorization(version=2, definition=C.BY_AUTHORIZATION), "ghana")
    s.fails("R-348", s.post(attach(TEN, version=2), "ghana"), serials=TEN_LIST)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")


@vector("r361-last-serial", "Of ten units the last alone is authorized.")
def _(s):
    stage(s)
    authorized(s, None, (1, 10, 20))
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=[[1, 1, 9]])


@vector("r366-versions-meet", "Two versions meet in one unit, which the later has.")
def _(s):
    stage(s)
    authorized(s, for_ndc(), TEN)
    s.post(authorization(version=2), "ghana")
    s.post(attach((1, 10, 20), version=2), "ghana")
    s.post(first_transfer(GHANA, SWISS, (1, 1, 20)), "alice")
    s.post(use_oimp(SWISS, SWISS_OIMP, (1, 10, 10)), "bob")
    s.fails("R-366", s.post(use_oimp(SWISS, SWISS_OIMP, (1, 9, 9), (1, 11, 20)), "bob"), serials=[[1, 9, 9]])


@vector("r350-approach-of-nobody", "Identifiers need no attachment; they name the host.")
def _(s):
    stage(s, identified=False)
    s.post(approach(13, (CH,)), "authority")
    s.post(identify(TEN, number=13), "operator")
    s.fails("R-350", s.post(identify((1, 11, 20), number=13, code=SE), "operator"), serials=[[1, 11, 20]])
