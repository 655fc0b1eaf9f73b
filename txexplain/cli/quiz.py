"""`txexplain learn --quiz`: drawn questions, to print or for Moodle."""

from __future__ import annotations

from txexplain.cli.learn_asked import Asked
from txexplain.cli.output import show_apart, tell_note, write
from txexplain.lessons import all_lessons
from txexplain.lessons.quiz import quiz_on
from txexplain.model.lesson import Lesson
from txexplain.model.quiz import Quiz
from txexplain.texts import Texts, plain

_COUNT, _SEED = 10, 1  # where none is asked for


def show_quiz(asked: Asked, lessons: tuple[Lesson, ...], texts: Texts) -> None:
    """So many questions on these lessons, as text, `--json`, `--csv` or `--gift`. Raises TxExplainError."""
    count = _COUNT if asked.how_many is None else asked.how_many
    seed = _SEED if asked.seed is None else asked.seed
    quiz = quiz_on(lessons, count, seed, texts.language)
    if len(quiz.questions) < count:
        tell_note(texts.line("quiz", "fewer", count=len(quiz.questions), wanted=count))
    _write(quiz, asked, texts)


def _write(quiz: Quiz, asked: Asked, texts: Texts) -> None:
    if "json" in asked.marks:
        from txexplain.data.quiz import quiz_data
        from txexplain.render.json import to_json

        write(to_json(quiz_data(quiz, lambda words: plain(texts.marked(words)))))
    elif "csv" in asked.marks:
        from txexplain.lessons.quiz_formats import csv_of

        write(csv_of(quiz, texts))
    elif "gift" in asked.marks:
        from txexplain.lessons.quiz_formats import gift_of

        write(gift_of(quiz))
    else:
        from txexplain.explain.pages.quiz import answers_page, quiz_page

        named = {lesson.name: lesson for lesson in all_lessons()}
        show_apart((quiz_page(quiz, named, texts), answers_page(quiz, named, texts)))
