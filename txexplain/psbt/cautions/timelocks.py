"""Time locks that a script always checks and that the transaction does not meet (BIP65, BIP112)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.model.script import (
    OP_CHECKLOCKTIMEVERIFY,
    OP_CHECKSEQUENCEVERIFY,
    OP_ENDIF,
    OP_IF,
    OP_NOTIF,
    script_number,
)
from txexplain.model.transaction import (
    LOCK_TIME_THRESHOLD,
    SEQUENCE_FINAL,
    SEQUENCE_LOCKTIME_DISABLE_FLAG,
    SEQUENCE_LOCKTIME_TYPE_FLAG,
)
from txexplain.psbt.known import Known
from txexplain.psbt.stated import Stated
from txexplain.wire.script import instructions
from txexplain.wire.taproot import LEAF_VERSION_TAPSCRIPT

UNMET = frozenset(
    (
        "lock_time_kind",
        "lock_time_off",
        "lock_time_not_met",
        "sequence_version",
        "sequence_off",
        "sequence_kind",
        "sequence_not_met",
    )
)
_MAX_NUMBER_SIZE = 5
_ONE_LEAF_SIZE = 33  # of the control block for the only leaf of a tree
_MIN_VERSION = 2  # of a transaction with relative locks (BIP68)


def find(known: Known) -> Iterator[PsbtCaution]:
    for number, stated in enumerate(known.inputs):
        for opcode, wanted in _always_checked(_only_script(known, number, stated)):
            found = (
                _locktime(known, number, wanted) if opcode == OP_CHECKLOCKTIMEVERIFY else _age(known, number, wanted)
            )
            if found:
                yield PsbtCaution(found[0], CautionLevel.ERROR, input=number, facts=found[1])


def _only_script(known: Known, number: int, stated: Stated | None) -> bytes:
    """The one that has to run: in taproot that of the only leaf, where nobody has the internal key."""
    if stated is None or not stated.is_taproot:
        return (stated and stated.script) or b""
    alone = [leaf.script for leaf in stated.leaves if len(leaf.control_block) == _ONE_LEAF_SIZE]
    is_only = len(alone) == 1 and stated.leaf_fits(stated.leaves[0]) and known.data[number].without_key_path
    return alone[0] if is_only and stated.leaves[0].version == LEAF_VERSION_TAPSCRIPT else b""


def _locktime(known: Known, number: int, wanted: int) -> tuple[str, Facts] | None:
    if known.checkers[number].lock_time(wanted):
        return None
    facts = Facts(wanted_lock_time=wanted, lock_time=known.tx.lock_time)
    if _is_time(wanted) != _is_time(known.tx.lock_time):
        return "lock_time_kind", Facts(facts, variant="time" if _is_time(wanted) else "height")
    is_off = known.tx.inputs[number].sequence == SEQUENCE_FINAL
    return "lock_time_off" if is_off else "lock_time_not_met", facts


def _is_time(lock_time: int) -> bool:
    return lock_time >= LOCK_TIME_THRESHOLD


def _age(known: Known, number: int, wanted: int) -> tuple[str, Facts] | None:
    if known.checkers[number].sequence(wanted):
        return None
    sequence, version = known.tx.inputs[number].sequence, known.tx.version
    facts = Facts(wanted_sequence=wanted, sequence=sequence, version=version)
    if version < _MIN_VERSION:
        return "sequence_version", facts
    if sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG:
        return "sequence_off", facts
    if (wanted ^ sequence) & SEQUENCE_LOCKTIME_TYPE_FLAG:
        in_seconds = bool(wanted & SEQUENCE_LOCKTIME_TYPE_FLAG)
        return "sequence_kind", Facts(facts, variant="seconds" if in_seconds else "blocks")
    return "sequence_not_met", facts


def _always_checked(script: bytes) -> Iterator[tuple[int, int]]:
    """The time locks outside every branch whose number stands before them."""
    depth, pushed = 0, None
    for item in instructions(script):
        if item.flaw:
            return
        if item.opcode in (OP_IF, OP_NOTIF):
            depth += 1
        elif item.opcode == OP_ENDIF:
            depth -= 1
        elif item.opcode in (OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY) and depth == 0 and pushed is not None:
            wanted = script_number(pushed) if len(pushed) <= _MAX_NUMBER_SIZE else -1
            is_off = item.opcode == OP_CHECKSEQUENCEVERIFY and wanted & SEQUENCE_LOCKTIME_DISABLE_FLAG
            if wanted >= 0 and not is_off:
                yield item.opcode, wanted
        pushed = item.pushed
