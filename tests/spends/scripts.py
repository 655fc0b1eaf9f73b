"""Script bytes, written without the help of what is tested."""

from __future__ import annotations

import random

from txexplain.model.script import OPCODE_NAMES

OP = {name.removeprefix("OP_"): bytes([code]) for code, name in enumerate(OPCODE_NAMES)}


def push(data: bytes) -> bytes:
    """A push of the data with its length, by the shortest opcode that has one (Core: CScript::operator<<)."""
    size = len(data)
    if size <= 75:
        return bytes([size]) + data
    return b"\x4c" + bytes([size]) + data if size <= 255 else b"\x4d" + size.to_bytes(2, "little") + data


def push_somehow(rng: random.Random, item: bytes) -> bytes:
    """A push of the item: the shortest one, mostly."""
    kind = rng.random()
    if kind < 0.9:
        small = len(item) == 1 and (1 <= item[0] <= 16 or item[0] == 0x81)
        return bytes([0x4F if item[0] == 0x81 else 0x50 + item[0]]) if small else push(item)
    width = 0 if len(item) < 76 and kind < 0.94 else 1 if len(item) < 256 and kind < 0.97 else rng.choice((2, 4))
    opcode = {0: b"", 1: b"\x4c", 2: b"\x4d", 4: b"\x4e"}[width]
    return opcode + len(item).to_bytes(width or 1, "little") + item
