"""A PSBT that is refused is told by its map, its field and its byte, with the node's sentence."""

from __future__ import annotations

import base64
import random
import re

import pytest
from conftest import FULL, load_vectors
from said_psbttexts import EVERY_FIELD, EVERY_NEW_FIELD, REFUSED, of_psbt_bytes, with_input
from test_psbt import UNKNOWN_VERSION, _check_tiling, _error, psbt_rows, raw_of
from test_texts import SOURCE, codes_of_decoding, flat

from txexplain.explain.pages.error import error_document
from txexplain.explain.parts.byte_rows import byte_rows
from txexplain.model.errors import DecodeError
from txexplain.model.subject import PSBT_MAGIC
from txexplain.render.plain import plain_text
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.psbt import read_psbt
from txexplain.wire.psbt_fields import FIELDS
from txexplain.wire.psbt_regions import psbt_regions

WIDE = 300  # no line breaks
PARTS = (  # where labels stand in the sources
    r'"psbt\.([a-z0-9_.]+)"',
    r'\b(?:number|fixed|whole|sized_value|compact_number|part)\("([a-z0-9_.]+)"',
    r'_labelled_size\(cursor, "([a-z0-9_.]+)"',
    r'(?<!group)\("([a-z0-9_]+)", \d+\)',
    r'_preimage\("[A-Z0-9_]+", "([a-z0-9]+)"',
    r'"(proprietary_key)"',
)
MAPS = {"en": {"global": "global map", "input": "input ", "output": "output "}}
MAPS["zh"] = {"global": "全局映射", "input": "输入 ", "output": "输出 "}


def page_of(error: DecodeError, language: str = "en") -> str:
    return plain_text(error_document(error, Texts(language)), WIDE)


@pytest.mark.parametrize("name", REFUSED)
def test_every_reason_is_told_with_its_place(name: str) -> None:
    code, raw, place = REFUSED[name]
    error = _error(raw)
    assert error is not None
    assert error.code == code
    reading = next(line for line in page_of(error).splitlines() if line.strip().startswith("reading"))
    assert reading.split("reading")[1].strip() == place


def test_every_reason_has_its_psbt() -> None:
    codes = {code for code in codes_of_decoding() if code.startswith("psbt_")}
    assert codes - {code for code, _, _ in REFUSED.values()} == {"psbt_magic"}, "such bytes are not taken for a PSBT"


def test_what_a_node_refuses_is_told_with_its_place_and_sentence(record_property) -> None:
    told = 0
    for row in psbt_rows():
        error = _error(raw_of(row))
        if error is None:
            continue
        _check_page(error)
        core = str(error.facts.get("core", ""))
        sentence = row["decodepsbt"]["error"].removeprefix("TX decode failed ").removesuffix(": iostream error")
        assert core == sentence or (sentence == UNKNOWN_VERSION and not core)
        told += 1
    record_property("pages of refused PSBTs", told)
    assert told > 405


@pytest.mark.parametrize("number", [174, 370, 371])
def test_invalid_psbts_of_the_bips_are_told_by_the_field_that_the_bip_names(number: int) -> None:
    named = 0
    for case in load_vectors(f"psbt_bip{number}.json"):
        error = _error(bytes.fromhex(case["hex"]))
        if error is None or error.code == "psbt_magic":
            continue
        _check_page(error)
        fields = set(re.findall(r"PSBT_[A-Z0-9_]+", case["comment"]))
        if fields:
            assert error.facts["name"] in fields | {"PSBT_GLOBAL_UNSIGNED_TX"}
            named += 1
    assert named >= {174: 0, 370: 12, 371: 11}[number]


def _check_page(error: DecodeError) -> None:
    name, core = str(error.facts["name"]), str(error.facts.get("core", ""))
    assert error.span is not None
    for language in LANGUAGES:
        page = page_of(error, language)
        assert MAPS[language][str(error.facts["map"])] in page
        assert f"{error.span.start:,}" in page
        assert name in page
        assert core in page


def test_changed_psbts_tile_or_are_told_with_their_place(record_property) -> None:
    random_ = random.Random(34)
    raws = [raw_of(row) for row in psbt_rows() if "result" in row["decodepsbt"]]
    counts = {"read": 0, "refused": 0}
    for _ in range(5_000 if FULL else 500):
        changed = _changed(random_.choice(raws), random_)
        error = _error(changed)
        counts["read" if error is None else "refused"] += 1
        if error is None:
            _check_tiling(changed)
        elif error.code != "psbt_magic":
            _check_page(error)
    record_property("changed PSBTs", str(counts))
    assert min(counts.values()) > 30


def _changed(raw: bytes, random_: random.Random) -> bytes:
    """A byte more, a byte less, a byte changed, or what is behind a place missing."""
    at = random_.randrange(5, len(raw))
    byte = bytes([random_.choice((0, 1, 0xFF, random_.randrange(256)))])
    return random_.choice(
        (raw[:at] + raw[at + 1 :], raw[:at] + byte + raw[at:], raw[:at] + byte + raw[at + 1 :], raw[:at])
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_byte_map_of_a_psbt_names_maps_fields_and_every_byte(cli, language: str) -> None:
    old, new, folded = (cli(*call, "--lang", language) for call in of_psbt_bytes())
    assert [old.status, new.status, folded.status] == [0, 0, 0]
    for name in (field.name for fields in FIELDS.values() for field in fields.values()):
        assert name in old.out + new.out
    assert "psbt." not in old.out + new.out
    assert "--all" in folded.out


def test_the_byte_map_of_a_psbt_shows_each_byte_once() -> None:
    for raw in (EVERY_FIELD, EVERY_NEW_FIELD):
        _check_tiling(raw)
        tree = psbt_regions(read_psbt(raw))
        rows = byte_rows(tree, raw, Texts(), show_all=True).rows
        assert b"".join(row.data for row in rows) == raw


def test_a_psbt_cut_anywhere_is_told_as_cut() -> None:
    for raw in (EVERY_FIELD, EVERY_NEW_FIELD):
        for end in range(len(PSBT_MAGIC), len(raw)):
            error = _error(raw[:end])
            assert error is not None
            assert error.code in ("truncated", "psbt_separator", "psbt_maps_missing"), end
            assert "missing" in page_of(error)


def test_every_part_of_a_psbt_has_a_name_and_every_name_its_part() -> None:
    wire = "\n".join(text for path, text in SOURCE.items() if path.parent.name == "wire" and "psbt" in path.name)
    parts = {f"psbt.{name}" for pattern in PARTS for name in re.findall(pattern, wire)} | {
        f"psbt.{role}" for role in MAPS["en"]
    }
    named = {path[0] for path in flat("en", "fields") if path[0].startswith("psbt.")}
    assert parts == named | {"psbt.unsigned_transaction", "psbt.previous_transaction"}


def test_a_base64_that_lost_a_character_is_said_to_be_that(cli) -> None:
    for number in range(3):
        text = base64.b64encode(with_input((b"\x99", bytes(number)))).decode()
        for at in (12, 40, len(text) // 2):
            ran = cli("decode", text[:at] + text[at + 1 :])
            assert (ran.status, "psbt_base64_cut" in ran.err) == (2, True), ran.err


def test_a_base64_without_its_padding_is_taken(cli) -> None:
    for number in range(3):
        text = base64.b64encode(with_input((b"\x99", bytes(number)))).decode()
        assert cli("decode", text.rstrip("=")).status == 0
