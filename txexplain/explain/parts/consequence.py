"""What an experiment came to, in one line: the verdict as it was and is, why, and what becomes of the ids."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from txexplain.explain.parts.failures import missing_line
from txexplain.explain.parts.numbers import grouped
from txexplain.model.policy import Policy
from txexplain.model.spend import InputVerdict, Verdict, Verification
from txexplain.model.whatif import InputDifference, WhatIf
from txexplain.texts import Line, Texts

_TOPIC = "consequence"
_OF_SIGNATURES = {"message", "signature", "hash_type", "key", "order", "twice", "single_bug"}  # what was changed
_CODES = {
    "EQUALVERIFY": "equal",
    "EVAL_FALSE": "false",
    "UNSATISFIED_LOCKTIME": "locktime",
    "NEGATIVE_LOCKTIME": "locktime",
    "WITNESS_PROGRAM_MISMATCH": "commitment",
}


def consequence(found: WhatIf, policies: tuple[Policy | None, Policy | None], texts: Texts) -> Line:
    """One sentence, or two; nothing where the transaction was not valid before."""
    if found.before.verdict is not Verdict.VALID:
        return ()
    if found.after is None:
        return texts.line(_TOPIC, "unreadable")
    if found.after.verdict is Verdict.VALID:
        return tuple(chain.from_iterable(_ids(found.before, found.after, policies, texts)))
    if found.after.verdict is Verdict.INVALID:
        return tuple(chain.from_iterable(_reasons(found, found.after, texts)))
    return tuple(chain.from_iterable(_missing(found.after, texts)))


def _reasons(found: WhatIf, after: Verification, texts: Texts) -> Iterator[Line]:
    """The first reason, and how many inputs fail where there are several."""
    yield texts.line(_TOPIC, "invalid")
    failing = [each for each in found.inputs if each.after and each.after.verdict is Verdict.INVALID]
    fresh = [finding for finding in after.broken if finding not in found.before.broken]
    if fresh or not failing:
        yield texts.line(_TOPIC, "reason_whole")
    else:
        yield _reason(failing[0], texts)
    if len(after.inputs) > 1:
        yield texts.line("page", "between_sentences")
        yield texts.line(_TOPIC, "failing", count=grouped(len(failing)), total=grouped(len(after.inputs)))


def _reason(difference: InputDifference, texts: Texts) -> Line:
    assert difference.after is not None
    return texts.line(_TOPIC, f"reason_{_kind(difference)}", vin=difference.after.vin, code=_code(difference.after))


def _code(spend: InputVerdict) -> str:
    return spend.run.failure.code if spend.run.failure else ""


def _kind(difference: InputDifference) -> str:
    """Of which kind the check is that fails."""
    assert difference.after is not None
    code = _code(difference.after)
    if difference.cause.key in _OF_SIGNATURES or code.startswith("SCHNORR_SIG"):
        return "signature"
    return _CODES.get(code, "other")


def _missing(after: Verification, texts: Texts) -> Iterator[Line]:
    """What is missing now."""
    yield texts.line(_TOPIC, "unknown")
    missing = next((spend.missing for spend in after.inputs if spend.missing is not None), None)
    if missing is not None:
        yield texts.line("page", "between_sentences")
        yield missing_line(missing, texts)


def _ids(
    before: Verification, after: Verification, policies: tuple[Policy | None, Policy | None], texts: Texts
) -> Iterator[Line]:
    """Which ids are others now; and whether nodes pass it on no longer."""
    old, new = before.report.tx, after.report.tx
    key = "txid" if old.txid != new.txid else "wtxid" if old.wtxid != new.wtxid else "no_id"
    yield texts.line(_TOPIC, f"valid_other_{key}")
    was, now = (policy.accepted if policy else None for policy in policies)
    if was and now is False:
        yield texts.line("page", "between_sentences")
        yield texts.line(_TOPIC, "not_relayed")
