"""Vectors of rulebook 4: codes, particulars and options that are not known, its kinds under an older rulebook, and bodies that do not decode."""

import codec
import codes as C
from cases import vector
from story import issue, legs, moved, note, transfer
from story_article6 import rulebook
from story_holds import (COUNTERPART, DAY, GHANA, SWISS, TEN, accepts, evidence, hold, lifts, named, releases, restriction, stage)

A, B, AUTHORITY, BOTH = "alice", "bob", "authority", ("operator", "authority")
UNDER_3 = {"version": 3}
BEHALF = {"on_behalf": ["somebody"]}


def unknown(name, about, what, *signers, header=None, **world):
    """`what` is a statement, or a function of the story that makes one."""
    @vector("open-r101-b4-" + name, about)
    def build(s):
        stage(s, **world)
        s.undetermined("R-101", s.post(what(s) if callable(what) else what, *(signers or [A]), **(header or {})))
        s.post(note(), "operator")


unknown("action-0", "A hold proposes action 0.", lambda s: hold(s, action=0))
unknown("action-12", "A hold proposes action 12.", lambda s: hold(s, action=12))
unknown("reason-0", "A restriction has reason 0.", restriction(GHANA, reason=0), AUTHORITY)
unknown("reason-5", "A restriction has reason 5.", restriction(GHANA, reason=5), AUTHORITY)
unknown("particular-10", "A transfer has a particular of tag 10.", moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [{"tag": 10, "value": b""}]))
unknown("particular-0", "A transfer has a particular of tag 0.", moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [{"tag": 0, "value": b""}]))
unknown("kind-72", "An entry of kind 72.", (72, b"\0" * 10))
unknown("kind-82", "An entry of kind 82.", (82, b"\0" * 10), AUTHORITY)
unknown("option-10", "A rulebook of version 4 sets option 10.", rulebook(4, o10=0), *BOTH)
unknown("option-8", "A rulebook of version 4 sets option 8 to 2.", rulebook(4, o8=2), *BOTH)
unknown("option-9", "A rulebook of version 3 sets option 9.", rulebook(3, o9=DAY), *BOTH, **UNDER_3)
unknown("version-999", "A rulebook of version 999 is adopted where 4 is in force.", rulebook(999), *BOTH)

unknown("kind-70", "A hold is placed under rulebook 3, which does not know it.", hold, **UNDER_3)
unknown("kind-70-on-behalf", "A hold is placed on behalf under rulebook 3, which does not know it.", hold, "operator", header=BEHALF, **UNDER_3)
unknown("kind-71", "A hold is released under rulebook 3, which does not know it.", releases(5), **UNDER_3)
unknown("kind-80", "A restriction is placed under rulebook 3, which does not know it.", restriction(GHANA), AUTHORITY, **UNDER_3)
unknown("kind-81", "A restriction is lifted under rulebook 3, which does not know it.", lifts(5), AUTHORITY, **UNDER_3)
unknown("kind-70-under-1", "An entry of kind 70 under rulebook 1, with a body that rulebook 4 could not read.", (70, b"\0" * 8), version=1)
unknown("kind-80-under-3", "An entry of kind 80 under rulebook 3, with a body that rulebook 4 could not read.", (80, b"\xff" * 80), AUTHORITY, **UNDER_3)
unknown("particular-7", "A transfer names a hold under rulebook 3, which does not know it.", accepts(5), **UNDER_3)
unknown("particular-7-under-2", "A transfer names a hold under rulebook 2.", accepts(5), version=2)
unknown("particular-7-under-1", "A transfer names a hold under rulebook 1.", accepts(5), version=1)
unknown("particular-9", "A transfer to another registry has evidence under rulebook 3, which does not know it.",
        moved(C.TRANSFER, legs(GHANA, COUNTERPART, TEN), [evidence()]), **UNDER_3)
unknown("grade-under-3", "A transfer has evidence of grade 0 under rulebook 3: it is not known, whatever it is.",
        moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [evidence(0)]), **UNDER_3)


@vector("open-r101-b4-not-genesis", "Entry 0 is of kind 80: before genesis no rulebook knows it.")
def _(s):
    s.post(restriction(GHANA), AUTHORITY)
    s.seal()
    s.undetermined("R-101", 0)
    s.checkpoint_text = None
    s.trust_text = None


@vector("open-r101-b4-no-effect", "A hold of an unknown action holds nothing back, and a restriction of an unknown reason restricts nothing.")
def _(s):
    stage(s)
    h = s.post(hold(s, action=99), A)
    s.undetermined("R-101", h)
    s.undetermined("R-101", s.post(restriction(GHANA, reason=99), AUTHORITY))
    s.post(transfer(GHANA, SWISS, TEN), A)
    s.fails("R-506", s.post(releases(h), A), serials=[])


@vector("open-r101-b4-not-accepted", "A movement of an unknown action names a hold: it does not accept it.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.undetermined("R-101", s.post(accepts(h, action=99), B))
    s.post(accepts(h), B)


@vector("open-r101-b4-adopted-later", "A hold and a restriction are placed in the batch that adopts rulebook 4, which binds from the next.")
def _(s):
    stage(s, **UNDER_3)
    h = s.post(hold(s), A)
    s.undetermined("R-101", h)
    r = s.post(restriction(GHANA), AUTHORITY)
    s.undetermined("R-101", r)
    s.post(rulebook(4), *BOTH)
    s.seal()
    s.fails("R-513", s.post(lifts(r), AUTHORITY), serials=[])
    s.fails("R-506", s.post(releases(h), A), serials=[])
    s.post(transfer(GHANA, SWISS, TEN), A)


@vector("r130-b4-older", "Rulebook 3 is adopted where rulebook 4 is in force.")
def _(s):
    stage(s)
    s.fails("R-130", s.post(rulebook(3), *BOTH), serials=[])


@vector("r130-b4-option-twice", "A rulebook of version 4 names the limit of holds twice.")
def _(s):
    stage(s)
    e = s.post((C.RULEBOOK_ADOPTED, {"version": 4, "settings": [{"option": 9, "value": DAY}, {"option": 9, "value": DAY}]}), *BOTH)
    s.fails("R-130", e, serials=[])


@vector("r112-b4-suspended", "An account is suspended on behalf: only movements and holds are.")
def _(s):
    stage(s)
    s.fails("R-112", s.post((C.ACCOUNT_SUSPENDED, {"account": GHANA, "reason": 1}), "operator", **BEHALF), serials=[])


# What does not decode

def undecodable(name, about, what, bend, *signers):
    @vector("r100-b4-" + name, about)
    def build(s):
        stage(s)
        kind, body = what(s) if callable(what) else what
        raw = codec.BODIES[kind].write(body)
        assert bend(raw) != raw
        s.fails("R-100", s.post((kind, bend(raw)), *(signers or [A])))


def at(place, new):
    return lambda raw: raw[:place] + new + raw[place + len(new):]


def more(raw):
    return raw + b"\0"


def less(raw):
    return raw[:-1]


undecodable("hold-left-over", "A byte is left over behind a hold.", hold, more)
undecodable("hold-short", "A hold lacks its last byte.", hold, less)
undecodable("hold-count", "A hold says that it has two blocks and has one.", hold, at(26, b"\2"))
undecodable("hold-no-blocks", "A hold says that it has no block, and has one.", hold, at(26, b"\0"))
undecodable("release-left-over", "A byte is left over behind a release.", releases(5), more)
undecodable("release-short", "A release lacks its last byte.", releases(5), less)
undecodable("restriction-left-over", "A byte is left over behind a restriction.", restriction(GHANA), more, AUTHORITY)
undecodable("restriction-short", "A restriction lacks its last byte.", restriction(GHANA), less, AUTHORITY)
undecodable("restriction-party", "A restriction's Party is written in small letters.", restriction(GHANA, code="GH"), at(0, b"gh"), AUTHORITY)
undecodable("restriction-party-one", "A restriction's Party has one letter.", restriction(GHANA), at(0, b"G"), AUTHORITY)
undecodable("lifting-left-over", "A byte is left over behind a lifting.", lifts(5), more, AUTHORITY)
undecodable("lifting-short", "A lifting lacks its last byte.", lifts(5), less, AUTHORITY)


def too_many(name, about, what, *signers):
    @vector("r100-b4-" + name, about)
    def build(s):
        stage(s)
        s.fails("R-100", s.post(what(s), *signers))


too_many("hold-blocks-1025", "A hold has 1,025 blocks.", lambda s: hold(s, *[(1, 2 * n - 1, 2 * n - 1) for n in range(1, 1026)]), A)
too_many("restriction-accounts-257", "A restriction has 257 accounts.", lambda s: restriction(*range(1, 258)), AUTHORITY)
too_many("restriction-blocks-1025", "A restriction has 1,025 blocks.", lambda s: restriction(blocks=[(1, n, n) for n in range(1, 1026)]), AUTHORITY)


@vector("r100-b4-no-effect", "A hold that does not decode holds nothing back, and was not placed.")
def _(s):
    stage(s)
    kind, body = hold(s)
    h = s.post((kind, more(codec.BODIES[kind].write(body))), A)
    s.fails("R-100", h)
    s.post(transfer(GHANA, SWISS, TEN), A)
    s.fails("R-506", s.post(releases(h), A), serials=[])
    s.fails("R-506", s.post(moved(C.TRANSFER, legs(GHANA, SWISS, (1, 11, 20)), [named(h)]), A), serials=[])


@vector("r100-b4-keys-under-3", "A hold under rulebook 3, which does not know it, has its keys in the wrong order.")
def _(s):
    stage(s, **UNDER_3)
    statement = s.statement(*hold(s))
    raw = s.sign(statement, ["alice", "bob"])
    size = len(statement)
    s.fails("R-100", s.put(raw[:size + 1] + raw[size + 69:] + raw[size + 1:size + 69]))


@vector("r208-b4-issue-to-use", "Rulebook 4 contains rulebook 3: units of a plain series are issued to an account of use.")
def _(s):
    stage(s)
    s.fails("R-208", s.post(issue(100, 3, (1, 1001, 1010)), "ghana"), serials=[])
