"""Trees of hashes as lines: a node a line, its children below it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from txexplain.explain.document import Tree, TreeNode
from txexplain.render.printable import printable
from txexplain.render.wrap import wrap
from txexplain.texts import Chunk, Line

_MARGIN = "  "
_STEPS = (3, 2, 1)  # cells a level may take, from where there is room for it
_LIT, _UNLIT = "● ", "○ "
_GAP = "  "


def tree(block: Tree, width: int) -> Iterator[Line]:
    """The root on top; the path is lit, by a mark and in colour."""
    steps = (step for step in _STEPS if _widest(block.root, len(_MARGIN), step) <= width)
    yield from _node(block.root, _MARGIN, _MARGIN, next(steps, _STEPS[-1]), width)


def _widest(node: TreeNode, indent: int, step: int) -> int:
    own = indent + cell_len(_UNLIT + node.text + _GAP + node.label)
    return max([own, *(_widest(child, indent + step, step) for child in node.children)])


def _node(node: TreeNode, first: str, rest: str, step: int, width: int) -> Iterator[Line]:
    """The node and those below it, the lines of its parents before them."""
    yield from _own(node, first, rest + (_rung("│", " ", step) if node.children else " " * step), width)
    for place, child in enumerate(node.children):
        last = place == len(node.children) - 1
        branch, below = ("└", " " * step) if last else ("├", _rung("│", " ", step))
        yield from _node(child, rest + _rung(branch, "─", step), rest + below, step, width)


def _rung(edge: str, line: str, step: int) -> str:
    return (edge + line * (step - 2)).ljust(step)


def _own(node: TreeNode, first: str, rest: str, width: int) -> Iterator[Line]:
    """The hash and what it stands for, which goes on below it where there is no room."""
    label = printable(node.label)
    if not node.text:
        yield Chunk(first, "rule"), Chunk(label, "label")
        return
    style = "lit" if node.lit else ""
    mark = Chunk(_LIT if node.lit else _UNLIT, style or "label")
    head = (Chunk(first, "rule"), mark, Chunk(printable(node.text), style))
    if cell_len(first + _UNLIT + node.text + _GAP + label) <= width:
        yield (*head, Chunk(_GAP), Chunk(label, "note"))
        return
    yield head
    for part in wrap((Chunk(label, "note"),), width - len(rest)):
        yield (Chunk(rest, "rule"), *part)
