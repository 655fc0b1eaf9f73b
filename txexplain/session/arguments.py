"""Arguments of the library, taken in the forms that a caller has them, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from txexplain.model.arguments import check_type, items_of

if TYPE_CHECKING:
    from txexplain.model.whatif import Edit
    from txexplain.texts import Texts


def listed(name: str, values: object) -> tuple[Any, ...]:
    """Several values. Raises TypeError where it is one alone, such as a text."""
    if isinstance(values, str | bytes | bytearray | memoryview | Mapping):
        raise TypeError(f"{name} must be a list, not {type(values).__name__}")
    return items_of(name, values)


def texts_of(lang: str) -> Texts:
    """The texts in that language. Raises ValueError where there is none of that name."""
    from txexplain.texts import LANGUAGES, Texts

    check_type("lang", lang, str)
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}")
    return Texts(lang)


def edits_of(values: object) -> tuple[Edit, ...]:
    """Edits as Edit, as their parts in a tuple or list, or as a mapping with `action`, `path` and `value`."""
    edits = listed("edits", values)
    if edits and all(isinstance(each, str) for each in edits):
        raise TypeError("edits must be a list of edits, such as [('set', 'version', '2')], not one alone")
    return tuple(map(_edit, edits))


def _edit(told: object) -> Edit:
    from txexplain.model.whatif import Edit

    if isinstance(told, Mapping):
        parts = dict(told)
    elif isinstance(told, tuple | list) and len(told) <= len(Edit._fields):
        parts = dict(zip(Edit._fields, told, strict=False))
    else:
        raise TypeError(f"edits must be Edit, tuple or mapping, not {type(told).__name__}")
    if not {"action", "path"} <= parts.keys() <= set(Edit._fields):
        raise ValueError("edits must have an action, a path and perhaps a value each")
    action = str(parts["action"]).replace("-", "_")
    return Edit(action, str(parts["path"]), str(parts.get("value", "")))
