"""Vectors of rulebook 5 that must fail: notices given and withdrawn, and registries of approaches (R-112, R-113, R-120, R-141, R-202, R-203,
R-302, R-601 to R-605, R-611, R-612)."""

import codes as C
from cases import vector
from story import legs, mirrored, moved, reversing
from story_article6 import SWISS_NDC, authorized, identify, year
from story_holds import hold, named
from story_notices import (COUNTERPART, GHANA, NOTHING, REMOTE, REMOTE_SE, SWEDEN, SWISS, TEN, TWENTY, at_home, back, evidence, history, notice,
                           registries, remote, stage, to_remote, told, withdraws)

A, B, O, AUTHORITY, BOTH = "alice", "bob", "operator", "authority", ("operator", "authority")
BEHALF = {"on_behalf": ["somebody"]}


def issued_there(*blocks):
    """Units that another registry issued enter by Ghana's Counterpart account."""
    return moved(C.ISSUE, legs(100, COUNTERPART, *(blocks or ((1, 1001, 1020),))), [history(), evidence()])


def name_of(rule, name):
    return f"{rule.replace('-', '').lower()}-{name}"


def breaks(rule, name, about, what, *signers, serials=(), before=(), header=None, world=remote, **options):
    """The world, what comes `before` (each (what, signers...)), then an entry that breaks the rule. Statements may be functions of the story and
    the index of the first entry before."""
    @vector(name_of(rule, name), about)
    def build(s):
        world(s, **options)
        first = s.next_index
        said = lambda x: x(s, first) if callable(x) else x
        for entry, *who in before:
            s.post(said(entry), *who)
        s.fails(rule, s.post(said(what), *(signers or [O]), **(header or {})), serials=[list(b) for b in serials])


GIVEN = (notice(), O)


def it_withdrawn(s, first):
    """The first entry before is withdrawn."""
    return withdraws(first)


# Who may say so

breaks("R-112", "b5-notice", "A notice is given on behalf: it is the operator's own word.", notice(), header=BEHALF)
breaks("R-112", "b5-withdrawal", "A notice is withdrawn on behalf.", it_withdrawn, *BOTH, header=BEHALF, before=[GIVEN])
breaks("R-112", "b5-registries", "The registries of an approach are stated on behalf.", registries("GHA01"), *BOTH, header=BEHALF)
breaks("R-113", "b5-notice-by-account", "Who acts for the Counterpart account gives a notice.", notice(), B)
breaks("R-113", "b5-notice-by-party", "The Party that used gives a notice.", notice(), "carol")
breaks("R-113", "b5-notice-by-ledger", "The ledger's authority gives a notice.", notice(), AUTHORITY)
breaks("R-113", "b5-withdrawal-by-operator", "The operator withdraws a notice alone.", it_withdrawn, O, before=[GIVEN])
breaks("R-113", "b5-withdrawal-by-ledger", "The ledger's authority withdraws a notice alone.", it_withdrawn, AUTHORITY, before=[GIVEN])
breaks("R-113", "b5-withdrawal-unknown", "The operator alone withdraws what is no notice: who signs does not depend on it.", withdraws(5), O)
breaks("R-113", "b5-registries-by-operator", "The operator states the registries of an approach.", registries("GHA01"), O)
breaks("R-113", "b5-registries-by-party", "A Party of an approach states its registries.", registries("GHA01"), "ghana")
breaks("R-120", "b5-notice", "A notice occurs after it is recorded.", notice(), header={"occurred": 1 << 60})
breaks("R-141", "b5-notice", "A notice names a Party that is not declared.", notice(code="DE"))
breaks("R-202", "b5-notice", "A notice in a space that is not declared.", notice(TEN, (9, 1, 10)))
breaks("R-203", "b5-notice", "A notice of an account that is not known.", notice(account=77))
breaks("R-302", "b5-registries", "Registries are stated of an approach that is not declared.", registries("GHA01", number=13), AUTHORITY)

# What another registry may speak of

breaks("R-601", "not-counterpart", "A notice of units that an account of this registry holds: its kind is not Counterpart.",
       told(C.DOMESTIC, account=GHANA), serials=[TEN], world=stage)
breaks("R-601", "not-counterpart-gaps", "The account of a notice holds none of its blocks, and its kind is not Counterpart: all of them are said.",
       told(C.DOMESTIC, (1, 21, 30), TEN, account=SWEDEN), serials=[TEN, (1, 21, 30)])
breaks("R-601", "other-counterpart", "A notice of units that another Counterpart account holds.", notice(account=REMOTE_SE), serials=[TEN])
breaks("R-601", "came-back", "Some units of a notice came back before.", notice(), serials=[(1, 3, 5)], before=[(back((1, 3, 5)), B)])
breaks("R-601", "one-of-two-blocks", "One block of a notice is at another Counterpart account; neighbours are joined.",
       notice((1, 1, 5), (1, 6, 10), (1, 11, 20)), serials=[(1, 4, 8)],
       before=[(moved(C.TRANSFER, legs(REMOTE, REMOTE_SE, (1, 4, 8)), [evidence()]), B)])
breaks("R-601", "of-the-host", "A notice of the host's Counterpart account of units that crossed to another's.", notice(account=COUNTERPART), serials=[TEN])
breaks("R-602", "notice", "A notice occurred before its units went to the other registry.", notice(), serials=[TEN], header={"occurred": 1})


@vector("r602-millisecond", "A notice occurred a millisecond before the last movement of some of its units, and after that of the others.")
def _(s):
    stage(s)
    authorized(s)
    s.post(to_remote(TEN), A, occurred=s.now - 1)
    s.post(to_remote((1, 11, 20)), A)
    s.post(notice((1, 1, 5)), O, occurred=s.now - 1)
    s.fails("R-602", s.post(notice((1, 6, 20)), O, occurred=s.now - 1), serials=[[1, 11, 20]])


# What was used elsewhere does not come back



def at_counterpart(s, _):
    """A hold of ten units at Ghana's Counterpart account, which alice acts for."""
    return hold(s, debited=COUNTERPART, acquiring=GHANA, action=C.ACQUISITION)


CANCELLED = (told(C.CANCELLATION, account=COUNTERPART), O)
breaks("R-603", "back", "Units come back that were used there.", back(), B, serials=[TEN], before=[GIVEN])
breaks("R-603", "back-one", "Of the units that come back one was used there: its block is said.", back((1, 10, 20), (1, 21, 30)), B, serials=[(1, 10, 20)], before=[GIVEN])
breaks("R-603", "back-last", "The last of the units that come back was used there.", back((1, 21, 30)), B, serials=[(1, 21, 30)], before=[(notice((1, 30, 30)), O)])
breaks("R-603", "on-behalf", "The operator takes back what was used there, on behalf.", back(), O, serials=[TEN], header=BEHALF, before=[GIVEN])
breaks("R-603", "to-another-counterpart", "Units go on to another registry after they were used there.",
       moved(C.TRANSFER, legs(REMOTE, REMOTE_SE, TEN), [evidence()]), B, serials=[TEN], before=[GIVEN])
breaks("R-603", "used-again", "Units that were used there are used here from the Counterpart account.",
       moved(C.USE_TOWARDS_NDC, legs(REMOTE, SWISS_NDC, TEN), [year(2026), evidence()]), B, serials=[TEN], before=[GIVEN])
breaks("R-603", "two-notices", "Units of two notices come back in one block.", back(TWENTY), B, serials=[TWENTY],
       before=[GIVEN, (notice((1, 11, 20), year=2027), O)])
breaks("R-603", "reversal", "An issue to another registry is reversed after some of its units were used there.",
       lambda s, first: reversing(first, mirrored(s.postings[first])), *BOTH, serials=[(1, 1001, 1020)], world=stage,
       before=[(issued_there(), "ghana"), (told(C.DOMESTIC, (1, 1005, 1005), account=COUNTERPART, code="GH"), O)])
breaks("R-603", "hold", "A hold promises units that were cancelled there.", at_counterpart, A, serials=[TEN], world=at_home, before=[CANCELLED])
breaks("R-603", "hold-one", "Of the units of a hold one was cancelled there: its block is said.", at_counterpart, A, serials=[TEN], world=at_home,
       before=[(told(C.CANCELLATION, (1, 10, 10), account=COUNTERPART), O)])


@vector("r603-hold-accepted", "A hold was placed before its units were used there; then it is accepted.")
def _(s):
    remote(s)
    h = s.post(hold(s, debited=REMOTE, acquiring=SWISS, action=C.ACQUISITION), B)
    s.post(notice(), O)
    s.fails("R-603", s.post(moved(C.ACQUISITION, legs(REMOTE, SWISS, TEN), [named(h), evidence()]), B), serials=[[1, 1, 10]])


# The notice itself

breaks("R-604", "none-with-digest", "A notice without evidence has its digest.", notice(grade=C.NO_EVIDENCE))
breaks("R-604", "no-digest", "A notice with a proof has no digest.", notice(grade=C.PROOF, digest=NOTHING))
breaks("R-605", "unknown", "What was never given is withdrawn.", withdraws(5), *BOTH)
breaks("R-605", "itself", "A withdrawal names its own entry.", lambda s, first: withdraws(first), *BOTH)
breaks("R-605", "later", "A withdrawal names an entry that is to come.", lambda s, first: withdraws(first + 1), *BOTH)
breaks("R-605", "twice", "A notice is withdrawn twice.", it_withdrawn, *BOTH, before=[GIVEN, (it_withdrawn, *BOTH)])
breaks("R-605", "withdrawal", "A withdrawal is withdrawn.", lambda s, first: withdraws(first + 1), *BOTH, before=[GIVEN, (it_withdrawn, *BOTH)])
breaks("R-605", "movement", "A movement is withdrawn.", lambda s, first: withdraws(first), *BOTH, before=[(back(), B)])

# Registries of an approach

breaks("R-611", "none", "An approach is stated to have no registry.", registries(), AUTHORITY, world=stage)
breaks("R-611", "twice", "A registry of an approach is stated twice.", registries("GHA01", "CHE01", "GHA01"), AUTHORITY, world=stage)


def not_of_approach(name, about, *stated, registry="SWE01", **options):
    """Option 10 is 1; lists are stated one after the other; then identifiers of another registry."""
    @vector("r612-" + name, about)
    def build(s):
        stage(s, identified=False, o10=1, **options)
        for listed in stated:
            s.post(registries(*listed), AUTHORITY)
        s.fails("R-612", s.post(identify(TEN, registry=registry), O), serials=[])


not_of_approach("another", "Identifiers name a registry that is not one of those of their approach.", ("GHA01", "CHE01"))
not_of_approach("no-longer", "Identifiers name a registry that was one of those of their approach.", ("GHA01",), ("CHE01",), registry="GHA01")
not_of_approach("prefix", "Identifiers name a registry whose id begins as that of one of their approach.", ("GHA01",), registry="GHA0")
