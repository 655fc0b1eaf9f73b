"""A tree of hashes as a picture: the root on top, below it a level a row, the path to one leaf lit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.explain.document import Tree, TreeNode
from txexplain.pictures.drawing import Drawing, drawn
from txexplain.pictures.words import Label, fitted, lines_of, pixels, safe
from txexplain.texts import Chunk, Texts

_MARGIN = 28
_BOX_HEIGHT = 54
_GAP_X, _GAP_Y = 48, 42
_LEAST, _MOST = 210.0, 420.0  # width of a box
_PADDING = 16
_MORE_HEIGHT = 34  # of the box for levels left out
_FOOT = 20
_LINE = 18


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    style: str
    labels: tuple[Label, ...]


class Edge(NamedTuple):
    path: str
    style: str


class _Drawn(NamedTuple):
    """What is drawn so far, and how wide a box is."""

    boxes: list[Box]
    edges: list[Edge]
    labels: list[Label]
    width: float


def tree_drawing(tree: Tree, texts: Texts, *, name: str = "tree") -> Drawing:
    """Each level below the one that it makes, the two that are hashed together in the order in which they are."""
    width = min(_MOST, max(_LEAST, max(map(_needed, _nodes(tree.root))) + 2 * _PADDING))
    made = _Drawn([], [], [], width)
    left, right = _reach(tree.root, (width + _GAP_X) / 2)
    bottom = _level(tree.root, _MARGIN - left, float(_MARGIN), made)
    if not tree.holds:
        made.boxes[0] = _failing(made.boxes[0])
    whole = 2 * _MARGIN + right - left + width
    legend = lines_of(texts.line("pictures", "tree_legend"), whole - 2 * _MARGIN, "small", 4)
    for line in legend:
        bottom += _LINE
        made.labels.append(Label(_MARGIN, bottom + 12, "small", line))
    return drawn(
        "tree",
        name,
        texts.plain("pictures", "tree_title"),
        texts.plain("pictures", "tree_path", path=texts.plain("pictures", "between").join(_path(tree.root))),
        lang=texts.language,
        width=round(whole),
        height=round(bottom + 12 + _FOOT),
        boxes=made.boxes,
        edges=sorted(made.edges, key=lambda edge: edge.style),
        labels=made.labels,
    )


def _nodes(node: TreeNode) -> Iterator[TreeNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _reach(node: TreeNode, half: float) -> tuple[float, float]:
    """How far the boxes below stand to its left, as a number below zero, and to its right."""
    sides = (-half, half) if len(node.children) > 1 else (0.0,)
    below = [(side, _reach(child, half)) for side, child in zip(sides, node.children, strict=False)]
    return min([0.0, *(side + left for side, (left, _) in below)]), max(
        [0.0, *(side + right for side, (_, right) in below)]
    )


def _needed(node: TreeNode) -> float:
    return max(pixels(safe((Chunk(node.text),)), "hex"), pixels(safe((Chunk(node.label),)), "small"))


def _path(node: TreeNode) -> Iterator[str]:
    """The lit nodes in words, the root first."""
    if node.lit:
        yield f"{node.label} {node.text}".strip()
    for child in node.children:
        yield from _path(child)


def _level(node: TreeNode, x: float, y: float, made: _Drawn) -> float:
    """Draws the node and all below it; where the picture ends."""
    box = _box(node, x, y, made.width)
    made.boxes.append(box)
    end = bottom = y + box.height
    top = end + _GAP_Y
    half = (made.width + _GAP_X) / 2
    places = (x - half, x + half) if len(node.children) > 1 else (x,)
    for child, place in zip(node.children, places, strict=False):
        made.edges.append(_edge(x + made.width / 2, end, place + made.width / 2, top, child.lit))
        bottom = max(bottom, _level(child, place, top, made))
    return bottom


def _box(node: TreeNode, x: float, y: float, width: float) -> Box:
    """The hash and what it stands for; for levels left out how many they are."""
    centre, room = x + width / 2, width - _PADDING
    if not node.text:
        words = Label(centre, y + 22, "small", fitted((Chunk(node.label),), room, "small"), "middle")
        return Box(x, y, width, _MORE_HEIGHT, "more", (words,))
    labels = (
        Label(
            centre, y + 23, "hex", fitted((Chunk(node.text, "strong" if node.lit else ""),), room, "hex"), "middle"
        ),
        Label(centre, y + 42, "small", fitted((Chunk(node.label),), room, "small"), "middle"),
    )
    return Box(x, y, width, _BOX_HEIGHT, "lit" if node.lit else "", labels)


def _failing(box: Box) -> Box:
    """The root that is another than it should be, which is written below it."""
    text, words = box.labels
    words = words._replace(line=tuple(Chunk(part, "invalid") for part, _ in words.line))
    return box._replace(style="lit wrong", labels=(text._replace(line=(Chunk("≠ ", "invalid"), *text.line)), words))


def _edge(x: float, y: float, to_x: float, to_y: float, lit: bool) -> Edge:
    half = (y + to_y) / 2
    path = f"M{x:.1f} {y:.1f}C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}"
    return Edge(path, "lit" if lit else "")
