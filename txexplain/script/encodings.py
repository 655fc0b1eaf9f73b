"""How signatures and keys must be written (Core: CheckSignatureEncoding, CheckPubKeyEncoding)."""

from __future__ import annotations

from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_ANYONECANPAY, SIGHASH_SINGLE
from txexplain.model.rules import Rules
from txexplain.model.signing import SigVersion
from txexplain.script.machine import Halt, Machine
from txexplain.wire.der import is_low_s, is_valid_signature_encoding
from txexplain.wire.keys import is_compressed, is_hybrid, is_public_key_size

_STRICT_DER = Rules.DERSIG | Rules.LOW_S | Rules.STRICTENC


def check_signature_encoding(machine: Machine, signature: bytes) -> None:
    """Stops where a rule forbids how the signature is written. An empty one is a plain no."""
    if not signature:
        return
    strict = any(machine.enforces(rule) for rule in _STRICT_DER)
    if strict and not is_valid_signature_encoding(signature):
        raise Halt("SIG_DER")
    if machine.enforces(Rules.LOW_S) and not is_low_s(signature[:-1]):
        raise Halt("SIG_HIGH_S")
    if machine.enforces(Rules.STRICTENC) and not _is_defined_hash_type(signature[-1]):
        raise Halt("SIG_HASHTYPE", hash_type=signature[-1])


def check_public_key_encoding(machine: Machine, key: bytes) -> None:
    """Stops where a rule forbids how the key is written."""
    if machine.enforces(Rules.STRICTENC) and (not is_public_key_size(key) or is_hybrid(key)):
        raise Halt("PUBKEYTYPE", key=key.hex())
    if (
        machine.version is SigVersion.WITNESS_V0
        and machine.enforces(Rules.WITNESS_PUBKEYTYPE)
        and not is_compressed(key)
    ):
        raise Halt("WITNESS_PUBKEYTYPE", key=key.hex())


def _is_defined_hash_type(hash_type: int) -> bool:
    return SIGHASH_ALL <= hash_type & ~SIGHASH_ANYONECANPAY <= SIGHASH_SINGLE
