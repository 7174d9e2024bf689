"""Vectors in which nothing is wrong and not everything can be judged: R-101, J-112, and what was not brought."""

import codes as C
from cases import vector
from story import (account, grant, legs, moved, note, series, threshold, transfer)


def unknown_code(name, about, what, *signers):
    @vector("open-r101-" + name, about)
    def build(s):
        s.stage()
        e = s.post(what, *signers)
        s.post(note(), "operator")
        s.undetermined("R-101", e)


unknown_code("kind", "An entry of kind 48, which no table lists; its bytes behind the header mean nothing here.", (48, b"\xff" * 50), "operator")
unknown_code("kind-of-60", "An entry of kind 60 under rulebook 1, which does not know it, with a body that rulebook 2 could not read.", (60, b"\0" * 8), "ghana")
unknown_code("action", "A movement with action 12.", moved(12, legs(1, 2, (1, 1, 10))), "alice")
unknown_code("particular", "A movement under rulebook 1 has a particular of tag 1.", moved(C.TRANSFER, legs(1, 2, (1, 1, 10)), [{"tag": 1, "value": b"x"}]), "alice")
unknown_code("role", "A role 5 is granted.", grant(5, "", 10), "authority")
unknown_code("role-threshold", "A threshold is set for a role 0.", threshold(0, "", 1), "authority")
unknown_code("account-kind", "An account of kind 14 is opened.", account(9, 14, "CH", [11]), "operator")
unknown_code("account-metric", "An account with metric 3 is opened.", account(9, C.HOLDING, "CH", [11], metric=3), "operator")
unknown_code("series-metric", "A series with metric 0 is opened.", series(2, 1, 200, metric=0), "ghana")
unknown_code("gwp", "A series with GWP set 5 is opened.", series(2, 1, 200, gwp=5), "ghana")
unknown_code("mitigation", "A series with mitigation type 4 is opened.", series(2, 1, 200, mitigation=4), "ghana")
unknown_code("regime", "A series with regime 4 is opened.", series(2, 1, 200, regime=4), "ghana")
unknown_code("rulebook", "A rulebook of version 999 is adopted.", (C.RULEBOOK_ADOPTED, {"version": 999, "settings": []}), "operator", "authority")
unknown_code("option", "A rulebook of version 1 sets option 2.", (C.RULEBOOK_ADOPTED, {"version": 1, "settings": [{"option": 2, "value": 0}]}), "operator", "authority")
unknown_code("before-r113", "A movement with an unknown action is signed by somebody who may not: only the action is said.",
             moved(12, legs(1, 2, (1, 1, 10))), "bob")


@vector("open-r101-no-effect", "A movement with an unknown action moves nothing: the units can be transferred behind it.")
def _(s):
    s.stage()
    e = s.post(moved(12, legs(1, 3, (1, 1, 10))), "alice")
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.undetermined("R-101", e)


@vector("open-r101-entry-65527", "An entry of an unknown kind has the largest size, 65,527 bytes.")
def _(s):
    s.small(1)
    raw = s.sign(s.statement(48, b"\2" * (65_527 - 69 - 38)), ["operator"])
    assert len(raw) == 65_527
    s.undetermined("R-101", s.put(raw))


@vector("r111-unknown-kind", "An entry of an unknown kind is undetermined, and its signature is invalid.")
def _(s):
    s.stage()
    e = s.post((48, b"\0" * 8), "alice", numbers=[0])
    s.fails("R-111", e)
    s.undetermined("R-101", e)


@vector("r110-unknown-kind", "An entry of an unknown kind is undetermined, and signed by a key that is not known.")
def _(s):
    s.stage()
    e = s.post((48, b"\0" * 8), "dan")
    s.fails("R-110", e)
    s.undetermined("R-101", e)


@vector("r111-unknown-action", "A movement of an unknown action is signed invalidly: it moves and taints nothing, and the double spend of its units is its own cause.")
def _(s):
    s.stage()
    e = s.post(moved(999, legs(1, 2, (1, 1, 10))), "bob", numbers=[10])
    s.fails("R-111", e)
    s.undetermined("R-101", e)
    last = s.post(transfer(2, 1, (1, 5, 5)), "bob")
    s.fails("R-211", last, serials=[[1, 5, 5]])


@vector("r123-unknown-kind", "The id of an entry that could not be judged is used again.")
def _(s):
    s.stage()
    id = s.next_id()
    s.undetermined("R-101", s.post((48, b"\0" * 8), "operator", id=id))
    e = s.post(note(), "operator", id=id)
    s.fails("R-123", e)


@vector("open-genesis-rulebook", "Genesis has a rulebook of version 999: nothing behind it is judged.")
def _(s):
    s.genesis(rulebook={"version": 999, "settings": []})
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.seal()
    s.undetermined("R-101", 0)
    s.checkpoint_text = None
    s.trust_text = None


def torn(name, about, tail, size=None):
    """Behind the last head frame stands the beginning of a frame."""
    @vector("open-j112-" + name, about)
    def build(s):
        s.small()
        good = dict(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
        s.checkpoint_text = s.checkpoint()
        segment, place = s.here()
        s.post(note(), "operator")
        s.seal(head=False)
        raw = s.journal.segments[segment]
        raw[place:] = tail(bytes(raw[place:]))
        s.head_is(**good)
        s.undetermined("J-112")


torn("magic", "The file ends within a batch's magic.", lambda f: f[:2])
torn("header", "The file ends within a batch header.", lambda f: f[:111])
torn("header-only", "The file ends behind a batch header.", lambda f: f[:112])
torn("payload", "The file ends one byte before the end of a batch.", lambda f: f[:-1])
torn("zero-filled-header", "The rest of a batch header, and the space set aside behind it, is 00.", lambda f: f[:50] + bytes(400))
torn("zero-filled-payload", "The second half of a payload, and the space set aside behind it, is 00.", lambda f: f[:200] + bytes(len(f)))
torn("zero-filled-within", "The second half of a payload is 00 up to the batch's end, where the file ends.", lambda f: f[:200] + bytes(len(f) - 200))


@vector("open-j112-head", "The file ends within the last head frame.")
def _(s):
    s.small()
    s.post(note(), "operator")
    s.seal()
    del s.journal.segments[s.journal.name][-1:]
    s.undetermined("J-112")


@vector("open-j112-head-zero-filled", "The end of the last head frame is 00, and so is the space behind it.")
def _(s):
    s.small()
    raw = s.journal.segments[s.journal.name]
    raw[-30:] = bytes(300)
    s.undetermined("J-112")


@vector("open-no-trust", "A good ledger, and no trust given.")
def _(s):
    s.small()
    s.trust_text = None
    s.undetermined()


@vector("open-no-checkpoint", "A good ledger, and no checkpoint brought.")
def _(s):
    s.small()
    s.checkpoint_text = None
    s.undetermined()


@vector("open-nothing-brought", "A good ledger, and neither trust nor checkpoint.")
def _(s):
    s.small()
    s.checkpoint_text = s.trust_text = None
    s.undetermined()


@vector("open-no-entries", "A journal of one segment header and no entries.")
def _(s):
    s.checkpoint_text = None
    s.trust_text = None
    s.undetermined()
