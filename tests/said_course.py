"""The final test and the scores of a class, so that all they have to say is said."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from taught import Class, right_keys, wrong_keys
from test_learn_options import REFUSED
from textual.pilot import Pilot

from txexplain.lessons.final_test import final_test
from txexplain.model.lesson import Item, Question
from txexplain.tui.keys_screen import keys_page

Call = list[str]
_SCORES = {"scores": {"coins": [1, 4], "script": [7, 7], "golf": [1, 2]}}
_UNKNOWN = {"scores": {f"u{number}": [1, 1] for number in range(9)}}
_WRONG = (
    "[" * 60_000,
    "{",
    "[]",
    '{"scores": []}',
    '{"scores": {"coins": [9, 3]}}',
    '{"done": "' + "x" * 70_000 + '"}',
)


def of_the_course() -> Iterator[Call]:
    """Lists, tests on paper, and files of scores with and without mistakes."""
    folder = Path(mkdtemp())
    good, older = folder / "anna.json", folder / "older.json"
    good.write_text(json.dumps(_SCORES))
    older.write_text('{"done": [1]}')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder))
        yield ["learn", "--class"]
        (folder / "txexplain").mkdir()
        (folder / "txexplain" / "lessons.json").write_text(json.dumps(_SCORES))
        yield ["learn", "--class"]
        yield ["learn"]
    yield ["learn", "test"]
    yield ["learn", "--class", str(good)]
    yield ["learn", "--class", str(good), str(older)]
    yield ["learn", "--class", str(older)]
    wrong = [folder / f"{number}.json" for number in range(len(_WRONG))]
    for path, text in zip(wrong, _WRONG, strict=True):
        path.write_text(text)
    closed = folder / ("x" * 300)
    names = [*wrong, folder, folder / "missing.json", closed, Path(os.devnull)]
    yield ["learn", "--class", str(good), *map(str, names)]
    yield ["learn", "--class", str(folder)]
    good.write_text(json.dumps(_UNKNOWN))
    yield ["learn", "--class", str(good), str(good)]
    yield from (["learn", *words.split()] for words in REFUSED)


def take_the_final_test() -> None:
    """From the list; rightly, with mistakes, and only shown to a class."""
    whole = final_test(1)
    between_numbers = 19
    items, lessons = (*whole.items[:3], whole.items[between_numbers]), whole.drawn_from
    test = whole._replace(items=items, drawn_from=(*lessons[:1] * 2, lessons[2], lessons[between_numbers]))
    for keys in (right_keys, wrong_keys, None):
        room = Class(test)

        async def play(pilot: Pilot[Any], room: Class = room, keys: Any = keys) -> None:
            await pilot.press(*([] if keys else ["P"]))
            for number, _ in enumerate(test.items):
                if number == len(test.items) - 1:
                    at = room.sitting.at
                    room.sitting.go(len(room.sitting.cards) - 1)
                    await room.again(pilot)
                    room.sitting.go(at)
                await pilot.press("right")
                await pilot.press(*(keys(room.sitting) if keys else ["space"]))
            await pilot.press("right")
            await room.again(pilot)

        room.play(play)
    room = Class(None)
    room.screen.course = room.screen.course._replace(final_test=lambda: test)

    async def choose(pilot: Pilot[Any]) -> None:
        await room.again(pilot)
        await pilot.press("end", "enter")
        room.sitting.go(len(room.sitting.cards) - 1)
        await room.again(pilot)
        keys_page(room.app.screen.all_acts(), room.app.texts)

    room.play(choose)
    room = Class("ids")

    async def choose_a_wrong_number(pilot: Pilot[Any]) -> None:
        cards = room.sitting.cards
        room.sitting.go(next(at for at, card in enumerate(cards) if _asks_between_numbers(card.item)))
        await room.again(pilot)
        await pilot.press(*wrong_keys(room.sitting))

    room.play(choose_a_wrong_number)


def _asks_between_numbers(item: Item | None) -> bool:
    return isinstance(item, Question) and item.texts["en"].get("choice1", "")[:1].isdigit()
