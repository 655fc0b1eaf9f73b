"""Runs on folders of block files, each with something that is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from block_folders import GENESIS, MAGIC, after, coinbase, folder, record, undo_record

from txexplain.wire.hashes import hash256

Call = list[str]
_SPENDING = b"\2\0\0\0\1" + b"\x11" * 36 + b"\0" + b"\xff" * 4 + b"\1" + bytes(8) + b"\1\x51" + bytes(4)


def of_block_files() -> Iterator[Call]:
    """Every order and choice, every remark, every reason to refuse a folder."""
    with TemporaryDirectory() as name:
        yield from _good(Path(name))
        yield from _remarks(Path(name))
        yield from _errors(Path(name))


def _chain(count: int, *, spending: bool = False) -> list[bytes]:
    blocks = [GENESIS]
    for height in range(1, count):
        more = (_SPENDING,) if spending else ()
        blocks.append(after(hash256(blocks[-1][:80]), coinbase(height), *more))
    return blocks


def _records(blocks: Sequence[bytes]) -> bytes:
    return b"".join(map(record, blocks))


def _undos(blocks: Sequence[bytes]) -> bytes:
    return b"".join(undo_record(block, b"\0") for block in blocks[1:])


def _siblings(previous: bytes, count: int, *, stated: bool = True) -> list[bytes]:
    return [after(previous, coinbase(2 if stated else 0, bytes([number]))) for number in range(count)]


def _good(name: Path) -> Iterator[Call]:
    blocks = _chain(4)
    path = str(folder(name / "good", _records(blocks), undos=[_undos(blocks)]))
    for options in ([], ["--verify"], ["--blocks-only"], ["--order", "files", "--file", "0"], ["--from", "1"]):
        yield ["blocks", path, *options]
    yield ["blocks", path, "--fields", "txid,fee_sat", "--tsv", "--to", "1"]


def _remarks(name: Path) -> Iterator[Call]:
    blocks = _chain(3)
    tip = hash256(blocks[1][:80])
    for count in (1, 2, 12):
        more = _siblings(tip, count)
        yield ["blocks", str(folder(name / f"stale{count}", _records([*blocks, *more]))), "--blocks-only"]
        yield [
            "blocks",
            str(folder(name / f"tie{count}", _records([*blocks[:2], *_siblings(tip, count + 1)]))),
            "--blocks-only",
        ]
        apart = _siblings(bytes(31) + b"\1", count)
        yield ["blocks", str(folder(name / f"apart{count}", _records([*blocks, *apart]))), "--blocks-only"]
        twice = blocks[:1] * count
        yield ["blocks", str(folder(name / f"twice{count}", _records([*blocks, *twice]))), "--blocks-only"]
        garbage = b"garbage" + record(GENESIS)
        yield [
            "blocks",
            str(folder(name / f"garbage{count}", _records(blocks) + garbage * (9 + count))),
            "--blocks-only",
        ]
        strange = b"".join(record(bytes([0])) + bytes(32) for _ in range(count))
        yield [
            "blocks",
            str(folder(name / f"strange{count}", _records(blocks), undos=[strange + _undos(blocks)])),
            "--blocks-only",
        ]
        spending = _chain(1 + count, spending=True)
        yield ["blocks", str(folder(name / f"without{count}", _records(spending))), "--blocks-only"]
    yield ["blocks", str(folder(name / "writing", _records(blocks)[:-5])), "--blocks-only"]
    yield ["blocks", str(folder(name / "pruned", _records(blocks[1:]))), "--blocks-only"]
    nameless = _siblings(tip, 1, stated=False)
    nameless += [after(hash256(nameless[0][:80]), coinbase(0, bytes([number]))) for number in range(2)]
    yield ["blocks", str(folder(name / "nameless", _records(nameless))), "--blocks-only"]
    none = folder(name / "none", _records(blocks), MAGIC + b"garbage and nothing else")
    yield ["blocks", str(none), "--order", "files", "--file", "1"]
    yield ["blocks", str(none), "--file", "1"]
    yield ["blocks", str(none), "--from", "9"]
    yield ["blocks", str(folder(name / "late", _records(blocks[1:]))), "--to", "0"]
    yield from _unconnected(name)


def _unconnected(name: Path) -> Iterator[Call]:
    """Blocks that the node did not connect, and undo data that can be of two blocks."""
    blocks = _chain(15, spending=True)
    rival = after(hash256(GENESIS[:80]), coinbase(1, b"rival"))
    known = _undos([GENESIS, rival])
    for count in (1, 2, 12):
        path = folder(name / f"more{count}", _records([*blocks[: 2 + count], rival]), undos=[known])
        yield ["blocks", str(path), "--blocks-only"]
    first, tip = _chain(1), hash256(GENESIS[:80])
    for count in (1, 2):
        rivals = [after(tip, coinbase(1, bytes([number])), _SPENDING) for number in range(count + 1)]
        of_nobody = bytes((1, 1, 0, 50, 7, 0x51))
        undos = undo_record(rivals[0], of_nobody)
        more = [after(hash256(rivals[0][:80]), coinbase(2))]
        options = ["--order", "files"] if count > 1 else []
        path = folder(name / f"rivals{count}", _records([*first, *rivals, *more]), undos=[undos])
        yield ["blocks", str(path), *options]


def _errors(name: Path) -> Iterator[Call]:
    blocks = _chain(4, spending=True)
    path = folder(name / "plain", _records(blocks), key=None)
    yield from (["blocks", str(name / "nothing")], ["blocks", str(path / "blk00000.dat")])
    yield from (["blocks"], ["blocks", str(name)])
    for options in (
        ["--network", "main"],
        ["--file", "9"],
        ["--file", "x"],
        ["--from", "3", "--to", "2"],
        ["--order", "time"],
    ):
        yield ["blocks", str(path), *options]
    yield ["blocks", str(path), "--blocks-only", "--verify"]
    cut = folder(name / "cut", _records(blocks)[:-5], b"")
    yield from (["blocks", str(cut)], ["blocks", str(cut), "--blocks-only"])
    damaged = _records(blocks[:3])[:-1] + b"\1" + record(blocks[3])
    yield ["blocks", str(folder(name / "damaged", damaged))]
    yield ["blocks", str(name / "damaged"), "--fields", "txid", "--tsv"]
    yield ["blocks", str(name / "damaged"), "--blocks-only", "--fields", "qqqqqq"]
    too_many = blocks[3][:80] + b"\xfc" + blocks[3][81:]
    yield ["blocks", str(folder(name / "many", _records([*blocks[:3], too_many])))]
    yield ["blocks", str(folder(name / "cut-many", _records([*blocks[:3], too_many])[:-5], b""))]
    wrong = undo_record(blocks[3], b"\1\2" + b"\0\0\0" * 2)
    yield ["blocks", str(folder(name / "undo", _records(blocks), undos=[wrong]))]
    (path / "xor.dat").write_bytes(b"\1" * 8)
    yield ["blocks", str(path)]
    (path / "xor.dat").write_bytes(b"\1" * 7)
    yield ["blocks", str(path)]
    yield ["blocks", str(folder(name / "zeros", bytes(99), key=None))]
    lazy = blocks[0][:72] + bytes(4) + blocks[0][76:]
    yield ["blocks", str(folder(name / "lazy", record(lazy)))]
    yield ["blocks", str(folder(name / "other", _records(blocks).replace(MAGIC, b"\1\2\3\4"), key=None))]
