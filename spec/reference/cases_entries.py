"""Vectors that must fail: form, signatures, time, identity, rulebook, notes (R-100 to R-131)."""

import codec
import codes as C
import crafted
import digests
import ed25519
from cases import vector
from story import (DAY, account, grant, issue, key, legs, mirrored, moved, note, party, reversing, revoke, rotate, series, space,
                   test_public, test_seed, threshold, transfer, withdraw)


def signed_raw(s, statement, *names):
    return s.put(s.sign(bytes(statement), names))


def malformed(name, about, what, signer, change):
    """An entry, well signed, whose statement bytes `change` spoils; with a good entry behind it."""
    @vector("r100-" + name, about)
    def build(s):
        s.stage()
        kind, body = what
        e = signed_raw(s, change(bytearray(s.statement(kind, body))), signer)
        s.post(note(), "operator")
        s.fails("R-100", e)


def at(place, value):
    """Sets bytes of the statement at a place (the body starts at 38 where the context is empty)."""
    def change(raw):
        raw[place:place + len(value)] = value
        return raw
    return change


def longer(extra):
    def change(raw):
        raw += extra
        raw[2:4] = len(raw).to_bytes(2, "little")
        return raw
    return change


def shorter(raw):
    del raw[-1]
    raw[2:4] = len(raw).to_bytes(2, "little")
    return raw


malformed("option-tag", "The option tag of the provenance is 02.", note(), "operator", at(36, b"\2"))
malformed("trailing-byte", "One byte is left over after the last field of a note.", note(), "operator", longer(b"\0"))
malformed("short-body", "A Party declaration lacks its last byte.", party("DE"), "authority", shorter)
malformed("lower-case-party", "A Party code has a lower-case letter.", party("DE"), "authority", at(38, b"De\0\0"))
malformed("party-after-zero", "A Party code has a character after a 00.", party("DE"), "authority", at(38, b"DE\0X"))
malformed("party-of-one", "A Party code has one character.", party("DE"), "authority", at(38, b"D\0\0\0"))
malformed("party-missing", "A Party declaration names no Party.", party("DE"), "authority", at(38, bytes(4)))
malformed("registry-id", "A registry id has a space.", account(9, C.HOLDING, "CH"), "operator", at(38 + 8 + 2 + 4, b"CH 01\0\0\0"))
malformed("string-byte", "A media type has a byte 7F.", note(), "operator", at(38 + 4 + 32 + 8, b"\x7f"))
malformed("string-too-long", "A space's name has 65 bytes.", (C.SPACE_DECLARED, {"space": 2, "name": "n" * 65}), "authority", lambda raw: raw)
malformed("string-empty", "A series has an empty label.", series(2, 1, 200, label=""), "ghana", lambda raw: raw)
malformed("count-beyond-bytes", "A list of postings counts one more than there are.", transfer(1, 2, (1, 1, 10)), "alice", at(38 + 2 + 8, (3).to_bytes(8, "little")))
malformed("count-huge", "A list of postings counts 2^64 - 1.", transfer(1, 2, (1, 1, 10)), "alice", at(38 + 2 + 8, b"\xff" * 8))
malformed("side", "A posting has side 3.", transfer(1, 2, (1, 1, 10)), "alice", at(38 + 2 + 8 + 8 + 8, b"\3"))
malformed("scale", "A series has a quantum scale of 19.", series(2, 1, 200, metric=2, non_ghg="kWh", scale=19), "ghana", lambda raw: raw)
malformed("postings-2049", "A movement has 2,049 postings.", moved(C.TRANSFER, legs(1, 2, *[(1, i, i) for i in range(1, 1025)])[:-1] + legs(1, 2, (1, 2000, 2000))),
          "alice", lambda raw: raw)


@vector("r100-approvers-none", "On behalf of nobody: the list of approvers is empty.")
def _(s):
    s.stage()
    e = s.post(transfer(1, 2, (1, 1, 10)), "operator", on_behalf=[])
    s.fails("R-100", e)


@vector("r100-keys-descending", "The signatures stand in descending order of key numbers.")
def _(s):
    s.stage()
    kind, body = (C.RULEBOOK_ADOPTED, {"version": 1, "settings": []})
    statement = s.statement(kind, body)
    message = digests.statement_message(s.journal.origin, statement)
    block = codec.encode_signatures([(1, ed25519.sign(test_seed("authority"), message)), (0, ed25519.sign(test_seed("operator"), message))])
    e = s.put(statement + block)
    s.fails("R-100", e)


@vector("r100-key-twice", "One key signs twice.")
def _(s):
    s.stage()
    e = s.post(note(), "operator", "operator")
    s.fails("R-100", e)


@vector("r100-genesis", "The genesis entry does not decode: nothing behind it is judged.")
def _(s):
    raw = longer(b"\0")(bytearray(s.statement(C.GENESIS, s.genesis_body())))
    signed_raw(s, raw, "operator", "authority", "recovery", "checkpoint")
    s.seal()
    s.post(note(), "alice")
    s.fails("R-100", 0)
    s.checkpoint_text = None


@vector("r102-no-genesis", "Entry 0 is a note: nothing behind it is judged.")
def _(s):
    s.post(note(), "operator")
    s.fails("R-102", 0)
    s.checkpoint_text = None


@vector("r102-not-alone", "The genesis entry shares its batch.")
def _(s):
    s.genesis(seal=False)
    s.post(note(), "operator")
    s.fails("R-102", 0)


@vector("r102-again", "A second genesis entry; it has no effect.")
def _(s):
    s.stage()
    e = s.post((C.GENESIS, s.genesis_body()), "operator", "authority", "recovery", "checkpoint")
    s.fails("R-102", e)


def bad_genesis(name, about, **other):
    @vector("r103-" + name, about)
    def build(s):
        s.genesis(**other)
        s.fails("R-103", 0)


def roles(*triples):
    return [{"role": r, "threshold": t, "keys": k} for r, t, k in triples]


KEYS = [test_public(n) for n in ("operator", "authority", "recovery", "checkpoint")]
bad_genesis("version", "Genesis says format version 2.", version=2)
bad_genesis("origin", "Genesis names another origin than the segment header.", origin="ledger.example/other")
bad_genesis("role-missing", "Genesis has nobody for the role authority.", roles=roles((1, 1, [0]), (3, 1, [2]), (4, 1, [3])))
bad_genesis("role-twice", "Genesis lists the role operator twice.", roles=roles((1, 1, [0]), (1, 1, [1]), (2, 1, [1]), (3, 1, [2]), (4, 1, [3])))
bad_genesis("key-twice-in-role", "Genesis gives one key twice to the authority.", roles=roles((1, 1, [0]), (2, 1, [1, 1]), (3, 1, [2]), (4, 1, [3])))
bad_genesis("key-unknown-in-role", "Genesis gives the role recovery to key 4, which is not in its list.", roles=roles((1, 1, [0]), (2, 1, [1]), (3, 1, [2, 4]), (4, 1, [3])))
bad_genesis("threshold-zero", "Genesis sets a threshold of 0 for the authority.", roles=roles((1, 1, [0]), (2, 0, [1]), (3, 1, [2]), (4, 1, [3])))
bad_genesis("threshold-high", "Genesis sets a threshold of 2 of one key for the authority.", roles=roles((1, 1, [0]), (2, 2, [1]), (3, 1, [2]), (4, 1, [3])))
bad_genesis("option-twice", "Genesis sets the limit for not_after twice.",
            rulebook={"version": 1, "settings": [{"option": 1, "value": DAY}, {"option": 1, "value": 2 * DAY}]})


@vector("r103-key-twice", "Genesis lists one public key twice.")
def _(s):
    s.post((C.GENESIS, s.genesis_body(keys=KEYS + KEYS[:1])), "operator", "authority", "recovery", "checkpoint", "operator", numbers=[0, 1, 2, 3, 4])
    s.fails("R-103", 0)


@vector("r110-unknown", "A key that was never registered signs besides the operator.")
def _(s):
    s.stage()
    e = s.post(note(), "operator", "dan")
    s.fails("R-110", e)


@vector("r110-revoked", "A revoked key signs a transfer.")
def _(s):
    s.stage()
    s.post(revoke(10), "authority")
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.fails("R-110", e)


@vector("r110-rotated", "The old key signs after its rotation.")
def _(s):
    s.stage()
    s.post(rotate(10, 20, "alice 2"), "alice")
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    s.fails("R-110", e)


@vector("r110-too-early", "A key signs in the entry that registers it.")
def _(s):
    s.stage()
    e = s.post(key(13, "carol"), "operator", "carol")
    s.fails("R-110", e)


@vector("r111-other-statement", "A transfer bears the signature of another statement by the same key.")
def _(s):
    s.stage()
    one = s.sign(s.statement(*transfer(1, 2, (1, 1, 10))), ["alice"])
    two = s.statement(*transfer(1, 2, (1, 11, 20)))
    e = s.put(two + one[len(two):])
    s.fails("R-111", e)


@vector("r111-other-origin", "The signature is over the same statement in a ledger of another origin.")
def _(s):
    s.stage()
    statement = s.statement(*note())
    message = digests.statement_message(b"ledger.example/other", statement)
    e = s.put(statement + codec.encode_signatures([(0, ed25519.sign(test_seed("operator"), message))]))
    s.fails("R-111", e)


@vector("r111-second-invalid", "Of two signatures the one that would not be needed is invalid.")
def _(s):
    s.stage()
    e = s.post(note(), "operator", "alice", numbers=[0, 11])
    s.fails("R-111", e)


def bad_signature(name, about, make):
    @vector("r111-" + name, about)
    def build(s):
        s.stage()
        statement = s.statement(*note())
        message = digests.statement_message(s.journal.origin, statement)
        signature = make(message, ed25519.sign(test_seed("operator"), message))
        e = s.put(statement + codec.encode_signatures([(0, signature)]))
        s.fails("R-111", e)


bad_signature("s-plus-order", "s + L in place of s.", lambda m, sig: crafted.add_order(sig))
bad_signature("r-not-canonical", "R is the identity, encoded with y = p + 1; the equation would hold.",
              lambda m, sig: crafted.sign_with_r("operator", test_public("operator"), m, crafted.NON_CANONICAL_IDENTITY))
bad_signature("r-sign-of-zero", "R is the identity with the sign bit set; the equation would hold.",
              lambda m, sig: crafted.sign_with_r("operator", test_public("operator"), m, crafted.SIGN_BIT_IDENTITY))
bad_signature("zero", "64 bytes 00 as a signature.", lambda m, sig: bytes(64))


@vector("r112-not-on-a-note", "On behalf stands on a note.")
def _(s):
    s.stage()
    e = s.post(note(), "operator", on_behalf=["alice"])
    s.fails("R-112", e)


@vector("r112-not-on-a-reversal", "On behalf stands on a reversing movement.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(m, mirrored(s.postings[m])), "operator", "authority", on_behalf=["alice"])
    s.fails("R-112", e)


@vector("r112-no-operator", "A transfer on behalf is signed by the representative, not by the operator.")
def _(s):
    s.stage()
    e = s.post(transfer(1, 2, (1, 1, 10)), "alice", on_behalf=["alice"])
    s.fails("R-112", e)


def wrong_signer(name, about, what, *signers, before=()):
    """A statement that is right in all but who signs it; `before` are posted first, each (what, signer)."""
    @vector("r113-" + name, about)
    def build(s):
        s.stage()
        for first, by in before:
            s.post(first, by)
        e = s.post(what, *signers)
        s.fails("R-113", e)


@vector("r113-genesis", "Genesis is not signed by its checkpoint key.")
def _(s):
    s.genesis("operator", "authority", "recovery")
    s.fails("R-113", 0)


wrong_signer("rulebook", "The operator alone adopts a rulebook.", (C.RULEBOOK_ADOPTED, {"version": 1, "settings": []}), "operator")
wrong_signer("recovery", "The authority signs a recovery entry.", (C.RECOVERY, {"segment": 0, "offset": 256, "size": 10, "digest": bytes(32)}), "authority")
wrong_signer("note", "A representative signs a note.", note(), "alice")
wrong_signer("note-of-party", "Ghana's authority signs a note for Switzerland.", note("CH"), "ghana")
wrong_signer("party", "The operator declares a Party.", party("DE"), "operator")
wrong_signer("role-granted", "The operator makes a key an operator's.", grant(C.OPERATOR, "", 10), "operator")
wrong_signer("role-granted-party", "The ledger's authority grants Ghana's, which is held.", grant(C.AUTHORITY, "GH", 10), "authority")
wrong_signer("role-withdrawn", "The operator withdraws the authority's second key.", withdraw(C.AUTHORITY, "", 10), "operator",
             before=[(grant(C.AUTHORITY, "", 10), "authority")])
wrong_signer("threshold-set", "The operator sets a threshold.", threshold(C.AUTHORITY, "", 1), "operator")
wrong_signer("key-registered", "A representative registers a key.", key(13, "carol"), "alice")
wrong_signer("key-rotated", "Bob rotates Alice's key.", rotate(10, 20, "alice 2"), "bob")
wrong_signer("key-revoked", "The operator revokes a representative's key.", revoke(10), "operator")
wrong_signer("space", "The operator declares a space.", space(2, "GHA01/2026"), "operator")
wrong_signer("series", "The ledger's authority opens a series of Ghana, which has an authority.", series(2, 1, 200), "authority")
wrong_signer("account-opened", "The authority opens an account.", account(9, C.HOLDING, "CH"), "authority")
wrong_signer("account-closed", "A representative closes an account.", (C.ACCOUNT_CLOSED, {"account": 2}), "bob")
wrong_signer("account-suspended", "Ghana's authority suspends a Swiss account.", (C.ACCOUNT_SUSPENDED, {"account": 2, "reason": 1}), "ghana")
wrong_signer("account-reinstated", "A representative reinstates an account.", (C.ACCOUNT_REINSTATED, {"account": 2, "reason": 1}), "bob",
             before=[((C.ACCOUNT_SUSPENDED, {"account": 2, "reason": 1}), "operator")])
wrong_signer("representatives", "A representative changes the representatives.",
             (C.REPRESENTATIVES_CHANGED, {"account": 2, "representatives": [10], "threshold": 1}), "bob")
wrong_signer("issue", "The operator issues for Ghana.", issue(100, 1, (1, 1001, 1100)), "operator")
wrong_signer("transfer", "The acquiring account's representative signs the transfer.", transfer(1, 2, (1, 1, 10)), "bob")
wrong_signer("transfer-by-operator", "The operator moves units of an account without saying on whose behalf.", transfer(1, 2, (1, 1, 10)), "operator")
wrong_signer("second-account", "A movement debits two accounts; the representative of one signed.",
             moved(C.TRANSFER, legs(1, 4, (1, 1, 10)) + legs(2, 4, (1, 11, 20))), "alice",
             before=[(account(4, C.HOLDING, "CH"), "operator"), (transfer(1, 2, (1, 11, 20)), "alice")])


@vector("r113-threshold", "One of three representatives signs where two must.")
def _(s):
    s.stage()
    s.post(key(13, "carol"), "operator")
    s.post((C.REPRESENTATIVES_CHANGED, {"account": 1, "representatives": [10, 11, 13], "threshold": 2}), "operator")
    e = s.post(transfer(1, 2, (1, 1, 10)), "carol")
    s.fails("R-113", e)


@vector("r113-role-threshold", "One of two authority keys signs where two must.")
def _(s):
    s.stage()
    s.post(grant(C.AUTHORITY, "", 11), "authority")
    s.post(threshold(C.AUTHORITY, "", 2), "authority")
    e = s.post(party("DE"), "authority")
    s.fails("R-113", e)


@vector("r113-role-gone", "A key whose role was withdrawn acts in it.")
def _(s):
    s.stage()
    s.post(grant(C.AUTHORITY, "", 11), "authority")
    s.post(withdraw(C.AUTHORITY, "", 11), "authority")
    e = s.post(party("DE"), "bob")
    s.fails("R-113", e)


@vector("r113-reversal", "The operator alone reverses a movement.")
def _(s):
    s.stage()
    m = s.post(transfer(1, 2, (1, 1, 10)), "alice")
    e = s.post(reversing(m, mirrored(s.postings[m])), "operator")
    s.fails("R-113", e)


@vector("r113-issue-on-behalf", "An issue on behalf still needs the host Party's authority.")
def _(s):
    s.stage()
    e = s.post(issue(100, 1, (1, 1001, 1100)), "operator", on_behalf=["ghana"])
    s.fails("R-113", e)


@vector("r120-occurred-late", "A note occurred one millisecond after its batch was recorded.")
def _(s):
    s.stage()
    e = s.post(note(), "operator", occurred=s.now + 1)
    s.fails("R-120", e)


@vector("r121-void", "An entry is recorded one millisecond after its not_after.")
def _(s):
    s.stage()
    e = s.post(note(), "operator", not_after=s.now - 1)
    s.fails("R-121", e)


@vector("r122-too-far", "An entry's not_after lies one millisecond beyond the limit.")
def _(s):
    s.stage()
    e = s.post(note(), "operator", not_after=s.now + 180 * DAY + 1)
    s.fails("R-122", e)


@vector("r122-new-limit", "A limit of one day binds from the batch after the rulebook's.")
def _(s):
    s.stage()
    s.post((C.RULEBOOK_ADOPTED, {"version": 1, "settings": [{"option": 1, "value": DAY}]}), "operator", "authority")
    s.seal()
    e = s.post(note(), "operator", not_after=s.now + DAY + 1)
    s.fails("R-122", e)


@vector("r123-same-id", "An id is used again while the first use is not void.")
def _(s):
    s.stage()
    id = s.next_id()
    s.post(note(), "operator", id=id, not_after=s.now + 60_000)
    s.seal()
    e = s.post(note(entries=[0]), "operator", id=id)
    s.fails("R-123", e)


@vector("r123-same-batch", "One entry stands twice in one batch, byte for byte.")
def _(s):
    s.stage()
    raw = s.sign(s.statement(*note()), ["operator"])
    s.put(raw)
    e = s.put(raw)
    s.fails("R-123", e)


@vector("r130-not-last", "A rulebook is adopted before the last entry of its batch.")
def _(s):
    s.stage()
    e = s.post((C.RULEBOOK_ADOPTED, {"version": 1, "settings": []}), "operator", "authority")
    s.post(note(), "operator")
    s.fails("R-130", e)


@vector("r130-option-twice", "A rulebook names one option twice.")
def _(s):
    s.stage()
    twice = [{"option": 1, "value": 180 * DAY}] * 2
    e = s.post((C.RULEBOOK_ADOPTED, {"version": 1, "settings": twice}), "operator", "authority")
    s.fails("R-130", e)


@vector("r131-itself", "A note names itself.")
def _(s):
    s.stage()
    e = s.post(note(entries=[0, s.next_index]), "operator")
    s.fails("R-131", e)
