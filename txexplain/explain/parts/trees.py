"""Trees of hashes: the path from a leaf to the root, with what lies beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from txexplain.explain.document import Tree, TreeNode
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.signing import Proof
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.model.block import MerkleProof

SHOWN_LEVELS = 4  # at both ends of a path, before those in the middle are counted


def merkle_tree(proof: MerkleProof, texts: Texts) -> Tree:
    """From a transaction to the Merkle root; each hash with the transactions that it sums up."""
    node = TreeNode(shortened(proof.leaf.hex()), _leaves(proof, 0, proof.number, texts), True)
    hidden = _hidden(len(proof.path))
    for depth, step in enumerate(proof.path):
        place = proof.number >> depth
        words = texts.plain("block", "tree_itself") if step.is_itself else _leaves(proof, depth, place ^ 1, texts)
        beside = TreeNode(shortened(step.neighbour.hex()), words)
        above = TreeNode(shortened(step.result.hex()), _leaves(proof, depth + 1, place >> 1, texts), True)
        node = _grown(node, beside, above, step.is_left, depth, hidden, texts)
    return Tree(node._replace(label=texts.plain("block", "merkle_root")))


def _leaves(proof: MerkleProof, depth: int, place: int, texts: Texts) -> str:
    """The transactions below the node of that depth and place."""
    first, last = place << depth, min((place + 1) << depth, proof.total) - 1
    key = "leaf_one" if first == last else "leaf_many"
    return texts.plain("block", key, first=grouped(first), last=grouped(last))


def taproot_tree(proof: Proof, texts: Texts) -> Tree | None:
    """From a leaf script to the root, and with the internal key to the tweaked key; None where that is none."""
    values = dict(proof.values)
    if "tweaked_key" not in values:
        return None
    levels = [value for key, value in proof.values if key in ("neighbour", "branch_hash")]
    hashes = [values["leaf_hash"], *levels[1::2]]
    hidden = _hidden(len(hashes) - 1)
    node = _node("proof_leaf_hash", hashes[0], True, texts)
    for depth, (neighbour, own, result) in enumerate(zip(levels[::2], hashes, hashes[1:], strict=False)):
        last = depth == len(hashes) - 2
        above = _node("tree_root" if last else "proof_branch_hash", result, True, texts)
        beside = _node("proof_neighbour", neighbour, False, texts)
        node = _grown(node, beside, above, neighbour < own, depth, hidden, texts)
    internal = _node("proof_internal_key", values["internal_key"], False, texts)
    top = TreeNode(shortened(values["tweaked_key"].hex()), _top(proof, values, texts), True, (internal, node))
    return Tree(top, proof.holds)


def _top(proof: Proof, values: Mapping[str, bytes], texts: Texts) -> str:
    """What the tweaked key is, or why it is not what it should be."""
    if proof.holds:
        return texts.plain("verify", "tree_output")
    key = "tree_other_parity" if values["tweaked_key"] == values["output_key"] else "tree_not_output"
    return texts.plain("verify", key, key=shortened(values["output_key"].hex()))


def _node(key: str, value: bytes, lit: bool, texts: Texts) -> TreeNode:
    return TreeNode(shortened(value.hex()), texts.plain("verify", key), lit)


def _grown(
    node: TreeNode, beside: TreeNode, above: TreeNode, is_left: bool, depth: int, hidden: Sequence[int], texts: Texts
) -> TreeNode:
    """One level more: the node and what lies beside it below their hash; of hidden levels one row for all."""
    if depth not in hidden:
        return above._replace(children=(beside, node) if is_left else (node, beside))
    if depth != hidden[-1]:
        return node
    words = texts.plain("verify", "tree_more", count=grouped(len(hidden)))
    return TreeNode("", words, True, (node,))


def _hidden(levels: int) -> range:
    """The levels in the middle of many, counted from the leaf."""
    return range(SHOWN_LEVELS, levels - SHOWN_LEVELS) if levels > 2 * SHOWN_LEVELS + 1 else range(0)
