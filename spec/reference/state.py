"""What the entries before say (rules.md section 1): keys, roles, Parties, spaces, series, accounts, holdings, ids, rulebook."""

from dataclasses import dataclass, field

import codes as C
import ed25519
from adjustments import Adjustments
from article6_state import Article6
from holdings import Holdings
from holds_state import Holds
from notices_state import Notices
from origins_state import Origins


@dataclass
class Key:
    public: bytes
    valid: bool = True


@dataclass
class Series:
    space: int
    source: int
    host: str
    metric: int
    non_ghg: str
    vintage: int
    regime: int
    activity: str
    digits: int
    scale: int
    mitigation: int


@dataclass
class Account:
    kind: int
    party: str
    metric: int
    registry: str = ""  # a Source account has none
    representatives: set = field(default_factory=set)
    threshold: int = 0
    status: str = "active"  # or "suspended", "closed"
    series: int | None = None  # of a Source account


class State:
    def __init__(self, origin):
        self.origin = origin
        self.keys = {}
        self.publics = set()  # every public key that was ever registered
        self.roles = {}  # (role, Party or "") -> set of key numbers, all valid
        self.thresholds = {}  # (role, Party or "") -> threshold, where one was set
        self.registries = set()  # of genesis
        self.parties = set()
        self.spaces = {}  # number -> name
        self.series = {}
        self.labels = set()  # (space, label)
        self.accounts = {}
        self.holdings = Holdings()
        self.ids = {}  # id -> highest not_after_ms
        self.rulebook = 1  # its version; before genesis, 1
        self.options = options_of({"version": 1, "settings": []})
        self.adopted = None  # a rulebook, binding from the next batch
        self.movements = {}  # index -> body
        self.reversed = set()
        self.article6 = Article6()
        self.adjustments = Adjustments()
        self.origins = Origins()
        self.holds = Holds()
        self.notices = Notices()
        self.latest_ms = 0  # the highest recorded_at of the batches so far

    def next_batch(self, recorded_at_ms):
        self.latest_ms = max(self.latest_ms, recorded_at_ms)
        if self.adopted is not None:
            self.bind(self.adopted)
            self.adopted = None

    def bind(self, rulebook):
        self.rulebook, self.options = rulebook["version"], options_of(rulebook)

    def key_valid(self, number):
        return number in self.keys and self.keys[number].valid

    def holders(self, role, party=""):
        return self.roles.get((role, party), set())

    def threshold(self, role, party=""):
        return self.thresholds.get((role, party), 1)

    def satisfied(self, signers, role, party=""):
        """Whether the signers (valid keys) meet the threshold of the role; a Party without an authority is stood in for by the ledger's."""
        if party and not self.holders(role, party):
            party = ""
        return len(signers & self.holders(role, party)) >= self.threshold(role, party)

    def satisfied_account(self, signers, account):
        return bool(account.representatives) and len(signers & account.representatives) >= account.threshold

    def key_free(self, number, public):
        """R-150."""
        return number not in self.keys and public not in self.publics and ed25519.key_accepted(public)

    def register(self, number, public):
        """Registers a key if its number is free and it is a valid key; says whether it did."""
        if number in self.keys or not ed25519.key_accepted(public):
            return False
        self.keys[number] = Key(public)
        self.publics.add(public)
        return True

    def replace_key(self, old, new):
        """The old key dies; the new one, where there is one, takes its roles and representations."""
        self.keys[old].valid = False
        groups = list(self.roles.values()) + [a.representatives for a in self.accounts.values()]
        for group in groups:
            if old in group:
                group.discard(old)
                if new is not None:
                    group.add(new)


def options_of(rulebook):
    """The value of every option under a rulebook: the last setting counts, else the default."""
    return C.OPTIONS[rulebook["version"]] | {s["option"]: s["value"] for s in rulebook["settings"]}
