"""From what somebody has to a Session or a BlockSession: the way into the library, and below the commands' own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from txexplain.model.errors import InputError
from txexplain.model.networks import Network, network_named
from txexplain.model.report import SpentOutput
from txexplain.model.rules import Rules, check_height, rules_named, with_needed
from txexplain.model.subject import Subject
from txexplain.session.coins import with_spent_outputs
from txexplain.session.page import worded
from txexplain.session.transaction import Session
from txexplain.sources import transactions
from txexplain.sources.files import read_text_file

if TYPE_CHECKING:
    from txexplain.session.block import BlockSession

What = str | bytes | bytearray | memoryview | os.PathLike[str]
SpentLike = SpentOutput | tuple[int, bytes | str] | Mapping[str, Any] | None


def read(
    what: What,
    *,
    spent_outputs: str | os.PathLike[str] | Sequence[SpentLike] | Mapping[str, Any] | None = None,
    parents: Iterable[What] = (),
    network: str | None = None,
    rules: str | Rules | Iterable[str] | None = None,
    height: int | None = None,
) -> Session:
    """The transaction that `what` is, ready to be asked about.

    A str is hex, JSON with a member `hex`, or the name of a bundled example, and never a file; bytes are raw; a file,
    with hex text or raw bytes, is a `pathlib.Path`. What it spends can be told by `spent_outputs` (a list in input
    order of SpentOutput, `(value_sat, script)`, mappings or None; a mapping from `"txid:n"`; or JSON, as text or in a
    file, in the forms that `--prevouts` takes) and by raw `parents`; an example brings its own. It is judged by
    `rules` (`"consensus"`, `"policy"`, `"none"`, or names such as `"P2SH,WITNESS"`), or by those of the mainnet block
    of `height`, else an example by those of its block, anything else by today's. `network` is whose addresses are
    written: `main`, `test`, `testnet4`, `signet` or `regtest`.

    Raises TxExplainError where it is no transaction, and TypeError or ValueError for wrong arguments.
    """
    chosen = _network(network)
    asked = _rules(rules)
    _check_height(height, asked)
    _check_is_given(what)
    with worded():
        subject = _subject(what)
        if spent_outputs is not None or parents:
            raws = [_subject(_checked_parent(parent)).raw for parent in _several(parents)]
            subject = with_spent_outputs(subject, _json(spent_outputs), raws)
        session = Session(subject._replace(network=chosen or subject.network).judged_by(asked, height))
        _ = session.report  # which reads the bytes
    return session


def read_block(what: What, *, network: str | None = None) -> BlockSession:
    """The block that `what` is, named as for `read`: hex, the name of a bundled one, raw bytes, or a Path."""
    from txexplain.session.block import BlockSession
    from txexplain.sources import blocks

    chosen = _network(network)
    _check_is_given(what)
    with worded():
        if isinstance(what, str):
            subject = blocks.block_from_text(what)
        elif isinstance(what, bytes | bytearray | memoryview):
            subject = blocks.block_from_raw(bytes(what))
        else:
            subject = blocks.block_from_file(Path(what))
        session = BlockSession(subject._replace(network=chosen or subject.network))
        _ = session.report
    return session


def _subject(what: What) -> Subject:
    if isinstance(what, str):
        return transactions.from_text(what)
    if isinstance(what, bytes | bytearray | memoryview):
        return transactions.from_raw(bytes(what))
    return transactions.from_file(Path(what))


def _check_is_given(what: object, name: str = "what") -> None:
    if not isinstance(what, str | bytes | bytearray | memoryview | os.PathLike):
        raise TypeError(f"{name} must be str, bytes or pathlib.Path, not {type(what).__name__}")


def _several(parents: Iterable[What]) -> list[What]:
    if isinstance(parents, str | bytes | bytearray | memoryview | os.PathLike) or not isinstance(parents, Iterable):
        raise TypeError(f"parents must be a list of transactions, not {type(parents).__name__}")
    return list(parents)


def _checked_parent(parent: What) -> What:
    _check_is_given(parent, "parents")
    return parent


@contextmanager
def _argument(name: str) -> Iterator[None]:
    """In place of an InputError a ValueError that names the argument."""
    try:
        with worded():
            yield
    except InputError as error:
        raise ValueError(f"{name}: {error}") from error


def _network(name: str | None) -> Network | None:
    if name is None:
        return None
    if not isinstance(name, str):
        raise TypeError(f"network must be str, not {type(name).__name__}")
    with _argument("network"):
        return network_named(name)


def _rules(rules: str | Rules | Iterable[str] | None) -> Rules | None:
    if rules is None:
        return None
    if isinstance(rules, Rules):
        return with_needed(rules)
    if not isinstance(rules, str):
        if not isinstance(rules, Iterable):
            raise TypeError(f"rules must be str or names of rules, not {type(rules).__name__}")
        names = list(rules)
        if not all(isinstance(name, str) for name in names):
            raise TypeError("rules must be names of rules as str")
        rules = ",".join(names) or "none"
    with _argument("rules"):
        return rules_named(rules)


def _check_height(height: int | None, rules: Rules | None) -> None:
    if height is not None and type(height) is not int:
        raise TypeError(f"height must be int, not {type(height).__name__}")
    with _argument("height"):
        check_height(height, rules)


def _json(told: str | os.PathLike[str] | Sequence[SpentLike] | Mapping[str, Any] | None) -> str | None:
    """Spent outputs as JSON text, the one form that is read."""
    if told is None or isinstance(told, str):
        return told
    if isinstance(told, os.PathLike):
        return read_text_file(Path(told))
    if isinstance(told, bytes | bytearray | memoryview) or not isinstance(told, Sequence | Mapping):
        raise TypeError(f"spent_outputs must be a list, a mapping, JSON or pathlib.Path, not {type(told).__name__}")
    import json

    try:
        if isinstance(told, Mapping):
            return json.dumps({key: _entry(entry) for key, entry in told.items()})
        return json.dumps([_entry(entry) for entry in told])
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"spent_outputs: {error}") from error


def _entry(entry: Any) -> Any:
    """One spent output as JSON has it."""
    if not isinstance(entry, tuple):
        return dict(entry) if isinstance(entry, Mapping) else entry
    if len(entry) != 2:
        raise TypeError(f"value and script, not {len(entry)} parts")
    value_sat, script = entry
    return {"value_sat": value_sat, "script_pubkey": bytes(script).hex() if _is_bytes(script) else script}


def _is_bytes(value: object) -> bool:
    return isinstance(value, bytes | bytearray | memoryview)
