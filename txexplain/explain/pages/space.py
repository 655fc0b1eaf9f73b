"""Pages of lessons on the price of space: what inputs and outputs take, batches, small coins, fee rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.explain.document import Document, Fact, Facts, Grid, Heading, Paragraph
from txexplain.explain.parts.numbers import grouped
from txexplain.model.space import Batch, Consolidation, OutputSize, PaymentSize, SpendSize
from txexplain.texts import Texts

Cells = tuple[str, ...]


class _Column(NamedTuple):
    """A column of a table: its head, its cells, and each of them in words that need no head."""

    head: str
    cells: Cells
    said: Cells


def spend_sizes_page(sizes: Sequence[SpendSize], texts: Texts) -> Document:
    """An input of each kind: its bytes outside the witness and in it, its weight, its virtual bytes."""
    columns = (
        ("outside", [grouped(each.base_bytes) for each in sizes]),
        ("in_witness", [grouped(each.witness_bytes) for each in sizes]),
        ("weight", [grouped(each.weight_wu) for each in sizes]),
        ("vbytes", [_vbytes(each.weight_wu) for each in sizes]),
    )
    return _table("spends", [_kind(each.kind, texts) for each in sizes], columns, texts)


def output_sizes_page(sizes: Sequence[OutputSize], texts: Texts) -> Document:
    """An output of each type: its script and its virtual bytes."""
    columns = (
        ("script", [grouped(each.script_bytes) for each in sizes]),
        ("vbytes", [grouped(each.size_bytes) for each in sizes]),
    )
    return _table("outputs", [_type(each.kind, texts) for each in sizes], columns, texts)


def dust_page(sizes: Sequence[OutputSize], texts: Texts) -> Document:
    """The dust limit of each type, what its input takes, and from which fee rate a coin of the limit is a loss."""
    columns = (
        ("limit", [grouped(each.dust_sat) for each in sizes]),
        ("spend", [_vbytes(each.spend_wu) for each in sizes]),
        ("loss_from", [grouped(each.loss_from) for each in sizes]),
    )
    return _table("dust", [_type(each.kind, texts) for each in sizes], columns, texts)


def fee_rates_page(payments: Sequence[PaymentSize], rates: Sequence[int], texts: Texts) -> Document:
    """A payment of each kind: its virtual bytes, and its fee at each rate."""
    fees = (
        _column("rate", [grouped(each.fees_sat[at]) for each in payments], texts, rate=rate)
        for at, rate in enumerate(rates)
    )
    columns = [_column("vbytes", [grouped(each.vsize_vb) for each in payments], texts), *fees]
    return _grid("rates", [_kind(each.kind, texts) for each in payments], columns, texts)


def batch_page(found: Batch, texts: Texts) -> Document:
    """The outputs in one transaction, and each in its own."""
    together, apart = (
        texts.line("space", "batch_vb", size=grouped(size)) for size in (found.together_vb, found.apart_vb)
    )
    rows = (
        Fact(texts.plain("space", "batch_together"), (together,)),
        Fact(
            texts.plain("space", "batch_apart", count=grouped(found.outputs)),
            (apart,),
            texts.line("space", "batch_note"),
        ),
    )
    return Heading(texts.line("space", "batch_heading"), 2), Facts(rows, long_labels=True)


def consolidation_page(found: Consolidation, texts: Texts) -> Document:
    """What it costs, what it saves, and the difference."""
    fewer, size = grouped(found.coins - 1), _vbytes(found.input_wu).strip()
    note = texts.line("space", "saves_note", count=grouped(found.coins), fewer=fewer, size=size)
    saves = texts.line("space", "saves_value", saved=grouped(found.saved_sat), rate=grouped(found.rate))
    left = texts.line("space", "cost_value", fee=grouped(found.saved_sat - found.cost_sat))
    rows = (
        Fact(texts.plain("space", "cost"), (texts.line("space", "cost_value", fee=grouped(found.cost_sat)),)),
        Fact(texts.plain("space", "saves"), (saves,), note),
        Fact(texts.plain("space", "left"), (left,), texts.line("space", "left_note")),
    )
    return Heading(texts.line("space", "consolidation_heading", count=grouped(found.coins)), 2), Facts(
        rows, long_labels=True
    )


def _table(page: str, labels: Sequence[str], columns: Sequence[tuple[str, list[str]]], texts: Texts) -> Document:
    return _grid(page, labels, [_column(key, cells, texts) for key, cells in columns], texts)


def _column(key: str, cells: Sequence[str], texts: Texts, **facts: object) -> _Column:
    said = tuple(texts.plain("space", "said", key, cell=cell.strip(), **facts) for cell in cells)
    return _Column(texts.plain("space", key, **facts), _right(cells), said)


def _grid(page: str, labels: Sequence[str], columns: Sequence[_Column], texts: Texts) -> Document:
    cells = zip(*(each.cells for each in columns), strict=True)
    said = tuple(zip(*(each.said for each in columns), strict=True))
    grid = Grid(tuple(each.head for each in columns), tuple(zip(labels, cells, strict=True)), said)
    return Heading(texts.line("space", f"{page}_heading"), 2), grid, Paragraph(texts.line("space", f"{page}_legend"))


def _kind(key: str, texts: Texts) -> str:
    return texts.plain("space", "kind", key)


def _type(key: str, texts: Texts) -> str:
    return texts.plain("kinds", "type", key, "short")


def _vbytes(weight_wu: int) -> str:
    """A quarter of the weight, with room for two decimals, so that the points are below each other."""
    whole, rest = divmod(100 * weight_wu // 4, 100)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{grouped(whole)}{decimals:<3}"


def _right(cells: Sequence[str]) -> Cells:
    """The cells, as wide as the widest, at its right edge."""
    width = max(map(len, cells))
    return tuple(cell.rjust(width) for cell in cells)
