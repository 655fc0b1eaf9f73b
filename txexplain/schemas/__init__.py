"""The JSON Schemas (2020-12) of what the commands print with `--json`: the contract with scripts.

What several of them define stands once, in `shared.json`; their own `$defs` refer to it there. `lines` is made of
those of the answers that a line can be.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from txexplain.model.errors import InputError

_FOLDER = Path(__file__).resolve().parent
_SHARED = "shared"
_LINES = "lines"
_ANSWERS = ("decode", "verify", "explain", "psbt", "psbt-verify")
_LEFT_OUT = ("findings", "policy", "diagnosis", "working")  # where many are answered
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
    "scores",
)


def schema_text(name: str) -> str:
    """The schema of that command, which needs no other. Raises InputError("unknown_schema") where there is none."""
    if name not in SCHEMA_NAMES:
        raise InputError("unknown_schema", name=name[:40], near=", ".join(SCHEMA_NAMES))
    schema = _with_shared(name)
    return json.dumps(_with_answers(schema) if name == _LINES else schema, indent=2) + "\n"


def members_of_lines() -> dict[str, Any]:
    """What an answer among many has besides the members of the view: their schemas by their names."""
    members: dict[str, Any] = _load(_LINES)["properties"]
    return members


def _with_shared(name: str) -> Any:
    schema, shared = _load(name), _load(_SHARED)
    own = schema.get("$defs", {})
    for key, definition in own.items():
        if definition.get("$ref") == f"{shared['$id']}#/$defs/{key}":
            own[key] = shared["$defs"][key]
    return schema


def _with_answers(lines: Any) -> Any:
    """The schema of a line with those of the whole answers: it is one of them, has an error, or the fields alone."""
    definitions: dict[str, Any] = {}
    for name in _ANSWERS:
        answer = _within(_with_shared(name), name)
        definitions |= {f"{name}-{key}": value for key, value in answer.pop("$defs", {}).items()}
        answer["properties"] = {**lines["properties"], **answer["properties"]}
        definitions[name] = answer
    whole = [{"required": definitions[name]["required"]} for name in _ANSWERS]
    kinds = [{"$ref": f"#/$defs/{name}"} for name in _ANSWERS]
    return {**lines, "anyOf": [*lines["anyOf"], {"not": {"anyOf": whole}}, *kinds], "$defs": definitions}


def _within(schema: Any, name: str) -> Any:
    """The same where its `$defs` are among others, and what many are not asked for need not be there."""
    if isinstance(schema, list):
        return [_within(item, name) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _within(value, name) for key, value in schema.items() if key not in ("$schema", "$id")}
    if isinstance(reference := found.get("$ref"), str):
        found["$ref"] = reference.replace("#/$defs/", f"#/$defs/{name}-")
    if isinstance(required := found.get("required"), list):
        found["required"] = [each for each in required if each not in _LEFT_OUT]
    return found


def _load(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="ascii"))
