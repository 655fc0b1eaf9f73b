"""From the words on the command line to a Subject: the same for every command that takes a transaction."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import partial
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from txexplain.cli.options import POLICY, Given
from txexplain.model.errors import InputError
from txexplain.model.networks import network_named
from txexplain.model.subject import BlockSubject, PsbtSubject, Subject
from txexplain.session.taken import Taken, asked_by, block_from, judgeable, taken_from
from txexplain.sources.transactions import given_by

if TYPE_CHECKING:
    from txexplain.model.networks import Network
    from txexplain.model.policy import PolicySettings
    from txexplain.model.rules import Rules
    from txexplain.session.asking import Asking


S = TypeVar("S", Subject, PsbtSubject)
_VARIABLES = ("TXEXPLAIN_NODE", "TXEXPLAIN_ESPLORA")


def subject_of(given: Given) -> Subject | PsbtSubject:
    """The transaction or PSBT that was named, and what was given with it. Raises InputError or DecodeError.

    What is wrong with the options is told before anything is read. Where a server is named it is asked: ServerError
    is raised where that fails.
    """
    rules, policy = rules_of(given), policy_of(given)
    network = None if given.network is None else network_named(given.network)
    asking = asking_of(given, network)
    with asked_by(asking):
        taken = _taken(given.tx, given.pick, asking)
        with_coins = partial(with_given_outputs, given=given, asking=asking)
        return judgeable(taken, with_coins, network, rules, given.height)._replace(policy=policy)


def with_given_outputs(subject: S, given: Given, asking: Asking | None = None) -> S:
    """The subject with the spent outputs that were given beside those it has."""
    if given.prevouts is None and not given.parent:
        return subject
    from txexplain.session.coins import raw_parent, with_spent_outputs
    from txexplain.sources.files import read_text

    text = None if given.prevouts is None else read_text(given.prevouts, stdin_bytes())
    parents = [raw_parent(partial(_parent, each, asking)) for each in given.parent or ()]
    return with_spent_outputs(subject, text, parents)


def _parent(argument: str, asking: Asking | None) -> Subject | PsbtSubject:
    return _taken(argument, None, asking and asking.in_block(None)).subject


def is_server_named(given: Given) -> bool:
    """Whether an option or a variable names one: else nothing that could ask one is loaded."""
    return bool(given.node or given.esplora or any(map(os.environ.get, _VARIABLES)))


def asking_of(given: Given, network: Network | None) -> Asking | None:
    """Whom to ask; None where no server is named. Raises InputError where the options do not go together."""
    is_explicit = given.node is not None or given.esplora is not None
    if not is_explicit and not is_server_named(given):
        if given.block is not None:
            raise InputError("block_without_server")
        return None
    from txexplain.session.asking import Asking

    asking = Asking.of(given.node, given.esplora, os.environ, network, given.block, explicit=is_explicit)
    if is_explicit:
        _ = asking.source  # which is refused first where it is named wrongly
    return asking


def block_subject(block: str | None, network: Network | None, asking: Asking | None) -> BlockSubject:
    """The block that was named. Raises InputError, and ServerError where one that is asked for it fails."""
    from txexplain.sources.blocks import block_given_by

    subject = block_from(block_given_by(block, stdin_bytes(), stdin_is_terminal()), asking)
    return subject._replace(network=network or subject.network)


def rules_of(given: Given) -> Rules | None:
    """The rules that were named; both options are checked."""
    if given.rules is None and given.height is None:
        return None
    from txexplain.model.rules import check_height, rules_named

    rules = None if given.rules is None else rules_named(given.rules)
    check_height(given.height, rules)
    return rules


def policy_of(given: Given) -> PolicySettings | None:
    """By which node's relay policy, None where no option names one."""
    if not any(getattr(given, name) not in (None, False) for name in POLICY):
        return None
    from txexplain.session.policy import settings_of

    return settings_of(
        core=given.core,
        tip=given.tip,
        data_carrier=given.datacarriersize,
        min_relay=given.minrelaytxfee,
        dust_relay=given.dustrelayfee,
        no_bare_multisig=given.no_permitbaremultisig,
    )


def _taken(argument: str | None, pick: int | None, asking: Asking | None) -> Taken:
    """What the argument names: bytes, or with somebody to ask an id."""
    return taken_from(given_by(argument, stdin_bytes(), stdin_is_terminal()), pick, asking)


def stdin_bytes() -> BinaryIO:
    return sys.stdin.buffer if sys.stdin else BytesIO()


def stdin_as_it_comes() -> BinaryIO:
    """Standard input without a buffer: a thread that waits for it is no harm to the end of the program."""
    with suppress(OSError, ValueError, AttributeError):
        return open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    return stdin_bytes()


def start_of_stdin() -> bytes:
    """What is already there on standard input, as far as it is buffered; it is still to be read. Waits for some."""
    stream = stdin_bytes()
    if stdin_is_terminal():
        return b""
    return stream.peek() if isinstance(stream, BufferedReader) else b""


def stdin_is_terminal() -> bool:
    """Whether somebody would have to type there; where it is closed nothing comes either."""
    return sys.stdin is None or sys.stdin.isatty()
