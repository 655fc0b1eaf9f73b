"""The keys of a PSBT: who has signed, who still may, and where a key comes from."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Fact, join
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtSignature, PsbtSigner
from txexplain.model.spend import Verdict
from txexplain.texts import Chunk, Line, Texts

SHOWN_KEYS = 8  # of one input, before the rest is counted
_STYLES = {"valid": "valid", "invalid": "invalid", "unknown": "odd"}
_HASH = 20  # bytes of the hash of a key
_X_ONLY = 32  # bytes of a key in taproot
_WITHOUT_SIGNATURE = ("may_sign", "done", "not_asked_for", "unknown")


def signing_facts(analysis: PsbtInputAnalysis, texts: Texts, *, whole: bool) -> tuple[Fact, ...]:
    """Each signature with its verdict, then the keys that have none yet, with where they come from."""
    lines = list(_lines(analysis, texts))
    shown = lines if whole else lines[:SHOWN_KEYS]
    if len(shown) < len(lines):
        shown.append(texts.line("verify", "more_items", count=grouped(len(lines) - len(shown))))
    return (Fact(texts.plain("psbt", "keys"), tuple(shown)),) if shown else ()


def _lines(analysis: PsbtInputAnalysis, texts: Texts) -> Iterator[Line]:
    for signature in analysis.signatures:
        yield signature_line(signature, _signer_of(signature, analysis), texts)
    for signer in analysis.signers:
        if signer.state in _WITHOUT_SIGNATURE:
            line = texts.line("psbt", f"key_{signer.state}", key=shortened(signer.key.hex()))
            yield join(line, origin(signer, texts))
    for key in analysis.other_keys:
        name = "key_hash" if len(key) == _HASH else "key"
        state, remark = ("may_sign", "without_origin") if analysis.script_known else ("unknown", "of_other_script")
        line = texts.line("psbt", f"{name}_{state}", key=shortened(key.hex()))
        yield join(line, texts.line("psbt", f"key_{remark}"))


def _signer_of(signature: PsbtSignature, analysis: PsbtInputAnalysis) -> PsbtSigner | None:
    """Where its key comes from, if that is stated; of a taproot key path it is the internal key that is."""
    key, origins = signature.key, {signer.key[-32:]: signer for signer in analysis.signers}
    if key[-32:] in origins or len(key) != _X_ONLY or signature.leaf_hash:
        return origins.get(key[-32:])
    named = {each.key[-32:] for each in analysis.signatures}
    others = [each for each in analysis.signers if each.state not in _WITHOUT_SIGNATURE and each.key not in named]
    return others[0] if len(others) == 1 else None


def signature_line(signature: PsbtSignature, signer: PsbtSigner | None, texts: Texts) -> Line:
    """A mark, whose signature it is, and why it is not valid, where it is not."""
    verdict = signature.verdict.value
    told = {
        "key": shortened(signature.key.hex()) or texts.plain("psbt", "no_key"),
        "reason": _reason(signature, texts),
    }
    line = texts.line("psbt", f"signature_{verdict}", **told)
    line = tuple(Chunk(chunk.text, chunk.style or _STYLES[verdict]) for chunk in line)
    unasked = texts.line("psbt", "signature_not_asked_for") if signature.asked_for is False else ()
    is_policy = signature.policy and signature.verdict is Verdict.VALID
    policy = texts.line("psbt", "signature_policy", code=signature.policy) if is_policy else ()
    return join(line, () if signer is None else origin(signer, texts), unasked, policy)


def _reason(signature: PsbtSignature, texts: Texts) -> str:
    if not signature.reason:
        return ""
    topic, path = (
        ("psbt", ("reason",)) if texts.has("psbt", "reason", signature.reason) else ("script_errors", ("reason",))
    )
    return texts.plain(topic, *path, signature.reason)


def origin(signer: PsbtSigner, texts: Texts) -> Line:
    """The fingerprint of the master key, and the path from it."""
    return (Chunk(f"{signer.fingerprint.hex()} {signer.path_words}", "note"),)
