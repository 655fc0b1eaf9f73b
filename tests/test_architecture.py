"""The structure holds: imports go down, start-up stays light, and the documents tell what the code is."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT
from packaging.version import Version

from txexplain.cli.app import COMMANDS

PACKAGE = ROOT / "txexplain"
ALLOWED = {  # layer → the parts of txexplain that it may import
    "model": {"model"},
    "wire": {"wire", "model"},
    "addresses": {"addresses", "wire", "model"},
    "templates": {"templates", "addresses", "wire", "model"},
    "insights": {"insights", "templates", "wire", "model"},
    "analyse": {"insights", "templates", "wire", "model"},
    "analyse_block": {"insights", "templates", "wire", "model"},
    "script": {"script", "wire", "model"},
    "crypto": {"crypto", "wire", "model"},
    "verify": {"crypto", "script", "templates", "model"},
    "whatif": {"whatif", "analyse", "verify", "wire", "model"},
    "lessons": {"lessons", "verify", "templates", "wire", "model"},
    "data": {"data", "templates", "wire", "model"},
    "spent_outputs": {"model"},
    "bundled": {"model"},
    "recognise": {"addresses", "wire", "model"},
    "sources": {"bundled", "recognise", "model"},
    "texts": {"texts"},
    "explain": {"explain", "texts", "model"},
    "render": {"render", "explain", "texts", "model", "data"},
    "schemas": {"schemas", "model"},
}
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
            found |= {leaf.value for leaf in ast.walk(node.args[0]) if isinstance(leaf, ast.Constant)}
    return {str(name).rstrip(".") for name in found}


def layer_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


@pytest.mark.parametrize("layer", ALLOWED)
def test_imports_only_go_down(layer: str) -> None:
    paths = [path for path in PACKAGE.rglob("*.py") if layer_of(path) == layer]
    assert paths
    for path in paths:
        inside = {name.split(".")[1] for name in imports_of(path) if name.startswith("txexplain.")}
        assert inside <= ALLOWED[layer] | {"__version__"}, path


@pytest.mark.parametrize(
    ("library", "layers"),
    [
        ("bitcoin", {"addresses", "wire"}),
        ("ecdsa", {"crypto"}),
        ("rich", {"render"}),
        ("typer", {"cli"}),
        ("platformdirs", {"cli"}),
        ("tomllib", {"texts", "bundled", "lessons"}),
    ],
)
def test_each_library_has_one_place(library: str, layers: set[str]) -> None:
    for path in PACKAGE.rglob("*.py"):
        if any(name.split(".")[0] == library for name in imports_of(path)):
            assert layer_of(path) in layers, path


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
        "ecdsa",
        "bitcoin",
        "tomllib",
        "ctypes",
        "dataclasses_json",
        "pydantic",
    }


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


def test_the_readme_names_every_command_and_its_examples_work(cli) -> None:
    for command in COMMANDS:
        assert f"txexplain {command}" in README
    lines = re.findall(r"^\$ (txexplain [^|#\n]+?)(?:\s+#.*)?$", README, re.M)
    assert len(lines) >= 4
    for line in lines:
        assert cli(*shlex.split(line)[1:]).status == 0, line


def test_the_readme_has_the_two_set_up_commands() -> None:
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/txexplain decode pizza" in README
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest" in README
    assert ".venv/bin/pip install -e '.[test]' && .venv/bin/pytest" in (ROOT / ".ci" / "run").read_text(
        encoding="utf-8"
    )


def test_the_architecture_names_every_part_and_no_other() -> None:
    parts = {layer_of(path) for path in PACKAGE.rglob("*.py")} - {"__init__", "__main__"}
    table = set(re.findall(r"^\| `([a-z_]+)(?:/|\.py)?`", ARCHITECTURE, re.M))
    assert table == parts


def test_the_readme_tells_the_exit_statuses() -> None:
    for status in (0, 1, 2, 3, 4, 5, 70, 130, 141):
        assert re.search(rf"^\| {status} \|", README, re.M), status


def test_no_machine_path_is_in_the_project() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    for name in files:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".json") and path.exists():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"/(work|root|home)/[a-z]", text) or name == "tests/test_architecture.py", name


def test_the_lowest_versions_that_are_tested_are_the_lowest_that_are_allowed() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    floors = re.findall(r"([a-z-]+)>=([0-9.]+)", " ".join(needed))
    lowest = re.findall(r"^([a-z-]+)==([0-9.]+)$", (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8"), re.M)
    assert len(lowest) == len(floors) == len(needed)
    assert {(name, Version(version)) for name, version in lowest} == {
        (name, Version(floor)) for name, floor in floors
    }
