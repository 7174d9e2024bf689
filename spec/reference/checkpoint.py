"""Checkpoints: a signed head as a C2SP signed note (format.md 5.6)."""

import re
import unicodedata
from dataclasses import dataclass

import ed25519
from notes import NotReadable, from_base64, key_hash, parse_origin, to_base64


@dataclass
class Checkpoint:
    origin: bytes
    count: int
    root: bytes
    chain: bytes
    text: bytes  # what is signed
    signatures: list  # of (name, key hash, the bytes behind the hash)

    def signers(self, keys):
        """Which of `keys` (number -> public key) signed it."""
        name = self.origin.decode()
        return {n for n, public in keys.items()
                if any(who == name and h == key_hash(self.origin, public) and len(sig) == 64 and ed25519.valid(public, self.text, sig)
                       for who, h, sig in self.signatures)}


def parse(data):
    """A Checkpoint, or NotReadable."""
    if len(data) > 16_384:
        raise NotReadable("more than 16,384 bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as why:
        raise NotReadable("not UTF-8") from why
    if any(c != "\n" and unicodedata.category(c) == "Cc" for c in text):
        raise NotReadable("a control character")
    if not text.endswith("\n"):
        raise NotReadable("the last line does not end")
    lines = text[:-1].split("\n")
    if len(lines) < 6 or lines[4] != "":
        raise NotReadable("not origin, count, root, chain, an empty line and a signature")
    origin = parse_origin(lines[0])
    if not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) or int(lines[1]) >= 1 << 63:
        raise NotReadable("not an entry count")
    root = digest(lines[2])
    if not lines[3].startswith("chain "):
        raise NotReadable("no chain line directly after the root")
    chain = digest(lines[3][6:])
    if len(lines) - 5 > 16:
        raise NotReadable("more than 16 signature lines")
    return Checkpoint(origin, int(lines[1]), root, chain, "\n".join(lines[:4] + [""]).encode(), [signature(x) for x in lines[5:]])


def digest(text):
    raw = from_base64(text)
    if len(raw) != 32:
        raise NotReadable("a digest that is not 32 bytes")
    return raw


def signature(line):
    match = re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line)
    if not match or any(c.isspace() for c in match[1]):
        raise NotReadable("a signature line that does not parse")
    raw = from_base64(match[2])
    if len(raw) < 5:
        raise NotReadable("a signature line that is too short")
    return match[1], raw[:4], raw[4:]


def body(origin, count, root, chain):
    """What a checkpoint's signatures cover."""
    return origin + f"\n{count}\n{to_base64(root)}\nchain {to_base64(chain)}\n".encode()


def signature_line(origin, public, signature_bytes):
    return "\u2014 ".encode() + origin + b" " + to_base64(key_hash(origin, public) + signature_bytes).encode() + b"\n"
