"""A signature and a public key, both in the witness (BIP141)."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.view import SpendView, is_ecdsa_signature
from txexplain.wire.keys import is_public_key_size

KEY = "p2wpkh"


def match(view: SpendView) -> Match | None:
    if view.script_sig.slice.data or len(view.witness) != 2:
        return None
    signature, key = view.witness
    if not is_ecdsa_signature(signature.data) or not is_public_key_size(key.data):
        return None
    return Match(KEY, (Capture("ecdsa_signature", signature), Capture("public_key", key)))
