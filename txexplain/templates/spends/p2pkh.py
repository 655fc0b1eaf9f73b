"""A signature and the public key whose hash the spent output holds."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.view import SpendView, is_ecdsa_signature
from txexplain.wire.keys import is_public_key_size

KEY = "p2pkh"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if view.witness or pushes is None or len(pushes) != 2:
        return None
    signature, key = pushes
    if not is_ecdsa_signature(signature.data) or not is_public_key_size(key.data):
        return None
    return Match(KEY, (Capture("ecdsa_signature", signature), Capture("public_key", key)))
