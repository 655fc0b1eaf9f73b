"""What points to change among the outputs of a transaction, as an onlooker sees it."""

from __future__ import annotations

from typing import NamedTuple


class ChangeHints(NamedTuple):
    """An output, and what makes it likelier to be change than the others.

    `paid_back`: its script is that of a coin that is spent. `same_kind`: its script is of the type that all of these
    have, and that of another output is not. `uneven`: its amount has more digits than people write, and another has
    not. `left_over`: with less than any coin that is spent, of several, so that each of them was needed.
    """

    vout: int
    value_sat: int
    kind: str
    paid_back: bool
    same_kind: bool
    uneven: bool
    left_over: bool

    @property
    def marks(self) -> tuple[bool, ...]:
        return self.paid_back, self.same_kind, self.uneven, self.left_over


class ChangeGuess(NamedTuple):
    """The hints of all outputs, and what they come to together.

    `verdict` is `paid_back` where one output alone is paid back, `points` where the other hints favour one, `equal`
    where outputs have one amount, `differ` where they favour different ones, else `silent`. `vout` is the output
    that they favour, None where there is none.
    """

    outputs: tuple[ChangeHints, ...]
    verdict: str
    vout: int | None
