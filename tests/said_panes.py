"""What makes the panes of the stepper say all that they have to say."""

from __future__ import annotations

import asyncio
from typing import Any

from conftest import session_of
from walking import FULL_STORY, story_from, story_of, story_of_psbt

from txexplain.explain.document import StackItem, StackLine
from txexplain.explain.walk.story import Choice
from txexplain.explain.walk.tour import Tour
from txexplain.model.bytes import Span
from txexplain.texts import Texts
from txexplain.tui.app import TellingApp
from txexplain.tui.bytes_pane import BytesPane
from txexplain.tui.pile_lines import Piles, pile_lines
from txexplain.tui.stepper import Stepper


def show_the_panes() -> None:
    """Piles with and without room, asked for and shown; bytes with their names, and one without a place."""
    before = StackLine("", (StackItem("00", "taken", "true", data=b"\0"), StackItem("(empty)")))
    after = StackLine("", (StackItem("00", "put", "true", data=b"\0"),))
    for width in (30, 80):
        for hidden in (False, True):
            pile_lines(Piles((before, after), (), hidden), width, None, Texts())
    asyncio.run(_step_through_the_bytes())
    asyncio.run(_ask_first(Tour(story_of("taproot-key"), FULL_STORY)))
    asyncio.run(_ask_first(Tour(story_of("p2pkh"), FULL_STORY)))
    asyncio.run(_ask_first(Tour(story_of_psbt("psbt-signed-once"), FULL_STORY)))
    for name in ("p2wsh-multisig", "p2sh-multisig"):
        asyncio.run(_ask_first(Tour(story_from(session_of(name).raw), FULL_STORY)))
    asyncio.run(_ask_first(Tour(story_of("lightning-htlc"), FULL_STORY)))


async def _step_through_the_bytes() -> None:
    stepper = Stepper(Tour(story_of("p2pkh"), Choice(inputs=(0,), details=True)))
    app: TellingApp[Any] = TellingApp(Texts(), stepper)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("right", "b", "right")
        await pilot.pause()
        stepper.post_message(BytesPane.Picked(len(session_of("p2pkh").raw) - 1))
        await pilot.pause()


async def _ask_first(tour: Tour) -> None:
    """What is asked, and said where there is nothing to ask; how many lit bytes are out of view."""
    stepper = Stepper(tour)
    async with TellingApp[Any](Texts(), stepper).run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "P", "question_mark")
        await pilot.pause()
        await pilot.press("escape")
        for place in range(len(tour.places)):
            stepper.go_to(place)
            await pilot.pause()
        pane = BytesPane()
        await stepper.mount(pane)
        pane.show(bytes(2_000), [Span(0, 2_000)], "")
        for key in ("home", "end"):
            await pilot.pause()
            pane.scroll_to(y=0 if key == "home" else 60, animate=False, immediate=True)
        await pilot.pause()
