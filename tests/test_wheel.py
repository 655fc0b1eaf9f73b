"""What is installed: every catalogue as JSON that says what the TOML says, and no TOML that could differ from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import ROOT

from txexplain.cli.manual import man_pages
from txexplain.texts import LANGUAGES

pytestmark = pytest.mark.slow

TEXTS = "txexplain/texts/"
CATALOGUES = {
    path.relative_to(ROOT).with_suffix("").as_posix(): path
    for path in (ROOT / "txexplain" / "texts").glob("*/*.toml")
}


def build(target: str, project: Path, folder: Path) -> Path:
    """The sdist or the wheel of the project, made without asking for anything from elsewhere."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module", params=["checkout", "sdist"])
def wheel(request, tmp_path_factory) -> Path:
    """The wheel that the checkout gives, and the one that its sdist gives."""
    folder = tmp_path_factory.mktemp("built")
    project = ROOT
    if request.param == "sdist":
        with tarfile.open(build("sdist", ROOT, folder / "sdist")) as archive:
            archive.extractall(folder, filter="data")
        (project,) = folder.glob("txexplain-*")
    return build("wheel", project, folder / "wheel")


def test_the_wheel_says_in_json_what_the_catalogues_say_in_toml(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith(TEXTS) and not name.endswith(".py")}
        assert held == {f"{name}.json" for name in CATALOGUES}
        for name, path in CATALOGUES.items():
            assert json.loads(archive.read(f"{name}.json")) == tomllib.loads(path.read_text(encoding="utf-8")), name


def test_the_wheel_installs_the_man_page_that_the_help_makes(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = {name: archive.read(name).decode() for name in archive.namelist() if "/share/man/" in name}
    made = man_pages(LANGUAGES)
    assert {name.partition("/share/man/")[2] for name in held} == set(made)
    assert sorted(held.values()) == sorted(made.values())


def test_what_the_wheel_holds_speaks_each_language_without_toml(wheel: Path, tmp_path) -> None:
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import sys; from txexplain.cli.app import run; from txexplain.texts import LANGUAGES; "
        "assert [run(['why', 'P2PKH', '--lang', language]) for language in LANGUAGES] == [0] * len(LANGUAGES); "
        "assert 'tomllib' not in sys.modules; import txexplain; print(txexplain.__file__)"
    )
    told = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert "pay-to-public-key-hash" in told
    assert "公钥哈希" in told
    assert str(tmp_path) in told


def test_the_checkout_holds_no_json_that_could_be_older_than_its_toml() -> None:
    assert list((ROOT / "txexplain" / "texts").glob("*/*.json")) == []
