"""Vectors of rulebook 2 about approaches: who states entities under one (R-343), and what one that is a draft, completed, revoked or not declared forbids
(R-344, R-364) or has remarked (N-301), of each kind of entry that asks for it."""

import codes as C
from cases import vector
from story_article6 import (BANK, CH, GH, GHANA, SE, SWISS, SWISS_OIMP, approach, attach, authorization, entity, first_transfer, for_oimp, identify,
                            stage, status, use_oimp)

G, A, O = "ghana", "authority", "operator"
TEN, TEN_LIST, REST = (1, 1, 10), [[1, 1, 10]], (1, 11, 20)


# Who states an entity

@vector("r343-entity", "A Party states an entity under an approach that it does not take part in; it takes part in another.")
def _(s):
    stage(s)
    s.post(approach(13, (CH, SE)), A)
    s.fails("R-343", s.post(entity(BANK, 13), G), serials=[])


@vector("r343-entity-of-using-party", "The using Party states an entity under an approach that only the host and another take part in.")
def _(s):
    stage(s)
    s.post(approach(13, (GH, SE)), A)
    s.post(entity(BANK, 13), G)
    s.fails("R-343", s.post(entity(BANK, 13, CH), "carol"), serials=[])


@vector("r113-before-r343-entity", "An entity is stated by who may not, under an approach that the Party does not take part in.")
def _(s):
    stage(s)
    s.post(approach(13, (CH, SE)), A)
    s.fails("R-113", s.post(entity(BANK, 13), O), serials=[])


@vector("ok-a6-entity-by-each", "Each Party of an approach states an entity under it, two of them the same; an entity has no metric, whatever the approach's are.")
def _(s):
    stage(s)
    s.post(approach(13, (CH, GH), (C.NON_GHG,)), A)
    for number, code, who in ((12, GH, G), (12, CH, "carol"), (12, SE, A), (13, GH, G), (13, CH, "carol")):
        s.post(entity(BANK, number, code), who)


@vector("ok-a6-entity-not-active", "Entities are stated under an approach that is a draft, then active, then completed, and under one that was revoked: no option forbids it.")
def _(s):
    stage(s, o2=7)
    s.post(approach(13, status=C.DRAFT), A)
    s.post(entity(BANK, 13), G)
    s.post(status(C.ACTIVE, 13), A)
    s.post(entity(BANK, 13, CH), "carol")
    s.post(status(C.COMPLETED, 13), A)
    s.post(entity(BANK, 13, SE), A)
    s.post(status(C.REVOKED), A)
    s.post(entity(BANK), G)


@vector("after-a6-entity-of-who-takes-no-part", "An entity stated by a Party that does not take part in the approach is stated.")
def _(s):
    stage(s, identified=False)
    s.post(approach(13, (GH, CH)), A)
    s.fails("R-343", s.post(entity(BANK, 13, SE), A), serials=[])
    s.post(identify(TEN, number=13), O)
    s.post(authorization(approach=13), G)
    s.post(attach(TEN), G)
    s.post(first_transfer(GHANA, SWISS, TEN), "alice")
    s.post(use_oimp(SWISS, SWISS_OIMP, (1, 1, 5), who=BANK), "bob")


# What is not active. Nothing can be authorized under a draft but with a remark, where no option forbids it.

STATES = {
    "draft": ("a draft", [approach(13, status=C.DRAFT)]),
    "completed": ("completed", [approach(13), status(C.COMPLETED, 13)]),
    "revoked": ("revoked", [approach(13), status(C.REVOKED, 13)]),
}


def under_13(s, state, **options):
    """The stage with approach 13 in a state, and ten units identified under it."""
    stage(s, identified=False, **options)
    for what in STATES[state][1]:
        s.post(what, A)
    s.post(identify(TEN, number=13), O)


def remarked(s, what, signer=G):
    s.fails("N-301", s.post(what, signer), serials=[])


def of_state(state):
    """The vectors of one state: authorized under it and not before."""
    is_state = STATES[state][0]

    @vector(f"n301-{state}-throughout", f"The approach is {is_state} when an authorization is stated, when units are authorized and when they cross: each is remarked.")
    def _(s):
        under_13(s, state)
        remarked(s, authorization(approach=13))
        remarked(s, attach(TEN))
        remarked(s, first_transfer(GHANA, SWISS, TEN), "alice")

    @vector(f"r344-{state}-authorizing", f"The approach is {is_state}: option 2 forbids to authorize units under it, and nothing else.")
    def _(s):
        under_13(s, state, o2=C.AUTHORIZING)
        remarked(s, authorization(approach=13))
        s.fails("R-344", s.post(attach(TEN), G), serials=[])

    @vector(f"r364-{state}-crossing", f"The approach is {is_state}: option 2 forbids a first transfer under it, and nothing else.")
    def _(s):
        under_13(s, state, o2=C.TRANSFERRING)
        remarked(s, authorization(approach=13))
        remarked(s, attach(TEN))
        s.fails("R-364", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=TEN_LIST)

    @vector(f"r364-{state}-units", f"The approach is {is_state}: option 2 forbids a first transfer under it, which units authorized would make.")
    def _(s):
        under_13(s, state, o2=C.TRANSFERRING)
        remarked(s, for_oimp(C.BY_AUTHORIZATION, approach=13))
        s.fails("R-364", s.post(attach(TEN), G), serials=TEN_LIST)


for each in STATES:
    of_state(each)


def not_declared(name, about, *, stated=None, **options):
    """An authorization and identifiers under approach 13, which is not declared; then what (s) tells, and all of it once more under the approach."""
    def register(function):
        @vector("after-a6-not-declared-" + name, about)
        def build(s):
            stage(s, identified=False, **options)
            s.fails("R-302", s.post(stated or authorization(approach=13), G), serials=[])
            s.fails("R-302", s.post(identify(TEN, REST, number=13), O), serials=[])
            function(s)
            s.post(approach(13), A)
            s.post(attach(REST), G)
            if not stated:
                s.post(first_transfer(GHANA, SWISS, REST), "alice")
    return register


@not_declared("authorizing", "An approach that is not declared is not active: option 2 forbids to authorize units under it, until it is declared.", o2=C.AUTHORIZING)
def _(s):
    s.fails("R-344", s.post(attach(TEN), G), serials=[])
    remarked(s, first_transfer(GHANA, SWISS, TEN), "alice")


@not_declared("crossing", "An approach that is not declared is not active: option 2 forbids a first transfer under it, until it is declared.", o2=C.TRANSFERRING)
def _(s):
    remarked(s, attach(TEN))
    s.fails("R-364", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=TEN_LIST)


@not_declared("units", "An approach that is not declared is not active: option 2 forbids the first transfer that units authorized would make, until it is declared.",
              stated=for_oimp(C.BY_AUTHORIZATION, approach=13), o2=C.TRANSFERRING)
def _(s):
    s.fails("R-364", s.post(attach(TEN), G), serials=TEN_LIST)
