"""Subjects as they are where a node or an explorer was asked, made by hand."""

from __future__ import annotations

from conftest import EXAMPLES, PSBTS

from txexplain.model.chain import InBlock, Lookup, OutputState, Server
from txexplain.model.subject import PsbtSubject, Subject, psbt_subject_of, subject_of
from txexplain.session.psbt import PsbtSession
from txexplain.session.transaction import Session

NODE = Server("node", "http://127.0.0.1:8332")
EXPLORER = Server("esplora", "https://explorer.example/api")
BLOCK = InBlock(bytes(range(32)), 1_700_000_000, 816_000, 3, 1_699_999_000, proven=True)
SPENDER = bytes(range(32, 64))
SPENT = OutputState(spent=True, txid=SPENDER, vin=1, confirmed=True)


def known(name: str, lookup: Lookup) -> Session:
    """A bundled transaction, without its label, of which that was told; its coins are of the parents unless said."""
    subject = subject_of(EXAMPLES[name])._replace(example=None, height=None)
    return Session(subject._replace(lookup=_with_coins(subject, lookup)))


def made(raw: bytes, lookup: Lookup, *coins: object) -> Session:
    """Any transaction of which that was told."""
    return Session(Subject(raw, tuple(coins), lookup=lookup))  # type: ignore[arg-type]


def known_psbt(name: str, lookup: Lookup) -> PsbtSession:
    """A bundled PSBT, without its label, of which that was told."""
    return PsbtSession(psbt_subject_of(PSBTS[name])._replace(example=None, lookup=lookup))


def _with_coins(subject: Subject | PsbtSubject, lookup: Lookup) -> Lookup:
    return lookup if lookup.coins else lookup._replace(coins=("parent",) * len(subject.spent_outputs))
