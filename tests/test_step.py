"""The stepper on a real terminal: every key, every size, and every way to run it without one."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
from collections.abc import Iterator

import pytest
from conftest import EXAMPLES, slow
from rich.cells import cell_len
from walking import FULL_STORY, story_of, story_of_psbt

from txexplain.bundled import psbt_names
from txexplain.cli.keys import own_terminal
from txexplain.cli.stepping import Stepper
from txexplain.explain.walk.tour import Tour
from txexplain.render.screen import draw
from txexplain.render.wrap import width_of
from txexplain.texts import LANGUAGES, Texts

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

import pty

from terminals import SIZES, Terminal

RIGHT, LEFT, UP, DOWN, END, HOME = "\x1b[C", "\x1b[D", "\x1b[A", "\x1b[B", "\x1b[F", "\x1b[H"
NAMES = ("all-types", "pizza", "taproot-script", "p2sh-multisig")


def place_of(lines: list[str]) -> tuple[int, int]:
    found = re.match(r"(\d+)/(\d+) ", lines[0])
    assert found, lines[0]
    return int(found[1]), int(found[2])


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        *(("p2pkh", *size) for size in SIZES),
        ("pizza", 80, 24),
        *(slow(name, *size) for name in NAMES for size in SIZES if (name, size) != ("pizza", (80, 24))),
    ],
)
def test_every_place_fits_its_screen(name: str, width: int, height: int) -> None:
    tour = Tour(story_of(name), FULL_STORY)
    count = tour.progress()[1]
    with Terminal("step", name, width=width, height=height) as terminal:
        lines = terminal.until(f"1/{count} ")
        for number in (1, 2, 5, count // 2, count):
            lines = terminal.press(f"g{number}\r", f"{number}/{count} ") if number > 1 else lines
            assert len(lines) == height
            assert all(cell_len(line) <= width for line in lines), (number, lines)
            assert "─" * width in lines or any("── " in line for line in lines)
        terminal.press("q", "")
        assert terminal.end() == 0


class _NoScreen:
    size = (80, 24)


@pytest.mark.parametrize(
    ("language", "sizes"),
    [("en", [(40, 8)]), ("zh", [(60, 20)]), *(slow(language, [(40, 8), *SIZES]) for language in LANGUAGES)],
)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_place_of_every_example_is_drawn_within_its_screen(
    name: str, language: str, sizes: list[tuple[int, int]]
) -> None:
    tour = Tour(story_of(name), FULL_STORY)
    stepper = Stepper(tour, Texts(language), _NoScreen())
    for at in range(len(tour.places)):
        tour.go_to_place(at)
        for width, height in sizes:
            lines = draw(stepper.view(), width, height).lines
            assert len(lines) == height
            assert all(width_of(line) <= width for line in lines), (tour.place, width)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", psbt_names())
def test_every_place_of_every_psbt_is_drawn_within_its_screen(name: str, language: str) -> None:
    tour = Tour(story_of_psbt(name), FULL_STORY)
    stepper = Stepper(tour, Texts(language), _NoScreen())
    for at in range(len(tour.places)):
        tour.go_to_place(at)
        for width, height in ((40, 8), (80, 24)):
            lines = draw(stepper.view(), width, height).lines
            assert len(lines) == height
            assert all(width_of(line) <= width for line in lines), (tour.place, width)
    for vin in range(len(tour.story.report.inputs)):
        assert tour.go_to_input(vin)
    for vout in range(len(tour.story.report.outputs)):
        assert tour.go_to_output(vout)


def test_the_message_of_a_psbts_signature_is_a_detail_of_who_signs() -> None:
    tour = Tour(story_of_psbt("psbt-signed-once"), FULL_STORY)
    assert tour.go_to_input(0)
    assert tour.forward()
    assert (tour.place.key, tour.has_detail) == ("psbt_keys", True)
    assert tour.into()
    assert tour.place.key == "psbt_message"


def test_each_key_does_what_the_help_says() -> None:
    with Terminal("step", "p2pkh", width=100, height=40) as terminal:
        first = terminal.until("1/21 ")
        assert any("Space" in line for line in first)
        assert place_of(terminal.press(RIGHT, "2/21"))[0] == 2
        assert place_of(terminal.press("n", "3/21"))[0] == 3
        assert place_of(terminal.press(LEFT, "2/21"))[0] == 2
        assert place_of(terminal.press("p", "1/21"))[0] == 1
        assert any("nothing further" in line for line in terminal.press(LEFT, "nothing further"))
        assert "Input 0" in terminal.press("i", "Input 0")[0]
        terminal.press("g15\r", "15/21")
        assert "detail" in terminal.press("\r", "Message 1")[0]
        assert "Signature" in terminal.press(RIGHT, "Signature")[0]
        assert place_of(terminal.press("\x1b", "15/21"))[0] == 15
        assert "Output 1" in terminal.press("go1\r", "Output 1")[0]
        assert any("no such place" in line for line in terminal.press("go7\r", "no such place"))
        assert any("Not a number" in line for line in terminal.press("gx\r", "Not a number"))
        assert any("[OP_HASH160]" in line for line in terminal.press("/hash160, 20\r", "[OP_HASH160]"))
        assert any("Not found" in line for line in terminal.press("/no such words\r", "Not found"))
        assert any("node · term" in line for line in terminal.press("wnode\r", "node · term"))
        terminal.press(" ", "21")
        assert any("Keys" in line for line in terminal.press("?", "Keys"))
        terminal.press("x", "/21")
        assert any("交易" in line for line in terminal.press(HOME + "L", "交易"))
        terminal.press("L", "Transaction")
        assert place_of(terminal.press(END, "21/21"))[0] == 21
        terminal.press("q", "")
        assert terminal.end() == 0
        assert "\x1b[?1049l" in terminal.output
        assert "\x1b[?25h" in terminal.output


def test_what_does_not_fit_is_announced_and_can_be_scrolled() -> None:
    with Terminal("step", "p2pkh", width=60, height=20) as terminal:
        lines = terminal.until("more lines below")
        assert not any("more lines above" in line for line in lines)
        lines = terminal.press(DOWN, "more lines above")
        lines = terminal.press(UP + UP, "An everyday payment")
        seen = "\n".join(lines)
        while "more lines below" in "\n".join(lines):
            lines = terminal.press(" ", "1/21")
            seen += "\n".join(lines)
        assert "the fee" in seen
        assert place_of(terminal.press(" ", "2/21"))[0] == 2


def test_resizing_draws_anew() -> None:
    with Terminal("step", "p2wpkh", width=80, height=24) as terminal:
        terminal.until("1/22 ")
        terminal.resize(120, 40)
        assert len(terminal.until("1/22 ", 120)) == 40
        terminal.resize(44, 12)
        lines = terminal.until("more lines below", 44)
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
        lines = terminal.until("Which transaction?")
        assert "▸ first" in "\n".join(lines)
        lines = terminal.press(DOWN, "▸ p2pkh")
        lines = terminal.press("piz", "▸ pizza")
        terminal.press("\r", "1/")
        terminal.press("q", "")
        assert terminal.end() == 0
    with Terminal("step") as terminal:
        terminal.until("Which transaction?")
        terminal.press("q", "")
        assert terminal.end() == 0


def test_interrupting_leaves_the_terminal_as_it_was() -> None:
    for keys, status in (("\x03", 130), ("\x04", 0)):
        with Terminal("step", "p2pkh") as terminal:
            terminal.until("1/21")
            terminal.press(keys, "")
            assert terminal.end() == status
            assert terminal.output.count("\x1b[?1049h") == terminal.output.count("\x1b[?1049l") == 1
            assert "\x1b[?25h" in terminal.output
            assert "Traceback" not in terminal.output


def test_no_color_is_honoured_and_the_bytes_are_still_marked() -> None:
    with Terminal("step", "p2pkh", NO_COLOR="1") as terminal:
        lines = terminal.press(RIGHT * 5, "6/21") if terminal.until("1/21") else []
        assert any("[" in line and "]" in line for line in lines[2:6])
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", terminal.output)


@pytest.mark.parametrize("arguments", [("--linear",), ()])
def test_without_a_screen_all_steps_are_printed(cli, arguments: tuple[str, ...]) -> None:
    printed = cli("step", "p2pkh", *arguments).out
    assert "\x1b" not in printed
    assert re.findall(r"^(\d+)/21  ", printed, re.M) == [str(number) for number in range(1, 22)]


def test_a_dumb_terminal_gets_all_steps() -> None:
    with Terminal("step", "p2pkh", TERM="dumb") as terminal:
        assert terminal.end() == 0
        assert "21/21  " in terminal.output
        assert "\x1b[?1049h" not in terminal.output


def test_keys_typed_at_once_all_count() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/21")
        assert place_of(terminal.press(RIGHT + RIGHT + "n", "4/21"))[0] == 4


def test_keys_typed_fast_are_not_lost() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/21")
        for key in "nnnnnnnnnn":
            terminal.type(key)
        assert place_of(terminal.until("11/21 "))[0] == 11
        for key in ("g", "6", "\r"):
            terminal.type(key)
        assert place_of(terminal.until("6/21 "))[0] == 6


def test_a_long_paste_is_taken_whole() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/21")
        terminal.press("\x1b[C" * 13, "14/21 ")
        terminal.press("/" + "7" * 100 + "\r", "7" * 80)


def test_answers_of_the_terminal_are_no_keys() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/21")
        terminal.type("\x1b[<0;10;10M\x1b[?1;2c\x1b]11;rgb:0000/0000/0000\x07")
        assert place_of(terminal.press(RIGHT, "2/21 "))[0] == 2


@pytest.mark.parametrize(("width", "height"), [(1, 1), (10, 3), (39, 7), (20, 24), (80, 1)])
def test_nothing_is_drawn_beyond_a_small_screen(width: int, height: int) -> None:
    with Terminal("step", "p2pkh", width=width, height=height) as terminal:
        terminal.until("…")
        lines = terminal.press(RIGHT, "2" if width > 5 else "…")
        assert len(lines) <= height
        assert all(cell_len(line) <= width for line in lines)


def test_a_storm_of_resizes_does_no_harm() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/21")
        for number in range(400):
            terminal.resize(60 + number % 60, 20 + number % 20)
        terminal.resize(80, 24)
        assert place_of(terminal.press(RIGHT, "2/21 "))[0] == 2
        terminal.press("q", "")
        assert terminal.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP])
def test_being_ended_gives_the_terminal_back(number: signal.Signals) -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/21")
        terminal.signal(number)
        assert terminal.end() == 128 + number
        assert "\x1b[?1049l" in terminal.output
        assert "\x1b[?25h" in terminal.output


def test_a_terminal_that_is_closed_ends_it_without_a_defect() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/21")
        assert terminal.close() in (0, 5, 128 + signal.SIGHUP)


def test_after_a_pause_the_terminal_is_taken_again() -> None:
    with Terminal("step", "p2pkh") as terminal:
        terminal.until("1/21")
        terminal.as_a_shell_leaves_it()
        before = terminal.output.count("\x1b[?1049h")
        terminal.signal(signal.SIGCONT)
        assert place_of(terminal.press(RIGHT, "2/21 "))[0] == 2
        assert terminal.output.count("\x1b[?1049h") == before + 1


def test_a_resize_in_the_middle_of_drawing_leaves_one_whole_frame() -> None:
    def paint() -> None:
        drawn.append("begins")
        if len(drawn) == 1:
            os.kill(os.getpid(), signal.SIGWINCH)
        drawn.append("ends")

    drawn: list[str] = []
    with pseudo_terminal(), own_terminal(_NoCanvas(), paint) as repaint:
        repaint()
    assert drawn == ["begins", "ends"] * 2


class _NoCanvas:
    def open(self) -> None: ...

    def close(self) -> None: ...


@contextlib.contextmanager
def pseudo_terminal() -> Iterator[None]:
    """Standard input is a pseudo-terminal meanwhile."""
    master, slave = pty.openpty()
    with pytest.MonkeyPatch.context() as patch, open(slave) as file:
        patch.setattr("sys.stdin", file)
        yield
    os.close(master)


def test_another_encoding_gets_what_it_can_show() -> None:
    with Terminal("step", "p2pkh", width=100, height=30, PYTHONIOENCODING="ascii") as terminal:
        lines = terminal.until("1/21")
        assert "-" * 100 in lines
        assert all(cell_len(line) <= 100 and line.isascii() for line in lines)
