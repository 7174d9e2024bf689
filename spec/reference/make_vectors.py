#!/usr/bin/env python3
"""Writes spec/vectors from the definitions in cases_*.py, the same bytes every time; `--check` compares instead of writing.

All but one file say what was written by hand beside the story; adjustments/of-vectors.json is what the reference posts.
"""

import json
import sys
from pathlib import Path

import adjustment_vector
import annual
import cases
import pure_vectors
from audit import audit

VECTORS = Path(__file__).resolve().parent.parent / "vectors"


def files():
    """File name -> text of everything in the folder that is made here."""
    out = {f"{name}.json": data for name, data in cases.build_all().items()}
    out["signatures.json"] = pure_vectors.signatures()
    out["digests.json"] = pure_vectors.digest_vectors()
    out |= {f"adjustments/{name}.json": data for name, data in adjustment_vector.build_all().items()}
    out["adjustments/of-vectors.json"] = {name[:-5]: book for name, data in sorted(out.items()) if "/" not in name and (book := posted(data))}
    return {name: json.dumps(data, indent=1) + "\n" for name, data in out.items()}


def posted(vector):
    """The accounts of the second book of a vector's ledger, and their clearing; None where nothing stands."""
    state = audit([(name, bytes.fromhex(raw)) for name, raw in vector["segments"].items()]).state if "segments" in vector else None
    book = state and annual.as_json(state)
    return {part: book[part] for part in ("accounts", "clearing")} if book and book["accounts"] else None


def main():
    made = files()
    there = {str(p.relative_to(VECTORS)): p.read_text() for p in VECTORS.rglob("*.json")}
    if "--check" in sys.argv[1:]:
        wrong = sorted(n for n in made.keys() | there.keys() if made.get(n) != there.get(n))
        for name in wrong:
            print(f"{name}: not what make_vectors.py makes")
        print(f"{len(made)} files, {len(wrong)} differ")
        return 1 if wrong else 0
    (VECTORS / "adjustments").mkdir(parents=True, exist_ok=True)
    for name in there.keys() - made.keys():
        (VECTORS / name).unlink()
    for name, text in made.items():
        (VECTORS / name).write_text(text)
    print(f"{len(made)} files, {sum(map(len, made.values()))} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
