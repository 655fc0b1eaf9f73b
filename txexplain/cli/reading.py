"""From the words on the command line to a Subject: the same for every command that takes a transaction."""

from __future__ import annotations

import sys
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from txexplain.cli.options import Given
from txexplain.model.networks import network_named
from txexplain.model.subject import BlockSubject, PsbtSubject, Subject, judged_by
from txexplain.sources.transactions import read_source, with_example

if TYPE_CHECKING:
    from txexplain.model.networks import Network
    from txexplain.model.rules import Rules


S = TypeVar("S", Subject, PsbtSubject)


def subject_of(given: Given) -> Subject | PsbtSubject:
    """The transaction or PSBT that was named, and what was given with it. Raises InputError or DecodeError.

    What is wrong with the options is told before anything is read.
    """
    rules = _rules(given)
    network = None if given.network is None else network_named(given.network)
    subject = _source(given.tx, given.pick)
    if isinstance(subject, Subject):
        return _as_given(subject, given, network, rules)
    return _as_given(subject, given, network, rules)


def _as_given(subject: S, given: Given, network: Network | None, rules: Rules | None) -> S:
    subject = with_given_outputs(subject, given)
    subject = subject._replace(network=network or subject.network)
    return judged_by(subject, rules, given.height)


def with_given_outputs(subject: S, given: Given) -> S:
    """The subject with the spent outputs that were given beside those it has."""
    if given.prevouts is None and not given.parent:
        return subject
    from txexplain.session.coins import raw_parent, with_spent_outputs
    from txexplain.sources.files import read_text

    text = None if given.prevouts is None else read_text(given.prevouts, stdin_bytes())
    return with_spent_outputs(subject, text, [raw_parent(partial(_source, parent)) for parent in given.parent or ()])


def block_subject(block: str | None, network: str | None) -> BlockSubject:
    """The block that was named. Raises InputError."""
    from txexplain.sources.blocks import read_block

    chosen = None if network is None else network_named(network)
    subject = read_block(block, stdin_bytes(), stdin_is_terminal())
    return subject._replace(network=chosen or subject.network)


def _rules(given: Given) -> Rules | None:
    """The rules that were named; both options are checked."""
    if given.rules is None and given.height is None:
        return None
    from txexplain.model.rules import check_height, rules_named

    rules = None if given.rules is None else rules_named(given.rules)
    check_height(given.height, rules)
    return rules


def _source(argument: str | None, pick: int | None = None) -> Subject | PsbtSubject:
    return with_example(read_source(argument, stdin_bytes(), stdin_is_terminal(), pick))


def stdin_bytes() -> BinaryIO:
    return sys.stdin.buffer if sys.stdin else BytesIO()


def stdin_is_terminal() -> bool:
    """Whether somebody would have to type there; where it is closed nothing comes either."""
    return sys.stdin is None or sys.stdin.isatty()
