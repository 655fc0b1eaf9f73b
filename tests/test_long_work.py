"""Work that takes a while: it shows how far it is where somebody looks, and stops when told to."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from txexplain.wire.cursor import compact_size, sized

COMMAND = [sys.executable, "-m", "txexplain"]
INPUTS = 1_500
SIGNATURE = bytes.fromhex("3006020101020101") + b"\x01"
KEY = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
OUTPUT_SCRIPT = bytes.fromhex("0014751e76e8199196d454941c45d1b3a323f1433bd6")  # of that key


@pytest.fixture
def long_work(tmp_path: Path) -> list[str]:
    """Arguments that verify a transaction of many inputs, each with a signature that does not fit."""
    inputs = b"".join(index.to_bytes(36, "little") + b"\0" + b"\xff" * 4 for index in range(1, INPUTS + 1))
    outputs = b"\1" + bytes(8) + sized(OUTPUT_SCRIPT)
    witness = INPUTS * (b"\2" + sized(SIGNATURE) + sized(KEY))
    raw = b"\2\0\0\0\0\1" + compact_size(INPUTS) + inputs + outputs + witness + bytes(4)
    (tmp_path / "tx").write_bytes(raw)
    entry = {"value_sat": 1_000, "script_pubkey": OUTPUT_SCRIPT.hex()}
    (tmp_path / "spent.json").write_text(json.dumps([entry] * INPUTS), encoding="utf-8")
    return ["verify", str(tmp_path / "tx"), "--prevouts", str(tmp_path / "spent.json"), "--json"]


def run_on_a_terminal(arguments: list[str], stop_after: float | None = None) -> tuple[int, bytes, bytes]:
    """Exit status, standard output, and what standard error, a terminal, was sent."""
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "LANG": "C.UTF-8"}
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=child, env=environment)
    os.close(child)
    if stop_after is not None:
        time.sleep(stop_after)
        process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    out = process.stdout.read()
    process.wait(timeout=60)
    shown = b""
    try:
        while chunk := os.read(parent, 65536):
            shown += chunk
    except OSError:  # how the end of a terminal reads on Linux
        pass
    os.close(parent)
    return process.returncode, out, shown


def test_long_work_shows_a_bar_on_standard_error_and_takes_it_away(long_work: list[str]) -> None:
    status, out, shown = run_on_a_terminal(long_work)
    assert (status, json.loads(out)["verdict"]) == (1, "invalid")
    assert b"checking signatures" in shown
    assert f"/{INPUTS}".encode() in shown
    assert shown.rstrip().endswith((b"\x1b[2K", b"\x1b[?25h", b"\x1b[1A\x1b[2K"))


def test_short_work_and_pipes_show_no_bar(long_work: list[str]) -> None:
    assert run_on_a_terminal(["verify", "p2pkh"])[2] == b""
    quiet = subprocess.run([*COMMAND, *long_work], capture_output=True, check=False)
    assert (quiet.returncode, quiet.stderr) == (1, b"")


def test_an_interrupt_ends_long_work_cleanly(long_work: list[str]) -> None:
    status, out, shown = run_on_a_terminal(long_work, stop_after=2.0)
    assert (status, out) == (130, b"")
    assert b"Traceback" not in shown
    assert b"\x1b[?25h" in shown  # the cursor is shown again
