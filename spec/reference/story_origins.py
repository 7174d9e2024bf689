"""The statements of rulebook 3 as a story tells them, and the world in which its vectors play."""

import calendar

from blake3 import blake3

import bodies_origins
import codes as C
import story_article6
from story import DAY, account, commit, legs, moved, posting, series, space
from story_article6 import GH, GHANA, LETTER, SE

COOK = "GH-COOK-1"  # the activity of the stage's series
REPORT = blake3(b"monitoring report").digest()
# Accounts of the mechanism, which are another Party's than the host.
FUND, OMGE = 30, 31
# Source accounts: of series 1 in space 1 (regime 6.2), and of series 4 in space 4 (6.4), where mechanism() opened it.
SOURCE, SOURCE_64 = 100, 400


def ms(year, month=1, day=1):
    return calendar.timegm((year, month, day, 0, 0, 0)) * 1000


def far_ms(year):
    """The same for a year that calendars do not have: four hundred years are 146,097 days."""
    return ms(2000 + year % 400) + (year // 400 - 5) * 146_097 * DAY


def activity(**other):
    """Ghana's cookstoves: two sites, reductions and removals both, credited from 2021 to 2030."""
    body = {"activity": COOK, "host": GH, "methodology": "AMS-II.G", "version": "13.0", "sector": 4, "activity_type": 9, "mitigation": C.BOTH_TYPES,
            "metric": C.GHG, "non_ghg": "", "digits": 1, "scale": 0, "from_ms": ms(2021), "until_ms": ms(2031), "components": (1, 2)} | other
    return C.ACTIVITY, body | {"components": [{"number": n, "what": commit(f"site {n}")} for n in body["components"]]}


def line(verified=1000, year=2025, component=1, kind=C.REDUCTIONS, **other):
    """A line that adds up to what is verified: nothing is deducted, unless the rest says so."""
    above, below = verified + 100, 0
    return {"year": year, "component": component, "kind": kind, "baseline": above if kind == C.REDUCTIONS else below,
            "project": below if kind == C.REDUCTIONS else above, "leakage": 100, "deductions": [], "rounding": C.DOWN, "verified": verified} | other


def deduction(amount, share=0, rounding=C.DOWN, name="uncertainty"):
    return {"name": name, "share": share, "rounding": rounding, "amount": amount}


def monitoring(number=1, *lines, **other):
    """What was achieved in 2025: 1,000 units on component 1, unless lines are given."""
    return C.MONITORING, {"monitoring": number, "activity": COOK, "from_ms": ms(2025), "until_ms": ms(2026), "report": REPORT, "scale": 0,
                          "lines": list(lines) or [line()]} | other


def loss(number=1, units=50, **other):
    return C.LOSS, {"loss": number, "activity": COOK, "year": 2025, "units": units, "document": LETTER} | other


def conversion(**other):
    return C.CONVERSION, {"party": GH, "year": 2025, "non_ghg": "MWh", "digits": 412, "scale": 3, "document": LETTER} | other


def withdraws(number=1):
    return C.MONITORING_WITHDRAWN, {"monitoring": number, "reason": 1}


def exemption(code=GH, value=1):
    return story_article6.standing(code, C.EXEMPT, value)


# Particulars

def said(tag, **fields):
    return {"tag": tag, "value": bodies_origins.PARTICULARS[tag].write(fields)}


def on(number=1, year=2025, component=1, kind=C.REDUCTIONS):
    return said(C.OF_MONITORING, monitoring=number, year=year, component=component, kind=kind)


def underlying(first=1, registry="VCS", prefix="VCS-1529-", suffix="-GH", evidence=LETTER):
    return said(C.OF_UNDERLYING, registry=registry, prefix=prefix, suffix=suffix, first=first, evidence=evidence)


def history():
    return said(C.OF_HISTORY, document=LETTER)


def settling(number=1):
    return said(C.LOSS_SETTLED, loss=number)


# Movements

def issued(block, *particulars, source=SOURCE, to=GHANA):
    return moved(C.ISSUE, legs(source, to, block), particulars)


def levied(units, fund, omge, *particulars, source=SOURCE_64, number=4, first=1, accounts=(FUND, OMGE)):
    """An issue of so many units, of which the fund and the cancellation get theirs first (none: no posting)."""
    postings, at = [], first
    for to, count in zip((*accounts, GHANA), (fund, omge, units - fund - omge)):
        if count:
            postings.append(posting(to, C.CREDIT, (number, at, at + count - 1)))
            at += count
    return moved(C.ISSUE, [posting(source, C.DEBIT, (number, first, first + units - 1))] + postings, particulars or [on()])


def settlement(block, *particulars, debited=GHANA, credited=story_article6.GHANA_OTHER):
    return moved(C.CANCELLATION, legs(debited, credited, block), particulars or [settling()])


# Worlds

def stage(s, version=3, standings=False, monitored=True, **options):
    """The joint registry of story_article6.stage without approaches; Ghana's activity with monitoring 1; nothing is issued."""
    story_article6.stage(s, version, issued=False, approaches=standings, standings=standings, **options)
    if monitored:
        s.post(activity(), "ghana")
        s.post(monitoring(), "ghana")
        s.seal()


def mechanism(s, **options):
    """The same, with series 4 of regime 6.4 and the accounts that the mechanism's shares go to."""
    stage(s, **options)
    s.post(space(4, "GHA01/2025 6.4"), "authority")
    s.post(series(4, 4, SOURCE_64, regime=C.ARTICLE_6_4), "ghana")
    s.post(account(FUND, C.ADAPTATION_FUND, SE, [11]), "operator")
    s.post(account(OMGE, C.OMGE_CANCELLATION, SE), "operator")
    s.seal()
