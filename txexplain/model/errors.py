"""What is raised when the input cannot be read. A failing script is a value, not one of these."""

from __future__ import annotations

from typing import Self

from txexplain.model.bytes import Span
from txexplain.model.frozen import FrozenDict

Fact = int | str | bytes
Words = tuple[str, str, str]  # what happened, what was found, what to do


class TxExplainError(Exception):
    """A `code` that the texts explain, the `facts` they fill in, and where in the bytes `raw` it happened.

    No prose here: the sentences for `code` are in the text catalogues, in each language. Whoever has these gives them
    to `worded`: then `str` is the sentence that the command shows, and `found` and `hint` are what it shows below it.
    Before, `str` tells the code and the facts. Pickles; two with the same code, facts and place are equal.
    """

    exit_status = 2

    def __init__(self, code: str, span: Span | None = None, raw: bytes = b"", **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.span = span
        self.raw = raw
        self.facts: FrozenDict[str, Fact] = FrozenDict(facts)
        self._words: Words = ("", "", "")

    def worded(self, sentence: str, found: str = "", hint: str = "") -> Self:
        """This error, which from now on says `sentence`, and besides what was found and what to do."""
        self._words = (sentence, found, hint)
        return self

    @property
    def found(self) -> str:
        """What was there instead, in words; empty where nobody gave them."""
        return self._words[1]

    @property
    def hint(self) -> str:
        """What to do about it, in words; empty where nobody gave them."""
        return self._words[2]

    def with_facts(self, **facts: Fact) -> Self:
        """A fresh error of the same kind that tells these facts besides, and knows no traceback."""
        return type(self)(self.code, self.span, self.raw, **{**self.facts, **facts})

    def __str__(self) -> str:
        if self._words[0]:
            return self._words[0]
        told = ", ".join(f"{name} {_shown(fact)}" for name, fact in self.facts.items())
        return f"{self.code} ({told})" if told else self.code

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (type(self), *self._state(), self._words)

    def _state(self) -> tuple[str, Span | None, bytes, FrozenDict[str, Fact]]:
        return self.code, self.span, self.raw, self.facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TxExplainError) and type(self) is type(other) and self._state() == other._state()

    def __hash__(self) -> int:
        return hash(self._state())


def _restored(
    kind: type[TxExplainError], code: str, span: Span | None, raw: bytes, facts: FrozenDict[str, Fact], words: Words
) -> TxExplainError:
    return kind(code, span, raw, **facts).worded(*words)


def _shown(fact: Fact) -> str:
    if isinstance(fact, bytes):
        return fact.hex()
    return hex(fact) if isinstance(fact, int) and abs(fact) >= 10**30 else str(fact)


class InputError(TxExplainError):
    """What was given does not name a transaction: not hex, no such file, a txid, an unknown example."""

    exit_status = 2


class DecodeError(TxExplainError):
    """The bytes are not a transaction. `span` is the offending range; its end is where reading stopped."""

    exit_status = 3


class BlockFileError(TxExplainError):
    """A block file is damaged at a place. Status as of bytes that do not read."""

    exit_status = 3


class OutputError(TxExplainError):
    """The output cannot be written, as on a full disk."""

    exit_status = 5


class ServerError(TxExplainError):
    """A node or an explorer that was asked fails, refuses, or answers with something else than what was asked for."""

    exit_status = 6


class Defect(TxExplainError):
    """The program itself fails at this, or a process in which it works dies."""

    exit_status = 70  # EX_SOFTWARE


class NotKnown(Exception):
    """Something needed was not given, so that there is no verdict: `what` it is, and of which inputs `vin`."""

    def __init__(self, what: str, vin: tuple[int, ...] = ()) -> None:
        super().__init__(what, vin)
        self.what = what
        self.vin = vin
