"""Placeholder until the ways are merged."""
from __future__ import annotations

from typing import Any

from txexplain.model.lock import Way


def open_ways(script: bytes, **known: Any) -> tuple[tuple[Way, ...], int | None]:
    return (), None
def dust_sat(script: bytes) -> int | None:
    return 294
