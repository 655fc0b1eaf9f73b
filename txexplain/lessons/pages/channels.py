"""A page on the states of a channel, of amounts that the lesson makes up."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.explain.pages.channel_states import channel_states_page
from txexplain.model.lesson import Show
from txexplain.texts import Texts


def states(example: str, show: Show, texts: Texts) -> Document:
    """`states FUNDED B …`: what was put in, and what B has after each payment."""
    funded, *shares = show.numbers
    return channel_states_page(funded, shares, texts)
