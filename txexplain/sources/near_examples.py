"""The names of examples that a name is near to: found fast, as many lines can be no names at all."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from txexplain.bundled import example_names, psbt_names

_LONGEST = 40  # characters of a name that are compared
_NEAR = 0.6  # how much names have in common


def near_examples(name: str) -> list[str]:
    """The names of examples that `name` may be a slip of."""
    return list(_near(name.lower()[:_LONGEST]))


@lru_cache(maxsize=256)  # lines have the same slip again and again
def _near(name: str) -> tuple[str, ...]:
    counts = Counter(name)
    names = [each for each in (*example_names(), *psbt_names()) if _could_be_near(counts, len(name), each)]
    if not names:
        return ()
    from difflib import get_close_matches

    return tuple(get_close_matches(name, names, n=3, cutoff=_NEAR))


def _could_be_near(counts: Counter[str], length: int, name: str) -> bool:
    """Whether they have enough in common for difflib to find them near, which takes it longer to find out."""
    most = min(length, len(name))  # of the characters
    if 2 * most < _NEAR * (length + len(name)):
        return False
    return 2 * sum(count for char, count in counts.items() if char in name) >= _NEAR * (length + len(name))
