"""The witness of a taproot spend: annex, leaf script, control block (BIP341); and whether leaves make a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from txexplain.model.bytes import ByteSlice

ANNEX_TAG = 0x50
LEAF_VERSION_TAPSCRIPT = 0xC0
LEAF_VERSION_MASK = 0xFE
CONTROL_BASE_SIZE = 33
_NODE_SIZE = 32
MAX_DEPTH = 128


def split_annex(witness: Sequence[ByteSlice]) -> tuple[Sequence[ByteSlice], ByteSlice | None]:
    """The witness without its annex, and the annex: a last item that begins with 50, when there are two or more."""
    if len(witness) >= 2 and witness[-1].data[:1] == bytes([ANNEX_TAG]):
        return witness[:-1], witness[-1]
    return witness, None


def is_control_block(data: bytes) -> bool:
    """Whether it has the size of one: 33 bytes, then up to 128 hashes of 32."""
    length, rest = divmod(len(data) - CONTROL_BASE_SIZE, _NODE_SIZE)
    return rest == 0 and 0 <= length <= MAX_DEPTH


def leaf_version(control_block: bytes) -> int:
    """The version of the leaf, an even number: the first byte without its lowest bit, which is a parity (BIP341)."""
    return control_block[0] & LEAF_VERSION_MASK


def internal_key(control_block: bytes) -> bytes:
    """The 32 bytes of the x of the internal key (BIP341)."""
    return control_block[1:CONTROL_BASE_SIZE]


def path(control_block: bytes) -> tuple[bytes, ...]:
    """The hashes that lead from the leaf to the root of the tree."""
    return tuple(
        control_block[start : start + _NODE_SIZE]
        for start in range(CONTROL_BASE_SIZE, len(control_block), _NODE_SIZE)
    )


def is_complete_tree(depths: Iterable[int]) -> bool:
    """Whether leaves of these depths, from left to right, fill a binary tree (Core: TaprootBuilder::IsComplete)."""
    waiting: list[bool] = []  # by depth: whether a branch there has no sibling yet
    for depth in depths:
        if depth + 1 < len(waiting):
            return False
        while len(waiting) > depth and waiting[depth]:
            waiting.pop()
            if depth == 0:
                return False
            depth -= 1
        waiting += [False] * (depth + 1 - len(waiting))
        waiting[depth] = True
    return not waiting or waiting == [True]
