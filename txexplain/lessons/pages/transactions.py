"""Pages of other commands on an example."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.lessons.sessions import shown_session_of
from txexplain.model.lesson import Show
from txexplain.session.views import Choices, view_named
from txexplain.texts import Texts


def _page(view: str, example: str, choices: Choices, texts: Texts) -> Document:
    session = shown_session_of(example)
    return view_named(session, view).page(session, choices, texts)


def byte_map(example: str, show: Show, texts: Texts) -> Document:
    """Every byte of the example with its field."""
    return _page("decode", example, Choices(bytes=True), texts)


def verification(example: str, show: Show, texts: Texts) -> Document:
    """The verdict on the example, and its checks."""
    return _page("verify", example, Choices(diagnosis=False), texts)
