"""What checkpoints and trust files are made of: base64, origins, key hashes (format.md 5.6 and 5.7)."""

import base64
import binascii
import hashlib

from journal import origin_allowed


class NotReadable(Exception):
    """The text is not a checkpoint, or not a trust file; says why."""


def from_base64(text):
    """Standard base64 with padding, in its one canonical form."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as why:
        raise NotReadable(f"not base64: {text[:80]}") from why
    if base64.b64encode(raw).decode() != text:
        raise NotReadable(f"base64 that is not canonical: {text[:80]}")
    return raw


def to_base64(raw):
    return base64.b64encode(raw).decode()


def key_hash(origin, public):
    return hashlib.sha256(origin + b"\n\1" + public).digest()[:4]


def parse_origin(text):
    try:
        origin = text.encode("ascii")
    except UnicodeEncodeError as why:
        raise NotReadable("the origin is not ASCII") from why
    if not origin_allowed(origin):
        raise NotReadable(f"not an origin: {text[:80]}")
    return origin
