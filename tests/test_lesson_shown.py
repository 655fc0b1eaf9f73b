"""The classroom: where one left off, and what stands beside the words at which size."""

from __future__ import annotations

import re
from typing import Any

import pytest
from piloted import drawn, piloted
from taught import Class, right_keys
from textual.app import ComposeResult
from textual.events import Key
from textual.pilot import Pilot
from walking import text_of

from txexplain.explain.document import Steps
from txexplain.explain.walk.cards import Card, cards
from txexplain.lessons import all_lessons, lesson_of
from txexplain.lessons.final_test import final_test
from txexplain.lessons.material import lesson_material
from txexplain.model.course import LeftAt
from txexplain.model.lesson import Lesson, Question
from txexplain.texts import Texts, plain
from txexplain.tui.app import TellingApp
from txexplain.tui.lesson import LessonScreen
from txexplain.tui.lessons_screen import LessonsScreen
from txexplain.tui.sitting import Sitting
from txexplain.tui.telling_screen import TellingScreen


def test_a_lesson_goes_on_where_it_was_left_and_says_so() -> None:
    room = Class(None)
    room.left = 5, 9

    async def play(pilot: Pilot[Any]) -> None:
        assert "page 10  " in next(line for line in room.text.split("\n") if "▸" in line)
        await pilot.press("enter")
        assert (room.sitting.lesson.number, room.sitting.at) == (5, 9)
        assert "You left off here last time. Home: from the start." in room.text
        await pilot.press("right")
        assert room.left == (5, 10)
        assert "You left off" not in room.text
        await pilot.press("home")
        assert (room.sitting.at, room.left) == (0, (5, 0))

    room.play(play)


@pytest.mark.parametrize("lesson", [lesson_of("coins"), final_test(3)], ids=["lesson", "test"])
def test_what_was_left_on_its_last_page_with_open_questions_says_how_many(lesson: Lesson) -> None:
    sitting = Sitting(lesson, all_lessons(), lesson_material(), Texts())
    asking = [at for at, card in enumerate(sitting.cards) if card.kind != "read"]
    sitting.go_on_from(LeftAt(len(sitting.cards) - 1, made=sitting.made))
    assert (sitting.is_at_end, sitting.left) == (True, asking)
    counts = re.findall("[0-9]+", plain(sitting.remark))
    assert counts[:2] == [str(len(asking)), str(asking[0] + 1)]


def test_the_list_of_keys_says_what_the_row_of_cards_means() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("question_mark")
        await room.again(pilot)
        assert "the row of pages under the title" in " ".join(room.text.split())

    room.play(play)


@pytest.mark.parametrize("left", [(5, 99), (4, 3), (0, 0)])
def test_a_place_that_is_not_in_the_lesson_is_not_gone_to(left: tuple[int, int]) -> None:
    room = Class("script")
    room.left = left

    async def play(pilot: Pilot[Any]) -> None:
        assert room.sitting.at == 0
        await pilot.press("right")
        assert room.left == (5, 1)

    room.play(play)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("large", [False, True])
def test_the_bytes_of_a_card_are_shown_by_a_key_at_every_size(size: tuple[int, int], large: bool) -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        room.app.large = large
        room.sitting.go(2)
        await room.again(pilot)
        await pilot.press("b")
        assert "of 226" in room.text
        assert "4830" in room.text.replace(" ", "")
        assert "Z large" not in room.text or "b bytes" in room.text
        await pilot.press("b")
        assert "ECDSA signature" in room.text

    room.play(play, size)


@pytest.mark.parametrize(
    ("at", "hidden"), [(3, "The root is different"), (5, "is above the target"), (9, "root is the same:")]
)
def test_what_becomes_of_a_block_is_hidden_where_it_is_asked_first(at: int, hidden: str) -> None:
    room = Class("block")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("P")
        room.sitting.go(at)
        await room.again(pilot)
        assert hidden not in room.text
        assert "Predict" in room.text
        await pilot.press("space")
        assert hidden in room.text

    room.play(play, (80, 40))


@pytest.mark.parametrize(("name", "at"), [("block", 4), ("trees", 3)])
def test_beside_words_that_show_nothing_stays_what_was_shown_last(name: str, at: int) -> None:
    room = Class(name)

    async def play(pilot: Pilot[Any]) -> None:
        assert not room.sitting.cards[at].shown
        room.sitting.go(at - 1)
        before = room.sitting.shown
        room.sitting.go(at)
        assert room.sitting.shown == before != ()

    room.play(play)


@pytest.mark.parametrize(("name", "count"), [("script", 3), ("multisig", 8)])
def test_the_stack_that_is_asked_about_is_whole_on_a_small_screen(name: str, count: int) -> None:
    room = Class(name)

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        scene = room.sitting.shown[0]
        roles = [
            item.role for block in scene.blocks if isinstance(block, Steps) for item in block.rows[0].stacks[1].items
        ]
        assert len(roles) == count
        assert all(role[:12] in room.text for role in roles)

    room.play(play, (60, 20))


def test_the_list_is_opened_and_left_but_once_however_fast_the_keys_come() -> None:
    room = Class("ids")

    async def play(pilot: Pilot[Any]) -> None:
        for key in ("o", "o", "escape", "escape", "o", "enter", "enter"):
            room.app.screen.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(room.app.screen, LessonScreen | LessonsScreen)

    room.play(play)


@pytest.mark.parametrize(
    ("name", "at", "asked"),
    [
        ("script", 13, "Next OP_EQUALVERIFY will compare them"),
        ("multisig", 13, "Next OP_CHECKMULTISIG takes the 3"),
        ("multisig", 7, "compares hashes"),
    ],
)
def test_what_is_hidden_is_asked_with_the_words_that_were_read_last(name: str, at: int, asked: str) -> None:
    room = Class(name)

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("P")
        room.sitting.go(at)
        await room.again(pilot)
        assert room.sitting.hidden
        assert asked in " ".join(room.text.split())

    room.play(play, (80, 40))


@pytest.mark.parametrize(
    ("name", "at", "told"), [("script", 15, "the coin can be spent"), ("multisig", 14, "in reverse order")]
)
def test_no_words_answer_whether_the_coin_can_be_spent_before_that_is_revealed(name: str, at: int, told: str) -> None:
    room = Class(name)

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("P")
        room.sitting.go(at)
        await room.again(pilot)
        assert "Hidden" in room.text
        assert told not in " ".join(room.text.split())

    room.play(play, (120, 40))


def test_after_a_number_that_was_typed_and_passed_by_the_keys_are_alive() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        at = room.sitting.at
        await pilot.press("7", "right", "right")
        assert room.sitting.at == at + 1
        await pilot.press("h")
        assert room.sitting.at == at

    room.play(play)


def test_a_class_is_shown_the_answer_with_space_although_a_number_is_typed() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        await pilot.press("P", "7", "space")
        assert "The answer: 4." in room.text
        assert "stop asking" in room.text
        await pilot.press("P")
        assert "stop asking" not in room.text

    room.play(play, (120, 40))


def test_end_leads_to_the_last_card_that_was_seen() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right", "right", "right", "home", "end")
        assert room.sitting.at == 3

    room.play(play)


class Bare(TellingScreen[None]):
    """A screen of no keys of its own."""

    def compose(self) -> ComposeResult:
        yield self.foot


def test_a_blank_that_does_nothing_is_named_as_space() -> None:
    app: TellingApp[Any] = TellingApp(Texts(), Bare(), "learn")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("space")
        assert "Space does nothing here" in "\n".join(drawn(app))

    piloted(app, play, (80, 24))


def test_what_stands_beside_a_question_does_not_answer_it_in_words() -> None:
    room, told = Class("signing"), "Checking needs no secret"

    async def play(pilot: Pilot[Any]) -> None:
        asked = [(at, card.item) for at, card in enumerate(room.sitting.cards) if isinstance(card.item, Question)]
        room.sitting.go(next(at for at, item in asked if item.beside and item.beside[0].what == "check"))
        await room.again(pilot)
        assert told not in " ".join(room.text.split())
        await pilot.press(*right_keys(room.sitting))
        assert told in " ".join(room.text.split())

    room.play(play, (80, 70))


@pytest.mark.parametrize(("name", "at"), [("bytes", 12), ("signing", 16)])
def test_the_words_of_a_guess_are_whole_on_a_small_screen_and_the_bytes_come_by_a_key(name: str, at: int) -> None:
    room = Class(name)

    async def play(pilot: Pilot[Any]) -> None:
        room.sitting.go(at)
        await room.again(pilot)
        assert "Try it" in room.text
        assert "lines below" not in room.text
        assert "v valid" in room.text
        await pilot.press("b")
        assert "byte" in room.text.split("\n")[3]

    room.play(play, (60, 20))


def test_answers_are_kept_for_whoever_comes_back_and_forgotten_at_the_end() -> None:
    room = Class("script")
    asked = dict.fromkeys((6, 8, 11, 16, 17, 18, 21, 24, 25, 27), "right") | {19: "wrong"}
    room.left, room.states = (5, 19), asked | {3: "right", 99: "right"}

    async def play(pilot: Pilot[Any]) -> None:
        states = [mark.state for mark in room.sitting.marks()]
        assert (states[11], states[19], states[3]) == ("right", "wrong", "done")
        room.sitting.go(11)
        await room.again(pilot)
        assert "Right: 4." in room.text
        assert room.states == asked
        room.sitting.go(len(room.sitting.cards) - 1)
        await room.again(pilot)
        assert "Right first time: 10 of 11" in room.text
        assert room.states == {}

    room.play(play)


def cards_of(name: str) -> tuple[Card, ...]:
    return tuple(cards(lesson_of(name), all_lessons(), lesson_material(), Texts()))


def asked_cards(name: str) -> list[int]:
    """The numbers of the cards of a lesson that ask for something."""
    return [at for at, card in enumerate(cards_of(name)) if card.kind != "read"]


@pytest.mark.parametrize("made", ["", "00000000.30"])
def test_answers_to_a_lesson_that_was_another_then_say_nothing(made: str) -> None:
    room = Class("script")
    asked = dict.fromkeys(asked_cards("script"), "right")
    room.places, room.last = {5: LeftAt(29, asked, made=made)}, 5

    async def play(pilot: Pilot[Any]) -> None:
        assert room.sitting.at == 0
        assert {mark.state for mark in room.sitting.marks()[1:]} == {"open"}
        assert (room.states, room.scores, room.done) == ({}, {}, [])

    room.play(play)


def test_opening_a_lesson_alone_gives_no_score() -> None:
    room = Class("script")
    cards = asked_cards("script")
    asked = dict.fromkeys(cards, "right")
    end = len(cards_of("script")) - 1
    room.left = (5, end)
    room.states = asked

    async def play(pilot: Pilot[Any]) -> None:
        assert room.sitting.at == end - 1
        assert (room.states, room.scores, room.done) == (asked, {}, [])
        await pilot.press("right")
        assert (room.scores, room.done) == ({"script": (len(cards), len(cards))}, [5])

    room.play(play)


def test_a_lesson_of_which_an_answer_was_shown_gives_no_score() -> None:
    room = Class("script")
    cards = asked_cards("script")
    room.left, room.states = (5, len(cards_of("script")) - 2), dict.fromkeys(cards, "right") | {cards[-1]: "shown"}

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right")
        assert (room.scores, room.done) == ({}, [5])

    room.play(play)


def test_what_is_answered_is_noted_at_once() -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "number")
        await pilot.press("4", "enter")
        assert room.states == {11: "right"}

    room.play(play)


def test_the_list_says_what_is_below_how_long_each_takes_and_where_each_was_left() -> None:
    room = Class(None)
    room.places.update({2: LeftAt(4), 5: LeftAt(8, {6: "right"})})

    async def play(pilot: Pilot[Any]) -> None:
        await room.again(pilot)
        rows = room.text.split("\n")
        assert "↓ more lines below: " in room.text
        assert (
            next(row for row in rows if "A transaction spends coins" in row).rstrip().endswith("coins         20 min")
        )
        left = [row.split(" page ")[1].split()[0] for row in rows if " page " in row]
        assert left == ["5", "9"]
        assert next(row for row in rows if "What is signed" in row or "What exactly" in row).rstrip().endswith("min")

    room.play(play, (80, 30))


@pytest.mark.parametrize("size", [(100, 24), (80, 24), (60, 20)])
def test_the_signs_are_explained_on_the_first_card_of_a_long_lesson(size: tuple[int, int]) -> None:
    room = Class("script")

    async def play(pilot: Pilot[Any]) -> None:
        below = room.text.split("\n")[2]
        assert below.strip().startswith("· to come  – read")
        assert below.rstrip().endswith("✗ wrong  » skipped" if size[0] >= 80 else "✗ wrong")
        await pilot.press("right")
        assert "· to come" not in room.text

    room.play(play, size)


@pytest.mark.parametrize("words", ["Think of a banknote", "Now try things out."])
def test_a_page_about_the_whole_transaction_shows_its_coins_and_not_one_output(words: str) -> None:
    (card,) = [each for each in cards_of("coins") if each.place != "tried" and words in text_of(each.words)]
    assert [text_of((scene.title,)) for scene in card.shown] == ["The coins of first"]


def test_of_a_transaction_that_is_judged_as_it_is_nothing_is_said_to_have_changed() -> None:
    room = Class("confirmation")

    async def play(pilot: Pilot[Any]) -> None:
        await room.go(pilot, "guess")
        assert "before the change" not in room.text
        await pilot.press("1")
        assert "The transaction is valid; nothing was changed." in room.text
        assert "→ ✓ valid" not in room.text
        assert "You were right: valid." in room.text

    room.play(play)
