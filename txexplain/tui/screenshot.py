"""What is on the screen, as a picture in a file."""

from __future__ import annotations

import os
import re
from itertools import count
from typing import TYPE_CHECKING, Any

from txexplain.texts import Chunk, Line

if TYPE_CHECKING:
    from txexplain.tui.app import TellingApp

_FONT_FACES = re.compile(r"@font-face\s*{[^}]*}\s*")
_FONTS = re.compile(r"font-family:\s*Fira Code[^;]*;")
_NAME = re.compile(r"[^\w.-]+")


def save_screenshot(app: TellingApp[Any]) -> Line:
    """Writes `txexplain-NAME-N.svg` into the current folder, N the first that is free; says where, or why not."""
    picture = without_fonts(app.export_screenshot(title=app.name_of_picture))
    try:
        path = _written(picture, _NAME.sub("-", app.name_of_picture))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return (Chunk(app.texts.plain("step", "screenshot_failed", reason=reason), "odd"),)
    return (Chunk(app.texts.plain("step", "screenshot_saved", path=path), "message"),)


def without_fonts(picture: str) -> str:
    """The picture in the fonts of whoever looks at it; Textual's asks a server for one."""
    return _FONTS.sub("font-family: ui-monospace, monospace;", _FONT_FACES.sub("", picture))


def _written(picture: str, name: str) -> str:
    for number in count(1):
        path = f"txexplain-{name}-{number}.svg"
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            continue
        with open(file, "w", encoding="utf-8") as stream:
            stream.write(picture)
        return path
    raise AssertionError
