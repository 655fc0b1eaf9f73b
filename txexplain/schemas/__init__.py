"""The JSON Schemas (2020-12) of what the commands print with `--json`: the contract with scripts.

What several of them define stands once, in `shared.json`; their own `$defs` refer to it there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from txexplain.model.errors import InputError

_FOLDER = Path(__file__).resolve().parent
_SHARED = "shared"
SCHEMA_NAMES = (
    "decode",
    "explain",
    "verify",
    "trace",
    "sighash",
    "whatif",
    "block",
    "script",
    "lock",
    "examples",
    "psbt",
    "psbt-verify",
    "psbt-sighash",
    "message",
    "lines",
    "blocks",
)


def schema_text(name: str) -> str:
    """The schema of that command, which needs no other. Raises InputError("unknown_schema") where there is none."""
    if name not in SCHEMA_NAMES:
        raise InputError("unknown_schema", name=name[:40], near=", ".join(SCHEMA_NAMES))
    schema, shared = _load(name), _load(_SHARED)
    own = schema.get("$defs", {})
    for key, definition in own.items():
        if definition.get("$ref") == f"{shared['$id']}#/$defs/{key}":
            own[key] = shared["$defs"][key]
    return json.dumps(schema, indent=2) + "\n"


def _load(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="ascii"))
