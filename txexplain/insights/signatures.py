"""The signatures that inputs bring, by their form: their numbers, the keys they can be by, and what they sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.model.hash_types import SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.report import InputReport, Match, Report
from txexplain.model.script import OP_CODESEPARATOR
from txexplain.wire.der import der_layout

_X_SIZE = 32
_KEY_ROLES = ("public_key", "x_only_public_key", "output_key")
_NAME_THEIR_KEYS = ("pubkey", "multisig", "checksigadd_multisig", "single_key", "witness_v1_taproot")
_LISTS = ("multisig", "checksigadd_multisig")
SHOW_THEIR_KEY = ("p2pkh", "p2wpkh", "p2sh-p2wpkh")


class Signature(NamedTuple):
    """A signature in input `vin`; `keys` are the x coordinates of those that it can be by, none where that is open.

    `in_turn` says that each valid signature of the input must be by another of them.
    """

    vin: int
    algorithm: str
    piece: ByteSlice
    r: int
    s: int
    hash_type: int
    keys: frozenset[bytes]
    in_turn: bool

    def is_legacy(self, report: Report) -> bool:
        return self.piece.start < report.inputs[self.vin].txin.script_sig.end

    def signs_one(self, report: Report) -> bool:
        """Whether nothing of the transaction is signed: SINGLE without its output, outside the witness."""
        is_single = self.hash_type & SIGHASH_OUTPUT_MASK == SIGHASH_SINGLE
        return self.is_legacy(report) and is_single and self.vin >= len(report.outputs)


def signatures(report: Report) -> Iterator[Signature]:
    for vin, item in enumerate(report.inputs):
        keys: tuple[frozenset[bytes], bool] | None = None
        for role in ("ecdsa_signature", "schnorr_signature"):
            for piece in item.kind.pieces(role):
                numbers = _ecdsa(piece.data) if role == "ecdsa_signature" else _schnorr(piece.data)
                if numbers is not None:
                    keys = _keys(item) if keys is None else keys
                    yield Signature(vin, role.removesuffix("_signature"), piece, *numbers, *keys)


def _ecdsa(data: bytes) -> tuple[int, int, int] | None:
    layout = der_layout(data)
    if layout is None:
        return None
    return int.from_bytes(layout.r, "big"), int.from_bytes(layout.s, "big"), data[-1]


def _schnorr(data: bytes) -> tuple[int, int, int]:
    s, hash_type = data[_X_SIZE : 2 * _X_SIZE], data[2 * _X_SIZE :]
    return int.from_bytes(data[:_X_SIZE], "big"), int.from_bytes(s, "big"), int.from_bytes(hash_type, "big")


def _keys(item: InputReport) -> tuple[frozenset[bytes], bool]:
    """The x coordinate of each key that the signatures of the input can be by, and whether each is by another."""
    matches: list[Match] = [item.kind] if item.kind.key in SHOW_THEIR_KEY else []
    if item.spent is not None:
        matches.append(item.spent.type)
    matches += [shape for inner in item.inner_scripts for shape in inner.shapes]
    naming = [match for match in matches if match.key in (*_NAME_THEIR_KEYS, *SHOW_THEIR_KEY)]
    if item.inner_scripts:  # then the output key is not what signs
        naming = [match for match in naming if match.key != "witness_v1_taproot"]
    pieces = [capture.slice.data for match in naming for capture in match.captures if capture.role in _KEY_ROLES]
    keys = [data if len(data) == _X_SIZE else data[1 : 1 + _X_SIZE] for data in pieces]
    in_turn = [match.key in _LISTS for match in naming] == [True] and len(set(keys)) == len(keys)
    return frozenset(keys), in_turn


def same_key(one: Signature, other: Signature) -> str:
    """`same`, `different` or, where several keys come into question, `unknown`. A key is like its negative."""
    if not one.keys or not other.keys:
        return "unknown"
    if one.keys.isdisjoint(other.keys) or (one.vin == other.vin and one.in_turn):
        return "different"
    return "same" if len(one.keys) == len(other.keys) == 1 else "unknown"


def same_message(one: Signature, other: Signature, report: Report) -> str:
    """`same`, `different` or `unknown`: a message holds its input's coin and its hash type, and a script."""
    ones = one.signs_one(report), other.signs_one(report)
    if any(ones):
        return "same" if all(ones) else "different"
    if one.vin != other.vin or one.hash_type != other.hash_type:
        return "different"
    return "unknown" if _may_cut_its_script(report.inputs[one.vin], one, other) else "same"


def _may_cut_its_script(item: InputReport, *signed: Signature) -> bool:
    """Whether two signatures of the input can be over different parts of a script."""
    scripts = [item.script_sig, *(inner.script for inner in item.inner_scripts)]
    scripts += [item.spent.script] if item.spent is not None else []
    has_separator = any(each.opcode == OP_CODESEPARATOR for script in scripts for each in script.instructions)
    return has_separator or any(each.piece.data in script.slice.data for script in scripts[1:] for each in signed)
