"""The signatures that an input of a PSBT brings, each checked against the message that it should sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from txexplain.crypto.checker import TransactionChecker
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import NotKnown
from txexplain.model.psbt import PsbtMap
from txexplain.model.psbt_analysis import PsbtSignature
from txexplain.model.report import SpentOutput
from txexplain.model.rules import STANDARD
from txexplain.model.signing import LeafContext, SignatureCheck, SigVersion
from txexplain.model.spend import Verdict
from txexplain.psbt.judge_musig import judge_musig
from txexplain.psbt.places import MAX_SEPARATORS, Place, code_separators, place_of
from txexplain.psbt.signers import Nobody
from txexplain.psbt.signing_data import SigningData
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.wire.der import is_low_s
from txexplain.wire.keys import is_compressed, is_hybrid
from txexplain.wire.script import find_and_delete, push

_FIELDS_OF_SIGNATURES = (
    "PSBT_IN_PARTIAL_SIG",
    "PSBT_IN_TAP_KEY_SIG",
    "PSBT_IN_TAP_SCRIPT_SIG",
    "PSBT_IN_MUSIG2_PARTIAL_SIG",
)


def judge(
    each: PsbtMap, output: SpentOutput | None, checker: TransactionChecker, nobody: Nobody
) -> Iterator[PsbtSignature]:
    """All signatures of the input, in the order of their fields; then those in its final scripts."""
    data = SigningData(each)
    if output is None:
        yield from _unknown(each)
        return
    place = place_of(output, data)
    for entry in each.all("PSBT_IN_PARTIAL_SIG"):
        yield _judge_ecdsa(entry.key_data.data, entry.value.data, place, checker)
    if data.key_path_signature:
        yield _judge_key_path(data.key_path_signature, place, checker)
    for entry in each.all("PSBT_IN_TAP_SCRIPT_SIG"):
        key, leaf = entry.key_data.data[:32], entry.key_data.data[32:]
        yield _judge_script_path(key, leaf, entry.value.data, place, checker)
    yield from judge_musig(data, place, nobody)
    if data.final:
        yield from _judge_final(data.final, output, checker)


def _unknown(each: PsbtMap) -> Iterator[PsbtSignature]:
    """Without the spent output no signature can be checked."""
    sizes = {"PSBT_IN_TAP_SCRIPT_SIG": 32, "PSBT_IN_MUSIG2_PARTIAL_SIG": 33}
    for field in _FIELDS_OF_SIGNATURES:
        for entry in each.all(field):
            key = entry.key_data.data[: sizes.get(field)]
            yield PsbtSignature(field, key, Verdict.UNKNOWN, "spent_output")


def _judge_ecdsa(key: bytes, signature: bytes, place: Place, checker: TransactionChecker) -> PsbtSignature:
    field, script, version = "PSBT_IN_PARTIAL_SIG", place.script, place.version
    if version is SigVersion.TAPROOT:
        return PsbtSignature(field, key, Verdict.UNKNOWN, "taproot", asked_for=False)
    if script is None:
        return PsbtSignature(field, key, Verdict.UNKNOWN, "script" if place.rules else "no_rules")

    def check(start: int, position: int) -> SignatureCheck:
        code = script[start:]
        if version is SigVersion.BASE:
            code = find_and_delete(code, push(signature))
        return checker.ecdsa(signature, key, code, version)

    found = PsbtSignature(field, key, Verdict.UNKNOWN, asked_for=place.names(script, key))
    return _judged(found, script, check)._replace(policy=_policy(key, signature, version))


def _policy(key: bytes, signature: bytes, version: SigVersion) -> str:
    """The script error by which nodes do not pass on what consensus takes."""
    if not is_low_s(signature[:-1]):
        return "SIG_HIGH_S"
    if is_hybrid(key):
        return "PUBKEYTYPE"
    return "WITNESS_PUBKEYTYPE" if version is SigVersion.WITNESS_V0 and not is_compressed(key) else ""


def _judge_key_path(signature: bytes, place: Place, checker: TransactionChecker) -> PsbtSignature:
    found = PsbtSignature("PSBT_IN_TAP_KEY_SIG", place.output_key, Verdict.UNKNOWN, asked_for=True)
    if place.version is not SigVersion.TAPROOT:
        return found._replace(reason="not_taproot", asked_for=False)
    return _judged(found, None, lambda start, position: checker.schnorr(signature, place.output_key, None, None))


def _judge_script_path(
    key: bytes, leaf: bytes, signature: bytes, place: Place, checker: TransactionChecker
) -> PsbtSignature:
    script = place.leaves.get(leaf)
    asked_for = place.names(script, key) if script is not None else None
    found = PsbtSignature("PSBT_IN_TAP_SCRIPT_SIG", key, Verdict.UNKNOWN, leaf_hash=leaf, asked_for=asked_for)
    if place.version is not SigVersion.TAPROOT:
        return found._replace(reason="not_taproot", asked_for=False)
    return _judged(
        found, script, lambda start, position: checker.schnorr(signature, key, None, LeafContext(leaf, position))
    )


def _judged(found: PsbtSignature, script: bytes | None, check: Callable[[int, int], SignatureCheck]) -> PsbtSignature:
    """With the check that passes: of the whole script, or of what follows one of its OP_CODESEPARATORs."""
    separators = list(islice(code_separators(script), MAX_SEPARATORS + 2))
    try:
        checks = [check(*separators[0])]
        for separator in separators[1 : MAX_SEPARATORS + 1]:
            if checks[-1].passes:
                break
            checks.append(check(*separator))
    except NotKnown as unknown:
        return found._replace(reason=unknown.what)
    if checks[-1].passes:
        return found._replace(verdict=Verdict.VALID, check=checks[-1])
    if len(separators) > MAX_SEPARATORS + 1:
        return found._replace(reason="code_separators")
    return found._replace(verdict=Verdict.INVALID, reason=checks[0].reason, check=checks[0])


def _judge_final(
    final: tuple[bytes, tuple[bytes, ...]], output: SpentOutput, checker: TransactionChecker
) -> Iterator[PsbtSignature]:
    """The signatures that are checked as the final scripts run: each by the key that it fits, if it fits any."""
    pieces = tuple(ByteSlice(0, item) for item in final[1])
    run = verify_spend(Satisfaction(ByteSlice(0, final[0]), pieces), output.script_pubkey, STANDARD, checker)
    field = "PSBT_IN_FINAL_SCRIPTWITNESS" if pieces else "PSBT_IN_FINAL_SCRIPTSIG"
    by_signature: dict[bytes, list[SignatureCheck]] = {}
    for check in run.checks:
        if check.signature:
            by_signature.setdefault(check.signature, []).append(check)
    for checks in by_signature.values():
        passing = [check for check in checks if check.passes and check.reason != "unknown_key_type"]
        for check in passing:
            yield PsbtSignature(field, check.public_key, Verdict.VALID, asked_for=True, check=check)
        if not passing:
            key = checks[0].public_key if len({check.public_key for check in checks}) == 1 else b""
            reason = checks[0].reason
            verdict = Verdict.UNKNOWN if reason == "unknown_key_type" else Verdict.INVALID
            yield PsbtSignature(field, key, verdict, reason, asked_for=True, check=checks[0])
