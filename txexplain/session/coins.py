"""What is told of the outputs that a transaction spends, put to its subject."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from txexplain.model.errors import InputError
from txexplain.model.report import Coin, SpentAmount, SpentOutput
from txexplain.model.subject import Note, PsbtSubject, Subject
from txexplain.model.transaction import Transaction
from txexplain.recognise import secrets_hidden
from txexplain.session.on_subject import better_errors
from txexplain.sources import transactions
from txexplain.sources.files import existing_file, read_text_file
from txexplain.spent_outputs import SpentOutputs
from txexplain.wire.transaction import decode

S = TypeVar("S", Subject, PsbtSubject)
What = str | bytes | bytearray | memoryview | os.PathLike[str]
SpentLike = Coin | int | bytes | str | tuple[int, bytes | str] | Mapping[str, Any] | None
SpentOutputsLike = str | os.PathLike[str] | Sequence[SpentLike] | Mapping[str, Any] | None


def with_spent_outputs(subject: S, text: str | None, parents: Sequence[bytes]) -> S:
    """The subject with what these tell of the outputs that it spends, beside what is known of them already.

    `text` is JSON in one of the shapes of `spent_outputs/`, `parents` are raw transactions. Raises InputError, or
    DecodeError where the bytes are no transaction.
    """
    with better_errors():
        tx, known = known_coins(subject)
        told, made_by = SpentOutputs(tx, known), [decode(raw) for raw in parents]
        told.from_parents(made_by)
        if text is not None:
            with secrets_hidden(text):
                _add_json(told, text)
    notes = (*subject.notes, Note("in_order")) if told.in_order else subject.notes
    subject = subject._replace(spent_outputs=told.coins, notes=notes)
    if isinstance(subject, Subject):
        subject = subject._replace(parents=(*subject.parents, *parents))
    return _with_proven(subject, tx, {parent.txid for parent in made_by})


def with_told_coins(subject: S, data: Any) -> S:
    """The subject with what JSON, read or not, tells of the outputs that it spends.

    Numbers with a point are Decimal. Raises InputError, or DecodeError where the bytes are no transaction.
    """
    with better_errors():
        told = SpentOutputs(*known_coins(subject))
        if isinstance(data, str):
            _add_json(told, data)
        else:
            told.from_data(data)
    return subject._replace(spent_outputs=told.coins)


def _with_proven(subject: S, tx: Transaction, parents: Set[bytes]) -> S:
    """With the inputs whose coins are from these transactions: nothing is only claimed of those."""
    proven = (vin for vin, txin in enumerate(tx.inputs) if txin.outpoint.txid in parents)
    return subject._replace(proven=subject.proven.union(proven))


def _add_json(told: SpentOutputs, text: str) -> None:
    """Where it is not JSON as it stands, from the JSON that it may mean."""
    try:
        told.from_json(text)
    except InputError as error:
        if error.code != "not_json":
            raise
        from txexplain.sources.forms.coins_text import json_of

        meant = next(json_of(text), None)
        if meant is None:
            raise
        told.from_json(meant)


def known_coins(subject: Subject | PsbtSubject) -> tuple[Transaction, Sequence[Coin | None]]:
    """The transaction that spends, of a PSBT the one to be signed, and what is known of its coins already."""
    if isinstance(subject, Subject):
        return decode(subject.raw), subject.spent_outputs
    from txexplain.analyse_psbt import coins_brought
    from txexplain.wire.psbt import read_psbt

    psbt = read_psbt(subject.raw)
    brought = coins_brought(psbt)
    given = (*subject.spent_outputs, *[None] * (len(brought) - len(subject.spent_outputs)))
    return psbt.tx, [coin or other for coin, other in zip(brought, given, strict=True)]


def proven_coins(subject: Subject | PsbtSubject) -> frozenset[int]:
    """The inputs whose coins whole earlier transactions prove that were given, or are in the PSBT."""
    if isinstance(subject, Subject):
        return subject.proven
    from txexplain.analyse_psbt import coins_proven
    from txexplain.wire.psbt import read_psbt

    return subject.proven | coins_proven(read_psbt(subject.raw))


def with_what_is_told(subject: S, spent_outputs: SpentOutputsLike, parents: Iterable[What]) -> S:
    """The same of spent outputs and parents in the forms that a caller has; as it was where there are none."""
    told = _json(spent_outputs)
    raws = [raw_parent(partial(subject_in, parent, "parents")) for parent in _several(parents)]
    return subject if told is None and not raws else with_spent_outputs(subject, told, raws)


def raw_parent(read: Callable[[], Subject | PsbtSubject]) -> bytes:
    """The bytes of the transaction that `read` gives as a parent. Raises InputError for a PSBT, or what is a coin."""
    try:
        parent = read()
    except InputError as error:
        if error.code != "looks_like_outpoint":
            raise
        raise InputError("parent_is_spent_output") from error
    if isinstance(parent, PsbtSubject):
        raise InputError("looks_like_psbt")
    return parent.raw


def subject_in(what: What, name: str = "what", pick: int | None = None) -> Subject | PsbtSubject:
    """The transaction or PSBT in what was given as the argument of that name, or number `pick` of several in it.

    Raises TypeError, or InputError.
    """
    check_is_given(what, name)
    if isinstance(what, str):
        return transactions.with_example(transactions.from_text(what, pick))
    if isinstance(what, bytes | bytearray | memoryview):
        return transactions.with_example(transactions.from_raw(bytes(what)))
    return transactions.with_example(transactions.from_file(Path(what), pick))


def check_is_given(what: object, name: str = "what") -> None:
    """Raises TypeError where it is nothing that a transaction can be in."""
    named = not isinstance(what, os.PathLike) or isinstance(what.__fspath__(), str)
    if not isinstance(what, str | bytes | bytearray | memoryview | os.PathLike) or not named:
        raise TypeError(f"{name} must be str, bytes or pathlib.Path, not {type(what).__name__}")


def _several(parents: Iterable[What]) -> list[What]:
    if isinstance(parents, str | bytes | bytearray | memoryview | os.PathLike) or not isinstance(parents, Iterable):
        raise TypeError(f"parents must be a list of transactions, not {type(parents).__name__}")
    return list(parents)


def _json(told: str | os.PathLike[str] | Sequence[SpentLike] | Mapping[str, Any] | None) -> str | None:
    """Spent outputs as JSON text, the one form that is read."""
    if isinstance(told, str) and told[:1] not in "[{" and existing_file(told):
        raise ValueError("spent_outputs must be pathlib.Path for a file: a str is never one")
    if told is None or isinstance(told, str):
        return told
    if isinstance(told, os.PathLike):
        return read_text_file(Path(told))
    if isinstance(told, bytes | bytearray | memoryview) or not isinstance(told, Sequence | Mapping):
        raise TypeError(f"spent_outputs must be a list, a mapping, JSON or pathlib.Path, not {type(told).__name__}")
    return _written(told)


def _written(told: Sequence[SpentLike] | Mapping[str, Any]) -> str:
    import json

    try:
        if isinstance(told, Mapping):
            return json.dumps({key: _entry(entry) for key, entry in told.items()}, default=_plain)
        return json.dumps([_entry(entry) for entry in told], default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"spent_outputs: {error}") from error


def _entry(entry: Any) -> Any:
    """One spent output as JSON has it."""
    if isinstance(entry, SpentAmount):
        return entry.value_sat
    if not isinstance(entry, tuple):
        return entry
    if len(entry) not in (2, len(SpentOutput._fields)):
        raise TypeError(f"value and script, not {len(entry)} parts")
    return SpentOutput(*entry)._asdict()


def _plain(value: object) -> object:
    """What JSON does not know: bytes as hex, amounts in BTC as numbers."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        return float(value)  # which has all digits of any amount
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not {type(value).__name__}")
