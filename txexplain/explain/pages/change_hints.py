"""The page of lessons on which output looks like change."""

from __future__ import annotations

from txexplain.explain.document import Document, Grid, Heading, Paragraph
from txexplain.explain.parts.numbers import grouped
from txexplain.model.change import ChangeGuess, ChangeHints
from txexplain.texts import Texts

_HINTS = ("paid_back", "same_kind", "uneven", "left_over")


def change_hints_page(example: str, guess: ChangeGuess, texts: Texts) -> Document:
    """Each output with the hints that it has, and what they come to."""
    heads = tuple(texts.plain("change_hints", key) for key in ("lock", *_HINTS))
    width = max(len(grouped(each.value_sat)) for each in guess.outputs)
    rows = tuple((_label(each, width, texts), _cells(each, texts)) for each in guess.outputs)
    grid = Grid(heads, rows, tuple(_said(each, texts) for each in guess.outputs))
    return (
        Heading(texts.line("change_hints", "heading", example=example), 2),
        grid,
        Paragraph(texts.line("change_hints", "legend")),
        Paragraph(texts.line("change_hints", "verdict", guess.verdict, vout=guess.vout)),
    )


def _label(hints: ChangeHints, width: int, texts: Texts) -> str:
    return texts.plain("change_hints", "row", vout=hints.vout, value=grouped(hints.value_sat).rjust(width))


def _cells(hints: ChangeHints, texts: Texts) -> tuple[str, ...]:
    marks = (texts.plain("change_hints", "yes" if mark else "no") for mark in hints.marks)
    return (texts.plain("kinds", "type", hints.kind, "short"), *marks)


def _said(hints: ChangeHints, texts: Texts) -> tuple[str, ...]:
    """The type, and of the hints those that the output has."""
    kind = texts.plain("change_hints", "said_type", kind=texts.plain("kinds", "type", hints.kind, "short"))
    found = [texts.plain("change_hints", key) for key, mark in zip(_HINTS, hints.marks, strict=True) if mark]
    return (kind, *(found or [texts.plain("change_hints", "said_none")]))
