"""Which outputs a PSBT claims to be change, by the keys that it states for them (BIP32, BIP44)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from txexplain.model.psbt_analysis import PsbtOutputKey, PsbtOutputView
from txexplain.model.script import OP_CHECKSIG, OP_CHECKSIGADD
from txexplain.psbt.cautions.origins import NO_FINGERPRINT
from txexplain.psbt.cautions.scripts import mismatches
from txexplain.psbt.known import Known
from txexplain.psbt.stated import Origin, Stated
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.script import instructions

_BRANCH_AND_NUMBER = 2  # the last steps of a path; what stands before them is the account
_BRANCHES = {0: "receives", 1: "claims"}
_BETWEEN_KEYS = (OP_CHECKSIG, OP_CHECKSIGADD)  # in a multisig of tapscript

Account = tuple[bytes, tuple[int, ...]]
Item = bytes | int | Account
Pattern = tuple[Item, ...]
NOBODY: Account = (b"", ())  # whose the internal key is that nobody can sign with


def output_views(known: Known) -> Iterator[PsbtOutputView]:
    """What is claimed of each output."""
    ownership, payments = _Ownership(known), known.silent_payments
    states = payments.states if payments.outputs else {}
    for number, stated in enumerate(known.outputs):
        silent = states.get(number, "")
        is_change = "" if silent else ownership.is_change(stated)
        yield PsbtOutputView(number, is_change, tuple(ownership.keys(stated)), silent)


class Kind(NamedTuple):
    """Scripts with accounts in the place of their keys, how they are nested, and all accounts that keys are from."""

    nesting: tuple[bool, bool]
    patterns: frozenset[Pattern]
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
    """None where the script, or what it is made of, is not stated."""
    owners = {key: _account_of(origin) for key, origin in stated.origins.items()}
    patterns = _taproot_patterns(stated, owners) if stated.is_taproot else _patterns(stated, owners)
    return None if patterns is None else Kind(stated.nesting, patterns, tuple(sorted(owners.values())))


def _patterns(stated: Stated, owners: Mapping[bytes, Account]) -> frozenset[Pattern] | None:
    if stated.script is None:
        return None
    found = _pattern(stated.script, owners)
    return frozenset({found}) if any(isinstance(each, tuple) for each in found) else None


def _taproot_patterns(stated: Stated, owners: Mapping[bytes, Account]) -> frozenset[Pattern] | None:
    """Of the internal key and of every leaf with its version: one with a version that has no rules is anybody's."""
    owner = NOBODY if stated.internal_key == NOBODYS_KEY else owners.get(stated.internal_key or b"")
    if owner is None or not stated.internal_key_fits or (stated.root and not stated.leaves):
        return None
    leaves = ((leaf.version, *_pattern(leaf.script, owners)) for leaf in stated.leaves)
    return frozenset([(owner,), *leaves])


def _pattern(script: bytes, owners: Mapping[bytes, Account]) -> Pattern:
    """The script as opcodes and pushes, with the account in the place of each key or hash of one. The keys of a
    multisig may stand in any order."""
    accounts = {form: account for key, account in owners.items() for form in (key, hash160(key))}
    found: list[Item] = []
    places: list[int] = []
    for item in instructions(script):
        owner = accounts.get(item.data) if item.data else None
        if owner is not None:
            places.append(len(found))
        elif item.opcode not in _BETWEEN_KEYS:
            _put_in_order(found, places)
            places = []
        found.append(owner or (item.opcode if item.data is None else item.data))
    _put_in_order(found, places)
    return tuple(found)


def _put_in_order(items: list[Item], places: list[int]) -> None:
    for place, item in zip(places, sorted(items[place] for place in places), strict=True):
        items[place] = item
