"""The sessions of examples, of bundled PSBTs and of bundled blocks, each opened once."""

from __future__ import annotations

from functools import cache

from txexplain.bundled import is_psbt, load_block, load_example, load_psbt
from txexplain.model.subject import psbt_subject_of, subject_of, subject_of_block
from txexplain.session.block import BlockSession
from txexplain.session.psbt import PsbtSession
from txexplain.session.transaction import Session


@cache
def session_of(name: str) -> Session:
    """The session of an example; of a PSBT that is complete, that of its finished transaction."""
    return psbt_session_of(name).transaction() if is_psbt(name) else Session(subject_of(load_example(name)))


@cache
def psbt_session_of(name: str) -> PsbtSession:
    """The session of a bundled PSBT."""
    return PsbtSession(psbt_subject_of(load_psbt(name)))


def shown_session_of(name: str) -> Session | PsbtSession:
    """The session of an example, or of a bundled PSBT as far as it is."""
    return psbt_session_of(name) if is_psbt(name) else session_of(name)


@cache
def block_session_of(name: str) -> BlockSession:
    """The session of a bundled block."""
    return BlockSession(subject_of_block(load_block(name)))
