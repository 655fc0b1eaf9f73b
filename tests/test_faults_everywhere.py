"""A fault that goes through the whole of a transaction is told as one, never as a cut or as many."""

from __future__ import annotations

import pytest
from laid_out import COINS, FAULTS, FINAL, TIME, VERSION, outputs
from test_broken import found_in

from txexplain.wire.cursor import compact_size


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_all_over_is_told_as_one(cli, name: str) -> None:
    raw, key = FAULTS[name]
    found = found_in(raw)
    assert (found.hints[0].key, found.cut, found.together) == (key, False, False)
    for lang, words in (("en", "probably the end"), ("zh", "末尾")):
        told = cli("decode", raw.hex(), "--lang", lang).err
        assert words not in told.replace("witness data at the end", "")


def test_too_many_fields_once_mended_are_no_hint() -> None:
    many = 8_000
    raw = VERSION + compact_size(many) + many * (COINS[0] + FINAL) + outputs() + TIME
    assert not any(hint.key == "input_sizes_missing" for hint in found_in(raw).hints)


def test_what_belongs_together_is_in_different_fields() -> None:
    for raw, _ in FAULTS.values():
        found = found_in(raw)
        starts = [hint.place.start for hint in found.hints]
        assert not found.together or (len(starts) > 1 and starts == sorted({*starts}))
