"""A signed message that was given by itself, as plain data: what `decode --json` prints of one."""

from __future__ import annotations

from txexplain.data import Data
from txexplain.data.decode import SCHEMA_VERSION, region_data, script_pubkey_data
from txexplain.model.bytes import Region
from txexplain.model.hash_types import hash_type_name
from txexplain.model.report import OutputReport
from txexplain.model.signing_message import SCRIPTS, MessageReport
from txexplain.wire.asm import core_asm

KIND = "signing_message"


def message_data(report: MessageReport, tree: Region, *, with_regions: bool = False) -> dict[str, Data]:
    """The message as data; `tree` is its labelled bytes, a child a part, which stand as `regions` where asked for."""
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
        "parts": [_part(part.key, region, report) for part, region in zip(sighash.parts, tree.children, strict=True)],
        "spent_sat": report.spent_sat,
        "outputs": [_output(item, n) for n, item in enumerate(report.outputs, report.first_output)],
        "unsigned": report.unsigned.hex() or None,
        "hex": raw.hex(),
        "size": len(raw),
        "network": report.network.name,
        "schema_version": SCHEMA_VERSION,
    }
    if with_regions:
        data["regions"] = region_data(tree, raw)
    return data


def _part(key: str, region: Region, report: MessageReport) -> Data:
    """A part; its value is the number that it is, of a coin `txid:n`, of a script its opcodes, else null."""
    value: Data = region.value
    if key == "outpoint":
        value = ":".join(str(child.value) for child in region.children)
    if key in SCRIPTS and report.script is not None:
        value = core_asm(report.script.slice.data)
    return {
        "key": key,
        "hex": report.message.raw[region.start : region.end].hex(),
        "offset": region.start,
        "value": value,
    }


def _output(item: OutputReport, n: int) -> Data:
    return {"n": n, "value_sat": item.value_sat, "scriptPubKey": script_pubkey_data(item)}
