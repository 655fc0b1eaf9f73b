"""Keys that between them make the stepper say everything it has to say."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Awaitable, Callable, Sequence
from tempfile import mkdtemp

from piloted import piloted, step_app
from textual.pilot import Pilot
from walking import story_of, story_of_psbt

_MOVES = ["escape", "enter", *["right"] * 14, "enter", "enter", "escape", "I", "end", "right", "home", "left"]
_MODES = [
    "P",
    *["space"] * 40,
    "P",
    "P",
    "Z",
    "o",
    "escape",
    "b",
    "escape",
    "T",
    "end",
    "P",
    "escape",
    "u",
    "r",
    "x",
    "end",
    "left",
    "left",
    "tab",
    "tab",
    "end",
    "right",
    "home",
    "left",
]


def press_every_key() -> None:
    """In the stepper, at every place."""
    for story in (story_of("p2pkh"), story_of("p2wpkh"), story_of_psbt("psbt-signed")):
        piloted(step_app(story), _pressing([*_MOVES, *["right"] * 30, *_MODES]))
    piloted(step_app(story_of("p2pkh")), _pressing(["right"]), (30, 5))
    panes = ["right"] * 7 + ["tab", "end", "tab", "escape", "escape", "x", "end", "right", "home", "left", "i", "i"]
    piloted(step_app(story_of("p2pkh")), _pressing(panes), (120, 14))
    piloted(step_app(story_of("p2pkh")), _pressing(["end"]), (120, 60))
    piloted(step_app(story_of("all-types")), _pressing(["down", "down", "down"]), (240, 24))
    folder = mkdtemp()
    with contextlib.chdir(folder):
        piloted(step_app(story_of("p2pkh")), _pressing(["S"]))
        os.remove("txexplain-p2pkh-1.svg")
        os.rmdir(folder)
        piloted(step_app(story_of("p2pkh")), _pressing(["S"]))


def _pressing(keys: Sequence[str]) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def play(pilot: Pilot[None]) -> None:
        for key in keys:
            await pilot.press(key)

    return play
