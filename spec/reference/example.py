#!/usr/bin/env python3
"""Makes the complete example in format.md: a ledger of two batches, every byte named; `--check` compares instead of writing.

The bytes come from story.py; the field names are read off the tables in codec.py, so text and bytes cannot drift apart.
"""

import sys
from pathlib import Path

import codec
import codes as C
import journal
from story import Story, party, test_public, transfer

FORMAT = Path(__file__).resolve().parent.parent / "format.md"
BEGIN, END = "<!-- example:begin (made by reference/example.py) -->\n", "<!-- example:end -->\n"
WIDTH = 32  # bytes on a line

HEADERS = {
    "segment": [("magic `ITMO-SEG`", 8), ("format version", 2), ("origin size", 2), ("reserved", 4), ("first entry", 8),
                ("parent: chain before entry 0", 32), ("origin `ledger.example/gh-ch`, filled with 00", 128), ("reserved", 56), ("check", 16)],
    "batch": [("magic `BTCH`", 4), ("payload size", 4), ("first entry", 8), ("entry count", 4), ("reserved", 4), ("recorded_at_ms", 8),
              ("parent", 32), ("chain", 32), ("check", 16)],
    "head": [("magic `HEAD`", 4), ("key number", 4), ("entry count", 8), ("chain", 32), ("root", 32), ("signature", 64), ("check", 16)],
    "statement": [("kind", 2), ("statement size", 2), ("id", 16), ("occurred_at_ms", 8), ("not_after_ms", 8)],
}


def story():
    """Genesis, then a Party declared."""
    s = Story()
    body = s.genesis_body(keys=[test_public("operator"), test_public("authority")], registries=["GHA01"],
                          roles=[{"role": r, "threshold": 1, "keys": [k]} for r, k in ((1, 0), (2, 1), (4, 0))])
    s.post((C.GENESIS, body), "operator", "authority")
    s.seal()
    s.post(party("GH"), "authority")
    s.seal()
    return s


def wrap(lines, name, data, extra=""):
    """Adds a field: its bytes in hex, its name and, for numbers, its value."""
    if len(data) <= 8 and not extra and name != "reserved" and "magic" not in name and "none" not in name:
        extra = f" {int.from_bytes(data, 'little'):,}"
    rows = [data[i:i + WIDTH] for i in range(0, len(data), WIDTH)] or [b""]
    if len(data) > 64 and not any(data[32:]):
        rows = rows[:1]
        extra += f" ({len(data) - 32} more bytes 00)"
    elif len(data) > 32 and not any(data):
        rows = [b""]
        extra = f" ({len(data)} bytes 00)"
    lines.append((rows[0].hex(), name + extra))
    lines += [(row.hex(), "") for row in rows[1:]]


def fields(lines, which, data):
    at = 0
    for name, size in HEADERS[which]:
        wrap(lines, name, data[at:at + size])
        at += size


def one_line(kind, data):
    """A record of small fields as one line: the bytes of each field apart, and their names with values."""
    r, cells, words = codec.Reader(data), [], []
    for name, inner in kind.fields.items():
        start = r.at
        value = inner.read(r)
        if isinstance(inner, codec.ListOf):
            cells += [data[start:start + 8].hex(), data[start + 8:r.at].hex()]
            words.append(f"{name}: count {len(value)}: {', '.join(map(str, value))}")
        else:
            cells.append(data[start:r.at].hex())
            words.append(f"{name} {value}")
    return " ".join(cells), ", ".join(words)


def describe(lines, kind, r, name):
    """Adds a field of a body, whatever its type, by reading it with the codec's own tables."""
    start = r.at
    if isinstance(kind, codec.Record):
        for field, inner in kind.fields.items():
            describe(lines, inner, r, f"{name} {field}".strip())
    elif isinstance(kind, codec.ListOf):
        count = r.uint(8)
        wrap(lines, f"{name}: count", r.data[start:r.at])
        for i in range(count):
            start = r.at
            if isinstance(kind.item, codec.Record):
                kind.item.read(r)
                cells, words = one_line(kind.item, r.data[start:r.at])
                lines.append((cells, f"{name}[{i}] {words}"))
            else:
                describe(lines, kind.item, r, f"{name}[{i}]")
    elif isinstance(kind, codec.Option):
        tag = r.uint(1)
        wrap(lines, f"{name}: {'some' if tag else 'none'}", r.data[start:r.at])
        if tag:
            describe(lines, kind.item, r, name)
    elif isinstance(kind, codec.Text):
        value = kind.read(r)
        wrap(lines, f"{name}: size", r.data[start:start + 8])
        wrap(lines, f"{name} `{value}`", r.data[start + 8:r.at], " ")
    else:
        value = kind.read(r)
        wrap(lines, name + (f" `{value}`" if isinstance(kind, codec.Code) else ""), r.data[start:r.at],
             " " if isinstance(kind, codec.Code) else "")


def entry(lines, raw):
    size = int.from_bytes(raw[2:4], "little")
    fields(lines, "statement", raw[:36])
    r = codec.Reader(raw[36:size])
    describe(lines, codec.CONTEXT, r, "")
    describe(lines, codec.BODIES[int.from_bytes(raw[:2], "little")], r, "")
    wrap(lines, "signatures: count", raw[size:size + 1])
    for at in range(size + 1, len(raw), 68):
        wrap(lines, "key number", raw[at:at + 4])
        wrap(lines, "signature", raw[at + 4:at + 68])


def annotated(s):
    """The journal as text: offset, bytes, meaning."""
    name, data = next(iter(s.journal.segments.items()))
    data = bytes(data)
    out, at = [f"{name}, {len(data):,} bytes", ""], 0

    def part(title, size, tell):
        nonlocal at
        lines = []
        tell(lines, data[at:at + size])
        out.append(f"-- {title}, at {at}, {size} bytes")
        out.extend(rows(lines).splitlines())
        at += size

    part("segment header", 256, lambda l, d: fields(l, "segment", d))
    index = 0
    for batch in journal.read([(name, data)]).batches:
        part("batch frame: header", 112, lambda l, d: fields(l, "batch", d))
        for e in batch.entries:
            part(f"entry {index}", len(e.raw), entry)
            index += 1
        if batch.head:
            part("head-signature frame", 160, lambda l, d: fields(l, "head", d))
    return "\n".join(out) + "\n"


def movement():
    """One entry more, of another ledger: a transfer."""
    s = Story()
    s.stage()
    s.post(transfer(1, 2, (1, 1, 10)), "alice")
    lines = []
    entry(lines, s.waiting[0])
    return rows(lines)


def rows(lines):
    return "".join(f"{a:<{WIDTH * 2}}  {b}".rstrip() + "\n" for a, b in lines)


def text():
    s = story()
    return ("## A whole ledger\n\nTwo batches: genesis with an operator (key 0, also for checkpoints) and an authority (key 1), then a Party declared. On the left the bytes as they are in the file, on the\n"
            "right what they are. Keys and salts are those of the vectors: **test keys**.\n\n```\n" + annotated(s) + "```\n\n"
            "A movement, as it stands in a ledger where accounts 1 and 2 hold units of space 1: serials 1 to 10 are transferred.\n\n```\n" + movement() + "```\n\n"
            "The checkpoint of the first ledger's head, and the line that names its genesis in a trust file:\n\n```\n" + s.checkpoint(signers=["operator"]) + "```\n\n```\n"
            + s.trust().splitlines()[1] + "\n```\n\n")


def main():
    page = FORMAT.read_text()
    start, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    made = page[:start] + text() + page[end:]
    if "--check" in sys.argv[1:]:
        print("format.md holds the example" if made == page else "format.md does not hold the example that example.py makes")
        return 0 if made == page else 1
    FORMAT.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
