"""A signature and the public key whose hash the spent output holds."""

from txexplain.model.report import Capture, Match
from txexplain.templates.spends.template import SpendTemplate
from txexplain.templates.spends.view import SpendView, is_ecdsa_signature
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import is_public_key_size
from txexplain.wire.output_scripts import pay_to_pubkey_hash

KEY = "p2pkh"


def match(view: SpendView) -> Match | None:
    pushes = view.pushes
    if view.witness or pushes is None or len(pushes) != 2:
        return None
    signature, key = pushes
    if not is_ecdsa_signature(signature.data) or not is_public_key_size(key.data):
        return None
    return Match(KEY, (Capture("ecdsa_signature", signature), Capture("public_key", key)))


def implied_script(spend: Match) -> bytes:
    """By the key that the input shows."""
    (key,) = spend.pieces("public_key")
    return pay_to_pubkey_hash(hash160(key.data))


TEMPLATE = SpendTemplate(KEY, match, implied_script)
