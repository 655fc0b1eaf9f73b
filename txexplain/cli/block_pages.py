"""What `block` shows: the block, one of its transactions in the view of another command, a Merkle proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from txexplain.cli.options import Given
from txexplain.cli.output import show, write
from txexplain.cli.present import present_subject, tell_how_it_was_taken, tell_origin
from txexplain.cli.progress import waiting
from txexplain.cli.reading import asking_of, block_subject, with_given_outputs
from txexplain.cli.sharing import check_sharing, page_text, write_page
from txexplain.cli.typed import typed
from txexplain.explain.pages.block import transaction_heading
from txexplain.model.errors import InputError
from txexplain.render.json import json_pieces
from txexplain.session.block import BlockSession
from txexplain.session.sharing import shared_block, shared_proof
from txexplain.session.taken import asked_by
from txexplain.session.views import Choices
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.model.networks import Network
    from txexplain.session.asking import Asking

VIEWS_OF_TRANSACTION = ("decode", "verify", "explain")


class Many(NamedTuple):
    """The options that are about all transactions at once; each of them asks for all."""

    transactions: bool = False
    lines: bool = False
    verify: bool = False
    fields: str | None = None
    tsv: bool = False
    jobs: str | None = None

    @property
    def is_asked(self) -> bool:
        return any(value not in (None, False) for value in self)

    @property
    def name(self) -> str:
        """The first option that asks for it."""
        return next(f"--{name}" for name, value in zip(self._fields, self, strict=True) if value not in (None, False))


def check_asked(tx: int | None, view: str | None, proof: str | None, given: Given, many: Many, *, json: bool) -> None:
    """Raises InputError where the options do not go together, OutputError where a page cannot be written."""
    if view is not None and view not in VIEWS_OF_TRANSACTION:
        raise InputError("unknown_view", name=view[:40], near=", ".join(VIEWS_OF_TRANSACTION))
    needing_tx = {"--as": view, "--prevouts": given.prevouts, "--parent": given.parent}
    for name, value in needing_tx.items():
        if value and tx is None and not (name == "--prevouts" and many.is_asked):
            raise InputError("view_without_tx", name=name)
    if tx is not None and proof is not None:
        raise InputError("tx_and_proof")
    if many.is_asked and (tx is not None or proof is not None):
        raise InputError("one_and_all_transactions", name=many.name, other="--proof" if tx is None else "--tx")
    check_sharing(given, json=json, **many._asdict())
    check_picture(given, many, has_proof=proof is not None, json=json)


def opened(
    block: str | None, given: Given, network: Network | None, texts: Texts
) -> tuple[BlockSession, Asking | None]:
    """The block that was named, and whom to ask more. Raises InputError, and ServerError where who is asked fails."""
    asking = asking_of(given, network)
    with asked_by(asking), waiting(texts, asking is not None):
        subject = block_subject(block, network, asking)
    tell_origin(subject.origin, texts)
    return BlockSession(subject), asking


def present_transaction(
    session: BlockSession,
    number: int,
    given: Given,
    view: str,
    texts: Texts,
    asking: Asking | None,
    *,
    json: bool,
    choices: Choices,
) -> int:
    """Transaction `number` in the view of another command, on a page under a line on where it stands."""
    subject = session.transaction(number).subject
    with asked_by(asking), waiting(texts, asking is not None):
        subject = with_given_outputs(subject, given, asking)
        if asking is not None:
            subject = session.looked_up(subject, asking)
    tell_how_it_was_taken(subject, texts)
    words = (session.subject.name or "BLOCK", f"--tx {number}")
    above = (transaction_heading(session.layout, number, texts),)
    return present_subject(view, subject, texts, choices, given, json=json, above=above, block=words)


def show_block(session: BlockSession, given: Given, texts: Texts, *, json: bool, whole: bool) -> int:
    """The block, with its first transactions or all. The status is 1 where a check fails."""
    if given.html is not None:
        write_page(page_text(shared_block(session, texts, whole=whole, typed=typed(given))), given, texts)
    elif json:
        write(json_pieces(session.data()))
    else:
        show(session.document(texts, whole=whole))
    return int(session.report.fails)


def check_picture(given: Given, many: Many, *, has_proof: bool, json: bool) -> None:
    """Raises InputError where a picture is asked for that a block does not have, or that cannot be written there."""
    if given.svg is not None or given.picture is not None:
        from txexplain.cli.sharing import check_proof_picture

        check_proof_picture(given, has_proof=has_proof, json=json, **many._asdict())


def show_proof(session: BlockSession, asked: str, given: Given, texts: Texts, *, json: bool) -> int:
    """The way from a txid to the root, as a page, as data or in a picture.

    The status is 1 where the root is not the header's.
    """
    proof = session.proof(asked)
    if given.svg is not None:
        from txexplain.cli.sharing import write_proof_picture

        write_proof_picture(proof, given, texts)
    elif given.html is not None:
        write_page(page_text(shared_proof(session, proof, texts, typed(given))), given, texts)
    elif json:
        write(json_pieces(session.data(proof)))
    else:
        show(session.proof_document(proof, texts))
    return int(proof.root != session.report.header.merkle_root)
