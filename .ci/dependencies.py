"""Holds the dependency tree against deny.toml: licences, bans, duplicate versions, sources, and a reason for every exception.

A stand-in for `cargo deny check bans licenses sources` that needs nothing but Python 3.11 and cargo. It does not look up
advisories: that takes cargo-deny and its database. It does ask that an ignored advisory's crate is still in the tree.

Exit status 0 when everything holds, 1 with one line for each thing that does not.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def satisfied(expression, allowed):
    """Whether an SPDX expression can be met with the allowed licences, and with which of them."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    position = 0

    def alternatives():
        nonlocal position
        met, used = conjunction()
        while position < len(tokens) and tokens[position] == "OR":
            position += 1
            met_right, used_right = conjunction()
            if not met:
                met, used = met_right, used_right
        return met, used

    def conjunction():
        nonlocal position
        met, used = term()
        while position < len(tokens) and tokens[position] == "AND":
            position += 1
            met_right, used_right = term()
            met, used = met and met_right, used | used_right
        return met, used

    def term():
        nonlocal position
        token = tokens[position]
        position += 1
        if token == "(":
            result = alternatives()
            position += 1
            return result
        if position < len(tokens) and tokens[position] == "WITH":
            token = f"{token} WITH {tokens[position + 1]}"
            position += 2
        return token in allowed, {token}

    return alternatives()


def packages_of(rules):
    """The packages that some supported platform builds, and who depends on each."""
    packages, dependents = {}, defaultdict(set)
    for target in rules["graph"]["targets"]:
        command = ["cargo", "metadata", "--locked", "--format-version", "1", "--all-features", "--filter-platform", target]
        found = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
        by_id = {package["id"]: package for package in found["packages"]}
        for node in found["resolve"]["nodes"]:
            packages[node["id"]] = by_id[node["id"]]
            for dependency in node["deps"]:
                dependents[dependency["pkg"]].add(by_id[node["id"]]["name"])
    return packages, dependents


def complaints(rules, packages, dependents):
    """One line for each rule of deny.toml that the tree breaks, and for each exception without a use or a reason."""
    names = {package["name"] for package in packages.values()}
    outside = {key: package for key, package in packages.items() if package["source"]}

    allowed, used = set(rules["licenses"]["allow"]), set()
    for package in outside.values():
        met, with_licences = satisfied(package["license"] or "none stated", allowed)
        used |= with_licences
        if not met:
            yield f"{package['name']} {package['version']}: licence {package['license']} is not allowed"
        registry = package["source"].removeprefix("registry+")
        if registry not in rules["sources"]["allow-registry"]:
            yield f"{package['name']} {package['version']}: comes from {package['source']}, which deny.toml does not allow"
    for licence in sorted(allowed - used):
        yield f"licence {licence} is allowed but no crate needs it: take it off"

    for ban in rules["bans"]["deny"]:
        for key, package in packages.items():
            strangers = sorted(dependents[key] - set(ban.get("wrappers", [])))
            if package["name"] == ban["crate"] and strangers:
                yield f"{ban['crate']} is used by {', '.join(strangers)}: {ban['reason']}"

    versions = defaultdict(list)
    for package in outside.values():
        versions[package["name"]].append(package["version"])
    skipped = [entry["crate"].split("@") for entry in rules["bans"]["skip"]]
    for name, found in sorted(versions.items()):
        excused = {v for v in found for n, prefix in skipped if n == name and (v + ".").startswith(prefix + ".")}
        if len(set(found) - excused) > 1:
            yield f"{name} occurs in versions {', '.join(sorted(found))}"
    for name, prefix in skipped:
        if not any((version + ".").startswith(prefix + ".") for version in versions[name]) or len(versions[name]) < 2:
            yield f"skip of {name}@{prefix}: no such duplicate any more, take it off"

    for entry in rules["advisories"]["ignore"]:
        if entry.get("reason", "").split(":")[0] not in names:
            yield f"{entry['id']}: its reason names no crate of the tree first; take it off or say which crate it is about"
    for entry in rules["bans"]["deny"] + rules["bans"]["skip"]:
        if not entry.get("reason"):
            yield f"{entry['crate']}: an exception without a reason"


def main():
    rules = tomllib.loads((ROOT / "deny.toml").read_text())
    packages, dependents = packages_of(rules)
    found = list(complaints(rules, packages, dependents))
    for line in found:
        print(line)
    # The control: without the licence that most crates bear the same check must complain.
    blind = {**rules, "licenses": {"allow": ["Zlib"]}}
    if not any("is not allowed" in line for line in complaints(blind, packages, dependents)):
        print("the licence check finds nothing where it must: mend .ci/dependencies.py")
        return 1
    print(f"{len(packages)} packages held against deny.toml: {len(found) or 'no'} complaints")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
