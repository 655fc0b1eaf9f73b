"""Pages on bundled blocks."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.explain.pages.block_tree import block_tree_page
from txexplain.explain.pages.block_trial import block_trial_page
from txexplain.lessons.blocks import block_trial
from txexplain.lessons.sessions import block_session_of
from txexplain.model.lesson import Show
from txexplain.texts import Texts
from txexplain.wire.block import merkle_levels


def block(example: str, show: Show, texts: Texts) -> Document:
    """`block NAME`: its header and its checks."""
    return block_session_of(show.name).document(texts)


def proof(example: str, show: Show, texts: Texts) -> Document:
    """`proof NAME TXID`: that the transaction is in the block."""
    name, txid = show.name.split()
    session = block_session_of(name)
    return session.proof_document(session.proof(txid), texts)


def tree(example: str, show: Show, texts: Texts) -> Document:
    """`tree NAME`: all hashes from the transactions to the root."""
    txids = block_session_of(show.name).report.layout.txids
    return block_tree_page(show.name, list(merkle_levels(txids)), texts)


def trial(example: str, show: Show, texts: Texts) -> Document:
    """`blockif NAME ACTION …`: what becomes of the block when it is changed."""
    name, action = show.name.split()
    return block_trial_page(block_trial(block_session_of(name).report.layout, action, show.numbers), texts)
