"""Vectors about what the auditor brings: checkpoint (C-101 to C-104) and trust (T-101, T-102)."""

import checkpoint
import trust
from cases import vector
from story import grant, note, rotate, test_public, threshold
import codes as C


def rewritten(name, about, change):
    """A checkpoint that does not decode: `change` spoils the text of a good one."""
    @vector("c101-" + name, about)
    def build(s):
        s.small(1)
        good = s.checkpoint()
        s.checkpoint_text = change(good)
        assert s.checkpoint_text != good
        s.fails("C-101")


def line(number, change):
    def spoil(text):
        lines = text.split("\n")
        lines[number] = change(lines[number])
        return "\n".join(lines)
    return spoil


rewritten("empty", "A checkpoint of no bytes.", lambda t: "")
rewritten("no-newline", "The last line does not end.", lambda t: t[:-1])
rewritten("carriage-return", "Lines end in 0D 0A.", lambda t: t.replace("\n", "\r\n"))
rewritten("leading-zero", "The count has a leading zero.", line(1, lambda x: "0" + x))
rewritten("sign", "The count has a sign.", line(1, lambda x: "+" + x))
rewritten("count-too-high", "The count is 2^63.", line(1, lambda x: str(1 << 63)))
rewritten("root-short", "The root has 31 bytes.", line(2, lambda x: "A" * 40 + "AA=="))
rewritten("base64-padding", "The root's base64 lacks its padding.", line(2, lambda x: x.rstrip("=")))
rewritten("base64-bits", "The root's base64 has bits set behind its last byte.",
          line(2, lambda x: x[:-2] + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".index(x[-2]) + 1] + "="))
rewritten("no-chain", "There is no chain line.", lambda t: "\n".join(x for x in t.split("\n") if not x.startswith("chain ")))
rewritten("other-extension", "There is an extension line behind the chain.", line(3, lambda x: x + "\nextra 1"))
rewritten("no-empty-line", "The empty line is missing.", lambda t: t.replace("\n\n", "\n"))
rewritten("no-signature", "There is no signature line.", lambda t: t.split("\u2014")[0])
rewritten("signatures-17", "There are 17 signature lines.", lambda t: t + ("\u2014" + t.split("\u2014")[1]) * 16)
rewritten("signature-line", "A signature line has a hyphen in place of the dash.", lambda t: t.replace("\u2014", "-"))
rewritten("too-long", "The text has more than 16,384 bytes.", lambda t: t + "\u2014 witness.example " + checkpoint.to_base64(bytes(14_000)) + "\n")
rewritten("origin-plus", "The origin has a `+`.", line(0, lambda x: x + "+1"))


@vector("c101-other-origin", "A good checkpoint of another ledger.")
def _(s):
    s.small(1)
    s.checkpoint_text = s.checkpoint(origin=b"ledger.example/other")
    s.fails("C-101")


@vector("c102-not-the-role", "The operator signed the checkpoint, nobody of the role checkpoint.")
def _(s):
    s.small(1)
    s.checkpoint_text = s.checkpoint(signers=["operator"])
    s.fails("C-102")


@vector("c102-invalid", "The checkpoint key's signature is over another text.")
def _(s):
    s.small(1)
    s.checkpoint_text = s.checkpoint().split("\n\n")[0] + "\n\n" + s.checkpoint(1).split("\n\n")[1]
    s.fails("C-102")


@vector("c102-threshold", "One checkpoint key signed where two must; its line stands there twice.")
def _(s):
    s.stage()
    s.post(grant(C.CHECKPOINT, "", 10), "authority")
    s.post(threshold(C.CHECKPOINT, "", 2), "authority")
    s.seal()
    s.checkpoint_text = s.checkpoint(signers=["checkpoint", "checkpoint"])
    s.fails("C-102")


@vector("c102-rotated", "A checkpoint key signed a head at which it had been rotated away.")
def _(s):
    s.small(1)
    s.post(rotate(3, 20, "checkpoint 2"), "checkpoint")
    s.seal()
    s.checkpoint_text = s.checkpoint()
    s.fails("C-102")


@vector("c102-not-yet", "A checkpoint key signed a head at which it did not have the role yet.")
def _(s):
    s.stage()
    s.post(grant(C.CHECKPOINT, "", 10), "authority")
    s.seal()
    s.checkpoint_text = s.checkpoint(s.journal.count - 1, signers=["alice"])
    s.fails("C-102")


@vector("c102-no-entries", "A checkpoint of no entries: no key had the role.")
def _(s):
    s.small(1)
    s.checkpoint_text = s.checkpoint(0)
    s.fails("C-102")


@vector("c103-tail-cut", "The last batch and its head were cut off; the checkpoint knows of them.")
def _(s):
    s.small(1)
    name, size = s.here()
    said = dict(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
    s.post(note(), "operator")
    s.seal()
    s.checkpoint_text = s.checkpoint()
    del s.journal.segments[name][size:]
    s.head_is(**said)
    s.fails("C-103")


@vector("c103-last-segment-gone", "The last segment was taken away; the checkpoint knows of it.")
def _(s):
    s.small(1)
    said = dict(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
    s.journal.segment()
    gone = s.journal.name
    s.post(note(), "operator")
    s.seal()
    s.checkpoint_text = s.checkpoint()
    del s.journal.segments[gone]
    s.head_is(**said)
    s.fails("C-103")


@vector("c104-root", "The checkpoint's root is not the journal's.")
def _(s):
    s.small(1)
    s.checkpoint_text = s.checkpoint(root=b"\7" * 32)
    s.fails("C-104")


@vector("c104-chain", "The checkpoint's chain is not the journal's.")
def _(s):
    s.small(1)
    s.checkpoint_text = s.checkpoint(chain=b"\7" * 32)
    s.fails("C-104")


@vector("c104-fork", "The operator wrote another history behind the entry that both have in common; the checkpoint is of the first.")
def _(s):
    s.small(1)
    now = s.now
    name, size = s.here()
    s.post(note(), "operator")
    s.seal()
    s.checkpoint_text = s.checkpoint()
    j = s.journal
    del j.segments[name][size:]
    j.chains.pop()
    j.leaf_hashes.pop()
    s.now = now
    s.post(note(entries=[0]), "operator")
    s.seal()
    s.fails("C-104")


def mistrust(rule, name, about, text):
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        s.small(1)
        s.trust_text = text(s)
        s.fails(rule)


mistrust("T-101", "other-origin", "The trust file names another origin.", lambda s: trust.key_line(b"ledger.example/other", test_public("operator")) + "\n")
mistrust("T-101", "two-origins", "The trust file names two origins.",
         lambda s: s.trust() + trust.key_line(b"ledger.example/other", test_public("operator")) + "\n")
mistrust("T-101", "empty", "The trust file says nothing.", lambda s: "# nothing\n\n")
mistrust("T-101", "upper-case", "The genesis digest is in upper case.", lambda s: s.trust().splitlines()[1][:-64] + s.trust().splitlines()[1][-64:].upper() + "\n")
mistrust("T-101", "key-hash", "A key line's hash is not the key's.",
         lambda s: trust.key_line(b"ledger.example/gh-ch", test_public("operator")).replace(
             trust.key_hash(b"ledger.example/gh-ch", test_public("operator")).hex(), "00000000") + "\n")
mistrust("T-101", "lines-65", "The trust file has 65 lines that say something.",
         lambda s: (trust.key_line(b"ledger.example/gh-ch", test_public("operator")) + "\n") * 65)
mistrust("T-101", "words", "A line is neither a genesis digest nor a key.", lambda s: s.trust() + "trust me\n")
mistrust("T-102", "digest", "The genesis digest is another.", lambda s: trust.genesis_line(b"ledger.example/gh-ch", bytes(32)) + "\n")
mistrust("T-102", "key", "A key given is not a genesis key.", lambda s: s.trust() + trust.key_line(b"ledger.example/gh-ch", test_public("alice")) + "\n")
mistrust("T-102", "second-digest", "Of two genesis digests one is another.", lambda s: s.trust() + trust.genesis_line(b"ledger.example/gh-ch", bytes(32)) + "\n")


@vector("t102-later-key", "The key given is a key of the ledger, but not of its genesis.")
def _(s):
    s.stage()
    s.trust_text = trust.key_line(s.journal.origin, test_public("alice")) + "\n"
    s.fails("T-102")


@vector("t102-keys-swapped", "Somebody rewrote the whole ledger with keys of their own; the auditor knows the operator's.")
def _(s):
    mine = {n: test_public(n + " of a stranger") for n in ("operator", "authority", "recovery", "checkpoint")}
    body = s.genesis_body(keys=list(mine.values()))
    names = [n + " of a stranger" for n in mine]
    s.post((C.GENESIS, body), *names, numbers=[0, 1, 2, 3])
    s.keys |= dict(zip(names, range(4)))
    s.seal(signer="operator of a stranger")
    s.post(note(), "operator of a stranger")
    s.seal(signer="operator of a stranger")
    s.checkpoint_text = s.checkpoint(signers=["checkpoint of a stranger"])
    s.trust_text = trust.key_line(s.journal.origin, test_public("operator")) + "\n"
    s.fails("T-102")
