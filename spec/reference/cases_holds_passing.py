"""Vectors of rulebook 4 in which nothing is wrong: every kind, each action, and the last value that is still allowed."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, posting, reversing, space, transfer
from story_article6 import (GHANA_NDC, GHANA_OTHER, SWISS_NDC, SWISS_OIMP, SWISS_VOLUNTARY, authorized, by, first_transfer, identify,
                            rulebook, towards, use_ndc, year)
from story_holds import (CH, COUNTERPART, DAY, GH, GHANA, GHANA_2, LIMIT, SE, SILENT, SWEDEN, SWISS, SWISS_2, TEN, TWENTY, accepts, article6, evidence,
                         hold, lifts, named, releases, restriction, stage)
from story_origins import activity, loss, settling

A, B, AUTHORITY, OPERATOR = "alice", "bob", "authority", "operator"
BOTH = ("operator", "authority")
BEHALF = {"on_behalf": ["somebody"]}
TOP = (1 << 63) - 1
ALL_64 = (1 << 64) - 1
NONE = evidence(C.NO_EVIDENCE, bytes(32))


@vector("ok-b4-every-kind", "Each of the four kinds of rulebook 4; a hold that is accepted, one that is released, and evidence of what went to another registry.")
def _(s):
    stage(s)
    first = s.post(hold(s), A)
    second = s.post(hold(s, (1, 11, 20)), A)
    s.seal()
    s.post(accepts(first), B)
    s.post(releases(second), B)
    r = s.post(restriction(GHANA, blocks=[(1, 500, 600)]), AUTHORITY)
    s.post(lifts(r), AUTHORITY)
    own = s.post(restriction(SWISS_2, code=CH, reason=4), "carol")
    s.post(lifts(own), "carol")
    s.post(moved(C.TRANSFER, legs(GHANA, COUNTERPART, (1, 11, 20)), [evidence()]), A)
    s.post(transfer(SWISS, SWISS_2, TEN), B)


# Holds

@vector("ok-b4-on-behalf", "The operator places, accepts and releases holds on behalf, of accounts with representatives and without; others sign besides.")
def _(s):
    stage(s)
    first = s.post(hold(s, acquiring=SILENT), OPERATOR, **BEHALF)
    s.post(accepts(first, acquiring=SILENT), OPERATOR, **BEHALF)
    second = s.post(hold(s, debited=SILENT, acquiring=SWISS), OPERATOR, A, **BEHALF)
    s.post(accepts(second, debited=SILENT), OPERATOR, B, **BEHALF)
    for block in ((1, 21, 30), (1, 31, 40)):
        h = s.post(hold(s, block), A)
        s.post(releases(h), OPERATOR, **BEHALF)
    s.post(transfer(SWISS, SILENT, TEN), B)
    s.post(transfer(SILENT, GHANA, TEN), OPERATOR, **BEHALF)


@vector("ok-b4-limits", "Holds for the longest and the shortest time, and as an option has it: a day, without end, and none any more.")
def _(s):
    stage(s)
    s.post(hold(s, for_ms=LIMIT), A)
    s.post(hold(s, (1, 11, 20), for_ms=1), A)
    s.post(hold(s, (1, 21, 30), for_ms=LIMIT), A, occurred=s.now - 1)
    s.post(rulebook(4, o9=DAY), *BOTH)
    s.seal()
    s.post(hold(s, (1, 31, 40), for_ms=DAY), A)
    s.post(rulebook(4, o9=ALL_64), *BOTH)
    s.seal()
    h = s.post(hold(s, (1, 41, 50), expires_ms=ALL_64), A)
    s.post(rulebook(4, o9=0), *BOTH)
    s.seal()
    s.post(accepts(h, (1, 41, 50)), B)


@vector("ok-b4-expired", "At the moment it expires a hold holds nothing back: its units are moved, and promised again.")
def _(s):
    stage(s)
    s.post(hold(s, TWENTY, for_ms=60_000), A)
    s.seal()
    s.post(transfer(GHANA, SWISS_2, TEN), A)
    h = s.post(hold(s, (1, 11, 20), acquiring=SWEDEN), A)
    s.post(accepts(h, (1, 11, 20), acquiring=SWEDEN), B)


@vector("ok-b4-last-millisecond", "Holds are accepted and released a millisecond before they expire.")
def _(s):
    stage(s)
    first = s.post(hold(s, for_ms=60_001), A)
    second = s.post(hold(s, (1, 11, 20), for_ms=60_001), A)
    s.seal()
    s.post(accepts(first), B, occurred=s.now - 60_000)
    s.post(releases(second), A)


@vector("ok-b4-part-of-a-block", "A hold over a part of a block: what is beside it is moved, promised to another, and the rest stays.")
def _(s):
    stage(s)
    h = s.post(hold(s, (1, 10, 20), (1, 30, 30)), A)
    s.post(transfer(GHANA, SWISS, (1, 1, 9), (1, 21, 29)), A)
    s.post(hold(s, (1, 31, 31), acquiring=SWEDEN), A)
    s.post(accepts(h, (1, 10, 20), (1, 30, 30)), B)
    s.post(transfer(SWISS, GHANA, (1, 1, 30)), B)


@vector("ok-b4-other-postings", "A hold is accepted by a movement that writes its serials in other blocks and another order.")
def _(s):
    stage(s)
    h = s.post(hold(s, TEN, (1, 11, 20), (1, 31, 40)), A)
    postings = [posting(SWISS, C.CREDIT, (1, 15, 20)), posting(GHANA, C.DEBIT, (1, 31, 40)), posting(SWISS, C.CREDIT, (1, 1, 14)),
                posting(SWISS, C.CREDIT, (1, 31, 40)), posting(GHANA, C.DEBIT, (1, 1, 20))]
    s.post(moved(C.TRANSFER, postings, [named(h)]), B)


@vector("ok-b4-1024-blocks", "A hold of 1,024 blocks is accepted as one.")
def _(s):
    stage(s)
    s.post(issue(100, GHANA, (1, 1001, 1100)), "ghana")
    h = s.post(hold(s, *[(1, n, n) for n in range(1024, 0, -1)]), A)
    s.post(accepts(h, (1, 1, 1024)), B)


@vector("ok-b4-every-action", "A hold of each action but issue is placed and accepted, with the particulars of the action.")
def _(s):
    stage(s)
    out, home = (1, 901, 910), (1, 911, 920)
    s.post(moved(C.TRANSFER, legs(GHANA, COUNTERPART, out, home), [evidence(C.PROOF)]), A)
    s.post(account(20, C.ADAPTATION_FUND, CH, [11]), OPERATOR)
    s.post(account(21, C.DOMESTIC_USE, GH), OPERATOR)
    s.post(account(22, C.OMGE_CANCELLATION, GH), OPERATOR)
    at = 0
    for action, credited, particulars in (
            (C.TRANSFER, SWISS, []), (C.FIRST_TRANSFER, SWISS, []), (C.USE_TOWARDS_NDC, SWISS_NDC, [year(2026)]),
            (C.USE_FOR_OIMP, SWISS_OIMP, [by(), towards()]), (C.CANCELLATION, GHANA_OTHER, []), (C.VOLUNTARY, SWISS_VOLUNTARY, [by()]),
            (C.FOR_OMGE, 22, []), (C.ADAPTATION_CONTRIBUTION, 20, []), (C.DOMESTIC, 21, [])):
        block, at = (1, at + 1, at + 10), at + 10
        h = s.post(hold(s, block, acquiring=credited, action=action), A)
        who, header = ((B,), {}) if credited in (SWISS, 20) else ((OPERATOR,), BEHALF)
        s.post(accepts(h, block, acquiring=credited, action=action, particulars=particulars), *who, **header)
    h = s.post(hold(s, out, debited=COUNTERPART, acquiring=SWISS, action=C.ACQUISITION), A)
    s.post(accepts(h, out, debited=COUNTERPART, action=C.ACQUISITION, particulars=[evidence()]), B)


@vector("ok-b4-released", "Holds are released by who would acquire and by who proposed; their units are promised again, and moved.")
def _(s):
    stage(s)
    for who in (A, B):
        h = s.post(hold(s), A)
        s.post(releases(h, 65_535), who)
    h = s.post(hold(s, acquiring=SWEDEN), A)
    s.post(releases(h, 0), A, B)
    s.post(transfer(GHANA, SWISS, TEN), A)


@vector("ok-b4-reversed", "A movement that accepted a hold is reversed: its units are held back no more.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    m = s.post(accepts(h), B)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(transfer(GHANA, SWISS_2, TEN), A)


@vector("ok-b4-reversed-beside", "Movements are reversed beside units that are held back, and after a hold of their units was released or expired.")
def _(s):
    stage(s)
    first, second, third = (s.post(transfer(GHANA, SWISS, (1, n, n + 9)), A) for n in (1, 11, 21))
    h = s.post(hold(s, (1, 12, 12), debited=SWISS, acquiring=SWEDEN), B)
    s.post(hold(s, (1, 30, 30), debited=SWISS, acquiring=SWEDEN, for_ms=60_000), B)
    s.post(reversing(first, mirrored(s.postings[first])), *BOTH)
    s.post(releases(h), B)
    s.seal()
    s.post(reversing(second, mirrored(s.postings[second])), *BOTH)
    s.post(reversing(third, mirrored(s.postings[third])), *BOTH)


@vector("ok-b4-other-space", "The same serials of another space are not held back, nor restricted.")
def _(s):
    stage(s)
    s.post(space(2, "two"), AUTHORITY)
    s.post((C.SERIES_OPENED, {"series": 2, "space": 2, "source": 200, "label": "GH-2", "host": "GH", "activity": "", "vintage": 2025, "metric": C.GHG,
                              "non_ghg": "", "digits": 1, "scale": 0, "gwp": 3, "mitigation": 1, "regime": C.PLAIN}), "ghana")
    s.post(issue(200, GHANA, (2, 1, 20)), "ghana")
    s.post(hold(s, TEN), A)
    s.post(restriction(blocks=[(1, 11, 20)]), AUTHORITY)
    s.post(transfer(GHANA, SWISS, (2, 1, 20)), A)


@vector("ok-b4-from-hand-to-hand", "Units go from hand to hand, each time by a hold, all in one batch.")
def _(s):
    stage(s)
    for debited, acquiring, gives, takes in ((GHANA, SWISS, A, B), (SWISS, SWEDEN, B, B), (SWEDEN, GHANA_2, B, A)):
        h = s.post(hold(s, debited=debited, acquiring=acquiring), gives)
        s.post(accepts(h, debited=debited, acquiring=acquiring), takes)


@vector("ok-b4-suspended-meanwhile", "The account of a hold was suspended, and is reinstated when it is accepted.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    for kind in (C.ACCOUNT_SUSPENDED, C.ACCOUNT_REINSTATED):
        s.post((kind, {"account": SWISS, "reason": 1}), OPERATOR)
    s.post(accepts(h), B)


@vector("ok-b4-representatives-changed", "Who acts for an account changed after a hold was placed: who acts for it now accepts.")
def _(s):
    stage(s)
    h = s.post(hold(s), A)
    s.post((C.REPRESENTATIVES_CHANGED, {"account": SWISS, "representatives": [13], "threshold": 1}), OPERATOR)
    s.post(accepts(h), "carol")


@vector("ok-b4-itmo", "Units are proposed before they are authorized, first transferred by a hold, and used by one; authorizing and naming held units is no movement.")
def _(s):
    article6(s)
    h = s.post(hold(s, action=C.FIRST_TRANSFER), A)
    s.post(restriction(blocks=[(1, 500, 600)]), AUTHORITY)
    authorized(s)
    s.post(accepts(h, action=C.FIRST_TRANSFER), B)
    use = s.post(hold(s, (1, 1, 5), debited=SWISS, acquiring=SWISS_NDC, action=C.USE_TOWARDS_NDC), B)
    s.post(accepts(use, (1, 1, 5), debited=SWISS, acquiring=SWISS_NDC, action=C.USE_TOWARDS_NDC, particulars=[year(2026)]), OPERATOR, **BEHALF)
    s.post(first_transfer(GHANA, SWISS, (1, 11, 499)), A)


@vector("ok-b4-identifiers", "Units that are held back, and units that are restricted, get identifiers.")
def _(s):
    stage(s, issued=False, regime=C.PLAIN)
    s.post((C.SERIES_OPENED, {"series": 2, "space": 1, "source": 200, "label": "GH-2", "host": "GH", "activity": "", "vintage": 2025, "metric": C.GHG,
                              "non_ghg": "", "digits": 1, "scale": 0, "gwp": 3, "mitigation": 1, "regime": C.ARTICLE_6_2}), "ghana")
    s.post((C.APPROACH_DECLARED, {"approach": 12, "parties": ["CH", "GH"], "metrics": [1], "status": 2}), AUTHORITY)
    s.post(moved(C.ISSUE, legs(200, GHANA, TWENTY), [{"tag": 6, "value": bytes(32)}]), "ghana")
    s.post(hold(s, TEN), A)
    s.post(restriction(GHANA, blocks=[(1, 11, 20)]), AUTHORITY)
    s.post(identify(TWENTY), OPERATOR)


@vector("ok-b4-settlement", "A loss is settled by a cancellation that accepts a hold.")
def _(s):
    stage(s)
    s.post(activity(), "ghana")
    s.post(loss(), "ghana")
    h = s.post(hold(s, acquiring=GHANA_OTHER, action=C.CANCELLATION), A)
    s.post(accepts(h, acquiring=GHANA_OTHER, action=C.CANCELLATION, particulars=[settling()]), OPERATOR, **BEHALF)


@vector("ok-b4-adopted", "Rulebook 4 is adopted: before, units went to another registry without evidence, and from the next batch holds bind.")
def _(s):
    stage(s, version=3)
    s.post(transfer(GHANA, COUNTERPART, (1, 101, 110)), A)
    s.post(rulebook(4), *BOTH)
    s.seal()
    h = s.post(hold(s), A)
    s.post(moved(C.TRANSFER, legs(COUNTERPART, SWISS, (1, 101, 110)), [NONE]), A)
    s.post(rulebook(4, o9=1), *BOTH)
    s.seal()
    s.post(accepts(h), B)


# Restrictions

@vector("ok-b4-restricted-account-acquires", "A restricted account acquires, by a transfer, an issue and a hold.")
def _(s):
    stage(s)
    s.post(restriction(SWISS), AUTHORITY)
    s.post(restriction(SWISS, SWISS_NDC, code=CH), "carol")
    s.post(transfer(GHANA, SWISS, TEN), A)
    s.post(issue(100, SWISS, (1, 1001, 1010)), "ghana")
    h = s.post(hold(s, (1, 11, 20)), A)
    s.post(accepts(h, (1, 11, 20)), B)
    s.post(use_ndc(GHANA, SWISS_NDC, (1, 21, 30)), A)


@vector("ok-b4-restricted-account-gets-back", "A movement of a restricted account is reversed: it gets back.")
def _(s):
    stage(s)
    m = s.post(transfer(GHANA, SWISS, TEN), A)
    s.post(restriction(GHANA), AUTHORITY)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


@vector("ok-b4-restriction-to-come", "A restriction begins a millisecond after units are moved, and one ended at that moment.")
def _(s):
    stage(s)
    s.post(restriction(GHANA, from_ms=s.now + 60_001), AUTHORITY)
    s.post(restriction(GHANA, blocks=[TEN], until_ms=s.now + 60_000, from_ms=s.now + 1), AUTHORITY)
    s.post(transfer(GHANA, SWISS, (1, 1, 5)), A)
    s.seal()
    s.post(transfer(GHANA, SWISS, (1, 6, 10)), A)
    h = s.post(hold(s, (1, 11, 20), for_ms=1), A)
    s.post(accepts(h, (1, 11, 20)), B)


@vector("ok-b4-restriction-widest", "Restrictions of 256 accounts and of 1,024 blocks, of serials up to the last there is, from the first time to the last; one that has ended.")
def _(s):
    stage(s)
    for n in range(100, 356):
        if n != 100:
            s.post(account(n, C.HOLDING, SE), OPERATOR)
    s.seal()
    s.post(restriction(*range(100, 356), until_ms=ALL_64), AUTHORITY)
    s.post(restriction(blocks=[(1, 2 * n, 2 * n) for n in range(1001, 2024)] + [(1, 1 << 62, TOP)], from_ms=ALL_64), AUTHORITY)
    s.post(restriction(blocks=[(1, 1, TOP)], from_ms=ALL_64 - 1, until_ms=ALL_64), AUTHORITY)
    s.post(restriction(GHANA, from_ms=0, until_ms=1), AUTHORITY)
    s.post(transfer(GHANA, SWISS, TEN), A)


@vector("ok-b4-restriction-beside", "What is not restricted is moved: serials beside, another account of the same holder, another Party's.")
def _(s):
    stage(s)
    s.post(transfer(GHANA, GHANA_2, (1, 101, 110)), A)
    s.post(transfer(GHANA, SWISS, (1, 201, 210)), A)
    s.post(restriction(GHANA, blocks=[(1, 105, 106)]), AUTHORITY)
    s.post(transfer(GHANA_2, SWISS, (1, 101, 104), (1, 107, 110)), A)
    s.post(transfer(SWISS, GHANA, (1, 201, 210)), B)


@vector("ok-b4-restriction-of-any-account", "Restrictions name accounts that are suspended, closed, of use and of a series.")
def _(s):
    stage(s)
    s.post((C.ACCOUNT_SUSPENDED, {"account": SWISS, "reason": 1}), OPERATOR)
    s.post((C.ACCOUNT_CLOSED, {"account": SWISS_2}), OPERATOR)
    s.post(restriction(SWISS, SWISS_2, SWISS_NDC, 100), AUTHORITY)
    s.post(restriction(100, GHANA_NDC, code=GH), "ghana")


@vector("ok-b4-lifted", "Restrictions of the ledger, of a Party and of one without keys are lifted; one that is to come, and one that has ended, too.")
def _(s):
    stage(s)
    orders = [(restriction(GHANA), AUTHORITY), (restriction(GHANA, code=GH), "ghana"), (restriction(SWEDEN, code=SE), AUTHORITY),
              (restriction(blocks=[TEN], from_ms=s.now + 5), AUTHORITY), (restriction(GHANA, until_ms=1), AUTHORITY)]
    placed = [(s.post(what, who), who) for what, who in orders]
    for r, who in placed:
        s.post(lifts(r), who)
    s.seal()
    s.post(transfer(GHANA, SWISS, TEN), A)


@vector("ok-b4-lifted-by-the-party", "A Party gets keys, and lifts the restriction that the ledger's authority placed in its name.")
def _(s):
    stage(s)
    r = s.post(restriction(SWEDEN, code=SE), AUTHORITY)
    s.post((C.ROLE_GRANTED, {"role": C.AUTHORITY, "party": SE, "key": 11}), AUTHORITY)
    s.post(lifts(r), B)
    s.post(restriction(SWEDEN, code=SE), B)


# Evidence

@vector("ok-b4-evidence", "Evidence of each grade, of units that go, come, are cancelled there and enter; a reversal has none.")
def _(s):
    stage(s)
    for n, said in enumerate((evidence(C.PROOF), evidence(C.SIGNED_NOTICE), evidence(C.DOCUMENT_DIGEST), NONE)):
        s.post(moved(C.TRANSFER, legs(GHANA, COUNTERPART, (1, 10 * n + 1, 10 * n + 10)), [said]), A)
    s.post(moved(C.ACQUISITION, legs(COUNTERPART, GHANA, (1, 5, 35)), [evidence(C.PROOF, bytes(31) + b"\1")]), A)
    s.post(moved(C.CANCELLATION, legs(COUNTERPART, GHANA_OTHER, (1, 1, 4)), [by(), evidence()]), A)
    m = s.post(moved(C.ISSUE, legs(100, COUNTERPART, (1, 1001, 1010)), [{"tag": 6, "value": bytes(32)}, NONE]), "ghana")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


@vector("ok-b4-evidence-and-hold", "A hold for an account in another registry is accepted with evidence; nothing else of a hold asks for it.")
def _(s):
    stage(s)
    h = s.post(hold(s, acquiring=COUNTERPART), A)
    other = s.post(hold(s, (1, 11, 20), acquiring=COUNTERPART), A)
    s.post(releases(other), A)
    s.post(moved(C.TRANSFER, legs(GHANA, COUNTERPART, TEN), [evidence(), named(h)]), A)
