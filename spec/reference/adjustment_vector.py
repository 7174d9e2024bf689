"""A vector of the second book under construction: a story, what must be said of it, and what must stand in the book. Definitions: cases_adjustments*.py.

What is expected is written by hand next to each story; nothing here asks the reference.
"""

from cases import Vector

BY_NAME = {}  # name -> (about, function)


def vector(name, about):
    def register(function):
        assert name not in BY_NAME, name
        BY_NAME[name] = (about, function)
        return function
    return register


class AdjustmentVector(Vector):
    def __init__(self):
        super().__init__()
        self.accounts, self.cleared, self.years, self.transfers = [], [], [], []

    def account(self, party, year, series, first_transferred=0, used=0):
        """An account of the second book of which something stands, in units; accounts that are not named hold nothing."""
        self.accounts.append({"party": party, "year": year, "series": series, "first_transferred": first_transferred, "used": used})

    def transferred(self, block, entry, trigger):
        """A first transfer that stands: of a block, by an entry and a trigger. In order; where none are named, none are compared."""
        self.transfers.append([*block, entry, trigger])

    def clearing(self, series, units):
        """The clearing account of a series, with its sign; those that are not named are at zero."""
        self.cleared.append({"series": series, "units": units})

    def year(self, party, year, metric=1, non_ghg="", adjustment=None, **figures):
        """Figures of a year, in the metric; those that are not named are not compared. `adjustment`: share, remainder, years."""
        said = {"party": party, "metric": metric, "non_ghg": non_ghg, "year": year} | figures
        if adjustment is not None:
            said["adjustment"] = dict(zip(("share", "remainder", "years"), adjustment))
        self.years.append(said)

    def finish(self, name, about):
        accounts = sorted(self.accounts, key=lambda a: (a["party"], a["year"], a["series"]))
        cleared = sorted(self.cleared, key=lambda c: c["series"])
        transfers = {"first_transfers": self.transfers} if self.transfers else {}
        return super().finish(name, about) | {"adjustments": transfers | {"accounts": accounts, "clearing": cleared, "years": self.years}}


def build_all():
    """Every vector of the second book, by name."""
    import cases_adjustments, cases_adjustments_after  # noqa: F401, E401 (importing registers)
    out = {}
    for name, (about, function) in BY_NAME.items():
        v = AdjustmentVector()
        function(v)
        out[name] = v.finish(name, about)
    return out


def joined(found, part):
    """First transfers with neighbours joined that one entry made by one trigger; what else there is as it is."""
    out = []
    for space, first, last, *made in found if part == "first_transfers" else []:
        if out and out[-1][0] == space and out[-1][2] + 1 == first and out[-1][3:] == made:
            out[-1][2] = last
        else:
            out.append([space, first, last, *made])
    return out if part == "first_transfers" else found


def differences(expected, found):
    """What the second book of a reader says otherwise than a vector expects."""
    out = [f"{part}: expected {expected[part]}, got {found[part]}" for part in ("first_transfers", "accounts", "clearing")
           if part in expected and expected[part] != joined(found[part], part)]
    named = {(y["party"], y["metric"], y["non_ghg"], y["year"]): y for y in found["years"]}
    for said in expected["years"]:
        got = named.get((said["party"], said["metric"], said["non_ghg"], said["year"]))
        if got is None:
            out.append(f"year: nothing is said of {said}")
        else:
            out += [f"{said['party']} {said['year']} {name}: expected {value}, got {got.get(name)}" for name, value in said.items() if got.get(name) != value]
    return out
