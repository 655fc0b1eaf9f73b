"""The bundled transactions and blocks, with their stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from txexplain.model.report import SpentOutput


class Example(NamedTuple):
    """A bundled transaction; `texts` is language → (title, why it matters)."""

    name: str
    raw: bytes
    txid: str
    network: str
    synthetic: bool
    block_height: int | None
    block_time: str | None
    teaches: tuple[str, ...]
    spent_outputs: tuple[SpentOutput, ...]
    texts: Mapping[str, tuple[str, str]]
    expect: Mapping[str, object]


class BlockExample(NamedTuple):
    """A bundled block; `texts` is language → (title, why it matters)."""

    name: str
    raw: bytes
    hash: str
    network: str
    height: int
    time: str
    texts: Mapping[str, tuple[str, str]]
