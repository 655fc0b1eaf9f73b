"""For which examples a template of the bank makes sense, and with which figures: none where it makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case
from txexplain.lessons.bank.cases.coins import COINS
from txexplain.lessons.bank.cases.fields import FIELDS
from txexplain.lessons.bank.cases.money import MONEY
from txexplain.lessons.bank.cases.plain import PLAIN
from txexplain.lessons.bank.cases.scripts import SCRIPTS
from txexplain.lessons.bank.cases.signatures import SIGNATURES
from txexplain.session.transaction import Session

CASES: dict[str, Callable[[Session], Iterator[Case]]] = {**MONEY, **FIELDS, **SCRIPTS, **SIGNATURES, **COINS}

__all__ = ["CASES", "PLAIN", "Case"]
