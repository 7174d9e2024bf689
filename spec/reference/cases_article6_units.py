"""Vectors of rulebook 2 that must fail: units authorized and identifiers (R-345 to R-353, and R-363 and R-364 of units authorized)."""

import codes as C
from cases import vector
from story import DAY, START, issue, legs, mirrored, moved, note, reversing, series, space
from story_article6 import (ALL, CH, GHANA, SWISS, SWISS_NDC, approach, arrived, attach, authorization, authorized, by_switzerland, for_ndc,
                            for_oimp, identify, stage, standing, status, use_ndc)

TOP = (1 << 63) - 1


def attaching(rule, name, about, what, serials=(), before=(), stated=None, signer="ghana", **world):
    """The stage, an authorization, what comes `before`, then units authorized that break the rule."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, **world)
        s.post(stated or authorization(), "ghana")
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, signer), serials=[list(b) for b in serials])


def identifying(rule, name, about, what, serials=(), before=(), **world):
    """The stage without identifiers, what comes `before`, then identifiers that break the rule."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, identified=False, **world)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, "operator"), serials=[list(b) for b in serials])


attaching("R-345", "no-blocks", "Units are authorized, and no block is named.", attach())
attaching("R-345", "serial-zero", "A block of units authorized begins at serial 0.", attach((1, 0, 10)))
attaching("R-345", "backwards", "A block of units authorized ends before it begins.", attach((1, 1, 10), (1, 20, 19)))
attaching("R-345", "beyond", "A block of units authorized ends at 2^63.", attach((1, 11, TOP + 1)))
attaching("R-345", "overlap", "Two blocks of units authorized share a unit.", attach((1, 1, 10), (1, 10, 20)))
attaching("R-345", "sum", "The units authorized of two spaces are 2^63 in sum.", attach((1, 1, TOP), (2, 1, 1)), before=[(space(2, "GHA01/2026"), "authority")])
identifying("R-345", "identifiers-overlap", "Two blocks of identifiers share a unit.", identify((1, 1, 10), (1, 5, 6)))
identifying("R-345", "identifiers-none", "Identifiers are assigned to nothing.", identify())

attaching("R-346", "not-issued", "Units that are not issued are authorized.", attach((1, 991, 1010)), [(1, 1001, 1010)])
attaching("R-346", "most", "As many units are authorized as a space can have; most are not issued.", attach((1, 1, TOP)), [(1, 1001, TOP)])
identifying("R-346", "identifiers-not-issued", "Units that are not issued get identifiers.", identify((1, 991, 1010)), [(1, 1001, 1010)])


@vector("r346-plain", "Units of a plain series are authorized.")
def _(s):
    stage(s)
    s.post(series(2, 1, 200, regime=C.PLAIN), "ghana")
    s.post(issue(200, GHANA, (1, 1001, 1010)), "ghana")
    s.post(authorization(), "ghana")
    s.fails("R-346", s.post(attach((1, 501, 1005)), "ghana"), serials=[[1, 1001, 1005]])


@vector("r346-cancelled", "Units that were cancelled are authorized.")
def _(s):
    stage(s)
    s.post(moved(C.CANCELLATION, legs(GHANA, 8, (1, 11, 20))), "alice")
    s.post(authorization(), "ghana")
    s.fails("R-346", s.post(attach(ALL), "ghana"), serials=[[1, 11, 20]])


@vector("r346-issue-reversed", "Units whose issue was reversed are authorized.")
def _(s):
    stage(s)
    e = s.post(issue(100, GHANA, (1, 1001, 1010)), "ghana")
    s.post(reversing(e, mirrored(s.postings[e])), "operator", "authority")
    s.post(authorization(), "ghana")
    s.fails("R-346", s.post(attach((1, 1001, 1010)), "ghana"), serials=[[1, 1001, 1010]])


attaching("R-347", "not-yet", "Units are attached before the version is in effect.", attach((1, 1, 10)), [(1, 1, 10)], stated=authorization(from_ms=START + DAY))
attaching("R-347", "until", "Units are attached at the moment at which the version ends.", attach((1, 1, 10), (1, 21, 30)), [(1, 1, 10), (1, 21, 30)],
          stated=authorization(until_ms=START + 180_000))
attaching("R-347", "vintage-before", "The units' vintage is before the first that is authorized.", attach((1, 1, 10)), [(1, 1, 10)],
          stated=authorization(first_vintage=2026))
attaching("R-347", "vintage-after", "The units' vintage is after the last that is authorized.", attach((1, 1, 10)), [(1, 1, 10)],
          stated=authorization(last_vintage=2024))


@vector("r347-some-vintages", "Of the units authorized some have a vintage that is not.")
def _(s):
    stage(s)
    s.post(series(2, 1, 200, vintage=2026), "ghana")
    s.post(issue(200, GHANA, (1, 1001, 1010)), "ghana")
    s.post(authorization(last_vintage=2025), "ghana")
    s.fails("R-347", s.post(attach((1, 991, 1010)), "ghana"), serials=[[1, 1001, 1010]])


@vector("r347-metric", "An authorization in MWh of heat is used for tonnes of CO2 equivalent.")
def _(s):
    stage(s)
    s.post(approach(13, metrics=(C.GHG, C.NON_GHG)), "authority")
    s.post(authorization(approach=13, metric=C.NON_GHG, non_ghg="MWh"), "ghana")
    s.fails("R-347", s.post(attach((1, 1, 10)), "ghana"), serials=[[1, 1, 10]])


@vector("r347-non-ghg-metric", "The non-GHG metric of the units has another name than the authorization's.")
def _(s):
    stage(s)
    s.post(approach(13, metrics=(C.NON_GHG,)), "authority")
    s.post(series(2, 1, 200, metric=C.NON_GHG, non_ghg="ha"), "ghana")
    s.post((C.ACCOUNT_OPENED, {"account": 20, "kind": C.HOLDING, "party": "GH", "registry": "GHA01", "holder": bytes(32), "metric": C.NON_GHG,
                               "representatives": [10], "threshold": 1}), "operator")
    s.post(issue(200, 20, (1, 1001, 1010)), "ghana")
    s.post(authorization(approach=13, metric=C.NON_GHG, non_ghg="MWh"), "ghana")
    s.fails("R-347", s.post(attach((1, 1001, 1010)), "ghana"), serials=[[1, 1001, 1010]])


attaching("R-348", "again", "Units are attached a second time to the same version.", attach((1, 1, 20)), [(1, 5, 10)], before=[(attach((1, 5, 10)), "ghana")])


@vector("r348-first-transferred", "Units that were first transferred are attached by their host to a new version.")
def _(s):
    stage(s)
    arrived(s, for_ndc(), (1, 1, 10))
    s.post(for_ndc(version=2), "ghana")
    s.fails("R-348", s.post(attach((1, 1, 20), version=2), "ghana"), serials=[[1, 1, 10]])


@vector("r348-other-authorization", "Units that were first transferred are attached by their host to another authorization.")
def _(s):
    stage(s)
    arrived(s, for_ndc(), (1, 1, 10))
    s.post(for_ndc(id="GH-SE-1"), "ghana")
    s.fails("R-348", s.post(attach((1, 10, 11), id="GH-SE-1"), "ghana"), serials=[[1, 10, 10]])


attaching("R-349", "above", "More units are attached than the cap allows.", attach((1, 1, 11)), stated=authorization(cap=10))
attaching("R-349", "second", "A second attachment goes above the cap.", attach((1, 11, 11)), stated=authorization(cap=10),
          before=[(attach((1, 1, 10)), "ghana")])
attaching("R-349", "versions", "The units attached to two versions are more than the cap.", attach((1, 6, 11), version=2), stated=authorization(cap=5),
          before=[(attach((1, 1, 5)), "ghana"), (authorization(version=2, cap=10), "ghana")])
attaching("R-349", "lowered", "A new version lowers the cap below what is attached, and units are attached to it.", attach((1, 11, 11), version=2),
          stated=authorization(cap=100), before=[(attach((1, 1, 10)), "ghana"), (authorization(version=2, cap=5), "ghana")])


@vector("r349-used-count", "Units that were used count towards the cap.")
def _(s):
    stage(s)
    arrived(s, for_ndc(cap=10), (1, 1, 10))
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 10)), "bob")
    s.fails("R-349", s.post(attach((1, 11, 11)), "ghana"), serials=[])


@vector("r349-race", "Two attachments race for one cap in one batch: the second goes above it.")
def _(s):
    stage(s)
    s.post(authorization(cap=15), "ghana")
    s.seal()
    s.post(attach((1, 1, 10)), "ghana")
    s.fails("R-349", s.post(attach((1, 11, 20)), "ghana"), serials=[])
    s.post(note(), "operator")


identifying("R-350", "party", "Identifiers name a Party that is not the host.", identify((1, 1, 10), code=CH), [(1, 1, 10)])
identifying("R-350", "vintage", "Identifiers name another vintage.", identify((1, 1, 10), vintage=2026), [(1, 1, 10)])


@vector("r350-some", "Identifiers run over units of two vintages.")
def _(s):
    stage(s, identified=False)
    s.post(series(2, 1, 200, vintage=2026), "ghana")
    s.post(issue(200, GHANA, (1, 1001, 1010)), "ghana")
    s.fails("R-350", s.post(identify((1, 1, 1010)), "operator"), serials=[[1, 1001, 1010]])


identifying("R-351", "again", "Units get a second identifier.", identify((1, 1, 20), first=5_000), [(1, 1, 10)], before=[(identify((1, 1, 10)), "operator")])
identifying("R-351", "same", "Units get the identifier that they have.", identify((1, 1, 10)), [(1, 1, 10)], before=[(identify((1, 1, 10)), "operator")])

identifying("R-352", "zero", "Numbers begin at 0.", identify((1, 1, 10), (1, 21, 30), first=0), [(1, 1, 1)])
identifying("R-352", "beyond", "Numbers go on to 2^63.", identify((1, 1, 10), first=TOP - 5), [(1, 7, 10)])
identifying("R-352", "last", "The last number is 2^63.", identify((1, 1, 10), first=TOP - 8), [(1, 10, 10)])
identifying("R-352", "far-beyond", "Numbers begin at 2^64 - 1, and go on.", identify((1, 1, 10), (1, 21, 30), first=(1 << 64) - 1), [(1, 1, 10), (1, 21, 30)])
identifying("R-352", "taken", "Numbers that other units have are assigned; the blocks are not in the order of their serials.",
            identify((1, 501, 510), (1, 401, 410), first=1), [(1, 401, 405)], before=[(identify((1, 1, 5), first=11), "operator")])


@vector("r352-two-activities", "Two activities of one approach, registry, Party and vintage mint one identifier.")
def _(s):
    stage(s, identified=False)
    s.post(space(2, "GHA01/2025 stoves 2"), "authority")
    s.post(series(2, 2, 200, activity="GH-COOK-2"), "ghana")
    s.post(issue(200, GHANA, (2, 1, 100)), "ghana")
    s.post(identify((1, 1, 100)), "operator")
    s.fails("R-352", s.post(identify((2, 1, 100), first=91), "operator"), serials=[[2, 1, 10]])


@vector("r353-identifiers", "Identifiers name another approach than the host's attachment.")
def _(s):
    stage(s, identified=False)
    s.post(approach(13), "authority")
    authorized(s, authorization(), (1, 5, 10))
    s.fails("R-353", s.post(identify((1, 1, 10), number=13), "operator"), serials=[[1, 5, 10]])


@vector("r353-ended-attachment", "Identifiers name another approach than the host's attachment, whose version is no longer in effect.")
def _(s):
    stage(s, identified=False)
    s.post(approach(13), "authority")
    authorized(s, authorization(until_ms=s.now + 30_000), (1, 5, 10))
    s.seal()
    s.fails("R-353", s.post(identify((1, 1, 10), number=13), "operator"), serials=[[1, 5, 10]])


@vector("r353-units", "The host attaches units to an authorization of another approach than that of their identifiers.")
def _(s):
    stage(s)
    s.post(approach(13), "authority")
    s.post(issue(100, GHANA, (1, 1001, 1010)), "ghana")
    s.post(authorization(approach=13), "ghana")
    s.fails("R-353", s.post(attach((1, 991, 1010)), "ghana"), serials=[[1, 991, 1000]])


attaching("R-363", "authorization", "By definition authorization the units make their first transfer, and have no identifiers.", attach((1, 1, 10)),
          [(1, 1, 10)], stated=for_oimp(C.BY_AUTHORIZATION), identified=False)
attaching("R-363", "issuance", "By definition issuance the units make their first transfer when they are authorized; some have no identifiers.",
          attach((1, 1, 10)), [(1, 6, 10)], stated=for_oimp(C.BY_ISSUANCE), identified=False, before=[(identify((1, 1, 5)), "operator")])

attaching("R-364", "completed-since", "The approach was completed since: by option 2 no first transfer is made, as units authorized would.", attach((1, 1, 10)), [(1, 1, 10)],
          stated=for_oimp(C.BY_AUTHORIZATION), before=[(status(C.COMPLETED), "authority")], o2=C.TRANSFERRING)
attaching("R-364", "report", "The host's report was taken back: by option 3 no first transfer is made, as units authorized would.", attach((1, 1, 10)),
          [(1, 1, 10)], stated=for_oimp(C.BY_ISSUANCE), before=[(standing("GH", value=0), "ghana")], o3=C.TRANSFERRING)
attaching("R-364", "ineligible", "The host is not eligible: by option 4 no first transfer is made, as units authorized would.", attach((1, 1, 10)),
          [(1, 1, 10)], stated=for_oimp(C.BY_AUTHORIZATION), before=[(standing("GH", C.ELIGIBLE, 0), "ghana")], o4=C.TRANSFERRING)


@vector("r346-host-of-another", "The using Party authorizes units; those that were used are not authorized afterwards.")
def _(s):
    stage(s)
    arrived(s)
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 10)), "bob")
    s.post(by_switzerland(), "carol")
    s.fails("R-346", s.post(attach(ALL, code=CH, id="CH-9"), "carol"), serials=[[1, 1, 10]])
