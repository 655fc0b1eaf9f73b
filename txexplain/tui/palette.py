"""The palette: a line to type in over the screen, and below it every command that has what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.worker import Worker

from txexplain.render.printable import printable
from txexplain.texts import Chunk, Line
from txexplain.tui.acts import Act
from txexplain.tui.asked import Asked
from txexplain.tui.commands import Command, Commands
from txexplain.tui.lighting import lighted
from txexplain.tui.picks import Pick, Picks
from txexplain.tui.telling_screen import TellingScreen

WIDTH = 78
_NAMES = 16  # columns of the names of what keys do
_AROUND = 5  # lines of the box that are no rows
_LEAST_BESIDE = 8  # columns of the screen below that stay in view; fewer show cut words
_GAP = "  "


class Palette(TellingScreen[Command | None]):
    """Lies over the screen whose commands it lists; it returns the one that is taken."""

    DEFAULT_CSS = """
    Palette { overflow: hidden; align-horizontal: center; background: $background 60%; }
    Palette #palette-box { height: auto; background: $surface; border: round $primary; }
    Palette Asked, Palette Asked:focus { background: $surface; margin-bottom: 1; }
    """

    def __init__(self, below: TellingScreen[Any]) -> None:
        super().__init__()
        self.commands = Commands(below)
        self.box = Vertical(id="palette-box")
        self.input = Asked("palette-input")
        self.line = self.input
        self.found = Picks("palette-found")
        self._rows: list[tuple[float, int, Command]] = []
        self._looking: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        with self.box:
            yield self.input
            yield self.found
        yield self.foot

    def on_mount(self) -> None:
        self.set_focus(self.input)
        self.retell()

    def on_resize(self) -> None:
        self._show()

    def acts(self) -> Iterator[Act]:
        page = self.found.page
        yield Act("take", ("enter",), self.take, self.found.value is not None, "search")
        yield Act("move", ("down", "tab"), partial(self.found.move, 1), len(self._rows) > 1, "search")
        for key, rows in (("up", -1), ("pagedown", page), ("pageup", -page)):
            yield Act(f"move_{key}", (key,), partial(self.found.move, rows), False, "search")
        yield Act("leave", ("escape", "ctrl+p"), partial(self.leave_with, None), topic="search")

    def all_acts(self) -> Iterator[Act]:
        return self.acts()

    def retell(self) -> None:
        self.input.placeholder = self.texts.plain("search", "palette_asked")
        self._look()

    def on_input_changed(self) -> None:
        self._look()

    def on_input_submitted(self) -> None:
        self.take()

    def on_picks_picked(self, event: Picks.Picked) -> None:
        self.leave_with(event.value)

    def take(self) -> None:
        """Does what is marked."""
        if self.found.value is not None:
            self.leave_with(self.found.value)

    def _look(self) -> None:
        self._looking = self.run_worker(partial(self._find, self.input.value), exclusive=True)

    def on_unmount(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    async def _find(self, typed: str) -> None:
        self._rows = []
        async for rank, command in self.commands.found(typed):
            self._rows.append((rank, len(self._rows), command))
        self._show()

    def _show(self) -> None:
        if not self.is_attached or not self.foot.is_attached:  # left meanwhile
            return
        width, height = self.app.size
        wide = width if width < WIDTH + _LEAST_BESIDE else WIDTH
        typed = self.input.value.strip()
        rows = [_row(command, typed) for *_, command in sorted(self._rows, key=_place)]
        if not rows and typed:
            none = self.texts.plain("search", "found_none", typed=printable(typed))
            rows = [Pick((Chunk(f" {none}", "odd"),))]
        self.box.styles.width, self.box.styles.margin = wide, (1 if height > 20 else 0, 0)
        self.found.styles.height = max(1, min(len(rows), height - _AROUND - self.foot.lines))
        self.found.show(rows)
        self.foot.show(self.all_acts())


def _place(row: tuple[float, int, Command]) -> tuple[float, int]:
    return row[:2]


def _row(command: Command, typed: str) -> Pick:
    """The name with what is typed lit, what it does, and at the end its keys or its kind."""
    end = (Chunk(f"{_GAP}{printable(command.kind)} ", "label"),)
    name = printable(command.name)
    if command.about:
        name = set_cell_size(name, max(_NAMES, cell_len(name)))
    line: Line = (Chunk(name), *((Chunk(_GAP), Chunk(printable(command.about), "label")) if command.about else ()))
    return Pick(lighted([line], typed)[0][0], command, end)


def open_palette(screen: TellingScreen[Any]) -> None:
    """Opens the palette over the screen."""

    def do(command: Command | None) -> None:
        if command is not None:
            command.do()

    screen.app.push_screen(Palette(screen), do)
