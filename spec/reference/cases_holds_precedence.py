"""Vectors of rulebook 4 in which one entry breaks two rules: the lower is said, and a remark only where nothing else is."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, reversing, transfer
from story_article6 import GHANA_OTHER, SWISS_NDC, authorized, final, status
from story_holds import (CH, COUNTERPART, GHANA, GHANA_2, SE, SWEDEN, SWISS, TEN, accepts, article6, evidence, hold, lifts, named, releases,
                         restriction, stage)
from story_origins import settling

A, B, AUTHORITY, OPERATOR = "alice", "bob", "authority", "operator"
BOTH = ("operator", "authority")
BEHALF = {"on_behalf": ["somebody"]}
TEN_LIST = [[1, 1, 10]]
SUSPENDED = ((C.ACCOUNT_SUSPENDED, {"account": GHANA, "reason": 1}), OPERATOR)


def lower(rule, other, name, about, what, *signers, serials=(), before=(), header=None, world=stage):
    """The last entry breaks both rules; the lower is said. Statements are given as they are, or as functions of (story, index of the first before)."""
    @vector(f"{rule.replace('-', '').lower()}-before-{other.replace('-', '').lower()}-b4{name}", about)
    def build(s):
        world(s)
        first = s.next_index
        told = lambda x: x(s, first) if callable(x) else x
        for entry, *who in before:
            s.post(told(entry), *who)
        s.fails(rule, s.post(told(what), *(signers or [A]), **(header or {})), serials=list(serials))


def holds(*blocks, **other):
    return lambda s, _: hold(s, *blocks, **other)


def accepting(*blocks, **other):
    return lambda s, h: accepts(h, *blocks, **other)


PROMISED, RELEASED = (holds(), A), (lambda s, h: releases(h), B)

lower("R-112", "R-113", "", "A hold is placed on behalf by who would acquire.", holds(), B, header=BEHALF)
lower("R-113", "R-120", "", "A hold is placed by who would acquire, and occurs tomorrow.", holds(), B, header={"occurred": 1 << 60})
lower("R-113", "R-203", "", "A hold for an account that is not known is placed by who may not.", holds(acquiring=77), B)
lower("R-113", "R-501", "", "A hold of a block that is not well formed is placed by who may not.", holds((1, 5, 1)), B)
lower("R-113", "R-506", "", "A hold that was released is released by who may not.", lambda s, h: releases(h), "carol", before=[PROMISED, RELEASED])
lower("R-113", "R-507", "", "A movement of another's units names a hold of which nobody who signs is.", accepting((1, 11, 20)), "carol", before=[PROMISED])
lower("R-113", "R-508", "", "Units that are held back are moved by who may not.", transfer(GHANA, SWISS, TEN), B, before=[PROMISED])
lower("R-113", "R-511", "", "A restriction of nothing is placed by who may not.", restriction(), OPERATOR)
lower("R-113", "R-512", "", "A Party restricts another's account in the name of a third.", restriction(GHANA, code=SE), "carol")
lower("R-113", "R-513", "", "A restriction that was lifted is lifted by who may not.", lambda s, r: lifts(r), OPERATOR,
      before=[(restriction(GHANA), AUTHORITY), (lambda s, r: lifts(r), AUTHORITY)])
lower("R-113", "R-514", "", "Units of a restricted account are moved by who may not.", transfer(GHANA, SWISS, TEN), B, before=[(restriction(GHANA), AUTHORITY)])
lower("R-120", "R-502", "", "A hold occurs after it expires.", lambda s, _: hold(s, for_ms=0), A, header={"occurred": 1 << 60, "not_after": 1 << 61})
lower("R-141", "R-202", "", "A Party that is not declared restricts in a space that is not.", restriction(blocks=[(9, 1, 1)], code="DE"), AUTHORITY)
lower("R-141", "R-512", "", "A Party that is not declared restricts serials.", restriction(blocks=[TEN], code="DE"), AUTHORITY)
lower("R-202", "R-203", "", "A hold for an account that is not known, in a space that is not declared.", holds((9, 1, 10), acquiring=77))
lower("R-202", "R-501", "", "A hold of an ill-formed block in a space that is not declared.", holds((9, 10, 1)))
lower("R-202", "R-511", "", "A restriction of an ill-formed block in a space that is not declared.", restriction(blocks=[(9, 10, 1)]), AUTHORITY)
lower("R-203", "R-204", "", "A hold from a suspended account for one that is not known.", holds(acquiring=77), before=[SUSPENDED])
lower("R-203", "R-502", "", "A hold goes from an account that is not known to the same.", holds(debited=77, acquiring=77))
lower("R-203", "R-511", "", "A restriction names an account that is not known, twice.", restriction(77, 77), AUTHORITY)
lower("R-204", "R-501", "", "A hold of an ill-formed block from a suspended account.", holds((1, 10, 1)), before=[SUSPENDED])
lower("R-204", "R-506", "", "A hold that was released is accepted into a suspended account.", accepting(), B,
      before=[PROMISED, RELEASED, ((C.ACCOUNT_SUSPENDED, {"account": SWISS, "reason": 1}), OPERATOR)])
lower("R-204", "R-514", "", "A suspended account, which is restricted too, gives.", transfer(GHANA, SWISS, TEN), before=[(restriction(GHANA), AUTHORITY), SUSPENDED])
lower("R-205", "R-507", "", "A hold is accepted by a movement that credits a serial less than it debits.",
      lambda s, h: moved(C.TRANSFER, legs(GHANA, SWISS, TEN)[:1] + legs(GHANA, SWISS, (1, 1, 9))[1:], [named(h)]), B, serials=[[1, 10, 10]], before=[PROMISED])
lower("R-208", "R-507", "", "A hold of a transfer is accepted as a use by an account that holds.", accepting(action=C.VOLUNTARY), B, before=[PROMISED])
lower("R-210", "R-508", "", "Units that are held back are issued again.", issue(100, GHANA_2, TEN), "ghana", serials=TEN_LIST, before=[PROMISED])
lower("R-211", "R-506", "", "A hold is accepted a second time, word for word.", accepting(), B, serials=TEN_LIST, before=[PROMISED, (accepting(), B)])
lower("R-211", "R-508", "", "Units that are held back are moved from an account that does not hold them.", transfer(GHANA_2, SWISS, TEN), serials=TEN_LIST,
      before=[PROMISED])
lower("R-212", "R-506", "", "A hold that was released is accepted by a movement that occurred before its units were issued.", accepting(), B, serials=TEN_LIST,
      header={"occurred": 1}, before=[PROMISED, RELEASED])
lower("R-213", "R-507", "", "A hold is accepted into an account of another metric than that of its units, which is not the account of the hold.",
      accepting(acquiring=20), B, serials=TEN_LIST, before=[PROMISED, (account(20, C.HOLDING, CH, [11], metric=C.NON_GHG), OPERATOR)])
lower("R-222", "R-508", "", "A reversing movement of other units than were moved takes what is held back.",
      lambda s, m: reversing(m, mirrored(legs(GHANA, SWISS, (1, 1, 5)))), *BOTH,
      before=[(transfer(GHANA, SWISS, TEN), A), (holds(debited=SWISS, acquiring=SWEDEN), B)])
lower("R-223", "R-508", "", "A movement is reversed of which a part moved on and is held back there.",
      lambda s, m: reversing(m, mirrored(legs(GHANA, SWISS, TEN))), *BOTH, serials=[[1, 1, 5]],
      before=[(transfer(GHANA, SWISS, TEN), A), (transfer(SWISS, SWEDEN, (1, 1, 5)), B), (holds((1, 4, 5), debited=SWEDEN, acquiring=SWISS), B)])
lower("R-360", "R-506", "", "A use of what was released names its hold, and no year.",
      lambda s, h: moved(C.USE_TOWARDS_NDC, legs(GHANA, SWISS_NDC, TEN), [named(h)]), B, before=[PROMISED, RELEASED])
lower("R-360", "R-521", "", "A movement that should have no evidence has it twice.", moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [evidence(), evidence()]))
lower("R-361", "R-506", "", "Units that are not authorized cross by a hold that was released.", accepting(), B, serials=TEN_LIST, world=article6,
      before=[PROMISED, RELEASED])
lower("R-361", "R-508", "", "Units that are not authorized, and are held back, cross.", transfer(GHANA, SWISS, TEN), A, serials=TEN_LIST, world=article6,
      before=[PROMISED])
lower("R-411", "R-514", "", "A restricted Source account issues Article 6 units, and nothing is said of where they come from.", issue(100, GHANA, (1, 1001, 1010)),
      "ghana", world=article6, before=[(restriction(100), AUTHORITY)])
lower("R-417", "R-506", "", "A loss that was never stated is settled by a hold that was released.",
      lambda s, h: accepts(h, acquiring=GHANA_OTHER, action=C.CANCELLATION, particulars=[settling()]), OPERATOR, header=BEHALF,
      before=[(holds(acquiring=GHANA_OTHER, action=C.CANCELLATION), A), (lambda s, h: releases(h), A)])
lower("R-501", "R-502", "", "A hold without blocks goes from an account to the same.", lambda s, _: (C.HOLD_PLACED, hold(s, acquiring=GHANA)[1] | {"blocks": []}))
lower("R-501", "R-504", "", "A hold has a block twice, of units that are another's.", holds(TEN, TEN), before=[(transfer(GHANA, SWISS, TEN), A)])
lower("R-502", "R-503", "", "A hold to the same account proposes a use.", holds(acquiring=GHANA, action=C.USE_TOWARDS_NDC))
lower("R-502", "R-504", "", "A hold without time, of units that are another's.", holds(for_ms=0), before=[(transfer(GHANA, SWISS, TEN), A)])
lower("R-502", "R-505", "", "A hold without time, of units that are held back.", holds(for_ms=0), before=[PROMISED])
lower("R-503", "R-504", "", "A use is proposed to an account that holds, of units that are another's.", holds(action=C.VOLUNTARY),
      before=[(transfer(GHANA, SWISS, TEN), A)])
lower("R-504", "R-505", "", "Of the units of a hold some are another's, and others are held back.", holds((1, 1, 5), (1, 6, 10)), serials=[[1, 1, 5]],
      before=[(transfer(GHANA, SWISS, (1, 1, 5)), A), (holds((1, 6, 10)), A)])
lower("R-504", "R-505", "-restricted", "Of the units of a hold from a restricted account one is another's.", holds((1, 1, 9), (1, 10, 10)), serials=[[1, 10, 10]],
      before=[(transfer(GHANA, SWISS, (1, 10, 10)), A), (restriction(GHANA), AUTHORITY)])
lower("R-506", "R-507", "", "A hold that was released is accepted with a serial more.", accepting((1, 1, 11)), B, before=[PROMISED, RELEASED])
lower("R-506", "R-508", "", "A hold that was released is accepted, and its units are promised to another.", accepting(), B,
      before=[PROMISED, RELEASED, (holds(acquiring=SWEDEN), A)])
lower("R-506", "R-514", "", "A hold that was released is accepted, and its units are restricted.", accepting(), B,
      before=[PROMISED, RELEASED, (restriction(blocks=[TEN]), AUTHORITY)])
lower("R-506", "R-521", "", "A hold that was released is accepted, with evidence that nobody asked for.", accepting(particulars=[evidence()]), B,
      before=[PROMISED, RELEASED])
lower("R-507", "R-508", "", "Who accepts a hold takes a serial more, which another hold holds back.", accepting((1, 1, 11)), B,
      before=[PROMISED, (holds((1, 11, 11), acquiring=SWEDEN), A)])
lower("R-507", "R-514", "", "Who accepts a hold takes a serial more, which is restricted.", accepting((1, 1, 11)), B,
      before=[PROMISED, (restriction(blocks=[(1, 11, 11)]), AUTHORITY)])
lower("R-507", "R-521", "", "Who accepts a hold takes a serial more, with evidence.", accepting((1, 1, 11), particulars=[evidence()]), B, before=[PROMISED])
lower("R-508", "R-514", "", "Units that are held back and restricted are moved with others.", transfer(GHANA, SWISS, (1, 5, 15)), serials=[[1, 5, 15]],
      before=[PROMISED, (restriction(GHANA, blocks=[(1, 10, 12)]), AUTHORITY)])
lower("R-508", "R-521", "", "Units that are held back go to another registry without evidence.", transfer(GHANA, COUNTERPART, TEN), serials=TEN_LIST,
      before=[PROMISED])
lower("R-511", "R-512", "", "A Party restricts another's account, twice.", restriction(SWISS, SWISS, code="GH"), "ghana")
lower("R-511", "R-512", "-blocks", "A Party restricts ill-formed blocks.", restriction(blocks=[(1, 10, 1)], code="GH"), "ghana")
lower("R-514", "R-521", "", "Units of a restricted account go to another registry without evidence.", transfer(GHANA, COUNTERPART, TEN), serials=TEN_LIST,
      before=[(restriction(GHANA), AUTHORITY)])


@vector("r370-before-r508-b4", "A first transfer to another registry is reversed, and its units are held back there.")
def _(s):
    article6(s)
    s.post(account(20, C.HOLDING, CH, [11], registry="CHE01"), OPERATOR)
    authorized(s)
    m = s.post(moved(C.FIRST_TRANSFER, legs(GHANA, 20, TEN)), A)
    s.post(hold(s, debited=20), B)
    s.fails("R-370", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=TEN_LIST)


@vector("r371-before-r514-b4", "A first transfer is reversed after the host's year is final, from a restricted account.")
def _(s):
    article6(s)
    authorized(s)
    m = s.post(moved(C.FIRST_TRANSFER, legs(GHANA, SWISS, TEN)), A)
    s.post(final(), "ghana")
    s.post(restriction(SWISS, code=CH), "carol")
    s.fails("R-371", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=TEN_LIST)


@vector("r521-before-n301-b4", "Units are first transferred to another registry under a completed approach, without evidence; then with.")
def _(s):
    article6(s)
    s.post(account(20, C.COUNTERPART, CH, [11]), OPERATOR)
    authorized(s)
    s.post(status(C.COMPLETED), AUTHORITY)
    s.fails("R-521", s.post(moved(C.FIRST_TRANSFER, legs(GHANA, 20, TEN)), A), serials=[])
    s.fails("N-301", s.post(moved(C.FIRST_TRANSFER, legs(GHANA, 20, (1, 11, 20)), [evidence()]), A), serials=[])


@vector("r508-before-n301-b4", "Units that are held back are first transferred under a completed approach.")
def _(s):
    article6(s)
    authorized(s)
    s.post(status(C.COMPLETED), AUTHORITY)
    s.post(hold(s), A)
    s.fails("R-508", s.post(moved(C.FIRST_TRANSFER, legs(GHANA, SWISS, TEN)), A), serials=TEN_LIST)


@vector("r507-before-r514-b4-account", "A movement that names a hold takes from another account, which is restricted.")
def _(s):
    stage(s)
    s.post(transfer(GHANA, GHANA_2, (1, 101, 110)), A)
    h = s.post(hold(s), A)
    s.post(restriction(GHANA_2), AUTHORITY)
    s.fails("R-507", s.post(accepts(h, (1, 101, 110), debited=GHANA_2), B), serials=[])
