"""The annual figures of the second book, by the three methods (article6.md section 6), and the book as data for comparison.

Figures are in units, and known at the end of the journal: a period that is declared later holds for its years all the same. They carry the sign
that they have in the emissions balance; for a non-GHG metric first transfers subtract and uses add.
"""

import codes as C
from adjustments import FIRST_TRANSFERRED, USED, Account


def shared(total, years):
    """The total divided by the years, rounded half away from zero to whole units, and what is left over."""
    whole = (2 * abs(total) + years) // (2 * years)
    whole = whole if total >= 0 else -whole
    return {"units": whole, "remainder": total - whole * years, "years": years}


def figures(book, account):
    return {"first_transferred": book.units(account, FIRST_TRANSFERRED), "used": book.units(account, USED), "net": book.balance(account)}


def table(book, period):
    """One NDC period: its years with what was posted, the adjustment by its method, and what is set against trajectory or budget."""
    values = {v["year"]: v["value"] for v in period["values"]}
    total, balances, years = 0, [], []
    for year in range(period["first_year"], period["last_year"] + 1):
        account = Account(period["party"], year, period["metric"], period["non_ghg"])
        row = {"year": year, **figures(book, account)}
        inventory = row["inventory"] = book.inventories.get(account)
        if period["method"] == C.AVERAGING:
            total += row["net"]
            row["adjustment"] = shared(total, year - period["first_year"] + 1)
        else:
            row["adjustment"] = shared(row["net"], 1)
            row["balance"] = None if inventory is None else inventory + row["net"]
            row["target"] = values.get(year)
            balances.append(row["balance"])
        years.append(row)
    if period["method"] == C.BUDGET and years:
        years[-1]["period_balance"] = None if None in balances else sum(balances)
    return {name: period[name] for name in ("party", "metric", "non_ghg", "first_year", "last_year", "method")} | {"years": years}


def as_json(state):
    """The second book: accounts to which something was posted, clearing accounts, and every period with its years."""
    book = state.adjustments
    accounts = sorted({p.account for p in book.postings}, key=lambda a: (a.party, a.metric, a.non_ghg, a.year))
    return {
        "accounts": [{"party": a.party, "year": a.year, "metric": a.metric, "non_ghg": a.non_ghg, **figures(book, a)} for a in accounts],
        "clearing": [{"series": series, "units": units} for series, units in sorted(book.clearing().items())],
        "periods": [table(book, period) for period in state.article6.periods],
    }
