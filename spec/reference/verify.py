#!/usr/bin/env python3
"""Judges a ledger, or all vectors, and says so: exit 0 clean, 1 findings, 2 unreadable, 3 undetermined (rules.md section 6).

    verify.py LEDGER --trust FILE [--checkpoint FILE] [--json]
    verify.py LEDGER --adjustments                               print the second book and its annual figures (article6.md section 6) instead
    verify.py --vectors spec/vectors
"""

import argparse
import json
import re
import sys
from pathlib import Path

import annual
from audit import audit

EXIT = {"clean": 0, "findings": 1, "unreadable": 2, "undetermined": 3}


def as_json(report):
    """The report as the data that --json prints."""
    causes = {f.entry: f for f in report.findings if f.entry is not None}

    def named(f):
        return {"rule": f.rule, "entry": f.entry, "segment": f.segment, "offset": f.offset}
    return {
        "verdict": report.verdict,
        "entries": report.entries,
        "chain": report.chain.hex() if report.chain else None,
        "root": report.root.hex() if report.root else None,
        "findings": [{
            **named(f), "serials": [list(s) for s in f.serials], "cause": named(f.fault or (f if f.cause is None else causes[f.cause])),
        } for f in report.findings],
        "undetermined": report.undetermined,
    }


def print_text(report):
    print(f"verdict      {report.verdict}")
    print(f"coverage     {report.judged} of {report.entries} entries read were judged, {report.signatures} signatures checked")
    if report.stopped:
        print(f"             reading ended early: {report.stopped}; entries behind are not judged")
    if report.checkpoint_count is not None:
        print(f"             checkpoint at {report.checkpoint_count} entries; {max(report.entries - report.checkpoint_count, 0)} behind it")
    print(f"head         {report.entries} entries")
    print(f"  chain      {report.chain.hex() if report.chain else '-'}")
    print(f"  root       {report.root.hex() if report.root else '-'}")
    for u in report.undetermined:
        print(f"undetermined {u.get('rule') or u['reason']}" + (f" entry {u['entry']}" if u["entry"] is not None else "")
              + (f": {u['why']}" if u.get("why") else ""))
    for f in as_json(report)["findings"]:
        where = f"{f['segment']} at {f['offset']}" if f["segment"] else "brought from outside"
        line = f"finding      {f['rule']}" + (f" entry {f['entry']}" if f["entry"] is not None else "") + f" ({where})"
        line += "".join(f" {space}:{first}-{last}" for space, first, last in f["serials"])
        if f["cause"]["entry"] != f["entry"]:
            line += f" because of {f['cause']['rule']} at entry {f['cause']['entry']}"
        elif (f["cause"]["segment"], f["cause"]["offset"]) != (f["segment"], f["offset"]):
            line += f" because of {f['cause']['rule']} ({f['cause']['segment']} at {f['cause']['offset']})"
        print(line)


def read_segments(ledger):
    """(name, bytes) of the segments in LEDGER/journal; OSError where there are none."""
    folder = Path(ledger) / "journal"
    names = sorted(p.name for p in folder.iterdir() if re.fullmatch(r"[0-9]{20}\.seg", p.name))
    if not names:
        raise FileNotFoundError(f"{folder} holds no segment")
    return [(name, (folder / name).read_bytes()) for name in names]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", nargs="?", help="folder of the ledger; its segments are in LEDGER/journal")
    parser.add_argument("--trust", help="trust file (format.md 5.7)")
    parser.add_argument("--checkpoint", help="checkpoint (format.md 5.6)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--adjustments", action="store_true", help="print the second book")
    parser.add_argument("--vectors", help="folder of vectors to run instead")
    args = parser.parse_args()
    if args.vectors:
        import run_vectors
        return run_vectors.main(Path(args.vectors))
    if not args.ledger:
        parser.error("name a ledger, or --vectors")
    try:
        files = read_segments(args.ledger)
        trust = Path(args.trust).read_bytes() if args.trust else None
        checkpoint = Path(args.checkpoint).read_bytes() if args.checkpoint else None
    except OSError as why:
        if args.json:
            print(json.dumps({"verdict": "unreadable", "entries": 0, "chain": None, "root": None, "findings": [], "undetermined": []}))
        print(f"verify: {why}", file=sys.stderr)
        return EXIT["unreadable"]
    report = audit(files, trust, checkpoint)
    if args.adjustments:
        print(json.dumps(annual.as_json(report.state) if report.state else None, indent=1))
    elif args.json:
        print(json.dumps(as_json(report), indent=1))
    else:
        print_text(report)
    return EXIT[report.verdict]


if __name__ == "__main__":
    sys.exit(main())
