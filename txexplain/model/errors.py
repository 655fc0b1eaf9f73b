"""What is raised when the input cannot be read. A failing script is a value, not one of these."""

from __future__ import annotations

from txexplain.model.bytes import Span

Fact = int | str | bytes


class TxExplainError(Exception):
    """A `code` that the texts explain, the `facts` they fill in, and where in the bytes it happened.

    No prose here: the sentence for `code` is in the text catalogues, in each language.
    """

    exit_status = 2

    def __init__(self, code: str, span: Span | None = None, raw: bytes = b"", **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.span = span
        self.raw = raw
        self.facts = facts
        self.message = ""  # the sentence, where somebody who has the texts gave it

    def __str__(self) -> str:
        return self.message or self.code


class InputError(TxExplainError, ValueError):
    """What was given does not name a transaction: not hex, no such file, a txid, an unknown example."""

    exit_status = 2


class DecodeError(TxExplainError):
    """The bytes are not a transaction. `span` is the offending range; its end is where reading stopped."""

    exit_status = 3


class OutputError(TxExplainError):
    """The output cannot be written, as on a full disk."""

    exit_status = 5


class NotKnown(Exception):
    """Something needed was not given, so that there is no verdict: `what` it is, and of which inputs `vin`."""

    def __init__(self, what: str, vin: tuple[int, ...] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.vin = vin
