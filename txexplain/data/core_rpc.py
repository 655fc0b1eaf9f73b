"""What Bitcoin Core's RPC prints of an address and of a script by itself, key for key.

`validateaddress` is that of rpc/output_script.cpp, `decodescript` that of rpc/rawtransaction.cpp.
"""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.addresses.addresses import address_of
from txexplain.addresses.destination import Refusal, is_anchor, read_address
from txexplain.data import Data
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import Network
from txexplain.model.report import Match
from txexplain.templates.descriptors import descriptor_of, descriptor_of_witness_script
from txexplain.templates.outputs import output_type
from txexplain.templates.wrapped import Wrapped, wrapped
from txexplain.wire.asm import core_asm
from txexplain.wire.output_scripts import (
    is_pay_to_script_hash,
    witness_program,
)
from txexplain.wire.script import KEPT_OF_OUTPUT, parse


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
    outputs = list(wrapped(script, type_))
    if outputs:
        data["p2sh"] = address_of(outputs[0].script_pubkey, network)
    if len(outputs) > 1:
        data["segwit"] = _in_segwit(script, type_, outputs[1:], network)
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


def _in_segwit(script: bytes, type_: Match, outputs: Sequence[Wrapped], network: Network) -> Data:
    """The witness program that stands for it, by itself and in P2SH."""
    program, nested = outputs
    output = program.script_pubkey
    inner = descriptor_of_witness_script(script, type_) if program.witness_script else None
    found = _script(output, _type_of(output), network)
    return {
        "asm": found["asm"],
        "desc": inner or found["desc"],
        "hex": output.hex(),
        "address": found["address"],
        "type": found["type"],
        "p2sh-segwit": address_of(nested.script_pubkey, network),
    }
