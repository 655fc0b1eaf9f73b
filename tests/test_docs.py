"""README and `docs/` say what is so: commands, screens, statuses, examples, links, and what the picture shows.

TXEXPLAIN_UPDATE_SCREENS=1 writes the screen of the README anew.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from txexplain.cli.app import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
ALL_PAGES = {"README.md": README, **PAGES}
PICTURE = (ROOT / "docs" / "step.svg").read_text(encoding="utf-8")
SCREEN_LINES = 16
STATUSES = (0, 1, 2, 3, 4, 5, 6, 70, 130, 141)


def test_every_command_is_in_the_guide() -> None:
    for command in COMMANDS:
        assert re.search(rf"^\| .*`txexplain {command}`", PAGES["guide.md"], re.M), command


@pytest.mark.parametrize("name", ["README.md", "guide.md"])
def test_commands_that_are_shown_work(cli, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^\$ (txexplain [^|#\n]+?)(?:\s+#.*)?$", ALL_PAGES[name], re.M)
    assert len(lines) >= 4
    for line in lines:
        assert cli(*shlex.split(line)[1:]).status == (1 if "bad-signature" in line else 0), line


def test_the_screen_of_the_readme_is_what_is_printed(cli) -> None:
    command, shown = re.search(r"```console\n\$ txexplain (.+)\n((?:.*\n)*?)```", README).groups()
    printed = cli(*shlex.split(command), "--lang", "en", width=80).out.splitlines()[:SCREEN_LINES]
    screen = "".join(f"{line}\n" for line in (*printed, "…"))
    if os.environ.get("TXEXPLAIN_UPDATE_SCREENS"):
        (ROOT / "README.md").write_text(README.replace(f"{command}\n{shown}```", f"{command}\n{screen}```"), "utf-8")
        return
    assert shown == screen


def test_the_readme_is_short() -> None:
    words = re.sub("```console\n\\$ txexplain explain p2pkh\n.*?```", "", README, flags=re.S).split()
    assert len(words) < 960, "what is more belongs to docs/"


def test_the_readme_has_the_two_set_up_commands() -> None:
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/txexplain decode pizza" in README
    tests = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest -n auto"
    assert tests in README
    assert f"\n{tests}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "scripts.md"])
def test_the_exit_statuses_are_told(name: str) -> None:
    for status in STATUSES:
        assert re.search(rf"^\| {status} \|", ALL_PAGES[name], re.M), status


def test_links_lead_somewhere() -> None:
    for name, page in ALL_PAGES.items():
        folder = ROOT if name == "README.md" else ROOT / "docs"
        for target, anchor in re.findall(r"\]\((?!https?:)([^)#]+)#?([^)]*)\)", page):
            assert (folder / target).exists(), (name, target)
            if anchor:
                headings = re.findall(r"^#+ (.+)$", (folder / target).read_text(encoding="utf-8"), re.M)
                assert anchor in [heading.lower().replace(" ", "-") for heading in headings], (name, anchor)


def test_examples_in_python_run_and_print_what_is_said() -> None:
    blocks = re.findall(r"```python\n(.+?)```", PAGES["library.md"], re.S)
    assert len(blocks) >= 4
    names: dict[str, Any] = {}
    for block in blocks:
        told: list[str] = []
        names["print"] = lambda *values: told.append(" ".join(map(str, values)))  # noqa: B023
        exec(compile(block, "library.md", "exec"), names)
        lines = [line.strip() for line in block.splitlines() if line.strip().startswith("print(")]
        starts = [line.partition("  # ")[2].strip() for line in lines if "  # " in line]
        for start in starts:
            assert any(printed.startswith(start.removesuffix("…")) for printed in told), (start, told)


def test_the_picture_is_as_wide_and_as_high_as_its_text() -> None:
    found = re.search('viewBox="([-0-9.]+) ([-0-9.]+) ([0-9.]+) ([0-9.]+)"', PICTURE)
    assert found
    left, top, width, height = map(float, found.groups())
    texts = [
        tuple(float(re.search(f' {name}="([0-9.]+)"', tag)[1]) for name in ("x", "y", "textLength"))
        for tag in re.findall("<text [^>]*textLength[^>]*>(?=[^<\\n])", PICTURE)
    ]
    right, down = map(float, re.search(r'translate\(([0-9.]+), ([0-9.]+)\)" clip-path', PICTURE).groups())
    assert len(texts) > 80
    assert min(x for x, _, _ in texts) + right > left
    assert max(x + length for x, _, length in texts) + right < left + width
    assert max(y for _, y, _ in texts) + down < top + height
