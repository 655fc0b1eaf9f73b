"""Runs that make `why` say what a node's words mean."""

from __future__ import annotations

from collections.abc import Iterator

from test_node_words import LOCKTIME, NUMBERS, OLD

Call = list[str]


def of_words_of_nodes() -> Iterator[Call]:
    """Lines with numbers, with an input, in old words, by a code alone; a long text that no node wrote."""
    yield from (["why", line] for line in (LOCKTIME, *NUMBERS, *OLD, "-26", "bad-txns-vin-empty"))
    yield ["why", "nothing that any node ever said in all of its days on this network"]
