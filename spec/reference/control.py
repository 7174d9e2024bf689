#!/usr/bin/env python3
"""Shows that the vectors can fail: with any one rule, or any one way to post, taken out of the reference, at least one vector disagrees."""

import json
import sys
from pathlib import Path

import adjustments
import audit
import journal
import rules
import run_vectors

VECTORS = Path(__file__).resolve().parent.parent / "vectors"


def without(rule):
    """Takes a rule out; returns the function that puts it back."""
    kept = (list(rules.RULES), list(rules.SIGNATURES), journal.JournalReader.find, audit.Auditor.find)
    rules.RULES[:] = [r if r[0] != rule else (rule, lambda c: None) for r in kept[0]]
    rules.SIGNATURES[:] = [r for r in kept[1] if r[0] != rule]
    journal.JournalReader.find = lambda self, name, *a: None if name == rule else kept[2](self, name, *a)
    audit.Auditor.find = lambda self, name, *a, **k: None if name == rule else kept[3](self, name, *a, **k)

    def put_back():
        rules.RULES[:], rules.SIGNATURES[:] = kept[0], kept[1]
        journal.JournalReader.find, audit.Auditor.find = kept[2], kept[3]
    return put_back


def noticed(vector):
    """A rule behind the one taken out may meet what it never should; that is noticing, too."""
    try:
        return bool(run_vectors.disagreements(vector))
    except (TypeError, KeyError, IndexError, AttributeError):
        return True


POSTS = {"first_transferred": lambda *a: [], "used_by_movement": lambda *a: None, "used_by_notice": lambda *a: None, "opposite": lambda *a: None}


def not_posted():
    """The ways to post of which no vector of the second book notices that they are missing."""
    vectors, idle = [json.loads(p.read_text()) for p in sorted((VECTORS / "adjustments").glob("*.json")) if p.name != "of-vectors.json"], []
    for name, nothing in POSTS.items():
        kept = getattr(adjustments, name)
        setattr(adjustments, name, nothing)
        if not any(run_vectors.book_disagreements(v) for v in vectors):
            idle.append(name)
        setattr(adjustments, name, kept)
    return idle


def main():
    vectors = [json.loads(p.read_text()) for p in sorted(VECTORS.glob("*.json")) if p.name not in ("signatures.json", "digests.json")]
    names = sorted({f["rule"] for v in vectors for f in v["expect"]["findings"]})
    idle = []
    for rule in names:
        put_back = without(rule)
        by_it = [v for v in vectors if any(f["rule"] == rule for f in v["expect"]["findings"])]
        if not any(noticed(v) for v in by_it):
            idle.append(rule)
        put_back()
    alone = {f["rule"] for v in vectors for f in v["expect"]["findings"] if len(v["expect"]["findings"]) == 1}
    unposted = not_posted()
    print(f"{len(names)} rules taken out one by one; not noticed: {', '.join(idle) or 'none'}")
    print(f"rules without a vector that fails by them alone: {', '.join(sorted(set(names) - alone)) or 'none'}")
    print(f"{len(POSTS)} ways to post taken out one by one; not noticed: {', '.join(unposted) or 'none'}")
    return 1 if idle or unposted or set(names) - alone else 0


if __name__ == "__main__":
    sys.exit(main())
