"""What was taken from what somebody gave, and whom to ask about it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.subject import PsbtSubject, Subject

if TYPE_CHECKING:
    from txexplain.session.asking import Asking


class Taken(NamedTuple):
    """A transaction or PSBT; None is asked where `asking` is None.

    `by_id` says that its id was given alone and the bytes came from the server, `output` which of its outputs was
    named with that.
    """

    subject: Subject | PsbtSubject
    asking: Asking | None = None
    by_id: bool = False
    output: int | None = None


def asked_by(asking: Asking | None) -> AbstractContextManager[None]:
    """Lets go of its connection afterwards; what asks later opens another."""
    return nullcontext() if asking is None else asking.until_done()
