"""The ways an input spends: which spent output it fits, and what it brings.

With the spent output known its type decides; without it the form of the input does, and the answer is a
likely one only. One file a kind; each `match(view)` returns None where the input does not have that form.
"""

from __future__ import annotations

from importlib import import_module

from txexplain.model.report import Certainty, Match
from txexplain.templates.spends.view import SpendView

UNKNOWN = "unknown"
_MODULES_OF_TYPE = {  # output type → kinds of spend that fit it
    "pubkey": ("p2pk",),
    "pubkeyhash": ("p2pkh",),
    "multisig": ("p2ms",),
    "scripthash": ("p2sh_p2wpkh", "p2sh_p2wsh", "p2sh"),
    "witness_v0_keyhash": ("p2wpkh",),
    "witness_v0_scripthash": ("p2wsh",),
    "witness_v1_taproot": ("p2tr_key", "p2tr_script"),
}
_KEY_OF_TYPE = {  # what to call a spend of that type whose form fits none of its kinds
    "pubkey": "p2pk",
    "pubkeyhash": "p2pkh",
    "multisig": "p2ms",
    "scripthash": "p2sh",
    "witness_v0_keyhash": "p2wpkh",
    "witness_v0_scripthash": "p2wsh",
    "witness_v1_taproot": "p2tr",
    "anchor": "p2a",
    "witness_unknown": "witness_unknown",
}
_BY_FORM = (
    "p2sh_p2wpkh",
    "p2sh_p2wsh",
    "p2wpkh",
    "p2tr_key",
    "p2tr_script",
    "p2wsh",
    "p2pkh",
    "p2pk",
    "p2ms",
    "p2sh",
)


def spend_of(view: SpendView) -> tuple[Match, Certainty]:
    """The kind of spend, and whether that is certain."""
    if view.is_coinbase:
        return _first(("coinbase",), view) or Match(UNKNOWN), Certainty.PROVEN
    if view.spent_type is None:
        return _first(_BY_FORM, view) or Match(UNKNOWN), Certainty.HEURISTIC
    found = _first(_MODULES_OF_TYPE.get(view.spent_type, ()), view)
    return found or Match(_KEY_OF_TYPE.get(view.spent_type, "nonstandard")), Certainty.PROVEN


def _first(modules: tuple[str, ...], view: SpendView) -> Match | None:
    """The first kind that matches; only the files that are tried are imported."""
    for name in modules:
        found: Match | None = import_module(f"txexplain.templates.spends.{name}").match(view)
        if found is not None:
            return found
    return None
