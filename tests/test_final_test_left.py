"""How the final test ends: where its keys lead, when its score is kept, what stays in the terminal."""

from __future__ import annotations

from typing import Any

import pytest
from taught import Class, lesson_of_choices, right_keys, wrong_keys
from test_course import short
from textual.pilot import Pilot
from walking import text_of

from txexplain.explain.document import Document
from txexplain.lessons.final_test import final_test
from txexplain.model.lesson import Lesson, Question
from txexplain.texts import LANGUAGES, Texts
from txexplain.tui.lesson import LessonScreen
from txexplain.tui.replies import told_answer, told_hint


def numbers(choices: tuple[str, ...], right: str) -> Question:
    """A question with these choices in both languages."""
    question = lesson_of_choices().items[0]
    assert isinstance(question, Question)
    told = {f"choice{digit}": words for digit, words in enumerate(choices, 1)}
    texts = {language: {"ask": "How much?", "hint": "Count.", "after": "", **told} for language in LANGUAGES}
    return question._replace(texts=texts, right=right)


def taking(test: Lesson) -> tuple[Class, list[Document]]:
    room, results = Class(test), list[Document]()
    room.screen.course = room.screen.course._replace(on_result=results.append)
    return room, results


async def answer(pilot: Pilot[Any], room: Class, *, rightly: bool = True) -> None:
    await pilot.press(*(right_keys if rightly else wrong_keys)(room.sitting))


def test_only_enter_leaves_the_last_page_and_what_came_of_it_is_given_on() -> None:
    test = short(final_test(3), 2)
    room, results = taking(test)

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right")
        await answer(pilot, room)
        await pilot.press("right")
        await answer(pilot, room, rightly=False)
        assert room.scores == {"test": (1, 2)}
        await pilot.press(*["right"] * 3, "l", "space")
        assert (room.sitting.at, room.app.has_left) == (3, False)
        await pilot.press("enter")

    room.play(play)
    assert room.app.return_code == 0
    (told,) = map(text_of, results)
    assert Texts().plain("course", "test_result", right=1, count=2) in told
    assert f"txexplain learn {test.drawn_from[1]}\n" in told


def test_after_the_last_open_question_enter_leads_to_the_result_and_the_score_is_kept_at_once() -> None:
    room, _ = taking(short(final_test(3), 4))

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right", "right", "right")
        for _ in range(3):
            await answer(pilot, room)
            await pilot.press("right")
        assert "Not done yet: 1 question is open." in room.text
        await pilot.press("enter")
        assert (room.sitting.at, room.scores) == (1, {})

    room.play(play)
    later, results = taking(short(final_test(3), 4))
    later.places.update(room.places)

    async def go_on(pilot: Pilot[Any]) -> None:
        assert later.sitting.at == 1
        await pilot.press("end")
        assert later.sitting.is_at_end
        await pilot.press("enter")
        await answer(pilot, later)
        assert (later.scores, len(results), later.places) == ({"test": (4, 4)}, 1, {})
        await pilot.press("enter")
        assert later.sitting.is_at_end
        await pilot.press("home", "right", "right")
        assert later.sitting.at == 2

    later.play(go_on)


@pytest.mark.parametrize(
    ("language", "key", "told"),
    [
        ("en", "right", "Right, choice 2: 18,000."),
        ("zh", "the_answer", "答案：第 2 项，18,000。"),
    ],
)
def test_a_choice_between_numbers_is_named_with_its_number(language: str, key: str, told: str) -> None:
    texts, item = Texts(language), numbers(("3", "18,000"), "2")
    assert "".join(chunk.text for chunk in told_answer(item, "2", key, "valid")(texts)) == told
    assert told_hint(item, "1")(Texts())[0].text == "Choice 1, 3, is not right. "
    words = numbers(("3", "none"), "2")
    assert "".join(chunk.text for chunk in told_answer(words, "2", "right", "valid")(Texts())) == "Right: 2."


def test_lines_below_are_counted_in_both_panes() -> None:
    room = Class("block")

    async def play(pilot: Pilot[Any]) -> None:
        counts = []
        for at in range(1, len(room.sitting.cards)):
            room.sitting.go(at)
            await room.again(pilot)
            assert isinstance(room.app.screen, LessonScreen)
            below = [lines for _, _, lines in room.app.screen.card.scrolling() if lines]
            counts.append(len(below))
            assert not below or Texts().plain("step", "below", count=sum(below)) in room.text
        assert 2 in counts

    room.play(play, (60, 16))


def test_a_question_about_what_was_scrolled_shows_it_from_its_top() -> None:
    room = Class("confirmation")

    async def play(pilot: Pilot[Any]) -> None:
        cards = room.sitting.cards
        at = next(at for at, card in enumerate(cards) if card.show is not None and card.show.what == "branches")
        room.sitting.go(at)
        await room.again(pilot)
        assert isinstance(room.app.screen, LessonScreen)
        material = room.app.screen.card.material.words
        await pilot.press("space")
        assert material.scroll_offset.y > 0
        await pilot.press("space")
        assert (room.sitting.at, material.scroll_offset.y) == (at + 1, 0)

    room.play(play, (60, 20))
