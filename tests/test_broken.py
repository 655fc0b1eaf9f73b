"""Transactions built by hand that do not read: what was read before, and what would fit."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from broken import Spoilt, is_refused, places, spoilt, spoilt_in_all_outputs
from conftest import EXAMPLES, FULL, Ran
from said_broken import DECRED, ZCASH
from test_architecture import loaded_by

from txexplain.hints.reading import recorded
from txexplain.model.errors import DecodeError
from txexplain.model.hints import Diagnosis, Hint
from txexplain.session.broken import diagnosis_of
from txexplain.wire.cursor import compact_size
from txexplain.wire.transaction import decode

SMALL = {name: each.raw for name, each in EXAMPLES.items() if len(each.raw) < 1_000}
EACH = 3 if FULL else 1  # cases of a fault that are drawn from an example
OUTPOINT = "11" * 32 + "00000000"
PREFIXES = 3_000 if FULL else 600
PAYS = "905f010000000000"
KEY_HASH = "7dc7988037d760a4abc06017cbb68d9756d914ae"
UNSIGNED = f"0200000001{OUTPOINT}00fdffffff01{PAYS}"


def found_in(raw: bytes) -> Diagnosis:
    with pytest.raises(DecodeError) as caught:
        decode(raw)
    found = diagnosis_of(caught.value)
    assert found is not None
    return found


@cache
def cases() -> tuple[tuple[Spoilt, Diagnosis], ...]:
    """Every fault in some of its places in every small example."""
    drawn = random.Random(1)
    found = []
    for raw in SMALL.values():
        by_fault: dict[str, list[Spoilt]] = {}
        for each in spoilt(raw):
            by_fault.setdefault(each.fault, []).append(each)
        for some in by_fault.values():
            found += drawn.sample(some, min(EACH, len(some)))
    return tuple((each, found_in(each.raw)) for each in found)


def tells(hint: Hint, fault: Spoilt) -> bool:
    """Whether the hint names the fault, and the field that it is in."""
    if hint.key not in fault.told_as:
        return False
    if hint.key in ("push", "opcode", "opcode_and_length"):
        return hint.place.number == fault.index
    return not fault.field or fault.told_as[0] == "marker_half" or hint.place[:2] == (fault.field, fault.index)


FIRST = {  # of each fault, in what part of the cases it is the first of the hints
    "all reversed": 1.0,
    "every witness empty": 1.0,
    "flag 08": 1.0,
    "flag missing": 0.9,
    "hex twice": 1.0,
    "marker missing": 0.9,
    "push missing": 0.95,
    "push missing, length too": 0.85,
    "opcode missing": 0.9,
    "time behind the version": 1.0,
    "twice in a row": 1.0,
    "length one off": 0.75,
    "length in digits": 0.75,
    "length decimal": 0.75,
    "field twice": 0.9,
    "size of four bytes": 0.85,
}


@pytest.mark.slow
def test_most_faults_are_among_the_hints_and_most_often_first() -> None:
    total, first, among = Counter[str](), Counter[str](), Counter[str]()
    for fault, found in cases():
        told = [tells(hint, fault) for hint in found.hints]
        total[fault.fault] += 1
        first[fault.fault] += told[:1] == [True]
        among[fault.fault] += any(told)
    for fault in sorted(total):
        print(f"{fault:26}{total[fault]:5}  first {first[fault]:4}  among three {among[fault]:4}")
    print(f"{'all':26}{total.total():5}  first {first.total():4}  among three {among.total():4}")
    assert {fault for fault, part in FIRST.items() if first[fault] < part * total[fault]} == set()
    assert first.total() >= 0.75 * total.total()
    assert among.total() >= 0.80 * total.total()


def mended(raw: bytes, hint: Hint) -> Iterator[bytes]:
    """The bytes with what the hint says done to them."""
    facts, start = hint.facts, hint.place.start
    if hint.key in ("length", "count"):
        stated, right = (compact_size(int(facts[name])) for name in ("stated", "right"))
        assert raw.startswith(stated, start)
        yield raw[:start] + right + raw[start + len(stated) :]
    if hint.key in ("push", "opcode", "opcode_and_length"):
        at = int(facts["at"])
        longer = raw[:at] + bytes.fromhex(str(facts["put"])) + raw[at:]
        if hint.key == "opcode_and_length":
            longer = longer[:start] + compact_size(int(facts["right"])) + longer[start + 1 :]
        yield longer
    if hint.key.startswith("size_"):
        assert raw[start:].hex().startswith(str(facts["stated"]))
        yield raw[:start] + bytes.fromhex(str(facts["put"])) + raw[start + len(str(facts["stated"])) // 2 :]
    if hint.key == "byte_extra":
        at = int(facts["at"])
        yield raw[:at] + raw[at + 1 :]


def test_what_a_hint_says_makes_all_of_the_bytes_read() -> None:
    tried = Counter[str]()
    for fault, found in cases():
        for hint in () if found.together else found.hints:
            for raw in mended(fault.raw, hint):
                tried[hint.key] += 1
                assert not is_refused(raw), (hint, fault)
    assert set(tried) >= {
        "length",
        "count",
        "push",
        "opcode",
        "opcode_and_length",
        "size_of_four_bytes",
        "byte_extra",
    }


def test_never_more_than_three_hints() -> None:
    assert max(len(found.hints) for _, found in cases()) == 3


def test_what_is_only_cut_is_said_to_be_cut() -> None:
    """Each hint to another fault would be wrong; a count that chance makes plausible is the rare exception."""
    prefixes = [(raw, cut) for raw in SMALL.values() for cut in range(4, len(raw), 3)]
    drawn = random.Random(2).sample(prefixes, PREFIXES)
    found = [found_in(raw[:cut]) for raw, cut in drawn]
    with_hints = sum(bool(each.hints) for each in found)
    print(f"{len(found)} prefixes, {sum(each.cut for each in found)} said to be cut, {with_hints} with hints")
    assert with_hints <= 0.003 * len(found)
    assert sum(each.cut for each in found) >= 0.9 * len(found)


def test_a_fault_that_all_outputs_have_is_found_in_each() -> None:
    found = [(fault, found_in(fault.raw)) for raw in SMALL.values() for fault in spoilt_in_all_outputs(raw)]
    both = [fault for fault, each in found if each.together and {hint.key for hint in each.hints} == {*fault.told_as}]
    print(f"{len(both)} of {len(found)}")
    assert len(both) >= 0.75 * len(found)
    raw = bytes.fromhex(f"0200000001{OUTPOINT}00fdffffff02" + 2 * f"{PAYS}1976a9{KEY_HASH}88ac" + "00000000")
    assert [int(hint.facts["at"]) for hint in found_in(raw).hints] == [58, 91]


@pytest.mark.parametrize(
    ("raw", "key", "facts"),
    [
        (f"{UNSIGNED}170014{KEY_HASH}00000000", "length", {"stated": 23, "right": 22}),
        (f"{UNSIGNED}1976a9{KEY_HASH}88ac00000000", "push", {"put": "14", "at": 58}),
        (f"{UNSIGNED}1600{KEY_HASH}00000000", "push", {"put": "14", "at": 57}),
        (f"{UNSIGNED}1a76a9{KEY_HASH}88ac00000000", "opcode_and_length", {"stated": 26, "right": 25, "at": 58}),
        (f"{UNSIGNED}320014{KEY_HASH}00000000", "length", {"stated": 50, "right": 22}),
        (f"{UNSIGNED}19a914{KEY_HASH}88ac00000000", "opcode", {"name": "OP_DUP"}),
        (f"{UNSIGNED}2251{'79be667ef9dcbbac' * 4}00000000", "push", {"put": "20"}),
        (DECRED, "coin_decred", {}),
        (ZCASH, "coin_zcash", {}),
    ],
)
def test_a_fault_is_told_first(raw: str, key: str, facts: dict[str, object]) -> None:
    hint = found_in(bytes.fromhex(raw)).hints[0]
    assert hint.key == key
    assert dict(hint.facts).items() >= facts.items()


@pytest.mark.parametrize("name", SMALL)
def test_the_fields_that_were_read_are_those_of_the_transaction(name: str) -> None:
    raw = SMALL[name]
    read = [(field.key, field.start, field.end) for field in recorded(raw).fields if field.start < field.end]
    assert read == [(place.key, place.start, place.end) for place in places(raw)] or b"\0" * 32 in raw[:50]


@pytest.mark.parametrize(
    "raw",
    [
        bytes(4_000_000),
        b"\1\0\0\0" + compact_size(90_000) + (b"\x11" * 36 + b"\0" + b"\xff" * 4) * 90_000 + b"\1",
        b"\1\0\0\0" + compact_size(3_000) + (b"\x11" * 36 + b"\0" + b"\xff" * 4) * 3_000 + b"\1" + b"\1" * 8 + b"\2Q",
        b"00" * 2_000_000,
    ],
    ids=["zeros", "cut", "wrong", "digits"],
)
def test_huge_bytes_cost_no_more_than_small_ones(raw: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(raw)
    start = time.process_time()
    diagnosis_of(caught.value)
    assert time.process_time() - start < 4


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_the_page_shows_what_was_read_and_what_may_be_wrong(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, lang: str, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    ran = cli("--lang", lang, "decode", f"{UNSIGNED}1976a9{KEY_HASH}88ac00000000")
    assert (ran.status, ran.out) == (3, "")
    assert {"en": "What may be wrong", "zh": "可能的问题"}[lang] in ran.err
    assert "90,000" in ran.err
    assert "`" not in ran.err
    assert {"en": "Copy all of it again", "zh": "请重新完整复制"}[lang] not in ran.err


def test_of_a_cut_transaction_the_page_says_how_much_is_missing_at_least(cli: Callable[..., Ran]) -> None:
    ran = cli("decode", SMALL["p2pkh"][:-3].hex())
    assert "probably the end is missing, at least 3 bytes" in " ".join(ran.err.split())
    assert "What may be wrong" not in ran.err


def test_blocks_and_psbts_have_no_hints(cli: Callable[..., Ran]) -> None:
    assert diagnosis_of(DecodeError("truncated", None, b"", field="tx.version", wanted=4, left=0)) is None
    in_block = DecodeError("truncated", None, b"", field="tx.version", wanted=4, left=0, tx=3)
    assert diagnosis_of(in_block) is None


def test_a_good_transaction_loads_none_of_it() -> None:
    loaded = loaded_by(f"from txexplain.cli.app import run; run(['decode', '{SMALL['first'].hex()}'])")
    assert "txexplain.analyse" in loaded
    assert not {name for name in loaded if name.startswith(("txexplain.hints", "txexplain.session.broken"))}
