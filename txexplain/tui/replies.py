"""What a lesson says to an answer or a guess, in whatever language it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from txexplain.explain.document import Document, Heading, Paragraph
from txexplain.explain.parts.lesson_title import lesson_title
from txexplain.explain.walk.cards import Card, after_line, answer_words, choices_of, hint_line
from txexplain.explain.walk.final_test import to_read_again
from txexplain.model.lesson import Answer, Lesson, Question
from txexplain.model.spend import Verdict
from txexplain.texts import Chunk, Line, Texts, plain

if TYPE_CHECKING:
    from txexplain.tui.sitting import Sitting

Told = Callable[[Texts], Line]


class Score(NamedTuple):
    """How many questions and guesses were right at the first try, of how many.

    Without those shown to a class; in a test these count as missed, once anything was answered.
    """

    right: int
    asked: int


def told_answer(item: Question, value: Answer, key: str, style: str) -> Told:
    """The answer, in the words of that key, and why it is so where the lesson says that."""

    def told(texts: Texts) -> Line:
        answer = Chunk(_naming(item, value, key, texts), style)
        after = after_line(item, texts)
        return (answer, *texts.line("page", "between_sentences"), *after) if after else (answer,)

    return told


def _naming(item: Question, value: Answer, key: str, texts: Texts) -> str:
    """The words of that key with the answer in them; with its digit and words where the choices are numbers."""
    told = {digit: plain(texts.marked(words)) for digit, words in choices_of(item, texts)}
    if value in told and all(words[:1].isdigit() for words in told.values()):
        return texts.plain("learn", f"{key}_choice", digit=value, answer=told[value])
    return texts.plain("learn", key, answer=answer_words(value, texts))


def told_hint(item: Question, value: Answer) -> Told:
    """That this is not the answer, and where it can be seen."""

    def told(texts: Texts) -> Line:
        wrong = Chunk(_naming(item, value, "wrong", texts), "unknown")
        return (wrong, *hint_line(item, texts))

    return told


def told_reminder(hint: Told | None, *, again: bool) -> Told:
    """That an answer is waited for, and how to pass it by; after a wrong one the hint, and how to be told."""

    def told(texts: Texts) -> Line:
        if hint is None:
            return texts.line("learn", "not_answered" if again else "no_answer")
        return (*hint(texts), *texts.line("page", "between_sentences"), *texts.line("learn", "try_again"))

    return told


def told_guess(verdict: Verdict | None, came_true: bool) -> Told:
    """Whether that was guessed; no verdict where what came of it cannot be read."""
    key, style = ("guess_right", "valid") if came_true else ("guess_wrong", "unknown")

    def told(texts: Texts) -> Line:
        if verdict is Verdict.UNKNOWN and not came_true:
            return (Chunk(texts.plain("learn", "guess_wrong_unknown"), style),)
        outcome = texts.plain("verify", f"verdict_{verdict.value}") if verdict else texts.plain("learn", "unreadable")
        return (Chunk(texts.plain("learn", key, verdict=outcome), style),)

    return told


def told_result(lesson: Lesson, left: Sequence[int], score: Score, first: Score | None) -> Told:
    """Which cards are left; else how much was right at once, and was the first time that the lesson was taken."""

    def told(texts: Texts) -> Line:
        counts = {"right": score.right, "count": score.asked}
        more: Line = ()
        if left:
            of_test = "test_unfinished_one" if len(left) == 1 else "test_unfinished_many"
            way = ("course", of_test) if lesson.drawn_from else ("learn", "unfinished")
            line = texts.line(*way, left=len(left), card=left[0] + 1)
            more = texts.line("learn", "so_far", **counts) if score.asked else ()
        elif lesson.drawn_from:
            line = texts.line("course", "test_result" if score.asked else "test_end", **counts)
        else:
            line = texts.line("learn", "finished" if score.asked else "seen_through", number=lesson.number, **counts)
            if first is not None and first != score and score.asked:
                more = texts.line("learn", "first_time", right=first.right, count=first.asked)
        return (*line, *texts.line("page", "between_sentences"), *more) if more else line

    return told


def end_of_test(card: Card, sitting: Sitting) -> Card:
    """The last card of the final test: what to read again, once all is answered; nothing where all was shown."""
    lesson, texts = sitting.lesson, sitting.texts
    is_told = not sitting.left and sitting.given.score().asked
    told = to_read_again(lesson, sitting.course, sitting.given.states, texts) if is_told else ()
    return card._replace(title=lesson_title(lesson, texts), words=told)


def result_of_test(sitting: Sitting) -> Document:
    """How much of it was right, and what to read again."""
    lesson, texts, given = sitting.lesson, sitting.texts, sitting.given
    result = told_result(lesson, (), given.score(), None)(texts)
    again = to_read_again(lesson, sitting.course, given.states, texts)
    return (Heading(lesson_title(lesson, texts)), Paragraph(result), *again)
