"""Fields of a draft by their paths: `vout[0].value`, `vin[1].witness[0]`, `spent[0].script`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

from txexplain.model.errors import InputError
from txexplain.wire.draft import Draft

_PATH = re.compile(r"([a-z_]+)(?:\[([0-9]{1,7})\])?(?:\.([a-z_]+)(?:\[([0-9]{1,7})\])?)?")
_ALIASES = {
    "locktime": "lock_time",
    "nlocktime": "lock_time",
    "nversion": "version",
    "inputs": "vin",
    "input": "vin",
    "outputs": "vout",
    "output": "vout",
    "prevout": "spent",
    "prevouts": "spent",
    "scriptsig": "script_sig",
    "scriptpubkey": "script",
    "script_pubkey": "script",
    "nsequence": "sequence",
    "value_sat": "value",
    "amount": "value",
    "n": "vout",
}
_ATTRIBUTES = {
    "vin": {
        "txid": "txid",
        "vout": "vout",
        "script_sig": "script_sig",
        "sequence": "sequence",
        "script": "script_sig",
    },
    "vout": {"value": "value", "script": "script"},
    "spent": {"value": "spent_value", "script": "spent_script"},
}
_SIZES = {"version": 4, "lock_time": 4, "vout": 4, "sequence": 4, "value": 8, "spent_value": 8}
_SIGNED = ("value", "spent_value")
_SHOWN_NEAR = 4


class Field(NamedTuple):
    """A field of a draft: the object that has it, and its name there, or its number in a list."""

    path: str
    holder: object
    name: str | int

    @property
    def value(self) -> int | bytes | None:
        """What stands there now, None where it is not known."""
        if isinstance(self.name, int):
            assert isinstance(self.holder, list)
            return bytes(self.holder[self.name])
        found: int | bytes | None = getattr(self.holder, self.name)
        return found

    @property
    def size(self) -> int | None:
        """How many bytes a number has; None for bytes of any length."""
        return None if isinstance(self.name, int) else _SIZES.get(self.name)

    @property
    def is_signed(self) -> bool:
        """Whether the number may be negative."""
        return self.name in _SIGNED

    @property
    def is_script(self) -> bool:
        return isinstance(self.name, str) and "script" in self.name

    def put(self, value: int | bytes) -> None:
        """Puts the value there; it must fit."""
        if isinstance(self.name, int):
            assert isinstance(self.holder, list)
            self.holder[self.name] = value
        else:
            setattr(self.holder, self.name, value)


class Element(NamedTuple):
    """Something that stands in a list and can be moved: an input, an output, a witness item."""

    path: str
    list_of: list[Any]
    number: int


def field_at(draft: Draft, path: str) -> Field:
    """The field of that path. Raises InputError("no_such_field"), which offers the nearest."""
    head, number, name, item = _parsed(draft, path)
    if number is None:
        if head in ("version", "lock_time") and name is None:
            return Field(head, draft, head)
        raise _none(draft, path)
    holders = draft.outputs if head == "vout" else draft.inputs
    if head not in _ATTRIBUTES or number >= len(holders):
        raise _none(draft, path)
    if head == "vin" and name == "witness" and item is not None and item < len(draft.inputs[number].witness):
        return Field(f"vin[{number}].witness[{item}]", draft.inputs[number].witness, item)
    attribute = _ATTRIBUTES[head].get(name or "")
    if attribute is None or item is not None:
        raise _none(draft, path)
    return Field(f"{head}[{number}].{name}", holders[number], attribute)


def element_at(draft: Draft, path: str) -> Element:
    """The input, output or witness item of that path. Raises InputError("no_such_field")."""
    head, number, name, item = _parsed(draft, path)
    lists: dict[str, list[Any]] = {"vin": draft.inputs, "vout": draft.outputs}
    if head not in lists or number is None or number >= len(lists[head]):
        raise _none(draft, path)
    if name is None:
        return Element(f"{head}[{number}]", lists[head], number)
    if head == "vin" and name == "witness" and item is not None and item < len(draft.inputs[number].witness):
        return Element(f"vin[{number}].witness[{item}]", draft.inputs[number].witness, item)
    raise _none(draft, path)


def input_at(draft: Draft, path: str) -> int:
    """The number of the input that the path names. Raises InputError("no_such_field")."""
    head, number, name, _ = _parsed(draft, path)
    if head != "vin" or number is None or name is not None or number >= len(draft.inputs):
        raise _none(draft, path)
    return number


def all_paths(draft: Draft) -> Iterator[str]:
    """Every field there is, in the order of the bytes."""
    yield "version"
    for number, each in enumerate(draft.inputs):
        yield from (f"vin[{number}].{name}" for name in ("txid", "vout", "script_sig", "sequence"))
        yield from (f"vin[{number}].witness[{item}]" for item in range(len(each.witness)))
        if each.spent_value is not None:
            yield from (f"spent[{number}].{name}" for name in ("value", "script"))
    for number in range(len(draft.outputs)):
        yield from (f"vout[{number}].{name}" for name in ("value", "script"))
    yield "lock_time"


def _parsed(draft: Draft, path: str) -> tuple[str, int | None, str | None, int | None]:
    found = _PATH.fullmatch(path.strip().lower())
    if found is None:
        raise _none(draft, path)
    head, number, name, item = found.groups()
    name = _ALIASES.get(name, name) if name else None
    return _ALIASES.get(head, head), int(number) if number else None, name, int(item) if item else None


def _none(draft: Draft, path: str) -> InputError:
    known = [each for each, _ in zip(all_paths(draft), range(2_000), strict=False)]
    known += [f"vin[{number}]" for number in range(min(9, len(draft.inputs)))]
    known += [f"vout[{number}]" for number in range(min(9, len(draft.outputs)))]
    near = get_close_matches(path.lower(), known, n=_SHOWN_NEAR, cutoff=0.4) or known[:_SHOWN_NEAR]
    return InputError("no_such_field", name=path[:60], near=", ".join(near))
