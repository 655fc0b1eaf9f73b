"""What is wrong with signatures, as plain data: beside each signature, and of an input as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.data import Data
from txexplain.model.diagnosis import Clue, InputDiagnosis
from txexplain.model.signing import SignatureCheck, Sighash
from txexplain.model.spend import InputVerdict

LONGEST_MESSAGE_BYTES = 10_000


def diagnosed_checks(checks: tuple[SignatureCheck, ...], diagnosis: InputDiagnosis | None) -> Iterator[list[Data]]:
    """For each check what was found out about its signature: once, at the first check that it does not pass."""
    told: set[bytes] = set()
    for check in checks:
        clues: tuple[Clue, ...] = ()
        if diagnosis is not None and not check.passes and check.signature not in told:
            told.add(check.signature)
            clues = diagnosis.of(check.signature)
        yield clues_data(check.signature, clues)


def diagnosis_data(spend: InputVerdict) -> Data:
    """What was found out about an input that fails; None where nobody looked, or where it does not."""
    diagnosis = spend.diagnosis
    if diagnosis is None:
        return None
    checked = {check.signature for check in spend.run.checks if not check.passes}
    unchecked: list[Data] = [
        {"signature": each.signature.hex(), "diagnosis": clues_data(each.signature, each.clues)}
        for each in diagnosis.signatures
        if each.signature not in checked
    ]
    return {
        "whole": clues_data(b"", diagnosis.whole),
        "unchecked": unchecked,
        "tried": diagnosis.tried,
        "left_out": diagnosis.left_out,
    }


def clues_data(signature: bytes, clues: tuple[Clue, ...]) -> list[Data]:
    """Each clue: what it says, whether the curve was asked, the message, and the numbers."""
    return [_clue(each) for each in clues]


def _clue(clue: Clue) -> dict[str, Data]:
    facts: dict[str, Data] = {name: value for name, value in clue.facts.items()}
    if clue.public_key:
        facts["public_key"] = clue.public_key.hex()
    if clue.digest:
        facts["digest"] = clue.digest.hex()
    if clue.sighash is not None:
        facts["algorithm"] = clue.sighash.algorithm
    return {"key": clue.key, "fits": clue.fits, "message": _message(clue.sighash), "facts": facts}


def _message(sighash: Sighash | None) -> str | None:
    """The bytes that are hashed, None where none are meant, or too many to show."""
    if sighash is None or sighash.quirk:
        return None
    if sum(len(part.data) for part in sighash.parts) > LONGEST_MESSAGE_BYTES:
        return None
    return sighash.message.hex()
