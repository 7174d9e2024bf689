"""Ed25519 with the one definition of "valid" of format.md 5.5: canonical encodings, the cofactored equation.

`valid` asks OpenSSL first. OpenSSL's own check is cofactorless ([s]B - [h]A, encoded, is R byte for byte), so what it accepts satisfies the
cofactored equation too and R is canonical; only A's encoding has to be looked at besides. What it rejects is decided here, in plain Python.
Slow and not constant in time: it only ever sees public data and test keys.
"""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1, 1, 0)  # X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def decode_point(data):
    """The point that 32 bytes stand for, or None; canonical encodings only."""
    value = int.from_bytes(data, "little")
    sign, y = value >> 255, value & (1 << 255) - 1
    if len(data) != 32 or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * SQRT_M1 % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def encode_point(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def negate(point):
    x, y, z, t = point
    return (-x % P, y, z, -t % P)


def is_identity(point):
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def challenge(r, public, message):
    return int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L


@lru_cache(maxsize=65_536)
def key_point(public):
    return decode_point(public)


@lru_cache(maxsize=65_536)
def openssl_key(public):
    return Ed25519PublicKey.from_public_bytes(public)


@lru_cache(maxsize=65_536)
def key_accepted(public):
    """Whether a key may be registered: it decodes canonically and its order does not divide 8."""
    point = key_point(public)
    return point is not None and not is_identity(multiply(8, point))


def valid(public, message, signature):
    """Whether the signature is valid under a key whose encoding is canonical, by format.md 5.5."""
    if key_point(public) is None:
        return False
    try:
        openssl_key(public).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return valid_slow(public, message, signature)


def valid_slow(public, message, signature):
    """The definition itself."""
    a, r = key_point(public), decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= L:
        return False
    h = challenge(signature[:32], public, message)
    left = add(multiply(s, BASE), negate(add(r, multiply(h, a))))
    return is_identity(multiply(8, left))


def secret_scalar(seed):
    """RFC 8032 5.1.5: the clamped scalar, and the prefix for nonces."""
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:]


def public_of(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


@lru_cache(maxsize=4_096)
def private_key(seed):
    return Ed25519PrivateKey.from_private_bytes(seed)


def sign(seed, message):
    return private_key(seed).sign(message)
