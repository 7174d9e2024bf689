"""Vectors of rulebook 4 that must fail: movements that accept a hold or touch held units (R-112, R-113, R-360, R-506 to R-508), and evidence (R-521)."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, posting, reversing, space, transfer
from story_article6 import GHANA_OTHER, SWISS_NDC, SWISS_VOLUNTARY, use_ndc
from story_holds import (CH, COUNTERPART, GHANA, GHANA_2, NOTICE, SILENT, SWEDEN, SWISS, SWISS_2, TEN, TWENTY, accepts, evidence, hold, named, releases,
                         stage)

A, B, AUTHORITY, OPERATOR = "alice", "bob", "authority", "operator"
BOTH = ("operator", "authority")
BEHALF = {"on_behalf": ["somebody"]}
TEN_LIST = [[1, 1, 10]]
ALL_64 = (1 << 64) - 1


def name_of(rule, name):
    return f"{rule.replace('-', '').lower()}-{name}"


def accepting(rule, name, about, *signers, by=None, header=None, then=(), seal=False, before=(), blocks=(), **of_hold):
    """Alice proposes to bob (`of_hold`), `then` (functions of the hold's entry) follow, and a movement (`by`, else the one proposed) breaks the rule."""
    @vector(name_of(rule, name), about)
    def build(s):
        stage(s)
        for first in before:
            s.post(*first)
        h = s.post(hold(s, *blocks, **of_hold), A)
        for what, *who in then:
            s.post(what(h), *who)
        if seal:
            s.seal()
        s.fails(rule, s.post((by or accepts)(h), *(signers or [B]), **(header or {})), serials=[])


# Who may accept

accepting("R-112", "accept-not-operator", "Who acquires accepts a hold on its own behalf: that is the operator's.", header=BEHALF)
accepting("R-113", "accept-by-debited", "Who proposed a hold accepts it too.", A)
accepting("R-113", "accept-by-operator", "The operator accepts a hold, and does not say on whose behalf.", OPERATOR)
accepting("R-113", "accept-by-party", "A Party accepts for its holder.", "carol")
accepting("R-113", "accept-silent", "A hold for an account without representatives is accepted by who gives.", A, acquiring=SILENT,
          by=lambda h: accepts(h, acquiring=SILENT))
accepting("R-113", "accept-one-of-two", "A hold for an account that two act for is accepted by one.", acquiring=20, by=lambda h: accepts(h, acquiring=20),
          before=[(account(20, C.HOLDING, CH, [11, 13], 2), OPERATOR)])
accepting("R-113", "accept-other-account", "A movement names a hold and goes to an account of who signs; it is not that of the hold.", acquiring=GHANA_2,
          by=lambda h: accepts(h))
accepting("R-113", "accept-released-by-debited", "Who proposed a hold and released it names it in a movement of its own.", A, then=[(releases, A)])
accepting("R-113", "accept-never-placed", "Who acquires names a hold that was never placed: then only who gives may sign.", by=lambda h: accepts(5))
accepting("R-113", "accept-short", "The entry of a particular 7 has seven bytes: no hold is named.",
          by=lambda h: moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [{"tag": 7, "value": h.to_bytes(7, "little")}]))
accepting("R-113", "accept-second-7", "A movement names a hold that was never placed, and behind it one that was: the first counts.",
          by=lambda h: moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [named(5), named(h)]))
accepting("R-113", "issue-names-hold", "An issue names a hold: the host's authority does not sign for who acquires.", "ghana",
          by=lambda h: moved(C.ISSUE, legs(100, SWISS, (1, 2001, 2010)), [named(h)]))

# Particulars

accepting("R-360", "hold-short", "The entry of a particular 7 has seven bytes.", A,
          by=lambda h: moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [{"tag": 7, "value": h.to_bytes(7, "little")}]))
accepting("R-360", "hold-long", "The entry of a particular 7 has nine bytes.", A,
          by=lambda h: moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [{"tag": 7, "value": h.to_bytes(9, "little")}]))
accepting("R-360", "hold-twice", "A movement names its hold twice.", by=lambda h: accepts(h, particulars=[named(h)]))
accepting("R-360", "hold-long-then-right", "A particular 7 of nine bytes stands before one that names the hold: the first of the right size counts, and one is too many.",
          by=lambda h: moved(C.TRANSFER, legs(GHANA, SWISS, TEN), [{"tag": 7, "value": bytes(9)}, named(h)]))
accepting("R-360", "issue-names-hold", "An issue names a hold, and who acquires signs.",
          by=lambda h: moved(C.ISSUE, legs(100, SWISS, (1, 2001, 2010)), [named(h)]))


def plainly(rule, name, about, what, *signers, serials=(), before=(), header=None, world=None):
    @vector(name_of(rule, name), about)
    def build(s):
        stage(s, **(world or {}))
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, *(signers or [A]), **(header or {})), serials=[list(b) for b in serials])


def told(*particulars, to=COUNTERPART, debited=GHANA):
    """Units go to another registry."""
    return moved(C.TRANSFER, legs(debited, to, TEN), particulars)


plainly("R-360", "evidence-short", "Evidence has a digest of 31 bytes.", told({"tag": 9, "value": b"\2" + NOTICE[:31]}))
plainly("R-360", "evidence-long", "Evidence has a digest of 33 bytes.", told({"tag": 9, "value": b"\2" + NOTICE + b"\0"}))
plainly("R-360", "evidence-empty", "Evidence is empty.", told({"tag": 9, "value": b""}))
plainly("R-360", "evidence-twice", "A movement has evidence twice.", told(evidence(), evidence()))
plainly("R-360", "grade-0", "Evidence is of grade 0.", told(evidence(0)))
plainly("R-360", "grade-5", "Evidence is of grade 5.", told(evidence(5)))
plainly("R-360", "grade-255", "Evidence is of grade 255, with a digest of 00.", told(evidence(255, bytes(32))))
plainly("R-360", "grade-superfluous", "Evidence of an unknown grade, of a movement that should have none.", told(evidence(0), to=SWISS))
plainly("R-360", "hold-without-year", "A use towards an NDC names a hold, and no year.", moved(C.USE_TOWARDS_NDC, legs(GHANA, SWISS_NDC, TEN), [named(5)]))

# Which holds can be accepted

accepting("R-506", "accepted-twice", "A hold is accepted twice.", then=[(accepts, B)], by=lambda h: accepts(h, debited=SWISS, acquiring=GHANA))
accepting("R-506", "released", "A hold is accepted after who proposed it released it.", then=[(releases, A)])
accepting("R-506", "rejected", "A hold is accepted after who would have acquired released it.", then=[(releases, B)])
accepting("R-506", "expired", "A hold is accepted at the moment it expires.", seal=True, for_ms=60_000)
accepting("R-506", "expired-long", "A hold is accepted after it expired.", seal=True, for_ms=1)
accepting("R-506", "never-placed", "A movement names a hold that was never placed.", A, by=lambda h: accepts(5))
accepting("R-506", "itself", "A movement names itself as its hold.", A, by=lambda h: accepts(h + 1), blocks=[(1, 50, 60)])
accepting("R-506", "last-of-all", "A movement names the last entry that can be written as its hold.", A, by=lambda h: accepts(ALL_64))


@vector("r506-occurred-before", "A movement that occurred before a hold expired is recorded at the moment it expires.")
def _(s):
    stage(s)
    h = s.post(hold(s, for_ms=60_000), A)
    s.seal()
    s.fails("R-506", s.post(accepts(h), B, occurred=s.now - 1), serials=[])


@vector("r506-a-movement", "A movement names another movement as its hold.")
def _(s):
    stage(s)
    m = s.post(transfer(GHANA, SWISS, (1, 50, 60)), A)
    s.fails("R-506", s.post(accepts(m), A), serials=[])


@vector("r506-next", "A movement names the entry behind it, a hold of the same batch.")
def _(s):
    stage(s)
    s.fails("R-506", s.post(accepts(s.next_index + 1), A), serials=[])
    s.post(hold(s, (1, 11, 20)), A)


@vector("r506-reversed", "A movement that accepted a hold is reversed: the hold does not come back.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    m = s.post(accepts(h), B)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.fails("R-506", s.post(accepts(h), B), serials=[])


# What was proposed

accepting("R-507", "one-more", "Who accepts a hold takes a serial more.", by=lambda h: accepts(h, (1, 1, 11)))
accepting("R-507", "all-but-one", "Who accepts a hold takes all serials but the last.", by=lambda h: accepts(h, (1, 1, 9)))
accepting("R-507", "all-but-first", "Who accepts a hold takes all serials but the first.", by=lambda h: accepts(h, (1, 2, 10)))
accepting("R-507", "hole", "Who accepts a hold leaves a serial within.", by=lambda h: accepts(h, (1, 1, 4), (1, 6, 10)))
accepting("R-507", "other-serials", "As many serials are taken as were proposed, but others.", by=lambda h: accepts(h, (1, 11, 20)))
accepting("R-507", "one-of-two-blocks", "Of two blocks that were proposed one is taken.", blocks=[TEN, (1, 21, 30)])
accepting("R-507", "action", "A transfer was proposed, and it is cancelled.", by=lambda h: accepts(h, acquiring=SWISS_VOLUNTARY, action=C.VOLUNTARY))
accepting("R-507", "action-alone", "A first transfer was proposed, and is called a transfer.", action=C.FIRST_TRANSFER)
accepting("R-507", "acquiring", "Who acquires takes it into another account.", by=lambda h: accepts(h, acquiring=SWISS_2))
accepting("R-507", "part-elsewhere", "Who acquires sends one serial of it on at once.", by=lambda h: moved(
    C.TRANSFER, [posting(GHANA, C.DEBIT, TEN), posting(SWISS, C.CREDIT, (1, 1, 9)), posting(SWISS_2, C.CREDIT, (1, 10, 10))], [named(h)]))
accepting("R-507", "debited", "Who acquires takes from another account, whose holder did not sign.", before=[(transfer(GHANA, GHANA_2, (1, 101, 110)), A)],
          by=lambda h: accepts(h, (1, 101, 110), debited=GHANA_2))
accepting("R-507", "debited-too", "Who acquires takes from another account, too.", before=[(transfer(GHANA, GHANA_2, (1, 101, 110)), A)],
          by=lambda h: moved(C.TRANSFER, legs(GHANA, SWISS, TEN) + legs(GHANA_2, SWISS, (1, 101, 110)), [named(h)]))
accepting("R-507", "other-space", "The serials of another space are taken.",
          before=[(space(2, "two"), AUTHORITY), ((C.SERIES_OPENED, {
              "series": 2, "space": 2, "source": 200, "label": "GH-2", "host": "GH", "activity": "", "vintage": 2025, "metric": C.GHG, "non_ghg": "",
              "digits": 1, "scale": 0, "gwp": 3, "mitigation": 1, "regime": C.PLAIN}), "ghana"), (issue(200, GHANA, (2, 1, 10)), "ghana")],
          by=lambda h: accepts(h, (2, 1, 10)))
accepting("R-507", "on-behalf", "The operator accepts a hold on behalf, and takes a serial more.", OPERATOR, acquiring=SILENT, header=BEHALF,
          by=lambda h: accepts(h, (1, 1, 11), acquiring=SILENT))
accepting("R-507", "sweden", "A movement of other units names a hold, signed by who acquires there and gives here.", acquiring=SWEDEN,
          before=[(transfer(GHANA, SWISS, (1, 101, 110)), A)], by=lambda h: accepts(h, (1, 101, 110), debited=SWISS, acquiring=SWEDEN))

# What is held back


def touching(name, about, what, *signers, serials, header=None, then=(), seal=False, **of_hold):
    """Ten units are held back, and a movement touches them."""
    @vector("r508-" + name, about)
    def build(s):
        stage(s)
        h = s.post(hold(s, **of_hold), A)
        for entry, *who in then:
            s.post(entry(h), *who)
        if seal:
            s.seal()
        s.fails("R-508", s.post(what, *(signers or [A]), **(header or {})), serials=[list(b) for b in serials])


touching("whole", "Units that are promised to one go to another.", transfer(GHANA, SWISS_2, TEN), serials=[TEN])
touching("same", "What was proposed is moved by who proposed it, and the hold is not named.", transfer(GHANA, SWISS, TEN), serials=[TEN])
touching("one-held", "A movement that names nothing touches one serial that is held back.", transfer(GHANA, SWISS, (1, 10, 20)), serials=[(1, 10, 20)])
touching("one", "One serial of those held back is moved.", transfer(GHANA, SWISS, (1, 5, 5)), serials=[(1, 5, 5)])
touching("two-blocks", "Two of three blocks of a movement touch what is held back.", transfer(GHANA, SWISS, (1, 1, 3), (1, 8, 12), (1, 20, 30)),
         serials=[(1, 1, 3), (1, 8, 12)])
touching("credits-apart", "A block is debited whole and credited in two, of which one is held back: what is debited is said.", moved(
    C.TRANSFER, [posting(GHANA, C.DEBIT, TWENTY), posting(SWISS, C.CREDIT, TEN), posting(SWISS_2, C.CREDIT, (1, 11, 20))]), serials=[TWENTY])
touching("debits-apart", "A block is credited whole and debited in three, of which one is held back: that one is said.", moved(
    C.TRANSFER, [posting(GHANA, C.DEBIT, TEN), posting(SWISS, C.CREDIT, (1, 1, 30)), posting(GHANA, C.DEBIT, (1, 11, 15)), posting(GHANA, C.DEBIT, (1, 16, 30))]),
    serials=[TEN])
touching("use", "Units that are held back are used.", use_ndc(GHANA, SWISS_NDC, (1, 10, 11)), serials=[(1, 10, 11)])
touching("cancellation", "Units that are held back are cancelled.", moved(C.CANCELLATION, legs(GHANA, GHANA_OTHER, TWENTY)), serials=[TWENTY])
touching("on-behalf", "The operator moves units that are held back.", transfer(GHANA, SWISS, TEN), OPERATOR, header=BEHALF, serials=[TEN])
touching("last-millisecond", "Units are moved a millisecond before the hold on them expires.", transfer(GHANA, SWISS, TEN), serials=[TEN], seal=True, for_ms=60_001)


@vector("r508-names-another", "A movement names its hold and takes what it proposed, of which another hold holds back a serial: placed first, and lifted by nobody.")
def _(s):
    stage(s)
    s.post(hold(s, (1, 10, 10), acquiring=SWEDEN), A)
    h = s.next_index
    s.fails("R-505", s.post(hold(s), A), serials=TEN_LIST)
    s.fails("R-508", s.post(accepts(h), B), serials=TEN_LIST)


@vector("r508-two-holds", "A movement touches what two holds hold back.")
def _(s):
    stage(s)
    s.post(hold(s, (1, 1, 5)), A)
    s.post(hold(s, (1, 8, 10), acquiring=SWEDEN), A)
    s.fails("R-508", s.post(transfer(GHANA, SWISS, (1, 4, 9)), A), serials=[[1, 4, 9]])


@vector("r508-second-of-two", "Of two holds one is released; the other holds back.")
def _(s):
    stage(s)
    first = s.post(hold(s, (1, 1, 5)), A)
    s.post(hold(s, (1, 6, 10)), A)
    s.post(releases(first), B)
    s.fails("R-508", s.post(transfer(GHANA, SWISS, TEN), A), serials=TEN_LIST)


@vector("r508-reversing", "A reversing movement takes back units that are held back where they went.")
def _(s):
    stage(s)
    m = s.post(transfer(GHANA, SWISS, TEN), A)
    s.post(hold(s, (1, 3, 4), debited=SWISS, acquiring=SWEDEN), B)
    s.fails("R-508", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=TEN_LIST)


@vector("r508-reversing-issue", "An issue is reversed of which one unit is held back.")
def _(s):
    stage(s, seal=False)
    m = s.next_index - 1
    s.post(hold(s, (1, 1000, 1000)), A)
    s.fails("R-508", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[[1, 1, 1000]])


@vector("r508-held-on", "Units that were acquired by a hold are held back for the next, and moved.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.post(accepts(h), B)
    s.post(hold(s, debited=SWISS, acquiring=SWEDEN), B)
    s.fails("R-508", s.post(transfer(SWISS, GHANA, (1, 10, 10)), B), serials=[[1, 10, 10]])


# Evidence

NONE = evidence(C.NO_EVIDENCE, bytes(32))
plainly("R-521", "missing", "Units go to another registry without evidence.", told())
plainly("R-521", "missing-debited", "Units come from another registry without evidence.", moved(C.ACQUISITION, legs(COUNTERPART, GHANA, TEN)),
        before=[(told(evidence()), A)])
plainly("R-521", "missing-issue", "Units that another registry issued enter without evidence.", issue(100, COUNTERPART, (1, 2001, 2010)), "ghana")
plainly("R-521", "missing-one-of-two", "Of two holders who acquire one is in another registry, and there is no evidence.",
        moved(C.TRANSFER, legs(GHANA, SWISS, TEN) + legs(GHANA, COUNTERPART, (1, 11, 20))))
plainly("R-521", "missing-cancellation", "Units are cancelled in another registry without evidence.", moved(C.CANCELLATION, legs(COUNTERPART, GHANA_OTHER, TEN)),
        before=[(told(evidence()), A)])
plainly("R-521", "superfluous", "A movement from one holder here to another has evidence.", told(evidence(), to=SWISS))
plainly("R-521", "superfluous-none", "A movement from one holder here to another says that there is no evidence.", told(NONE, to=SWISS))
plainly("R-521", "superfluous-issue", "An issue to a holder here has evidence.", moved(C.ISSUE, legs(100, GHANA, (1, 2001, 2010)), [evidence()]), "ghana")
plainly("R-521", "superfluous-use", "A use has evidence.", moved(C.VOLUNTARY, legs(GHANA, SWISS_VOLUNTARY, TEN), [evidence()]))
plainly("R-521", "none-with-digest", "There is no evidence, and it has a digest.", told(evidence(C.NO_EVIDENCE)))
plainly("R-521", "none-with-one-bit", "There is no evidence, and one bit of its digest is set.", told(evidence(C.NO_EVIDENCE, bytes(31) + b"\x80")))
plainly("R-521", "proof-without-digest", "A proof has a digest of 00.", told(evidence(C.PROOF, bytes(32))))
plainly("R-521", "notice-without-digest", "A signed notice has a digest of 00.", told(evidence(C.SIGNED_NOTICE, bytes(32))))
plainly("R-521", "document-without-digest", "A document has a digest of 00.", told(evidence(C.DOCUMENT_DIGEST, bytes(32))))


@vector("r521-accepted", "A hold for another registry is accepted without evidence.")
def _(s):
    stage(s)
    h = s.post(hold(s, acquiring=COUNTERPART), A)
    s.fails("R-521", s.post(accepts(h, acquiring=COUNTERPART), A), serials=[])
