"""The course as a whole: its order, its list, and the test at the end."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from taught import Class, right_keys, wrong_keys
from textual.pilot import Pilot
from walking import text_of

from txexplain.explain.pages.lesson import lesson_page
from txexplain.explain.pages.lessons import Taken, lessons_page
from txexplain.lessons import all_lessons
from txexplain.lessons.final_test import final_test
from txexplain.lessons.material import lesson_material
from txexplain.model.course import QUESTIONS, core_path, electives, following, in_course_order, minutes_of
from txexplain.model.lesson import Lesson, Question
from txexplain.render.layout import layout
from txexplain.render.wrap import width_of
from txexplain.texts import LANGUAGES, Texts, plain

CORE = ["coins", "bytes", "fee", "address", "script", "signing", "ids", "block", "keys", "confirmation"]
SEEDS = (1, 2, 3, 999_999_999)


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "txexplain" / "lessons.json"


def test_the_core_path_takes_four_hours_and_all_else_is_elective() -> None:
    core = [lesson.name for lesson in core_path(all_lessons())]
    assert core == CORE
    assert minutes_of(core_path(all_lessons())) == 240
    assert {lesson.name for lesson in electives(all_lessons())} == {each.name for each in all_lessons()} - set(CORE)
    assert all(15 <= lesson.minutes <= 45 for lesson in all_lessons())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_portions_of_the_core_path_fit_a_class_and_leave_out_no_lesson(language: str) -> None:
    told = Texts(language).plain("course", "portions")
    first = re.search(r"\d+–\d+[^.。]* 16", told)
    assert first is not None
    minutes = {lesson.number: lesson.minutes for lesson in all_lessons()}
    parts = [[int(each) for each in re.findall(r"\d+", part)] for part in first[0].split("·")]
    assert sorted(number for part in parts for number in part) == [each.number for each in core_path(all_lessons())]
    assert all(sum(minutes[number] for number in part) <= 45 for part in parts)


def test_what_to_know_before_a_lesson_is_taught_before_it_and_a_core_lesson_needs_no_elective() -> None:
    names = [lesson.name for lesson in in_course_order(all_lessons())]
    for lesson in all_lessons():
        assert set(lesson.needs) <= set(names[: names.index(lesson.name)]), lesson.name
        assert not lesson.core or set(lesson.needs) <= set(CORE)


def test_the_core_path_is_followed_and_then_the_electives() -> None:
    course = all_lessons()
    taken = [course[0]]
    while (after := following(taken[-1], course)) is not None:
        taken.append(after)
    assert tuple(taken) == in_course_order(course)
    assert following(final_test(1), course) is None


def test_after_the_core_path_and_at_the_end_the_final_test_is_offered() -> None:
    (first, *_, last), (*_, elective) = core_path(all_lessons()), electives(all_lessons())
    for lesson, offers in ((first, False), (last, True), (elective, True)):
        page = text_of(lesson_page(lesson, all_lessons(), lesson_material(), Texts()))
        assert ("txexplain learn test" in page) is offers


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_tells_all_of_each_lesson_and_fits(language: str, width: int) -> None:
    texts = Texts(language)
    taken = Taken({1, 5}, {"script": (5, 7), "test": (14, 20)})
    laid_out = list(layout(lessons_page(all_lessons(), taken, texts), width))
    lines = [plain(line) for line in laid_out]
    assert max(map(width_of, laid_out)) <= width
    told = "".join("".join(lines).split())
    rows = [line for line in lines if re.match(r"^ {2}[ ✓] [ \d]\d {2}\w", line)]
    names = [re.findall(r"\d+ {2}([\w-]+)", row)[0] for row in rows]
    assert names == [lesson.name for lesson in in_course_order(all_lessons())]
    assert [int(row[3:6]) for row in rows if "✓" in row] == [1, 5]
    for lesson in all_lessons():
        title = "".join(str(lesson.texts[language]["title"]).split())
        minutes = "".join(texts.plain("course", "minutes", minutes=lesson.minutes).split())
        needs = texts.plain("course", "needs", names=", ".join(lesson.needs)) if lesson.needs else ""
        assert "·".join(filter(None, [title, minutes, "".join(needs.split())])) in told
    assert "5/7" in told
    assert "14/20" in told


def test_the_list_is_written_as_a_web_page_too(cli, tmp_path) -> None:
    page = tmp_path / "list.html"
    assert cli("learn", "--html", str(page)).status == 0
    written = page.read_text(encoding="utf-8")
    assert all(f"{minutes_of(part(all_lessons()))} minutes" in written for part in (core_path, electives))
    assert all(f"{lesson.number}  {lesson.name}<" in written for lesson in all_lessons())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_final_test_asks_about_every_lesson_and_is_the_same_for_the_same_number(seed: int) -> None:
    test = final_test(seed)
    assert test == final_test(seed)
    assert len(test.items) == len(test.drawn_from) == QUESTIONS
    assert set(test.drawn_from) == {lesson.name for lesson in all_lessons()}
    assert len({item.texts for item in test.items}) == QUESTIONS
    own = {item.texts for lesson in all_lessons() for item in lesson.items}
    for item in test.items:
        assert isinstance(item, Question)
        assert item.texts not in own
        assert set(item.texts) == set(LANGUAGES)
        lesson_material().answer(item)


def test_another_number_gives_other_questions() -> None:
    assert len({final_test(seed).items for seed in range(8)}) == 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_the_answers_stand_at_the_end_and_the_lessons_before_them(language: str, cli) -> None:
    told = cli("learn", "test", "--lang", language, "--seed", "7").out
    texts = Texts(language)
    asked, answers = told.split(f"\n{texts.plain('learn', 'heading_answers')}\n")
    assert asked.index("txexplain learn test --seed 7") < asked.index(texts.plain("course", "test_where"))
    assert all(f"txexplain learn {lesson.name} " in asked for lesson in all_lessons())
    assert len(re.findall(r"^ {2}\d+ ", answers, re.M)) == QUESTIONS
    assert cli("learn", "test", "--lang", language, "--seed", "7", "--linear").status == 0


def test_it_is_asked_for_by_its_name_or_its_title_and_takes_a_number(cli) -> None:
    assert cli("learn", "test").out == cli("learn", "Final", "test").out == cli("learn", "结业测试").out
    first = cli("learn", "test", "--seed", "1").out
    assert cli("learn", "test").out == first != cli("learn", "test", "--seed", "2").out
    refused = cli("learn", "script", "--seed", "2")
    assert (refused.status, refused.out) == (2, "")
    assert "learn test" in refused.err
    assert cli("learn", "test", "--plan").status == 2


@pytest.mark.parametrize("form", ["--student", "--teacher"])
def test_it_is_handed_out_without_and_with_answers(cli, tmp_path, form: str) -> None:
    test = final_test(9)
    told = "".join(cli("learn", "test", "--seed", "9", form).out.split())
    reasons = ["".join(plain(Texts().marked(str(item.texts["en"]["after"]))).split()) for item in test.items]
    assert [reason in told for reason in reasons] == [form == "--teacher"] * QUESTIONS
    assert [f"Question{number}" in told for number in (1, 20, 21)] == [True, True, False]
    assert cli("learn", "test", form, "--html", str(tmp_path / "sheet.html")).status == 0


def test_it_is_written_as_a_web_page(cli, tmp_path) -> None:
    page = tmp_path / "test.html"
    assert cli("learn", "test", "--seed", "4", "--html", str(page)).status == 0
    assert "txexplain learn test --seed 4" in page.read_text(encoding="utf-8")


def short(test: Lesson, count: int) -> Lesson:
    """The test with no more than its first questions."""
    return test._replace(items=test.items[:count], drawn_from=test.drawn_from[:count])


@pytest.mark.parametrize(("language", "size"), [("en", (80, 24)), ("zh", (60, 20))])
def test_in_the_classroom_it_says_which_lessons_to_read_again(language: str, size: tuple[int, int]) -> None:
    test, missed = short(final_test(2), 6), {1, 4}
    room = Class(test, language)

    async def play(pilot: Pilot[Any]) -> None:
        for number in range(1, 7):
            await pilot.press("right")
            assert room.sitting.at == number
            await pilot.press(*(wrong_keys if number in missed else right_keys)(room.sitting))
            assert not room.sitting.waits  # there is no second try
        await pilot.press("right")
        told = room.text
        again = {test.drawn_from[number - 1] for number in missed}
        assert {name for name in test.drawn_from if f"txexplain learn {name} " in told} == again
        assert Texts(language).plain("course", "test_result", right=4, count=6) in told
        assert room.scores == {"test": (4, 6)}
        assert (room.done, room.left, room.states) == ([], (0, 0), {})

    room.play(play, size)


def test_without_a_mistake_nothing_is_to_be_read_again() -> None:
    room = Class(short(final_test(3), 2))

    async def play(pilot: Pilot[Any]) -> None:
        for _ in range(2):
            await pilot.press("right", *right_keys(room.sitting))
            await pilot.press(*right_keys(room.sitting))
        await pilot.press("right")
        assert Texts().plain("course", "test_nothing_to_read") in room.text

    room.play(play)


def test_a_test_that_was_left_is_gone_on_with_and_another_one_is_begun_anew() -> None:
    room = Class(final_test(3))

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right", *wrong_keys(room.sitting))
        await pilot.press(*wrong_keys(room.sitting), "right")
        assert room.places[0].seed == 3

    room.play(play)
    places = dict(room.places)
    for seed, wanted in ((3, (2, {1: "wrong"})), (4, (0, {}))):
        later = Class(final_test(seed))
        later.places.update(places)

        async def go_on(_: Pilot[Any], later: Class = later, wanted: object = wanted) -> None:
            assert (later.sitting.at, later.sitting.given.states) == wanted

        later.play(go_on)


def test_in_the_test_an_answer_that_was_shown_is_missed_and_the_score_is_not_kept() -> None:
    test = short(final_test(3), 3)
    room = Class(test)

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("right")
        await pilot.press(*right_keys(room.sitting))
        await pilot.press("right", "P", "space", "right", "space", "right")
        told = room.text
        assert Texts().plain("course", "test_result", right=1, count=3) in told
        assert {name for name in test.drawn_from if f"txexplain learn {name} " in told} == {*test.drawn_from[1:]}
        assert room.scores == {}

    room.play(play)


def test_what_is_skipped_waits_and_nothing_is_said_to_be_read_again_until_then() -> None:
    room = Class(final_test(3))

    async def play(pilot: Pilot[Any]) -> None:
        room.sitting.go(QUESTIONS + 1)
        await room.again(pilot)
        assert "Not done yet: 20 questions are open." in room.text
        assert "Read these again" not in room.text
        assert "Enter: to the first open question" in room.text
        await pilot.press("enter")
        assert room.sitting.at == 1
        assert room.scores == {}

    room.play(play)


def test_the_test_is_chosen_from_the_list_and_drawn_then() -> None:
    room = Class(None)
    drawn = []

    def draw() -> Lesson:
        drawn.append(final_test(len(drawn)))
        return drawn[-1]

    course = room.screen.course._replace(final_test=draw)
    room.screen.course = course

    async def play(pilot: Pilot[Any]) -> None:
        await room.again(pilot)
        assert drawn == []
        await pilot.press("end")
        assert Texts().plain("course", "test_about", count=20)[:30] in room.text
        await pilot.press("enter")
        assert room.sitting.lesson is drawn[0]
        await pilot.press("o", "end", "enter")
        assert room.sitting.lesson is drawn[1]

    room.play(play)


def test_the_list_on_the_screen_goes_on_along_the_core_path() -> None:
    room = Class(None)
    room.done = [1, 2, 3, 4, 5, 6]
    room.scores = {"script": (1, 2)}

    async def play(pilot: Pilot[Any]) -> None:
        await room.again(pilot)
        marked = next(line for line in room.text.split("\n") if "▸" in line)
        assert " 9 " in marked
        assert "know first  3 Inputs, outputs, change and the fee" in room.text
        assert "1/2" in next(line for line in room.text.split("\n") if "Running a script" in line)

    room.play(play)


def test_a_score_is_shown_in_the_list_that_is_printed(cli, state) -> None:
    state.parent.mkdir()
    state.write_text(json.dumps({"done": [5], "scores": {"script": [5, 7]}}))
    listed = cli("learn").out
    assert "✓  5  script" in listed
    assert "5/7" in listed.split("script", 1)[1]
