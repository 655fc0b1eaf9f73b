"""Two signatures with one r: one nonce, or one and its negative, was used for both. What that gives away depends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from txexplain.insights.known_nonce import nonce_of
from txexplain.insights.signatures import Signature, same_key, same_message, signatures
from txexplain.model.report import Certainty, Condition, Facts, Finding, Level, Report

T = TypeVar("T")
_MOST_TELLING_FIRST = (
    ("same", "different"),  # anybody can compute the private key
    ("same", "unknown"),
    ("unknown", "different"),
    ("unknown", "unknown"),
    ("unknown", "same"),
    ("different", "different"),
    ("different", "unknown"),
    ("different", "same"),
    ("same", "same"),  # nothing is given away
)


def find(report: Report) -> Iterator[Finding]:
    """The most telling pair of signatures whose r is the same and whose s is not, and of these the first."""
    found = [(*_relation(one, other, report), one, other) for one, other in _pairs(report)]
    if not found:
        return
    keys, messages, one, other = most_telling(found)
    facts = Facts(first_vin=one.vin, second_vin=other.vin, keys=keys, messages=messages)
    conditions = tuple(Condition("made", each.vin, each.piece.data) for each in (one, other))
    yield Finding("reused_nonce", Level.ODD, Certainty.HEURISTIC, facts, (other.piece.span,), conditions)


def most_telling(found: Sequence[tuple[str, str, T, T]]) -> tuple[str, str, T, T]:
    """Of pairs, each with how its keys and its messages are related, the one that says most."""
    return min(found, key=lambda pair: _MOST_TELLING_FIRST.index(pair[:2]))


def _pairs(report: Report) -> Iterator[tuple[Signature, Signature]]:
    """Each signature with the first one of its r, and with the first of its r by the same keys.

    Of a nonce that everybody knows each gives its key away by itself, which is told.
    """
    first_of: dict[object, Signature] = {}
    for each in signatures(report):
        if each.r == 0 or nonce_of(each.r) is not None:
            continue
        for likeness in (each.r, (each.r, each.keys)):
            other = first_of.setdefault(likeness, each)
            if other.s != each.s:
                yield other, each


def _relation(one: Signature, other: Signature, report: Report) -> tuple[str, str]:
    return same_key(one, other), same_message(one, other, report)
