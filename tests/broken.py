"""Transactions that are spoilt in one place, as people spoil them who build them by hand, and what was done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.analyse import analyse, regions
from txexplain.model.bytes import Region
from txexplain.model.errors import DecodeError
from txexplain.wire.cursor import compact_size
from txexplain.wire.transaction import decode

SIZES = ("tx.vin.script_size", "tx.vout.script_size", "tx.witness.item.size")
COUNTS = ("tx.vin.count", "tx.vout.count", "tx.witness.count")
FIXED = ("tx.version", "tx.vin.txid", "tx.vin.vout", "tx.vin.sequence", "tx.vout.value", "tx.lock_time")
FOUR_BYTES = ("size_of_four_bytes", "size_big_endian")  # of a zero they are the same
SCRIPTS = ("tx.vin.script", "tx.vout.script", "tx.witness.item.data")
TEMPLATES = ("76a914", "a914", "0014", "0020", "5120", "21", "41")


class Spoilt(NamedTuple):
    """What was done, to which field, the bytes, and the keys of hints that tell it."""

    fault: str
    field: str
    index: int
    raw: bytes
    told_as: tuple[str, ...]


class Place(NamedTuple):
    key: str
    index: int
    start: int
    end: int


def places(raw: bytes) -> list[Place]:
    """Every field of a good transaction, scripts and witness items whole."""
    found: list[Place] = []

    def walk(region: Region, index: int) -> None:
        for child in region.children:
            at = child.ordinal if child.ordinal is not None and child.key != "tx.witness.item" else index
            if child.children and child.key in ("tx.vin", "tx.vout", "tx.witness", "tx.witness.item"):
                walk(child, at)
            else:
                key = child.key if child.key.startswith("tx.") else "tx.witness.item.data"
                found.append(Place(key, index, child.start, child.end))

    walk(regions(analyse(raw)), 0)
    return found


def is_refused(raw: bytes) -> bool:
    try:
        decode(raw)
    except DecodeError:
        return True
    return False


def spoilt(raw: bytes) -> Iterator[Spoilt]:
    """The transaction with each fault in each place where it makes the bytes unreadable."""
    for each in (*_of_the_whole(raw), *_of_places(raw)):
        if is_refused(each.raw):
            yield each


def _of_the_whole(raw: bytes) -> Iterator[Spoilt]:
    yield Spoilt("time behind the version", "", 0, raw[:4] + bytes.fromhex("1e0dd05b") + raw[4:], ("coin_with_time",))
    yield Spoilt("all reversed", "", 0, raw[::-1], ("all_reversed",))
    yield Spoilt("hex twice", "", 0, raw.hex().encode(), ("hex_twice",))
    yield Spoilt("twice in a row", "", 0, raw + raw, ("twice",))
    if raw[4:6] == b"\0\1":
        yield Spoilt("marker missing", "", 0, raw[:4] + raw[6:], ("marker_missing",))
        yield Spoilt("flag missing", "", 0, raw[:5] + raw[6:], ("marker_half", "field_missing"))
        yield Spoilt("flag 08", "", 0, raw[:4] + b"\0\x09" + raw[6:-4] + b"\0" + raw[-4:], ("coin_litecoin",))
    else:
        yield Spoilt("marker without witness", "", 0, raw[:4] + b"\0\1" + raw[4:], ("marker_extra",))
        count = decode(raw).inputs
        empty = raw[:4] + b"\0\1" + raw[4:-4] + bytes(len(count)) + raw[-4:]
        yield Spoilt("every witness empty", "", 0, empty, ("marker_of_nothing",))


def _of_places(raw: bytes) -> Iterator[Spoilt]:
    for place in places(raw):
        key, index, start, end = place
        data = raw[start:end]

        def put(fault: str, value: bytes, *told_as: str, place: Place = place) -> Spoilt:
            mended = raw[: place.start] + value + raw[place.end :]
            return Spoilt(fault, place.key, place.index, mended, told_as)

        if key in SIZES and end - start == 1:
            for step in (-1, 1):
                if 0 <= data[0] + step < 0xFD:
                    yield put("length one off", bytes([data[0] + step]), "length")
            if 2 * data[0] < 0xFD and data[0]:
                yield put("length in digits", bytes([2 * data[0]]), "length")
            if data[0] < 100:
                yield put("length decimal", bytes([int(str(data[0]), 16)]), "length")
        if key in COUNTS and end - start == 1:
            for step in (-1, 1):
                if data[0] + step > 0:
                    yield put("count one off", compact_size(data[0] + step), "count")
        if key in (*SIZES, *COUNTS):
            if end - start == 1:
                yield put("size of four bytes", data + bytes(3), *FOUR_BYTES)
                yield put("size big-endian", bytes(3) + data, *FOUR_BYTES)
            else:
                yield put("size reversed", data[:1] + data[:0:-1], "size_reversed")
                yield put("size without prefix", data[1:], "size_without_prefix")
        if key in (*FIXED, *SIZES, *COUNTS):
            yield put("field missing", b"", "field_missing")
        if key in FIXED and any(data):
            yield put("field twice", data + data, "field_twice", "byte_extra")
        if key in FIXED or (key in SCRIPTS and data):
            middle = len(data) // 2
            yield put("byte missing", data[:middle] + data[middle + 1 :], "byte_missing")
            yield put("byte extra", data[:middle] + b"\x5a" + data[middle:], "byte_extra")
        if key == "tx.vout.script":
            head = next((bytes.fromhex(each) for each in TEMPLATES if data.hex().startswith(each)), b"")
            if head and not (len(head) == 1 and len(data) != head[0] + 2):
                lacking = data[: len(head) - 1] + data[len(head) :]
                yield put("push missing", lacking, "push")
                size = bytes([len(data) + 1])
                with_size = raw[: start - 1] + size + lacking + raw[end:]
                yield Spoilt("push missing, length too", key, index, with_size, ("opcode_and_length",))
                if len(head) > 1:
                    yield put("opcode missing", data[1:], "opcode")
        if key == "tx.vin.script" and data[:1] in (b"\x47", b"\x48", b"\x49", b"\x16", b"\x22"):
            yield put("push missing", data[1:], "push")


def spoilt_in_all_outputs(raw: bytes) -> Iterator[Spoilt]:
    """The same fault in each output: the push opcode is missing, in the length too or not; each length is one off."""
    scripts = [place for place in places(raw) if place.key == "tx.vout.script"]
    lacking, off = raw, raw
    for place in reversed(scripts):
        head = next((bytes.fromhex(each) for each in TEMPLATES[:5] if raw[place.start :].hex().startswith(each)), b"")
        if not head or place.end - place.start > 0xFC:
            return
        at = place.start + len(head) - 1
        lacking = lacking[:at] + lacking[at + 1 :]
        size = bytes([off[place.start - 1] + 1])
        off = off[: place.start - 1] + size + off[place.start :]
    for fault, bad, key in (("push missing in all", lacking, "push"), ("length one off in all", off, "length")):
        if len(scripts) in (2, 3) and is_refused(bad):
            yield Spoilt(fault, "", 0, bad, (key,))
