"""What rulebook 3 knows beside article6_state.py: activities, monitorings and what is drawn from their lines, losses and what is settled of them,
underlying numbers and their place (origins.md sections 1 and 5). Changed by effects_origins.py only.

The basis of each serial is not kept: no rule asks for it.
"""

import datetime
import re
from dataclasses import dataclass

import codes as C
from bodies_origins import particular
from serial_map import SerialMap

DAY_MS = 86_400_000
DAYS_OF_400_YEARS = 146_097


@dataclass
class Monitoring:
    activity: str
    from_ms: int
    until_ms: int
    lines: dict  # (year, component, kind) -> verified
    stands: bool = True


@dataclass
class Loss:
    activity: str
    units: int
    settled: int = 0


class Origins:
    def __init__(self):
        self.activities = {}  # id -> body of kind 55
        self.monitorings = {}
        self.losses = {}
        self.drawn = {}  # (monitoring, line) -> units
        self.underlying = {}  # (registry, prefix, suffix) -> SerialMap over numbers, in space 0
        self.places = {}  # registry -> (runs in the prefix, in the suffix), None where no longer fixed
        self.made = {}  # index of a movement -> ways to give back what it drew, took and settled

    def taken(self, space):
        return self.underlying.setdefault(space, SerialMap())

    def agreed(self, space):
        """What of the place of its registry's numbers the space agrees with, None where it does not; all of it, where the registry has no place yet."""
        registry, prefix, suffix = space
        counts = runs(prefix), runs(suffix)
        return tuple(fixed if fixed == count else None for fixed, count in zip(self.places.get(registry, counts), counts))

    def fits(self, space):
        return self.agreed(space) != (None, None)

    def named(self, space):
        """An issue named the space: where it fits, what it agrees with stays fixed."""
        if self.fits(space):
            self.places[space[0]] = self.agreed(space)


def year_of(ms):
    """The calendar year in UTC, of any time."""
    cycles, days = divmod(ms // DAY_MS, DAYS_OF_400_YEARS)
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days)).year + 400 * cycles


def divided(number, divisor, rounding):
    """number / divisor, neither below 0, rounded."""
    add = {C.DOWN: 0, C.HALF: divisor // 2, C.UP: divisor - 1}[rounding]
    return (number + add) // divisor


def first_particular(body, tag):
    """What the first particular of this tag says that has the right size, or None."""
    found = (particular(tag, p["value"]) for p in body["particulars"] if p["tag"] == tag)
    return next((said for said in found if said is not None), None)


def line_of(said):
    """The line that a particular 4 names."""
    return said["year"], said["component"], said["kind"]


def underlying_space(said):
    """Registries that differ only in the case of letters are one; a string is ASCII (format.md section 1.1)."""
    return said["registry"].lower(), said["prefix"], said["suffix"]


def runs(text):
    return len(re.findall("[0-9]+", text))


def number_ends(space):
    """Whether no digit of prefix or suffix touches the number."""
    _, prefix, suffix = space
    return not re.search("[0-9]$", prefix) and not re.match("[0-9]", suffix)


def units_of(body):
    """The serials in the well-formed credit blocks of a movement, counted block by block."""
    return sum(p["last"] - p["first"] + 1 for p in body["postings"]
               if p["side"] == C.CREDIT and 1 <= p["first"] <= p["last"] < C.SERIAL_END)
