"""Which inputs and outputs signed messages cover, as a grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from txexplain.explain.document import Block, Grid, Paragraph
from txexplain.explain.parts.numbers import numbered
from txexplain.model.messages import Message
from txexplain.model.report import Report
from txexplain.model.signing import Sighash
from txexplain.texts import Texts

_MARKS = "○◐●"


def coverage(report: Report, found: Sequence[Message], texts: Texts, first: int = 1) -> Iterator[Block]:
    """Which inputs and outputs each message covers, numbered from `first`; what is covered alike shares a column."""
    sighashes = [message.sighash for message in found]
    inputs = list(zip(*(_input_marks(sighash, len(report.inputs)) for sighash in sighashes), strict=True))
    outputs = list(zip(*(_output_marks(sighash, len(report.outputs)) for sighash in sighashes), strict=True))
    columns = [*_columns("in", inputs, texts), *_columns("out", outputs, texts)]
    rows = tuple(
        (f"{first + place}. {message.hash_type_words}", tuple(marks[place] for _, marks in columns))
        for place, message in enumerate(found)
    )
    yield Grid(tuple(head for head, _ in columns), rows)
    yield Paragraph(texts.line("verify", "coverage_legend"))


def covers_all(sighash: Sighash, report: Report) -> bool:
    """Whether every input, with its sequence, and every output is covered."""
    marks = {*_input_marks(sighash, len(report.inputs)), *_output_marks(sighash, len(report.outputs))}
    return marks == {_MARKS[2]}


def _columns(side: str, marks: Sequence[tuple[str, ...]], texts: Texts) -> Iterator[tuple[str, tuple[str, ...]]]:
    first = 0
    for each, group in groupby(marks):
        last = first + len(list(group)) - 1
        yield (
            texts.plain("verify", f"column_{side}", which=numbered(first, last)),
            each,
        )
        first = last + 1


def _input_marks(sighash: Sighash, count: int) -> list[str]:
    """Full: coin and sequence are covered; half: the coin alone; empty: neither."""
    coins, sequences = _covered(sighash, "outpoint", count), _covered(sighash, "sequence", count)
    return [_MARKS[coin + sequence] for coin, sequence in zip(coins, sequences, strict=True)]


def _output_marks(sighash: Sighash, count: int) -> list[str]:
    return [_MARKS[2 * covered] for covered in _covered(sighash, "output", count)]


def _covered(sighash: Sighash, field: str, count: int) -> bytearray:
    """For each of `count` inputs or outputs 1 where some part covers that field of it, else 0."""
    covered = bytearray(count)
    for part in sighash.parts:
        for cover in part.covers:
            if cover.field == field:
                covered[cover.start : cover.stop] = b"\1" * (cover.stop - cover.start)
    return covered
