"""Types of fields: how a value of each is read and written (format.md section 1.1).

Reading rejects all that format.md says decoders MUST reject; writing checks nothing, so that wrong entries can be built.
"""

import codes as C


class Malformed(Exception):
    """The bytes are not an encoding of the type."""


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if size > len(self.data) - self.at:
            raise Malformed(f"{size} bytes wanted at {self.at}, {len(self.data) - self.at} left")
        self.at += size
        return self.data[self.at - size:self.at]

    def uint(self, size):
        return int.from_bytes(self.take(size), "little")


class Uint:
    def __init__(self, size, top=None):
        self.size, self.top = size, top

    def read(self, r):
        value = r.uint(self.size)
        if self.top is not None and value > self.top:
            raise Malformed(f"{value} is above {self.top}")
        return value

    def write(self, value):
        return value.to_bytes(self.size, "little")


class Side(Uint):
    def read(self, r):
        value = super().read(r)
        if value not in (C.DEBIT, C.CREDIT):
            raise Malformed(f"side {value}")
        return value


class Amount:
    """A signed number: sign (0 plus, 1 minus), then magnitude; there is no minus zero (article6.md section 2)."""

    def read(self, r):
        sign, magnitude = r.uint(1), r.uint(8)
        if sign > 1 or (sign and not magnitude):
            raise Malformed(f"sign {sign} of {magnitude}")
        return -magnitude if sign else magnitude

    def write(self, value):
        return bytes([value < 0]) + abs(value).to_bytes(8, "little")


class Fixed:
    def __init__(self, size):
        self.size = size

    def read(self, r):
        return r.take(self.size)

    def write(self, value):
        return value


class Code:
    """Party codes and registry ids: text in Python, filled with 00 in bytes."""

    def __init__(self, size, none_allowed=False):
        self.size, self.none_allowed = size, none_allowed

    def read(self, r):
        raw = r.take(self.size)
        text = raw.rstrip(b"\0")
        if not text and self.none_allowed:
            return ""
        if len(text) < 2 or not all(0x30 <= c <= 0x39 or 0x41 <= c <= 0x5A for c in text):
            raise Malformed(f"code {raw.hex()}")
        return text.decode()

    def write(self, value):
        return value if isinstance(value, bytes) else value.encode().ljust(self.size, b"\0")


class Text:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def read(self, r):
        raw = r.take(bounded(r.uint(8), self.low, self.high))
        if not all(0x20 <= c <= 0x7E for c in raw):
            raise Malformed("a byte outside 20 to 7E")
        return raw.decode("ascii")

    def write(self, value):
        raw = value if isinstance(value, bytes) else value.encode("ascii")
        return len(raw).to_bytes(8, "little") + raw


class Bytes:
    def __init__(self, high):
        self.high = high

    def read(self, r):
        return r.take(bounded(r.uint(8), 0, self.high))

    def write(self, value):
        return len(value).to_bytes(8, "little") + value


class ListOf:
    def __init__(self, item, low, high):
        self.item, self.low, self.high = item, low, high

    def read(self, r):
        return [self.item.read(r) for _ in range(bounded(r.uint(8), self.low, self.high))]

    def write(self, value):
        return len(value).to_bytes(8, "little") + b"".join(self.item.write(v) for v in value)


class Option:
    def __init__(self, item):
        self.item = item

    def read(self, r):
        tag = r.uint(1)
        if tag > 1:
            raise Malformed(f"option tag {tag}")
        return self.item.read(r) if tag else None

    def write(self, value):
        return b"\0" if value is None else b"\1" + self.item.write(value)


class Record:
    """Fields in order; a dict in Python."""

    def __init__(self, **fields):
        self.fields = fields

    def read(self, r):
        return {name: kind.read(r) for name, kind in self.fields.items()}

    def write(self, value):
        return b"".join(kind.write(value[name]) for name, kind in self.fields.items())


def bounded(count, low, high):
    if not low <= count <= high:
        raise Malformed(f"size or count {count} is not {low} to {high}")
    return count


U8, U16, U32, U64 = Uint(1), Uint(2), Uint(4), Uint(8)
PARTY, PARTY_OR_NONE, REGISTRY = Code(4), Code(4, none_allowed=True), Code(8)
