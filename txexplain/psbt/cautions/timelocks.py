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
from txexplain.model.transaction import SEQUENCE_LOCKTIME_DISABLE_FLAG
from txexplain.psbt.known import Known
from txexplain.wire.script import instructions

_MAX_NUMBER_SIZE = 5


def find(known: Known) -> Iterator[PsbtCaution]:
    for number, stated in enumerate(known.inputs):
        script = stated and stated.script
        for opcode, wanted in _always_checked(script or b""):
            facts = _facts(known, number, wanted)
            checker = known.checkers[number]
            if opcode == OP_CHECKLOCKTIMEVERIFY and not checker.lock_time(wanted):
                yield PsbtCaution("lock_time_not_met", CautionLevel.ERROR, input=number, facts=facts)
            if opcode == OP_CHECKSEQUENCEVERIFY and not checker.sequence(wanted):
                yield PsbtCaution("sequence_not_met", CautionLevel.ERROR, input=number, facts=facts)


def _facts(known: Known, number: int, wanted: int) -> Facts:
    tx = known.tx
    return Facts(wanted=wanted, lock_time=tx.lock_time, sequence=tx.inputs[number].sequence, version=tx.version)


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
