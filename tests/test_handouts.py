"""Handouts: pupils get nothing that gives an answer away, teachers get all of it, and a page begins each lesson."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from sheets import LESSONS, blocks_of, sections, squeezed, words_of

from txexplain.cli.output import FORM_FEED
from txexplain.explain.document import Document, Facts, Grid, Listing, Paragraph, Section, Steps
from txexplain.explain.walk.cards import answer_words, cards, choices_of
from txexplain.explain.walk.handout import LESSON
from txexplain.explain.walk.handout_cards import WORK
from txexplain.explain.walk.lesson_scenes import shown_scene
from txexplain.explain.walk.veil import TO_READ, hides
from txexplain.lessons import all_lessons
from txexplain.lessons.handouts import shared_handouts
from txexplain.lessons.material import lesson_material
from txexplain.model.lesson import Experiment, Lesson, Question, Screen
from txexplain.render.plain import plain_text
from txexplain.render.terminal import print_rule
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.web.page import web_page

SAID_ANYWAY = {"Inputsminusoutputs.", "输入总额减去输出总额。"}  # a hint that every page with a fee gives
EACH = [(name, language) for name in LESSONS for language in LANGUAGES]


def secrets(lesson: Lesson, language: str) -> list[str]:
    """What only the teacher may have: outcomes, reasons, hints, the misconception and the truth."""
    found = [lesson.texts[language][key] for key in ("belief", "truth")]
    for item in lesson.items:
        words = item.texts[language]
        if isinstance(item, Experiment | Question):
            found += [words[key] for key in ("after", "hint") if key in words]
    return found


@pytest.mark.parametrize(("name", "language"), EACH)
def test_pupils_get_no_outcome_no_reason_and_no_hint_and_teachers_get_all(name: str, language: str) -> None:
    pupils, teachers = words_of(sections(name, language)), words_of(sections(name, language, teacher=True))
    for secret in map(squeezed, secrets(LESSONS[name], language)):
        assert secret in SAID_ANYWAY or secret not in pupils
        assert secret in teachers


@pytest.mark.parametrize(("name", "language"), EACH)
def test_no_stack_that_pupils_shall_predict_is_on_their_sheet(name: str, language: str) -> None:
    texts = Texts(language)
    asked = [card for card in cards(LESSONS[name], all_lessons(), lesson_material(), texts) if hides(card) == "stack"]
    steps = [block for card in asked for scene in card.shown for block in scene.blocks if isinstance(block, Steps)]
    left = {
        tuple((item.role, item.text) for item in stack.items)
        for block in steps
        for row in block.rows
        for stack in row.stacks[1:]
        if stack.items
    }
    whole = [
        scene.blocks
        for card in cards(LESSONS[name], all_lessons(), lesson_material(), texts)
        for scene in card.shown
        if card.place in TO_READ
    ]
    told = {row for blocks in whole for block in blocks if isinstance(block, Steps) for row in block.rows}
    rows = [row for block in blocks_of(sections(name, language)) if isinstance(block, Steps) for row in block.rows]
    for row in rows:
        if row in told:  # of a run that is there to be read
            continue
        assert all(stack.label != texts.plain("verify", "stack_same") for stack in row.stacks)
        assert all(tuple((item.role, item.text) for item in stack.items) not in left for stack in row.stacks)
        assert len(row.stacks) > 1 or not any(item.mark for stack in row.stacks for item in stack.items)


@pytest.mark.parametrize(("name", "language"), EACH)
def test_choices_are_in_the_same_order_and_only_the_teacher_sees_the_right_one(name: str, language: str) -> None:
    texts, material = Texts(language), lesson_material()
    items = [item for item in LESSONS[name].items if isinstance(item, Question)]
    for teacher in (False, True):
        blocks = blocks_of(sections(name, language, teacher=teacher))
        boxes = [row for block in blocks if isinstance(block, Listing) for row in block.rows if row[0][0] in "□■"]
        rights = [item.right if teacher else "" for item in items]
        wanted = [
            (f"{'■' if digit == right else '□'} {'ABCD'[int(digit) - 1]}", texts.marked(words))
            for item, right in zip(items, rights, strict=True)
            for digit, words in choices_of(item, texts)
        ]
        assert boxes == wanted
        label = texts.plain("handout", "answer_label")
        told = [row for block in blocks if isinstance(block, Facts) for row in block.rows if row.label == label]
        rights = [
            ("ABCD"[int(item.right) - 1] if item.right else answer_words(material.answer(item), texts))
            for item in items
        ]
        answers = rights if teacher else []
        assert [plain(row.values[0]) for row in told] == answers


@pytest.mark.parametrize(("name", "language"), EACH)
def test_what_shows_the_answer_is_not_on_a_pupils_sheet_after_the_question(name: str, language: str) -> None:
    texts, material = Texts(language), lesson_material()
    seen: list[Document] = []
    for item in LESSONS[name].items:
        if isinstance(item, Question) and item.see is not None and item.see not in item.beside:
            answer = shown_scene(item.example, item.see, material, texts).blocks
            blocks = blocks_of(sections(name, language))
            assert answer in seen or not holds(blocks, answer)
        elif isinstance(item, Question | Screen):
            shows = item.beside if isinstance(item, Question) else item.shows
            seen += [shown_scene(item.example, show, material, texts).blocks for show in shows]


@pytest.mark.parametrize(("name", "language"), EACH)
def test_what_is_read_after_a_question_does_not_say_the_number_that_it_asks_for(name: str, language: str) -> None:
    texts, lesson = Texts(language), LESSONS[name]
    pupils, asked = sections(name, language), re.escape(texts.plain("learn", "heading_question"))
    numbers = [
        answer_words(answer, texts)
        for item in lesson.items
        if isinstance(item, Question) and not isinstance(answer := lesson_material().answer(item), bool | str)
    ]
    later = "".join(
        plain(section.heading.line if section.heading else ()) + plain(block.line)
        for place, section in enumerate(pupils)
        if any(each.heading and re.match(asked, plain(each.heading.line)) for each in pupils[:place])
        for block in section.blocks[:1]
        if isinstance(block, Paragraph) and section.key != WORK
    )
    for number in numbers:
        told = re.search(rf"(?<![\w,.]){number}(?![\w%]|[,.]\d)", later) if len(number) > 2 else None
        assert told is None or number in words_before(pupils, asked), number


def words_before(pupils: tuple[Section, ...], asked: str) -> str:
    """What is said before the last question."""
    places = [at for at, each in enumerate(pupils) if each.heading and re.match(asked, plain(each.heading.line))]
    return plain_text(blocks_of(pupils[: places[-1]]), 100)


@pytest.mark.parametrize(("name", "language"), EACH)
def test_what_a_lesson_keeps_off_paper_is_on_the_teachers_sheet_alone(name: str, language: str) -> None:
    texts = Texts(language)
    pupils, teachers = words_of(sections(name, language)), words_of(sections(name, language, teacher=True))
    for item in LESSONS[name].items:
        if isinstance(item, Screen):
            words = dict(item.texts[language])
            off_paper = {show.what for show in item.off_paper}
            if "words" in off_paper or "sheet" in words:
                whole = squeezed(plain(texts.marked(words["text"])))
                assert whole in teachers
                assert whole not in pupils
            for show in item.off_paper:
                if show.what not in ("words", "text", "story", "number", "sentences", "stack"):
                    assert show in item.shows


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_is_to_be_read_has_what_its_last_step_leaves(language: str) -> None:
    rows = [
        row for block in blocks_of(sections("script", language)) if isinstance(block, Steps) for row in block.rows
    ]
    (last,) = [row for row in rows if "OP_EQUAL" in [chunk.text.strip() for chunk in row.line]]
    assert len(last.stacks) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_done_to_a_block_is_told_where_its_end_is_to_be_predicted(language: str) -> None:
    texts, pupils = Texts(language), words_of(sections("block", language))
    for action in ("swap", "nonce", "duplicate"):
        done = plain(texts.line("handout", f"trial_{action}"))
        assert squeezed(done) in pupils
        assert squeezed(plain(texts.line("learn", f"trial_{action}_text"))) not in pupils


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_rows_and_numbers_that_answer_a_question_are_the_teachers(language: str) -> None:
    texts = Texts(language)
    changed = squeezed(plain(texts.line("walk", "covers_all_changed")))
    covers = squeezed(plain(texts.line("walk", "covers_all")))
    left_out = squeezed(texts.plain("psbt_stages", "left_out") + "PSBT_GLOBAL_XPUB")
    for teacher in (False, True):
        hands = words_of(sections("many-hands", language, teacher=teacher))
        assert covers in hands
        assert squeezed(texts.plain("psbt_stages", "carried") + "PSBT_GLOBAL_UNSIGNED_TX") in hands
        assert (changed in hands, left_out in hands) == (teacher, teacher)
        grids = [
            block for block in blocks_of(sections("price", language, teacher=teacher)) if isinstance(block, Grid)
        ]
        (taproot,) = [cells for _, row in grids[0].rows if (cells := tuple(map(str.strip, row)))[:2] == ("41", "66")]
        assert taproot[2:] == (("230", "57.5") if teacher else ("____", "____"))


def test_what_is_between_brackets_in_a_lesson_is_read_by_all_but_printed_for_the_teacher() -> None:
    items = [each for each in LESSONS["keys"].items if isinstance(each, Screen) and "sheet" in each.texts["en"]]
    words = items[-1].texts["en"]
    assert words["sheet"].endswith("then checks the signature.")
    assert words["text"].startswith(words["sheet"])
    assert "[[" not in words["text"]


def test_an_experiment_is_printed_with_its_command_and_long_bytes_are_shortened() -> None:
    pupils, teachers = words_of(sections("confirmation", "en")), words_of(sections("script", "en", teacher=True))
    assert squeezed("txexplain verify double-spend-a") in pupils
    assert squeezed("--set 'vin[0].script_sig=516a'") in words_of(sections("script", "en"))
    assert not re.search("[0-9a-f]{150}", words_of(sections("script", "en")).partition("Question5.6")[2])
    assert re.search("[0-9a-f]{150}", teachers)


@pytest.mark.parametrize(("name", "language"), EACH)
def test_no_command_on_a_pupils_sheet_is_one_that_cannot_be_typed(name: str, language: str) -> None:
    label = Texts(language).plain("handout", "command")
    facts = [block for block in blocks_of(sections(name, language)) if isinstance(block, Facts)]
    commands = [plain(row.values[0]) for block in facts for row in block.rows if row.label == label]
    assert all("…" not in command for command in commands)


def test_where_pupils_cannot_type_the_command_they_are_told_of_the_lesson() -> None:
    words = words_of(sections("script", "en"))
    assert words.count(squeezed("in txexplain learn 5, on the page of this experiment: press v, i or u")) == 1


def test_what_stands_beside_a_question_has_no_second_heading_where_it_is_left_off() -> None:
    pupils = words_of(sections("coins", "en"))
    assert pupils.count(squeezed("The coins of first")) == 1
    assert squeezed("Now try things out.") in pupils


@pytest.mark.parametrize(("lesson", "items"), [("script", 5), ("multisig", 8)])
def test_each_stack_gets_the_same_room_and_the_highest_enough(lesson: str, items: int) -> None:
    drawn = [
        sum(plain(block.line).startswith("____") for block in section.blocks if isinstance(block, Paragraph))
        for section in sections(lesson, "en")
        if any(isinstance(block, Steps) for block in section.blocks) and section.key == WORK
    ]
    assert len(drawn) == 7
    assert set(drawn) == {items}


def holds(blocks: Document, part: Document) -> bool:
    return any(blocks[at : at + len(part)] == part for at in range(len(blocks)))


class Page(HTMLParser):
    """The tags of a page, and all its text with that of attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said: list[str] = []
        self.breaks = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.breaks += ("data-place", LESSON) in attrs
        self.said += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pupils_file_has_one_language_no_answer_and_nothing_to_open(language: str) -> None:
    some = tuple(LESSONS[name] for name in ("script", "ids", "block"))
    page = Page(web_page(shared_handouts(some, Texts(language), teacher=False)))
    said = squeezed("".join(page.said))
    for lesson in some:
        for each in LANGUAGES:
            assert not any(squeezed(secret) in said for secret in secrets(lesson, each))
            assert (squeezed(str(lesson.texts[each]["title"])) in said) is (each == language)
    assert "script" not in page.tags
    assert not any(said.startswith("term-") for said in page.said)
    assert page.breaks == len(some)


def test_all_steps_are_open_in_a_teachers_file() -> None:
    page = Page(web_page(shared_handouts((LESSONS["script"],), Texts(), teacher=True)))
    assert page.tags.count("script") == 0
    assert squeezed(LESSONS["script"].texts["en"]["truth"]) in squeezed("".join(page.said))


def test_each_lesson_begins_a_page(cli) -> None:
    ran = cli("learn", "all", "--student")
    pages = ran.out.split(FORM_FEED)
    assert ran.status == 0
    assert len(pages) == len(LESSONS)
    texts = Texts()
    for page, lesson in zip(pages, LESSONS.values(), strict=True):
        assert page.startswith(
            texts.plain("learn", "lesson", number=lesson.number, title=lesson.texts["en"]["title"])
        )
    assert FORM_FEED not in cli("learn", "5", "--teacher").out


def test_a_rule_fits_the_narrowest_page() -> None:
    stream = StringIO()
    print_rule(stream)
    assert stream.getvalue() == "─" * 40 + "\n"


def test_handouts_are_spoken_and_written_as_others_are(cli, tmp_path) -> None:
    assert "Heading: Lesson 5" in cli("learn", "5", "--student", "--linear").out
    target = tmp_path / "five.html"
    assert cli("learn", "script", "--teacher", "--html", str(target)).status == 0
    assert 'class="paper"' in target.read_text(encoding="utf-8")
    again = cli("learn", "script", "--teacher", "--html", str(target))
    assert (again.status, again.out) != (0, "")
    assert cli("learn", "script", "--student", "--html", str(target), "--force").status == 0
