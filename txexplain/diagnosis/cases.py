"""The signatures of an input that pass with none of the keys that they are checked with, their numbers read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.setting import Case, setting_of
from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.signing import SigVersion
from txexplain.model.spend import InputVerdict
from txexplain.wire.der import lax_der

if TYPE_CHECKING:
    from txexplain.diagnosis.engine import Engine

_SCHNORR_SIZES = (64, 65)


def cases(engine: Engine, spend: InputVerdict, found: tuple[Attempt, ...]) -> Iterator[Case]:
    """Each signature once. Those that cannot be read are no cases, nor those that the run found to pass."""
    passing = {check.signature for check in spend.run.checks if check.passes}
    seen = set()
    for attempt in found:
        for signature in attempt.signatures:
            if signature in passing or (signature, attempt.position) in seen:
                continue
            seen.add((signature, attempt.position))
            case = case_of(engine, spend, attempt, signature)
            if case is not None:
                yield case


def case_of(engine: Engine, spend: InputVerdict, attempt: Attempt, signature: bytes) -> Case | None:
    """The signature as this opcode takes it; None where its numbers cannot be read."""
    numbers = _numbers(attempt, signature)
    if numbers is None:
        return None
    r, s, hash_type = numbers
    return case_with(engine, spend, attempt, signature, r, s, hash_type)


def case_with(
    engine: Engine, spend: InputVerdict, attempt: Attempt, signature: bytes, r: int, s: int, hash_type: int
) -> Case:
    """A signature whose numbers and hash type are read in another way."""
    item = engine.report.inputs[spend.vin]
    script_pubkey = spend.assumed or b"" if item.spent is None else item.spent.script.slice.data
    script = next((stage.script.data for stage in spend.run.stages if stage.role == attempt.role), b"")
    setting = setting_of(attempt, engine.fields, spend.vin, hash_type)
    return Case(engine.report, engine.known, attempt, signature, r, s, setting, script, script_pubkey)


def is_schnorr(attempt: Attempt) -> bool:
    return not attempt.opcode or attempt.version is SigVersion.TAPSCRIPT


def _numbers(attempt: Attempt, signature: bytes) -> tuple[int, int, int] | None:
    """r, s and the hash type."""
    if is_schnorr(attempt):
        if len(signature) not in _SCHNORR_SIZES:
            return None
        hash_type = signature[64] if len(signature) > 64 else SIGHASH_DEFAULT
        return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), hash_type
    numbers = lax_der(signature[:-1])
    return (*numbers, signature[-1]) if numbers is not None else None
