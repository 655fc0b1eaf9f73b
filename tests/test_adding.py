"""To add something it is enough to touch what ARCHITECTURE.md says: done in a copy, which is then run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT
from jsonschema import Draft202012Validator

pytestmark = pytest.mark.slow

EMPTY_STACK = '''"""Asks for an empty stack: OP_DEPTH OP_0 OP_EQUAL."""

from txexplain.model.report import Match
from txexplain.model.script import Script
from txexplain.templates.outputs.template import OutputTemplate

KEY = "emptystack"


def match(script: Script) -> Match | None:
    return Match(KEY) if script.slice.data == b"\\x74\\x00\\x87" else None


TEMPLATE = OutputTemplate(KEY, match)
'''
BARE_ANCHOR = '''"""Nothing at all."""

from txexplain.model.report import Match
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView

KEY = "p2a-bare"


def match(view: SpendView) -> Match | None:
    return None if view.script_sig.slice.data or view.witness else Match(KEY)


TEMPLATE = SpendTemplate(KEY, match)
'''
ROUND_AMOUNT = '''"""Outputs of whole bitcoin."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Finding, Level, Report


def find(report: Report) -> Iterator[Finding]:
    for index, output in enumerate(report.outputs):
        if output.value_sat and output.value_sat % 100_000_000 == 0:
            yield Finding("round_amount", Level.ODD, facts={"vout": index})
'''


class Copy:
    """A copy of the project: what is changed in it is noted, and it is run by itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.new: set[str] = set()
        self.changed: set[str] = set()
        for name in ("txexplain", "examples"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def path(self, name: str) -> Path:
        """`examples/…` stands beside the package, all else within."""
        return self._folder / name if name.startswith("examples") else self._folder / "txexplain" / name

    def tables(self, folder: str) -> list[str]:
        """The TOML files in the folder."""
        paths = self.path(folder).rglob("*.toml")
        return sorted(f"{folder}/{path.relative_to(self.path(folder)).as_posix()}" for path in paths)

    def text(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        assert not self.path(name).exists()
        self.path(name).parent.mkdir(exist_ok=True)
        self.path(name).write_text(text, encoding="utf-8")
        self.new.add(name)

    def change(self, name: str, text: str) -> None:
        assert self.text(name) != text
        self.path(name).write_text(text, encoding="utf-8")
        if name not in self.new:
            self.changed.add(name)

    def replace(self, name: str, old: str, new: str) -> None:
        self.change(name, self.text(name).replace(old, new))

    def append(self, name: str, text: str) -> None:
        self.change(name, self.text(name) + text)

    def run(self, *arguments: str) -> str:
        """What the command of the copy prints."""
        environment = {**os.environ, "PYTHONPATH": str(self._folder), "COLUMNS": "80", "LANG": "C.UTF-8"}
        command = [sys.executable, "-P", "-m", "txexplain", *arguments]
        ran = subprocess.run(command, env=environment, cwd=self._folder, capture_output=True, check=False)
        assert ran.returncode == 0, (arguments, ran.stdout.decode(), ran.stderr.decode())
        return ran.stdout.decode()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def assert_as_documented(thing: str, copy: Copy) -> None:
    """The row of the thing names the folder of every new file, and every file that was changed."""
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## To add one, touch")[2]
    (row,) = re.findall(rf"^\| {thing} \| (.*) \|$", table, re.MULTILINE)
    named = re.findall(r"`([^`]+)`", row)
    for name in copy.new:
        assert any(each.endswith("/") and name.startswith(each) for each in named), (name, named)
    for name in copy.changed:
        assert any(fnmatch(name, each) or name.endswith(f"/{each}") for each in named), (name, named)


def languages(copy: Copy) -> list[str]:
    return [path.name for path in copy.path("texts").iterdir() if path.is_dir() and len(path.name) == 2]


def test_a_type_of_output(copy: Copy) -> None:
    copy.add("templates/outputs/emptystack.py", EMPTY_STACK)
    copy.replace("templates/outputs/__init__.py", "TYPES = {", 'TYPES = {\n    "emptystack": (0x74,),')
    copy.replace("schemas/shared.json", '"pubkey",', '"pubkey", "emptystack",')
    for language in languages(copy):
        words = "".join(f'{part} = "Empty stack wanted"\n' for part in ("name", "text", "short", "more"))
        copy.append(f"texts/{language}/kinds.toml", f"\n[type.emptystack]\n{words}")
    copy.append("texts/any/kinds.toml", '\n[type.emptystack]\ntry = "decode tiny"\n')
    assert len(copy.new) == 1
    assert_as_documented("type of output", copy)

    raw = EXAMPLES["tiny"].raw.hex().replace("016a00000000", "0374008700000000")
    assert "Empty stack wanted" in copy.run("decode", raw)
    assert "Empty stack wanted" in copy.run("explain", raw)
    assert "Empty stack wanted" in copy.run("why", "emptystack")
    data = json.loads(copy.run("decode", "--json", raw))
    assert data["vout"][0]["scriptPubKey"]["type"] == "emptystack"
    Draft202012Validator(json.loads(copy.run("schema", "decode"))).validate(data)


def test_a_kind_of_spend(copy: Copy) -> None:
    copy.add("templates/spends/p2a_bare.py", BARE_ANCHOR)
    copy.replace("templates/spends/__init__.py", "KINDS = {", 'KINDS = {\n    "p2a_bare": "anchor",')
    copy.replace("schemas/decode.json", '"p2pk",', '"p2pk", "p2a-bare",')
    for language in languages(copy):
        copy.append(f"texts/{language}/kinds.toml", '\n[spend.p2a-bare]\nname = "Anchor, bare"\ntext = "Barely."\n')
    assert len(copy.new) == 1
    assert_as_documented("kind of spend", copy)

    assert "Anchor, bare" in copy.run("decode", "p2a")
    assert "Anchor, bare" in copy.run("explain", "p2a")
    assert "Anchor, bare" in copy.run("verify", "p2a")
    data = json.loads(copy.run("decode", "--json", "p2a"))
    assert data["vin"][0]["spend"]["kind"] == "p2a-bare"
    Draft202012Validator(json.loads(copy.run("schema", "decode"))).validate(data)


def test_a_finding(copy: Copy) -> None:
    copy.add("insights/round_amount.py", ROUND_AMOUNT)
    copy.replace("insights/__init__.py", "    reused_nonce,\n", "    reused_nonce,\n    round_amount,\n")
    for language in languages(copy):
        copy.append(f"texts/{language}/findings.toml", 'round_amount = "How round output {vout} is."\n')
    assert len(copy.new) == 1
    assert_as_documented("finding", copy)

    assert "How round output 1 is." in copy.run("decode", "first")
    assert "How round output" in copy.run("why", "round_amount")
    data = json.loads(copy.run("decode", "--json", "first"))
    assert [found["facts"] for found in data["findings"] if found["key"] == "round_amount"] == [
        {"vout": 0},
        {"vout": 1},
    ]
    Draft202012Validator(json.loads(copy.run("schema", "decode"))).validate(data)


def test_a_lesson(copy: Copy) -> None:
    source = copy.text(copy.tables("lessons")[4])
    added = re.sub(r'^title = ".*"', 'title = "Scripts once more"', source, flags=re.MULTILINE)
    copy.add("lessons/99-again.toml", re.sub("^number = .*", "number = 99", added))
    assert len(copy.new) == 1
    assert_as_documented("lesson", copy)

    assert re.search("99 +again +Scripts once more", copy.run("learn"))
    told = copy.run("learn", "99", "--linear")
    assert "Scripts once more" in told
    assert copy.run("learn", "again", "--linear") == told
    assert "txexplain learn 100" not in told
    assert "txexplain learn 99" in copy.run(
        "learn", "16", "--linear"
    )  # as what it was copied from, it is of the core path
    assert told.strip() in copy.run("learn", "--all", "--linear")


def in_esperanto_too(toml: str) -> str:
    """Every text that a file has in English once more, called `eo`: `en = …`, `[en]`, `[items.en]`."""
    alone = re.sub(r"^en = (.*)$", r"en = \1\neo = \1", toml, flags=re.MULTILINE)
    table = r"^\[((?:items|templates)\.)?en\]\n((?:[^\[\n].*\n)*)"
    return re.sub(table, r"[\1en]\n\2[\1eo]\n\2", alone, flags=re.MULTILINE)


def test_a_language(copy: Copy) -> None:
    for name in copy.tables("texts/en"):
        copy.add(name.replace("/en/", "/eo/"), copy.text(name))
    copy.replace("texts/eo/page.toml", 'heading = "Transaction"', 'heading = "Transakcio"')
    for name in (*copy.tables("examples"), *copy.tables("lessons")):
        copy.change(name, in_esperanto_too(copy.text(name)))
    copy.replace("examples/first.toml", '[eo]\ntitle = "', '[eo]\ntitle = "Unue: ')
    copy.replace("lessons/01-coins.toml", '[eo]\ntitle = "', '[eo]\ntitle = "Unue: ')
    assert {str(Path(name).parent) for name in copy.new} == {"texts/eo"}
    assert_as_documented("language", copy)

    page = copy.run("decode", "first", "--lang", "eo")
    assert "Transakcio" in page
    assert "Unue: " in page
    assert "Unue: " in copy.run("learn", "1", "--linear", "--lang", "eo")
    assert "Unue: " in copy.run("learn", "--lang", "eo")
    assert "Unue: " in copy.run("examples", "--lang", "eo")
    assert json.loads(copy.run("explain", "--json", "first", "--lang", "eo"))["language"] == "eo"
    assert "en|eo|zh" in copy.run("decode", "--help", "--lang", "eo")
    for command in (("explain", "p2pkh"), ("verify", "first"), ("why", "P2PKH"), ("block", "block170")):
        told = copy.run(*command, "--lang", "eo").replace("Transakcio", "Transaction").replace("Unue: ", "")
        assert told == copy.run(*command)
