"""The statements of rulebook 2 as a story tells them, and the world in which its vectors play."""

from blake3 import blake3

import codes as C
from story import START, Story, account, commit, grant, issue, key, legs, moved, party, series, space

GH, CH, SE = "GH", "CH", "SE"
ALL = (1, 1, 1000)
AIRLINE, BANK = commit("an airline"), commit("a bank")
LETTER = blake3(b"letter of authorization").digest()


def as_dicts(blocks):
    return [dict(zip(("space", "first", "last"), b)) for b in blocks]


def rulebook(version=2, **options):
    """A rulebook adopted; options by number: o2=3 sets option 2 to 3."""
    return C.RULEBOOK_ADOPTED, rulebook_of(version, **options)


def rulebook_of(version=2, **options):
    return {"version": version, "settings": [{"option": int(name[1:]), "value": value} for name, value in options.items()]}


def approach(number=12, parties=(GH, CH, SE), metrics=(C.GHG,), status=C.ACTIVE):
    return C.APPROACH_DECLARED, {"approach": number, "parties": list(parties), "metrics": list(metrics), "status": status}


def status(now, number=12):
    return C.APPROACH_STATUS, {"approach": number, "status": now}


def period(code=CH, first=2021, last=2030, method=C.AVERAGING, values=(), metric=C.GHG, non_ghg=""):
    return C.NDC_PERIOD, {"party": code, "first_year": first, "last_year": last, "method": method, "metric": metric, "non_ghg": non_ghg,
                          "values": [{"year": y, "value": v} for y, v in values]}


def inventory(code=GH, year=2025, total=42_000_000, metric=C.GHG, non_ghg=""):
    return C.INVENTORY, {"party": code, "year": year, "metric": metric, "non_ghg": non_ghg, "total": total, "document": LETTER}


def standing(code, item=C.REPORT_SUBMITTED, value=1):
    return C.STANDING, {"party": code, "item": item, "value": value, "document": LETTER}


def authorization(**other):
    """Ghana's GH-CH-1, version 1: for every purpose, first transferred for OIMP at use or cancellation."""
    return C.AUTHORIZATION, {
        "party": GH, "id": "GH-CH-1", "version": 1, "mirrored": 0, "approach": 12, "from_ms": START, "until_ms": 0, "cap": 0, "metric": C.GHG,
        "non_ghg": "", "gwp": 3, "sectors": [4], "activities": [9, 23], "purposes": C.NDC | C.IMP | C.OP, "oimp": "CORSIA",
        "definition": C.BY_USE, "parties": [], "entities": [], "first_vintage": 0, "last_vintage": 0, "first_use": 0, "last_use": 0,
        "terms": C.STAY, "conditions": bytes(32), "document": LETTER} | other


def for_ndc(**other):
    return authorization(**({"purposes": C.NDC, "definition": C.BY_NOTHING} | other))


def for_oimp(definition=C.BY_USE, **other):
    return authorization(**({"purposes": C.IMP | C.OP, "definition": definition} | other))


def by_switzerland(**other):
    """Switzerland's own authorization."""
    return authorization(**({"party": CH, "id": "CH-9"} | other))


def entity(who=AIRLINE, number=12, code=GH):
    return C.ENTITY, {"party": code, "approach": number, "entity": who, "country": CH, "number": commit("CHE-123"), "conditions": bytes(32)}


def ends(code=GH, id="GH-CH-1", from_ms=START):
    return C.AUTHORIZATION_ENDED, {"party": code, "id": id, "from_ms": from_ms}


def attach(*blocks, code=GH, id="GH-CH-1", version=1):
    return C.UNITS_AUTHORIZED, {"party": code, "id": id, "version": version, "blocks": as_dicts(blocks)}


def identify(*blocks, first=1, number=12, registry="GHA01", code=GH, vintage=2025):
    return C.IDENTIFIERS, {"approach": number, "registry": registry, "party": code, "vintage": vintage, "first": first, "blocks": as_dicts(blocks)}


def filing(s, at, code=GH, year=2025, major=1, minor=0, **other):
    """An AEF made from the head at `at` entries, which are sealed."""
    return C.FILING, {"party": code, "year": year, "major": major, "minor": minor, "workbook": blake3(b"AEF").digest(), "entries": at,
                      "chain": s.journal.chains[at]} | other


def final(code=GH, first=2021, last=2025):
    return C.FINAL, {"party": code, "first_year": first, "last_year": last}


def year(value, size=2):
    return {"tag": C.YEAR_OF_USE, "value": value.to_bytes(size, "little")}


def by(who=AIRLINE):
    return {"tag": C.OF_ENTITY, "value": who}


def towards(purpose=C.IMP):
    return {"tag": C.OF_PURPOSE, "value": purpose.to_bytes(2, "little")}


def first_transfer(debited, credited, *blocks):
    return moved(C.FIRST_TRANSFER, legs(debited, credited, *blocks))


def use_ndc(debited, credited, *blocks, of=2026):
    return moved(C.USE_TOWARDS_NDC, legs(debited, credited, *blocks), [year(of)])


def use_oimp(debited, credited, *blocks, purpose=C.IMP, who=AIRLINE):
    return moved(C.USE_FOR_OIMP, legs(debited, credited, *blocks), [by(who), towards(purpose)])


def cancel(action, debited, credited, *blocks, particulars=()):
    return moved(action, legs(debited, credited, *blocks), particulars)


# Accounts of the stage.
GHANA, SWISS, SWISS_NDC, SWISS_OIMP, SWISS_VOLUNTARY, SWEDEN, GHANA_NDC, GHANA_OTHER, SWISS_OTHER, COUNTERPART = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
# Accounts whose movements alice (10) and bob (11) sign.
ACCOUNTS = [(GHANA, C.HOLDING, GH, [10]), (SWISS, C.HOLDING, CH, [11]), (SWISS_NDC, C.USE_NDC, CH, []), (SWISS_OIMP, C.USE_OIMP, CH, []),
            (SWISS_VOLUNTARY, C.VOLUNTARY_CANCELLATION, CH, []), (SWEDEN, C.HOLDING, SE, [11]), (GHANA_NDC, C.USE_NDC, GH, []),
            (GHANA_OTHER, C.OTHER_CANCELLATION, GH, []), (SWISS_OTHER, C.OTHER_CANCELLATION, CH, []), (COUNTERPART, C.COUNTERPART, GH, [10])]


def stage(s: Story, version=2, registry="GHA01", issued=True, identified=True, approaches=True, standings=True, **options):
    """A joint registry of Ghana (authority ghana, 12), Switzerland (authority carol, 13) and Sweden, with CA0012 active, initial reports
    submitted, NDC periods to 2030, series 1 of vintage 2025 in space 1, and 1,000 units of it in account 1, identified."""
    s.genesis(rulebook=rulebook_of(version, **options))
    for code in (GH, CH, SE):
        s.post(party(code), "authority")
    for number, name in ((10, "alice"), (11, "bob"), (12, "ghana"), (13, "carol")):
        s.post(key(number, name), "operator")
    s.post(grant(C.AUTHORITY, GH, 12), "authority")
    s.post(grant(C.AUTHORITY, CH, 13), "authority")
    s.post(space(1, "GHA01/2025"), "authority")
    s.post(series(1, 1, 100), "ghana")
    for number, kind, code, keys in ACCOUNTS:
        elsewhere = version >= 5 and kind == C.COUNTERPART
        s.post(account(number, kind, code, keys, registry="VCS01" if elsewhere else registry), "operator")
    if approaches:
        s.post(approach(), "authority")
    if standings:
        for code, who in ((GH, "ghana"), (CH, "carol"), (SE, "authority")):
            s.post(standing(code), who)
        s.post(period(), "carol")
        s.post(period(GH), "ghana")
        s.post(entity(), "ghana")
    s.seal()
    if issued:
        s.post(issue(100, GHANA, ALL), "ghana")
        if identified:
            s.post(identify(ALL), "operator")
        s.seal()


def authorized(s, what=None, *blocks):
    """Ghana states its authorization and attaches blocks (all units by default) to it."""
    kind, body = what or authorization()
    s.post((kind, body), "ghana")
    s.post(attach(*(blocks or (ALL,)), id=body["id"], version=body["version"]), "ghana")


def arrived(s, what=None, *blocks):
    """The units are authorized and first transferred to Switzerland's account."""
    authorized(s, what, *blocks)
    s.post(first_transfer(GHANA, SWISS, *(blocks or (ALL,))), "alice")

