"""For which examples a template of the bank makes sense, and with which figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case
from txexplain.lessons.bank.cases.money import MONEY
from txexplain.session.transaction import Session

CASES: dict[str, Callable[[Session], Iterator[Case]]] = {**MONEY}
"""Cases of an example: none where the question makes no sense of it."""
PLAIN: dict[str, Callable[[], Iterator[Case]]] = {}
"""Cases of numbers that are taken from no example."""

__all__ = ["CASES", "PLAIN", "Case"]
