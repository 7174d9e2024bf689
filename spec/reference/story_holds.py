"""The statements of rulebook 4 as a story tells them, and the world in which its vectors play."""

from blake3 import blake3

import bodies_holds
import codes as C
import story_origins
from story import account, grant, issue, key, legs, moved, party, series, space
from story_article6 import (ACCOUNTS, ALL, CH, COUNTERPART, GH, GHANA, GHANA_OTHER, SE, SWEDEN, SWISS, SWISS_NDC, as_dicts, identify,  # noqa: F401
                            rulebook_of)
from story_origins import history, issued as issued_on

DAY = 86_400_000
LIMIT = 90 * DAY  # the default of option 9
NOTICE = blake3(b"signed notice").digest()
ORDER = blake3(b"court order").digest()
TEN, TWENTY = (1, 1, 10), (1, 1, 20)
# Another account of Switzerland that bob signs for, one of Ghana that alice signs for, and one whom the operator acts for.
SWISS_2, GHANA_2, SILENT = 12, 13, 14


def hold(s, *blocks, debited=GHANA, acquiring=SWISS, action=C.TRANSFER, for_ms=DAY, **other):
    """Alice's ten units for Bob, for a day from the batch at hand."""
    return C.HOLD_PLACED, {"debited": debited, "acquiring": acquiring, "action": action, "expires_ms": s.now + for_ms,
                           "blocks": as_dicts(blocks or (TEN,))} | other


def releases(entry, reason=1):
    return C.HOLD_RELEASED, {"hold": entry, "reason": reason}


def restriction(*accounts, blocks=(), code="", reason=2, from_ms=0, until_ms=0):
    return C.RESTRICTION_PLACED, {"party": code, "reason": reason, "accounts": list(accounts), "blocks": as_dicts(blocks), "from_ms": from_ms,
                                  "until_ms": until_ms, "document": ORDER}


def lifts(entry, reason=1):
    return C.RESTRICTION_LIFTED, {"restriction": entry, "reason": reason}


def named(entry):
    return {"tag": C.OF_HOLD, "value": bodies_holds.PARTICULARS[C.OF_HOLD].write({"hold": entry})}


def evidence(grade=C.SIGNED_NOTICE, digest=NOTICE):
    return {"tag": C.OF_EVIDENCE, "value": bodies_holds.PARTICULARS[C.OF_EVIDENCE].write({"grade": grade, "digest": digest})}


def accepts(entry, *blocks, debited=GHANA, acquiring=SWISS, action=C.TRANSFER, particulars=()):
    return moved(action, legs(debited, acquiring, *(blocks or (TEN,))), [named(entry), *particulars])


def stage(s, version=4, issued=True, seal=True, regime=C.PLAIN, **options):
    """Ghana (authority ghana, 12), Switzerland (authority carol, 13) and Sweden without keys; series 1, plain, in space 1, and 1,000 units of it in
    account 1 (alice, 10); account 2 is bob's (11)."""
    s.genesis(rulebook=rulebook_of(version, **options))
    for code in (GH, CH, SE):
        s.post(party(code), "authority")
    for number, name in ((10, "alice"), (11, "bob"), (12, "ghana"), (13, "carol")):
        s.post(key(number, name), "operator")
    s.post(grant(C.AUTHORITY, GH, 12), "authority")
    s.post(grant(C.AUTHORITY, CH, 13), "authority")
    s.post(space(1, "GHA01/2025"), "authority")
    s.post(series(1, 1, 100, regime=regime), "ghana")
    for number, kind, code, keys in ACCOUNTS + [(SWISS_2, C.HOLDING, CH, [11]), (GHANA_2, C.HOLDING, GH, [10]), (SILENT, C.HOLDING, CH, [])]:
        s.post(account(number, kind, code, keys), "operator")
    s.seal()
    if issued:
        s.post(issue(100, GHANA, ALL), "ghana")
        if seal:
            s.seal()


def article6(s, **options):
    """The joint registry of story_article6.stage under rulebook 4: 1,000 units of regime 6.2 with identifiers in account 1, and nothing authorized."""
    story_origins.stage(s, 4, standings=True, monitored=False, **options)
    s.post(issued_on(ALL, history()), "ghana")
    s.post(identify(ALL), "operator")
    s.seal()
