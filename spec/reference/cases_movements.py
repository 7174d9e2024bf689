"""Vectors that must fail: movements and reversals (R-201 to R-223)."""

import codes as C
from cases import vector
from story import (account, issue, legs, mirrored, moved, posting, reversing, series, space, transfer)

SUSPEND = C.ACCOUNT_SUSPENDED
D, K = C.DEBIT, C.CREDIT


def form(name, about, *postings, signers=("alice",)):
    @vector("r201-" + name, about)
    def build(s):
        s.stage()
        e = s.post(moved(C.TRANSFER, list(postings)), *signers)
        s.fails("R-201", e)


form("no-postings", "A movement has no postings.")
form("no-credit", "A movement has a debit and no credit.", posting(1, D, (1, 1, 10)))
form("no-debit", "A movement has a credit and no debit.", posting(2, K, (1, 1, 10)))
form("serial-zero", "A block starts at serial 0.", *legs(1, 2, (1, 0, 10)))
form("inverted", "A block's last serial is below its first.", *legs(1, 2, (1, 10, 9)))
form("serial-too-high", "A block ends at serial 2^63.", *legs(1, 2, (1, 1, 1 << 63)))
form("sum-too-high", "Two blocks of two spaces hold 2^63 units in sum.",
     *legs(1, 2, (1, 1, (1 << 63) - 1), (2, 1, 1)))


@vector("r202-space", "A transfer in a space that is not declared.")
def _(s):
    s.stage()
    e = s.post(transfer(1, 2, (2, 1, 10)), "alice")
    s.fails("R-202", e)


@vector("r203-debited", "A transfer debits an account that is not known.")
def _(s):
    s.stage()
    e = s.post(transfer(77, 2, (1, 1, 10)), "alice")
    s.fails("R-203", e)


@vector("r203-credited", "A transfer credits an account that is not known.")
def _(s):
    s.stage()
    e = s.post(transfer(1, 77, (1, 1, 10)), "alice")
    s.fails("R-203", e)


@vector("r204-suspended-debited", "A transfer debits a suspended account.")
def _(s):
    s.stage()
    s.post((SUSPEND, {"account": 1, "reason": 1}), "operator")
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.fails("R-204", e)


@vector("r204-suspended-credited", "A transfer credits a suspended account.")
def _(s):
    s.stage()
    s.post((SUSPEND, {"account": 2, "reason": 1}), "operator")
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.fails("R-204", e)


@vector("r204-closed", "A transfer credits a closed account.")
def _(s):
    s.stage()
    s.post((C.ACCOUNT_CLOSED, {"account": 2}), "operator")
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.fails("R-204", e)


@vector("r204-reversal", "A reversal gives back to a suspended account.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post((SUSPEND, {"account": 1, "reason": 1}), "operator")
    e = s.post(reversing(m, mirrored(s.postings[m])), "operator", "authority")
    s.fails("R-204", e)


def unbalanced(name, about, postings, serials):
    @vector("r205-" + name, about)
    def build(s):
        s.stage()
        s.post(account(4, C.HOLDING, "CH", [11]), "operator")
        e = s.post(moved(C.TRANSFER, postings), "alice")
        s.fails("R-205", e, serials=serials)


unbalanced("credit-short", "Ten serials are debited, nine credited.", [posting(1, D, (1, 1, 10)), posting(2, K, (1, 1, 9))], [[1, 10, 10]])
unbalanced("credit-long", "Ten serials are debited, eleven credited.", [posting(1, D, (1, 1, 10)), posting(2, K, (1, 1, 11))], [[1, 11, 11]])
unbalanced("other-serials", "As many serials are credited as debited, but others.",
           [posting(1, D, (1, 1, 10)), posting(2, K, (1, 11, 20))], [[1, 1, 20]])
unbalanced("credited-twice", "Two buyers are credited with the same serials.",
           [posting(1, D, (1, 1, 10)), posting(2, K, (1, 1, 10)), posting(4, K, (1, 3, 5))], [[1, 3, 5]])
unbalanced("debited-twice", "One seller is debited twice with the same serials.",
           [posting(1, D, (1, 1, 10)), posting(1, D, (1, 8, 10)), posting(2, K, (1, 1, 10))], [[1, 8, 10]])


@vector("r206-to-itself", "A transfer credits the account it debits with some of the serials.")
def _(s):
    s.stage()
    e = s.post(moved(C.TRANSFER, [posting(1, D, (1, 1, 10)), posting(1, K, (1, 4, 6)), posting(2, K, (1, 1, 3)), posting(2, K, (1, 7, 10))]), "alice")
    s.fails("R-206", e, serials=[[1, 4, 6]])


TERMINALS = {"use-ndc": (C.USE_NDC, C.USE_TOWARDS_NDC), "use-oimp": (C.USE_OIMP, C.USE_FOR_OIMP), "domestic-use": (C.DOMESTIC_USE, C.DOMESTIC),
             "voluntary": (C.VOLUNTARY_CANCELLATION, C.VOLUNTARY), "omge": (C.OMGE_CANCELLATION, C.FOR_OMGE),
             "other": (C.OTHER_CANCELLATION, C.CANCELLATION)}


def out_of_terminal(name, kind, action):
    @vector(f"r207-{name}", f"Units leave a terminal account again ({name}).")
    def build(s):
        s.stage()
        s.post(account(5, kind, "CH", [11]), "operator")
        s.post(moved(action, legs(1, 5, (1, 1, 10))), "alice")
        e = s.post(transfer(5, 2, (1, 1, 10)), "bob")
        s.fails("R-207", e)


for _name, (_kind, _action) in TERMINALS.items():
    out_of_terminal(_name, _kind, _action)


def misfit(name, about, what, *signers, before=()):
    @vector("r208-" + name, about)
    def build(s):
        s.stage()
        s.post(account(6, C.PENDING, "GH", [10]), "operator")
        s.post(account(7, C.IN_TRANSIT, "CH", [11]), "operator")
        e = s.post(what, *signers)
        s.fails("R-208", e)


misfit("issue-to-use", "Units are issued into an account of use.", issue(100, 3, (1, 1001, 1010)), "ghana")
misfit("issue-from-holding", "An issue debits a holding account.", moved(C.ISSUE, legs(1, 2, (1, 1001, 1010))), "alice")
misfit("transfer-from-source", "A transfer debits a Source account.", transfer(100, 1, (1, 1001, 1010)), "ghana")
misfit("transfer-to-use", "A transfer credits an account of use.", transfer(1, 3, (1, 1, 10)), "alice")
misfit("transfer-to-pending", "A transfer credits a pending account.", transfer(1, 6, (1, 1, 10)), "alice")
misfit("first-transfer-to-pending", "A first transfer credits a pending account.", moved(C.FIRST_TRANSFER, legs(1, 6, (1, 1, 10))), "alice")
misfit("acquisition-from-holding", "An acquisition debits a holding account.", moved(C.ACQUISITION, legs(1, 2, (1, 1, 10))), "alice")
misfit("use-ndc-to-holding", "A use towards an NDC credits a holding account.", moved(C.USE_TOWARDS_NDC, legs(1, 2, (1, 1, 10))), "alice")
misfit("use-oimp-to-ndc", "A use for OIMP credits an account of use towards an NDC.", moved(C.USE_FOR_OIMP, legs(1, 3, (1, 1, 10))), "alice")
misfit("cancellation-to-holding", "A cancellation credits a holding account.", moved(C.CANCELLATION, legs(1, 2, (1, 1, 10))), "alice")
misfit("voluntary-to-ndc", "A voluntary cancellation credits an account of use.", moved(C.VOLUNTARY, legs(1, 3, (1, 1, 10))), "alice")
misfit("omge-to-ndc", "A cancellation for OMGE credits an account of use.", moved(C.FOR_OMGE, legs(1, 3, (1, 1, 10))), "alice")
misfit("adaptation-to-holding", "A contribution to the Adaptation Fund credits a holding account.",
       moved(C.ADAPTATION_CONTRIBUTION, legs(1, 2, (1, 1, 10))), "alice")
misfit("domestic-to-ndc", "A domestic use credits an account of use towards an NDC.", moved(C.DOMESTIC, legs(1, 3, (1, 1, 10))), "alice")


@vector("r209-other-space", "Units of a series are issued in a space that is not the series'.")
def _(s):
    s.stage()
    s.post(space(2, "GHA01/2026"), "authority")
    e = s.post(moved(C.ISSUE, legs(100, 1, (1, 1001, 1010), (2, 1, 10))), "ghana")
    s.fails("R-209", e, serials=[[2, 1, 10]])


@vector("r209-two-sources", "One issue debits the Source accounts of two series.")
def _(s):
    s.stage()
    s.post(series(2, 1, 200), "ghana")
    e = s.post(moved(C.ISSUE, legs(100, 1, (1, 1001, 1010)) + legs(200, 1, (1, 2001, 2010))), "ghana")
    s.fails("R-209", e, serials=[[1, 1001, 1010], [1, 2001, 2010]])


@vector("r210-overlap", "A second issue overlaps the first by its last serial.")
def _(s):
    s.stage()
    e = s.post(issue(100, 1, (1, 1000, 1100)), "ghana")
    s.fails("R-210", e, serials=[[1, 1000, 1000]])


@vector("r210-other-series", "A serial that one series issued is issued by another series of the space.")
def _(s):
    s.stage()
    s.post(series(2, 1, 200), "ghana")
    e = s.post(issue(200, 1, (1, 500, 500)), "ghana")
    s.fails("R-210", e, serials=[[1, 500, 500]])


@vector("r210-after-reversal", "Serials whose issue was reversed are issued again.")
def _(s):
    s.stage()
    m = s.post(issue(100, 1, (1, 2001, 2010)), "ghana")
    s.post(reversing(m, mirrored(s.postings[m])), "operator", "authority")
    e = s.post(issue(100, 1, (1, 2005, 2006)), "ghana")
    s.fails("R-210", e, serials=[[1, 2005, 2006]])


@vector("r211-double-spend", "Serials that were transferred are transferred again to somebody else.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(transfer(1, 4, (1, 8, 12)), "alice")
    s.fails("R-211", e, serials=[[1, 8, 10]])


@vector("r211-never-issued", "Serials that were never issued are transferred with others that were.")
def _(s):
    s.stage()
    e = s.post(transfer(1, 2, (1, 991, 1010)), "alice")
    s.fails("R-211", e, serials=[[1, 1001, 1010]])


@vector("r211-same-batch", "In one batch two buyers get the same block; the second is the finding.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    s.seal()
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(transfer(1, 4, (1, 1, 10)), "alice")
    s.fails("R-211", e, serials=[[1, 1, 10]])


@vector("r211-other-space", "The serials are held, but in another space.")
def _(s):
    s.stage()
    s.post(space(2, "GHA01/2026"), "authority")
    e = s.post(transfer(1, 2, (2, 1, 10)), "alice")
    s.fails("R-211", e, serials=[[2, 1, 10]])


@vector("r211-two-holes", "Of a block two parts are held by somebody else.")
def _(s):
    s.stage()
    s.post(transfer(1, 2, (1, 3, 4), (1, 7, 7)), "alice")
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.fails("R-211", e, serials=[[1, 3, 4], [1, 7, 7]])


@vector("r212-before-issue", "A transfer occurred a millisecond before the issue of its serials.")
def _(s):
    s.stage()
    issued = s.now - 60_000
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice", occurred=issued - 1)
    s.fails("R-212", e, serials=[[1, 1, 10]])


@vector("r212-some-serials", "Of the serials that a transfer moves some moved later than it occurred.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(transfer(2, 1, (1, 1, 10)), "bob")
    s.seal()
    e = s.post(transfer(1, 4, (1, 6, 15)), "alice", occurred=s.now - 60_001)
    s.fails("R-212", e, serials=[[1, 6, 10]])


@vector("r212-reversal", "A reversal occurred before the movement that it reverses.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(m, mirrored(s.postings[m])), "operator", "authority", occurred=s.now - 1)
    s.fails("R-212", e, serials=[[1, 1, 10]])


@vector("r213-metric", "GHG units are transferred to an account for another metric.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11], metric=C.NON_GHG), "operator")
    e = s.post(transfer(1, 4, (1, 1, 10)), "alice")
    s.fails("R-213", e, serials=[[1, 1, 10]])


@vector("r213-part-of-a-block", "Of two credited blocks one holds units of another metric, together with others: the whole block stands on the finding.")
def _(s):
    s.stage()
    s.post(series(2, 1, 101, metric=C.NON_GHG, non_ghg="ha restored"), "ghana")
    s.post(account(4, C.HOLDING, "GH", [10], metric=C.NON_GHG), "operator")
    s.post(issue(101, 4, (1, 1001, 1010)), "ghana")
    e = s.post(moved(C.TRANSFER, [posting(1, C.DEBIT, (1, 991, 1000)), posting(4, C.DEBIT, (1, 1001, 1010)),
                                  posting(2, C.CREDIT, (1, 991, 995)), posting(2, C.CREDIT, (1, 996, 1010))]), "alice")
    s.fails("R-213", e, serials=[[1, 996, 1010]])


@vector("r213-issue", "GHG units are issued to an account for another metric.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "GH", [10], metric=C.NON_GHG), "operator")
    e = s.post(issue(100, 4, (1, 1001, 1010)), "ghana")
    s.fails("R-213", e, serials=[[1, 1001, 1010]])


BOTH = ("operator", "authority")


@vector("r220-not-a-movement", "A reversing movement names the entry that opened an account.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(9, mirrored(s.postings[m])), *BOTH)
    s.fails("R-220", e)


@vector("r220-later", "A reversing movement names itself.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(s.next_index, mirrored(s.postings[m])), *BOTH)
    s.fails("R-220", e)


@vector("r220-reversal", "A reversing movement names a reversing movement.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    r = s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    e = s.post(reversing(r, s.postings[m]), *BOTH)
    s.fails("R-220", e)


@vector("r221-twice", "A movement is reversed a second time, after the units came to the same account again.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.fails("R-221", e)


@vector("r222-part", "A reversal takes back a part of the block.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(m, mirrored(legs(1, 2, (1, 1, 5)))), *BOTH)
    s.fails("R-222", e)


@vector("r222-order", "A reversal has the right postings in another order.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(m, mirrored(s.postings[m])[::-1]), *BOTH)
    s.fails("R-222", e)


@vector("r222-third-account", "A reversal gives the units to a third account.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "GH", [10]), "operator")
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(m, mirrored(legs(4, 2, (1, 1, 10)))), *BOTH)
    s.fails("R-222", e)


@vector("r223-moved-on", "A reversal takes back units of which some were moved on.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(transfer(2, 4, (1, 4, 5)), "bob")
    e = s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.fails("R-223", e, serials=[[1, 4, 5]])


@vector("r223-came-back", "The units moved on and came back; they are not held since the movement reversed.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(transfer(2, 4, (1, 1, 10)), "bob")
    s.post(transfer(4, 2, (1, 1, 10)), "bob")
    e = s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.fails("R-223", e, serials=[[1, 1, 10]])


@vector("r223-issue-moved", "An issue is reversed after some of its units were transferred.")
def _(s):
    s.stage()
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(12, mirrored(legs(100, 1, (1, 1, 1000)))), *BOTH)
    s.fails("R-223", e, serials=[[1, 1, 10]])
