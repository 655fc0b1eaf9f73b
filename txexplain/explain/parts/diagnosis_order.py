"""The order of signatures, and what inputs have of each other, as they are named in a sentence."""

from __future__ import annotations

from txexplain.explain.parts.numbers import grouped
from txexplain.model.report import Facts
from txexplain.texts import Texts, plain

SHOWN_MOVES = 4  # of signatures that are named


def numbers(places: str, before: int = 0) -> list[str]:
    return [grouped(before + int(place) + 1) for place in places.split(", ") if place.isdecimal()]


def order(wanted: str, before: int, texts: Texts) -> str:
    """Numbers of signatures from 0, in the order in which they belong, counted from 1."""
    named = (texts.plain("diagnosis", "order", "one", number=number) for number in numbers(wanted, before))
    return texts.plain("diagnosis", "order", "then").join(named)


def places(facts: Facts, texts: Texts) -> str:
    """Of inputs in a round which one has what belongs to which."""
    pairs = zip(str(facts["belongs"]).split(", "), str(facts["is_in"]).split(", "), strict=True)
    said = (texts.plain("diagnosis", "order", "is_in", vin=vin, place=place) for vin, place in pairs)
    return texts.plain("why", "between_names").join(said)


def moves(facts: Facts, before: int, texts: Texts) -> str:
    """Of the first signatures that are in the place of another key the place that they belong in."""
    pairs = zip(str(facts["order"]).split(", "), str(facts.get("belongs", "")).split(", "), strict=False)
    moved = [(int(at) + 1, int(to) + 1) for at, to in pairs if at.isdecimal() and to.isdecimal() and at != to]
    said = (
        texts.line("diagnosis", "order", "moved", number=grouped(before + at), key=grouped(to))
        for at, to in moved[:SHOWN_MOVES]
    )
    return plain(texts.line("page", "between_sentences")).join(map(plain, said))
