"""Vectors that must fail: segments, frames, chain, tree, heads (J-101 to J-112)."""

import codes as C
from cases import vector
from digests import chain_next, leaf
from story import START, grant, note, test_seed, withdraw

NAME = "0" * 20 + ".seg"
EMPTY = {"entries": 0, "chain": None, "root": None}


def header(title, about, **wrong):
    """The journal's only header is wrong: nothing is read."""
    @vector("j101-" + title, about)
    def build(s):
        s.journal.segments.clear()
        s.journal.segment(**{"name": NAME} | wrong)
        s.small()
        s.fails("J-101", at=(min(s.journal.segments), 0))
        s.head_is(**EMPTY)
        s.checkpoint_text = None
        s.trust_text = None


header("magic", "The segment's magic is another.", magic=b"ITMO-SEQ")
header("version", "The segment says format version 2.", version=2)
header("reserved", "A reserved field of the header is not 0.", reserved=1)
header("reserved-tail", "A reserved byte at the end of the header is not 0.", tail=bytes(55) + b"\1")
header("check", "The header's check does not agree.", check=bytes(16))
header("origin-size-zero", "The origin size is 0.", origin_size=0)
header("origin-size-large", "The origin size is 129.", origin_size=129)
header("origin-fill", "The origin is not filled with 00.", origin=b"ledger.example/gh-ch\0X", origin_size=20)
header("origin-plus", "The origin has a `+`.", origin=b"ledger.example+gh")
header("origin-space", "The origin has a space.", origin=b"ledger example")
header("first", "The header's first entry is not the file name's.", first=1)
header("not-first", "The first segment is not entry 0's.", first=5, name="00000000000000000005.seg")


@vector("j101-random-file", "A file of other bytes stands in place of a segment.")
def _(s):
    s.journal.segments[NAME] = bytearray(b"%PDF-1.7 this is not a segment\n" * 20)
    s.fails("J-101", at=(NAME, 0))
    s.head_is(**EMPTY)
    s.checkpoint_text = s.trust_text = None


@vector("j101-empty-file", "A segment is a file of no bytes.")
def _(s):
    s.journal.segments[NAME] = bytearray()
    s.fails("J-101", at=(NAME, 0))
    s.head_is(**EMPTY)
    s.checkpoint_text = s.trust_text = None


def second_segment(name, about, rule, **wrong):
    @vector(name, about)
    def build(s):
        s.small()
        s.journal.segment(**wrong)
        s.fails(rule, at=(s.journal.name, 0))
        if rule == "J-101":
            s.head_is(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
            s.checkpoint_text = s.checkpoint()
        s.post(note(), "operator")
        s.seal()


second_segment("j101-second-check", "The second segment's check does not agree; the first is read.", "J-101", check=bytes(16))
second_segment("j101-two-origins", "The second segment has another origin.", "J-101", origin=b"ledger.example/other")
second_segment("j102-parent", "The second segment's parent is not the chain there.", "J-102", parent=bytes(32))


@vector("j102-first-parent", "The first segment's parent is not the chain before entry 0.")
def _(s):
    s.journal.segments.clear()
    s.journal.segment(parent=bytes(32))
    s.small()
    s.fails("J-102", at=(NAME, 0))


@vector("j102-missing-segment", "The segment in the middle is missing: reading ends before the last.")
def _(s):
    s.small()
    read = dict(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
    s.checkpoint_text = s.checkpoint()
    s.journal.segment()
    missing = s.journal.name
    s.post(note(), "operator")
    s.seal()
    s.journal.segment()
    s.fails("J-102", at=(s.journal.name, 0))
    s.post(note(), "operator")
    s.seal()
    del s.journal.segments[missing]
    s.head_is(**read)


def bad_frame(name, about, write, rule="J-103", **also):
    """After a good batch and head something that is no good frame, then a good batch that is not read."""
    @vector("j103-" + name, about)
    def build(s):
        s.small()
        s.checkpoint_text = s.checkpoint()
        s.head_is(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
        s.fails(rule, at=s.here())
        s.post(note(), "operator")
        write(s)


def batch_with(**wrong):
    return lambda s: s.seal(**wrong)


bad_frame("magic", "A batch's magic is another.", batch_with(magic=b"BTCG"))
bad_frame("check", "A batch header's check does not agree.", batch_with(check=b"\1" * 16))
bad_frame("reserved", "A batch's reserved field is not 0.", batch_with(reserved=1))
bad_frame("no-entries", "A batch says that it holds 0 entries.", batch_with(count=0))
bad_frame("payload-too-large", "A batch's payload size is above the limit.", batch_with(payload_size=C.PAYLOAD_MAX + 1))
bad_frame("payload-zero", "A batch's payload size is 0.", lambda s: s.seal(payload_size=0))


@vector("j103-head-check", "A head frame's check does not agree.")
def _(s):
    s.small()
    s.checkpoint_text = s.checkpoint()
    s.post(note(), "operator")
    s.seal(head=False)
    s.fails("J-103", at=s.here())
    s.head_is(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
    s.journal.head(0, test_seed("operator"), check=b"\1" * 16)
    s.post(note(), "operator")


@vector("j103-after-end", "After the end of a segment, marked by 00, there is a frame.")
def _(s):
    s.small()
    s.checkpoint_text = s.checkpoint()
    s.fails("J-103", at=s.here())
    s.head_is(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
    s.journal.append(bytes(64))
    s.post(note(), "operator")


@vector("j103-cut-not-last", "A segment that is not the last ends within a frame.")
def _(s):
    s.small()
    s.checkpoint_text = s.checkpoint()
    s.fails("J-103", at=s.here())
    s.head_is(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
    s.journal.append(b"BTCH" + b"\1" * 40)
    s.journal.segment()
    s.post(note(), "operator")


@vector("j103-full-header-damaged", "The last frame has all its bytes and its check does not agree: damaged, not torn.")
def _(s):
    s.small()
    s.fails("J-103", at=s.here())
    s.checkpoint_text = s.checkpoint()
    s.head_is(entries=s.journal.count, chain=s.journal.chain.hex(), root=s.journal.root().hex())
    s.post(note(), "operator")
    s.seal(head=False, check=b"\1" * 16)


@vector("j103-rubbish-tail", "Behind the last frame stand bytes that are no beginning of a frame.")
def _(s):
    s.small()
    s.fails("J-103", at=s.here())
    s.journal.append(b"XYZ")


def bad_batch(name, about, rule, **wrong):
    """The batch in the middle is wrong; reading goes on."""
    @vector(name, about)
    def build(s):
        s.small(1)
        s.fails(rule, at=s.here())
        s.post(note(), "operator")
        s.seal(**wrong)
        s.post(note(), "operator")


bad_batch("j104-first-entry", "A batch says another first entry.", "J-104", first=7)
bad_batch("j105-parent", "A batch's parent is another; its chain follows from it.", "J-105", parent=b"\7" * 32)
bad_batch("j107-chain", "A batch's chain field is another; the next batch goes on from it.", "J-107", chain=b"\7" * 32)


@vector("j105-first", "The first batch's parent is 0, not the chain of the origin.")
def _(s):
    s.fails("J-105", at=s.here())
    s.post((C.GENESIS, s.genesis_body()), "operator", "authority", "recovery", "checkpoint")
    s.seal(parent=bytes(32))
    s.post(note(), "operator")


@vector("j105-cut-out", "A batch and its head were cut out of the middle, and the counts and heads behind it made anew with the operator's key.")
def _(s):
    s.small(1)
    place = s.here()
    s.post(note(), "operator")
    s.seal()
    j = s.journal
    del j.segments[NAME][place[1]:]
    j.leaf_hashes.pop()
    cut_out = j.chains.pop(-2)
    assert cut_out != j.chain
    s.fails("J-105", at=place)
    s.post(note(entries=[0]), "operator")


def bad_payload(name, about, entries, change, cut):
    """The last batch's payload is not its entries; `cut` of them can be read."""
    @vector("j106-" + name, about)
    def build(s):
        s.small(1)
        s.checkpoint_text = s.checkpoint()
        s.fails("J-106", at=s.here())
        before = s.journal.count
        raws = [s.sign(s.statement(*note()), ["operator"]) for _ in range(entries)]
        s.journal.batch(raws, s.now, payload=change(raws))
        s.head_is(entries=before + cut, chain=None, root=None)
        s.journal.head(0, test_seed("operator"))


def with_byte(raw, place, value):
    return raw[:place] + bytes([value]) + raw[place + 1:]


def statement_size(raw):
    return int.from_bytes(raw[2:4], "little")


bad_payload("left-over", "A payload has a byte behind its entries.", 2, lambda r: b"".join(r) + b"\1", 2)
bad_payload("short", "A payload lacks the last byte of its last entry.", 2, lambda r: b"".join(r)[:-1], 1)
bad_payload("one-entry-less", "A payload holds one entry less than the header says.", 2, lambda r: r[0], 1)
bad_payload("no-signatures", "An entry has a signature count of 0.", 2, lambda r: r[0] + with_byte(r[1], statement_size(r[1]), 0), 1)
bad_payload("signatures-33", "An entry has a signature count of 33.", 1,
            lambda r: with_byte(r[0], statement_size(r[0]), 33) + bytes(68 * 32), 0)
bad_payload("statement-37", "An entry's statement size is 37.", 2, lambda r: r[0] + with_byte(with_byte(r[1], 2, 37), 3, 0), 1)
bad_payload("statement-beyond", "An entry's statement reaches beyond the payload.", 2, lambda r: r[0] + with_byte(r[1], 3, 255), 1)


@vector("j106-entry-too-large", "An entry has 65,528 bytes.")
def _(s):
    s.small(1)
    s.checkpoint_text = s.checkpoint()
    s.fails("J-106", at=s.here())
    before = s.journal.count
    raw = s.sign(s.statement(48, b"\2" * (65_528 - 69 - 38)), ["operator"])
    assert len(raw) == 65_528
    s.journal.batch([raw], s.now)
    s.head_is(entries=before, chain=None, root=None)


@vector("j107-last", "The last batch's chain field is not computed from its entries; its head repeats it.")
def _(s):
    s.small(1)
    s.fails("J-107", at=s.here())
    s.post(note(), "operator")
    s.seal(chain=b"\7" * 32)


@vector("j107-recorded-at", "A batch's recorded_at was set back by a minute afterwards, and its check made anew.")
def _(s):
    s.small(1)
    s.fails("J-107", at=s.here())
    raw = s.sign(s.statement(*note(), occurred=START), ["operator"])
    good = chain_next(s.journal.chain, leaf(s.now, raw))
    s.journal.batch([raw], s.now - 60_000, chain=good)
    s.journal.head(0, test_seed("operator"))


@vector("j108-clock", "A batch was recorded a millisecond before the batch in front of it.")
def _(s):
    s.small()
    s.fails("J-108", at=s.here())
    s.post(note(), "operator", occurred=START)
    s.seal(recorded=s.journal.last_recorded_at_ms - 1)


@vector("j109-no-head", "A batch in the middle has no head frame.")
def _(s):
    s.small()
    s.fails("J-109", at=s.here())
    s.post(note(), "operator")
    s.seal(head=False)
    s.post(note(), "operator")


@vector("j109-no-head-at-segment-end", "The last batch of a full segment has no head frame.")
def _(s):
    s.small()
    s.fails("J-109", at=s.here())
    s.post(note(), "operator")
    s.seal(head=False)
    s.journal.segment()
    s.post(note(), "operator")


@vector("j109-two-heads", "Two head frames follow on one batch.")
def _(s):
    s.small()
    s.fails("J-109", at=s.here())
    s.journal.head(0, test_seed("operator"))


@vector("j109-head-in-next-segment", "A head frame stands in the segment behind its batch's.")
def _(s):
    s.small()
    s.post(note(), "operator")
    s.seal(head=False)
    s.journal.segment()
    s.fails("J-109", at=s.here())
    s.journal.head(0, test_seed("operator"))


def bad_head(name, about, rule, key=0, signer="operator", **wrong):
    @vector(name, about)
    def build(s):
        s.small(1)
        s.post(note(), "operator")
        s.seal(head=False)
        s.fails(rule, at=s.here())
        s.journal.head(key, test_seed(signer), **wrong)
        s.post(note(), "operator")


bad_head("j110-count", "A head frame states another entry count, and is signed so.", "J-110", count=2)
bad_head("j110-chain", "A head frame states another chain, and is signed so.", "J-110", chain=b"\7" * 32)
bad_head("j110-root", "A head frame states another root, and is signed so.", "J-110", root=b"\7" * 32)
bad_head("j111-signature", "A head frame's signature is by another key than it says.", "J-111", signer="authority")
bad_head("j111-not-operator", "A head frame is signed by the authority's key.", "J-111", key=1, signer="authority")
bad_head("j111-unknown-key", "A head frame is signed by a key that is not registered.", "J-111", key=9, signer="dan")


@vector("j111-withdrawn", "An operator's key signs a head one batch after its role was withdrawn.")
def _(s):
    s.stage()
    s.post(grant(C.OPERATOR, "", 11), "authority")
    s.seal()
    s.post(withdraw(C.OPERATOR, "", 11), "authority")
    s.seal(signer="bob")
    s.post(note(), "operator")
    s.seal(head=False)
    s.fails("J-111", at=s.here())
    s.journal.head(11, test_seed("bob"))
