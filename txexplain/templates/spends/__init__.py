"""The ways an input spends: which spent output it fits, and what it brings.

With the spent output known its type decides; without it the form of the input does, and the answer is a
likely one only. One file a kind; each `match(view)` returns None where the input does not have that form.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from txexplain.model.report import Certainty, Match
from txexplain.templates.outputs import template_of
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView, heuristic

UNKNOWN = "unknown"
KINDS = {  # each kind, in the order in which an input's form is tried → the type of output that it spends
    "p2sh_p2wpkh": "scripthash",
    "p2sh_p2wsh": "scripthash",
    "p2wpkh": "witness_v0_keyhash",
    "p2tr_key": "witness_v1_taproot",
    "p2tr_script": "witness_v1_taproot",
    "p2wsh": "witness_v0_scripthash",
    "p2pkh": "pubkeyhash",
    "p2pk": "pubkey",
    "p2ms": "multisig",
    "p2sh": "scripthash",
}
_WITHOUT_SCRIPT_SIG = {"p2wpkh", "p2tr_key", "p2tr_script", "p2wsh"}
_WITH_SCRIPT_SIG = {"p2sh_p2wpkh", "p2sh_p2wsh", "p2pkh", "p2pk", "p2ms", "p2sh"}
_PUSHES = {"p2sh_p2wpkh": 1, "p2sh_p2wsh": 1, "p2pk": 1, "p2pkh": 2}  # where only so many will do
_MORE_PUSHES = 3  # than any kind asks for
_WITHOUT_WITNESS = {"p2pkh", "p2pk", "p2ms", "p2sh"}


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
    kinds = _kinds_of(view.spent_type)
    found = _first(kinds, view)
    kind = found or Match(template_of(view.spent_type).spend)
    return Recognised(kind, Certainty.PROVEN, fits=found is not None or not kinds)


def implied_script(spend: Match) -> bytes | None:
    """The one output script of its kind that fits what the input reveals, told by its form; None where none does."""
    name = spend.key.replace("-", "_")
    return _template(name).implied_script(spend) if name in KINDS else None


def spent_type_of(kind: str) -> str | None:
    """The type of output that inputs of this kind spend, by the key of its Match; None where that says nothing."""
    return KINDS.get(kind.replace("-", "_"))


@cache
def _kinds_of(spent_type: str) -> tuple[str, ...]:
    return tuple(name for name, type_ in KINDS.items() if type_ == spent_type)


def _by_form(view: SpendView) -> Match:
    """The likely kind; what it captures is no more certain than the kind itself."""
    pushes = -1 if view.pushes is None else min(len(view.pushes), _MORE_PUSHES)
    found = _first(_kinds_with(pushes, bool(view.script_sig.slice.data), bool(view.witness)), view) or Match(UNKNOWN)
    return Match(found.key, heuristic(found.captures), found.facts)


@cache
def _kinds_with(pushes: int, script_sig: bool, witness: bool) -> tuple[str, ...]:
    """Those that an input can be whose scriptSig pushes so much, with a scriptSig and a witness, or without."""
    excluded = {name for name, count in _PUSHES.items() if count != pushes}
    excluded |= (_WITHOUT_SCRIPT_SIG if script_sig else _WITH_SCRIPT_SIG) | (_WITHOUT_WITNESS if witness else set())
    return tuple(name for name in KINDS if name not in excluded)


def _first(kinds: Iterable[str], view: SpendView) -> Match | None:
    """The first kind that matches; only the files that are tried are imported."""
    for name in kinds:
        found = _template(name).match(view)
        if found is not None:
            return found
    return None


@cache
def _template(name: str) -> SpendTemplate:
    template: SpendTemplate = import_module(f"{__name__}.{name}").TEMPLATE
    return template
