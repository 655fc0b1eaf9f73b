"""The bundled transactions, PSBTs and blocks, with their stories."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from txexplain.model.frozen import FrozenDict
from txexplain.model.report import SpentOutput

ExampleTexts: TypeAlias = FrozenDict[str, tuple[str, str]]
"""By language: the title, and why it matters."""


class Example(NamedTuple):
    """A bundled transaction or PSBT, which brings what it spends in its own bytes.

    `txid` is as it is shown, `block_time` in UTC; `expect` is what its test expects.
    """

    name: str
    raw: bytes
    txid: str
    network: str
    synthetic: bool
    block_height: int | None
    block_time: str | None
    teaches: tuple[str, ...]
    spent_outputs: tuple[SpentOutput, ...]
    texts: ExampleTexts
    expect: FrozenDict[str, object]


class BlockExample(NamedTuple):
    """A bundled block. `hash` is as it is shown, `time` in UTC."""

    name: str
    raw: bytes
    hash: str
    network: str
    height: int
    time: str
    texts: ExampleTexts
