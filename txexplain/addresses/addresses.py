"""Output scripts to addresses and back (Core: key_io.cpp)."""

from __future__ import annotations

from functools import cache

from bitcoin.base58 import Base58Error
from bitcoin.base58 import decode as _base58_decode

from txexplain.addresses import bech32
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import NETWORKS, Network
from txexplain.wire.hashes import hash256
from txexplain.wire.output_scripts import (
    WITNESS_V0_SIZES,
    is_pay_to_pubkey_hash,
    is_pay_to_script_hash,
    pay_to_pubkey_hash,
    pay_to_script_hash,
    pay_to_witness,
    witness_program,
)

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TWO_DIGITS, _SIX_DIGITS = 58**2, 58**6
_TEN_DIGITS = 58**10  # so that most divisions are of numbers of one word
_SHORTEST = 14  # characters of an address: of a witness program of two bytes
MAX_BASE58_LENGTH = 200  # longer text is no address or key, and decoding takes quadratic time


def base58check_encode(payload: bytes) -> str:
    return _base58(payload + hash256(payload)[:4])


def _base58(data: bytes) -> str:
    number, text, pairs = int.from_bytes(data, "big"), "", _base58_pairs()
    while number:
        number, ten = divmod(number, _TEN_DIGITS)
        high, low = divmod(ten, _SIX_DIGITS)  # numbers of one word again
        rest, last = divmod(low, _TWO_DIGITS)
        first, second = divmod(high, _TWO_DIGITS)
        third, fourth = divmod(rest, _TWO_DIGITS)
        text = f"{pairs[first]}{pairs[second]}{pairs[third]}{pairs[fourth]}{pairs[last]}{text}"
    text = text.lstrip("1")
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


@cache
def _base58_pairs() -> tuple[str, ...]:
    return tuple(first + second for first in _BASE58 for second in _BASE58)


def base58check_decode(text: str) -> bytes | None:
    """The payload (prefix and data) of a base58check string, or None where the checksum does not fit."""
    if not 0 < len(text) <= MAX_BASE58_LENGTH:
        return None
    try:
        data: bytes = _base58_decode(text)
    except Base58Error:
        return None
    payload, checksum = data[:-4], data[-4:]
    return payload if len(checksum) == 4 and hash256(payload)[:4] == checksum else None


def address_of(script: bytes, network: Network) -> str | None:
    """The address that stands for the output script; None where none does (Core: ExtractDestination)."""
    if is_pay_to_pubkey_hash(script):
        return base58check_encode(bytes([network.pubkey_prefix]) + script[3:23])
    if is_pay_to_script_hash(script):
        return base58check_encode(bytes([network.script_prefix]) + script[2:22])
    found = witness_program(ByteSlice(0, script))
    if found is None or (found.version == 0 and len(found.program.data) not in WITNESS_V0_SIZES):
        return None
    return bech32.encode_program(network.bech32_hrp, found.version, found.program.data)


def addresses_of(script: bytes) -> tuple[tuple[str, str], ...]:
    """The name of each network on which the output script has an address, and that."""
    found = ((network.name, address_of(script, network)) for network in NETWORKS.values())
    return tuple((name, address) for name, address in found if address is not None)


def script_of(address: str, network: Network) -> bytes | None:
    """The output script that `address` stands for on `network`, or None where it is no address there."""
    segwit = bech32.decode_program(address)
    if segwit is not None:
        hrp, version, program = segwit
        return pay_to_witness(version, program) if hrp == network.bech32_hrp else None
    payload = base58check_decode(address)
    if payload is None or len(payload) != 21:
        return None
    if payload[0] == network.pubkey_prefix:
        return pay_to_pubkey_hash(payload[1:])
    if payload[0] == network.script_prefix:
        return pay_to_script_hash(payload[1:])
    return None


def networks_of(address: str) -> list[Network]:
    """The networks on which `address` is one (the test networks share their prefixes)."""
    if len(address) < _SHORTEST:
        return []
    return [network for network in NETWORKS.values() if script_of(address, network) is not None]


def is_secret_key(text: str) -> bool:
    """Whether `text` is a private key in wallet import format, or an extended private key."""
    payload = base58check_decode(text)
    if not payload:
        return False
    if payload[:4] in (b"\x04\x88\xad\xe4", b"\x04\x35\x83\x94"):  # xprv, tprv (BIP32)
        return len(payload) == 78
    if payload[:2] in (b"\x01\x42", b"\x01\x43"):  # encrypted with a passphrase (BIP38)
        return len(payload) == 39
    prefixes = {network.secret_prefix for network in NETWORKS.values()}
    return payload[0] in prefixes and (len(payload) == 33 or (len(payload) == 34 and payload[-1] == 1))
