"""Work that takes a while: it shows how far it is where somebody looks, and stops when told to."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from effort import HANG
from processes import started

from txexplain.cli.progress import QUIET_SECONDS, progress_bar
from txexplain.texts import Texts
from txexplain.wire.cursor import compact_size, sized

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

import pty

SIGNATURE = bytes.fromhex("3006020101020101") + b"\x01"
KEY = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
OUTPUT_SCRIPT = bytes.fromhex("0014751e76e8199196d454941c45d1b3a323f1433bd6")  # of that key


class Clock:
    """Time that goes on only when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_after(seconds: float, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is written to standard error if each of ten inputs takes so long."""
    clock = Clock()
    monkeypatch.setattr("txexplain.cli.progress.time", clock)
    monkeypatch.setattr("sys.stderr", stream)
    with progress_bar(Texts()) as bar:
        bar.total = 10
        for done in range(1, 11):
            clock.now += seconds
            bar.advance(done)
    return stream.getvalue()


def test_long_work_shows_a_bar_and_takes_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = shown_after(QUIET_SECONDS / 5, Terminal(), monkeypatch)
    assert "checking signatures" in shown
    assert "10/10" in shown
    assert shown.rstrip().endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))


def test_short_work_and_pipes_show_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown_after(QUIET_SECONDS / 20, Terminal(), monkeypatch) == ""
    assert shown_after(QUIET_SECONDS, io.StringIO(), monkeypatch) == ""


@pytest.fixture
def long_work(tmp_path: Path) -> list[str]:
    """Arguments that verify a transaction of many inputs, each with a signature that does not fit."""
    count = 8_000
    inputs = b"".join(index.to_bytes(36, "little") + b"\0" + b"\xff" * 4 for index in range(1, count + 1))
    outputs = b"\1" + bytes(8) + sized(OUTPUT_SCRIPT)
    witness = count * (b"\2" + sized(SIGNATURE) + sized(KEY))
    raw = b"\2\0\0\0\0\1" + compact_size(count) + inputs + outputs + witness + bytes(4)
    (tmp_path / "tx").write_bytes(raw)
    entry = {"value_sat": 1_000, "script_pubkey": OUTPUT_SCRIPT.hex()}
    (tmp_path / "spent.json").write_text(json.dumps([entry] * count), encoding="utf-8")
    return ["verify", str(tmp_path / "tx"), "--prevouts", str(tmp_path / "spent.json"), "--json"]


def test_an_interrupt_ends_long_work_cleanly(long_work: list[str]) -> None:
    """On a terminal, as soon as the bar tells that it is at work; to the end it would take half a minute."""
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "LANG": "C.UTF-8"}
    process = started(*long_work, stdout=subprocess.PIPE, stderr=child, env=environment)
    os.close(child)
    shown = b""
    while b"checking signatures" not in shown:
        shown += os.read(parent, 65536)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=HANG)
    shown += rest_of(parent)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in shown
    assert b"\x1b[?25h" in shown  # the cursor is shown again


def rest_of(terminal: int) -> bytes:
    shown = b""
    try:
        while chunk := os.read(terminal, 65536):
            shown += chunk
    except OSError:  # how the end of a terminal reads on Linux
        pass
    os.close(terminal)
    return shown
