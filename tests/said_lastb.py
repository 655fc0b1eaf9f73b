"""Locks with ways that are very many, that cannot be listed, or of which the weight is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from said_fixlock import A, B

from txexplain.wire.keys import is_x_coordinate

Call = list[str]
_NUMBERS = (number.to_bytes(32, "big") for number in range(1, 400))
POINTS = [each.hex() for each in _NUMBERS if is_x_coordinate(each)]
X, *OTHERS = POINTS


def _tree(leaves: Sequence[str]) -> str:
    half = len(leaves) // 2
    return leaves[0] if not half else f"{{{_tree(leaves[:half])},{_tree(leaves[half:])}}}"


def _choices(many: int) -> str:
    """`many` times one of two keys."""
    found = "1"
    for one, other in zip(OTHERS[:many], OTHERS[many : 2 * many], strict=True):
        found = f"and_v(v:or_i(pk({one}),pkh({other})),{found})"
    return found


_HEAVY = f"multi_a(20,{','.join(OTHERS[:20])})"
_TWICE = f"multi_a(2,{','.join(OTHERS[:11] * 2)})"
MANY_LEAVES = f"tr({X},{_tree([*(f'pk({key})' for key in OTHERS[:65]), *[_HEAVY] * 4])})"
MANY_PATHS = f"tr({X},{_choices(9)})"
OVERFULL = f"tr({X},{_choices(54)})"
CANNOT_BE_LISTED = f"tr({X},{_TWICE})"
TWO_AND_OTHERS = f"tr({X},{{{_TWICE},pk({OTHERS[0]})}})"
OF_ANY_SIZE = f"6321{A}ac67a820{'bb' * 32}8821{B}ac68"
HYBRID = f"4106{A[2:]}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8ac"


def of_many_ways() -> Iterator[Call]:
    for what in (MANY_LEAVES, MANY_PATHS, OVERFULL, CANNOT_BE_LISTED, TWO_AND_OTHERS, OF_ANY_SIZE, HYBRID):
        yield ["lock", what]
