"""What is to be answered, what is asked of it, and what came of it: the values that the others of this room share.

All of them pickle: they go to other processes and come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import add
from typing import Any, NamedTuple, Protocol

from txexplain.data import Data
from txexplain.model.errors import TxExplainError
from txexplain.model.subject import PsbtSubject, Subject
from txexplain.session.views import Choices

MOST_SAID = 20  # sentences on errors; the sum has the number of all


class Item(NamedTuple):
    """One transaction or PSBT to be answered, or the `error` that stands for one.

    `members` are what its answer begins with (`line` and `id`, or `block`, `height` and `position`); `kept` are the
    other members of the object that it was given as, which come last in the answer, under `input`. Of one without
    subject and error the members are the whole answer. An item of nothing but `blank` gets none: it counts so many
    blank lines.
    `is_first_of_block`: of a coinbase there nothing is left to judge by itself, so that an unknown verdict is none to
    count. `is_end`: the error is why no more could be read, and stands for no transaction.
    """

    members: Mapping[str, Data]
    subject: Subject | PsbtSubject | None = None
    error: TxExplainError | None = None
    kept: Mapping[str, Any] | None = None
    blank: int = 0
    is_first_of_block: bool = False
    is_end: bool = False


class Work(Protocol):
    """A piece of work: made where the input is read, done where a core is free. It pickles, and is small."""

    def items(self) -> Iterator[Item]:
        """What is in it, in order. Raises nothing: what cannot be read is an item with an error."""
        ...

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        """Items with this error, one for each thing that an answer is owed for."""
        ...


class Fields(NamedTuple):
    """The members of the answer that are asked for: the path `vout.0.value_sat` is ("vout", "0", "value_sat")."""

    paths: tuple[tuple[str, ...], ...]

    @property
    def members(self) -> frozenset[str]:
        """The members at the top of the answer that they need."""
        return frozenset(path[0] for path in self.paths)

    @property
    def before(self) -> tuple[str, ...]:
        """Members that an answer with these fields begins with, where it has them.

        The height of a block is only stated: read again as a line, `block` says that the answer is one.
        """
        return ("line", "id", "block") if {"hex", "height"} <= self.members else ("line", "id")


class Asked(NamedTuple):
    """What is asked of each item: the `view` (`decode`, `verify` or `explain`), and of its data the `fields`.

    Without `fields` it is all that the bulk answer has: no `findings`, no `policy`, no `diagnosis`, and of a
    signature no `working`, all of which `fields` can ask for. `says_errors`: nobody reads the answers, so that what
    is wrong has to be said besides.
    """

    view: str = "decode"
    fields: Fields | None = None
    tsv: bool = False
    lang: str = "en"
    choices: Choices = Choices()
    max_checks: int | None = None
    says_errors: bool = False

    def wants(self, member: str) -> bool:
        """Whether the answer has this member at its top, which costs something to find out."""
        return self.fields is not None and member in self.fields.members


class Tally(NamedTuple):
    """How many items were answered, and how: `decode` calls none valid, invalid or unknown. `blank`: empty lines.

    `coinbases` are those of blocks, of which no verdict is asked.
    """

    read: int = 0
    valid: int = 0
    invalid: int = 0
    unknown: int = 0
    errors: int = 0
    blank: int = 0
    coinbases: int = 0
    statuses: frozenset[int] = frozenset()

    def __add__(self, other: object) -> Tally:
        """Both together."""
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally._make((*map(add, self[:-1], other[:-1]), self.statuses | other.statuses))

    def times(self, count: int) -> Tally:
        """So many alike."""
        return Tally._make((*(number * count for number in self[:-1]), self.statuses))


class Done(NamedTuple):
    """A piece of work that was done: its answers as the bytes of whole lines, and how it went.

    `said` are sentences on errors, no more than MOST_SAID, of which the answers say nothing: rows of nothing but
    columns. `first_error` is the number of the line of the first error, or the hash of its block, None without one.
    `each` has how each of the lines alone is counted, for where not all of them can be written.
    """

    text: bytes
    tally: Tally
    said: tuple[str, ...] = ()
    first_error: int | str | None = None
    each: tuple[Tally, ...] = ()
