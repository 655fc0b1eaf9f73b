"""Lessons on the screen, so that all they have to say is said."""

from __future__ import annotations

from typing import Any

from taught import Class, right_keys, wrong_keys
from textual.pilot import Pilot

from txexplain.explain.pages.joined import joined_page
from txexplain.lessons import all_lessons
from txexplain.lessons.joined import run_joined
from txexplain.texts import LANGUAGES, Texts
from txexplain.tui.keys_screen import keys_page


def answer_wrongly_and_rightly() -> None:
    """Every question of the course both ways, the guesses of one lesson rightly and of the next wrongly."""
    for number, lesson in enumerate(all_lessons()):
        room = Class(lesson)
        guesses = right_keys if number % 2 else wrong_keys

        async def play(pilot: Pilot[Any], room: Class = room, guesses: Any = guesses) -> None:
            for at, card in enumerate(room.sitting.cards):
                room.sitting.go(at)
                await room.again(pilot)
                if card.kind == "guess":
                    await pilot.press("right", *guesses(room.sitting))
                elif card.kind == "ask":
                    await pilot.press("right", *wrong_keys(room.sitting), "s", *right_keys(room.sitting)[:-1])
                    keys_page(room.app.screen.all_acts(), room.app.texts)
                    await pilot.press(*right_keys(room.sitting)[-1:])
                keys_page(room.app.screen.all_acts(), room.app.texts)

        room.play(play)


def teach_a_class() -> None:
    """With the projector mode, past a question, and from the list."""
    room = Class(None)

    async def play(pilot: Pilot[Any]) -> None:
        keys_page(room.app.screen.all_acts(), room.app.texts)
        await pilot.press("end", "enter", "o", "home", *["down"] * 4)
        keys_page(room.app.screen.all_acts(), room.app.texts)
        await pilot.press("enter", "P")
        for _ in range(len(room.sitting.cards) * 2):
            keys_page(room.app.screen.all_acts(), room.app.texts)
            await pilot.press("right")

    room.play(play)


def read_to_the_end() -> None:
    """A lesson of which nothing is answered."""
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        room.sitting.go(len(room.sitting.cards) - 1)
        await room.again(pilot)

    room.play(play)


def run_scripts_as_one_that_leave_false() -> None:
    """What the joined run of lesson 5 says where it does not open the coin, which no lesson shows."""
    for language in LANGUAGES:
        joined_page(run_joined(b"\x00\x6a", b"\x51"), Texts(language))
