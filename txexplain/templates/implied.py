"""The output script that an input's own data implies, where the spent output is not known."""

from __future__ import annotations

from txexplain.model.report import Match
from txexplain.model.script import OP_0, OP_CHECKSIG, OP_DUP, OP_EQUAL, OP_EQUALVERIFY, OP_HASH160
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.script import push


def implied_script(spend: Match) -> bytes | None:
    """The one script of its kind that the revealed key or script fits; None where nothing of the sort is revealed."""
    redeem_scripts = spend.pieces("redeem_script")
    if redeem_scripts:
        return _pay_to_script_hash(redeem_scripts[-1].data)
    if spend.key == "p2pkh":
        return _pay_to_pubkey_hash(spend.pieces("public_key")[-1].data)
    if spend.key == "p2wpkh":
        return bytes([OP_0]) + push(hash160(spend.pieces("public_key")[-1].data))
    if spend.key == "p2wsh":
        return bytes([OP_0]) + push(sha256(spend.pieces("witness_script")[-1].data))
    return None


def _pay_to_pubkey_hash(key: bytes) -> bytes:
    return bytes([OP_DUP, OP_HASH160]) + push(hash160(key)) + bytes([OP_EQUALVERIFY, OP_CHECKSIG])


def _pay_to_script_hash(script: bytes) -> bytes:
    return bytes([OP_HASH160]) + push(hash160(script)) + bytes([OP_EQUAL])
