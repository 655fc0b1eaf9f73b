"""A fault that goes through the whole of a transaction is told as one, never as a cut or as many."""

from __future__ import annotations

import pytest
from laid_out import FAULTS
from test_broken import found_in


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_all_over_is_told_as_one(cli, name: str) -> None:
    raw, key = FAULTS[name]
    found = found_in(raw)
    assert (found.hints[0].key, found.cut, found.together) == (key, False, False)
    for lang, words in (("en", "probably the end"), ("zh", "末尾")):
        told = cli("decode", raw.hex(), "--lang", lang).err
        assert words not in told.replace("witness data at the end", "")


def test_what_belongs_together_is_in_different_fields() -> None:
    for raw, _ in FAULTS.values():
        found = found_in(raw)
        starts = [hint.place.start for hint in found.hints]
        assert not found.together or (len(starts) > 1 and starts == sorted({*starts}))
