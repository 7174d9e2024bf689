"""Leaf, chain, tree root and the messages that are signed (format.md sections 1 and 5)."""

import hashlib

from blake3 import blake3


def check(data):
    """The 16 bytes that tell a header from an accident."""
    return blake3(data).digest()[:16]


def keyed(name, data):
    return blake3(data, key=name.encode("ascii").ljust(32, b"\0")).digest()


def commitment(salt, text):
    return keyed("itmo-ledger/v1/text", salt + text)


def leaf(recorded_at_ms, raw):
    return recorded_at_ms.to_bytes(8, "little") + raw


def chain_start(origin):
    return keyed("itmo-ledger/v1/origin", origin)


def chain_next(before, leaf_bytes):
    return keyed("itmo-ledger/v1/chain", before + blake3(leaf_bytes).digest())


def leaf_hash(leaf_bytes):
    return hashlib.sha256(b"\0" + leaf_bytes).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def tree_root(leaf_hashes):
    """RFC 6962 section 2.1, as its text defines it: by halves at the largest power of two below the size."""
    count = len(leaf_hashes)
    if count == 0:
        return hashlib.sha256(b"").digest()
    if count == 1:
        return leaf_hashes[0]
    split = 1 << ((count - 1).bit_length() - 1)
    return node_hash(tree_root(leaf_hashes[:split]), tree_root(leaf_hashes[split:]))


class Tree:
    """The same root, kept while leaves arrive: the roots of the full subtrees, largest first."""

    def __init__(self):
        self.count, self.peaks = 0, []

    def add(self, hash_of_leaf):
        node, place = hash_of_leaf, self.count
        while place & 1:
            node = node_hash(self.peaks.pop(), node)
            place >>= 1
        self.peaks.append(node)
        self.count += 1

    def root(self):
        if not self.peaks:
            return tree_root([])
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def statement_message(origin, statement):
    return b"itmo-ledger/v1/statement\0" + bytes([len(origin)]) + origin + statement


def head_message(origin, count, chain, root):
    return b"itmo-ledger/v1/head\0" + bytes([len(origin)]) + origin + count.to_bytes(8, "little") + chain + root
