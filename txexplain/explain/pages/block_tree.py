"""The page on the Merkle tree of a small block, for lessons: no path is lit, and leaves have letters."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Document, Heading, Tree, TreeNode
from txexplain.explain.parts.numbers import shortened
from txexplain.texts import Texts

_LETTERS = "ABCDEFGH"


def block_tree_page(name: str, levels: Sequence[Sequence[bytes]], texts: Texts) -> Document:
    """The tree whose hashes these are, leaves first, in a block of as many transactions as there are letters."""
    nodes = [TreeNode(shortened(leaf.hex()), letter) for leaf, letter in zip(levels[0], _LETTERS, strict=False)]
    for level in levels[1:]:
        pairs = [tuple(nodes[at : at + 2]) for at in range(0, len(nodes), 2)]
        nodes = [
            TreeNode(shortened(value.hex()), ", ".join(node.label for node in pair), children=pair)
            for value, pair in zip(level, pairs, strict=True)
        ]
    root = nodes[0]._replace(label=texts.plain("block", "merkle_root"))
    return Heading(texts.line("learn", "tree_of", block=name), 2), Tree(root)
