"""What is told of the outputs that a transaction spends, put to its subject."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.model.errors import DecodeError
from txexplain.model.report import SpentOutput
from txexplain.model.subject import Subject
from txexplain.recognise import better_error, secrets_hidden
from txexplain.spent_outputs import from_json, from_parents, merged
from txexplain.wire.transaction import decode

Known = Sequence[SpentOutput | None]


def with_spent_outputs(subject: Subject, text: str | None, parents: Sequence[bytes], known: Known = ()) -> Subject:
    """The subject with what these tell of the outputs that it spends, and no other.

    `text` is JSON in one of the forms of `spent_outputs.from_json`, `parents` are raw transactions, and `known` is
    what was there before. Raises InputError, or DecodeError where the bytes are no transaction.
    """
    try:
        tx = decode(subject.raw)
        found = [list(known)] if known else []
        if text is not None:
            with secrets_hidden(text):
                found.append(from_json(text, tx))
        if parents:
            found.append(from_parents([decode(parent) for parent in parents], tx))
    except DecodeError as error:
        raise better_error(error) from error
    return subject._replace(spent_outputs=tuple(merged(tx, found)))
