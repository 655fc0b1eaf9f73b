"""The keys that an input states with their origins, and whether each has signed or still may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from txexplain.model.psbt import PsbtMap
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtRole, PsbtSignature, PsbtSigner
from txexplain.model.report import SpentOutput
from txexplain.model.signing import SigVersion
from txexplain.model.spend import Verdict
from txexplain.psbt.places import place_of
from txexplain.psbt.signing_data import SigningData, leaf_hashes_of, origin_of

_STATES = {Verdict.VALID: "signed", Verdict.INVALID: "invalid", Verdict.UNKNOWN: "unchecked"}


def stated_keys(each: PsbtMap, output: SpentOutput | None, analysis: PsbtInputAnalysis) -> Iterator[PsbtSigner]:
    """In the order in which the PSBT has them: keys of 33 or 65 bytes, then those of taproot."""
    return _Input(SigningData(each), output, analysis).signers(each)


class _Input:
    """What is known of one input: its place, its signatures by who made them, the keys of its MuSig2 participants."""

    def __init__(self, data: SigningData, output: SpentOutput | None, analysis: PsbtInputAnalysis) -> None:
        self.place = None if output is None else place_of(output, data)
        self.done = analysis.signatures_suffice or analysis.next >= PsbtRole.FINALIZER
        self.for_key_path = {data.internal_key, self.place.output_key if self.place else b""}
        self.participants = {each[1:] for group in data.participants.values() for each in group}
        self.verdicts: dict[bytes, set[Verdict]] = {}
        for signature in analysis.signatures:
            for key in self._makers(signature):
                self.verdicts.setdefault(key, set()).add(signature.verdict)

    def _makers(self, signature: PsbtSignature) -> Iterable[bytes]:
        """Whose it is, by the key and by its x. The key path is signed with the internal key, tweaked."""
        if self.place and signature.key == self.place.output_key and not signature.leaf_hash:
            return self.for_key_path
        return {signature.key, signature.key[-32:] if len(signature.key) == 33 else signature.key}

    def signers(self, each: PsbtMap) -> Iterator[PsbtSigner]:
        for entry in each.all("PSBT_IN_BIP32_DERIVATION"):
            key = entry.key_data.data
            yield PsbtSigner(key, *origin_of(entry), self._state(key, self._asked_for(key)))
        for entry in each.all("PSBT_IN_TAP_BIP32_DERIVATION"):
            key = entry.key_data.data
            asked_for = self._asked_for_in_taproot(key, leaf_hashes_of(entry))
            yield PsbtSigner(key, *origin_of(entry), self._state(key, asked_for))

    def _state(self, key: bytes, asked_for: bool | None) -> str:
        for verdict, state in _STATES.items():
            if verdict in self.verdicts.get(key, ()):
                return state
        if asked_for is False:
            return "not_asked_for"
        return "done" if self.done else "unknown" if asked_for is None else "may_sign"

    def _asked_for(self, key: bytes) -> bool | None:
        place = self.place
        if place is not None and place.version is SigVersion.TAPROOT:
            return False
        return None if place is None or place.script is None else place.names(place.script, key)

    def _asked_for_in_taproot(self, key: bytes, leaves: Sequence[bytes]) -> bool | None:
        """By the key path, as the internal key or a participant, or in one of the leaves that are stated for it."""
        place = self.place
        if place is None:
            return None
        if place.version is not SigVersion.TAPROOT:
            return False
        if key in self.for_key_path or key in self.participants:
            return True
        scripts = [place.leaves.get(leaf) for leaf in leaves]
        if any(script is not None and place.names(script, key) for script in scripts):
            return True
        return None if None in scripts or not scripts else False
