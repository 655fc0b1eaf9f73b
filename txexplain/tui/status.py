"""The line on top: how far one has come, where one is, and which modes are on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from txexplain.render.printable import printable
from txexplain.texts import Chunk, Line
from txexplain.tui.drawn import LinesPane

_BAR = 12
_BETWEEN = " › "


class Status(LinesPane):
    """Docked on top, a line high."""

    DEFAULT_CSS = "Status { dock: top; height: 1; background: $panel; }"

    def __init__(self) -> None:
        super().__init__("status")

    def tell(self, number: int, count: int, name: str, crumbs: Sequence[str], modes: Sequence[str]) -> None:
        """The number of the place of so many, what the transaction is called, what the place belongs to."""
        self.show([_status(self.app.size.width, f"{number}/{count}", number / count, [name, *crumbs], modes)])

    def say(self, line: Line) -> None:
        """Only that, as far as it fits."""
        words = "".join(chunk.text for chunk in line)
        self.show([(Chunk(words if cell_len(words) <= self.app.size.width else "…", ""),)])


def _status(width: int, progress: str, part: float, crumbs: Sequence[str], modes: Sequence[str]) -> Line:
    right = "".join(f" {mode} " for mode in modes)
    bar = _bar(part) if width >= 60 else ()
    left = f"{progress} "
    room = width - cell_len(left) - cell_len(right) - sum(cell_len(chunk.text) for chunk in bar)
    words = " " + _BETWEEN.join(printable(crumb) for crumb in crumbs if crumb)
    if cell_len(words) > room:
        words = set_cell_size(words, max(0, room - 1)) + "…"
    gap = " " * max(0, room - cell_len(words))
    return (Chunk(left, "status"), *bar, Chunk(words, ""), Chunk(gap), Chunk(right, "mode"))


def _bar(part: float) -> Line:
    """How far one has come, also without colour."""
    done = max(1, round(part * _BAR))
    return (Chunk("━" * done, "seen"), Chunk("─" * (_BAR - done), "label"))
