"""What an entry under rulebook 3 changes of what origins.md knows (its section 5), with a finding or without.

Party standings are article6.md's (effects_article6.py); conversions are for the export, which is not here.
"""

import codes as C
from origins_state import Loss, Monitoring, first_particular, line_of, underlying_space, units_of


def apply(state, index, e):
    if e.kind in EFFECTS:
        EFFECTS[e.kind](state.origins, e.body, index)


def activity(o, b, _):
    o.activities.setdefault(b["activity"], b)


def monitoring(o, b, _):
    if b["monitoring"] in o.monitorings or b["activity"] not in o.activities:
        return
    lines = {}
    for line in b["lines"]:
        lines.setdefault((line["year"], line["component"], line["kind"]), line["verified"])
    o.monitorings[b["monitoring"]] = Monitoring(b["activity"], b["from_ms"], b["until_ms"], lines)


def loss(o, b, _):
    if b["activity"] in o.activities:
        o.losses.setdefault(b["loss"], Loss(b["activity"], b["units"]))


def withdrawn(o, b, _):
    if b["monitoring"] in o.monitorings:
        o.monitorings[b["monitoring"]].stands = False


def movement(o, b, index):
    undo = []
    if b["action"] == C.ISSUE:
        undo = draw(o, b) + take(o, b)
    elif b["action"] == C.CANCELLATION:
        undo = settle(o, b)
    if undo:
        o.made[index] = undo


def draw(o, b):
    said = first_particular(b, C.OF_MONITORING)
    if said is None or said["monitoring"] not in o.monitorings or line_of(said) not in o.monitorings[said["monitoring"]].lines:
        return []
    line, units = (said["monitoring"], line_of(said)), units_of(b)
    o.drawn[line] = o.drawn.get(line, 0) + units

    def undo():
        o.drawn[line] -= units
    return [undo]


def take(o, b):
    said = first_particular(b, C.OF_UNDERLYING)
    if said is None:
        return []
    space = underlying_space(said)
    o.named(space)  # whatever it takes, and for good: a reversal gives back numbers only
    numbers, first, last = o.taken(space), max(said["first"], 1), min(said["first"] + units_of(b), C.SERIAL_END) - 1
    if first > last:
        return []
    numbers.put(0, first, last, True)
    return [lambda: numbers.put(0, first, last, None)]


def settle(o, b):
    said, units = first_particular(b, C.LOSS_SETTLED), units_of(b)
    if said is None or said["loss"] not in o.losses:
        return []
    lost = o.losses[said["loss"]]
    lost.settled += units

    def undo():
        lost.settled -= units
    return [undo]


def reversing(o, b, _):
    """A movement gives back once, however often it is reversed."""
    for undo in o.made.pop(b["entry"], []):
        undo()


EFFECTS = {
    C.ACTIVITY: activity,
    C.MONITORING: monitoring,
    C.LOSS: loss,
    C.MONITORING_WITHDRAWN: withdrawn,
    C.MOVEMENT: movement,
    C.REVERSING_MOVEMENT: reversing,
}
