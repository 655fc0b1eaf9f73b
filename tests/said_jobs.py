"""The sum of many at once, however it ends, whatever was found."""

from __future__ import annotations

from itertools import product

from txexplain.bulk.work import Tally
from txexplain.explain.parts.many import summary
from txexplain.texts import Texts


def sum_up_many() -> None:
    """Each end and each noun, of one and of several, with everything found and with nothing."""
    for how, noun, count in product(("done", "stopped", "interrupted"), ("lines", "transactions", "blocks"), (1, 2)):
        found = Tally(count, 1, 1, 1, count, 1)._asdict()
        summary({**found, "first_error": 1}, 1.0, how, noun, Texts(), judged=True)
        summary({**Tally(count)._asdict(), "first_error": None}, 1.0, how, noun, Texts(), judged=False)
