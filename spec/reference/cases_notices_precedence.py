"""Vectors of rulebook 5 in which one entry breaks two rules: the lower is said, and a remark only where nothing else is."""

import codes as C
from cases import vector
from cases_notices import A, AUTHORITY, B, BEHALF, BOTH, GIVEN, O, at_counterpart, it_withdrawn
from cases_notices_accounts import LEVIES, elsewhere, issues, mechanism
from story import legs, mirrored, moved, reversing
from story_article6 import BANK, COUNTERPART, approach, ends, final, status, use_ndc
from story_holds import hold, named, restriction
from story_notices import (CH, GH, GHANA, PENDING, REMOTE, REMOTE_SE, SE, SWEDEN, SWISS, TEN, TWENTY, at_home, attach, authorization, back,
                           evidence, for_ndc, history, identify, issued, levies, notice, oimp_there, registries, remote, stage, to_remote,
                           told, withdraws)

G = "ghana"
TEN_LIST = [[1, 1, 10]]
HOME = {"account": COUNTERPART}


def lower(rule, other, name, about, what, *signers, serials=(), before=(), header=None, world=remote, **options):
    """The last entry breaks both rules; the lower is said. Statements are given as they are, or as functions of (story, index of the first before)."""
    @vector(f"{rule.replace('-', '').lower()}-before-{other.replace('-', '').lower()}-b5{name}", about)
    def build(s):
        world(s, **options)
        first = s.next_index
        said = lambda x: x(s, first) if callable(x) else x
        for entry, *who in before:
            s.post(said(entry), *who)
        s.fails(rule, s.post(said(what), *(signers or [O]), **(header or {})), serials=list(serials))


UNDONE = [GIVEN, (it_withdrawn, *BOTH)]

# Who, when, where

lower("R-112", "R-113", "", "A notice is given on behalf, by who acts for the account.", notice(), B, header=BEHALF)
lower("R-113", "R-120", "", "A notice is given by a Party, and occurs tomorrow.", notice(), "carol", header={"occurred": 1 << 60, "not_after": 1 << 61})
lower("R-113", "R-141", "", "A notice of a Party that is not declared is given by who may not.", notice(code="DE"), B)
lower("R-113", "R-203", "", "A notice of an account that is not known is given by who may not.", notice(account=77), B)
lower("R-113", "R-302", "", "Registries of an approach that is not declared are stated by who may not.", registries("GHA01", number=13), O)
lower("R-113", "R-371", "", "A notice of a final year is withdrawn by the operator alone.", it_withdrawn, O, before=[GIVEN, (final(CH, 2026, 2026), "carol")])
lower("R-113", "R-605", "", "A notice is withdrawn again, by the operator alone.", it_withdrawn, O, before=UNDONE)
lower("R-113", "R-607", "", "A Counterpart account of the ledger's own registry is opened by who may not.", elsewhere(registry="GHA01"), AUTHORITY, world=stage)
lower("R-141", "R-202", "", "A notice of a Party that is not declared, in a space that is not.", notice((9, 1, 10), code="DE"))
lower("R-141", "R-607", "", "A Counterpart account is opened for a Party that is not declared, in the ledger's own registry.", elsewhere(code="DE", registry="GHA01"), world=stage)
lower("R-170", "R-607", "", "A Counterpart account of the ledger's own registry is opened with a number that is taken.", elsewhere(GHANA, registry="GHA01"), world=stage)
lower("R-175", "R-607", "", "A Counterpart account of the ledger's own registry has a threshold that nobody meets.", elsewhere(registry="GHA01", threshold=1), world=stage)
lower("R-202", "R-203", "", "A notice of an account that is not known, in a space that is not declared.", notice((9, 1, 10), account=77))
lower("R-202", "R-345", "", "A notice of an ill-formed block in a space that is not declared.", notice((9, 10, 1)))
lower("R-203", "R-345", "", "A notice of nothing, and of an account that is not known.", (C.NOTICE, notice(account=77)[1] | {"blocks": []}))
lower("R-203", "R-601", "", "A notice of units of another, and of an account that is not known.", told(C.CANCELLATION, account=77))
lower("R-302", "R-611", "", "An approach that is not declared is stated to have no registry.", registries(number=13), AUTHORITY)

# What is noticed

lower("R-345", "R-346", "", "A notice has a block twice, of units that are not issued.", told(C.CANCELLATION, (1, 2001, 2010), (1, 2001, 2010)))
lower("R-345", "R-360", "", "A notice of nothing, by an action that is not told.", (C.NOTICE, told(C.TRANSFER)[1] | {"blocks": []}))
lower("R-346", "R-360", "", "Units that were noticed are noticed again, without a year.", notice(year=0), serials=TEN_LIST, before=[GIVEN])
lower("R-346", "R-363", "", "Of the units of a notice some were noticed, and the others have no identifiers.", told(C.CANCELLATION, TWENTY, **HOME), serials=[[1, 11, 20]],
      world=lambda s: at_home(s, identified=False), before=[(told(C.DOMESTIC, (1, 11, 20), **HOME), O)])
lower("R-346", "R-601", "", "Of the units of a notice some are used here, and the others another's.", notice((1, 1, 30)), serials=[[1, 1, 5]],
      before=[(back(TWENTY), B), (use_ndc(SWISS, 3, (1, 1, 5)), B)])
lower("R-346", "R-602", "", "Units that were noticed are noticed again, as of a time before they moved.", notice(), serials=TEN_LIST, header={"occurred": 1}, before=[GIVEN])
lower("R-360", "R-363", "", "A cancellation told with a year would first transfer units without identifiers.", told(C.CANCELLATION, year=2026, **HOME),
      world=lambda s: at_home(s, identified=False))
lower("R-360", "R-601", "", "A transfer is told of units of an account that holds.", told(C.TRANSFER, account=GHANA), world=stage)
lower("R-360", "R-604", "", "A transfer is told, with a digest and no evidence.", told(C.TRANSFER, grade=C.NO_EVIDENCE))
lower("R-363", "R-364", "", "A notice makes first transfers of units without identifiers, where an option forbids it.", told(C.CANCELLATION, **HOME), serials=TEN_LIST,
      world=lambda s: at_home(s, identified=False, o2=4), before=[(status(C.COMPLETED), AUTHORITY)])
lower("R-363", "R-366", "", "A notice makes first transfers of units without identifiers, for a purpose that is not authorized.", oimp_there(purpose=C.OP, **HOME), serials=TEN_LIST,
      world=lambda s: at_home(s, authorization(purposes=C.IMP), identified=False))
lower("R-364", "R-367", "", "An option forbids the first transfer that a notice makes, of an entity that is not stated.", oimp_there(entity=BANK, **HOME), serials=TEN_LIST,
      world=lambda s: at_home(s, o2=4), before=[(status(C.COMPLETED), AUTHORITY)])
lower("R-365", "R-366", "", "A use is told of units that were neither first transferred nor authorized.", notice(code=GH, **HOME), serials=TEN_LIST, world=stage,
      before=[(to_remote(account=COUNTERPART, action=C.TRANSFER), A)])
lower("R-365", "R-601", "", "A use is told of units of an account that holds, which were not first transferred.", oimp_there(account=GHANA), serials=TEN_LIST, world=stage)
lower("R-366", "R-367", "", "A use for a purpose and by an entity that are not authorized.", oimp_there(entity=BANK), serials=TEN_LIST, world=lambda s: remote(s, for_ndc()))
lower("R-366", "R-369", "", "A use for OIMP is told of restricted units that are authorized for NDCs.", oimp_there(), serials=TEN_LIST,
      world=lambda s: remote(s, for_ndc(terms=C.RESTRICTED)), before=[(ends(), G)])
lower("R-367", "R-368", "", "The Party that used is not named, and has no NDC period.", notice(code=SE), serials=TEN_LIST, world=lambda s: remote(s, authorization(parties=[CH])))
lower("R-368", "R-369", "", "Restricted units are used for a year behind the period.", notice(year=2031), serials=TEN_LIST,
      world=lambda s: remote(s, authorization(terms=C.RESTRICTED)), before=[(ends(), G)])
lower("R-368", "R-601", "", "Units of another Counterpart account are used for a year behind the period.", notice(year=2031, account=REMOTE_SE), serials=TEN_LIST)
lower("R-369", "R-601", "", "Restricted units of another account are used.", notice(account=REMOTE_SE), serials=TEN_LIST,
      world=lambda s: remote(s, authorization(terms=C.RESTRICTED)), before=[(ends(), G)])
lower("R-369", "R-603", "", "Units that a later version restricts, and that were used elsewhere, come back.", back(), B, serials=TEN_LIST,
      world=lambda s: remote(s, authorization(terms=C.RESTRICTED_ON_CHANGE)), before=[GIVEN, (authorization(version=2), G)])
lower("R-601", "R-604", "", "A notice of another account's units with a digest and no evidence.", notice(account=REMOTE_SE, grade=C.NO_EVIDENCE), serials=TEN_LIST)
lower("R-602", "R-604", "", "A notice as of a time before its units moved, with a digest and no evidence.", told(C.DOMESTIC, grade=C.NO_EVIDENCE), serials=TEN_LIST,
      header={"occurred": 1})
lower("R-601", "R-602", "", "Of the units of a notice some are another account's, all as of a time before they moved.", told(C.DOMESTIC, TWENTY), serials=TEN_LIST,
      header={"occurred": 1}, before=[(back(), B)])
lower("R-601", "N-301", "", "A notice of another account's units makes first transfers under a completed approach.", told(C.VOLUNTARY, account=REMOTE), serials=TEN_LIST,
      world=at_home, before=[(status(C.COMPLETED), AUTHORITY)])

# Withdrawals

@vector("r605-before-r371-b5", "A notice of a year that is final was withdrawn before: nothing more is asked of a final year.")
def _(s):
    remote(s)
    n = s.post(notice(), O)
    s.post(withdraws(n), *BOTH)
    s.post(final(CH, 2026, 2026), "carol")
    s.fails("R-605", s.post(withdraws(n), *BOTH), serials=[])


# Movements

lower("R-211", "R-603", "", "Units that were used elsewhere are moved by an account that does not hold them.", moved(C.TRANSFER, legs(REMOTE_SE, SWISS, TEN), [evidence()]), B,
      serials=TEN_LIST, before=[GIVEN])
lower("R-212", "R-603", "", "Units that were used elsewhere come back before they went.", back(), B, serials=TEN_LIST, header={"occurred": 1}, before=[GIVEN])
lower("R-210", "R-603", "", "Units that were used elsewhere are issued again.", issued(TEN, history()), G, serials=TEN_LIST, before=[GIVEN])
lower("R-223", "R-603", "", "A movement is reversed of which some units moved on, and others were used elsewhere.",
      lambda s, m: reversing(m, mirrored(s.postings[m])), *BOTH, serials=[[1, 11, 20]], world=stage,
      before=[(to_remote(TWENTY, account=COUNTERPART, action=C.TRANSFER), A), (told(C.DOMESTIC, **HOME), O), (back((1, 11, 20), account=COUNTERPART, to=GHANA), A)])
lower("R-370", "R-603", "", "The movement to another registry is reversed after its units were used there.", lambda s, m: reversing(m, mirrored(s.postings[m])), *BOTH,
      serials=TEN_LIST, world=stage, before=[(to_remote(TEN, account=COUNTERPART, action=C.TRANSFER), A), (told(C.DOMESTIC, **HOME), O)])
lower("R-504", "R-603", "", "A hold of units that were used elsewhere, by who does not hold them.", lambda s, _: hold(s, debited=COUNTERPART, acquiring=GHANA, action=C.ACQUISITION),
      A, serials=TEN_LIST, before=[GIVEN])
lower("R-505", "R-603", "", "A hold of units that are held back, and were used elsewhere.", at_counterpart, A, serials=TEN_LIST, world=at_home,
      before=[(at_counterpart, A), (told(C.CANCELLATION, **HOME), O)])
lower("R-507", "R-603", "", "Who accepts a hold takes a unit more, which was used elsewhere.", lambda s, h: moved(C.ACQUISITION, legs(REMOTE, SWISS, (1, 1, 11)), [named(h), evidence()]),
      B, before=[(lambda s, _: hold(s, debited=REMOTE, acquiring=SWISS, action=C.ACQUISITION), B), (notice((1, 11, 11)), O)])
lower("R-508", "R-603", "", "Units that are held back, and were used elsewhere, come back.", back(), B, serials=TEN_LIST,
      before=[(lambda s, _: hold(s, debited=REMOTE, acquiring=SWEDEN, action=C.ACQUISITION), B), GIVEN])
lower("R-514", "R-603", "", "Units that are restricted, and were used elsewhere, come back.", back(), B, serials=TEN_LIST, before=[(restriction(REMOTE), AUTHORITY), GIVEN])
lower("R-521", "R-603", "", "Units that were used elsewhere come back without evidence.", moved(C.ACQUISITION, legs(REMOTE, SWISS, TEN)), B, before=[GIVEN])
lower("R-416", "R-606", "", "Units of regime 6.4 are issued to a holding account without shares.", issues((GHANA, 1000)), G, world=mechanism)
lower("R-521", "R-606", "", "Units of regime 6.4 are issued to pending and Counterpart accounts without evidence.", issues(*LEVIES, (PENDING, 900), (COUNTERPART, 30)), G, world=mechanism)
lower("R-361", "R-606", "", "Units of regime 6.4 are issued to another Party's holding account.", issues(*LEVIES, (SWISS, 930)), G, serials=[[4, 1071, 2000]], world=mechanism)
lower("R-514", "R-606", "", "A restricted Source account issues units of regime 6.4 to a holding account.", issues(*LEVIES, (GHANA, 930)), G, serials=[[4, 1001, 2000]], world=mechanism,
      before=[(restriction(400), AUTHORITY)])

# Identifiers

lower("R-353", "R-612", "", "Identifiers of another approach than that of the authorization, and of a registry that is not its own.", identify(TEN, number=13, registry="ZZ"),
      serials=TEN_LIST, world=lambda s: at_home(s, identified=False, o10=1), before=[(approach(13), AUTHORITY), (registries("GHA01", number=13), AUTHORITY)])
lower("R-351", "N-304", "", "Identifiers of another registry for units that have some.", identify(TEN, registry="ZZ"), serials=TEN_LIST, world=stage,
      before=[(registries("GHA01"), AUTHORITY)])
lower("R-612", "N-304", "", "Identifiers of another registry, where an option binds them.", identify(TEN, registry="ZZ"), world=lambda s: stage(s, identified=False, o10=1),
      before=[(registries("GHA01"), AUTHORITY)])

# Levies

lower("R-348", "R-363", "", "Of what is authorized again some was first transferred, other has no identifiers.", attach((4, 1, 70), id="GH-CH-2"), G, serials=[[4, 1, 50]],
      world=levies, before=[(authorization(), G), (attach((4, 1, 50)), G), (authorization(id="GH-CH-2"), G)])
lower("R-353", "R-364", "", "What was levied has identifiers of another approach; an option forbids the first transfer, too.", attach((4, 1, 50), id="GH-CH-2"), G, serials=[[4, 1, 50]],
      world=lambda s: levies(s, o2=4), before=[(approach(13), AUTHORITY), (authorization(id="GH-CH-2", approach=13), G), (status(C.COMPLETED, 13), AUTHORITY)])
lower("R-347", "R-363", "", "What was levied is authorized by a version that is not in effect yet, without identifiers.", attach((4, 51, 70)), G, serials=[[4, 51, 70]],
      world=levies, before=[(authorization(from_ms=1 << 60), G)])
