"""The JSON Schemas (2020-12) of what the commands print with `--json`: the contract with scripts."""

from __future__ import annotations

from pathlib import Path

from txexplain.model.errors import InputError

_FOLDER = Path(__file__).resolve().parent
SCHEMA_NAMES = ("decode", "explain", "verify", "trace", "sighash", "whatif", "block", "script", "examples")


def schema_text(name: str) -> str:
    """The schema of that command. Raises InputError("unknown_schema") where there is none."""
    if name not in SCHEMA_NAMES:
        raise InputError("unknown_schema", name=name[:40], near=", ".join(SCHEMA_NAMES))
    return (_FOLDER / f"{name}.json").read_text(encoding="ascii")
