"""Vectors of rulebook 5 about what Article 6.4 levies (trigger 5, option 11) and about remarks. What made its first transfer shows where its host
attaches it again (R-348)."""

import codes as C
from cases import vector
from cases_notices import A, AUTHORITY, B, O, breaks
from story import account, legs, moved
from story_article6 import COUNTERPART, GHANA, SWEDEN, by_switzerland, cancel, standing, status
from story_notices import (FUND, GH, OMGE, PENDING, SWISS, TEN, TWENTY, at_home, attach, authorization, for_ndc, for_oimp, identify, levies, registries, stage,
                           told)

G = "ghana"
OF_FUND, OF_OMGE, REST = (4, 1, 50), (4, 51, 70), (4, 71, 1000)
IDENTIFIED = (identify(OF_OMGE, first=2001), O)
STATED = (authorization(), G)
AGAIN = (authorization(id="GH-CH-2"), G)


def first_transferred(name, about, attached, serials, *before, bits=3, what=None, world=levies):
    """Units are attached; then their host attaches them again, to show which of them are first transferred."""
    @vector(name, about)
    def build(s):
        world(s, bits)
        for first in before:
            s.post(*first)
        kind, body = what or authorization()
        s.post((kind, body), G)
        s.post(attach(*attached, id=body["id"]), G)
        s.post(*AGAIN)
        again = attach(*attached, id="GH-CH-2")
        if serials:
            s.fails("R-348", s.post(again, G), serials=[list(b) for b in serials])
        else:
            s.post(again, G)


first_transferred("r348-b5-levy", "What the fund and OMGE took is first transferred when the host authorizes it, the rest is not.", [(4, 1, 1000)], [(4, 1, 70)], IDENTIFIED)
first_transferred("r348-b5-levy-fund", "Option 11 has the fund's bit alone.", [OF_FUND, REST], [OF_FUND], bits=1)
first_transferred("r348-b5-levy-omge", "Option 11 has the bit of OMGE alone.", [(4, 1, 1000)], [OF_OMGE], IDENTIFIED, bits=2)
first_transferred("ok-b5-levy-none", "Option 11 has no bit: nothing that was levied is first transferred.", [OF_FUND, REST], [], bits=0)
first_transferred("r348-b5-levy-for-ndc", "What was levied is authorized for NDCs alone: it is first transferred all the same.", [OF_FUND, REST], [OF_FUND], what=for_ndc())
first_transferred("r348-b5-levy-by-issuance", "Both the definition and the levy make the first transfer.", [OF_FUND, REST], [OF_FUND, REST], what=for_oimp(C.BY_ISSUANCE))


@vector("ok-b5-levy-sold", "The fund sells what it was given to another Party after the host authorized it: a transfer, for the first transfer is made.")
def _(s):
    levies(s)
    s.post(*STATED)
    s.post(attach(OF_FUND), G)
    s.post(moved(C.TRANSFER, legs(FUND, SWISS, (4, 1, 10))), B)


@vector("r362-b5-levy-sold", "The fund's units, first transferred by the levy, are sold by a first transfer.")
def _(s):
    levies(s)
    s.post(*STATED)
    s.post(attach(OF_FUND), G)
    s.fails("R-362", s.post(moved(C.FIRST_TRANSFER, legs(FUND, SWISS, (4, 1, 10))), B), serials=[[4, 1, 10]])


@vector("r348-b5-levy-other-party", "Another Party authorizes what was levied: that makes no first transfer, the host's does.")
def _(s):
    levies(s)
    s.post(by_switzerland(), "carol")
    s.post(attach(OF_FUND, code="CH", id="CH-9"), "carol")
    s.post(*STATED)
    s.post(attach(OF_FUND), G)
    s.post(*AGAIN)
    s.fails("R-348", s.post(attach(OF_FUND, id="GH-CH-2"), G), serials=[[4, 1, 50]])


@vector("r348-b5-levy-moved-on", "What the fund has given on is not levied any more: only what it still holds is first transferred.")
def _(s):
    levies(s)
    s.post(moved(C.TRANSFER, legs(FUND, SWEDEN, (4, 1, 10))), B)
    s.post(*STATED)
    s.post(attach(OF_FUND), G)
    s.post(*AGAIN)
    s.fails("R-348", s.post(attach(OF_FUND, id="GH-CH-2"), G), serials=[[4, 11, 50]])


@vector("r348-b5-contributed", "Units that a holder gave to the fund, and others cancelled for OMGE, are levied too: what holds them counts.")
def _(s):
    levies(s)
    s.post(account(32, C.OMGE_CANCELLATION, GH), O)
    s.post(account(33, C.ADAPTATION_FUND, GH, [10]), O)
    s.post(cancel(C.FOR_OMGE, PENDING, 32, (4, 71, 80)), A)
    s.post(cancel(C.ADAPTATION_CONTRIBUTION, PENDING, 33, (4, 85, 86)), A)
    s.post(*STATED)
    s.post(attach((4, 71, 90)), G)
    s.post(*AGAIN)
    s.fails("R-348", s.post(attach((4, 71, 90), id="GH-CH-2"), G), serials=[[4, 71, 80], [4, 85, 86]])


@vector("r346-b5-omge-of-62", "Units of regime 6.2 that were cancelled for OMGE are ended, whatever option 11 says, and such units in the fund are not levied.")
def _(s):
    stage(s, o11=3)
    s.post(account(OMGE, C.OMGE_CANCELLATION, GH), O)
    s.post(account(FUND, C.ADAPTATION_FUND, GH, [10]), O)
    s.post(cancel(C.FOR_OMGE, GHANA, OMGE, TEN), A)
    s.post(cancel(C.ADAPTATION_CONTRIBUTION, GHANA, FUND, (1, 11, 20)), A)
    s.post(*STATED)
    s.fails("R-346", s.post(attach(TWENTY), G), serials=[[1, 1, 10]])
    s.post(*AGAIN)
    s.post(attach((1, 11, 20), id="GH-CH-2"), G)


breaks("R-346", "b5-omge-bit", "Option 11 has the fund's bit alone: what is cancelled for OMGE is ended.", attach((4, 41, 60)), G, serials=[(4, 51, 60)],
       world=levies, bits=1, before=[STATED])
breaks("R-346", "b5-omge-under-4", "Under rulebook 4 what is cancelled for OMGE is ended.", attach(OF_OMGE), G, serials=[OF_OMGE], world=levies, version=4, before=[STATED])
breaks("R-346", "b5-omge-identified", "Identifiers are assigned to what was cancelled for OMGE, and option 11 lacks its bit.", identify(OF_OMGE, first=2001),
       serials=[OF_OMGE], world=levies, bits=1)
breaks("R-346", "b5-other-cancellation", "Units of regime 6.4 that were cancelled are ended, whatever option 11 says.", attach((4, 71, 90)), G, serials=[(4, 71, 80)],
       world=levies, before=[(cancel(C.CANCELLATION, PENDING, 8, (4, 71, 80)), A), STATED])
breaks("R-363", "b5-levy", "What was levied for OMGE is authorized before it has identifiers.", attach((4, 41, 60)), G, serials=[(4, 51, 60)], world=levies, before=[STATED])
breaks("R-364", "b5-levy", "What was levied is authorized under an approach that was completed: an option forbids the first transfer.", attach((4, 41, 50), REST), G,
       serials=[(4, 41, 50)], world=levies, o2=4, before=[STATED, (status(C.COMPLETED), AUTHORITY)])

# Remarks

for rule, name, about, before in (("N-301", "completed", "under an approach that was completed", (status(C.COMPLETED), AUTHORITY)),
                                  ("N-301", "revoked", "under an approach that was revoked", (status(C.REVOKED), AUTHORITY)),
                                  ("N-302", "no-report", "of a host that has taken back its initial report", (standing(GH, value=0), G)),
                                  ("N-303", "ineligible", "of a host that is not eligible", (standing(GH, C.ELIGIBLE, 0), G))):
    breaks(rule, f"b5-{name}", f"A notice makes a first transfer {about}.", told(C.VOLUNTARY, account=COUNTERPART), world=at_home, before=[before])
breaks("N-304", "another", "Identifiers name a registry that is not one of those of their approach; no option forbids it.", identify(TEN, registry="SWE01"),
       world=lambda s: stage(s, identified=False), before=[(registries("GHA01", "CHE01"), AUTHORITY)])
breaks("N-304", "no-longer", "Identifiers name a registry that was one of those of their approach.", identify(TEN), world=lambda s: stage(s, identified=False),
       before=[(registries("GHA01"), AUTHORITY), (registries("CHE01"), AUTHORITY)])
