"""Decoding is as strict as Core's, and says where it stops."""

from __future__ import annotations

import random

import pbk
import pytest
from conftest import EXAMPLES, FULL, slow
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from txexplain.analyse import analyse
from txexplain.model.bytes import compact_size_width
from txexplain.model.errors import DecodeError
from txexplain.model.transaction import MAX_MONEY, Transaction
from txexplain.wire.cursor import MAX_SIZE
from txexplain.wire.transaction import _begins_with_witness, _is_plausible, _read, _scripts_are_sane, decode

RAW = {name: example.raw for name, example in EXAMPLES.items()}
SMALL = {name: raw for name, raw in RAW.items() if len(raw) < 1200}
RUNS = 200_000 if FULL else 20_000
PARTS = 8
FEW = 1_500  # in the quick run
NO_INPUTS = bytes.fromhex("010000000001e803000000000000015100000000")


def refusal(raw: bytes) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        decode(raw)
    return caught.value


@pytest.mark.parametrize("name", RAW)
def test_every_prefix_is_refused_at_the_cut(name: str) -> None:
    raw = RAW[name]
    cuts = range(len(raw)) if FULL or len(raw) < 1200 else random.Random(name).sample(range(len(raw)), 400)
    for cut in cuts:
        error = refusal(raw[:cut])
        assert error.code == "truncated"
        assert error.span.end == cut
        assert error.span.start <= cut
        assert error.facts["left"] == cut - error.span.start < error.facts["wanted"]


@pytest.mark.parametrize("name", SMALL)
def test_a_byte_too_many_is_refused_where_it_stands(name: str) -> None:
    error = refusal(RAW[name] + b"\0")
    assert (error.code, error.span) == ("trailing_bytes", (len(RAW[name]), len(RAW[name]) + 1))


def test_a_count_in_more_bytes_than_needed_is_refused() -> None:
    raw = RAW["first"]
    error = refusal(raw[:4] + bytes.fromhex("fd0100") + raw[5:])
    assert (error.code, error.span, error.facts["value"]) == ("non_canonical_size", (4, 7), 1)
    assert error.facts["field"] == "tx.vin.count"


@pytest.mark.parametrize(("value", "width"), [(0, 1), (252, 1), (253, 3), (65535, 3), (65536, 5), (2**32, 9)])
def test_compact_size_widths(value: int, width: int) -> None:
    assert compact_size_width(value) == width


def test_an_absurd_count_is_refused_at_once() -> None:
    error = refusal(RAW["first"][:4] + b"\xfe" + (MAX_SIZE + 1).to_bytes(4, "little") + RAW["first"][5:])
    assert (error.code, error.span) == ("size_too_large", (4, 9))
    largest = b"\xfe" + MAX_SIZE.to_bytes(4, "little")
    assert refusal(RAW["first"][:4] + largest + RAW["first"][5:]).code == "truncated"


def test_a_superfluous_witness_is_refused() -> None:
    raw = RAW["first"]
    error = refusal(raw[:4] + b"\0\1" + raw[4:-4] + b"\0" + raw[-4:])
    assert (error.code, error.span) == ("superfluous_witness", (len(raw) - 4 + 2, len(raw) - 4 + 3))


@pytest.mark.parametrize("flag", [2, 3, 0x80, 0xFF])
def test_an_unknown_flag_is_refused(flag: int) -> None:
    raw = RAW["p2wpkh"]
    error = refusal(raw[:5] + bytes([flag]) + raw[6:])
    assert (error.code, error.span, error.facts["value"]) == ("unknown_flag", (5, 6), flag)


def test_a_transaction_without_inputs_is_read_in_the_old_form() -> None:
    tx = decode(NO_INPUTS)
    assert (len(tx.inputs), len(tx.outputs), tx.outputs[0].value_sat, tx.has_witness) == (0, 1, 1000, False)
    assert tx.txid == tx.wtxid


def test_marker_and_flag_zero_are_a_transaction_with_nothing() -> None:
    tx = decode(bytes.fromhex("01000000000000000000"))
    assert (tx.inputs, tx.outputs, tx.size_bytes, tx.weight_wu) == ((), (), 10, 40)


def test_of_two_readings_the_one_with_runnable_scripts_wins() -> None:
    """Core's DecodeTx: a witness transaction whose scripts cannot run may be an old one without inputs."""
    both = _readable_both_ways(opcode=0xBB)
    assert decode(both).has_witness is False
    assert decode(_readable_both_ways(opcode=0x51)).has_witness is True


def _readable_both_ways(opcode: int, old_value: int = 1) -> bytes:
    """Bytes that are a transaction in both forms: in the extended one an output script is the one `opcode`.

    Old reading: no input, one output whose value field is the extended form's counts and outpoint, and whose
    script holds all the rest.
    """
    extended_tail = bytes([0x00]) * 24 + bytes(4)  # the end of the outpoint's hash, the output number
    tail = b"\0" + bytes(4) + b"\x01" + bytes(8) + b"\x01" + bytes([opcode]) + b"\x01\x01\x51"
    old_script = extended_tail + tail
    head = old_value.to_bytes(8, "little", signed=True)  # extended: one input and seven bytes of its hash
    return bytes.fromhex("010000000001") + head + bytes([len(old_script)]) + old_script + bytes(4)


def test_a_cut_witness_transaction_is_not_taken_for_one_without_inputs() -> None:
    """Core reads the first 19 bytes of any segwit coinbase as paying 1 sat to an empty script; we do not."""
    assert refusal(RAW["coinbase"][:19]).code == "truncated"


def also_without_inputs(raw: bytes) -> bytes:
    """The same with one byte changed, of the first input's txid, so that the old form fits too.

    The old form: no input, and one output whose value is the extended form's count of inputs and seven bytes of
    that txid; the next one is the size of its script, which is all the rest but the lock time.
    """
    return raw[:14] + bytes([len(raw) - 19]) + raw[15:]


BROKEN = {
    "trailing_bytes": RAW["p2wpkh"] + b"\0",
    "truncated": RAW["p2wpkh"][:150],
    "superfluous_witness": RAW["p2wpkh"][:111] + b"\0" + RAW["p2wpkh"][-4:],
    "non_canonical_size": RAW["p2wpkh"][:43] + b"\xfd\0\0" + RAW["p2wpkh"][44:],
    "size_too_large": RAW["p2wpkh"][:43] + b"\xff" + RAW["p2wpkh"][44:],
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_witness_transaction_is_not_taken_for_one_without_inputs(code: str) -> None:
    """Core's decoderawtransaction shows one output of an amount below zero, or above all there can be."""
    raw = also_without_inputs(BROKEN[code])
    assert not 0 <= _read(raw, extended=False).outputs[0].value_sat <= MAX_MONEY
    assert refusal(raw).code == code


def test_a_mined_witness_transaction_is_refused_with_bytes_behind_it_that_make_the_old_form_fit() -> None:
    raw = _edited(RAW["anyonecanpay"], [("copy", 14747, b"")])
    assert _read(raw, extended=False).outputs[0].value_sat == -701_224_333_652_191_999
    assert refusal(raw).code == "trailing_bytes"


def test_a_witness_transaction_with_odd_scripts_is_not_taken_for_one_without_inputs() -> None:
    """Of two whole readings Core prefers the one with runnable scripts, whatever amount it pays."""
    absurd = _readable_both_ways(opcode=0xBB, old_value=-255)
    assert _read(absurd, extended=False).outputs[0].value_sat == -255
    assert decode(absurd).has_witness is True


def test_an_odd_transaction_without_inputs_is_decoded_where_no_witness_can_be_meant() -> None:
    """Two outputs would be an unknown flag, and an even amount no input: nobody meant the extended form."""
    two = bytes.fromhex("010000000002" + "ff" * 8 + "00" + "00" * 8 + "00" + "00000000")
    assert [output.value_sat for output in decode(two).outputs] == [-1, 0]
    nothing = bytes.fromhex("010000000001" + "00" * 8 + "03" + "6a4cff" + "00000000")
    assert decode(nothing).outputs[0].script_pubkey.data == b"\x6a\x4c\xff"


def test_odd_values_are_decoded_and_pointed_out() -> None:
    raw = RAW["first"]
    negative = raw.replace((1_000_000_000).to_bytes(8, "little"), (-1).to_bytes(8, "little", signed=True))
    report = analyse(b"\xff" * 4 + negative[4:])
    assert report.tx.version == 0xFFFFFFFF
    assert report.outputs[0].value_sat == -1
    assert report.finding("unusual_version")
    assert report.finding("bad-txns-vout-negative").facts == {"vout": 0, "value_sat": -1}


def test_four_million_bytes_of_witness_are_decoded() -> None:
    raw = RAW["p2wpkh"]
    tx = decode(raw)
    item = tx.inputs[0].witness[0]
    size = 4_000_000
    big = raw[: item.start - 1] + b"\xfe" + size.to_bytes(4, "little") + bytes(size) + raw[item.end :]
    assert decode(big).weight_wu == tx.weight_wu + size + 4 - len(item.data)


mutated = st.builds(
    lambda name, edits: _edited(SMALL[name], edits),
    st.sampled_from(sorted(SMALL)),
    st.lists(
        st.tuples(
            st.sampled_from(["flip", "set", "cut", "insert", "drop", "copy", "flag"]),
            st.integers(0, 2**16),
            st.binary(max_size=9),
        ),
        max_size=4,
    ),
)


def _edited(raw: bytes, edits: list[tuple[str, int, bytes]]) -> bytes:
    """The bytes after a few small changes; places are taken round the length, early ones as often as late ones."""
    for kind, number, data in edits:
        place = number % (len(raw) + 1)
        if kind == "flag" and raw[4:5] == b"\0":
            raw = raw[:5] + bytes([number % 4]) + raw[6:]
        elif kind == "flip" and place < len(raw):
            raw = raw[:place] + bytes([raw[place] ^ 1 << number % 8]) + raw[place + 1 :]
        elif kind == "set":
            raw = raw[:place] + data + raw[place + len(data) :]
        elif kind == "cut":
            raw = raw[:place]
        elif kind == "insert":
            raw = raw[:place] + data + raw[place:]
        elif kind == "drop":
            raw = raw[:place] + raw[place + 1 :]
        elif kind == "copy":
            raw = raw[:place] + raw[place : place + 60] + raw[place:]
    return raw


transactions = st.builds(
    lambda version, marker, body, lock: version + marker + body + lock,
    st.binary(min_size=4, max_size=4),
    st.sampled_from([b"", b"\0\1", b"\0\0", b"\0\2"]),
    st.lists(
        st.sampled_from([b"\0", b"\1", b"\2", b"\xfd\xfd\0", bytes(36), b"\xff" * 4, bytes(8), b"\x51"]),
        max_size=24,
    ).map(b"".join),
    st.binary(max_size=5),
)


def core_accepts(raw: bytes) -> bool:
    try:
        pbk.Transaction(raw)
    except RuntimeError:
        return False
    return True


def extended_reading(raw: bytes) -> Transaction | None:
    """Our reading in the only form that Core's kernel has, and as it reads: whatever stands behind it."""
    marked = raw[4:5] == b"\0"
    try:
        return _read(raw, extended=marked)
    except DecodeError as error:
        return _read(raw[: error.span.start], extended=marked) if error.code == "trailing_bytes" else None


def chosen_reading(raw: bytes) -> Transaction | None:
    """What Core's DecodeTx is described to choose of two readings, but for what we refuse on purpose."""
    extended = whole_reading(raw, extended=True) if raw[4:5] == b"\0" else None
    old = whole_reading(raw, extended=False)
    if old is not None and _begins_with_witness(raw) and not _is_plausible(old):
        old = None
    found = [tx for tx in (extended, old) if tx is not None]
    runnable = [tx for tx in found if _scripts_are_sane(tx)]
    return next(iter(runnable + found), None)


def whole_reading(raw: bytes, *, extended: bool) -> Transaction | None:
    try:
        return _read(raw, extended=extended)
    except DecodeError:
        return None


def decoded(raw: bytes) -> Transaction | None:
    try:
        return decode(raw)
    except DecodeError:
        return None


def agrees_with_core(raw: bytes) -> None:
    """Core's kernel ignores trailing bytes and reads only the extended form: with those two aside, both agree.

    What `decode` makes of the extended and the old form is compared with how Core's DecodeTx is described.
    """
    assert (extended_reading(raw) is not None) == core_accepts(raw)
    tx = decoded(raw)
    assert tx == chosen_reading(raw)
    if tx is not None:
        analyse(raw)


@pytest.mark.parametrize(("number", "runs"), [(0, FEW), *(slow(part, RUNS // PARTS) for part in range(1, PARTS + 1))])
def test_accepts_and_refuses_as_core_does(number: int, runs: int) -> None:
    raws = st.one_of(mutated, mutated, transactions, st.binary(max_size=300))
    seed(20161018 + number)(settings(max_examples=runs)(given(raws)(agrees_with_core)))()
