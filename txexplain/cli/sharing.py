"""What `--html` does: the page in a file, and a note on standard error in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.cli.files import check_file, write_and_tell
from txexplain.cli.options import MANY, Given
from txexplain.model.errors import InputError
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.web.page import WebPage


def check_sharing(given: Given, **others: object) -> None:
    """What can be known before any work. Raises InputError where a web page is asked for and something else too.

    `others` are other forms by the names of their options. Raises OutputError where the file must stay as it is.
    """
    if given.html is None:
        return
    many = {name: getattr(given, name) for name in MANY}
    for name, value in {**others, **many}.items():
        if value:
            raise InputError("page_and_other", other=f"--{name}")
    check_file(given.html, force=given.force)


def page_text(page: WebPage) -> str:
    """The page as HTML."""
    from txexplain.web.page import web_page

    return web_page(page)


def write_page(html: str, given: Given, texts: Texts) -> None:
    """Writes what `page_text` made into the file that was named, and says so. Raises ClosedPipe or OutputError."""
    assert given.html is not None
    write_and_tell(given.html, html, texts, force=given.force)
