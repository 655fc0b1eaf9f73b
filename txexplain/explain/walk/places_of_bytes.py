"""From a byte of the transaction to the place of the walkthrough that is about it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from txexplain.explain.walk.input_places import BringsPlace, OutcomePlace
from txexplain.explain.walk.opening_places import LayoutPlace
from txexplain.explain.walk.place import OfInput, Place
from txexplain.explain.walk.signing_places import MessageAgainPlace, MessagePlace
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span
from txexplain.model.places import outpoint_span, sequence_span
from txexplain.model.transaction import Transaction

_ABOUT_MUCH = (MessagePlace, MessageAgainPlace, OutcomePlace)


def place_at(places: Sequence[Place], story: Story, offset: int) -> int | None:
    """The index of the place that is most closely about that byte; None where there is none.

    That is the one with the shortest span around the byte; of those the deepest, and the one about the fewest
    bytes; then the first. A message is not about what it covers, nor a verdict on an input about one of its bytes.
    """
    size = len(story.report.tx.raw)
    if not 0 <= offset < size:
        return None
    vin = input_at(story.report.tx, offset)
    found: tuple[int, int, int, int] | None = None
    for number, place in enumerate(places):
        if isinstance(place, _ABOUT_MUCH) or (isinstance(place, OfInput) and place.vin != vin):
            continue
        spans = place.spans_in(story)
        around = min((end - start for start, end in spans if start <= offset < end), default=size)
        if around < size:
            rank = (around, -place.level, _total(spans), number)
            found = rank if found is None else min(found, rank)
    return found[-1] if found else _otherwise(places, vin)


def _total(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def _otherwise(places: Sequence[Place], vin: int | None) -> int | None:
    """Of counts and sizes: what the input brings, or the place that lists the fields."""
    brought = (n for n, place in enumerate(places) if isinstance(place, BringsPlace) and place.vin == vin)
    fields = (n for n, place in enumerate(places) if isinstance(place, LayoutPlace))
    return next(brought, next(fields, None))


def input_at(tx: Transaction, offset: int) -> int | None:
    """The number of the input that the byte belongs to, in its own fields or in its witness."""
    vin = bisect_right(tx.inputs, offset, key=lambda txin: sequence_span(txin).end)
    if vin < len(tx.inputs) and outpoint_span(tx.inputs[vin]).start <= offset:
        return vin
    for vin, txin in enumerate(tx.inputs):
        if txin.witness and txin.witness[0].start <= offset < txin.witness[-1].end:
            return vin
    return None


def untold_input_at(places: Sequence[Place], story: Story, offset: int) -> int | None:
    """The number of the input that the byte belongs to, where no place tells that one in full."""
    vin = input_at(story.report.tx, offset)
    told = any(isinstance(place, OfInput) and place.vin == vin for place in places)
    return None if told else vin
