"""Another sighash type in the message than in the signature's last byte."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.diagnosis.setting import TAPROOT, Case, Neighbour, Setting
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_DEFAULT, SIGHASH_SINGLE
from txexplain.model.report import Facts

_COMMON = (0x01, 0x00, 0x02, 0x03, 0x81, 0x82, 0x83)
_ECDSA = (0x01, 0x02, 0x03, 0x81, 0x82, 0x83)
_BASE = 0x03


def hash_types(case: Case, setting: Setting) -> Iterator[Neighbour]:
    for hash_type in _COMMON:
        if hash_type != setting.hash_type:
            key = _key(setting.hash_type, hash_type) if setting.algorithm == TAPROOT else "other_hash_type"
            case_ = _case(setting, hash_type) if key == "other_hash_type" else ""
            facts = Facts(hash_type=hash_type, case=case_) if case_ else Facts(hash_type=hash_type)
            yield Neighbour(key, setting._replace(hash_type=hash_type), facts)


def _case(setting: Setting, signed: int) -> str:
    """Which of the two cannot be kept: `no_message` of taproot for the written one, `undefined_…` of ECDSA, or none.

    `append` and `remove` where one of them is DEFAULT, which is not written.

    Of SINGLE without an output taproot has none (BIP341); a type that is not defined no node relays.
    """
    written = setting.hash_type
    if setting.algorithm == TAPROOT:
        has_output = setting.vin < len(setting.fields.tx.outputs)
        is_single = written & _BASE == SIGHASH_SINGLE
        if is_single and not has_output:
            return "no_message" if signed else "no_message_default"
        return "append" if written == SIGHASH_DEFAULT else "" if signed else "remove"
    if signed not in _ECDSA:
        return "undefined_signed"
    return "" if written in _ECDSA else "undefined_written"


def _key(written: int, signed: int) -> str:
    """DEFAULT, which is not written, and ALL say the same of a transaction, and are two messages (BIP341)."""
    if (written, signed) == (SIGHASH_DEFAULT, SIGHASH_ALL):
        return "hash_type_all_for_default"
    if (written, signed) == (SIGHASH_ALL, SIGHASH_DEFAULT):
        return "hash_type_default_for_all"
    return "other_hash_type"
