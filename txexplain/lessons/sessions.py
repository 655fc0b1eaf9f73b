"""The sessions of examples and of bundled blocks, each opened once."""

from __future__ import annotations

from functools import cache

from txexplain.bundled import load_block, load_example
from txexplain.model.subject import subject_of, subject_of_block
from txexplain.session.block import BlockSession
from txexplain.session.transaction import Session


@cache
def session_of(name: str) -> Session:
    """The session of an example."""
    return Session(subject_of(load_example(name)))


@cache
def block_session_of(name: str) -> BlockSession:
    """The session of a bundled block."""
    return BlockSession(subject_of_block(load_block(name)))
