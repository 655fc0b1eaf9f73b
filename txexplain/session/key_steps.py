"""A small secret number to its addresses, for teaching. Nothing here reads or writes a private key."""

from __future__ import annotations

from txexplain.addresses.addresses import address_of, base58check_decode
from txexplain.addresses.bech32 import encode_program
from txexplain.crypto.curve import G, combine
from txexplain.model.key_steps import KeyForm, KeySteps
from txexplain.model.networks import MAIN, Network
from txexplain.wire.hashes import hash160, hash256, sha256
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_witness

LARGEST = 1 << 16  # a number that anybody can guess


def key_steps(number: int, network: Network = MAIN) -> KeySteps:
    """The point of the number, and what is made of it. Only of numbers that can be no secret."""
    if not 0 < number <= LARGEST:
        raise ValueError(f"number must be from 1 to {LARGEST}")
    point = combine(number, 0, G)
    assert point is not None
    x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
    compressed = _form(bytes([2 + (point.y & 1)]) + x, network)
    return KeySteps(number, point.x, point.y, network, compressed, _form(b"\4" + x + y, network))


def _form(key: bytes, network: Network) -> KeyForm:
    hashed = hash160(key)
    payload = bytes([network.pubkey_prefix]) + hashed
    script = pay_to_pubkey_hash(hashed)
    address = address_of(script, network)
    assert address is not None
    assert base58check_decode(address) == payload
    checksummed = payload + hash256(payload)[:4]
    is_compressed = len(key) == 33
    segwit = encode_program(network.bech32_hrp, 0, hashed) if is_compressed else None
    program = pay_to_witness(0, hashed) if is_compressed else None
    return KeyForm(key, sha256(key), hashed, checksummed, address, script, segwit, program)
