"""The money from the top to the bottom, for narrow screens: words on the left, on the right a river of ribbons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import Flow
from txexplain.pictures.flow_layout import Body, Gradient, Layout
from txexplain.pictures.flow_sides import Ribbon, Side, heading, is_thin, labels_of, side_of

_WIDTH = 336
_MARGIN = 12
_WORDS = 222.0
_PORT = 240.0
_PORT_WIDTH = 6
_TURN = 6.0  # radius of the inner edge of a turn
_RIVER = 258.0  # where it begins
_TRUNK = float(_WIDTH - _MARGIN - _RIVER)
_HEAD, _FOOT = 64, 12  # of a side: its heading, and below its last row
_BODY = 72.0
_FADE = 44.0  # from the colour of the side to that of the transaction


class _Way(NamedTuple):
    """Where rows of a side begin and the transaction is, and which way it lies from them: 1 is down."""

    top: float
    body: float
    down: int


def standing(flow: Flow) -> Layout:
    """Inputs, below them the transaction, below that the outputs."""
    left, right = side_of(flow.left, "in", _WORDS), side_of(flow.right, "out", _WORDS)
    body = Body(_MARGIN, _HEAD + sum(left.slots(_TRUNK)) + _FOOT, _WIDTH - 2 * _MARGIN, _BODY)
    below = body.y + _BODY
    inputs = list(_ribbons(left, _Way(_HEAD, body.y, 1)))
    outputs = list(_ribbons(right, _Way(below + _HEAD, below, -1)))
    return Layout(
        left,
        right,
        width=_WIDTH,
        height=below + _HEAD + sum(right.slots(_TRUNK)) + _FOOT,
        gradients=(*_gradients(inputs, body.y, 1), *_gradients(outputs, below, -1)),
        headings=(
            *heading(left, flow.unit, _MARGIN, 26, body.width),
            *heading(right, flow.unit, _MARGIN, below + 30, _RIVER - 2 * _MARGIN),
        ),
        ribbons=[*inputs, *outputs],
        body=body,
        has_hairlines=left.has_hairlines(_TRUNK) or right.has_hairlines(_TRUNK),
    )


def _gradients(ribbons: Sequence[Ribbon], body: float, down: int) -> Iterator[Gradient]:
    for key in sorted({each.style for each in ribbons}):
        yield Gradient(key, 0, body - down * _FADE, 0, body)


def _ribbons(side: Side, way: _Way) -> Iterator[Ribbon]:
    """The rows from top to bottom; the nearer to the transaction, the further to the left in the river."""
    thick, slots = side.heights(_TRUNK), side.slots(_TRUNK)
    top, x = way.top, _RIVER + (sum(thick) if way.down == 1 else 0.0)
    for row, each, slot in zip(side.rows, thick, slots, strict=True):
        centre, thin = top + slot / 2, is_thin(row, each)
        x -= each if way.down == 1 else 0.0
        path = _line(centre, x + each / 2, way) if thin else _band(centre, x, each, way)
        labels = tuple(labels_of(row, _MARGIN, "start", centre, _WORDS))
        yield Ribbon(row.style, row.row.sat is not None, _PORT, centre - each / 2, each, thin, path, labels)
        top += slot
        x += each if way.down == -1 else 0.0


def _line(centre: float, x: float, way: _Way) -> str:
    """From the port to the right, and with a turn to the transaction."""
    start, turned = _PORT + _PORT_WIDTH, centre + way.down * _TURN
    return f"M{start:.1f} {centre:.1f}H{x - _TURN:.1f}{_arc(_TURN, x, turned, way.down == 1)}V{way.body:.1f}"


def _band(centre: float, x: float, height: float, way: _Way) -> str:
    """Along the outer edge to the transaction, and along the inner one back."""
    start, down = _PORT + _PORT_WIDTH, way.down
    outer, inner = centre - down * height / 2, centre + down * height / 2
    turned = inner + down * _TURN
    return (
        f"M{start:.1f} {outer:.1f}H{x - _TURN:.1f}{_arc(height + _TURN, x + height, turned, down == 1)}"
        f"V{way.body:.1f}H{x:.1f}V{turned:.1f}{_arc(_TURN, x - _TURN, inner, down == -1)}H{start:.1f}Z"
    )


def _arc(radius: float, x: float, y: float, clockwise: bool) -> str:
    return f"A{radius:.1f} {radius:.1f} 0 0 {int(clockwise)} {x:.1f} {y:.1f}"
