"""The signatures of an input by their numbers, and their order where there is another mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.diagnosis.attempts import Attempt
from txexplain.model.diagnosis import Clue, SignatureDiagnosis
from txexplain.model.report import Facts

_FITS = "multisig_fits"
_TOLD = ("multisig_order", "multisig_too_many")  # of too many, some go: which of the others come first is open


def brought(found: Sequence[Attempt]) -> list[bytes]:
    """All signatures that the opcodes of the input take, but no empty ones."""
    return [signature for attempt in found for signature in attempt.signatures if signature]


def in_order_of_input(whole: Sequence[Clue], found: Sequence[Attempt]) -> tuple[Clue, ...]:
    """The clues about several signatures, with how many other opcodes take `before` those that they count."""
    before: dict[object, int] = {}
    total = 0
    for attempt in found:
        before.setdefault((attempt.opcode, attempt.position), total)
        if attempt.opcode == "OP_CHECKSIG":  # OP_CHECKSIGADD counts those that follow it too
            before.setdefault(("OP_CHECKSIGADD", attempt.position), total)
        total += len(attempt.signatures)

    def counted(clue: Clue) -> Clue:
        first = before.get((clue.facts.get("opcode"), clue.facts.get("position")), 0)
        return clue._replace(facts=Facts(clue.facts, before=first)) if first else clue

    return tuple(map(counted, whole))


def order_besides(
    found: Sequence[Attempt], signatures: Sequence[SignatureDiagnosis], whole: Sequence[Clue]
) -> Iterator[Clue]:
    """That signatures of a multisig, which are valid for something else each, are in the wrong order too."""
    told = {clue.facts.get("position") for clue in whole if clue.key in _TOLD}
    place = 0
    for attempt in found:
        if attempt.is_multisig and not attempt.missing and (attempt.position or 0) not in told:
            keys = _keys(attempt, place, signatures, whole)
            if len(keys) == len(attempt.signatures) and len(set(keys)) == len(keys) and keys != sorted(keys):
                order = sorted(range(len(keys)), key=keys.__getitem__)
                facts = Facts(opcode=attempt.opcode, position=attempt.position or 0, required=len(keys))
                told_order = ", ".join(map(str, order))
                yield Clue("multisig_order_too", True, facts=Facts(facts, keys=len(attempt.keys), order=told_order))
        place += len(attempt.signatures)


def _keys(attempt: Attempt, first: int, signatures: Sequence[SignatureDiagnosis], whole: Sequence[Clue]) -> list[int]:
    """For each signature of the opcode the number of its key, as far as one was found."""
    by_place = {each.place - first: each.key for each in signatures if each.role == attempt.role}
    fitting = [clue.facts for clue in whole if clue.key == _FITS and clue.facts.get("position") == attempt.position]
    by_place |= {int(facts["place"]): int(facts["key"]) for facts in fitting}
    found = [by_place.get(place) for place in range(len(attempt.signatures))]
    return [key for key in found if key is not None]
