"""A signature as an opcode takes it, its numbers read, with the message that it should sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from txexplain.diagnosis.attempts import Attempt
from txexplain.diagnosis.setting import Case, setting_of
from txexplain.model.diagnosis import Clue
from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.report import Facts, Report
from txexplain.model.signing import SigVersion
from txexplain.model.spend import InputVerdict
from txexplain.wire.der import lax_der
from txexplain.wire.script import instructions

if TYPE_CHECKING:
    from txexplain.diagnosis.engine import Engine

_SCHNORR_SIZES = (64, 65)


class Taken(NamedTuple):
    """A signature, the opcode that takes it, and its number from 0 among all that opcodes of the input take."""

    attempt: Attempt
    signature: bytes
    place: int


def unpassed(report: Report, spend: InputVerdict, found: tuple[Attempt, ...]) -> Iterator[Taken]:
    """Each signature once, and what took it; none that is empty, and none that the run found to pass.

    One that the input brings twice can pass in one place and not in the other; one that it brings once, a script can
    check against several keys.
    """
    passing = {(check.signature, check.public_key) for check in spend.run.checks if check.passes}
    txin = report.inputs[spend.vin].txin
    items = [*(item.data for item in instructions(txin.script_sig.data)), *(item.data for item in txin.witness)]
    passing_once = {signature for signature, _ in passing if items.count(signature) < 2}
    seen = set()
    all_taken = ((attempt, signature) for attempt in found for signature in attempt.signatures)
    for place, (attempt, signature) in enumerate(all_taken):
        at = (signature, attempt.role, attempt.position)
        passes = signature in passing_once or any((signature, key) in passing for key in attempt.keys)
        if signature and not passes and at not in seen:
            seen.add(at)
            yield Taken(attempt, signature, place)


def used_twice(spend: InputVerdict, attempt: Attempt, signature: bytes) -> Clue | None:
    """That the same signature is also in another place, where the run found it to pass, for another key."""
    if attempt.is_multisig:
        return None
    for check in spend.run.checks:
        if check.passes and check.signature == signature:
            digest = check.sighash.digest if check.sighash else b""
            facts = Facts(needed_key=attempt.keys[0].hex())
            return Clue("used_twice", True, check.public_key, check.sighash, digest, facts)
    return None


def case_of(engine: Engine, spend: InputVerdict, attempt: Attempt, signature: bytes) -> Case | None:
    """The signature as this opcode takes it; None where its numbers cannot be read."""
    numbers = _numbers(attempt, signature)
    return None if numbers is None else case_with(engine, spend, attempt, signature, numbers)


def case_with(
    engine: Engine,
    spend: InputVerdict,
    attempt: Attempt,
    signature: bytes,
    numbers: tuple[int, int, int],
    *,
    by_ecdsa: bool = False,
) -> Case:
    """A signature with its numbers r and s and its hash type, however they were read."""
    r, s, hash_type = numbers
    item = engine.report.inputs[spend.vin]
    script_pubkey = spend.assumed or b"" if item.spent is None else item.spent.script.slice.data
    script = next((stage.script.data for stage in spend.run.stages if stage.role == attempt.role), b"")
    setting = setting_of(attempt, engine.fields, spend.vin, hash_type)
    by_schnorr = is_schnorr(attempt) and not by_ecdsa
    return Case(engine.report, engine.known, attempt, signature, r, s, setting, by_schnorr, script, script_pubkey)


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
