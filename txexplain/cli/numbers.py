"""The whole numbers that options take: of ASCII digits alone, where the parser takes whatever Python does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from copy import copy
from functools import partial
from typing import Any

_WHOLE = re.compile(r"[+-]?[0-9]+")
_KIND = "int"  # how the parser's names of them begin


def take_plain_numbers(parameters: Iterable[Any]) -> None:
    """Makes these refuse `1_0`, and the digits of other scripts, as what is no number at all.

    Typer 0.29, which is not allowed yet, has no kinds of values to be changed.
    """
    for each in parameters:
        if getattr(each, "type", None) and each.type.name.startswith(_KIND):
            each.type = copy(each.type)  # all options of a kind may share one
            each.type.convert = partial(_converted, each.type.convert)


def _converted(convert: Callable[..., Any], value: Any, *rest: Any) -> Any:
    """What the parser makes of it. Raises the parser's own error for what is no number."""
    is_number = not isinstance(value, str) or _WHOLE.fullmatch(value.strip()) is not None
    return convert(value if is_number else "", *rest)
