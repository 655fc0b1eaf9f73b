"""The schemas: each whole as it is printed, and each definition in one place as it is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import txexplain.schemas
from txexplain.schemas import SCHEMA_NAMES, schema_text

FILES = {path.stem: json.loads(path.read_text()) for path in Path(txexplain.schemas.__file__).parent.glob("*.json")}


def refs_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from refs_in(each)


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_printed_schema_needs_no_other_and_defines_nothing_for_nothing(name: str) -> None:
    schema = json.loads(schema_text(name))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:txexplain:schema:{name}:1"
    assert set(refs_in(schema)) == {f"#/$defs/{key}" for key in schema.get("$defs", ())}


def test_no_definition_stands_in_two_files() -> None:
    definitions = Counter(
        json.dumps(definition, sort_keys=True)
        for schema in FILES.values()
        for definition in schema.get("$defs", {}).values()
        if "urn:" not in str(definition.get("$ref"))
    )
    assert max(definitions.values()) == 1


def test_what_is_shared_is_shared() -> None:
    assert set(FILES) == {*SCHEMA_NAMES, "shared"}
    used = Counter(ref for schema in FILES.values() for ref in set(refs_in(schema)) if ref.startswith("urn:"))
    assert set(used) == {f"{FILES['shared']['$id']}#/$defs/{key}" for key in FILES["shared"]["$defs"]}
    assert min(used.values()) > 1
