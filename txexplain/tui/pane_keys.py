"""What keys do in the pane that has the focus; there they come before those of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.widget import Widget

from txexplain.tui.acts import Act
from txexplain.tui.bytes_pane import BytesPane
from txexplain.tui.outline import Outline


def acts_of_pane(pane: Widget | None) -> Iterator[Act]:
    """Those of the bytes or of the outline; of what else has the focus there are none."""
    if isinstance(pane, BytesPane):
        moves = ("left", "right", "up", "down", "pageup", "pagedown", "home", "end")
        yield Act("walk", moves, partial(pane.action_walk, 1))
        yield Act("pick", ("enter",), pane.action_pick)
        yield Act("leave", ("escape",), pane.action_leave)
    elif isinstance(pane, Outline):
        moves = ("up", "down", "k", "j", "pageup", "pagedown", "home", "end")
        yield Act("choose", moves, partial(pane.move, "down"))
        yield Act("pick", ("enter",), pane.choose)
