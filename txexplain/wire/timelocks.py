"""Whether the fields of a transaction satisfy what a script demands of them (BIP65, BIP112)."""

from __future__ import annotations

from txexplain.model.transaction import (
    LOCK_TIME_THRESHOLD,
    SEQUENCE_FINAL,
    SEQUENCE_LOCKTIME_DISABLE_FLAG,
    SEQUENCE_LOCKTIME_MASK,
    SEQUENCE_LOCKTIME_TYPE_FLAG,
)


def meets_lock_time(wanted: int, lock_time: int, sequence: int) -> bool:
    """Whether the lock time is of the same kind, at least `wanted`, and counts (Core: CheckLockTime)."""
    same_kind = (lock_time < LOCK_TIME_THRESHOLD) == (wanted < LOCK_TIME_THRESHOLD)
    return same_kind and wanted <= lock_time and sequence != SEQUENCE_FINAL


def meets_sequence(wanted: int, sequence: int, version: int) -> bool:
    """Whether the sequence is a relative lock of the same kind, at least `wanted` (Core: CheckSequence).

    `version` is that of the transaction, unsigned.
    """
    if version < 2 or sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG:
        return False
    has, wants = (number & (SEQUENCE_LOCKTIME_TYPE_FLAG | SEQUENCE_LOCKTIME_MASK) for number in (sequence, wanted))
    same_kind = (has & SEQUENCE_LOCKTIME_TYPE_FLAG) == (wants & SEQUENCE_LOCKTIME_TYPE_FLAG)
    return same_kind and wants <= has
