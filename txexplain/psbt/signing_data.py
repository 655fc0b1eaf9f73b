"""What one input of a PSBT brings to be signed with, and what is found to be missing (Core: SignatureData)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.psbt import PsbtEntry, PsbtMap
from txexplain.wire.hashes import hash160, ripemd160
from txexplain.wire.keys import NOBODYS_KEY
from txexplain.wire.taproot import internal_key, is_control_block

_EVEN = b"\x02"
_SCHNORR_SIZE = 64
_PREIMAGES = {
    "ripemd160": "PSBT_IN_RIPEMD160",
    "sha256": "PSBT_IN_SHA256",
    "hash160": "PSBT_IN_HASH160",
    "hash256": "PSBT_IN_HASH256",
}
Musig = dict[tuple[bytes, bytes], dict[bytes, bytes]]
"""By the key that is signed for and the leaf, zeros where there is none: what each participant gave."""


@dataclass(slots=True)
class Missing:
    """Hashes of keys, in the order in which they were looked for, and of scripts, empty where none lacks."""

    public_keys: list[bytes] = field(default_factory=list)
    signatures: list[bytes] = field(default_factory=list)
    redeem_script: bytes = b""
    witness_script: bytes = b""


class SigningData:
    """The fields of an input, by what they are looked up by; `final` are its scriptSig and witness, once known."""

    def __init__(self, each: PsbtMap) -> None:
        self.final = _final(each)
        self.sighash_type = _sighash_type(each)
        self.signatures = {
            hash160(entry.key_data.data): (entry.key_data.data, entry.value.data)
            for entry in each.all("PSBT_IN_PARTIAL_SIG")
        }
        keys = [entry.key_data.data for entry in each.all("PSBT_IN_BIP32_DERIVATION")]
        x_only = [entry.key_data.data for entry in each.all("PSBT_IN_TAP_BIP32_DERIVATION")]
        self.keys = {hash160(key): key for key in keys} | {hash160(key): _EVEN + key for key in x_only}
        self.redeem_script = _value(each, "PSBT_IN_REDEEM_SCRIPT")
        self.witness_script = _value(each, "PSBT_IN_WITNESS_SCRIPT")
        self.preimages = {
            (name, entry.key_data.data): entry.value.data
            for name, field_ in _PREIMAGES.items()
            for entry in each.all(field_)
        }
        self.key_path_signature = _value(each, "PSBT_IN_TAP_KEY_SIG")
        self.script_path_signatures = {
            (entry.key_data.data[:32], entry.key_data.data[32:]): entry.value.data
            for entry in each.all("PSBT_IN_TAP_SCRIPT_SIG")
        }
        self.internal_key = _value(each, "PSBT_IN_TAP_INTERNAL_KEY")
        self.merkle_root = _value(each, "PSBT_IN_TAP_MERKLE_ROOT")
        self.leaves = _leaves(each.all("PSBT_IN_TAP_LEAF_SCRIPT"))
        self.origins = {entry.key_data.data: origin_of(entry) for entry in each.all("PSBT_IN_TAP_BIP32_DERIVATION")}
        self.participants = {
            entry.key_data.data: tuple(_parts(entry, "psbt.participant_key"))
            for entry in each.all("PSBT_IN_MUSIG2_PARTICIPANT_PUBKEYS")
        }
        self.nonces = _musig(each.all("PSBT_IN_MUSIG2_PUB_NONCE"))
        self.partial_signatures = _musig(each.all("PSBT_IN_MUSIG2_PARTIAL_SIG"))
        self.missing = Missing()

    @property
    def signed_types(self) -> Iterator[tuple[int, bool]]:
        """The sighash types of the signatures, and whether they are Schnorr's; not of those in final scripts."""
        yield from ((signature[-1], False) for _, signature in self.signatures.values() if signature)
        schnorr = [self.key_path_signature, *self.script_path_signatures.values()]
        yield from ((_schnorr_type(signature), True) for signature in schnorr if signature)

    @property
    def types_disagree(self) -> bool:
        """Whether a signature has another sighash type than the one that the input states: no finalizer may take that
        (BIP174)."""
        return self.sighash_type is not None and any(code != self.sighash_type for code, _ in self.signed_types)

    @property
    def without_key_path(self) -> bool:
        """Whether nobody has the internal key (BIP341), as stated or as control blocks have it."""
        blocks = (block for _, _, block in self.leaves if is_control_block(block))
        return NOBODYS_KEY in (self.internal_key, *map(internal_key, blocks))

    def find_key(self, digest: bytes) -> bytes | None:
        """The key of that hash; where it is not among those that are brought, it is noted as missing."""
        if digest in self.signatures:
            return self.signatures[digest][0]
        if digest not in self.keys:
            self.missing.public_keys.append(digest)
        return self.keys.get(digest)

    def find_script(self, digest: bytes) -> bytes | None:
        """The redeem or witness script that has this hash of 20 bytes."""
        scripts = (self.redeem_script, self.witness_script)
        return next((script for script in scripts if hash160(script) == digest), None)

    def find_witness_script(self, digest: bytes) -> bytes | None:
        """The script that has this hash of 32 bytes, of which Core compares the RIPEMD-160."""
        return self.find_script(ripemd160(digest))


def _schnorr_type(signature: bytes) -> int:
    return signature[_SCHNORR_SIZE] if len(signature) > _SCHNORR_SIZE else SIGHASH_DEFAULT


def origin_of(entry: PsbtEntry) -> tuple[bytes, tuple[int, ...]]:
    """The fingerprint and the numbers of the path, from a derivation."""
    steps = (int.from_bytes(step, "little") for step in _parts(entry, "psbt.path.step"))
    return next(iter(_parts(entry, "psbt.fingerprint"))), tuple(steps)


def leaf_hashes_of(entry: PsbtEntry) -> tuple[bytes, ...]:
    """The leaves that the key of a derivation is in, by their hashes."""
    return tuple(_parts(entry, "psbt.leaf_hash"))


def _parts(entry: PsbtEntry, key: str) -> Iterable[bytes]:
    return (part.slice.data for part in entry.value_parts if part.key == key)


def _value(each: PsbtMap, name: str) -> bytes:
    entry = each.one(name)
    return entry.value.data if entry else b""


def _sighash_type(each: PsbtMap) -> int | None:
    entry = each.one("PSBT_IN_SIGHASH_TYPE")
    return int.from_bytes(entry.value.data, "little") if entry else None


def _final(each: PsbtMap) -> tuple[bytes, tuple[bytes, ...]] | None:
    """The final scriptSig and witness, None where both are empty."""
    script = _value(each, "PSBT_IN_FINAL_SCRIPTSIG")
    entry = each.one("PSBT_IN_FINAL_SCRIPTWITNESS")
    items = []
    for part in entry.value_parts if entry else ():
        if part.key == "psbt.witness.item.size" and part.value == 0:
            items.append(b"")
        elif part.key == "psbt.witness.item":
            items.append(part.slice.data)
    return (script, tuple(items)) if script or items else None


def _leaves(entries: Iterable[PsbtEntry]) -> list[tuple[bytes, int, bytes]]:
    """Scripts with their versions and the shortest control block of each, in Core's order."""
    blocks: dict[tuple[bytes, int], bytes] = {}
    for entry in entries:
        leaf, block = (entry.value.data[:-1], entry.value.data[-1]), entry.key_data.data
        blocks[leaf] = min(blocks.get(leaf, block), block, key=lambda each: (len(each), each))
    return [(*leaf, block) for leaf, block in sorted(blocks.items())]


def _musig(entries: Iterable[PsbtEntry]) -> Musig:
    found: Musig = {}
    for entry in entries:
        key = entry.key_data.data
        found.setdefault((key[33:66], key[66:] or bytes(32)), {})[key[:33]] = entry.value.data
    return found
