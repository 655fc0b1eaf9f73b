"""The parts of a signed message that was given by itself: the number that each is, and what it stands for."""

from __future__ import annotations

from txexplain.model.hash_types import SIGHASH_NONE, SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.signing import Sighash
from txexplain.texts import Line, Texts

_NO_CODE_SEPARATOR = b"\xff" * 4
_BLANK_INPUT_SIZE = 41


def scheme(sighash: Sighash) -> str:
    """Which signatures sign it: `ecdsa` or `schnorr`."""
    return "schnorr" if sighash.algorithm.startswith("bip34") else "ecdsa"


def note(key: str, data: bytes, sighash: Sighash, texts: Texts) -> Line:
    """What it stands for, or why it is blank."""
    if key == "spend_type":
        return texts.line("sighash", f"commits_spend_type_{data[0]}")
    if key in ("inputs_before", "inputs_after"):
        count = len(data) // _BLANK_INPUT_SIZE
        return texts.count("messages", f"part_inputs{_case(key, data, sighash)}", count)
    return texts.line("messages", f"part_{key}{_case(key, data, sighash)}")


def _case(key: str, data: bytes, sighash: Sighash) -> str:
    """What tells apart the cases in which a part stands for different things."""
    chosen = sighash.hash_type & SIGHASH_OUTPUT_MASK
    outputs = {SIGHASH_NONE: "_none", SIGHASH_SINGLE: "_single"}.get(chosen, "")
    if key == "hash_outputs" and chosen == SIGHASH_SINGLE and not any(data):
        return "_missing"
    if key in ("output_count", "hash_outputs"):
        return outputs
    if key in ("inputs_before", "inputs_after"):
        return "_open" if outputs else ""
    if key in ("hash_prevouts", "hash_sequence"):
        return "" if any(data) else "_open"
    if key == "input_count":
        return "_one" if sighash.hash_type & 0x80 else ""
    if key == "hash_type":
        return "_schnorr" if scheme(sighash) == "schnorr" else ""
    return "_none" if key == "codesep_pos" and data == _NO_CODE_SEPARATOR else ""
