"""Where a number is typed."""

from __future__ import annotations

from unicodedata import normalize

from txexplain.render.printable import printable

_LONGEST = 20
_TAKEN = frozenset("0123456789,.")


class NumberField:
    """What was typed so far: digits, and the marks between them; blanks are left out."""

    def __init__(self) -> None:
        self.typed = ""

    def type(self, text: str) -> str:
        """Takes it, or gives back what of it stands in no number."""
        found = "".join(printable(normalize("NFKC", text)).split())
        if not _TAKEN.issuperset(found):
            return found
        self.typed = (self.typed + found)[:_LONGEST]
        return ""

    def rub_out(self) -> None:
        self.typed = self.typed[:-1]

    def clear(self) -> None:
        self.typed = ""
