"""The partial signatures of MuSig2 that an input brings, each checked with the nonces of all (BIP327)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.crypto.musig2 import verify_partial
from txexplain.model.psbt_analysis import PsbtSignature
from txexplain.model.spend import Verdict
from txexplain.psbt.musig import NO_LEAF, Group, groups, session_of
from txexplain.psbt.places import Place
from txexplain.psbt.signers import Nobody
from txexplain.psbt.signing_data import SigningData

_FIELD = "PSBT_IN_MUSIG2_PARTIAL_SIG"


def judge_musig(data: SigningData, place: Place, nobody: Nobody) -> Iterator[PsbtSignature]:
    """Each participant's, by the key that all sign for."""
    for (signed_for, leaf), partials in sorted(data.partial_signatures.items()):
        group = _group(data, place, signed_for, leaf)
        session = group and session_of(data, nobody, group)
        nonces = data.nonces.get((signed_for, leaf), {})
        for key, signature in sorted(partials.items()):
            found = PsbtSignature(_FIELD, key, Verdict.UNKNOWN, leaf_hash=b"" if leaf == NO_LEAF else leaf)
            if group is None:
                yield found._replace(reason="participants")
            elif key not in group.participants:
                yield found._replace(reason="participants", asked_for=False)
            elif session is None:
                yield found._replace(reason="nonces", asked_for=True)
            else:
                fits = verify_partial(session, key, nonces[key], signature)
                verdict, reason = (Verdict.VALID, "") if fits else (Verdict.INVALID, "mismatch")
                yield found._replace(verdict=verdict, reason=reason, asked_for=True)


def _group(data: SigningData, place: Place, signed_for: bytes, leaf: bytes) -> Group | None:
    """Who signs for that key in that place."""
    if leaf != NO_LEAF:
        found = [*groups(data, signed_for[1:], None, leaf)]
    else:
        found = [
            *groups(data, data.internal_key, data.merkle_root, leaf),
            *groups(data, place.output_key, None, leaf),
        ]
    return next((group for group in found if group.signed_for == signed_for), None)
