"""What is written to a file to be shared: a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.cli.files import check_file, write_and_tell
from txexplain.cli.options import Given
from txexplain.model.errors import InputError
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.model.block import MerkleProof
    from txexplain.pictures import Drawing

_DEFAULT_PICTURE, _PICTURE_OF_PROOF = "flow", "tree"


def write_picture(given: Given, texts: Texts, *, json: bool) -> int:
    """Writes the picture of the transaction or PSBT that was given. Raises TxExplainError."""
    from txexplain.session.pictured import picture, wanted

    path = _path(given, json=json)
    asked = wanted(given.picture or _DEFAULT_PICTURE)
    check_file(path, force=given.force)
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


def check_proof_picture(given: Given, *, has_proof: bool, json: bool) -> None:
    """Raises InputError where a block has no such picture."""
    from txexplain.session.pictured import wanted

    _path(given, json=json)
    if not has_proof:
        raise InputError("picture_without_proof")
    if wanted(given.picture or _PICTURE_OF_PROOF).kind != _PICTURE_OF_PROOF:
        raise InputError("picture_of_proof", name=str(given.picture)[:40])


def write_proof_picture(proof: MerkleProof, given: Given, texts: Texts) -> None:
    """Writes the tree of a Merkle proof. Raises TxExplainError."""
    from txexplain.session.pictured import proof_picture

    assert given.svg is not None
    _write(proof_picture(proof, texts), given.svg, given, texts)


def _path(given: Given, *, json: bool) -> str:
    """The file to write. Raises InputError where the options do not go together."""
    if given.svg is None:
        raise InputError("picture_without_svg", name=str(given.picture)[:40])
    others = {"--json": json, "--html": given.html is not None, "--lines": given.lines}
    for name, is_given in others.items():
        if is_given:
            raise InputError("svg_and_other", name=name)
    return given.svg


def _write(drawing: Drawing, path: str, given: Given, texts: Texts) -> None:
    from txexplain.pictures import standalone

    write_and_tell(path, standalone(drawing, texts.language), texts, force=given.force)
