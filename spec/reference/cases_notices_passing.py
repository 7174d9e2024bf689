"""Vectors of rulebook 5 in which nothing is wrong."""

import codes as C
from cases import vector
from cases_notices import A, AUTHORITY, B, BOTH, O
from story import legs, moved
from story_article6 import (ALL, BANK, CH, GH, GHANA, SE, approach, authorization, authorized, by_switzerland, ends, entity, final, for_ndc, for_oimp,
                            identify, period, rulebook, use_ndc)
from story_holds import accepts, hold, restriction
from story_notices import (AIRLINE, LATER, COUNTERPART, NOTHING, REMOTE, REMOTE_SE, SWISS, TEN, TWENTY, at_home, attach, back, evidence, history, notice, oimp_there,
                           registries, remote, remote_later, stage, to_remote, told,
                           withdraws)

G = "ghana"
OTHERS = (C.CANCELLATION, C.VOLUNTARY, C.FOR_OMGE, C.DOMESTIC)


def passes(name, about, *entries, world=remote, **options):
    """The world, then each of (what, signers...): nothing is wrong. A statement may be a function of the index of the first."""
    @vector("ok-b5-" + name, about)
    def build(s):
        world(s, **options)
        first = s.next_index
        for what, *who in entries:
            s.post(what(first) if callable(what) else what, *(who or [O]))


passes("notice", "Ten units that crossed were used there towards Switzerland's NDC.", (notice(),))
passes("actions", "Everything that a notice may tell, of units that crossed.", (notice(),), (oimp_there((1, 11, 20)),),
       *((told(action, (1, 21 + 10 * at, 30 + 10 * at)),) for at, action in enumerate(OTHERS)))
passes("actions-first", "Everything that makes a first transfer, told of the host's Counterpart account.", (oimp_there(account=COUNTERPART),),
       *((told(action, (1, 21 + 10 * at, 30 + 10 * at), account=COUNTERPART),) for at, action in enumerate(OTHERS)), world=at_home)
passes("particulars", "Cancellations there with an entity, with a purpose, and with both.", (told(C.CANCELLATION, entity=AIRLINE),),
       (told(C.VOLUNTARY, (1, 11, 20), purpose=C.OP),), (told(C.FOR_OMGE, (1, 21, 30), purpose=C.IMP, entity=AIRLINE),))
passes("other-party", "Units of one Counterpart account were used by several Parties.", (notice(),), (notice((1, 11, 20), code=SE),), (notice((1, 21, 30), code=GH),),
       world=lambda s: (remote(s), s.post(period(SE), AUTHORITY)))
passes("party-not-named", "Who used is not named by the authorization; it was cancelled without a claim.", (told(C.CANCELLATION, code=SE),),
       world=lambda s: remote(s, authorization(parties=[CH])))
passes("party-named", "The authorization names who used; its own Party may use what it authorizes in any case.", (notice(),), (notice((1, 11, 20), code=GH),),
       world=lambda s: remote(s, authorization(parties=[CH, SE])))
passes("period-borders", "Vintage and year of use are the first and the last year of the period.", (notice(code=SE),), (notice((1, 11, 20), code=SE, year=2025),),
       world=lambda s: (remote(s), s.post(period(SE, 2025, 2026), AUTHORITY)))
for terms in (C.RESTRICTED, C.RESTRICTED_ON_CHANGE):
    passes(f"ends-later-terms-{terms}", "An authorization ends a millisecond after the use that is told.", (ends(from_ms=LATER + 1), G), (notice(),),
           world=lambda s, terms=terms: remote_later(s, terms))
passes("own-authorization", "The Party that used has an authorization of its own, with later years of use than the host's.", (notice(year=2027),),
       world=lambda s: (remote(s, for_ndc(last_use=2026)), s.post(by_switzerland(), "carol"), s.post(attach(TEN, code=CH, id="CH-9"), "carol")))
passes("blocks", "A notice of many blocks, not in order.", (notice((1, 101, 110), TEN, (1, 21, 21)),))
passes("grades", "Every grade of evidence.", *((notice((1, n, n), grade=n, digest=NOTHING if n == C.NO_EVIDENCE else b"\1" * 32),) for n in range(1, 5)))
passes("suspended", "The Counterpart account is suspended: what was done elsewhere is no movement of it.",
       ((C.ACCOUNT_SUSPENDED, {"account": REMOTE, "reason": 1}), O), (notice(),))
passes("restricted", "Account and units are restricted: that keeps no notice away.", (restriction(REMOTE, blocks=[TEN]), AUTHORITY), (notice(),))
passes("withdrawn", "A notice is withdrawn: its units come back.", (notice(),), (withdraws, *BOTH), (back(), B))
passes("withdrawn-again", "A notice is withdrawn, its units are noticed again, and that is withdrawn.", (notice(),), (withdraws, *BOTH),
       (told(C.CANCELLATION, TWENTY),), (lambda first: withdraws(first + 2), *BOTH), (notice((1, 5, 15)),))
passes("withdrawn-one", "Of two notices one is withdrawn: the units of that one come back.", (notice((1, 11, 20)),), (notice(),), (withdraws, *BOTH), (back((1, 11, 20)), B))
passes("withdrawn-first-transfer", "A notice that made first transfers is withdrawn: the host may authorize the units otherwise.",
       (told(C.CANCELLATION, account=COUNTERPART),), (withdraws, *BOTH), (authorization(id="GH-CH-2"), G), (attach(TEN, id="GH-CH-2"), G), world=at_home)
passes("withdrawn-not-final", "Years are final, but not those that the notices adjusted.", (notice(code=GH),), (notice((1, 11, 20)),),
       (told(C.VOLUNTARY, (1, 21, 30), code=GH),), (final(GH, 2021, 2025), G), (final(GH, 2027, 2030), G), (final(CH, 2021, 2025), "carol"), (final(CH, 2027, 2030), "carol"),
       (final(CH, 2025, 2025), "carol"), (withdraws, *BOTH), (lambda first: withdraws(first + 1), *BOTH), (lambda first: withdraws(first + 2), *BOTH))
passes("withdrawn-crossed-final", "The vintage is final for the host: what crossed before the notice stays first transferred, and the notice is withdrawn.",
       (told(C.CANCELLATION),), (final(), G), (withdraws, *BOTH))
passes("restricted-units", "Units whose authorization was revoked with terms that restrict them were cancelled there.", (ends(), G), (told(C.CANCELLATION),),
       (told(C.CANCELLATION, (1, 11, 20), code=SE),), world=lambda s: remote(s, authorization(terms=C.RESTRICTED)))
passes("restricted-elsewhere", "Restricted units were used there under an authorization that stays.", (ends(), G), (notice(),))
passes("unauthorized", "Units that nobody authorized were cancelled and used there by the host.", (to_remote(account=COUNTERPART, action=C.TRANSFER), A),
       (told(C.CANCELLATION, account=COUNTERPART, code=GH),), (told(C.DOMESTIC, (1, 11, 20), account=COUNTERPART, code=GH),), world=stage)
passes("no-identifier", "Units without identifiers, of which no first transfer is made, were used there by the host itself.", (to_remote(account=COUNTERPART, action=C.TRANSFER), A),
       (told(C.DOMESTIC, account=COUNTERPART, code=GH),), world=lambda s: stage(s, identified=False))
passes("no-first-transfer", "A cancellation there makes no first transfer of units that are authorized for NDCs alone: they need no identifiers.",
       (told(C.CANCELLATION, account=COUNTERPART),), world=lambda s: at_home(s, for_ndc(), identified=False))
passes("further", "Units went from one Counterpart account to another, where they were used.", (moved(C.TRANSFER, legs(REMOTE, REMOTE_SE, TEN), [evidence()]), B),
       (notice(account=REMOTE_SE),), (notice((1, 11, 20)),))
passes("issued-there", "Units were issued to the host's Counterpart account, and cancelled there.", (told(C.CANCELLATION, (1, 1001, 1010), account=COUNTERPART),),
       world=lambda s: (stage(s), s.post(moved(C.ISSUE, legs(100, COUNTERPART, (1, 1001, 1010)), [history(), evidence()]), G)))


passes("authorization-first", "Units first transferred at their authorization were used there for OIMP.", (to_remote(action=C.TRANSFER), A), (oimp_there(),),
       world=lambda s: (stage(s), authorized(s, for_oimp(C.BY_AUTHORIZATION))))
passes("entity", "The entity of a notice is one of those of the authorization, stated by another Party.", (entity(BANK, code=CH), "carol"), (oimp_there(entity=BANK),),
       world=lambda s: remote(s, authorization(entities=[BANK])))
passes("years", "Uses there in the first and the last year of the period.", (notice(year=2021),), (notice((1, 11, 20), year=2030),))
passes("registries", "Identifiers of each of the registries of an approach, where an option binds them.", (registries("GHA01", "SWE01"), AUTHORITY), (identify(TEN),),
       (identify((1, 11, 20), registry="SWE01"),), world=stage, identified=False, o10=1)
passes("registries-other", "The registries of another approach are stated: this one's are not.", (approach(13), AUTHORITY), (registries("SWE01", number=13), AUTHORITY), (identify(TEN),),
       world=stage, identified=False, o10=1)
passes("registries-none", "An option binds identifiers to registries that were stated, and none were.", (identify(TEN, registry="ZZ"),), world=stage, identified=False, o10=1)
passes("registries-64", "An approach has 64 registries.", (registries(*(f"R{n:03}" for n in range(64))), AUTHORITY), (identify(TEN, registry="R063"),), world=stage,
       identified=False, o10=1)
passes("options", "Options 10 and 11 at their highest and lowest values.", (rulebook(5, o10=1, o11=3), *BOTH), world=stage, o10=0, o11=0)
passes("options-of-4", "Rulebook 5 knows the options of those before.", (rulebook(5, o1=90_000_000, o2=7, o5=10_000, o8=1, o9=0), *BOTH), world=stage)
passes("withdrawn-reason", "A withdrawal with the highest reason.", (notice(),), (lambda first: withdraws(first, 65_535), *BOTH))
passes("1024-blocks", "A notice of 1,024 blocks.", (told(C.CANCELLATION, *((1, n, n) for n in range(1, 1025))),), world=lambda s: many(s))


def many(s):
    """1,100 units at Switzerland's Counterpart account."""
    stage(s)
    s.post(moved(C.ISSUE, legs(100, GHANA, (1, 1001, 1100)), [history()]), G)
    s.post(identify((1, 1001, 1100), first=1001), O)
    authorized(s, None, ALL, (1, 1001, 1100))
    s.post(to_remote((1, 1, 1100)), A)


@vector("ok-b5-occurred", "A notice occurred at the same time as the last movement of its units, and a withdrawal before its notice.")
def _(s):
    stage(s)
    authorized(s)
    s.post(to_remote(), A, occurred=s.now - 7)
    n = s.post(notice(), O, occurred=s.now - 7)
    s.post(withdraws(n), *BOTH, occurred=1)


@vector("ok-b5-hold", "Units that are held back were used there; the hold is released, others are accepted.")
def _(s):
    remote(s)
    h = s.post(hold(s, debited=REMOTE, acquiring=SWISS, action=C.ACQUISITION), B)
    other = s.post(hold(s, (1, 11, 20), debited=REMOTE, acquiring=SWISS, action=C.ACQUISITION), B)
    s.post(notice(), O)
    s.post((C.HOLD_RELEASED, {"hold": h, "reason": 1}), B)
    s.post(accepts(other, (1, 11, 20), debited=REMOTE, action=C.ACQUISITION, particulars=[evidence()]), B)


@vector("ok-b5-adopted", "Rulebook 5 is adopted where 4 was in force: notices are given from the next batch on.")
def _(s):
    stage(s, version=4)
    authorized(s)
    s.post(to_remote(), A)
    s.post(rulebook(5), *BOTH)
    s.seal()
    s.post(notice(), O)
    s.post(back((1, 11, 20)), B)


@vector("ok-b5-used-after-return", "Units came back from another registry and are used here, others were used there.")
def _(s):
    remote(s)
    s.post(back(TWENTY), B)
    s.post(use_ndc(SWISS, 3, TEN), B)
    s.post(notice((1, 21, 30)), O)
