"""A quiz on paper: the questions with room to write, and the answers as a page of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from txexplain.explain.document import Block, Document, Heading, Listing, Paragraph, join, text
from txexplain.explain.parts.choice_letters import choice_letter
from txexplain.explain.parts.numbers import grouped
from txexplain.model.lesson import Answer, Lesson
from txexplain.model.quiz import Quiz, QuizQuestion
from txexplain.texts import Chunk, Line, Texts

_BLANK = "_" * 24
_WANTED = {"yes_no": "yes_or_no", "number": "number", "choice": "choice"}


def quiz_page(quiz: Quiz, lessons: Mapping[str, Lesson], texts: Texts) -> Document:
    """The questions, without anything that tells an answer. `lessons` are by their names."""
    blocks: list[Block] = [
        Heading(_title(quiz, lessons, texts), 1),
        Paragraph(texts.line("handout", "name_and_date")),
    ]
    for number, each in enumerate(quiz.questions, 1):
        blocks += [Heading(_heading(quiz, number, lessons[each.lesson], texts), 3), *_question(each, texts)]
    return tuple(blocks)


def answers_page(quiz: Quiz, lessons: Mapping[str, Lesson], texts: Texts) -> Document:
    """The answers by the numbers of their questions, and why; the command that gives the same quiz."""
    again = texts.line("quiz", "again", name=quiz.name, count=quiz.wanted, seed=quiz.seed)
    rows = tuple(
        (f"{number}", _answer(each, lessons[each.lesson], texts)) for number, each in enumerate(quiz.questions, 1)
    )
    note = Paragraph(texts.line("quiz", "answers_note"))
    return Heading(texts.line("quiz", "answers"), 1), note, Listing(rows), Paragraph(again)


def _title(quiz: Quiz, lessons: Mapping[str, Lesson], texts: Texts) -> Line:
    if quiz.name not in lessons:
        return texts.line("quiz", "heading_all")
    return texts.line("quiz", "heading", title=_title_of(lessons[quiz.name], texts))


def _heading(quiz: Quiz, number: int, lesson: Lesson, texts: Texts) -> Line:
    """Of which lesson the question is, where not all are of one."""
    if quiz.name == lesson.name:
        return texts.line("quiz", "question_alone", number=number)
    return texts.line("quiz", "question", number=number, title=_title_of(lesson, texts))


def _title_of(lesson: Lesson, texts: Texts) -> str:
    return lesson.texts[texts.language]["title"]


def _question(question: QuizQuestion, texts: Texts) -> Iterator[Block]:
    yield Paragraph(texts.marked(question.ask))
    if question.choices:
        rows = enumerate(question.choices, 1)
        yield Listing(tuple((choice_letter(place), texts.marked(words)) for place, words in rows))
    yield Paragraph((*texts.line("quiz", _WANTED[question.kind]), Chunk(f" {_BLANK}")))


def _answer(question: QuizQuestion, lesson: Lesson, texts: Texts) -> Line:
    answer = text(_in_words(question.answer, texts), "strong")
    if question.choices:
        chosen = texts.marked(question.choices[int(question.answer) - 1])
        answer = (*answer, *texts.line("learn", "between_digit_and_choice"), *chosen)
    return join(answer, texts.marked(question.why), texts.line("quiz", "read_again", lesson=lesson.number))


def _in_words(answer: Answer, texts: Texts) -> str:
    if isinstance(answer, bool):
        return texts.plain("learn", "yes" if answer else "no")
    return choice_letter(answer) if isinstance(answer, str) else grouped(answer)
