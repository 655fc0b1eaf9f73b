"""Files that are written: whole or not at all, never over one that exists unasked, and what goes wrong is said."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import posix
from said_check import of_unwritten_files, page_of, say_why_files_are_not_written
from writing import PAGE, names_in, refused

from txexplain.cli import files
from txexplain.cli.files import check_file, write_and_tell, write_file
from txexplain.cli.output import MANNER
from txexplain.model.errors import OutputError
from txexplain.texts import LANGUAGES, Texts


@pytest.fixture(autouse=True)
def loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MANNER, "quiet", False)


def test_a_new_file_has_the_text_as_utf_8_and_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_file(str(tmp_path / "page.html"), PAGE, force=False)
    (tmp_path / "other").touch()
    assert (tmp_path / "page.html").read_bytes() == PAGE.encode()
    assert (tmp_path / "page.html").stat().st_mode == (tmp_path / "other").stat().st_mode
    assert names_in(tmp_path) == ["other", "page.html"]


@pytest.mark.parametrize("old", [b"", b"kept"])
def test_a_file_that_exists_is_left_alone_without_force(tmp_path: Path, old: bytes) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(old)
    assert refused(path).code == "file_exists"
    assert path.read_bytes() == old
    assert names_in(tmp_path) == ["page.html"]


def test_with_force_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("a much longer text than the one that replaces it, so that nothing of it may be left")
    path.chmod(0o640)
    write_file(str(path), PAGE, force=True)
    assert path.read_text(encoding="utf-8") == PAGE
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o640


def test_force_may_be_given_where_there_is_nothing_to_overwrite(tmp_path: Path) -> None:
    write_file(str(tmp_path / "page.html"), PAGE, force=True)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(("name", "why"), [(".", "folder"), ("", "folder"), ("no/page.html", "no_folder")])
def test_a_folder_and_a_missing_folder_are_refused(tmp_path: Path, name: str, why: str, force: bool) -> None:
    error = refused(f"{tmp_path}/{name}", force=force)
    assert (error.code, error.facts["why"]) == ("file_not_written", why)
    assert names_in(tmp_path) == []


def test_a_name_that_ends_like_a_folder_makes_no_file(tmp_path: Path) -> None:
    assert refused(f"{tmp_path}/new/").facts["why"] == "no_folder"
    (tmp_path / "file").touch()
    assert refused(f"{tmp_path}/file/page.html").facts["why"] == "file_above"
    assert names_in(tmp_path) == ["file"]


def test_a_file_that_is_protected_is_not_overwritten_even_with_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page.html"
    path.write_text("kept")
    path.chmod(0o444)
    if os.access(path, os.W_OK):  # root may write everywhere
        monkeypatch.setattr(os, "access", lambda *_: False)
    assert refused(path, force=True).facts["why"] == "denied"
    assert path.read_text() == "kept"


@contextmanager
def somebody_without_rights() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@posix
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with somebody_without_rights():
        assert refused(tmp_path / "page.html").facts["why"] == "denied"
    tmp_path.chmod(0o755)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(("code", "why"), [(errno.ENOSPC, "full"), (errno.EROFS, "denied"), (errno.EIO, "other")])
@pytest.mark.parametrize("old", [None, "kept"])
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_disk_that_takes_no_more_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, old: str | None, code: int, why: str
) -> None:
    path = tmp_path / "page.html"
    if old is not None:
        path.write_text(old)

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        error = refused(path, force=True)
    assert (error.facts["why"], error.facts["reason"]) == (why, os.strerror(code))
    assert names_in(tmp_path) == ([] if old is None else ["page.html"])
    assert old is None or path.read_text() == old


@posix
def test_a_file_that_may_not_grow_that_large_is_not_left_by_half(tmp_path: Path) -> None:
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "from txexplain.cli.files import write_file; write_file(sys.argv[1], 'x' * 9999, force=False)"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(tmp_path / "page.html")], capture_output=True, text=True)
    assert "file_not_written" in ran.stderr
    assert names_in(tmp_path) == []


@posix
def test_an_interrupt_in_the_middle_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: signal.raise_signal(signal.SIGINT))
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_file(str(tmp_path / "page.html"), PAGE, force=False)
    finally:
        signal.signal(signal.SIGINT, old)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_another_program_makes_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    path = tmp_path / "page.html"
    monkeypatch.setattr(os, "fsync", lambda _: path.write_text("the other's"))
    if not links:
        without_links(monkeypatch)
    assert refused(path).code == "file_exists"
    assert path.read_text() == "the other's"
    assert names_in(tmp_path) == ["page.html"]


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", fail)


def test_a_file_system_without_links_takes_new_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_links(monkeypatch)
    write_file(str(tmp_path / "page.html"), PAGE, force=False)
    assert names_in(tmp_path) == ["page.html"]


def test_of_many_at_once_one_writes_and_the_others_are_told(tmp_path: Path) -> None:
    path, outcomes = tmp_path / "page.html", []
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        try:
            write_file(str(path), str(number) * 100_000, force=False)
        except OutputError as error:
            outcomes.append(error.code)
        else:
            outcomes.append(str(number))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert outcomes.count("file_exists") == 7
    (winner,) = set(outcomes) - {"file_exists"}
    assert path.read_text() == winner * 100_000
    assert names_in(tmp_path) == ["page.html"]


def test_with_force_at_once_the_file_is_that_of_one_of_them(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    writers = [
        threading.Thread(target=write_file, args=(str(path), str(number) * 100_000), kwargs={"force": True})
        for number in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert path.read_text() in {str(number) * 100_000 for number in range(8)}
    assert names_in(tmp_path) == ["page.html"]


def test_whether_it_may_be_written_can_be_asked_before_the_work(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert check_file(str(path), force=False) is None
    assert check_file("-", force=False) is None
    path.touch()
    with pytest.raises(OutputError):
        check_file(str(path), force=False)
    assert check_file(str(path), force=True) is not None
    assert names_in(tmp_path) == ["page.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_is_told_in_words_of_its_own(language: str) -> None:
    pages = [page_of(error, Texts(language)) for error in of_unwritten_files()]
    assert len(set(pages)) == len(pages) >= 6
    for page in pages:
        assert "page.html" in page
    say_why_files_are_not_written()
    assert {*files._WHYS.values(), "file_above", "other"} == {
        error.facts["why"] for error in of_unwritten_files()[1:]
    }


def test_what_to_do_about_a_file_that_exists_is_said() -> None:
    assert "--force" in page_of(of_unwritten_files()[0], Texts("en"))


def test_quiet_is_quiet_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(MANNER, "quiet", True)
    write_and_tell(str(tmp_path / "page.html"), PAGE, Texts("en"), force=False)
    assert capsys.readouterr() == ("", "")
    assert names_in(tmp_path) == ["page.html"]
