"""Plain panes of bytes and piles, until those that can do more are here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.message import Message

from txexplain.explain.document import StackLine, StepRow, Steps, TryRow
from txexplain.model.bytes import Span
from txexplain.render.bytes_panel import bytes_panel
from txexplain.render.layout import layout
from txexplain.texts import Chunk
from txexplain.tui.drawn import LinesPane


class BytesPane(LinesPane, can_focus=True):
    class Picked(Message):
        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._told: Any = None

    def show(self, raw: bytes, spans: Sequence[Span], caption: str, fields: Callable[[], Any] | None = None) -> None:
        self._told = raw, spans, caption
        self.on_resize()

    def on_resize(self) -> None:
        if self._told and self.size.width:
            raw, spans, caption = self._told
            lines = bytes_panel(raw, spans, self.size.width, max(1, self.size.height - 1))
            super().show([*lines, (Chunk(caption, "label"),)])


class PilePane(LinesPane):
    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self._rows: Any = ()

    def show(self, stacks: Sequence[StackLine], tries: Sequence[TryRow] = (), hidden: bool = False) -> None:
        stacks = tuple(stacks)[: 1 if hidden else None]
        row = StepRow("", (Chunk(""),), True, stacks, (), tuple(tries))
        self._rows = (Steps((row,)),)
        super().show(list(layout(self._rows, self.size.width))[1:])

    def on_resize(self) -> None:
        if self._rows:
            super().show(list(layout(self._rows, self.size.width))[1:])

    def line_count(self, width: int) -> int:
        return len(list(layout(self._rows, width))) - 1
