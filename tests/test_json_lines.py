"""One line of JSON a transaction: each of its writers says what the page of JSON says, as short as it can be."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from txexplain.data import Amount, Rows
from txexplain.render import json as writers
from txexplain.render.json import json_line, to_json

HOSTILE = (
    "\x00",
    "\x1b[31m",
    "\x7f",
    "\x9b",
    "\u2028",
    "\ue000",
    "\ue0001.00000000\ue000",
    "\ud800",
    "\udfff x",
    "💥",
)
STRINGS = st.one_of(st.text(), st.sampled_from(HOSTILE), st.text(st.characters(codec=None)))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(1 << 80), 1 << 80),
    STRINGS,
    st.integers(-(1 << 63), (1 << 63) - 1).map(Amount),
)
DATA = st.recursive(
    LEAVES,
    lambda inside: st.one_of(
        st.lists(inside),
        st.lists(inside).map(lambda items: Rows(lambda: iter(items))),
        st.dictionaries(STRINGS, inside),
    ),
    max_leaves=20,
)
WRITERS = (writers._by_library, writers._by_ourselves)


def read(text: str | bytes) -> Any:
    """Every number as it is written."""
    return json.loads(text, parse_int=str, parse_float=str)


def fast() -> Any:
    writers._fast_writer.cache_clear()
    found = writers._fast_writer()
    if found is None:
        pytest.skip("orjson is not installed, or has no Fragment")
    return found


@settings(max_examples=60)
@given(DATA)
def test_each_writer_says_what_the_page_says_in_the_same_bytes(data: Any) -> None:
    expected = writers._by_ourselves(data)
    assert read(expected) == read(to_json(data))
    assert expected.isascii()
    assert expected.endswith(b"\n")
    assert not any(byte < 32 or byte == 127 for byte in expected[:-1])
    assert writers._by_library(data) in (None, expected)
    assert json_line(data) == expected


@settings(max_examples=60)
@given(DATA)
def test_orjson_writes_the_same_bytes_or_leaves_it(data: Any) -> None:
    assert fast()(data) in (None, writers._by_ourselves(data))


def test_orjson_is_used_for_plain_answers() -> None:
    data = {"line": 1, "txid": "ab" * 32, "vout": [{"value": Amount(5), "witness": Rows(lambda: iter(["00"]))}]}
    assert fast()(data) == writers._by_library(data) == writers._by_ourselves(data)


def test_the_library_writes_plain_answers() -> None:
    assert writers._by_library({"fee": Amount(-1), "x": [True, None]}) == b'{"fee":-0.00000001,"x":[true,null]}\n'


@pytest.mark.parametrize("text", ["\ue000", "\ue0001.00000000\ue000", "a\ue000b", "\\ue000"])
def test_a_string_that_looks_like_an_amount_stays_a_string(text: str) -> None:
    data = {"id": text, text: Amount(7)}
    assert writers._by_library(data) is None
    assert json.loads(json_line(data), parse_float=Decimal) == {"id": text, text: Decimal("0.00000007")}


def test_a_float_that_is_no_number_is_null() -> None:
    assert json_line([float("nan"), float("inf"), 1.5]) == b"[null,null,1.5]\n"


@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_no_data_is_refused(writer: Any) -> None:
    with pytest.raises(TypeError):
        writer({"x": object()})


def test_the_extra_is_not_used_where_it_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TXEXPLAIN_BACKEND", "ecdsa")
    writers._fast_writer.cache_clear()
    try:
        assert writers._fast_writer() is None
        assert json_line({"fee": Amount(1)}) == b'{"fee":0.00000001}\n'
    finally:
        writers._fast_writer.cache_clear()
