"""Documents as plain text."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.render.layout import layout
from txexplain.texts import Line, plain


def plain_text(document: Document, width: int) -> str:
    """The document in lines at most `width` cells wide, safe to print."""
    return "".join(plain_line(line) + "\n" for line in layout(document, width))


def plain_line(line: Line) -> str:
    """The text of a line that was laid out."""
    return plain(line).rstrip(" ")
