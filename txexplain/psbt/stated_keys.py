"""The keys that an input states with their origins, and whether each has signed or still may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.model.psbt import PsbtMap
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtRole, PsbtSignature, PsbtSigner
from txexplain.model.report import SpentOutput
from txexplain.model.signing import SigVersion
from txexplain.model.spend import Verdict
from txexplain.psbt.places import Place, names, place_of
from txexplain.psbt.signing_data import SigningData, leaf_hashes_of, origin_of

_STATES = {Verdict.VALID: "signed", Verdict.INVALID: "invalid", Verdict.UNKNOWN: "unchecked"}


def stated_keys(each: PsbtMap, output: SpentOutput | None, analysis: PsbtInputAnalysis) -> Iterator[PsbtSigner]:
    """In the order in which the PSBT has them: keys of 33 or 65 bytes, then those of taproot."""
    data = SigningData(each)
    place = None if output is None else place_of(output, data)
    done = analysis.signatures_suffice or analysis.next >= PsbtRole.FINALIZER
    for entry in each.all("PSBT_IN_BIP32_DERIVATION"):
        key = entry.key_data.data
        own = [signature for signature in analysis.signatures if signature.key == key]
        yield PsbtSigner(key, *origin_of(entry), _state(own, done, _asked_for(key, place)))
    for entry in each.all("PSBT_IN_TAP_BIP32_DERIVATION"):
        key = entry.key_data.data
        own = [signature for signature in analysis.signatures if _is_by(signature, key, data, place)]
        asked_for = _asked_for_in_taproot(key, leaf_hashes_of(entry), data, place)
        yield PsbtSigner(key, *origin_of(entry), _state(own, done, asked_for))


def _state(own: Sequence[PsbtSignature], done: bool, asked_for: bool | None) -> str:
    for verdict, state in _STATES.items():
        if any(signature.verdict is verdict for signature in own):
            return state
    if asked_for is False:
        return "not_asked_for"
    return "done" if done else "unknown" if asked_for is None else "may_sign"


def _asked_for(key: bytes, place: Place | None) -> bool | None:
    if place is not None and place.version is SigVersion.TAPROOT:
        return False
    return None if place is None or place.script is None else names(place.script, key)


def _is_by(signature: PsbtSignature, key: bytes, data: SigningData, place: Place | None) -> bool:
    """Whether whoever has the key made it. The key path is signed with the internal key, tweaked."""
    if place and signature.key == place.output_key and not signature.leaf_hash:
        return key in (data.internal_key, place.output_key)
    return signature.key in (key, b"\x02" + key, b"\x03" + key)


def _asked_for_in_taproot(key: bytes, leaves: Sequence[bytes], data: SigningData, place: Place | None) -> bool | None:
    """By the key path, as the internal key or a participant, or in one of the leaves that the PSBT states for it."""
    if place is None:
        return None
    if place.version is not SigVersion.TAPROOT:
        return False
    participants = {each[1:] for group in data.participants.values() for each in group}
    if key in (data.internal_key, place.output_key) or key in participants:
        return True
    scripts = [place.leaf(leaf) for leaf in leaves]
    if any(script is not None and names(script, key) for script in scripts):
        return True
    return None if None in scripts or not scripts else False
