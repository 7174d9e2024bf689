"""The rules of rulebook 4: holds, restrictions and evidence, R-501 to R-521 (holds.md section 4), and which of its codes are known.

A rule returns None where it holds or cannot be asked, else the serials that break it (empty where it is not about serials). ASKED says of which
kinds each is asked. Those about movements are asked once the rules of movements before them hold: accounts are known, and each serial is debited
once and credited once.
"""

import codes as C
from bodies_holds import SIZES, first_particular, hold_named
from holdings import common, covered, difference, union


def broken(condition):
    return [] if condition else None


def serials(found):
    return union(found) or None


def unknown(name, value, known):
    return None if value in known else f"{name} {value}"


KNOWN_CODES = {
    C.HOLD_PLACED: lambda b: unknown("action", b["action"], C.ACTION_KINDS),
    C.HOLD_RELEASED: lambda b: None,
    C.RESTRICTION_PLACED: lambda b: unknown("reason", b["reason"], C.RESTRICTION_REASONS),
    C.RESTRICTION_LIFTED: lambda b: None,
}


# Particulars

def may_have(action):
    """The particulars that rulebook 4 adds to what an action may have."""
    return {C.OF_EVIDENCE} if action == C.ISSUE else {C.OF_EVIDENCE, C.OF_HOLD}


def of_right_size(p):
    return len(p["value"]) == SIZES[p["tag"]]


def grade_unknown(body):
    said = first_particular(body, C.OF_EVIDENCE)
    return said is not None and said["grade"] not in C.GRADES


# Holds

def now_ms(c):
    """The highest recorded_at so far: what has expired stays so."""
    return max(c.recorded_at_ms, c.state.latest_ms)


def whole(blocks, wrong):
    """The verdict: those of the blocks, whole, in which a serial is wrong."""
    return serials([block for block in blocks if common([block], wrong)])


def blocks(c):
    return [(b["space"], b["first"], b["last"]) for b in c.body["blocks"]]


def as_r345(named):
    """At least one, well formed, disjoint, fewer than 2^63 units in sum."""
    return (bool(named) and all(1 <= first <= last < C.SERIAL_END for _, first, last in named) and not covered(named, lambda times: times > 1)
            and sum(last - first + 1 for _, first, last in named) < C.SERIAL_END)


def r501(c):
    return broken(not as_r345(blocks(c)))


def r502(c):
    b, past = c.body, c.body["expires_ms"] - now_ms(c)
    return broken(b["debited"] == b["acquiring"] or b["action"] == C.ISSUE or not 0 < past <= c.state.options[C.HOLD_LIMIT])


def r503(c):
    gives, takes = C.ACTION_KINDS[c.body["action"]]
    return broken(c.state.accounts[c.body["debited"]].kind not in gives or c.state.accounts[c.body["acquiring"]].kind not in takes)


def r504(c):
    held = [(space, h.first, h.last) for space, first, last in blocks(c) for h in c.state.holdings.pieces(space, first, last)
            if h.account == c.body["debited"]]
    return whole(blocks(c), difference(blocks(c), held))


def r505(c):
    if c.state.holds.is_restricted(c.body["debited"], now_ms(c)):
        return serials(blocks(c))
    return whole(blocks(c), c.state.holds.held_back(blocks(c), now_ms(c)) + c.state.holds.restricted(blocks(c), now_ms(c)))


def r506(c):
    number = c.body["hold"] if c.e.kind == C.HOLD_RELEASED else hold_named(c.body)
    if number is None:
        return None
    hold = c.state.holds.placed.get(number)
    return broken(hold is None or not hold.in_force(now_ms(c)))


def legs(c, side):
    return [p for p in c.body["postings"] if p["side"] == side]


def moved(c):
    """The blocks debited: by R-205 the serials credited, too."""
    return [(p["space"], p["first"], p["last"]) for p in legs(c, C.DEBIT)]


def r507(c):
    number = hold_named(c.body)
    if number is None:
        return None
    hold = c.state.holds.placed[number]
    return broken(c.body["action"] != hold.action or any(p["account"] != hold.debited for p in legs(c, C.DEBIT))
                  or any(p["account"] != hold.acquiring for p in legs(c, C.CREDIT)) or union(moved(c)) != union(hold.blocks))


def r508(c):
    return whole(moved(c), c.state.holds.held_back(moved(c), now_ms(c), but=hold_named(c.body)))


# Restrictions

def r511(c):
    b = c.body
    return broken(not b["accounts"] and not b["blocks"] or len(set(b["accounts"])) != len(b["accounts"])
                  or bool(b["blocks"]) and not as_r345(blocks(c)) or b["until_ms"] != 0 and b["from_ms"] >= b["until_ms"])


def r512(c):
    b = c.body
    return broken(b["party"] and (b["blocks"] or any(c.state.accounts[n].party != b["party"] for n in b["accounts"])))


def r513(c):
    placed = c.state.holds.restrictions.get(c.body["restriction"])
    return broken(placed is None or placed.lifted)


def r514(c):
    given = [(p["space"], p["first"], p["last"]) for p in legs(c, C.DEBIT) if c.state.holds.is_restricted(p["account"], now_ms(c))]
    return whole(moved(c), given + c.state.holds.restricted(moved(c), now_ms(c)))


# Evidence

def r521(c):
    said = first_particular(c.body, C.OF_EVIDENCE)
    counterpart = any(c.state.accounts[p["account"]].kind == C.COUNTERPART for p in c.body["postings"])
    return broken(counterpart != (said is not None) or said is not None and (said["grade"] == C.NO_EVIDENCE) != (said["digest"] == bytes(32)))


HOLD, RESTRICTION, MOVEMENT, ANY_MOVEMENT = {C.HOLD_PLACED}, {C.RESTRICTION_PLACED}, {C.MOVEMENT}, {C.MOVEMENT, C.REVERSING_MOVEMENT}
ASKED = [("R-501", HOLD, r501), ("R-502", HOLD, r502), ("R-503", HOLD, r503), ("R-504", HOLD, r504), ("R-505", HOLD, r505),
         ("R-506", MOVEMENT | {C.HOLD_RELEASED}, r506), ("R-507", MOVEMENT, r507), ("R-508", ANY_MOVEMENT, r508),
         ("R-511", RESTRICTION, r511), ("R-512", RESTRICTION, r512), ("R-513", {C.RESTRICTION_LIFTED}, r513), ("R-514", ANY_MOVEMENT, r514),
         ("R-521", MOVEMENT, r521)]
