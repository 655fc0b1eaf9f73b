"""What is written to a file to be shared: a web page, or a picture, and a note on standard error in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from txexplain.cli.files import check_file, write_and_tell
from txexplain.cli.options import MANY, Given
from txexplain.model.errors import InputError
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.model.block import MerkleProof
    from txexplain.model.lesson import Lesson
    from txexplain.pictures import Drawing
    from txexplain.web.page import WebPage

_DEFAULT_PICTURE, _PICTURE_OF_PROOF = "flow", "tree"


def check_sharing(given: Given, **others: object) -> None:
    """What can be known before any work. Raises InputError where the options do not go together.

    `others` are other forms than a web page, by the names of their options. Raises OutputError where the file
    must stay as it is.
    """
    if given.html is None:
        if given.force and given.svg is None:
            raise InputError("force_without_file")
        return
    _check_named("--html", given.html)
    for name in (*others, *MANY, "picture"):
        if others.get(name) or getattr(given, name, None):
            raise InputError("page_and_other", other=f"--{name}")
    check_target(given.html, given)


def check_target(path: str, given: Given, *read: str | None) -> None:
    """Raises OutputError where the file must stay as it is: one that exists, and always one that is read.

    `read` are names of what is read besides what `given` has.
    """
    named = (given.tx, *given.several, given.prevouts, *(given.parent or ()), *read)
    check_file(path, force=given.force, read=[name for name in named if name])


def _check_named(option: str, value: str) -> None:
    """Raises InputError where an option stands in the place of the name."""
    if value.startswith("--"):
        raise InputError("option_needs_value", name=option, command="")


def page_text(page: WebPage) -> str:
    """The page as HTML."""
    from txexplain.web.page import web_page

    return web_page(page)


def write_page(html: str, given: Given, texts: Texts) -> None:
    """Writes what `page_text` made into the file that was named, and says so. Raises ClosedPipe or OutputError."""
    assert given.html is not None
    write_and_tell(given.html, html, texts, force=given.force)


def write_lessons(chosen: Sequence[Lesson], given: Given, texts: Texts) -> None:
    """Writes these lessons, or without any the list of all, into the file that was named. Raises OutputError."""
    from txexplain.lessons.shared import shared_lessons

    write_page(page_text(shared_lessons(chosen, texts)), given, texts)


def write_picture(given: Given, texts: Texts, **others: object) -> int:
    """Writes the picture of the transaction or PSBT that was given. Raises TxExplainError."""
    from txexplain.session.pictured import picture, wanted

    path = _path(given, **others)
    asked = wanted(given.picture or _DEFAULT_PICTURE)
    check_target(path, given)
    from txexplain.cli.present import announce, told_subject
    from txexplain.cli.progress import progress_bar
    from txexplain.session.transaction import session_on

    subject = told_subject(given, texts)
    with progress_bar(texts) as bar:
        session = session_on(subject, bar.advance)
        if asked.kind == "stack":
            announce(session.report, given.max_checks, texts)
        bar.total = len(session.report.inputs)
        drawing = picture(session, asked, texts)
    _write(drawing, path, given, texts)
    return 0


def check_proof_picture(given: Given, *, has_proof: bool, **others: object) -> None:
    """Raises InputError where a block has no such picture."""
    from txexplain.session.pictured import wanted

    _path(given, **others)
    if not has_proof:
        raise InputError("picture_without_proof")
    if wanted(given.picture or _PICTURE_OF_PROOF).kind != _PICTURE_OF_PROOF:
        raise InputError("picture_of_proof", name=str(given.picture)[:40])


def write_proof_picture(proof: MerkleProof, given: Given, texts: Texts) -> None:
    """Writes the tree of a Merkle proof. Raises TxExplainError."""
    from txexplain.session.pictured import proof_picture

    assert given.svg is not None
    _write(proof_picture(proof, texts), given.svg, given, texts)


def _path(given: Given, **others: object) -> str:
    """The file to write. Raises InputError where the options do not go together."""
    if given.svg is None:
        if given.html is not None:
            raise InputError("page_and_other", other="--picture")
        raise InputError("picture_without_svg", name=str(given.picture)[:40])
    _check_named("--svg", given.svg)
    for name in (*others, *MANY, "html"):
        if others.get(name) or getattr(given, name, None):
            raise InputError("svg_and_other", name=f"--{name}")
    return given.svg


def _write(drawing: Drawing, path: str, given: Given, texts: Texts) -> None:
    from txexplain.pictures import standalone

    write_and_tell(path, standalone(drawing, texts.language), texts, force=given.force)
