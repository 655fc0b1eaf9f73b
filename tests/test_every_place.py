"""Places of the stepper on screens of many sizes: a seeded sample, and all of them when they are asked for.

TXEXPLAIN_TEST_FULL=1 pytest -m slow tests/test_every_place.py
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Sequence
from itertools import product

import pytest
from conftest import EXAMPLES, slow
from piloted import drawn, piloted, step_app, stepper_of
from rich.cells import cell_len
from textual.pilot import Pilot
from walking import FULL_STORY, story_of, story_of_psbt

from txexplain.bundled import psbt_names
from txexplain.explain.walk.story import Story
from txexplain.explain.walk.tour import Tour
from txexplain.texts import LANGUAGES

NAMES = (*EXAMPLES, *psbt_names())
FULL = bool(os.environ.get("TXEXPLAIN_TEST_FULL"))
SAMPLE, SMALL_SAMPLE = 200, 40


def story(name: str) -> Story:
    return story_of(name) if name in EXAMPLES else story_of_psbt(name)


def draw_places(name: str, language: str, places: Sequence[int], size: tuple[int, int]) -> None:
    """Goes to each of these places, and sees that its number is drawn and nothing beyond the screen."""

    async def play(pilot: Pilot[None]) -> None:
        for at in places:
            stepper_of(app).go_to(at)
            await pilot.pause()
            lines = drawn(app)
            assert len(lines) == size[1], (name, at)
            assert all(cell_len(line) == size[0] and line.isprintable() for line in lines), (name, at)
            found = re.match(r"(\d+)/\d+ ", lines[0])
            assert found, lines[0]
            assert int(found[1]) == at + 1

    app = step_app(story(name), language)
    piloted(app, play, size)


def places_of(name: str) -> range:
    return range(len(Tour(story(name), FULL_STORY).places))


@pytest.mark.parametrize(
    ("size", "count"),
    [
        *(slow(size, SAMPLE) for size in ((60, 20), (120, 40), (200, 50))),
        *(slow(size, SMALL_SAMPLE) for size in ((40, 8), (80, 24))),
    ],
)
def test_a_sample_of_places_is_drawn_within_its_screen(size: tuple[int, int], count: int) -> None:
    chance = random.Random(16)
    sample = chance.sample([(name, at) for name in NAMES for at in places_of(name)], count)
    for name in dict.fromkeys(name for name, _ in sample):
        draw_places(name, chance.choice(LANGUAGES), [at for each, at in sample if each == name], size)


@pytest.mark.skipif(not FULL, reason="asked for with TXEXPLAIN_TEST_FULL=1")
@pytest.mark.parametrize(
    ("name", "language", "size"), [slow(*case) for case in product(NAMES, LANGUAGES, ((80, 24), (60, 20), (40, 8)))]
)
def test_every_place_is_drawn_within_its_screen(name: str, language: str, size: tuple[int, int]) -> None:
    draw_places(name, language, places_of(name), size)
