"""Plans: minutes add up, boards can be drawn, homework works, and the pages that are named hold what is said."""

from __future__ import annotations

import re
import shlex
import tomllib
from functools import cache

import pytest
from conftest import ROOT
from rich.cells import cell_len
from test_words import in_language

from txexplain.explain.pages.plan import plan_page
from txexplain.lessons import all_lessons
from txexplain.lessons.handouts import handouts, plan_pages, shared_plans
from txexplain.lessons.plans import plan_of
from txexplain.model.lesson import Lesson
from txexplain.render.plain import plain_text
from txexplain.texts import LANGUAGES, Texts
from txexplain.web.page import web_page

LESSONS = {lesson.name: lesson for lesson in all_lessons()}
WIDEST = 60
FOLDERS = (ROOT / "txexplain" / "lessons", ROOT / "txexplain" / "lessons" / "plans")

MINISTRY = {
    6: "key pairs of asymmetric encryption, said to be what trust between nodes is built from",
    7: "figure 2-3: a text encrypted with the public key of B and decrypted with the private key",
    8: "figure 2-4: a bank's list of spent money; a block holds valid transactions, a timestamp and a Merkle root",
    9: "a shared ledger makes it possible to prevent double payment; accounts of keys; layers, figure 2-5",
    37: "checking of multiple signatures, one phrase",
    41: "the scripting language, one sentence",
    42: "proof of work; the head and the body of a block, its timestamp",
    43: "figure 4-2: blocks 390608 to 390610, hashes shortened",
    44: "a hash is a fingerprint and not for encryption; SHA-256",
    45: "data are public, and who takes part is only pseudonymous",
    48: "double payment, and a majority of nodes",
    49: "51 percent",
    59: "a planned standard for the format of block data",
}
NAKAMOTO = {
    2: "a coin is a chain of signatures; double spending; all transactions must be known",
    3: "a timestamp server for blocks",
    4: "proof of work: the block and all blocks after it would have to be redone",
    5: "the steps of the network; a block is accepted only if all is valid and not already spent",
    6: "the first transaction of a block pays its maker; the fee is the difference",
    7: "a Merkle tree; a header of 80 bytes",
    8: "headers and a Merkle branch; a transaction itself cannot be checked so",
    9: "several inputs; normally at most two outputs, payment and change",
    10: "keys without names, a new pair for each transaction; what several inputs link",
    11: "the chance that an attacker catches up",
}
"""What the two papers hold, by printed page and by section, as read in the papers."""

_PAGES = re.compile(r"\bpp?\. (\d+)(?:–(\d+))?(?: and (\d+)(?:–(\d+))?(?!\d))?|第 ?(\d+)(?:[–至](\d+))? ?页")
_SECTIONS = re.compile(r"\bsections? ([\d][\d, andto]*)|第 ?([\d][\d、至 ]*?) ?节")
_NUMBERS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{3,}")
_OTHER_NUMBERS = re.compile(r"\([^()]*\)|（[^（）]*）")


def pages_in(words: str) -> set[int]:
    found: set[int] = set()
    for match in _PAGES.finditer(words):
        numbers = [int(each) if each else 0 for each in match.groups()]
        for first, last in zip(numbers[::2], numbers[1::2], strict=True):
            found |= set(range(first, (last or first) + 1)) - {0}
    return found


def sections_in(words: str) -> set[int]:
    words = _OTHER_NUMBERS.sub("", words)
    words = re.sub(r", (\d+) and (\d+)\b", r", \1, \2", words)
    found: set[int] = set()
    for match in _SECTIONS.finditer(words):
        told = re.sub(r" ?(?:to|至) ?", "-", match[1] or match[2])
        for part in re.findall(r"\d+(?:-\d+)?", told):
            first, _, last = part.partition("-")
            found |= set(range(int(first), int(last or first) + 1))
    for match in re.finditer(r"\band (\d+)\b(?! ?[–%])", words) if "section" in words else ():
        found.add(int(match[1])) if int(match[1]) in NAKAMOTO else None
    return found


@cache
def prose(language: str) -> dict[str, list[str]]:
    """All that lessons and plans say, by the file."""
    files = [path for folder in FOLDERS for path in sorted(folder.glob("*.toml"))]
    return {
        f"{path.parent.name}/{path.stem}": list(
            in_language(tomllib.loads(path.read_text(encoding="utf-8")), language)
        )
        for path in files
    }


def test_every_lesson_has_a_plan() -> None:
    assert all(plan_of(lesson) for lesson in LESSONS.values())


@pytest.mark.parametrize("name", LESSONS)
def test_the_steps_take_as_long_as_the_lesson(name: str) -> None:
    plan = plan_of(LESSONS[name])
    assert sum(step.minutes for step in plan.steps) == LESSONS[name].minutes
    assert 3 <= len(plan.questions) <= 5
    assert plan.homework


@pytest.mark.parametrize("name", LESSONS)
def test_every_board_can_be_drawn_and_homework_works(name: str, cli) -> None:
    """The numbers on the board are those of the lesson, or of what the homework shows."""
    lesson = LESSONS[name]
    at_home = numbers_at_home(lesson, cli)
    for language in LANGUAGES:
        board = plan_of(lesson).board[language]
        assert 4 <= len(board) <= 14
        assert all(cell_len(line) <= WIDEST for line in board), language
        known = at_home | numbers_in(lesson, language)
        drawn = {number for line in board for number in re.findall(r"\d{1,3}(?:,\d{3})+|\b\d{3,}\b", line)}
        assert drawn - known <= DRAWN_BESIDES.get(name, set()), language


def numbers_in(lesson: Lesson, language: str) -> set[str]:
    """Every number of the teacher's handout."""
    (page,) = handouts((lesson,), Texts(language), teacher=True)
    return set(_NUMBERS.findall(plain_text(page, 100)))


DRAWN_BESIDES = {
    "bytes": {"813"},  # how a hash begins
    "fee": {"42,465,594"},  # the sum of the two outputs
    "everything": {"8,186"},  # the weight, from which the size is computed
}
"""What no page of the lesson says: each is checked where the example is."""


def numbers_at_home(lesson: Lesson, cli) -> set[str]:
    """Every number that the commands of the homework print."""
    found: set[str] = set()
    for each in plan_of(lesson).homework:
        program, *words = shlex.split(each.command)
        ran = cli(*words)
        assert (program, ran.err) == ("txexplain", ""), each.command
        assert ran.status in (0, 1)
        found |= set(_NUMBERS.findall(ran.out))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_pages_are_named_that_hold_something(language: str) -> None:
    for place, texts in prose(language).items():
        for words in texts:
            assert pages_in(words) <= set(MINISTRY), (place, words)
            if re.search("white paper|Nakamoto|白皮书|中本聪", words):
                assert sections_in(words) <= set(NAKAMOTO), (place, words)


@pytest.mark.parametrize("name", LESSONS)
def test_both_languages_name_the_same_pages_and_sections_of_both_papers(name: str) -> None:
    english, chinese = (LESSONS[name].texts[language]["source"] for language in ("en", "zh"))
    assert pages_in(english) == pages_in(chinese)
    assert sections_in(english) == sections_in(chinese)
    assert "China's 2016 blockchain white paper" in english or "Neither paper" in english
    assert "工信部白皮书" in chinese
    assert "Bitcoin white paper" in english
    assert "比特币白皮书" in chinese


def test_each_paper_is_called_by_its_name() -> None:
    for place, texts in prose("en").items():
        for words in texts:
            assert not re.search(r"(?<!blockchain )(?<!Bitcoin )white papers?\b", words), (place, words)
    for place, texts in prose("zh").items():
        for words in texts:
            named = re.findall("(.{0,3})白皮书", words)
            assert all(each.endswith(("工信部", "比特币", "两份", "展", "》")) for each in named), (place, words)


def test_plans_are_printed_each_on_its_page_and_written_in_one_language(cli) -> None:
    pages = cli("learn", "--plan").out.split("\f")
    assert len(pages) == len(LESSONS)
    assert pages == cli("learn", "all", "--plan").out.split("\f")
    texts = Texts("zh")
    for page, lesson in zip(plan_pages(all_lessons(), texts), all_lessons(), strict=True):
        assert page == plan_page(lesson, plan_of(lesson), texts)
    html = web_page(shared_plans(all_lessons()[:3], texts))
    assert "板书" in html
    assert "On the board" not in html
    assert len(re.findall('<section[^>]* data-place="lesson"', html)) == 3


def test_a_plan_gives_the_title_of_the_chinese_paper_once() -> None:
    texts = Texts("zh")
    title = texts.plain("handout", "paper_title")
    for lesson in LESSONS.values():
        said = "".join(plain_text(plan_page(lesson, plan_of(lesson), texts), 100).split())
        assert said.count(title) == 1, lesson.name
