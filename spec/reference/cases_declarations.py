"""Vectors that must fail: Parties, roles, keys, spaces, series, accounts (R-140 to R-175)."""

import codes as C
import crafted
from cases import vector
from story import (account, commit, grant, note, party, revoke, rotate, series, space, test_public, threshold, transfer, withdraw)


def breaks(rule, name, about, what, *signers, before=(), numbers=None):
    """The stage, what comes `before` (each (what, signers...)), then the one entry that breaks the rule."""
    @vector(f"{rule.replace('-', '').lower()}-{name}", about)
    def build(s):
        s.stage()
        for first in before:
            s.post(*first)
        e = s.post(what, *signers)
        s.fails(rule, e)


def raw_key(number, public):
    return C.KEY_REGISTERED, {"key": number, "public": public, "owner": commit("somebody")}


def representatives(number, keys, least):
    return C.REPRESENTATIVES_CHANGED, {"account": number, "representatives": keys, "threshold": least}


def suspend(number):
    return C.ACCOUNT_SUSPENDED, {"account": number, "reason": 1}


def reinstate(number):
    return C.ACCOUNT_REINSTATED, {"account": number, "reason": 1}


def close(number):
    return C.ACCOUNT_CLOSED, {"account": number}


breaks("R-140", "twice", "A Party is declared a second time.", party("CH"), "authority")

breaks("R-141", "note", "A note names a Party that is not declared.", note("DE"), "operator")
breaks("R-141", "role", "The authority of a Party that is not declared is granted.", grant(C.AUTHORITY, "DE", 10), "authority")
breaks("R-141", "threshold", "A threshold is set for a Party that is not declared.", threshold(C.AUTHORITY, "DE", 1), "authority")
breaks("R-141", "series", "A series' host Party is not declared.", series(2, 1, 200, host="DE"), "authority")
breaks("R-141", "account", "An account's Party is not declared.", account(9, C.HOLDING, "DE", [10]), "operator")

breaks("R-142", "operator-of-party", "A key becomes operator of a Party.", grant(C.OPERATOR, "CH", 10), "authority")
breaks("R-142", "threshold", "A threshold is set for the checkpoint role of a Party.", threshold(C.CHECKPOINT, "CH", 1), "authority")

breaks("R-150", "number-taken", "A key is registered under a number that another has.", raw_key(10, test_public("carol")), "operator")
breaks("R-150", "number-of-revoked", "A key is registered under the number of a revoked one.", raw_key(10, test_public("carol")), "operator",
       before=[(revoke(10), "authority")])
breaks("R-150", "key-taken", "A public key is registered under a second number.", raw_key(13, test_public("alice")), "operator")
breaks("R-150", "revoked-key-again", "A revoked public key is registered again.", raw_key(13, test_public("alice")), "operator",
       before=[(revoke(10), "authority")])
breaks("R-150", "small-order", "A key of order 8 is registered.", raw_key(13, crafted.E.encode_point(crafted.small_point(1))), "operator")
breaks("R-150", "identity", "The identity is registered as a key.", raw_key(13, crafted.IDENTITY), "operator")
breaks("R-150", "not-canonical", "A key is registered whose y is at or above p.", raw_key(13, (crafted.E.P + 3).to_bytes(32, "little")), "operator")
breaks("R-150", "not-a-point", "A key is registered that decodes to no point.", raw_key(13, b"\2" + bytes(31)), "operator")
breaks("R-150", "rotation-number", "A rotation's new number is taken.", (C.KEY_ROTATED, {"old": 10, "new": 11, "public": test_public("carol")}), "alice")
breaks("R-150", "rotation-key", "A rotation's new key is registered under another number.",
       (C.KEY_ROTATED, {"old": 10, "new": 20, "public": test_public("bob")}), "alice")

breaks("R-151", "grant-unknown", "A role is granted to a key that is not known.", grant(C.OPERATOR, "", 99), "authority")
breaks("R-151", "grant-revoked", "A role is granted to a revoked key.", grant(C.OPERATOR, "", 10), "authority", before=[(revoke(10), "authority")])
breaks("R-151", "withdraw-unknown", "A role is withdrawn from a key that is not known.", withdraw(C.OPERATOR, "", 99), "authority")
breaks("R-151", "revoke-unknown", "A key that is not known is revoked.", revoke(99), "authority")
breaks("R-151", "revoke-twice", "A key is revoked a second time.", revoke(10), "authority", before=[(revoke(10), "authority")])
breaks("R-151", "rotate-revoked", "Recovery rotates a revoked key.", rotate(10, 20, "alice 2"), "recovery", before=[(revoke(10), "authority")])
breaks("R-151", "rotate-unknown", "A key that is not known is rotated.", rotate(99, 20, "alice 2"), "recovery")

breaks("R-152", "granted-twice", "A role is granted to a key that holds it.", grant(C.AUTHORITY, "GH", 12), "ghana")
breaks("R-152", "not-held", "A role is withdrawn from a key that does not hold it.", withdraw(C.OPERATOR, "", 10), "authority")
breaks("R-152", "gone-by-rotation", "A role is withdrawn from the new key of a rotation twice.", withdraw(C.OPERATOR, "", 20), "authority",
       before=[(grant(C.OPERATOR, "", 10), "authority"), (rotate(10, 20, "alice 2"), "alice"), (withdraw(C.OPERATOR, "", 20), "authority")])

breaks("R-153", "last-key", "The only authority's key is withdrawn.", withdraw(C.AUTHORITY, "", 1), "authority")
breaks("R-153", "last-of-party", "Ghana's only authority's key is withdrawn.", withdraw(C.AUTHORITY, "GH", 12), "ghana")
breaks("R-153", "below-threshold", "A second key is withdrawn where the threshold is 2.", withdraw(C.AUTHORITY, "GH", 11), "ghana", "bob",
       before=[(grant(C.AUTHORITY, "GH", 11), "ghana"), (threshold(C.AUTHORITY, "GH", 2), "ghana")])
breaks("R-153", "zero", "A threshold of 0 is set.", threshold(C.AUTHORITY, "", 0), "authority")
breaks("R-153", "too-high", "A threshold above the number of keys is set.", threshold(C.OPERATOR, "", 2), "authority")
breaks("R-153", "revoked-do-not-count", "A threshold of 2 is set where one of two keys is revoked.", threshold(C.OPERATOR, "", 2), "authority",
       before=[(grant(C.OPERATOR, "", 10), "authority"), (revoke(10), "authority")])
breaks("R-153", "party-without-keys", "A threshold is set for the authority of a Party that has no key of its own.", threshold(C.AUTHORITY, "CH", 1), "authority")

breaks("R-160", "number", "A space's number is taken.", space(1, "another name"), "authority")
breaks("R-160", "name", "A space's name is taken.", space(2, "GHA01/2025"), "authority")
breaks("R-161", "space", "A series names a space that is not declared.", series(2, 2, 200), "ghana")
breaks("R-162", "number", "A series' number is taken.", series(1, 1, 200, label="another"), "ghana")
breaks("R-162", "label", "A series' label is taken in its space.", series(2, 1, 200, label="GH-1"), "ghana")

breaks("R-163", "ghg-with-name", "A GHG series names a non-GHG metric.", series(2, 1, 200, non_ghg="kWh"), "ghana")
breaks("R-163", "ghg-quantum", "A GHG series has a quantum of 10.", series(2, 1, 200, digits=10), "ghana")
breaks("R-163", "ghg-scale", "A GHG series has a scale of 1.", series(2, 1, 200, scale=1), "ghana")
breaks("R-163", "non-ghg-without-name", "A non-GHG series does not name its metric.", series(2, 1, 200, metric=C.NON_GHG), "ghana")
breaks("R-163", "non-ghg-quantum", "A non-GHG series has a quantum of 0.", series(2, 1, 200, metric=C.NON_GHG, non_ghg="kWh", digits=0), "ghana")
breaks("R-163", "vintage-1989", "A plain series has the vintage 1989.", series(2, 1, 200, regime=C.PLAIN, vintage=1989), "ghana")
breaks("R-163", "vintage-2201", "A plain series has the vintage 2201.", series(2, 1, 200, regime=C.PLAIN, vintage=2201), "ghana")
breaks("R-163", "vintage-2020", "A series of Article 6.2 has the vintage 2020.", series(2, 1, 200, vintage=2020), "ghana")
breaks("R-163", "vintage-none", "A series of Article 6.4 has no vintage.", series(2, 1, 200, regime=C.ARTICLE_6_4, vintage=0), "ghana")

breaks("R-170", "account", "An account's number is taken.", account(1, C.HOLDING, "CH", [11]), "operator")
breaks("R-170", "account-of-source", "An account's number is that of a Source account.", account(100, C.HOLDING, "CH", [11]), "operator")
breaks("R-170", "source", "A series' Source account has the number of another account.", series(2, 1, 1), "ghana")
breaks("R-170", "closed", "A closed account's number is used again.", account(2, C.HOLDING, "CH", [11]), "operator", before=[(close(2), "operator")])

breaks("R-171", "suspend", "An account that is not known is suspended.", suspend(99), "operator")
breaks("R-171", "reinstate", "An account that is not known is reinstated.", reinstate(99), "operator")
breaks("R-171", "close", "An account that is not known is closed.", close(99), "operator")
breaks("R-171", "representatives", "The representatives of an account that is not known change.", representatives(99, [10], 1), "operator")

breaks("R-172", "suspend-twice", "A suspended account is suspended.", suspend(2), "operator", before=[(suspend(2), "operator")])
breaks("R-172", "suspend-closed", "A closed account is suspended.", suspend(2), "operator", before=[(close(2), "operator")])
breaks("R-172", "reinstate-active", "An active account is reinstated.", reinstate(2), "operator")
breaks("R-172", "close-twice", "A closed account is closed.", close(2), "operator", before=[(close(2), "operator")])
breaks("R-172", "representatives-closed", "The representatives of a closed account change.", representatives(2, [10], 1), "operator",
       before=[(close(2), "operator")])
breaks("R-172", "suspend-source", "A Source account is suspended.", suspend(100), "operator")
breaks("R-172", "close-source", "A Source account is closed.", close(100), "operator")
breaks("R-172", "representatives-source", "A Source account gets representatives.", representatives(100, [10], 1), "operator")

breaks("R-173", "holds-units", "An account that holds units is closed.", close(1), "operator")
breaks("R-173", "holds-one", "An account that kept one unit is closed.", close(1), "operator", before=[(transfer(1, 2, (1, 2, 1000)), "alice")])

breaks("R-174", "source", "An account is opened with kind Source.", account(9, C.SOURCE, "GH"), "operator")

breaks("R-175", "twice", "An account names one representative twice.", account(9, C.HOLDING, "CH", [10, 10], 1), "operator")
breaks("R-175", "unknown", "An account's representative is not known.", account(9, C.HOLDING, "CH", [99]), "operator")
breaks("R-175", "revoked", "An account's representative was revoked.", account(9, C.HOLDING, "CH", [10]), "operator", before=[(revoke(10), "authority")])
breaks("R-175", "threshold-zero", "An account with representatives has threshold 0.", account(9, C.HOLDING, "CH", [10], 0), "operator")
breaks("R-175", "threshold-high", "An account's threshold is above the number of its representatives.", account(9, C.HOLDING, "CH", [10], 2), "operator")
breaks("R-175", "threshold-of-none", "An account without representatives has threshold 1.", account(9, C.HOLDING, "CH", [], 1), "operator")
breaks("R-175", "changed", "New representatives have a threshold above their number.", representatives(2, [10, 11], 3), "operator")
