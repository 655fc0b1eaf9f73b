"""Arguments of the library, checked: what is wrong is told as TypeError or ValueError that names the argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from txexplain.model.whatif import Edit
    from txexplain.texts import Texts

_TEXT_OR_BYTES = (str, bytes, bytearray, memoryview)


def check_type(name: str, value: object, wanted: type) -> None:
    """Raises TypeError where the value is of another type; a bool is no number here."""
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise TypeError(f"{name}: {wanted.__name__}, not {type(value).__name__}")


def check_count(name: str, value: object) -> None:
    """Raises TypeError or ValueError where it is no whole number from 0 on."""
    check_type(name, value, int)
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{name}: 0 or more, not {value}")


def listed(name: str, values: object) -> tuple[Any, ...]:
    """Several values. Raises TypeError where it is one alone, such as a text."""
    if isinstance(values, (*_TEXT_OR_BYTES, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"{name}: a list, not {type(values).__name__}")
    return tuple(values)


def texts_of(lang: str) -> Texts:
    """The texts in that language. Raises ValueError where there is none of that name."""
    from txexplain.texts import LANGUAGES, Texts

    check_type("lang", lang, str)
    if lang not in LANGUAGES:
        raise ValueError(f"lang: one of {', '.join(LANGUAGES)}, not {lang!r}")
    return Texts(lang)


def edits_of(values: object) -> tuple[Edit, ...]:
    """Edits as Edit, as their parts in a tuple or list, or as a mapping with `action`, `path` and `value`."""
    return tuple(map(_edit, listed("edits", values)))


def _edit(told: object) -> Edit:
    from txexplain.model.whatif import Edit
    from txexplain.whatif.edits import ACTIONS

    if isinstance(told, Mapping):
        parts = dict(told)
    elif isinstance(told, tuple | list) and len(told) <= len(Edit._fields):
        parts = dict(zip(Edit._fields, told, strict=False))
    else:
        raise TypeError(f"edits: Edit, tuple or mapping, not {type(told).__name__}")
    if not {"action", "path"} <= parts.keys() <= set(Edit._fields):
        raise ValueError("edits: each has an action, a path and perhaps a value")
    edit = Edit(*(str(parts.get(name, "")) for name in Edit._fields))
    if edit.action not in ACTIONS:
        raise ValueError(f"edits: the action is one of {', '.join(ACTIONS)}, not {edit.action!r}")
    return edit
