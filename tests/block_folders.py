"""Folders of block files for tests: the node's own one of the vectors, and others made from its blocks."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from conftest import vector_bytes

from txexplain.wire.block import merkle_root
from txexplain.wire.hashes import hash256

MAGIC = bytes.fromhex("fabfb5da")  # of regtest
KEY = bytes.fromhex("0123456789abcdef")
NO_KEY = bytes(8)
GENESIS = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e6776"
    "8f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f20020000000101000000010000000000000000000000000000"
    "000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f3230"
    "3039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73"
    "ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6"
    "bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)
"""The first block of regtest."""


class Node(NamedTuple):
    """The folder of the vectors: its raw blocks by height, the undo data of each, and what `getblock` says of it."""

    blocks: tuple[bytes, ...]
    undos: tuple[bytes, ...]
    told: tuple[dict[str, Any], ...]


def _archive() -> tarfile.TarFile:
    return tarfile.open(fileobj=BytesIO(vector_bytes("core_regtest_blocks.tar.gz")))


def untar(to: Path) -> Path:
    """The folder as the node left it, with room for more in its files."""
    with _archive() as archive:
        archive.extractall(to, filter="data")
    return to


@cache
def node() -> Node:
    lines = gzip.decompress(vector_bytes("core_regtest_getblock.jsonl.gz")).splitlines()
    rows = [json.loads(line) for line in lines]
    blocks = tuple(bytes.fromhex(row["hex"]) for row in rows)
    return Node(blocks, (b"", *_undos()), tuple(row["getblock"] for row in rows))


def _undos() -> Iterator[bytes]:
    """Of all blocks but the first, which this node connected in the order of their heights."""
    with _archive() as archive:
        names = {Path(name).name: name for name in archive.getnames()}
        stored, key = (archive.extractfile(names[name]).read() for name in ("rev00000.dat", "xor.dat"))  # type: ignore[union-attr]
    data, position = obfuscated(stored, key), 0
    while data[position : position + 4] == MAGIC:
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        yield data[position + 8 : position + 8 + size]
        position += 8 + size + 32


def obfuscated(data: bytes, key: bytes) -> bytes:
    """A byte at a time; once more gives the bytes back."""
    return bytes(byte ^ key[place % 8] for place, byte in enumerate(data)) if any(key) else data


def record(block: bytes, magic: bytes = MAGIC) -> bytes:
    return magic + len(block).to_bytes(4, "little") + block


def undo_record(block: bytes, undo: bytes, magic: bytes = MAGIC) -> bytes:
    return record(undo, magic) + hash256(block[4:36] + undo)


def folder(path: Path, *files: bytes, undos: Sequence[bytes] = (), key: bytes | None = KEY) -> Path:
    """A folder of these block files and undo files; without a key none is written, as older nodes did."""
    path.mkdir(parents=True, exist_ok=True)
    for kind, datas in (("blk", files), ("rev", undos)):
        for number, data in enumerate(datas):
            (path / f"{kind}{number:05}.dat").write_bytes(obfuscated(data, key or NO_KEY))
    if key is not None:
        (path / "xor.dat").write_bytes(key)
    return path


def all_blocks() -> bytes:
    return b"".join(map(record, node().blocks))


def all_undos() -> bytes:
    return b"".join(undo_record(block, undo) for block, undo in zip(node().blocks, node().undos, strict=True) if undo)


def after(previous: bytes, *transactions: bytes, time: int = 1_800_000_000) -> bytes:
    """A block for regtest behind the one with that hash, mined."""
    root = merkle_root([hash256(raw) for raw in transactions])
    for nonce in range(1 << 20):
        head = (0x20000000).to_bytes(4, "little") + previous + root + time.to_bytes(4, "little")
        head += bytes.fromhex("ffff7f20") + nonce.to_bytes(4, "little")
        if int.from_bytes(hash256(head), "little") < 0x7FFFFF << 232:
            return head + bytes([len(transactions)]) + b"".join(transactions)
    raise AssertionError


def coinbase(height: int, note: bytes = b"x", *, outputs: int = 1) -> bytes:
    """Without a witness; it begins with the height, as BIP34 wants."""
    number = height.to_bytes((height.bit_length() + 8) // 8, "little")
    pushed = bytes([0x50 + height]) if 0 < height <= 16 else bytes([len(number)]) + number
    script = pushed + bytes([len(note)]) + note
    made = bytes([outputs]) + outputs * ((50 * 10**8).to_bytes(8, "little") + b"\x01\x51")
    return b"\x02\0\0\0\x01" + bytes(32) + b"\xff" * 4 + bytes([len(script)]) + script + b"\xff" * 4 + made + bytes(4)
