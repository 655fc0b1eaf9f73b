"""Coins that keys lock whose private keys everybody knows, because they are small whole numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.insights.revealed import reveals_its_coin
from txexplain.insights.signatures import SHOW_THEIR_KEY
from txexplain.model.report import Condition, Facts, Finding, InputReport, Level, Report
from txexplain.model.script import Script
from txexplain.templates.outputs import output_type
from txexplain.wire import known_points as known
from txexplain.wire.keys import can_sign
from txexplain.wire.unspendable import asked_keys

_BY_HASH = {"pubkeyhash": slice(3, 23), "witness_v0_keyhash": slice(2, 22)}  # where the hash is
_NAME_THEIR_KEYS = ("pubkey", "multisig")


def find(report: Report) -> Iterator[Finding]:
    """For each output, and each input, where the keys that are known are enough."""
    for vout, output in enumerate(report.outputs):
        numbers = _of_output(output.script, output.type.key)
        if numbers:
            spans = (output.script.slice.span,)
            yield Finding("known_key_output", Level.ODD, facts=_facts("vout", vout, numbers), spans=spans)
    if report.tx.is_coinbase:
        return
    for vin, item in enumerate(report.inputs):
        numbers, is_proven = _of_input(item)
        if numbers:
            conditions = () if is_proven else (Condition("coin", vin),)
            yield Finding("known_key_coin", Level.ODD, facts=_facts("vin", vin, numbers), conditions=conditions)


def _facts(place: str, index: int, numbers: Sequence[int]) -> Facts:
    """A private key that is the order of the curve less k is written n−k."""
    told = ", ".join(str(k) if k > 0 else f"n−{-k}" for k in numbers)
    return Facts({place: index, "count": len(numbers), "numbers": told})


def _of_output(script: Script, type_: str) -> Sequence[int]:
    """The private keys that are enough by the script of an output alone."""
    data = script.slice.data
    if type_ in _BY_HASH:
        return _one(known.private_key_of_hash(data[_BY_HASH[type_]]))
    if type_ == "scripthash":
        return _one(known.private_key_of_nested(data[2:22]))
    if type_ == "witness_v1_taproot":
        return _one(known.number_of_taproot(data[2:]))
    return _enough(data) if type_ in _NAME_THEIR_KEYS else ()


def _of_input(item: InputReport) -> tuple[Sequence[int], bool]:
    """Those of the spent output; or of the key or the scripts that the input shows, and whether these are the coin's.

    Which taproot output a control block leads to is known when it was computed, and no sooner.
    """
    numbers = _of_output(item.spent.script, item.spent.type.key) if item.spent is not None else ()
    if numbers:
        return numbers, True
    controls = item.kind.pieces("control_block")
    if controls:
        from txexplain.wire.taproot import internal_key  # few inputs show one

        return _one(known.number_of_x(internal_key(controls[0].data))), False
    if item.spent is not None and not reveals_its_coin(item):
        return (), False
    return _shown(item), item.spent is not None


def _shown(item: InputReport) -> Sequence[int]:
    """By the key or the scripts that an input shows."""
    if item.kind.key in SHOW_THEIR_KEY:
        keys = [piece.data for piece in item.kind.pieces("public_key")]
        return _one(_number(keys[0])) if len(keys) == 1 else ()
    for inner in item.inner_scripts:
        numbers = () if inner.script.tapscript else _of_output(inner.script, output_type(inner.script).key)
        if numbers:
            return numbers
    return ()


def _enough(script: bytes) -> Sequence[int]:
    """As many known keys as a script asks for that is one check of signatures."""
    asked = asked_keys(script)
    if asked is None or not 0 < asked.required <= len(asked.keys):
        return ()
    numbers = [number for number in map(_number, asked.keys) if number is not None]
    return numbers[: asked.required] if len(numbers) >= asked.required else ()


def _number(public_key: bytes) -> int | None:
    return known.private_key_of(public_key) if can_sign(public_key) else None


def _one(number: int | None) -> Sequence[int]:
    return () if number is None else (number,)
