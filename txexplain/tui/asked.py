"""A line to type in."""

from __future__ import annotations

from collections.abc import Container
from typing import ClassVar

from textual.events import Key, Paste
from textual.widgets import Input

from txexplain.render.printable import printable

_LONGEST = 20_000  # characters: a line of a node's log, an id, hex digits


class Asked(Input, inherit_bindings=False):
    """A line to type in; what is pasted becomes one line, and all of it is safe to show.

    Of the keys in `left`, those that nothing was typed before are left to the screen.
    """

    BINDINGS: ClassVar = Input.BINDINGS  # without those by which what it is made of scrolls
    DEFAULT_CSS: ClassVar[str] = """
    Asked, Asked:focus { height: 1; border: none; padding: 0 1; background: $panel; color: $foreground; }
    Asked > .input--placeholder, Asked:focus > .input--placeholder { color: $foreground 75%; }
    Asked.plain > .input--cursor { text-style: reverse; }
    Asked.plain > .input--placeholder { text-style: italic; }
    """

    def __init__(self, name: str = "", left: Container[str] = ()) -> None:
        super().__init__(id=name or None, max_length=_LONGEST, select_on_focus=False)
        self.cursor_blink = False
        self._left = left
        self._seen: Key | None = None
        self.early: list[Key] = []  # keys that came before this was on the screen

    def validate_value(self, value: str) -> str:
        return printable(value)

    async def _on_key(self, event: Key) -> None:
        self._seen = event
        if event.key in self._left and not self.value:
            event.prevent_default()  # Textual's own handler would take it

    def has_seen(self, event: Key) -> bool:
        """Whether the key was this line's first, and is only passed on."""
        return self._seen is event

    async def take(self, event: Key) -> None:
        """Takes a key that was sent to the screen before the line had the focus."""
        if not self.is_mounted:
            self.early.append(event)
        elif event.is_printable and event.character:
            self.replace(event.character, *self.selection)
        elif event.key == "enter":
            await self.action_submit()
        elif event.key == "backspace":
            self.action_delete_left()

    async def on_mount(self) -> None:
        self.set_class(self.app.no_color, "plain")
        for event in self.early:
            await self.take(event)

    def _on_paste(self, event: Paste) -> None:
        self.replace(" ".join(event.text.split()), *self.selection)
        event.stop()
        event.prevent_default()
