"""What is wrong with a text that was meant as an address."""

from __future__ import annotations

from typing import Any, NamedTuple

from txexplain.model.errors import Fact, InputError
from txexplain.model.frozen import FrozenDict

_LISTED = 12  # places
_NO_FACTS: FrozenDict[str, Fact] = FrozenDict()


class AddressMistake(NamedTuple):
    """What is wrong with `text`: the `key` is the code of an error, `facts` are what its sentence needs.

    `places` are the characters that it is about, counted from 0. `instead` is the only address that a change there
    leads to, None where there is none or several are. It is a guess: whether it is right knows who gave the address.
    """

    key: str
    text: str
    places: tuple[int, ...] = ()
    instead: str | None = None
    facts: FrozenDict[str, Fact] = _NO_FACTS

    def error(self) -> InputError:
        """The error that says it: its places count from 1."""
        facts: dict[str, Any] = {"text": self.text, **self.facts}
        shown = self.places[:_LISTED]
        if shown:
            more = ["…"] if shown < self.places else []
            facts["places"] = ", ".join([*(str(place + 1) for place in shown), *more])
            facts["chars"] = "".join(self.text[place : place + 1] for place in shown)
        if self.instead is not None:
            facts["instead"] = self.instead
            facts["right"] = "".join(self.instead[place : place + 1] for place in shown)
        return InputError(self.key, **facts)


def mistake(
    key: str, text: str, places: tuple[int, ...] = (), instead: str | None = None, **facts: Fact
) -> AddressMistake:
    """The mistake with that key, in the text that was given; its `facts` by their names."""
    return AddressMistake(key, text, places, instead, FrozenDict(facts))
