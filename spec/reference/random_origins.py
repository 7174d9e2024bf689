"""Random statements of rulebook 3, and issues that stand on something, on top of random_article6.py.

Until rulebook 3 is in force only what the rulebook in force knows is proposed, and now and then a newer one.
"""

import codec
import codes as C
import story_origins as O
from origins_state import divided, underlying_space, year_of
from random_article6 import Article6Proposer
from story import DAY, START, issue, posting, series

# (registry, prefix, suffix) of other registries' ids: each registry is one under several cases, and some of its spaces do not fit where others came first.
SPACES = [("VCS", "VCS-1-", ""), ("vcs", "VCS-1-", ""), ("VCS", "VCS-1529-7-", ""), ("VCS", "VCS-", "-1-2022"), ("Vcs", "VCS-1-", "-2022"), ("VCS", "VCS-", "-2022"),
          ("GS", "GS1-", "-GH"), ("GS", "GS1-", ""), ("gs", "GS1-", "-GH"), ("GS", "GS", ""), ("GS", "GS-12-", "-7-8"), ("GS", "", "-GH7"), ("gS", "1GS-", "-1GH"),
          ("ACR", "", ""), ("ACR", "ACR-7-", "-8-"), ("acr", "ACR-7:", "/"), ("V@", "V/", ":"), ("V`", "V/", ":")]
TOUCHED = [("VCS", "VCS-1", ""), ("GS", "GS-", "0-GH"), ("acr", "ACR-9", "-9"), ("CAR", "7", "7")]  # a digit touches the number
QUANTA = [(C.GHG, "", 1, 0)] * 4 + [(C.NON_GHG, "MWh", 1, 0), (C.NON_GHG, "MWh", 5, 1)]
YEARS = [2021, 2022, 2023, 2024, 2025]


class OriginsProposer(Article6Proposer):
    def propose(self):
        if self.state.rulebook < 3:
            return self.adoption() if self.rng.random() < 0.01 else super().propose()
        makers = [(60, super().propose), (3, self.activity), (6, self.monitoring), (2, self.loss), (1, self.conversion), (2, self.withdrawal), (20, self.issue),
                  (2, self.reversal_of_issue), (4, self.settlement), (1, self.exemption), (3, self.series_of_activity)]
        while True:
            made = self.rng.choices([m for _, m in makers], [w for w, _ in makers])[0]()
            if made is not None:
                return made

    def adoption(self):
        rng, version = self.rng, self.rng.choice([v for v in (2, 3) if v >= self.state.rulebook])
        made = super().adoption()
        if version < 3:
            return made
        shares = [{"option": o, "value": rng.choice(values)} for o, values in (
            (C.ADAPTATION_SHARE, [0, 1, 500, 333]), (C.OMGE_SHARE, [0, 200, 10_000]), (C.LEVY_ROUNDING, [1, 2, 3]), (C.EXEMPTION_COUNTS, [0, 1, 1]))
            if rng.random() < 0.4]
        return self.signed(C.RULEBOOK_ADOPTED, {"version": 3, "settings": made[1]["settings"] + shares})

    # Activities and monitoring

    def some_activity(self):
        """The body of one that is declared."""
        return self.state.origins.activities.get(self.some(self.state.origins.activities))

    def activity(self):
        rng = self.rng
        metric, non_ghg, digits, scale = rng.choice(QUANTA)
        from_ms = START - rng.choice([DAY * 365 * 5, DAY * 700, 1])
        return self.signed(*O.activity(
            activity=f"A-{self.fresh()}", host=self.some_party(), mitigation=rng.choice([1, 2, 3, 3]), metric=metric, non_ghg=non_ghg, digits=digits, scale=scale,
            from_ms=from_ms, until_ms=from_ms + rng.choice([DAY * 365 * 10, DAY * 365 * 5, 2]), components=rng.sample(range(4), rng.randint(1, 3))))

    def monitoring(self):
        """Of one year, or of whatever part of the crediting period has passed."""
        rng, of = self.rng, self.some_activity()
        if of is None:
            return None
        year = rng.choice(YEARS)
        from_ms, until_ms = rng.choice([(O.ms(year), O.ms(year + 1))] * 3 + [(O.ms(year, 6), O.ms(year + 1, 2)), (of["from_ms"], self.story.now), (START - 5, self.story.now)])
        from_ms, until_ms = max(from_ms, of["from_ms"]), min(until_ms, of["until_ms"], self.story.now)
        if from_ms >= until_ms:
            return None
        kinds = [k for k in (C.REDUCTIONS, C.REMOVALS) if of["mitigation"] in (k, C.BOTH_TYPES)]
        sites = [c["number"] for c in of["components"]] or [0]
        names = {(rng.randint(year_of(from_ms), year_of(until_ms - 1)), rng.choice(sites), rng.choice(kinds)) for _ in range(rng.randint(1, 4))}
        scale = rng.choice([0, 0, 1, 3])
        lines = [self.line(*name, scale) for name in sorted(names)]
        return self.signed(*O.monitoring(self.fresh(), *lines, activity=of["activity"], from_ms=from_ms, until_ms=until_ms, scale=scale))

    def line(self, year, component, kind, scale):
        """A line that adds up."""
        rng = self.rng
        gross = rng.randint(0, rng.choice([9, 60, 600, 10**6])) * 10**scale + rng.choice([0, 0, 5 * 10**scale // 10, 1])
        one, leakage, deductions, left = rng.randint(-50, 500), rng.randint(-5, 50), [], gross
        for _ in range(rng.choice([0, 0, 1, 3])):
            share, rounding = rng.choice([0, 0, 1, 3_500, 50_000]), rng.choice([1, 2, 3])
            amount = divided(gross * share, 1_000_000, rounding) if share else rng.randint(0, 20)
            if amount <= left:
                left -= amount
                deductions.append(O.deduction(amount, share, rounding, rng.choice(["uncertainty", "non-permanence"])))
        rounding = rng.choice([1, 2, 3])
        other = one + gross + leakage
        baseline, project = (other, one) if kind == C.REDUCTIONS else (one, other)
        return O.line(divided(left, 10**scale, rounding), year, component, kind, baseline=baseline, project=project, leakage=leakage, deductions=deductions, rounding=rounding)

    def loss(self):
        of = self.some_activity()
        return None if of is None else self.signed(*O.loss(self.fresh(), self.rng.choice([1, 20, 500]), activity=of["activity"], year=self.rng.choice(YEARS)))

    def conversion(self):
        return self.signed(*O.conversion(party=self.some_party(), year=self.rng.choice(YEARS), digits=self.rng.randint(1, 999), scale=self.rng.randint(0, 18)))

    def withdrawal(self):
        number = self.some(n for n, m in self.state.origins.monitorings.items() if m.stands)
        return None if number is None or self.rng.random() < 0.5 else self.signed(*O.withdraws(number))

    def exemption(self):
        return self.signed(*O.exemption(self.some_party(), self.rng.choice([0, 1, 1])))

    def series_of_activity(self):
        """A series that can draw on a line that is monitored, mostly."""
        o, rng, s = self.state.origins, self.rng, self.state
        number = self.some(n for n, m in o.monitorings.items() if m.stands and m.lines)
        place = self.some(s.spaces)
        if number is None or place is None:
            return None
        year, _, kind = rng.choice(sorted(o.monitorings[number].lines))
        of = o.activities[o.monitorings[number].activity]
        return self.signed(*series(self.fresh(), place, self.fresh(), of["host"], activity=of["activity"], metric=of["metric"], non_ghg=of["non_ghg"],
                                   digits=of["digits"], scale=of["scale"], vintage=rng.choice([year] * 5 + [2025]), mitigation=rng.choice([0, kind, kind, 3, 1]),
                                   regime=rng.choice([C.ARTICLE_6_2, C.ARTICLE_6_2, C.ARTICLE_6_4, C.PLAIN])))

    # Issues, reversals, settlements

    def issue(self):
        made = super().issue()
        if made is None or self.state.rulebook < 3 or self.rng.random() < 0.03:
            return made
        body, s, rng = made[1], self.state, self.rng
        first = body["postings"][0]
        line, home = s.series[s.accounts[first["account"]].series], body["postings"][1]["account"]
        most = first["last"] - first["first"] + 1
        basis, most = self.basis(line, most)
        if basis is None and line.regime != C.PLAIN:
            return None
        units = rng.randint(1, most) if rng.random() < 0.5 else most
        block = (first["space"], first["first"], first["first"] + units - 1)
        made = issue(first["account"], home, block)[1]
        postings = self.levied(line, first["account"], home, block) if line.regime == C.ARTICLE_6_4 else made["postings"]
        return None if postings is None else self.signed(C.MOVEMENT, made | {"particulars": [basis] if basis else [], "postings": postings})

    def basis(self, line, units):
        """(a particular on which a series can issue, or None; how many units at most)."""
        rng, way = self.rng, self.rng.random()
        if way < 0.6:
            fits = [(number, name, left) for number, name, left in self.free_lines() if self.draws_on(line, number, name) or rng.random() < 0.02]
            if fits:
                number, name, left = rng.choice(fits)
                return O.on(number, *name), left + 1 if rng.random() < 0.04 else min(units, left)
        if way < 0.85:
            named, space = self.space_of_others()
            taken = self.state.origins.taken(space).spaces.get(0, [])
            first = max((last for _, last, _ in taken if last < 1 << 40), default=0) + rng.choice([1, 1, 1, 7])
            return O.underlying(max(first - (rng.random() < 0.05), 1), *named), units
        return (None if line.regime == C.PLAIN and rng.random() < 0.5 else O.history()), units

    def space_of_others(self):
        """A space as an issue may name it, and as it is known; one that fits, mostly."""
        rng, known = self.rng, {named: underlying_space(dict(zip(("registry", "prefix", "suffix"), named))) for named in SPACES + TOUCHED}
        fits = [named for named in SPACES if self.state.origins.fits(known[named])]
        named = rng.choice(fits if fits and rng.random() < 0.9 else SPACES + TOUCHED)
        return named, known[named]

    def free_lines(self):
        """(monitoring, line, units not drawn) of every line that stands and has some."""
        o = self.state.origins
        every = [(number, name, verified - o.drawn.get((number, name), 0)) for number, m in sorted(o.monitorings.items()) if m.stands
                 for name, verified in sorted(m.lines.items())]
        return [found for found in every if found[2] > 0]

    def draws_on(self, line, number, name):
        o = self.state.origins
        of = o.activities[o.monitorings[number].activity]
        return ((line.activity, line.host, line.metric, line.non_ghg, line.digits, line.scale, line.vintage) ==
                (of["activity"], of["host"], of["metric"], of["non_ghg"], of["digits"], of["scale"], name[0]) and line.mitigation in (0, 3, name[2]))

    def levied(self, line, source, home, block):
        """Postings of an issue in regime 6.4 with the shares of the mechanism, or None where it has no account."""
        s, (number, first, last) = self.state, block
        options, units = s.options, last - first + 1
        share = lambda option: divided(units * options[option], 10_000, options[C.LEVY_ROUNDING])
        exempt = options[C.EXEMPTION_COUNTS] and s.article6.standings.get((line.host, C.EXEMPT)) == 1
        fund = 0 if exempt else share(C.ADAPTATION_SHARE)
        omge = min(share(C.OMGE_SHARE) + self.rng.choice([0, 0, 0, 1]), units - fund)
        postings = [posting(source, C.DEBIT, block)]
        for kind, count in ((C.ADAPTATION_FUND, fund), (C.OMGE_CANCELLATION, omge), (None, units - fund - omge)):
            to = home if kind is None else self.some(n for n, a in s.accounts.items() if (a.kind, a.metric, a.status) == (kind, line.metric, "active"))
            if count and to is None:
                return None
            if count:
                postings.append(posting(to, C.CREDIT, (number, first, first + count - 1)))
                first += count
        return postings

    def reversal_of_issue(self):
        index = self.some(sorted(self.state.origins.made)[-12:])
        if index is None:
            return None
        body = self.state.movements[index]
        return self.signed(C.REVERSING_MOVEMENT, {"entry": index, "reason": 2, "postings": [p | {"side": 3 - p["side"]} for p in body["postings"]]})

    def settlement(self):
        """A cancellation of held units for a loss of which something is left, mostly."""
        s, rng = self.state, self.rng
        number = self.some(n for n, lost in s.origins.losses.items() if lost.settled < lost.units or rng.random() < 0.1)
        place = self.some(n for n, (_, blocks) in s.holdings.spaces.items() if blocks)
        if number is None or place is None:
            return None
        lost = s.origins.losses[number]
        of = s.origins.activities[lost.activity]
        fits = lambda b: b.account in s.accounts and s.accounts[b.account].kind in C.LIVE and b.series in s.series and s.series[b.series].non_ghg == of["non_ghg"]
        blocks = [b for b in rng.choices(s.holdings.spaces[place][1], k=8) if fits(b) or rng.random() < 0.02]
        takers = [n for n, a in s.accounts.items() if a.kind == C.OTHER_CANCELLATION and (a.metric == of["metric"] or rng.random() < 0.02) and a.status == "active"]
        if not blocks or not takers:
            return None
        held = rng.choice(blocks)
        most = min(held.last, held.first + max(lost.units - lost.settled, 1) - 1 + (rng.random() < 0.05))
        block = (place, held.first, rng.choice([most, rng.randint(held.first, most)]))
        return self.signed(*O.settlement(block, O.settling(number), debited=held.account, credited=rng.choice(takers)))

    # Who signs, and ways to go wrong

    def signed(self, kind, body):
        s, o = self.state, self.state.origins
        if kind == C.STANDING and body["item"] == C.EXEMPT:
            keys = s.holders(C.AUTHORITY)
        elif kind not in C.ORIGIN_KINDS:
            return super().signed(kind, body)
        elif kind in (C.ACTIVITY, C.CONVERSION):
            keys = self.party_keys(body["host" if kind == C.ACTIVITY else "party"])
        else:
            known = o.monitorings.get(body["monitoring"]) if kind == C.MONITORING_WITHDRAWN else None
            of = o.activities.get(known.activity if known else body.get("activity"))
            keys = self.party_keys(of["host"]) if of else s.holders(C.OPERATOR)
        return kind, body, sorted(n for n in keys if s.key_valid(n))[:32], {}

    def spoil(self, kind, body, keys, header):
        """Often what an issue or settlement stands on, or a number that is in use."""
        rng, o = self.rng, self.state.origins
        if self.state.rulebook >= 3 and rng.random() < 0.4:
            makers = [self.issue, self.issue, self.issue, self.settlement, self.settlement, self.monitoring, self.activity, self.loss, self.conversion, self.withdrawal]
            kind, body, keys, header = rng.choice(makers)() or (kind, body, keys, header)
        elif self.state.rulebook < 3 or rng.random() < 0.6:
            return super().spoil(kind, body, keys, header)
        if kind == C.MOVEMENT and body["action"] in (C.ISSUE, C.CANCELLATION) and rng.random() < 0.8:
            return self.signed(kind, self.spoiled_particulars(body))
        if kind == C.MONITORING and rng.random() < 0.6:
            ways = [{"monitoring": self.some(o.monitorings) or 0}, {"from_ms": body["from_ms"] - 1}, {"until_ms": body["until_ms"] + rng.choice([1, DAY * 400])},
                    {"lines": body["lines"] * 2}, {"activity": self.some(o.activities) or "A"}, {"scale": rng.randint(0, 6)}]
            return self.signed(kind, body | rng.choice(ways))
        if kind == C.LOSS and rng.random() < 0.3:
            return self.signed(kind, body | rng.choice([{"units": 0}, {"activity": "A-?"}, {"year": 1989}]))
        if kind in (C.ACTIVITY, C.LOSS) and rng.random() < 0.4:
            number = ("activity", self.some(o.activities)) if kind == C.ACTIVITY else ("loss", self.some(o.losses))
            return self.signed(kind, body | dict([number])) if number[1] is not None else super().spoil(kind, body, keys, header)
        if kind == C.MONITORING_WITHDRAWN:
            return self.signed(kind, body | {"monitoring": self.some(o.monitorings) or 0})
        return super().spoil(kind, body, keys, header)

    def spoiled_particulars(self, body):
        """One particular dropped, doubled, cut, changed, or put beside another."""
        rng, said = self.rng, list(body["particulars"])
        drawn = self.some(self.state.origins.drawn)
        elsewhere = O.underlying(rng.choice([0, 1, 2, 500]), *rng.choice(SPACES + TOUCHED))
        more = [O.history(), elsewhere, O.settling(self.some(self.state.origins.losses) or 0), O.underlying((1 << 63) - rng.randint(0, 9))]
        more += [O.on(drawn[0], *drawn[1])] * 3 if drawn else []
        way = rng.randrange(7)
        if way == 6 and body["action"] == C.ISSUE:
            said = [elsewhere]
        elif way == 0 or not said:
            said = [rng.choice(more)] if rng.random() < 0.7 else []
        elif way == 1:
            said = said[:-1]
        elif way == 2:
            said.append(rng.choice(more))
        elif way == 3:
            said[-1] = said[-1] | {"value": rng.choice([said[-1]["value"][:-1], said[-1]["value"] + b"\0"])}
        elif way == 4:
            value = bytearray(said[-1]["value"])
            value[rng.randrange(len(value))] ^= 1 << rng.randrange(8)
            said[-1] = said[-1] | {"value": bytes(value)}
        else:
            said.append(said[-1])
        return body | {"particulars": said}

    def spoil_value(self, kind, value):
        if kind is codec.BODIES[C.MONITORING].fields["lines"] and value and self.rng.random() < 0.5:
            way = self.rng.choice([{"verified": value[0]["verified"] + 1}, {"leakage": value[0]["leakage"] - 1}, {"component": 9}, {"year": 2020}, {"kind": 2}, {"rounding": 2}])
            return [value[0] | way] + value[1:]
        return super().spoil_value(kind, value)
