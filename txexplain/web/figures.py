"""Figures in tables: below each other, point under point."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from txexplain.render.printable import printable

_FIGURE = re.compile(r"\s*\d[\d,]*(\.\d+)?\s*")
_ZEROS = Markup('{}<span class="zeros" aria-hidden="true">{}</span>')


def is_figure(cell: str) -> bool:
    """Whether the cell has a number and nothing else."""
    return _FIGURE.fullmatch(cell) is not None


def figure(cell: str) -> Markup:
    """The number; where the cell has room for more decimals, followed by zeros that take it and are not seen."""
    number = cell.strip()
    room = len(cell) - len(cell.rstrip())
    if not room:
        return escape(printable(number))
    return _ZEROS.format(printable(number), "0" * room if "." in number else f".{'0' * (room - 1)}")
