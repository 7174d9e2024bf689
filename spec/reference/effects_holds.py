"""What an entry under rulebook 4 changes of what holds.md knows (its section 5), with a finding or without."""

import codes as C
from article6_state import well_formed
from bodies_holds import hold_named
from holds_state import Hold, Restriction


def apply(state, index, e):
    if e.kind in EFFECTS:
        EFFECTS[e.kind](state.holds, e.body, index)


def right_blocks(b):
    return [(block["space"], block["first"], block["last"]) for block in b["blocks"] if well_formed(block)]


def hold_placed(h, b, index):
    h.placed[index] = Hold(b["debited"], b["acquiring"], b["action"], b["expires_ms"], right_blocks(b))


def end(h, hold):
    """Accepts or releases the hold, in force or not, if an earlier entry placed it."""
    if hold in h.placed:
        h.placed[hold].ended = True


def restriction_placed(h, b, index):
    h.restrictions[index] = Restriction(b["party"], set(b["accounts"]), right_blocks(b), b["from_ms"], b["until_ms"])


def restriction_lifted(h, b, _):
    if b["restriction"] in h.restrictions:
        h.restrictions[b["restriction"]].lifted = True


EFFECTS = {
    C.HOLD_PLACED: hold_placed,
    C.HOLD_RELEASED: lambda h, b, _: end(h, b["hold"]),
    C.RESTRICTION_PLACED: restriction_placed,
    C.RESTRICTION_LIFTED: restriction_lifted,
    C.MOVEMENT: lambda h, b, _: end(h, hold_named(b)),
}
