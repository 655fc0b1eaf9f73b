"""What the commands call: a screen is run on the terminal until the reader leaves it."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from txexplain.explain.walk.tour import Tour
from txexplain.model.errors import Defect
from txexplain.model.examples import Example
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.model.lesson import Lesson
    from txexplain.tui.app import Answer, Save, TellingApp
    from txexplain.tui.course import Course
    from txexplain.tui.telling_screen import TellingScreen

R = TypeVar("R")
_SIGNALS = "SIGINT SIGTERM SIGHUP SIGQUIT SIGTSTP SIGCONT SIGWINCH SIGTTOU SIGTTIN".split()


def run(app: TellingApp[R]) -> R | None:
    """Runs it. Raises KeyboardInterrupt where the reader interrupts it, SystemExit where a signal ends it.

    Raises as well what failed within, once the terminal is given back; what the system refused there as a Defect.
    """
    from txexplain.tui.app import INTERRUPTED

    app.when_ready = _settled
    try:
        with _signals_kept():
            gc.disable()
            result = app.run()
    finally:
        gc.enable()
    status = app.ended or app.return_code
    if app.failure is not None and not app.ended:
        raise _as_defect(app.failure)
    if status == INTERRUPTED or (result is None and not app.has_left):
        raise KeyboardInterrupt
    if status:
        raise SystemExit(status)
    return result


def _settled() -> None:
    """What is loaded and made by now stays, and need not be looked through at a key press; what comes later is."""
    gc.freeze()
    gc.enable()


def _as_defect(error: Exception) -> Exception:
    """What failed within a screen, where it could be taken for what the system refuses of the output."""
    if isinstance(error, OSError | MemoryError):
        defect = Defect("internal", reason=f"{type(error).__name__}: {error}")
        defect.__cause__ = error
        return defect
    return error


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Afterwards signals do again what they did before."""
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)


def _app(texts: Texts, screen: Callable[[], TellingScreen[Any]], name: str) -> TellingApp[Any]:
    """The app with that screen, which is made once Textual can be loaded."""
    for variable in [each for each in os.environ if each.startswith("TEXTUAL")]:
        del os.environ[variable]  # Textual would read them as it is loaded: log files, key presses, other drivers
    gc.disable()
    try:
        from txexplain.tui.app import TellingApp

        return TellingApp(texts, screen(), name)
    finally:
        _settled()


def step_through(
    tour: Tour, texts: Texts, answer: Answer | None = None, save: Save | None = None, *, listed: bool = False
) -> bool:
    """Runs the stepper; `answer` says what a word means, `save` writes a picture.

    Of an example that was chosen from a list (`listed`), whether the reader wants to choose again.
    """

    def stepper() -> TellingScreen[Any]:
        from txexplain.tui.stepper import Stepper

        return Stepper(tour, listed=listed)

    app = _app(texts, stepper, tour.story.name)
    app.answer, app.save = answer, save
    return run(app) is not None


def choose_example(examples: Sequence[Example], texts: Texts, save: Save | None = None) -> str:
    """The name of the example that the reader takes, "" for none."""

    def chooser() -> TellingScreen[Any]:
        from txexplain.tui.chooser import ChooserScreen

        return ChooserScreen(examples)

    app = _app(texts, chooser, "examples")
    app.save = save
    return run(app) or ""


def teach(
    course: Course, texts: Texts, first: Lesson | None = None, answer: Answer | None = None, save: Save | None = None
) -> None:
    """Runs the lessons from `first` on, or from one that is chosen; `answer` and `save` as in `step_through`."""

    def lessons() -> TellingScreen[Any]:
        if first is None:
            from txexplain.tui.lessons_screen import LessonsScreen

            return LessonsScreen(course)
        from txexplain.tui.lesson import LessonScreen

        return LessonScreen(first, course)

    app = _app(texts, lessons, "learn")
    app.answer, app.save = answer, save
    run(app)
