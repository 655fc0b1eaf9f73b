"""What is on the screen, as a picture in a file."""

from __future__ import annotations

import os
import re
from html import unescape
from itertools import count
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from txexplain.model.errors import OutputError
from txexplain.render.printable import printable
from txexplain.texts import Chunk, Line

if TYPE_CHECKING:
    from txexplain.tui.app import Save, TellingApp

_FONT_FACES = re.compile(r"@font-face\s*{[^}]*}\s*")
_FONTS = re.compile(r"font-family:\s*Fira Code[^;]*;")
_COMMENT = re.compile(r"<!--.*?-->\s*", re.S)
_LENGTH = re.compile(r'textLength="[^"]*"(?P<between>[^>]*)>(?P<text>[^<]+)<')
_CELL = 12.2  # how wide a cell is in rich's pictures
_NAME = re.compile(r"[^\w.-]+")


def save_screenshot(app: TellingApp[Any], save: Save) -> Line:
    """Writes `txexplain-NAME-N.svg` into the current folder, N the first that is free; says where, or why not."""
    picture = without_fonts(app.export_screenshot(title=app.name_of_picture))
    try:
        path = _saved(picture, _NAME.sub("-", app.name_of_picture), save)
    except OutputError as error:
        reason = error.facts.get("reason", error.code)
        return (Chunk(app.texts.plain("step", "screenshot_failed", reason=printable(str(reason))), "odd"),)
    return (Chunk(app.texts.plain("step", "screenshot_saved", path=path), "message"),)


def without_fonts(picture: str) -> str:
    """The picture in the fonts of whoever looks at it; Textual's asks a server for one."""
    picture = _FONTS.sub("font-family: ui-monospace, monospace;", _FONT_FACES.sub("", picture))
    return _LENGTH.sub(_in_cells, _COMMENT.sub("", picture))


def _in_cells(found: re.Match[str]) -> str:
    """The length of a text as it is on the screen, where a Chinese character takes two cells."""
    cells = cell_len(unescape(found["text"]))
    return f'textLength="{cells * _CELL:.1f}"{found["between"]}>{found["text"]}<'


def _saved(picture: str, name: str, save: Save) -> str:
    for number in count(1):
        path = f"txexplain-{name}-{number}.svg"
        if os.path.lexists(path):
            continue
        try:
            save(path, picture)
        except OutputError as error:
            if error.code != "file_exists":
                raise
        else:
            return path
    raise AssertionError
