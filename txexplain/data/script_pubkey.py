"""An output script as plain data, as Core's ScriptToUniv writes it (core_io.cpp)."""

from __future__ import annotations

from functools import lru_cache

from txexplain.addresses.addresses import address_of
from txexplain.addresses.descriptors import with_checksum
from txexplain.data import Data
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import Network
from txexplain.model.report import Match, OutputReport
from txexplain.templates.descriptors import descriptor_of
from txexplain.templates.outputs import output_type
from txexplain.wire.asm import core_asm
from txexplain.wire.output_scripts import (
    is_pay_to_pubkey_hash,
    is_pay_to_script_hash,
    is_pay_to_taproot,
    witness_program,
)
from txexplain.wire.script import KEPT_OF_OUTPUT, parse

_SHORTEST_WITHOUT_NUMBER = 7  # bytes of a witness program's script; a shorter push is written as a number
_SHORT = 128  # bytes of a script that is worth remembering


def script_pubkey_data(item: OutputReport) -> Data:
    """Of a script that was looked at."""
    return _data(item.script.slice.data, item.type, item.address)


def script_pubkey_of(script: bytes, network: Network) -> dict[str, Data]:
    """Of the bytes of a script alone. What was made of a short one is remembered: it is not to be changed."""
    return _of_short(script, network) if len(script) <= _SHORT else _of(script, network)


def _of(script: bytes, network: Network) -> dict[str, Data]:
    address = address_of(script, network)
    plain = _plain(script)
    if plain is not None and address is not None:
        key, asm = plain
        desc = with_checksum(f"addr({address})")
        return {"asm": asm, "desc": desc, "hex": script.hex(), "address": address, "type": key}
    return _data(script, output_type(parse(ByteSlice(0, script), keep=KEPT_OF_OUTPUT)), address)


_of_short = lru_cache(maxsize=4096)(_of)


def _plain(script: bytes) -> tuple[str, str] | None:
    """Type and assembly of the forms that most scripts have, whose descriptor is their address; None for others."""
    if is_pay_to_pubkey_hash(script):
        return "pubkeyhash", f"OP_DUP OP_HASH160 {script[3:23].hex()} OP_EQUALVERIFY OP_CHECKSIG"
    if is_pay_to_script_hash(script):
        return "scripthash", f"OP_HASH160 {script[2:22].hex()} OP_EQUAL"
    found = witness_program(ByteSlice(0, script))
    if found is None or len(script) < _SHORTEST_WITHOUT_NUMBER or is_pay_to_taproot(script):
        return None
    of_version_0 = "witness_v0_keyhash" if len(script) == 22 else "witness_v0_scripthash"  # no others have an address
    key = "witness_unknown" if found.version else of_version_0
    return key, f"{found.version} {script[2:].hex()}"


def _data(script: bytes, type_: Match, address: str | None) -> dict[str, Data]:
    data: dict[str, Data] = {
        "asm": core_asm(script),
        "desc": descriptor_of(script, type_, address),
        "hex": script.hex(),
    }
    if address is not None:
        data["address"] = address
    data["type"] = type_.key
    return data
