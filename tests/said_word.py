"""Runs that make it say on whose word a verdict rests."""

from __future__ import annotations

from collections.abc import Iterator

from test_looked_up import ANYONE, Story, point, spend, spend_with_witness
from test_on_whose_word import FINAL, P2SH, of_two, only_says, psbt_of

import txexplain
from txexplain.texts import LANGUAGES
from txexplain.wire.transaction import decode

Call = list[str]


def of_word() -> Iterator[Call]:
    """By coins of which some are a server's word and some were given; by a PSBT's that are its word."""
    for language in LANGUAGES:
        for script in (None, b"\x6a"):
            session = of_two(only_says() if script is None else only_says(script))
            for view in ("verify", "trace", "sighash"):
                session.page(view, language).text()
            session.page("whatif", language, edits=[("set", "version", "1")]).text()
        txexplain.read(psbt_of(FINAL), source=only_says(P2SH).source).page("verify", language).text()
        _show_what_excludes(language)
    yield from ()


def _show_what_excludes(language: str) -> None:
    """Another witness than the server's, in its mempool and in a block; a coin too young for the mempool; none."""
    story = Story()
    young = spend(point(story.parent, 1), sequence=10)
    story.chain.add_tx(young)
    fails = spend_with_witness(point(story.parent), b"\1", ANYONE)
    one = decode(spend(point(story.coinbase, 1)))
    story.chain.mine(one.raw)
    for raw in (young, fails, story.child.raw, spend(point(one, 7)), spend(point(story.parent, 7))):
        txexplain.read(raw, source=story.source).page("verify", language).text()
