"""The ways to satisfy a miniscript: each least set of signatures, preimages and time locks, and what that weighs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from txexplain.miniscript.node import Node, evaluate
from txexplain.miniscript.paths import NO_ITEMS, ItemSizes, Path, TooMany, cost, groups_of, join, least
from txexplain.model.lock import MAX_COUNTED

MAX_PATHS = 64
_KEPT = 128  # of one expression, the cheapest
_MAX_EFFORT = 500_000  # paths that are made, times the keys in each
ECDSA_SIZE = 72  # the largest with low S, its hash type included
SCHNORR_SIZE = 65  # with a hash type: only the default one takes no byte


class Choices(NamedTuple):
    """How an expression is dissatisfied without any secret, None where it cannot be; the cheapest ways to satisfy it,
    and how many there are."""

    no: ItemSizes | None
    yes: tuple[Path, ...]
    total: int


def paths_of(
    root: Node, *, tapscript: bool, can_sign: Callable[[bytes], bool] = lambda key: True
) -> tuple[tuple[Path, ...], int] | None:
    """The cheapest paths, at most MAX_PATHS, and how many are left out; None where there are too many to look at.

    None of them asks for all that another asks for. Where very many are left out, such are counted with them, and no
    more than MAX_COUNTED. Keys for which `can_sign` is false never sign.
    """
    finder = _Finder(tapscript, can_sign)
    try:
        found = evaluate(root, finder.visit)
    except TooMany:
        return None
    paths = least(found.yes)
    dropped = found.total - len(found.yes) if finder.dropped else 0
    return tuple(paths[:MAX_PATHS]), min(max(0, len(paths) - MAX_PATHS) + dropped, MAX_COUNTED)


class _Finder:
    def __init__(self, tapscript: bool, can_sign: Callable[[bytes], bool]) -> None:
        self.can_sign = can_sign
        self.signature = (SCHNORR_SIZE if tapscript else ECDSA_SIZE) + 1
        self.key = 33 if tapscript else 34
        self.effort = 0
        self.dropped = False

    def visit(self, node: Node, inside: Sequence[Choices]) -> Choices:
        if node.fragment == "thresh":
            return self._thresh(inside, node.number)
        return self._compound(node.fragment, *inside) if inside else self._leaf(node)

    # Leaves

    def _leaf(self, node: Node) -> Choices:
        name, number = node.fragment, node.number
        if name in ("0", "1"):
            return Choices(NO_ITEMS, (), 0) if name == "0" else Choices(None, (Path(),), 1)
        if name == "older":
            return Choices(None, (Path(older=(number,)),), 1)
        if name == "after":
            return Choices(None, (Path(after=(number,)),), 1)
        if name in ("multi", "multi_a"):
            return self._multisig(node)
        if name in ("pk_k", "pk_h"):
            return self._key(node)
        preimage = ItemSizes(33, 1)
        return Choices(preimage, (Path(preimages=((name, node.data),), items=preimage),), 1)

    def _key(self, node: Node) -> Choices:
        key = node.keys[0] if node.keys else node.data
        shown = NO_ITEMS
        if node.fragment == "pk_h":
            shown = ItemSizes(len(key) + 1 if node.keys else self.key, 1)
        path = Path(((1, (key,)),), items=shown.plus(ItemSizes(self.signature, 1)))
        able = not node.keys or self.can_sign(key)
        return Choices(shown.plus(_ZERO), (path,) if able else (), int(able))

    def _multisig(self, node: Node) -> Choices:
        signed = node.number * self.signature
        others = len(node.keys) - node.number if node.fragment == "multi_a" else 1
        many = len(node.keys) if node.fragment == "multi_a" else node.number + 1
        items = ItemSizes(signed + others, many)
        paths = tuple(Path(groups, items=items) for groups in groups_of(node.number, node.keys, self.can_sign))
        return Choices(ItemSizes(many, many), paths, len(paths))

    # Around others

    def _compound(self, name: str, x: Choices, *others: Choices) -> Choices:
        if name in ("and_v", "and_b"):
            return Choices(_both(x.no, others[0].no) if name == "and_b" else None, *self._all(x, others[0]))
        if name == "andor":
            y, z = others
            together = Choices(None, *self._all(x, y))
            return Choices(_both(x.no, z.no), *self._any(together, self._with(z, x.no)))
        if others:
            return self._or(name, x, others[0])
        if name == "d":
            return self._with(x, _ONE)._replace(no=_ZERO)
        return x._replace(no=None if name == "v" else _ZERO if name == "j" else x.no)

    def _or(self, name: str, x: Choices, y: Choices) -> Choices:
        if name == "or_i":
            first, second = self._with(x, _ONE), self._with(y, _ZERO)
            return Choices(_smaller(first.no, second.no), *self._any(first, second))
        of_first = self._with(x, y.no) if name == "or_b" else x
        no = None if name == "or_c" else _both(x.no, y.no)
        return Choices(no, *self._any(of_first, self._with(y, x.no)))

    def _with(self, choices: Choices, items: ItemSizes | None) -> Choices:
        """With these items besides; without them nothing is possible."""
        if items is None:
            return Choices(None, (), 0)
        self._spend(len(choices.yes))
        return Choices(_both(choices.no, items), tuple(each.plus(items) for each in choices.yes), choices.total)

    def _any(self, *all_: Choices) -> tuple[tuple[Path, ...], int]:
        return self._cheapest(path for each in all_ for path in each.yes), sum(each.total for each in all_)

    def _all(self, x: Choices, y: Choices) -> tuple[tuple[Path, ...], int]:
        self._spend(min(len(x.yes) * len(y.yes), _KEPT) * _keys(*x.yes[:1], *y.yes[:1]))
        found = [
            join(one, other)
            for place, one in enumerate(x.yes)
            for other in y.yes[: max(1, _KEPT // (place + 1))]  # the cheapest together are among these
        ]
        self.dropped = self.dropped or len(found) < len(x.yes) * len(y.yes)
        possible = self._cheapest(path for path in found if path)
        return possible, x.total * y.total - found.count(None)

    def _cheapest(self, paths: Iterable[Path]) -> tuple[Path, ...]:
        found = dict.fromkeys(paths)
        self._spend(len(found) * _keys(*list(found)[:1]))
        self.dropped = self.dropped or len(found) > _KEPT
        return tuple(sorted(found, key=cost)[:_KEPT])

    def _spend(self, effort: int) -> None:
        self.effort += effort + 1
        if self.effort > _MAX_EFFORT:
            raise TooMany

    # Of several

    def _thresh(self, inside: Sequence[Choices], needed: int) -> Choices:
        """Single keys are not told apart: so many of them together sign."""
        no = NO_ITEMS
        for each in inside:
            if each.no is None:
                return Choices(None, (), 0)
            no = no.plus(each.no)
        gain, places = _single_keys(inside)
        keys = [inside[place].yes[0].groups[0][1][0] for place in sorted(places)]
        others = self._counted([each for place, each in enumerate(inside) if place not in places], needed)
        found = list[Choices]()
        for count, choices in enumerate(others):
            signing = needed - count
            if signing <= len(keys):
                items = no.plus(gain, signing)
                paths = tuple(Path(groups, items=items) for groups in groups_of(signing, keys, self.can_sign))
                found.append(Choices(None, *self._all(choices, Choices(None, paths, len(paths)))))
        return Choices(no, *self._any(*found))

    def _counted(self, inside: Sequence[Choices], most: int) -> list[Choices]:
        """By how many are satisfied, none up to `most`; the items are what that takes beyond dissatisfying them."""
        found = [Choices(None, (Path(),), 1)]
        for each in inside:
            gained = Choices(None, tuple(_gained(each, path) for path in range(len(each.yes))), each.total)
            more = [Choices(None, *self._all(one, gained)) for one in found]
            of_none = [*found, Choices(None, (), 0)]
            of_one = [Choices(None, (), 0), *more]
            found = [Choices(None, *self._any(*both)) for both in zip(of_none, of_one, strict=True)][: most + 1]
        return found


_ZERO = ItemSizes(1, 1)
_ONE = ItemSizes(2, 1, 1)


def _both(one: ItemSizes | None, other: ItemSizes | None) -> ItemSizes | None:
    return None if one is None or other is None else one.plus(other)


def _smaller(one: ItemSizes | None, other: ItemSizes | None) -> ItemSizes | None:
    if one is None or other is None:
        return other if one is None else one
    return one if one.size <= other.size else other


def _gained(choices: Choices, place: int = 0) -> Path:
    """A path with the items that it takes beyond what dissatisfying takes."""
    path = choices.yes[place]
    return path._replace(items=path.items.plus(choices.no or NO_ITEMS, -1))


def _single_keys(inside: Sequence[Choices]) -> tuple[ItemSizes, set[int]]:
    """Where those are that one signature alone satisfies, and how many items more that takes, the same for each."""
    gains = {place: _gained(each).items for place, each in enumerate(inside) if _is_single_key(each)}
    gain = next(iter(gains.values()), NO_ITEMS)
    return gain, {place for place, each in gains.items() if each == gain}


def _keys(*paths: Path) -> int:
    """How many there are to put together, or one where there are none."""
    return 1 + sum(len(keys) for path in paths for _, keys in path.groups)


def _is_single_key(choices: Choices) -> bool:
    if choices.total != 1 or len(choices.yes) != 1:
        return False
    groups, *others = choices.yes[0][:4]
    return len(groups) == 1 and len(groups[0][1]) == 1 and not any(others)
