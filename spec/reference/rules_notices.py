"""The rules of rulebook 5: what is told from elsewhere, R-601 to R-612 and N-304, and those of the pages before that it asks of a notice
(notices.md section 4); and which of its codes are known.

A rule returns None where it holds or cannot be asked, else the serials that break it (empty where it is not about serials). ASKED says of which
kinds each is asked, in order. A notice is judged as a movement is, credited to an account of its Party: rules_article6_movement.py.
"""

import codes as C
import rules_article6 as statements
import rules_article6_movement as movements
from holdings import difference, union
from rules_article6 import blocks, broken, serials
from rules_holds import moved, whole
from rules_origins import kinds_credited, of_issue, of_its_registry, series_that_issues


def unknown(name, value, known):
    return None if value in known else f"{name} {value}"


def unknown_notice(b):
    return unknown("action", b["action"], C.ACTION_KINDS) or unknown("purpose", b["purpose"], {0, C.IMP, C.OP}) or unknown("grade", b["grade"], C.GRADES)


KNOWN_CODES = {C.APPROACH_REGISTRIES: lambda b: None, C.NOTICE: unknown_notice, C.NOTICE_WITHDRAWN: lambda b: None}


# Of the pages before

def r360(c):
    must, may = C.PARTICULARS.get(c.body["action"], (set(), set()))
    said = {tag for tag in C.PARTICULAR_SIZES if movements.particular(c.body, tag) is not None}
    return broken(c.body["action"] not in C.TOLD or not must <= said <= must | may)


def r371(c):
    """The adjustments that the notice made, in a year that is final for its Party."""
    a, number = c.state.article6, c.body["notice"]
    notice = c.state.notices.standing(number)
    if notice is None:
        return None
    b, named, wrong = notice.body, c.state.notices.serials_of(number), []
    for space, first, last in named:
        for low, high, made in a.first_transfers.runs(space, first, last):
            if made is not None and made[0] == number:
                wrong += [(space, held.first, held.last) for held in c.state.holdings.pieces(space, low, high) if of_final_vintage(c.state, held)]
    if b["action"] == C.USE_TOWARDS_NDC and b["year"] and a.is_final(b["party"], b["year"]):
        wrong += named
    return serials(wrong)


def of_final_vintage(state, held):
    series = state.series[held.series]
    return state.article6.is_final(series.host, series.vintage)


# Notices

def r601(c):
    number = c.body["account"]
    if c.state.accounts[number].kind != C.COUNTERPART:
        return serials(blocks(c))
    held = [(space, h.first, h.last) for space, first, last in blocks(c) for h in c.state.holdings.pieces(space, first, last) if h.account == number]
    return serials(difference(blocks(c), held))


def r602(c):
    return serials([(space, h.first, h.last) for space, first, last in blocks(c) for h in c.state.holdings.pieces(space, first, last)
                    if h.occurred > c.e.occurred_at_ms])


def r603(c):
    named = blocks(c) if c.e.kind == C.HOLD_PLACED else moved(c)
    noticed = [(space, low, high) for space, first, last in union(named)
               for low, high, by in c.state.notices.noticed.runs(space, first, last) if by is not None]
    return whole(named, noticed)


def r604(c):
    return broken((c.body["evidence"] == bytes(32)) != (c.body["grade"] == C.NO_EVIDENCE))


def r605(c):
    return broken(c.state.notices.standing(c.body["notice"]) is None)


# Accounts

@of_issue
def r606(c):
    series = series_that_issues(c)
    return broken(series is not None and series.regime == C.ARTICLE_6_4 and not of_its_registry(c)
                  and not kinds_credited(c) <= {C.PENDING, C.ADAPTATION_FUND, C.OMGE_CANCELLATION})


def r607(c):
    b = c.body
    return broken(b["kind"] == C.COUNTERPART and (b["registry"] in c.state.registries or any(
        a.kind == C.COUNTERPART and a.status != "closed" and (a.registry, a.party, a.metric) == (b["registry"], b["party"], b["metric"])
        for a in c.state.accounts.values())))


# Registries of an approach

def r611(c):
    named = c.body["registries"]
    return broken(not named or len(set(named)) != len(named))


def of_another(c):
    """Whether the identifiers' registry is none of those that were stated for their approach."""
    return c.body["registry"] not in c.state.notices.registries.get(c.body["approach"], {c.body["registry"]})


def r612(c):
    return broken(c.state.options[C.REGISTRIES_BIND] == 1 and of_another(c))


def n304(c):
    return broken(of_another(c))


NOTICE, WITHDRAWAL, IDENTIFIERS = {C.NOTICE}, {C.NOTICE_WITHDRAWN}, {C.IDENTIFIERS}
ASKED = [("R-302", {C.APPROACH_REGISTRIES}, statements.r302), ("R-345", NOTICE, statements.r345), ("R-346", NOTICE, statements.r346),
         ("R-360", NOTICE, r360), ("R-363", NOTICE, statements.r363), ("R-364", NOTICE, statements.r364), ("R-365", NOTICE, movements.r365),
         ("R-366", NOTICE, movements.r366), ("R-367", NOTICE, movements.r367), ("R-368", NOTICE, movements.r368), ("R-369", NOTICE, movements.r369),
         ("R-371", WITHDRAWAL, r371), ("R-601", NOTICE, r601), ("R-602", NOTICE, r602),
         ("R-603", {C.MOVEMENT, C.REVERSING_MOVEMENT, C.HOLD_PLACED}, r603), ("R-604", NOTICE, r604), ("R-605", WITHDRAWAL, r605),
         ("R-606", {C.MOVEMENT}, r606), ("R-607", {C.ACCOUNT_OPENED}, r607),
         ("R-611", {C.APPROACH_REGISTRIES}, r611), ("R-612", IDENTIFIERS, r612)]
REMARKS = [("N-301", NOTICE, statements.n301), ("N-302", NOTICE, statements.n302), ("N-303", NOTICE, statements.n303), ("N-304", IDENTIFIERS, n304)]
