"""Tells a ledger's story entry by entry and writes it down, with TEST KEYS made from names.

A story keeps a clock, gives ids, signs, seals batches with heads, and brings the trust file and the checkpoint. It checks nothing: what it is told to
write it writes. `stage` is the small world in which most vectors play.
"""

from blake3 import blake3

import checkpoint
import codec
import codes as C
import digests
import ed25519
import trust
from write import Journal

DAY = 86_400_000
START = 1_767_225_600_000  # 2026-01-01T00:00:00Z


def test_seed(name):
    """The Ed25519 seed of a test key. Never use these keys for anything else."""
    return blake3(b"itmo-ledger TEST KEY " + name.encode()).digest()


def test_public(name):
    return ed25519.public_of(test_seed(name))


def commit(text):
    return digests.commitment(blake3(b"itmo-ledger TEST SALT " + text.encode()).digest(), text.encode())


def posting(account, side, block):
    return {"account": account, "side": side, "space": block[0], "first": block[1], "last": block[2]}


def legs(debited, credited, *blocks):
    """Balanced postings: each block debited from one account and credited to the other."""
    return [posting(a, side, b) for b in blocks for a, side in ((debited, C.DEBIT), (credited, C.CREDIT))]


def moved(action, postings, particulars=()):
    return C.MOVEMENT, {"action": action, "particulars": list(particulars), "postings": postings}


def transfer(debited, credited, *blocks):
    return moved(C.TRANSFER, legs(debited, credited, *blocks))


def issue(source, credited, *blocks):
    return moved(C.ISSUE, legs(source, credited, *blocks))


def reversing(entry, postings, reason=1):
    return C.REVERSING_MOVEMENT, {"entry": entry, "reason": reason, "postings": postings}


def mirrored(postings):
    return [p | {"side": 3 - p["side"]} for p in postings]


def account(number, kind, party, representatives=(), threshold=None, metric=C.GHG, registry="GHA01"):
    threshold = min(1, len(representatives)) if threshold is None else threshold
    return C.ACCOUNT_OPENED, {"account": number, "kind": kind, "party": party, "registry": registry, "holder": commit(f"holder of {number}"),
                              "metric": metric, "representatives": list(representatives), "threshold": threshold}


def series(number, space, source, host="GH", **other):
    return C.SERIES_OPENED, {"series": number, "space": space, "source": source, "label": f"GH-{number}", "host": host, "activity": "GH-COOK-1",
                             "vintage": 2025, "metric": C.GHG, "non_ghg": "", "digits": 1, "scale": 0, "gwp": 3, "mitigation": 1,
                             "regime": C.ARTICLE_6_2} | other


def note(party="", entries=(), media_type="application/pdf"):
    return C.NOTE, {"party": party, "document": blake3(b"letter of authorization").digest(), "media_type": media_type, "size": 48_213,
                    "entries": list(entries)}


def party(code):
    return C.PARTY_DECLARED, {"party": code}


def space(number, name):
    return C.SPACE_DECLARED, {"space": number, "name": name}


def grant(role, code, key):
    return C.ROLE_GRANTED, {"role": role, "party": code, "key": key}


def withdraw(role, code, key):
    return C.ROLE_WITHDRAWN, {"role": role, "party": code, "key": key}


def threshold(role, code, value):
    return C.THRESHOLD_SET, {"role": role, "party": code, "threshold": value}


def key(number, name):
    return C.KEY_REGISTERED, {"key": number, "public": test_public(name), "owner": commit(name)}


def rotate(old, new, name):
    return C.KEY_ROTATED, {"old": old, "new": new, "public": test_public(name)}


def revoke(number):
    return C.KEY_REVOKED, {"key": number, "reason": 1}


class Story:
    """`keys`: name -> number; a name's seed follows from the name, so a wrong signer is one name."""

    def __init__(self, origin="ledger.example/gh-ch"):
        self.journal = Journal(origin.encode())
        self.keys = {"operator": 0, "authority": 1, "recovery": 2, "checkpoint": 3, "alice": 10, "bob": 11, "ghana": 12, "carol": 13, "dan": 14}
        self.now = START
        self.waiting = []
        self.ids = 0
        self.postings = {}  # index -> postings, for reversals

    @property
    def next_index(self):
        return self.journal.count + len(self.waiting)

    def next_id(self):
        """UUIDv7 in form; the random part is a counter."""
        self.ids += 1
        return self.now.to_bytes(6, "big") + b"\x70\0\x80\0" + self.ids.to_bytes(6, "big")

    def statement(self, kind, body, id=None, occurred=None, not_after=None, provenance=None, on_behalf=None):
        occurred = self.now if occurred is None else occurred
        not_after = self.now + DAY if not_after is None else not_after
        on_behalf = None if on_behalf is None else {"approvers": [commit(a) for a in on_behalf]}
        return codec.encode_statement(kind, id or self.next_id(), occurred, not_after, body, provenance, on_behalf)

    def sign(self, statement, names, numbers=None):
        """The entry: the statement and the signatures of the names, in order of their key numbers."""
        message = digests.statement_message(self.journal.origin, statement)
        numbers = [self.keys[n] for n in names] if numbers is None else numbers
        return statement + codec.encode_signatures(sorted((k, ed25519.sign(test_seed(n), message)) for k, n in zip(numbers, names)))

    def post(self, what, *names, numbers=None, **header):
        """Puts an entry into the batch at hand; returns its index."""
        kind, body = what
        if isinstance(body, dict) and "postings" in body:
            self.postings[self.next_index] = body["postings"]
        return self.put(self.sign(self.statement(kind, body, **header), names, numbers))

    def put(self, raw):
        self.waiting.append(raw)
        return self.next_index - 1

    def seal(self, head=True, signer="operator", recorded=None, **wrong):
        """Writes what waits as a batch, and its head; the clock goes on by a minute."""
        entries, self.waiting = self.waiting, []
        self.journal.batch(entries, self.now if recorded is None else recorded, **wrong)
        if head:
            self.journal.head(self.keys[signer], test_seed(signer))
        self.now += 60_000

    def genesis_body(self, **other):
        names = ["operator", "authority", "recovery", "checkpoint"]
        return {"version": 1, "origin": self.journal.origin, "registries": ["GHA01", "CHE01"], "keys": [test_public(n) for n in names],
                "roles": [{"role": r, "threshold": 1, "keys": [r - 1]} for r in (1, 2, 3, 4)],
                "rulebook": {"version": 1, "settings": [{"option": 1, "value": 180 * DAY}]}} | other

    def genesis(self, *names, seal=True, header=None, **other):
        self.post((C.GENESIS, self.genesis_body(**other)), *(names or ("operator", "authority", "recovery", "checkpoint")), **(header or {}))
        if seal:
            self.seal()

    def stage(self, issued=True, party_keys=True):
        """Ghana (authority key 12) with series 1 in space 1 and account 1 (alice); Switzerland with account 2 (bob) and account 3 (use towards its NDC)."""
        self.genesis()
        self.post(party("GH"), "authority")
        self.post(party("CH"), "authority")
        self.post(key(10, "alice"), "operator")
        self.post(key(11, "bob"), "operator")
        self.post(key(12, "ghana"), "operator")
        self.post(grant(C.AUTHORITY, "GH", 12), "authority")
        self.post(space(1, "GHA01/2025"), "authority")
        self.post(series(1, 1, 100), "ghana")
        self.post(account(1, C.HOLDING, "GH", [10]), "operator")
        self.post(account(2, C.HOLDING, "CH", [11], registry="CHE01"), "operator")
        self.post(account(3, C.USE_NDC, "CH", registry="CHE01"), "operator")
        self.seal()
        if issued:
            self.post(issue(100, 1, (1, 1, 1000)), "ghana")
            self.seal()

    def trust(self):
        """The genesis digest and the operator's key, as an auditor would have noted them."""
        o = self.journal.origin
        return ("# test ledger\n" + trust.genesis_line(o, blake3(self.journal.genesis_leaf).digest()) + "\n"
                + trust.key_line(o, test_public("operator")) + "\n")

    def checkpoint(self, count=None, signers=("checkpoint",), **wrong):
        """A checkpoint at `count` entries (all by default). `wrong`: origin, count_said, root, chain."""
        j = self.journal
        count = j.count if count is None else count
        origin = wrong.get("origin", j.origin)
        text = checkpoint.body(origin, wrong.get("count_said", count), wrong.get("root", j.root(count)), wrong.get("chain", j.chains[count]))
        lines = b"".join(checkpoint.signature_line(origin, test_public(n), ed25519.sign(test_seed(n), text)) for n in signers)
        return (text + b"\n" + lines).decode()
