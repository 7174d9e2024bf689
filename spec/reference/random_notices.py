"""Random statements of rulebook 5, and what it changes of issues, accounts and authorizations, on top of random_holds.py.

Until rulebook 5 is in force only what the rulebook in force knows is proposed, and now and then a newer one.
"""

import codes as C
import story_article6 as A
import story_notices as N
from article6_state import units
from random_article6 import ENTITIES, Article6Proposer
from random_holds import HoldsProposer
from story import DAY, START, legs, posting

OURS, OTHERS = ["GHA01", "CHE01"], ["VCS01", "NOR01", "SWE01", "KEN01", "SGP01"]
TOLD = sorted(C.TOLD)


class NoticesProposer(HoldsProposer):
    def propose(self):
        if self.state.rulebook < 5:
            return self.adoption() if self.rng.random() < 0.01 else super().propose()
        makers = [(70, super().propose), (16, self.notice), (3, self.withdrawal), (2, self.registries), (12, self.going), (3, self.coming_back), (6, self.levy_attached), (1, self.final_of_notice),
                  (14, self.attachment), (6, self.identifiers), (4, self.authorization), (14, self.authorized_movement)]
        while True:
            made = self.rng.choices([m for _, m in makers], [w for w, _ in makers])[0]()
            if made is not None:
                return made

    def adoption(self):
        rng = self.rng
        version = rng.choice([v for v in (2, 3, 4, 5) if v >= self.state.rulebook])
        if version < 5:
            return super().adoption()
        settings = Article6Proposer.adoption(self)[1]["settings"]
        more = ((C.HOLD_LIMIT, [0, 3_600_000, DAY]), (C.REGISTRIES_BIND, [0, 1]), (C.LEVY_FIRST_TRANSFERS, [0, 1, 2, 3]))
        settings = settings + [{"option": o, "value": rng.choice(values)} for o, values in more if rng.random() < 0.5]
        return self.signed(C.RULEBOOK_ADOPTED, {"version": 5, "settings": settings})

    # What earlier rulebooks have too

    def account(self):
        """For other registries mostly, where it is a Counterpart account."""
        kind, body, *_ = super().account()
        rng = self.rng
        if self.state.rulebook >= 5 and rng.random() < 0.15:
            body = body | {"kind": rng.choice([C.PENDING, C.COUNTERPART])}
        if self.state.rulebook >= 5 and body["kind"] == C.COUNTERPART:
            body = body | {"registry": rng.choice(OTHERS if rng.random() < 0.95 else OURS)}
        return self.signed(kind, body)

    def authorization(self):
        """Often one that leaves much open, so that units can be attached to it; some with the terms of rulebook 5."""
        made, rng = super().authorization(), self.rng
        if made is None or self.state.rulebook < 5:
            return made
        body = made[1]
        if rng.random() < 0.7:
            body = body | {"from_ms": START, "until_ms": 0, "cap": 0, "first_vintage": 0, "last_vintage": 0, "first_use": 0, "last_use": 0, "parties": [], "entities": [],
                           "metric": C.GHG, "non_ghg": ""}
        return self.signed(made[0], body | ({"terms": C.RESTRICTED_ON_CHANGE} if rng.random() < 0.4 else {}))

    def levied(self, line, source, home, block):
        """To a pending account with the mechanism's shares, or to another registry's account without."""
        s, rng = self.state, self.rng
        if s.rulebook < 5 or rng.random() < 0.03:
            return super().levied(line, source, home, block)
        there = lambda kind: self.some(n for n, a in s.accounts.items() if (a.kind, a.party, a.metric, a.status) == (kind, line.host, line.metric, "active"))
        counterpart, pending = there(C.COUNTERPART), there(C.PENDING)
        if counterpart is not None and rng.random() < 0.25:
            return legs(source, counterpart, block)
        return None if pending is None else super().levied(line, source, pending, block)

    def held_blocks(self, fits):
        """Up to three blocks of one space; looked for in all of them, so that few are missed."""
        s, rng = self.state, self.rng
        places = [(number, b.first, b.last) for number, (_, blocks) in sorted(s.holdings.spaces.items()) for b in blocks]
        found = []
        for place in rng.sample(places, min(len(places), 120)):
            for unit in units(s, *place):
                if len(found) < 3 and (not found or unit.space == found[0][0]) and fits(unit):
                    first = rng.choice([unit.first, rng.randint(unit.first, unit.last)])
                    found.append((unit.space, first, rng.randint(first, unit.last) if rng.random() < 0.3 else unit.last))
        return found[:rng.choice([1, 1, 2, 3])]

    # Notices

    def at_counterparts(self, wanted):
        """(account, unit) of the Article 6 units that Counterpart accounts hold and of which `wanted(unit)` holds; few."""
        s, out = self.state, []
        for number, (_, blocks) in sorted(s.holdings.spaces.items()):
            for b in blocks:
                if b.account in s.accounts and s.accounts[b.account].kind == C.COUNTERPART:
                    out += [(b.account, u) for u in units(s, number, b.first, b.last) if wanted(u)]
        return self.rng.sample(out, min(len(out), 6))

    def part(self, unit):
        """Some of the unit's serials, or all."""
        first = self.rng.choice([unit.first, self.rng.randint(unit.first, unit.last)])
        return unit.space, first, min(unit.last, first + self.rng.choice([0, 5, 40, 1 << 62]))

    def notice(self, wanted=lambda unit: unit.noticed is None):
        rng, found = self.rng, self.at_counterparts(wanted)
        if not found:
            return None
        number, unit = found[0]
        blocks = [self.part(u) for at, u in found if at == number and u.first_transfer == unit.first_transfer][:rng.choice([1, 1, 2, 3])]
        version = self.state.article6.hosts_version(unit)
        purposes = version["purposes"] if version else 0
        action = rng.choice([C.USE_TOWARDS_NDC] * (6 * bool(purposes & C.NDC and unit.first_transfer)) + [C.USE_FOR_OIMP] * (3 * (purposes > 1)) + TOLD)
        return self.signed(*self.told(number, blocks, action, unit, purposes))

    def told(self, number, blocks, action, unit, purposes):
        rng = self.rng
        code = rng.choice([self.state.accounts[number].party, self.some_party(), unit.series.host])
        wants = C.PARTICULARS.get(action, (set(), set()))
        claims = {tag for tag in (C.OF_ENTITY, C.OF_PURPOSE) if tag in wants[0] or tag in wants[1] and rng.random() < 0.2}
        purpose = rng.choice([p for p in (C.IMP, C.OP) if purposes & p] or [C.IMP])
        grade = rng.randint(1, 4)
        return N.notice(*blocks, account=number, action=action, code=code, year=rng.choice([2021, 2025, 2026, 2030]) if action == C.USE_TOWARDS_NDC else 0,
                        entity=rng.choice(ENTITIES) if C.OF_ENTITY in claims else N.NOTHING, purpose=purpose if C.OF_PURPOSE in claims else 0, grade=grade,
                        digest=N.NOTHING if grade == C.NO_EVIDENCE else N.NOTICE)

    def withdrawal(self):
        standing = [n for n, given in sorted(self.state.notices.given.items()) if given.stands][-20:]
        return self.signed(*N.withdraws(self.rng.choice(standing), self.rng.randint(0, 9))) if standing else None

    def final_of_notice(self):
        """A year of use that a notice told becomes final for who used."""
        uses = [n.body for _, n in sorted(self.state.notices.given.items()) if n.stands and n.body["action"] == C.USE_TOWARDS_NDC]
        told = self.rng.choice(uses) if uses and self.rng.random() < 0.3 else None
        return told and self.signed(*A.final(told["party"], told["year"], told["year"]))

    def registries(self):
        number = self.some_approach()
        if number is None:
            return None
        named = self.rng.choice([OURS, OURS + OTHERS[:1], OURS[:1]])
        return self.signed(*N.registries(*named, number=number))

    def going(self):
        """Authorized units, or units of the host's own, go to another registry."""
        s, rng = self.state, self.rng
        counterparts = [n for n, a in s.accounts.items() if a.kind == C.COUNTERPART and a.status == "active"]
        fits = lambda u: u.identifier and u.holder in s.accounts and s.accounts[u.holder].kind in C.LIVE - {C.COUNTERPART} and (
            s.article6.hosts_version_in_effect(u, self.story.now) is not None or rng.random() < 0.1)
        blocks = self.held_blocks(fits)[:1]
        if not blocks or not counterparts:
            return None
        unit = units(s, *blocks[0])[0]
        takers = [n for n in counterparts if s.accounts[n].metric == unit.series.metric] or counterparts
        return self.signed(C.MOVEMENT, self.told_right({"action": C.TRANSFER, "particulars": [], "postings": legs(unit.holder, rng.choice(sorted(takers)), blocks[0])}))

    def coming_back(self, wanted=lambda unit: unit.noticed is None):
        """Units come back from another registry: from several runs of a block, where they touch."""
        s, rng, found = self.state, self.rng, self.at_counterparts(wanted)
        takers = sorted(n for n, a in s.accounts.items() if a.kind == C.HOLDING and a.status == "active")
        if not found or not takers:
            return None
        number, unit = found[0]
        space, first, last = self.part(unit)
        return self.signed(C.MOVEMENT, {"action": C.ACQUISITION, "particulars": [], "postings": legs(number, rng.choice(takers), (space, first, last))})

    def levy_attached(self):
        """The host authorizes what the mechanism took, if it has an authorization that has not ended."""
        a, s = self.state.article6, self.state
        known = self.some_authorization()
        if known is None or not s.options.get(C.LEVY_FIRST_TRANSFERS):
            return None
        fits = lambda u: u.holder in s.accounts and s.accounts[u.holder].kind in C.LEVY_BITS and u.series.host == known[0] and not u.first_transfer
        blocks = self.held_blocks(fits)
        return self.signed(*N.attach(*blocks, code=known[0], id=known[1], version=a.authorizations[known].latest)) if blocks else None

    # Who signs, and ways to go wrong

    def signed(self, kind, body):
        s = self.state
        if kind not in C.NOTICE_KINDS:
            return super().signed(kind, body)
        roles = {C.APPROACH_REGISTRIES: [C.AUTHORITY], C.NOTICE: [C.OPERATOR], C.NOTICE_WITHDRAWN: [C.OPERATOR, C.AUTHORITY]}[kind]
        keys = set().union(*(s.holders(role) for role in roles))
        return kind, body, sorted(n for n in keys if s.key_valid(n))[:32], {}

    def spoil(self, kind, body, keys, header):
        """Often what was noticed is touched, or a notice says something else."""
        rng = self.rng
        if self.state.rulebook < 5 or rng.random() < 0.55:
            return super().spoil(kind, body, keys, header)
        noticed = lambda unit: unit.noticed is not None
        makers = [self.notice, self.notice, self.notice, lambda: self.notice(lambda unit: True), lambda: self.notice(noticed), lambda: self.coming_back(noticed),
                  lambda: self.coming_back(lambda unit: True), self.withdrawal, self.withdrawal, self.registries, self.identifiers, self.account, self.issue,
                  self.noticed_held, self.levy_attached, self.reversal, self.final_of_notice]
        kind, body, keys, header = rng.choice(makers)() or (kind, body, keys, header)
        if rng.random() < 0.3:
            return kind, body, keys, header
        if kind == C.NOTICE:
            body = body | self.spoiled_notice(body)
        elif kind == C.NOTICE_WITHDRAWN:
            body = body | {"notice": rng.choice([self.some(self.state.notices.given) or 0, self.story.next_index, self.some(self.state.movements) or 0])}
        elif kind == C.APPROACH_REGISTRIES:
            body = body | rng.choice([{"registries": []}, {"registries": OURS * 2}, {"approach": rng.randint(0, 13)}, {"registries": OTHERS[:2]}])
        elif kind == C.ACCOUNT_OPENED:
            body = body | {"kind": C.COUNTERPART, "registry": rng.choice(OURS + OTHERS[:2])}
        elif kind == C.IDENTIFIERS:
            body = body | {"registry": rng.choice(OTHERS)}
        elif kind == C.MOVEMENT and body["action"] == C.ISSUE:
            body = body | {"postings": self.to_other_kinds(body["postings"])}
        if rng.random() < 0.15:
            return super().spoil(kind, body, keys, header)
        kind, body, keys, header = self.signed(kind, body)
        return kind, body, keys, header | ({"occurred": self.story.now - rng.choice([1, 60_000, 10**7])} if kind == C.NOTICE and rng.random() < 0.15 else {})

    def spoiled_notice(self, body):
        rng, some = self.rng, self.some
        blocks = body["blocks"]
        return rng.choice([
            {"account": some(self.state.accounts)}, {"account": some(n for n, a in self.state.accounts.items() if a.kind == C.COUNTERPART)},
            {"action": rng.randint(1, 11)}, {"action": rng.choice(TOLD)}, {"party": self.some_party()}, {"year": rng.choice([0, 2019, 2026, 2031, 65_535])},
            {"entity": rng.choice([N.NOTHING, *ENTITIES])}, {"purpose": rng.choice([0, 1, 2, 4])}, {"grade": rng.randint(0, 5)},
            {"evidence": rng.choice([N.NOTHING, N.NOTICE])}, {"blocks": blocks * 2}, {"blocks": []}, {"blocks": N.as_dicts(self.some_blocks())},
            {"blocks": blocks + N.as_dicts(self.some_blocks())}, {"blocks": [b | {"last": b["last"] + 1} for b in blocks]},
            {"blocks": [b | {"first": max(b["first"] - 3, 0)} for b in blocks]}])

    def noticed_held(self):
        """A hold of units of which some were noticed."""
        found = self.at_counterparts(lambda unit: unit.noticed is not None)
        to = self.some(n for n, a in self.state.accounts.items() if a.kind == C.HOLDING)
        if not found or to is None:
            return None
        number, unit = found[0]
        return self.signed(C.HOLD_PLACED, {"debited": number, "acquiring": to, "action": C.ACQUISITION, "expires_ms": self.now_ms() + 60_000,
                                           "blocks": N.as_dicts([self.part(unit)])})

    def to_other_kinds(self, postings):
        """One credit goes to an account of another kind; or a unit of the last one does."""
        to = self.some(n for n, a in self.state.accounts.items() if a.kind in (C.PENDING, C.HOLDING, C.COUNTERPART, C.ADAPTATION_FUND, C.OMGE_CANCELLATION))
        last = postings[-1]
        if self.rng.random() < 0.5 or last["first"] == last["last"]:
            return postings[:-1] + [last | {"account": to}]
        return postings[:-1] + [last | {"last": last["last"] - 1}, posting(to, C.CREDIT, (last["space"], last["last"], last["last"]))]
