"""Vectors of rulebook 3 about the space of underlying units: what touches the number, the place of a registry's numbers, and registries by another case (R-415).

In the comments a place is (runs in the prefix, runs in the suffix).
"""

import codes as C
from cases import vector
from cases_origins_after import G, REST, TEN, TOP, reverses, told
from cases_origins_issues import issuing
from cases_origins_passing import fine
from story import account, legs, moved, posting
from story_article6 import GHANA
from story_origins import SOURCE, history, issued, stage, underlying


def of(prefix, suffix, first=1, registry="VCS", **other):
    return underlying(first=first, registry=registry, prefix=prefix, suffix=suffix, **other)


def units(*particulars):
    """An issue of one unit on each, in the order of the serials from 101 on."""
    return [(issued((1, n, n), particular), G) for n, particular in enumerate(particulars, 101)]


def wrong(name, about, particular, *before):
    """What comes `before`, a unit each; then an issue of ten that breaks R-415 and nothing else."""
    issuing("R-415", name, about, issued(TEN, particular), units(*before))


def right(name, about, *particulars):
    """An issue of one unit on each, and nothing is wrong."""
    fine(name, about, *units(*particulars), monitored=False)


# What touches the number

wrong("prefix-digit", "The prefix of underlying units ends in a digit: the prefix VCS-1 and the number 1 would give the id of the prefix VCS- and the number 11.", of("VCS-1", "-GH"))
wrong("prefix-digit-0", "The prefix of underlying units ends in 0.", of("VCS-10", "-GH"))
wrong("prefix-digit-9", "The prefix of underlying units ends in 9.", of("VCS-9", "-GH"))
wrong("prefix-one-digit", "The prefix of underlying units is a digit, and nothing stands behind the number.", of("7", ""))
wrong("suffix-digit", "The suffix of underlying units begins with a digit.", of("VCS-", "1-GH"))
wrong("suffix-digit-0", "The suffix of underlying units begins with 0: the number 1 would read as 10.", of("VCS-", "0-GH"))
wrong("suffix-digit-9", "The suffix of underlying units begins with 9.", of("VCS-", "9GH"))
wrong("suffix-one-digit", "The suffix of underlying units is a digit, and nothing stands before the number.", of("", "7"))
right("underlying-beside-digits", "Neither what stands beside digits in ASCII nor a digit that a letter parts from the number touches it.",
      of("VCS-/", ":GH"), of("VCS-:", "/GH"), of("", ""), of("VCS 1/", "/1", registry="V1"), of("1:", ":1", registry="V1"))

# The place of a registry's numbers

wrong("other-split", "The number 1 of VCS-101- is the number 101 of -2022 divided otherwise: VCS-1-101-2022 is taken twice.",
      of("VCS-", "-101-2022"), of("VCS-1-", "-2022", 101))
wrong("other-split-later", "A registry's ids are divided with another run as the number, and no id is taken twice.",
      of("VCS-", "-101-2022"), of("VCS-1-", "-2022", 7))  # (1, 1), then (0, 2)
wrong("other-split-before", "A registry's ids are divided with an earlier run as the number, then with a later one.",
      of("VCS-7-", ""), of("VCS-", "-7"))  # (0, 1), then (1, 0)
wrong("more-runs", "A space has more runs than its registry's first in the prefix and in the suffix.", of("VCS-1-5-", "-20-22"), of("VCS-15-", "-2022"))
wrong("no-runs", "The ids of a registry have no run but the number; one has a run before and behind it.", of("VCS-9-", "-9"), of("VCS-", "-GH"))
wrong("most-runs", "A space has none of the runs of its registry's first, which are as many as 64 characters hold.", of("-" * 64, "-" * 64), of("1-" * 32, "-1" * 32))
wrong("runs-at-ends", "Runs at which a prefix begins and a suffix ends are runs.", of("VCS-", "-GH"), of("1529VCS-", "-GH2022"))
wrong("narrowed-suffix", "The place was narrowed to the suffix by a second space; a third agrees with what the first had in the prefix alone.",
      of("VCS-1-", "-20-22"), of("VCS-1-", "-2022"), of("VCS-1-5-", "-2022"))
wrong("narrowed-prefix", "The place was narrowed to the prefix by a second space; a third agrees with what the first had in the suffix alone.",
      of("VCS-1-5-", "-2022"), of("VCS-1-", "-2022"), of("VCS-1-", "-20-22"))
wrong("narrowed-second", "The place was narrowed to the suffix by a second space; a third agrees with what the second had in the prefix alone.",
      of("VCS-1-5-", "-20-22"), of("VCS-1-", "-2022"), of("VCS-1-5-", "-2022"))
wrong("narrowed-none", "The place was narrowed to no run in the suffix; a third space agrees with the first in the prefix alone.",
      of("VCS-1-", "-2022"), of("VCS-1-", ""), of("VCS-1-5-", ""))
wrong("place-of-case", "A registry is written in another case: its numbers have the same place.", of("VCS-", "-101-2022", registry="vcs"), of("VCS-1-", "-2022", 101))
wrong("narrowed-stays", "The place was narrowed to the prefix by a second space, and stays so behind a third; a fourth agrees with the second in the suffix alone.",
      of("VCS-1-5-", "-20-22"), of("VCS-1-", "-2022"), of("VCS-1-", "-20-22"), of("VCS-1-", ""))

right("place-narrows", "Prefixes of other counts of runs with suffixes of one count: the place is narrowed to the suffix.",
      of("VCS-1529-", "-2022"), of("VCS-15-29-", "-2022"), of("VCS-", "-2022-GH"), of("VCS-1-5-2-9-", "-22"), of("VCS-1529-", "-2023"))
right("place-by-prefix", "Spaces that agree with the place by the prefix only.",
      of("VCS-1529-", "-2022"), of("VCS-1529-", ""), of("VCS-7-", "-20-22"), of("VCS-8-", "-2022"))
right("place-both", "Spaces that agree in both: runs of other sizes, with zeros in front, and other characters about them.",
      of("VCS-1-", "-2022"), of("VCS-1529000-", "-1"), of("007:", "-CDM-0"), of("V 1 S ", "/x/00/"), of("VCS-1-", "-2023"))
right("places-apart", "Two registries have places of their own.",
      of("VCS-1-", "-2022"), of("GS-", "-1-2022", registry="GS"), of("VCS-2-", "-2023"), of("GS-", "-2-2023", registry="GS"), of("GS-1-", "-2-3", registry="GS"),
      of("VCS-2-3-", "-1"))  # the one narrowed to two runs in the suffix, the other to one
right("place-most", "As many runs as 64 characters hold, before and behind the number.", of("1-" * 32, "-1" * 32), of("1-" * 32, ""), of("2-" * 32, "-2" * 32),
      of("", "-1" * 32, registry="GS"), of("1-" * 32, "-2" * 32, registry="GS"))


# What a reversal does not take back

def reversed_first(s, *particulars):
    """An issue of one unit on each; the last of them is reversed."""
    for what in units(*particulars):
        m = s.post(*what)
    reverses(s, m)


@vector("r415-place-after-reversal", "The only issue that named a space of the registry is reversed: the place of its numbers stays.")
def _(s):
    stage(s)
    reversed_first(s, of("VCS-1-", "-2022", 101))
    s.fails("R-415", s.post(issued(TEN, of("VCS-", "-101-2022")), G), serials=[])


@vector("r415-narrowed-after-reversal", "The issue that narrowed the place to the prefix is reversed: it stays narrowed.")
def _(s):
    stage(s)
    reversed_first(s, of("VCS-1-", "-2022"), of("VCS-1-", ""))
    s.fails("R-415", s.post(issued(TEN, of("VCS-", "-2022")), G), serials=[])


@vector("ok-b3-place-after-reversal", "Issues that fixed and narrowed the place are reversed: their numbers are free, and spaces that fit the narrowed place go on.")
def _(s):
    stage(s)
    reversed_first(s, of("VCS-1-", "-2022"))
    s.post(issued(TEN, of("VCS-1-", "-2022")), G)
    m = s.post(issued(REST, of("VCS-1-", "")), G)
    reverses(s, m)
    s.post(issued((1, 21, 30), of("VCS-1-", "")), G)
    s.post(issued((1, 31, 40), of("VCS-1-", "-20-22")), G)


# Registries by another case

wrong("other-case", "A registry is written in small letters: its underlying units are taken all the same.", underlying(first=10, registry="vcs"), underlying(first=10))
wrong("other-case-mixed", "A registry is written in another case from letter to letter.", of("P-", "", registry="aZ-Gold std"), of("P-", "", registry="Az-gOLD STD"))
right("registries-apart", "Registries that differ in what is no letter are others, though it lies as far apart in ASCII as cases do.",
      *(of("P-", "", registry=f"R{sign}") for sign in "@`[{\\|]}^~_"), *(of("P-", "", registry=name) for name in ("R", "RR", "R" * 15, "R" * 16, "R" * 15 + "S")))
right("prefix-case", "Prefixes and suffixes that differ in case are others.", of("VCS-", "-GH"), of("vcs-", "-GH"), of("VCS-", "-gh"))


# Behind a finding

@told("underlying-case", "Underlying units are taken under a registry in two cases, and given back by the reversal of one: they are free in each.")
def _(s, fails):
    m = s.post(issued(TEN, underlying(registry="GoldStd")), G)
    fails("R-415", issued(REST, underlying(registry="GOLDstd")))
    reverses(s, m)
    s.post(issued((1, 21, 30), underlying(registry="goldstd")), G)
    fails("R-415", issued((1, 31, 31), underlying(registry="GoldStd", first=10)))


@told("underlying-misfit", "A space that does not fit changes nothing of the place: neither fixes it anew nor narrows it.")
def _(s, fails):
    s.post(issued((1, 1, 1), of("VCS-1-", "-2022")), G)  # (1, 1)
    fails("R-415", issued((1, 2, 2), of("VCS-", "-1-2022")))  # (0, 2)
    fails("R-415", issued((1, 3, 3), of("VCS-", "-2-2022")))
    s.post(issued((1, 4, 4), of("VCS-2-", "-2022")), G)  # (1, 1)
    s.post(issued((1, 5, 5), of("VCS-2-3-", "-2022")), G)  # (2, 1): narrowed to one run in the suffix
    fails("R-415", issued((1, 6, 6), of("VCS-2-", "")))  # (1, 0)
    s.post(issued((1, 7, 7), of("VCS-", "-2022")), G)  # (0, 1)


@told("underlying-misfit-narrows", "A space that does not fit leaves both fixed: one that agrees in the prefix fits, and so does one that agrees in the suffix, elsewhere.")
def _(s, fails):
    for serial, registry, prefix, suffix in ((1, "VCS", "VCS-2-", ""), (11, "GS", "GS-", "-2022")):
        s.post(issued((1, serial, serial), of("P-1-", "-2022", registry=registry)), G)
        fails("R-415", issued((1, serial + 1, serial + 1), of("P-", "-1-2022", registry=registry)))
        s.post(issued((1, serial + 2, serial + 2), of(prefix, suffix, registry=registry)), G)


@told("underlying-touched", "The first space of a registry has a digit before its number, a later one a digit behind it: the one fixes the place and the other narrows it.")
def _(s, fails):
    fails("R-415", issued((1, 1, 1), of("VCS-1", "-2022")))  # (1, 1)
    fails("R-415", issued((1, 2, 2), of("VCS-", "-1-2022")))  # (0, 2)
    s.post(issued((1, 3, 3), of("VCS-1-", "-2022")), G)
    fails("R-415", issued((1, 4, 4), of("VCS-1-5-", "1-2022")))  # (2, 2), and a digit behind the number
    fails("R-415", issued((1, 5, 5), of("VCS-1-5-", "2022")))  # (2, 1): a digit behind the number, and the place is narrowed
    fails("R-415", issued((1, 6, 6), of("VCS-1-", "")))  # (1, 0)
    s.post(issued((1, 7, 7), of("VCS-", "-2022")), G)


@told("underlying-zero-narrows", "An issue of numbers from 0 on names its space, of a registry in another case: the place is narrowed.")
def _(s, fails):
    s.post(issued(TEN, of("VCS-1-", "-2022")), G)
    fails("R-415", issued(REST, of("VCS-1-", "", 0, registry="Vcs")))  # narrowed to one run in the prefix
    fails("R-415", issued((1, 21, 21), of("VCS-", "-2022")))
    s.post(issued((1, 31, 31), of("VCS-1-", "-20-22", registry="VCs")), G)


@told("underlying-names-only", "An issue whose numbers are all beyond the last, and one that credits nothing, take nothing; they name their spaces.")
def _(s, fails):
    fails("R-415", issued(TEN, of("VCS-1-", "-2022", TOP + 1)))
    fails("R-415", issued(REST, of("VCS-", "-1-2022")))
    fails("R-201", moved(C.ISSUE, [posting(SOURCE, C.DEBIT, (1, 21, 30))], [of("GS-1-", "-2022", registry="GS")]))
    fails("R-415", issued((1, 31, 40), of("GS-", "-1-2022", registry="GS")))
    s.post(issued((1, 41, 41), of("VCS-1-", "-2022")), G)
    s.post(issued((1, 42, 42), of("GS-1-", "-2022", registry="GS")), G)


@told("underlying-names-first", "Of two particulars the first names its space; one of another size names none, nor does one of a transfer.")
def _(s, fails):
    s.post(account(40, C.HOLDING, "GH", [10]), "operator")
    fails("R-360", issued(TEN, of("VCS-1-", "-2022"), of("VCS-", "", registry="GS")))
    fails("R-415", issued((1, 11, 11), of("VCS-", "-1-2022")))
    s.post(issued((1, 12, 12), of("GS-1-", "-2022", registry="GS")), G)
    fails("R-360", issued((1, 13, 13), {"tag": C.OF_UNDERLYING, "value": of("ACR-", "-1-2022", registry="ACR")["value"] + b"\0"}))
    s.post(issued((1, 14, 14), of("ACR-1-", "-2022", registry="ACR")), G)
    fails("R-360", moved(C.TRANSFER, legs(GHANA, 40, TEN), [of("CAR-", "-1-2022", registry="CAR")]), "alice")
    s.post(issued((1, 15, 15), of("CAR-1-", "-2022", registry="CAR")), G)


@told("underlying-two-bases", "An issue that names a history, too, names its underlying space.")
def _(s, fails):
    fails("R-411", issued(TEN, history(), of("VCS-1-", "-2022", 101)))
    fails("R-415", issued(REST, of("VCS-", "-101-2022")))
    s.post(issued((1, 21, 30), of("VCS-2-", "-2022")), G)
