"""Trust files: what an auditor brings from outside (format.md 5.7)."""

import re
from dataclasses import dataclass

from notes import NotReadable, from_base64, key_hash, parse_origin, to_base64


@dataclass
class Trust:
    origin: bytes
    genesis: list  # digests of leaf 0
    keys: list  # public keys


def parse(data):
    """A Trust, or NotReadable."""
    if len(data) > 65_536:
        raise NotReadable("more than 65,536 bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as why:
        raise NotReadable("not UTF-8") from why
    lines = [x for x in text.split("\n") if x and not x.startswith("#")]
    if not 1 <= len(lines) <= 64:
        raise NotReadable(f"{len(lines)} lines that say something")
    origins, genesis, keys = set(), [], []
    for line in lines:
        match = re.fullmatch("genesis ([^ ]+) ([0-9a-f]{64})", line)
        if match:
            origins.add(parse_origin(match[1]))
            genesis.append(bytes.fromhex(match[2]))
        else:
            origin, public = parse_key(line)
            origins.add(origin)
            keys.append(public)
    if len(origins) != 1:
        raise NotReadable("the lines name several origins")
    return Trust(origins.pop(), genesis, keys)


def parse_key(line):
    """A C2SP verifier key: (origin, public key)."""
    parts = line.split("+", 2)
    if len(parts) != 3 or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise NotReadable(f"a line that is neither a genesis digest nor a key: {line[:80]}")
    origin, raw = parse_origin(parts[0]), from_base64(parts[2])
    if len(raw) != 33 or raw[0] != 1:
        raise NotReadable("a key that is not 01 and 32 bytes")
    if key_hash(origin, raw[1:]).hex() != parts[1]:
        raise NotReadable("a key hash that is not the key's")
    return origin, raw[1:]


def key_line(origin, public):
    return origin.decode() + "+" + key_hash(origin, public).hex() + "+" + to_base64(b"\1" + public)


def genesis_line(origin, digest):
    return f"genesis {origin.decode()} {digest.hex()}"
