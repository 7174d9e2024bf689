"""Who holds which serial: per space a sorted list of disjoint blocks (rules.md section 1).

A plain list and bisection: obviously right, quick enough for some tens of thousands of blocks. Also set arithmetic on blocks for the rules.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Held:
    """A block of serials that share account, since, occurred, series and taint (an entry index, or None)."""

    first: int
    last: int
    account: int
    since: int
    occurred: int
    series: int | None
    taint: int | None

    def facts(self):
        return (self.account, self.since, self.occurred, self.series, self.taint)


class Holdings:
    def __init__(self):
        self.spaces = {}  # space -> (list of firsts, list of Held), both sorted

    def pieces(self, space, first, last):
        """What is held of the block, cut to it, in order; serials that are not issued are left out."""
        firsts, blocks = self.spaces.get(space, ([], []))
        at = max(bisect_right(firsts, first) - 1, 0)
        found = []
        while at < len(blocks) and blocks[at].first <= last:
            b = blocks[at]
            if b.last >= first:
                found.append(replace(b, first=max(b.first, first), last=min(b.last, last)))
            at += 1
        return found

    def gaps(self, space, first, last):
        """The parts of the block that are not issued, in order, as (first, last)."""
        found, at = [], first
        for piece in self.pieces(space, first, last):
            if piece.first > at:
                found.append((at, piece.first - 1))
            at = piece.last + 1
        if at <= last:
            found.append((at, last))
        return found

    def put(self, space, first, last, new):
        """Replaces all that is known of the block by `new` (disjoint pieces inside it, in order)."""
        firsts, blocks = self.spaces.setdefault(space, ([], []))
        low = max(bisect_right(firsts, first) - 1, 0)
        while low < len(blocks) and blocks[low].last < first:
            low += 1
        high = low
        while high < len(blocks) and blocks[high].first <= last:
            high += 1
        left = [replace(b, last=first - 1) for b in blocks[low:high] if b.first < first]
        right = [replace(b, first=last + 1) for b in blocks[low:high] if b.last > last]
        blocks[low:high] = left + list(new) + right
        firsts[low:high] = [b.first for b in blocks[low:low + len(left) + len(new) + len(right)]]

    def credit(self, space, first, last, account, since, occurred, series_if_new, taint):
        """Every serial of the block is from now on held by the account."""
        new = [replace(p, account=account, since=since, occurred=occurred, taint=lowest(p.taint, taint))
               for p in self.pieces(space, first, last)]
        new += [Held(a, b, account, since, occurred, series_if_new, taint) for a, b in self.gaps(space, first, last)]
        new.sort(key=lambda p: p.first)
        joined = []
        for p in new:
            if joined and joined[-1].last + 1 == p.first and joined[-1].facts() == p.facts():
                joined[-1] = replace(joined[-1], last=p.last)
            else:
                joined.append(p)
        self.put(space, first, last, joined)

    def units_of(self, account):
        return sum(b.last - b.first + 1 for _, blocks in self.spaces.values() for b in blocks if b.account == account)


def lowest(a, b):
    return min((x for x in (a, b) if x is not None), default=None)


def union(blocks):
    """Blocks (space, first, last) made disjoint, joined where they touch, in ascending order."""
    out = []
    for space, first, last in sorted(blocks):
        if out and out[-1][0] == space and first <= out[-1][2] + 1:
            out[-1] = (space, out[-1][1], max(out[-1][2], last))
        else:
            out.append((space, first, last))
    return out


def covered(blocks, wanted):
    """The serials that `wanted(times covered)` says yes to, among those that at least one of the blocks covers."""
    steps = {}
    for space, first, last in blocks:
        here = steps.setdefault(space, {})
        here[first] = here.get(first, 0) + 1
        here[last + 1] = here.get(last + 1, 0) - 1
    out = []
    for space, here in steps.items():
        depth, before = 0, None
        for at in sorted(here):
            if depth and wanted(depth):
                out.append((space, before, at - 1))
            depth, before = depth + here[at], at
    return union(out)


def common(a, b):
    """The serials that both lists of blocks hold."""
    return covered(union(a) + union(b), lambda times: times == 2)


def difference(a, b):
    """The serials of `a` that are not in `b`."""
    both = common(a, b)
    return covered(union(a) + both, lambda times: times == 1)
