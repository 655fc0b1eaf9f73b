"""What Bitcoin Core's RPC prints of an address and of a script by itself, key for key.

`validateaddress` is that of rpc/output_script.cpp, `decodescript` that of rpc/rawtransaction.cpp.
"""

from __future__ import annotations

from txexplain.addresses.addresses import address_of
from txexplain.addresses.destination import Refusal, is_anchor, read_address
from txexplain.data import Data
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import Network
from txexplain.model.report import Match
from txexplain.model.script import (
    MAX_OPCODE,
    MAX_SCRIPT_ELEMENT_SIZE,
    NONSTANDARD,
    is_op_success,
    is_unspendable,
)
from txexplain.templates.descriptors import descriptor_of, descriptor_of_witness_script
from txexplain.templates.outputs import output_type
from txexplain.wire.asm import core_asm
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import is_compressed
from txexplain.wire.output_scripts import (
    is_pay_to_pubkey_hash,
    is_pay_to_script_hash,
    pay_to_script_hash,
    pay_to_witness,
    witness_program,
)
from txexplain.wire.script import KEPT_OF_OUTPUT, instructions, parse

_WRAPPED = (NONSTANDARD, "multisig", "pubkey", "pubkeyhash", "witness_v0_keyhash", "witness_v0_scripthash")
_WRAPPED_IN_SEGWIT = _WRAPPED[:4]
_WITH_KEYS = ("multisig", "pubkey")


def validateaddress_data(text: str, network: Network) -> dict[str, Data]:
    """What `validateaddress` prints on that network, of an address and of what is none."""
    script = read_address(text, network)
    if isinstance(script, Refusal):
        return {"isvalid": False, "error_locations": list(script.places), "error": script.core}
    return {
        "isvalid": True,
        "address": address_of(script, network),
        "scriptPubKey": script.hex(),
        **_destination(script),
    }


def _destination(script: bytes) -> dict[str, Data]:
    """Core's DescribeAddress."""
    found = witness_program(ByteSlice(0, script))
    if found is None:
        return {"isscript": is_pay_to_script_hash(script), "iswitness": False}
    if is_anchor(script):
        return {"isscript": True, "iswitness": True}
    version, program = found.version, found.program.data
    known = version == 0 or (version == 1 and len(program) == 32)
    return {
        **({"isscript": len(program) == 32} if known else {}),
        "iswitness": True,
        "witness_version": version,
        "witness_program": program.hex(),
    }


def decodescript_data(script: bytes, network: Network) -> dict[str, Data]:
    """What `decodescript` prints on that network: the script as an output script, then what could stand for it."""
    type_ = _type_of(script)
    data = _script(script, type_, network)
    if type_.key not in _WRAPPED or not _can_be_wrapped(script):
        return data
    data["p2sh"] = _address_of_hash(script, network)
    if type_.key in _WRAPPED_IN_SEGWIT and _can_be_in_segwit(type_):
        data["segwit"] = _in_segwit(script, type_, network)
    return data


def _type_of(script: bytes) -> Match:
    return output_type(parse(ByteSlice(0, script), keep=KEPT_OF_OUTPUT))


def _script(script: bytes, type_: Match, network: Network) -> dict[str, Data]:
    """Core's ScriptToUniv."""
    address = address_of(script, network)
    data: dict[str, Data] = {"asm": core_asm(script), "desc": descriptor_of(script, type_, address)}
    if address is not None:
        data["address"] = address
    data["type"] = type_.key
    return data


def _address_of_hash(script: bytes, network: Network) -> str | None:
    return address_of(pay_to_script_hash(hash160(script)), network)


def _can_be_wrapped(script: bytes) -> bool:
    """Whether each opcode can run, in tapscript too, and it as a whole (Core: HasValidOps, IsUnspendable)."""
    if is_unspendable(script):
        return False
    return not any(
        item.flaw
        or item.opcode > MAX_OPCODE
        or is_op_success(item.opcode)
        or len(item.data or b"") > MAX_SCRIPT_ELEMENT_SIZE
        for item in instructions(script)
    )


def _can_be_in_segwit(type_: Match) -> bool:
    """Whether all of its keys are compressed, as segwit asks for."""
    return type_.key not in _WITH_KEYS or all(is_compressed(key.data) for key in type_.pieces("public_key"))


def _in_segwit(script: bytes, type_: Match, network: Network) -> Data:
    """The witness program that stands for it: of its key's hash where it asks for one key, else of its own."""
    output = _witness_output(script, type_)
    inner = None if len(output) == 22 else descriptor_of_witness_script(script, type_)
    found = _script(output, _type_of(output), network)
    return {
        "asm": found["asm"],
        "desc": inner or found["desc"],
        "hex": output.hex(),
        "address": found["address"],
        "type": found["type"],
        "p2sh-segwit": _address_of_hash(output, network),
    }


def _witness_output(script: bytes, type_: Match) -> bytes:
    if type_.key == "pubkey":
        return pay_to_witness(0, hash160(script[1:-1]))
    return pay_to_witness(0, script[3:23] if is_pay_to_pubkey_hash(script) else sha256(script))
