"""Runs every vector through the reference and says where it disagrees."""

import collections
import json

import adjustment_vector
import annual
import digests
import ed25519
from audit import audit
from verify import as_json


def key(finding):
    if finding["entry"] is None:
        return finding["rule"], -1, finding.get("segment") or "", finding.get("offset") or 0
    return finding["rule"], finding["entry"], "", 0


def disagreements(vector):
    """What the reference says otherwise than the vector expects."""
    files = [(name, bytes.fromhex(raw)) for name, raw in vector["segments"].items()]
    brought = [None if vector[k] is None else vector[k].encode() for k in ("trust", "checkpoint")]
    got, expect = as_json(audit(files, *brought)), vector["expect"]
    out = [f"{k}: expected {expect[k]}, got {got[k]}" for k in ("verdict", "entries", "chain", "root")
           if expect[k] is not None and expect[k] != got[k]]
    open_rules = sorted((u["rule"], u["entry"]) for u in got["undetermined"] if u.get("rule") in ("R-101", "J-112"))
    if open_rules != sorted((u["rule"], u["entry"]) for u in expect.get("undetermined", [])):
        out.append(f"undetermined: {open_rules}")
    found, wanted = sorted(got["findings"], key=key), sorted(expect["findings"], key=key)
    if [key(f) for f in found] != [key(f) for f in wanted]:
        return out + [f"findings: expected {[key(f) for f in wanted]}, got {[key(f) for f in found]}"]
    for f, w in zip(found, wanted):
        said = f | {f"cause_{k}": v for k, v in f["cause"].items()}
        out += [f"{f['rule']} {k}: expected {w[k]}, got {said[k]}" for k in w if said[k] != w[k]]
    return out


def signature_disagreements(vectors):
    for v in vectors:
        public, message, signature = (bytes.fromhex(v[k]) for k in ("key", "message", "signature"))
        if ed25519.key_accepted(public) != (v["key_verdict"] == "accepted"):
            yield f"{v['name']}: key"
        if v["valid"] is not None:
            for way in (ed25519.valid, ed25519.valid_slow):
                if way(public, message, signature) != v["valid"]:
                    yield f"{v['name']}: {way.__name__}"


def digest_disagreements(data):
    for t in data["trees"]:
        tree = digests.Tree()
        for i in range(t["size"]):
            tree.add(digests.leaf_hash(bytes.fromhex(data["leaf_bytes_prefix"]) + i.to_bytes(8, "little")))
        if tree.root().hex() != t["root"]:
            yield f"tree of {t['size']}"


def book_disagreements(vector):
    """The same of the second book: of a vector that says what must stand in it."""
    if "adjustments" not in vector:
        return []
    files = [(name, bytes.fromhex(raw)) for name, raw in vector["segments"].items()]
    return adjustment_vector.differences(vector["adjustments"], annual.as_json(audit(files).state))


def main(folder):
    wrong, count, verdicts = 0, 0, collections.Counter()
    for path in sorted(folder.rglob("*.json")):
        data = json.loads(path.read_text())
        if path.name == "signatures.json":
            out = list(signature_disagreements(data["vectors"]))
        elif path.name == "digests.json":
            out = list(digest_disagreements(data))
        elif path.name == "of-vectors.json":
            continue  # what the reference itself posts: make_vectors.py compares it
        else:
            out = disagreements(data) + book_disagreements(data)
            verdicts[data["expect"]["verdict"]] += 1
        count += 1
        wrong += bool(out)
        for line in out:
            print(f"{path.name}: {line}")
    print(f"{count} files, {wrong} disagree; " + ", ".join(f"{n} {v}" for v, n in sorted(verdicts.items())))
    return 1 if wrong or not count else 0
