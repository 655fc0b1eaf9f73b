"""A nonce used twice by signatures in several transactions: the one looked at, and those given with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.insights.reused_nonce import most_telling
from txexplain.insights.signatures import Signature, signatures
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Certainty, Facts, Finding, Level, Report

_Made = tuple[Report, Signature]


def find(report: Report, others: Iterable[Report]) -> Iterator[Finding]:
    """The most telling pair with one r, of which not both are in `report`: that is told by `reused_nonce`."""
    pairs = [
        (*_relation(one, other), one, other)
        for one, other in _pairs((report, *others))
        if one[0] is not report or other[0] is not report
    ]
    if not pairs:
        return
    keys, messages, (first, one), (second, other) = most_telling(pairs)
    facts = Facts(
        first_vin=one.vin,
        first_txid=display_hex(first.tx.txid),
        second_vin=other.vin,
        second_txid=display_hex(second.tx.txid),
        keys=keys,
        messages=messages,
    )
    spans = tuple(made.piece.span for held_by, made in ((first, one), (second, other)) if held_by is report)
    yield Finding("nonce_used_elsewhere", Level.ODD, Certainty.HEURISTIC, facts, spans)


def _pairs(reports: Iterable[Report]) -> Iterator[tuple[_Made, _Made]]:
    """Each signature with the first one of its r, and with the first of its r by the same keys."""
    first_of: dict[object, _Made] = {}
    for report in reports:
        for each in signatures(report):
            for likeness in (each.r, (each.r, each.keys)) if each.r else ():
                other = first_of.setdefault(likeness, (report, each))
                if other[1].s != each.s:
                    yield other, (report, each)


def _relation(one: _Made, other: _Made) -> tuple[str, str]:
    """Whether they are by one key and over one message. A message holds its input's coin, if it is not 1."""
    (first, made), (second, also_made) = one, other
    if not made.keys or not also_made.keys:
        keys = "unknown"
    elif made.keys.isdisjoint(also_made.keys):
        keys = "different"
    else:
        keys = "same" if len(made.keys) == len(also_made.keys) == 1 else "unknown"
    both_one = made.signs_one(first) and also_made.signs_one(second)
    same_input = first is second and made.vin == also_made.vin
    return keys, "same" if both_one else "unknown" if same_input else "different"
