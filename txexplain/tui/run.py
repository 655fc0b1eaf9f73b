"""What the commands call: a screen is run on the terminal until the reader leaves it."""

from __future__ import annotations

from typing import TypeVar

from txexplain.explain.walk.tour import Tour
from txexplain.texts import Texts
from txexplain.tui.app import INTERRUPTED, TellingApp

R = TypeVar("R")


def run(app: TellingApp[R]) -> R | None:
    """Runs it. Raises KeyboardInterrupt where the reader interrupts it, SystemExit where a signal ends it."""
    result = app.run()
    if app.return_code == INTERRUPTED:
        raise KeyboardInterrupt
    if app.return_code:
        raise SystemExit(app.return_code)
    return result


def step_through(tour: Tour, texts: Texts) -> None:
    """Runs the stepper."""
    from txexplain.tui.stepper import Stepper

    run(TellingApp[None](texts, Stepper(tour), tour.story.name))
