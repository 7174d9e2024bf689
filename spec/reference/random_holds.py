"""Random statements of rulebook 4, and movements that accept holds or say on what evidence they stand, on top of random_origins.py.

Until rulebook 4 is in force only what the rulebook in force knows is proposed, and now and then a newer one.
"""

import codes as C
import story_holds as H
from random_article6 import Article6Proposer
from random_origins import OriginsProposer
from story import DAY, legs, moved

DURATIONS = [1, 60_000, 3_600_000, 3_600_000, DAY, DAY, H.LIMIT]


class HoldsProposer(OriginsProposer):
    def propose(self):
        if self.state.rulebook < 4:
            return self.adoption() if self.rng.random() < 0.01 else super().propose()
        makers = [(60, super().propose), (14, self.hold), (14, self.acceptance), (3, self.release), (2, self.restriction), (4, self.lifting), (4, self.elsewhere)]
        while True:
            made = self.rng.choices([m for _, m in makers], [w for w, _ in makers])[0]()
            if made is not None:
                return made

    def adoption(self):
        rng = self.rng
        version = rng.choice([v for v in (2, 3, 4) if v >= self.state.rulebook])
        if version < 4:
            return super().adoption()
        settings = Article6Proposer.adoption(self)[1]["settings"]
        if rng.random() < 0.3:
            settings = settings + [{"option": C.HOLD_LIMIT, "value": rng.choice([0, 3_600_000, DAY, DAY, (1 << 64) - 1])}]
        return self.signed(C.RULEBOOK_ADOPTED, {"version": 4, "settings": settings})

    # Holds

    def now_ms(self):
        return max(self.story.now, self.state.latest_ms)

    def in_force(self):
        """(entry, Hold) of every hold in force, in order."""
        return [(entry, h) for entry, h in sorted(self.state.holds.placed.items()) if h.in_force(self.now_ms())]

    def hold(self):
        """What a movement would be, promised instead; while few are in force."""
        if len(self.in_force()) > 12 and self.rng.random() < 0.9:
            return None
        rng, made = self.rng, super().authorized_movement() if self.rng.random() < 0.4 else super().movement()
        if made is None:
            return None
        body = made[1]
        debits, credits = ([p for p in body["postings"] if p["side"] == side] for side in (C.DEBIT, C.CREDIT))
        blocks = [(p["space"], p["first"], p["last"]) for p in debits]
        if rng.random() < 0.3:
            space, first, last = blocks[0]
            middle = rng.randint(first, last)
            blocks = [(space, middle, last)] + ([(space, first, middle - 1)] if middle > first else [])
        duration = rng.choice([d for d in DURATIONS if d <= self.state.options[C.HOLD_LIMIT]] or [1])
        return self.signed(C.HOLD_PLACED, {
            "debited": debits[0]["account"], "acquiring": credits[0]["account"], "action": body["action"],
            "expires_ms": self.now_ms() + duration + (rng.random() < 0.03), "blocks": H.as_dicts(blocks)})

    def some_hold(self, living=0.9):
        """(entry, Hold), mostly one in force."""
        holds, every = self.in_force(), sorted(self.state.holds.placed.items())
        if not holds or self.rng.random() > living:
            holds = every[-30:]
        return self.rng.choice(holds) if holds else None

    def acceptance(self):
        found = self.some_hold()
        if found is None or not found[1].blocks:
            return None
        entry, hold = found
        blocks = self.cut(hold.blocks)
        particulars = self.particulars(hold.action)
        particulars.insert(self.rng.randint(0, len(particulars)), H.named(entry))
        return self.signed(*moved(hold.action, legs(hold.debited, hold.acquiring, *blocks), particulars))

    def cut(self, blocks):
        """The same serials, perhaps in other blocks."""
        out = []
        for space, first, last in blocks:
            middle = self.rng.randint(first, last)
            out += [(space, first, middle), (space, middle + 1, last)] if middle < last and self.rng.random() < 0.2 else [(space, first, last)]
        return out

    def release(self):
        found = self.some_hold()
        return None if found is None else self.signed(*H.releases(found[0], self.rng.randint(0, 9)))

    # Restrictions and evidence

    def restriction(self):
        """Of few accounts or serials, by a Party or the ledger; many end by themselves."""
        rng, s, now = self.rng, self.state, self.now_ms()
        code = self.some_party() if rng.random() < 0.4 else ""
        accounts = sorted(n for n, a in s.accounts.items() if not code or a.party == code)
        chosen = rng.sample(accounts, min(len(accounts), rng.choice([0, 1, 1, 2]))) if code or rng.random() < 0.6 else []
        blocks = [] if code or (chosen and rng.random() < 0.7) else self.some_blocks()
        until = now + rng.choice([1, 60_000, 3_600_000, 3_600_000, DAY])
        return self.signed(*H.restriction(*chosen, blocks=blocks, code=code, reason=rng.randint(1, 4), from_ms=rng.choice([0, 0, now, now + 60_000]),
                                          until_ms=until if rng.random() < 0.8 else 0))

    def some_blocks(self):
        """One or two blocks of units that somebody holds; now and then some that are not issued."""
        rng, spaces = self.rng, self.state.holdings.spaces
        number = self.some(n for n in spaces if spaces[n][1])
        if number is None:
            return []
        out = []
        for b in rng.sample(spaces[number][1], min(len(spaces[number][1]), rng.choice([1, 1, 2]))):
            first = rng.randint(b.first, b.last)
            out.append((number, first, rng.randint(first, b.last)))
        top = max(b.last for b in spaces[number][1])
        return [(number, top + 1, top + 5)] if rng.random() < 0.05 else out

    def lifting(self):
        living = [r for r, order in self.state.holds.restrictions.items() if not order.lifted]
        number = self.some(living if self.rng.random() < 0.9 else self.state.holds.restrictions)
        return None if number is None else self.signed(*H.lifts(number, self.rng.randint(0, 9)))

    def elsewhere(self):
        """Units go to another registry, or come from one."""
        s, rng = self.state, self.rng
        counterparts = [n for n, a in s.accounts.items() if a.kind == C.COUNTERPART and a.status == "active"]
        held = [(number, b) for number, (_, blocks) in s.holdings.spaces.items() for b in rng.choices(blocks, k=3) if blocks
                and b.account in s.accounts and s.accounts[b.account].kind in C.LIVE]
        if not counterparts or not held:
            return None
        number, b = rng.choice(held)
        there = b.account in counterparts
        takers = [n for n, a in s.accounts.items() if a.kind == C.HOLDING and a.status == "active"] if there else counterparts
        if not takers:
            return None
        block = (number, b.first, min(b.last, b.first + rng.randint(0, 30)))
        action = C.ACQUISITION if there else C.TRANSFER
        return self.signed(C.MOVEMENT, self.told_right({"action": action, "particulars": [], "postings": legs(b.account, rng.choice(takers), block)}))

    def evidence(self):
        grade = self.rng.randint(1, 4)
        return H.evidence(grade, bytes(32) if grade == C.NO_EVIDENCE else H.NOTICE)

    def with_evidence(self, body):
        """The movement with evidence where it needs some, and without where it does not."""
        accounts = self.state.accounts
        counterpart = any(p["account"] in accounts and accounts[p["account"]].kind == C.COUNTERPART for p in body["postings"])
        others = [p for p in body["particulars"] if p["tag"] != C.OF_EVIDENCE]
        return body | {"particulars": others + [self.evidence()] if counterpart else others}

    # Who signs, and ways to go wrong

    def signed(self, kind, body):
        s = self.state
        if s.rulebook < 4:
            return super().signed(kind, body)
        if kind == C.MOVEMENT:
            body = self.with_evidence(body) if self.rng.random() < 0.97 else body
            hold = s.holds.placed.get(H.bodies_holds.hold_named(body))
            return super().signed(kind, body) if hold is None else self.by_account(kind, body, hold.acquiring)
        if kind == C.HOLD_PLACED:
            return self.by_account(kind, body, body["debited"])
        if kind == C.HOLD_RELEASED:
            hold = s.holds.placed.get(body["hold"])
            return self.by_account(kind, body, self.rng.choice([hold.debited, hold.acquiring]) if hold else None)
        if kind in (C.RESTRICTION_PLACED, C.RESTRICTION_LIFTED):
            restriction = s.holds.restrictions.get(body.get("restriction"))
            code = body["party"] if kind == C.RESTRICTION_PLACED else restriction.party if restriction else ""
            return kind, body, sorted(n for n in self.party_keys(code) if s.key_valid(n))[:32], {}
        return super().signed(kind, body)

    def by_account(self, kind, body, number):
        """Signed by the account, or by the operator on its behalf."""
        s = self.state
        account = s.accounts.get(number)
        if account is not None and account.representatives and self.rng.random() < 0.7:
            return kind, body, sorted(n for n in account.representatives if s.key_valid(n))[:32], {}
        return kind, body, sorted(n for n in s.holders(C.OPERATOR) if s.key_valid(n))[:32], {"on_behalf": ["somebody"]}

    def spoil(self, kind, body, keys, header):
        """Often what is promised or restricted is touched."""
        rng = self.rng
        if self.state.rulebook < 4 or rng.random() < 0.5:
            return super().spoil(kind, body, keys, header)
        makers = [self.hold, self.acceptance, self.acceptance, self.release, self.restriction, self.lifting, self.touching, self.touching, self.elsewhere]
        kind, body, keys, header = rng.choice(makers)() or (kind, body, keys, header)
        if rng.random() < 0.3:
            return kind, body, keys, header
        if kind == C.MOVEMENT:
            body = self.spoiled_movement(body)
        elif kind == C.HOLD_PLACED:
            body = body | self.spoiled_hold(body)
        elif kind == C.HOLD_RELEASED:
            body = body | {"hold": self.some(self.state.holds.placed) or 0}
        elif kind == C.RESTRICTION_PLACED:
            body = body | self.spoiled_restriction(body)
        elif kind == C.RESTRICTION_LIFTED:
            body = body | {"restriction": self.some(self.state.holds.restrictions) or 0}
        if rng.random() < 0.1:
            return super().spoil(kind, body, keys, header)
        kind, right, keys, header = self.signed(kind, body)
        return kind, body if rng.random() < 0.5 else right, keys, header

    def orders(self):
        """The restrictions in force."""
        return [r for r in self.state.holds.restrictions.values() if r.in_force(self.now_ms())]

    def touching(self):
        """Serials that are held back or restricted are moved by who has them."""
        s, rng = self.state, self.rng
        holds, orders = [b for _, h in self.in_force() for b in h.blocks], self.orders()
        places = holds + [b for r in orders for b in r.blocks] + [
            (number, b.first, b.last) for number, (_, blocks) in s.holdings.spaces.items() for b in blocks if any(b.account in r.accounts for r in orders)]
        if not places:
            return None
        space, first, last = rng.choice(places)
        pieces = s.holdings.pieces(space, first, last)
        if not pieces:
            return None
        piece = rng.choice(pieces)
        whole = next(b for b in s.holdings.pieces(space, piece.first - 5, piece.last + 5) if b.first <= piece.first <= b.last)
        actions, giver = {C.HOLDING: C.TRANSFER, C.OTHER_CANCELLATION: C.CANCELLATION}, s.accounts.get(piece.account)
        takers = sorted(n for n, a in s.accounts.items() if a.kind in actions and a.status == "active" and n != piece.account)
        home = [n for n in takers if giver is not None and s.accounts[n].party == giver.party]
        if not takers:
            return None
        taker = rng.choice(home if home and rng.random() < 0.7 else takers)
        low, high = rng.choice([(piece.first, piece.last), (whole.first, whole.last), (piece.last, piece.last), (piece.first, piece.first)])
        action = actions[s.accounts[taker].kind]
        return self.signed(C.MOVEMENT, self.told_right({"action": action, "particulars": [], "postings": legs(piece.account, taker, (space, low, high))}))

    def spoiled_movement(self, body):
        """Its hold is another or none, a serial is left or added, the action or an account is another, or its evidence."""
        rng, said = self.rng, body["particulars"]
        hold = H.named(rng.choice([self.some(self.state.holds.placed) or 0, self.story.next_index]))
        way = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7])
        if way == 0:
            return body | {"particulars": [p for p in said if p["tag"] != C.OF_HOLD] + rng.choice([[hold], [], [hold, hold]])}
        if way == 1:
            return body | {"particulars": said + [hold]}
        if way == 2:
            other = [H.evidence(rng.randint(0, 5), rng.choice([H.NOTICE, bytes(32)])), {"tag": C.OF_EVIDENCE, "value": bytes(rng.choice([0, 32, 34]))}]
            return body | {"particulars": [p for p in said if p["tag"] != C.OF_EVIDENCE] + [rng.choice(other)]}
        if way == 3:
            return body | {"action": rng.choice(sorted(C.ACTION_KINDS))}
        if way == 4:
            return body | {"postings": self.other_account(body["postings"])}
        if way == 5:
            return body | {"postings": self.other_block(body["postings"])}
        if way == 6:
            return body | {"postings": body["postings"][2:] or body["postings"]}
        end = rng.choice(body["postings"])["last"]
        return body | {"postings": [p | {"last": p["last"] - (p["last"] == end and p["first"] < end)} for p in body["postings"]]}

    def spoiled_hold(self, body):
        now, limit = self.now_ms(), self.state.options[C.HOLD_LIMIT]
        ways = [{"expires_ms": min(now + limit + self.rng.choice([0, 1]), (1 << 64) - 1)}, {"expires_ms": now}, {"acquiring": body["debited"]},
                {"acquiring": self.some(self.state.accounts)}, {"debited": self.some(self.state.accounts)}, {"action": self.rng.randint(1, 11)},
                {"blocks": H.as_dicts(self.some_blocks())}, {"blocks": body["blocks"] * 2}, {"blocks": []},
                {"blocks": [b | {"last": b["last"] + 1} for b in body["blocks"]]}]
        for _, hold in self.in_force()[-4:]:
            ways += [{"debited": hold.debited, "blocks": H.as_dicts([self.rng.choice(hold.blocks or [(1, 1, 1)])])}]
        for block in [b for r in self.orders() for b in r.blocks][-3:]:
            pieces = self.state.holdings.pieces(*block)
            ways += [{"debited": p.account, "blocks": H.as_dicts([(block[0], p.first, p.last)])} for p in pieces[:1]]
        return self.rng.choice(ways)

    def spoiled_restriction(self, body):
        ways = [{"accounts": body["accounts"] * 2}, {"accounts": [self.some(self.state.accounts)]}, {"accounts": [], "blocks": []},
                {"party": self.some_party()}, {"blocks": H.as_dicts(self.some_blocks())}, {"until_ms": body["from_ms"]}, {"reason": self.rng.randint(0, 5)}]
        return self.rng.choice(ways)
