"""Which driver of the terminal there is for this system."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver


def driver_class() -> type[Driver] | None:
    """One that reads keys from the terminal though standard input be piped; None where Textual's own will do."""
    if os.name == "nt":
        return None
    from txexplain.tui.terminal_driver import TerminalDriver

    return TerminalDriver
