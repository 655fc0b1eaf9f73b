"""The fields of a PSBT, a row each: BIP174, 370 (version 2), 371 (taproot), 373 (MuSig2), 375 (silent payments)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from txexplain.model.bytes import ByteSlice
from txexplain.wire import psbt_keys as keys
from txexplain.wire import psbt_values as read
from txexplain.wire.psbt_keys import KeyReader
from txexplain.wire.psbt_transactions import earlier_transaction, unsigned_transaction
from txexplain.wire.psbt_values import ValueReader, counted, fixed, held, number, sized_value, whole

_MUSIG2_NONCE_SIZE = 66


class Field(NamedTuple):
    """One type of key in one kind of map: its BIP's name, how key and value are read, what Core says of a second one.

    `identity` gives what must be there once; `only_version` is the version of PSBT that alone has the field.
    """

    name: str
    key: KeyReader
    value: ValueReader
    duplicate: str
    identity: Callable[[ByteSlice], bytes] = lambda key: key.data
    only_version: int | None = None


def _single(name: str, value: ValueReader, core: str, twice: str) -> Field:
    return Field(
        name, keys.no_key(f"{core} key is more than one byte type"), value, f"Duplicate Key, {twice} already provided"
    )


def _new(name: str, value: ValueReader, key: KeyReader | None = None) -> Field:
    """A field of version 2, which no node knows yet."""
    return Field(name, key or keys.no_key(""), value, "", only_version=2)


def _preimage(name: str, hash_name: str, size: int) -> Field:
    core = f"Size of key was not the expected size for the type {hash_name} preimage"
    return Field(
        name,
        keys.sized_key(core, ((f"{hash_name}", size),)),
        whole("preimage"),
        f"Duplicate Key, input {hash_name} preimage already provided",
    )


def _derivation(name: str) -> Field:
    return Field(
        name,
        keys.public_key_key("Size of key was not the expected size for the type BIP32 keypath"),
        read.key_origin,
        "Duplicate Key, pubkey derivation path already provided",
    )


def _taproot_derivation(name: str, which: str) -> Field:
    return Field(
        name,
        keys.sized_key(f"{which} Taproot BIP32 keypath key is not at 33 bytes", (("x_only_key", 32),)),
        read.taproot_origin(which),
        f"Duplicate Key, {which.lower()} Taproot BIP32 keypath already provided",
    )


def _participants(name: str, which: str) -> Field:
    twice = f"Duplicate Key, {which.lower()} participant pubkeys for an aggregate key already provided"
    return Field(name, keys.aggregate_key(which), counted(read.participants(which)), twice)


def _proprietary(name: str) -> Field:
    return Field(name, keys.proprietary_key, counted(read.any_value), "Duplicate Key, proprietary key already found")


def _key_and_code(key: ByteSlice) -> bytes:
    """Of an extended key: the key and the chain code (Core: CExtPubKey's operator<)."""
    return key.data[:1] + key.data[-65:]


UNKNOWN = Field("", keys.any_key, counted(read.any_value), "Duplicate Key, key for unknown value already provided")
_SCAN_KEY = (("scan_key", 33),)

_GLOBAL = {
    0x00: _single(
        "PSBT_GLOBAL_UNSIGNED_TX",
        unsigned_transaction,
        "Global unsigned tx",
        "unsigned tx",
    ),
    0x01: Field(
        "PSBT_GLOBAL_XPUB",
        keys.xpub_key,
        read.key_origin,
        "Duplicate key, global xpub already provided",
        _key_and_code,
    ),
    0x02: _new("PSBT_GLOBAL_TX_VERSION", number("tx_version", 4)),
    0x03: _new("PSBT_GLOBAL_FALLBACK_LOCKTIME", number("locktime", 4)),
    0x04: _new("PSBT_GLOBAL_INPUT_COUNT", read.compact_number("count")),
    0x05: _new("PSBT_GLOBAL_OUTPUT_COUNT", read.compact_number("count")),
    0x06: _new("PSBT_GLOBAL_TX_MODIFIABLE", number("modifiable", 1)),
    0x07: _new("PSBT_GLOBAL_SP_ECDH_SHARE", sized_value("ecdh_share", 33), keys.sized_key("", _SCAN_KEY)),
    0x08: _new("PSBT_GLOBAL_SP_DLEQ", sized_value("dleq_proof", 64), keys.sized_key("", _SCAN_KEY)),
    0xFB: _single("PSBT_GLOBAL_VERSION", number("version", 4), "Global version", "version"),
    0xFC: _proprietary("PSBT_GLOBAL_PROPRIETARY"),
}

_INPUT = {
    0x00: _single(
        "PSBT_IN_NON_WITNESS_UTXO", held(earlier_transaction), "Non-witness utxo", "input non-witness utxo"
    ),
    0x01: _single("PSBT_IN_WITNESS_UTXO", held(read.output), "Witness utxo", "input witness utxo"),
    0x02: Field(
        "PSBT_IN_PARTIAL_SIG",
        keys.public_key_key("Size of key was not the expected size for the type partial signature pubkey"),
        whole("signature", read.check_partial_signature),
        "Duplicate Key, input partial signature for pubkey already provided",
    ),
    0x03: _single("PSBT_IN_SIGHASH_TYPE", number("sighash_type", 4), "Sighash type", "input sighash type"),
    0x04: _single("PSBT_IN_REDEEM_SCRIPT", whole("script"), "Input redeemScript", "input redeemScript"),
    0x05: _single("PSBT_IN_WITNESS_SCRIPT", whole("script"), "Input witnessScript", "input witnessScript"),
    0x06: _derivation("PSBT_IN_BIP32_DERIVATION"),
    0x07: _single("PSBT_IN_FINAL_SCRIPTSIG", whole("script"), "Final scriptSig", "input final scriptSig"),
    0x08: _single(
        "PSBT_IN_FINAL_SCRIPTWITNESS", held(read.witness_stack), "Final scriptWitness", "input final scriptWitness"
    ),
    0x0A: _preimage("PSBT_IN_RIPEMD160", "ripemd160", 20),
    0x0B: _preimage("PSBT_IN_SHA256", "sha256", 32),
    0x0C: _preimage("PSBT_IN_HASH160", "hash160", 20),
    0x0D: _preimage("PSBT_IN_HASH256", "hash256", 32),
    0x0E: _new("PSBT_IN_PREVIOUS_TXID", fixed("txid", 32, as_txid=True)),
    0x0F: _new("PSBT_IN_OUTPUT_INDEX", number("vout", 4)),
    0x10: _new("PSBT_IN_SEQUENCE", number("sequence", 4)),
    0x11: _new("PSBT_IN_REQUIRED_TIME_LOCKTIME", number("locktime", 4)),
    0x12: _new("PSBT_IN_REQUIRED_HEIGHT_LOCKTIME", number("locktime", 4)),
    0x13: _single(
        "PSBT_IN_TAP_KEY_SIG",
        read.schnorr_signature("key"),
        "Input Taproot key signature",
        "input Taproot key signature",
    ),
    0x14: Field(
        "PSBT_IN_TAP_SCRIPT_SIG",
        keys.sized_key("Input Taproot script signature key is not 65 bytes", (("x_only_key", 32), ("leaf_hash", 32))),
        read.schnorr_signature("script"),
        "Duplicate Key, input Taproot script signature already provided",
    ),
    0x15: Field(
        "PSBT_IN_TAP_LEAF_SCRIPT",
        keys.control_block_key,
        counted(read.leaf_script),
        "Duplicate Key, input Taproot leaf script already provided",
    ),
    0x16: _taproot_derivation("PSBT_IN_TAP_BIP32_DERIVATION", "Input"),
    0x17: _single(
        "PSBT_IN_TAP_INTERNAL_KEY",
        fixed("x_only_key", 32),
        "Input Taproot internal key",
        "input Taproot internal key",
    ),
    0x18: _single(
        "PSBT_IN_TAP_MERKLE_ROOT", fixed("merkle_root", 32), "Input Taproot merkle root", "input Taproot merkle root"
    ),
    0x1A: _participants("PSBT_IN_MUSIG2_PARTICIPANT_PUBKEYS", "Input"),
    0x1B: Field(
        "PSBT_IN_MUSIG2_PUB_NONCE",
        keys.participant_key("Input musig2 pubnonce key is not expected size of 67 or 99 bytes"),
        sized_value("nonce", _MUSIG2_NONCE_SIZE, core="Input musig2 pubnonce value is not 66 bytes"),
        "Duplicate Key, input musig2 pubnonce already provided",
    ),
    0x1C: Field(
        "PSBT_IN_MUSIG2_PARTIAL_SIG",
        keys.participant_key("Input musig2 partial sig key is not expected size of 67 or 99 bytes"),
        fixed("partial_signature", 32),
        "Duplicate Key, input musig2 partial sig already provided",
    ),
    0x1D: _new("PSBT_IN_SP_ECDH_SHARE", sized_value("ecdh_share", 33), keys.sized_key("", _SCAN_KEY)),
    0x1E: _new("PSBT_IN_SP_DLEQ", sized_value("dleq_proof", 64), keys.sized_key("", _SCAN_KEY)),
    0xFC: _proprietary("PSBT_IN_PROPRIETARY"),
}

_OUTPUT = {
    0x00: _single("PSBT_OUT_REDEEM_SCRIPT", whole("script"), "Output redeemScript", "output redeemScript"),
    0x01: _single("PSBT_OUT_WITNESS_SCRIPT", whole("script"), "Output witnessScript", "output witnessScript"),
    0x02: _derivation("PSBT_OUT_BIP32_DERIVATION"),
    0x03: _new("PSBT_OUT_AMOUNT", number("amount", 8, signed=True)),
    0x04: _new("PSBT_OUT_SCRIPT", whole("script")),
    0x05: _single(
        "PSBT_OUT_TAP_INTERNAL_KEY",
        fixed("x_only_key", 32),
        "Output Taproot internal key",
        "output Taproot internal key",
    ),
    0x06: _single("PSBT_OUT_TAP_TREE", counted(read.taproot_tree), "Output Taproot tree", "output Taproot tree"),
    0x07: _taproot_derivation("PSBT_OUT_TAP_BIP32_DERIVATION", "Output"),
    0x08: _participants("PSBT_OUT_MUSIG2_PARTICIPANT_PUBKEYS", "Output"),
    0x09: _new("PSBT_OUT_SP_V0_INFO", sized_value("silent_payment_keys", 66)),
    0x0A: _new("PSBT_OUT_SP_V0_LABEL", number("label", 4)),
    0xFC: _proprietary("PSBT_OUT_PROPRIETARY"),
}

FIELDS: Mapping[str, Mapping[int, Field]] = {"global": _GLOBAL, "input": _INPUT, "output": _OUTPUT}
