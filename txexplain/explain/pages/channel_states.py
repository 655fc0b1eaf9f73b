"""The page on the states of a channel, for lessons."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Document, Grid, Heading, Paragraph
from txexplain.explain.parts.numbers import grouped
from txexplain.texts import Texts


def channel_states_page(funded: int, shares: Sequence[int], texts: Texts) -> Document:
    """A row a state, with the satoshis of A and of B; the chain has the funding and the last one alone."""
    heads = tuple(texts.plain("channel", key) for key in ("side_a", "side_b", "on_chain"))
    seen, unseen = (texts.plain("channel", key) for key in ("seen", "unseen"))
    rows = [(texts.plain("channel", "funding"), (grouped(funded), grouped(0), seen))]
    for number, share in enumerate(shares, 1):
        is_last = number == len(shares)
        label = texts.plain("channel", "closing" if is_last else "state", number=number)
        rows.append((label, (grouped(funded - share), grouped(share), seen if is_last else unseen)))
    title = Heading(texts.line("channel", "heading"), 2)
    return title, Paragraph(texts.line("channel", "made_up")), Grid(heads, tuple(rows))
