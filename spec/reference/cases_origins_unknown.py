"""Vectors of rulebook 3: codes, particulars and options that are not known, its kinds under an older rulebook, and bodies that do not decode."""

import codec
import codes as C
from cases import vector
from story import note
from story_article6 import rulebook, standing
from story_origins import (activity, conversion, deduction, exemption, history, issued, line, loss, mechanism, monitoring, on, settlement, stage,
                           underlying, withdraws)

G, A, BOTH = "ghana", "authority", ("operator", "authority")
TEN = (1, 1, 10)
UNDER_2 = {"version": 2, "monitored": False}


def unknown(name, about, what, *signers, before=(), **world):
    @vector("open-r101-b3-" + name, about)
    def build(s):
        stage(s, **world)
        for first in before:
            s.post(*first)
        s.undetermined("R-101", s.post(what, *(signers or [G])))
        s.post(note(), "operator")


unknown("sector-0", "An activity is of sector 0.", activity(activity="A", sector=0))
unknown("sector-10", "An activity is of sector 10.", activity(activity="A", sector=10))
unknown("activity-type", "An activity is of type 28.", activity(activity="A", activity_type=28))
unknown("activity-type-0", "An activity is of type 0.", activity(activity="A", activity_type=0))
unknown("mitigation-0", "An activity does not state its mitigation type.", activity(activity="A", mitigation=0))
unknown("mitigation-4", "An activity has mitigation type 4.", activity(activity="A", mitigation=4))
unknown("metric", "An activity has metric 3.", activity(activity="A", metric=3))
unknown("line-kind-0", "A line is of kind 0.", monitoring(2, line(component=2, kind=0)))
unknown("line-kind-3", "The second line is of kind 3.", monitoring(2, line(component=2), line(component=2, kind=3)))
unknown("rounding-0", "A line is rounded by 0.", monitoring(2, line(component=2, rounding=0)))
unknown("rounding-4", "A line is rounded by 4.", monitoring(2, line(component=2, rounding=4)))
unknown("share-rounding", "A share of a deduction is rounded by 4.", monitoring(2, line(900, component=2, baseline=1100, deductions=[deduction(100, 100_000, 4)])))
unknown("fixed-rounding", "A fixed deduction, which nothing rounds, has rounding 0.", monitoring(2, line(900, component=2, baseline=1100, deductions=[deduction(100, 0, 0)])))
unknown("standing-item", "A standing of item 4 is stated.", standing("GH", 4))
unknown("particular-7", "An issue has a particular of tag 7.", issued(TEN, on(), {"tag": 7, "value": b""}))
unknown("particular-9", "An issue has a particular of tag 9.", issued(TEN, on(), {"tag": 9, "value": b""}))
unknown("option-2", "A rulebook of version 3 sets option 2 to 8.", rulebook(3, o2=8), *BOTH)
unknown("option-5", "The share for adaptation is set to 10,001 ten-thousandths.", rulebook(3, o5=10_001), *BOTH)
unknown("option-6", "The share for OMGE is set to 10,001 ten-thousandths.", rulebook(3, o6=10_001), *BOTH)
unknown("option-7-zero", "The rounding of the mechanism's shares is set to 0.", rulebook(3, o7=0), *BOTH)
unknown("option-7", "The rounding of the mechanism's shares is set to 4.", rulebook(3, o7=4), *BOTH)
unknown("option-8", "Whether an exemption counts is set to 2.", rulebook(3, o8=2), *BOTH)
unknown("option-9", "A rulebook of version 3 sets option 9.", rulebook(3, o9=0), *BOTH)
unknown("option-of-2", "A rulebook of version 2 sets option 8.", rulebook(2, o8=0), *BOTH, **UNDER_2)

for number, what in {55: activity(), 56: monitoring(), 57: loss(), 58: conversion(), 59: withdraws()}.items():
    unknown(f"kind-{number}", f"An entry of kind {number} under rulebook 2, which does not know it.", what, **UNDER_2)
unknown("kind-55-under-1", "An entry of kind 55 under rulebook 1, with a body that rulebook 3 could not read.", (55, b"\0" * 8), version=1, monitored=False)
unknown("exemption", "An exemption is stated under rulebook 2, which does not know it.", exemption(), A, **UNDER_2)
for number, what in {4: issued(TEN, on()), 5: issued(TEN, underlying()), 6: issued(TEN, history())}.items():
    unknown(f"particular-{number}", f"An issue has a particular of tag {number} under rulebook 2, which does not know it.", what, **UNDER_2)
unknown("particular-8", "A cancellation settles a loss under rulebook 2, which does not know that.", settlement(TEN), "alice", before=[(issued(TEN), G)], **UNDER_2)
unknown("particular-4-under-1", "An issue has a particular of tag 4 under rulebook 1.", issued(TEN, on()), version=1, monitored=False)


@vector("open-r101-b3-not-genesis", "Entry 0 is of kind 55: before genesis no rulebook knows it.")
def _(s):
    s.post(activity(), "authority")
    s.seal()
    s.undetermined("R-101", 0)
    s.checkpoint_text = None
    s.trust_text = None


@vector("open-r101-b3-genesis-option", "Genesis sets the share for adaptation to 10,001: nothing behind it is judged.")
def _(s):
    s.genesis(rulebook={"version": 3, "settings": [{"option": 5, "value": 10_001}]})
    s.undetermined("R-101", 0)
    s.checkpoint_text = None
    s.trust_text = None


@vector("open-r101-b3-no-effect", "A monitoring with an unknown rounding is not stated: an issue on it breaks R-412, and its number is free.")
def _(s):
    stage(s)
    s.undetermined("R-101", s.post(monitoring(2, line(component=2, rounding=9)), G))
    s.fails("R-412", s.post(issued(TEN, on(2, component=2)), G), serials=[])
    s.post(monitoring(2, line(component=2)), G)


@vector("open-r101-b3-adopted-later", "An activity is declared in the batch that adopts rulebook 3, which binds from the next: it is not declared.")
def _(s):
    stage(s, **UNDER_2)
    s.undetermined("R-101", s.post(activity(), G))
    s.post(rulebook(3), *BOTH)
    s.seal()
    s.fails("R-402", s.post(monitoring(), G), serials=[])
    s.post(activity(), G)
    s.post(monitoring(), G)


# What rulebook 2 forbids

@vector("r208-b3-fund-under-2", "Under rulebook 2 units are issued to an account of the Adaptation Fund.")
def _(s):
    mechanism(s, **UNDER_2)
    s.fails("R-208", s.post(issued((4, 1, 10), source=400, to=30), G), serials=[])


@vector("r208-b3-omge-under-2", "Under rulebook 2 units are issued as cancelled for OMGE.")
def _(s):
    mechanism(s, **UNDER_2)
    s.fails("R-208", s.post(issued((4, 1, 10), source=400, to=31), G), serials=[])


@vector("r130-b3-older", "Rulebook 2 is adopted where rulebook 3 is in force.")
def _(s):
    stage(s)
    s.fails("R-130", s.post(rulebook(2), *BOTH), serials=[])


@vector("r130-b3-option-twice", "A rulebook of version 3 names the share for adaptation twice.")
def _(s):
    stage(s)
    e = s.post((C.RULEBOOK_ADOPTED, {"version": 3, "settings": [{"option": 5, "value": 0}, {"option": 5, "value": 1}]}), *BOTH)
    s.fails("R-130", e, serials=[])


# What does not decode

def undecodable(name, about, what, bend):
    @vector("r100-b3-" + name, about)
    def build(s):
        stage(s)
        kind, body = what
        raw = codec.BODIES[kind].write(body)
        assert bend(raw) != raw
        s.fails("R-100", s.post((kind, bend(raw)), G))


def at(place, *new):
    return lambda raw: raw[:place] + bytes(new) + raw[place + len(new):]


def changed(name, about, what, **other):
    """A body with a value that its field cannot hold; what is written is not checked."""
    undecodable(name, about, what, lambda raw: codec.BODIES[what[0]].write(what[1] | other))


A_LINE = line(component=2)
# activity "A": its string is 9 bytes, then host 4, methodology "M" 9, version "V" 9, four codes 8, empty metric 8, digits 8: the scale is at 55.
SMALL = activity(activity="A", methodology="M", version="V")
# monitoring 2 of "GH-COOK-1": number 4, string 17, period 16, report 32: scale at 69, lines from 70; of a line the baseline is at 78 + 8.
LINES = monitoring(2, A_LINE)
BASELINE = 86

undecodable("scale-19", "A quantum of an activity has scale 19.", SMALL, at(55, 19))
changed("no-activity", "An activity has no id.", SMALL, activity="")
changed("activity-65", "The id of an activity has 65 characters.", SMALL, activity="A" * 65)
changed("no-host", "An activity has no host.", SMALL, host=bytes(4))
changed("no-methodology", "An activity names no methodology.", SMALL, methodology="")
changed("methodology-65", "A methodology has 65 characters.", SMALL, methodology="M" * 65)
changed("no-version", "A methodology has no version.", SMALL, version="")
changed("version-33", "The version of a methodology has 33 characters.", SMALL, version="V" * 33)
changed("non-ghg-33", "A non-GHG metric of an activity has 33 characters.", SMALL, metric=C.NON_GHG, non_ghg="N" * 33)
changed("components-257", "An activity has 257 components.", SMALL, components=[{"number": n, "what": bytes(32)} for n in range(257)])
undecodable("component-short", "The last component of an activity lacks a byte.", SMALL, lambda raw: raw[:-1])
undecodable("activity-left-over", "Behind an activity stands a byte.", SMALL, lambda raw: raw + b"\0")
undecodable("scale-7", "The amounts of a monitoring have scale 7.", LINES, at(69, 7))
undecodable("sign-2", "The sign of a baseline is 2.", LINES, at(BASELINE, 2))
undecodable("minus-zero", "A baseline is minus zero.", monitoring(2, line(0, component=2, baseline=0, leakage=0)), at(BASELINE, 1))
changed("monitoring-no-activity", "A monitoring names no activity.", LINES, activity="")
changed("lines-257", "A monitoring has 257 lines.", LINES, lines=[line(component=n) for n in range(257)])
changed("deductions-17", "A line has 17 deductions.", LINES, lines=[A_LINE | {"deductions": [deduction(0)] * 17}])
changed("deduction-no-name", "A deduction has no name.", LINES, lines=[A_LINE | {"deductions": [deduction(0, name="")]}])
changed("deduction-name-33", "The name of a deduction has 33 characters.", LINES, lines=[A_LINE | {"deductions": [deduction(0, name="D" * 33)]}])
changed("loss-no-activity", "A loss names no activity.", loss(), activity="")
undecodable("loss-left-over", "Behind a loss stands a byte.", loss(), lambda raw: raw + b"\0")
changed("conversion-no-metric", "A conversion names no metric.", conversion(), non_ghg="")
changed("conversion-metric-33", "The metric of a conversion has 33 characters.", conversion(), non_ghg="N" * 33)
changed("conversion-no-party", "A conversion is of no Party.", conversion(), party=bytes(4))
undecodable("conversion-scale-19", "The factor of a conversion has scale 19.", conversion(), at(25, 19))
undecodable("withdrawn-short", "A withdrawal ends a byte early.", withdraws(), lambda raw: raw[:-1])


@vector("r100-b3-no-effect", "A monitoring that does not decode is not stated: its number is free.")
def _(s):
    stage(s)
    s.fails("R-100", s.post((C.MONITORING, codec.BODIES[C.MONITORING].write(LINES[1]) + b"\0"), G))
    s.post(LINES, G)


@vector("r100-b3-keys-under-2", "An entry of kind 55 under rulebook 2, whose keys are not in order: that is asked of every kind.")
def _(s):
    stage(s, **UNDER_2)
    raw = s.sign(s.statement(*activity()), ["ghana", "alice"])
    place = len(raw) - 2 * 68
    s.fails("R-100", s.put(raw[:place] + raw[place + 68:] + raw[place:place + 68]))
