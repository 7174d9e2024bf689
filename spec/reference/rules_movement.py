"""The rules of movements and reversing movements: R-201 to R-213 and R-220 to R-223 (rules.md section 3)."""

import codes as C
from effects import series_if_new
from holdings import common, covered, difference, union


def blocks(c, side, account=None):
    """The blocks (space, first, last) of one side, of one account where it is given."""
    return [(p["space"], p["first"], p["last"]) for p in c.body["postings"]
            if p["side"] == side and account in (None, p["account"])]


def accounts(c, side):
    return sorted({p["account"] for p in c.body["postings"] if p["side"] == side})


def account(c, number):
    return c.state.accounts[number]


def broken(condition):
    return [] if condition else None


def serials(found):
    """The verdict of a rule about serials: what breaks it, or None."""
    return union(found) or None


def held(c, block):
    """Pieces of the block with their holdings, as ((space, first, last), Held)."""
    space = block[0]
    return [((space, h.first, h.last), h) for h in c.state.holdings.pieces(*block)]


def is_issue(c):
    return c.e.kind == C.MOVEMENT and c.body["action"] == C.ISSUE


def r201(c):
    postings = c.body["postings"]
    for side in (C.DEBIT, C.CREDIT):
        legs = [p for p in postings if p["side"] == side]
        if not legs or not all(1 <= p["first"] <= p["last"] < C.SERIAL_END for p in legs):
            return []
        if sum(p["last"] - p["first"] + 1 for p in legs) >= C.SERIAL_END:
            return []
    return None


def r202(c):
    return broken(any(p["space"] not in c.state.spaces for p in c.body["blocks" if "blocks" in c.body else "postings"]))


def accounts_named(c):
    """The accounts of a movement, a hold, a restriction or a notice."""
    if c.e.kind == C.NOTICE:
        return [c.body["account"]]
    if c.e.kind == C.HOLD_PLACED:
        return [c.body["debited"], c.body["acquiring"]]
    return c.body["accounts"] if c.e.kind == C.RESTRICTION_PLACED else [p["account"] for p in c.body["postings"]]


def r203(c):
    return broken(any(n not in c.state.accounts for n in accounts_named(c)))


def r204(c):
    return broken(any(account(c, n).status != "active" for n in accounts_named(c)))


def r205(c):
    debits, credits = blocks(c, C.DEBIT), blocks(c, C.CREDIT)
    twice = covered(debits, lambda times: times > 1) + covered(credits, lambda times: times > 1)
    return serials(twice + difference(debits, credits) + difference(credits, debits))


def r206(c):
    both = set(accounts(c, C.DEBIT)) & set(accounts(c, C.CREDIT))
    return serials([s for n in both for s in common(blocks(c, C.DEBIT, n), blocks(c, C.CREDIT, n))])


def r207(c):
    return broken(c.e.kind == C.MOVEMENT and any(account(c, n).kind in C.TERMINAL for n in accounts(c, C.DEBIT)))


def r208(c):
    if c.e.kind != C.MOVEMENT:
        return None
    gives, takes = C.ACTION_KINDS[c.body["action"]]
    if c.state.rulebook >= 2 and is_issue(c):
        takes = takes | {C.COUNTERPART} | ({C.ADAPTATION_FUND, C.OMGE_CANCELLATION} if c.state.rulebook >= 3 else set())
    return broken(not all(account(c, n).kind in gives for n in accounts(c, C.DEBIT))
                  or not all(account(c, n).kind in takes for n in accounts(c, C.CREDIT)))


def r209(c):
    if not is_issue(c):
        return None
    sources = accounts(c, C.DEBIT)
    if len(sources) > 1:
        return serials(blocks(c, C.DEBIT))
    series = account(c, sources[0]).series
    return serials([b for b in blocks(c, C.DEBIT) if series is not None and b[0] != c.state.series[series].space])


def r210(c):
    return serials([s for b in blocks(c, C.DEBIT) for s, _ in held(c, b)]) if is_issue(c) else None


def r211(c):
    if c.e.kind != C.MOVEMENT or is_issue(c):
        return None
    return serials(not_held(c, lambda h, n: h.account == n))


def not_held(c, right):
    """Serials debited whose holding, if there is one, is not `right` for the account debited."""
    wrong = []
    for n in accounts(c, C.DEBIT):
        for b in blocks(c, C.DEBIT, n):
            wrong += [s for s, h in held(c, b) if not right(h, n)]
            wrong += [(b[0], first, last) for first, last in c.state.holdings.gaps(*b)]
    return wrong


def r212(c):
    return serials([s for b in blocks(c, C.DEBIT) for s, h in held(c, b) if h.occurred > c.e.occurred_at_ms])


def r213(c):
    wrong = []
    for n in accounts(c, C.CREDIT):
        metric = account(c, n).metric
        fits = lambda series: series is None or c.state.series[series].metric == metric
        for b in blocks(c, C.CREDIT, n):
            new = is_issue(c) and not fits(series_if_new(c.state, c.body["postings"])) and c.state.holdings.gaps(*b)
            if new or any(not fits(h.series) for _, h in held(c, b)):
                wrong.append(b)
    return serials(wrong)


def is_reversing(c):
    return c.e.kind == C.REVERSING_MOVEMENT


def r220(c):
    return broken(is_reversing(c) and c.body["entry"] not in c.state.movements)


def r221(c):
    return broken(is_reversing(c) and c.body["entry"] in c.state.reversed)


def r222(c):
    if not is_reversing(c):
        return None
    other = {C.DEBIT: C.CREDIT, C.CREDIT: C.DEBIT}
    wanted = [p | {"side": other[p["side"]]} for p in c.state.movements[c.body["entry"]]["postings"]]
    return broken(c.body["postings"] != wanted)


def r223(c):
    if not is_reversing(c):
        return None
    return serials(not_held(c, lambda h, n: h.account == n and h.since == c.body["entry"]))


RULES = [("R-201", r201), ("R-202", r202), ("R-203", r203), ("R-204", r204), ("R-205", r205), ("R-206", r206), ("R-207", r207),
         ("R-208", r208), ("R-209", r209), ("R-210", r210), ("R-211", r211), ("R-212", r212), ("R-213", r213), ("R-220", r220),
         ("R-221", r221), ("R-222", r222), ("R-223", r223)]
