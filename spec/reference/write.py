"""Writes journals, right ones and wrong ones: every field of a header can be given another value.

Knows bytes only; what entries mean is in story.py. Keeps the head as the format defines it, by ways of its own where there are two: the tree root
from the definition, not from the incremental tree that the reader uses.
"""

import digests
import ed25519


class Journal:
    def __init__(self, origin):
        self.origin = origin
        self.segments = {}  # name -> bytearray
        self.leaf_hashes = []
        self.chains = [digests.chain_start(origin)]  # [n]: chain at n entries, as the batch headers say
        self.genesis_leaf = None
        self.last_recorded_at_ms = 0
        self.segment()

    @property
    def count(self):
        return len(self.leaf_hashes)

    @property
    def chain(self):
        return self.chains[-1]

    def root(self, count=None):
        return digests.tree_root(self.leaf_hashes[:self.count if count is None else count])

    def append(self, raw):
        self.segments[self.name] += raw

    def segment(self, name=None, origin=None, origin_size=None, **wrong):
        """Starts a segment. `wrong`: magic, version, reserved, first, parent, tail, check."""
        first = wrong.get("first", self.count)
        origin = self.origin if origin is None else origin
        raw = wrong.get("magic", b"ITMO-SEG") + wrong.get("version", 1).to_bytes(2, "little")
        raw += (len(origin) if origin_size is None else origin_size).to_bytes(2, "little")
        raw += wrong.get("reserved", 0).to_bytes(4, "little") + first.to_bytes(8, "little") + wrong.get("parent", self.chain)
        raw += origin.ljust(128, b"\0") + wrong.get("tail", bytes(56))
        self.name = name or f"{first:020}.seg"
        self.segments[self.name] = bytearray(raw + wrong.get("check", digests.check(raw)))

    def batch(self, entries, recorded_at_ms, **wrong):
        """Appends a batch frame. `wrong`: magic, payload_size, first, count, reserved, parent, chain, check, payload; `forget` keeps the head as it was."""
        parent = wrong.get("parent", self.chain)
        chain, chains, hashes = parent, [], []
        for raw in entries:
            leaf = digests.leaf(recorded_at_ms, raw)
            self.genesis_leaf = self.genesis_leaf or leaf
            chain = digests.chain_next(chain, leaf)
            chains.append(chain)
            hashes.append(digests.leaf_hash(leaf))
        payload = wrong.get("payload", b"".join(entries))
        chain = wrong.get("chain", chain)
        raw = wrong.get("magic", b"BTCH") + wrong.get("payload_size", len(payload)).to_bytes(4, "little")
        raw += wrong.get("first", self.count).to_bytes(8, "little") + wrong.get("count", len(entries)).to_bytes(4, "little")
        raw += wrong.get("reserved", 0).to_bytes(4, "little") + recorded_at_ms.to_bytes(8, "little") + parent + chain
        self.append(raw + wrong.get("check", digests.check(raw)) + payload)
        if not wrong.get("forget"):
            self.chains += chains[:-1] + [chain]
            self.leaf_hashes += hashes
            self.last_recorded_at_ms = recorded_at_ms

    def head(self, key, seed, **wrong):
        """Appends a head-signature frame. `wrong`: magic, count, chain, root, signature, check."""
        count, chain, root = wrong.get("count", self.count), wrong.get("chain", self.chain), wrong.get("root", self.root())
        signature = wrong.get("signature", ed25519.sign(seed, digests.head_message(self.origin, count, chain, root)))
        raw = wrong.get("magic", b"HEAD") + key.to_bytes(4, "little") + count.to_bytes(8, "little") + chain + root + signature
        self.append(raw + wrong.get("check", digests.check(raw)))
