"""Every lesson is played: what is shown exists, each experiment fails as announced, each question has its answer."""

from __future__ import annotations

import re

import pytest
from conftest import EXAMPLES, PSBTS, slow
from walking import text_of

from txexplain.cli.progress_file import done_lessons, mark_done
from txexplain.explain.document import Document
from txexplain.explain.pages.lesson import ANSWERS as AT_END
from txexplain.explain.pages.lesson import lesson_page, lesson_sections
from txexplain.explain.walk.cards import Card, answer_words, cards, choices_of
from txexplain.explain.walk.changed_bytes import changed_bytes
from txexplain.explain.walk.lesson_scenes import shown_scene
from txexplain.lessons import all_lessons, lesson_of
from txexplain.lessons.answers import ANSWERS, read_answer
from txexplain.lessons.blocks import block_trial
from txexplain.lessons.material import lesson_material
from txexplain.lessons.sessions import block_session_of
from txexplain.lessons.shared import shared_lessons
from txexplain.model.lesson import Experiment, Question, Screen
from txexplain.model.whatif import WhatIf
from txexplain.render.layout import layout
from txexplain.render.wrap import width_of
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.web.page import web_page
from txexplain.wire.block import repeated_leaves

LESSONS = {f"{lesson.number}-{lesson.name}": lesson for lesson in all_lessons()}
PARTS = {Screen: {"text"}, Experiment: {"do", "guess", "after"}, Question: {"ask", "hint"}}
LONGEST_CHOICE = 100  # columns
CHOICES = ("choice1", "choice2", "choice3", "choice4")


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_all_its_words_in_each_language(name: str) -> None:
    lesson = LESSONS[name]
    for language in LANGUAGES:
        assert set(lesson.texts[language]) == {"title", "goal", "belief", "truth", "source"}
        for item in lesson.items:
            words = {key: told for key, told in item.texts[language].items() if key not in CHOICES}
            wanted = PARTS[type(item)] | ({"after"} if isinstance(item, Question) and item.right else set())
            assert wanted <= set(words) <= wanted | {"after", "sheet"}, item
            assert all(item.texts[language].values())
    assert any(isinstance(item, Experiment) for item in lesson.items)
    assert any(isinstance(item, Question) for item in lesson.items)


@pytest.mark.parametrize("name", LESSONS)
def test_choices_are_two_to_four_the_same_ones_in_each_language_and_short(name: str) -> None:
    for item in LESSONS[name].items:
        if not isinstance(item, Question) or not item.right:
            continue
        each = {language: dict(choices_of(item, Texts(language))) for language in LANGUAGES}
        digits = list(each["en"])
        assert item.right in digits
        assert digits == list("1234"[: len(digits)])
        assert len(digits) > 1
        for language, choices in each.items():
            assert list(choices) == digits
            assert len(set(choices.values())) == len(digits)
            assert max(map(width_of, map(Texts(language).marked, choices.values()))) <= LONGEST_CHOICE


@pytest.mark.parametrize(("language", "width"), [("en", 60), ("zh", 80), slow("en", 80), slow("zh", 60)])
@pytest.mark.parametrize("name", LESSONS)
def test_every_card_of_a_lesson_can_be_shown(name: str, language: str, width: int) -> None:
    texts = Texts(language)
    for card in cards(LESSONS[name], all_lessons(), lesson_material(), texts):
        lines = list(layout(card.words, width))
        assert lines
        lines += [line for scene in card.shown for line in layout(scene.blocks, width)]
        assert max(map(width_of, lines)) <= width
        if isinstance(card.item, Question) and card.item.see is not None:
            assert shown_scene(card.item.example, card.item.see, lesson_material(), texts).blocks
    assert list(layout(lesson_page(LESSONS[name], all_lessons(), lesson_material(), texts), width))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_begins_with_its_goal_and_names_its_sources_at_the_end(name: str, language: str) -> None:
    told = LESSONS[name].texts[language]
    first, *_, last = cards(LESSONS[name], all_lessons(), lesson_material(), Texts(language))
    assert told_of(told["goal"]) in squeezed(first)
    assert told_of(told["source"]) not in squeezed(first)
    assert told_of(told["source"]) in squeezed(last)


def squeezed(card: Card) -> str:
    """The words of the card without blanks, of which line ends are some."""
    return "".join(words_of(card.words).split())


def told_of(marked: str) -> str:
    return "".join(plain(Texts().marked(marked)).split())


def questions() -> list[tuple[str, Card]]:
    """Every card with a question, and the lesson that it is of."""
    return [
        (name, card)
        for name, lesson in LESSONS.items()
        for card in cards(lesson, all_lessons(), lesson_material(), Texts())
        if card.kind == "ask"
    ]


@pytest.mark.parametrize(("name", "card"), questions(), ids=lambda value: value if isinstance(value, str) else "")
def test_beside_a_question_something_is_shown_and_not_the_answer(name: str, card: Card) -> None:
    assert isinstance(card.item, Question)
    beside = "\n".join(words_of(scene.blocks) for scene in card.shown)
    assert beside.strip()
    answer = lesson_material().answer(card.item)
    after = told_of(card.item.texts["en"].get("after", ""))
    assert not after or after not in squeezed(card) + "".join(beside.split())
    if not isinstance(answer, bool | str) and answer > 9:
        for written in {str(answer), f"{answer:,}"}:
            assert re.search(rf"(?<![\w,.…]){written}(?![\w,…])", words_of(card.words) + beside) is None


def words_of(blocks: Document) -> str:
    return "\n".join(plain(line) for line in layout(blocks, 10_000))


@pytest.mark.parametrize(
    ("before", "after", "lit"),
    [
        (b"abcdef", b"abXdeY", [(2, 3), (5, 6)]),
        (b"abcdef", b"abef", [(2, 4)]),
        (b"abef", b"abcdef", [(1, 2)]),
        (b"abc", b"abc", []),
        (b"", b"abc", []),
        (b"ab\x01cdef", b"ab\x02xy\x01zcdef", [(2, 3)]),
        (b"0123456789", b"0__3____89", [(1, 3), (4, 8)]),
        (b"0123456789", b"0__3___89", [(1, 8)]),
        (b"0123456789", b"0_2_456789_", [(1, 2), (3, 4), (9, 10)]),
    ],
)
def test_the_bytes_that_an_experiment_changes_are_found(before: bytes, after: bytes, lit: list) -> None:
    assert [tuple(span) for span in changed_bytes(before, after)] == lit


@pytest.mark.parametrize(
    ("number", "edits", "lit"),
    [
        (3, "vout[1]", [(153, 154), (188, 222)]),  # the count, and the output that is dropped
        (5, "vin[0].script_sig", [(41, 149)]),  # the script and its size, though two bytes occur in both
        (9, "vin[0]", [(112, 113), (114, 115), (151, 184)]),  # two sizes, and s with its own; not the tag between
        (
            15,
            "vout[0].script vin[0].witness[0]",
            [(60, 80), (81, 82), (83, 84), (86, 152)],
        ),  # not the number of items
    ],
)
def test_the_bytes_lit_before_a_change_of_length_are_those_of_the_fields_changed(
    number: int, edits: str, lit: list
) -> None:
    lesson = all_lessons()[number - 1]
    guesses = [card for card in cards(lesson, all_lessons(), lesson_material(), Texts()) if card.kind == "guess"]
    found = [
        [tuple(span) for span in card.shown[0].spans]
        for card in guesses
        if isinstance(card.item, Experiment) and " ".join(edit.path for edit in card.item.edits) == edits
    ]
    assert lit in found


def test_each_lesson_leads_to_the_next_of_the_course_and_the_last_to_none() -> None:
    first, second, third = all_lessons()[:3]
    told = {
        lesson.number: lesson_page(lesson, (first, third), lesson_material(), Texts()) for lesson in (first, third)
    }
    assert "txexplain learn 3" in text_of(told[1])
    assert not re.search("txexplain learn [0-9]", text_of(told[3]))
    assert "txexplain learn test" in text_of(told[3])
    assert "txexplain learn 2" in text_of(lesson_page(first, (first, second, third), lesson_material(), Texts()))


@pytest.mark.parametrize("name", LESSONS)
def test_a_handout_says_outcomes_and_answers_at_its_end_only(name: str) -> None:
    sections = list(lesson_sections(LESSONS[name], all_lessons(), lesson_material(), Texts(), written=True))
    titles = [plain(section.heading.line) if section.heading else "" for section in sections]
    end = titles.index("To sum up")
    tries, asks = (sum(title.startswith(word) for title in titles[:end]) for word in ("Try it", "Question"))
    assert [title.partition(" ")[0] for title in titles[end + 1 :]] == ["Answers"] * bool(asks) + ["What"] * tries
    assert all(section.key == AT_END for section in sections[end + 1 :])
    assert sum("____" in words_of(section.blocks) for section in sections) == tries + asks


def test_on_a_web_page_a_step_and_an_answer_are_opened_by_the_reader() -> None:
    page = web_page(shared_lessons([lesson_of("5")], Texts()))
    closed = re.findall(r'<details class="answers?"><summary>Show</summary>(.*?)</details>\s*</section>', page, re.S)
    assert len(closed) == 7 + 1 + 1 + 3  # steps, the outcome of the run, the answers, what happened
    opened = re.sub(r'<details class="answers?">.*?</details>\s*</section>', "", page, flags=re.S)
    assert "is never reached" in page
    assert "is never reached" not in opened
    assert opened.count("</button> after this instruction?") == 7
    runs_to_read = 5 + 1 + 3  # one's own script; what the old rule reached, changed; what is asked about
    assert opened.count(">before</p>") == 7 + runs_to_read
    assert opened.count(">after</p>") == runs_to_read
    assert opened.count("removed</span>") == 2 + 2 + 2


def items_of(kind: type) -> list[tuple[str, int]]:
    """Where the experiments, or the questions, are: the lesson and the place in it."""
    lessons = LESSONS.items()
    return [(name, at) for name, lesson in lessons for at, item in enumerate(lesson.items) if isinstance(item, kind)]


@pytest.mark.parametrize(("name", "place"), items_of(Experiment))
def test_exactly_the_announced_check_fails(name: str, place: int) -> None:
    item = LESSONS[name].items[place]
    assert isinstance(item, Experiment)
    assert item.example in {**EXAMPLES, **PSBTS}
    assert_as_announced(item, lesson_material().try_out(item))


def assert_as_announced(item: Experiment, found: WhatIf) -> None:
    wanted = item.expected
    if wanted.unreadable:
        assert found.error is not None
        assert found.error.code == wanted.unreadable
        return
    assert found.after is not None, found.error
    assert found.after.verdict.value == wanted.verdict
    spend = found.after.inputs[wanted.vin]
    assert (spend.run.failure.code if spend.run.failure else "") == wanted.error
    fresh = [finding.key for finding in found.after.broken if finding not in found.before.broken]
    assert fresh == ([wanted.broken] if wanted.broken else [])
    policies = {each.policy.code for each in found.after.inputs if each.policy} - {
        each.policy.code for each in found.before.inputs if each.policy
    }
    assert policies == ({wanted.policy} if wanted.policy else set())


@pytest.mark.parametrize(("name", "place"), items_of(Question))
def test_every_answer_can_be_told(name: str, place: int) -> None:
    item = LESSONS[name].items[place]
    assert isinstance(item, Question)
    assert answer_words(lesson_material().answer(item), Texts())


def test_every_computation_is_asked_for() -> None:
    asked = {item.answer for lesson in LESSONS.values() for item in lesson.items if isinstance(item, Question)}
    assert asked - {""} == set(ANSWERS)


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "txexplain" / "lessons.json"


def test_the_course_is_listed_and_printed_in_each_language(cli, state) -> None:
    for language in LANGUAGES:
        listed = cli("learn", "--lang", language).out
        for lesson in all_lessons():
            assert lesson.texts[language]["title"] in listed
        whole = cli("learn", "--all", "--linear", "--lang", language)
        assert whole.status == 0
        assert all(lesson.texts[language]["truth"][:10] in whole.out for lesson in all_lessons())
    assert cli("learn", "99").status == 2
    assert cli("learn", "script", "--linear").out == cli("learn", "5", "--linear").out


@pytest.mark.parametrize("words", ["11", "timelocks", "Timelocks", "TIMEL", "时间锁", "时间"])
def test_a_lesson_is_found_by_number_name_title_and_how_only_its_own_begins(cli, words: str) -> None:
    assert lesson_of(words).number == 11
    assert cli("learn", words, "--linear").out == cli("learn", "11", "--linear").out


def test_titles_of_several_words_and_all_names_lead_to_their_lessons(cli) -> None:
    for lesson in LESSONS.values():
        assert lesson_of(lesson.name) == lesson_of(str(lesson.number)) == lesson
        for words in lesson.texts.values():
            assert lesson_of(str(words["title"])) == lesson
    assert cli("learn", "What", "an", "address", "is", "--linear") == cli("learn", "4", "--linear")


@pytest.mark.parametrize("words", ["t", "what", "", " ", "0", "99", "nothing"])
def test_what_begins_several_lessons_or_none_is_refused(cli, words: str) -> None:
    ran = cli("learn", words)
    assert (ran.status, ran.out) == (2, "")
    assert "no_such_lesson" in ran.err


def test_the_list_has_the_names_that_lead_to_the_lessons(cli) -> None:
    listed = cli("learn").out
    for lesson in LESSONS.values():
        assert f"{lesson.number:>2}  {lesson.name} " in listed


def test_done_lessons_are_marked_and_an_unwritable_folder_does_no_harm(cli, state, monkeypatch) -> None:
    assert done_lessons() == frozenset()
    mark_done(5)
    mark_done(2)
    assert done_lessons() == {2, 5}
    assert "✓  5" in cli("learn").out
    state.write_text("[broken")
    assert done_lessons() == frozenset()
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/nowhere")
    mark_done(1)
    assert done_lessons() == frozenset()
    assert cli("learn").status == 0


@pytest.mark.parametrize(
    ("typed", "answer"), [("4", 4), ("32,454,049", 32_454_049), ("y", True), ("N", False), ("4y", None), ("", None)]
)
def test_answers_are_read_as_people_type_them(typed: str, answer: int | bool | None) -> None:
    assert read_answer(typed) is answer or read_answer(typed) == answer


def test_experiments_with_blocks_come_out_as_the_lesson_says() -> None:
    for action, numbers, holds in (("swap", (0, 1), False), ("nonce", (), False)):
        assert block_trial(block_session_of("block170").report.layout, action, numbers).holds is holds
    layout = block_session_of("block100000").report.layout
    assert block_trial(layout, "swap", (0, 3)).holds is False
    twice = block_trial(layout, "duplicate", ())
    assert twice.holds
    assert repeated_leaves(twice.leaves_after) is not None
    assert repeated_leaves(twice.leaves_before) is None
