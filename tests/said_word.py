"""Runs that make it say on whose word a verdict rests."""

from __future__ import annotations

from collections.abc import Iterator

from test_on_whose_word import FINAL, P2SH, of_two, only_says, psbt_of

import txexplain
from txexplain.texts import LANGUAGES

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
    yield from ()
