"""The address and the descriptor of an output script (Core: ExtractDestination, InferDescriptor)."""

from __future__ import annotations

from txexplain.addresses.addresses import pubkeyhash_address, scripthash_address, witness_address
from txexplain.addresses.descriptors import with_checksum
from txexplain.model.networks import Network
from txexplain.model.report import Match
from txexplain.wire.keys import is_hybrid, is_x_coordinate

_WITNESS_VERSIONS = {
    "witness_v0_keyhash": 0,
    "witness_v0_scripthash": 0,
    "witness_v1_taproot": 1,
    "anchor": 1,
}


def address_of(script: bytes, type_: Match, network: Network) -> str | None:
    """The address that stands for `script`, or None: bare keys, multisig, data and other scripts have none."""
    if type_.key == "pubkeyhash":
        return pubkeyhash_address(script[3:23], network)
    if type_.key == "scripthash":
        return scripthash_address(script[2:22], network)
    if type_.key == "witness_unknown":
        return witness_address(int(type_.facts["version"]), script[2:], network)
    if type_.key in _WITNESS_VERSIONS:
        return witness_address(_WITNESS_VERSIONS[type_.key], script[2:], network)
    return None


def descriptor_of(script: bytes, type_: Match, address: str | None) -> str:
    """The descriptor Core infers when it knows no keys, with its checksum."""
    return with_checksum(_descriptor(script, type_, address))


def _descriptor(script: bytes, type_: Match, address: str | None) -> str:
    keys = [piece.data for piece in type_.pieces("public_key")]
    plain_keys = not any(is_hybrid(key) for key in keys)
    if type_.key == "pubkey" and plain_keys:
        return f"pk({keys[0].hex()})"
    if type_.key == "multisig" and plain_keys:
        return f"multi({type_.facts['required']},{','.join(key.hex() for key in keys)})"
    if type_.key == "witness_v1_taproot" and is_x_coordinate(script[2:]):
        return f"rawtr({script[2:].hex()})"
    return f"addr({address})" if address else f"raw({script.hex()})"
