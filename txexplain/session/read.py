"""From what somebody has to a Session or a BlockSession: the way into the library, and below the commands' own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from txexplain.model.arguments import check_type
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.hexadecimal import is_hex
from txexplain.model.networks import Network, network_named
from txexplain.model.policy import PolicySettings
from txexplain.model.rules import Rules, check_height, rules_named, with_needed
from txexplain.recognise import secrets_hidden
from txexplain.session.coins import SpentOutputsLike, What, check_is_given, subject_in, with_what_is_told
from txexplain.session.page import worded
from txexplain.session.servers import asking_by
from txexplain.session.taken import Taken, asked_by, block_from, judgeable, taken_from
from txexplain.session.transaction import session_on
from txexplain.sources.files import existing_file, read_file

_NO_NAME = ("no_such_file", "unknown_source", "unknown_block", "unknown_example")


if TYPE_CHECKING:
    from txexplain.lookup.source import Source
    from txexplain.model.subject import BlockSubject
    from txexplain.session.asking import Asking
    from txexplain.session.block import BlockSession
    from txexplain.session.policy import TipLike
    from txexplain.session.psbt import PsbtSession
    from txexplain.session.transaction import Session


def read(
    what: What,
    *,
    spent_outputs: SpentOutputsLike = None,
    parents: Iterable[What] = (),
    network: str | None = None,
    rules: str | Rules | Iterable[str] | None = None,
    height: int | None = None,
    pick: int | None = None,
    source: Source | None = None,
    block: str | int | None = None,
    core: int | None = None,
    tip: TipLike = None,
    policy: PolicySettings | None = None,
) -> Session | PsbtSession:
    """The transaction or PSBT that `what` is, ready to be asked about.

    A str is hex, text with a transaction in it, or the name of a bundled example, and never a file; bytes are raw; a
    file, with text or raw bytes, is a `pathlib.Path`. What it spends can be told by `spent_outputs` (a list in input
    order of SpentOutput, `(value_sat, script)`, mappings, amounts in satoshi or None; a mapping from `"txid:n"`; or
    JSON, as text or in a file, in the shapes that `--prevouts` takes) and by raw `parents`; an example, given by its
    name, its txid or its bytes, brings its own. It is judged by `rules` (`"consensus"`, `"policy"`, `"none"`, or
    names such as `"P2SH,WITNESS"`), or by those of the mainnet block of `height`, else an example by those of its
    block, anything else by today's. `network` is whose addresses are written: `main` (or `mainnet`), `test` (or
    `testnet`), `testnet4`, `signet` or `regtest`.

    Where several transactions are in the text, `pick` chooses one by its number, from 0. With a `source`, made by
    `node` or `esplora`, `what` can be a txid, an outpoint or a wtxid besides; `block` is the hash or height of the
    block that it is in. Without one nothing is asked.

    Relay policy is that of Bitcoin Core `core` (27 to 31) with the newest block `tip`, a height or a height and a
    median time past; `policy` holds the options of that node. Raises TxExplainError (ServerError where the source
    fails), TypeError or ValueError for wrong arguments.
    """
    chosen, asked, by = network_argument(network), rules_argument(rules, height), policy_argument(core, tip, policy)
    check_is_given(what)
    check_type("pick", pick, int, type(None))
    asking = asking_by(source, chosen, block)
    with _reading(what, asking):
        taken = _taken(what, pick, asking)
        with_coins = partial(with_what_is_told, spent_outputs=spent_outputs, parents=parents)
        session = session_on(judgeable(taken, with_coins, chosen, asked, height)._replace(policy=by))
        _ = session.report  # which reads the bytes
    return session


def _taken(what: What, pick: int | None, asking: Asking | None) -> Taken:
    """What was given: bytes, or with somebody to ask an id."""
    if isinstance(what, bytes | bytearray | memoryview):
        return Taken(subject_in(what, pick=pick), asking)
    return taken_from(what if isinstance(what, str) else read_file(Path(what)), pick, asking)


def read_block(what: What, *, network: str | None = None, source: Source | None = None) -> BlockSession:
    """The block that `what` is, named as for `read`: hex, the name of a bundled one, raw bytes, or a Path.

    With a `source` its hash or its height will do.
    """
    from txexplain.session.block import BlockSession

    chosen = network_argument(network)
    check_is_given(what)
    asking = asking_by(source, chosen)
    with _reading(what, asking):
        subject = _block_in(what, asking)
        session = BlockSession(subject._replace(network=chosen or subject.network))
        _ = session.report
    return session


def _block_in(what: What, asking: Asking | None) -> BlockSubject:
    if isinstance(what, bytes | bytearray | memoryview):
        from txexplain.sources.blocks import block_from_raw

        return block_from_raw(bytes(what))
    return block_from(what if isinstance(what, str) else read_file(Path(what)), asking)


@contextmanager
def _reading(what: What, asking: Asking | None) -> Iterator[None]:
    """Errors fit what was given, and have their sentences."""
    with worded(), _of_text(what) if isinstance(what, str) else _of_bytes(what), asked_by(asking):
        yield


@contextmanager
def _of_text(what: str) -> Iterator[None]:
    """Errors hide what is secret in it, or say that it names a file."""
    with secrets_hidden(what):
        try:
            yield
        except InputError as error:
            if error.code in _NO_NAME and existing_file(what):
                raise ValueError("what must be pathlib.Path for a file: a str is never one") from error
            raise


@contextmanager
def _of_bytes(what: bytes | bytearray | memoryview | os.PathLike[str]) -> Iterator[None]:
    """Errors say where they are hex."""
    try:
        yield
    except DecodeError as error:
        if not isinstance(what, os.PathLike) and is_hex(bytes(what).decode("ascii", "replace").strip()):
            raise ValueError("what must be str for hex: bytes are raw") from error
        raise


@contextmanager
def _argument(name: str, value: object = "") -> Iterator[None]:
    """In place of an InputError a ValueError that names the argument, and repeats no secret that the value is."""
    try:
        with worded(), secrets_hidden(str(value)):
            yield
    except InputError as error:
        raise ValueError(f"{name}: {error}: {error.found}. {error.hint}") from error


def network_argument(name: str | None) -> Network | None:
    """The network of that name. Raises TypeError or ValueError that says what is wrong with the argument."""
    if name is None:
        return None
    if not isinstance(name, str):
        raise TypeError(f"network must be str, not {type(name).__name__}")
    with _argument("network", name):
        return network_named(name)


def rules_argument(rules: str | Rules | Iterable[str] | None, height: int | None) -> Rules | None:
    """The rules of these names, where there is no height. Raises TypeError or ValueError that says what is wrong."""
    asked = _rules(rules)
    _check_height(height, asked)
    return asked


def _rules(rules: str | Rules | Iterable[str] | None) -> Rules | None:
    if rules is None:
        return None
    if isinstance(rules, Rules):
        return with_needed(rules)
    named = rules if isinstance(rules, str) else _joined(rules)
    with _argument("rules", named):
        return rules_named(named)


def _joined(rules: Iterable[str]) -> str:
    if not isinstance(rules, Iterable) or isinstance(rules, bytes | bytearray | memoryview):
        raise TypeError(f"rules must be str or names of rules, not {type(rules).__name__}")
    names = list(rules)
    if not all(isinstance(name, str) for name in names):
        raise TypeError("rules must be names of rules as str")
    return ",".join(names)


def policy_argument(core: int | None, tip: TipLike, policy: PolicySettings | None) -> PolicySettings | None:
    """By which node's relay policy. Raises TypeError or ValueError."""
    _check_node(core, tip)
    if core is None and tip is None and policy is None:
        return None
    from txexplain.session.policy import check_settings, settings_of

    if policy is not None:
        check_settings("policy", policy)
    with _argument("core"):
        by_core = settings_of(core=core)
    with _argument("tip"):
        at_tip = settings_of(tip=tip)
    chosen = policy or PolicySettings()
    chosen = chosen if by_core is None else chosen._replace(core=by_core.core)
    return chosen if at_tip is None else chosen._replace(tip=at_tip.tip)


def _check_node(core: int | None, tip: TipLike) -> None:
    check_type("core", core, int, type(None))
    check_type("tip", tip, int, str, tuple, type(None))
    for each in tip if isinstance(tip, tuple) else ():
        check_type("tip", each, int, type(None))


def _check_height(height: int | None, rules: Rules | None) -> None:
    if height is not None and type(height) is not int:
        raise TypeError(f"height must be int, not {type(height).__name__}")
    with _argument("height"):
        check_height(height, rules)
