"""Vectors of rulebook 4 that must fail: holds placed and released (R-112, R-113, R-202 to R-204, R-501 to R-506)."""

import codes as C
from cases import vector
from story import account, space, transfer
from story_article6 import GHANA_OTHER, SWISS_NDC
from story_holds import (CH, DAY, GHANA, GHANA_2, LIMIT, SILENT, SWEDEN, SWISS, SWISS_2, TEN, TWENTY, accepts, hold, releases, restriction, stage)

A, B, AUTHORITY, OPERATOR = "alice", "bob", "authority", "operator"
BEHALF = {"on_behalf": ["somebody"]}
TOP = (1 << 63) - 1
ALL_64 = (1 << 64) - 1


def name_of(rule, name):
    return f"{rule.replace('-', '').lower()}-{name}"


def placing(rule, name, about, *signers, blocks=(), serials=(), before=(), header=None, world=None, **of_hold):
    """The stage, what comes `before` (each (what, signers...)), then a hold that breaks the rule."""
    @vector(name_of(rule, name), about)
    def build(s):
        stage(s, **(world or {}))
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(hold(s, *blocks, **of_hold), *(signers or [A]), **(header or {})), serials=[list(b) for b in serials])


def suspend(number):
    return (C.ACCOUNT_SUSPENDED, {"account": number, "reason": 1}), OPERATOR


# Who may place one

placing("R-112", "hold-not-operator", "Who holds the account places a hold on its own behalf: that is the operator's.", A, header=BEHALF)
placing("R-113", "hold-by-acquiring", "A hold is placed by who would acquire.", B)
placing("R-113", "hold-by-operator", "The operator places a hold, and does not say on whose behalf.", OPERATOR)
placing("R-113", "hold-by-party", "A Party places a hold on its holder's units.", "ghana")
placing("R-113", "hold-by-ledger", "The ledger's authority places a hold.", AUTHORITY)
placing("R-113", "hold-silent", "A hold from an account that has no representatives, signed by another.", B, debited=SILENT, acquiring=GHANA,
        before=[(transfer(GHANA, SILENT, TEN), A)])
placing("R-113", "hold-one-of-two", "A hold from an account that two act for is signed by one.", A, debited=20,
        before=[(account(20, C.HOLDING, "GH", [10, 11], 2), OPERATOR), (transfer(GHANA, 20, TEN), A)])
placing("R-113", "hold-source", "A hold from a Source account is signed by the host's authority.", "ghana", debited=100)

placing("R-202", "hold", "A hold in a space that is not declared.", blocks=[TEN, (9, 1, 10)])
placing("R-203", "hold-debited", "A hold from an account that is not known: nobody's signature is asked for.", B, debited=77)
placing("R-203", "hold-acquiring", "A hold for an account that is not known.", acquiring=77)
placing("R-204", "hold-debited-suspended", "A hold from an account that is suspended.", before=[suspend(GHANA)])
placing("R-204", "hold-acquiring-suspended", "A hold for an account that is suspended.", before=[suspend(SWISS)])
placing("R-204", "hold-acquiring-closed", "A hold for an account that is closed.", before=[((C.ACCOUNT_CLOSED, {"account": SWISS}), OPERATOR)])

# What it says

@vector("r501-no-block", "A hold of nothing.")
def _(s):
    stage(s)
    kind, body = hold(s)
    s.fails("R-501", s.post((kind, body | {"blocks": []}), A), serials=[])


placing("R-501", "from-zero", "A hold of a block that begins at 0.", blocks=[(1, 0, 10)])
placing("R-501", "backwards", "A hold of a block whose first serial is after its last.", blocks=[(1, 10, 9)])
placing("R-501", "beyond", "A hold of a block up to 2^63.", blocks=[(1, TOP, 1 << 63)])
placing("R-501", "second", "The second block of a hold is not well formed.", blocks=[TEN, (1, 20, 19)])
placing("R-501", "overlap", "Two blocks of a hold share a serial.", blocks=[TEN, (1, 10, 20)])
placing("R-501", "sum", "The blocks of a hold have 2^63 units in sum.", blocks=[(1, 1, TOP), (2, 1, 1)], before=[(space(2, "two"), AUTHORITY)])

placing("R-502", "to-itself", "A hold goes from an account to the same.", acquiring=GHANA)
placing("R-502", "issue", "A hold proposes an issue.", OPERATOR, debited=100, acquiring=GHANA, action=C.ISSUE, blocks=[(1, 2001, 2010)], header=BEHALF)
placing("R-502", "at-once", "A hold expires at the moment it is recorded.", for_ms=0)
placing("R-502", "before", "A hold expired a millisecond before it is recorded.", for_ms=-1)
placing("R-502", "never", "A hold expires at 0: there is no open end.", expires_ms=0)
placing("R-502", "last-of-time", "A hold expires at the last time that can be written.", expires_ms=ALL_64)
placing("R-502", "limit", "A hold expires a millisecond past the limit of 90 days.", for_ms=LIMIT + 1)
placing("R-502", "limit-set", "An option sets the limit to a day; a hold expires a millisecond past it.", for_ms=DAY + 1, world={"o9": DAY})
placing("R-502", "limit-0", "An option sets the limit to 0: no hold is right.", for_ms=1, world={"o9": 0})


@vector("r502-occurred", "A hold occurred a minute before it is recorded, and expires at the moment it is recorded.")
def _(s):
    stage(s)
    s.fails("R-502", s.post(hold(s, for_ms=0), A, occurred=s.now - 60_000), serials=[])


placing("R-503", "kinds", "A use towards an NDC is proposed to an account that holds.", action=C.USE_TOWARDS_NDC)
placing("R-503", "transfer-to-use", "A transfer is proposed to an account of use.", acquiring=SWISS_NDC)
placing("R-503", "acquisition", "An acquisition is proposed from an account that holds.", action=C.ACQUISITION)
placing("R-503", "terminal", "A cancellation is proposed of what is cancelled.", OPERATOR, debited=GHANA_OTHER, acquiring=9, action=C.CANCELLATION, header=BEHALF)
placing("R-503", "source", "A transfer is proposed from a Source account.", OPERATOR, debited=100, header=BEHALF)
placing("R-503", "first-transfer-to-buffer", "A first transfer is proposed to a buffer, which takes transfers only.", acquiring=20, action=C.FIRST_TRANSFER,
        before=[(account(20, C.REVERSAL_BUFFER, CH, [11]), OPERATOR)])

# What it holds back

placing("R-504", "one-not-held", "Of the serials of a hold one is another's: its block is said.", serials=[TEN], before=[(transfer(GHANA, SWISS, (1, 10, 10)), A)])
placing("R-504", "none-held", "A hold of units of the account that would acquire.", serials=[TEN], before=[(transfer(GHANA, SWISS, TEN), A)])
placing("R-504", "own-other-account", "A hold of units in another account of the same holder.", serials=[TEN],
        before=[(transfer(GHANA, GHANA_2, (1, 3, 5)), A)])
placing("R-504", "not-issued", "Some serials of a hold are not issued.", blocks=[(1, 995, 1005)], serials=[(1, 995, 1005)])
placing("R-504", "other-space", "The serials of a hold are issued in another space.", blocks=[(2, 1, 10)], serials=[(2, 1, 10)],
        before=[(space(2, "two"), AUTHORITY)])
placing("R-504", "two-blocks", "In two of four blocks of a hold one serial is another's: those two are said.",
        blocks=[TEN, (1, 21, 30), (1, 101, 110), (1, 111, 120)], serials=[TEN, (1, 101, 110)],
        before=[(transfer(GHANA, SWISS, (1, 10, 10), (1, 101, 101)), A)])


def held_back(name, about, of_first, of_second, serials, **other):
    """Two holds of alice's units."""
    @vector("r505-" + name, about)
    def build(s):
        stage(s)
        s.post(hold(s, *of_first), A)
        s.fails("R-505", s.post(hold(s, *of_second, **other), A), serials=[list(b) for b in serials])


held_back("same", "Units are promised twice.", [TEN], [TEN], [TEN], acquiring=SWISS_2)
held_back("same-words", "A hold is placed twice, in the same words.", [TEN], [TEN], [TEN])
held_back("one", "Of the serials of a hold one is held back.", [(1, 10, 10)], [TWENTY], [TWENTY])
held_back("last-of-first", "A hold begins with the last serial that another holds back.", [TEN], [(1, 10, 20)], [(1, 10, 20)])
held_back("first-of-second", "A hold ends with the first serial that another holds back.", [(1, 10, 20)], [TEN], [TEN])
held_back("blocks", "Two of three blocks of a hold touch two blocks of another.", [TEN, (1, 30, 40)],
          [(1, 5, 15), (1, 20, 25), (1, 35, 45)], [(1, 5, 15), (1, 35, 45)])


@vector("r505-two-holds", "A hold touches serials of two others.")
def _(s):
    stage(s)
    s.post(hold(s, (1, 1, 5)), A)
    s.post(hold(s, (1, 6, 10), acquiring=SWEDEN), A)
    s.fails("R-505", s.post(hold(s, (1, 3, 20)), A), serials=[[1, 3, 20]])


@vector("r505-last-millisecond", "Units are promised a millisecond before the hold on them expires.")
def _(s):
    stage(s)
    s.post(hold(s, for_ms=60_001), A)
    s.seal()
    s.fails("R-505", s.post(hold(s), A), serials=[list(TEN)])


@vector("r505-sent-on", "Units that were acquired by a hold are promised twice by who acquired them.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.post(accepts(h), B)
    s.post(hold(s, (1, 5, 5), debited=SWISS, acquiring=GHANA), B)
    s.fails("R-505", s.post(hold(s, debited=SWISS, acquiring=GHANA), B), serials=[list(TEN)])


placing("R-505", "restricted", "Of the serials of a hold one is restricted.", serials=[TEN], before=[(restriction(blocks=[(1, 10, 20)]), AUTHORITY)])
placing("R-505", "restricted-account", "A hold from an account that is restricted.", blocks=[TEN, (1, 21, 30)], serials=[TEN, (1, 21, 30)],
        before=[(restriction(GHANA), AUTHORITY)])
placing("R-505", "restricted-account-and-serial", "The account of a hold is restricted, and one of its serials.", serials=[TEN, (1, 21, 30)], blocks=[TEN, (1, 21, 30)],
        before=[(restriction(GHANA, blocks=[(1, 3, 3)]), AUTHORITY)])
placing("R-505", "restricted-by-party", "A hold from an account that its Party restricts.", serials=[TEN],
        before=[(restriction(GHANA, code="GH"), "ghana")])

# Releases


def releasing(rule, name, about, *signers, of=None, header=None, then=(), seal=False, **of_hold):
    """A hold is placed by alice for bob, `then` (functions of its entry) follow, and it is released wrongly."""
    @vector(name_of(rule, name), about)
    def build(s):
        stage(s)
        h = s.post(hold(s, **of_hold), A)
        for what, *who in then:
            s.post(what(h), *who)
        if seal:
            s.seal()
        s.fails(rule, s.post(releases(h if of is None else of(h)), *(signers or [B]), **(header or {})), serials=[])


releasing("R-112", "release-not-operator", "Who acquires releases a hold on its own behalf: that is the operator's.", B, header=BEHALF)
releasing("R-113", "release-by-operator", "The operator releases a hold, and does not say on whose behalf.", OPERATOR)
releasing("R-113", "release-by-party", "A Party releases its holder's hold.", "ghana")
releasing("R-113", "release-by-ledger", "The ledger's authority releases a hold.", AUTHORITY)
releasing("R-113", "release-silent", "A hold for an account without representatives is released by one who is not of it.", B, acquiring=SILENT)

releasing("R-506", "release-never-placed", "A hold is released that was never placed: nobody's signature is asked for.", "carol", of=lambda h: 5)
releasing("R-506", "release-itself", "A release names itself.", of=lambda h: h + 1)
releasing("R-506", "release-later", "A release names an entry that is not written yet.", of=lambda h: ALL_64)
releasing("R-506", "release-twice", "A hold is released twice.", then=[(releases, B)])
releasing("R-506", "release-by-both", "A hold is released by who acquires, and then by who gives.", A, then=[(releases, B)])
releasing("R-506", "release-accepted", "A hold that was accepted is released.", then=[(accepts, B)])
releasing("R-506", "release-expired", "A hold is released at the moment it expires.", seal=True, for_ms=60_000)
releasing("R-506", "release-expired-long", "A hold is released after it expired.", seal=True, for_ms=1)


@vector("r506-release-restriction", "A release names a restriction.")
def _(s):
    stage(s)
    r = s.post(restriction(SWEDEN), AUTHORITY)
    s.fails("R-506", s.post(releases(r), B), serials=[])


@vector("r113-release-after-change", "The representatives of an account changed: who acted for it does not release its hold any more.")
def _(s):
    stage(s)
    s.post(account(20, C.HOLDING, CH, [13]), OPERATOR)
    h = s.post(hold(s, acquiring=20), A)
    s.post((C.REPRESENTATIVES_CHANGED, {"account": 20, "representatives": [11], "threshold": 1}), OPERATOR)
    s.fails("R-113", s.post(releases(h), "carol"), serials=[])
