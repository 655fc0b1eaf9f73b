"""Runs that make it say what belongs to finding things on the screen, and what is said for screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from piloted import piloted, searched
from test_finding import EXAMPLES, chooser, stepped, stepper, typed
from textual.pilot import Pilot

from txexplain.explain.document import ByteMap, ByteRow, Grid
from txexplain.render.spoken import spoken_lines
from txexplain.texts import LANGUAGES, Texts
from txexplain.tui.chooser import preview_of

Call = list[str]


def of_finding() -> Iterator[Call]:
    """By searching for what is there and what is not, by each screen that lists something, and by linear pages."""
    for language in LANGUAGES:
        _look_for_things(language)
        texts = Texts(language)
        for example in EXAMPLES:
            preview_of(example, texts)
        grid = Grid(("a", "b", "c", "d"), (("1", ("◐", "✓", "✗", "○")),))
        folded = ByteMap((ByteRow(0, b"", "", "", "", 0, "more"),))
        assert [*spoken_lines((grid, folded), texts)]
        for name in ("p2sh-multisig", "taproot-script", "psbt-signed", "sighash-none"):
            yield ["step", name, "--linear", "--lang", language]
        yield ["learn", "--linear", "--lang", language]
        yield ["learn", "12", "--linear", "--lang", language]


def _look_for_things(language: str) -> None:
    app, choosing = stepper(language=language), chooser(language)

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "N", "question_mark", "escape", "w", "+seq", "enter", "escape")
        await typed(pilot, "w", "+OP_CHEKSIG", "enter", "escape", "w", "+segwit", "enter", "down", "escape")
        listed = stepped(app)
        listed.listed = True
        listed.retell()
        await typed(pilot, "question_mark", "escape", "ctrl+p", "+ex")
        await searched(app)
        await typed(pilot, "escape")
        listed.listed = False
        for sought in ("+zebra", "+bdaa10df", "+8d767a922", "+a"):
            await typed(pilot, "slash", *["backspace"] * 12, sought)
            await searched(app)
            await typed(pilot, "escape")
        for place in ("+999", "+x"):
            await typed(pilot, "g", place, "enter", "escape")
        for sought in ("+i0", "+how", "+stack", "+zebra"):
            await typed(pilot, "ctrl+p", sought)
            await searched(app)
            await pilot.pause(0.1)
            await typed(pilot, "escape")

    async def choose(pilot: Pilot[Any]) -> None:
        await typed(pilot, "+zebra")

    piloted(app, play)
    piloted(choosing, choose)
