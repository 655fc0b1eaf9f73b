"""How long a verdict can take, before it is worked out: what scripts can demand, and what that takes here."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from txexplain.model.errors import InputError
from txexplain.model.report import Report

LONG_SECONDS = 5
"""What takes longer is announced."""
_FEW_CHECKS, _FEW_BYTES = 200, 1 << 28  # soon done, whatever does them
_PROBES = 3
_PROBED_BYTES = 1 << 20


class Demand(NamedTuple):
    """At most so many checks of signatures, and the seconds that they take on this machine, as far as can be said.

    `is_fast`: nothing that can be installed would make that less.
    """

    checks: int
    seconds: float = 0.0
    is_fast: bool = True

    @property
    def is_long(self) -> bool:
        return self.seconds > LONG_SECONDS


def demand_of(report: Report, limit: int | None = None) -> Demand:
    """What the scripts of a transaction can demand; a few checks are not timed.

    Raises InputError where they are more than `limit`.
    """
    from txexplain.verify import demanded

    checks, hashed = demanded(report)
    _refuse_more(checks, limit)
    seconds = 0.0
    if hashed > _FEW_BYTES:
        seconds = hashed / _PROBED_BYTES * _took(_hash)
    if checks <= _FEW_CHECKS:
        return Demand(checks, seconds)
    from txexplain.crypto.curve import BACKEND

    _check()  # once before it counts: something is loaded
    return Demand(checks, seconds + checks * _took(_check) / _PROBES, BACKEND.is_library)


def check_demand(report: Report, limit: int | None) -> None:
    """Raises InputError where the scripts can demand more than `limit` checks of signatures."""
    if limit is None:
        return
    from txexplain.verify import demanded

    _refuse_more(demanded(report).checks, limit)


def _refuse_more(checks: int, limit: int | None) -> None:
    if limit is not None and checks > limit:
        raise InputError("too_many_checks", count=checks, limit=limit)


def check_limit(limit: int | None) -> None:
    """Raises InputError where it is no number of checks."""
    if limit is not None and limit < 0:
        raise InputError("bad_max_checks", count=limit)


def _took(work: Callable[[], None]) -> float:
    """In seconds of the processor's time."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _check() -> None:
    """Checks some signatures, none of which is valid, with numbers as large as those of real ones."""
    from txexplain.crypto.ecdsa import verify
    from txexplain.wire.hashes import hash256

    key = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")  # G (SEC 2)
    for number in range(_PROBES):
        digest = hash256(bytes([number]))
        r, s = digest[1:], digest[:-1]
        verify(b"\x30\x44\2\x20\x55" + r + b"\2\x20\x55" + s, key, digest)  # DER of two numbers below n


def _hash() -> None:
    from txexplain.wire.hashes import hash256

    hash256(bytes(_PROBED_BYTES))
