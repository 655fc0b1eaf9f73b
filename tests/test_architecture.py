"""The structure holds: imports go down, start-up stays light, and the documents tell what the code is."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from architecture import faults, modules_named, part_of
from conftest import EXAMPLES, ROOT
from packaging.version import Version

PACKAGE = ROOT / "txexplain"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_part_has_its_row_and_imports_only_go_down_the_table() -> None:
    assert faults(ROOT) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What this project is made of, to be spoilt."""
    shutil.copytree(
        ROOT / "txexplain", tmp_path / "txexplain", ignore=shutil.ignore_patterns("__pycache__", "*.toml")
    )
    shutil.copy(ROOT / "ARCHITECTURE.md", tmp_path)
    return tmp_path


def test_a_new_part_that_may_import_nothing_and_imports_cli_and_render_is_caught(copy: Path) -> None:
    (copy / "txexplain" / "extra").mkdir()
    (copy / "txexplain" / "extra" / "__init__.py").write_text(
        "import txexplain.cli.app\nfrom txexplain.render import layout\n", encoding="utf-8"
    )
    assert "extra has no row" in faults(copy)
    document = (copy / "ARCHITECTURE.md").read_text(encoding="utf-8")
    row = "| `extra/` | more | nothing |\n| `render/`"
    (copy / "ARCHITECTURE.md").write_text(document.replace("| `render/`", row, 1), encoding="utf-8")
    assert faults(copy) == [
        "txexplain/extra/__init__.py imports cli, and may import: nothing",
        "txexplain/extra/__init__.py imports render, and may import: nothing",
    ]


def test_an_import_against_the_row_of_its_part_is_caught(copy: Path) -> None:
    path = copy / "txexplain" / "wire" / "keys.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nfrom txexplain.verify import verify\n", encoding="utf-8")
    assert faults(copy) == ["txexplain/wire/keys.py imports verify, and may import: model"]


def tree(folder: Path, code: str, **rows: str) -> list[str]:
    """The faults of a small tree: parts in the order of their rows, the code in `middle`."""
    for part in rows:
        (folder / "txexplain" / part).mkdir(parents=True)
        (folder / "txexplain" / part / "__init__.py").write_text("", encoding="utf-8")
    (folder / "txexplain" / "middle" / "work.py").write_text(code, encoding="utf-8")
    table = "".join(f"| `{part}/` | … | {allowed} |\n" for part, allowed in rows.items())
    document = f"Parts:\n\n| part | what it does | may import |\n|---|---|---|\n{table}\nMore.\n"
    (folder / "ARCHITECTURE.md").write_text(document, encoding="utf-8")
    return faults(folder)


@pytest.mark.parametrize(
    "code",
    [
        "import txexplain.top",
        "import txexplain.top.deep as deep",
        "from txexplain import top",
        "from txexplain.top import deep",
        "from ..top import deep",
        "from .. import top",
        "def late():\n    from txexplain.top.deep import name",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from txexplain.top import Name",
        "from importlib import import_module\nimport_module('txexplain.top')",
        "import importlib\nimportlib.import_module(f'txexplain.top.{1}')",
        "TABLE = {'name': 'txexplain.top.deep'}",
    ],
)
def test_every_way_to_import_a_part_counts(code: str, tmp_path: Path) -> None:
    told = tree(tmp_path, code, top="everything below", middle="low", low="nothing")
    assert told == ["txexplain/middle/work.py imports top, and may import: low"]


@pytest.mark.parametrize(
    "code",
    [
        "from importlib import import_module\nimport_module(f'txexplain.{1}')",
        "from importlib import import_module\nimport_module(f'..{1}', __package__)",
        "from importlib import import_module\nimport_module('..top', 'txexplain.middle')",
    ],
)
def test_a_part_that_is_named_only_when_it_runs_is_not_allowed(code: str, tmp_path: Path) -> None:
    told = tree(tmp_path, code, top="everything below", middle="low", low="nothing")
    assert told == ["txexplain/middle/work.py imports what cannot be told, and may import: low"]


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        ("nothing", ["low", "lowest"]),
        ("low", ["lowest"]),
        ("`low/`, lowest", []),
        ("everything below", []),
        ("all but top", []),
        ("all but top, lowest", ["lowest"]),
    ],
)
def test_a_row_can_allow_parts_by_name_or_all_below_but_some(allowed: str, told: list[str], tmp_path: Path) -> None:
    code = "import rich\nfrom txexplain import __version__, low\nfrom txexplain.lowest import x\nfrom . import more\n"
    found = tree(tmp_path, code, top="nothing", middle=allowed, low="nothing", lowest="nothing")
    assert found == [f"txexplain/middle/work.py imports {part}, and may import: {allowed}" for part in told]


def test_a_row_that_allows_what_is_above_it_or_no_part_is_caught(tmp_path: Path) -> None:
    found = tree(tmp_path, "", top="all but nobody", middle="top", low="nothing")
    assert found == [
        "the row of top names nobody, which is no part below it",
        "the row of middle names top, which is no part below it",
    ]


EXPLAIN_ALLOWED = {  # folder of explain/ → the folders of explain/ that it may import
    "parts": {"parts"},
    "pages": {"parts"},
    "walk": {"parts", "walk"},
}
SHOWS_THE_WALKTHROUGH = PACKAGE / "explain" / "pages" / "lesson.py"


@pytest.mark.parametrize("folder", EXPLAIN_ALLOWED)
def test_what_several_pages_tell_is_a_part_and_pages_do_not_lean_on_each_other(folder: str) -> None:
    for path in (PACKAGE / "explain" / folder).glob("*.py"):
        names = [name.split(".") for name in modules_named(path, ROOT) if name.startswith("txexplain.explain.")]
        allowed = EXPLAIN_ALLOWED[folder] | ({"walk"} if path == SHOWS_THE_WALKTHROUGH else set())
        assert {name[2] for name in names} - {"document"} <= allowed, path


@pytest.mark.parametrize(
    ("library", "layers"),
    [
        ("bitcoin", {"addresses", "wire"}),
        ("ecdsa", {"crypto"}),
        ("btclib_libsecp256k1", {"crypto"}),
        ("coincurve", {"crypto"}),
        ("orjson", {"render"}),
        ("rich", {"render", "tui"}),
        ("textual", {"tui"}),
        ("jinja2", {"pictures", "web"}),
        ("typer", {"cli"}),
        ("platformdirs", {"cli"}),
        ("urllib3", {"lookup"}),
        ("tomllib", {"tables"}),
    ],
)
def test_each_library_has_one_place(library: str, layers: set[str]) -> None:
    for path, libraries in libraries_of_files().items():
        if library in libraries:
            assert part_of(path, ROOT) in layers, path


@cache
def libraries_of_files() -> dict[Path, set[str]]:
    """What each file of the package imports, by the first word of its name."""
    return {path: {name.split(".")[0] for name in modules_named(path, ROOT)} for path in PACKAGE.rglob("*.py")}


def loaded_by(code: str) -> set[str]:
    names = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(' '.join(sys.modules), file=sys.stderr)"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    return {name.split(".")[0] for name in names.split()} | set(names.split())


def test_starting_up_loads_nothing_heavy() -> None:
    loaded = loaded_by("import txexplain.cli.app")
    assert not loaded & {
        "rich",
        "textual",
        "jinja2",
        "ecdsa",
        "bitcoin",
        "tomllib",
        "ctypes",
        "dataclasses_json",
        "pydantic",
    }


@pytest.mark.parametrize("command", ["decode", "explain", "verify", "whatif"])
def test_who_prints_a_page_loads_neither_the_screens_nor_the_templates(command: str) -> None:
    loaded = loaded_by(f"from txexplain.cli.app import run; run(['{command}', 'p2pkh', '--lang', 'en'])")
    assert "txexplain.render.layout" in loaded
    assert not loaded & {"textual", "jinja2", "markupsafe", "txexplain.web", "txexplain.pictures", "txexplain.tui"}


def test_every_path_that_the_architecture_names_exists() -> None:
    document = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = {path for path in re.findall(r"`([\w./*…-]+)`", document) if "/" in path and "…" not in path}
    assert len(named) > 100
    missing = {
        path for path in named if not any(ROOT.glob(path.strip("/"))) and not any(PACKAGE.rglob(path.strip("/")))
    }
    assert missing == set()


def test_json_needs_no_rich_and_nothing_needs_openssl_by_ctypes() -> None:
    run = "from txexplain.cli.app import run; run(['decode', '--json', '{}'])"
    loaded = loaded_by(run.format(EXAMPLES["first"].raw.hex()))
    assert "txexplain.data.decode" in loaded
    assert not loaded & {"rich", "ctypes", "bitcoin.core.key", "ecdsa"}
    assert "ctypes" not in loaded_by("from txexplain.cli.app import run; run(['decode', 'pizza'])")


def test_a_page_in_a_pipe_needs_no_console() -> None:
    loaded = loaded_by("from txexplain.cli.app import run; run(['decode', 'first'])")
    assert "txexplain.render.terminal" in loaded
    assert not loaded & {"rich.console", "txexplain.render.colour"}


def test_a_name_that_nobody_knows_loads_nothing_that_opens_locks() -> None:
    loaded = loaded_by("from txexplain.cli.app import run; run(['decode', 'pizzza'])")
    assert "txexplain.cli.locks" in loaded
    assert not loaded & {
        "txexplain.analyse_lock",
        "txexplain.opening",
        "txexplain.miniscript",
        "txexplain.wire.assemble",
    }


def test_files_and_functions_stay_small() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") < 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 45, (path, node.name)


def test_every_module_says_what_it_is_for() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_no_machine_path_is_in_the_project() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    for name in files:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".json") and path.exists():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"/(work|root|home)/[a-z]", text) or name == "tests/test_architecture.py", name


def test_the_lowest_versions_that_are_tested_are_the_lowest_that_are_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["dependencies"] + project["optional-dependencies"]["fast"]
    floors = re.findall(r"([a-z0-9-]+)>=([0-9.]+)", " ".join(needed))
    lowest = re.findall(
        r"^([a-z0-9-]+)==([0-9.]+)$", (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8"), re.M
    )
    assert len(lowest) == len(floors) == len(needed)
    assert {(name, Version(version)) for name, version in lowest} == {
        (name, Version(floor)) for name, floor in floors
    }


def test_no_merge_is_left_half_done() -> None:
    found = subprocess.run(
        ["git", "grep", "-lE", "^(<<<<<<<|>>>>>>>)"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert not found.stdout
