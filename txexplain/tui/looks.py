"""What the styles of words look like on the screen, by the theme."""

from __future__ import annotations

from functools import cached_property

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from txexplain.render.colour import look_of
from txexplain.tui.themes import palette_of

_OWN = {  # what the screen has and no page
    "status": "bold",
    "mode": "bold reverse yellow",
    "seen": "green",
    "number": "bold",
    "key": "bold cyan",
    "message": "yellow",
    "hidden": "bold yellow",
    "cursor": "bold reverse",
    "lit": "bold reverse yellow",
    "found": "bold reverse yellow",
}


class Looks:
    """The rich style of each style of a Chunk: `looks.style("valid")`. Without a style it is that of plain words."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._styles: dict[str, Style] = {}

    @cached_property
    def palette(self) -> dict[str, str]:
        """The colours of the theme: `background`, `surface`, `panel`, `plain`, `dim`, and by the names of rich."""
        return palette_of(self.theme)

    def style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self._made(_OWN.get(name) or look_of(name))
        return style

    def ground(self, name: str) -> Style:
        """That colour of the palette as the ground of words."""
        return Style(bgcolor=Color.parse(self.palette[name]).rich_color)

    def _made(self, look: str) -> Style:
        """A colour's name is that colour of the palette; the rest is what rich makes of it."""
        words = look.split()
        colour = next((word for word in words if word in self.palette), "")
        attributes = Style.parse(" ".join(word for word in words if word != colour))
        return attributes + Style(color=Color.parse(self.palette[colour]).rich_color) if colour else attributes
