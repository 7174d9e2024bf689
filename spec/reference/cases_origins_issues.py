"""Vectors of rulebook 3 that must fail: issues and what they stand on, the mechanism's shares, losses settled (R-208, R-360, R-361, R-411 to R-417)."""

import codes as C
from cases import vector
from story import account, legs, mirrored, moved, posting, reversing, series, space
from story_article6 import CH, GHANA, GHANA_OTHER, SE, SWISS, SWISS_VOLUNTARY, by, cancel
from story_origins import (SOURCE, activity, exemption, history, issued, levied, line, loss, mechanism, monitoring, on, settlement, settling, stage,
                           underlying, withdraws)

G = "ghana"
BOTH = ("operator", "authority")
TEN, REST = (1, 1, 10), (1, 11, 20)
TOP = (1 << 63) - 1


def issuing(rule, name, about, what, before=(), signer=G, serials=(), world=stage, **options):
    """The stage, what comes `before` (each (what, signers...)), then an issue that breaks the rule."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        world(s, **options)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, signer), serials=[list(b) for b in serials])


def of_mechanism(rule, name, about, what, before=(), **options):
    issuing(rule, name, about, what, before, world=mechanism, **options)


# Kinds of accounts and particulars

issuing("R-208", "b3-terminal", "Units are issued to an account of another terminal kind.", issued(TEN, on(), to=GHANA_OTHER))
issuing("R-208", "b3-buffer", "Units are issued to a reversal buffer.", issued(TEN, on(), to=40),
        [(account(40, C.REVERSAL_BUFFER, "GH", [10]), "operator")])
issuing("R-360", "basis-size", "An issue names a line in 11 bytes.", issued(TEN, {"tag": C.OF_MONITORING, "value": on()["value"][:11]}))
issuing("R-360", "basis-long", "An issue names a line in 13 bytes.", issued(TEN, {"tag": C.OF_MONITORING, "value": on()["value"] + b"\0"}))
issuing("R-360", "basis-twice", "An issue names a line twice.", issued(TEN, on(), on()))
issuing("R-360", "history-size", "A history has 31 bytes.", issued(TEN, {"tag": C.OF_HISTORY, "value": bytes(31)}))
issuing("R-360", "underlying-short", "Underlying units lack a byte of their evidence.", issued(TEN, {"tag": C.OF_UNDERLYING, "value": underlying()["value"][:-1]}))
issuing("R-360", "underlying-long", "Behind underlying units stands a byte.", issued(TEN, {"tag": C.OF_UNDERLYING, "value": underlying()["value"] + b"\0"}))
issuing("R-360", "underlying-no-registry", "Underlying units are of no registry.", issued(TEN, underlying(registry="")))
issuing("R-360", "underlying-registry", "The registry of underlying units has 17 characters.", issued(TEN, underlying(registry="R" * 17)))
issuing("R-360", "underlying-prefix", "The prefix of underlying units has 65 characters.", issued(TEN, underlying(prefix="P" * 65)))
issuing("R-360", "underlying-suffix", "The suffix of underlying units has 65 characters.", issued(TEN, underlying(suffix="S" * 65)))
issuing("R-360", "underlying-bytes", "The registry of underlying units has a character that is not printable.", issued(TEN, underlying(registry=b"V\tS")))
issuing("R-360", "issue-settles", "An issue settles a loss.", issued(TEN, on(), settling()), [(loss(), G)])
issuing("R-360", "issue-entity", "An issue names an entity.", issued(TEN, on(), by()))


def settling_wrongly(rule, name, about, what, before=(), units=50, **options):
    """100 units are Ghana's and a loss of 50 is stated; what comes `before`; then a movement that breaks the rule."""
    issuing(rule, name, about, what, [(issued((1, 1, 100), on()), G), (loss(units=units), G)] + list(before), signer="alice", **options)


settling_wrongly("R-360", "loss-size", "A loss that is settled has three bytes.", settlement(TEN, {"tag": C.LOSS_SETTLED, "value": bytes(3)}))
settling_wrongly("R-360", "loss-twice", "A cancellation settles two losses.", settlement(TEN, settling(), settling(2)), [(loss(2), G)])
settling_wrongly("R-360", "voluntary-settles", "A voluntary cancellation settles a loss.", cancel(C.VOLUNTARY, GHANA, SWISS_VOLUNTARY, TEN, particulars=[settling()]))
settling_wrongly("R-360", "omge-settles", "A cancellation for OMGE settles a loss.", cancel(C.FOR_OMGE, GHANA, 40, TEN, particulars=[settling()]),
                 [(account(40, C.OMGE_CANCELLATION, "GH"), "operator")])
settling_wrongly("R-360", "transfer-settles", "A transfer settles a loss.", moved(C.TRANSFER, legs(GHANA, 40, TEN), [settling()]),
                 [(account(40, C.HOLDING, "GH", [10]), "operator")])
settling_wrongly("R-360", "basis-of-cancellation", "A cancellation names a line.", settlement(TEN, on()))
settling_wrongly("R-360", "history-of-transfer", "A transfer names a history.", moved(C.TRANSFER, legs(GHANA, 40, TEN), [history()]),
                 [(account(40, C.HOLDING, "GH", [10]), "operator")])

issuing("R-361", "levy-in-62", "In regime 6.2 units are issued to another Party's account of the Adaptation Fund.", issued(TEN, on(), to=40),
        [(account(40, C.ADAPTATION_FUND, SE, [11]), "operator")], serials=[TEN])
of_mechanism("R-361", "levy-and-holder", "In regime 6.4 the mechanism gets its shares abroad, and a unit goes to a holder of another Party: that alone crosses.",
             moved(C.ISSUE, levied(100, 5, 2)[1]["postings"][:3] + [posting(GHANA, C.CREDIT, (4, 8, 99)), posting(SWISS, C.CREDIT, (4, 100, 100))], [on()]),
             serials=[(4, 100, 100)])

# What an issue stands on

issuing("R-411", "none", "Units are issued on nothing.", issued(TEN))
issuing("R-411", "line-and-history", "Units are issued on a line and on a history.", issued(TEN, on(), history()))
issuing("R-411", "line-and-underlying", "Units are issued on a line and on underlying units.", issued(TEN, on(), underlying()))
issuing("R-411", "all", "Units are issued on all three.", issued(TEN, on(), underlying(), history()))
of_mechanism("R-411", "regime-64", "Units of regime 6.4 are issued on nothing.", moved(C.ISSUE, levied(100, 5, 2)[1]["postings"]))
PLAIN = (series(2, 1, 200, regime=C.PLAIN), G)
issuing("R-411", "plain-two", "Plain units are issued on underlying units and on a history.", issued(TEN, underlying(), history(), source=200), [PLAIN])

issuing("R-412", "unknown", "Units are issued on a monitoring that was never stated.", issued(TEN, on(2)))
issuing("R-412", "withdrawn", "Units are issued on a monitoring that was withdrawn.", issued(TEN, on()), [(withdraws(), G)])
issuing("R-412", "year", "Units are issued on a line of another year.", issued(TEN, on(year=2024)))
issuing("R-412", "component", "Units are issued on a line of another component.", issued(TEN, on(component=2)))
issuing("R-412", "kind", "Units are issued on removals where reductions are monitored.", issued(TEN, on(kind=C.REMOVALS)))
issuing("R-412", "kind-3", "Units are issued on a line of a kind 3.", issued(TEN, on(kind=3)))
issuing("R-412", "plain", "Plain units are issued on a monitoring that was never stated.", issued(TEN, on(2), source=200), [PLAIN])


def of_series(name, about, what=(), of_activity=(), lines=(), particular=None, **of_series):
    """Ghana's activity and monitoring with what is said here; units of series 2, as said, are issued on its line."""
    @vector(f"r413-{name}", about)
    def build(s):
        stage(s, monitored=False)
        s.post(activity(**dict(of_activity)), G)
        s.post(monitoring(1, *lines), G)
        s.post(account(40, C.HOLDING, "GH", [10], metric=C.NON_GHG), "operator")
        s.post(account(41, C.HOLDING, CH, [10]), "operator")
        s.post(series(2, 1, 200, **of_series), *(["carol"] if of_series.get("host") == CH else [G]))
        to = 40 if of_series.get("metric") == C.NON_GHG else 41 if of_series.get("host") == CH else GHANA
        s.fails("R-413", s.post(issued(TEN, particular or on(), source=200, to=to), *(["carol"] if of_series.get("host") == CH else [G])), serials=[])


MWH = {"metric": C.NON_GHG, "non_ghg": "MWh", "digits": 5, "scale": 1}
of_series("activity", "The series belongs to another activity.", activity="GH-COOK-2")
of_series("no-activity", "The series belongs to no activity.", activity="")
of_series("host", "The series has another host.", host=CH)
of_series("metric", "The series is in GHG, the activity is not.", of_activity=MWH)
of_series("ghg", "The activity is in GHG, the series is not.", **MWH)
of_series("non-ghg", "The series is in another non-GHG metric.", of_activity=MWH, **MWH | {"non_ghg": "GWh"})
of_series("digits", "A unit of the series is another quantum.", of_activity=MWH, **MWH | {"digits": 6})
of_series("scale", "A unit of the series is ten times the quantum.", of_activity=MWH, **MWH | {"scale": 0})
of_series("written", "A quantum of 0.5 and one of 0.50 are not written the same.", of_activity=MWH, **MWH | {"digits": 50, "scale": 2})
of_series("vintage-before", "The vintage is the year before the line's.", vintage=2024)
of_series("vintage-after", "The vintage is the year after the line's.", vintage=2026)
of_series("removals", "A series of reductions draws on removals.", lines=[line(kind=C.REMOVALS)], particular=on(kind=C.REMOVALS), mitigation=C.REDUCTIONS)
of_series("reductions", "A series of removals draws on reductions.", mitigation=C.REMOVALS)
of_series("plain", "A plain series of another activity draws on the line.", regime=C.PLAIN, activity="GH-COOK-2")

issuing("R-414", "one-more", "A unit more is issued than was verified.", issued((1, 1, 1001), on()))
issuing("R-414", "second", "Two issues draw a unit more than was verified.", issued((1, 1001, 1001), on()), [(issued((1, 1, 1000), on()), G)])
issuing("R-414", "nothing", "A unit is issued on a line of which nothing was verified.", issued((1, 1, 1), on(2, component=2)),
        [(monitoring(2, line(0, component=2)), G)])
issuing("R-414", "two-series", "Two series draw on one line, a unit more than was verified.", issued((1, 2001, 2401), on(), source=200),
        [(series(2, 1, 200), G), (issued((1, 1, 600), on()), G)])
issuing("R-414", "plain-and-62", "A plain series and one of regime 6.2 draw on one line, a unit more than was verified.", issued((1, 2001, 2401), on(), source=200),
        [PLAIN, (issued((1, 1, 600), on()), G)])
issuing("R-414", "holders", "Units issued to two holders are counted together.",
        moved(C.ISSUE, [posting(SOURCE, C.DEBIT, (1, 1, 1001)), posting(GHANA, C.CREDIT, (1, 1, 1000)), posting(40, C.CREDIT, (1, 1001, 1001))], [on()]),
        [(account(40, C.PENDING, "GH", [10]), "operator")])


@vector("r414-after-reversal", "An issue is reversed: what it drew is drawn again, and a unit more.")
def _(s):
    stage(s)
    m = s.post(issued((1, 1, 400), on()), G)
    s.post(issued((1, 401, 1000), on()), G)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(issued((1, 1001, 1400), on()), G)
    s.fails("R-414", s.post(issued((1, 1401, 1401), on()), G), serials=[])


TAKEN = [(issued(TEN, underlying(first=101)), G)]
issuing("R-415", "same", "Underlying units are taken twice.", issued(REST, underlying(first=101)), TAKEN)
issuing("R-415", "one", "One underlying unit is taken, and taken again.", issued((1, 2, 2), underlying(first=7)), [(issued((1, 1, 1), underlying(first=7)), G)])
issuing("R-415", "last", "The last of underlying units is taken.", issued(REST, underlying(first=92)), TAKEN)
issuing("R-415", "first", "The first of underlying units is taken.", issued(REST, underlying(first=110)), TAKEN)
issuing("R-415", "within", "Some of underlying units are taken.", issued((1, 11, 110), underlying(first=51)), TAKEN)
issuing("R-415", "one-within", "One underlying unit of those taken is taken.", issued((1, 11, 11), underlying(first=105)), TAKEN)
issuing("R-415", "zero", "Underlying numbers begin at 0.", issued(TEN, underlying(first=0)))
issuing("R-415", "beyond", "The last underlying number is 2^63.", issued(TEN, underlying(first=TOP - 8)))
issuing("R-415", "far-beyond", "Underlying numbers begin at 2^64 - 1.", issued(TEN, underlying(first=(1 << 64) - 1)))
issuing("R-415", "two-spaces", "Two issues of two number spaces take one underlying unit.", issued((2, 1, 10), underlying(first=110), source=200),
        TAKEN + [(space(2, "GHA01/2025 stoves 2"), "authority"), (series(2, 2, 200), G)])
issuing("R-415", "plain", "A plain issue takes an underlying unit that is taken.", issued(REST, underlying(first=110), source=200), TAKEN + [PLAIN])
issuing("R-415", "other-evidence", "Underlying units are taken twice, with other evidence.", issued(REST, underlying(first=101, evidence=bytes(32))), TAKEN)
issuing("R-415", "empty", "Underlying ids without prefix and suffix are taken twice.", issued(REST, underlying(prefix="", suffix="")),
        [(issued(TEN, underlying(prefix="", suffix="")), G)])


@vector("r415-after-reversal", "An issue is reversed: its underlying units are taken again, and then again.")
def _(s):
    stage(s)
    m = s.post(issued(TEN, underlying()), G)
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(issued((1, 11, 15), underlying(first=6)), G)
    s.fails("R-415", s.post(issued((1, 16, 25), underlying()), G), serials=[])


# The mechanism's shares

issuing("R-416", "fund-in-62", "In regime 6.2 units are issued to the host's account of the Adaptation Fund.", issued(TEN, on(), to=40),
        [(account(40, C.ADAPTATION_FUND, "GH", [10]), "operator")])
issuing("R-416", "omge-in-62", "In regime 6.2 units are issued as cancelled for OMGE.",
        moved(C.ISSUE, legs(SOURCE, 40, (1, 1, 1)) + legs(SOURCE, GHANA, (1, 2, 10)), [on()]), [(account(40, C.OMGE_CANCELLATION, "GH"), "operator")])
issuing("R-416", "fund-plain", "Plain units are issued to an account of the Adaptation Fund.", issued(TEN, source=200, to=40),
        [PLAIN, (account(40, C.ADAPTATION_FUND, SE, [10]), "operator")])
of_mechanism("R-416", "none", "Nothing goes to the Adaptation Fund or to OMGE.", levied(100, 0, 0))
of_mechanism("R-416", "fund-less", "A unit too few goes to the Adaptation Fund.", levied(100, 4, 2))
of_mechanism("R-416", "fund-more", "A unit too many goes to the Adaptation Fund.", levied(100, 6, 2))
of_mechanism("R-416", "omge-less", "A unit too few is cancelled for OMGE.", levied(100, 5, 1))
of_mechanism("R-416", "fund-rounded", "Of 101 units the Adaptation Fund gets 5, though 5.05 is rounded up.", levied(101, 5, 3))
of_mechanism("R-416", "omge-rounded", "Of 101 units 2 are cancelled for OMGE, though 2.02 is rounded up.", levied(101, 6, 2))
of_mechanism("R-416", "one-unit", "One unit is issued, to its holder: the Adaptation Fund's share is rounded up.", levied(1, 0, 0))
of_mechanism("R-416", "all-omge", "One unit is issued and cancelled for OMGE; the Adaptation Fund's share of it lacks.", levied(1, 0, 1))
of_mechanism("R-416", "down", "Of 199 units the Adaptation Fund gets 10, though 9.95 is rounded down.", levied(199, 10, 3), o7=C.DOWN)
of_mechanism("R-416", "omge-down", "Of 150 units 2 are cancelled for OMGE, though 3 is exact.", levied(150, 7, 2), o7=C.DOWN)
of_mechanism("R-416", "half", "Of 110 units the Adaptation Fund gets 5, though 5.5 is rounded half away from zero.", levied(110, 5, 2), o7=C.HALF)
of_mechanism("R-416", "omge-half", "Of 125 units 2 are cancelled for OMGE, though 2.5 is rounded half away from zero.", levied(125, 6, 2), o7=C.HALF)
of_mechanism("R-416", "below-half", "Of 109 units the Adaptation Fund gets 6, though 5.45 is rounded half away from zero.", levied(109, 6, 2), o7=C.HALF)
of_mechanism("R-416", "option-fund", "An option sets the share for adaptation to nothing, and the Adaptation Fund gets a unit.", levied(100, 1, 2), o5=0)
of_mechanism("R-416", "option-omge", "An option sets the share for OMGE to half.", levied(100, 5, 49), o6=5_000)
of_mechanism("R-416", "split", "The share of the Adaptation Fund is counted over all its accounts.",
             moved(C.ISSUE, levied(100, 5, 2)[1]["postings"][:-1] + [posting(40, C.CREDIT, (4, 8, 8)), posting(GHANA, C.CREDIT, (4, 9, 100))], [on()]),
             [(account(40, C.ADAPTATION_FUND, CH, [11]), "operator")])
of_mechanism("R-416", "history", "Units of regime 6.4 are issued on a history: the shares are asked of them too.", levied(100, 0, 0, history()))
EXEMPTED = (exemption(), "authority")
of_mechanism("R-416", "exempt-not-counted", "The host is exempt, and by default that does not count.", levied(100, 0, 2), [EXEMPTED])
of_mechanism("R-416", "exempt-pays", "The host is exempt and that counts: nothing goes to the Adaptation Fund.", levied(100, 5, 2), [EXEMPTED], o8=1)
of_mechanism("R-416", "exempt-omge", "An exemption frees from the share for adaptation, not from that for OMGE.", levied(100, 0, 1), [EXEMPTED], o8=1)
of_mechanism("R-416", "exempt-no-more", "The host was exempt, and is no more.", levied(100, 0, 2), [EXEMPTED, (exemption(value=0), "authority")], o8=1)
of_mechanism("R-416", "exempt-never", "Exemptions count, and none was stated of the host.", levied(100, 0, 2), o8=1)
of_mechanism("R-416", "exempt-another", "Exemptions count, and another Party has one.", levied(100, 0, 2), [(exemption(SE), "authority")], o8=1)

# Losses settled

settling_wrongly("R-417", "unknown", "A loss that was never stated is settled.", settlement(TEN, settling(2)))
settling_wrongly("R-417", "one-more", "A unit more is cancelled for a loss than was lost.", settlement((1, 1, 51)))
settling_wrongly("R-417", "second", "Two cancellations settle a unit more than was lost.", settlement((1, 51, 51)), [(settlement((1, 1, 50)), "alice")])
settling_wrongly("R-417", "metric", "A loss of tonnes is settled in megawatt hours.", settlement((1, 2001, 2010), debited=40, credited=41),
                 [(series(2, 1, 200, regime=C.PLAIN, metric=C.NON_GHG, non_ghg="MWh", digits=5), G),
                  (account(40, C.HOLDING, "GH", [10], metric=C.NON_GHG), "operator"),
                  (account(41, C.OTHER_CANCELLATION, "GH", metric=C.NON_GHG), "operator"), (issued((1, 2001, 2010), source=200, to=40), G)])
settling_wrongly("R-417", "other-non-ghg", "A loss of hectares is settled in megawatt hours.", settlement((1, 2001, 2010), settling(2), debited=40, credited=41),
                 [(activity(activity="GH-FOREST", metric=C.NON_GHG, non_ghg="ha"), G), (loss(2, activity="GH-FOREST"), G),
                  (series(2, 1, 200, regime=C.PLAIN, metric=C.NON_GHG, non_ghg="MWh", digits=5), G),
                  (account(40, C.HOLDING, "GH", [10], metric=C.NON_GHG), "operator"),
                  (account(41, C.OTHER_CANCELLATION, "GH", metric=C.NON_GHG), "operator"), (issued((1, 2001, 2010), source=200, to=40), G)])


@vector("r417-after-reversal", "A settlement is reversed: the loss is settled anew, and by a unit more.")
def _(s):
    stage(s)
    s.post(issued((1, 1, 200), on()), G)
    s.post(loss(), G)
    m = s.post(settlement((1, 1, 50)), "alice")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(settlement((1, 51, 100)), "alice")
    s.fails("R-417", s.post(settlement((1, 101, 101)), "alice"), serials=[])
