"""A LockReport as plain data: what Core's RPC prints of the same, key for key at the top, and our own keys beside it.

Of an address that is `validateaddress`; of an address, a script and a public key `decodescript` of the (first) output
script; of a descriptor `getdescriptorinfo`, and as `addresses` what `deriveaddresses` prints. Ours are
`schema_version`, `kind`, `network`, `networks`, `index`, `scripts` and `wrapped`. `txexplain schema lock` is the
contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from txexplain.data import Data
from txexplain.data.core_rpc import decodescript_data, validateaddress_data
from txexplain.data.decode import SCHEMA_VERSION, inner_script_data
from txexplain.data.script_pubkey import script_pubkey_data
from txexplain.model.errors import InputError
from txexplain.model.lock import LockedScript, LockKey, LockReport, Way

if TYPE_CHECKING:
    from txexplain.descriptors.descriptor import Parsed


def lock_data(report: LockReport, parsed: Parsed | None = None) -> dict[str, Data]:
    """The lock as data; `parsed` is the descriptor where one was given."""
    return {
        **_core_data(report, parsed),
        "schema_version": SCHEMA_VERSION,
        "kind": report.kind,
        "network": report.network.name,
        "networks": [network.name for network in report.networks],
        "index": None if report.indexes is None else list(report.indexes),
        "scripts": [_locked(each) for each in report.scripts],
        "wrapped": [_locked(each) for each in report.wrapped],
    }


def _core_data(report: LockReport, parsed: Parsed | None) -> dict[str, Data]:
    if parsed is not None:
        return _descriptor_data(report, parsed)
    data = decodescript_data(report.scripts[0].output.script.slice.data, report.network)
    if report.kind == "address":
        return {**validateaddress_data(report.given, report.network), **data}
    return data


def _descriptor_data(report: LockReport, parsed: Parsed) -> dict[str, Data]:
    """What `getdescriptorinfo` and `deriveaddresses` print, or `addresses_error`, in the words of Core."""
    from txexplain.descriptors.refused import core_answer
    from txexplain.descriptors.rpc import derived_addresses, descriptorinfo_data

    data: dict[str, Any] = descriptorinfo_data(parsed)
    try:
        data["addresses"] = derived_addresses(parsed, report.indexes)
    except InputError as error:
        answer = core_answer(error)
        if answer is None:
            raise
        data["addresses"] = None
        data["addresses_error"] = {"code": answer["code"], "message": answer["error"]}
    return data


def _locked(each: LockedScript) -> Data:
    return {
        "scriptPubKey": script_pubkey_data(each.output),
        "addresses": {**dict(each.addresses)} or None,
        "inner_scripts": [inner_script_data(inner) for inner in each.inner_scripts],
        "ways": [_way(way) for way in each.ways],
        "more_ways": each.more_ways,
        "dust_sat": each.dust_sat,
        "index": each.position,
        "path": each.path,
        "closed_by": each.closed_by or None,
    }


def _way(way: Way) -> Data:
    return {
        "place": way.place,
        "leaf": way.leaf,
        "signers": [
            {"needed": signers.needed, "keys": [_key(key) for key in signers.keys]} for signers in way.signers
        ],
        "preimages": [{"hash": name, "digest": digest.hex()} for name, digest in way.preimages],
        "older": list(way.older),
        "after": list(way.after),
        "weight_wu": way.weight_wu,
        "signed": way.signed,
        "uncompressed_wu": way.uncompressed_wu,
    }


def _key(key: LockKey) -> Data:
    return {
        "text": key.text,
        "key": None if key.key is None else key.key.hex(),
        "key_hash": None if key.key_hash is None else key.key_hash.hex(),
        "participants": list(key.participants),
    }
