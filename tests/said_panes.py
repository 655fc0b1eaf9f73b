"""What makes the panes of the stepper say all that they have to say."""

from __future__ import annotations

import asyncio
from typing import Any

from conftest import session_of
from walking import story_of

from txexplain.explain.document import StackItem, StackLine
from txexplain.explain.walk.story import Choice
from txexplain.explain.walk.tour import Tour
from txexplain.texts import Texts
from txexplain.tui.app import TellingApp
from txexplain.tui.bytes_pane import BytesPane
from txexplain.tui.pile_lines import Piles, pile_lines
from txexplain.tui.stepper import Stepper


def show_the_panes() -> None:
    """Piles with and without room, asked for and shown; bytes with their names, and one without a place."""
    pile = StackLine("", (StackItem("00", "put", "true"),))
    for width in (30, 80):
        for hidden in (False, True):
            pile_lines(Piles((pile, pile), (), hidden), width, None, Texts())
    asyncio.run(_step_through_the_bytes())


async def _step_through_the_bytes() -> None:
    stepper = Stepper(Tour(story_of("p2pkh"), Choice(inputs=(0,), details=True)))
    app: TellingApp[Any] = TellingApp(Texts(), stepper)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("right", "b", "right")
        await pilot.pause()
        stepper.post_message(BytesPane.Picked(len(session_of("p2pkh").raw) - 1))
        await pilot.pause()
