"""Several programs change one progress file at once: no result is lost, and no lock stops a lesson."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import ROOT

from txexplain.cli import alone
from txexplain.cli.progress_file import done_lessons, mark_done, mark_place, mark_score, places, scores
from txexplain.model.course import LeftAt

PROGRAMS, LESSONS = 4, 8
FINISHES = """
import sys
from txexplain.cli import alone, progress_file as kept
alone._PATIENCE = 300
from txexplain.model.course import LeftAt
print("ready", flush=True)
sys.stdin.readline()
for number in map(int, sys.argv[1:]):
    kept.mark_place(number, LeftAt(3, {1: "right"}))
    kept.mark_done(number)
    kept.mark_score(f"lesson {number}", 1, 2)
"""
TAKES_THE_LOCK = """
import sys
from pathlib import Path
from txexplain.cli import alone
lock = alone._lock(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(alone, "_IN_VAIN", set())
    (tmp_path / "txexplain").mkdir()
    return tmp_path / "txexplain" / "lessons.json"


def started(code: str, *words: object) -> subprocess.Popen[str]:
    """That program, as far as it goes before it waits for a line."""
    command: Sequence[str] = [sys.executable, "-c", code, *map(str, words)]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    return program


def test_what_several_programs_finish_at_once_is_all_kept(file: Path) -> None:
    numbers = range(PROGRAMS * LESSONS)
    programs = [started(FINISHES, *numbers[own::PROGRAMS]) for own in range(PROGRAMS)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    for program in programs:
        program.communicate()
    assert done_lessons() == set(numbers)
    assert scores() == {f"lesson {number}": (1, 2) for number in numbers}
    assert places() == dict.fromkeys(numbers, LeftAt(3, {1: "right"}))
    assert os.listdir(file.parent) == ["lessons.json"]


def test_the_lock_of_a_program_that_was_killed_is_free(file: Path) -> None:
    with started(TAKES_THE_LOCK, file) as program:
        with pytest.raises((BlockingIOError, FileExistsError)):
            alone._lock(file)
        program.kill()
    lock = alone._lock(file)
    os.close(lock)
    assert os.listdir(file.parent) == []


def test_a_lock_that_another_keeps_for_ever_is_waited_for_once_and_loses_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(alone, "sleep", waits.append)
    monkeypatch.setattr(alone, "monotonic", lambda: sum(waits))
    kept = alone._lock(file)
    mark_done(3)
    assert sum(waits) == pytest.approx(alone._PATIENCE, abs=2 * alone._PAUSE)
    if sys.platform != "win32":  # where it is deleted now, so that the next one has it
        waits.clear()
        mark_done(4)
        mark_score("fee", 1, 2)
        mark_place(5, LeftAt(2))
        assert waits == []
        assert (done_lessons(), scores(), places()) == ({3, 4}, {"fee": (1, 2)}, {5: LeftAt(2)})
    os.close(kept)
    mark_done(6)
    assert 3 in done_lessons()
    assert 6 in done_lessons()
    assert not alone._IN_VAIN


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EBADF, errno.ENOSYS, errno.EACCES])
def test_without_locks_everything_is_kept_all_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def none(_: Path) -> int:
        raise OSError(code, "no locks here")

    monkeypatch.setattr(alone, "_lock", none)
    monkeypatch.delattr(alone, "sleep")
    mark_done(3)
    mark_score("fee", 1, 2)
    assert (done_lessons(), scores()) == ({3}, {"fee": (1, 2)})


def test_a_folder_that_cannot_be_written_stops_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark_done(3)
    os.chmod(file, 0o400)
    os.chmod(file.parent, 0o500)
    try:
        mark_done(4)
        mark_score("fee", 1, 2)
        assert 3 in done_lessons()
    finally:
        os.chmod(file.parent, 0o700)
        os.chmod(file, 0o600)
    blocked = file.parent / "blocked"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    mark_done(4)
    assert done_lessons() == frozenset()
    assert blocked.read_text() == "a file where the folder should be"


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock as it is there, without the system that deletes it."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "O_TEMPORARY", 0, raising=False)
    monkeypatch.setattr(alone, "_PATIENCE", 0)


@pytest.mark.usefixtures("windows")
def test_on_windows_a_lock_file_is_held_by_one_and_one_left_over_is_cleared_away(file: Path) -> None:
    beside = file.with_name("lessons.json.lock")
    os.close(alone._lock(file))
    beside.touch()
    with pytest.raises(FileExistsError):
        alone._lock(file)
    mark_done(3)
    assert done_lessons() == {3}
    assert not beside.exists()
    mark_done(4)
    assert beside.exists()  # which Windows deletes
    assert not alone._IN_VAIN


def test_what_windows_refuses_for_a_moment_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = [PermissionError("another reads it")] * 3
    waits: list[float] = []
    monkeypatch.setattr(alone, "_TRIES", 4)
    monkeypatch.setattr(alone, "sleep", waits.append)

    def do() -> str:
        if refusals:
            raise refusals.pop()
        return "done"

    assert alone.when_free(do) == "done"
    assert len(waits) == 3
    refusals.extend([PermissionError("for ever")] * 4)
    with pytest.raises(PermissionError):
        alone.when_free(do)
