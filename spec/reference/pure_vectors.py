"""signatures.json and digests.json: the pure functions of format.md section 5, without a journal."""

import hashlib

import crafted
import digests
import ed25519 as E
import story
from story import test_public, test_seed

MESSAGE = b"itmo-ledger test message"


def case(name, about, key, message, signature, valid, key_verdict="accepted"):
    return {"name": name, "about": about, "key": key.hex(), "message": message.hex(), "signature": signature.hex(),
            "key_verdict": key_verdict, "valid": valid}


def flip(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]


def signatures():
    """`key_verdict`: may the key be registered; `valid`: points 1 to 4 of format.md 5.5, null for a key that is refused."""
    key, good = test_public("alice"), E.sign(test_seed("alice"), MESSAGE)
    mixed = crafted.mixed_key("alice")
    out = [
        case("honest", "An ordinary signature.", key, MESSAGE, good, True),
        case("honest-empty", "An ordinary signature of no bytes.", key, b"", E.sign(test_seed("alice"), b""), True),
        case("other-message", "One bit of the message differs.", key, flip(MESSAGE, 0), good, False),
        case("other-key", "The signature is another key's.", test_public("bob"), MESSAGE, good, False),
        case("r-flipped", "One bit of R differs.", key, MESSAGE, flip(good, 0), False),
        case("s-flipped", "One bit of s differs.", key, MESSAGE, flip(good, 32), False),
        case("s-plus-order", "s + L in place of s.", key, MESSAGE, crafted.add_order(good), False),
        case("s-is-order", "s = L, R the identity, where s = 0 would not do either.", key, MESSAGE, crafted.IDENTITY + E.L.to_bytes(32, "little"), False),
        case("zero", "64 bytes 00.", key, MESSAGE, bytes(64), False),
        case("r-not-a-point", "R is 32 bytes that decode to no point.", key, MESSAGE, not_a_point() + good[32:], False),
        case("key-not-a-point", "The key decodes to no point.", not_a_point(), MESSAGE, good, None, "refused"),
        case("key-y-above-p", "The key's y is p + 3 (a point, not canonically).", high_y(), MESSAGE, good, None, "refused"),
    ]
    for k in range(8):
        r = E.encode_point(crafted.small_point(k))
        out.append(case(f"small-order-r-{k}", f"R is {k} times a point of order 8 and s = h a: the cofactored equation holds.",
                        key, MESSAGE, crafted.sign_with_r("alice", key, MESSAGE, r), True))
        out.append(case(f"small-order-key-{k}", f"The key is {k} times a point of order 8.", r, MESSAGE, crafted.IDENTITY + bytes(32), None, "refused"))
    for name, r in (("identity-y-p-plus-1", crafted.NON_CANONICAL_IDENTITY), ("identity-sign-bit", crafted.SIGN_BIT_IDENTITY),
                    ("y-p", E.P.to_bytes(32, "little")), ("y-p-sign-bit", (E.P | 1 << 255).to_bytes(32, "little")),
                    ("order-2-sign-bit", (E.P - 1 | 1 << 255).to_bytes(32, "little"))):
        out.append(case(f"r-{name}", "R is of small order in an encoding that is not canonical; the equation would hold.",
                        key, MESSAGE, crafted.sign_with_r("alice", key, MESSAGE, r), False))
        out.append(case(f"key-{name}", "The key is of small order in an encoding that is not canonical.", r, MESSAGE, crafted.IDENTITY + bytes(32), None, "refused"))
    for k in range(1, 8):
        key_k = crafted.mixed_key("alice", k)
        out.append(case(f"mixed-key-{k}-cofactored-only", f"The key has {k} times a point of order 8 in it; only the cofactored equation holds.",
                        key_k, MESSAGE, crafted.sign_mixed("alice", key_k, MESSAGE), True))
    out += [
        case("mixed-key-both", "A key of mixed order, and both equations hold.", mixed, MESSAGE, crafted.sign_mixed("alice", mixed, MESSAGE, cofactorless_too=True), True),
        case("mixed-r-cofactored-only", "R has a part of order 8; only the cofactored equation holds.", key, MESSAGE,
             crafted.sign_mixed("alice", key, MESSAGE, r_torsion=1), True),
        case("mixed-key-mixed-r", "Key and R have parts of small order; only the cofactored equation holds.", mixed, MESSAGE,
             crafted.sign_mixed("alice", mixed, MESSAGE, r_torsion=3), True),
        case("mixed-key-wrong-s", "A key of mixed order and s + 1.", mixed, MESSAGE, s_plus_one(crafted.sign_mixed("alice", mixed, MESSAGE)), False),
    ]
    return {"about": "Ed25519 verdicts of format.md 5.5. TEST KEYS. key_verdict: may the key be registered; valid: the verdict on the signature, null where the key is refused.",
            "vectors": out}


def s_plus_one(signature):
    return signature[:32] + (int.from_bytes(signature[32:], "little") + 1).to_bytes(32, "little")


def not_a_point():
    y = 2
    while E.decode_point(y.to_bytes(32, "little")) is not None:
        y += 1
    return y.to_bytes(32, "little")


def high_y():
    """A key with y = p + 3, or the next that stands for a point of large order."""
    for y in range(3, 19):
        point = E.decode_point(y.to_bytes(32, "little"))
        if point is not None and not E.is_identity(E.multiply(8, point)):
            return (E.P + y).to_bytes(32, "little")
    raise AssertionError("no such point")


SIZES = sorted(set(range(18)) | {n + d for n in (32, 64, 128, 256, 1024) for d in (-1, 0, 1)})


def digest_vectors():
    """Leaf, chain, tree, messages, checkpoint and key line, each from given bytes."""
    prefix, origin, recorded = b"itmo-ledger test leaf ", b"ledger.example/gh-ch", story.START
    entry = bytes(range(256))
    leaf = digests.leaf(recorded, entry)
    start = digests.chain_start(origin)
    hashes = [digests.leaf_hash(prefix + i.to_bytes(8, "little")) for i in range(max(SIZES))]
    s = story.Story()
    s.genesis()
    public = test_public("checkpoint")
    import trust
    return {
        "about": "Digests of format.md section 5. trees: the root over `size` leaves, leaf i being leaf_bytes_prefix and i as u64.",
        "leaf": {"recorded_at_ms": recorded, "entry": entry.hex(), "leaf": leaf.hex(), "leaf_hash_sha256": hashlib.sha256(b"\0" + leaf).hexdigest()},
        "chain": {"origin": origin.decode(), "before_entry_0": start.hex(), "after_leaf": digests.chain_next(start, leaf).hex()},
        "messages": {"origin": origin.decode(), "statement": digests.statement_message(origin, entry).hex(),
                     "head": {"count": 1, "chain": start.hex(), "root": hashes[0].hex(),
                              "message": digests.head_message(origin, 1, start, hashes[0]).hex()}},
        "check": {"bytes": entry.hex(), "check": digests.check(entry).hex()},
        "commitment": {"salt": bytes(32).hex(), "text": "Ama Mensah", "commitment": digests.commitment(bytes(32), b"Ama Mensah").hex()},
        "leaf_bytes_prefix": prefix.hex(),
        "trees": [{"size": n, "root": digests.tree_root(hashes[:n]).hex()} for n in SIZES],
        "checkpoint": {"public_key": public.hex(), "text": s.checkpoint(), "vkey": trust.key_line(origin, public),
                       "count": 1, "chain": s.journal.chain.hex(), "root": s.journal.root().hex()},
    }
