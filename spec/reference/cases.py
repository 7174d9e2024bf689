"""A vector under construction: a story and what must be said of it. The definitions are in cases_*.py.

What is expected is written by hand next to each story; nothing here asks the verifier.
"""

from story import Story, note

REGISTRY = {}  # name -> (about, function)


def vector(name, about):
    def register(function):
        assert name not in REGISTRY, name
        REGISTRY[name] = (about, function)
        return function
    return register


class Vector(Story):
    def __init__(self, origin="ledger.example/gh-ch"):
        super().__init__(origin)
        self.expected = []
        self.open_rules = []  # undetermined, by rule
        self.undetermined_else = False
        self.checkpoint_text = "head"  # or None, or a text
        self.trust_text = "genesis"  # or None, or a text
        self.head_said = {}

    def fails(self, rule, entry=None, serials=None, cause=None, at=None, fault=None):
        """One finding: its entry, or the place (segment, offset) of its frame; and what explains it, the entry `cause` or `fault` (rule, segment, offset)."""
        finding = {"rule": rule, "entry": entry}
        if serials is not None:
            finding["serials"] = serials
        if entry is not None:
            finding["cause_entry"] = entry if cause is None else cause
        if at is not None:
            finding["segment"], finding["offset"] = at
        if rule in ("J-102", "J-104", "J-110"):
            finding["cause_rule"], finding["cause_segment"], finding["cause_offset"] = fault or (rule, *at)
        self.expected.append(finding)

    def undetermined(self, rule=None, entry=None):
        """Something could not be judged: by R-101 or J-112, or (no rule) because nothing was brought or entry 0 was not judged."""
        if rule is None:
            self.undetermined_else = True
        else:
            self.open_rules.append({"rule": rule, "entry": entry})

    def head_is(self, **said):
        """Where the head expected is not the writer's: entries, chain, root; None is not compared."""
        self.head_said.update(said)

    def here(self):
        """The place of the next frame."""
        return self.journal.name, len(self.journal.segments[self.journal.name])

    def small(self, batches=2):
        """Genesis and batches of one note each, for vectors about frames."""
        self.genesis()
        for _ in range(batches):
            self.post(note(), "operator")
            self.seal()

    def finish(self, name, about):
        if self.waiting:
            self.seal()
        j = self.journal
        verdict = "findings" if self.expected else "undetermined" if self.open_rules or self.undetermined_else else "clean"
        expect = {"verdict": verdict, "findings": self.expected}
        if self.open_rules:
            expect["undetermined"] = self.open_rules
        expect["entries"] = self.head_said.get("entries", j.count)
        expect["chain"] = self.head_said["chain"] if "chain" in self.head_said else j.chain.hex()
        expect["root"] = self.head_said["root"] if "root" in self.head_said else j.root().hex()
        return {
            "name": name,
            "about": about,
            "segments": {n: bytes(raw).hex() for n, raw in sorted(j.segments.items())},
            "trust": self.trust() if self.trust_text == "genesis" else self.trust_text,
            "checkpoint": self.checkpoint() if self.checkpoint_text == "head" else self.checkpoint_text,
            "expect": expect,
        }


def build_all():
    """Every vector, by name."""
    import cases_holds, cases_holds_after, cases_holds_after_restrictions, cases_holds_movements, cases_holds_passing  # noqa: F401, E401
    import cases_holds_precedence, cases_holds_restrictions, cases_holds_unknown  # noqa: F401, E401
    import cases_after, cases_declarations, cases_entries, cases_frames  # noqa: F401, E401 (importing registers)
    import cases_movements, cases_open, cases_outside, cases_passing  # noqa: F401, E401
    import cases_article6, cases_article6_after, cases_article6_approaches, cases_article6_borders, cases_article6_movements  # noqa: F401, E401
    import cases_article6_passing, cases_article6_precedence, cases_article6_remarks, cases_article6_units  # noqa: F401, E401
    import cases_origins, cases_origins_after, cases_origins_issues, cases_origins_passing  # noqa: F401, E401
    import cases_origins_precedence, cases_origins_reversed, cases_origins_underlying, cases_origins_unknown  # noqa: F401, E401
    import cases_notices, cases_notices_accounts, cases_notices_after, cases_notices_levies, cases_notices_passing  # noqa: F401, E401
    import cases_notices_precedence, cases_notices_units, cases_notices_unknown  # noqa: F401, E401
    out = {}
    for name, (about, function) in REGISTRY.items():
        v = Vector()
        function(v)
        out[name] = v.finish(name, about)
    return out
