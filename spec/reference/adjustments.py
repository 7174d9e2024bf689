"""The second book: corresponding adjustments, posted from the entries of the first (article6.md section 6).

A first transfer is posted to {host, vintage, metric}, a use towards an NDC to {using Party, year of use, metric}, each against the clearing account
of the serial's series; what takes either back posts the opposite (for notices: notices.md section 6). All is in units. No rule asks for it:
annual.py makes figures of it.

Called before holdings change, and before effects_article6.py: all is judged by the state before the entry.
"""

from dataclasses import dataclass

import codes as C
from article6_state import first_transfers, noticed_now, units, well_formed
from holdings import union
from serial_map import SerialMap

FIRST_TRANSFERRED, USED = "first transferred", "used"


@dataclass(frozen=True)
class Account:
    party: str
    year: int
    metric: int
    non_ghg: str


@dataclass(frozen=True)
class Posting:
    """So many units of a series, for the first transfer or the use that `made` made; below 0 where entry `entry` reversed it."""

    account: Account
    series: int
    what: str
    made: int
    entry: int
    units: int

    @property
    def signed(self):
        """What it adds to the balance of its account: first transfers add and uses subtract; the other way round for a non-GHG metric (para 9)."""
        adds = (self.what == FIRST_TRANSFERRED) == (self.account.metric == C.GHG)
        return self.units if adds else -self.units


class Adjustments:
    def __init__(self):
        self.postings = []
        self.inventories = {}  # Account -> the last total stated
        self.uses = SerialMap()  # (entry, Account) of the use that stands

    def clearing(self):
        """Series -> the balance of its clearing account: the other side of every posting."""
        out = {}
        for p in self.postings:
            out[p.series] = out.get(p.series, 0) - p.signed
        return out


def post(state, index, e):
    """Posts what an entry under rulebook 2 or later adjusts."""
    book = state.adjustments
    for account, series, block in first_transferred(state, e):
        book.postings.append(Posting(account, series, FIRST_TRANSFERRED, index, index, size(block)))
    if e.kind == C.MOVEMENT:
        used_by_movement(state, index, e.body)
    elif e.kind == C.NOTICE:
        used_by_notice(state, index, e.body)
    elif e.kind == C.REVERSING_MOVEMENT and e.body["entry"] in state.movements:
        opposite(state, index, e.body["entry"], [(p["space"], p["first"], p["last"]) for p in e.body["postings"] if p["side"] == C.CREDIT and well_formed(p)])
    elif e.kind == C.NOTICE_WITHDRAWN:
        opposite(state, index, e.body["notice"], state.notices.serials_of(e.body["notice"]))
    elif e.kind == C.INVENTORY:
        b = e.body
        book.inventories[Account(b["party"], b["year"], b["metric"], b["non_ghg"])] = b["total"]


def size(block):
    return block[2] - block[1] + 1


def of_host(series):
    return Account(series.host, series.vintage, series.metric, series.non_ghg)


def first_transferred(state, e):
    """(account, series, serials) of the first transfers that an entry makes: each serial once, by whatever triggers."""
    by_series = {}
    for unit, _, _ in first_transfers(state, e):
        by_series.setdefault(number_of(state, unit), []).append(unit.block)
    return [(of_host(state.series[number]), number, block) for number, blocks in sorted(by_series.items()) for block in union(blocks)]


def number_of(state, unit):
    return next(n for n, series in state.series.items() if series is unit.series)


def year_of_use(body):
    """The first particular 1, if it has two bytes."""
    said = next((p["value"] for p in body["particulars"] if p["tag"] == C.YEAR_OF_USE), b"")
    return int.from_bytes(said, "little") if len(said) == 2 else None


def used_by_movement(state, index, b):
    year = year_of_use(b)
    if b["action"] != C.USE_TOWARDS_NDC or year is None:
        return
    for p in b["postings"]:
        using = state.accounts.get(p["account"])
        if p["side"] == C.CREDIT and well_formed(p) and using is not None:
            used(state, index, units(state, p["space"], p["first"], p["last"]), using.party, year)


def used_by_notice(state, index, b):
    if b["action"] == C.USE_TOWARDS_NDC and b["year"]:
        used(state, index, noticed_now(state, b), b["party"], b["year"])


def used(state, index, units_used, party, year):
    """A serial is used once: where what is used is used again (a finding), the first use that was not taken back stands alone."""
    book = state.adjustments
    for unit in units_used:
        account, series = Account(party, year, unit.series.metric, unit.series.non_ghg), number_of(state, unit)
        for first, last, use in book.uses.runs(*unit.block):
            if use is None:
                book.postings.append(Posting(account, series, USED, index, index, last - first + 1))
                book.uses.put(unit.space, first, last, (index, account))


def opposite(state, index, made, blocks):
    """What entry `made` posted for these serials, and what stands of it, is posted the other way round."""
    book = state.adjustments
    for block in union(blocks):
        for unit in units(state, *block):
            series = number_of(state, unit)
            if unit.first_transfer and unit.first_transfer[0] == made:
                book.postings.append(Posting(of_host(unit.series), series, FIRST_TRANSFERRED, made, index, -size(unit.block)))
            for first, last, use in book.uses.runs(*unit.block):
                if use is not None and use[0] == made:
                    book.postings.append(Posting(use[1], series, USED, made, index, first - last - 1))
                    book.uses.put(unit.space, first, last, None)
