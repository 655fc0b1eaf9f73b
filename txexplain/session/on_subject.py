"""What is the same of the sessions: they depend on their subject alone, and say what it is if it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, NamedTuple, TypeVar

from txexplain.model.errors import DecodeError

S = TypeVar("S", bound=NamedTuple)


class OnSubject(Generic[S]):
    """Something that is worked out from a subject, step by step, each step once. Equal where the subjects are.

    It pickles as its subject: what was worked out is not carried along.
    """

    subject: S

    def __init__(self, subject: S) -> None:
        vars(self)["subject"] = subject

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.subject,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.subject == other.subject

    def __hash__(self) -> int:
        return hash(self.subject)


@contextmanager
def better_errors(*, of_block: bool = False) -> Iterator[None]:
    """In place of a DecodeError one on what the bytes are instead, mostly an InputError, where that can be told."""
    try:
        yield
    except DecodeError as error:
        from txexplain.recognise import recognise_bytes, recognise_no_block

        known = recognise_no_block(error.raw) if of_block else recognise_bytes(error.raw)
        found = known or _message_error(error.raw)
        if found is None:
            raise
        raise found from error


def _message_error(raw: bytes) -> DecodeError | None:
    """That the bytes are the message that a signature signs; None where they are none."""
    from txexplain.crypto.sighash.read import read_message

    message = read_message(raw)
    if message is None:
        return None
    span = dict(message.pieces)["hash_type"].span
    return DecodeError("looks_like_signing_message", span, raw, field="message.hash_type")
