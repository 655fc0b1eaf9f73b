"""Another sighash type in the message than in the signature's last byte."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.diagnosis.setting import TAPROOT, Case, Neighbour, Setting
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_DEFAULT
from txexplain.model.report import Facts

_COMMON = (0x01, 0x00, 0x02, 0x03, 0x81, 0x82, 0x83)


def hash_types(case: Case, setting: Setting) -> Iterator[Neighbour]:
    for hash_type in _COMMON:
        if hash_type != setting.hash_type:
            key = _key(setting.hash_type, hash_type) if setting.algorithm == TAPROOT else "other_hash_type"
            yield Neighbour(key, setting._replace(hash_type=hash_type), Facts(hash_type=hash_type))


def _key(written: int, signed: int) -> str:
    """DEFAULT, which is not written, and ALL say the same of a transaction, and are two messages (BIP341)."""
    if (written, signed) == (SIGHASH_DEFAULT, SIGHASH_ALL):
        return "hash_type_all_for_default"
    if (written, signed) == (SIGHASH_ALL, SIGHASH_DEFAULT):
        return "hash_type_default_for_all"
    return "other_hash_type"
