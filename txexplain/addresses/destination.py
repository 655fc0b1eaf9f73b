"""An address as Bitcoin Core reads it on one network, or its sentence of refusal (Core: DecodeDestination)."""

from __future__ import annotations

from typing import NamedTuple

from bitcoin.base58 import Base58Error
from bitcoin.base58 import decode as _base58_decode

from txexplain.addresses import bech32
from txexplain.addresses.locate import slips
from txexplain.model.networks import Network
from txexplain.wire.hashes import hash256
from txexplain.wire.output_scripts import (
    PAY_TO_ANCHOR,
    WITNESS_V0_SIZES,
    pay_to_pubkey_hash,
    pay_to_script_hash,
    pay_to_witness,
)

_SPACE = b" \f\n\r\t\v"
_CHECKSUM_SIZE = 6
_LONGEST = 100  # bytes of base58 that are still called so
_MAX_PROGRAM = 40


class Refusal(NamedTuple):
    """Core's sentence, and which bytes of the text it names, counted from 0."""

    core: str
    places: tuple[int, ...] = ()


def read_address(text: str, network: Network) -> bytes | Refusal:
    """The output script of the address, or why it is none on this network."""
    given = text.encode("utf-8", "surrogatepass")
    if given[: len(network.bech32_hrp)].lower() != network.bech32_hrp.encode():
        return _base58_address(given, network)
    decoded = bech32.decode(text)
    return located(given) if decoded is None else _segwit_address(*decoded, network)


def _base58_address(given: bytes, network: Network) -> bytes | Refusal:
    data = _base58(given, _LONGEST)
    if data is None:
        return Refusal("Invalid or unsupported Segwit (Bech32) or Base58 encoding.")
    payload = data[:-4]
    if not 4 <= len(data) <= 25 or hash256(payload)[:4] != data[-4:]:
        return Refusal("Invalid checksum or length of Base58 address (P2PKH or P2SH)")
    version = payload[0] if payload else -1
    if len(payload) == 21 and version == network.pubkey_prefix:
        return pay_to_pubkey_hash(payload[1:])
    if len(payload) == 21 and version == network.script_prefix:
        return pay_to_script_hash(payload[1:])
    if version in (network.pubkey_prefix, network.script_prefix):
        return Refusal("Invalid length for Base58 address (P2PKH or P2SH)")
    return Refusal("Invalid or unsupported Base58-encoded address.")


def _base58(given: bytes, most: int) -> bytes | None:
    """The bytes, of at most so many; white space around is left out (Core: DecodeBase58)."""
    bare = given.strip(_SPACE)
    if b"\0" in given or len(bare) > 2 * most or not bare.isascii():
        return None
    try:
        data: bytes = _base58_decode(bare.decode())
    except Base58Error:
        return None
    return data if len(data) <= most else None


def _segwit_address(hrp: str, values: list[int], constant: int, network: Network) -> bytes | Refusal:
    if not values:
        return Refusal("Empty Bech32 data section")
    if hrp != network.bech32_hrp:
        expected = f"(expected {network.bech32_hrp}, got {hrp})."
        return Refusal(f"Invalid or unsupported prefix for Segwit (Bech32) address {expected}")
    version, *groups = values
    if version == 0 and constant != bech32.BECH32:
        return Refusal("Version 0 witness address must use Bech32 checksum")
    if version and constant != bech32.BECH32M:
        return Refusal("Version 1+ witness address must use Bech32m checksum")
    program = bech32.program_of(groups)
    return Refusal("Invalid padding in Bech32 data section") if program is None else _paying_to(version, program)


def _paying_to(version: int, program: bytes) -> bytes | Refusal:
    size = f"({len(program)} {'byte' if len(program) == 1 else 'bytes'})"
    if version == 0 and len(program) not in WITNESS_V0_SIZES:
        return Refusal(f"Invalid Bech32 v0 address program size {size}, per BIP141")
    if version > 16:
        return Refusal("Invalid Bech32 address witness version")
    if not 2 <= len(program) <= _MAX_PROGRAM:
        return Refusal(f"Invalid Bech32 address program size {size}")
    return pay_to_witness(version, program)


def is_anchor(script: bytes) -> bool:
    """Core: CScript::IsPayToAnchor."""
    return script == PAY_TO_ANCHOR


def located(given: bytes) -> Refusal:
    """What is wrong with a string that is neither bech32 nor bech32m (Core: LocateErrors)."""
    if len(given) > bech32.MAX_LENGTH:
        return Refusal("Bech32 string too long", tuple(range(bech32.MAX_LENGTH, len(given))))
    odd = _odd_characters(given)
    if odd:
        return Refusal("Invalid character or mixed case", odd)
    hrp, separator, data = given.decode().lower().rpartition("1")
    if not separator:
        return Refusal("Missing separator")
    if not hrp or len(data) < _CHECKSUM_SIZE:
        return Refusal("Invalid separator position", (len(hrp),))
    wrong = next((place for place, char in enumerate(data) if char not in bech32.CHARSET), None)
    if wrong is not None:
        return Refusal("Invalid Base 32 character", (len(hrp) + 1 + wrong,))
    return _wrong_checksum(hrp, data)


def _odd_characters(given: bytes) -> tuple[int, ...]:
    """Those that are not printed, and letters of the other case than the first one (Core: CheckCharacters)."""
    letters = [char for char in given if chr(char).isalpha() and char < 0x80]
    wrong_case = (bytes.isupper if letters and chr(letters[0]).islower() else bytes.islower) if letters else None
    return tuple(
        place
        for place, char in enumerate(given)
        if not 33 <= char <= 126 or (wrong_case is not None and wrong_case(bytes([char])))
    )


def _wrong_checksum(hrp: str, data: str) -> Refusal:
    """By whichever of the two checksums fewer characters are wrong, bech32 first."""
    left = bech32.checksum_constant(hrp, [bech32.CHARSET.index(char) for char in data])
    found = {
        name: slips(left ^ constant, len(data)) or ()
        for name, constant in (("Bech32", bech32.BECH32), ("Bech32m", bech32.BECH32M))
    }
    name, best = min(found.items(), key=lambda each: len(each[1]) or 3)
    if not best:
        return Refusal("Invalid checksum")
    end = len(hrp) + len(data)
    return Refusal(f"Invalid {name} checksum", tuple(end - slip.from_end for slip in best))
