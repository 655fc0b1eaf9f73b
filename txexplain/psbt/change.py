"""Which outputs a PSBT claims to be change, by the keys that it states for them (BIP32, BIP44)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from txexplain.crypto.silent_payments import UNSPENDABLE_KEY
from txexplain.model.psbt_analysis import PsbtOutputKey, PsbtOutputView
from txexplain.psbt.cautions.origins import NO_FINGERPRINT
from txexplain.psbt.cautions.scripts import mismatches
from txexplain.psbt.known import Known
from txexplain.psbt.stated import Origin, Stated
from txexplain.wire.hashes import hash160
from txexplain.wire.script import instructions

_BRANCH_AND_NUMBER = 2  # the last steps of a path; what stands before them is the account
_BRANCHES = {0: "receives", 1: "claims"}
_KEY = b"key"
_X_ONLY_SIZE = 32

Account = tuple[bytes, tuple[int, ...]]
Pattern = tuple[bytes | int, ...]


def output_views(known: Known) -> Iterator[PsbtOutputView]:
    """What is claimed of each output."""
    ownership, payments = _Ownership(known), known.silent_payments
    states = payments.states if payments.outputs else {}
    for number, stated in enumerate(known.outputs):
        silent = states.get(number, "")
        is_change = "" if silent else ownership.is_change(stated)
        yield PsbtOutputView(number, is_change, tuple(ownership.keys(stated)), silent)


class Kind(NamedTuple):
    """A script without its keys, how it is nested, and the accounts that the keys are from."""

    nesting: tuple[bool, bool]
    patterns: tuple[Pattern, ...]
    accounts: tuple[Account, ...]


class _Ownership:
    """Judges outputs by the accounts of the inputs."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._kinds = {kind for stated in known.inputs if stated and (kind := _kind_of(stated))}
        origins = (origin for stated in known.inputs if stated for origin in stated.origins.values())
        self._accounts = {_account_of(origin) for origin in origins if origin[0] != NO_FINGERPRINT}

    def is_change(self, stated: Stated) -> str:
        """What the keys claim of an output: see PsbtOutputView."""
        origins = stated.origins.values()
        if not origins:
            return ""
        if not self._accounts:
            return "unknown"
        if self._accounts.isdisjoint(map(_account_of, origins)):
            masters = {fingerprint for fingerprint, _ in self._accounts}
            return "other_keys" if masters.isdisjoint(origin[0] for origin in origins) else "other_account"
        if next(mismatches(stated), None) or self._is_of_other_keys(stated):
            return "differs"
        if _kind_of(stated) not in self._kinds:
            return "other_script"
        branches = {path[-_BRANCH_AND_NUMBER] if len(path) >= _BRANCH_AND_NUMBER else -1 for _, path in origins}
        return _BRANCHES.get(branches.pop(), "same_account") if len(branches) == 1 else "same_account"

    def _is_of_other_keys(self, stated: Stated) -> bool:
        return any(self._known.xpubs.leads_to(*each) is False for each in stated.origins.items())

    def keys(self, stated: Stated) -> Iterator[PsbtOutputKey]:
        for key, origin in stated.origins.items():
            yield PsbtOutputKey(key, *origin, self._known.xpubs.leads_to(key, origin))


def _account_of(origin: Origin) -> Account:
    fingerprint, path = origin
    return fingerprint, path[:-_BRANCH_AND_NUMBER]


def _kind_of(stated: Stated) -> Kind | None:
    """None where the script, or what it is made of, is not stated. A key that is not stays in the pattern."""
    patterns = _taproot_patterns(stated) if stated.is_taproot else _patterns(stated)
    if patterns is None:
        return None
    accounts = tuple(sorted(map(_account_of, stated.origins.values())))
    return Kind(stated.nesting, patterns, accounts)


def _patterns(stated: Stated) -> tuple[Pattern, ...] | None:
    if stated.script is None:
        return None
    found = _pattern(stated.script, stated.keys)
    return (found,) if _KEY in found else None


def _taproot_patterns(stated: Stated) -> tuple[Pattern, ...] | None:
    """Of the key path alone for inputs, which do not state their whole tree; in the leaves of an output nothing that
    has the size of a key may stand that is not stated."""
    if not stated.internal_key_fits or stated.internal_key not in (*stated.tap_keys, UNSPENDABLE_KEY):
        return None
    leaves = [_pattern(leaf.script, stated.tap_keys) for leaf in stated.leaves]
    if any(isinstance(each, bytes) and len(each) == _X_ONLY_SIZE for leaf in leaves for each in leaf):
        return None
    return ()


def _pattern(script: bytes, keys: Iterable[bytes]) -> Pattern:
    """The script as opcodes and pushes, each key or hash of one left open."""
    named = {form for key in keys for form in (key, hash160(key))}
    return tuple(
        item.opcode if item.data is None else _KEY if item.data in named else item.data
        for item in instructions(script)
    )
