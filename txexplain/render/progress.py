"""A bar that shows how much of long work is done, and goes away when it is."""

from __future__ import annotations

import os
from typing import TextIO

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from txexplain.render.colour import make_console


class ProgressBar:
    """Drawn on `stream`, with these words before it."""

    def __init__(self, stream: TextIO, total: int, words: str) -> None:
        columns = (SpinnerColumn(), TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = make_console(stream, os.environ)
        self._progress = Progress(*columns, console=console, transient=True, auto_refresh=False)
        self._task = self._progress.add_task("", total=total)

    def show(self, done: int) -> None:
        """Draws it. It starts here, not before: whoever is interrupted meanwhile has it already, to remove it."""
        self._progress.start()
        self._progress.update(self._task, completed=done, refresh=True)

    def remove(self) -> None:
        self._progress.stop()
