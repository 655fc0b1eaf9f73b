"""Edits from the options of `whatif`, as people type them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.model.errors import InputError
from txexplain.model.whatif import Edit

_FORMS = {"set": "--set vout[0].value=1", "swap": "--swap vout[0],vout[1]", "hash_type": "--hash-type vin[0]=NONE"}


def parse_edits(
    set_: Sequence[str],
    flip: Sequence[str],
    hash_type: Sequence[str],
    negate_s: Sequence[str],
    swap: Sequence[str],
    duplicate: Sequence[str],
    drop: Sequence[str],
) -> tuple[Edit, ...]:
    """Every edit that was asked for. Raises InputError("bad_edit") where one is not written as it should be."""
    edits = [*_pairs("set", set_, "="), *_flips(flip), *_pairs("hash_type", hash_type, "=")]
    edits += [Edit("negate_s", path) for path in negate_s]
    edits += [*_pairs("swap", swap, ",")]
    edits += [Edit("duplicate", path) for path in duplicate]
    return (*edits, *(Edit("drop", path) for path in drop))


def _pairs(action: str, words: Sequence[str], between: str) -> Iterator[Edit]:
    for word in words:
        path, found, value = word.partition(between)
        if not found or not path.strip() or (not value.strip() and action != "set"):
            raise InputError("bad_edit", found=word[:60], form=_FORMS[action])
        yield Edit(action, path.strip(), value.strip())


def _flips(words: Sequence[str]) -> Iterator[Edit]:
    for word in words:
        path, _, bit = word.partition(":")
        yield Edit("flip", path.strip(), bit.strip())
