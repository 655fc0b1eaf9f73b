"""How a number that is no secret becomes an address."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.explain.pages.key_steps import key_steps_page
from txexplain.model.lesson import Show
from txexplain.session.key_steps import key_steps
from txexplain.texts import Texts


def key(example: str, show: Show, texts: Texts) -> Document:
    """`key N PART`, of that number: `point`, `forms` of its key, `hash`, `address`, `script`, and the way `back`."""
    return key_steps_page(key_steps(show.numbers[0]), show.name, texts)
