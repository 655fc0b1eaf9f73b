"""The stepper on a real terminal: whatever can happen to a terminal, and every way to run it without one."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLES
from rich.cells import cell_len

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

from terminals import Terminal

RIGHT = "\x1b[C"


def place_of(lines: list[str]) -> tuple[int, int]:
    found = re.match(r"(\d+)/(\d+) ", lines[0])
    assert found, lines[0]
    return int(found[1]), int(found[2])


def test_resizing_draws_anew() -> None:
    with Terminal("step", "p2wpkh", width=80, height=24) as terminal:
        terminal.until("1/24 ")
        terminal.resize(120, 40)
        assert len(terminal.until("▸ Transaction")) == 40
        terminal.resize(44, 12)
        lines = terminal.until("more lines below")
        assert all(cell_len(line) <= 44 for line in lines)
        assert len(lines) == 12


def test_a_transaction_can_be_piped_in_and_keys_still_work() -> None:
    with Terminal("step", stdin=EXAMPLES["first"].raw.hex().encode()) as terminal:
        terminal.until("1/")
        assert place_of(terminal.press(RIGHT, "2/"))[0] == 2
        terminal.press("q", "")
        assert terminal.end() == 0


def test_without_a_transaction_it_offers_the_examples() -> None:
    with Terminal("step") as terminal:
        terminal.until("Which transaction?")
        terminal.press("pizza", "1 of")
        terminal.press("\r", "1/")
        terminal.press("q", "")
        assert terminal.end() == 0
    with Terminal("step") as terminal:
        terminal.until("Which transaction?")
        terminal.press("\x1b", "")
        assert terminal.end() == 0


def test_interrupting_leaves_the_terminal_as_it_was() -> None:
    for keys, status in (("\x03", 130), ("\x04", 0)):
        with Terminal("step", "p2pkh") as terminal:
            terminal.until("1/23")
            terminal.press(keys, "")
            assert terminal.end() == status
            assert terminal.output.count("\x1b[?1049h") == terminal.output.count("\x1b[?1049l") == 1
            assert "\x1b[?25h" in terminal.output
            assert "Traceback" not in terminal.output


def test_no_color_is_honoured_and_the_bytes_are_still_marked() -> None:
    with Terminal("step", "p2pkh", NO_COLOR="1") as terminal:
        terminal.until("1/23 ")
        lines = terminal.press(RIGHT * 3, "4/23")
        assert any("[81 3f" in line for line in lines)
        assert not re.search(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]", terminal.output)


def test_without_a_screen_all_steps_are_printed(cli) -> None:
    printed = cli("step", "p2pkh").out
    assert "\x1b" not in printed
    assert re.findall(r"^(\d+)/23  ", printed, re.M) == [str(number) for number in range(1, 24)]


def test_a_dumb_terminal_gets_all_steps() -> None:
    with Terminal("step", "p2pkh", TERM="dumb") as terminal:
        assert terminal.end() == 0
        assert "21/23  " in terminal.output
        assert "\x1b[?1049h" not in terminal.output


def test_keys_typed_at_once_all_count() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        assert place_of(terminal.press(RIGHT + RIGHT + "n", "4/23"))[0] == 4


def test_keys_typed_fast_are_not_lost() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23 ")
        for key in "nnnnnnnnnn":
            terminal.type(key)
        assert place_of(terminal.until("11/23 "))[0] == 11


def test_a_long_paste_is_taken_whole() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        terminal.press("\x1b[C" * 13, "14/23 ")


ANSWERS = {
    "colours": "\x1b]10;rgb:ffff/ffff/ffff\x07\x1b]11;rgb:1111/2222/3333\x1b\\",
    "what it is": "\x1b[?62;1;4c\x1b[>41;354;0c\x1bP!|00000000\x1b\\\x1bP>|XTerm(354)\x1b\\",
    "where its cursor is": "\x1b[12;40R\x1b[<0;10;10M",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_answers_of_the_terminal_are_no_keys(answer: str) -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        for cut in (0, 1, 2, 5, len(answer) - 1):
            terminal.type(answer[:cut])
            terminal.press(answer[cut:] + RIGHT, "2/23 ")
            assert place_of(terminal.press("\x1b[D", "1/23 "))[0] == 1


def test_an_interrupt_after_the_chooser_ends_the_program_as_it_always_does() -> None:
    with Terminal("step", TXEXPLAIN_BACKEND="ecdsa") as terminal:
        terminal.until("Which transaction?")
        terminal.press("pizza\r", "")
        terminal.until_written("\x1b[?1049l")
        terminal.signal(signal.SIGINT)
        assert terminal.end() == 130
        assert "Error" not in terminal.output


def test_a_huge_paste_does_not_keep_the_program_from_ending() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        terminal.press("/", "Esc")
        terminal.type("\x1b[200~" + "ab\x1b[31m" * 500 + "\x1b[201~")
        terminal.press("", "abab")
        terminal.press("\x03", "")
        assert terminal.end() == 130


@pytest.mark.parametrize(("width", "height"), [(1, 1), (10, 3), (39, 7), (20, 24), (80, 1)])
def test_nothing_is_drawn_beyond_a_small_screen_and_it_grows_again(width: int, height: int) -> None:
    with Terminal("step", "p2pkh", width=width, height=height) as terminal:
        terminal.until("40×8" if width > 30 else "…")
        terminal.resize(80, 24)
        assert place_of(terminal.press(RIGHT, "2/23 "))[0] == 2


def test_a_storm_of_resizes_does_no_harm() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        for number in range(400):
            terminal.resize(60 + number % 60, 20 + number % 20)
        terminal.resize(80, 24)
        assert place_of(terminal.press(RIGHT, "2/23 "))[0] == 2
        terminal.press("q", "")
        assert terminal.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP])
def test_being_ended_gives_the_terminal_back(number: signal.Signals) -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        terminal.signal(number)
        assert terminal.end() == 128 + number
        assert "\x1b[?1049l" in terminal.output
        assert "\x1b[?25h" in terminal.output


def test_a_terminal_that_is_closed_ends_it_as_a_hangup_does() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        assert terminal.close() == 128 + signal.SIGHUP


def test_after_a_pause_the_terminal_is_taken_again() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/23")
        terminal.as_a_shell_leaves_it()
        before = terminal.output.count("\x1b[?1049h")
        terminal.signal(signal.SIGCONT)
        assert place_of(terminal.press(RIGHT, "2/23 "))[0] == 2
        assert terminal.output.count("\x1b[?1049h") == before + 1


def test_another_encoding_gets_what_it_can_show() -> None:
    with Terminal("step", "p2pkh", width=100, height=30, PYTHONIOENCODING="ascii") as terminal:
        lines = terminal.until("1/23")
        assert any(line.startswith("-- v ") for line in lines)
        assert all(cell_len(line) <= 100 and line.isascii() for line in lines)


def test_variables_of_textual_change_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    odd = {"TEXTUAL": "devtools,debug", "TEXTUAL_LOG": str(log), "TEXTUAL_DRIVER": "no:such", "TEXTUAL_PRESS": "q"}
    with Terminal("step", "p2pkh", **odd) as terminal:
        terminal.until("1/23 ")
        assert place_of(terminal.press(RIGHT, "2/23 "))[0] == 2
    assert not log.exists()
