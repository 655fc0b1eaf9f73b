"""Text for a cell of a table that is opened in a spreadsheet."""

from __future__ import annotations

from unicodedata import normalize

_FORMULAS = tuple("=+-@")  # that a spreadsheet would run what begins with


def in_a_cell(text: str) -> str:
    """The text, with an apostrophe before what would be run: in any width of letters, and behind any blanks."""
    return f"'{text}" if normalize("NFKC", text).lstrip().startswith(_FORMULAS) else text
