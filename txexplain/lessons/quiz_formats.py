"""A quiz as CSV, and as GIFT, which Moodle and other learning platforms import."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from txexplain.explain.parts.spreadsheet import in_a_cell
from txexplain.model.quiz import Quiz, QuizQuestion
from txexplain.texts import Texts, plain

_CHOICES = 4
_CATEGORY = "txexplain"
_LIKE_A_NUMBER = re.compile(r"`\d+(e\d+)?`")
_SPECIAL = re.compile(r"[\\~=#{}:]")  # what GIFT gives a meaning, and the backslash that takes it away


def csv_of(quiz: Quiz, texts: Texts) -> str:
    """A row a question, its words without marks."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = [f"choice{digit}" for digit in range(1, _CHOICES + 1)]
    writer.writerow(["number", "lesson", "kind", "ask", *heads, "answer", "why", "example"])
    for number, each in enumerate(quiz.questions, 1):
        ask, why = (in_a_cell(plain(texts.marked(words))) for words in (each.ask, each.why))
        choices = [_as_hex(words) or in_a_cell(plain(texts.marked(words))) for words in each.choices]
        choices += [""] * (_CHOICES - len(choices))
        writer.writerow([number, each.lesson, each.kind, ask, *choices, _answer(each), why, each.example])
    return out.getvalue()


def _as_hex(words: str) -> str:
    """With 0x before bytes that a spreadsheet would take for a number, and whose zeros it would drop; else none."""
    return f"0x{words[1:-1]}" if _LIKE_A_NUMBER.fullmatch(words) else ""


def _answer(question: QuizQuestion) -> str:
    if isinstance(question.answer, bool):
        return "yes" if question.answer else "no"
    return str(question.answer)


def gift_of(quiz: Quiz) -> str:
    """The questions of each lesson in a category of its own; words are Markdown, which their marks are already."""
    return "\n\n".join(_gift_lines(quiz)) + "\n"


def _gift_lines(quiz: Quiz) -> Iterator[str]:
    yield f"// txexplain learn --quiz {quiz.name} --count {quiz.wanted} --seed {quiz.seed} --gift"
    asked: Counter[str] = Counter()
    for each in quiz.questions:
        if not asked[each.lesson]:
            yield f"$CATEGORY: {_CATEGORY}/{each.lesson}"
        asked[each.lesson] += 1
        name = f"::{each.lesson} {quiz.seed}-{asked[each.lesson]}::"
        yield f"{name}[markdown]{escaped(each.ask)} {{{_gift_answer(each)}{_gift_why(each)}}}"


def _gift_answer(question: QuizQuestion) -> str:
    if isinstance(question.answer, bool):
        return "TRUE" if question.answer else "FALSE"
    if isinstance(question.answer, int):
        return f"#{question.answer}"
    marks = ["=" if str(digit) == question.answer else "~" for digit in range(1, len(question.choices) + 1)]
    choices = (f"{mark}{escaped(words)}" for mark, words in zip(marks, question.choices, strict=True))
    return "\n" + "".join(f"  {choice}\n" for choice in choices)


def _gift_why(question: QuizQuestion) -> str:
    return f"####{escaped(question.why)}" if question.why else ""


def escaped(words: str) -> str:
    """The words on one line, as GIFT takes them for what they are."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(words.split()))
