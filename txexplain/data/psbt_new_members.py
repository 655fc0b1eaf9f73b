"""The members for the fields of BIP370 (version 2) and BIP375 (silent payments), which no node knows yet."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.data import Data
from txexplain.model.psbt import PsbtMap

Member = Callable[[PsbtMap], Data]


def _hex(field: str) -> Member:
    def make(each: PsbtMap) -> Data:
        entry = each.one(field)
        return None if entry is None else entry.value.data.hex()

    return make


def _number(field: str) -> Member:
    def make(each: PsbtMap) -> Data:
        entry = each.one(field)
        return None if entry is None else entry.value_parts[0].value

    return make


def _bit(field: str, bit: int) -> Member:
    """Whether the bit is set, where the field is there."""

    def make(each: PsbtMap) -> Data:
        entry = each.one(field)
        return None if entry is None else bool(entry.value.data[0] & bit)

    return make


def _shares(field: str, name: str) -> Member:
    """What is given for each scan key (BIP375)."""

    def make(each: PsbtMap) -> Data:
        entries = sorted(each.all(field), key=lambda entry: entry.key_data.data)
        return [{"scan_key": entry.key_data.data.hex(), name: entry.value.data.hex()} for entry in entries]

    return make


def _silent_payment(each: PsbtMap) -> Data:
    """Whom the output is to pay: the two keys of a silent payment address (BIP352)."""
    entry = each.one("PSBT_OUT_SP_V0_INFO")
    if entry is None:
        return None
    return {"scan_key": entry.value.data[:33].hex(), "spend_key": entry.value.data[33:].hex()}


GLOBAL_MEMBERS: dict[str, Member] = {
    "tx_version": _number("PSBT_GLOBAL_TX_VERSION"),
    "fallback_locktime": _number("PSBT_GLOBAL_FALLBACK_LOCKTIME"),
    "input_count": _number("PSBT_GLOBAL_INPUT_COUNT"),
    "output_count": _number("PSBT_GLOBAL_OUTPUT_COUNT"),
    "inputs_modifiable": _bit("PSBT_GLOBAL_TX_MODIFIABLE", 1),
    "outputs_modifiable": _bit("PSBT_GLOBAL_TX_MODIFIABLE", 2),
    "has_sighash_single": _bit("PSBT_GLOBAL_TX_MODIFIABLE", 4),
    "silent_payment_shares": _shares("PSBT_GLOBAL_SP_ECDH_SHARE", "ecdh_share"),
    "silent_payment_proofs": _shares("PSBT_GLOBAL_SP_DLEQ", "dleq_proof"),
}

NEW_INPUT_MEMBERS: dict[str, Member] = {
    "previous_txid": _number("PSBT_IN_PREVIOUS_TXID"),
    "previous_vout": _number("PSBT_IN_OUTPUT_INDEX"),
    "sequence": _number("PSBT_IN_SEQUENCE"),
    "time_locktime": _number("PSBT_IN_REQUIRED_TIME_LOCKTIME"),
    "height_locktime": _number("PSBT_IN_REQUIRED_HEIGHT_LOCKTIME"),
    "silent_payment_shares": _shares("PSBT_IN_SP_ECDH_SHARE", "ecdh_share"),
    "silent_payment_proofs": _shares("PSBT_IN_SP_DLEQ", "dleq_proof"),
}

NEW_OUTPUT_MEMBERS: dict[str, Member] = {
    "amount_sat": _number("PSBT_OUT_AMOUNT"),
    "script": _hex("PSBT_OUT_SCRIPT"),
    "silent_payment": _silent_payment,
    "silent_payment_label": _number("PSBT_OUT_SP_V0_LABEL"),
}

NEW_FIELDS = {
    "",
    "PSBT_GLOBAL_TX_VERSION",
    "PSBT_GLOBAL_FALLBACK_LOCKTIME",
    "PSBT_GLOBAL_INPUT_COUNT",
    "PSBT_GLOBAL_OUTPUT_COUNT",
    "PSBT_GLOBAL_TX_MODIFIABLE",
    "PSBT_GLOBAL_SP_ECDH_SHARE",
    "PSBT_GLOBAL_SP_DLEQ",
    "PSBT_IN_PREVIOUS_TXID",
    "PSBT_IN_OUTPUT_INDEX",
    "PSBT_IN_SEQUENCE",
    "PSBT_IN_REQUIRED_TIME_LOCKTIME",
    "PSBT_IN_REQUIRED_HEIGHT_LOCKTIME",
    "PSBT_IN_SP_ECDH_SHARE",
    "PSBT_IN_SP_DLEQ",
    "PSBT_OUT_AMOUNT",
    "PSBT_OUT_SCRIPT",
    "PSBT_OUT_SP_V0_INFO",
    "PSBT_OUT_SP_V0_LABEL",
}
"""What nodes print among the unknown fields: those of these BIPs, and those without a name."""
