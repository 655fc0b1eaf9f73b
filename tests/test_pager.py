"""Long pages go through the reader's pager, where both ends are terminals, and through none elsewhere."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from conftest import EXAMPLES, posix, slow
from effort import HANG

if os.name == "posix":
    from terminals import Terminal

pytestmark = posix

NOTED = "import sys; text = sys.stdin.read(); print('PAGED', text.count(chr(10)), file=sys.stdout); print(text)"


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """One that says that it ran, and prints what it was given."""
    script = tmp_path / "pager.py"
    script.write_text(NOTED)
    return f"{sys.executable} {script}"


def shown(*arguments: str, stdin: bytes | None = None, **environment: str) -> tuple[int, str]:
    with Terminal(*arguments, stdin=stdin, **environment) as terminal:
        status = terminal.end()
        return status, terminal.output.replace("\r", "")


QUICK = ("decode p2pkh", "block block170", "learn --linear 1", "decode --help")
SLOW = "verify all-types|explain p2pkh|trace p2pkh|sighash p2pkh|why|examples|whatif pizza --drop vin[0]|p2pkh".split(
    "|"
)


@pytest.mark.parametrize("arguments", [*QUICK, *map(slow, SLOW)])
def test_a_long_page_goes_through_the_pager_whole(pager: str, arguments: str) -> None:
    plain = shown(*arguments.split(), PAGER="cat")
    status, output = shown(*arguments.split(), PAGER=pager)
    first, _, rest = output.partition("\n")
    assert (status, rest.rstrip("\n")) == (plain[0], plain[1].rstrip("\n"))
    assert first == f"PAGED {plain[1].count(chr(10))}"


def test_what_fits_on_the_screen_goes_through_none(pager: str) -> None:
    for arguments in ([], ["--version"], ["why", "P2PKH"], ["decode", "firsst"]):
        assert "PAGED" not in shown(*arguments, PAGER=pager, LINES="24")[1]
    assert "PAGED" in shown(PAGER=pager, LINES="20")[1]


def test_asked_not_to_dumb_terminals_pipes_and_data_go_through_none(pager: str, tmp_path: Path) -> None:
    for words in (["--no-pager", "decode", "pizza"], ["decode", "pizza", "--no-pager"]):
        assert "PAGED" not in shown(*words, PAGER=pager)[1]
    for name in ("dumb", "unknown", ""):
        assert "PAGED" not in shown("decode", "pizza", PAGER=pager, TERM=name)[1]
    assert "PAGED" not in shown("decode", "--json", "pizza", PAGER=pager)[1]
    assert "PAGED" not in shown("decode", "-", stdin=EXAMPLES["pizza"].raw, PAGER=pager)[1]


@pytest.mark.parametrize("name", ["", "cat", "/bin/cat", "no-such-pager", "'", "/dev/null"])
def test_no_pager_at_all_is_plain(name: str) -> None:
    status, output = shown("decode", "pizza", PAGER=name)
    assert status == 0
    assert (status, output) == shown("--no-pager", "decode", "pizza")


def test_leaving_the_pager_early_or_its_failing_is_no_error() -> None:
    for name in ("true", "head -1", "false"):
        status, output = shown("decode", "--bytes", "--all", "pizza", PAGER=name)
        assert status == 0
        assert "error" not in output
    assert shown("verify", "bad-signature", "--all", PAGER="true", LINES="5")[0] == 1


def test_less_is_told_to_leave_colours_and_what_is_short_alone(tmp_path: Path, monkeypatch) -> None:
    less = tmp_path / "less"
    less.write_text('#!/bin/sh\necho "LESS=$LESS"\ncat\n')
    less.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.delenv("LESS", raising=False)
    assert "LESS=FRX\n" in shown("decode", "pizza", PATH=path)[1]
    assert "LESS=-R -S\n" in shown("decode", "pizza", PATH=path, LESS="-S")[1]


def test_chinese_and_what_the_chain_says_reach_it_as_without() -> None:
    for words in (["decode", "genesis", "--bytes", "--lang", "zh"], ["explain", "--lang", "zh", "all-types"]):
        assert shown(*words, PAGER="sed -n p") == shown(*words, PAGER="cat")


def test_an_interrupt_is_left_to_the_pager() -> None:
    with Terminal(
        "decode", "pizza", PAGER="sh -c 'trap : INT; cat; echo ALL; sleep 1; sleep 1; echo LEFT'"
    ) as terminal:
        deadline = time.monotonic() + HANG
        while "ALL" not in terminal.output and time.monotonic() < deadline:
            terminal._read(0.1)
        terminal.type("\x03")
        assert terminal.end() == 0
        assert "LEFT" in terminal.output
