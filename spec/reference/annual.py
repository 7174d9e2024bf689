"""The annual figures of the second book, by the three methods (article6.md section 6), and the book as data for comparison.

A figure is in the metric: units times the quantum of their series. It has as many decimals as the finest quantum among the postings that stand and
that it is a sum of. It is known at the end of the journal: a period that is declared later holds for its years all the same.
"""

from dataclasses import dataclass

import codes as C
from adjustments import FIRST_TRANSFERRED, USED, Account


@dataclass
class Figure:
    digits: int
    scale: int

    def __add__(self, other):
        scale = max(self.scale, other.scale)
        return Figure(self.digits * 10**(scale - self.scale) + other.digits * 10**(scale - other.scale), scale)

    def __neg__(self):
        return Figure(-self.digits, self.scale)

    def __str__(self):
        text = str(abs(self.digits)).rjust(self.scale + 1, "0")
        text = text[:len(text) - self.scale] + ("." + text[len(text) - self.scale:] if self.scale else "")
        return "-" + text if self.digits < 0 else text


NOTHING = Figure(0, 0)


def share(total, years):
    """The total divided by the years, rounded half away from zero to the decimals of the total; what is left over; and the years."""
    whole = (2 * abs(total.digits) + years) // (2 * years)
    whole = whole if total.digits >= 0 else -whole
    return Figure(whole, total.scale), Figure(total.digits - whole * years, total.scale), years


def standing(book):
    """(account, series) -> units of each of both that stand."""
    out = {}
    for p in book.postings:
        units = out.setdefault((p.account, p.series), {FIRST_TRANSFERRED: 0, USED: 0})
        units[p.what] += p.units
    return {key: units for key, units in out.items() if any(units.values())}


def of_year(state, account):
    """What was first transferred, what was used, and what both add to the balance: with one number of decimals."""
    sums = {FIRST_TRANSFERRED: NOTHING, USED: NOTHING}
    for (at, number), units in standing(state.adjustments).items():
        if at == account:
            series = state.series[number]
            for what in sums:
                sums[what] += Figure(units[what] * series.digits, series.scale)
    first, used = sums[FIRST_TRANSFERRED], sums[USED]
    return first, used, first + -used if account.metric == C.GHG else used + -first


def years_of(state, period):
    """One NDC period year by year: what was posted, the adjustment by its method, and what is set against trajectory or budget."""
    values = {v["year"]: v["value"] for v in period["values"]}
    total, balances, rows = NOTHING, [], []
    for year in range(period["first_year"], period["last_year"] + 1):
        account = Account(period["party"], year, period["metric"], period["non_ghg"])
        first, used, net = of_year(state, account)
        total += net
        averaging = period["method"] == C.AVERAGING
        adjustment, remainder, over = share(total, year - period["first_year"] + 1) if averaging else share(net, 1)
        inventory = state.adjustments.inventories.get(account)
        row = {name: period[name] for name in ("party", "metric", "non_ghg", "first_year", "last_year", "method")} | {
            "year": year, "first_transferred": str(first), "used": str(used), "net": str(net), "cumulative": str(total),
            "adjustment": {"share": str(adjustment), "remainder": str(remainder), "years": over}, "inventory": inventory}
        balance = None if inventory is None else Figure(inventory, 0) + adjustment
        balances.append(balance)
        row |= {"balance": text(balance), "target": values.get(year)}
        if not averaging and year == period["last_year"]:
            row["period_balance"] = None if None in balances else text(sum(balances, NOTHING))
        rows.append(row)
    return rows


def text(figure):
    return None if figure is None else str(figure)


def as_json(state):
    """The first transfers that stand; the second book in units: its accounts of which something stands, and the clearing accounts; and every year of
    every NDC period in its metric.

    A year of several periods (a finding of R-304) is that of the one declared first.
    """
    book, years = state.adjustments, {}
    for period in state.article6.periods:
        for row in years_of(state, period):
            years.setdefault((row["party"], row["metric"], row["non_ghg"], row["year"]), row)
    accounts = [{"party": a.party, "year": a.year, "series": series, "first_transferred": units[FIRST_TRANSFERRED], "used": units[USED]}
                for (a, series), units in standing(book).items()]
    transfers = [[space, first, last, entry, trigger] for space, runs in sorted(state.article6.first_transfers.spaces.items())
                 for first, last, (entry, trigger) in runs]
    return {
        "first_transfers": transfers,
        "accounts": sorted(accounts, key=lambda a: (a["party"], a["year"], a["series"])),
        "clearing": [{"series": series, "units": units} for series, units in sorted(book.clearing().items()) if units],
        "years": [years[key] for key in sorted(years)],
    }
