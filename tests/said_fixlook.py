"""Runs that make it say what is only a server's word, and what cannot be true together."""

from __future__ import annotations

from collections.abc import Iterator

from fake_servers import fake_node
from said_find import signed_in
from test_lookup_truth import old_spend

from txexplain.model.hexadecimal import display_hex

Call = list[str]


def of_fixlook() -> Iterator[Call]:
    """What only old rules take, in a block whose height nothing proves."""
    story, tx = old_spend()
    with signed_in(), fake_node(story.chain) as node:
        yield ["verify", display_hex(tx.txid), "--node", node]
