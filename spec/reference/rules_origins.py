"""The rules of rulebook 3: where units come from, R-401 to R-417 (origins.md section 4), and which of its codes are known.

A rule returns None where it holds or cannot be asked, else an empty list: serials stand on none of them. ASKED says of which kinds each is asked.
Those about movements are asked once the rules of rules_movement.py and rules_article6_movement.py hold.
"""

import codes as C
from bodies_origins import particular
from origins_state import divided, first_particular, line_of, number_ends, underlying_space, units_of, year_of


def broken(condition):
    return [] if condition else None


def unknown(name, value, known):
    return None if value in known else f"{name} {value}"


# Codes

def unknown_activity(b):
    return (unknown("sector", b["sector"], C.SECTORS) or unknown("activity type", b["activity_type"], C.ACTIVITY_TYPES)
            or unknown("mitigation type", b["mitigation"], C.MITIGATION_TYPES - {0}) or unknown("metric", b["metric"], C.METRICS))


def unknown_monitoring(b):
    for line in b["lines"]:
        roundings = [line["rounding"]] + [d["rounding"] for d in line["deductions"]]
        why = unknown("kind", line["kind"], C.LINE_KINDS) or next((f"rounding {r}" for r in roundings if r not in C.ROUNDINGS), None)
        if why:
            return why
    return None


KNOWN_CODES = {C.ACTIVITY: unknown_activity, C.MONITORING: unknown_monitoring} | {
    kind: lambda b: None for kind in (C.LOSS, C.CONVERSION, C.MONITORING_WITHDRAWN)}


# Activities and monitoring

def activity_of(c):
    return c.state.origins.activities[c.body["activity"]]


def r401(c):
    b, numbers = c.body, [p["number"] for p in c.body["components"]]
    metric = (not b["non_ghg"] and b["digits"] == 1 and b["scale"] == 0) if b["metric"] == C.GHG else (b["non_ghg"] and b["digits"] > 0)
    return broken(b["activity"] in c.state.origins.activities or b["from_ms"] >= b["until_ms"] or not metric
                  or not numbers or len(set(numbers)) != len(numbers))


def r402(c):
    return broken(c.body["activity"] not in c.state.origins.activities)


def r403(c):
    if c.e.kind == C.MONITORING:
        return broken(c.body["monitoring"] in c.state.origins.monitorings)
    return broken(c.body["loss"] in c.state.origins.losses)


def r404(c):
    b, activity = c.body, activity_of(c)
    return broken(b["from_ms"] >= b["until_ms"] or b["from_ms"] < activity["from_ms"] or b["until_ms"] > activity["until_ms"]
                  or b["until_ms"] > c.e.occurred_at_ms)


def r405(c):
    b, activity = c.body, activity_of(c)
    lines = [(line["year"], line["component"], line["kind"]) for line in b["lines"]]
    components = {p["number"] for p in activity["components"]}
    first, last = year_of(b["from_ms"]), year_of(b["until_ms"] - 1)
    return broken(not lines or len(set(lines)) != len(lines)
                  or any(component not in components or activity["mitigation"] not in (kind, C.BOTH_TYPES) or not first <= year <= last
                         for year, component, kind in lines))


def r406(c):
    b, mine = c.body, {line["component"] for line in c.body["lines"]}
    return broken(any(m.stands and m.activity == b["activity"] and max(m.from_ms, b["from_ms"]) < min(m.until_ms, b["until_ms"])
                      and mine & {component for _, component, _ in m.lines} for m in c.state.origins.monitorings.values()))


def r407(c):
    return broken(not all(adds_up(line, c.body["scale"]) for line in c.body["lines"]))


def adds_up(line, scale):
    baseline, project = line["baseline"], line["project"]
    gross = (baseline - project if line["kind"] == C.REDUCTIONS else project - baseline) - line["leakage"]
    net = gross - sum(d["amount"] for d in line["deductions"])
    if gross < 0 or net < 0:
        return False
    shares = [d for d in line["deductions"] if d["share"]]
    if any(d["share"] > 1_000_000 or d["amount"] != divided(gross * d["share"], 1_000_000, d["rounding"]) for d in shares):
        return False
    return line["verified"] == divided(net, 10**scale, line["rounding"])


def r408(c):
    b, year = c.body, 1990 <= c.body["year"] <= 2200
    return broken(not year or not (1 <= b["units"] < C.SERIAL_END if c.e.kind == C.LOSS else b["digits"] > 0))


def r409(c):
    number, o = c.body["monitoring"], c.state.origins
    known = o.monitorings.get(number)
    return broken(known is None or not known.stands or any(o.drawn.get((number, line)) for line in known.lines))


# Issues and settlements

def series_that_issues(c):
    """The series of the debited Source account (one: R-209), or None."""
    source = next(p["account"] for p in c.body["postings"] if p["side"] == C.DEBIT)
    return c.state.series.get(c.state.accounts[source].series)


def credited_to(c, kind):
    """The units credited to accounts of a kind."""
    return sum(p["last"] - p["first"] + 1 for p in c.body["postings"] if p["side"] == C.CREDIT and c.state.accounts[p["account"]].kind == kind)


def kinds_credited(c):
    return {c.state.accounts[p["account"]].kind for p in c.body["postings"] if p["side"] == C.CREDIT}


def of_its_registry(c):
    """Whether the issue credits Counterpart accounts only: the units were issued in the mechanism's registry (notices.md section 4)."""
    return kinds_credited(c) == {C.COUNTERPART}


def of_issue(rule):
    return lambda c: rule(c) if c.body["action"] == C.ISSUE else None


def on_line(rule):
    """The rule, asked of an issue on a line: (case, what its particular 4 says)."""
    def asked(c):
        said = first_particular(c.body, C.OF_MONITORING)
        return rule(c, said) if said is not None else None
    return of_issue(asked)


@of_issue
def r411(c):
    series, bases = series_that_issues(c), sum(p["tag"] in C.BASES for p in c.body["particulars"])
    article_6 = series is not None and series.regime in (C.ARTICLE_6_2, C.ARTICLE_6_4)
    return broken(bases != 1 if article_6 else bases > 1)


@on_line
def r412(c, said):
    known = c.state.origins.monitorings.get(said["monitoring"])
    return broken(known is None or not known.stands or line_of(said) not in known.lines)


@on_line
def r413(c, said):
    series, o = series_that_issues(c), c.state.origins
    if series is None:
        return None
    activity = o.activities[o.monitorings[said["monitoring"]].activity]
    same = (series.activity, series.host, series.metric, series.non_ghg, series.digits, series.scale) == tuple(
        activity[name] for name in ("activity", "host", "metric", "non_ghg", "digits", "scale"))
    return broken(not same or series.vintage != said["year"] or series.mitigation not in (0, C.BOTH_TYPES, said["kind"]))


@on_line
def r414(c, said):
    o, line = c.state.origins, line_of(said)
    return broken(o.drawn.get((said["monitoring"], line), 0) + units_of(c.body) > o.monitorings[said["monitoring"]].lines[line])


@of_issue
def r415(c):
    said = first_particular(c.body, C.OF_UNDERLYING)
    if said is None:
        return None
    o, space, first, end = c.state.origins, underlying_space(said), said["first"], said["first"] + units_of(c.body)
    return broken(first < 1 or end > C.SERIAL_END or any(taken for _, _, taken in o.taken(space).runs(0, first, end - 1))
                  or not number_ends(space) or not o.fits(space))


@of_issue
def r416(c):
    series, options = series_that_issues(c), c.state.options
    for_adaptation, for_omge = credited_to(c, C.ADAPTATION_FUND), credited_to(c, C.OMGE_CANCELLATION)
    if series is None or series.regime != C.ARTICLE_6_4:
        return broken(for_adaptation or for_omge)
    if c.state.rulebook >= 5 and of_its_registry(c):
        return None
    share = lambda option: divided(units_of(c.body) * options[option], 10_000, options[C.LEVY_ROUNDING])
    exempt = options[C.EXEMPTION_COUNTS] == 1 and c.state.article6.standings.get((series.host, C.EXEMPT)) == 1
    return broken(for_adaptation != (0 if exempt else share(C.ADAPTATION_SHARE)) or for_omge < share(C.OMGE_SHARE))


def r417(c):
    said = first_particular(c.body, C.LOSS_SETTLED)
    if said is None:
        return None
    loss = c.state.origins.losses.get(said["loss"])
    if loss is None:
        return []
    activity = c.state.origins.activities[loss.activity]
    moved = [c.state.series.get(h.series) for p in c.body["postings"] if p["side"] == C.CREDIT
             for h in c.state.holdings.pieces(p["space"], p["first"], p["last"])]
    return broken(any(s is None or (s.metric, s.non_ghg) != (activity["metric"], activity["non_ghg"]) for s in moved)
                  or loss.settled + units_of(c.body) > loss.units)


def of_right_size(p):
    """Whether the value of a particular of rulebook 3 has the size that its table says (R-360)."""
    return particular(p["tag"], p["value"]) is not None


NAMED = {C.MONITORING, C.LOSS}
MOVEMENT = {C.MOVEMENT}
ASKED = [("R-401", {C.ACTIVITY}, r401), ("R-402", NAMED, r402), ("R-403", NAMED, r403), ("R-404", {C.MONITORING}, r404),
         ("R-405", {C.MONITORING}, r405), ("R-406", {C.MONITORING}, r406), ("R-407", {C.MONITORING}, r407),
         ("R-408", {C.LOSS, C.CONVERSION}, r408), ("R-409", {C.MONITORING_WITHDRAWN}, r409), ("R-411", MOVEMENT, r411),
         ("R-412", MOVEMENT, r412), ("R-413", MOVEMENT, r413), ("R-414", MOVEMENT, r414), ("R-415", MOVEMENT, r415),
         ("R-416", MOVEMENT, r416), ("R-417", MOVEMENT, r417)]
