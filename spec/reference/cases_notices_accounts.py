"""Vectors of rulebook 5 about where the mechanism issues to, accounts for other registries, and terms under which a change binds (R-606, R-607, R-369)."""

import codes as C
from cases import vector
from cases_notices import A, AUTHORITY, B, BOTH, O, breaks
from cases_notices_passing import passes
from story import account, issue, legs, moved, posting, series, space
from story_article6 import cancel, ends, first_transfer, rulebook, use_ndc
from story_notices import (CH, COUNTERPART, FUND, GH, GHANA, OMGE, PENDING, REMOTE, SE, SOURCE_64, SWEDEN, SWISS, TEN, attach, authorization,
                           evidence, history, identify, issued, levies, notice, on, remote, stage, told)
from story_origins import line, monitoring

G = "ghana"
MORE = (4, 1001, 2000)


def mechanism(s, **options):
    """The world of levies; monitoring 2 has a thousand units for another issue."""
    levies(s, **options)
    s.post(monitoring(2, line(component=2)), G)
    s.seal()


ON_2 = on(2, component=2)


def issues(*legs_of, particulars=(ON_2,)):
    """An issue of all of MORE: (account, count) in order."""
    postings, at = [posting(SOURCE_64, C.DEBIT, MORE)], 1001
    for to, count in legs_of:
        postings.append(posting(to, C.CREDIT, (4, at, at + count - 1)))
        at += count
    return moved(C.ISSUE, postings, particulars)


# Where the mechanism issues to

LEVIES = ((FUND, 50), (OMGE, 20))
breaks("R-606", "holding", "Units of regime 6.4 are issued to a holding account.", issues(*LEVIES, (GHANA, 930)), G, world=mechanism)
breaks("R-606", "holding-too", "Of the units of an issue in regime 6.4 one goes to a holding account.", issues(*LEVIES, (PENDING, 929), (GHANA, 1)), G, world=mechanism)
breaks("R-606", "counterpart-and-pending", "Units of regime 6.4 are issued to a pending account and to another registry's, with the mechanism's shares.",
       issues(*LEVIES, (PENDING, 900), (COUNTERPART, 30), particulars=(ON_2, evidence())), G, world=mechanism)
breaks("R-606", "counterpart-and-levies", "Units of regime 6.4 enter from another registry, and the mechanism takes its shares again.",
       issues(*LEVIES, (COUNTERPART, 930), particulars=(ON_2, evidence())), G, world=mechanism)
breaks("R-416", "b5-holding", "Units of regime 6.4 are issued to a holding account without the mechanism's shares: that is said.", issues((GHANA, 1000)), G, world=mechanism)
breaks("R-416", "b5-counterpart-under-4", "Under rulebook 4 the mechanism takes its shares of what enters from another registry, too.",
       issues((COUNTERPART, 1000), particulars=(ON_2, evidence())), G, world=mechanism, version=4)
breaks("R-416", "b5-counterpart-and-pending", "Units of regime 6.4 are issued to a pending account and to another registry's without shares: that is said.",
       issues((PENDING, 500), (COUNTERPART, 500), particulars=(ON_2, evidence())), G, world=mechanism)
breaks("R-411", "b5-counterpart", "Units of regime 6.4 enter from another registry without a basis.", issues((COUNTERPART, 1000), particulars=(evidence(),)), G, world=mechanism)
breaks("R-521", "b5-counterpart", "Units of regime 6.4 enter from another registry without evidence.", issues((COUNTERPART, 1000)), G, world=mechanism)
passes("issue-64", "Units of regime 6.4 are issued to a pending account, with shares, and given on from there.", (issues(*LEVIES, (PENDING, 930)), G),
       (moved(C.TRANSFER, legs(PENDING, GHANA, (4, 1101, 1200))), A), world=mechanism)
passes("issue-64-counterpart", "Units of regime 6.4 enter from another registry: the mechanism took its shares there.",
       (issues((COUNTERPART, 1000), particulars=(ON_2, evidence())), G), world=mechanism)
passes("issue-64-levies-only", "All that is left is cancelled for OMGE at issuance.", (issues((FUND, 50), (OMGE, 950)), G), world=mechanism)
passes("issue-62", "Units of regime 6.2 are issued to holding, pending and Counterpart accounts together.",
       (moved(C.ISSUE, [posting(100, C.DEBIT, (1, 1001, 1030)), posting(GHANA, C.CREDIT, (1, 1001, 1010)), posting(COUNTERPART, C.CREDIT, (1, 1011, 1030))],
              [history(), evidence()]), G), world=stage)
passes("issue-plain", "Units of a plain series are issued to a holding account.", (space(2, "two"), AUTHORITY), (series(2, 2, 200, regime=C.PLAIN), G),
       (issue(200, GHANA, (2, 1, 10)), G), world=stage)

# One account for each counterpart


def elsewhere(number=50, code=SE, registry="NOR01", **other):
    return account(number, C.COUNTERPART, code, registry=registry, **other)


CLOSED = ((C.ACCOUNT_CLOSED, {"account": 50}), O)
breaks("R-607", "own", "A Counterpart account is opened for the ledger's own registry.", elsewhere(registry="GHA01"), world=stage)
breaks("R-607", "own-second", "A Counterpart account is opened for the ledger's second registry.", elsewhere(registry="CHE01"), world=stage)
breaks("R-607", "same", "A Counterpart account is opened for a registry, Party and metric that have one.", elsewhere(51), world=stage, before=[(elsewhere(), O)])
breaks("R-607", "same-suspended", "The account that there is for the registry, Party and metric is suspended.", elsewhere(51), world=stage,
       before=[(elsewhere(), O), ((C.ACCOUNT_SUSPENDED, {"account": 50, "reason": 1}), O)])
breaks("R-607", "one-closed", "Of two accounts for the registry, Party and metric, opened under rulebook 4, one was closed.", elsewhere(52),
       world=lambda s: two_of_one(s), before=[CLOSED])
passes("counterparts", "Counterpart accounts of one registry for two Parties, of one Party for two metrics, and of one Party in two registries.", (elsewhere(),),
       (elsewhere(51, CH),), (elsewhere(52, metric=C.NON_GHG),), (elsewhere(53, registry="NOR02"),), world=stage)
passes("counterpart-closed", "A Counterpart account is closed, and another opened for the same registry, Party and metric.", (elsewhere(),), CLOSED, (elsewhere(51),), world=stage)
passes("counterpart-other-kind", "An account that holds, in a registry and for a Party and metric that have a Counterpart account; and the other way round.",
       (elsewhere(),), (account(51, C.HOLDING, SE, registry="NOR01"),), (account(52, C.HOLDING, SE, registry="NOR03"),), (elsewhere(53, registry="NOR03"),), world=stage)


def two_of_one(s):
    """Under rulebook 4 two Counterpart accounts were opened for one registry, Party and metric."""
    stage(s, version=4)
    s.post(elsewhere(), O)
    s.post(elsewhere(51), O)
    s.post(rulebook(5), *BOTH)
    s.seal()


@vector("after-b5-counterpart", "An account that should not have been opened is one: units go there, a notice is given of it, and another is not opened beside it.")
def _(s):
    stage(s)
    s.fails("R-607", s.post(elsewhere(code=GH, registry="GHA01", representatives=[10]), O), serials=[])
    s.post(moved(C.TRANSFER, legs(GHANA, 50, TEN), [evidence()]), A)
    s.post(told(C.DOMESTIC, account=50, code=GH), O)
    s.fails("R-607", s.post(elsewhere(51, GH, "GHA01"), O), serials=[])


# Terms under which a change binds what is unused

def changed(s, first=C.RESTRICTED_ON_CHANGE, at=0, **second):
    """Units are first transferred to Switzerland, some of them to its Counterpart account, under terms 3; then a second version is stated."""
    stage(s)
    s.post(authorization(terms=first), G)
    s.post(attach((1, 1, 1000)), G)
    s.post(moved(C.FIRST_TRANSFER, legs(GHANA, REMOTE, (1, 1, 100)), [evidence()]), A)
    s.post(first_transfer(GHANA, SWISS, (1, 101, 1000)), A)
    s.seal()
    s.post(authorization(**({"version": 2, "terms": C.STAY, "from_ms": s.now + at} | second)), G)


ON_BLOCK = (1, 101, 110)
HUNDRED = [ON_BLOCK]
breaks("R-369", "b5-changed-sold", "A later version was stated: what is unused is not sold on.", moved(C.TRANSFER, legs(SWISS, SWEDEN, ON_BLOCK)), B, serials=HUNDRED, world=changed)
breaks("R-369", "b5-changed-used", "A later version was stated: what is unused is not used.", use_ndc(SWISS, 3, ON_BLOCK), B, serials=HUNDRED, world=changed)
breaks("R-369", "b5-changed-notice", "A later version was stated: a use of what is unused is told from elsewhere.", notice(), serials=[TEN], world=changed)
breaks("R-369", "b5-changed-voluntary", "A later version was stated: a voluntary cancellation is told from elsewhere.", told(C.VOLUNTARY), serials=[TEN], world=changed)
breaks("R-369", "b5-changed-same-time", "A later version holds from the moment of the movement.", notice(), serials=[TEN], world=lambda s: changed(s, at=0))
breaks("R-369", "b5-ended", "Terms 3 contain terms 2: the authorization was ended.", notice(), serials=[TEN], world=lambda s: remote(s, authorization(terms=C.RESTRICTED_ON_CHANGE)),
       before=[(ends(), G)])
breaks("R-369", "b5-third-version", "The second version holds from later on, the third holds already.", notice(), serials=[TEN],
       world=lambda s: changed(s, at=1), before=[(authorization(version=3), G)])
breaks("R-369", "b5-one-attached-anew", "Of the units of a movement some were attached to the first version, some to the second.", moved(C.TRANSFER, legs(SWISS, SWEDEN, (1, 1001, 1010), ON_BLOCK)), B,
       serials=HUNDRED, world=lambda s: anew(s))
passes("terms-3", "Units under terms 3 are used here and there, while no later version is stated.", (notice(),), (use_ndc(SWISS, 3, (1, 101, 110)), B),
       world=lambda s: (stage(s), s.post(authorization(terms=C.RESTRICTED_ON_CHANGE), G), s.post(attach((1, 1, 1000)), G),
                        s.post(moved(C.FIRST_TRANSFER, legs(GHANA, REMOTE, (1, 1, 100)), [evidence()]), A), s.post(first_transfer(GHANA, SWISS, (1, 101, 1000)), A)))
passes("terms-3-later", "A later version holds a millisecond after the movements.", (notice(),), (use_ndc(SWISS, 3, ON_BLOCK), B), world=lambda s: changed(s, at=1))
passes("terms-3-cancelled", "A later version was stated: what is unused is cancelled, here and there, or goes home.", (told(C.CANCELLATION),),
       (cancel(C.CANCELLATION, SWISS, 9, ON_BLOCK), B), (moved(C.TRANSFER, legs(SWISS, GHANA, (1, 111, 120))), B), world=changed)
passes("terms-2-changed", "Under terms 2 a later version changes nothing.", (notice(),), (use_ndc(SWISS, 3, ON_BLOCK), B), world=lambda s: changed(s, C.RESTRICTED))
passes("terms-1-changed", "Under terms 1 a later version, with terms 3, changes nothing.", (notice(),),
       world=lambda s: changed(s, C.STAY, terms=C.RESTRICTED_ON_CHANGE))
passes("terms-3-not-first-transferred", "A later version was stated: what was not first transferred is authorized by it.", (attach((1, 1001, 1010), version=2), G),
       (first_transfer(GHANA, SWISS, (1, 1001, 1010)), A), (use_ndc(SWISS, 3, (1, 1001, 1010)), B), world=lambda s: with_more(s))


def with_more(s):
    """Besides, ten units more that are Ghana's."""
    changed(s)
    s.post(issued((1, 1001, 1010), history()), G)
    s.post(identify((1, 1001, 1010), first=1001), O)


def anew(s):
    """Besides, ten units more that were attached to the second version and first transferred to Switzerland."""
    with_more(s)
    s.post(attach((1, 1001, 1010), version=2), G)
    s.post(first_transfer(GHANA, SWISS, (1, 1001, 1010)), A)


@vector("after-b5-version-skipped", "A later version that leaves one out is known all the same, and binds; an earlier one stated again is not.")
def _(s):
    stage(s)
    s.post(authorization(terms=C.RESTRICTED_ON_CHANGE), G)
    s.post(attach((1, 1, 1000)), G)
    s.post(first_transfer(GHANA, SWISS, (1, 1, 1000)), A)
    s.fails("R-342", s.post(authorization(version=1), G), serials=[])
    s.post(use_ndc(SWISS, 3, TEN), B)
    s.fails("R-342", s.post(authorization(version=3), G), serials=[])
    s.fails("R-369", s.post(use_ndc(SWISS, 3, (1, 11, 20)), B), serials=[[1, 11, 20]])
