"""Vectors of rulebook 2 that must fail: movements and reversals of Article 6 units (R-360 to R-372)."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, posting, reversing, series, transfer
from story_article6 import (AIRLINE, ALL, BANK, CH, COUNTERPART, GH, GHANA, GHANA_NDC, GHANA_OTHER, SE, SWEDEN, SWISS, SWISS_NDC, SWISS_OIMP,
                            SWISS_OTHER, SWISS_VOLUNTARY, approach, arrived, attach, authorization, authorized, by, by_switzerland, cancel, ends,
                            entity, final, first_transfer, for_ndc, for_oimp, identify, period, stage, standing, status, towards, use_ndc,
                            use_oimp, year)

BOTH = ("operator", "authority")
TEN, FIFTH = (1, 1, 10), (1, 5, 5)


def crossing(rule, name, about, what, signer="alice", serials=(), before=(), stated=None, **world):
    """The units of the stage are authorized (by `stated`) and still Ghana's; what comes `before`; then a movement that breaks the rule."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, **world)
        authorized(s, stated)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, signer), serials=[list(b) for b in serials])


def using(rule, name, about, what, serials=(TEN,), before=(), stated=None, signer="bob", **world):
    """Switzerland holds all units, first transferred under `stated`; what comes `before`; then a use that breaks the rule."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, **world)
        arrived(s, stated)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, signer), serials=[list(b) for b in serials])


def use_with(action, credited, *particulars):
    return moved(action, legs(SWISS, credited, TEN), particulars)


NDC, OIMP = C.USE_TOWARDS_NDC, C.USE_FOR_OIMP
using("R-360", "no-year", "A use towards an NDC names no year.", use_with(NDC, SWISS_NDC), ())
using("R-360", "two-years", "A use towards an NDC names two years.", use_with(NDC, SWISS_NDC, year(2026), year(2027)), ())
using("R-360", "year-size", "A year of use has four bytes.", use_with(NDC, SWISS_NDC, year(2026, 4)), ())
using("R-360", "ndc-entity", "A use towards an NDC names an entity.", use_with(NDC, SWISS_NDC, year(2026), by()), ())
using("R-360", "no-entity", "A use for OIMP names no entity.", use_with(OIMP, SWISS_OIMP, towards()), ())
using("R-360", "no-purpose", "A use for OIMP names no purpose.", use_with(OIMP, SWISS_OIMP, by()), ())
using("R-360", "purpose-ndc", "A use for OIMP names the NDC as its purpose.", use_with(OIMP, SWISS_OIMP, by(), towards(C.NDC)), ())
using("R-360", "purpose-both", "A use for OIMP names both purposes at once.", use_with(OIMP, SWISS_OIMP, by(), towards(C.IMP | C.OP)), ())
using("R-360", "entity-size", "An entity has 31 bytes.", use_with(OIMP, SWISS_OIMP, by(AIRLINE[:31]), towards()), ())
using("R-360", "cancellation-year", "A voluntary cancellation names a year of use.", use_with(C.VOLUNTARY, SWISS_VOLUNTARY, year(2026)), ())
using("R-360", "transfer", "A transfer names an entity.", moved(C.TRANSFER, legs(SWISS, SWEDEN, TEN), [by()]), ())


@vector("r360-plain", "A use towards an NDC of plain units names no year.")
def _(s):
    stage(s)
    s.post(series(2, 1, 200, regime=C.PLAIN), "ghana")
    s.post(issue(200, GHANA, (1, 1001, 1010)), "ghana")
    s.fails("R-360", s.post(moved(NDC, legs(GHANA, GHANA_NDC, (1, 1001, 1010))), "alice"), serials=[])


@vector("r361-not-authorized", "Units that nobody authorized are transferred to another Party.")
def _(s):
    stage(s)
    s.fails("R-361", s.post(transfer(GHANA, SWISS, TEN), "alice"), serials=[[1, 1, 10]])


@vector("r361-some", "Of the units transferred some are not authorized.")
def _(s):
    stage(s)
    authorized(s, None, (1, 1, 5))
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=[[1, 6, 10]])


@vector("r361-by-user-alone", "The using Party has authorized the units, the host has not.")
def _(s):
    stage(s)
    s.post(by_switzerland(), "carol")
    s.post(attach(ALL, code=CH, id="CH-9"), "carol")
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=[[1, 1, 10]])


@vector("r361-until", "The host's authorization has run out before the units cross.")
def _(s):
    stage(s)
    authorized(s, authorization(until_ms=s.now + 1))
    s.seal()
    s.fails("R-361", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=[[1, 1, 10]])


crossing("R-361", "ended", "The host ended its authorization before the units cross.", first_transfer(GHANA, SWISS, TEN), serials=[TEN],
         before=[(ends(), "ghana")])
crossing("R-361", "use", "Units of an ended authorization are used by another Party straight from the host's account.",
         use_ndc(GHANA, SWISS_NDC, TEN), serials=[TEN], before=[(ends(), "ghana")])


@vector("r361-issue", "Units are issued to an account of another Party than the host.")
def _(s):
    stage(s)
    e = s.post(moved(C.ISSUE, legs(100, GHANA, (1, 1001, 1010)) + legs(100, SWISS, (1, 1011, 1020))), "ghana")
    s.fails("R-361", e, serials=[[1, 1011, 1020]])


crossing("R-362", "transfer", "The first international transfer is called a transfer.", transfer(GHANA, SWISS, TEN), serials=[TEN])
crossing("R-362", "domestic", "A first transfer stays within the host Party.", first_transfer(GHANA, 20, TEN), serials=[TEN],
         before=[(account(20, C.HOLDING, GH, [10]), "operator")])
crossing("R-362", "oimp-only", "Units for OIMP alone cross, called a first transfer; it comes with their use.", first_transfer(GHANA, SWISS, TEN),
         serials=[TEN], stated=for_oimp())
crossing("R-362", "adaptation", "A contribution to the Adaptation Fund makes a first transfer.", moved(C.ADAPTATION_CONTRIBUTION, legs(GHANA, 20, TEN)),
         serials=[TEN], before=[(account(20, C.ADAPTATION_FUND, CH, [11]), "operator")])
using("R-362", "second", "Units that were first transferred are called so again.", first_transfer(SWISS, SWEDEN, TEN))
using("R-362", "home", "Units go back to the host, called a first transfer.", first_transfer(SWISS, GHANA, TEN))


@vector("r362-some-before", "Of the units of a first transfer some made theirs before, when they were authorized.")
def _(s):
    stage(s)
    authorized(s, authorization(definition=C.BY_AUTHORIZATION), (1, 1, 5))
    s.post(for_ndc(id="GH-CH-2"), "ghana")
    s.post(attach((1, 6, 10), id="GH-CH-2"), "ghana")
    s.fails("R-362", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=[[1, 1, 5]])


@vector("r362-split-forgets", "A block is first transferred whole and split; a part of it, moved on, is called a first transfer: the split does not forget.")
def _(s):
    stage(s)
    arrived(s)
    s.post(account(20, C.HOLDING, CH, [11]), "operator")
    s.post(transfer(SWISS, 20, (1, 401, 600)), "bob")
    s.fails("R-362", s.post(first_transfer(20, SWEDEN, (1, 501, 510)), "bob"), serials=[[1, 501, 510]])


crossing("R-363", "first-transfer", "Units cross, and some have no identifiers.", first_transfer(GHANA, SWISS, TEN), serials=[(1, 6, 10)],
         identified=False, before=[(identify((1, 1, 5)), "operator")])
crossing("R-363", "cancellation", "By definition use or cancellation a cancellation is the first transfer; the units have no identifiers.",
         cancel(C.VOLUNTARY, GHANA, 20, TEN), serials=[TEN], identified=False,
         before=[(account(20, C.VOLUNTARY_CANCELLATION, GH), "operator")])
crossing("R-363", "acquisition", "Units are acquired from a counterpart, which is their first transfer here; they have no identifiers.",
         moved(C.ACQUISITION, legs(COUNTERPART, SWISS, TEN)), serials=[TEN], identified=False, before=[(transfer(GHANA, COUNTERPART, TEN), "alice")])

crossing("R-364", "completed", "The approach is completed: by option 2 there is no first transfer under it.", first_transfer(GHANA, SWISS, TEN),
         serials=[TEN], before=[(status(C.COMPLETED), "authority")], o2=C.TRANSFERRING)
crossing("R-364", "no-report", "The host's initial report is not submitted: by option 3 it makes no first transfer.", first_transfer(GHANA, SWISS, TEN),
         serials=[TEN], before=[(standing(GH, value=0), "ghana")], o3=C.TRANSFERRING)
crossing("R-364", "not-eligible", "The host is not eligible: by option 4 it makes no first transfer.", first_transfer(GHANA, SWISS, TEN),
         serials=[TEN], before=[(standing(GH, C.ELIGIBLE, 0), "ghana")], o4=7)

crossing("R-365", "host-use", "The host uses units towards its own NDC that were not first transferred.", use_ndc(GHANA, GHANA_NDC, TEN), serials=[TEN])
crossing("R-365", "oimp-definition", "Units whose purposes are the NDC alone are used for OIMP by the host: nothing makes their first transfer.",
         use_oimp(GHANA, 20, TEN), serials=[TEN], stated=for_ndc(), before=[(account(20, C.USE_OIMP, GH), "operator")])


@vector("r365-acquired-before", "Units reached Switzerland for OIMP alone, without a first transfer; its own authorization is for its NDC.")
def _(s):
    stage(s)
    authorized(s, for_oimp())
    s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.post(by_switzerland(), "carol")
    s.post(attach(TEN, code=CH, id="CH-9"), "carol")
    s.fails("R-365", s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob"), serials=[[1, 1, 10]])


using("R-366", "ndc-for-oimp", "Units for an NDC are used for OIMP.", use_oimp(SWISS, SWISS_OIMP, TEN), stated=for_ndc())
using("R-366", "imp-for-op", "Units for IMP are used for OP.", use_oimp(SWISS, SWISS_OIMP, TEN, purpose=C.OP), stated=authorization(purposes=C.NDC | C.IMP))
using("R-366", "cancellation-purpose", "A voluntary cancellation names a purpose that is not authorized.",
      cancel(C.VOLUNTARY, SWISS, SWISS_VOLUNTARY, TEN, particulars=[towards(C.OP)]), stated=authorization(purposes=C.NDC | C.IMP))
using("R-366", "user-narrower", "The using Party's own authorization is narrower than the host's, for some of the units.",
      use_oimp(SWISS, SWISS_OIMP, TEN), [(1, 5, 7)],
      before=[(by_switzerland(purposes=C.NDC, definition=C.BY_NOTHING), "carol"), (attach((1, 5, 7), code=CH, id="CH-9"), "carol")])


@vector("r366-oimp-for-ndc", "Units for OIMP, first transferred when they were authorized, are used towards an NDC.")
def _(s):
    stage(s)
    authorized(s, for_oimp(C.BY_AUTHORIZATION))
    s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.fails("R-366", s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob"), serials=[[1, 1, 10]])


@vector("r366-no-attachment", "A voluntary cancellation names an entity, and the units are authorized by nobody.")
def _(s):
    stage(s)
    s.post(account(20, C.VOLUNTARY_CANCELLATION, GH), "operator")
    s.fails("R-366", s.post(cancel(C.VOLUNTARY, GHANA, 20, TEN, particulars=[by()]), "alice"), serials=[[1, 1, 10]])


using("R-367", "party", "The using Party is not one of those that may use.", use_ndc(SWISS, SWISS_NDC, TEN), stated=authorization(parties=[SE]))
using("R-367", "entity", "The using entity is not one of those that may use.", use_oimp(SWISS, SWISS_OIMP, TEN, who=BANK),
      stated=authorization(entities=[AIRLINE]), before=[(entity(BANK), "ghana")])
using("R-367", "entity-not-stated", "The using entity was never stated.", use_oimp(SWISS, SWISS_OIMP, TEN, who=BANK))
using("R-367", "entity-other-approach", "The using entity was stated under another approach.", use_oimp(SWISS, SWISS_OIMP, TEN, who=BANK),
      before=[(approach(13), "authority"), (entity(BANK, 13), "ghana")])
using("R-367", "named-not-stated", "The using entity is named by the authorization and was never stated.", use_oimp(SWISS, SWISS_OIMP, TEN, who=BANK),
      stated=authorization(entities=[BANK]))
using("R-367", "cancelling-entity", "A voluntary cancellation names an entity that was never stated.",
      cancel(C.VOLUNTARY, SWISS, SWISS_VOLUNTARY, TEN, particulars=[by(BANK)]))
using("R-367", "cancelling-party", "A cancellation names a purpose, and the Party is not one of those that may use.",
      cancel(C.CANCELLATION, SWISS, SWISS_OTHER, TEN, particulars=[towards()]), stated=authorization(parties=[SE]))

using("R-368", "next-period", "Units of one NDC period are used for a year of the next.", use_ndc(SWISS, SWISS_NDC, TEN, of=2031),
      before=[(period(CH, 2031, 2035), "carol")])
using("R-368", "outside", "The year of use lies in no NDC period.", use_ndc(SWISS, SWISS_NDC, TEN, of=2031))
using("R-368", "authorized-years", "The year of use is after the last that is authorized.", use_ndc(SWISS, SWISS_NDC, TEN, of=2029),
      stated=authorization(last_use=2028))
using("R-368", "authorized-years-before", "The year of use is before the first that is authorized.", use_ndc(SWISS, SWISS_NDC, TEN),
      stated=authorization(first_use=2027))
using("R-368", "own-authorization", "The year of use is not one of the using Party's own authorization.", use_ndc(SWISS, SWISS_NDC, TEN), [(1, 5, 5)],
      before=[(by_switzerland(first_use=2027), "carol"), (attach((1, 5, 5), code=CH, id="CH-9"), "carol")])


@vector("r368-no-period", "The using Party has declared no NDC period; the host has.")
def _(s):
    stage(s)
    s.post(account(20, C.USE_NDC, SE), "operator")
    arrived(s)
    s.fails("R-368", s.post(use_ndc(SWISS, 20, TEN), "bob"), serials=[[1, 1, 10]])


@vector("r368-other-metric", "The using Party's NDC period that fits is of another metric.")
def _(s):
    stage(s)
    s.post(account(20, C.USE_NDC, SE), "operator")
    s.post(period(SE, metric=C.NON_GHG, non_ghg="MWh"), "authority")
    arrived(s)
    s.fails("R-368", s.post(use_ndc(SWISS, 20, TEN), "bob"), serials=[[1, 1, 10]])


TERMS = authorization(terms=C.RESTRICTED)
ENDED = [(ends(), "ghana")]
using("R-369", "transfer", "The authorization has ended, and its terms restrict the units: they are transferred on.", transfer(SWISS, SWEDEN, TEN),
      stated=TERMS, before=ENDED)
using("R-369", "use", "The authorization has ended, and its terms restrict the units: they are used.", use_ndc(SWISS, SWISS_NDC, TEN),
      stated=TERMS, before=ENDED)
using("R-369", "voluntary", "The authorization has ended, and its terms restrict the units: they are cancelled voluntarily.",
      cancel(C.VOLUNTARY, SWISS, SWISS_VOLUNTARY, TEN), stated=TERMS, before=ENDED)
using("R-369", "within-party", "Restricted units are transferred within their Party.", transfer(SWISS, 20, TEN),
      stated=TERMS, before=ENDED + [(account(20, C.HOLDING, CH, [11]), "operator")])
using("R-369", "host-uses", "Restricted units are used towards the host's NDC.", use_ndc(SWISS, GHANA_NDC, TEN), stated=TERMS, before=ENDED)


@vector("r369-some", "Of the units moved some are restricted, those of the authorization that ended.")
def _(s):
    stage(s)
    arrived(s, authorization(terms=C.RESTRICTED), (1, 1, 5))
    arrived(s, authorization(terms=C.RESTRICTED, id="GH-CH-2"), (1, 6, 10))
    s.post(ends(), "ghana")
    s.fails("R-369", s.post(transfer(SWISS, SWEDEN, TEN), "bob"), serials=[[1, 1, 5]])


def turned_back(rule, name, about, what, signer, serials=(TEN,), before=(), between=(), stated=None, **world):
    """The units are authorized and Ghana's; what comes `before`; a movement; what comes `between`; then its reversal breaks the rule."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, **world)
        authorized(s, stated)
        for first in before:
            s.post(*first)
        m = s.post(what, signer)
        for first in between:
            s.post(*first)
        s.fails(rule, s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[list(b) for b in serials])


ELSEWHERE = (account(20, C.HOLDING, CH, [11], registry="CHE01"), "operator")
turned_back("R-370", "other-registry", "A first transfer to another registry is reversed.", first_transfer(GHANA, 20, TEN), "alice", before=[ELSEWHERE])
turned_back("R-370", "some", "A movement credited units to accounts of two registries, and is reversed.",
            moved(C.FIRST_TRANSFER, [posting(GHANA, C.DEBIT, TEN), posting(SWISS, C.CREDIT, (1, 1, 4)), posting(20, C.CREDIT, (1, 5, 10))]), "alice",
            [(1, 5, 10)], before=[ELSEWHERE])
turned_back("R-370", "one-party", "Units went to another registry within their Party, and the movement is reversed.", transfer(GHANA, 20, TEN), "alice",
            before=[(account(20, C.HOLDING, GH, [10], registry="GHA02"), "operator")])

turned_back("R-371", "first-transfer", "A first transfer is reversed after the host's adjustments of the vintage are final.",
            first_transfer(GHANA, SWISS, TEN), "alice", between=[(final(GH, 2025, 2025), "ghana")])
turned_back("R-371", "cancellation", "A cancellation that was the first transfer is reversed after the host's adjustments are final.",
            cancel(C.CANCELLATION, GHANA, GHANA_OTHER, TEN), "alice", between=[(final(), "ghana")])
turned_back("R-371", "use", "A use is reversed after the using Party's adjustments of the year of use are final.", use_ndc(SWISS, SWISS_NDC, TEN), "bob",
            before=[(first_transfer(GHANA, SWISS, ALL), "alice")], between=[(final(CH, 2026, 2026), "carol")])


def un_issued(name, about, definition, *blocks):
    """Ghana's units 1001 to 1010 are issued, identified, and some make their first transfer as they are authorized; their issue is reversed."""
    @vector(f"r372-{name}", about)
    def build(s):
        stage(s)
        m = s.post(issue(100, GHANA, NEW), "ghana")
        s.post(identify(NEW, first=1001), "operator")
        authorized(s, authorization(definition=definition), *blocks)
        s.fails("R-372", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[list(b) for b in blocks])


NEW = (1, 1001, 1010)
un_issued("issuance", "Units made their first transfer when they were authorized after issuance; their issue is reversed.", C.BY_ISSUANCE, NEW)
un_issued("authorization", "Units made their first transfer when they were authorized; their issue is reversed.", C.BY_AUTHORIZATION, NEW)
un_issued("some", "Of the units of an issue two made their first transfer when they were authorized; the issue is reversed.", C.BY_ISSUANCE,
          (1, 1003, 1003), (1, 1007, 1007))


@vector("r372-counterpart", "Units that entered at a counterpart account made their first transfer when they were authorized; their issue is reversed.")
def _(s):
    stage(s)
    m = s.post(issue(100, COUNTERPART, NEW), "ghana")
    s.post(identify(NEW, first=1001), "operator")
    authorized(s, authorization(definition=C.BY_ISSUANCE), NEW)
    s.fails("R-372", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[list(NEW)])
