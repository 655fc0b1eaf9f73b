"""What is built from what is written: catalogues, lessons and examples, TOML in the project, are JSON in the wheel,
and the help of the commands is a man page.

Nothing is made in the checkout, so that no JSON there can be older than its TOML.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = Path("txexplain")
WRITTEN = {"txexplain/texts": "*/*.toml", "txexplain/lessons": "**/*.toml", "examples": "**/*.toml"}


class TablesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts `texts/en/page.json` into the wheel for `texts/en/page.toml`; pyproject.toml keeps the TOML out of it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # reads the checkout itself
            return
        self._made = TemporaryDirectory()
        root = Path(self.root)
        found = sorted(path for folder, names in WRITTEN.items() for path in (root / folder).glob(names))
        for number, written in enumerate(found):
            made = Path(self._made.name, f"{number}.json")
            made.write_text(as_json(written.read_text(encoding="utf-8")), encoding="utf-8")
            inside = written.relative_to(root).with_suffix(".json")
            build_data["force_include"][str(made)] = str(
                inside if inside.is_relative_to(PACKAGE) else PACKAGE / inside
            )
        for place, page in man_pages(root).items():
            made = Path(self._made.name, "man", place)
            made.parent.mkdir(parents=True)
            made.write_text(page, encoding="utf-8")
            build_data["shared_data"][str(made)] = f"share/man/{place}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._made.cleanup()


def as_json(toml: str) -> str:
    """The same tables, in the form that loads fastest; times as text."""
    return json.dumps(tomllib.loads(toml), default=str, ensure_ascii=False, separators=(",", ":"))


def man_pages(root: Path) -> dict[str, str]:
    """The man page in each language, as the project that is built tells it."""
    sys.path.insert(0, str(root))
    try:
        from txexplain.cli.manual import man_pages
        from txexplain.texts import LANGUAGES

        return man_pages(LANGUAGES)
    finally:
        sys.path.remove(str(root))
