"""Makes the pictures of the README: python docs/make_pictures.py

Those of the money and of a stack are what `--svg` writes; that of `step` is what is on a screen of 120 by 36. They
ask for no font but the reader's own, and for nothing from a network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import txexplain
from txexplain.explain.walk.step_places import StepPlace
from txexplain.explain.walk.story import Choice
from txexplain.explain.walk.tour import Tour
from txexplain.pictures import standalone
from txexplain.session.pictured import picture, wanted
from txexplain.session.transaction import Session
from txexplain.texts import Texts
from txexplain.tui.app import TellingApp
from txexplain.tui.screenshot import without_fonts
from txexplain.tui.stepper import Stepper

FOLDER = Path(__file__).parent
SIZE = (120, 36)
LANGUAGE = "en"


def flow() -> str:
    """Ten ways to spend, and what becomes of them."""
    return drawn("all-types", "flow")


def stack() -> str:
    """The last step of a 2-of-3, which checks the signatures."""
    return drawn("p2sh-multisig", "stack:0.3.5")


def drawn(name: str, kind: str) -> str:
    session = txexplain.read(name)
    assert isinstance(session, Session)
    return standalone(picture(session, wanted(kind), Texts(LANGUAGE)), LANGUAGE)


def step() -> str:
    """The same step as `txexplain step` shows it to who has read all before it."""
    session = txexplain.read("p2sh-multisig")
    assert isinstance(session, Session)
    tour = Tour(session.story(), Choice(details=True))
    last = max(place for place, each in enumerate(tour.places) if isinstance(each, StepPlace))
    return without_trailing_spaces(without_fonts(asyncio.run(_screen(tour, last))))


async def _screen(tour: Tour, place: int) -> str:
    app = TellingApp[None](Texts(LANGUAGE), Stepper(tour), tour.story.name)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        while tour.at < place:
            await pilot.press("right")
        await pilot.pause()
        return app.export_screenshot(title=f"txexplain step {tour.story.name}")


def without_trailing_spaces(svg: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines())


PICTURES: Mapping[str, Callable[[], str]] = {"flow.svg": flow, "stack.svg": stack, "step.svg": step}


if __name__ == "__main__":
    for name, make in PICTURES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
        print(f"written: {name}")
