"""The rules of rulebook 2 about statements: R-301 to R-353, R-380, R-381, and the remarks (article6.md section 4).

A rule returns None where it holds or cannot be asked, else the serials that break it (empty where it is not about serials). ASKED says of which
kinds each is asked; the rules of movements are in rules_article6_movement.py.
"""

import re

import codes as C
from article6_state import ended, ended_for_statements, first_transfers, units
from holdings import covered, union


def broken(condition):
    return [] if condition else None


def serials(found):
    return union(found) or None


def in_blocks(c):
    """The Article 6 units of the entry's blocks (well formed: R-345)."""
    return [u for b in c.body["blocks"] for u in units(c.state, b["space"], b["first"], b["last"])]


def blocks(c):
    return [(b["space"], b["first"], b["last"]) for b in c.body["blocks"]]


def named_right(b):
    """The metric as R-163 has it."""
    return bool(b["non_ghg"]) == (b["metric"] == C.NON_GHG)


def distinct(*lists):
    return all(len(set(x)) == len(x) for x in lists)


def in_order(first, last):
    return not first or not last or first <= last


def within(year, first, last):
    return (not first or first <= year) and (not last or year <= last)


def authorization_of(c):
    return c.state.article6.authorizations.get((c.body["party"], c.body["id"]))


def version_used(c):
    """The version that units authorized names; known, once R-341 holds."""
    return authorization_of(c).versions[c.body["version"]]


def r301(c):
    b = c.body
    return broken(not 1 <= b["approach"] <= 9999 or b["approach"] in c.state.article6.approaches or not b["parties"] or not b["metrics"]
                  or not distinct(b["parties"], b["metrics"]))


def r302(c):
    return broken(c.body["approach"] not in c.state.article6.approaches)


def r303(c):
    now = c.state.article6.approaches[c.body["approach"]].status
    allowed = {C.DRAFT: {C.ACTIVE, C.REVOKED}, C.ACTIVE: {C.COMPLETED, C.REVOKED}}
    return broken(c.body["status"] not in allowed.get(now, set()))


def r304(c):
    b = c.body
    first, last, years = b["first_year"], b["last_year"], [v["year"] for v in b["values"]]
    if not 2013 <= first <= last <= 2200 or not named_right(b):
        return []
    if any((p["party"], p["metric"], p["non_ghg"]) == (b["party"], b["metric"], b["non_ghg"])
           and p["first_year"] <= last and first <= p["last_year"] for p in c.state.article6.periods):
        return []
    wanted = {C.AVERAGING: [], C.TRAJECTORY: list(range(first, last + 1)), C.BUDGET: [last]}
    return broken(years != wanted[b["method"]])


def r305(c):
    b = c.body
    if c.e.kind == C.STANDING:
        return broken(b["value"] > 1)
    if c.e.kind == C.FINAL:
        return broken(not 1990 <= b["first_year"] <= b["last_year"] <= 2200)
    return broken(not 1990 <= b["year"] <= 2200 or (c.e.kind == C.INVENTORY and not named_right(b)))


def r340(c):
    b = c.body
    right = (re.fullmatch(r"[A-Za-z0-9 \-/.]+", b["id"])
             and (b["until_ms"] == 0 or b["from_ms"] < b["until_ms"])
             and 1 <= b["purposes"] <= 7
             and (b["definition"] == C.BY_NOTHING) == (b["purposes"] == C.NDC)
             and named_right(b)
             and in_order(b["first_vintage"], b["last_vintage"]) and in_order(b["first_use"], b["last_use"])
             and distinct(b["sectors"], b["activities"], b["parties"], b["entities"]))
    return broken(not right)


def r341(c):
    a = authorization_of(c)
    return broken(a is None or a.ended_from_ms is not None or (c.e.kind == C.UNITS_AUTHORIZED and c.body["version"] != a.latest))


def r342(c):
    a, b = authorization_of(c), c.body
    if a is None:
        return broken(b["version"] != 1)
    before = a.versions[a.latest]
    return broken(b["version"] != a.latest + 1 or a.ended_from_ms is not None
                  or (b["approach"], b["mirrored"]) != (before["approach"], before["mirrored"]))


def r343(c):
    approach, b = c.state.article6.approaches[c.body["approach"]], c.body
    return broken(b["party"] not in approach.parties or (c.e.kind == C.AUTHORIZATION and b["metric"] not in approach.metrics))


def forbidden(c, party, approach, what):
    """Whether options 2 to 4 forbid `what` under the approach and to the Party as they stand."""
    a, options = c.state.article6, c.state.options
    return bool((options[C.DRAFT_FORBIDS] & what and not a.active(approach))
                or (options[C.NO_REPORT_FORBIDS] & what and not a.report_submitted(party))
                or (options[C.INELIGIBLE_FORBIDS] & what and a.ineligible(party)))


def r344(c):
    if c.e.kind == C.AUTHORIZATION:
        return broken(forbidden(c, c.body["party"], c.body["approach"], C.STATING))
    return broken(forbidden(c, c.body["party"], version_used(c)["approach"], C.AUTHORIZING))


def r345(c):
    named = blocks(c)
    return broken(not named or not all(1 <= first <= last < C.SERIAL_END for _, first, last in named)
                  or bool(covered(named, lambda times: times > 1)) or sum(last - first + 1 for _, first, last in named) >= C.SERIAL_END)


def r346(c):
    is_ended = ended if c.e.kind == C.NOTICE else ended_for_statements
    right = [u.block for u in in_blocks(c) if not is_ended(c.state, u)]
    return serials(covered(blocks(c) + right, lambda times: times == 1))


def r347(c):
    version = version_used(c)
    if not c.state.article6.version_in_effect(version, c.e.occurred_at_ms):
        return serials(blocks(c))
    return serials([u.block for u in in_blocks(c)
                    if (u.series.metric, u.series.non_ghg) != (version["metric"], version["non_ghg"])
                    or not within(u.series.vintage, version["first_vintage"], version["last_vintage"])])


def r348(c):
    again = [u.block for u in in_blocks(c) if u.series.host == c.body["party"] and u.first_transfer]
    attached = c.state.article6.attached(c.body["party"])
    again += [(b[0], first, last) for b in blocks(c) for first, last, to in attached.runs(*b) if to == (c.body["id"], c.body["version"])]
    return serials(again)


def r349(c):
    cap, attached = version_used(c)["cap"], c.state.article6.attached(c.body["party"])
    to_it = lambda attachment: attachment is not None and attachment[0] == c.body["id"]
    new = sum(last - first + 1 for b in blocks(c) for first, last, to in attached.runs(*b) if not to_it(to))
    return broken(cap and attached.count(to_it) + new > cap)


def r350(c):
    return serials([u.block for u in in_blocks(c) if (u.series.host, u.series.vintage) != (c.body["party"], c.body["vintage"])])


def r351(c):
    return serials([u.block for u in in_blocks(c) if u.identifier])


def r352(c):
    b, wrong = c.body, []
    taken, at = c.state.article6.taken((b["approach"], b["registry"], b["party"], b["vintage"])), b["first"]
    for space, first, last in blocks(c):
        offset = at - first
        for low, high, is_taken in taken.runs(0, at, last + offset):
            if is_taken:
                wrong.append((space, low - offset, high - offset))
        if at < 1:
            wrong.append((space, first, min(last, -offset)))
        if last + offset >= C.SERIAL_END:
            wrong.append((space, max(first, C.SERIAL_END - offset), last))
        at += last - first + 1
    return serials(wrong)


def r353(c):
    if c.e.kind == C.IDENTIFIERS:
        hosts = [(u, c.state.article6.hosts_version(u)) for u in in_blocks(c)]
        return serials([u.block for u, version in hosts if version and version["approach"] != c.body["approach"]])
    return serials([u.block for u in in_blocks(c) if u.series.host == c.body["party"] and u.identifier
                    and u.identifier[0][0] != version_used(c)["approach"]])


def r363(c):
    return serials([u.block for u, _, _ in first_transfers(c.state, c.e) if not u.identifier])


def r364(c):
    return serials([u.block for u, version, _ in first_transfers(c.state, c.e)
                    if forbidden(c, u.series.host, version["approach"], C.TRANSFERRING)])


def r380(c):
    b = c.body
    return broken((b["party"], b["year"], b["major"], b["minor"]) in c.state.article6.filings or b["major"] < 1 or b["entries"] > c.index)


def r381(c):
    return broken(c.body["chain"] != c.chain_at(c.body["entries"]))


# Remarks

def answerable(c):
    """The (Party, approach) under which the entry states, authorizes or transfers first."""
    out = {(u.series.host, version["approach"]) for u, version, _ in first_transfers(c.state, c.e)}
    if c.e.kind == C.AUTHORIZATION:
        out.add((c.body["party"], c.body["approach"]))
    if c.e.kind == C.UNITS_AUTHORIZED:
        out.add((c.body["party"], version_used(c)["approach"]))
    return out


def n301(c):
    return broken(any(not c.state.article6.active(approach) for _, approach in answerable(c)))


def n302(c):
    return broken(any(not c.state.article6.report_submitted(party) for party, _ in answerable(c)))


def n303(c):
    return broken(any(c.state.article6.ineligible(party) for party, _ in answerable(c)))


WITH_BLOCKS = {C.UNITS_AUTHORIZED, C.IDENTIFIERS}
REMARKED = {C.AUTHORIZATION, C.UNITS_AUTHORIZED, C.MOVEMENT}
STATEMENTS = [
    ("R-301", {C.APPROACH_DECLARED}, r301),
    ("R-302", {C.APPROACH_STATUS, C.AUTHORIZATION, C.ENTITY, C.IDENTIFIERS}, r302),
    ("R-303", {C.APPROACH_STATUS}, r303),
    ("R-304", {C.NDC_PERIOD}, r304),
    ("R-305", {C.INVENTORY, C.STANDING, C.FILING, C.FINAL}, r305),
    ("R-340", {C.AUTHORIZATION}, r340),
    ("R-341", {C.AUTHORIZATION_ENDED, C.UNITS_AUTHORIZED}, r341),
    ("R-342", {C.AUTHORIZATION}, r342),
    ("R-343", {C.AUTHORIZATION, C.ENTITY}, r343),
    ("R-344", {C.AUTHORIZATION, C.UNITS_AUTHORIZED}, r344),
    ("R-345", WITH_BLOCKS, r345),
    ("R-346", WITH_BLOCKS, r346),
    ("R-347", {C.UNITS_AUTHORIZED}, r347),
    ("R-348", {C.UNITS_AUTHORIZED}, r348),
    ("R-349", {C.UNITS_AUTHORIZED}, r349),
    ("R-350", {C.IDENTIFIERS}, r350),
    ("R-351", {C.IDENTIFIERS}, r351),
    ("R-352", {C.IDENTIFIERS}, r352),
    ("R-353", WITH_BLOCKS, r353),
]
FIRST_TRANSFERS = [("R-363", {C.MOVEMENT, C.UNITS_AUTHORIZED}, r363), ("R-364", {C.MOVEMENT, C.UNITS_AUTHORIZED}, r364)]
FILINGS = [("R-380", {C.FILING}, r380), ("R-381", {C.FILING}, r381)]
REMARKS = [("N-301", REMARKED, n301), ("N-302", REMARKED, n302), ("N-303", REMARKED, n303)]
