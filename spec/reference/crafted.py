"""Points, keys and signatures that an honest signer never makes: small and mixed order, other encodings. For vectors only."""

import hashlib

import ed25519 as E
from story import test_seed


def torsion_generator():
    """A point of order 8: L times a point of the whole curve."""
    y = 2
    while True:
        point = E.decode_point(y.to_bytes(32, "little"))
        if point is not None:
            small = E.multiply(E.L, point)
            if not E.is_identity(E.multiply(4, small)):
                return small
        y += 1


TORSION = torsion_generator()


def small_point(k):
    """k times the point of order 8."""
    return E.multiply(k, TORSION)


def mixed_key(name, k=1):
    """The public key of a name, with a part of small order added: A + kT."""
    scalar, _ = E.secret_scalar(test_seed(name))
    return E.encode_point(E.add(E.multiply(scalar, E.BASE), small_point(k)))


def sign_mixed(name, public, message, r_torsion=0, cofactorless_too=False):
    """A signature that satisfies the cofactored equation under `public` = A + kT; the cofactorless one too, or not, as wished."""
    scalar, _ = E.secret_scalar(test_seed(name))
    count = 0
    while True:
        nonce = int.from_bytes(hashlib.sha512(b"nonce" + count.to_bytes(4, "little") + message).digest(), "little") % E.L
        r = E.encode_point(E.add(E.multiply(nonce, E.BASE), small_point(r_torsion)))
        h = E.challenge(r, public, message)
        s = (nonce + h * scalar) % E.L
        signature = r + s.to_bytes(32, "little")
        exact = E.encode_point(E.add(E.multiply(s, E.BASE), E.negate(E.multiply(h, E.key_point(public))))) == r
        if exact == cofactorless_too:
            return signature
        count += 1


def sign_with_r(name, public, message, r):
    """s = h a: the equation holds where the bytes `r` stand for a point of small order."""
    scalar, _ = E.secret_scalar(test_seed(name))
    return r + (E.challenge(r, public, message) * scalar % E.L).to_bytes(32, "little")


def add_order(signature):
    """The same signature with s + L."""
    return signature[:32] + (int.from_bytes(signature[32:], "little") + E.L).to_bytes(32, "little")


NON_CANONICAL_IDENTITY = (E.P + 1).to_bytes(32, "little")
IDENTITY = (1).to_bytes(32, "little")
SIGN_BIT_IDENTITY = (1 | 1 << 255).to_bytes(32, "little")
