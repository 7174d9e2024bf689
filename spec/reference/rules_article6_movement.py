"""The rules of rulebook 2 about movements: R-360 to R-372 (article6.md section 4). R-363 and R-364 are in rules_article6.py.

Asked once the rules of rules_movement.py hold: accounts are known, and who is debited held what is moved.
"""

import codes as C
import rules_holds
from article6_state import crosses, first_transfers, units
from holdings import difference, union
from rules_article6 import FIRST_TRANSFERS, in_blocks, within
from rules_origins import of_right_size

USES = {C.USE_TOWARDS_NDC, C.USE_FOR_OIMP}


def broken(condition):
    return [] if condition else None


def serials(found):
    return union(found) or None


def credited(c):
    """(unit, number of the account credited) of every Article 6 unit moved; of a notice, that of every one noticed, and None."""
    if c.e.kind == C.NOTICE:
        return [(u, None) for u in in_blocks(c)]
    return [(u, p["account"]) for p in c.body["postings"] if p["side"] == C.CREDIT
            for u in units(c.state, p["space"], p["first"], p["last"])]


def party(c, number):
    return c.state.accounts[number].party


def using(c, number):
    """The Party that acquires: that of the account, or that of the notice."""
    return c.body["party"] if c.e.kind == C.NOTICE else party(c, number)


def particular(body, tag):
    """The value of the first particular of that tag, or None; of a notice, what stands for it."""
    if "particulars" not in body:
        value = {C.YEAR_OF_USE: body["year"].to_bytes(2, "little"), C.OF_ENTITY: body["entity"], C.OF_PURPOSE: body["purpose"].to_bytes(2, "little")}[tag]
        return value if any(value) else None
    return next((p["value"] for p in body["particulars"] if p["tag"] == tag), None)


def number_of(value):
    return int.from_bytes(value, "little")


def is_action(c, actions):
    return c.body["action"] in actions


def is_claim(c):
    return is_action(c, USES) or any(particular(c.body, tag) is not None for tag in (C.OF_ENTITY, C.OF_PURPOSE))


def right_size(p):
    if p["tag"] in C.HOLD_PARTICULARS:
        return rules_holds.of_right_size(p)
    return of_right_size(p) if p["tag"] in C.ORIGIN_PARTICULARS else len(p["value"]) == C.PARTICULAR_SIZES[p["tag"]]


def r360(c):
    must, may = C.PARTICULARS.get(c.body["action"], (set(), set()))
    may = may | (C.MAY_HAVE_OF_ORIGINS.get(c.body["action"], set()) if c.state.rulebook >= 3 else set())
    may = may | (rules_holds.may_have(c.body["action"]) if c.state.rulebook >= 4 else set())
    tags = [p["tag"] for p in c.body["particulars"]]
    wrong = len(set(tags)) != len(tags) or not must <= set(tags) <= must | may
    wrong = wrong or not all(right_size(p) for p in c.body["particulars"]) or rules_holds.grade_unknown(c.body)
    purpose = particular(c.body, C.OF_PURPOSE)
    return broken(wrong or (purpose is not None and number_of(purpose) not in (C.IMP, C.OP)))


def r361(c):
    if not is_action(c, {C.ISSUE}):
        return serials([u.block for u, to in credited(c) if crosses(c.state, u.series.host, u.holder, to)
                        and not c.state.article6.hosts_version_in_effect(u, c.e.occurred_at_ms)])
    source = c.state.accounts[next(p["account"] for p in c.body["postings"] if p["side"] == C.DEBIT)]
    series = c.state.series.get(source.series)
    if series is None or series.regime == C.PLAIN:
        return None
    levied = {C.ADAPTATION_FUND, C.OMGE_CANCELLATION} if c.state.rulebook >= 3 and series.regime == C.ARTICLE_6_4 else set()
    return serials([(p["space"], p["first"], p["last"]) for p in c.body["postings"]
                    if p["side"] == C.CREDIT and party(c, p["account"]) not in (series.host, source.party)
                    and c.state.accounts[p["account"]].kind not in levied])


def r362(c):
    by_crossing = [u.block for u, _, trigger in first_transfers(c.state, c.e) if trigger == 1]
    if is_action(c, {C.FIRST_TRANSFER}):
        return serials(difference([u.block for u, _ in credited(c)], by_crossing))
    return serials(by_crossing) if is_action(c, {C.TRANSFER, C.ADAPTATION_CONTRIBUTION}) else None


def r365(c):
    if not is_action(c, USES):
        return None
    made = [u.block for u, _, _ in first_transfers(c.state, c.e)]
    return serials(difference([u.block for u, _ in credited(c) if not u.first_transfer], made))


def claims(c):
    """(serials, using Party, version claimed under or None) of a claim."""
    if not is_claim(c):
        return
    for u, to in credited(c):
        for block, version in c.state.article6.claimed_under(u, using(c, to), c.e.occurred_at_ms):
            yield block, using(c, to), version


def r366(c):
    purpose = particular(c.body, C.OF_PURPOSE)
    wanted = C.NDC if is_action(c, {C.USE_TOWARDS_NDC}) else number_of(purpose) if purpose is not None else 0
    return serials([block for block, _, version in claims(c) if version is None or version["purposes"] & wanted != wanted])


def r367(c):
    entity, wrong = particular(c.body, C.OF_ENTITY), []
    for block, user, version in claims(c):
        right = not version["parties"] or user in version["parties"] or user == version["party"]
        if entity is not None:
            right = right and (not version["entities"] or entity in version["entities"])
            right = right and (version["approach"], entity) in c.state.article6.entities
        wrong += [] if right else [block]
    return serials(wrong)


def r368(c):
    if not is_action(c, {C.USE_TOWARDS_NDC}):
        return None
    year, wrong = number_of(particular(c.body, C.YEAR_OF_USE)), []
    for u, to in credited(c):
        periods = [p for p in c.state.article6.periods
                   if (p["party"], p["metric"], p["non_ghg"]) == (using(c, to), u.series.metric, u.series.non_ghg)]
        in_one = any(p["first_year"] <= y <= p["last_year"] for p in periods for y in [year]
                     if p["first_year"] <= u.series.vintage <= p["last_year"])
        for block, version in c.state.article6.claimed_under(u, using(c, to), c.e.occurred_at_ms):
            if not in_one or not within(year, version["first_use"], version["last_use"]):
                wrong.append(block)
    return serials(wrong)


def r369(c):
    if is_action(c, {C.ISSUE}):
        return None
    wrong = []
    for u, to in credited(c):
        version = c.state.article6.hosts_version(u)
        if u.first_transfer and is_restricted(c, version) and not open_to_restricted(c, u, to):
            wrong.append(u.block)
    return serials(wrong)


def is_restricted(c, version):
    """Whether what is attached to the version is: the authorization ended or, by terms of rulebook 5, changed (notices.md section 4)."""
    known, now = c.state.article6.authorizations[version["party"], version["id"]], c.e.occurred_at_ms
    on_change = c.state.rulebook >= 5 and version["terms"] == C.RESTRICTED_ON_CHANGE
    ended = known.ended_from_ms is not None and known.ended_from_ms <= now
    changed = any(later["version"] > version["version"] and later["from_ms"] <= now for later in known.versions.values())
    return ended and (on_change or version["terms"] == C.RESTRICTED) or changed and on_change


def open_to_restricted(c, unit, to):
    """Cancellation, or a live account of the host's; what is noticed was cancelled."""
    if c.e.kind == C.NOTICE:
        return is_action(c, {C.CANCELLATION})
    account = c.state.accounts[to]
    return account.kind == C.OTHER_CANCELLATION or (account.party == unit.series.host and account.kind in C.LIVE)


def r370(c):
    def apart(one, other):
        one, other = c.state.accounts[one], c.state.accounts[other]
        return C.SOURCE not in (one.kind, other.kind) and one.registry != other.registry
    return serials([u.block for u, to in credited(c) if apart(u.holder, to)])  # held by who is debited


def r371(c):
    a, reversed_body, wrong = c.state.article6, c.state.movements[c.body["entry"]], []
    year = particular(reversed_body, C.YEAR_OF_USE)
    use = reversed_body["action"] == C.USE_TOWARDS_NDC and year is not None and len(year) == 2
    for u, _ in credited(c):
        if u.first_transfer and u.first_transfer[0] == c.body["entry"] and a.is_final(u.series.host, u.series.vintage):
            wrong.append(u.block)
        if use and a.is_final(party(c, u.holder), number_of(year)):
            wrong.append(u.block)
    return serials(wrong)


def r372(c):
    return serials([u.block for u, to in credited(c) if u.first_transfer and c.state.accounts[to].kind == C.SOURCE])


ONLY_MOVEMENTS, ONLY_REVERSALS = {C.MOVEMENT}, {C.REVERSING_MOVEMENT}
MOVEMENTS = ([("R-360", ONLY_MOVEMENTS, r360), ("R-361", ONLY_MOVEMENTS, r361), ("R-362", ONLY_MOVEMENTS, r362)] + FIRST_TRANSFERS
             + [("R-365", ONLY_MOVEMENTS, r365), ("R-366", ONLY_MOVEMENTS, r366), ("R-367", ONLY_MOVEMENTS, r367), ("R-368", ONLY_MOVEMENTS, r368),
                ("R-369", ONLY_MOVEMENTS, r369), ("R-370", ONLY_REVERSALS, r370), ("R-371", ONLY_REVERSALS, r371),
                ("R-372", ONLY_REVERSALS, r372)])
