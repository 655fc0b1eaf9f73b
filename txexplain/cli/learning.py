"""What `learn` is asked for: the classroom, pages to print, a quiz, a plan, the scores of a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.cli.options import Given
from txexplain.lessons import all_lessons, lesson_of
from txexplain.lessons.final_test import final_test, is_final_test
from txexplain.model.course import FINAL_TEST, NUMBER_OF_TEST
from txexplain.model.errors import InputError
from txexplain.model.lesson import Lesson
from txexplain.texts import Texts

_WITH = {  # what there is besides the lessons themselves, and the options that each goes with
    "student": ("all", "linear", "html", "force"),
    "teacher": ("all", "linear", "html", "force"),
    "plan": ("all", "html", "force"),
    "quiz": ("all", "count", "seed", "json", "csv", "gift"),
    "class": ("json", "csv"),
}
_FORMS = ("json", "csv", "gift", "html")
_OF_TEST = ("", "student", "teacher")  # in which it is the final test, and may have a seed
_PRINTED_SEED, _SEEDS = 1, 1_000_000_000


class Asked(NamedTuple):
    """The words after the command, the names of the marks that were set, and the options with a value."""

    words: tuple[str, ...]
    marks: frozenset[str]
    how_many: int | None = None
    seed: int | None = None
    html: str | None = None
    force: bool = False

    @property
    def mode(self) -> str:
        """What is wanted in place of the lessons themselves; empty where these are."""
        return next((mode for mode in _WITH if mode in self.marks), "")

    @property
    def is_test(self) -> bool:
        """Whether the final test is wanted."""
        return self.mode in _OF_TEST and is_final_test(" ".join(self.words))

    @property
    def given(self) -> Given:
        return Given(html=self.html, force=self.force)

    def options(self) -> Iterator[str]:
        """The names of all that was set."""
        yield from sorted(self.marks)
        values = {"count": self.how_many, "seed": self.seed, "html": self.html, "force": self.force or None}
        yield from (name for name, value in values.items() if value is not None)


def learn_as_asked(asked: Asked, texts: Texts) -> None:
    """Shows or writes what is asked for. Raises TxExplainError."""
    _check(asked)
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
    words = " ".join(asked.words)
    if asked.is_test:
        return (final_test(_PRINTED_SEED if asked.seed is None else asked.seed),)
    if words.casefold() == "all" or (not asked.words and ("all" in asked.marks or asked.mode)):
        return all_lessons()
    return (lesson_of(words),) if asked.words else ()


def _check(asked: Asked) -> None:
    """Raises InputError where the options do not go together."""
    options = list(asked.options())
    modes = [mode for mode in _WITH if mode in options]
    allowed = _WITH[modes[0]] if modes else ("all", "linear", "html", "force")
    allowed += ("seed",) if asked.is_test else ()
    wrong = [name for name in options if name not in allowed and name not in modes[:1]]
    if wrong and modes:
        raise InputError("learn_together", one=f"--{modes[0]}", other=f"--{wrong[0]}")
    if wrong:
        with_it = [f"`--{mode}`" for mode, others in _WITH.items() if wrong[0] in others]
        with_it += [f"`{FINAL_TEST}`"] * (wrong[0] == "seed")
        raise InputError("learn_alone", name=f"--{wrong[0]}", modes=", ".join(with_it))
    forms = [name for name in _FORMS if name in options]
    if len(forms) > 1:
        raise InputError("learn_together", one=f"--{forms[0]}", other=f"--{forms[1]}")


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
    return randbelow(_SEEDS) if left is None or left.seed is None else left.seed


def _teach(chosen: tuple[Lesson, ...], texts: Texts) -> None:
    from txexplain.cli import progress_file as kept
    from txexplain.cli.asking_why import answer_typed
    from txexplain.cli.files import write_new
    from txexplain.lessons.material import lesson_material
    from txexplain.tui.course import Course
    from txexplain.tui.run import teach

    progress = (kept.done_lessons, kept.mark_done, kept.places, kept.mark_place, kept.last_lesson)
    scores = (kept.scores, kept.mark_score)
    course = Course(
        all_lessons(), lesson_material(), *progress, *scores, final_test=lambda: final_test(_seed_of_test())
    )
    teach(course, texts, chosen[0] if chosen else None, answer_typed, write_new)


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
