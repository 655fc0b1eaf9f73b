"""What is wrong with signatures, as plain data: with each signature, and of an input as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.data import Data
from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis
from txexplain.model.hash_types import hash_type_name
from txexplain.model.signing import Sighash, SignatureCheck
from txexplain.model.spend import InputVerdict

LONGEST_MESSAGE_BYTES = 10_000
_OF_ENCODING = ("SIG_DER", "SIG_HIGH_S", "SIG_HASHTYPE", "PUBKEYTYPE", "WITNESS_PUBKEYTYPE")  # errors before a check
_UNCHECKED = "unchecked"


def of_checks(checks: Iterable[SignatureCheck], diagnosis: InputDiagnosis | None) -> Iterator[list[Data]]:
    """For each check what was found out about its signature: once, at the first check that it does not pass."""
    told: set[bytes] = set()
    for check in checks:
        found = None
        if diagnosis is not None and not check.passes and check.signature not in told:
            told.add(check.signature)
            found = diagnosis.on(check.signature)
        yield [] if found is None else _clues(found)


def diagnosis_data(spend: InputVerdict) -> Data:
    """What was found out about an input that fails; None where it does not, or where nobody looked."""
    diagnosis = spend.diagnosis
    if diagnosis is None:
        return None
    return {
        "whole": [_clue(each, None) for each in diagnosis.whole],
        "tried": diagnosis.tried,
        "left_out": diagnosis.left_out,
    }


def unchecked_data(spend: InputVerdict) -> Iterator[dict[str, Data]]:
    """The signatures of an input that fails to which no check came, in the form of those to which one did."""
    diagnosis, failure = spend.diagnosis, spend.run.failure
    if diagnosis is None:
        return
    checked = {check.signature for check in spend.run.checks}
    unchecked = {each.signature: each for each in diagnosis.signatures if each.signature not in checked}
    reasons = dict.fromkeys(unchecked, _UNCHECKED)
    if failure is not None and failure.code in _OF_ENCODING:  # the last on the stack that is not checked yet
        at = [each.signature for each in unchecked.values() if _place(each) == (failure.role, failure.position)]
        reasons |= dict.fromkeys(at[-1:], failure.code)
    for each in unchecked.values():
        yield _unchecked(each, reasons[each.signature], "schnorr" if spend.kind.startswith("p2tr") else "ecdsa")


def _place(found: SignatureDiagnosis) -> tuple[str, int | None]:
    return found.role, found.position


def _unchecked(found: SignatureDiagnosis, reason: str, algorithm: str) -> dict[str, Data]:
    hash_type = None if found.asked is None else found.asked.hash_type
    return {
        "algorithm": algorithm,
        "signature": found.signature.hex(),
        "public_key": None,
        "passes": False,
        "reason": reason,
        "hash_type": hash_type,
        "hash_type_name": None if hash_type is None else hash_type_name(hash_type, algorithm),
        "sighash": None,
        "working": {},
        "diagnosis": _clues(found),
    }


def all_diagnosis_data(spend: InputVerdict) -> Data:
    """The same, with every signature, where no checks are shown beside it."""
    diagnosis = spend.diagnosis
    if diagnosis is None:
        return None
    return {
        "whole": [_clue(each, None) for each in diagnosis.whole],
        "signatures": [_signature(each) for each in diagnosis.signatures],
        "tried": diagnosis.tried,
        "left_out": diagnosis.left_out,
    }


def _signature(found: SignatureDiagnosis) -> dict[str, Data]:
    return {"signature": found.signature.hex(), "diagnosis": _clues(found)}


def _clues(found: SignatureDiagnosis) -> list[Data]:
    return [_clue(each, found) for each in found.clues]


def _clue(clue: Clue, found: SignatureDiagnosis | None) -> dict[str, Data]:
    """What it says, whether the curve was asked, the message that was signed, and the numbers."""
    facts: dict[str, Data] = dict(clue.facts)
    asked = None if found is None else found.asked
    signed = clue.sighash or (asked if clue.fits else None)
    if clue.public_key:
        facts["public_key"] = clue.public_key.hex()
    if clue.digest:
        facts["digest"] = clue.digest.hex()
    if signed is not None:
        facts["algorithm"] = signed.algorithm
    if asked is not None:
        facts["needed_digest"] = asked.digest.hex()
    if found is not None and found.numbers is not None:
        facts |= {name: f"{number:064x}" for name, number in zip(("r", "s"), found.numbers, strict=True)}
    return {"key": clue.key, "fits": clue.fits, "message": _message(signed), "facts": facts}


def _message(sighash: Sighash | None) -> str | None:
    """The bytes that are hashed; None where none are meant, or too many to show."""
    if sighash is None or sighash.quirk:
        return None
    if sum(len(part.data) for part in sighash.parts) > LONGEST_MESSAGE_BYTES:
        return None
    return sighash.message.hex()
