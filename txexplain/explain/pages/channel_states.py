"""The page on the states of a channel, for lessons."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Document, Grid, Heading, Paragraph
from txexplain.explain.parts.numbers import grouped
from txexplain.texts import Texts


def channel_states_page(funded: int, shares: Sequence[int], texts: Texts) -> Document:
    """What A and B have at the opening, in each state and at the end; no state is on the chain."""
    heads = tuple(texts.plain("channel", key) for key in ("side_a", "side_b", "on_chain"))
    seen, unseen = (texts.plain("channel", key) for key in ("seen", "unseen"))
    rows = [(texts.plain("channel", "funding"), _row(funded, 0, seen))]
    for number, share in enumerate(shares, 1):
        rows.append((texts.plain("channel", "state", number=number), _row(funded, share, unseen)))
    rows.append((texts.plain("channel", "closing", number=len(shares)), _row(funded, shares[-1], seen)))
    title = Heading(texts.line("channel", "heading"), 2)
    return title, Paragraph(texts.line("channel", "made_up")), Grid(heads, tuple(rows))


def _row(funded: int, share: int, on_chain: str) -> tuple[str, str, str]:
    return grouped(funded - share), grouped(share), on_chain
