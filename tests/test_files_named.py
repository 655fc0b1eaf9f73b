"""Files by all kinds of names: devices, pipes, links, odd letters, and standard output."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import posix
from said_check import page_of
from writing import PAGE, names_in, refused

from txexplain.cli.files import write_and_tell, write_file
from txexplain.cli.output import MANNER
from txexplain.texts import LANGUAGES, Texts

ODD_NAMES = [
    "a 'single' one.html",
    'a "double" one.html',
    "two\nlines.html",
    "\x1b[31mred.html",
    "\u202egnp.html",
    "-",
    "%s {path} `x`.html",
    "<script>alert(1)</script>".replace("/", "∕"),
    "比特币.html",
    "n" * 255,
]


@pytest.fixture(autouse=True)
def loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MANNER, "quiet", False)


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("through_link", [False, True])
def test_a_device_is_written_to_as_it_is(tmp_path: Path, through_link: bool) -> None:
    full, null = "/dev/full", "/dev/null"
    if through_link:
        for name in (full, null):
            (tmp_path / Path(name).name).symlink_to(name)
        full, null = str(tmp_path / "full"), str(tmp_path / "null")
    assert refused(full).facts["why"] == "full"
    write_file(null, PAGE, force=False)
    assert stat.S_ISCHR(os.stat(null).st_mode)
    assert through_link == os.path.islink(null)


@posix
def test_a_pipe_with_a_name_gives_what_is_written_to_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(path.read_bytes()))
    reader.start()
    write_file(str(path), PAGE * 20_000, force=False)
    reader.join()
    assert got == [PAGE.encode() * 20_000]
    assert stat.S_ISFIFO(path.stat().st_mode)


@posix
@pytest.mark.parametrize("exists", [False, True])
def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path: Path, exists: bool) -> None:
    (tmp_path / "far").mkdir()
    link, target = tmp_path / "link.html", tmp_path / "far" / "page.html"
    link.symlink_to(target)
    if exists:
        target.write_text("old")
        assert refused(link).code == "file_exists"
        assert target.read_text() == "old"
    write_file(str(link), PAGE, force=exists)
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == PAGE
    assert names_in(tmp_path / "far") == ["page.html"]


@posix
def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert refused(tmp_path / "round").facts["reason"] == os.strerror(errno.ELOOP)


@pytest.mark.parametrize("name", ["nul\0.html", "lone\ud800.html", "n" * 300])
def test_names_that_no_file_can_have_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path / name).code == "file_not_written"
    assert names_in(tmp_path) == []


@posix
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_written_and_told_printable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, language: str
) -> None:
    path = tmp_path / name
    write_and_tell(str(path), PAGE, Texts(language), force=False)
    assert path.read_text(encoding="utf-8") == PAGE
    told = capsys.readouterr().err
    page = page_of(refused(path), Texts(language))
    for shown in (told, page):
        assert all(letter.isprintable() or letter == "\n" for letter in shown)
    assert "\x1b" not in told


@posix
def test_a_name_in_no_encoding_is_written_too(tmp_path: Path) -> None:
    write_file(f"{tmp_path}/\udcff.html", PAGE, force=False)
    assert os.listdir(os.fsencode(tmp_path)) == [b"\xff.html"]


def test_text_that_no_file_can_hold_is_written_out(tmp_path: Path) -> None:
    write_file(str(tmp_path / "page.html"), "lone \ud800", force=False)
    assert (tmp_path / "page.html").read_bytes() == b"lone \\ud800"


def test_what_was_written_is_told_with_its_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_and_tell(str(tmp_path / "page.html"), "x" * 1_234_001, Texts("en"), force=False)
    assert "(1,235 kB)" in " ".join(capsys.readouterr().err.split())


def test_a_dash_is_standard_output_in_utf_8_and_nothing_is_told(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_and_tell("-", PAGE, Texts("en"), force=False)
    assert capfdbinary.readouterr() == (PAGE.encode(), b"")


def test_standard_output_is_utf_8_whatever_the_terminal_has(tmp_path: Path) -> None:
    program = f"from txexplain.cli.files import write_file; write_file('-', {PAGE!r}, force=False)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )
    assert ran.stdout == PAGE.encode()


@posix
@pytest.mark.parametrize("path", ["/dev/stdout", "page.html"])
def test_the_file_that_standard_output_goes_to_is_written_by_any_of_its_names(tmp_path: Path, path: str) -> None:
    program = f"from txexplain.cli.files import write_file; write_file({path!r}, {PAGE!r}, force=False)"
    with (tmp_path / "page.html").open("wb") as out:
        subprocess.run([sys.executable, "-c", program], stdout=out, cwd=tmp_path, check=True)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == PAGE
    assert names_in(tmp_path) == ["page.html"]


@posix
def test_a_name_that_is_no_text_is_told_the_same_way_everywhere(tmp_path: Path, capsys) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.html")
    write_and_tell(path, PAGE, Texts("en"), force=False)
    told = capsys.readouterr().err.replace("\n", "")
    assert "a\\xff.html" in told
    assert str(refused(path).facts["path"]).endswith("a\\xff.html")
    assert str(refused("\ud800.html").facts["path"]) == "\\ud800.html"


@posix
def test_a_pipe_that_nobody_reads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("txexplain.cli.files._PAUSE", 0)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    error = refused(path)
    assert error.code == "file_not_written"
    assert error.facts["reason"] == os.strerror(errno.ENXIO)
    assert stat.S_ISFIFO(path.stat().st_mode)
