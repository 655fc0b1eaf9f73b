"""Trees of hashes as lines: a node a line, its children below it."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Tree, TreeNode
from txexplain.render.printable import printable
from txexplain.render.wrap import width_of, wrap
from txexplain.texts import Chunk, Line

_MARGIN = "  "
_BRANCH, _LAST, _BAR, _BLANK = "├─ ", "└─ ", "│  ", "   "
_LIT, _UNLIT = "● ", "○ "


def tree(block: Tree, width: int) -> Iterator[Line]:
    """The root on top; the path is lit, by a mark and in colour."""
    yield from _node(block.root, _MARGIN, _MARGIN, width)


def _node(node: TreeNode, first: str, rest: str, width: int) -> Iterator[Line]:
    yield from _own(node, first, rest + (_BAR if node.children else _BLANK), width)
    for place, child in enumerate(node.children):
        last = place == len(node.children) - 1
        yield from _node(child, rest + (_LAST if last else _BRANCH), rest + (_BLANK if last else _BAR), width)


def _own(node: TreeNode, first: str, rest: str, width: int) -> Iterator[Line]:
    """The hash and what it stands for, which goes on below it where there is no room."""
    label = (Chunk(printable(node.label), "note" if node.text else "label"),)
    head: Line = (Chunk(first, "rule"),)
    if node.text:
        style = "lit" if node.lit else ""
        head += (Chunk(_LIT if node.lit else _UNLIT, style or "label"), Chunk(printable(node.text) + "  ", style))
    if width_of(head) + width_of(label) <= width:
        yield (*head, *label)
        return
    yield head
    for part in wrap(label, width - len(rest)):
        yield (Chunk(rest, "rule"), *part)
