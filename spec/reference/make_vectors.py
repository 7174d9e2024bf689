#!/usr/bin/env python3
"""Writes spec/vectors from the definitions in cases_*.py, the same bytes every time; `--check` compares instead of writing."""

import json
import sys
from pathlib import Path

import cases
import pure_vectors

VECTORS = Path(__file__).resolve().parent.parent / "vectors"


def files():
    """File name -> text of everything in the folder that is made here."""
    out = {f"{name}.json": data for name, data in cases.build_all().items()}
    out["signatures.json"] = pure_vectors.signatures()
    out["digests.json"] = pure_vectors.digest_vectors()
    return {name: json.dumps(data, indent=1) + "\n" for name, data in out.items()}


def main():
    made = files()
    there = {p.name: p.read_text() for p in VECTORS.glob("*.json")}
    if "--check" in sys.argv[1:]:
        wrong = sorted(n for n in made.keys() | there.keys() if made.get(n) != there.get(n))
        for name in wrong:
            print(f"{name}: not what make_vectors.py makes")
        print(f"{len(made)} files, {len(wrong)} differ")
        return 1 if wrong else 0
    VECTORS.mkdir(exist_ok=True)
    for name in there.keys() - made.keys():
        (VECTORS / name).unlink()
    for name, text in made.items():
        (VECTORS / name).write_text(text)
    print(f"{len(made)} files, {sum(map(len, made.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
