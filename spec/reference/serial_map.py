"""What is said of serials, serial by serial, kept as runs of serials of which the same is said.

Per space a sorted list of disjoint runs. A plain list and bisection, as holdings.py has it.
"""

from bisect import bisect_right


class SerialMap:
    def __init__(self):
        self.spaces = {}  # space -> [(first, last, value)], sorted, disjoint

    def runs(self, space, first, last):
        """(first, last, value) in order, covering the whole block; value None where nothing is said."""
        out, at = [], first
        runs = self.spaces.get(space, [])
        for low, high, value in runs[max(bisect_right(runs, (first + 1,)) - 1, 0):]:
            if low > last:
                break
            if high < at:
                continue
            if low > at:
                out.append((at, low - 1, None))
            out.append((max(low, at), min(high, last), value))
            at = min(high, last) + 1
        if at <= last:
            out.append((at, last, None))
        return out

    def put(self, space, first, last, value):
        """Says `value` of every serial of the block; None takes back what was said."""
        runs = self.spaces.setdefault(space, [])
        low = max(bisect_right(runs, (first + 1,)) - 1, 0)
        if low < len(runs) and runs[low][1] < first:
            low += 1
        high = low
        while high < len(runs) and runs[high][0] <= last:
            high += 1
        old = runs[low:high]
        new = [(a, first - 1, v) for a, b, v in old if a < first]
        new += [(first, last, value)] if value is not None else []
        new += [(last + 1, b, v) for a, b, v in old if b > last]
        runs[low:high] = new

    def count(self, wanted):
        """How many serials have a value that `wanted` says yes to."""
        return sum(last - first + 1 for runs in self.spaces.values() for first, last, value in runs if wanted(value))
