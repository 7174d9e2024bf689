"""What an entry changes, as written, whether or not it broke a rule (rules.md section 1, "After a finding").

Not called for malformed (R-100) and undetermined (R-101) entries: of those only the id counts.
"""

import adjustments
import codes as C
import effects_article6
import effects_holds
import effects_notices
import effects_origins
from state import Account, Series


def note_id(state, e):
    state.ids[e.id] = max(state.ids.get(e.id, 0), e.not_after_ms)


def apply(state, index, e, cause):
    """Changes the state by entry `index`; `cause` is the index of its finding's cause, or None."""
    if state.rulebook >= 2:
        adjustments.post(state, index, e)
        effects_article6.apply(state, index, e)
    if state.rulebook >= 3:
        effects_origins.apply(state, index, e)
    if state.rulebook >= 4:
        effects_holds.apply(state, index, e)
    if state.rulebook >= 5:
        effects_notices.apply(state, index, e)
    effect = EFFECTS.get(e.kind)
    if effect is not None and (e.kind != C.GENESIS or index == 0):
        effect(state, e.body, index, e, cause)


def genesis(s, b, index, e, cause):
    for number, public in enumerate(b["keys"]):
        s.register(number, public)
    for role in b["roles"]:
        s.roles.setdefault((role["role"], ""), set()).update(n for n in role["keys"] if n in s.keys)
        s.thresholds[role["role"], ""] = role["threshold"]
    s.registries = set(b["registries"])
    s.bind(b["rulebook"])


def rulebook_adopted(s, b, *_):
    s.adopted = b


def party_declared(s, b, *_):
    s.parties.add(b["party"])


def names_what_exists(s, b):
    return not b["party"] or b["party"] in s.parties


def role_granted(s, b, *_):
    if names_what_exists(s, b) and s.key_valid(b["key"]):
        s.roles.setdefault((b["role"], b["party"]), set()).add(b["key"])


def role_withdrawn(s, b, *_):
    if names_what_exists(s, b) and s.key_valid(b["key"]):
        s.holders(b["role"], b["party"]).discard(b["key"])


def threshold_set(s, b, *_):
    if names_what_exists(s, b):
        s.thresholds[b["role"], b["party"]] = b["threshold"]


def key_registered(s, b, *_):
    s.register(b["key"], b["public"])


def key_rotated(s, b, *_):
    if s.key_valid(b["old"]) and s.register(b["new"], b["public"]):
        s.replace_key(b["old"], b["new"])


def key_revoked(s, b, *_):
    if s.key_valid(b["key"]):
        s.replace_key(b["key"], None)


def space_declared(s, b, *_):
    s.spaces.setdefault(b["space"], b["name"])


def series_opened(s, b, *_):
    if b["series"] not in s.series and b["source"] not in s.accounts:
        s.series[b["series"]] = Series(b["space"], b["source"], b["host"], b["metric"], b["non_ghg"], b["vintage"], b["regime"],
                                       b["activity"], b["digits"], b["scale"], b["mitigation"])
        s.labels.add((b["space"], b["label"]))
        s.accounts[b["source"]] = Account(C.SOURCE, b["host"], b["metric"], series=b["series"])


def account_opened(s, b, *_):
    if b["account"] not in s.accounts:
        s.accounts[b["account"]] = Account(b["kind"], b["party"], b["metric"], b["registry"], set(b["representatives"]), b["threshold"])


def account_status(status):
    def effect(s, b, *_):
        if b["account"] in s.accounts:
            s.accounts[b["account"]].status = status
    return effect


def representatives_changed(s, b, *_):
    if b["account"] in s.accounts:
        s.accounts[b["account"]].representatives = set(b["representatives"])
        s.accounts[b["account"]].threshold = b["threshold"]


def movement(s, b, index, e, cause):
    new_series = series_if_new(s, b["postings"])
    for p in b["postings"]:
        if p["side"] == C.CREDIT and 1 <= p["first"] <= p["last"] < C.SERIAL_END:
            s.holdings.credit(p["space"], p["first"], p["last"], p["account"], index, e.occurred_at_ms, new_series, cause)
    if e.kind == C.MOVEMENT:
        s.movements[index] = b
    elif b["entry"] in s.movements:
        s.reversed.add(b["entry"])


def series_if_new(s, postings):
    """The series that serials not issued yet get: that of the debited Source account if there is exactly one."""
    sources = {p["account"] for p in postings
               if p["side"] == C.DEBIT and p["account"] in s.accounts and s.accounts[p["account"]].kind == C.SOURCE}
    return s.accounts[sources.pop()].series if len(sources) == 1 else None


EFFECTS = {
    C.GENESIS: genesis,
    C.RULEBOOK_ADOPTED: rulebook_adopted,
    C.PARTY_DECLARED: party_declared,
    C.ROLE_GRANTED: role_granted,
    C.ROLE_WITHDRAWN: role_withdrawn,
    C.THRESHOLD_SET: threshold_set,
    C.KEY_REGISTERED: key_registered,
    C.KEY_ROTATED: key_rotated,
    C.KEY_REVOKED: key_revoked,
    C.SPACE_DECLARED: space_declared,
    C.SERIES_OPENED: series_opened,
    C.ACCOUNT_OPENED: account_opened,
    C.ACCOUNT_SUSPENDED: account_status("suspended"),
    C.ACCOUNT_REINSTATED: account_status("active"),
    C.ACCOUNT_CLOSED: account_status("closed"),
    C.REPRESENTATIVES_CHANGED: representatives_changed,
    C.MOVEMENT: movement,
    C.REVERSING_MOVEMENT: movement,
}
