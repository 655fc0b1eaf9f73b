"""The message of another kind of spend: before segwit for segwit, the reverse, or that of a fork (FORKID)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.diagnosis.setting import BIP143, LEGACY, Case, Neighbour, Setting
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_DEFAULT, SIGHASH_FORKID
from txexplain.model.report import Facts

_FORKS = (("bch", 0), ("btg", 79))  # the number of the fork stands above the hash type


def algorithms(case: Case, setting: Setting) -> Iterator[Neighbour]:
    if setting.algorithm == LEGACY:
        yield from _forks(setting)
        yield Neighbour("witness_v0_message", setting._replace(algorithm=BIP143))
    elif setting.algorithm == BIP143:
        yield Neighbour("legacy_message", setting._replace(algorithm=LEGACY))
    else:
        hash_type = SIGHASH_ALL if setting.hash_type == SIGHASH_DEFAULT else setting.hash_type
        for key, algorithm in (("witness_v0_message", BIP143), ("legacy_message", LEGACY)):
            yield Neighbour(key, _outside_taproot(case, setting, algorithm, hash_type))


def _outside_taproot(case: Case, setting: Setting, algorithm: str, hash_type: int) -> Setting:
    script_code = case.script or case.script_pubkey
    return Setting(setting.fields, setting.vin, algorithm, hash_type, script_code)


def _forks(setting: Setting) -> Iterator[Neighbour]:
    for name, number in _FORKS:
        hash_type = setting.hash_type | SIGHASH_FORKID | number << 8
        forked = setting._replace(algorithm=BIP143, hash_type=hash_type)
        yield Neighbour("forkid", forked, Facts(fork=name, hash_type=hash_type & 0xFF))
