"""A WhatIf as plain data: what `whatif --json` prints."""

from __future__ import annotations

from txexplain.data import Data
from txexplain.data.decode import SCHEMA_VERSION, finding_data
from txexplain.data.policy import policy_data
from txexplain.data.verify import spend_data
from txexplain.model.hexadecimal import display_hex
from txexplain.model.policy import Policy
from txexplain.model.spend import InputVerdict, Verification
from txexplain.model.whatif import FieldDifference, InputDifference, Turning, WhatIf


def whatif_data(found: WhatIf, policies: tuple[Policy | None, Policy | None] = (None, None)) -> dict[str, Data]:
    """What was changed, the bytes that came of it, and each input before and after.

    `policies` are what relay says of it before and after.
    """
    error = found.error
    return {
        "edits": [{"action": edit.action, "path": edit.path, "value": edit.value} for edit in found.edits],
        "hex": found.raw.hex(),
        "error": None if error is None else {"code": error.code, "start": error.span.start if error.span else 0},
        "fields": [_field(difference) for difference in found.fields],
        "before": _transaction(found.before, policies[0]),
        "after": None if found.after is None else _transaction(found.after, policies[1]),
        "inputs": [_input(difference) for difference in found.inputs],
        "schema_version": SCHEMA_VERSION,
    }


def _transaction(verification: Verification, policy: Policy | None) -> Data:
    report = verification.report
    told: dict[str, Data] = {} if policy is None else {"policy": policy_data(policy)}
    return {
        "txid": display_hex(report.tx.txid),
        "wtxid": display_hex(report.tx.wtxid),
        "fee_sat": report.fee_sat,
        "verdict": verification.verdict.value,
        "broken": [finding_data(finding) for finding in verification.broken],
        **told,
    }


def _field(difference: FieldDifference) -> Data:
    return {"path": difference.path, "before": _value(difference.before), "after": _value(difference.after)}


def _value(value: int | bytes | None) -> Data:
    return value.hex() if isinstance(value, bytes) else value


def _input(difference: InputDifference) -> Data:
    return {
        "before": _spend(difference.before),
        "after": _spend(difference.after),
        "diagnosis": _diagnosis(difference.after),
        "turning": _turning(difference.turning),
        "cause": difference.cause.key,
        "changed_parts": list(difference.cause.parts),
    }


def _spend(spend: InputVerdict | None) -> Data:
    return None if spend is None else {"index": spend.vin, **spend_data(spend)}


def _diagnosis(spend: InputVerdict | None) -> Data:
    """What is wrong with the signatures now, of an input that was not valid before either."""
    if spend is None or spend.diagnosis is None:
        return None
    from txexplain.data.diagnosis import all_diagnosis_data

    return all_diagnosis_data(spend)


def _turning(turning: Turning | None) -> Data:
    if turning is None:
        return None
    return {"stage": turning.role, "position": turning.position, "opcode": turning.opcode or None}
