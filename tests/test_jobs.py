"""Pieces of work in processes: in order, no more at once than is needed, whatever dies."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import piecework
import pytest
from effort import HANG
from piecework import error_of

import txexplain
from txexplain import InputError
from txexplain.bulk.jobs import cores, in_order, jobs_of, seldom_collected

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signals")
BOTH = pytest.mark.parametrize("ahead", [False, True])
JOBS = pytest.mark.parametrize("jobs", [1, 2])


@BOTH
@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_answers_come_in_order(jobs: int, ahead: bool) -> None:
    assert list(in_order(piecework.square, range(20), jobs, lost=error_of, ahead=ahead)) == [n * n for n in range(20)]


@BOTH
def test_a_slow_first_piece_comes_first(ahead: bool) -> None:
    assert list(in_order(piecework.late_first, range(8), 2, lost=error_of, ahead=ahead)) == list(range(8))


@BOTH
def test_nothing_gives_nothing(ahead: bool) -> None:
    assert not list(in_order(piecework.square, [], 2, lost=error_of, ahead=ahead))


@BOTH
def test_a_process_that_is_killed_loses_its_piece_and_no_other(ahead: bool) -> None:
    found = list(in_order(piecework.die_at_three, range(10), 2, lost=error_of, ahead=ahead))
    assert found == [*range(3), "3: worker_died (how SIGKILL)", *range(4, 10)]


@pytest.mark.parametrize("ahead", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_where_processes_die_again_and_again_no_more_are_begun(ahead: bool) -> None:
    found = list(in_order(piecework.die_always, range(200), 2, lost=error_of, ahead=ahead))
    assert [each.split(": ")[0] for each in map(str, found)] == [str(number) for number in range(200)]
    died = [each for each in map(str, found) if "worker_died (how SIGKILL)" in each]
    assert 8 <= len(died) < 12
    assert str(found[-1]).startswith("199: workers_died (count ")


@JOBS
def test_what_raises_loses_its_piece_and_no_other(jobs: int) -> None:
    found = list(in_order(piecework.fail_at_three, range(6), jobs, lost=error_of))
    assert found == [0, 1, 2, "3: internal (reason ValueError)", 4, 5]


@JOBS
def test_too_little_memory_loses_the_piece(jobs: int) -> None:
    assert list(in_order(piecework.exhaust_memory, [7], jobs, lost=error_of)) == ["7: out_of_memory"]


def test_too_little_memory_to_pass_a_piece_on_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(what: object) -> bytes:
        if isinstance(what, int):
            raise MemoryError
        return pickle.dumps(what)

    monkeypatch.setattr("txexplain.bulk.pool.pickle", SimpleNamespace(dumps=greedy))
    assert list(in_order(piecework.square, [7, 8], 2, lost=error_of)) == ["7: out_of_memory", "8: out_of_memory"]


@pytest.mark.parametrize("place", ["lines.object_in", "answer._found", "answer.plain", "many.answers"])
def test_a_defect_is_an_error_and_raised_where_it_is_looked_for(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = iter([KeyError("secret")])

    def fails(*arguments: Any, **more: Any) -> Any:
        for error in failing:
            raise error
        return arguments[0]

    monkeypatch.setattr(f"txexplain.bulk.{place}", fails)
    (answer,) = txexplain.read_many(["p2pkh"])
    assert answer["error"]["code"] == "internal"
    assert "secret" not in answer["error"]["sentence"]
    failing = iter([KeyError("secret")])
    monkeypatch.setenv("TXEXPLAIN_DEBUG", "1")
    with pytest.raises(KeyError, match="secret"):
        list(txexplain.read_many(["p2pkh"]))


def test_what_does_not_pickle_loses_its_piece() -> None:
    works = [1, threading.Lock(), 3]
    found = list(in_order(piecework.text_of, works, 2, lost=lambda work, error: error.code))
    assert found == ["1", "internal", "3"]


def test_what_a_process_prints_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(in_order(piecework.print_and_square, range(3), 2, lost=error_of)) == [0, 1, 4]
    assert capfd.readouterr() == ("", "")


def test_two_processes_share_the_work() -> None:
    pids = set(in_order(piecework.slow_pid, range(12), 2, lost=error_of))
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_a_single_piece_needs_a_single_process() -> None:
    assert len(set(in_order(piecework.slow_pid, [1], 8, lost=error_of))) == 1


@pytest.mark.parametrize("most", [0, 1, 3])
def test_where_no_more_processes_can_be_begun_those_there_are_do_the_work(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, begun = subprocess.Popen, []

    def limited(*arguments: Any, **options: Any) -> Any:
        if len(begun) >= most:
            raise BlockingIOError(11, "no more")
        begun.append(1)
        return begin(*arguments, **options)

    monkeypatch.setattr("txexplain.bulk.process.subprocess.Popen", limited)
    found = list(in_order(piecework.slow_pid, range(12), 5, lost=lambda work, error: error.code))
    assert len(set(found)) == (most or 2)
    assert found.count("worker_died") == (0 if most else 10)  # two for each process


def test_there_are_a_few_processes_for_each_core_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("txexplain.bulk.jobs.cores", lambda: 1)
    assert 1 < len(set(in_order(piecework.slow_pid, range(24), 1000, lost=error_of))) <= 4


_MANNER = """
import sys
from piecework import *
from txexplain.bulk.jobs import in_order
for flags, warnings, options, path, words in in_order(manner, [0], 2, lost=error_of):
    assert flags == tuple(sys.flags)
    assert (warnings, options, path) == (sys.warnoptions, sys._xoptions, sys.path)
    assert not [each for each in path if each and each in " ".join(words[1:])]
"""


@pytest.mark.parametrize("flags", [[], ["-I", "-X", "utf8", "-W", "error"], ["-E", "-s"]])
def test_a_process_is_begun_as_this_one_and_shows_no_folders(flags: list[str]) -> None:
    script = f"import sys; sys.path[:0] = [{str(Path(__file__).parent)!r}, '/no {chr(0xE9)}\\n folder']\n{_MANNER}"
    done = subprocess.run([sys.executable, *flags, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@JOBS
def test_lines_before_something_wrong_are_answered(jobs: int) -> None:
    def lines() -> Iterator[str]:
        yield from ["p2pkh"] * 3
        raise OSError("no more")

    answers = txexplain.read_many(lines(), fields="txid", jobs=jobs)
    assert [next(answers)["line"] for _ in range(3)] == [1, 2, 3]
    with pytest.raises(OSError, match="no more"):
        next(answers)


def test_the_collector_of_garbage_is_left_as_it_was() -> None:
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


def test_with_one_job_all_is_done_here() -> None:
    assert set(in_order(piecework.slow_pid, range(3), 1, lost=error_of)) == {os.getpid()}


@BOTH
def test_works_are_read_only_as_they_are_needed(ahead: bool) -> None:
    read: list[int] = []

    def works() -> Iterator[int]:
        for number in range(10_000):
            read.append(number)
            yield number

    results = in_order(piecework.square, works(), 2, lost=error_of, ahead=ahead)
    assert [next(results) for _ in range(5)] == [0, 1, 4, 9, 16]
    time.sleep(0.2)
    assert len(read) < 20
    results.close()


@BOTH
def test_what_reading_raises_comes_after_what_was_read(ahead: bool) -> None:
    def works() -> Iterator[int]:
        yield 2
        yield 3
        raise InputError("unreadable_file", path="b")

    results = in_order(piecework.square, works(), 2, lost=error_of, ahead=ahead)
    assert [next(results), next(results)] == [4, 9]
    with pytest.raises(InputError, match="unreadable_file"):
        next(results)


def test_an_answer_does_not_wait_for_the_next_piece() -> None:
    more = threading.Event()

    def works() -> Iterator[int]:
        yield 2
        assert more.wait(HANG)
        yield 3

    results = in_order(piecework.square, works(), 2, lost=error_of, ahead=True)
    assert next(results) == 4
    more.set()
    assert list(results) == [9]


@BOTH
def test_closing_ends_processes_that_never_end(ahead: bool, tmp_path: Path) -> None:
    results = in_order(piecework.never_end, [str(tmp_path)] * 8, 2, lost=lambda work, error: "", ahead=ahead)
    asking = threading.Thread(target=lambda: next(results, None), daemon=True)
    asking.start()
    pids = _pids_in(tmp_path, 2)
    for pid in pids:  # the thread has the generator: ended from outside, as by a system out of memory
        os.kill(pid, signal.SIGKILL)
    asking.join(HANG)
    results.close()
    for pid in _pids_in(tmp_path, 2):
        _await_end(pid)


@pytest.mark.parametrize("how", ["close", "free"])
def test_a_generator_that_is_dropped_ends_its_processes(how: str) -> None:
    results = in_order(piecework.slow_pid, range(100), 2, lost=error_of)
    pids = {next(results) for _ in range(6)}
    if how == "close":
        results.close()
    del results
    gc.collect()
    for pid in pids:
        _await_end(int(pid))


_SCRIPT = """
import sys
from piecework import *
from txexplain.bulk.jobs import in_order
list(in_order(never_end, [sys.argv[1]] * 4, 2, lost=error_of))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_processes_end_with_the_one_that_began_them(number: signal.Signals, tmp_path: Path) -> None:
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", f"import sys; sys.path.append({here!r})\n{_SCRIPT}", str(tmp_path)]
    heed = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    with subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=heed) as process:
        pids = _pids_in(tmp_path, 2)
        process.send_signal(number)
        _, told = process.communicate(timeout=HANG)
    assert told.count(b"Traceback") == (number is signal.SIGINT)
    for pid in pids:
        _await_end(pid)


def test_an_interrupt_does_not_reach_the_processes(tmp_path: Path) -> None:
    results = in_order(piecework.slow_pid, range(20), 2, lost=error_of)
    for pid in {next(results) for _ in range(4)}:
        os.kill(int(pid), signal.SIGINT)
    assert all(isinstance(each, int) for each in results)


@pytest.mark.parametrize(("text", "jobs"), [(None, 1), ("1", 1), ("7", 7), (" 12 ", 12), ("1024", 1024)])
def test_jobs_are_read(text: str | None, jobs: int) -> None:
    assert jobs_of(text) == jobs


@pytest.mark.parametrize("text", ["auto", "AUTO"])
def test_auto_is_one_for_each_core(text: str) -> None:
    assert jobs_of(text) == cores() >= 1


@pytest.mark.parametrize("text", ["-1", "two", "1.5", "1025", "9" * 5000, "٣", "", "1e3", "+2"])
def test_what_is_no_number_of_processes_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="bad_jobs"):
        jobs_of(text)


def _pids_in(folder: Path, count: int) -> list[int]:
    deadline = time.monotonic() + HANG
    while len(found := list(folder.iterdir())) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return [int(path.name) for path in found]


def _await_end(pid: int) -> None:
    """Waits until there is no such process, or a dead one that nobody has asked for yet."""
    deadline = time.monotonic() + HANG
    while _lives(pid):
        assert time.monotonic() < deadline, f"{pid} lives on"
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.strip().startswith("Z")
