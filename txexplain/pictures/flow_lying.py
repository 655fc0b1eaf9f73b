"""The money from the left to the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.document import Flow
from txexplain.pictures.flow_layout import Body, Gradient, Layout
from txexplain.pictures.flow_sides import Ribbon, Side, heading, is_thin, labels_of, side_of

_WIDTH = 1000
_HEAD, _FOOT = 84, 20  # pixels above and below the rows
_WORDS = 242.0
_BULGE = 7  # how much higher the body of the transaction is than what flows through it
_LEAST_TRUNK, _ROW_TRUNK, _MOST_TRUNK = 170.0, 22.0, 340.0  # pixels, the second a row


class Lanes(NamedTuple):
    """Where on the way from left to right a side has its words, its ports, and the two ends of its ribbons."""

    words: float
    anchor: str
    port: float
    start: float
    end: float


_LEFT = Lanes(words=274, anchor="end", port=288, start=294, end=426)
_RIGHT = Lanes(words=726, anchor="start", port=706, start=706, end=574)


def lying(flow: Flow) -> Layout:
    """Inputs, the transaction and outputs beside each other."""
    left, right = side_of(flow.left, "in", _WORDS), side_of(flow.right, "out", _WORDS)
    trunk = min(_MOST_TRUNK, max(_LEAST_TRUNK, _ROW_TRUNK * max(len(left.rows), len(right.rows))))
    height = max(sum(left.slots(trunk)), sum(right.slots(trunk)), trunk + 2 * _BULGE)
    middle = _HEAD + height / 2
    ribbons = [*_ribbons(left, middle, trunk, _LEFT), *_ribbons(right, middle, trunk, _RIGHT)]
    return Layout(
        left,
        right,
        width=_WIDTH,
        height=_HEAD + height + _FOOT,
        gradients=tuple(_gradients(ribbons)),
        headings=tuple(
            label
            for side, lanes in ((left, _LEFT), (right, _RIGHT))
            for label in heading(side, flow.unit, lanes.words, 38, _WORDS, lanes.anchor)
        ),
        ribbons=ribbons,
        body=Body(_LEFT.end, middle - trunk / 2 - _BULGE, _RIGHT.end - _LEFT.end, trunk + 2 * _BULGE),
        has_hairlines=left.has_hairlines(trunk) or right.has_hairlines(trunk),
    )


def _gradients(ribbons: Sequence[Ribbon]) -> Iterator[Gradient]:
    for key in sorted({each.style for each in ribbons}):
        lanes = _LEFT if key in ("in", "short") else _RIGHT
        yield Gradient(key, lanes.start, 0, lanes.end, 0)


def _ribbons(side: Side, middle: float, trunk: float, lanes: Lanes) -> Iterator[Ribbon]:
    """The rows from top to bottom, around the middle."""
    thick, slots = side.heights(trunk), side.slots(trunk)
    top, inside = middle - sum(slots) / 2, middle - sum(thick) / 2
    for row, each, slot in zip(side.rows, thick, slots, strict=True):
        centre, thin = top + slot / 2, is_thin(row, each)
        path = _line(lanes, centre, inside + each / 2) if thin else _band(lanes, centre - each / 2, inside, each)
        labels = tuple(labels_of(row, lanes.words, lanes.anchor, centre, _WORDS))
        known = row.row.sat is not None
        yield Ribbon(row.style, known, lanes.port, centre - each / 2, each, thin, path, labels)
        top, inside = top + slot, inside + each


def _band(lanes: Lanes, here: float, there: float, height: float) -> str:
    """From the port to the transaction and back, below."""
    start, end = lanes.start, lanes.end
    half = (start + end) / 2
    return (
        f"M{start:.1f} {here:.1f}C{half:.1f} {here:.1f} {half:.1f} {there:.1f} {end:.1f} {there:.1f}"
        f"V{there + height:.1f}C{half:.1f} {there + height:.1f} {half:.1f} {here + height:.1f} "
        f"{start:.1f} {here + height:.1f}Z"
    )


def _line(lanes: Lanes, here: float, there: float) -> str:
    """From the port to the transaction."""
    half = (lanes.start + lanes.end) / 2
    return f"M{lanes.start:.1f} {here:.1f}C{half:.1f} {here:.1f} {half:.1f} {there:.1f} {lanes.end:.1f} {there:.1f}"
