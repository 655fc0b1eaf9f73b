"""One way to fill in a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

Figures: TypeAlias = Mapping[str, int | str]


class Case(NamedTuple):
    """The `numbers` that the answer is computed from besides the transaction, and the `figures` that the words give.

    `choices`, if any, have the right one first; a choice or a figure can be a key of the words of the template.
    """

    figures: Figures
    numbers: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()
