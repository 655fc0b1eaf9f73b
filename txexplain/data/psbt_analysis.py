"""The analysis of a PSBT as plain data: Core's `analyzepsbt` key for key, and our own members."""

from __future__ import annotations

from txexplain.data import Amount, Data
from txexplain.data.verify import check_data
from txexplain.model.psbt_analysis import (
    PsbtAnalysis,
    PsbtCaution,
    PsbtInputAnalysis,
    PsbtMissing,
    PsbtOutputView,
    PsbtSignature,
    PsbtSigner,
)


def analysis_data(analysis: PsbtAnalysis) -> dict[str, Data]:
    """What `analyzepsbt` prints, and our own `outputs` and `cautions` beside it."""
    data: dict[str, Data] = {}
    if analysis.inputs:
        data["inputs"] = [_input(each) for each in analysis.inputs]
    if analysis.estimated_vsize_vb is not None and analysis.estimated_rate_sat is not None:
        data["estimated_vsize"] = analysis.estimated_vsize_vb
        data["estimated_feerate"] = Amount(analysis.estimated_rate_sat)
    if analysis.fee_sat is not None:
        data["fee"] = Amount(analysis.fee_sat)
    data["next"] = analysis.next.key
    if analysis.error:
        data["error"] = analysis.error
    data["outputs"] = [_output(each) for each in analysis.outputs]
    data["cautions"] = [_caution(each) for each in analysis.cautions]
    return data


def _input(each: PsbtInputAnalysis) -> Data:
    data: dict[str, Data] = {"has_utxo": each.has_utxo, "is_final": each.is_final, "next": each.next.key}
    missing = _missing(each.missing)
    if missing:
        data["missing"] = missing
    data["obstacle"] = each.obstacle or None
    data["signatures_suffice"] = each.signatures_suffice
    data["signatures"] = [_signature(signature) for signature in each.signatures]
    data["signers"] = [_signer(signer) for signer in each.signers]
    data["other_keys"] = [key.hex() for key in each.other_keys]
    return data


def _missing(missing: PsbtMissing) -> dict[str, Data]:
    found: dict[str, Data] = {
        "pubkeys": [digest.hex() for digest in missing.public_keys],
        "redeemscript": missing.redeem_script.hex(),
        "witnessscript": missing.witness_script.hex(),
        "signatures": [digest.hex() for digest in missing.signatures],
    }
    return {name: value for name, value in found.items() if value}


def _signature(each: PsbtSignature) -> Data:
    return {
        "field": each.field,
        "pubkey": each.key.hex() or None,
        "leaf_hash": each.leaf_hash.hex() or None,
        "verdict": each.verdict.value,
        "reason": each.reason or None,
        "asked_for": each.asked_for,
        "policy": each.policy or None,
        "check": None if each.check is None else check_data(each.check),
    }


def _signer(each: PsbtSigner) -> Data:
    return {
        "pubkey": each.key.hex(),
        "master_fingerprint": each.fingerprint.hex(),
        "path": each.path_words,
        "state": each.state,
    }


def _output(each: PsbtOutputView) -> Data:
    keys: list[Data] = [
        {
            "pubkey": key.key.hex(),
            "master_fingerprint": key.fingerprint.hex(),
            "path": key.path_words,
            "by_xpub": key.by_xpub,
        }
        for key in each.keys
    ]
    return {"is_change": each.is_change or None, "silent_payment": each.silent_payment or None, "keys": keys}


def _caution(each: PsbtCaution) -> Data:
    return {
        "key": each.key,
        "level": each.level.value,
        "input": each.input,
        "output": each.output,
        "facts": dict(each.facts),
    }
