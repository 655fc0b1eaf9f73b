"""The screens, driven by Textual's pilot: the app runs in memory, and what it draws is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerCancelled
from walking import FULL_STORY

from txexplain.cli.files import write_new
from txexplain.explain.walk.story import Story
from txexplain.explain.walk.tour import Tour
from txexplain.texts import Texts
from txexplain.tui.app import TellingApp
from txexplain.tui.stepper import Stepper


def step_app(story: Story, language: str = "en") -> TellingApp[None]:
    """The stepper on that story."""
    app = TellingApp[None](Texts(language), Stepper(Tour(story, FULL_STORY)), story.name)
    app.save = write_new
    return app


def stepper_of(app: TellingApp[Any]) -> Stepper:
    assert isinstance(app.screen, Stepper)
    return app.screen


def piloted(
    app: TellingApp[Any], play: Callable[[Pilot[Any]], Awaitable[None]], size: tuple[int, int] = (80, 24)
) -> None:
    """Runs the app on a screen of that size, and plays on it."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await play(pilot)

    asyncio.run(run())


async def searched(app: TellingApp[Any]) -> None:
    """Waits until nothing is looked for: a key may have begun another search meanwhile, which ends the first."""
    while any(not worker.is_finished for worker in app.workers):
        with suppress(WorkerCancelled):
            await app.workers.wait_for_complete()


def drawn(app: TellingApp[Any]) -> list[str]:
    """The lines of the screen, without their looks."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def text_of_screen(app: TellingApp[Any]) -> str:
    return "\n".join(drawn(app))
