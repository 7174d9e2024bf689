"""The statements of rulebook 5 as a story tells them, and the world in which its vectors play."""

from blake3 import blake3

import codes as C
import story_article6
import story_origins
from story import account, legs, moved, posting
from story_article6 import (ALL, CH, COUNTERPART, GH, GHANA, SE, START, SWEDEN, SWISS, AIRLINE, as_dicts, attach, authorization, authorized, for_ndc,  # noqa: F401
                            for_oimp, identify)
from story_holds import NOTICE, TEN, TWENTY, evidence  # noqa: F401
from story_origins import FUND, OMGE, SOURCE_64, history, issued, on  # noqa: F401

NOTHING = bytes(32)
ORDER = blake3(b"notice of correction").digest()
# Counterpart accounts of Switzerland, which bob signs for, and of Sweden; COUNTERPART is Ghana's, which alice signs for.
REMOTE, REMOTE_SE = 40, 41
LATER = START + 5 * 60_000
PENDING = 34  # Ghana's, where the mechanism issues to


def issued_64(rest=PENDING, first=1, fund=50, omge=20, units=1000, basis=None):
    """An issue in regime 6.4: the fund's units, OMGE's, and the rest."""
    last = first + units - 1
    cuts = [(FUND, first, first + fund - 1), (OMGE, first + fund, first + fund + omge - 1), (rest, first + fund + omge, last)]
    postings = [posting(SOURCE_64, C.DEBIT, (4, first, last))] + [posting(to, C.CREDIT, (4, low, high)) for to, low, high in cuts if low <= high]
    return moved(C.ISSUE, postings, [basis or on()])


def registries(*named, number=12):
    return C.APPROACH_REGISTRIES, {"approach": number, "registries": list(named)}


def notice(*blocks, account=REMOTE, action=C.USE_TOWARDS_NDC, code=CH, year=None, entity=NOTHING, purpose=0, grade=C.SIGNED_NOTICE, digest=NOTICE):
    """Ten units at Switzerland's Counterpart account were used there towards its NDC, for 2026, unless the rest says otherwise."""
    year = (2026 if action == C.USE_TOWARDS_NDC else 0) if year is None else year
    return C.NOTICE, {"account": account, "blocks": as_dicts(blocks or (TEN,)), "action": action, "party": code, "year": year, "entity": entity,
                      "purpose": purpose, "grade": grade, "evidence": digest}


def told(action, *blocks, **other):
    return notice(*blocks, action=action, **other)


def oimp_there(*blocks, **other):
    return notice(*blocks, **({"action": C.USE_FOR_OIMP, "entity": AIRLINE, "purpose": C.IMP} | other))


def withdraws(entry, reason=1):
    return C.NOTICE_WITHDRAWN, {"notice": entry, "reason": reason, "document": ORDER}


def to_remote(*blocks, account=REMOTE, action=C.FIRST_TRANSFER, debited=GHANA):
    """Units go to another registry, with evidence."""
    return moved(action, legs(debited, account, *(blocks or (ALL,))), [evidence()])


def back(*blocks, account=REMOTE, to=SWISS):
    """Units come back from another registry, with evidence."""
    return moved(C.ACQUISITION, legs(account, to, *(blocks or (TEN,))), [evidence()])


def stage(s, version=5, issues=True, identified=True, **options):
    """The joint registry of story_article6.stage under rulebook 5: 1,000 units of regime 6.2 with identifiers in account 1, and nothing authorized."""
    story_article6.stage(s, version, issued=False, **options)
    s.post(account(REMOTE, C.COUNTERPART, CH, [11], registry="CHE02"), "operator")
    s.post(account(REMOTE_SE, C.COUNTERPART, SE, [11], registry="SWE01"), "operator")
    if issues:
        s.post(issued(ALL, history()), "ghana")
        if identified:
            s.post(identify(ALL), "operator")
    s.seal()


def remote(s, what=None, *blocks, **options):
    """The units (all of them, if none are named) are authorized, first transferred, and at Switzerland's Counterpart account."""
    stage(s, **options)
    authorized(s, what, *blocks)
    s.post(to_remote(*blocks), "alice")


def remote_later(s, terms):
    """The same, under these revocation terms; the batch at hand is recorded at LATER."""
    remote(s, authorization(terms=terms))
    s.seal()
    s.now = LATER


def at_home(s, what=None, *blocks, **options):
    """The units are authorized and at Ghana's own Counterpart account: nothing has crossed."""
    stage(s, **options)
    authorized(s, what, *blocks)
    s.post(to_remote(*blocks, account=COUNTERPART, action=C.TRANSFER), "alice")


def levies(s, bits=3, version=5, **options):
    """An issue of 1,000 units of regime 6.4 (space 4): 1 to 50 for the fund, 51 to 70 for OMGE, the rest for Ghana's pending account; but for those
    of OMGE they are identified. Option 11 is set."""
    story_origins.mechanism(s, version=version, standings=True, **({"o11": bits} if version >= 5 else {}), **options)
    s.post(account(PENDING, C.PENDING, GH, [10]), "operator")
    s.post(issued_64(), "ghana")
    s.post(identify((4, 1, 50), (4, 71, 1000)), "operator")
    s.seal()
