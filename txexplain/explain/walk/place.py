"""What the walkthrough leads through: places, each of a kind that knows what is told there."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import NamedTuple

from txexplain.explain.document import Document
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span
from txexplain.model.signing import SignatureCheck
from txexplain.texts import Line, Texts

CHAPTER, SECTION, STEP, DETAIL = 1, 2, 3, 4
WHOLE_BYTES = 4_000  # what the long form shows whole; more is shortened there too


class Scene(NamedTuple):
    """What is told at a place: a title, a document, and the bytes of the transaction that it is about.

    `around` is the script that a step stands in, the element itself in the style `here`. Where there are no spans,
    `absent` may say why: it is in the `coin`, which may be `assumed`, in the `psbt`, `empty`, `implied` by a rule, or
    `computed` from the bytes.
    """

    title: Line
    blocks: Document
    spans: tuple[Span, ...] = ()
    around: Line = ()
    absent: str = ""


class Telling(NamedTuple):
    """How places are told: of which transaction, in which language, with `why` in the long form.

    `short` leaves out what other places of the same page say too, and what only those ask for who dig deeper.
    `asked` leaves out of titles how a check ends, for those who shall predict it.
    """

    story: Story
    texts: Texts
    why: bool = False
    short: bool = False
    asked: bool = False

    def shows_whole(self, *pieces: Sized) -> bool:
        """Whether these bytes are shown whole: in the long form, where they are not too many."""
        return self.why and sum(map(len, pieces)) <= WHOLE_BYTES


class Place:
    """One place of the walkthrough. A kind of place is a class, and its fields are the numbers that lead there.

    Each kind has a `key`, by which `explain --json` and lessons know it. `level` is how deep it lies: a chapter, a
    section of it, a step of a script, a detail of what stands before it.
    A place is the tuple of its numbers, but never equal to one of another kind.
    """

    __slots__ = ()
    key = ""
    level = CHAPTER

    def __init_subclass__(cls) -> None:
        if "key" in vars(cls):
            PLACES[cls.key] = cls

    def tell(self, telling: Telling) -> Scene:
        """What is told here."""
        raise NotImplementedError

    def spans_in(self, _story: Story, /) -> tuple[Span, ...]:
        """The bytes of the transaction that this place is about; quickly, where telling it may take long."""
        return ()

    def label(self, telling: Telling) -> Line:
        """What it is called in an outline, which is as short as may be."""
        return self.tell(telling).title

    def checks_in(self, _story: Story, /) -> tuple[SignatureCheck, ...]:
        """The signature checks that happen here."""
        return ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.key, super().__hash__()))

    def __bool__(self) -> bool:
        return True


PLACES: dict[str, Callable[..., Place]] = {}
"""Every kind of place by its key, as far as its module was imported; the outline imports all."""


class _NoNumbers(NamedTuple):
    """What leads to a place of which there is one."""


class OfWhole(Place, _NoNumbers):
    """A place of the transaction as a whole."""

    __slots__ = ()


class OfInput(Place):
    """A place of the input `vin`."""

    __slots__ = ()
    vin: int
