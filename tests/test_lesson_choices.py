"""Questions with choices: on the screen, printed, on a web page; and one lesson of them played to its end."""

from __future__ import annotations

import re
from typing import Any

import pytest
from taught import Class, lesson_of_choices, right_keys, wrong_keys
from test_lesson_screen import play_through, squeezed
from textual.pilot import Pilot

from txexplain.explain.pages.lesson import lesson_page
from txexplain.lessons.material import lesson_material
from txexplain.lessons.shared import shared_lessons
from txexplain.render.layout import layout
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.web.page import web_page

LESSON = lesson_of_choices()
(QUESTION, NUMBER) = LESSON.items
SIZES = [(60, 20), (80, 24), (120, 40)]


def room_of(language: str = "en") -> Class:
    return Class(LESSON, language, (LESSON,))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_all_choices_are_whole_on_the_screen_and_neither_a_mark_nor_the_reason(language: str, size: Any) -> None:
    room, words = room_of(language), QUESTION.texts[language]

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "ask")
        seen = column(room.text) if size[0] == 120 else squeezed(room.text)
        assert re.search(r"✓ \d", room.text) is None
        for digit in "1234":
            assert digit + squeezed(words[f"choice{digit}"].replace("`", "")) in seen
        assert squeezed(words["after"]) not in seen
        await pilot.press("1")
        seen = column(room.text) if size[0] == 120 else squeezed(room.text)
        assert squeezed(words["hint"]) in seen
        assert squeezed(words["after"]) not in seen
        assert "✗ 1 " in room.text
        assert re.search(r"✓ \d", room.text) is None
        await pilot.press("3")
        seen = column(room.text) if size[0] == 120 else squeezed(room.text)
        assert "✓ 3 " in room.text
        assert "✗ 1 " in room.text
        assert squeezed(words["after"]) in seen
        assert squeezed(words["ask"]) in seen

    room.play(play, size)


def column(text: str) -> str:
    """The left column of the screen, squeezed."""
    return squeezed("\n".join(line[:50] for line in text.split("\n")))


def test_the_lesson_is_played_rightly_and_wrongly_and_each_reason_is_told() -> None:
    for keys_of, right in ((right_keys, 2), (wrong_keys, 0)):
        room = room_of()

        async def play(pilot: Pilot[Any], room: Class = room, keys_of: Any = keys_of) -> None:
            frames = await play_through(room, pilot, keys_of)
            seen = squeezed("".join(frames))
            assert ("Thefirstoutputhasit." in seen) is (keys_of is right_keys)
            if keys_of is wrong_keys:
                await pilot.press("left")
                assert "The first output has it." in room.text

        room.play(play)
        assert (room.done, room.scores) == ([99], {"choices": (right, 2)})


@pytest.mark.parametrize("line", [0, 1])
def test_a_choice_is_clicked_on_any_of_its_lines(line: int) -> None:
    room = room_of()

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "ask")
        y = next(at for at, line in enumerate(room.text.split("\n")) if line.startswith("  3  It is"))
        await pilot.click(offset=(9, y + line))
        await pilot.pause()
        assert "Right: 3." in room.text
        await pilot.click(offset=(9, y - 3))
        assert "Right: 3." in room.text

    room.play(play, (60, 24))


def test_other_keys_than_those_of_the_choices_do_nothing() -> None:
    room = room_of()

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "ask")
        await pilot.press("5", "0", "y", "x")
        assert room.sitting.marks()[1].state == "done"
        assert "not right" not in room.text

    room.play(play)


def test_a_class_is_asked_first_and_then_shown_the_right_choice_and_why() -> None:
    room = room_of()

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "ask")
        await pilot.press("P")
        assert "Collect answers" in room.text
        assert "  3  It is the rest" in room.text
        await pilot.press("space")
        assert "✓ 3  It is the rest" in room.text
        assert "The answer: 3. Whoever has the coins" in room.text
        await pilot.press("right", "space", "right")
        assert "This is the end of lesson 99." in room.text
        assert (room.done, room.scores) == ([99], {})

    room.play(play)


def test_another_language_keeps_what_was_tried_and_answered() -> None:
    room = room_of()

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "ask")
        await pilot.press("2", "L")
        assert "✗ 2  它总是一样多" in room.text
        assert "“2”不对。" in room.text
        await pilot.press("3", "L")
        assert "✗ 2  It is always the same" in room.text
        assert "✓ 3  It is the rest" in room.text

    room.play(play)


def test_whoever_leaves_after_a_wrong_answer_comes_back_to_a_second_try() -> None:
    room = room_of()

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "ask")
        await pilot.press("2")
        assert room.states == {1: "tried"}

    room.play(play)
    later = room_of()
    later.places.update(room.places)

    async def go_on(pilot: Pilot[Any]) -> None:
        assert later.sitting.waits
        assert "✗ 2" in later.text
        assert "“2” is not right." in later.text
        await pilot.press("enter")
        assert "Try again, or → shows the answer." in " ".join(later.text.split())
        assert "“2” is not right." in later.text
        assert "1, 2 … answer" in later.text
        await pilot.press("3")
        assert later.states == {1: "wrong"}

    later.play(go_on)


def test_what_was_answered_is_marked_when_one_comes_back() -> None:
    room = room_of()
    room.left, room.states = (99, 1), {1: "right"}

    async def play(pilot: Pilot[Any]) -> None:
        assert "✓ 3  It is the rest" in room.text
        await room.again(pilot)

    room.play(play)


@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_the_choices_stand_below_the_question_and_the_right_one_with_its_reason_at_the_end(
    language: str,
) -> None:
    texts, words = Texts(language), QUESTION.texts[language]
    page = lesson_page(LESSON, (LESSON,), lesson_material(), texts)
    lines = [plain(line) for line in layout(page, 200)]
    end = next(at for at, line in enumerate(lines) if line == texts.plain("learn", "heading_answers"))
    before, after = ("\n".join(part) for part in (lines[:end], lines[end:]))
    for digit in "1234":
        assert re.search(rf"(?m)^ *{digit} +{re.escape(words[f'choice{digit}'].replace('`', '')[:20])}", before)
    assert squeezed(words["after"]) not in squeezed(before)
    assert squeezed(words["hint"]) not in squeezed(before)
    told = words["choice3"] + texts.plain("learn", "between_answer_and_reason") + words["after"]
    assert squeezed(f"3{texts.plain('learn', 'between_digit_and_choice')}{told}") in squeezed(after)
    number = NUMBER.texts[language]["after"]
    assert number in after
    assert number not in before


def test_on_a_web_page_the_answer_and_its_reason_are_behind_show() -> None:
    page = web_page(shared_lessons([LESSON], Texts()))
    opened = re.sub(r'<details class="answers?">.*?</details>\s*</section>', "", page, flags=re.S)
    assert "Whoever has the coins" in page
    assert "Whoever has the coins" not in opened
    listed, in_chinese = re.findall(r'<ol class="said">(.*?)</ol>', opened, re.S)
    assert listed.count("<li>") == in_chinese.count("<li>") == 4
    assert "It is the rest: what goes in" in listed.split("<li>")[3]
