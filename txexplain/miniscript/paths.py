"""What is needed together for one way to satisfy a miniscript, and which of several ways ask for the least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from txexplain.model.transaction import LOCK_TIME_THRESHOLD, SEQUENCE_LOCKTIME_MASK, SEQUENCE_LOCKTIME_TYPE_FLAG

_MAX_REPEATED = 10  # keys that are there more than once: of a multisig of 20 all can be

Group = tuple[int, tuple[bytes, ...]]


class ItemSizes(NamedTuple):
    """What is put on the stack: the `size` in bytes with the byte of length before each, and how `many` they are.

    So they are in a witness. Of them so many are `ones`, for which a scriptSig has OP_1, in one byte instead of two.
    """

    size: int
    many: int
    ones: int = 0

    @property
    def script_sig_bytes(self) -> int:
        """How long a scriptSig is that pushes them, none of which is longer than 75 bytes."""
        return self.size - self.ones

    def plus(self, other: ItemSizes, times: int = 1) -> ItemSizes:
        """Both together, the other so many times; -1 takes it off."""
        return ItemSizes(
            self.size + times * other.size, self.many + times * other.many, self.ones + times * other.ones
        )


NO_ITEMS = ItemSizes(0, 0)


class TooMany(Exception):
    """To go through all choices takes too long."""


class Path(NamedTuple):
    """All that is needed for one way.

    Each of the `groups` says how many of its keys must sign; a key of 20 bytes is the hash of one that is not known.
    `preimages` are pairs of hash function and digest. Of time locks that can be compared only the later one is there.
    The `items` are the most that this way puts on the stack.
    """

    groups: tuple[Group, ...] = ()
    preimages: tuple[tuple[str, bytes], ...] = ()
    older: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    items: ItemSizes = NO_ITEMS

    def plus(self, items: ItemSizes) -> Path:
        """The same way, with these items on the stack besides."""
        return self._replace(items=self.items.plus(items))


def cost(path: Path) -> tuple[int, int, int]:
    """Small ones come first, of these the one that needs the fewest conditions and waits least."""
    return path.items.size, sum(len(part) for part in path[:4]), max((*path.older, *path.after), default=0)


def join(one: Path, other: Path) -> Path | None:
    """What is needed for both, None where time locks exclude each other."""
    older, after = latest_older({*one.older, *other.older}), latest_after({*one.after, *other.after})
    if older is None or after is None:
        return None
    preimages = tuple(dict.fromkeys(one.preimages + other.preimages))
    return Path(_joined(one.groups + other.groups), preimages, older, after, one.items.plus(other.items))


def latest_older(numbers: set[int]) -> tuple[int, ...] | None:
    """The one of BIP112 with which all hold, None where they are of two kinds."""
    return _latest(
        numbers,
        lambda number: bool(number & SEQUENCE_LOCKTIME_TYPE_FLAG),
        lambda number: number & SEQUENCE_LOCKTIME_MASK,
    )


def latest_after(numbers: set[int]) -> tuple[int, ...] | None:
    """The one of BIP65 with which all hold, None where they are of two kinds."""
    return _latest(numbers, lambda number: number >= LOCK_TIME_THRESHOLD, lambda number: number)


def _latest(
    numbers: set[int], in_seconds: Callable[[int], bool], value: Callable[[int], int]
) -> tuple[int, ...] | None:
    if len(set(map(in_seconds, numbers))) > 1:
        return None
    return (max(sorted(numbers), key=value),) if numbers else ()


def _joined(groups: Iterable[Group]) -> tuple[Group, ...]:
    """All of several together are one group; each group once."""
    groups = tuple(groups)
    all_of = dict.fromkeys(key for needed, keys in groups if needed == len(keys) for key in keys)
    some_of = dict.fromkeys(group for group in groups if group[0] < len(group[1]))
    return (*([(len(all_of), tuple(all_of))] if all_of else []), *some_of)


def groups_of(needed: int, keys: Sequence[bytes], can_sign: Callable[[bytes], bool]) -> list[tuple[Group, ...]]:
    """Which of the keys of a multisig must sign, each choice by itself; there is one where each key is there once.

    A key that is there twice signs for two. Keys for which `can_sign` is false never sign. Raises TooMany.
    """
    times = Counter(filter(can_sign, keys))
    repeated = [key for key, count in times.items() if count > 1]
    if len(repeated) > _MAX_REPEATED:
        raise TooMany
    single = tuple(key for key, count in times.items() if count == 1)
    choices = (some for size in range(len(repeated) + 1) for some in combinations(repeated, size))
    return [found for some in choices for found in _groups_with(needed, some, single, times)]


def _groups_with(
    needed: int, repeated: tuple[bytes, ...], single: tuple[bytes, ...], times: Counter[bytes]
) -> Iterator[tuple[Group, ...]]:
    """With all these of the repeated keys, none of which can be left out."""
    left = needed - sum(times[key] for key in repeated)
    if left <= len(single) and all(left + times[key] > 0 for key in repeated):
        group = ((left, single),) if left > 0 else ()
        yield _joined((*group, *(((len(repeated), repeated),) if repeated else ())))


def least(paths: Iterable[Path]) -> list[Path]:
    """Those of which none asks for all that another asks for, the cheapest first."""
    found = list[Path]()
    for path in sorted(paths, key=cost):
        if not any(_asks_for(path, each) for each in found):
            found = [each for each in found if not _asks_for(each, path)] + [path]
    return found


def _asks_for(path: Path, other: Path) -> bool:
    """Whether who can take this path can take the other one as well."""
    return (
        set(other.preimages) <= set(path.preimages)
        and (not other.older or latest_older({*path.older, *other.older}) == path.older)
        and (not other.after or latest_after({*path.after, *other.after}) == path.after)
        and all(_sign(path.groups, *group) for group in other.groups)
    )


def _sign(groups: Iterable[Group], needed: int, keys: Sequence[bytes]) -> bool:
    """Whether at least so many of the keys are among those that sign, whichever these are."""
    wanted = set(keys)
    return sum(max(0, count - sum(key not in wanted for key in some)) for count, some in groups) >= needed
