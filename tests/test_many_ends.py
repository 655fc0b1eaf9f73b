"""How a stream of answers ends: after a whole line, whatever ends it, and with a sum that is true."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import piecework
import pytest
from conftest import EXAMPLES
from effort import HANG
from processes import COMMAND, started

from txexplain.bulk.work import Asked, Item, Tally
from txexplain.cli import many
from txexplain.cli.many import status_of
from txexplain.cli.progress import ManyProgress
from txexplain.explain.parts.many import summary
from txexplain.render.progress import ManyBar
from txexplain.texts import LANGUAGES, Texts

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes as Unix has them")
LINE = EXAMPLES["p2wpkh"].raw.hex() + "\n"
OTHER = EXAMPLES["p2wpkh"].raw[:-1].hex() + "01\n"  # of whose coins nobody knows anything
FIELDS = ("decode", "--lines", "--fields", "txid")
TIME = r"(\d+ ms|[\d.]+ s, [\d.,]+ a second)"
BOTH = pytest.mark.parametrize("jobs", ["1", "2"])


def slow(*values: Any) -> Any:
    """A case that is left to the long run."""
    return pytest.param(*values, marks=pytest.mark.slow)


def ran(*arguments: str, lines: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], input=lines, capture_output=True, text=True, check=False, timeout=HANG, **options
    )


def answers(text: str) -> list[dict[str, Any]]:
    assert not text or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


NOTE = ("decode", "--lines", "--fields", "input.note")


def line_with_note(size: int) -> str:
    """Whose answer has so many characters more."""
    return json.dumps({"hex": LINE.strip(), "note": "x" * size}) + "\n"


Begun = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def begun() -> Iterator[Begun]:
    """Begins the command, unbuffered; whatever the test finds, it is ended at the end."""
    with ExitStack() as stack:

        def begin(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
            process = stack.enter_context(started(*arguments, bufsize=0, **options))
            stack.callback(process.kill)
            return process

        yield begin


# The sum


@BOTH
def test_all_that_came_is_in_the_sum(jobs: str) -> None:
    lines = f"p2wpkh\n\nno such thing\n\np2pkh\n{OTHER}"
    done = ran("verify", "--lines", "--jobs", jobs, lines=lines)
    assert done.returncode == 2
    found = re.fullmatch(
        rf"txexplain: 6 lines in {TIME}: "
        r"2 valid, 0 invalid, 1 unknown, 1 error \(the first in line 3\), 2 blank\n",
        done.stderr,
    )
    assert found, done.stderr
    assert [each["line"] for each in answers(done.stdout)] == [1, 3, 5, 6]


def test_decoding_judges_nothing_valid() -> None:
    done = ran(*FIELDS, lines=LINE * 3)
    assert done.returncode == 0
    assert re.fullmatch(rf"txexplain: 3 lines in {TIME}\n", done.stderr)


def test_quiet_says_nothing_where_nothing_is_wrong() -> None:
    done = ran(*FIELDS, "--quiet", lines=f"{LINE}{LINE}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@BOTH
def test_quiet_says_nothing_but_errors(jobs: str) -> None:
    done = ran(*FIELDS, "--quiet", "--jobs", jobs, lines=f"{LINE}bad\n{LINE}0200\n")
    assert (done.returncode, done.stdout) == (3, "")
    assert [line.partition(": ")[2][:7] for line in done.stderr.splitlines()] == ["line 2:", "line 4:"]
    done = ran(*FIELDS, "--quiet", "--jobs", jobs, lines="bad\n" * 30)
    assert len(done.stderr.splitlines()) == 21
    assert "30 errors" in done.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("noun", ["lines", "transactions", "blocks"])
@pytest.mark.parametrize("how", ["done", "stopped", "interrupted"])
def test_a_sum_is_a_line_with_all_its_numbers(lang: str, noun: str, how: str) -> None:
    counts = {**Tally(1234, 1000, 200, 30, 4, 5)._asdict(), "first_error": 77}
    told = summary(counts, 2.0, how, noun, Texts(lang), judged=True)
    assert "\n" not in told
    assert {"1,239", "2.0", "620", "1,000", "200", "30", "4", "77", "5"} <= set(re.findall(r"[\d.,]*\d", told))
    plain = summary({**Tally(1)._asdict(), "first_error": None}, 0.0, how, noun, Texts(lang), judged=False)
    assert set(re.findall(r"[\d.,]*\d", plain)) == {"1", "0"}


@pytest.mark.parametrize(
    ("occurred", "status"),
    [((), 0), ((0, 4), 4), ((4, 1), 1), ((1, 2, 4), 2), ((3, 2), 3), ((5, 3), 5), ((70, 5, 1), 70)],
)
def test_the_status_is_the_first_that_occurred_of_the_order(occurred: tuple[int, ...], status: int) -> None:
    assert status_of(occurred) == status


# As it comes


@posix
@BOTH
def test_each_line_is_answered_before_the_next_comes(begun: Begun, jobs: str) -> None:
    process = begun(*FIELDS, "--jobs", jobs, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    for number in (1, 2, 3):
        process.stdin.write(LINE.encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["line"] == number
    _, err = process.communicate(timeout=HANG)
    assert process.returncode == 0
    assert b"3 lines" in err


# What ends it


@posix
@BOTH
def test_an_interrupt_while_it_waits_ends_it_with_what_was_done(begun: Begun, jobs: str) -> None:
    process = begun(*FIELDS, "--jobs", jobs, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(LINE.encode())
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, err = process.stdout.read(), process.stderr.read() if process.stderr else b""
    assert process.wait(HANG) == 130
    assert rest == b""
    assert re.fullmatch(rf"txexplain: interrupted after 1 line in {TIME}\n", err.decode()), err


@posix
@pytest.mark.parametrize(("jobs", "after"), [("1", 1), ("2", 100_000), slow("2", 1), slow("1", 100_000)])
def test_an_interrupt_ends_it_after_a_whole_line(begun: Begun, jobs: str, after: int, tmp_path: Path) -> None:
    """The answers go into a pipe that is read slowly, so that writing is what is interrupted."""
    given = tmp_path / "lines"
    given.write_text(LINE * 2_000)
    process = begun("decode", "--lines", str(given), "--jobs", jobs, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    start = process.stdout.read(after)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=HANG)
    assert process.returncode == 130
    found = answers((start + out).decode())
    assert 0 < len(found) < 2_000
    assert [each["line"] for each in found] == list(range(1, len(found) + 1))
    assert f"interrupted after {len(found):,} lines" in err.decode()
    assert b"Traceback" not in err


@posix
@pytest.mark.slow
def test_an_interrupt_ends_it_where_nobody_reads(begun: Begun, tmp_path: Path) -> None:
    given = tmp_path / "lines"
    given.write_text(LINE * 2_000)
    process = begun("decode", "--lines", str(given), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read(1)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(HANG) == 130


@posix
@pytest.mark.parametrize(("size", "count"), [slow(10, 3_000), slow(5_000, 300), (200_000, 20)])
def test_an_interrupt_waits_for_the_rest_of_a_line(begun: Begun, size: int, count: int, tmp_path: Path) -> None:
    """Lines that a pipe takes at once, and those that it does not; nobody reads until later."""
    given = tmp_path / "lines"
    given.write_text(line_with_note(size) * count)
    process = begun(*NOTE, str(given), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    start = process.stdout.read(1)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    time.sleep(1)
    out, err = process.communicate(timeout=HANG)
    assert process.returncode == 130
    found = answers((start + out).decode())
    assert 0 < len(found) < count
    assert f"interrupted after {len(found):,} line" in err.decode()


@posix
def test_a_second_interrupt_does_not_wait(begun: Begun, tmp_path: Path) -> None:
    given = tmp_path / "lines"
    given.write_text(line_with_note(200_000) * 3)
    process = begun(*NOTE, str(given), stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read(1)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    time.sleep(0.7)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(HANG) == 130


@posix
@BOTH
def test_a_closed_pipe_ends_it_without_a_word(jobs: str, tmp_path: Path) -> None:
    given = tmp_path / "lines"
    given.write_text(LINE * 2_000)
    command = f"{' '.join(COMMAND)} decode --lines --jobs {jobs} {given} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=HANG)
    assert (done.returncode, done.stderr) == (141, "")
    assert [each["line"] for each in answers(done.stdout)] == [1]


@posix
@BOTH
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(jobs: str) -> None:
    with open("/dev/full", "w") as full:
        command = [*COMMAND, *FIELDS, "--jobs", jobs]
        done = subprocess.run(command, input=LINE.encode(), stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 5
    assert b"cannot be written" in done.stderr
    assert b"stopped after 0 lines" in done.stderr


@posix
@pytest.mark.parametrize("size", [slow(1), 8, slow(33)])
def test_a_disk_that_fills_up_keeps_whole_lines(size: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "lines").write_text(LINE * 500)
    command = f"ulimit -f {size}; {' '.join(COMMAND)} decode --lines {tmp_path}/lines > {out}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 5
    found = answers(out.read_text())
    assert [each["line"] for each in found] == list(range(1, len(found) + 1))
    assert out.stat().st_size <= size * 1024
    assert re.search(r"after ([\d,]+) line", done.stderr)[1] == f"{len(found):,}"  # type: ignore[index]


@posix
def test_a_closed_standard_output_is_told() -> None:
    command = f"{' '.join(COMMAND)} {' '.join(FIELDS)} p2wpkh >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 5


@posix
def test_a_pipe_that_does_not_wait_gets_all(begun: Begun) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    lines = LINE * 1_000
    process = begun("decode", "--lines", "-", stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.DEVNULL)
    os.close(writing)
    assert process.stdin is not None
    threading.Thread(target=_give, args=(process.stdin, lines.encode())).start()
    with open(reading, "rb") as stream:
        time.sleep(0.5)  # until the pipe is full
        found = answers(stream.read().decode())
    assert process.wait(HANG) == 0
    assert len(found) == 1_000


@posix
def test_a_process_that_is_killed_is_told_and_its_lines_get_errors(begun: Begun, tmp_path: Path) -> None:
    given = tmp_path / "lines"
    given.write_text(LINE * 2_000)
    process = begun("decode", "--lines", "--jobs", "2", str(given), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    first = process.stdout.readline()
    for child in _children_of(process.pid)[:1]:
        os.kill(child, signal.SIGKILL)
    out, err = process.communicate(timeout=HANG)
    assert process.returncode == 70
    found = answers((first + out).decode())
    assert [each["line"] for each in found] == list(range(1, 2_001))
    lost = [each["line"] for each in found if "error" in each]
    assert lost == list(range(lost[0], lost[0] + len(lost)))
    assert {each["error"]["code"] for each in found if "error" in each} == {"worker_died"}
    assert err.count(b"worker_died") == 1
    assert f"{len(lost):,} errors (the first in line {lost[0]:,})".encode() in err


def test_it_is_said_that_processes_die_again_and_again(capfd: pytest.CaptureFixture[str]) -> None:
    works = [piecework.Deadly(line) for line in range(1, 31)]
    assert many.run_many(works, Asked(), Texts(), jobs=2) == 70
    out, err = capfd.readouterr()
    assert [each["line"] for each in answers(out)] == list(range(1, 31))
    assert err.count("(worker_died)") == err.count("(workers_died)") == 1
    assert "30 errors (the first in line 1)" in err


def _children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [map(int, line.split()) for line in listed.splitlines()]
    return [child for child, parent in pairs if parent == pid]


def _give(stream: Any, data: bytes) -> None:
    stream.write(data)
    stream.close()


# Reading that fails, in this process


class _Numbers:
    """A piece of work whose items are errors, one for each number."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = numbers

    def items(self) -> Iterator[Item]:
        raise NotImplementedError

    def lost(self, error: Any) -> Iterator[Item]:
        for number in self.numbers:
            yield Item({"line": number}, error=error)


def test_a_piece_that_raises_gives_an_error_for_each_of_its_lines(capfd: pytest.CaptureFixture[str]) -> None:
    status = many.run_many([_Numbers(1, 2), _Numbers(3)], Asked(), Texts())
    out, err = capfd.readouterr()
    assert status == 70
    assert [(each["line"], each["error"]["code"]) for each in answers(out)] == [(n, "internal") for n in (1, 2, 3)]
    assert "3 errors (the first in line 1)" in err


def test_answers_can_be_one_array(capfd: pytest.CaptureFixture[str]) -> None:
    many.run_many([_Numbers(1, 2), _Numbers(), _Numbers(3)], Asked(), Texts(), array=True, noun="transactions")
    assert [each["line"] for each in json.loads(capfd.readouterr().out)] == [1, 2, 3]
    many.run_many([], Asked(), Texts(), array=True)
    assert json.loads(capfd.readouterr().out) == []


# Progress


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("total", [None, 1_000_000])
def test_progress_has_a_rate_in_one_line_and_goes(
    lang: str, width: int, total: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("txexplain.cli.progress.time.monotonic", lambda: now[0])
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    screen = _Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    progress = ManyProgress(Texts(lang), total)
    progress.advance(1_000, 1_000)
    assert screen.getvalue() == ""  # not worth it yet
    now[0] = 100.0
    progress.advance(250_000, 249_000)
    drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue()).split("\r")[-1]
    assert len(drawn) <= width
    assert "250,000" in drawn
    assert "2,500" in drawn
    assert ("0:05:00" in drawn) == (total is not None)
    assert ("━" in drawn) == (total is not None)
    assert "\n" not in screen.getvalue()
    progress.end()
    assert screen.getvalue().endswith("\x1b[2K")


def test_progress_is_not_shown_among_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("txexplain.cli.progress.time.monotonic", lambda: now[0])
    screen = _Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdout", screen)
    progress = ManyProgress(Texts(), 10)
    now[0] = 100.0
    progress.advance(5, 5)
    progress.end()
    assert screen.getvalue() == ""


def test_words_that_do_not_fit_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    screen = _Screen()
    bar = ManyBar(screen)
    bar.show("word " * 20, 0.5)
    bar.remove()
    assert max(len(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", part)) for part in screen.getvalue().split("\r")) <= 20
