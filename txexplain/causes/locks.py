"""Why a timelock of a script is not met: all that keeps it from that, in the order in which Core looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.causes.seen import Found
from txexplain.model.spend import Failure
from txexplain.model.transaction import (
    LOCK_TIME_THRESHOLD,
    MAX_LOCK_TIME,
    SEQUENCE_FINAL,
    SEQUENCE_LOCKTIME_DISABLE_FLAG,
    SEQUENCE_LOCKTIME_MASK,
    SEQUENCE_LOCKTIME_SECONDS,
    SEQUENCE_LOCKTIME_TYPE_FLAG,
)


def unmet_lock(failure: Failure, lock_time: int, sequence: int, version: int) -> Found:
    """Of OP_CHECKLOCKTIMEVERIFY or OP_CHECKSEQUENCEVERIFY, by what the transaction around it has."""
    wanted = failure.facts.get("wanted")
    if not isinstance(wanted, int):
        return {}
    if failure.opcode == "OP_CHECKLOCKTIMEVERIFY":
        return _first_of(absolute(wanted, lock_time, sequence), lock_time=lock_time)
    wanted_units, found_units = (each & SEQUENCE_LOCKTIME_MASK for each in (wanted, sequence))
    return _first_of(
        relative(wanted, sequence, version),
        version=version,
        sequence=f"{sequence:08x}",
        needed_sequence=f"{wanted & (SEQUENCE_LOCKTIME_TYPE_FLAG | SEQUENCE_LOCKTIME_MASK):08x}",
        wanted_units=wanted_units,
        found_units=found_units,
        wanted_seconds=wanted_units * SEQUENCE_LOCKTIME_SECONDS,
        found_seconds=found_units * SEQUENCE_LOCKTIME_SECONDS,
    )


def _first_of(causes: Iterator[str], **facts: int | str) -> Found:
    first, *others = causes
    hints: Found = {"hints": ",".join(f"also_{each}" for each in others)} if others else {}
    return {"cause": first, **hints, **facts, **_mended((first, *others))}


def _mended(causes: Sequence[str]) -> Found:
    """What to set, as a key of the texts that say it."""
    if "cltv_never" in causes:
        return {}
    if causes[0].startswith("cltv"):
        is_height = any("none_height" in each or "for_height" in each or "height_low" in each for each in causes)
        kind = "lock_height" if is_height else "lock_time"
        return {"fix": "sequence_not_final" if causes == ("cltv_final",) else kind}
    if "csv_version" not in causes:
        return {"fix": "sequence"}
    return {"fix": "version_and_sequence" if len(causes) > 1 else "version"}


def absolute(wanted: int, lock_time: int, sequence: int) -> Iterator[str]:
    """What keeps a lock time from meeting the one `wanted` (Core: CheckLockTime)."""
    wants, has = (_kind(number) for number in (wanted, lock_time))
    if wanted > MAX_LOCK_TIME:  # the field has four bytes, the number in a script up to five
        yield "cltv_never"
    elif lock_time == 0 and wanted:
        yield f"cltv_none_{wants}"
    elif wants != has:
        yield f"cltv_{has}_for_{wants}"
    elif lock_time < wanted:
        yield f"cltv_{wants}_low"
    if sequence == SEQUENCE_FINAL:
        yield "cltv_final"


def relative(wanted: int, sequence: int, version: int) -> Iterator[str]:
    """What keeps a sequence from being the relative lock `wanted` (Core: CheckSequence)."""
    if version < 2:
        yield "csv_version"
    if sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG:
        yield "csv_disabled_time" if wanted & SEQUENCE_LOCKTIME_TYPE_FLAG else "csv_disabled_blocks"
        return
    wants, has = ("time" if each & SEQUENCE_LOCKTIME_TYPE_FLAG else "blocks" for each in (wanted, sequence))
    if wants != has:
        yield f"csv_{has}_for_{wants}"
    elif sequence & SEQUENCE_LOCKTIME_MASK < wanted & SEQUENCE_LOCKTIME_MASK:
        yield f"csv_{wants}_low"


def _kind(lock_time: int) -> str:
    return "height" if lock_time < LOCK_TIME_THRESHOLD else "time"
