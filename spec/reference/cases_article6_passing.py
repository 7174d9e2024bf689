"""Vectors of rulebook 2 in which nothing is wrong: every kind, each trigger, each way to use, and the last value that is still allowed."""

import codes as C
import digests
from cases import vector
from story import DAY, account, issue, legs, mirrored, moved, posting, reversing, series, space, test_public, transfer
from story_article6 import (AIRLINE, ALL, BANK, CH, COUNTERPART, GH, GHANA, GHANA_NDC, GHANA_OTHER, SE, SWEDEN, SWISS, SWISS_NDC, SWISS_OIMP,
                            SWISS_OTHER, SWISS_VOLUNTARY, approach, arrived, attach, authorization, authorized, by, by_switzerland, cancel, ends,
                            entity, filing, final, first_transfer, for_ndc, for_oimp, identify, inventory, period, rulebook, stage, standing,
                            status, towards, use_ndc, use_oimp)

BOTH = ("operator", "authority")
TEN = (1, 1, 10)
TOP = (1 << 63) - 1


@vector("ok-a6-every-kind", "Each of the twelve kinds of rulebook 2 at least once.")
def _(s):
    stage(s)
    s.post(approach(13, (GH,), (C.GHG, C.NON_GHG), C.DRAFT), "authority")
    s.post(status(C.ACTIVE, 13), "authority")
    s.post(period(CH, 2031, 2035, C.TRAJECTORY, [(y, 50_000_000 - y) for y in range(2031, 2036)]), "carol")
    s.post(period(GH, 2031, 2040, C.BUDGET, [(2040, 700_000_000)]), "ghana")
    s.post(inventory(), "ghana")
    s.post(inventory(total=-5), "ghana")
    s.post(inventory(year=1990, metric=C.NON_GHG, non_ghg="ha", total=0), "ghana")
    s.post(standing(CH, C.ELIGIBLE, 1), "carol")
    authorized(s)
    s.post(authorization(version=2, cap=10), "ghana")
    s.post(ends(), "ghana")
    s.post(entity(BANK, code=CH), "carol")
    s.post(filing(s, 5), "ghana")
    s.post(filing(s, s.journal.count, minor=1), "ghana")
    s.post(filing(s, 0, CH, 2200, 65_535, 65_535), "carol")
    s.post(final(GH, 1990, 2200), "ghana")


@vector("ok-a6-year", "Issued, identified, authorized, first transferred, used towards an NDC, for OIMP and cancelled.")
def _(s):
    stage(s)
    arrived(s, authorization(cap=1_000))
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 100)), "bob")
    s.post(use_oimp(SWISS, SWISS_OIMP, (1, 101, 200)), "bob")
    s.post(cancel(C.VOLUNTARY, SWISS, SWISS_VOLUNTARY, (1, 201, 300), particulars=[by(), towards(C.OP)]), "bob")
    s.post(cancel(C.CANCELLATION, SWISS, SWISS_OTHER, (1, 301, 400)), "bob")
    s.post(transfer(SWISS, SWEDEN, (1, 401, 500)), "bob")
    s.post(transfer(SWEDEN, GHANA, (1, 451, 500)), "bob")


@vector("ok-a6-authorization-first", "The authorization is stated before the units are issued, and they are attached afterwards.")
def _(s):
    stage(s, issued=False)
    s.post(authorization(cap=1_000), "ghana")
    s.post(issue(100, GHANA, ALL), "ghana")
    s.post(attach(ALL), "ghana")
    s.post(identify(ALL), "operator")
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")


@vector("ok-a6-rest-mitigation", "The cap is reached: the rest stays a mitigation outcome, which the host transfers, cancels and uses at home.")
def _(s):
    stage(s)
    s.post(account(20, C.HOLDING, GH, [10]), "operator")
    s.post(account(21, C.DOMESTIC_USE, GH), "operator")
    authorized(s, authorization(cap=10), TEN)
    s.post(transfer(GHANA, 20, (1, 1, 100)), "alice")
    s.post(moved(C.DOMESTIC, legs(20, 21, (1, 11, 20))), "alice")
    s.post(cancel(C.CANCELLATION, 20, GHANA_OTHER, (1, 21, 30)), "alice")
    s.post(first_transfer(20, SWISS, (1, 1, 10)), "alice")


@vector("ok-a6-trigger-authorization", "By definition authorization the units make their first transfer when they are attached; crossing is a transfer.")
def _(s):
    stage(s)
    authorized(s, for_oimp(C.BY_AUTHORIZATION))
    s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.post(use_oimp(SWISS, SWISS_OIMP, TEN), "bob")


@vector("ok-a6-trigger-issuance", "By definition issuance the units make their first transfer when they are authorized after it; they are used towards an NDC too.")
def _(s):
    stage(s)
    authorized(s, authorization(definition=C.BY_ISSUANCE))
    s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")


@vector("ok-a6-trigger-use", "By definition use or cancellation, for OIMP alone: the units cross by transfer, and their use is the first transfer.")
def _(s):
    stage(s)
    authorized(s, for_oimp())
    s.post(transfer(GHANA, SWISS, ALL), "alice")
    s.post(transfer(SWISS, SWEDEN, (1, 101, 200)), "bob")
    s.post(use_oimp(SWISS, SWISS_OIMP, TEN), "bob")
    s.post(cancel(C.VOLUNTARY, SWISS, SWISS_VOLUNTARY, (1, 11, 20)), "bob")
    s.post(account(20, C.OMGE_CANCELLATION, CH), "operator")
    s.post(cancel(C.FOR_OMGE, SWISS, 20, (1, 21, 30), particulars=[towards()]), "bob")
    s.post(cancel(C.CANCELLATION, SWISS, SWISS_OTHER, (1, 31, 40), particulars=[by()]), "bob")


@vector("ok-a6-trigger-crossing-use", "A use by another Party straight from the host's account is the first transfer and the use at once.")
def _(s):
    stage(s)
    authorized(s)
    s.post(use_ndc(GHANA, SWISS_NDC, TEN), "alice")
    s.post(use_oimp(GHANA, SWISS_OIMP, (1, 11, 20)), "alice")


@vector("ok-a6-trigger-issuance-host-use", "The host uses for OIMP at home what its own authorization first transferred.")
def _(s):
    stage(s)
    s.post(account(20, C.USE_OIMP, GH), "operator")
    authorized(s, for_oimp(C.BY_ISSUANCE, entities=[AIRLINE], parties=[CH]))
    s.post(use_oimp(GHANA, 20, TEN), "alice")


@vector("ok-a6-split-keeps", "A block is first transferred and split three ways; each part is used or moved on without a second first transfer.")
def _(s):
    stage(s)
    arrived(s)
    s.post(account(20, C.HOLDING, CH, [11]), "operator")
    s.post(moved(C.TRANSFER, [posting(SWISS, C.DEBIT, (1, 1, 100)), posting(20, C.CREDIT, (1, 1, 33)), posting(SWEDEN, C.CREDIT, (1, 34, 100))]), "bob")
    s.post(use_ndc(20, SWISS_NDC, (1, 10, 20)), "bob")
    s.post(transfer(20, SWEDEN, (1, 1, 9)), "bob")
    s.post(transfer(SWEDEN, SWISS, (1, 5, 9), (1, 34, 40)), "bob")
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 5, 9), (1, 34, 40)), "bob")


@vector("ok-a6-purposes-as-a-set", "Purposes NDC and OIMP are a set: a use towards an NDC, for IMP and for OP all pass.")
def _(s):
    stage(s)
    arrived(s, authorization(purposes=7))
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")
    s.post(use_oimp(SWISS, SWISS_OIMP, (1, 11, 20), purpose=C.IMP), "bob")
    s.post(use_oimp(SWISS, SWISS_OIMP, (1, 21, 30), purpose=C.OP), "bob")


@vector("ok-a6-trigger-narrows-nothing", "First transferred by crossing, for an NDC: afterwards the units are used for CORSIA, as their purposes allow.")
def _(s):
    stage(s)
    arrived(s, authorization(purposes=C.NDC | C.IMP, entities=[AIRLINE, BANK]))
    s.post(use_oimp(SWISS, SWISS_OIMP, TEN), "bob")


@vector("ok-a6-using-partys-own", "The using Party's own authorization decides its use: more purposes, other entities and years than the host's.")
def _(s):
    stage(s)
    arrived(s, for_ndc(last_use=2025, parties=[SE]))
    s.post(entity(BANK, code=CH), "carol")
    s.post(by_switzerland(entities=[BANK], parties=[SE]), "carol")
    s.post(attach(ALL, code=CH, id="CH-9"), "carol")
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")
    s.post(use_oimp(SWISS, SWISS_OIMP, (1, 11, 20), who=BANK), "bob")


@vector("ok-a6-own-approach", "The using Party's own authorization is of another approach than the units' identifiers and the host's attachment.")
def _(s):
    stage(s)
    s.post(approach(13, (CH, SE)), "authority")
    arrived(s)
    s.post(by_switzerland(approach=13), "carol")
    s.post(attach(ALL, code=CH, id="CH-9"), "carol")
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")


@vector("ok-a6-own-ended", "The using Party's own authorization has ended: the host's counts again.")
def _(s):
    stage(s)
    arrived(s)
    s.post(by_switzerland(purposes=C.IMP), "carol")
    s.post(attach(ALL, code=CH, id="CH-9"), "carol")
    s.post(ends(CH, "CH-9"), "carol")
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")


@vector("ok-a6-mirrored", "The acquiring Party's ledger: the operator mirrors the host's authorization, and units enter by a counterpart account.")
def _(s):
    s.genesis(rulebook={"version": 2, "settings": []})
    for code in (GH, CH):
        s.post((C.PARTY_DECLARED, {"party": code}), "authority")
    s.post((C.KEY_REGISTERED, {"key": 11, "public": test_public("bob"), "owner": bytes(32)}), "operator")
    s.post(space(1, "GHA01/2025"), "authority")
    s.post(series(1, 1, 100), "authority")
    for number, kind, code, keys in ((SWISS, C.HOLDING, CH, [11]), (SWISS_NDC, C.USE_NDC, CH, []), (COUNTERPART, C.COUNTERPART, GH, [])):
        s.post(account(number, kind, code, keys, registry="CHE01"), "operator")
    s.post(approach(parties=(GH, CH)), "authority")
    s.post(standing(GH), "authority")
    s.post(period(), "authority")
    s.seal()
    s.post(issue(100, COUNTERPART, (1, 5_001, 5_100)), "authority")
    s.post(identify((1, 5_001, 5_100), first=5_001), "operator")
    s.post(authorization(mirrored=1, cap=100), "operator")
    s.post(attach((1, 5_001, 5_100)), "operator")
    s.post(moved(C.ACQUISITION, legs(COUNTERPART, SWISS, (1, 5_001, 5_050))), "operator", on_behalf=["a Swiss buyer"])
    s.post(authorization(mirrored=1, version=2, cap=50, terms=C.RESTRICTED), "operator")
    s.post(ends(), "operator")
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 5_001, 5_050)), "bob")


@vector("ok-a6-mirrored-own-voice", "A Party whose authorization was mirrored gets a key here, and ends the mirrored authorization itself.")
def _(s):
    stage(s)
    s.post(authorization(party=SE, id="SE-1", mirrored=1), "operator")
    s.post((C.KEY_REGISTERED, {"key": 14, "public": test_public("dan"), "owner": bytes(32)}), "operator")
    s.post((C.ROLE_GRANTED, {"role": C.AUTHORITY, "party": SE, "key": 14}), "authority")
    s.post(attach(TEN, code=SE, id="SE-1"), "dan")
    s.post(authorization(party=SE, id="SE-1", mirrored=1, version=2), "dan")
    s.post(ends(SE, "SE-1"), "dan")


@vector("ok-a6-new-version", "A new version changes nothing for what was attached to the one before; units not first transferred are attached to it.")
def _(s):
    stage(s)
    arrived(s, for_ndc(cap=1_000), TEN)
    s.post(attach((1, 11, 30)), "ghana")
    s.post(authorization(version=2, cap=30, parties=[SE], terms=C.RESTRICTED), "ghana")
    s.post(attach((1, 11, 20), version=2), "ghana")
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")
    s.post(first_transfer(GHANA, SWISS, (1, 11, 30)), "alice")
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 21, 30)), "bob")


@vector("ok-a6-lowered-cap", "A new version lowers the cap below what was first transferred; that stays as it is.")
def _(s):
    stage(s)
    arrived(s, authorization(cap=100), (1, 1, 100))
    s.post(authorization(version=2, cap=1), "ghana")
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 1, 100)), "bob")


@vector("ok-a6-cap-freed", "Units that are attached to another authorization no longer count towards the cap of the first.")
def _(s):
    stage(s)
    s.post(authorization(cap=10), "ghana")
    s.post(attach(TEN), "ghana")
    s.post(authorization(id="GH/CH.2 - B"), "ghana")
    s.post(attach((1, 1, 5), id="GH/CH.2 - B"), "ghana")
    s.post(attach((1, 11, 15)), "ghana")


@vector("ok-a6-ended-stay", "An authorization has ended, its terms let units stay as they are: what was first transferred is transferred on and used.")
def _(s):
    stage(s)
    arrived(s, authorization(terms=C.STAY))
    s.post(ends(), "ghana")
    s.post(transfer(SWISS, SWEDEN, TEN), "bob")
    s.post(use_ndc(SWISS, SWISS_NDC, (1, 11, 20)), "bob")


@vector("ok-a6-ended-restricted", "An authorization has ended, its terms restrict the units: they are cancelled, go home, and move between accounts of the host.")
def _(s):
    stage(s)
    s.post(account(20, C.HOLDING, GH, [10]), "operator")
    arrived(s, authorization(terms=C.RESTRICTED))
    s.post(ends(), "ghana")
    s.post(cancel(C.CANCELLATION, SWISS, SWISS_OTHER, TEN), "bob")
    s.post(transfer(SWISS, GHANA, (1, 11, 20)), "bob")
    s.post(transfer(GHANA, 20, (1, 11, 20)), "alice")
    s.post(cancel(C.CANCELLATION, 20, GHANA_OTHER, (1, 11, 15)), "alice")


@vector("ok-a6-ends-later", "An authorization ends tomorrow: today its units still cross and are used, terms or not.")
def _(s):
    stage(s)
    authorized(s, authorization(terms=C.RESTRICTED))
    s.post(ends(from_ms=s.now + DAY), "ghana")
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")


@vector("ok-a6-ended-not-transferred", "An authorization has ended: what was not first transferred is a mitigation outcome again, and comes home without crossing.")
def _(s):
    stage(s)
    s.post(account(20, C.HOLDING, GH, [10]), "operator")
    authorized(s, for_oimp(terms=C.RESTRICTED))
    s.post(transfer(GHANA, SWISS, TEN), "alice")
    s.post(ends(), "ghana")
    s.post(transfer(SWISS, GHANA, TEN), "bob")
    s.post(transfer(GHANA, 20, (1, 1, 20)), "alice")
    s.post(authorization(id="GH-CH-2"), "ghana")
    s.post(attach(TEN, id="GH-CH-2"), "ghana")
    s.post(first_transfer(20, SWISS, TEN), "alice")


@vector("ok-a6-reversal", "A first transfer within one registry is reversed, and undone: the units can be attached again, and cross for the first time again.")
def _(s):
    stage(s)
    authorized(s, for_ndc(), TEN)
    m = s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.post(final(GH, 2021, 2024), "ghana")
    s.post(final(CH, 2025, 2025), "carol")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(for_ndc(version=2), "ghana")
    s.post(attach(TEN, version=2), "ghana")
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")


@vector("ok-a6-reversal-of-use", "A use is reversed, and the units are used for another year.")
def _(s):
    stage(s)
    arrived(s, for_ndc(), TEN)
    m = s.post(use_ndc(SWISS, SWISS_NDC, TEN, of=2025), "bob")
    s.post(final(CH, 2026, 2026), "carol")
    s.post(final(GH, 2025, 2025), "ghana")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(use_ndc(SWISS, SWISS_NDC, TEN, of=2026), "bob")


@vector("ok-a6-reversal-of-transfer", "A transfer behind the first one is reversed, though the host's year is final: the first transfer stands.")
def _(s):
    stage(s)
    arrived(s, for_ndc(), TEN)
    m = s.post(transfer(SWISS, SWEDEN, TEN), "bob")
    s.post(final(), "ghana")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)
    s.post(use_ndc(SWISS, SWISS_NDC, TEN), "bob")


@vector("ok-a6-reversal-of-issue", "An issue into a counterpart account is reversed.")
def _(s):
    stage(s)
    m = s.post(issue(100, COUNTERPART, (1, 1001, 1010)), "ghana")
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


@vector("ok-a6-reversal-of-authorized-issue", "Units are authorized and identified, and make no first transfer by that: their issue is reversed.")
def _(s):
    stage(s)
    m = s.post(issue(100, GHANA, (1, 1001, 1010)), "ghana")
    s.post(identify((1, 1001, 1010), first=1001), "operator")
    authorized(s, None, ALL, (1, 1001, 1010))
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


@vector("ok-a6-reversal-beside-first-transfers", "Other units of the series made their first transfer when they were authorized: the issue of the rest is reversed.")
def _(s):
    stage(s)
    m = s.post(issue(100, GHANA, (1, 1001, 1010)), "ghana")
    authorized(s, authorization(definition=C.BY_ISSUANCE))
    s.post(reversing(m, mirrored(s.postings[m])), *BOTH)


@vector("ok-a6-home", "Units come home and leave again without a second first transfer; the host uses some towards its own NDC.")
def _(s):
    stage(s)
    arrived(s)
    s.post(transfer(SWISS, GHANA, TEN), "bob")
    s.post(use_ndc(GHANA, GHANA_NDC, (1, 1, 5)), "alice")
    s.post(transfer(GHANA, SWEDEN, (1, 6, 10)), "alice")


@vector("ok-a6-plain", "Units of a plain series are asked nothing but particulars: they cross and are used without an authorization.")
def _(s):
    stage(s)
    s.post(series(2, 1, 200, regime=C.PLAIN), "ghana")
    s.post(issue(200, SWISS, (1, 1001, 1100)), "ghana")
    s.post(first_transfer(SWISS, GHANA, (1, 1001, 1020)), "bob")
    s.post(use_ndc(GHANA, SWISS_NDC, (1, 1001, 1010), of=1999), "alice")
    s.post(use_oimp(SWISS, SWISS_OIMP, (1, 1021, 1030), who=BANK), "bob")


@vector("ok-a6-article-6-4", "Units of an Article 6.4 series are Article 6 units too.")
def _(s):
    stage(s)
    s.post(series(2, 1, 200, regime=C.ARTICLE_6_4), "ghana")
    s.post(issue(200, GHANA, (1, 1001, 1010)), "ghana")
    s.post(identify((1, 1001, 1010), first=1001), "operator")
    authorized(s, None, (1, 991, 1010))
    s.post(first_transfer(GHANA, SWISS, (1, 991, 1010)), "alice")


@vector("ok-a6-non-ghg", "Units of a non-GHG metric: authorized, first transferred, and used in a period of that metric, which overlaps one of GHG.")
def _(s):
    stage(s)
    s.post(approach(13, metrics=(C.NON_GHG,)), "authority")
    s.post(period(CH, 2021, 2030, C.BUDGET, [(2030, 5)], C.NON_GHG, "MWh"), "carol")
    s.post(period(CH, 2021, 2030, metric=C.NON_GHG, non_ghg="ha"), "carol")
    s.post(series(2, 1, 200, metric=C.NON_GHG, non_ghg="MWh"), "ghana")
    for number, kind, code, keys in ((20, C.HOLDING, GH, [10]), (21, C.HOLDING, CH, [11]), (22, C.USE_NDC, CH, [])):
        s.post(account(number, kind, code, keys, metric=C.NON_GHG), "operator")
    s.post(issue(200, 20, (1, 1001, 1010)), "ghana")
    s.post(identify((1, 1001, 1010), first=1, number=13), "operator")
    authorized(s, authorization(approach=13, metric=C.NON_GHG, non_ghg="MWh"), (1, 1001, 1010))
    s.post(first_transfer(20, 21, (1, 1001, 1010)), "alice")
    s.post(use_ndc(21, 22, (1, 1001, 1010)), "bob")


@vector("ok-a6-limits", "The last values that are allowed: numbers, vintages, times, years of use, caps.")
def _(s):
    stage(s, identified=False)
    s.post(approach(9999), "authority")
    s.post(approach(1, metrics=(C.NON_GHG, C.GHG)), "authority")
    s.post(period(SE, 2013, 2020, C.TRAJECTORY, [(y, 0) for y in range(2013, 2021)]), "authority")
    s.post(period(SE, 2022, 2200), "authority")
    s.post(period(SE, 2021, 2021), "authority")
    s.post(identify((1, 1, 10), first=TOP - 9), "operator")
    s.post(identify((1, 11, 20), first=1), "operator")
    s.post(identify((1, 21, 30), first=1, registry="GHA02"), "operator")
    authorized(s, for_ndc(cap=10, from_ms=s.now, until_ms=s.now + 1, first_vintage=2025, last_vintage=2025, first_use=2030, last_use=2030,
                          parties=[CH], sectors=list(range(1, 10)), activities=list(range(1, 28))), TEN)
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.seal()
    s.post(use_ndc(SWISS, SWISS_NDC, TEN, of=2030), "bob")


@vector("ok-a6-filing", "An AEF is filed from the head right before it, from no entries at all, and in the middle of a batch.")
def _(s):
    stage(s)
    s.post(filing(s, s.journal.count), "ghana")
    s.post(filing(s, 0, major=2), "ghana")
    at = s.post(filing(s, 7, major=3), "ghana")
    chain = s.journal.chain
    for raw in s.waiting:
        chain = digests.chain_next(chain, digests.leaf(s.now, raw))
    s.post(filing(s, 0, major=4, entries=at + 1, chain=chain), "ghana")


@vector("ok-a6-identifiers-in-parts", "Identifiers run on through blocks in any order, and gaps are filled later.")
def _(s):
    stage(s, identified=False)
    s.post(identify((1, 91, 100), (1, 1, 10), first=7), "operator")
    s.post(identify((1, 11, 16), first=1), "operator")
    s.post(identify((1, 17, 20), first=27), "operator")
    authorized(s)
    s.post(first_transfer(GHANA, SWISS, (1, 1, 20), (1, 91, 100)), "alice")


@vector("ok-a6-options", "Options forbid nothing that is in order; each has its own meaning.")
def _(s):
    stage(s, o1=180 * DAY, o2=7, o3=7, o4=7)
    s.post(standing(SE, value=0), "authority")
    s.post(standing(SE, C.ELIGIBLE, 0), "authority")
    arrived(s)
    s.post(transfer(SWISS, SWEDEN, TEN), "bob")
    s.seal()
    s.post(rulebook(2, o4=0), *BOTH)


@vector("ok-a6-on-behalf", "The operator moves Article 6 units on behalf of a holder without keys.")
def _(s):
    stage(s)
    authorized(s)
    s.post(first_transfer(GHANA, SWISS, TEN), "operator", on_behalf=["a Ghanaian developer"])
