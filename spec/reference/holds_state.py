"""What rulebook 4 knows beside origins_state.py: holds and restrictions (holds.md sections 1 and 5). Changed by effects_holds.py only.

The evidence of each serial is not kept: no rule asks for it.
"""

from dataclasses import dataclass

from holdings import common, union


@dataclass
class Hold:
    debited: int
    acquiring: int
    action: int
    expires_ms: int
    blocks: list  # (space, first, last), the well-formed ones
    ended: bool = False  # accepted or released

    def in_force(self, recorded_at_ms):
        return not self.ended and self.expires_ms > recorded_at_ms


@dataclass
class Restriction:
    party: str  # empty: the ledger's
    accounts: set
    blocks: list
    from_ms: int
    until_ms: int
    lifted: bool = False

    def in_force(self, recorded_at_ms):
        return not self.lifted and self.from_ms <= recorded_at_ms and (self.until_ms == 0 or self.until_ms > recorded_at_ms)


class Holds:
    def __init__(self):
        self.placed = {}  # entry -> Hold
        self.restrictions = {}  # entry -> Restriction

    def held_back(self, blocks, recorded_at_ms, but=None):
        """The serials of the blocks that a hold in force holds back, other than the one that entry `but` placed."""
        return union([s for entry, hold in self.placed.items() if entry != but and hold.in_force(recorded_at_ms)
                      for s in common(blocks, hold.blocks)])

    def restricted(self, blocks, recorded_at_ms):
        """The serials of the blocks that are restricted."""
        return union([s for r in self.restrictions.values() if r.in_force(recorded_at_ms) for s in common(blocks, r.blocks)])

    def is_restricted(self, account, recorded_at_ms):
        return any(account in r.accounts for r in self.restrictions.values() if r.in_force(recorded_at_ms))
