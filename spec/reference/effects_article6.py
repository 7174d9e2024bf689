"""What an entry under rulebook 2 changes of what article6.md knows (its section 5), with a finding or without.

Called before holdings change: all is judged by the state before the entry.
"""

import codes as C
from article6_state import Approach, Authorization, first_transfers, units, well_formed


def apply(state, index, e):
    made = first_transfers(state, e)
    if e.kind in EFFECTS:
        EFFECTS[e.kind](state, e.body)
    for unit, _, trigger in sorted(made, key=lambda m: -m[2]):  # where two fit, the lower counts
        state.article6.first_transfers.put(*unit.block, (index, trigger))


def approach_declared(s, b):
    s.article6.approaches.setdefault(b["approach"], Approach(set(b["parties"]), set(b["metrics"]), b["status"]))


def approach_status(s, b):
    if b["approach"] in s.article6.approaches:
        s.article6.approaches[b["approach"]].status = b["status"]


def ndc_period(s, b):
    s.article6.periods.append(b)


def standing(s, b):
    s.article6.standings[b["party"], b["item"]] = b["value"]


def authorization(s, b):
    known = s.article6.authorizations.setdefault((b["party"], b["id"]), Authorization(b["version"]))
    if not known.versions or b["version"] > known.latest:
        known.versions[b["version"]] = b
        known.latest = b["version"]


def authorization_ended(s, b):
    known = s.article6.authorizations.get((b["party"], b["id"]))
    if known is not None:
        known.ended_from_ms = b["from_ms"] if known.ended_from_ms is None else min(known.ended_from_ms, b["from_ms"])


def entity(s, b):
    s.article6.entities.add((b["approach"], b["entity"]))


def units_authorized(s, b):
    a = s.article6
    if a.version(b["party"], (b["id"], b["version"])) is None:
        return
    for block in b["blocks"]:
        if well_formed(block):
            for unit in units(s, block["space"], block["first"], block["last"]):
                a.attached(b["party"]).put(*unit.block, (b["id"], b["version"]))


def identifiers(s, b):
    a, key, at = s.article6, (b["approach"], b["registry"], b["party"], b["vintage"]), b["first"]
    for block in b["blocks"]:
        if not well_formed(block):
            continue
        offset = at - block["first"]
        for unit in units(s, block["space"], block["first"], block["last"]):
            first, last = max(unit.first, 1 - offset), min(unit.last, C.SERIAL_END - 1 - offset)
            if unit.identifier is None and first <= last:
                a.identifiers.put(unit.space, first, last, (key, offset))
                a.taken(key).put(0, first + offset, last + offset, True)
        at += block["last"] - block["first"] + 1


def filing(s, b):
    s.article6.filings.add((b["party"], b["year"], b["major"], b["minor"]))


def final(s, b):
    s.article6.final.add((b["party"], b["first_year"], b["last_year"]))


def reversing(s, b):
    """The first transfers that the movement named made are undone for the serials credited; what is no movement is not reversed."""
    a = s.article6
    if b["entry"] not in s.movements:
        return
    for p in b["postings"]:
        if p["side"] == C.CREDIT and well_formed(p):
            for first, last, made in a.first_transfers.runs(p["space"], p["first"], p["last"]):
                if made is not None and made[0] == b["entry"]:
                    a.first_transfers.put(p["space"], first, last, None)


EFFECTS = {
    C.APPROACH_DECLARED: approach_declared,
    C.APPROACH_STATUS: approach_status,
    C.NDC_PERIOD: ndc_period,
    C.STANDING: standing,
    C.AUTHORIZATION: authorization,
    C.AUTHORIZATION_ENDED: authorization_ended,
    C.ENTITY: entity,
    C.UNITS_AUTHORIZED: units_authorized,
    C.IDENTIFIERS: identifiers,
    C.FILING: filing,
    C.FINAL: final,
    C.REVERSING_MOVEMENT: reversing,
}
