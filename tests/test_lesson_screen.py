"""The classroom on the screen: every lesson played to its end, and everything that a reader or a teacher can do."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import cycle, product
from typing import Any

import pytest
from conftest import FULL, slow
from taught import Class, right_keys, wrong_keys
from textual.pilot import Pilot

from txexplain.cli.asking_why import answer_typed
from txexplain.explain.walk.cards import after_line, answer_words
from txexplain.lessons import all_lessons
from txexplain.lessons.material import lesson_material
from txexplain.model.course import in_course_order
from txexplain.model.lesson import Question
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.tui.card_pane import CardPane
from txexplain.tui.sitting import Sitting

NAMES = [lesson.name for lesson in all_lessons()]
SIZES = [(60, 20), (120, 40), (200, 50)]


def in_turn(*languages: str) -> list[tuple[str, str]]:
    """Each lesson with one of the languages, in turn."""
    return list(zip(NAMES, cycle(languages), strict=False))


async def play_through(room: Class, pilot: Pilot[Any], keys_of: Callable[[Sitting], list[str]]) -> list[str]:
    """Answers every card, and gives what was drawn of each before and after."""
    frames = []
    while True:
        frames.append(room.text)
        await pilot.press(*keys_of(room.sitting))
        frames.append(room.text)
        if room.sitting.is_at_end and not room.sitting.waits:
            return frames
        at = room.sitting.at
        while room.sitting.at == at:
            await pilot.press("right")


@pytest.mark.parametrize(("name", "language"), product(NAMES, LANGUAGES) if FULL else in_turn("en", "zh"))
def test_each_lesson_is_played_rightly_from_beginning_to_end(name: str, language: str) -> None:
    room = Class(name, language)

    async def play(pilot: Pilot[Any]) -> None:
        frames = await play_through(room, pilot, right_keys)
        asked = sum(card.kind != "read" for card in room.sitting.cards)
        finished = Texts(language).plain(
            "learn", "finished", number=room.sitting.lesson.number, right=asked, count=asked
        )
        assert finished in frames[-1]
        assert all(len(line) <= 80 for frame in frames for line in frame.split("\n"))
        assert room.done == [room.sitting.lesson.number]
        assert room.scores == {name: (asked, asked)}
        assert [mark.state for mark in room.sitting.marks()].count("right") == asked

    room.play(play)


@pytest.mark.parametrize(("name", "language"), in_turn("zh", "en"))
def test_each_lesson_is_played_wrongly_to_its_end(name: str, language: str) -> None:
    room = Class(name, language)

    async def play(pilot: Pilot[Any]) -> None:
        frames = await play_through(room, pilot, wrong_keys)
        asked = sum(card.kind != "read" for card in room.sitting.cards)
        finished = Texts(language).plain("learn", "finished", number=room.sitting.lesson.number, right=0, count=asked)
        assert finished in frames[-1]
        assert room.scores == {name: (0, asked)}
        assert [mark.state for mark in room.sitting.marks()].count("wrong") == asked

    room.play(play)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["coins", "script", *map(slow, sorted({*NAMES} - {"coins", "script"}))])
def test_every_card_is_drawn_at_every_size(name: str, size: tuple[int, int]) -> None:
    room = Class(name, "zh" if size[0] == 60 else "en")

    async def play(pilot: Pilot[Any]) -> None:
        for at, card in enumerate(room.sitting.cards):
            room.sitting.go(at)
            await room.again(pilot)
            lines = room.text.split("\n")
            assert len(lines) == size[1]
            assert f"{at + 1}/{len(room.sitting.cards)}" in lines[0]
            if card.kind == "ask" and card.shown:
                title = "".join(chunk.text for chunk in card.shown[0].title)
                assert title[:20] in room.text

    room.play(play, size)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_on_the_screen_before_it_was_asked_for(name: str, size: tuple[int, int]) -> None:
    room = Class(name)

    async def play(pilot: Pilot[Any]) -> None:
        for at, card in enumerate(room.sitting.cards):
            if isinstance(card.item, Question):
                answer = answer_words(lesson_material().answer(card.item), Texts())
                room.sitting.go(at)
                await room.again(pilot)
                first = room.text
                told = Texts().plain("learn", "right", answer=answer)
                after = plain(after_line(card.item, Texts()))
                assert told not in first
                assert re.search(r"✓ [1-4]  ", first) is None
                assert not after or squeezed(after) not in squeezed(first)
                assert len(answer) < 2 or not answer[0].isdigit() or f" {answer} " not in first.replace("\n", " ")
                await pilot.press(*right_keys(room.sitting))
                assert told in room.text
                assert squeezed(after) in squeezed(room.text) + squeezed(left_side(room.text))

    room.play(play, size)


def left_side(text: str) -> str:
    """What is left of the rule, where there is one: next to the words there may be bytes."""
    return "\n".join(line.partition("│")[0] for line in text.split("\n"))


def squeezed(words: str) -> str:
    """Without blanks, of which ends of lines are some, and what stands beside, on the other side of the rule."""
    return "".join("".join(line.partition("│")[0] for line in words.splitlines()).split())


def test_the_table_stays_beside_the_question_and_what_the_hint_points_to_comes_by_a_key() -> None:
    room = Class("bytes")

    async def play(pilot: Pilot[Any]) -> None:
        room.sitting.go(6)
        await room.again(pilot)
        assert "a135ef01 00000000" in room.text
        await pilot.press("s")
        assert "32,454,049" not in room.text
        await pilot.press("1", "enter")
        assert "“1” is not right." in room.text
        assert "They are the amount of output 0." in room.text
        await pilot.press("s")
        assert "32,454,049 sat" in room.text
        await pilot.press("s")
        assert "32,454,049" not in room.text

    room.play(play)


def test_the_next_lesson_follows_the_last_card_and_after_the_last_lesson_the_end() -> None:
    room = Class("trees", lessons=(all_lessons()[11], all_lessons()[13]))

    async def play(pilot: Pilot[Any]) -> None:
        for lesson in (12, 14):
            assert room.sitting.lesson.number == lesson
            room.sitting.go(len(room.sitting.cards) - 1)
            await room.again(pilot)
            if lesson == 12:
                assert "Enter: lesson 14, Everything at once" in room.text
            await pilot.press("enter")
        assert room.app._exit

    room.play(play)


def test_a_question_is_passed_by_only_when_that_is_asked_for_twice() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        at = room.sitting.at
        await pilot.press("right")
        assert "Not answered yet: → once more skips it." in room.text
        assert "→ skip" in room.text
        assert room.sitting.at == at
        await pilot.press("right")
        assert room.sitting.at == at + 1
        await pilot.press("left")
        assert room.sitting.waits
        assert "The answer" not in room.text

    room.play(play)


@pytest.mark.parametrize(
    ("typed", "taken"), [("7q", "7"), ("four", ""), ("0wLPTZ?/", "0"), ("join", ""), ("1 2", "12")]
)
def test_letters_of_an_answer_are_no_commands_and_only_digits_are_taken(typed: str, taken: str) -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        at, texts = room.sitting.at, room.app.texts
        await pilot.press(*("space" if letter == " " else letter for letter in typed))
        assert f"Your answer: {taken}▏" in room.text
        assert typed[-1].isdigit() or f"“{typed[-1]}” is not a digit." in room.text
        assert (room.sitting.at, room.app.texts, room.app.screen) == (at, texts, room.screen)
        await pilot.press("4", "escape")
        assert "Your answer: ▏" in room.text
        await pilot.press("4", "enter")
        assert room.sitting.marks()[at].state == "right"

    room.play(play)


def test_while_a_number_is_typed_one_can_still_look_where_the_hint_points() -> None:
    room = Class("bytes")

    async def play(pilot: Pilot[Any]) -> None:
        room.sitting.go(6)
        await room.again(pilot)
        await pilot.press("1", "enter", "3", "s")
        assert "32,454,049 sat" in room.text
        assert "Your answer: 3▏" in room.text

    room.play(play)


@pytest.mark.parametrize(("kind", "keys"), [("ask", ["space", "enter"]), ("guess", ["space", "enter"])])
def test_neither_space_nor_enter_passes_a_question_by(kind: str, keys: list[str]) -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, kind)
        at = room.sitting.at
        await pilot.press(*keys * 9)
        assert room.sitting.at == at
        assert room.sitting.waits
        assert "Answer first, or press → to skip." in room.text
        await pilot.press(*right_keys(room.sitting))
        assert room.sitting.marks()[at].state == "right"

    room.play(play)


def test_what_is_skipped_has_a_mark_of_its_own_and_the_lesson_is_not_done_until_it_is_answered() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await to_the_end(room, pilot)
        assert "»" in room.text.split("\n")[1]
        assert "Still to answer: 11; the first is on page 7; press s to go there." in " ".join(room.text.split())
        assert (room.done, room.scores, room.left) == ([], {}, (5, len(room.sitting.cards) - 1))
        await pilot.press("s")
        assert room.sitting.at == 6
        while room.sitting.waits:
            await pilot.press(*right_keys(room.sitting), "end", "s")
        late = {mark.kind for mark in room.sitting.marks() if mark.state == "late"}
        assert late == {"guess"}  # what came of it was on the screen already
        assert "Lesson 5 done. Right first time: 8 of 11." in room.text
        assert (room.done, room.scores, room.left) == ([5], {"script": (8, 11)}, (5, 0))

    room.play(play)


async def to_the_end(room: Class, pilot: Pilot[Any]) -> None:
    """To the last card, past all that is asked."""
    for _ in range(3 * len(room.sitting.cards)):
        if not room.sitting.is_at_end:
            await pilot.press("right")


def test_the_first_score_stays_and_is_told_where_the_next_is_another() -> None:
    room = Class("script")
    room.scores["script"] = (0, 11)

    async def play(pilot: Pilot[Any]) -> None:
        await play_through(room, pilot, right_keys)
        told = "Right first time: 11 of 11. The first time you took it: 0 of 11."
        assert told in " ".join(room.text.split())
        assert room.scores["script"] == (0, 11)

    room.play(play)


def test_a_hint_stays_while_one_looks_back() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        await pilot.press("7", "enter", "left", "right")
        assert "“7” is not right." in room.text
        await pilot.press("4")
        assert "“7” is not right." in room.text

    room.play(play)


def test_what_a_class_was_shown_is_not_counted_and_is_hidden_again_after_going_back() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        step = next(at for at, card in enumerate(room.sitting.cards) if card.place == "step")
        room.sitting.go(step)
        await pilot.press("P", "space")
        assert "Hidden" not in room.text
        await pilot.press("right", "left")
        assert "Hidden" in room.text
        for at in (at for at, card in enumerate(room.sitting.cards) if card.kind in ("ask", "guess")):
            room.sitting.go(at)
            await room.again(pilot)
            await pilot.press("space")
            assert room.sitting.marks()[at].state == "shown"
        room.sitting.go(len(room.sitting.cards) - 1)
        await room.again(pilot)
        assert "This is the end of lesson 5." in room.text

    room.play(play)


def test_what_a_class_shall_predict_is_asked_on_the_card_that_hides_it() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("P")
        room.sitting.go(
            next(
                at
                for at, card in enumerate(room.sitting.cards)
                if "OP_HASH160" in "".join(chunk.text for chunk in card.title)
            )
        )
        await room.again(pilot)
        assert "How many items will there be" in " ".join(room.text.split())
        await pilot.press("space")
        assert "How many items will there be" not in " ".join(room.text.split())

    room.play(play, (80, 24))


@pytest.mark.parametrize(
    ("language", "told", "covered"),
    [
        ("en", "If any of them changes, it is no longer valid.", "the signature covers every input and every output"),
        ("zh", "改动其中任何一个，这个签名就不再有效。", "消息覆盖所有输入和所有输出"),
    ],
)
def test_a_class_reads_what_all_means_for_changes_after_it_was_asked(language: str, told: str, covered: str) -> None:
    room = Class("many-hands", language)

    async def play(pilot: Pilot[Any]) -> None:
        at = next(at for at, card in enumerate(room.sitting.cards) if card.place == "psbt_message")
        room.sitting.go(at)
        await room.again(pilot)
        assert squeezed(told) in squeezed(room.text)
        await pilot.press("P")
        assert squeezed(told) not in squeezed(room.text)
        assert squeezed(covered) in squeezed(room.text)
        await pilot.press("right", "space", "left", "left")
        assert room.sitting.at == at
        assert squeezed(told) in squeezed(room.text)

    room.play(play, (80, 24))


def test_what_was_typed_is_seen_with_a_caret_and_can_be_rubbed_out() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        await pilot.press("1", "2", "x", "backspace")
        assert "Your answer: 1▏" in room.text
        await pilot.press("backspace")
        assert "Your answer: ▏" in room.text
        at = room.sitting.at
        await pilot.press("backspace")
        assert room.sitting.at == at - 1

    room.play(play)


def test_another_language_keeps_the_card_what_was_typed_and_what_was_answered() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "guess")
        await pilot.press("i")
        await room.go(pilot, "number")
        await pilot.press("7")
        room.app.change_language()
        await pilot.pause()
        assert "你的答案： 7▏" in room.text
        await pilot.press("enter")
        assert "“7”不对。" in room.text
        await pilot.press("L")
        assert "“7” is not right." in room.text
        room.sitting.go(next(at for at, card in enumerate(room.sitting.cards) if card.place == "tried"))
        await room.again(pilot)
        assert "You were right: invalid." in room.text

    room.play(play)


def test_back_and_forward_keep_the_answers() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        await pilot.press("4", "enter", "left", "right")
        assert "Right: 4." in room.text
        assert "✓" in room.text.split("\n")[1]

    room.play(play)


@pytest.mark.parametrize(
    ("name", "kind", "word", "said"),
    [
        ("script", "guess", "[ i invalid ]", "You were right: invalid."),
        ("address", "ask", "[ y yes ]", "Right: yes."),
        ("address", "ask", "[ n no ]", "“no” is not right."),
    ],
)
def test_a_choice_can_be_clicked(name: str, kind: str, word: str, said: str) -> None:
    room = Class(name)

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, kind)
        lines = room.text.split("\n")
        y = next(at for at, line in enumerate(lines) if word in line)
        await pilot.click(offset=(lines[y].index(word) + 2, y))
        await pilot.pause()
        assert said in room.text

    room.play(play)


@pytest.mark.parametrize(("key", "said"), [("是", "正确：是。"), ("否", "“否”不对。"), ("y", "正确：是。")])
def test_yes_and_no_are_typed_in_chinese_too(key: str, said: str) -> None:
    room = Class("address", "zh")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "ask")
        await pilot.press(key)
        assert said in room.text

    room.play(play)


def test_a_card_that_was_seen_is_reached_by_a_click_and_one_that_was_not_is_not() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right", "right", "right")
        await pilot.click(offset=(1, 1))
        assert room.sitting.at == 1
        await pilot.click(offset=(10, 1))
        assert room.sitting.at == 1
        await pilot.click(offset=(5, 1))
        assert room.sitting.at == 3

    room.play(play)


def test_a_teacher_asks_first_and_reveals_with_space() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        at = next(at for at, card in enumerate(room.sitting.cards) if card.place == "step")
        room.sitting.go(at)
        await pilot.press("P")
        assert "ask first" in room.text.split("\n")[0]
        assert "Hidden: what will be on the stack? Space shows it." in room.text
        assert "+" not in room.text
        await pilot.press("space")
        assert "Hidden" not in room.text
        assert "+" in room.text
        await pilot.press("P")
        assert "ask first" not in room.text.split("\n")[0]

    room.play(play)


@pytest.mark.parametrize(
    ("kind", "asked", "revealed"),
    [
        ("guess", "Take a vote: valid, invalid, or cannot tell?", "✗ invalid"),
        ("number", "Collect answers.", "The answer: 4."),
    ],
)
def test_in_projector_mode_an_answer_waits_until_it_is_revealed(kind: str, asked: str, revealed: str) -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, kind)
        await pilot.press("P")
        assert asked in room.text
        assert revealed not in room.text
        await pilot.press("space")
        assert revealed in room.text

    room.play(play)


def test_the_whole_of_lesson_five_is_held_from_the_projector_mode_with_space_alone() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("P", "Z")
        hidden = 0
        for _ in range(160):
            hidden += room.sitting.hidden
            if room.sitting.is_at_end:
                break
            await pilot.press("space")
        assert room.sitting.is_at_end
        assert hidden == 7 + 1 + 8 + 3  # steps, how it ends, questions, guesses; what is true in the end is no secret
        assert "This is the end of lesson 5." in room.text

    room.play(play, (60, 20))


def test_the_list_marks_what_is_done_offers_the_next_lesson_and_begins_it() -> None:
    room = Class(None)
    room.done = [1, 2, 4]

    async def play(pilot: Pilot[Any]) -> None:
        await room.again(pilot)
        assert f"Lessons done: 3 of {len(NAMES)}" in room.text
        marked = next(line for line in room.text.split("\n") if "▸" in line)
        assert " Which" not in marked
        await pilot.press("home", "down", "down", "enter")
        assert room.sitting.lesson.number == 3
        await pilot.press("o", "end", "enter")
        last = in_course_order(all_lessons())[-1]
        assert room.sitting.lesson == last
        await pilot.press("o", "escape")
        assert room.sitting.lesson == last

    room.play(play)


def test_a_lesson_of_the_list_is_begun_by_a_click() -> None:
    room = Class(None)

    async def play(pilot: Pilot[Any]) -> None:
        y = next(at for at, line in enumerate(room.text.split("\n")) if "Timelocks" in line)
        await pilot.click(offset=(10, y))
        await pilot.pause()
        assert room.sitting.lesson.number == 11

    room.play(play, (80, 40))


@pytest.mark.parametrize("size", [(40, 8), (30, 5), (300, 70)])
def test_a_small_or_a_huge_screen_does_no_harm(size: tuple[int, int]) -> None:
    room = Class("multisig")

    async def play(pilot: Pilot[Any]) -> None:
        await play_through(room, pilot, right_keys)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Lesson 7 done" in room.text
        await pilot.press("o")

    room.play(play, size)


def test_what_was_scrolled_stays_so_while_an_answer_is_typed() -> None:
    room = Class("everything")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        await pilot.press("pagedown")
        scrolled = room.text.split("\n")[3]
        await pilot.press("1", "7")
        assert room.text.split("\n")[3] == scrolled

    room.play(play)


def test_a_hidden_answer_with_more_text_says_which_key_scrolls() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        at = next(at for at, card in enumerate(room.sitting.cards) if card.kind == "ask" and at > 9)
        room.sitting.go(at)
        await pilot.press("Z", "P")
        assert "↓ more lines below" in room.text
        assert "↓ scroll" in room.text
        for _ in range(30):
            await pilot.press("down")
        await pilot.pause()
        assert "↓ more lines below" not in room.text
        assert "↓ scroll" not in room.text

    room.play(play)


def test_no_lines_stay_empty_for_answers_that_are_not_asked_for() -> None:
    room = Class("block")

    async def play(pilot: Pilot[Any]) -> None:
        for at, card in enumerate(room.sitting.cards):
            if card.kind == "read":
                room.sitting.go(at)
                await room.again(pilot)
                assert not room.screen.query_one(CardPane).reply.display, at

    room.play(play)


def test_signs_of_the_cards_are_told_only_as_far_as_they_are_seen_beside_a_word() -> None:
    room = Class("block")
    room.app.answer = answer_typed

    async def play(pilot: Pilot[Any]) -> None:
        assert "» skipped" in room.text
        await pilot.press("w", *"utxo", "enter")
        await pilot.pause()
        told = " ".join(line.split("▊")[0] for line in room.text.split("\n")[1:3])
        assert "– read" in told
        signs = {sign.strip() for sign in told.split("  ") if "[" not in sign}
        assert signs <= {"", *Texts().plain("learn", "legend").split("  ")}

    room.play(play, (120, 40))
