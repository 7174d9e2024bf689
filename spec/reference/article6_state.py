"""What rulebook 2 knows beside rules.md section 1: approaches, periods, standings, authorizations, and of each serial its attachments,
identifier and first transfer (article6.md sections 1 and 5). Changed by effects_article6.py only.
"""

from dataclasses import dataclass, field

import codes as C
from serial_map import SerialMap


@dataclass
class Approach:
    parties: set
    metrics: set
    status: int


@dataclass
class Authorization:
    latest: int
    versions: dict = field(default_factory=dict)  # version -> body of kind 60
    ended_from_ms: int | None = None  # the earliest that an entry said


@dataclass(frozen=True)
class Unit:
    """Serials of one block of which the same is known: Article 6 units, before an entry."""

    space: int
    first: int
    last: int
    holder: int  # account
    series: object
    attached: tuple | None  # by the host: (authorization id, version)
    identifier: tuple | None  # ((approach, registry, Party, vintage), number - serial)
    first_transfer: tuple | None  # (entry, trigger)
    noticed: int | None = None  # under rulebook 5: the notice that stands

    @property
    def block(self):
        return (self.space, self.first, self.last)


def well_formed(block):
    return 1 <= block["first"] <= block["last"] < C.SERIAL_END


class Article6:
    def __init__(self):
        self.approaches = {}
        self.periods = []  # bodies of kind 52
        self.standings = {}  # (Party, item) -> last value
        self.authorizations = {}  # (Party, id)
        self.entities = set()  # (approach, entity)
        self.filings = set()  # (Party, year, major, minor)
        self.final = set()  # (Party, first year, last year)
        self.attachments = {}  # authorizing Party -> SerialMap of (id, version)
        self.identifiers = SerialMap()  # ((approach, registry, Party, vintage), number - serial)
        self.numbers = {}  # (approach, registry, Party, vintage) -> SerialMap over numbers, in space 0
        self.first_transfers = SerialMap()  # (entry, trigger)

    def attached(self, party):
        return self.attachments.setdefault(party, SerialMap())

    def taken(self, key):
        return self.numbers.setdefault(key, SerialMap())

    def active(self, approach):
        """An approach that is not declared is not active (R-344)."""
        return approach in self.approaches and self.approaches[approach].status == C.ACTIVE

    def report_submitted(self, party):
        return self.standings.get((party, C.REPORT_SUBMITTED)) == 1

    def ineligible(self, party):
        return self.standings.get((party, C.ELIGIBLE)) == 0

    def is_final(self, party, year):
        return any(p == party and first <= year <= last for p, first, last in self.final)

    def version(self, party, attachment):
        """The body of the version that (id, version) names, or None."""
        if attachment is None or (party, attachment[0]) not in self.authorizations:
            return None
        return self.authorizations[party, attachment[0]].versions.get(attachment[1])

    def version_in_effect(self, body, occurred_at_ms):
        ended = self.authorizations[body["party"], body["id"]].ended_from_ms
        return (body["from_ms"] <= occurred_at_ms and (body["until_ms"] == 0 or body["until_ms"] > occurred_at_ms)
                and (ended is None or ended > occurred_at_ms))

    def hosts_version(self, unit):
        """The version that the host attached the unit to, in effect or not, or None."""
        return self.version(unit.series.host, unit.attached)

    def hosts_version_in_effect(self, unit, occurred_at_ms):
        """The same, where it is in effect: for ever, once the unit has made its first transfer."""
        body = self.hosts_version(unit)
        if body is None or (unit.first_transfer is None and not self.version_in_effect(body, occurred_at_ms)):
            return None
        return body

    def claimed_under(self, unit, party, occurred_at_ms):
        """(serials, version or None) of a unit that `party` uses: its own attachment in effect, or else the host's."""
        for first, last, attachment in self.attached(party).runs(*unit.block):
            own = self.version(party, attachment) if party != unit.series.host else None
            if own is None or not self.version_in_effect(own, occurred_at_ms):
                own = self.hosts_version_in_effect(unit, occurred_at_ms)
            yield (unit.space, first, last), own


def units(state, space, first, last):
    """The Article 6 units of a well-formed block, in order."""
    a, out = state.article6, []
    for held in state.holdings.pieces(space, first, last):
        series = state.series.get(held.series)
        if series is None or series.regime not in (C.ARTICLE_6_2, C.ARTICLE_6_4):
            continue
        for f1, l1, attached in a.attached(series.host).runs(space, held.first, held.last):
            for f2, l2, identifier in a.identifiers.runs(space, f1, l1):
                for f3, l3, transferred in a.first_transfers.runs(space, f2, l2):
                    for f4, l4, noticed in noticed_runs(state, space, f3, l3):
                        out.append(Unit(space, f4, l4, held.account, series, attached, identifier, transferred, noticed))
    return out


def noticed_runs(state, space, first, last):
    """What was noticed binds entries under rulebook 5."""
    return state.notices.noticed.runs(space, first, last) if state.rulebook >= 5 else [(first, last, None)]


def ended(state, unit):
    """Last credited to a Source account or to one of a terminal kind, or noticed."""
    account = state.accounts.get(unit.holder)
    return unit.noticed is not None or (account is not None and (account.kind == C.SOURCE or account.kind in C.TERMINAL))


def ended_for_statements(state, unit):
    """The same as kinds 63 and 64 have it (R-346): the cancellation for OMGE may not end what was levied."""
    return ended(state, unit) and (unit.noticed is not None or not levied(state, unit, {C.OMGE_CANCELLATION}))


def levied(state, unit, kinds=frozenset({C.ADAPTATION_FUND, C.OMGE_CANCELLATION})):
    """Whether an account of one of these kinds holds the unit as what Article 6.4 took, and option 11 says that this is first transferred."""
    account = state.accounts.get(unit.holder)
    if state.rulebook < 5 or unit.series.regime != C.ARTICLE_6_4 or account is None or account.kind not in kinds:
        return False
    return bool(state.options[C.LEVY_FIRST_TRANSFERS] & C.LEVY_BITS[account.kind])


def crosses(state, host, gave, credited):
    """Whether serials of that host cross from the one account to the other (numbers)."""
    if gave not in state.accounts or credited not in state.accounts:
        return False
    return state.accounts[credited].party not in (host, state.accounts[gave].party)


def trigger_of_movement(state, unit, e, credited):
    """The trigger by which a movement that credits the unit to an account makes its first transfer, or None."""
    body = state.article6.hosts_version_in_effect(unit, e.occurred_at_ms)
    if e.kind != C.MOVEMENT or e.body["action"] == C.ISSUE or unit.first_transfer or body is None:
        return None
    if crosses(state, unit.series.host, unit.holder, credited) and body["purposes"] & C.NDC:
        return 1
    if e.body["action"] in C.AT_USE and body["definition"] == C.BY_USE:
        return 4
    return None


def trigger_of_authorization(state, unit, body):
    """The trigger by which units authorized by their host make their first transfer, or None: what the version says, or that they are levied."""
    return {C.BY_AUTHORIZATION: 2, C.BY_ISSUANCE: 3}.get(body["definition"]) or (5 if levied(state, unit) else None)


def noticed_now(state, body):
    """The units that a notice takes effect for: those that are issued and not noticed yet."""
    return [unit for block in body["blocks"] if well_formed(block) for unit in units(state, block["space"], block["first"], block["last"])
            if unit.noticed is None]


def noticed_first(state, e):
    """The first transfers that a notice makes: by use or cancellation."""
    made = []
    for unit in noticed_now(state, e.body):
        version = state.article6.hosts_version_in_effect(unit, e.occurred_at_ms)
        if e.body["action"] in C.AT_USE and version is not None and version["definition"] == C.BY_USE and not unit.first_transfer:
            made.append((unit, version, 4))
    return made


def first_transfers(state, e):
    """The first transfers that an entry makes, as [(unit as it was before, version of the host, trigger)]."""
    made = []
    if e.kind in (C.MOVEMENT, C.REVERSING_MOVEMENT):
        for p in e.body["postings"]:
            if p["side"] == C.CREDIT and well_formed(p):
                for unit in units(state, p["space"], p["first"], p["last"]):
                    trigger = trigger_of_movement(state, unit, e, p["account"])
                    if trigger:
                        made.append((unit, state.article6.hosts_version(unit), trigger))
    elif e.kind == C.UNITS_AUTHORIZED:
        b, a = e.body, state.article6
        body = a.version(b["party"], (b["id"], b["version"]))
        if body and a.version_in_effect(body, e.occurred_at_ms):
            for block in b["blocks"]:
                if well_formed(block):
                    made += [(unit, body, trigger_of_authorization(state, unit, body)) for unit in units(state, block["space"], block["first"], block["last"])
                             if unit.series.host == b["party"] and not unit.first_transfer and trigger_of_authorization(state, unit, body)]
    elif e.kind == C.NOTICE:
        made = noticed_first(state, e)
    return made
