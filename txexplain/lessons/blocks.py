"""Blocks in lessons: two transactions swapped, the next nonce, a leaf taken twice, and how long a Merkle proof is."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log2

from txexplain.model.block import BlockLayout
from txexplain.model.lesson import BlockTrial
from txexplain.wire.block import merkle_root, target_of, work_number
from txexplain.wire.hashes import hash256

_NONCE = slice(76, 80)  # in the header
_ODD_LEAVES = 3  # of a tree whose last leaf has no partner


def block_trial(layout: BlockLayout, action: str, numbers: Sequence[int]) -> BlockTrial:
    """What becomes of the block: `swap` of two transactions, `nonce` plus one, or `duplicate`.

    `duplicate` takes the first three leaves, since the last of an odd number is paired with itself (CVE-2012-2459).
    """
    if action == "nonce":
        return _nonce(layout)
    leaves = list(layout.txids)
    if action == "swap":
        one, other = numbers
        changed = list(leaves)
        changed[one], changed[other] = changed[other], changed[one]
    else:
        leaves = leaves[:_ODD_LEAVES]
        changed = [*leaves, leaves[-1]]
    before, after = merkle_root(leaves), merkle_root(changed)
    return BlockTrial(action, tuple(leaves), tuple(changed), before, after, before, before == after)


def _nonce(layout: BlockLayout) -> BlockTrial:
    """The header with the next nonce: its hash, and whether that is still at most the target."""
    header = layout.header
    nonce = (header.nonce + 1) % (1 << 32)
    raw = header.raw[: _NONCE.start] + nonce.to_bytes(4, "little")
    target = target_of(header.bits) or 0
    after = hash256(raw)
    wanted = target.to_bytes(32, "little")
    return BlockTrial("nonce", (), (), header.hash, after, wanted, work_number(after) <= target)


def proof_hashes(transactions: int) -> int:
    """How many hashes a Merkle proof holds in a block of that many transactions, at most."""
    return ceil(log2(transactions)) if transactions > 1 else 0
