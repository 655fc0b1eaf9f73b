"""Lessons on the screen, so that all they have to say is said."""

from __future__ import annotations

from typing import Any

from taught import Class, right_keys, wrong_keys
from textual.pilot import Pilot

from txexplain.explain.walk.cards import answer_words
from txexplain.lessons import all_lessons
from txexplain.lessons.material import lesson_material
from txexplain.model.lesson import Question
from txexplain.texts import Texts
from txexplain.tui.keys_screen import keys_page


def answer_wrongly_and_rightly() -> None:
    """Every question of the course, and every guess."""
    for lesson in all_lessons():
        room = Class(lesson)

        async def play(pilot: Pilot[Any], room: Class = room) -> None:
            for at, card in enumerate(room.sitting.cards):
                room.sitting.go(at)
                await room.again(pilot)
                for keys in (
                    (["right"], wrong_keys(room.sitting), ["s"], right_keys(room.sitting))
                    if card.kind != "read"
                    else ()
                ):
                    await pilot.press(*keys)
                keys_page(room.app.screen.all_acts(), room.app.texts)
                if isinstance(card.item, Question):
                    answer_words(lesson_material().answer(card.item), Texts())

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
