"""What `learn` is asked for: the classroom, pages to print, a quiz, a plan, the scores of a class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from txexplain.cli.learn_asked import LONGEST, Asked, check
from txexplain.cli.options import MOST_SEED
from txexplain.lessons import all_lessons, lesson_of
from txexplain.lessons.final_test import final_test, is_final_test
from txexplain.model.course import NUMBER_OF_TEST, LeftAt
from txexplain.model.errors import InputError
from txexplain.model.lesson import Lesson
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.explain.document import Document

_BETWEEN = re.compile(r"[\s,，、]+")  # lessons that are named together
_PRINTED_SEED = 1


def learn_as_asked(asked: Asked, texts: Texts) -> None:
    """Shows or writes what is asked for. Raises TxExplainError."""
    check(asked)
    if asked.mode == "class":
        from txexplain.cli.class_scores import show_class

        show_class(asked, texts)
    elif asked.mode == "quiz":
        from txexplain.cli.quiz import show_quiz

        show_quiz(asked, chosen_lessons(asked), texts)
    elif asked.mode:
        from txexplain.cli.handouts import show_handouts, show_plans

        (show_plans if asked.mode == "plan" else show_handouts)(asked, chosen_lessons(asked), texts)
    else:
        _lessons(asked, texts)


def chosen_lessons(asked: Asked) -> tuple[Lesson, ...]:
    """The lesson that was named, or the final test, or all lessons: with `--all`, or by the word `all`.

    Raises InputError.
    """
    if asked.is_test:
        return (final_test(_PRINTED_SEED if asked.seed is None else asked.seed),)
    if asked.is_all or (not asked.words and ("all" in asked.marks or asked.mode)):
        return all_lessons()
    return (_one_lesson(asked.name),) if asked.words else ()


def _one_lesson(words: str) -> Lesson:
    """The lesson that these words name. Raises InputError, where they name several too."""
    try:
        return lesson_of(words)
    except InputError:
        several = [word for word in _BETWEEN.split(words) if word]
        if len(several) > 1 and all(map(_is_lesson, several)):
            raise InputError("one_lesson", name=words[:LONGEST]) from None
        raise


def _is_lesson(word: str) -> bool:
    try:
        return is_final_test(word) or lesson_of(word) is not None
    except InputError:
        return False


def _lessons(asked: Asked, texts: Texts) -> None:
    """The lessons themselves: as a web page, in the classroom, or printed; without any the list of all."""
    from txexplain.cli.terminal import is_interactive

    linear = "linear" in asked.marks
    if asked.is_test and asked.seed is None and is_interactive() and not linear and asked.html is None:
        asked = asked._replace(seed=_seed_of_test())
    chosen = chosen_lessons(asked)
    if asked.html is not None or asked.force:
        from txexplain.cli.sharing import check_sharing, write_lessons

        check_sharing(asked.given, linear=linear)
        write_lessons(chosen, asked.given, texts)
    elif is_interactive() and not linear:
        _teach(chosen, texts)
    else:
        _print(chosen, texts, linear=linear)


def _seed_of_test() -> int:
    """That of the test which was left in its middle, or else another one each time."""
    from secrets import randbelow

    from txexplain.cli.progress_file import places

    left = places().get(NUMBER_OF_TEST)
    return randbelow(MOST_SEED + 1) if left is None or left.seed is None else left.seed


def _places() -> dict[int, LeftAt]:
    """Where the lessons were left that still ask what they did, and the final test."""
    from txexplain.cli.progress_file import places

    lessons = {lesson.number: lesson for lesson in all_lessons()}
    return {at: place for at, place in places().items() if at not in lessons or place.is_of(lessons[at])}


def _teach(chosen: tuple[Lesson, ...], texts: Texts) -> None:
    """The classroom; what came of the final test stays in the terminal after it."""
    from txexplain.cli import progress_file as kept
    from txexplain.cli.asking_why import answer_typed
    from txexplain.cli.files import write_new
    from txexplain.cli.output import MANNER, show
    from txexplain.lessons.material import lesson_material
    from txexplain.tui.course import Course
    from txexplain.tui.run import teach

    progress = (kept.done_lessons, kept.mark_done, _places, kept.mark_place, kept.last_lesson)
    scores = (kept.scores, kept.mark_score)
    results: list[Document] = []
    course = Course(
        all_lessons(),
        lesson_material(),
        *progress,
        *scores,
        final_test=lambda: final_test(_seed_of_test()),
        on_result=results.append,
    )
    teach(course, texts, chosen[0] if chosen else None, answer_typed, write_new)
    MANNER.pages = False  # a pager may take what it showed with it
    for result in results[-1:]:
        show(result)


def _print(chosen: tuple[Lesson, ...], texts: Texts, *, linear: bool) -> None:
    from txexplain.cli.output import show, show_each
    from txexplain.cli.progress_file import done_lessons, scores
    from txexplain.explain.pages.lesson import lesson_page
    from txexplain.explain.pages.lessons import Taken, lessons_page
    from txexplain.lessons.material import lesson_material

    if not chosen:
        show(lessons_page(all_lessons(), Taken(done_lessons(), scores()), texts))
        return
    pages = (lesson_page(each, all_lessons(), lesson_material(), texts) for each in chosen)
    show_each(pages, spoken=texts if linear else None)
