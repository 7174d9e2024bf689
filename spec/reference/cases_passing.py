"""Vectors in which nothing is wrong: every kind, every action, and the last value that is still allowed."""

import codec
import codes as C
import crafted
import digests
import trust
from blake3 import blake3
from cases import vector
from story import (DAY, account, commit, grant, issue, key, legs, mirrored, moved, note, party, posting, reversing, revoke, rotate, series, space,
                   test_public, threshold, transfer, withdraw)

D, K = C.DEBIT, C.CREDIT
BOTH = ("operator", "authority")


def rulebook(limit=None):
    return C.RULEBOOK_ADOPTED, {"version": 1, "settings": [] if limit is None else [{"option": 1, "value": limit}]}


@vector("ok-genesis", "A journal of genesis alone.")
def _(s):
    s.genesis()


@vector("ok-every-kind", "Each of the twenty-one kinds at least once.")
def _(s):
    s.stage()
    s.post((C.RECOVERY, {"segment": 0, "offset": 4_096, "size": 77, "digest": blake3(b"torn").digest()}), "operator")
    s.post(note("GH", [0, 12]), "ghana")
    s.post(key(13, "carol"), "authority")
    s.post(grant(C.OPERATOR, "", 13), "authority")
    s.post(threshold(C.OPERATOR, "", 2), "authority")
    s.post(threshold(C.OPERATOR, "", 1), "recovery")
    s.post(withdraw(C.OPERATOR, "", 13), "recovery")
    s.post(rotate(13, 20, "carol 2"), "carol")
    s.post(revoke(20), "recovery")
    s.post((C.ACCOUNT_SUSPENDED, {"account": 1, "reason": 1}), "ghana")
    s.post((C.ACCOUNT_REINSTATED, {"account": 1, "reason": 1}), "operator")
    s.post((C.REPRESENTATIVES_CHANGED, {"account": 2, "representatives": [10, 11], "threshold": 2}), "operator")
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post((C.ACCOUNT_CLOSED, {"account": 2}), "operator")
    s.post(rulebook(90 * DAY), *BOTH)


@vector("ok-every-action", "Each of the eleven actions, and every kind of account.")
def _(s):
    s.stage()
    for number, kind in enumerate((C.PENDING, C.USE_OIMP, C.DOMESTIC_USE, C.VOLUNTARY_CANCELLATION, C.OMGE_CANCELLATION, C.OTHER_CANCELLATION,
                                   C.ADAPTATION_FUND, C.REVERSAL_BUFFER, C.IN_TRANSIT, C.COUNTERPART), 20):
        s.post(account(number, kind, "GH", [10]), "operator")
    s.seal()
    s.post(issue(100, 20, (1, 1001, 1100)), "ghana")
    for action, debited, credited, block in (
            (C.TRANSFER, 20, 1, (1, 1001, 1100)), (C.FIRST_TRANSFER, 1, 2, (1, 1, 100)), (C.TRANSFER, 1, 27, (1, 101, 110)),
            (C.TRANSFER, 1, 28, (1, 111, 130)), (C.TRANSFER, 1, 29, (1, 131, 140)), (C.ACQUISITION, 28, 2, (1, 111, 120)),
            (C.ACQUISITION, 29, 1, (1, 131, 140)), (C.FIRST_TRANSFER, 1, 28, (1, 141, 150)), (C.FIRST_TRANSFER, 1, 29, (1, 151, 160)),
            (C.USE_FOR_OIMP, 1, 21, (1, 161, 170)), (C.CANCELLATION, 1, 25, (1, 171, 180)), (C.VOLUNTARY, 1, 23, (1, 181, 190)),
            (C.FOR_OMGE, 27, 24, (1, 101, 110)), (C.ADAPTATION_CONTRIBUTION, 1, 26, (1, 191, 200)), (C.TRANSFER, 26, 1, (1, 191, 195)),
            (C.DOMESTIC, 1, 22, (1, 191, 195)), (C.VOLUNTARY, 28, 23, (1, 121, 130))):
        s.post(moved(action, legs(debited, credited, block)), "alice")
    s.post(moved(C.USE_TOWARDS_NDC, legs(2, 3, (1, 1, 100))), "bob")


@vector("ok-split", "One block is debited whole and credited in three parts to three buyers.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    s.post(account(5, C.HOLDING, "CH", [11]), "operator")
    s.post(moved(C.TRANSFER, [posting(1, D, (1, 1, 100)), posting(2, K, (1, 1, 33)), posting(4, K, (1, 34, 34)), posting(5, K, (1, 35, 100))]), "alice")


@vector("ok-merge", "Three blocks of two holders are credited as one.")
def _(s):
    s.stage()
    s.post(transfer(1, 2, (1, 11, 20)), "alice")
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    s.post(moved(C.TRANSFER, [posting(4, K, (1, 1, 30)), posting(1, D, (1, 21, 30)), posting(2, D, (1, 11, 20)), posting(1, D, (1, 1, 10))]), "alice", "bob")


@vector("ok-exchange", "Two holders change blocks in one movement.")
def _(s):
    s.stage()
    s.post(transfer(1, 2, (1, 11, 20)), "alice")
    s.post(moved(C.TRANSFER, legs(1, 2, (1, 1, 10)) + legs(2, 1, (1, 11, 20))), "alice", "bob")


@vector("ok-fragments", "Every second unit is transferred, then all of them are used as blocks that touch.")
def _(s):
    s.stage()
    s.post(transfer(1, 2, *[(1, n, n) for n in range(2, 41, 2)]), "alice")
    s.post(transfer(1, 2, *[(1, n, n) for n in range(1, 41, 2)]), "alice")
    s.post(moved(C.USE_TOWARDS_NDC, legs(2, 3, (1, 1, 40))), "bob")


@vector("ok-two-spaces", "The same serials in two spaces are different units.")
def _(s):
    s.stage()
    s.post(space(2, "GHA01/2026"), "authority")
    s.post(series(2, 2, 200, label="GH-1", vintage=2026), "ghana")
    s.post(issue(200, 2, (2, 1, 1000)), "ghana")
    s.post(moved(C.TRANSFER, legs(1, 2, (1, 1, 10)) + legs(2, 1, (2, 1, 10))), "alice", "bob")


@vector("ok-two-series", "Two series of one space issue in turn, into gaps of each other.")
def _(s):
    s.stage()
    s.post(series(2, 1, 200, mitigation=2), "ghana")
    s.post(issue(200, 1, (1, 2001, 2010)), "ghana")
    s.post(issue(100, 1, (1, 1001, 2000)), "ghana")
    s.post(issue(200, 2, (1, 2011, 2011)), "ghana")


@vector("ok-same-batch", "Account, series, issue and transfer in one batch: each takes effect for those behind it.")
def _(s):
    s.stage(issued=False)
    s.post(series(2, 1, 200), "ghana")
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    s.post(issue(200, 4, (1, 1, 10)), "ghana")
    s.post(transfer(4, 1, (1, 1, 5)), "bob")
    s.post(transfer(1, 2, (1, 2, 3)), "alice")


@vector("ok-rotation", "A key is rotated; the new one has its account and, in a second rotation, its role.")
def _(s):
    s.stage()
    s.post(rotate(10, 20, "alice 2"), "alice")
    s.keys |= {"alice 2": 20, "operator 2": 21}
    s.post(transfer(1, 2, (1, 1, 10)), "alice 2")
    s.post(rotate(0, 21, "operator 2"), "recovery")
    s.seal(signer="operator 2")
    s.post(account(4, C.HOLDING, "CH", [11]), "operator 2")
    s.seal(signer="operator 2")


@vector("ok-revocation", "Keys revoke themselves, or are revoked; what they signed before stands.")
def _(s):
    s.stage()
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(revoke(10), "alice")
    s.post(revoke(11), "authority")
    s.post(transfer(2, 1, (1, 1, 10)), "operator", on_behalf=["bob"])


@vector("ok-two-of-three", "Two of three representatives, and two of three of the ledger's authority.")
def _(s):
    s.stage()
    s.post(key(13, "carol"), "operator")
    s.post((C.REPRESENTATIVES_CHANGED, {"account": 1, "representatives": [10, 11, 13], "threshold": 2}), "operator")
    s.post(transfer(1, 2, (1, 1, 10)), "alice", "carol")
    s.post(transfer(1, 2, (1, 11, 20)), "alice", "bob", "carol")
    for number in (10, 13):
        s.post(grant(C.AUTHORITY, "", number), "authority")
    s.post(threshold(C.AUTHORITY, "", 2), "authority")
    s.post(party("DE"), "alice", "carol")


@vector("ok-stand-in", "The ledger's authority acts for a Party that has none of its own, and the Party itself after its first key.")
def _(s):
    s.stage()
    s.post(series(2, 1, 200, host="CH"), "authority")
    s.post(issue(200, 2, (1, 5001, 5010)), "authority")
    s.post(grant(C.AUTHORITY, "CH", 11), "authority")
    s.post(issue(200, 2, (1, 5011, 5020)), "bob")
    s.post(revoke(11), "recovery")
    s.post(issue(200, 2, (1, 5021, 5030)), "authority")


@vector("ok-on-behalf", "The operator moves units on behalf of two approvers, and of an account without representatives.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH"), "operator")
    s.post(transfer(1, 4, (1, 1, 10)), "operator", on_behalf=["Ama Mensah", "Kofi Boateng"])
    s.post(transfer(4, 2, (1, 1, 5)), "operator", on_behalf=["Regula Keller"])


@vector("ok-provenance", "Entries that were imported say from which row of which file.")
def _(s):
    s.stage()
    source = blake3(b"transactions.csv").digest()
    s.post(transfer(1, 2, (1, 1, 10)), "alice", provenance={"source": source, "row": 1})
    s.post(transfer(1, 2, (1, 11, 20)), "operator", provenance={"source": source, "row": (1 << 64) - 1}, on_behalf=["approver"])


@vector("ok-reversal", "A movement is reversed; its units are transferred again and that is reversed too.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    m = s.post(moved(C.USE_TOWARDS_NDC, legs(1, 3, (1, 5, 15))), "alice")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(transfer(1, 2, (1, 1, 1000)), "alice")


@vector("ok-reversal-of-split", "A movement to three buyers is reversed, posting by posting.")
def _(s):
    s.stage()
    s.post(account(4, C.HOLDING, "CH", [11]), "operator")
    m = s.post(moved(C.TRANSFER, [posting(1, D, (1, 1, 100)), posting(2, K, (1, 1, 33)), posting(4, K, (1, 34, 100))]), "alice")
    s.post(transfer(1, 2, (1, 101, 200)), "alice")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


@vector("ok-reversal-of-issue", "An issue is reversed: the units go back to the Source account and stay there.")
def _(s):
    s.stage()
    m = s.post(issue(100, 1, (1, 1001, 1100)), "ghana")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(issue(100, 1, (1, 1101, 1200)), "ghana")


@vector("ok-rulebook", "A lower limit binds from the next batch; a rulebook without options brings the default back.")
def _(s):
    s.stage()
    s.post(note(), "operator", not_after=s.now + 180 * DAY)
    s.post(rulebook(DAY), *BOTH, not_after=s.now + 180 * DAY)
    s.seal()
    s.post(note(), "operator", not_after=s.now + DAY)
    s.post(rulebook(), *BOTH)
    s.seal()
    s.post(note(), "operator", not_after=s.now + 180 * DAY)


@vector("ok-note", "Notes of the ledger and of a Party, naming no entry and several, the last one before them included.")
def _(s):
    s.stage()
    s.post(note(), "authority")
    s.post(note("GH", [12, 0, 12]), "operator")
    s.post(note("CH", [s.next_index - 1], media_type="x"), "authority")


@vector("ok-two-segments", "Two segments, the first with space set aside at its end.")
def _(s):
    s.stage()
    s.journal.append(bytes(100))
    s.journal.segment()
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.seal()
    s.post(transfer(2, 1, (1, 1, 10)), "bob")


@vector("ok-empty-last-segment", "The last segment is a header and no frame yet.")
def _(s):
    s.small()
    s.journal.segment()


@vector("ok-zero-tail", "The segment ends in 00, set aside in advance.")
def _(s):
    s.small()
    s.journal.append(bytes(1_000))


@vector("ok-zero-tail-of-three", "The segment ends in three bytes 00, fewer than a magic.")
def _(s):
    s.small()
    s.journal.append(bytes(3))


@vector("ok-last-batch-without-head", "The last batch has no head frame.")
def _(s):
    s.small()
    s.post(note(), "operator")
    s.seal(head=False)


@vector("ok-batch-ends-in-zero", "The last batch has no head, its last byte is 00, and so is the space behind it: it is whole.")
def _(s):
    s.small()
    n = 0
    while True:
        raw = s.sign(s.statement(*note(media_type=f"x{n}"), id=bytes(16)), ["operator"])
        if raw[-1] == 0:
            break
        n += 1
    s.put(raw)
    s.seal(head=False)
    s.journal.append(bytes(500))


@vector("ok-recorded-equal", "Two batches have one recorded_at.")
def _(s):
    s.small()
    s.post(note(), "operator", occurred=s.now - 60_000)
    s.seal(recorded=s.journal.last_recorded_at_ms)


@vector("ok-times-at-their-limits", "occurred_at equal to recorded_at, not_after equal to it, and not_after 180 days behind it.")
def _(s):
    s.stage()
    s.post(note(), "operator", occurred=s.now, not_after=s.now)
    s.post(note(), "operator", occurred=0, not_after=s.now + 180 * DAY)


@vector("ok-occurred-equal", "A transfer, and the next of the same units, occurred when the issue did; another, of other units, was recorded later and occurred before.")
def _(s):
    s.stage()
    issued = s.now - 60_000
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.seal()
    s.post(transfer(1, 2, (1, 11, 20)), "alice", occurred=issued)
    s.post(transfer(2, 1, (1, 11, 20)), "bob", occurred=issued)


@vector("ok-id-after-expiry", "An id is used again in the first millisecond after its first use is void.")
def _(s):
    s.stage()
    id = s.next_id()
    s.post(note(), "operator", id=id, not_after=s.now + 59_999)
    s.seal()
    s.post(note(entries=[0]), "operator", id=id)


@vector("ok-non-ghg", "A series in hectares with two decimals, issued and transferred to accounts for that metric.")
def _(s):
    s.stage()
    s.post(series(2, 1, 200, metric=C.NON_GHG, non_ghg="ha restored", digits=25, scale=2, gwp=0, vintage=2024), "ghana")
    s.post(account(4, C.HOLDING, "GH", [10], metric=C.NON_GHG), "operator")
    s.post(account(5, C.USE_NDC, "CH", metric=C.NON_GHG), "operator")
    s.post(issue(200, 4, (1, 7001, 7400)), "ghana")
    s.post(moved(C.USE_TOWARDS_NDC, legs(4, 5, (1, 7001, 7010))), "alice")


@vector("ok-series-at-their-limits", "Vintages 0, 1990, 2021 and 2200, scale 18, an empty activity, labels equal in two spaces.")
def _(s):
    s.stage()
    s.post(space(2, "n" * 64), "authority")
    s.post(series(2, 2, 200, label="GH-1", regime=C.PLAIN, vintage=0, activity=""), "ghana")
    s.post(series(3, 2, 201, regime=C.PLAIN, vintage=1990, label="l" * 64), "ghana")
    s.post(series(4, 2, 202, regime=C.ARTICLE_6_4, vintage=2200), "ghana")
    s.post(series(5, 2, 203, vintage=2021, metric=C.NON_GHG, non_ghg="MWh", digits=(1 << 64) - 1, scale=18), "ghana")


@vector("ok-serial-highest", "The highest serial, 2^63 - 1, alone and in a block of all serials of a space but one.")
def _(s):
    s.stage()
    top = (1 << 63) - 1
    s.post(issue(100, 1, (1, top, top)), "ghana")
    s.post(transfer(1, 2, (1, top, top)), "alice")
    s.post(space(2, "all"), "authority")
    s.post(series(2, 2, 200), "ghana")
    s.post(issue(200, 1, (2, 1, top)), "ghana")
    s.post(transfer(1, 2, (2, 1, top)), "alice")
    s.post(moved(C.TRANSFER, [posting(2, D, (2, 1, top)), posting(1, K, (2, 2, top)), posting(1, K, (2, 1, 1))]), "bob")


@vector("ok-postings-2048", "A movement of 2,048 postings.")
def _(s):
    s.stage()
    s.post(issue(100, 1, (1, 1001, 3000)), "ghana")
    s.post(transfer(1, 2, *[(1, 2 * n, 2 * n) for n in range(1, 1025)]), "alice")


@vector("ok-signatures-32", "An entry with 32 signatures, of which one is needed.")
def _(s):
    s.stage()
    names = ["operator"]
    for n in range(31):
        s.keys[f"key {n}"] = 100 + n
        s.post(key(100 + n, f"key {n}"), "operator")
        names.append(f"key {n}")
    s.post(note(), *names)


@vector("ok-accounts-come-and-go", "An account is suspended, reinstated, emptied and closed while suspended.")
def _(s):
    s.stage()
    s.post((C.ACCOUNT_SUSPENDED, {"account": 1, "reason": 65_535}), "ghana")
    s.post((C.REPRESENTATIVES_CHANGED, {"account": 1, "representatives": [11], "threshold": 1}), "operator")
    s.post((C.ACCOUNT_REINSTATED, {"account": 1, "reason": 0}), "ghana")
    s.post(transfer(1, 2, (1, 1, 1000)), "bob")
    s.post((C.ACCOUNT_SUSPENDED, {"account": 1, "reason": 1}), "operator")
    s.post((C.ACCOUNT_CLOSED, {"account": 1}), "operator")


@vector("ok-cofactored-only", "A key of mixed order is registered; its signature satisfies the cofactored equation and not the other.")
def _(s):
    s.stage()
    public = crafted.mixed_key("carol")
    s.post((C.KEY_REGISTERED, {"key": 13, "public": public, "owner": commit("carol")}), "operator")
    s.post((C.REPRESENTATIVES_CHANGED, {"account": 1, "representatives": [13], "threshold": 1}), "operator")
    statement = s.statement(*transfer(1, 2, (1, 1, 10)))
    message = digests.statement_message(s.journal.origin, statement)
    s.put(statement + codec.encode_signatures([(13, crafted.sign_mixed("carol", public, message))]))


@vector("ok-small-order-r", "A signature whose R is of order 8 and for which the equation holds.")
def _(s):
    s.stage()
    statement = s.statement(*note())
    message = digests.statement_message(s.journal.origin, statement)
    r = crafted.E.encode_point(crafted.small_point(1))
    s.put(statement + codec.encode_signatures([(0, crafted.sign_with_r("operator", test_public("operator"), message, r))]))


@vector("ok-head-of-new-operator", "A head is signed by a key that became an operator's in its batch, the next by one whose role ended in its batch.")
def _(s):
    s.stage()
    s.post(grant(C.OPERATOR, "", 11), "authority")
    s.seal(signer="bob")
    s.post(withdraw(C.OPERATOR, "", 11), "authority")
    s.seal(signer="bob")


@vector("ok-checkpoint-behind", "The checkpoint is of a head within a batch; entries stand behind it.")
def _(s):
    s.stage()
    s.post(note(), "operator")
    s.seal()
    s.checkpoint_text = s.checkpoint(5)


@vector("ok-checkpoint-two-of-three", "Two of three checkpoint keys signed; so did a witness that nobody knows, and one line is invalid.")
def _(s):
    s.stage()
    for number in (10, 11):
        s.post(grant(C.CHECKPOINT, "", number), "authority")
    s.post(threshold(C.CHECKPOINT, "", 2), "authority")
    s.seal()
    good = s.checkpoint(signers=["checkpoint", "bob"])
    invalid = s.checkpoint(4, signers=["alice"]).split("\n\n")[1]
    s.checkpoint_text = good + "\u2014 witness.example/w1 " + trust.to_base64(bytes(76)) + "\n" + invalid


@vector("ok-checkpoint-key-gone", "A checkpoint of an earlier head, signed by a key that has been rotated since.")
def _(s):
    s.small()
    s.checkpoint_text = s.checkpoint()
    s.post(rotate(3, 20, "checkpoint 2"), "checkpoint")


@vector("ok-trust-keys", "Trust by two of the genesis keys, without a last line end.")
def _(s):
    s.small()
    s.trust_text = "\n".join(trust.key_line(s.journal.origin, test_public(n)) for n in ("operator", "authority"))


@vector("ok-trust-key-rotated", "Trust by a genesis key that was rotated away since.")
def _(s):
    s.small()
    s.post(rotate(0, 20, "operator 2"), "operator")
    s.keys["operator 2"] = 20
    s.seal(signer="operator 2")
    s.trust_text = trust.key_line(s.journal.origin, test_public("operator")) + "\n"
