"""Keys in bursts, without a pause in between: whatever they are, the screens bear it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from piloted import piloted, searched
from taught import Class
from test_finding import chooser, stepper
from textual.events import Key
from textual.pilot import Pilot

from txexplain.cli.asking_why import answer_typed
from txexplain.lessons import all_lessons
from txexplain.tui.app import TellingApp
from txexplain.tui.word_pane import WordPane

KEYS = (
    "space right left backspace enter escape escape enter home end down up pagedown pageup tab shift+tab slash "
    "question_mark ctrl+p ctrl+p minus comma ctrl+a ctrl+k delete d u i I o b P N g w w L T Z r e v y s x a 1 2 n 是"
).split()
TOLD = [  # what once ended in a traceback
    "w escape w",
    "w q escape q",
    "w s i g escape w s i g enter w escape",
    "ctrl+p x enter",
    "ctrl+p escape ctrl+p escape ctrl+p escape",
    "o ctrl+p N x o ctrl+p N x o ctrl+p N x",
    "slash s enter enter escape escape slash enter",
    "question_mark question_mark escape escape ctrl+p ctrl+p",
]


def lesson() -> TellingApp[Any]:
    app = Class(all_lessons()[8], "en").app
    app.answer = answer_typed
    return app


def _press(app: TellingApp[Any], keys: list[str]) -> None:
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else {"space": " ", "slash": "/"}.get(key)))


async def _settle(app: TellingApp[Any], pilot: Pilot[Any]) -> None:
    await pilot.pause(0.05)
    await searched(app)
    await pilot.pause()


@pytest.mark.parametrize("make", [stepper, chooser, lesson])
@pytest.mark.parametrize("keys", TOLD)
def test_what_once_failed_does_not(keys: str, make: Callable[[], TellingApp[Any]]) -> None:
    app = make()

    async def play(pilot: Pilot[Any]) -> None:
        _press(app, keys.split())
        await _settle(app, pilot)
        assert app.failure is None

    piloted(app, play)


@pytest.mark.parametrize("make", [stepper, chooser, lesson])
@pytest.mark.parametrize("seed", range(3))
def test_bursts_of_keys_end_in_no_traceback(seed: int, make: Callable[[], TellingApp[Any]]) -> None:
    app, dice = make(), random.Random(seed)

    async def play(pilot: Pilot[Any]) -> None:
        for _ in range(15):
            if not app.is_running or app.return_code is not None:
                break
            _press(app, dice.choices(KEYS, k=dice.randint(2, 12)))
            await _settle(app, pilot)
            assert app.failure is None

    piloted(app, play, dice.choice([(80, 24), (60, 20), (120, 40)]))


def test_the_words_of_a_card_are_offered() -> None:
    app = lesson()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right", "w")
        await pilot.pause()
        names = [row.value for row in app.screen.query_one(WordPane).names.rows]
        assert names
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.screen.query_one(WordPane).asked == names[0]

    piloted(app, play)
