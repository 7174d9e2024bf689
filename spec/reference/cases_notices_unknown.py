"""Vectors of rulebook 5: codes and options that are not known, its kinds under an older rulebook, and bodies that do not decode."""

import codec
import codes as C
from cases import vector
from cases_notices import AUTHORITY, B, BOTH, O
from story import note
from story_article6 import rulebook
from story_notices import attach, authorization, back, notice, oimp_there, registries, remote, stage, told, withdraws

G = "ghana"
UNDER_4 = {"version": 4}


def unknown(name, about, what, *signers, header=None, **world):
    @vector("open-r101-b5-" + name, about)
    def build(s):
        stage(s, **world)
        s.undetermined("R-101", s.post(what, *(signers or [O]), **(header or {})))
        s.post(note(), O)


unknown("action-0", "A notice tells action 0.", told(0))
unknown("action-12", "A notice tells action 12.", told(12))
for value in (1, 3, 5, 6, 7, 8):
    unknown(f"purpose-{value}", f"A notice has purpose {value}.", oimp_there(purpose=value))
unknown("purpose-high", "A notice has a purpose that is 2 in its low byte.", oimp_there(purpose=0x0102))
unknown("grade-0", "A notice has evidence of grade 0.", notice(grade=0))
unknown("grade-5", "A notice has evidence of grade 5.", notice(grade=5))
unknown("kind-66", "An entry of kind 66.", (66, b"\0" * 10), AUTHORITY)
unknown("kind-109", "An entry of kind 109.", (109, b"\0" * 10))
unknown("kind-112", "An entry of kind 112.", (112, b"\0" * 10))
unknown("terms-0", "An authorization has revocation terms 0.", authorization(terms=0), G)
unknown("terms-4", "An authorization has revocation terms 4.", authorization(terms=4), G)
unknown("terms-3", "An authorization has revocation terms 3 under rulebook 4, which does not know them.", authorization(terms=3), G, **UNDER_4)
unknown("terms-3-under-2", "An authorization has revocation terms 3 under rulebook 2.", authorization(terms=3), G, version=2, issues=False)
unknown("option-12", "A rulebook of version 5 sets option 12.", rulebook(5, o12=0), *BOTH)
unknown("option-10-value", "A rulebook of version 5 sets option 10 to 2.", rulebook(5, o10=2), *BOTH)
unknown("option-11-value", "A rulebook of version 5 sets option 11 to 4.", rulebook(5, o11=4), *BOTH)
unknown("option-11-high", "A rulebook of version 5 sets option 11 to 2^32 + 1.", rulebook(5, o11=(1 << 32) + 1), *BOTH)
unknown("option-11-under-4", "A rulebook of version 4 sets option 11.", rulebook(4, o11=0), *BOTH, **UNDER_4)
unknown("option-5", "A rulebook of version 5 sets option 5 to 10,001.", rulebook(5, o5=10_001), *BOTH)

for number, what, *signers in ((65, registries("GHA01"), AUTHORITY), (110, notice(), O), (111, withdraws(5), *BOTH)):
    unknown(f"kind-{number}", f"An entry of kind {number} under rulebook 4, which does not know it.", what, *signers, **UNDER_4)
    unknown(f"kind-{number}-under-3", f"An entry of kind {number} under rulebook 3, with a body that rulebook 5 could not read.", (number, b"\xff" * 40), *signers, version=3)
unknown("kind-110-under-2", "An entry of kind 110 under rulebook 2.", notice(), version=2, issues=False)
unknown("kind-110-under-1", "An entry of kind 110 under rulebook 1, with a body that rulebook 5 could not read.", (110, b"\0" * 8), version=1, issues=False, approaches=False,
        standings=False)
unknown("kind-110-on-behalf", "A notice is given on behalf under rulebook 4, which does not know it.", notice(), header={"on_behalf": ["somebody"]}, **UNDER_4)


@vector("open-r101-b5-not-genesis", "Entry 0 is of kind 110: before genesis no rulebook knows it.")
def _(s):
    s.post(notice(), O)
    s.seal()
    s.undetermined("R-101", 0)
    s.checkpoint_text = None
    s.trust_text = None


@vector("open-r101-b5-no-effect", "A notice of a grade that is not known notices nothing, and was not given; a version with terms that are not known was not stated.")
def _(s):
    remote(s)
    n = s.post(notice(grade=5), O)
    s.undetermined("R-101", n)
    s.undetermined("R-101", s.post(authorization(id="GH-CH-2", terms=4), G))
    s.post(back(), B)
    s.fails("R-605", s.post(withdraws(n), *BOTH), serials=[])
    s.fails("R-341", s.post(attach((1, 11, 20), id="GH-CH-2"), G), serials=[])


@vector("open-r101-b5-adopted-later", "A notice and registries are told in the batch that adopts rulebook 5, which binds from the next.")
def _(s):
    stage(s, version=4, identified=False)
    n = s.post(told(C.DOMESTIC, account=10), O)
    s.undetermined("R-101", n)
    s.undetermined("R-101", s.post(registries("CHE01"), AUTHORITY))
    s.post(rulebook(5, o10=1), *BOTH)
    s.seal()
    s.fails("R-605", s.post(withdraws(n), *BOTH), serials=[])
    s.post((C.IDENTIFIERS, {"approach": 12, "registry": "GHA01", "party": "GH", "vintage": 2025, "first": 1,
                            "blocks": [{"space": 1, "first": 1, "last": 10}]}), O)


@vector("r130-b5-older", "Rulebook 4 is adopted where rulebook 5 is in force.")
def _(s):
    stage(s)
    s.fails("R-130", s.post(rulebook(4), *BOTH), serials=[])


@vector("r130-b5-option-twice", "A rulebook of version 5 names option 11 twice.")
def _(s):
    stage(s)
    e = s.post((C.RULEBOOK_ADOPTED, {"version": 5, "settings": [{"option": 11, "value": 1}, {"option": 11, "value": 1}]}), *BOTH)
    s.fails("R-130", e, serials=[])


# What does not decode

def undecodable(name, about, what, bend, *signers):
    @vector("r100-b5-" + name, about)
    def build(s):
        stage(s)
        kind, body = what
        raw = codec.BODIES[kind].write(body)
        assert bend(raw) != raw
        s.fails("R-100", s.post((kind, bend(raw)), *(signers or [O])))


def at(place, new):
    return lambda raw: raw[:place] + new + raw[place + len(new):]


def more(raw):
    return raw + b"\0"


def less(raw):
    return raw[:-1]


LISTED = registries("GHA01", "CHE01")
undecodable("registries-left-over", "A byte is left over behind registries.", LISTED, more, AUTHORITY)
undecodable("registries-short", "Registries lack their last byte.", LISTED, less, AUTHORITY)
undecodable("registries-count", "Registries say that they are three and are two.", LISTED, at(2, b"\3"), AUTHORITY)
undecodable("registries-lower", "A registry is written in small letters.", LISTED, at(10, b"gha01"), AUTHORITY)
undecodable("registries-one", "A registry id has one character.", LISTED, at(10, b"G\0\0\0\0"), AUTHORITY)
undecodable("registries-none", "A registry id is all zero.", LISTED, at(18, bytes(8)), AUTHORITY)
undecodable("registries-gap", "A registry id has a character after a 00.", LISTED, at(15, b"\0A"), AUTHORITY)
undecodable("notice-left-over", "A byte is left over behind a notice.", notice(), more)
undecodable("notice-short", "A notice lacks its last byte.", notice(), less)
undecodable("notice-count", "A notice says that it has two blocks and has one.", notice(), at(8, b"\2"))
undecodable("notice-no-party", "A notice names no Party.", notice(), at(38, bytes(4)))
undecodable("notice-party-lower", "A notice's Party is written in small letters.", notice(), at(38, b"ch"))
undecodable("withdrawal-left-over", "A byte is left over behind a withdrawal.", withdraws(5), more, *BOTH)
undecodable("withdrawal-short", "A withdrawal lacks its last byte.", withdraws(5), less, *BOTH)


@vector("r100-b5-notice-blocks-1025", "A notice has 1,025 blocks.")
def _(s):
    stage(s)
    s.fails("R-100", s.post(told(C.CANCELLATION, *((1, n, n) for n in range(1, 1026))), O))


@vector("r100-b5-registries-65", "An approach has 65 registries.")
def _(s):
    stage(s)
    s.fails("R-100", s.post(registries(*(f"R{n:03}" for n in range(65))), AUTHORITY))


@vector("r100-b5-no-effect", "A notice that does not decode notices nothing, and was not given; nor does a withdrawal withdraw.")
def _(s):
    remote(s)
    kind, body = notice()
    n = s.post((kind, more(codec.BODIES[kind].write(body))), O)
    s.fails("R-100", n)
    s.post(back(), B)
    s.fails("R-605", s.post(withdraws(n), *BOTH), serials=[])
    other = s.post(notice((1, 11, 20)), O)
    kind, body = withdraws(other)
    s.fails("R-100", s.post((kind, less(codec.BODIES[kind].write(body))), *BOTH))
    s.fails("R-603", s.post(back((1, 11, 20)), B), serials=[[1, 11, 20]])


@vector("r100-b5-keys-under-4", "A notice under rulebook 4, which does not know it, has its keys in the wrong order.")
def _(s):
    stage(s, **UNDER_4)
    statement = s.statement(*notice())
    raw = s.sign(statement, ["alice", "bob"])
    size = len(statement)
    s.fails("R-100", s.put(raw[:size + 1] + raw[size + 69:] + raw[size + 1:size + 69]))


@vector("open-r101-b5-signature", "A notice under rulebook 4 has a signature that is not valid: that is found beside what is not known.")
def _(s):
    stage(s, **UNDER_4)
    raw = s.sign(s.statement(*notice()), [O])
    e = s.put(raw[:-1] + bytes([raw[-1] ^ 1]))
    s.undetermined("R-101", e)
    s.fails("R-111", e)
