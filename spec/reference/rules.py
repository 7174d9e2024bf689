"""The rules R-nnn of rules.md section 3, in their order.

A rule is a function of a case; it returns None where it holds or cannot be asked, else the list of serials that break it, empty for rules
that are not about serials. `judge` asks them in order and reports the first that is broken. Movements are in rules_movement.py.
"""

from dataclasses import dataclass

import codes as C
import digests
import ed25519
import rules_article6
import rules_article6_movement
import rules_holds
import rules_movement
import rules_notices
import rules_origins
from authority import entitled
from state import options_of


@dataclass
class Case:
    """An entry, where it stands, and the state before it."""

    state: object
    index: int
    e: object
    recorded_at_ms: int
    place: int  # in its batch, from 0
    batch_count: int
    chain_at: object = None  # the journal's chain at a count of entries, up to this one

    @property
    def body(self):
        return self.e.body

    @property
    def genesis(self):
        return self.index == 0

    def public(self, number):
        """The public key of a signer that is known and valid, or None."""
        if self.genesis:
            keys = self.body["keys"]
            return keys[number] if number < len(keys) else None
        return self.state.keys[number].public if self.state.key_valid(number) else None

    @property
    def signers(self):
        return {n for n, _ in self.e.signatures if self.public(n) is not None}


def known_kind(e, rulebook):
    since = 5 if e.kind in C.NOTICE_KINDS else 4 if e.kind in C.HOLD_KINDS else 3 if e.kind in C.ORIGIN_KINDS else 2 if e.kind in C.ARTICLE_6_KINDS else 1
    return e.kind in KNOWN_CODES and rulebook >= since


def malformed(e, rulebook):
    """R-100: a kind that is not known need not decode, but its keys are in order."""
    return e.malformed if e.disordered or known_kind(e, rulebook) else None


def undetermined(e, rulebook):
    """R-101: why an entry that is not malformed cannot be judged under the rulebook in force, or None."""
    if not known_kind(e, rulebook):
        return f"kind {e.kind}"
    if e.kind == C.MOVEMENT:
        return unknown_movement(e.body, rulebook)
    if e.kind == C.STANDING:
        return unknown("standing item", e.body["item"], C.STANDING_ITEMS | ({C.EXEMPT} if rulebook >= 3 else set()))
    if e.kind == C.AUTHORIZATION:
        return unknown_authorization(e.body, rulebook)
    return KNOWN_CODES[e.kind](e.body)


def unknown(name, value, known):
    return None if value in known else f"{name} {value}"


def unknown_one(name, values, known):
    return next((f"{name} {v}" for v in values if v not in known), None)


def unknown_rulebook(b):
    if b["version"] not in C.OPTIONS:
        return f"rulebook version {b['version']}"
    for s in b["settings"]:
        any_value = s["option"] not in C.OPTION_VALUES
        if s["option"] not in C.OPTIONS[b["version"]] or not (any_value or s["value"] in C.OPTION_VALUES[s["option"]]):
            return f"option {s['option']} of {s['value']}"
    return None


def unknown_genesis(b):
    return next((f"role {r['role']}" for r in b["roles"] if r["role"] not in C.ROLES), None) or unknown_rulebook(b["rulebook"])


def unknown_series(b):
    return (unknown("metric", b["metric"], C.METRICS) or unknown("GWP set", b["gwp"], C.GWP_SETS)
            or unknown("mitigation type", b["mitigation"], C.MITIGATION_TYPES) or unknown("regime", b["regime"], C.REGIMES))


def unknown_movement(b, rulebook):
    since = {1: set(), 2: set(C.PARTICULAR_SIZES), 3: C.ORIGIN_PARTICULARS, 4: C.HOLD_PARTICULARS}
    known = set().union(*(tags for version, tags in since.items() if version <= rulebook))
    return unknown("action", b["action"], C.ACTION_KINDS) or unknown_one("particular", [p["tag"] for p in b["particulars"]], known)


def unknown_approach(b):
    return unknown_one("metric", b["metrics"], C.METRICS) or unknown_status(b)


def unknown_status(b):
    return unknown("approach status", b["status"], C.APPROACH_STATUSES)


def unknown_metric(b):
    return unknown("metric", b["metric"], C.METRICS)


def unknown_authorization(b, rulebook):
    return (unknown_metric(b) or unknown("GWP set", b["gwp"], C.GWP_SETS) or unknown_one("sector", b["sectors"], C.SECTORS)
            or unknown_one("activity type", b["activities"], C.ACTIVITY_TYPES) or unknown("definition", b["definition"], C.DEFINITIONS)
            or unknown("revocation terms", b["terms"], C.REVOCATION_TERMS | ({C.RESTRICTED_ON_CHANGE} if rulebook >= 5 else set())))


def unknown_role(b):
    return unknown("role", b["role"], C.ROLES)


KNOWN_CODES = {kind: lambda b: None for kind in (
    C.RECOVERY, C.NOTE, C.PARTY_DECLARED, C.KEY_REGISTERED, C.KEY_ROTATED, C.KEY_REVOKED, C.SPACE_DECLARED, C.ACCOUNT_SUSPENDED,
    C.ACCOUNT_REINSTATED, C.ACCOUNT_CLOSED, C.REPRESENTATIVES_CHANGED, C.MOVEMENT, C.REVERSING_MOVEMENT, C.ENTITY, C.AUTHORIZATION_ENDED,
    C.UNITS_AUTHORIZED, C.IDENTIFIERS, C.FILING, C.FINAL, C.STANDING, C.AUTHORIZATION)} | {
    C.GENESIS: unknown_genesis,
    C.RULEBOOK_ADOPTED: unknown_rulebook,
    C.ROLE_GRANTED: unknown_role, C.ROLE_WITHDRAWN: unknown_role, C.THRESHOLD_SET: unknown_role,
    C.SERIES_OPENED: unknown_series,
    C.ACCOUNT_OPENED: lambda b: unknown("account kind", b["kind"], C.ACCOUNT_KINDS) or unknown("metric", b["metric"], C.METRICS),
    C.APPROACH_DECLARED: unknown_approach,
    C.APPROACH_STATUS: unknown_status,
    C.NDC_PERIOD: lambda b: unknown("adjustment method", b["method"], C.METHODS) or unknown_metric(b),
    C.INVENTORY: unknown_metric,
} | rules_origins.KNOWN_CODES | rules_holds.KNOWN_CODES | rules_notices.KNOWN_CODES


def broken(condition):
    """A rule that is not about serials."""
    return [] if condition else None


def r102(c):
    return broken(c.genesis != (c.e.kind == C.GENESIS) or (c.genesis and c.batch_count != 1))


def r103(c):
    if c.e.kind != C.GENESIS:
        return None
    b, roles = c.body, [r["role"] for r in c.body["roles"]]
    return broken(
        b["version"] != 1
        or b["origin"].encode() != c.state.origin
        or len(set(b["keys"])) != len(b["keys"])
        or not all(ed25519.key_accepted(k) for k in b["keys"])
        or len(set(roles)) != len(roles)
        or not {C.OPERATOR, C.AUTHORITY, C.CHECKPOINT} <= set(roles)
        or any(len(set(r["keys"])) != len(r["keys"]) or max(r["keys"]) >= len(b["keys"])
               or not 1 <= r["threshold"] <= len(r["keys"]) for r in b["roles"])
        or repeats(b["rulebook"]))


def repeats(rulebook):
    options = [s["option"] for s in rulebook["settings"]]
    return len(set(options)) != len(options)


def r110(c):
    return broken(any(c.public(n) is None for n, _ in c.e.signatures))


def r111(c):
    message = digests.statement_message(c.state.origin, c.e.statement)
    return broken(not all(ed25519.valid(c.public(n), message, sig) for n, sig in c.e.signatures))


def r112(c):
    if c.e.context["on_behalf"] is None:
        return None
    may_stand = c.e.kind in (C.MOVEMENT, C.HOLD_PLACED, C.HOLD_RELEASED)
    return broken(not may_stand or not c.state.satisfied(c.signers, C.OPERATOR))


def r113(c):
    return broken(not entitled(c))


def r120(c):
    return broken(c.e.occurred_at_ms > c.recorded_at_ms)


def r121(c):
    return broken(c.recorded_at_ms > c.e.not_after_ms)


def r122(c):
    options = options_of(c.body["rulebook"]) if c.genesis else c.state.options
    return broken(c.e.not_after_ms - c.recorded_at_ms > options[C.NOT_AFTER_LIMIT])


def r123(c):
    return broken(c.e.id in c.state.ids and c.state.ids[c.e.id] >= c.recorded_at_ms)


def r130(c):
    return broken(c.e.kind == C.RULEBOOK_ADOPTED
                  and (repeats(c.body) or c.place != c.batch_count - 1 or c.body["version"] < c.state.rulebook))


def r131(c):
    return broken(c.e.kind == C.NOTE and any(n >= c.index for n in c.body["entries"]))


def r140(c):
    return broken(c.e.kind == C.PARTY_DECLARED and c.body["party"] in c.state.parties)


def r141(c):
    if c.e.kind == C.APPROACH_DECLARED:
        return broken(any(party not in c.state.parties for party in c.body["parties"]))
    if c.e.kind in (C.SERIES_OPENED, C.ACTIVITY):
        party = c.body["host"]
    elif c.e.kind in C.ARTICLE_6_KINDS - {C.APPROACH_STATUS, C.IDENTIFIERS} | {C.CONVERSION}:
        party = c.body["party"]
    elif c.e.kind in (C.NOTE, C.ROLE_GRANTED, C.ROLE_WITHDRAWN, C.THRESHOLD_SET, C.ACCOUNT_OPENED, C.RESTRICTION_PLACED, C.NOTICE):
        party = c.body["party"]
    else:
        return None
    return broken(party and party not in c.state.parties)


def r142(c):
    of_role = c.e.kind in (C.ROLE_GRANTED, C.ROLE_WITHDRAWN, C.THRESHOLD_SET)
    return broken(of_role and c.body["party"] and c.body["role"] != C.AUTHORITY)


def r150(c):
    if c.e.kind == C.KEY_REGISTERED:
        return broken(not c.state.key_free(c.body["key"], c.body["public"]))
    return broken(c.e.kind == C.KEY_ROTATED and not c.state.key_free(c.body["new"], c.body["public"]))


def r151(c):
    named = {C.ROLE_GRANTED: "key", C.ROLE_WITHDRAWN: "key", C.KEY_REVOKED: "key", C.KEY_ROTATED: "old"}.get(c.e.kind)
    return broken(named and not c.state.key_valid(c.body[named]))


def r152(c):
    if c.e.kind not in (C.ROLE_GRANTED, C.ROLE_WITHDRAWN):
        return None
    holds = c.body["key"] in c.state.holders(c.body["role"], c.body["party"])
    return broken(holds == (c.e.kind == C.ROLE_GRANTED))


def r153(c):
    if c.e.kind not in (C.ROLE_WITHDRAWN, C.THRESHOLD_SET):
        return None
    role, party = c.body["role"], c.body["party"]
    if c.e.kind == C.THRESHOLD_SET:
        left, threshold = c.state.holders(role, party), c.body["threshold"]
    else:
        left, threshold = c.state.holders(role, party) - {c.body["key"]}, c.state.threshold(role, party)
    return broken(not 1 <= threshold <= len(left))


def r160(c):
    return broken(c.e.kind == C.SPACE_DECLARED
                  and (c.body["space"] in c.state.spaces or c.body["name"] in c.state.spaces.values()))


def r161(c):
    return broken(c.e.kind == C.SERIES_OPENED and c.body["space"] not in c.state.spaces)


def r162(c):
    return broken(c.e.kind == C.SERIES_OPENED
                  and (c.body["series"] in c.state.series or (c.body["space"], c.body["label"]) in c.state.labels))


def r163(c):
    if c.e.kind != C.SERIES_OPENED:
        return None
    b = c.body
    if b["metric"] == C.GHG:
        metric = not b["non_ghg"] and b["digits"] == 1 and b["scale"] == 0
    else:
        metric = b["non_ghg"] and b["digits"] > 0
    vintage = b["vintage"] == 0 or 1990 <= b["vintage"] <= 2200
    if b["regime"] in (C.ARTICLE_6_2, C.ARTICLE_6_4):
        vintage = vintage and b["vintage"] >= 2021
    return broken(not (metric and vintage))


def r170(c):
    number = {C.SERIES_OPENED: "source", C.ACCOUNT_OPENED: "account"}.get(c.e.kind)
    return broken(number and c.body[number] in c.state.accounts)


CHANGES = {C.ACCOUNT_SUSPENDED: {"active"}, C.ACCOUNT_REINSTATED: {"suspended"}, C.ACCOUNT_CLOSED: {"active", "suspended"},
           C.REPRESENTATIVES_CHANGED: {"active", "suspended"}}


def r171(c):
    return broken(c.e.kind in CHANGES and c.body["account"] not in c.state.accounts)


def r172(c):
    if c.e.kind not in CHANGES:
        return None
    account = c.state.accounts[c.body["account"]]
    return broken(account.status not in CHANGES[c.e.kind] or account.kind == C.SOURCE)


def r173(c):
    return broken(c.e.kind == C.ACCOUNT_CLOSED and c.state.holdings.units_of(c.body["account"]) > 0)


def r174(c):
    return broken(c.e.kind == C.ACCOUNT_OPENED and c.body["kind"] == C.SOURCE)


def r175(c):
    if c.e.kind not in (C.ACCOUNT_OPENED, C.REPRESENTATIVES_CHANGED):
        return None
    keys, threshold = c.body["representatives"], c.body["threshold"]
    return broken(len(set(keys)) != len(keys) or not all(c.state.key_valid(k) for k in keys)
                  or not min(1, len(keys)) <= threshold <= len(keys))


def only(kinds, rule, rulebook=1):
    """The rule, asked of entries of these kinds under this rulebook or a later one."""
    return lambda c: rule(c) if c.e.kind in kinds and c.state.rulebook >= rulebook else None


def of_movements():
    more = {"R-202": rules_article6.WITH_BLOCKS | {C.HOLD_PLACED, C.RESTRICTION_PLACED, C.NOTICE},
            "R-203": {C.HOLD_PLACED, C.RESTRICTION_PLACED, C.NOTICE},
            "R-204": {C.HOLD_PLACED}}
    return [(name, only({C.MOVEMENT, C.REVERSING_MOVEMENT} | more.get(name, set()), rule)) for name, rule in rules_movement.RULES]


def of_rulebook(version, rules):
    return [(name, only(kinds, rule, rulebook=version)) for name, kinds, rule in rules]


def in_order(rules):
    return sorted(rules, key=lambda named: named[0])


SIGNATURES = [("R-110", r110), ("R-111", r111)]
RULES = [("R-102", r102), ("R-103", r103)] + SIGNATURES + [
    ("R-112", r112), ("R-113", r113), ("R-120", r120), ("R-121", r121), ("R-122", r122), ("R-123", r123), ("R-130", r130),
    ("R-131", r131), ("R-140", r140), ("R-141", r141), ("R-142", r142), ("R-150", r150), ("R-151", r151), ("R-152", r152),
    ("R-153", r153), ("R-160", r160), ("R-161", r161), ("R-162", r162), ("R-163", r163), ("R-170", r170), ("R-171", r171),
    ("R-172", r172), ("R-173", r173), ("R-174", r174), ("R-175", r175)] + of_movements() + in_order(
    of_rulebook(2, rules_article6.STATEMENTS + rules_article6_movement.MOVEMENTS + rules_article6.FILINGS)
    + of_rulebook(3, rules_origins.ASKED) + of_rulebook(4, rules_holds.ASKED) + of_rulebook(5, rules_notices.ASKED)) + in_order(
    of_rulebook(2, rules_article6.REMARKS) + of_rulebook(5, rules_notices.REMARKS))


def is_remark(rule):
    return rule is not None and rule.startswith("N-")


def judge(case):
    """(rule broken or None, serials, why it is undetermined or None)."""
    rulebook = case.state.rulebook
    if malformed(case.e, rulebook):
        return "R-100", [], None
    why = undetermined(case.e, rulebook)
    rules = RULES if not why else [] if case.genesis else SIGNATURES
    for name, rule in rules:
        serials = rule(case)
        if serials is not None:
            return name, serials, why
    return None, [], why
