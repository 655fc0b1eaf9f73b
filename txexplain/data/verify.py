"""A Verification as plain data: what `verify --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from txexplain.data import Data, listed
from txexplain.data.decode import SCHEMA_VERSION, finding_data
from txexplain.data.policy import policy_data
from txexplain.model.hash_types import hash_type_name
from txexplain.model.hexadecimal import display_hex
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import Failure, InputVerdict, Missing, Verdict, Verification

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup
    from txexplain.model.policy import Policy

NOT_CHECKED = ("unspent", "lock_times", "block")
"""What no verdict here covers: whether coins are unspent, whether locks have passed, what a block asks for."""
CHECKED_BY_NODES = ("unspent", "lock_times")
"""What of this a node checks before it accepts a transaction, in a block or into its mempool."""


class Told(NamedTuple):
    """What is told of each input besides the verdict: its signatures, of each the numbers, and the diagnosis."""

    signatures: bool = True
    working: bool = True
    diagnosis: bool = True


ALL = Told()


def verify_data(verification: Verification, policy: Policy | None = None, told: Told = ALL) -> dict[str, Data]:
    """The verdict on each input and on the transaction, with the rules that decided, and what relay says of it."""
    lookup = verification.report.lookup

    def input_data(spend: InputVerdict) -> Data:
        return _input(spend, told) | proof_of_coin(lookup, spend.vin)

    data: dict[str, Data] = {
        "txid": display_hex(verification.report.tx.txid),
        "verdict": verification.verdict.value,
        "rules": list(verification.rules.names),
        "height": verification.height,
        "policy_checked": verification.policy_known,
        "broken": listed(finding_data, verification.broken),
        "inputs": listed(input_data, verification.inputs),
        "not_checked": list(NOT_CHECKED),
        "schema_version": SCHEMA_VERSION,
    }
    if policy is not None:
        data["policy"] = policy_data(policy)
        if policy.answers_time:
            data["not_checked"] = [each for each in NOT_CHECKED if each != "lock_times"]
    if lookup is not None:
        from txexplain.data.chain import lookup_data

        data |= {"not_checked": list(_not_checked(verification, lookup)), "lookup": lookup_data(lookup)}
    return data


def proof_of_coin(lookup: Lookup | None, vin: int) -> dict[str, Data]:
    """How the output that one input spends is known, where that came from a node or an explorer."""
    if lookup is None:
        return {}
    from txexplain.data.chain import proof_data

    return proof_data(lookup, vin)


def _not_checked(verification: Verification, lookup: Lookup) -> tuple[str, ...]:
    """What neither the verdict covers nor nodes have checked that have accepted the transaction: no invalid one."""
    is_accepted = lookup.is_accepted and verification.verdict is not Verdict.INVALID
    return tuple(each for each in NOT_CHECKED if not (is_accepted and each in CHECKED_BY_NODES))


def _input(spend: InputVerdict, told: Told) -> dict[str, Data]:
    data = {"index": spend.vin, **spend_data(spend)}
    if told.diagnosis:
        return {**data, "signatures": [*checks_data(spend)], "diagnosis": diagnosis_of(spend)}
    if told.signatures:
        data["signatures"] = [check_data(check, working=told.working) for check in spend.run.checks]
    return data


def checks_data(spend: InputVerdict) -> list[dict[str, Data]]:
    """Every signature that was tried against a key, with what was found out about one that does not pass.

    With a diagnosis those follow that the input brings and that were tried against none.
    """
    checks = spend.run.checks
    if spend.diagnosis is None:
        return [{**check_data(check), "diagnosis": []} for check in checks]
    from txexplain.data.diagnosis import of_checks, unchecked_data

    found = of_checks(checks, spend.diagnosis)
    checked = [{**check_data(check), "diagnosis": clues} for check, clues in zip(checks, found, strict=True)]
    return [*checked, *unchecked_data(spend)]


def diagnosis_of(spend: InputVerdict) -> Data:
    """What else was found out about the signatures of an input that fails, beside what `checks_data` has."""
    if spend.diagnosis is None:
        return None
    from txexplain.data.diagnosis import diagnosis_data

    return diagnosis_data(spend)


def spend_data(spend: InputVerdict) -> dict[str, Data]:
    """The verdict on an input and its reason, for `verify` and `trace`."""
    missing = spend.missing
    change = spend.taken_before
    return {
        "verdict": spend.verdict.value,
        "spend": spend.kind,
        "reason": spend.reason,
        "failure": _failure(spend.run.failure),
        "missing": _missing(missing),
        "assumed": _assumed(spend),
        "today_failure": _failure(spend.today),
        "policy_failure": _failure(spend.policy),
        "valid_before": None if change is None else {"bip": change.bip, "height": change.height},
    }


def _failure(failure: Failure | None) -> Data:
    if failure is None:
        return None
    return {
        "code": failure.code,
        "stage": failure.role,
        "position": failure.position,
        "opcode": failure.opcode or None,
        "facts": dict(failure.facts),
    }


def _missing(missing: Missing | None) -> Data:
    if missing is None:
        return None
    height: dict[str, Data] = {} if missing.height is None else {"height": missing.height}
    return {"what": missing.what, "vin": list(missing.vin), **height}


def _assumed(spend: InputVerdict) -> Data:
    """What follows if the spent output has the script that the input's own data implies."""
    if spend.assumed is None:
        return None
    return {"script_pubkey": spend.assumed.hex(), "verdict": spend.run.verdict.value}


def check_data(check: SignatureCheck, *, working: bool = True) -> dict[str, Data]:
    """One signature against one key; hashes as they are stored, the numbers of the check as 64 hex digits."""
    hash_type = check.hash_type
    data: dict[str, Data] = {
        "algorithm": check.algorithm,
        "signature": check.signature.hex(),
        "public_key": check.public_key.hex(),
        "passes": check.passes,
        "reason": check.reason or None,
        "hash_type": hash_type,
        "hash_type_name": None if hash_type is None else hash_type_name(hash_type, check.algorithm),
        "sighash": None if check.sighash is None else check.sighash.digest.hex(),
    }
    if working:
        data["working"] = {name: f"{number:064x}" for name, number in check.working.items()}
    return data
