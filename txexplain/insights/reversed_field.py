"""Numbers that make no sense as they are stored, and do with their bytes reversed: written highest byte first."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Certainty, Facts, Finding, Level, Report
from txexplain.model.transaction import (
    GENESIS_TIME,
    MAX_MONEY,
    NULL_VOUT,
    SEQUENCE_FINAL,
    SEQUENCE_LOCKTIME_MASK,
)

_VERSIONS = (1, 2, 3)
_MOST_OUTPUTS = 111_110  # of the shortest form, 9 bytes, that a block holds
_HEIGHTS = range(1, 3_000_000)  # blocks until about 2067
_NO_HEIGHT = 10_000_000  # a height that no network reaches soon
_NO_TIME = 2**31  # in 2038
_OBSCURED_BY_LIGHTNING = (0x20, 0x80)  # the highest byte of a commitment's lock time and sequence (BOLT3)


def find(report: Report) -> Iterator[Finding]:
    tx = report.tx
    version = meant("version", tx.version)
    if version is not None:
        yield _found("reversed_version", version=tx.version, reversed=version)
    for vin, txin in enumerate(tx.inputs):
        vout, sequence = meant("vout", txin.outpoint.vout), meant("sequence", txin.sequence)
        if vout is not None:
            yield _found("reversed_vout", vin=vin, stored=txin.outpoint.vout, reversed=vout)
        if sequence is not None:
            yield _found("reversed_sequence", vin=vin, stored=f"{txin.sequence:08x}", reversed=f"{sequence:08x}")
    for place, output in enumerate(tx.outputs):
        value_sat = meant("amount", output.value_sat)
        if value_sat is not None:
            yield _found("reversed_amount", vout=place, reversed_sat=value_sat)
    lock_time = meant("lock_time", tx.lock_time)
    if lock_time is not None:
        yield _found("reversed_lock_time", lock_time=tx.lock_time, reversed=lock_time)


def meant(field: str, stored: int) -> int | None:
    """What a field says with its bytes reversed, where that makes sense and what is stored does not."""
    return _reversed(stored, 8 if field == "amount" else 4) if _IS_REVERSED[field](stored) else None


def _is_reversed_version(version: int) -> bool:
    return version not in _VERSIONS and _reversed(version, 4) in _VERSIONS


def _is_reversed_vout(vout: int) -> bool:
    return _MOST_OUTPUTS < vout != NULL_VOUT and _reversed(vout, 4) <= _MOST_OUTPUTS


def _is_reversed_amount(value_sat: int) -> bool:
    return not 0 <= value_sat <= MAX_MONEY and 0 < _reversed(value_sat, 8) <= MAX_MONEY


def _reversed(number: int, size: int) -> int:
    """What the bytes of a field of that size say from the other end; of an amount with its sign."""
    is_amount = size == 8
    return int.from_bytes(number.to_bytes(size, "little", signed=is_amount), "big", signed=is_amount)


def _is_reversed_sequence(sequence: int) -> bool:
    """Whether it is one of the last ones, or a number of blocks, from the other end."""
    other, highest = _reversed(sequence, 4), sequence >> 24
    if SEQUENCE_FINAL - 2 <= other < SEQUENCE_FINAL:
        return True
    return 0 < other <= SEQUENCE_LOCKTIME_MASK and highest not in (0, *_OBSCURED_BY_LIGHTNING)


def _is_reversed_lock_time(lock_time: int) -> bool:
    """Whether it is a height or a time that no block has had nor will have soon, and from the other end a height."""
    other = _reversed(lock_time, 4)
    if lock_time >> 24 in _OBSCURED_BY_LIGHTNING:
        return False
    absurd = _NO_HEIGHT < lock_time < GENESIS_TIME or lock_time >= _NO_TIME
    return absurd and other in _HEIGHTS


def _found(key: str, **facts: int | str) -> Finding:
    return Finding(key, Level.ODD, Certainty.HEURISTIC, Facts(facts))


_IS_REVERSED = {
    "version": _is_reversed_version,
    "vout": _is_reversed_vout,
    "sequence": _is_reversed_sequence,
    "amount": _is_reversed_amount,
    "lock_time": _is_reversed_lock_time,
}
