"""What leaves the room for a caller of the library: pages, and errors with their sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.errors import DecodeError, TxExplainError

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
    """Gives an error that passes its sentence, the one that the command shows, and takes secrets out of it."""
    try:
        yield
    except TxExplainError as error:
        from txexplain.recognise.hidden import secrets_left_out

        error.facts = secrets_left_out(error).facts
        error.worded(*_words(error))
        raise


def worded_result(error: DecodeError) -> None:
    """Gives an error that is a result, and not raised, its sentence."""
    error.worded(*_words(error))


def _words(error: TxExplainError) -> tuple[str, str, str]:
    from txexplain.explain.parts.errors import words_of
    from txexplain.texts import Texts

    return words_of(error, Texts())
