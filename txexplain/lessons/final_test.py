"""The test at the end of the course: a lesson made for the occasion, of drawn questions."""

from __future__ import annotations

from txexplain.lessons import all_lessons
from txexplain.lessons.drawing import draw, mixed
from txexplain.model.course import FINAL_TEST, NUMBER_OF_TEST, QUESTIONS
from txexplain.model.frozen import FrozenDict
from txexplain.model.lesson import Lesson, LessonTexts, Question
from txexplain.texts import LANGUAGES, Texts


def is_final_test(words: str) -> bool:
    """Whether that is the name of the test, or its title in any language."""
    titles = (Texts(language).plain("course", "test") for language in LANGUAGES)
    return words.strip().casefold() in {FINAL_TEST, *map(str.casefold, titles)}


def final_test(seed: int) -> Lesson:
    """The test of that number: questions on all lessons that none of them asks, mixed."""
    drawn = mixed(draw(tuple(map(_unasked, all_lessons())), QUESTIONS, seed), seed)
    again = f"{FINAL_TEST} --seed {seed}"
    questions = tuple(each.question for each in drawn)
    lessons = tuple(each.lesson for each in drawn)
    texts = _texts(len(drawn), again)
    return Lesson(NUMBER_OF_TEST, FINAL_TEST, questions[0].example, questions, texts, drawn_from=lessons, seed=seed)


def _unasked(lesson: Lesson) -> Lesson:
    """The lesson without choices of its own, so that nothing is drawn that it asks itself."""
    items = (item._replace(right="") if isinstance(item, Question) else item for item in lesson.items)
    return lesson._replace(items=tuple(items))


def _texts(count: int, again: str) -> LessonTexts:
    """`title`, `goal`, and `again`, what `learn` is given for the same questions."""
    found: dict[str, FrozenDict[str, str]] = {}
    for language in LANGUAGES:
        texts = Texts(language)
        title, goal = texts.plain("course", "test"), texts.plain("course", "test_goal", count=count)
        found[language] = FrozenDict({"title": title, "goal": goal, "again": again})
    return FrozenDict(found)
