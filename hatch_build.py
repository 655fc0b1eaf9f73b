"""What is built from what is written: the catalogues, TOML in the project, are JSON in the wheel.

Nothing is made in the checkout, so that no JSON there can be older than its TOML.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TEXTS = Path("txexplain", "texts")


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts `texts/en/page.json` into the wheel for `texts/en/page.toml`, which pyproject.toml keeps out of it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # reads the checkout itself
            return
        self._made = TemporaryDirectory()
        root = Path(self.root)
        for number, written in enumerate(sorted((root / TEXTS).glob("*/*.toml"))):
            made = Path(self._made.name, f"{number}.json")
            made.write_text(as_json(written.read_text(encoding="utf-8")), encoding="utf-8")
            build_data["force_include"][str(made)] = str(written.relative_to(root).with_suffix(".json"))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._made.cleanup()


def as_json(toml: str) -> str:
    """The same tables, in the form that loads fastest."""
    return json.dumps(tomllib.loads(toml), ensure_ascii=False, separators=(",", ":"))
