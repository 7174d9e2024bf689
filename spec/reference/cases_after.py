"""Vectors with several findings: what state follows a finding, and which finding is the cause of another (rules.md section 1)."""

import codes as C
import digests
import ed25519
import trust
from cases import vector
from story import (DAY, account, grant, issue, key, legs, mirrored, moved, note, party, posting, reversing, rotate, series, space, test_seed, transfer)

D, K = C.DEBIT, C.CREDIT
BOTH = ("operator", "authority")


def third_holder(s):
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    s.post(account(5, C.HOLDING, "CH", [11]), "operator")


@vector("after-double-spend-chain", "A double spend takes effect, and three movements build on what it took; the owner's next transfer follows from it.")
def _(s):
    s.stage()
    third_holder(s)
    s.post(transfer(1, 2, (1, 1, 100)), "alice")
    first = s.post(transfer(1, 4, (1, 1, 10)), "alice")
    s.post(transfer(4, 5, (1, 1, 10)), "bob")
    s.post(transfer(5, 4, (1, 1, 5)), "bob")
    s.post(moved(C.USE_TOWARDS_NDC, legs(4, 3, (1, 2, 3))), "bob")
    last = s.post(transfer(2, 4, (1, 8, 20)), "bob")
    s.fails("R-211", first, serials=[[1, 1, 10]])
    s.fails("R-211", last, serials=[[1, 8, 10]], cause=first)


@vector("after-cause-of-cause", "A finding that follows from another hands on the first cause, also to serials that were clean.")
def _(s):
    s.stage()
    third_holder(s)
    s.post(transfer(1, 2, (1, 1, 100)), "alice")
    first = s.post(transfer(1, 4, (1, 1, 10)), "alice")
    second = s.post(transfer(2, 5, (1, 5, 15)), "bob")
    third = s.post(transfer(2, 4, (1, 14, 16)), "bob")
    s.fails("R-211", first, serials=[[1, 1, 10]])
    s.fails("R-211", second, serials=[[1, 5, 10]], cause=first)
    s.fails("R-211", third, serials=[[1, 14, 15]], cause=first)


@vector("after-two-causes", "A movement breaks R-211 for serials of two faults: the lower is the cause.")
def _(s):
    s.stage()
    third_holder(s)
    s.post(transfer(1, 2, (1, 1, 100)), "alice")
    first = s.post(transfer(1, 4, (1, 1, 10)), "alice")
    second = s.post(transfer(1, 4, (1, 51, 60)), "alice")
    third = s.post(transfer(2, 5, (1, 1, 100)), "bob")
    s.fails("R-211", first, serials=[[1, 1, 10]])
    s.fails("R-211", second, serials=[[1, 51, 60]])
    s.fails("R-211", third, serials=[[1, 1, 10], [1, 51, 60]], cause=first)


@vector("after-own-cause", "A fault about serials that no earlier fault touched is its own cause.")
def _(s):
    s.stage()
    third_holder(s)
    first = s.post(transfer(2, 4, (1, 1, 10)), "bob")
    second = s.post(transfer(2, 4, (1, 11, 20)), "bob")
    s.fails("R-211", first, serials=[[1, 1, 10]])
    s.fails("R-211", second, serials=[[1, 11, 20]])


@vector("after-lower-rule-own-cause", "A rule below R-210 is its own cause, tainted serials or not; the taint stays the lowest.")
def _(s):
    s.stage()
    third_holder(s)
    first = s.post(transfer(2, 4, (1, 1, 10)), "bob")
    second = s.post(transfer(4, 77, (1, 1, 5)), "bob")
    third = s.post(transfer(4, 5, (1, 1, 10)), "bob")
    s.fails("R-211", first, serials=[[1, 1, 10]])
    s.fails("R-203", second)
    s.fails("R-211", third, serials=[[1, 1, 5]], cause=first)


@vector("after-unknown-account", "Units go to an account that is not known; it is used twice and opened then, and holds them.")
def _(s):
    s.stage()
    first = s.post(transfer(1, 77, (1, 1, 10)), "alice")
    second = s.post(transfer(77, 2, (1, 1, 5)), "bob")
    s.post(account(77, C.HOLDING, "CH", [11]), "operator")
    s.post(transfer(77, 2, (1, 6, 10)), "bob")
    s.fails("R-203", first)
    s.fails("R-203", second)


@vector("after-invalid-signature", "A transfer with an invalid signature takes effect: the owner's next transfer of the same units follows from it.")
def _(s):
    s.stage()
    third_holder(s)
    first = s.post(transfer(1, 2, (1, 1, 10)), "bob", numbers=[10])
    second = s.post(transfer(1, 4, (1, 1, 10)), "alice")
    s.post(transfer(4, 5, (1, 1, 10)), "bob")
    s.fails("R-111", first)
    s.fails("R-211", second, serials=[[1, 1, 10]], cause=first)


@vector("after-malformed", "A malformed movement has no effect, but its id counts.")
def _(s):
    s.stage()
    id = s.next_id()
    raw = bytearray(s.statement(*transfer(1, 2, (1, 1, 10)), id=id)) + b"\0"
    raw[2:4] = len(raw).to_bytes(2, "little")
    first = s.put(s.sign(bytes(raw), ["alice"]))
    second = s.post(transfer(1, 2, (1, 1, 10)), "alice", id=id)
    third = s.post(transfer(1, 2, (1, 1, 5)), "alice")
    s.fails("R-100", first)
    s.fails("R-123", second)
    s.fails("R-211", third, serials=[[1, 1, 5]], cause=second)


@vector("after-double-issue", "A serial range is issued twice to two accounts: the second credit counts, the first buyer's transfer follows from it.")
def _(s):
    s.stage()
    first = s.post(issue(100, 2, (1, 991, 1010)), "ghana")
    second = s.post(transfer(1, 2, (1, 985, 1000)), "alice")
    s.post(transfer(2, 1, (1, 991, 1010)), "bob")
    s.fails("R-210", first, serials=[[1, 991, 1000]])
    s.fails("R-211", second, serials=[[1, 991, 1000]], cause=first)


@vector("after-never-issued", "Serials that were never issued are transferred; they are issued by that, so a later issue of them breaks R-210.")
def _(s):
    s.stage()
    first = s.post(transfer(1, 2, (1, 2001, 2010)), "alice")
    s.post(transfer(2, 1, (1, 2001, 2005)), "bob")
    second = s.post(issue(100, 1, (1, 2006, 2020)), "ghana")
    s.fails("R-211", first, serials=[[1, 2001, 2010]])
    s.fails("R-210", second, serials=[[1, 2006, 2010]], cause=first)


@vector("after-without-series", "Serials that a faulty transfer brought up have no series: R-213 is not asked of them.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11], metric=C.NON_GHG), "operator")
    first = s.post(transfer(1, 2, (1, 2001, 2010)), "alice")
    s.post(transfer(2, 4, (1, 2001, 2010)), "bob")
    s.fails("R-211", first, serials=[[1, 2001, 2010]])


@vector("after-unbalanced", "A movement that credits less than it debits moves what it credits.")
def _(s):
    s.stage()
    first = s.post(moved(C.TRANSFER, [posting(1, D, (1, 1, 10)), posting(2, K, (1, 1, 6))]), "alice")
    s.post(transfer(1, 2, (1, 7, 10)), "alice")
    s.post(transfer(2, 1, (1, 1, 10)), "bob")
    s.fails("R-205", first, serials=[[1, 7, 10]])


@vector("after-credited-twice", "Of serials that are credited twice the later posting counts.")
def _(s):
    s.stage()
    third_holder(s)
    first = s.post(moved(C.TRANSFER, [posting(1, D, (1, 1, 10)), posting(2, K, (1, 1, 10)), posting(4, K, (1, 4, 6))]), "alice")
    second = s.post(transfer(2, 5, (1, 1, 10)), "bob")
    s.fails("R-205", first, serials=[[1, 4, 6]])
    s.fails("R-211", second, serials=[[1, 4, 6]], cause=first)


@vector("after-bad-block", "Of a movement with a block that is not well formed the other blocks are moved.")
def _(s):
    s.stage()
    first = s.post(moved(C.TRANSFER, legs(1, 2, (1, 1, 10), (1, 30, 20), (1, 11, 15))), "alice")
    s.post(transfer(2, 1, (1, 1, 15)), "bob")
    s.fails("R-201", first)


@vector("after-terminal", "Used units leave their account by a fault, and are transferred on.")
def _(s):
    s.stage()
    s.post(account(6, C.USE_NDC, "CH", [11]), "operator")
    s.post(moved(C.USE_TOWARDS_NDC, legs(1, 6, (1, 1, 10))), "alice")
    first = s.post(transfer(6, 2, (1, 1, 5)), "bob")
    s.post(transfer(2, 1, (1, 1, 5)), "bob")
    s.fails("R-207", first)


@vector("after-reversal", "A reversal by the operator alone counts as made: the right one behind it is the second.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    first = s.post(reversing(m, mirrored(s.postings[m])), "operator")
    second = s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.fails("R-113", first)
    s.fails("R-221", second)


@vector("after-reversing-a-fault", "A movement with a finding is reversed: that is right, and the units are where they were.")
def _(s):
    s.stage()
    first = s.post(transfer(1, 2, (1, 1, 10)), "operator")
    s.post(reversing(first, mirrored(s.postings[first])), *BOTH)
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.fails("R-113", first)


@vector("after-declarations", "Declarations with a finding take effect where their number is free: a Party, a key, a space, a series, an account.")
def _(s):
    s.stage()
    findings = [
        ("R-113", s.post(party("DE"), "operator")),
        ("R-120", s.post(key(13, "carol"), "operator", occurred=s.now + 1)),
        ("R-113", s.post(space(2, "GHA01/2026"), "operator")),
        ("R-113", s.post(series(2, 2, 200), "authority")),
        ("R-175", s.post(account(4, C.HOLDING, "DE", [13], 2), "operator")),
    ]
    s.post((C.REPRESENTATIVES_CHANGED, {"account": 4, "representatives": [13], "threshold": 1}), "operator")
    s.post(issue(200, 4, (2, 1, 10)), "ghana")
    s.post(transfer(4, 2, (2, 1, 10)), "carol")
    for rule, e in findings:
        s.fails(rule, e)


@vector("after-number-taken", "A declaration of a number that is taken changes nothing.")
def _(s):
    s.stage()
    findings = [
        ("R-150", s.post(key(10, "carol"), "operator")),
        ("R-160", s.post(space(1, "another"), "authority")),
        ("R-162", s.post(series(1, 1, 200, host="CH", label="another"), "authority")),
        ("R-170", s.post(account(1, C.USE_NDC, "CH", [11]), "operator")),
    ]
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(space(2, "another"), "authority")
    s.post(issue(100, 1, (1, 1001, 1010)), "ghana")
    for rule, e in findings:
        s.fails(rule, e)


@vector("after-changes", "Changes with a finding take effect: a suspension by a stranger, a rotation by another key, a grant by the operator.")
def _(s):
    s.stage()
    findings = [
        ("R-113", s.post((C.ACCOUNT_SUSPENDED, {"account": 1, "reason": 1}), "bob")),
        ("R-204", s.post(transfer(1, 2, (1, 1, 10)), "alice")),
        ("R-113", s.post(rotate(11, 20, "bob 2"), "alice")),
        ("R-110", s.post(note(), "bob")),
        ("R-113", s.post(grant(C.AUTHORITY, "", 10), "operator")),
    ]
    s.keys["bob 2"] = 20
    s.post((C.ACCOUNT_REINSTATED, {"account": 1, "reason": 1}), "operator")
    s.post(transfer(2, 1, (1, 1, 10)), "bob 2")
    s.post(party("DE"), "alice")
    for rule, e in findings:
        s.fails(rule, e)


@vector("after-closed-with-units", "An account is closed while it holds units; its next transfer finds it closed.")
def _(s):
    s.stage()
    first = s.post((C.ACCOUNT_CLOSED, {"account": 1}), "operator")
    second = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(moved(C.USE_TOWARDS_NDC, legs(2, 3, (1, 1, 10))), "bob")
    s.fails("R-173", first)
    s.fails("R-204", second)


@vector("after-genesis-fault", "Genesis has a fault; it takes effect and what follows is judged.")
def _(s):
    s.genesis(roles=[{"role": r, "threshold": 1, "keys": [r - 1]} for r in (1, 2, 4)] + [{"role": 3, "threshold": 2, "keys": [2]}])
    s.post(party("GH"), "authority")
    second = s.post(party("GH"), "authority")
    s.fails("R-103", 0)
    s.fails("R-140", second)


@vector("after-rulebook-not-last", "A rulebook that is not the last of its batch binds from the next batch all the same.")
def _(s):
    s.stage()
    first = s.post((C.RULEBOOK_ADOPTED, {"version": 1, "settings": [{"option": 1, "value": 1_000}]}), *BOTH)
    s.post(note(), "operator", not_after=s.now + DAY)
    s.seal()
    second = s.post(note(), "operator", not_after=s.now + 1_001)
    s.post(note(), "operator", not_after=s.now + 1_000)
    s.fails("R-130", first)
    s.fails("R-122", second)


@vector("after-same-batch-of-faults", "Five faults of five entries in one batch, each reported once, by the lowest rule that it breaks.")
def _(s):
    s.stage()
    s.fails("R-110", s.post(transfer(1, 77, (9, 1, 10)), "dan"))
    s.fails("R-113", s.post(party("CH"), "alice"))
    s.fails("R-121", s.post(note("DE", [99]), "operator", not_after=s.now - 1))
    s.fails("R-131", s.post(note("DE", [99]), "operator"))
    s.fails("R-202", s.post(transfer(1, 77, (9, 1, 10)), "alice"))


@vector("after-journal-and-rules", "A broken link and a double spend behind it: both are found.")
def _(s):
    s.stage()
    s.fails("J-105", at=s.here())
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.seal(parent=b"\7" * 32)
    s.fails("R-211", e, serials=[[1, 1, 10]])


@vector("after-frame-breaks-two", "One head frame states another root and bears the old signature: two findings.")
def _(s):
    s.small(1)
    s.post(note(), "operator")
    s.seal(head=False)
    s.fails("J-110", at=s.here())
    s.fails("J-111", at=s.here())
    j = s.journal
    signature = ed25519.sign(test_seed("operator"), digests.head_message(j.origin, j.count, j.chain, j.root()))
    j.head(0, test_seed("operator"), root=b"\7" * 32, signature=signature)


@vector("after-changed-payload", "One bit of a note changed where it lies: its chain and its signature break, and every head behind it states a tree that is not there.")
def _(s):
    s.small(1)
    raw = s.sign(s.statement(*note()), ["operator"])
    fault = "J-107", *s.here()
    s.fails("J-107", at=s.here())
    s.fails("R-111", s.next_index)
    document = raw.index(note()[1]["document"])
    s.journal.batch([raw], s.now, payload=raw[:document] + bytes([raw[document] ^ 1]) + raw[document + 1:])
    s.fails("J-110", at=s.here(), fault=fault)
    s.journal.head(0, test_seed("operator"))
    for _ in range(2):
        s.post(note(), "operator")
        s.seal(head=False)
        s.fails("J-110", at=s.here(), fault=fault)
        s.journal.head(0, test_seed("operator"))
    s.fails("C-104")
    s.head_is(root=None)


@vector("after-left-out", "A batch and its head were cut out of the middle, and nothing behind them changed: every count and head behind follows from that.")
def _(s):
    s.small(1)
    segment, offset = s.here()
    s.post(note(), "operator")
    s.seal()
    del s.journal.segments[segment][offset:]
    fault = "J-104", segment, offset
    s.fails("J-105", at=(segment, offset))
    for _ in range(2):
        s.fails("J-104", at=s.here(), fault=fault)
        s.post(note(), "operator")
        s.seal(head=False)
        s.fails("J-110", at=s.here(), fault=fault)
        s.journal.head(0, test_seed("operator"))
    s.fails("C-103")
    s.head_is(entries=s.journal.count - 1, root=None)


@vector("after-twice-there", "A batch and its head stand there twice; the segment, the batch and the heads behind them follow from that.")
def _(s):
    s.small(1)
    segment, offset = s.here()
    s.post(note(), "operator")
    s.seal()
    again = s.here()
    fault = "J-104", *again
    s.fails("J-104", at=again)
    s.fails("J-105", at=again)
    s.fails("R-123", s.next_index)
    copy = bytes(s.journal.segments[segment][offset:])
    s.fails("J-110", at=(segment, again[1] + len(copy) - 160), fault=fault)
    s.journal.append(copy)
    s.journal.segment()
    s.fails("J-102", at=(s.journal.name, 0), fault=fault)
    s.fails("J-104", at=s.here(), fault=fault)
    s.post(note(), "operator")
    s.seal(head=False)
    s.fails("J-110", at=s.here(), fault=fault)
    s.journal.head(0, test_seed("operator"))
    s.fails("C-104")
    s.head_is(entries=s.journal.count + 1, root=None)


@vector("after-good-head", "Two heads state another root, a good one between them: the second does not follow from the first.")
def _(s):
    s.small(1)
    for wrong in ({"root": b"\7" * 32}, {}, {"root": b"\7" * 32}, {"count": 2}):
        s.post(note(), "operator")
        s.seal(head=False)
        if "root" in wrong:
            fault = "J-110", *s.here()
        if wrong:
            s.fails("J-110", at=s.here(), fault=fault)
        s.journal.head(0, test_seed("operator"), **wrong)


@vector("after-checkpoint-and-trust", "A double spend, a checkpoint of another head by another key, and a genesis digest that is another.")
def _(s):
    s.stage()
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.seal()
    s.checkpoint_text = s.checkpoint(signers=["operator"], root=b"\7" * 32)
    s.trust_text = trust.genesis_line(s.journal.origin, bytes(32)) + "\n"
    s.fails("R-211", e, serials=[[1, 1, 10]])
    s.fails("T-102")
    s.fails("C-102")
    s.fails("C-104")
