"""Vectors of rulebook 5 that must fail: what the rules of Article 6 units ask of a notice and of its withdrawal (R-345 to R-371)."""

import codes as C
from cases import vector
from cases_notices import AUTHORITY, BOTH, GIVEN, O, A, B, breaks, it_withdrawn
from story import issue, legs, mirrored, moved, reversing, series, space
from story_article6 import BANK, approach, by_switzerland, ends, entity, final, period, standing, status
from story_notices import (AIRLINE, LATER, CH, COUNTERPART, GH, GHANA, SE, SWISS, TEN, TWENTY, at_home, attach, authorization, authorized, back, for_ndc,
                           for_oimp, history, identify, issued, notice, oimp_there, remote, remote_later, stage, to_remote, told)

TOP = (1 << 63) - 1
HOME = {"account": COUNTERPART}

# Its blocks

breaks("R-345", "b5-no-block", "A notice of nothing.", (C.NOTICE, notice()[1] | {"blocks": []}))
breaks("R-345", "b5-from-zero", "A notice of a block that begins at 0.", notice((1, 0, 10)))
breaks("R-345", "b5-backwards", "A notice of a block whose first serial is after its last.", notice(TEN, (1, 20, 19)))
breaks("R-345", "b5-beyond", "A notice of a block up to 2^63.", notice((1, 1, TOP + 1)))
breaks("R-345", "b5-overlap", "Two blocks of a notice share a serial.", notice(TEN, (1, 10, 20)))
breaks("R-345", "b5-sum", "The blocks of a notice have 2^63 units in sum.", notice((1, 1, TOP), (2, 1, 1)), before=[(space(2, "two"), AUTHORITY)])

# Nothing is used twice

breaks("R-346", "b5-twice", "Units are noticed twice, in the same words.", notice(), serials=[TEN], before=[GIVEN])
breaks("R-346", "b5-twice-one", "One of the units of a notice was noticed before, as cancelled.", notice((1, 10, 20)), serials=[(1, 10, 10)],
       before=[(told(C.CANCELLATION), O)])
breaks("R-346", "b5-used-here", "Units that were used here are noticed as used there.", notice(), serials=[TEN], world=stage, before=[
    (authorization(), "ghana"), (attach((1, 1, 1000)), "ghana"), (to_remote(), A), (back(TWENTY), B),
    (moved(C.USE_TOWARDS_NDC, legs(SWISS, 3, TEN), [{"tag": 1, "value": (2026).to_bytes(2, "little")}]), B)])
breaks("R-346", "b5-not-issued", "Some units of a notice are not issued.", notice((1, 995, 1005)), serials=[(1, 1001, 1005)])
breaks("R-346", "b5-returned", "A notice of units whose issue was reversed.", told(C.DOMESTIC, (1, 1001, 1010), account=GHANA), serials=[(1, 1001, 1010)], world=stage,
       before=[(issued((1, 1001, 1010), history()), "ghana"), (lambda s, first: reversing(first, mirrored(s.postings[first])), *BOTH)])
breaks("R-346", "b5-plain", "A notice of units of a plain series.", told(C.DOMESTIC, (2, 1, 10)), serials=[(2, 1, 10)], world=stage, before=[
    (space(2, "two"), AUTHORITY), (series(2, 2, 200, regime=C.PLAIN), "ghana"), (issue(200, GHANA, (2, 1, 10)), "ghana"),
    (to_remote((2, 1, 10), action=C.TRANSFER), A)])
breaks("R-346", "b5-attached", "Units are authorized that were cancelled elsewhere.", attach(TWENTY, id="GH-CH-2"), "ghana", serials=[TEN], world=at_home,
       before=[(told(C.DOMESTIC, **HOME), O), (authorization(id="GH-CH-2"), "ghana")])
breaks("R-346", "b5-identified", "Units get identifiers after they were cancelled elsewhere.", identify(TWENTY), serials=[TEN], world=lambda s: at_home(s, identified=False),
       before=[(told(C.DOMESTIC, **HOME), O)])

# What stands with which action

def asked(name, about, action, **other):
    """A notice that says too little, or too much."""
    breaks("R-360", "b5-" + name, about, told(action, **other))


asked("no-year", "A notice of use towards an NDC says no year.", C.USE_TOWARDS_NDC, year=0)
asked("ndc-entity", "A notice of use towards an NDC names an entity.", C.USE_TOWARDS_NDC, entity=AIRLINE)
asked("ndc-purpose", "A notice of use towards an NDC names a purpose.", C.USE_TOWARDS_NDC, purpose=C.IMP)
asked("oimp-no-entity", "A notice of use for OIMP names no entity.", C.USE_FOR_OIMP, purpose=C.IMP)
asked("oimp-no-purpose", "A notice of use for OIMP names no purpose.", C.USE_FOR_OIMP, entity=AIRLINE)
asked("oimp-year", "A notice of use for OIMP says a year of use towards an NDC.", C.USE_FOR_OIMP, entity=AIRLINE, purpose=C.IMP, year=2026)
for name, action in (("cancellation", C.CANCELLATION), ("voluntary", C.VOLUNTARY), ("omge", C.FOR_OMGE), ("domestic", C.DOMESTIC)):
    asked(f"{name}-year", f"A notice of {name} says a year of use.", action, year=2026)
asked("domestic-entity", "A notice of domestic use names an entity.", C.DOMESTIC, entity=AIRLINE)
asked("domestic-purpose", "A notice of domestic use names a purpose.", C.DOMESTIC, purpose=C.OP)
for name, action in (("issue", C.ISSUE), ("transfer", C.TRANSFER), ("first-transfer", C.FIRST_TRANSFER), ("acquisition", C.ACQUISITION),
                     ("adaptation", C.ADAPTATION_CONTRIBUTION)):
    asked(name, f"A notice of {name.replace('-', ' ')}: what units went through there is not told.", action)

# First transfers that it makes

breaks("R-363", "b5-notice", "A notice makes the first transfer of units of which some have no identifier.", told(C.CANCELLATION, TWENTY, **HOME), serials=[(1, 11, 20)],
       world=lambda s: at_home(s, identified=False), before=[(identify(TEN), O)])
for option, name, about, before in ((2, "completed", "under an approach that was completed", (status(C.COMPLETED), AUTHORITY)),
                                    (2, "revoked", "under an approach that was revoked", (status(C.REVOKED), AUTHORITY)),
                                    (3, "no-report", "of a host that has taken back its initial report", (standing(GH, value=0), "ghana")),
                                    (4, "ineligible", "of a host that is not eligible", (standing(GH, C.ELIGIBLE, 0), "ghana"))):
    breaks("R-364", f"b5-{name}", f"A notice makes a first transfer {about}: an option forbids it.", told(C.VOLUNTARY, **HOME), serials=[TEN],
           world=at_home, before=[before], **{f"o{option}": 4})


@vector("r364-b5-draft", "A notice makes a first transfer under an approach that is a draft: an option forbids it.")
def _(s):
    stage(s, identified=False, o2=4)
    s.post(approach(13, status=C.DRAFT), AUTHORITY)
    s.post(identify(TEN, number=13), O)
    for what in (authorization(approach=13), attach(TEN)):
        s.fails("N-301", s.post(what, "ghana"), serials=[])
    s.post(to_remote(account=COUNTERPART, action=C.TRANSFER), A)
    s.fails("R-364", s.post(told(C.VOLUNTARY, **HOME), O), serials=[list(TEN)])


# Uses

breaks("R-365", "b5-ndc", "A use towards an NDC is told of units that were not first transferred.", notice(**HOME, code=GH), serials=[TEN], world=at_home)
breaks("R-365", "b5-ndc-authorized-for-oimp", "Units crossed that were authorized for OIMP only; a use towards an NDC is told.", notice(), serials=[TEN],
       world=stage, before=[(for_oimp(), "ghana"), (attach((1, 1, 1000)), "ghana"), (to_remote(action=C.TRANSFER), A)])
breaks("R-365", "b5-oimp", "A use for OIMP is told of units that are not authorized.", oimp_there(**HOME, code=GH), serials=[TEN], world=stage,
       before=[(to_remote(account=COUNTERPART, action=C.TRANSFER), A)])
breaks("R-365", "b5-oimp-ended", "A use for OIMP is told of units whose authorization ended before it.", oimp_there(**HOME, code=GH), serials=[TEN],
       world=at_home, before=[(ends(), "ghana")])
FOR_NDC = {"world": lambda s: remote(s, for_ndc())}
BY_AUTHORIZATION = {"world": lambda s: remote_oimp(s, for_oimp(C.BY_AUTHORIZATION))}


def remote_oimp(s, what):
    """Units first transferred at their authorization go to Switzerland's Counterpart account by a transfer."""
    stage(s)
    authorized(s, what)
    s.post(to_remote(action=C.TRANSFER), A)


breaks("R-366", "b5-ndc", "A use towards an NDC is told of units that are authorized for OIMP only.", notice(), serials=[TEN], **BY_AUTHORIZATION)
breaks("R-366", "b5-oimp", "A use for OIMP is told of units that are authorized for NDCs only.", oimp_there(), serials=[TEN], **FOR_NDC)
breaks("R-366", "b5-other-purpose", "A use for other purposes is told of units that are authorized for international mitigation only.",
       oimp_there(purpose=C.OP), serials=[TEN], world=lambda s: remote(s, authorization(purposes=C.NDC | C.IMP)))
breaks("R-366", "b5-cancellation", "A cancellation is told with a purpose that the authorization lacks.", told(C.CANCELLATION, purpose=C.IMP), serials=[TEN], **FOR_NDC)
breaks("R-366", "b5-cancellation-unauthorized", "A cancellation with an entity is told of units that are not authorized.",
       told(C.CANCELLATION, entity=AIRLINE, **HOME), serials=[TEN], world=stage, before=[(to_remote(account=COUNTERPART, action=C.TRANSFER), A)])
breaks("R-366", "b5-own", "The using Party's own authorization lacks the purpose of the use; the host's has it.", notice(), serials=[TEN],
       before=[(by_switzerland(purposes=C.IMP), "carol"), (attach(TEN, code=CH, id="CH-9"), "carol")])
breaks("R-367", "b5-party", "The Party that used is not named by the authorization; that of the account is.", notice(code=SE), serials=[TEN],
       world=lambda s: remote(s, authorization(parties=[CH])), before=[(period(SE), AUTHORITY)])
breaks("R-367", "b5-party-with-entity", "The Party that used is not named by the authorization; the entity is.", oimp_there(code=SE), serials=[TEN],
       world=lambda s: remote(s, authorization(parties=[CH], entities=[AIRLINE])))
breaks("R-367", "b5-entity", "The entity of a use is not stated.", oimp_there(entity=BANK), serials=[TEN])
breaks("R-367", "b5-entity-not-named", "The entity of a use is stated, and the authorization names another.", oimp_there(entity=BANK), serials=[TEN],
       world=lambda s: remote(s, authorization(entities=[AIRLINE])), before=[(entity(BANK), "ghana")])
breaks("R-367", "b5-entity-elsewhere", "The entity of a cancellation is stated under another approach.", told(C.CANCELLATION, entity=BANK), serials=[TEN],
       before=[(approach(13), AUTHORITY), (entity(BANK, 13), "ghana")])
breaks("R-367", "b5-cancelled-for-other-party", "A cancellation with a purpose by a Party that the authorization does not name.",
       told(C.VOLUNTARY, purpose=C.IMP, code=SE), serials=[TEN], world=lambda s: remote(s, authorization(parties=[CH])))
breaks("R-368", "b5-year", "The year of use lies after the NDC period of the Party that used.", notice(year=2031), serials=[TEN])
breaks("R-368", "b5-year-before", "The year of use lies before the NDC period of the Party that used.", notice(year=2020), serials=[TEN])
breaks("R-368", "b5-no-period", "The Party that used has no NDC period; that of the account has.", notice(code=SE), serials=[TEN])
breaks("R-368", "b5-years-of-use", "The year of use is not one of those of the authorization.", notice(year=2027), serials=[TEN],
       world=lambda s: remote(s, authorization(last_use=2026)))

breaks("R-368", "b5-two-periods", "Vintage and year of use lie in two NDC periods of the Party that used.", notice(code=SE), serials=[TEN],
       before=[(period(SE, 2021, 2025), AUTHORITY), (period(SE, 2026, 2030), AUTHORITY)])
breaks("R-368", "b5-vintage", "The vintage lies before the NDC period of the Party that used.", notice(code=SE), serials=[TEN], before=[(period(SE, 2026, 2030), AUTHORITY)])
breaks("R-368", "b5-vintage-behind", "The vintage lies behind the NDC period in which the units are used.", notice(code=SE, year=2024), serials=[TEN],
       before=[(period(SE, 2021, 2024), AUTHORITY)])
breaks("R-368", "b5-period-non-ghg", "The NDC period of the Party that used is of another metric.", notice(code=SE), serials=[TEN],
       before=[(period(SE, metric=C.NON_GHG, non_ghg="MWh"), AUTHORITY)])

# What is restricted, and what is final

RESTRICTED = {"world": lambda s: remote(s, authorization(terms=C.RESTRICTED)), "before": [(ends(), "ghana")]}
breaks("R-369", "b5-ndc", "A use towards an NDC is told of units whose authorization was revoked with terms that restrict it.", notice(), serials=[TEN], **RESTRICTED)
breaks("R-369", "b5-voluntary", "A voluntary cancellation is told of restricted units.", told(C.VOLUNTARY), serials=[TEN], **RESTRICTED)
breaks("R-369", "b5-domestic", "A domestic use by the host is told of restricted units.", told(C.DOMESTIC, code=GH), serials=[TEN], **RESTRICTED)
breaks("R-369", "b5-omge", "A cancellation for OMGE is told of restricted units.", told(C.FOR_OMGE), serials=[TEN], **RESTRICTED)

breaks("R-369", "b5-same-time", "The authorization ends at the moment of the use that is told.", notice(), serials=[TEN], header={"occurred": LATER},
       world=lambda s: remote_later(s, C.RESTRICTED), before=[(ends(from_ms=LATER), "ghana")])
breaks("R-369", "b5-same-time-terms-3", "The same under terms 3.", notice(), serials=[TEN], header={"occurred": LATER},
       world=lambda s: remote_later(s, C.RESTRICTED_ON_CHANGE), before=[(ends(from_ms=LATER), "ghana")])
breaks("R-371", "b5-use", "A notice of use is withdrawn after the year of use is final for who used.", it_withdrawn, *BOTH, serials=[TEN],
       before=[GIVEN, (final(CH, 2026, 2026), "carol")])
breaks("R-371", "b5-use-of-another", "The year of use is final for the Party that the notice names, not for that of the account.", it_withdrawn, *BOTH, serials=[TEN],
       before=[(notice(code=GH), O), (final(GH, 2026, 2030), "ghana")])
breaks("R-371", "b5-first-transfer", "A notice that made first transfers is withdrawn after their vintage is final for the host.", it_withdrawn, *BOTH, serials=[TWENTY],
       world=at_home, before=[(told(C.CANCELLATION, (1, 11, 20), TEN, **HOME), O), (final(), "ghana")])
