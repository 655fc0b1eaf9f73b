"""An output script as plain data, as Core's ScriptToUniv writes it (core_io.cpp)."""

from __future__ import annotations

from functools import lru_cache

from txexplain.addresses.addresses import address_of
from txexplain.addresses.descriptors import with_checksum
from txexplain.data import Data
from txexplain.model.bytes import ByteSlice
from txexplain.model.frozen import FrozenDict
from txexplain.model.networks import Network
from txexplain.model.report import Match, OutputReport
from txexplain.templates.descriptors import descriptor_of
from txexplain.templates.outputs import key_by_bytes, output_type
from txexplain.wire.asm import core_asm
from txexplain.wire.script import KEPT_OF_OUTPUT, parse

_ASM = {  # of types whose descriptor is their address: what stands before the hash, where that is, what follows
    "pubkeyhash": ("OP_DUP OP_HASH160", 3, 23, " OP_EQUALVERIFY OP_CHECKSIG"),
    "scripthash": ("OP_HASH160", 2, 22, " OP_EQUAL"),
    "witness_v0_keyhash": ("0", 2, 22, ""),
    "witness_v0_scripthash": ("0", 2, 34, ""),
}
_SHORT = 128  # bytes of a script that is worth remembering


def script_pubkey_data(item: OutputReport) -> Data:
    """Of a script that was looked at."""
    return _data(item.script.slice.data, item.type, item.address)


def script_pubkey_of(script: bytes, network: Network) -> dict[str, Data]:
    """Of the bytes of a script alone. What was made of a short one is remembered."""
    return _of_short(script, network) if len(script) <= _SHORT else _of(script, network)


def _of(script: bytes, network: Network) -> FrozenDict[str, Data]:
    address = address_of(script, network)
    key = key_by_bytes(script)
    if key not in _ASM:
        return FrozenDict(_data(script, output_type(parse(ByteSlice(0, script), keep=KEPT_OF_OUTPUT)), address))
    before, start, end, behind = _ASM[key]
    asm = f"{before} {script[start:end].hex()}{behind}"
    desc = with_checksum(f"addr({address})")
    return FrozenDict(asm=asm, desc=desc, hex=script.hex(), address=address, type=key)


_of_short = lru_cache(maxsize=4096)(_of)


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
