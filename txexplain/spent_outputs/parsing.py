"""JSON text to data: numbers with a point as Decimal, and no name told twice with different values."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import is_hex
from txexplain.spent_outputs.wanted import Wanted, member

_SHOWN = 40
_SPACE = re.compile(r"\s*")


def parsed(text: str, wanted: Wanted | None = None) -> Any:
    """The data, or a list of it where answers follow one another; bare hex is a string.

    Raises InputError with the line and column where it is not JSON.
    """
    if is_hex(text.strip()):
        return text.strip()
    try:
        found = _each(text, wanted)
    except json.JSONDecodeError as error:
        raise InputError("not_json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise InputError("json_too_deep") from error
    except (ValueError, InvalidOperation) as error:
        raise InputError("not_json", line=1, column=1) from error
    return found[0] if len(found) == 1 else found


def _each(text: str, wanted: Wanted | None) -> list[Any]:
    decoder = json.JSONDecoder(
        parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=partial(_object, wanted=wanted)
    )
    found: list[Any] = []
    position = _after_space(text, 0)
    while position < len(text) or not found:
        data, position = decoder.raw_decode(text, position)
        found.append(data)
        position = _after_space(text, position)
    return found


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return position if found is None else found.end()


def shown(value: Any) -> str:
    """What was found instead, as JSON, its beginning where it is long."""
    try:
        text = str(value) if isinstance(value, Decimal) else json.dumps(value, default=str)
    except RecursionError:
        text = "[" * (_SHOWN + 1)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _object(members: list[tuple[str, Any]], wanted: Wanted | None) -> dict[str, Any]:
    """The members by name. Raises InputError where one of them is there again with another value."""
    found: dict[str, Any] = {}
    for name, value in members:
        if name in found and found[name] != value:
            vin = None if wanted is None else wanted.first_input.get(name.lower())
            if vin is not None:
                raise InputError("spent_outputs_differ", vin=vin, place=member("", name))
            raise InputError("bad_spent_output", place=f'"{name[:_SHOWN]}"', found=shown(value))
        found[name] = value
    return found
