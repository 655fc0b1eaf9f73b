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
from txexplain.model.transaction import SEQUENCE_FINAL, SEQUENCE_LOCKTIME_DISABLE_FLAG
from txexplain.psbt.known import Known
from txexplain.wire.script import instructions

_MAX_NUMBER_SIZE = 5


def find(known: Known) -> Iterator[PsbtCaution]:
    for number, stated in enumerate(known.inputs):
        script = stated and stated.script
        for opcode, wanted in _always_checked(script or b""):
            found = (
                _locktime(known, number, wanted) if opcode == OP_CHECKLOCKTIMEVERIFY else _age(known, number, wanted)
            )
            if found:
                yield PsbtCaution(found[0], CautionLevel.ERROR, input=number, facts=found[1])


def _locktime(known: Known, number: int, wanted: int) -> tuple[str, Facts] | None:
    if known.checkers[number].lock_time(wanted):
        return None
    is_off = known.tx.inputs[number].sequence == SEQUENCE_FINAL
    facts = Facts(wanted_lock_time=wanted, lock_time=known.tx.lock_time)
    return "lock_time_off" if is_off else "lock_time_not_met", facts


def _age(known: Known, number: int, wanted: int) -> tuple[str, Facts] | None:
    if known.checkers[number].sequence(wanted):
        return None
    sequence = known.tx.inputs[number].sequence
    return "sequence_not_met", Facts(wanted_sequence=wanted, sequence=sequence, version=known.tx.version)


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
