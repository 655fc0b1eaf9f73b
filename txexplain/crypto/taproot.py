"""The commitment of a taproot output to a tree of scripts (BIP341)."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.crypto.curve import N, combine, lift_x
from txexplain.model.signing import Proof
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import tagged_hash
from txexplain.wire.taproot import internal_key, leaf_version, path


def leaf_hash(version: int, script: bytes) -> bytes:
    """The hash of a leaf: its version and its script (Core: ComputeTapleafHash)."""
    return tagged_hash("TapLeaf", bytes([version]), sized(script))


def branch_hash(one: bytes, other: bytes) -> bytes:
    """The hash of two neighbours, the smaller first (Core: ComputeTapbranchHash)."""
    return tagged_hash("TapBranch", min(one, other), max(one, other))


def tree_root(leaves: Iterable[tuple[int, bytes]]) -> bytes:
    """The root of a complete tree: of its leaves from left to right the depths and hashes (BIP371)."""
    waiting: list[tuple[int, bytes]] = []
    for depth, node in leaves:
        while waiting and waiting[-1][0] == depth:
            depth, node = depth - 1, branch_hash(waiting.pop()[1], node)
        waiting.append((depth, node))
    return waiting[0][1]


def tweaked_key(key: bytes, root: bytes) -> tuple[bytes, int] | None:
    """The x of the internal key tweaked by the root of the tree, and the parity of its y; None where there is none.

    `key` is 32 bytes, `root` 32, or empty where there are no scripts (Core: XOnlyPubKey::CreateTapTweak).
    """
    point = lift_x(int.from_bytes(key, "big"))
    tweak = int.from_bytes(tagged_hash("TapTweak", key, root), "big")
    if point is None or tweak >= N:
        return None
    result = combine(tweak, 1, point)  # Q = P + t·G
    return None if result is None else (result[0].to_bytes(32, "big"), result[1] & 1)


def prove_commitment(control_block: bytes, script: bytes, output_key: bytes) -> Proof:
    """From the leaf up the path to the root, then from the internal key to the output key.

    `control_block` must have the size of one (Core: VerifyTaprootCommitment).
    """
    node = leaf_hash(leaf_version(control_block), script)
    values = [("leaf_hash", node)]
    for neighbour in path(control_block):
        node = branch_hash(node, neighbour)
        values += [("neighbour", neighbour), ("branch_hash", node)]
    key = internal_key(control_block)
    values += [("internal_key", key), ("tweak", tagged_hash("TapTweak", key, node))]
    found = tweaked_key(key, node)
    if found is not None:
        values += [("tweaked_key", found[0]), ("tweaked_parity", bytes([found[1]]))]
    values += [("output_key", output_key), ("claimed_parity", bytes([control_block[0] & 1]))]
    return Proof("taproot_commitment", tuple(values), found == (output_key, control_block[0] & 1))
