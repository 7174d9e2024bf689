"""Random statements of rulebook 2, and movements that know of it, on top of random_ops.py.

While rulebook 1 is in force only its own statements are proposed, and now and then rulebook 2.
"""

import codec
import codes as C
import story_article6 as A
from article6_state import ended, first_transfers, units
from random_ops import PARTIES, Proposer
from story import START, issue, legs

PERIODS = [(2013, 2020), (2021, 2025), (2021, 2030), (2026, 2030), (2031, 2035)]
ENTITIES = [A.AIRLINE, A.BANK]


class Article6Proposer(Proposer):
    def propose(self):
        s = self.state
        if s.rulebook < 2:
            return self.adoption() if self.rng.random() < 0.02 else super().propose()
        makers = [(50, super().propose), (25, self.authorized_movement), (3, self.approach), (3, self.approach_status), (3, self.period), (2, self.inventory), (3, self.standing),
                  (6, self.authorization), (2, self.entity), (1, self.ending), (22, self.attachment), (8, self.identifiers), (2, self.filing),
                  (1, self.final), (1, self.adoption), (3, self.reversal)]
        while True:
            made = self.rng.choices([m for _, m in makers], [w for w, _ in makers])[0]()
            if made is not None:
                return made

    def adoption(self):
        forbids = [{"option": o, "value": self.rng.choice([0, 0, 1, 2, 4, 7])} for o in (2, 3, 4) if self.rng.random() < 0.3]
        return self.signed(C.RULEBOOK_ADOPTED, {"version": 2, "settings": forbids})

    def rulebook(self):
        return super().rulebook() if self.state.rulebook < 2 or self.rng.random() < 0.05 else self.adoption()

    # What rulebook 1 has too

    def series(self):
        made = super().series()
        if made is None:
            return None
        body = made[1] | {"vintage": self.rng.choice([2021, 2025, 2025, 2026, 2030]),
                          "regime": self.rng.choice([C.ARTICLE_6_2, C.ARTICLE_6_2, C.ARTICLE_6_4, C.PLAIN])}
        return self.signed(made[0], body)

    def account(self):
        made = super().account()
        return self.signed(made[0], made[1] | {"registry": self.rng.choice(["GHA01", "GHA01", "CHE01"])})

    def issue(self):
        """Mostly to an account of the host."""
        made, s = super().issue(), self.state
        if made is None or s.rulebook < 2 or self.rng.random() < 0.1:
            return made
        source, block = made[1]["postings"][0]["account"], made[1]["postings"][0]
        kinds = (C.PENDING, C.HOLDING, C.COUNTERPART)
        line = s.series[s.accounts[source].series]
        homes = [n for n, a in s.accounts.items() if a.kind in kinds and a.party == line.host and a.metric == line.metric and a.status == "active"]
        return self.signed(*issue(source, self.rng.choice(homes), (block["space"], block["first"], block["last"]))) if homes else made

    def movement(self):
        made = super().movement()
        if made is None or self.state.rulebook < 2 or self.rng.random() < 0.05:
            return made
        return self.signed(C.MOVEMENT, self.told_right(made[1] | {"particulars": self.particulars(made[1]["action"])}))

    def authorized_movement(self):
        """A first transfer, or a use, cancellation or transfer, of units that their host has authorized."""
        s, rng, now = self.state, self.rng, self.story.now
        fits = lambda u: u.identifier and s.article6.hosts_version_in_effect(u, now) and u.holder in s.accounts and s.accounts[u.holder].kind in C.LIVE
        blocks = self.held_blocks(fits)[:1]
        if not blocks:
            return None
        unit = units(s, *blocks[0])[0]
        purposes = s.article6.hosts_version(unit)["purposes"]
        action = C.TRANSFER if not unit.first_transfer else rng.choice([C.USE_TOWARDS_NDC] * (purposes & 1) * 3 + [C.USE_FOR_OIMP] * (purposes > 1) * 2 + [
            C.TRANSFER, C.VOLUNTARY, C.FOR_OMGE, C.CANCELLATION])
        takers = [n for n, a in s.accounts.items() if a.kind in C.ACTION_KINDS[action][1] and a.status == "active" and n != unit.holder
                  and a.metric == unit.series.metric and (a.kind != C.HOLDING or a.party != unit.series.host or rng.random() < 0.2)]
        if not takers:
            return None
        space, first, last = blocks[0]
        postings = legs(unit.holder, rng.choice(takers), (space, first, min(last, first + rng.randint(0, 60))))
        return self.signed(C.MOVEMENT, self.told_right({"action": action, "particulars": self.particulars(action), "postings": postings}))

    def told_right(self, body):
        """A transfer that makes first transfers is called one, and no other is."""
        if body["action"] not in (C.TRANSFER, C.FIRST_TRANSFER) or self.rng.random() < 0.1:
            return body
        e = codec.Entry(b"", C.MOVEMENT, b"", self.story.now, 0, b"", [], None, body)
        crosses = any(trigger == 1 for _, _, trigger in first_transfers(self.state, e))
        return body | {"action": C.FIRST_TRANSFER if crosses else C.TRANSFER}

    def particulars(self, action):
        rng = self.rng
        if action == C.USE_TOWARDS_NDC:
            return [A.year(rng.choice([2021, 2025, 2026, 2030, 2031]))]
        if action == C.USE_FOR_OIMP or (action in C.CANCELLATIONS and rng.random() < 0.5):
            both = [A.by(rng.choice(ENTITIES)), A.towards(rng.choice([C.IMP, C.OP]))]
            return both if action == C.USE_FOR_OIMP or rng.random() < 0.5 else rng.sample(both, 1)
        return []

    # Statements

    def some_party(self):
        return self.some(self.state.parties) or "GH"

    def some_approach(self):
        known = self.state.article6.approaches
        active = [n for n in known if known[n].status == C.ACTIVE]
        return self.some(active if active and self.rng.random() < 0.9 else known)

    def approach(self):
        rng = self.rng
        members = [p for p in sorted(self.state.parties) if rng.random() < 0.8] or ["GH"]
        metrics = rng.choice([[C.GHG], [C.GHG], [C.NON_GHG, C.GHG], [C.NON_GHG]])
        return self.signed(*A.approach(rng.randint(1, 12), members, metrics, rng.choice([C.ACTIVE] * 5 + [C.DRAFT, C.COMPLETED])))

    def approach_status(self):
        number = self.some(self.state.article6.approaches)
        return None if number is None else self.signed(*A.status(self.rng.choice([C.ACTIVE, C.ACTIVE, C.COMPLETED, C.REVOKED]), number))

    def metric(self):
        return self.rng.choice([(C.GHG, "")] * 4 + [(C.NON_GHG, "MWh")])

    def period(self):
        first, last = self.rng.choice(PERIODS)
        method = self.rng.choice([C.AVERAGING, C.TRAJECTORY, C.BUDGET])
        years = {C.AVERAGING: [], C.TRAJECTORY: range(first, last + 1), C.BUDGET: [last]}[method]
        return self.signed(*A.period(self.some_party(), first, last, method, [(y, self.rng.randint(-9, 10**9)) for y in years], *self.metric()))

    def inventory(self):
        return self.signed(*A.inventory(self.some_party(), self.rng.randint(1990, 2030), self.rng.randint(-5, 10**9), *self.metric()))

    def standing(self):
        item = self.rng.choice([C.REPORT_SUBMITTED, C.REPORT_SUBMITTED, C.ELIGIBLE])
        return self.signed(*A.standing(self.some_party(), item, self.rng.choice([1, 1, 1, 1, 0])))

    def authorization(self):
        rng, a = self.rng, self.state.article6
        approach = self.some_approach()
        if approach is None:
            return None
        member = self.some(a.approaches[approach].parties)
        known = self.some((p, i) for p, i in a.authorizations if a.authorizations[p, i].ended_from_ms is None)
        if known and rng.random() < 0.5:
            latest = a.authorizations[known]
            before = latest.versions[latest.latest]
            approach, said = before["approach"], {"party": known[0], "id": known[1], "version": latest.latest + 1, "mirrored": before["mirrored"]}
        elif member is None:
            return None
        else:
            mirrored = int(not self.state.holders(C.AUTHORITY, member) and rng.random() < 0.4)
            said = {"party": member, "id": f"{member}-{self.fresh()}", "version": 1, "mirrored": mirrored}
        purposes = rng.randint(1, 7)
        metric, non_ghg = self.metric()
        return self.signed(*A.authorization(
            **said, approach=approach, from_ms=rng.choice([START, START, self.story.now, self.story.now + 600_000]),
            until_ms=rng.choice([0, 0, 0, self.story.now + rng.randint(1, 50_000_000)]), cap=rng.choice([0, 0, rng.randint(1, 2_000)]), metric=metric,
            non_ghg=non_ghg, purposes=purposes, definition=0 if purposes == C.NDC else rng.randint(1, 3),
            parties=rng.choice([[], [], sorted(rng.sample(PARTIES, 3))]), entities=rng.choice([[], [], [A.AIRLINE], ENTITIES]),
            first_vintage=rng.choice([0, 0, 2025]), last_vintage=rng.choice([0, 0, 2026]), first_use=rng.choice([0, 0, 2025]),
            last_use=rng.choice([0, 0, 2030]), terms=rng.choice([C.STAY, C.RESTRICTED])))

    def entity(self):
        """Stated by a Party of the approach, mostly."""
        approach = self.some_approach()
        if approach is None:
            return None
        by = self.some(self.state.article6.approaches[approach].parties) if self.rng.random() < 0.9 else None
        return self.signed(*A.entity(self.rng.choice(ENTITIES), approach, by or self.some_party()))

    def some_authorization(self):
        """(Party, id) of one that has not ended, mostly."""
        a = self.state.article6.authorizations
        return self.some(k for k in a if a[k].ended_from_ms is None or self.rng.random() < 0.1)

    def ending(self):
        known = self.some_authorization()
        if known is None:
            return None
        return self.signed(*A.ends(*known, self.story.now + self.rng.choice([0, 0, -10_000_000, 10_000_000])))

    def held_blocks(self, fits):
        """Up to three blocks of Article 6 units for which `fits(unit)` holds."""
        spaces = self.state.holdings.spaces
        number = self.some(n for n in spaces if spaces[n][1])
        if number is None:
            return []
        found = []
        for held in self.rng.choices(spaces[number][1], k=6):
            for unit in units(self.state, number, held.first, held.last):
                if fits(unit) and all(unit.last < f or l < unit.first for _, f, l in found):
                    first = self.rng.choice([unit.first, self.rng.randint(unit.first, unit.last)])
                    found.append((number, first, self.rng.randint(first, unit.last) if self.rng.random() < 0.3 else unit.last))
        return found[:self.rng.choice([1, 1, 2, 3])]

    def attachment(self):
        known, a = self.some_authorization(), self.state.article6
        if known is None:
            return None
        version = a.authorizations[known].versions[a.authorizations[known].latest]
        by_host = self.rng.random() < 0.8

        def fits(u):
            if (u.series.metric, u.series.non_ghg) != (version["metric"], version["non_ghg"]) or ended(self.state, u):
                return False
            right = not u.first_transfer and (not u.identifier or u.identifier[0][0] == version["approach"])
            return right if u.series.host == known[0] else not by_host
        blocks = self.held_blocks(fits)
        return self.signed(*A.attach(*blocks, code=known[0], id=known[1], version=version["version"])) if blocks else None

    def identifiers(self):
        a = self.state.article6
        blocks = self.held_blocks(lambda u: not u.identifier)
        if not blocks:
            return None
        unit = units(self.state, *blocks[0])[0]
        version = a.hosts_version(unit)
        approach = version["approach"] if version else self.some_approach()
        if approach is None:
            return None
        registry = self.rng.choice(["GHA01", "GHA01", "CHE01"])
        key = (approach, registry, unit.series.host, unit.series.vintage)
        numbers = a.taken(key).spaces.get(0, [])
        first = (numbers[-1][1] if numbers else 0) + self.rng.choice([1, 1, 1, 5])
        return self.signed(*A.identify(*blocks, first=first, number=approach, registry=registry, code=key[2], vintage=key[3]))

    def filing(self):
        count = self.rng.randint(0, self.story.journal.count)
        return self.signed(*A.filing(self.story, count, self.some_party(), self.rng.randint(2021, 2030), self.rng.randint(1, 3), self.rng.randint(0, 3)))

    def final(self):
        year = self.rng.randint(2021, 2030)
        return None if self.rng.random() < 0.8 else self.signed(*A.final(self.some_party(), year, year))

    # Who signs, and ways to go wrong

    def signed(self, kind, body):
        if kind not in C.ARTICLE_6_KINDS:
            return super().signed(kind, body)
        s = self.state
        if kind in (C.APPROACH_DECLARED, C.APPROACH_STATUS):
            keys = s.holders(C.AUTHORITY)
        elif kind == C.IDENTIFIERS or (self.mirrored(kind, body) and not s.holders(C.AUTHORITY, body["party"])):
            keys = s.holders(C.OPERATOR)
        else:
            keys = self.party_keys(body["party"])
        return kind, body, sorted(n for n in keys if s.key_valid(n))[:32], {}

    def mirrored(self, kind, body):
        if kind == C.AUTHORIZATION:
            return body["mirrored"]
        known = self.state.article6.authorizations.get((body["party"], body["id"])) if kind in (C.AUTHORIZATION_ENDED, C.UNITS_AUTHORIZED) else None
        return known is not None and known.versions[known.latest]["mirrored"]

    def spoil(self, kind, body, keys, header):
        """Now and then nothing is spoiled: what is proposed at random breaks rules by itself."""
        if self.state.rulebook >= 2 and self.rng.random() < 0.3:
            return kind, body, keys, header
        if kind == C.MOVEMENT and self.state.rulebook >= 2 and self.rng.random() < 0.3:
            actions = sorted(a for a in C.ACTION_KINDS if a != C.ISSUE)
            return self.signed(kind, body | {"action": self.rng.choice(actions)})
        if kind in (C.UNITS_AUTHORIZED, C.IDENTIFIERS) and self.rng.random() < 0.4:
            return self.signed(kind, body | {"blocks": A.as_dicts(self.held_blocks(lambda unit: True))})
        return super().spoil(kind, body, keys, header)

    def spoil_value(self, kind, value):
        if kind is codec.BODIES[C.UNITS_AUTHORIZED].fields["blocks"] and self.rng.random() < 0.5:
            way = self.rng.choice([{"last": 5_000}, {"first": 1}, {"first": 0}, {"last": 20}])
            return [b | way for b in value]
        return super().spoil_value(kind, value)
