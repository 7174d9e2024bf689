"""Random statements for a ledger whose state is known: mostly sensible ones, and ways to spoil them.

A proposal is (kind, body, key numbers that should sign, header fields). Nothing here knows whether it is right; random_history.py asks the rules.
"""

import codec
import codes as C
from story import (account, grant, key, legs, mirrored, moved, note, party, posting, reversing, revoke, rotate, series, space, threshold, withdraw)

PARTIES = ["GH", "CH", "SE", "SG", "KEN", "CL", "PE", "TH"]
DESTINATIONS = {action: sorted(kinds[1]) for action, kinds in C.ACTION_KINDS.items()}


class Proposer:
    def __init__(self, rng, story, state):
        self.rng, self.story, self.state = rng, story, state
        self.next_number = 1_000

    def fresh(self):
        self.next_number += 1
        return self.next_number

    def some(self, things):
        things = sorted(things)
        return self.rng.choice(things) if things else None

    # Statements

    def propose(self):
        """One random statement that is probably right."""
        makers = [(50, self.movement), (12, self.issue), (4, self.reversal), (6, self.account), (3, self.series), (2, self.space), (2, self.party),
                  (4, self.key), (3, self.role), (2, self.rotation), (1, self.revocation), (3, self.status), (2, self.representatives),
                  (3, self.note), (1, self.rulebook), (1, self.recovery)]
        while True:
            made = self.rng.choices([m for _, m in makers], [w for w, _ in makers])[0]()
            if made is not None:
                return made

    def movement(self):
        s, rng = self.state, self.rng
        space_number = self.some(n for n, (_, blocks) in s.holdings.spaces.items() if blocks)
        if space_number is None:
            return None
        blocks = s.holdings.spaces[space_number][1]
        held = next((b for b in rng.choices(blocks, k=8) if b.account in s.accounts and s.accounts[b.account].kind in C.LIVE), rng.choice(blocks))
        first = rng.randint(held.first, held.last)
        last = min(held.last, first + int(rng.expovariate(1 / 20)))
        action = rng.choice([a for a in C.ACTION_KINDS if a != C.ISSUE] + [C.TRANSFER] * 10)
        buyers = [n for n, a in s.accounts.items() if a.kind in DESTINATIONS[action] and a.status == "active" and n != held.account]
        if not buyers:
            return None
        if last - first >= 2 and rng.random() < 0.2:
            middle = rng.randint(first, last - 1)
            postings = [posting(held.account, C.DEBIT, (space_number, first, last)), posting(rng.choice(buyers), C.CREDIT, (space_number, first, middle)),
                        posting(rng.choice(buyers), C.CREDIT, (space_number, middle + 1, last))]
        else:
            postings = legs(held.account, rng.choice(buyers), (space_number, first, last))
        return self.signed(*moved(action, postings))

    def issue(self):
        number = self.some(self.state.series)
        if number is None:
            return None
        line = self.state.series[number]
        buyers = [n for n, a in self.state.accounts.items() if a.kind in (C.PENDING, C.HOLDING) and a.metric == line.metric and a.status == "active"]
        if not buyers:
            return None
        issued = [b.last for b in self.state.holdings.spaces.get(line.space, ([], []))[1] if b.last < 1 << 62]
        first = (issued[-1] if issued else 0) + self.rng.choice([1, 1, 1, 6])
        last = first + self.rng.randint(0, 500)
        return self.signed(*moved(C.ISSUE, legs(line.source, self.rng.choice(buyers), (line.space, first, last))))

    def reversal(self):
        recent = sorted(self.state.movements)[-30:]
        if not recent:
            return None
        index = self.rng.choice(recent)
        return self.signed(*reversing(index, mirrored(self.state.movements[index]["postings"])))

    def account(self):
        keys = [n for n in self.state.keys if self.state.key_valid(n)]
        chosen = sorted(self.rng.sample(keys, min(len(keys), self.rng.choice([0, 1, 1, 1, 2, 3]))))
        least = self.rng.randint(1, len(chosen)) if chosen else 0
        metric = self.rng.choice([C.GHG] * 5 + [C.NON_GHG])
        return self.signed(*account(self.fresh(), self.rng.choice([C.HOLDING] * 8 + list(range(2, 14))), self.some(self.state.parties) or "GH", chosen, least, metric))

    def series(self):
        number, spaces = self.fresh(), self.some(self.state.spaces)
        host = self.some(self.state.parties)
        if spaces is None or host is None:
            return None
        other = {"metric": C.NON_GHG, "non_ghg": "MWh"} if self.rng.random() < 0.2 else {}
        return self.signed(*series(number, spaces, self.fresh(), host, **other))

    def space(self):
        number = self.fresh()
        return self.signed(*space(number, f"space {number}"))

    def party(self):
        return self.signed(*party(self.rng.choice(PARTIES)))

    def key(self):
        number = self.fresh()
        return self.signed(*key(number, self.story.name_key(number)))

    def role(self):
        code = self.rng.choice([""] + sorted(self.state.parties))
        role = C.AUTHORITY if code else self.rng.choice([1, 2, 3, 4])
        number = self.some(n for n in self.state.keys if self.state.key_valid(n))
        held = self.state.holders(role, code)
        made = self.rng.choice([grant(role, code, number), withdraw(role, code, self.some(held) or number),
                                threshold(role, code, self.rng.randint(1, max(1, min(2, len(held)))))])
        return self.signed(*made)

    def rotation(self):
        new = self.fresh()
        return self.signed(*rotate(self.some(n for n in self.state.keys if self.state.key_valid(n)), new, self.story.name_key(new)))

    def revocation(self):
        needed = set().union(*self.state.roles.values())  # nobody locks the door of a history that is to go on
        number = self.some(n for n in self.state.keys if n not in needed and self.state.key_valid(n))
        return None if number is None else self.signed(*revoke(number))

    def status(self):
        number = self.some(self.state.accounts)
        kind = self.rng.choice([C.ACCOUNT_SUSPENDED, C.ACCOUNT_REINSTATED, C.ACCOUNT_REINSTATED, C.ACCOUNT_CLOSED])
        return None if number is None else self.signed(kind, {"account": number} | ({} if kind == C.ACCOUNT_CLOSED else {"reason": 1}))

    def representatives(self):
        number = self.some(self.state.accounts)
        keys = sorted(n for n in self.state.keys if self.state.key_valid(n))[-3:]
        return None if number is None else self.signed(C.REPRESENTATIVES_CHANGED, {"account": number, "representatives": keys, "threshold": len(keys)})

    def note(self):
        return self.signed(*note(self.some(self.state.parties) or "", [self.rng.randrange(self.story.next_index)]))

    def rulebook(self):
        return self.signed(C.RULEBOOK_ADOPTED, {"version": 1, "settings": self.rng.choice([[], [{"option": 1, "value": self.rng.randint(90_000_000, 16_000_000_000)}]])})

    def recovery(self):
        return self.signed(C.RECOVERY, {"segment": 0, "offset": 256, "size": self.rng.randint(1, 99), "digest": bytes(32)})

    # Who signs

    def signed(self, kind, body):
        """The proposal with the keys that the table of rules.md section 2 asks for, as the state has them."""
        s = self.state
        roles = {C.RULEBOOK_ADOPTED: [1, 2], C.RECOVERY: [1], C.NOTE: [1], C.PARTY_DECLARED: [2], C.KEY_REGISTERED: [1], C.KEY_REVOKED: [2],
                 C.SPACE_DECLARED: [2], C.ACCOUNT_OPENED: [1], C.ACCOUNT_CLOSED: [1], C.REPRESENTATIVES_CHANGED: [1], C.ACCOUNT_SUSPENDED: [1],
                 C.ACCOUNT_REINSTATED: [1], C.REVERSING_MOVEMENT: [1, 2]}.get(kind, [])
        keys = set().union(*(s.holders(r) for r in roles)) if roles else set()
        header = {}
        if kind in (C.ROLE_GRANTED, C.ROLE_WITHDRAWN, C.THRESHOLD_SET):
            keys |= self.party_keys(body["party"])
        elif kind == C.SERIES_OPENED:
            keys |= self.party_keys(body["host"])
        elif kind == C.KEY_ROTATED:
            keys |= {body["old"]}
        elif kind == C.MOVEMENT:
            for p in body["postings"]:
                a = s.accounts.get(p["account"])
                if p["side"] != C.DEBIT or a is None:
                    continue
                if a.kind == C.SOURCE:
                    keys |= self.party_keys(s.series[a.series].host) if a.series is not None else set()
                elif a.representatives and self.rng.random() < 0.8:
                    keys |= a.representatives
                else:
                    keys |= s.holders(C.OPERATOR)
                    header["on_behalf"] = ["somebody"]
        return kind, body, sorted(n for n in keys if s.key_valid(n))[:32], header

    def party_keys(self, code):
        return self.state.holders(C.AUTHORITY, code) or self.state.holders(C.AUTHORITY)

    # Ways to go wrong

    def spoil(self, kind, body, keys, header):
        """The proposal with one thing changed at random."""
        rng, now = self.rng, self.story.now
        way = rng.randrange(12)
        if way > 9 and kind == C.MOVEMENT and body["postings"]:
            return self.signed(kind, body | {"postings": rng.choice([self.other_account, self.other_block])(body["postings"])})
        if way == 0:
            keys = rng.sample(keys, max(0, len(keys) - 1)) or [rng.randrange(4)]
        elif way == 1:
            keys = sorted({rng.choice(sorted(self.story.names))} | (set(keys) if rng.random() < 0.5 else set()))
        elif way == 2:
            header = header | {"occurred": now + rng.choice([1, -1, -60_000, -600_000, 1_000_000])}
        elif way == 3:
            header = header | {"not_after": now + rng.choice([-1, 0, self.state.options[C.NOT_AFTER_LIMIT], self.state.options[C.NOT_AFTER_LIMIT] + 1])}
        elif way == 4 and self.state.ids:
            header = header | {"id": rng.choice(list(self.state.ids)[-50:])}
        elif way == 5:
            header = header | {"on_behalf": rng.choice([["a"], None])}
        else:
            body = self.spoil_value(codec.BODIES[kind], body)
        return kind, body, keys, header

    def other_account(self, postings):
        """The postings with one account replaced by another wherever it stands: a holder who holds nothing, a buyer who may not buy."""
        old, new = self.rng.choice(postings)["account"], self.some(self.state.accounts)
        return [p | {"account": new} if p["account"] == old else p for p in postings]

    def other_block(self, postings):
        """The postings with all blocks of one space shifted, or made longer."""
        space_number, shift, more = self.rng.choice(postings)["space"], self.rng.choice([0, 0, -1, -20, -400, 50]), self.rng.choice([0, 1, 40])
        return [p | {"first": max(p["first"] + shift, 1), "last": max(p["last"] + shift, 1) + more} if p["space"] == space_number else p for p in postings]

    def spoil_value(self, kind, value):
        """The body with one field changed: to a neighbour, a number in use, a limit."""
        rng = self.rng
        if isinstance(kind, codec.Record):
            name = rng.choice(sorted(kind.fields))
            return value | {name: self.spoil_value(kind.fields[name], value[name])}
        if isinstance(kind, codec.ListOf) and value:
            at, way = rng.randrange(len(value)), rng.randrange(5)
            if way == 0:
                return value[:at] + value[at + 1:]
            if way == 1:
                return value[:at] + value[at:at + 1] + value[at:]
            return value[:at] + [self.spoil_value(kind.item, value[at])] + value[at + 1:]
        if isinstance(kind, codec.Uint):
            top = (1 << 8 * kind.size) - 1
            used = [self.some(x) or 0 for x in (self.state.accounts, self.state.keys, self.state.spaces, self.state.series)]
            return rng.choice([max(value - 1, 0), min(value + 1, top), 0, 1, 2, 3, top, 1 << 8 * kind.size - 1] + used) & top
        if isinstance(kind, codec.Code):
            return rng.choice(PARTIES + ["", "XX"]) if kind.size == 4 else value
        if isinstance(kind, codec.Text):
            return rng.choice(["", "x", "x" * 65, value])
        if isinstance(kind, codec.Fixed) and kind.size == 32:
            return rng.choice([bytes(32), bytes([1]) + bytes(31), self.story.some_public(rng), value])
        return value
