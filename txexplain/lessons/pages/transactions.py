"""Pages of other commands on an example."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.lessons.sessions import session_of
from txexplain.model.lesson import Show
from txexplain.session.views import VIEWS, Choices
from txexplain.texts import Texts


def byte_map(example: str, show: Show, texts: Texts) -> Document:
    """Every byte of the example with its field."""
    return VIEWS["decode"].page(session_of(example), Choices(bytes=True), texts)


def verification(example: str, show: Show, texts: Texts) -> Document:
    """The verdict on the example, and its checks."""
    return VIEWS["verify"].page(session_of(example), Choices(diagnosis=False), texts)
