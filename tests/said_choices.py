"""Lessons that are left with something unanswered, gone on with, and taken a second time, so that it is all said."""

from __future__ import annotations

from typing import Any

from taught import Class, lesson_of_choices, right_keys, wrong_keys
from textual.pilot import Pilot

from txexplain.explain.pages.lesson import lesson_page
from txexplain.lessons.material import lesson_material
from txexplain.texts import Texts
from txexplain.tui.keys_screen import keys_page


def leave_go_on_and_take_again() -> None:
    """With words for a number, past all that is asked, back to it, to the end; then to other scores than before."""
    lesson = lesson_of_choices()
    room = Class(lesson, lessons=(lesson,))
    room.left, room.states = (99, 1), {2: "skipped"}
    room.scores[lesson.name] = (0, 2)

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right", "right", "f", "o", "u", "r")
        keys_page(room.app.screen.all_acts(), room.app.texts)
        await pilot.press("enter", "right", "right")
        keys_page(room.app.screen.all_acts(), room.app.texts)
        for _ in range(2):
            await pilot.press("s")
            await pilot.press(*wrong_keys(room.sitting), "enter")
            keys_page(room.app.screen.all_acts(), room.app.texts)
            await pilot.press(*right_keys(room.sitting), "end")

    room.play(play)
    lesson_page(lesson, (lesson,), lesson_material(), Texts())


def show_a_class_the_answers() -> None:
    """All is asked first and then shown, so that nothing is counted; and the list says where one left off."""
    lesson = lesson_of_choices()
    room = Class(lesson, lessons=(lesson,))

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("P", "right", "space", "right", "space", "right")

    room.play(play)
    later = Class(None)
    later.left = 5, 8

    async def begin(pilot: Pilot[Any]) -> None:
        await later.again(pilot)

    later.play(begin, (120, 40))


def guess_what_cannot_be_told() -> None:
    """Wrongly: where what was changed leaves no verdict."""
    room = Class("coins")

    async def play(pilot: Pilot[Any]) -> None:
        for at, card in enumerate(room.sitting.cards):
            if card.kind == "guess":
                room.sitting.go(at)
                await room.again(pilot)
                await pilot.press("right", *wrong_keys(room.sitting))

    room.play(play)
