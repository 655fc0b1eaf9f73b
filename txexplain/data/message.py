"""A signed message that was given by itself, as plain data: what `decode --json` prints of one."""

from __future__ import annotations

from txexplain.data import Data
from txexplain.data.decode import SCHEMA_VERSION, region_data
from txexplain.data.script_pubkey import script_pubkey_data
from txexplain.model.bytes import ByteSlice, Region
from txexplain.model.hash_types import hash_type_name
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import OutputReport
from txexplain.model.signing_message import SCRIPTS, MessageReport, number_of
from txexplain.wire.asm import core_asm

KIND = "signing_message"


def message_data(report: MessageReport, tree: Region | None = None) -> dict[str, Data]:
    """The message as data, with `tree` its labelled bytes as `regions`."""
    sighash, vin = report.message
    raw = report.message.raw
    scheme = "schnorr" if sighash.algorithm.startswith("bip34") else "ecdsa"
    data: dict[str, Data] = {
        "kind": KIND,
        "algorithm": sighash.algorithm,
        "hash_type": sighash.hash_type,
        "hash_type_name": hash_type_name(sighash.hash_type, scheme),
        "input_index": vin,
        "digest": sighash.digest.hex(),
        "parts": [_part(key, piece, report) for key, piece in report.message.pieces],
        "spent_sat": report.spent_sat,
        "outputs": [_output(item, n) for n, item in enumerate(report.outputs, report.first_output)],
        "unsigned": report.unsigned.hex() or None,
        "hex": raw.hex(),
        "size": len(raw),
        "network": report.network.name,
        "schema_version": SCHEMA_VERSION,
    }
    if tree is not None:
        data["regions"] = region_data(tree, raw)
    return data


def _part(key: str, piece: ByteSlice, report: MessageReport) -> Data:
    """A part; its value is the number that it is, of a coin `txid:n`, of a script its opcodes, else null."""
    value: Data = number_of(key, piece.data)
    if key == "outpoint":
        value = f"{display_hex(piece.data[:32])}:{int.from_bytes(piece.data[32:], 'little')}"
    if key in SCRIPTS and report.script is not None:
        value = core_asm(report.script.slice.data)
    return {"key": key, "hex": piece.data.hex(), "offset": piece.start, "value": value}


def _output(item: OutputReport, n: int) -> Data:
    return {"n": n, "value_sat": item.value_sat, "scriptPubKey": script_pubkey_data(item)}
