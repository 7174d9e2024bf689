"""Vectors of rulebook 4 that must fail: restrictions (R-112, R-113, R-141, R-202, R-203, R-511 to R-514)."""

import codes as C
from cases import vector
from story import issue, legs, mirrored, moved, reversing, space, transfer
from story_article6 import GHANA_NDC, GHANA_OTHER, SWISS_NDC, use_ndc
from story_holds import GHANA, GHANA_2, SE, SWEDEN, SWISS, TEN, accepts, hold, lifts, restriction, stage

A, B, AUTHORITY, OPERATOR = "alice", "bob", "authority", "operator"
BOTH = ("operator", "authority")
BEHALF = {"on_behalf": ["somebody"]}
TOP = (1 << 63) - 1


def name_of(rule, name):
    return f"{rule.replace('-', '').lower()}-{name}"


def ordering(rule, name, about, what, *signers, before=(), header=None):
    """The stage, what comes `before` (each (what, signers...)), then a restriction or a lifting that breaks the rule."""
    @vector(name_of(rule, name), about)
    def build(s):
        stage(s)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, *(signers or [AUTHORITY]), **(header or {})), serials=[])


# Who may restrict

ordering("R-112", "restriction", "The operator restricts an account on behalf.", restriction(GHANA), OPERATOR, AUTHORITY, header=BEHALF)
ordering("R-113", "restriction-by-operator", "The operator restricts an account.", restriction(GHANA), OPERATOR)
ordering("R-113", "restriction-by-party", "A Party restricts its own account in the ledger's name.", restriction(GHANA), "ghana")
ordering("R-113", "restriction-by-holder", "Who holds an account restricts it.", restriction(GHANA), A)
ordering("R-113", "restriction-for-party", "The ledger's authority restricts in the name of a Party that has keys.", restriction(GHANA, code="GH"))
ordering("R-113", "restriction-for-another", "A Party restricts in another's name.", restriction(GHANA, code="GH"), "carol")
ordering("R-113", "restriction-without-keys", "A Party restricts in the name of one without keys.", restriction(SWEDEN, code=SE), "carol")
ordering("R-141", "restriction", "A Party that is not declared restricts.", restriction(GHANA, code="DE"))
ordering("R-141", "restriction-signed-by-nobody", "A Party that is not declared restricts: nobody's signature is asked for.", restriction(GHANA, code="DE"), B)
ordering("R-202", "restriction", "A restriction in a space that is not declared.", restriction(blocks=[TEN, (9, 1, 10)]))
ordering("R-203", "restriction", "A restriction of an account that is not known.", restriction(GHANA, 77))

# What one says

ordering("R-511", "nothing", "A restriction of nothing.", restriction())
ordering("R-511", "nothing-by-party", "A Party restricts nothing.", restriction(code="GH"), "ghana")
ordering("R-511", "account-twice", "A restriction names an account twice.", restriction(GHANA, SWISS, GHANA))
ordering("R-511", "from-zero", "A restriction of a block that begins at 0.", restriction(blocks=[(1, 0, 10)]))
ordering("R-511", "backwards", "A restriction of a block whose first serial is after its last.", restriction(blocks=[(1, 10, 9)]))
ordering("R-511", "beyond", "A restriction of a block up to 2^63.", restriction(blocks=[(1, TOP, 1 << 63)]))
ordering("R-511", "overlap", "Two blocks of a restriction share a serial.", restriction(blocks=[TEN, (1, 10, 20)]))
ordering("R-511", "overlap-beside-account", "A restriction of an account has two blocks that share a serial.", restriction(GHANA, blocks=[TEN, TEN]))
ordering("R-511", "sum", "The blocks of a restriction have 2^63 units in sum.", restriction(blocks=[(1, 1, TOP), (2, 1, 1)]),
         before=[(space(2, "two"), AUTHORITY)])
ordering("R-511", "no-time", "A restriction ends at the moment it begins.", restriction(GHANA, from_ms=5, until_ms=5))
ordering("R-511", "no-time-1", "A restriction ends a millisecond before it begins.", restriction(GHANA, from_ms=6, until_ms=5))

ordering("R-512", "of-another", "A Party restricts another's account.", restriction(GHANA, code="CH"), "carol")
ordering("R-512", "one-of-two", "A Party restricts an account of its own and one of another.", restriction(SWISS, GHANA, code="CH"), "carol")
ordering("R-512", "blocks", "A Party restricts serials.", restriction(blocks=[TEN], code="GH"), "ghana")
ordering("R-512", "account-and-blocks", "A Party restricts an account of its own, and serials.", restriction(GHANA, blocks=[TEN], code="GH"), "ghana")
ordering("R-512", "own-units", "A Party restricts serials of its own series that its own holder has.", restriction(blocks=[(1, 1, 1)], code="GH"), "ghana")
ordering("R-512", "without-keys", "In the name of a Party without keys the ledger's authority restricts another's account.", restriction(GHANA, code=SE))
ordering("R-512", "source", "A Party restricts another's Source account.", restriction(100, code="CH"), "carol")

# Lifting

ordering("R-112", "lifting", "The operator lifts a restriction on behalf.", lifts(30), OPERATOR, AUTHORITY, header=BEHALF)
ordering("R-513", "never-placed", "A restriction is lifted that was never placed.", lifts(5))
ordering("R-513", "never-placed-by-nobody", "A restriction is lifted that was never placed: nobody's signature is asked for.", lifts(5), B)


def lifting(rule, name, about, *signers, of=None, then=(), what=None, by=(AUTHORITY,)):
    """A restriction is placed, `then` (functions of its entry) follow, and it is lifted wrongly."""
    @vector(name_of(rule, name), about)
    def build(s):
        stage(s)
        r = s.post(what or restriction(GHANA), *by)
        for entry, *who in then:
            s.post(entry(r), *who)
        s.fails(rule, s.post(lifts(r if of is None else of(r)), *(signers or [AUTHORITY])), serials=[])


OF_GHANA = {"what": restriction(GHANA, code="GH"), "by": ["ghana"]}
lifting("R-113", "lifting-by-operator", "The operator lifts a restriction.", OPERATOR)
lifting("R-113", "lifting-by-party", "A Party lifts the ledger's restriction of its account.", "ghana")
lifting("R-113", "lifting-by-holder", "Who holds an account lifts the restriction of it.", A)
lifting("R-113", "lifting-for-party", "The ledger's authority lifts the restriction of a Party that has keys.", **OF_GHANA)
lifting("R-113", "lifting-for-another", "A Party lifts another's restriction.", "carol", **OF_GHANA)
lifting("R-513", "twice", "A restriction is lifted twice.", then=[(lifts, AUTHORITY)])
lifting("R-513", "itself", "A lifting names itself.", of=lambda r: r + 1)
lifting("R-513", "next", "A lifting names an entry that is not written yet.", of=lambda r: r + 2)


@vector("r513-hold", "A lifting names a hold.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.fails("R-513", s.post(lifts(h), AUTHORITY), serials=[])


@vector("r113-lifting-keys-came", "A Party gets keys: the ledger's authority does not lift the restriction any more that it placed in its name.")
def _(s):
    stage(s)
    r = s.post(restriction(SWEDEN, code=SE), AUTHORITY)
    s.post((C.ROLE_GRANTED, {"role": C.AUTHORITY, "party": SE, "key": 11}), AUTHORITY)
    s.fails("R-113", s.post(lifts(r), AUTHORITY), serials=[])


# Movements


def restricted(name, about, what, *signers, serials, orders, before=(), header=None, seal=False):
    """Restrictions (functions of the story, or statements) are placed by the ledger's authority, and a movement goes against them."""
    @vector("r514-" + name, about)
    def build(s):
        stage(s)
        for first in before:
            s.post(*first)
        for order in orders:
            s.post(order(s) if callable(order) else order, "ghana" if not callable(order) and order[1].get("party") == "GH" else AUTHORITY)
        if seal:
            s.seal()
        s.fails("R-514", s.post(what, *(signers or [A]), **(header or {})), serials=[list(b) for b in serials])


SENT = transfer(GHANA, SWISS, TEN)
restricted("account", "A restricted account gives.", SENT, serials=[TEN], orders=[restriction(GHANA)])
restricted("account-use", "Units of a restricted account are used.", use_ndc(GHANA, GHANA_NDC, TEN), serials=[TEN], orders=[restriction(GHANA)])
restricted("account-cancellation", "Units of a restricted account are cancelled.", moved(C.CANCELLATION, legs(GHANA, GHANA_OTHER, TEN)), serials=[TEN],
           orders=[restriction(GHANA)])
restricted("own-account", "A restricted account gives to another of its holder.", transfer(GHANA, GHANA_2, TEN), serials=[TEN], orders=[restriction(GHANA)])
restricted("on-behalf", "The operator moves units of a restricted account.", SENT, OPERATOR, header=BEHALF, serials=[TEN], orders=[restriction(GHANA)])
restricted("by-party", "An account that its Party restricts gives.", SENT, serials=[TEN], orders=[restriction(GHANA, code="GH")])
restricted("second-account", "The second account of a restriction gives.", SENT, serials=[TEN], orders=[restriction(SWISS, GHANA)])
restricted("one-debit", "Of two accounts that give one is restricted: all that it gives is said.",
           moved(C.TRANSFER, legs(GHANA, SWISS, TEN) + legs(GHANA_2, SWISS, (1, 101, 110))), serials=[(1, 101, 110)],
           before=[(transfer(GHANA, GHANA_2, (1, 101, 110)), A)], orders=[restriction(GHANA_2)])
restricted("serial", "Of the serials of a movement one is restricted.", SENT, serials=[TEN], orders=[restriction(blocks=[(1, 10, 20)])])
restricted("first-serial", "A movement begins with the last serial that is restricted.", transfer(GHANA, SWISS, (1, 20, 30)), serials=[(1, 20, 30)],
           orders=[restriction(blocks=[(1, 10, 20)])])
restricted("within", "Restricted serials lie within two of three blocks of a movement.", transfer(GHANA, SWISS, (1, 1, 20), (1, 31, 40), (1, 51, 100)),
           serials=[(1, 1, 20), (1, 51, 100)],
           orders=[restriction(blocks=[(1, 5, 6), (1, 50, 60)])])
restricted("two-restrictions", "Serials of two restrictions that overlap are moved.", transfer(GHANA, SWISS, (1, 1, 100)), serials=[(1, 1, 100)],
           orders=[restriction(blocks=[(1, 10, 20)]), restriction(blocks=[(1, 15, 30)], reason=1)])
restricted("account-and-serial", "A restricted serial is moved, and others by a restricted account.",
           moved(C.TRANSFER, legs(GHANA, SWISS, TEN) + legs(GHANA_2, SWISS, (1, 101, 110))), serials=[TEN, (1, 101, 110)],
           before=[(transfer(GHANA, GHANA_2, (1, 101, 110)), A)], orders=[restriction(GHANA_2, blocks=[(1, 3, 3)])])
restricted("splits-follow", "Serials are restricted wherever they are.", transfer(SWISS, SWEDEN, TEN), B, serials=[TEN], before=[(SENT, A)],
           orders=[restriction(blocks=[(1, 5, 5)])])
restricted("source", "A restricted Source account issues.", issue(100, GHANA, (1, 1001, 1010)), "ghana", serials=[(1, 1001, 1010)], orders=[restriction(100)])
restricted("source-by-party", "A Party restricts its own Source account, and issues.", issue(100, GHANA, (1, 1001, 1010)), "ghana",
           serials=[(1, 1001, 1010)], orders=[restriction(100, code="GH")])
restricted("not-issued", "Serials are restricted before they are issued.", issue(100, GHANA, (1, 1001, 1010)), "ghana", serials=[(1, 1001, 1010)],
           orders=[restriction(blocks=[(1, 1005, 2000)])])
restricted("every-reason", "Four restrictions, one of each reason.", transfer(GHANA, SWISS, *[(1, n, n) for n in range(1, 9)]), serials=[(1, n, n) for n in (1, 3, 5, 7)],
           orders=[restriction(blocks=[(1, 2 * n - 1, 2 * n - 1)], reason=n) for n in (1, 2, 3, 4)])
restricted("from-now", "A restriction begins at the moment at which units are moved.", SENT, serials=[TEN], seal=True,
           orders=[lambda s: restriction(GHANA, from_ms=s.now + 60_000)])
restricted("last-millisecond", "A restriction ends a millisecond after units are moved.", SENT, serials=[TEN], seal=True,
           orders=[lambda s: restriction(GHANA, until_ms=s.now + 60_001)])
restricted("same-batch", "A restriction begins at the moment it is recorded, and units are moved behind it in its batch.", SENT, serials=[TEN],
           orders=[lambda s: restriction(blocks=[TEN], from_ms=s.now, until_ms=s.now + 1)])
restricted("suspended", "A restricted account was suspended and reinstated: it stays restricted.", SENT, serials=[TEN], orders=[restriction(GHANA)],
           before=[((C.ACCOUNT_SUSPENDED, {"account": GHANA, "reason": 1}), OPERATOR), ((C.ACCOUNT_REINSTATED, {"account": GHANA, "reason": 1}), OPERATOR)])


@vector("r514-occurred-before", "A movement occurred before a restriction began, and is recorded after.")
def _(s):
    stage(s)
    s.post(restriction(GHANA, from_ms=s.now), AUTHORITY)
    s.fails("R-514", s.post(SENT, A, occurred=s.now - 1), serials=[list(TEN)])


@vector("r514-one-lifted", "Of two restrictions of an account one is lifted.")
def _(s):
    stage(s)
    s.post(restriction(GHANA), AUTHORITY)
    r = s.post(restriction(GHANA, reason=1), AUTHORITY)
    s.post(lifts(r), AUTHORITY)
    s.fails("R-514", s.post(SENT, A), serials=[list(TEN)])


@vector("r514-accepted", "A hold is accepted of which a serial was restricted after it was placed.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.post(restriction(blocks=[(1, 2, 2)]), AUTHORITY)
    s.fails("R-514", s.post(accepts(h), B), serials=[list(TEN)])


@vector("r514-accepted-account", "A hold is accepted from an account that was restricted after it was placed.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.post(restriction(GHANA), AUTHORITY)
    s.fails("R-514", s.post(accepts(h), B), serials=[list(TEN)])


@vector("r514-reversing-account", "A reversing movement takes units back from a restricted account.")
def _(s):
    stage(s)
    m = s.post(SENT, A)
    s.post(restriction(SWISS), AUTHORITY)
    s.fails("R-514", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[list(TEN)])


@vector("r514-reversing-serial", "A reversing movement takes back a serial that is restricted.")
def _(s):
    stage(s)
    m = s.post(SENT, A)
    s.post(restriction(blocks=[(1, 10, 11)]), AUTHORITY)
    s.fails("R-514", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[list(TEN)])


@vector("r514-terminal", "A use is reversed, and the account of use is restricted.")
def _(s):
    stage(s)
    m = s.post(use_ndc(GHANA, SWISS_NDC, TEN), A)
    s.post(restriction(SWISS_NDC, code="CH"), "carol")
    s.fails("R-514", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[list(TEN)])
