"""The ways an input spends: which spent output it fits, and what it brings.

With the spent output known its type decides; without it the form of the input does, and the answer is a
likely one only. One file a kind; each `match(view)` returns None where the input does not have that form.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from txexplain.model.report import Certainty, Match
from txexplain.model.script import NONSTANDARD
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


class Recognised(NamedTuple):
    """The kind of spend, whether that is certain, and whether the input has the usual form of that kind."""

    kind: Match
    certainty: Certainty
    fits: bool = True


def spend_of(view: SpendView) -> Recognised:
    """How the input spends."""
    if view.is_coinbase:
        return Recognised(_first(("coinbase",), view) or Match(UNKNOWN), Certainty.PROVEN)
    if view.spent_type is None:
        return Recognised(_by_form(view), Certainty.HEURISTIC)
    modules = _MODULES_OF_TYPE.get(view.spent_type, ())
    found = _first(modules, view)
    key = _KEY_OF_TYPE.get(view.spent_type, NONSTANDARD)
    return Recognised(found or Match(key), Certainty.PROVEN, fits=found is not None or not modules)


def _by_form(view: SpendView) -> Match:
    """The likely kind; what it captures is no more certain than the kind itself."""
    found = _first(_BY_FORM, view) or Match(UNKNOWN)
    captures = (capture._replace(certainty=Certainty.HEURISTIC) for capture in found.captures)
    return found._replace(captures=tuple(captures))


def _first(modules: tuple[str, ...], view: SpendView) -> Match | None:
    """The first kind that matches; only the files that are tried are imported."""
    for name in modules:
        found: Match | None = import_module(f"txexplain.templates.spends.{name}").match(view)
        if found is not None:
            return found
    return None
