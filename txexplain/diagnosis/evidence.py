"""What is shown beside a clue, so that anybody can check it: the numbers of the signature, the right message."""

from __future__ import annotations

from txexplain.diagnosis.readings import readings
from txexplain.diagnosis.setting import Case
from txexplain.model.diagnosis import Clue
from txexplain.model.errors import NotKnown
from txexplain.model.signing import Sighash

_WRITTEN_ROUND = ("numbers_swapped", "numbers_reversed", "numbers_swapped_and_reversed")


def numbers_of(case: Case | None, signature: bytes, clues: tuple[Clue, ...]) -> tuple[int, int] | None:
    """r and s as the clues take them; None where they take none, or others than are written."""
    keys = {clue.key for clue in clues} | {clue.facts.get("reading") for clue in clues}
    for reading in readings(signature):
        if reading.key in keys:
            return reading.r, reading.s
    return None if case is None or keys.intersection(_WRITTEN_ROUND) else (case.r, case.s)


def asked_of(case: Case | None) -> Sighash | None:
    """The message that the signature should sign, by its own hash type; None where none is known."""
    try:
        return None if case is None else case.setting.build()
    except NotKnown:
        return None
