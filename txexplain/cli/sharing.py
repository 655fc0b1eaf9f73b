"""What `--html` does: the page in a file, and a note on standard error in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.cli.output import MANNER
from txexplain.model.errors import InputError
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.cli.options import Given
    from txexplain.web.page import WebPage


def check_page_alone(html: str | None, **others: object) -> None:
    """Raises InputError where something else is asked for beside the web page: other options, by their names."""
    if html is None:
        return
    for name, value in others.items():
        if value:
            raise InputError("page_and_other", other=f"--{name.replace('_', '-')}")


def write_page(page: WebPage, path: str, texts: Texts, *, force: bool) -> None:
    """Writes the page into the file. Raises OutputError where that is not possible."""
    from txexplain.web.page import web_page

    write_shared(web_page(page), path, texts, force=force)


def write_shared(text: str, path: str, texts: Texts, *, force: bool) -> None:
    """Writes what is shared, a page or a picture, and says so. Raises OutputError."""
    from txexplain.cli.files import write_file
    from txexplain.cli.output import tell_note

    write_file(path, text, force=force)
    if path != "-":
        tell_note(texts.line("cli", "written", path=path, size=_kilobytes(text)))
