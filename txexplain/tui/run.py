"""What the commands call: a screen is run on the terminal until the reader leaves it."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import TypeVar

from txexplain.explain.walk.tour import Tour
from txexplain.model.examples import Example
from txexplain.texts import Texts
from txexplain.tui.app import INTERRUPTED, Answer, TellingApp

R = TypeVar("R")


def run(app: TellingApp[R]) -> R | None:
    """Runs it. Raises KeyboardInterrupt where the reader interrupts it, SystemExit where a signal ends it."""
    gc.freeze()  # what is loaded by now stays
    result = app.run()
    if app.return_code == INTERRUPTED:
        raise KeyboardInterrupt
    if app.return_code:
        raise SystemExit(app.return_code)
    return result


def step_through(tour: Tour, texts: Texts, answer: Answer | None = None) -> None:
    """Runs the stepper; `answer` says what a word means."""
    from txexplain.tui.stepper import Stepper

    app = TellingApp[None](texts, Stepper(tour), tour.story.name)
    app.answer = answer
    run(app)


def choose_example(examples: Sequence[Example], texts: Texts) -> str:
    """The name of the example that the reader takes, "" for none."""
    from txexplain.tui.chooser import ChooserScreen

    return run(TellingApp[str](texts, ChooserScreen(examples), "examples")) or ""
