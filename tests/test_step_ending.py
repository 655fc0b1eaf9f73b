"""Every way in which a screen on a real terminal is ended: by Ctrl-C at any time, by its loss, by a defect."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from types import SimpleNamespace
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

from terminals import Terminal

from txexplain.model.errors import Defect, OutputError
from txexplain.texts import Texts
from txexplain.tui.app import TellingApp
from txexplain.tui.foot import Foot
from txexplain.tui.run import run
from txexplain.tui.telling_screen import TellingScreen

INTERRUPT = "\x03"
FLOODS = {
    "a paste without an end": "\x1b[200~abc",
    "a key held down": "\x10" * 500,
    "keys and colours": "ab\x1b[31m" * 4_000,
    "an answer without an end": "\x1b]0;" + "x" * 20_000,
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_an_interrupt_acts_whatever_came_before_it(flood: str) -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        for start in range(0, len(flood), 2_000):
            terminal.type(flood[start : start + 2_000])
        time.sleep(0.3)  # so that it is read by itself
        terminal.type(INTERRUPT)
        assert terminal.end() == 130
        assert "\x1b[?1049l" in terminal.output
        assert "Error" not in terminal.output


@pytest.mark.parametrize("pause", [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6])
def test_an_interrupt_between_two_screens_is_not_lost(pause: float) -> None:
    with Terminal("step") as terminal:
        terminal.until("Which transaction?")
        terminal.press("pizza\r", "")
        time.sleep(pause)
        terminal.type(INTERRUPT)
        assert terminal.end() == 130
        assert "NoScreen" not in terminal.output


@pytest.mark.parametrize(("words", "expect"), [(("step",), "Which"), (("step", "p2pkh"), "1/23"), (("learn",), "1")])
def test_the_loss_of_the_terminal_is_a_hangup_on_every_screen(words: tuple[str, ...], expect: str) -> None:
    with Terminal(*words) as terminal:
        terminal.until(expect)
        terminal.type("nnnn")
        assert terminal.close() == 128 + signal.SIGHUP


def ended(**how: Any) -> Any:
    """An app that has ended like that."""
    fields = {"run": lambda: None, "failure": None, "return_code": 0, "ended": 0, "has_left": True, **how}
    return SimpleNamespace(**fields)


@pytest.mark.parametrize("error", [OSError(5, "no"), MemoryError("all")])
def test_what_fails_within_a_screen_is_no_error_of_the_output(error: Exception) -> None:
    with pytest.raises(Defect) as caught:
        run(ended(failure=error, return_code=1))
    assert caught.value.exit_status == os.EX_SOFTWARE
    assert caught.value.__cause__ is error
    assert type(error).__name__ in str(caught.value.facts["reason"])


def test_how_a_screen_ended_is_how_its_run_ends() -> None:
    assert run(ended()) is None
    assert run(ended(run=lambda: "pizza")) == "pizza"
    for how, expected in (
        ({"failure": ValueError(), "return_code": 1}, ValueError),
        ({"failure": OutputError("out_of_memory")}, OutputError),
        ({"has_left": False}, KeyboardInterrupt),
        ({"run": lambda: "pizza", "ended": 130}, KeyboardInterrupt),
        ({"failure": OSError(), "ended": 129}, SystemExit),
    ):
        with pytest.raises(expected) as caught:
            run(ended(**how))
        assert getattr(caught.value, "code", None) in (None, 129, "out_of_memory")


def test_what_fails_while_the_app_ends_is_no_defect() -> None:
    app: TellingApp[None] = TellingApp(Texts("en"), TellingScreen())

    async def end_and_fail() -> None:
        async with app.run_test():
            app.exit()
            app._handle_exception(RuntimeError())

    asyncio.run(end_and_fail())
    assert app.failure is None
    assert app.has_left


def test_a_foot_that_is_on_no_screen_draws_nothing() -> None:
    foot = Foot()
    foot.show((), "rule")
    assert foot.lines == 0
