"""The scripts and keys that a map of a PSBT states for one output script, spent or paid, and how they lead to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from txexplain.crypto.taproot import leaf_hash, prove_commitment, tree_root, tweaked_key
from txexplain.model.bytes import ByteSlice
from txexplain.model.psbt import PsbtEntry, PsbtMap
from txexplain.psbt.signing_data import leaf_hashes_of, origin_of
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import (
    is_pay_to_script_hash,
    is_pay_to_taproot,
    pay_to_pubkey_hash,
    pay_to_script_hash,
    pay_to_witness,
    witness_program,
)
from txexplain.wire.script import instructions
from txexplain.wire.taproot import is_control_block

Origin = tuple[bytes, tuple[int, ...]]
"""The fingerprint of a master key, and the path from there."""


class Leaf(NamedTuple):
    """A script of a tree, its version, and what is stated of its place: a control block, or a depth."""

    script: bytes
    version: int
    control_block: bytes = b""
    depth: int = 0

    @property
    def hash(self) -> bytes:
        return leaf_hash(self.version, self.script)


class Stated:
    """What one map states; `script_pubkey` is that of the output that it is about."""

    def __init__(self, each: PsbtMap, script_pubkey: bytes) -> None:
        self.script_pubkey = script_pubkey
        self._prefix = "PSBT_IN_" if each.role == "input" else "PSBT_OUT_"
        self._each = each
        self.redeem_script = self._value("REDEEM_SCRIPT")
        self.witness_script = self._value("WITNESS_SCRIPT")
        self.keys = {entry.key_data.data: origin_of(entry) for entry in self._all("BIP32_DERIVATION")}
        tap_keys = self._all("TAP_BIP32_DERIVATION")
        self.tap_keys = {entry.key_data.data: origin_of(entry) for entry in tap_keys}
        self.leaves_of_keys = {entry.key_data.data: leaf_hashes_of(entry) for entry in tap_keys}
        self.participants = frozenset(
            part.slice.data[1:]
            for entry in self._all("MUSIG2_PARTICIPANT_PUBKEYS")
            for part in entry.value_parts
            if part.key == "psbt.participant_key"
        )
        self.internal_key = self._value("TAP_INTERNAL_KEY")
        self.leaves = _leaves_of_tree(self._tree) if self._tree else _leaves_of_entries(self._all("TAP_LEAF_SCRIPT"))
        self.is_taproot = is_pay_to_taproot(script_pubkey)
        self.is_script_hash = is_pay_to_script_hash(script_pubkey)

    def _all(self, field: str) -> tuple[PsbtEntry, ...]:
        return self._each.all(self._prefix + field)

    def _value(self, field: str) -> bytes | None:
        entry = self._each.one(self._prefix + field)
        return entry.value.data if entry else None

    @property
    def _tree(self) -> PsbtEntry | None:
        return self._each.one("PSBT_OUT_TAP_TREE")

    @property
    def origins(self) -> Mapping[bytes, Origin]:
        """Of every key that is stated with one."""
        return self.keys | self.tap_keys

    # Scripts behind hashes

    @cached_property
    def redeem_script_fits(self) -> bool:
        return (
            self.redeem_script is not None and pay_to_script_hash(hash160(self.redeem_script)) == self.script_pubkey
        )

    @cached_property
    def witness_script_fits(self) -> bool:
        """Also behind a redeem script that is not stated, which can only be one."""
        if self.witness_script is None:
            return False
        program = pay_to_witness(0, sha256(self.witness_script))
        return program == self.program or pay_to_script_hash(hash160(program)) == self.script_pubkey

    @cached_property
    def program(self) -> bytes | None:
        """The script that may be a witness program: the output's, or the redeem script; None where that lacks."""
        if not self.is_script_hash:
            return self.script_pubkey
        return self.redeem_script if self.redeem_script_fits else None

    @cached_property
    def script(self) -> bytes | None:
        """The script that ECDSA keys stand in, or their hashes; None where it is not stated, and in taproot."""
        if self.witness_script_fits:
            return self.witness_script
        found = witness_program(ByteSlice(0, self.program or b""))
        if found is None:
            return self.program
        is_key_hash = found.version == 0 and len(found.program.data) == 20
        return pay_to_pubkey_hash(found.program.data) if is_key_hash else None

    @cached_property
    def nesting(self) -> tuple[bool, bool]:
        """Whether the script stands behind a script hash, and whether in a witness."""
        return self.is_script_hash, self.script is not self.program

    @cached_property
    def _pushes(self) -> frozenset[bytes]:
        return frozenset(item.data for item in instructions(self.script or b"") if item.data)

    def names(self, key: bytes) -> bool:
        """Whether the script pushes an ECDSA key, or its hash."""
        return not self._pushes.isdisjoint((key, hash160(key)))

    # Taproot

    @cached_property
    def root(self) -> bytes | None:
        """The root of the tree, stated or made of its leaves; empty for no tree, None where neither is stated."""
        if self._tree:
            return tree_root((leaf.depth, leaf.hash) for leaf in self.leaves)
        stated = self._value("TAP_MERKLE_ROOT")
        return b"" if stated is None and not self.leaves else stated

    @cached_property
    def internal_key_fits(self) -> bool:
        """Whether the internal key leads to the output key, with the root that is stated, or without a tree."""
        if self.internal_key is None or not self.is_taproot or self.root is None:
            return False
        found = tweaked_key(self.internal_key, self.root)
        return found is not None and found[0] == self.script_pubkey[2:]

    def leaf_fits(self, leaf: Leaf) -> bool:
        """Whether its control block leads from the leaf to the output key."""
        if not self.is_taproot or not is_control_block(leaf.control_block):
            return False
        return prove_commitment(leaf.control_block, leaf.script, self.script_pubkey[2:]).holds

    @cached_property
    def _pushes_of_leaves(self) -> Mapping[bytes, frozenset[bytes]]:
        return {
            leaf.hash: frozenset(item.data for item in instructions(leaf.script) if item.data) for leaf in self.leaves
        }

    def names_in_taproot(self, key: bytes) -> bool | None:
        """Whether an x-only key is the internal key, the output key, a participant, or in one of the leaves that are
        stated for it; None where such a leaf is not stated."""
        if key in (self.internal_key, self.script_pubkey[2:]) or key in self.participants:
            return True
        pushes = [self._pushes_of_leaves.get(leaf) for leaf in self.leaves_of_keys.get(key, ())]
        if any(found is not None and not found.isdisjoint((key, hash160(key))) for found in pushes):
            return True
        is_hidden = None in pushes and not self._tree
        return None if is_hidden or self.internal_key is None else False


def _leaves_of_entries(entries: Sequence[PsbtEntry]) -> tuple[Leaf, ...]:
    return tuple(Leaf(entry.value.data[:-1], entry.value.data[-1], entry.key_data.data) for entry in entries)


def _leaves_of_tree(tree: PsbtEntry) -> tuple[Leaf, ...]:
    found: list[Leaf] = []
    for part in tree.value_parts:
        if part.key == "psbt.depth":
            found.append(Leaf(b"", 0, depth=int(part.value or 0)))
        elif part.key == "psbt.leaf_version":
            found[-1] = found[-1]._replace(version=int(part.value or 0))
        elif part.key == "psbt.script":
            found[-1] = found[-1]._replace(script=part.slice.data)
    return tuple(found)
