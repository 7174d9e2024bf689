"""Vectors of rulebook 2 in which one entry breaks two rules: the lower is said."""

import codes as C
from cases import vector
from story import account, issue, legs, mirrored, moved, reversing, transfer
from story_article6 import (ALL, BANK, CH, GHANA, GHANA_NDC, SE, SWISS, SWISS_NDC, SWISS_OIMP, approach, attach, authorization, authorized, ends,
                            final, first_transfer, for_ndc, for_oimp, identify, stage, status, use_ndc, use_oimp)

BOTH = ("operator", "authority")
TEN, TEN_LIST = (1, 1, 10), [[1, 1, 10]]


def lower(rule, other, name, about, what, signer, serials=None, before=(), stated=None, **world):
    """The last entry breaks both rules; the lower is said."""
    @vector(f"{rule.replace('-', '').lower()}-before-{other.replace('-', '').lower()}{name}", about)
    def build(s):
        stage(s, **world)
        if stated:
            authorized(s, stated)
        for first in before:
            s.post(*first)
        s.fails(rule, s.post(what, signer), serials=serials or [])


lower("R-113", "R-301", "", "An approach of number 0 is declared by the operator.", approach(0), "operator")
lower("R-141", "R-302", "", "A Party that is not declared authorizes under an approach that is not declared.", authorization(party="DE", approach=13), "authority")
lower("R-202", "R-345", "", "Units of an unknown space are authorized, in a block that is not well formed.", attach((9, 5, 1)), "ghana",
      before=[(authorization(), "ghana")])
lower("R-211", "R-360", "", "A use of units that another holds names no year.", moved(C.USE_TOWARDS_NDC, legs(SWISS, SWISS_NDC, TEN)), "bob", TEN_LIST)
lower("R-213", "R-361", "", "Units that are not authorized go to another Party's account for another metric.", transfer(GHANA, 20, TEN), "alice", TEN_LIST,
      before=[(account(20, C.HOLDING, CH, [11], metric=C.NON_GHG), "operator")])
lower("R-302", "R-340", "", "An authorization without purposes names an approach that is not declared.", authorization(purposes=0, approach=13), "ghana")
lower("R-340", "R-342", "", "The first version of an authorization is 2, and has no purposes.", authorization(purposes=0, version=2), "ghana")
lower("R-341", "R-345", "", "Nothing is attached to an authorization that was never stated.", attach(), "ghana")
lower("R-342", "R-343", "", "Version 2 comes first, under an approach that its Party does not take part in.", authorization(version=2, approach=13), "ghana",
      before=[(approach(13, (CH,)), "authority")])
lower("R-345", "R-346", "", "Units that are not issued are authorized in overlapping blocks.", attach((1, 1001, 1010), (1, 1001, 1001)), "ghana",
      before=[(authorization(), "ghana")])
lower("R-346", "R-349", "", "Units that are not issued are authorized, more than the cap.", attach((1, 1, 1010)), "ghana", [[1, 1001, 1010]],
      before=[(authorization(cap=5), "ghana")])
lower("R-347", "R-349", "", "Units of a vintage that is not authorized are authorized, more than the cap.", attach(TEN), "ghana", TEN_LIST,
      before=[(authorization(cap=5, last_vintage=2024), "ghana")])
lower("R-348", "R-349", "", "Units are attached again, with others above the cap: those attached again are said.", attach(ALL), "ghana", TEN_LIST,
      before=[(authorization(cap=20), "ghana"), (attach(TEN), "ghana")])
lower("R-349", "R-363", "", "Units without identifiers are authorized above the cap, by definition authorization.", attach(TEN), "ghana",
      before=[(for_oimp(C.BY_AUTHORIZATION, cap=5), "ghana")], identified=False)
lower("R-350", "R-351", "", "Identifiers of another vintage are assigned to units that have one.", identify(TEN, vintage=2026), "operator", TEN_LIST)
lower("R-351", "R-352", "", "Units that have an identifier get a number that is taken.", identify(TEN, first=500), "operator", TEN_LIST)
lower("R-352", "R-353", "", "Numbers from 0, of another approach than that of the host's attachment.", identify(TEN, number=13, first=0), "operator", [[1, 1, 1]],
      before=[(approach(13), "authority")], stated=authorization(), identified=False)
lower("R-360", "R-361", "", "A use without a year, of units that are not authorized, by another Party.",
      moved(C.USE_TOWARDS_NDC, legs(GHANA, SWISS_NDC, TEN)), "alice")
lower("R-361", "R-362", "", "Units of which some are not authorized are transferred to another Party.", transfer(GHANA, SWISS, TEN), "alice", [[1, 6, 10]],
      before=[(authorization(), "ghana"), (attach((1, 1, 5)), "ghana")])
lower("R-362", "R-363", "", "Units without identifiers cross by a transfer.", transfer(GHANA, SWISS, TEN), "alice", TEN_LIST, stated=authorization(),
      identified=False)
lower("R-363", "R-364", "", "Units without identifiers cross under a completed approach, which an option forbids.", first_transfer(GHANA, SWISS, TEN), "alice",
      TEN_LIST, stated=authorization(), before=[(status(C.COMPLETED), "authority")], identified=False, o2=7)
lower("R-365", "R-366", "", "Units for OIMP alone, not first transferred, are used towards the host's NDC.", use_ndc(GHANA, GHANA_NDC, TEN), "alice", TEN_LIST,
      stated=for_oimp())
lower("R-366", "R-367", "", "Units for an NDC are used for OIMP by an entity that was never stated.", use_oimp(SWISS, SWISS_OIMP, TEN, who=BANK), "bob", TEN_LIST,
      stated=for_ndc(), before=[(first_transfer(GHANA, SWISS, ALL), "alice")])
lower("R-367", "R-368", "", "A Party that may not use uses for a year outside its NDC periods.", use_ndc(SWISS, SWISS_NDC, TEN, of=2050), "bob", TEN_LIST,
      stated=authorization(parties=[SE]), before=[(first_transfer(GHANA, SWISS, ALL), "alice")])
lower("R-368", "R-369", "", "Restricted units are used for a year outside the NDC periods.", use_ndc(SWISS, SWISS_NDC, TEN, of=2050), "bob", TEN_LIST,
      stated=authorization(terms=C.RESTRICTED), before=[(first_transfer(GHANA, SWISS, ALL), "alice"), (ends(), "ghana")])


@vector("r223-before-r370", "Units of a first transfer to another registry moved on, and it is reversed.")
def _(s):
    stage(s)
    s.post(account(20, C.HOLDING, CH, [11], registry="CHE01"), "operator")
    authorized(s)
    m = s.post(first_transfer(GHANA, 20, TEN), "alice")
    s.post(transfer(20, SWISS, (1, 5, 5)), "bob")
    s.fails("R-223", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[[1, 5, 5]])


@vector("r370-before-r371", "A first transfer to another registry is reversed after the host's year is final.")
def _(s):
    stage(s)
    s.post(account(20, C.HOLDING, CH, [11], registry="CHE01"), "operator")
    authorized(s)
    m = s.post(first_transfer(GHANA, 20, TEN), "alice")
    s.post(final(), "ghana")
    s.fails("R-370", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=TEN_LIST)


@vector("r223-before-r372", "Of units that made their first transfer when they were authorized one moved on; their issue is reversed.")
def _(s):
    stage(s)
    new = (1, 1001, 1010)
    m = s.post(issue(100, GHANA, new), "ghana")
    s.post(identify(new, first=1001), "operator")
    authorized(s, authorization(definition=C.BY_ISSUANCE), new)
    s.post(transfer(GHANA, SWISS, (1, 1005, 1005)), "alice")
    s.fails("R-223", s.post(reversing(m, mirrored(s.postings[m])), *BOTH), serials=[[1, 1005, 1005]])
