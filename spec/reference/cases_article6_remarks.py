"""Vectors of rulebook 2: what the writer admits and the verifier remarks (N-301 to N-303), codes and kinds that are not known, and bodies that do not
decode."""

import codec
import codes as C
from cases import vector
from story import legs, moved, note, transfer
from story_article6 import (ALL, CH, GH, GHANA, SE, SWISS, SWISS_NDC, SWISS_VOLUNTARY, approach, attach, authorization, authorized,
                            by_switzerland, cancel, ends, entity, filing, final, first_transfer, for_ndc, for_oimp, identify, inventory, period,
                            rulebook, stage, standing, status, use_ndc, year)

BOTH = ("operator", "authority")
TEN = (1, 1, 10)


def remarked(rule, name, about, *story, before=(), stated=None, **world):
    """The stage, what comes `before`, an authorization with all units attached where `stated` is given; the last of the story is remarked."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        stage(s, **world)
        for first in before:
            s.post(*first)
        if stated:
            authorized(s, stated)
        e = [s.post(*what) for what in story][-1]
        s.fails(rule, e, serials=[])
        s.post(note(), "operator")


NO_REPORT = (standing(GH, value=0), "ghana")
INELIGIBLE = (standing(GH, C.ELIGIBLE, 0), "ghana")
COMPLETED = (status(C.COMPLETED), "authority")
CROSS = (first_transfer(GHANA, SWISS, TEN), "alice")

remarked("N-301", "draft", "An authorization is stated under an approach that is a draft.", (authorization(approach=13), "ghana"),
         before=[(approach(13, status=C.DRAFT), "authority")])
remarked("N-301", "units", "Units are authorized under an approach that was completed.", COMPLETED, (attach(ALL), "ghana"),
         before=[(authorization(), "ghana")])
remarked("N-301", "first-transfer", "Units make their first transfer under an approach that was revoked.", (status(C.REVOKED), "authority"), CROSS,
         stated=authorization())
remarked("N-301", "cancellation", "A voluntary cancellation is a first transfer, under an approach that was completed.", COMPLETED,
         (cancel(C.VOLUNTARY, GHANA, SWISS_VOLUNTARY, TEN), "alice"), stated=for_oimp())
remarked("N-301", "lowest", "The approach was completed, the report taken back, the Party is not eligible: the lowest is said.", COMPLETED, NO_REPORT,
         INELIGIBLE, CROSS, stated=authorization())
remarked("N-301", "other-options", "Options forbid to state and to authorize; the first transfer is remarked.", COMPLETED, CROSS, stated=authorization(),
         o2=C.STATING | C.AUTHORIZING)
remarked("N-302", "never", "A Party of which nothing is stated has not submitted its initial report.", (authorization(party=SE, id="SE-1"), "authority"),
         before=[(standing(SE, value=0), "authority")])
remarked("N-302", "using-party", "The using Party authorizes units, and has taken back its report.", (standing(CH, value=0), "carol"),
         (attach(TEN, code=CH, id="CH-9"), "carol"), before=[(by_switzerland(), "carol")])
remarked("N-302", "first-transfer", "The host of a first transfer has taken back its report.", NO_REPORT, CROSS, stated=for_ndc())
remarked("N-303", "authorization", "A Party that is stated not to be eligible states an authorization.", (authorization(), "ghana"), before=[INELIGIBLE])
remarked("N-303", "units", "A Party that is not eligible authorizes units, which is also their first transfer: one remark.", INELIGIBLE,
         (attach(ALL), "ghana"), before=[(for_oimp(C.BY_AUTHORIZATION), "ghana")])
remarked("N-303", "first-transfer", "The host of a first transfer is not eligible.", INELIGIBLE, CROSS, stated=for_ndc())


@vector("n302-no-standing", "Nothing was ever stated of the Party: its report is missing, and it is eligible.")
def _(s):
    stage(s, standings=False)
    s.fails("N-302", s.post(authorization(), "ghana"), serials=[])
    s.fails("N-302", s.post(attach(ALL), "ghana"), serials=[])
    s.fails("N-302", s.post(first_transfer(GHANA, SWISS, TEN), "alice"), serials=[])
    s.post(transfer(SWISS, GHANA, TEN), "bob")


@vector("after-remark-taints-nothing", "A first transfer is remarked; a double spend of the same units is its own cause.")
def _(s):
    stage(s)
    authorized(s)
    s.post(*COMPLETED)
    s.fails("N-301", s.post(*CROSS), serials=[])
    s.fails("R-211", s.post(transfer(GHANA, SWISS, TEN), "alice"), serials=[[1, 1, 10]])


@vector("r362-before-remark", "A movement breaks a rule and would be remarked: the rule is said.")
def _(s):
    stage(s)
    authorized(s)
    s.post(*COMPLETED)
    s.fails("R-362", s.post(transfer(GHANA, SWISS, TEN), "alice"), serials=[[1, 1, 10]])


# What is not known

def unknown(name, about, what, *signers, **world):
    @vector("open-r101-a6-" + name, about)
    def build(s):
        stage(s, **world)
        s.undetermined("R-101", s.post(what, *signers))
        s.post(note(), "operator")


unknown("approach-status", "An approach is declared with status 5.", approach(13, status=5), "authority")
unknown("approach-metric", "An approach is declared with metric 3.", approach(13, metrics=(C.GHG, 3)), "authority")
unknown("status", "The status of an approach becomes 0.", status(0), "authority")
unknown("method", "An NDC period has method 4.", period(CH, 2031, 2035, 4), "carol")
unknown("period-metric", "An NDC period has metric 0.", period(CH, 2031, 2035, metric=0), "carol")
unknown("inventory-metric", "An inventory has metric 3.", inventory(metric=3), "ghana")
unknown("standing-item", "A standing of item 3 is stated.", standing(GH, 3), "ghana")
unknown("authorization-metric", "An authorization has metric 3.", authorization(metric=3), "ghana")
unknown("authorization-gwp", "An authorization has GWP set 5.", authorization(gwp=5), "ghana")
unknown("sector", "An authorization names sector 10.", authorization(sectors=[1, 10]), "ghana")
unknown("activity-type", "An authorization names activity type 28.", authorization(activities=[28]), "ghana")
unknown("definition", "An authorization defines the first transfer by 4.", authorization(definition=4), "ghana")
unknown("terms", "An authorization has revocation terms 3.", authorization(terms=3), "ghana")
unknown("particular", "A use has a particular of tag 4.", moved(C.USE_TOWARDS_NDC, legs(GHANA, SWISS_NDC, TEN), [year(2026), {"tag": 4, "value": b""}]), "alice")
unknown("option", "A rulebook of version 2 sets option 5.", rulebook(2, o5=0), *BOTH)
unknown("option-value", "A rulebook sets option 2 to 8.", rulebook(2, o2=8), *BOTH)
unknown("rulebook", "A rulebook of version 999 is adopted.", rulebook(999), *BOTH)
for number, (what, who) in {50: (approach(13), "authority"), 51: (status(C.COMPLETED), "authority"), 52: (period(CH, 2031, 2035), "carol"),
                            53: (inventory(), "ghana"), 54: (standing(GH), "ghana"), 60: (authorization(), "ghana"), 61: (entity(), "ghana"),
                            62: (ends(), "ghana"), 63: (attach(TEN), "ghana"), 64: (identify(TEN), "operator"), 91: (final(), "ghana")}.items():
    unknown(f"kind-{number}", f"An entry of kind {number} under rulebook 1, which does not know it.", what, who, version=1, identified=False,
            approaches=False, standings=False)
unknown("year-under-1", "A use names its year under rulebook 1, which does not know particulars.", use_ndc(GHANA, SWISS_NDC, TEN), "alice",
        version=1, identified=False, approaches=False, standings=False)


@vector("open-r101-a6-kind-90", "An entry of kind 90 under rulebook 1, which does not know it.")
def _(s):
    stage(s, version=1, identified=False, approaches=False, standings=False)
    s.undetermined("R-101", s.post(filing(s, 3), "ghana"))


@vector("open-r101-a6-genesis-option", "Genesis sets option 4 to 8: nothing behind it is judged.")
def _(s):
    s.genesis(rulebook={"version": 2, "settings": [{"option": 4, "value": 8}]})
    s.undetermined("R-101", 0)
    s.checkpoint_text = None
    s.trust_text = None


@vector("open-r101-a6-not-genesis", "Entry 0 is of kind 50: before genesis no rulebook knows it.")
def _(s):
    s.post(approach(), "authority")
    s.seal()
    s.undetermined("R-101", 0)
    s.checkpoint_text = None
    s.trust_text = None


@vector("open-r101-a6-no-effect", "An approach with an unknown status is not declared: an authorization under it breaks R-302.")
def _(s):
    stage(s)
    s.undetermined("R-101", s.post(approach(13, status=9), "authority"))
    s.fails("R-302", s.post(authorization(approach=13), "ghana"), serials=[])


# What does not decode

def undecodable(name, about, what, bend, *signers):
    @vector("r100-a6-" + name, about)
    def build(s):
        stage(s)
        kind, body = what
        raw = codec.BODIES[kind].write(body)
        assert bend(raw) != raw
        s.fails("R-100", s.post((kind, bend(raw)), *signers))


undecodable("left-over", "Behind the body of an authorization stands a byte.", authorization(), lambda raw: raw + b"\0", "ghana")
undecodable("short", "The body of final adjustments ends a byte early.", final(), lambda raw: raw[:-1], "ghana")
undecodable("mirrored-2", "An authorization says 2 where it says whether it is mirrored.", authorization(),
            lambda raw: raw.replace(b"GH-CH-1\1\0\0\0\0", b"GH-CH-1\1\0\0\0\2"), "ghana")
undecodable("minus-zero", "An inventory is minus zero.", inventory(total=0), lambda raw: raw[:16] + b"\1" + raw[17:], "ghana")
undecodable("sign-2", "The sign of an inventory is 2.", inventory(total=5), lambda raw: raw[:16] + b"\2" + raw[17:], "ghana")
undecodable("no-party", "A final adjustment names no Party.", final(), lambda raw: bytes(4) + raw[4:], "ghana")
undecodable("no-id", "An authorization is ended whose id is empty.", ends(id="X"), lambda raw: raw[:4] + bytes(8) + raw[13:], "ghana")
undecodable("long-id", "An authorization id has 65 characters.", ends(id="X" * 64), lambda raw: raw[:4] + b"\x41" + raw[5:12] + b"X" + raw[12:], "ghana")
undecodable("parties-65", "An approach names 65 Parties.", approach(13, [f"P{n}" for n in range(10, 74)]),
            lambda raw: raw[:2] + b"\x41" + raw[3:10] + b"P9\0\0" + raw[10:], "authority")
undecodable("metrics-3", "An approach names three metrics.", approach(13, (GH,), (1, 2)), lambda raw: raw[:14] + b"\3" + raw[15:22] + b"\1\0" + raw[22:],
            "authority")
undecodable("blocks-1025", "1,025 blocks of units are authorized.", attach(*[(1, n, n) for n in range(1, 1025)]),
            lambda raw: raw[:23] + b"\1\4" + raw[25:31] + b"\1\0\0\0" + bytes(16) + raw[31:], "ghana")
undecodable("registry", "Identifiers name a registry in lower case.", identify(TEN), lambda raw: raw.replace(b"GHA01", b"gha01"), "operator")


@vector("r100-a6-keys-under-1", "An entry of kind 60 under rulebook 1, whose keys are not in order: that is asked of every kind.")
def _(s):
    stage(s, version=1, identified=False, approaches=False, standings=False)
    raw = s.sign(s.statement(*authorization()), ["ghana", "alice"])
    at = len(raw) - 2 * 68
    s.fails("R-100", s.put(raw[:at] + raw[at + 68:] + raw[at:at + 68]))
