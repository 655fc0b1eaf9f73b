"""What a transaction with very many parts takes in memory: bytes for each part, not many times that."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from itertools import accumulate
from pathlib import Path

import pytest
from effort import HANG

from txexplain.data import listed, plain
from txexplain.model.bytes import MANY, ByteSlice
from txexplain.model.pieces import Pieces, pieces_of
from txexplain.render.json import json_line, to_json
from txexplain.wire.cursor import compact_size
from txexplain.wire.quickly import decode_quickly
from txexplain.wire.transaction import decode

PARTS = 400_000
OUTPOINT = bytes([7] * 32) + bytes(4)
OUTPUT = (1_000).to_bytes(8, "little")

# Pieces are a tuple of ByteSlices to everybody else


def both(seed: int) -> tuple[Pieces, tuple[ByteSlice, ...]]:
    """Some pieces of random sizes one behind the other, with bytes between them, held in both ways."""
    rng = random.Random(seed)
    raw = rng.randbytes(400)
    bounds = list(accumulate(rng.choice((0, 0, 1, 2, 9)) for _ in range(2 * rng.randrange(30))))
    found = tuple(
        ByteSlice(start, raw[start:end]) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if end <= 400
    )
    return pieces_of(raw, 0, found), found


SEEDS = list(range(60))


@pytest.mark.parametrize("seed", SEEDS)
def test_pieces_are_what_a_tuple_of_them_is(seed: int) -> None:
    pieces, found = both(seed)
    assert len(pieces) == len(found)
    assert bool(pieces) == bool(found)
    assert tuple(pieces) == (*pieces,) == found
    assert tuple(reversed(pieces)) == found[::-1]
    assert pieces == found
    assert found == pieces
    assert hash(pieces) == hash(found)
    for place in range(-len(found), len(found)):
        assert pieces[place] == found[place]
        assert found[place] in pieces
        assert pieces.index(found[place]) == found.index(found[place])
    for place in (len(found), -len(found) - 1):
        with pytest.raises(IndexError):
            pieces[place]


@pytest.mark.parametrize("seed", SEEDS)
def test_so_are_their_slices_and_what_is_pickled(seed: int) -> None:
    pieces, found = both(seed)
    rng = random.Random(seed)
    for _ in range(20):
        start, end = (rng.choice((None, rng.randrange(-40, 40))) for _ in range(2))
        step = rng.choice((None, 1, 2, -1, -3))
        part = pieces[start:end:step]
        assert isinstance(part, Pieces)
        assert part == found[start:end:step]
        assert pickle.loads(pickle.dumps(part)) == part


def test_pieces_differ_where_a_byte_a_place_or_the_number_does() -> None:
    raw = bytes(range(100))
    pieces = pieces_of(raw, 10, (ByteSlice(10, raw[10:12]), ByteSlice(13, raw[13:14])))
    assert pieces == (ByteSlice(10, b"\x0a\x0b"), ByteSlice(13, b"\x0d"))
    assert pieces != (ByteSlice(10, b"\x0a\x0c"), ByteSlice(13, b"\x0d"))
    assert pieces != (ByteSlice(10, b"\x0a\x0b"), ByteSlice(12, b"\x0d"))
    assert pieces != pieces[:1]
    assert pieces != [*pieces]


def test_they_keep_no_more_than_their_own_bytes() -> None:
    raw = bytes(1_000_000)
    pieces = pieces_of(raw, 500_000, [ByteSlice(500_000 + place, raw[:1]) for place in range(10)])
    assert len(pickle.dumps(pieces)) < 1_000


def test_both_readings_hold_long_witnesses_as_pieces_and_short_ones_as_tuples() -> None:
    for count in (MANY, MANY + 1, 300):
        raw = of_items(count, b"\2ab")
        for tx in (decode(raw), decode_quickly(raw)):
            (txin,) = tx.inputs
            assert isinstance(txin.witness, Pieces) == (count > MANY)
            first = len(raw) - 4 - 3 * count + 1
            assert txin.witness == tuple(ByteSlice(first + 3 * place, b"ab") for place in range(count))
        assert decode(raw) == decode_quickly(raw)


def test_long_lists_are_written_as_short_ones_are() -> None:
    for count in (0, 3, 25_000):
        whole: list[object] = [{"n": place, "hex": "ab"} for place in range(count)]
        rows = {"vout": listed(lambda n: {"n": n, "hex": "ab"}, range(count))}
        assert json_line(rows) == json_line({"vout": whole})
        assert to_json(rows) == to_json({"vout": whole})  # type: ignore[dict-item]
        assert plain(rows) == {"vout": whole}


# What the commands take


def of_items(count: int, item: bytes = b"\0") -> bytes:
    """A transaction whose one input brings so many witness items."""
    begin = b"\2\0\0\0\0\1\1" + OUTPOINT + b"\0" + b"\xff" * 4 + b"\1" + OUTPUT + b"\0"
    return begin + compact_size(count) + item * count + bytes(4)


def of_outputs(count: int) -> bytes:
    return b"\2\0\0\0\1" + OUTPOINT + b"\0" + b"\xff" * 4 + compact_size(count) + (OUTPUT + b"\0") * count + bytes(4)


def of_inputs(count: int) -> bytes:
    inputs = b"".join(place.to_bytes(32, "little") + OUTPOINT[-4:] + b"\0" + b"\xff" * 4 for place in range(count))
    return b"\2\0\0\0" + compact_size(count) + inputs + b"\1" + OUTPUT + b"\0" + bytes(4)


PEAK = """
import sys
from txexplain.cli.app import run
run(sys.argv[1:])
with open("/proc/self/status") as lines:
    print(next(line for line in lines if line.startswith("VmHWM")).split()[1], file=sys.stderr)
"""
AT_REST = ["decode", "--json", "p2wpkh"]
DECODED, LABELLED, JUDGED = ["decode", "--json"], ["decode", "--json", "--bytes"], ["verify", "--json"]
LINES, JUDGED_LINES, PAGE, STORY = ["decode", "--lines"], ["verify", "--lines"], ["decode"], ["explain"]


def peak_bytes(arguments: list[str]) -> int:
    """The most memory that the command takes."""
    command = [sys.executable, "-c", PEAK, *arguments]
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=HANG)
    return int(ran.stderr.split()[-1]) * 1024


def bytes_each(folder: Path, arguments: list[str], raw: bytes, count: int) -> float:
    """What the command takes for each of so many parts, beyond what it takes for a small transaction."""
    path = folder / "data"
    path.write_bytes(raw.hex().encode() + b"\n" if "--lines" in arguments else raw)
    return (peak_bytes([*arguments, str(path)]) - peak_bytes(AT_REST)) / count


needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc that tells the memory")


@needs_proc
@pytest.mark.parametrize("command", [DECODED, LINES], ids=" ".join)
def test_a_witness_item_takes_few_bytes(tmp_path: Path, command: list[str]) -> None:
    found = bytes_each(tmp_path, command, of_items(PARTS), PARTS)
    assert found < 60


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize("command", [JUDGED, JUDGED_LINES, PAGE, STORY], ids=" ".join)
def test_so_it_does_where_it_is_judged_and_told(tmp_path: Path, command: list[str]) -> None:
    found = bytes_each(tmp_path, command, of_items(PARTS), PARTS)
    assert found < 60


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize("command", [DECODED, LINES, JUDGED_LINES], ids=" ".join)
def test_items_that_hold_something_take_little_more(tmp_path: Path, command: list[str]) -> None:
    found = bytes_each(tmp_path, command, of_items(PARTS, b"\2ab"), PARTS)
    assert found < 220


@needs_proc
@pytest.mark.slow
def test_the_labelled_bytes_end_before_they_are_large(tmp_path: Path) -> None:
    found = bytes_each(tmp_path, LABELLED, of_items(2 * PARTS), 2 * PARTS)
    assert found < 120


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize(("command", "most"), [(DECODED, 1_700), (LINES, 1_700), (JUDGED_LINES, 1_700)])
def test_an_input_takes_no_more_than_what_is_found_out_of_it(tmp_path: Path, command: list[str], most: int) -> None:
    found = bytes_each(tmp_path, command, of_inputs(40_000), 40_000)
    assert found < most


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize(("command", "most"), [(DECODED, 2_500), (LINES, 900), (JUDGED_LINES, 500)])
def test_neither_does_an_output(tmp_path: Path, command: list[str], most: int) -> None:
    found = bytes_each(tmp_path, command, of_outputs(40_000), 40_000)
    assert found < most
