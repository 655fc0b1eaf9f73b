"""What leaves the room for a caller of the library: pages, and errors with their sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.errors import TxExplainError

if TYPE_CHECKING:
    from txexplain.explain.document import Document


class Page(NamedTuple):
    """Something told, as blocks that any renderer can lay out; `str()` gives plain text, 80 columns wide."""

    blocks: Document

    def text(self, width: int = 80) -> str:
        """The page as plain text, its lines at most `width` columns wide (40 at the least)."""
        from txexplain.model.arguments import check_number
        from txexplain.render.plain import plain_text

        check_number("width", width, 1)
        return plain_text(self.blocks, width)

    def __str__(self) -> str:
        return self.text()


@contextmanager
def worded() -> Iterator[None]:
    """Gives an error that passes its sentence, the one that the command shows."""
    try:
        yield
    except TxExplainError as error:
        from txexplain.explain.parts.errors import sentence
        from txexplain.texts import Texts, plain

        error.worded(plain(sentence(error, Texts())))
        raise
