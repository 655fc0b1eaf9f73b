"""The members of `decodepsbt` that tell of one map of a PSBT, and how each is made of its fields."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.addresses.addresses import base58check_encode
from txexplain.data import Data
from txexplain.data.psbt_new_members import NEW_FIELDS
from txexplain.model.bytes import ByteSlice
from txexplain.model.hash_types import hash_type_name
from txexplain.model.psbt import PsbtEntry, PsbtMap
from txexplain.templates.outputs import output_type
from txexplain.wire.asm import core_asm
from txexplain.wire.hashes import hash160
from txexplain.wire.script import KEPT_OF_OUTPUT, parse

Member = Callable[[PsbtMap], Data]


def _hex(piece: ByteSlice) -> str:
    return piece.data.hex()


def _slices(entry: PsbtEntry, key: str) -> list[bytes]:
    """The parts of that key, of the key data and the value."""
    return [part.slice.data for part in (*entry.key_parts, *entry.value_parts) if part.key == f"psbt.{key}"]


def _one_hex(field: str) -> Member:
    def make(each: PsbtMap) -> Data:
        entry = each.one(field)
        return entry and entry.value.data.hex()

    return make


def _by_key(field: str, order: Callable[[bytes], bytes] = bytes) -> Member:
    """Key data to value, in hex."""

    def make(each: PsbtMap) -> Data:
        entries = sorted(each.all(field), key=lambda entry: order(entry.key_data.data))
        return {entry.key_data.data.hex(): entry.value.data.hex() for entry in entries}

    return make


def _script(field: str, *, final: bool = False) -> Member:
    def make(each: PsbtMap) -> Data:
        entry = each.one(field)
        if entry is None or not entry.value.data:
            return None
        script = entry.value.data
        data: dict[str, Data] = {"asm": core_asm(script, sighash_types=final), "hex": script.hex()}
        if not final:
            data["type"] = output_type(parse(ByteSlice(0, script), keep=KEPT_OF_OUTPUT)).key
        return data

    return make


def _sighash(each: PsbtMap) -> Data:
    entry = each.one("PSBT_IN_SIGHASH_TYPE")
    return None if entry is None else hash_type_name(entry.value.data[0], "schnorr") or ""


def _witness(each: PsbtMap) -> Data:
    entry = each.one("PSBT_IN_FINAL_SCRIPTWITNESS")
    return None if entry is None else _items(entry)


def _items(entry: PsbtEntry) -> Data:
    """The items of a witness; an empty one has a size and no bytes."""
    found: list[Data] = []
    for part in entry.value_parts:
        if part.key == "psbt.witness.item.size" and part.value == 0:
            found.append("")
        elif part.key == "psbt.witness.item":
            found.append(part.slice.data.hex())
    return found


def _origin(entry: PsbtEntry) -> dict[str, Data]:
    steps = [part.value for part in entry.value_parts if part.key == "psbt.path.step"]
    return {
        "master_fingerprint": _slices(entry, "fingerprint")[0].hex(),
        "path": "/".join(("m", *map(str, steps))),
    }


def _derivations(field: str) -> Member:
    def make(each: PsbtMap) -> Data:
        entries = sorted(each.all(field), key=lambda entry: entry.key_data.data)
        return [{"pubkey": _hex(entry.key_data), **_origin(entry)} for entry in entries]

    return make


def _taproot_derivations(field: str) -> Member:
    def make(each: PsbtMap) -> Data:
        entries = sorted(each.all(field), key=lambda entry: entry.key_data.data)
        return [
            {
                "pubkey": _hex(entry.key_data),
                **_origin(entry),
                "leaf_hashes": [leaf.hex() for leaf in sorted({*_slices(entry, "leaf_hash")})],
            }
            for entry in entries
        ]

    return make


def _taproot_signatures(each: PsbtMap) -> Data:
    entries = sorted(each.all("PSBT_IN_TAP_SCRIPT_SIG"), key=lambda entry: entry.key_data.data)
    return [
        {"pubkey": key.hex(), "leaf_hash": leaf.hex(), "sig": _hex(entry.value)}
        for entry in entries
        for key, leaf in [(entry.key_data.data[:32], entry.key_data.data[32:])]
    ]


def _taproot_scripts(each: PsbtMap) -> Data:
    blocks: dict[tuple[bytes, int], list[bytes]] = {}
    for entry in each.all("PSBT_IN_TAP_LEAF_SCRIPT"):
        script, version = entry.value.data[:-1], entry.value.data[-1]
        blocks.setdefault((script, version), []).append(entry.key_data.data)
    return [
        {
            "script": script.hex(),
            "leaf_ver": version,
            "control_blocks": [block.hex() for block in sorted(found, key=lambda block: (len(block), block))],
        }
        for (script, version), found in sorted(blocks.items())
    ]


def _participants(field: str) -> Member:
    def make(each: PsbtMap) -> Data:
        return [
            {
                "aggregate_pubkey": _hex(entry.key_data),
                "participant_pubkeys": [key.hex() for key in _slices(entry, "participant_key")],
            }
            for entry in sorted(each.all(field), key=lambda entry: entry.key_data.data)
        ]

    return make


def _of_participants(field: str, name: str) -> Member:
    """By aggregate key and leaf, then by participant."""

    def order(entry: PsbtEntry) -> tuple[bytes, bytes, bytes]:
        key = entry.key_data.data
        return key[33:66], key[66:] or bytes(32), key[:33]

    def make(each: PsbtMap) -> Data:
        found: list[Data] = []
        for entry in sorted(each.all(field), key=order):
            aggregate, leaf, participant = order(entry)
            data: dict[str, Data] = {"participant_pubkey": participant.hex(), "aggregate_pubkey": aggregate.hex()}
            if any(leaf):
                data["leaf_hash"] = leaf.hex()
            found.append({**data, name: _hex(entry.value)})
        return found

    return make


def _tree(each: PsbtMap) -> Data:
    entry = each.one("PSBT_OUT_TAP_TREE")
    leaves: list[dict[str, Data]] = []
    for part in entry.value_parts if entry else ():
        if part.key == "psbt.depth":
            leaves.append({"depth": part.value, "leaf_ver": 0, "script": ""})
        elif part.key == "psbt.leaf_version":
            leaves[-1]["leaf_ver"] = part.value
        elif part.key == "psbt.script":
            leaves[-1]["script"] = part.slice.data.hex()
    return list(leaves)


def proprietary(each: PsbtMap, field: str) -> Data:
    """The proprietary fields of a map, in Core's order."""
    return [
        {
            "identifier": b"".join(_slices(entry, "identifier")).hex(),
            "subtype": next(part.value for part in entry.key_parts if part.key == "psbt.subtype"),
            "key": _hex(entry.key),
            "value": _hex(entry.value),
        }
        for entry in sorted(each.all(field), key=lambda entry: entry.key.data)
    ]


def unknown(each: PsbtMap) -> Data:
    """The fields of a map that no node knows, key to value: those of newer BIPs, which have members too, included."""
    entries = (entry for entry in each.entries if entry.field in NEW_FIELDS)
    return {_hex(entry.key): _hex(entry.value) for entry in sorted(entries, key=lambda entry: entry.key.data)}


def xpub(entry: PsbtEntry) -> Data:
    """An extended public key and where it comes from."""
    return {"xpub": base58check_encode(entry.key_data.data), **_origin(entry)}


def xpub_order(entry: PsbtEntry) -> tuple[bytes, list[int], bytes, bytes]:
    """Core's order: by where it comes from, then by key, then by chain code."""
    origin, data = entry.value.data, entry.key_data.data
    steps = [int.from_bytes(origin[at : at + 4], "little") for at in range(4, len(origin), 4)]
    return origin[:4], steps, data[45:], data[13:45]


INPUT_MEMBERS: dict[str, Member] = {
    "partial_signatures": _by_key("PSBT_IN_PARTIAL_SIG", hash160),
    "sighash": _sighash,
    "redeem_script": _script("PSBT_IN_REDEEM_SCRIPT"),
    "witness_script": _script("PSBT_IN_WITNESS_SCRIPT"),
    "bip32_derivs": _derivations("PSBT_IN_BIP32_DERIVATION"),
    "final_scriptSig": _script("PSBT_IN_FINAL_SCRIPTSIG", final=True),
    "final_scriptwitness": _witness,
    "ripemd160_preimages": _by_key("PSBT_IN_RIPEMD160"),
    "sha256_preimages": _by_key("PSBT_IN_SHA256"),
    "hash160_preimages": _by_key("PSBT_IN_HASH160"),
    "hash256_preimages": _by_key("PSBT_IN_HASH256"),
    "taproot_key_path_sig": _one_hex("PSBT_IN_TAP_KEY_SIG"),
    "taproot_script_path_sigs": _taproot_signatures,
    "taproot_scripts": _taproot_scripts,
    "taproot_bip32_derivs": _taproot_derivations("PSBT_IN_TAP_BIP32_DERIVATION"),
    "taproot_internal_key": _one_hex("PSBT_IN_TAP_INTERNAL_KEY"),
    "taproot_merkle_root": _one_hex("PSBT_IN_TAP_MERKLE_ROOT"),
    "musig2_participant_pubkeys": _participants("PSBT_IN_MUSIG2_PARTICIPANT_PUBKEYS"),
    "musig2_pubnonces": _of_participants("PSBT_IN_MUSIG2_PUB_NONCE", "pubnonce"),
    "musig2_partial_sigs": _of_participants("PSBT_IN_MUSIG2_PARTIAL_SIG", "partial_sig"),
    "proprietary": lambda each: proprietary(each, "PSBT_IN_PROPRIETARY"),
    "unknown": unknown,
}

OUTPUT_MEMBERS: dict[str, Member] = {
    "redeem_script": _script("PSBT_OUT_REDEEM_SCRIPT"),
    "witness_script": _script("PSBT_OUT_WITNESS_SCRIPT"),
    "bip32_derivs": _derivations("PSBT_OUT_BIP32_DERIVATION"),
    "taproot_internal_key": _one_hex("PSBT_OUT_TAP_INTERNAL_KEY"),
    "taproot_tree": _tree,
    "taproot_bip32_derivs": _taproot_derivations("PSBT_OUT_TAP_BIP32_DERIVATION"),
    "musig2_participant_pubkeys": _participants("PSBT_OUT_MUSIG2_PARTICIPANT_PUBKEYS"),
    "proprietary": lambda each: proprietary(each, "PSBT_OUT_PROPRIETARY"),
    "unknown": unknown,
}
