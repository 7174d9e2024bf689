"""Vectors of rulebook 2 with several findings: what takes effect after a finding, and what the cause is; and rulebook 1 before rulebook 2."""

import codes as C
from cases import vector
from story import DAY, account, issue, legs, mirrored, moved, posting, reversing, transfer
from story_article6 import (BANK, CH, GH, GHANA, SWEDEN, SWISS, SWISS_NDC, SWISS_OIMP, approach, arrived, attach, authorization, authorized,
                            ends, entity, filing, final, first_transfer, for_ndc, for_oimp, identify, period, rulebook, stage, standing, status,
                            use_ndc, use_oimp)

BOTH = ("operator", "authority")
TEN, TEN_LIST = (1, 1, 10), [[1, 1, 10]]


# What takes effect after a finding

@vector("after-a6-above-cap", "An attachment above the cap takes effect: the units cross and are used, and are attached already.")
def _(s):
    stage(s)
    s.post(authorization(cap=5), "ghana")
    s.fails("R-349", s.post(attach(TEN), "ghana"), serials=[])
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")


@vector("after-a6-crossed-unauthorized", "Units cross without an authorization: they are held there, without a first transfer, which they cannot make up for by staying.")
def _(s):
    stage(s)
    first = s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.fails("R-361", first, serials=TEN_LIST)
    s.post(authorization(), "ghana")
    s.post(attach(TEN), "ghana")
    s.fails("R-365", s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 5)), "bob"), serials=[[1, 1, 5]], cause=first)
    s.post(first_transfer(SWISS, SWEDEN, (1, 6, 7)), "bob")
    s.post(transfer(SWISS, GHANA, (1, 8, 10)), "bob")
    s.post(first_transfer(GHANA, SWISS, (1, 8, 10)), "alice")


@vector("after-a6-called-a-transfer", "A first transfer that is called a transfer is a first transfer all the same; it can be reversed and is undone.")
def _(s):
    stage(s)
    authorized(s)
    first = s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.fails("R-362", first, serials=TEN_LIST)
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 5)), "bob")
    s.fails("R-362", s.post(first_transfer(SWISS, SWEDEN, (1, 6, 10)), "bob"), serials=[[1, 6, 10]], cause=first)


@vector("after-a6-first-transfer-of-a-double-spend", "A double spend to another Party crosses from who held the units: they were first transferred before.")
def _(s):
    stage(s)
    arrived(s, None, TEN)
    first = s.post(first_transfer(GHANA, SWEDEN, TEN), "alice")
    s.fails("R-211", first, serials=TEN_LIST)
    s.post(use_ndc(SWEDEN, SWISS_NDC, (1, 1, 5)), "bob")
    s.fails("R-348", s.post(attach((1, 6, 11)), "ghana"), serials=[[1, 6, 10]], cause=first)


@vector("after-a6-crossing-by-holder", "A movement debits an account that does not hold the units: whether they cross goes by who held them.")
def _(s):
    stage(s)
    authorized(s)
    first = s.post(transfer(SWISS, SWEDEN, TEN), "bob")
    s.fails("R-211", first, serials=TEN_LIST)
    s.fails("R-362", s.post(first_transfer(SWEDEN, SWISS, TEN), "bob"), serials=TEN_LIST, cause=first)


@vector("after-a6-credited-twice", "Units are credited to two accounts at once, of which the second is the host's: they cross, and are the host's.")
def _(s):
    stage(s)
    authorized(s)
    s.post(account(20, C.HOLDING, GH, [10]), "operator")
    e = s.post(moved(C.FIRST_TRANSFER, [posting(GHANA, C.DEBIT, TEN), posting(SWISS, C.CREDIT, TEN), posting(20, C.CREDIT, TEN)]), "alice")
    s.fails("R-205", e, serials=TEN_LIST)
    s.fails("R-362", s.post(first_transfer(20, SWISS, TEN), "alice"), serials=TEN_LIST, cause=e)


@vector("after-a6-unknown-account", "Units go to an account that is not known: they do not cross, and cannot afterwards.")
def _(s):
    stage(s)
    authorized(s)
    first = s.post(first_transfer(GHANA, 99, TEN), "alice")
    s.fails("R-203", first)
    s.post(account(99, C.HOLDING, GH, [10]), "operator")
    s.post(first_transfer(99, SWISS, TEN), "alice")


@vector("after-a6-no-identifier", "A first transfer without identifiers takes place, and identifiers come later.")
def _(s):
    stage(s, identified=False)
    authorized(s)
    s.fails("R-363", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=TEN_LIST)
    s.post(identify(TEN), "operator")
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")


@vector("after-a6-not-in-effect", "Units attached while the version is not in effect make no first transfer by it; they do once it is.")
def _(s):
    stage(s)
    s.post(for_oimp(C.BY_AUTHORIZATION, from_ms=s.now + 60_000), "ghana")
    s.fails("R-347", s.post(attach(TEN), "ghana"), serials=TEN_LIST)
    s.seal()
    s.fails("R-365", s.post(use_oimp(GHANA, SWISS_OIMP, TEN), "alice"), serials=TEN_LIST)


@vector("after-a6-older-version", "Units attached to a version that is not the latest are attached to it: its purposes count.")
def _(s):
    stage(s)
    s.post(for_ndc(), "ghana")
    s.post(authorization(version=2), "ghana")
    s.fails("R-341", s.post(attach(TEN), "ghana"), serials=[])
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.fails("R-366", s.post(use_oimp(SWISS, SWISS_OIMP, TEN), "bob"), serials=TEN_LIST)


@vector("after-a6-unknown-version", "Units attached to a version that was never stated are attached to nothing, nor once it is.")
def _(s):
    stage(s)
    s.fails("R-341", s.post(attach(TEN), "ghana"), serials=[])
    s.post(authorization(), "ghana")
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=TEN_LIST)
    s.post(attach(TEN), "ghana")


@vector("after-a6-version-skipped", "Version 3 follows on version 1 and is the latest; version 2 comes too late and changes nothing.")
def _(s):
    stage(s)
    s.post(authorization(), "ghana")
    s.fails("R-342", s.post(authorization(version=3, cap=10), "ghana"), serials=[])
    s.fails("R-342", s.post(authorization(version=2, cap=5), "ghana"), serials=[])
    s.post(attach(TEN, version=3), "ghana")
    s.fails("R-341", s.post(attach((1, 11, 11), version=2), "ghana"), serials=[])
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, (1, 10, 11)), "alice"), serials=[[1, 11, 11]])


@vector("after-a6-first-version-0", "A first version 0 is known, and version 1 follows on it.")
def _(s):
    stage(s)
    s.fails("R-342", s.post(authorization(version=0), "ghana"), serials=[])
    s.post(attach(TEN, version=0), "ghana")
    s.post(authorization(version=1), "ghana")
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")


@vector("after-a6-ended-twice", "An authorization is ended twice: the earliest moment counts.")
def _(s):
    stage(s)
    authorized(s)
    s.post(ends(from_ms=s.now + DAY), "ghana")
    s.fails("R-341", s.post(ends(from_ms=s.now), "ghana"), serials=[])
    s.fails("R-341", s.post(ends(from_ms=s.now + 2 * DAY), "ghana"), serials=[])
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=TEN_LIST)


@vector("after-a6-end-of-nothing", "What was never stated is ended, which changes nothing: it can be stated and used.")
def _(s):
    stage(s)
    s.fails("R-341", s.post(ends(), "ghana"), serials=[])
    arrived(s)


@vector("after-a6-reattached", "The host attaches units that were first transferred to a version with other terms: it takes effect, and they stay first transferred.")
def _(s):
    stage(s)
    arrived(s, for_ndc(), TEN)
    s.post(for_ndc(version=2, terms=C.RESTRICTED, until_ms=s.now + 1), "ghana")
    s.fails("R-348", s.post(attach(TEN, version=2), "ghana"), serials=TEN_LIST)
    s.seal()
    s.post(transfer(SWISS, SWEDEN, TEN), "bob")
    s.post(ends(), "ghana")
    s.fails("R-369", s.post(transfer(SWEDEN, SWISS, TEN), "bob"), serials=TEN_LIST)


@vector("after-a6-approach-taken", "An approach is declared twice: the first counts.")
def _(s):
    stage(s)
    s.fails("R-301", s.post(approach(12, (CH,), status=C.DRAFT), "authority"), serials=[])
    s.post(authorization(), "ghana")
    s.fails("R-301", s.post(approach(0), "authority"), serials=[])
    s.post(authorization(id="GH-0", approach=0), "ghana")


@vector("after-a6-approach-unknown", "An authorization under an approach that is not declared takes effect; what uses it is remarked, for the approach is not active.")
def _(s):
    stage(s, identified=False)
    s.fails("R-302", s.post(authorization(approach=13), "ghana"), serials=[])
    s.fails("N-301", s.post(attach(TEN), "ghana"), serials=[])
    first = s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.fails("R-363", first, serials=TEN_LIST)
    s.fails("R-367", s.post(use_oimp(SWISS, SWISS_OIMP, TEN), "bob"), serials=TEN_LIST, cause=first)


@vector("after-a6-status", "A status that may not follow counts from then on.")
def _(s):
    stage(s)
    s.post(status(C.REVOKED), "authority")
    s.fails("N-301", s.post(authorization(), "ghana"), serials=[])
    s.fails("R-303", s.post(status(C.ACTIVE), "authority"), serials=[])
    s.post(authorization(version=2), "ghana")


@vector("after-a6-standing", "A standing of 2 is neither submitted nor a statement that the Party is ineligible.")
def _(s):
    stage(s)
    s.fails("R-305", s.post(standing(GH, C.ELIGIBLE, 2), "ghana"), serials=[])
    s.post(authorization(), "ghana")
    s.fails("R-305", s.post(standing(GH, value=2), "ghana"), serials=[])
    s.fails("N-302", s.post(authorization(version=2), "ghana"), serials=[])


@vector("after-a6-period", "An NDC period that overlaps another counts: a use in it passes.")
def _(s):
    stage(s)
    arrived(s)
    s.fails("R-304", s.post(period(CH, 2025, 2035), "carol"), serials=[])
    s.post(use_ndc(SWISS, SWISS_NDC, TEN, of=2035), "bob")


@vector("after-a6-number-taken", "A number that is taken is assigned a second time; the units have their identifier, and get no other.")
def _(s):
    stage(s, identified=False)
    s.post(identify(TEN), "operator")
    s.fails("R-352", s.post(identify((1, 11, 20), first=6), "operator"), serials=[[1, 11, 15]])
    s.fails("R-351", s.post(identify((1, 11, 20), first=100), "operator"), serials=[[1, 11, 20]])
    s.fails("R-352", s.post(identify((1, 21, 21), first=15), "operator"), serials=[[1, 21, 21]])
    s.post(identify((1, 22, 30), first=100), "operator")


@vector("after-a6-number-beyond", "A number 0 is not assigned: the unit gets one later; nor is one beyond the last.")
def _(s):
    stage(s, identified=False)
    s.fails("R-352", s.post(identify(TEN, first=0), "operator"), serials=[[1, 1, 1]])
    s.fails("R-352", s.post(identify((1, 11, 20), first=(1 << 63) - 5), "operator"), serials=[[1, 16, 20]])
    s.post(identify((1, 1, 1), (1, 16, 20), first=100), "operator")


@vector("after-a6-identifiers-overlap", "Blocks of identifiers overlap: the first place counts, and a block that is not well formed has no places.")
def _(s):
    stage(s, identified=False)
    s.fails("R-345", s.post(identify((1, 1, 10), (1, 30, 20), (1, 6, 15), first=1), "operator"), serials=[])
    s.post(identify((1, 16, 20), first=21), "operator")
    s.post(identify((1, 21, 25), first=11), "operator")
    s.fails("R-352", s.post(identify((1, 26, 30), first=16), "operator"), serials=[[1, 26, 30]])


@vector("after-a6-some-attached", "Of units authorized some were not issued: the others are attached.")
def _(s):
    stage(s)
    s.post(authorization(), "ghana")
    s.fails("R-346", s.post(attach((1, 991, 1010)), "ghana"), serials=[[1, 1001, 1010]])
    s.post(issue(100, GHANA, (1, 1001, 1010)), "ghana")
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, (1, 991, 1010)), "alice"), serials=[[1, 1001, 1010]])


@vector("after-a6-entity-of-nobody", "An entity stated by who may not is stated.")
def _(s):
    stage(s)
    arrived(s)
    s.fails("R-113", s.post(entity(BANK), "operator"))
    s.post(use_oimp(SWISS, SWISS_OIMP, TEN, who=BANK), "bob")


@vector("after-a6-final", "A Party's year is final by the word of another: it is final.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.fails("R-113", s.post(final(GH), "carol"))
    s.fails("R-371", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=TEN_LIST)
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")


@vector("after-a6-un-issued", "The issue of units is reversed though their first transfer stands: they are ended, their first transfer stands all the same, and they are used once they are issued again.")
def _(s):
    stage(s)
    new, half = (1, 1001, 1010), (1, 1001, 1005)
    m = s.post(issue(100, GHANA, new), "ghana")
    s.post(identify(new, first=1001), "operator")
    authorized(s, for_oimp(C.BY_ISSUANCE), half)
    back = s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.fails("R-372", back, serials=[list(half)])
    s.fails("R-346", s.post(attach((1, 1006, 1010)), "ghana"), serials=[[1, 1006, 1010]], cause=back)
    s.fails("R-210", s.post(issue(100, GHANA, new), "ghana"), serials=[list(new)], cause=back)
    s.post(transfer(GHANA, SWISS, half), "alice")
    s.post(use_oimp(SWISS, SWISS_OIMP, half), "bob")


@vector("after-a6-use-with-two-years", "Of a use with two years the first counts: its reversal is judged by that.")
def _(s):
    stage(s)
    arrived(s)
    two = [{"tag": 1, "value": (y).to_bytes(2, "little")} for y in (2026, 2027)]
    m = s.post(moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, TEN), two), "bob")
    s.fails("R-360", m, serials=[])
    s.post(final(CH, 2027, 2027), "carol")
    s.post(final(CH, 2026, 2026), "carol")
    s.fails("R-371", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=TEN_LIST, cause=m)


@vector("after-a6-filed", "A filing that names another chain is filed: its version is taken.")
def _(s):
    stage(s)
    s.fails("R-381", s.post(filing(s, 5, chain=bytes(32)), "ghana"), serials=[])
    s.fails("R-380", s.post(filing(s, 5), "ghana"), serials=[])


@vector("after-a6-cause", "An attachment names double-spent units first transferred before: its cause is the double spend; the statement taints nothing.")
def _(s):
    stage(s)
    arrived(s, None, TEN)
    first = s.post(transfer(GHANA, SWISS, (1, 5, 6)), "alice")
    s.fails("R-211", first, serials=[[1, 5, 6]])
    s.fails("R-348", s.post(attach((1, 5, 12)), "ghana"), serials=[[1, 5, 10]], cause=first)
    s.fails("R-362", s.post(transfer(GHANA, SWISS, (1, 11, 12)), "alice"), serials=[[1, 11, 12]])


# Rulebook 1 before rulebook 2

@vector("ok-a6-adopted", "Rulebook 2 is adopted in mid-life: units issued and moved before are mitigation outcomes where they are; the host authorizes them, and they go on from there.")
def _(s):
    stage(s, version=1, identified=False, approaches=False, standings=False)
    s.post(transfer(GHANA, SWISS, (1, 1, 100)), "alice")
    s.post(moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, (1, 91, 100))), "bob")
    s.post(rulebook(2), *BOTH)
    s.seal()
    s.post(approach(), "authority")
    s.post(standing(GH), "ghana")
    s.post(period(), "carol")
    s.post(identify((1, 1, 90), (1, 101, 1000)), "operator")
    authorized(s, None, (1, 1, 90), (1, 101, 200))
    s.post(first_transfer(SWISS, SWEDEN, (1, 1, 10)), "bob")
    s.post(transfer(SWISS, GHANA, (1, 11, 90)), "bob")
    s.post(first_transfer(GHANA, SWISS, (1, 11, 90), (1, 101, 110)), "alice")
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 11, 90), (1, 101, 110)), "bob")


@vector("r361-next-batch", "A rulebook adopted binds from the next batch: the same movement passes under rulebook 1 and breaks a rule of rulebook 2 behind it.")
def _(s):
    stage(s, version=1, identified=False, approaches=False, standings=False)
    s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.post(rulebook(2), *BOTH)
    s.seal()
    s.fails("R-361", s.post(transfer(GHANA, SWISS, (1, 11, 20)), "alice"), serials=[[1, 11, 20]])


@vector("r361-issued-under-1", "Units issued under rulebook 1 cross under rulebook 2 without an authorization.")
def _(s):
    stage(s, version=1, identified=False, approaches=False, standings=False)
    s.post(rulebook(2), *BOTH)
    s.seal()
    s.fails("R-361", s.post(transfer(GHANA, SWISS, TEN), "alice"), serials=TEN_LIST)


@vector("r346-used-under-1", "Units that were used under rulebook 1 are authorized.")
def _(s):
    stage(s, version=1, identified=False, approaches=False, standings=False)
    s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.post(moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, (1, 4, 6))), "bob")
    s.post(rulebook(2), *BOTH)
    s.seal()
    s.post(approach(), "authority")
    s.post(standing(GH), "ghana")
    s.post(authorization(), "ghana")
    s.fails("R-346", s.post(attach(TEN), "ghana"), serials=[[1, 4, 6]])


@vector("r208-counterpart-under-1", "Units are issued to a counterpart account under rulebook 1.")
def _(s):
    stage(s, version=1, identified=False, approaches=False, standings=False)
    s.fails("R-208", s.post(issue(100, 10, (1, 1001, 1010)), "ghana"), serials=[])


@vector("after-a6-back-to-1", "Rulebook 1 is adopted over rulebook 2, and binds: kinds of rulebook 2 are unknown, no first transfer is made or undone, until 2 is adopted again.")
def _(s):
    stage(s)
    authorized(s)
    m = s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.fails("R-130", s.post(rulebook(1), *BOTH), serials=[])
    s.seal()
    s.undetermined("R-101", s.post(status(C.COMPLETED), "authority"))
    s.post(transfer(GHANA, SWISS, (1, 11, 20)), "alice")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(rulebook(2), *BOTH)
    s.seal()
    s.fails("R-365", s.post(use_ndc(SWISS, SWISS_NDC, (1, 11, 20)), "bob"), serials=[[1, 11, 20]])
    s.fails("R-348", s.post(attach((1, 5, 6)), "ghana"), serials=[[1, 5, 6]])
    s.post(transfer(GHANA, SWISS, TEN), "alice")
