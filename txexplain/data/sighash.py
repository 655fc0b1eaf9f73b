"""The messages that the signatures of an input sign, as plain data: what `sighash --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.data import Data
from txexplain.data.decode import SCHEMA_VERSION
from txexplain.data.verify import proof_of_coin, spend_data
from txexplain.model.bytes import ByteSlice
from txexplain.model.hash_types import hash_type_name
from txexplain.model.hexadecimal import display_hex
from txexplain.model.messages import Message, ToSign, Unfinished, messages
from txexplain.model.places import covered_spans
from txexplain.model.script_code import script_spans, script_that_checks
from txexplain.model.signing import Cover, Part
from txexplain.model.spend import InputVerdict
from txexplain.model.transaction import Transaction

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup


def sighash_data(
    spend: InputVerdict,
    tx: Transaction,
    lookup: Lookup | None = None,
    to_sign: ToSign = None,
    *,
    typed: bool = False,
    likely: tuple[Unfinished, ...] = (),
) -> dict[str, Data]:
    """Each different message once, with the signatures over it.

    Where there is none, the one that is to be signed; if `typed`, that alone. Where it cannot be told which that is,
    those that are `likely`.
    """
    found = messages(spend.run.checks)
    if typed:
        found = ()
    if not found and isinstance(to_sign, Message):
        found = (to_sign,)
    can_be: dict[str, Data] = {"likely": [_unfinished(each, tx, spend.vin) for each in likely]} if likely else {}
    return {
        "txid": display_hex(tx.txid),
        "index": spend.vin,
        **spend_data(spend),
        **proof_of_coin(lookup, spend.vin),
        "messages": [
            message_data(message, tx, spend.vin, script_that_checks(spend.run, message.sighash)) for message in found
        ],
        "unfinished": _unfinished(to_sign, tx, spend.vin) if isinstance(to_sign, Unfinished) else None,
        **can_be,
        "schema_version": SCHEMA_VERSION,
    }


def _unfinished(message: Unfinished, tx: Transaction, index: int) -> Data:
    """A message with holes: parts that are not known have no hex."""
    parts = [(part, _part(part, tx, index)) for part in message.parts]
    return {
        "algorithm": message.algorithm,
        "hash_type": message.hash_type,
        "hash_type_name": hash_type_name(message.hash_type, message.algorithm_of_signatures),
        "parts": [data | ({"hex": None} if part.key in message.holes else {}) for part, data in parts],
        "missing_vin": list(message.vin),
    }


def message_data(message: Message, tx: Transaction, index: int, script: ByteSlice | None = None) -> dict[str, Data]:
    """One message, part by part, with the signatures over it; `script` checks them, if it is in the transaction."""
    sighash = message.sighash
    signatures: list[Data] = [
        {"signature": check.signature.hex(), "public_key": check.public_key.hex(), "passes": check.passes}
        for check in message.checks
    ]
    return {
        "algorithm": sighash.algorithm,
        "hash_type": sighash.hash_type,
        "hash_type_name": hash_type_name(sighash.hash_type, message.algorithm),
        "parts": [_part(part, tx, index, script) for part in sighash.parts],
        "digest": sighash.digest.hex(),
        "quirk": sighash.quirk or None,
        "script_code_omits": list(message.omitted),
        "signatures": signatures,
    }


def _part(part: Part, tx: Transaction, index: int, script: ByteSlice | None = None) -> dict[str, Data]:
    spans = (*covered_spans(tx, part.covers, index), *script_spans(script, part))
    return {
        "key": part.key,
        "hex": part.data.hex(),
        "covers": [_cover(cover) for cover in part.covers],
        "spans": [{"start": start, "end": end} for start, end in spans],
    }


def _cover(cover: Cover) -> Data:
    return {"field": cover.field, "start": cover.start, "stop": cover.stop}
