"""Who may sign what: the tables of rules.md section 2, article6.md, origins.md, holds.md and notices.md, section 2 of each (R-113)."""

import codes as C
from bodies_holds import hold_named


def entitled(c):
    """Whether the entry of case `c` is signed as the table says."""
    return TABLE[c.e.kind](c)


def operator(c):
    return c.state.satisfied(c.signers, C.OPERATOR)


def ledger_authority(c):
    return c.state.satisfied(c.signers, C.AUTHORITY)


def recovery_role(c):
    return c.state.satisfied(c.signers, C.RECOVERY_ROLE)


def party_authority(c, party):
    return c.state.satisfied(c.signers, C.AUTHORITY, party)


def party_unknown(c, party):
    """A Party that is not declared is left to R-141."""
    return bool(party) and party not in c.state.parties


def genesis(c):
    return c.signers == set(range(len(c.body["keys"])))


def note(c):
    party = c.body["party"]
    return party_unknown(c, party) or operator(c) or party_authority(c, party)


def role_change(c):
    party = c.body["party"]
    return party_unknown(c, party) or party_authority(c, party) or recovery_role(c)


def key_rotated(c):
    old = c.body["old"]
    return old not in c.state.keys or old in c.signers or recovery_role(c)


def key_revoked(c):
    key = c.body["key"]
    return key not in c.state.keys or key in c.signers or ledger_authority(c) or recovery_role(c)


def series_opened(c):
    return party_unknown(c, c.body["host"]) or party_authority(c, c.body["host"])


def account_status(c):
    account = c.state.accounts.get(c.body["account"])
    return account is None or operator(c) or party_authority(c, account.party)


def own_statement(c):
    """Kinds of rulebook 2 that a Party makes for itself."""
    return party_unknown(c, c.body["party"]) or party_authority(c, c.body["party"])


def authorization(c, mirrored):
    """A mirrored one is the operator's, until a key holds the authority of its Party."""
    party = c.body["party"]
    if party_unknown(c, party):
        return True
    return operator(c) if mirrored and not c.state.holders(C.AUTHORITY, party) else party_authority(c, party)


def under_authorization(c):
    """An authorization that is not stated is left to R-341."""
    known = c.state.article6.authorizations.get((c.body["party"], c.body["id"]))
    return known is None or authorization(c, known.versions[known.latest]["mirrored"])


def standing(c):
    """An exemption is stated by the ledger's authority, every other standing by the Party itself."""
    if c.body["item"] == C.EXEMPT:
        return party_unknown(c, c.body["party"]) or ledger_authority(c)
    return own_statement(c)


def of_host(c, host):
    return party_unknown(c, host) or party_authority(c, host)


def of_activity(c):
    """An activity that is not declared is left to R-402."""
    known = c.state.origins.activities.get(c.body["activity"])
    return known is None or of_host(c, known["host"])


def monitoring_withdrawn(c):
    """A monitoring that is not known is left to R-409."""
    known = c.state.origins.monitorings.get(c.body["monitoring"])
    return known is None or of_host(c, c.state.origins.activities[known.activity]["host"])


def account(c, number):
    """The account itself, or the operator on its behalf."""
    return (c.e.context["on_behalf"] is not None and operator(c)) or c.state.satisfied_account(c.signers, c.state.accounts[number])


def any_known(c, *numbers):
    """One of the accounts; one that is not known asks for nobody."""
    known = [n for n in numbers if n in c.state.accounts]
    return not known or any(account(c, n) for n in known)


def hold_released(c):
    """A hold that is not known is left to R-506."""
    hold = c.state.holds.placed.get(c.body["hold"])
    return hold is None or any_known(c, hold.debited, hold.acquiring)


def restriction_placed(c):
    party = c.body["party"]
    return party_unknown(c, party) or party_authority(c, party)


def restriction_lifted(c):
    """A restriction that is not known is left to R-513; for a Party that is not declared the ledger's authority stands in."""
    restriction = c.state.holds.restrictions.get(c.body["restriction"])
    return restriction is None or party_authority(c, restriction.party)


def movement(c):
    """Who accepts a hold acquires what was proposed; any other movement is of those debited."""
    hold = c.state.holds.placed.get(hold_named(c.body))
    if hold is not None:
        return any_known(c, hold.acquiring)
    on_behalf = c.e.context["on_behalf"] is not None
    for number in {p["account"] for p in c.body["postings"] if p["side"] == C.DEBIT}:
        account = c.state.accounts.get(number)
        if account is None:
            continue
        if account.kind == C.SOURCE:
            host = c.state.series[account.series].host if account.series is not None else None
            if host is not None and not party_authority(c, host):
                return False
        elif not (on_behalf and operator(c)) and not c.state.satisfied_account(c.signers, account):
            return False
    return True


TABLE = {
    C.GENESIS: genesis,
    C.RULEBOOK_ADOPTED: lambda c: operator(c) and ledger_authority(c),
    C.RECOVERY: operator,
    C.NOTE: note,
    C.PARTY_DECLARED: ledger_authority,
    C.ROLE_GRANTED: role_change,
    C.ROLE_WITHDRAWN: role_change,
    C.THRESHOLD_SET: role_change,
    C.KEY_REGISTERED: lambda c: operator(c) or ledger_authority(c),
    C.KEY_ROTATED: key_rotated,
    C.KEY_REVOKED: key_revoked,
    C.SPACE_DECLARED: ledger_authority,
    C.SERIES_OPENED: series_opened,
    C.ACCOUNT_OPENED: operator,
    C.ACCOUNT_SUSPENDED: account_status,
    C.ACCOUNT_REINSTATED: account_status,
    C.ACCOUNT_CLOSED: operator,
    C.REPRESENTATIVES_CHANGED: operator,
    C.MOVEMENT: movement,
    C.REVERSING_MOVEMENT: lambda c: operator(c) and ledger_authority(c),
    C.APPROACH_DECLARED: ledger_authority,
    C.APPROACH_STATUS: ledger_authority,
    C.AUTHORIZATION: lambda c: authorization(c, c.body["mirrored"]),
    C.AUTHORIZATION_ENDED: under_authorization,
    C.UNITS_AUTHORIZED: under_authorization,
    C.IDENTIFIERS: operator,
    C.STANDING: standing,
    C.ACTIVITY: lambda c: of_host(c, c.body["host"]),
    C.MONITORING: of_activity,
    C.LOSS: of_activity,
    C.MONITORING_WITHDRAWN: monitoring_withdrawn,
    C.HOLD_PLACED: lambda c: any_known(c, c.body["debited"]),
    C.HOLD_RELEASED: hold_released,
    C.RESTRICTION_PLACED: restriction_placed,
    C.RESTRICTION_LIFTED: restriction_lifted,
    C.APPROACH_REGISTRIES: ledger_authority,
    C.NOTICE: operator,
    C.NOTICE_WITHDRAWN: lambda c: operator(c) and ledger_authority(c),
} | {kind: own_statement for kind in (C.NDC_PERIOD, C.INVENTORY, C.ENTITY, C.FILING, C.FINAL, C.CONVERSION)}
