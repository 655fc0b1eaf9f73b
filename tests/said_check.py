"""What is said of files that cannot be written, and of one that was."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from txexplain.cli.files import write_and_tell
from txexplain.explain.pages.error import error_document
from txexplain.model.errors import OutputError
from txexplain.render.layout import layout
from txexplain.session.broken import diagnosis_of
from txexplain.texts import Texts

_REASONS = {
    "folder": "Is a directory",
    "no_folder": "Not a directory",
    "denied": "Denied",
    "full": "Full",
    "file_above": "Not a directory",
    "other": "I/O",
}


def of_unwritten_files() -> list[OutputError]:
    """One that exists, then one error for each reason."""
    exists = OutputError("file_exists", path="page.html")
    return [exists, *(_unwritten(why, reason) for why, reason in _REASONS.items())]


def _unwritten(why: str, reason: str) -> OutputError:
    return OutputError("file_not_written", path="page.html", reason=reason, why=why)


def page_of(error: OutputError, texts: Texts) -> str:
    """The page of an error as a terminal of 80 columns has it."""
    lines = layout(error_document(error, texts, diagnosis_of(error)), 80)
    return "\n".join("".join(chunk.text for chunk in line) for line in lines)


def say_why_files_are_not_written() -> None:
    for error in of_unwritten_files():
        page_of(error, Texts())
    with TemporaryDirectory() as folder:
        write_and_tell(os.fspath(Path(folder) / "page.html"), "", Texts(), force=False)
