"""A bar that shows how much of long work is done, and goes away when it is."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Lock
from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from txexplain.render.colour import make_console


class _Bar:
    """Drawn on `stream`, with a spinner first."""

    def __init__(self, stream: TextIO, total: int | None, *columns: ProgressColumn) -> None:
        console = make_console(stream, os.environ)
        self._progress = Progress(SpinnerColumn(), *columns, console=console, transient=True, auto_refresh=False)
        self._task = self._progress.add_task("", total=total)

    def remove(self) -> None:
        """Takes it away."""
        self._progress.stop()


class ProgressBar(_Bar):
    """How much of what there is to do is done, with these words before it."""

    def __init__(self, stream: TextIO, total: int, words: str) -> None:
        super().__init__(stream, total, TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())

    def show(self, done: int) -> None:
        """Draws it. It starts here, not before: whoever is interrupted meanwhile has it already, to remove it."""
        self._progress.start()
        self._progress.update(self._task, completed=done, refresh=True)


class ManyBar(_Bar):
    """A line of words, before them a bar for the share that is done, where that is known."""

    _WIDEST = 40

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream, None)

    def show(self, words: str, share: float | None) -> None:
        """Draws it in one line, whatever has no room in that cut off."""
        room = self._progress.console.width - 3  # the spinner, and no character in the last column
        bar = min(self._WIDEST, room - cell_len(words) - 1)
        columns: list[ProgressColumn] = [SpinnerColumn()]
        if share is not None and bar >= 5:
            columns.append(BarColumn(bar))
        columns.append(
            TextColumn(set_cell_size(words, room).rstrip() if cell_len(words) > room else words, markup=False)
        )
        self._progress.columns = tuple(columns)
        self._progress.update(self._task, total=None if share is None else 1.0, completed=share or 0.0)
        self._progress.start()
        self._progress.refresh()


class WaitingLine:
    """Some words on `stream` for as long as something is waited for; another thread may show them."""

    def __init__(self, stream: TextIO, words: str) -> None:
        self._stream, self._words = stream, words
        self._lock, self._shown, self._ended = Lock(), False, False

    def show(self) -> None:
        """Writes it, unless it was taken away before."""
        with self._lock:
            if not self._ended:
                self._shown = True
                self._write(f"{self._words}\r")

    def remove(self) -> None:
        """Takes the words away; nothing shows them again."""
        with self._lock:
            self._ended = True
            if self._shown:
                self._write(" " * cell_len(self._words) + "\r")

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # closed or full: there is nobody to tell
            self._stream.write(text)
            self._stream.flush()
