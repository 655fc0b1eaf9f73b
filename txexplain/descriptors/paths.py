"""The steps from an extended key: `/84h/0h/0h`, `/<0;1>`, and what says that they have a range (BIP380, BIP389)."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.descriptors.refused import cut
from txexplain.model.derivation import FIRST_HARDENED
from txexplain.model.errors import InputError

_HARDENED = ("'", "h")
MAX_KEYS = 10_000  # that are read, of all paths of a multipath
_MAX_UINT32 = 0xFFFFFFFF


class Marks:
    """How hardened steps of one key are written: as the last one that was read (Core: `apostrophe`)."""

    def __init__(self) -> None:
        self.apostrophe = False
        self.any = False

    def see(self, mark: str) -> None:
        """Notes that a step was hardened with this mark, `'` or `h`."""
        self.apostrophe, self.any = mark == "'", True


def number_in(text: str) -> int | None:
    """A whole number of at most 32 bits, None where it is none (Core: ToIntegral<uint32_t>)."""
    digits = text.lstrip("0") or text[:1]
    if not digits.isascii() or not digits.isdigit() or len(digits) > 10 or int(digits) > _MAX_UINT32:
        return None
    return int(digits)


def read_paths(steps: Sequence[str], marks: Marks, *, multipath: bool = True) -> tuple[tuple[int, ...], ...]:
    """The path, or one for each number of a multipath (Core: ParseKeyPath)."""
    path: list[int] = []
    several: tuple[int, list[int]] | None = None
    for step in steps:
        if step[:1] != "<" or step[-1:] != ">":
            path.append(_step(step, marks))
            continue
        if not multipath:
            core = f"Key path value '{step}' specifies multipath in a section where multipath is not allowed"
            raise InputError("descriptor_multipath", core=core)
        if several is not None:
            raise InputError("descriptor_multipath", core="Multiple multipath key path specifiers found")
        several = len(path), _alternatives(step[1:-1].split(";"), marks)
        path.append(0)
    if several is None:
        return (tuple(path),)
    place, numbers = several
    check_number(len(numbers) * len(path))
    return tuple((*path[:place], number, *path[place + 1 :]) for number in numbers)


def check_number(keys: int) -> None:
    """Raises InputError where a multipath makes too many of them."""
    if keys > MAX_KEYS:
        raise InputError("descriptor_too_many_paths", count=keys, limit=MAX_KEYS)


def _alternatives(items: Sequence[str], marks: Marks) -> list[int]:
    if len(items) < 2:
        raise InputError("descriptor_multipath", core="Multipath key path specifiers must have at least two items")
    found: dict[int, None] = {}
    for item in items:
        number = _step(item, marks)
        if number in found:
            raise InputError(
                "descriptor_multipath", core=f"Duplicated key path value {number} in multipath specifier"
            )
        found[number] = None
    return list(found)


def _step(text: str, marks: Marks) -> int:
    """Core: ParseKeyPathNum."""
    hardened = text.endswith(_HARDENED)
    digits = text[:-1] if hardened else text
    if hardened:
        marks.see(text[-1])
    number = number_in(digits)
    if number is None:
        raise InputError("descriptor_path", core=f"Key path value '{digits}' is not a valid uint32", step=cut(digits))
    if number >= FIRST_HARDENED:
        raise InputError("descriptor_path", core=f"Key path value {number} is out of range", step=cut(digits))
    return number + (FIRST_HARDENED if hardened else 0)


def take_range(steps: list[str], marks: Marks) -> str:
    """Takes `*` off the end, or `*h`, and gives it (Core: ParseDeriveType)."""
    if steps[-1:] == ["*"]:
        steps.pop()
        return "*"
    if steps and steps[-1] in ("*'", "*h"):
        marks.see(steps.pop()[-1])
        return "*h"
    return ""
