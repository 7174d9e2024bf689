"""Vectors of rulebook 2 that must fail: approaches, periods, standings, authorizations stated and ended, filings (R-301 to R-344, R-380, R-381)."""

import codes as C
from cases import vector
from story import DAY, START
from story_article6 import (AIRLINE, ALL, BANK, CH, GH, approach, attach, authorization, by_switzerland, ends, entity, filing, final, for_ndc,
                            for_oimp, identify, inventory, period, rulebook, stage, standing, status)


def breaks(rule, name, about, what, *signers, before=(), **world):
    """The stage, what comes `before` (each (what, signers...)), then the one entry that breaks the rule, without serials."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, **world)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, *signers), serials=[])


G, S, A, O = "ghana", "carol", "authority", "operator"
STATED = [(authorization(), G)]

# who may sign. Ghana's authority is ghana, Switzerland's is carol; Sweden has none, the ledger's authority stands in.
breaks("R-113", "approach", "The operator declares a cooperative approach.", approach(13), O)
breaks("R-113", "approach-status", "A Party's authority changes the status of an approach.", status(C.COMPLETED), G)
breaks("R-113", "ndc-period", "A Party declares another's NDC period.", period(CH, 2031, 2035), G)
breaks("R-113", "inventory", "The operator states a Party's inventory.", inventory(), O)
breaks("R-113", "standing", "A Party says of another that it is not eligible.", standing(GH, C.ELIGIBLE, 0), S)
breaks("R-113", "authorization", "A Party states another's authorization.", authorization(), S)
breaks("R-113", "authorization-of-ledger", "The ledger's authority authorizes for a Party that has keys.", authorization(), A)
breaks("R-113", "mirrored-by-operator", "The operator mirrors an authorization of a Party that has keys here.", authorization(mirrored=1), O)
breaks("R-113", "mirrored-by-authority", "The ledger's authority signs a mirrored authorization, which is the operator's.",
       authorization(party="SE", mirrored=1), A)
breaks("R-113", "entity", "The operator states an authorized entity.", entity(BANK), O)
breaks("R-113", "ended", "A Party ends another's authorization.", ends(), S, before=STATED)
breaks("R-113", "ended-mirrored", "The ledger's authority ends a mirrored authorization.", ends("SE"), A,
       before=[(authorization(party="SE", mirrored=1), O)])
breaks("R-113", "units", "The operator attaches units to an authorization that is not mirrored.", attach(ALL), O, before=STATED)
breaks("R-113", "units-of-user", "The using Party attaches units to the host's authorization.", attach(ALL), S, before=STATED)
breaks("R-113", "identifiers", "A Party assigns identifiers.", identify(ALL), G, identified=False)
breaks("R-113", "final", "A Party says that another's adjustments are final.", final(CH), G)


@vector("r113-filing", "The operator files an AEF.")
def _(s):
    stage(s)
    s.fails("R-113", s.post(filing(s, 5), O))


breaks("R-130", "older", "Rulebook 1 is adopted where rulebook 2 is in force.", rulebook(1), O, A)

breaks("R-141", "approach", "A Party of an approach is not declared.", approach(13, (GH, "DE")), A)
breaks("R-141", "ndc-period", "The NDC period of a Party that is not declared.", period("DE"), A)
breaks("R-141", "inventory", "The inventory of a Party that is not declared.", inventory("DE"), A)
breaks("R-141", "standing", "The standing of a Party that is not declared.", standing("DE"), A)
breaks("R-141", "authorization", "The authorization of a Party that is not declared.", authorization(party="DE"), A)
breaks("R-141", "mirrored", "The mirrored authorization of a Party that is not declared.", authorization(party="DE", mirrored=1), O)
breaks("R-141", "entity", "An entity of a Party that is not declared.", entity(BANK, code="DE"), A)
breaks("R-141", "ended", "An authorization of a Party that is not declared is ended.", ends("DE"), G)
breaks("R-141", "units", "Units are authorized by a Party that is not declared.", attach(ALL, code="DE"), G)
breaks("R-141", "final", "The adjustments of a Party that is not declared are final.", final("DE"), A)


@vector("r141-filing", "A Party that is not declared files an AEF.")
def _(s):
    stage(s)
    s.fails("R-141", s.post(filing(s, 5, "DE"), A))


breaks("R-301", "zero", "An approach 0 is declared.", approach(0), A)
breaks("R-301", "five-digits", "An approach 10000 is declared.", approach(10_000), A)
breaks("R-301", "twice", "An approach is declared a second time.", approach(12), A)
breaks("R-301", "no-party", "An approach without a Party is declared.", approach(13, ()), A)
breaks("R-301", "party-twice", "An approach names a Party twice.", approach(13, (GH, CH, GH)), A)
breaks("R-301", "no-metric", "An approach without a metric is declared.", approach(13, metrics=()), A)
breaks("R-301", "metric-twice", "An approach names a metric twice.", approach(13, metrics=(C.GHG, C.GHG)), A)

breaks("R-302", "status", "The status of an approach that is not declared changes.", status(C.ACTIVE, 13), A)
breaks("R-302", "authorization", "An authorization names an approach that is not declared.", authorization(approach=13), G)
breaks("R-302", "entity", "An entity is stated under an approach that is not declared.", entity(BANK, 13), G)
breaks("R-302", "identifiers", "Identifiers name an approach that is not declared.", identify(ALL, number=13), O, identified=False)

breaks("R-303", "draft-completed", "An approach that is a draft is completed.", status(C.COMPLETED, 13), A, before=[(approach(13, status=C.DRAFT), A)])
breaks("R-303", "active-draft", "An active approach becomes a draft.", status(C.DRAFT), A)
breaks("R-303", "active-active", "An active approach becomes active.", status(C.ACTIVE), A)
breaks("R-303", "completed-active", "A completed approach becomes active again.", status(C.ACTIVE), A, before=[(status(C.COMPLETED), A)])
breaks("R-303", "revoked-active", "A revoked approach becomes active again.", status(C.ACTIVE), A, before=[(status(C.REVOKED), A)])

breaks("R-304", "before-2013", "An NDC period begins in 2012.", period(CH, 2012, 2020), S)
breaks("R-304", "after-2200", "An NDC period ends in 2201.", period(CH, 2195, 2201), S)
breaks("R-304", "backwards", "An NDC period ends before it begins.", period(CH, 2035, 2031), S)
breaks("R-304", "overlap", "Two NDC periods of a Party share the year 2030.", period(CH, 2030, 2035), S)
breaks("R-304", "overlap-before", "An NDC period ends in the year in which another begins.", period(CH, 2015, 2021), S)
breaks("R-304", "within", "An NDC period lies within another.", period(CH, 2024, 2026), S)
breaks("R-304", "ghg-named", "The GHG metric has a name.", period(CH, 2031, 2035, non_ghg="MWh"), S)
breaks("R-304", "non-ghg-unnamed", "A non-GHG metric has no name.", period(CH, 2031, 2035, metric=C.NON_GHG), S)
breaks("R-304", "averaging-values", "Averaging comes with a value.", period(CH, 2031, 2035, values=[(2035, 1)]), S)
breaks("R-304", "trajectory-gap", "A trajectory lacks a year.", period(CH, 2031, 2033, C.TRAJECTORY, [(2031, 9), (2033, 7)]), S)
breaks("R-304", "trajectory-order", "The years of a trajectory do not ascend.", period(CH, 2031, 2032, C.TRAJECTORY, [(2032, 9), (2031, 7)]), S)
breaks("R-304", "budget-none", "A budget has no value.", period(CH, 2031, 2035, C.BUDGET), S)
breaks("R-304", "budget-first-year", "A budget's value is of the first year.", period(CH, 2031, 2035, C.BUDGET, [(2031, 1)]), S)

breaks("R-305", "inventory-1989", "An inventory of 1989 is stated.", inventory(year=1989), G)
breaks("R-305", "inventory-metric", "An inventory in a non-GHG metric does not name it.", inventory(metric=C.NON_GHG), G)
breaks("R-305", "final-2201", "The adjustments of 2201 are final.", final(GH, 2200, 2201), G)
breaks("R-305", "final-backwards", "Final adjustments end before they begin.", final(GH, 2026, 2025), G)
breaks("R-305", "standing-2", "A standing is stated as 2.", standing(GH, C.ELIGIBLE, 2), G)


breaks("R-305", "inventory-2201", "An inventory of 2201 is stated.", inventory(year=2201), G)


@vector("r305-filing", "An AEF for the year 1989 is filed.")
def _(s):
    stage(s)
    s.fails("R-305", s.post(filing(s, 5, year=1989), G))


breaks("R-340", "id", "An authorization id has an underscore.", authorization(id="GH_1"), G)
breaks("R-340", "no-time", "An authorization ends at the moment it begins.", authorization(until_ms=START), G)
breaks("R-340", "no-purpose", "An authorization has no purpose.", authorization(purposes=0, definition=0), G)
breaks("R-340", "purpose-8", "An authorization has a purpose 8.", authorization(purposes=8), G)
breaks("R-340", "ndc-with-definition", "An authorization for NDC use alone defines a first transfer for OIMP.", for_ndc(definition=C.BY_USE), G)
breaks("R-340", "oimp-without-definition", "An authorization for OIMP does not define the first transfer.", for_oimp(C.BY_NOTHING), G)
breaks("R-340", "metric", "An authorization in GHG names a non-GHG metric.", authorization(non_ghg="MWh"), G)
breaks("R-340", "vintages", "The first vintage is after the last.", authorization(first_vintage=2026, last_vintage=2025), G)
breaks("R-340", "years-of-use", "The first year of use is after the last.", authorization(first_use=2031, last_use=2030), G)
breaks("R-340", "sector-twice", "An authorization names a sector twice.", authorization(sectors=[4, 4]), G)
breaks("R-340", "activity-twice", "An authorization names an activity type twice.", authorization(activities=[9, 23, 9]), G)
breaks("R-340", "party-twice", "An authorization names a Party twice.", authorization(parties=[CH, CH]), G)
breaks("R-340", "entity-twice", "An authorization names an entity twice.", authorization(entities=[AIRLINE, AIRLINE]), G)

breaks("R-341", "end-unknown", "An authorization that was never stated is ended.", ends(), G)
breaks("R-341", "ended-twice", "An authorization is ended a second time.", ends(), G, before=STATED + [(ends(), G)])
breaks("R-341", "units-unknown", "Units are attached to an authorization that was never stated.", attach(ALL), G)
breaks("R-341", "units-older", "Units are attached to a version that is not the latest.", attach(ALL), G, before=STATED + [(authorization(version=2), G)])
breaks("R-341", "units-later", "Units are attached to a version that is not stated.", attach(ALL, version=2), G, before=STATED)
breaks("R-341", "units-ended", "Units are attached to an authorization that has been ended.", attach(ALL), G, before=STATED + [(ends(), G)])
breaks("R-341", "units-ended-later", "Units are attached to an authorization whose end is stated, though it lies ahead.", attach(ALL), G,
       before=STATED + [(ends(from_ms=START + 400 * DAY), G)])
breaks("R-341", "units-of-other", "Units are attached to an id that only another Party has stated.", attach(ALL, code=CH), S, before=STATED)

breaks("R-342", "first-is-2", "The first version of an authorization is 2.", authorization(version=2), G)
breaks("R-342", "first-is-0", "The first version of an authorization is 0.", authorization(version=0), G)
breaks("R-342", "again", "Version 1 is stated a second time.", authorization(cap=5), G, before=STATED)
breaks("R-342", "skips", "Version 3 follows on version 1.", authorization(version=3), G, before=STATED)
breaks("R-342", "after-end", "A new version is stated of an authorization that has been ended.", authorization(version=2), G, before=STATED + [(ends(), G)])
breaks("R-342", "other-approach", "A new version names another approach.", authorization(version=2, approach=13), G,
       before=STATED + [(approach(13), A)])
breaks("R-342", "mirroring", "A mirrored authorization gets a version that is not mirrored.", authorization(party="SE", version=2), A,
       before=[(authorization(party="SE", mirrored=1), O)])

breaks("R-343", "party", "A Party authorizes under an approach that it does not take part in.", authorization(approach=13), G,
       before=[(approach(13, (CH, "SE")), A)])
breaks("R-343", "metric", "An authorization's metric is not one of its approach.", authorization(metric=C.NON_GHG, non_ghg="MWh"), G)

DRAFT = (approach(13, status=C.DRAFT), A)
breaks("R-344", "draft-state", "A draft approach forbids authorizations, by option 2.", authorization(approach=13), G, before=[DRAFT], o2=C.STATING)
breaks("R-344", "completed-state", "A completed approach forbids authorizations, by option 2.", authorization(), G,
       before=[(status(C.COMPLETED), A)], o2=C.STATING)
breaks("R-344", "revoked-state", "A revoked approach forbids authorizations, by option 2.", authorization(), G,
       before=[(status(C.REVOKED), A)], o2=C.STATING)
breaks("R-344", "report-state", "A missing initial report forbids authorizations, by option 3.", authorization(), G,
       before=[(standing(GH, value=0), G)], o3=C.STATING)
breaks("R-344", "ineligible-state", "A Party that is not eligible may not authorize, by option 4.", authorization(), G,
       before=[(standing(GH, C.ELIGIBLE, 0), G)], o4=C.STATING)
breaks("R-344", "revoked-units", "A revoked approach forbids authorizing units, by option 2.", attach(ALL), G,
       before=STATED + [(status(C.REVOKED), A)], o2=C.AUTHORIZING)
breaks("R-344", "report-units", "A report taken back forbids authorizing units, by option 3.", attach(ALL), G,
       before=STATED + [(standing(GH, value=0), G)], o3=C.STATING | C.AUTHORIZING)
breaks("R-344", "ineligible-units", "The using Party is not eligible: it may not authorize units, by option 4.", attach(ALL, code=CH, id="CH-9"), S,
       before=[(by_switzerland(), S), (standing(CH, C.ELIGIBLE, 0), S)], o4=C.AUTHORIZING | C.TRANSFERRING)


def breaks_filing(rule, name, about, at=5, first=None, **other):
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s)
        if first is not None:
            s.post(filing(s, 5, **first), G)
        s.fails(rule, s.post(filing(s, at, **other), G), serials=[])


breaks_filing("R-380", "twice", "The same version of an AEF is filed twice.", at=6, first={})
breaks_filing("R-380", "major-zero", "An AEF of version 0.1 is filed.", major=0, minor=1)
breaks_filing("R-380", "count-ahead", "An AEF is said to be made from a head that is not there yet.", entries=1_000)
breaks_filing("R-381", "chain", "An AEF is said to be made from another head.", chain=b"\7" * 32)
breaks_filing("R-381", "other-count", "An AEF names the chain of another count.", entries=6)


@vector("r202-units", "Units of a space that is not declared are authorized.")
def _(s):
    stage(s)
    s.post(authorization(), G)
    s.fails("R-202", s.post(attach((9, 1, 10)), G), serials=[])


@vector("r202-identifiers", "Identifiers are assigned to units of a space that is not declared.")
def _(s):
    stage(s)
    s.fails("R-202", s.post(identify((9, 1, 10), first=5_000), O), serials=[])
