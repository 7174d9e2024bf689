"""What an entry under rulebook 5 changes of what notices.md knows (its section 5), with a finding or without.

The first transfers that a notice makes are made by effects_article6.py, which is asked first. Called before holdings change.
"""

import codes as C
from article6_state import noticed_now
from notices_state import Notice


def apply(state, index, e):
    if e.kind in EFFECTS:
        EFFECTS[e.kind](state, e.body, index)


def registries(s, b, _):
    """The last list counts; after an empty one none are stated."""
    s.notices.registries.pop(b["approach"], None)
    if b["registries"] and b["approach"] in s.article6.approaches:
        s.notices.registries[b["approach"]] = set(b["registries"])


def notice(s, b, index):
    s.notices.given[index] = Notice(b)
    for unit in noticed_now(s, b):
        s.notices.noticed.put(*unit.block, index)


def withdrawn(s, b, _):
    """The serials are noticed no longer, and the first transfers that the notice made are undone."""
    notice = s.notices.standing(b["notice"])
    if notice is None:
        return
    notice.stands = False
    for space, first, last in s.notices.serials_of(b["notice"]):
        s.notices.noticed.put(space, first, last, None)
        for low, high, made in s.article6.first_transfers.runs(space, first, last):
            if made is not None and made[0] == b["notice"]:
                s.article6.first_transfers.put(space, low, high, None)


EFFECTS = {
    C.APPROACH_REGISTRIES: registries,
    C.NOTICE: notice,
    C.NOTICE_WITHDRAWN: withdrawn,
}
