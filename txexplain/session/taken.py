"""From what somebody gave to a subject: what was taken from it, whom to ask about it, what was told of it.

Commands and the library go this way alike, once they have text or the bytes of a file.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from txexplain.model.networks import Network
from txexplain.model.subject import BlockSubject, PsbtSubject, Subject, judged_by
from txexplain.sources.transactions import from_either, with_example

if TYPE_CHECKING:
    from txexplain.model.rules import Rules
    from txexplain.session.asking import Asking

S = TypeVar("S", Subject, PsbtSubject)


class Taken(NamedTuple):
    """A transaction or PSBT; None is asked where `asking` is None.

    `by_id` says that its id was given alone and the bytes came from the server, `output` which of its outputs was
    named with that.
    """

    subject: Subject | PsbtSubject
    asking: Asking | None = None
    by_id: bool = False
    output: int | None = None


class WithCoins(Protocol):
    """Gives a subject with the spent outputs that were given beside those it has."""

    def __call__(self, subject: S, /) -> S: ...


def asked_by(asking: Asking | None) -> AbstractContextManager[None]:
    """Lets go of its connection afterwards; what asks later opens another."""
    return nullcontext() if asking is None else asking.until_done()


def taken_from(told: str | bytes, pick: int | None, asking: Asking | None) -> Taken:
    """What text or the bytes of a file hold: a transaction, a PSBT, or with somebody to ask an id.

    Raises InputError, and ServerError where who is asked fails.
    """
    if asking is None:
        return Taken(with_example(from_either(told, pick)))
    from txexplain.session.asking import taken

    return taken(told, pick, asking)


def block_from(told: str | bytes, asking: Asking | None) -> BlockSubject:
    """The block in text or in the bytes of a file, or with somebody to ask the one of that hash or height.

    Raises InputError, and ServerError where who is asked fails.
    """
    if asking is None:
        from txexplain.sources.blocks import block_from_either

        return block_from_either(told)
    from txexplain.session.asking import block_taken

    return block_taken(told, asking)


def judgeable(
    taken: Taken, with_coins: WithCoins, network: Network | None, rules: Rules | None, height: int | None
) -> Subject | PsbtSubject:
    """The subject with all that was told of it, and what a server knows of it. Raises InputError, ServerError."""
    if isinstance(taken.subject, Subject):
        return judged_by(_known(with_coins(taken.subject), network, taken), rules, height)
    return judged_by(_known(with_coins(taken.subject), network, taken), rules, height)


def _known(subject: S, network: Network | None, taken: Taken) -> S:
    subject = subject._replace(network=network or subject.network)
    if taken.asking is None:
        return subject
    from txexplain.session.lookup import looked_up

    return looked_up(subject, taken)
