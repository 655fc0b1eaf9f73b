"""`learn --quiz`: on paper, as JSON, as CSV and in GIFT, which all say the same."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from gift import read_gift
from jsonschema import Draft202012Validator

from txexplain.lessons import all_lessons
from txexplain.lessons.quiz import quiz_on
from txexplain.lessons.quiz_formats import csv_of, escaped, gift_of
from txexplain.model.quiz import Quiz, QuizQuestion
from txexplain.schemas import schema_text
from txexplain.texts import LANGUAGES, Texts

SCHEMA = Draft202012Validator(json.loads(schema_text("quiz")))
NASTY = r"{a} = #1 ~ b: \n c\d :: //e [html] %50% -> `f` **g**"


def unmarked(words: str) -> str:
    return words.replace("`", "").replace("**", "")


def on_paper(words: str) -> str:
    """The words without marks and wherever their lines are broken."""
    return "".join(unmarked(words).split())


def quiz_in(cli: Any, *options: str) -> Any:
    ran = cli("learn", *options, "--json")
    assert ran.status == 0
    data = json.loads(ran.out)
    SCHEMA.validate(data)
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_gift_read_by_the_rules_of_moodle_says_what_json_says(language: str) -> None:
    quiz = quiz_on(all_lessons(), 120, 8, language)
    read = read_gift(gift_of(quiz))
    assert len(read) == len(quiz.questions) == 120
    for got, each in zip(read, quiz.questions, strict=True):
        assert got.category == f"txexplain/{each.lesson}"
        assert (got.text, got.form, got.kind) == (" ".join(each.ask.split()), "markdown", each.kind)
        assert got.answer == (int(each.answer) if isinstance(each.answer, str) else each.answer)
        assert [words for words, _ in got.choices] == list(each.choices)
        assert got.feedback == each.why
    assert len({(got.category, got.name) for got in read}) == len(read)


def test_what_has_a_meaning_in_gift_is_read_as_it_was_written() -> None:
    choice = QuizQuestion("fee", "choice", NASTY, (NASTY, "no", "~"), "2", NASTY, "first")
    number = QuizQuestion("fee", "number", f"{NASTY}\n\n{NASTY}", (), 7, "", "first")
    read = read_gift(gift_of(Quiz("fee", 1, 2, (choice, number))))
    assert (read[0].text, read[0].feedback) == (NASTY, NASTY)
    assert read[0].choices == ((NASTY, False), ("no", True), ("~", False))
    assert read[1].text == f"{NASTY} {NASTY}"
    assert (read[1].kind, read[1].answer) == ("number", 7)


def test_words_are_escaped_once() -> None:
    assert escaped("a: {b} = c#d~\\e\n f") == r"a\: \{b\} \= c\#d\~\\e f"


def test_csv_has_a_row_a_question(cli: Any) -> None:
    data = quiz_in(cli, "all", "--quiz", "--count", "40", "--seed", "2")["questions"]
    rows = list(
        csv.DictReader(io.StringIO(cli("learn", "all", "--quiz", "--count", "40", "--seed", "2", "--csv").out))
    )
    assert [int(row["number"]) for row in rows] == list(range(1, 41))
    for row, each in zip(rows, data, strict=True):
        assert [row[key] for key in ("lesson", "kind", "ask", "why", "example")] == [
            each[key] for key in ("lesson", "kind", "ask", "why", "example")
        ]
        assert [row[f"choice{at}"].removeprefix("0x") for at in range(1, 5)] == (each["choices"] + [""] * 4)[:4]
        answer = each["answer"]
        assert row["answer"] == ({True: "yes", False: "no"}[answer] if each["kind"] == "yes_no" else str(answer))
        assert not any(cell[:1] in ("=", "+", "-", "@") for cell in row.values())


def test_a_spreadsheet_drops_no_zeros_of_bytes_in_csv() -> None:
    choices = ("`02`", "`0001`", "`12e5`", "`ff`")
    bare = QuizQuestion("keys", "choice", "Which?", choices, "1", "", "first")
    (row,) = csv.DictReader(io.StringIO(csv_of(Quiz("keys", 1, 1, (bare,)), Texts("en"))))
    assert [row[f"choice{at}"] for at in range(1, 5)] == ["0x02", "0x0001", "0x12e5", "ff"]


def test_csv_keeps_commas_quotes_and_line_ends_in_their_cells() -> None:
    odd = QuizQuestion("fee", "yes_no", 'a, "b"\nc', (), True, "", "first")
    (row,) = csv.DictReader(io.StringIO(csv_of(Quiz("fee", 1, 1, (odd,)), Texts("en"))))
    assert (row["ask"], row["answer"]) == ('a, "b"\nc', "yes")


def test_csv_has_no_cell_that_a_spreadsheet_would_run() -> None:
    asked = QuizQuestion("fee", "number", "=1+1?", (), -3, " @why", "p2pkh")
    chosen = QuizQuestion("fee", "choice", "Which?", ("\uff1d2", "3"), "1", "", "p2pkh")
    rows = list(csv.reader(io.StringIO(csv_of(Quiz("fee", 2, 1, (asked, chosen)), Texts()))))[1:]
    assert [row[3:5] for row in rows] == [["'=1+1?", ""], ["Which?", "'\uff1d2"]]
    assert [row[8:10] for row in rows] == [["-3", "' @why"], ["1", ""]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_paper_no_answer_shows_before_the_page_of_the_answers(cli: Any, language: str) -> None:
    options = ("learn", "all", "--quiz", "--count", "60", "--seed", "6", "--lang", language)
    questions, answers = ("".join(page.split()) for page in cli(*options).out.split("\f"))
    texts, quiz = Texts(language), quiz_on(all_lessons(), 60, 6, language)
    heading = on_paper(texts.plain("quiz", "answers"))
    assert heading in answers
    assert heading not in questions
    for each in quiz.questions:
        assert on_paper(each.ask) in questions
        assert each.why
        assert on_paper(each.why) not in questions
        assert on_paper(each.why) in answers
        for words in each.choices:
            assert on_paper(words) in questions


def test_the_command_on_the_answers_gives_the_same_questions_again(cli: Any) -> None:
    first = cli("learn", "5", "--quiz", "--count", "3", "--seed", "9", width=200).out
    assert "txexplain learn script --quiz --count 3 --seed 9" in first
    assert cli("learn", "script", "--quiz", "--count", "3", "--seed", "9", width=200).out == first
    assert cli("learn", "script", "--quiz", "--count", "3", "--seed", "10", width=200).out != first


def test_without_count_and_seed_they_are_ten_by_the_seed_one(cli: Any) -> None:
    data = quiz_in(cli, "--quiz")
    assert (data["seed"], len(data["questions"])) == (1, 10)
    assert data == quiz_in(cli, "all", "--quiz", "--count", "10", "--seed", "1")


def test_where_there_are_fewer_questions_that_is_said_beside_the_data(cli: Any) -> None:
    ran = cli("learn", "trees", "--quiz", "--count", "200", "--json")
    found = len(json.loads(ran.out)["questions"])
    assert found < 200
    assert f"these {found}" in " ".join(ran.err.split())


@pytest.mark.parametrize(
    "wrong",
    [
        ("fee", "--quiz", "--count", "0"),
        ("fee", "--quiz", "--count", "201"),
        ("fee", "--quiz", "--seed", "-1"),
        ("fee", "--quiz", "--seed", "x"),
        ("nothing", "--quiz"),
        ("fee", "--quiz", "--json", "--gift"),
        ("fee", "--quiz", "--student"),
        ("fee", "--gift"),
    ],
)
def test_what_makes_no_quiz_is_refused_in_words(cli: Any, wrong: tuple[str, ...]) -> None:
    ran = cli("learn", *wrong)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.strip()


@pytest.mark.parametrize(("option", "limits"), [("--count", "from 1 to 200"), ("--seed", "from 0 to 999,999,999")])
def test_a_number_beyond_the_limits_of_an_option_is_told_them(cli: Any, option: str, limits: str) -> None:
    for number in ("-1", "9999999999", "x"):
        assert limits in " ".join(cli("learn", "fee", "--quiz", option, number).err.split())
