"""A bundled example that is given as its bytes: what is known of it counts for those too."""

from __future__ import annotations

from txexplain.bundled import load_example
from txexplain.model.report import Facts
from txexplain.model.subject import Note, Subject, subject_of


def known_as(subject: Subject, name: str) -> Subject:
    """With the coins, the network and the block of the example of that name, whose id these bytes have.

    Those of an example without its witness are not the example, and spend the same coins.
    """
    found = subject_of(load_example(name))
    known = _with_coins(subject, found)
    known = known._replace(network=found.network, height=found.height)
    if found.raw == subject.raw:
        return known._replace(example=found.example)
    return known._replace(notes=(*known.notes, Note("without_witness", Facts(name=name))))


def _with_coins(subject: Subject, found: Subject) -> Subject:
    """Raises InputError where something else was told of one of them."""
    if not any(subject.spent_outputs):
        return subject._replace(spent_outputs=found.spent_outputs)
    from txexplain.spent_outputs import SpentOutputs
    from txexplain.wire.transaction import decode

    told = SpentOutputs(decode(subject.raw), found.spent_outputs)
    told.add(subject.spent_outputs)
    return subject._replace(spent_outputs=told.coins)
