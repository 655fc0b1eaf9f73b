"""What an input would be finished with: signatures and scripts put together (Core: ProduceSignature, SignStep)."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.crypto.taproot import leaf_hash
from txexplain.miniscript.read import read_miniscript
from txexplain.miniscript.satisfy import satisfy
from txexplain.model.bytes import ByteSlice, compact_size_width
from txexplain.model.rules import STANDARD
from txexplain.model.script import OP_1, OP_1NEGATE
from txexplain.model.spend import Verdict
from txexplain.psbt.musig import aggregate
from txexplain.psbt.signers import Signer
from txexplain.psbt.signing_data import SigningData
from txexplain.script.checker import Checker
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.templates.outputs import output_type
from txexplain.wire.hashes import hash160
from txexplain.wire.output_scripts import pay_to_pubkey_hash
from txexplain.wire.script import KEPT_OF_OUTPUT, parse, push
from txexplain.wire.taproot import LEAF_VERSION_TAPSCRIPT

_NEEDS_ANOTHER = ("scripthash", "witness_v0_keyhash", "witness_v0_scripthash")

Items = list[bytes]


class Solution(NamedTuple):
    """`complete` where it was run and is valid; `with_witness` where what signs is, or would be, in the witness."""

    script_sig: bytes
    witness: tuple[bytes, ...]
    complete: bool
    with_witness: bool


class _Step(NamedTuple):
    """One script solved, or not: its type, and the items that it takes, those that are there."""

    solved: bool
    type: str
    items: Items


def is_valid(script_sig: bytes, witness: tuple[bytes, ...], script_pubkey: bytes, checker: Checker) -> bool:
    """Whether nodes would take the input, and pass it on."""
    pieces = tuple(ByteSlice(0, item) for item in witness)
    run = verify_spend(Satisfaction(ByteSlice(0, script_sig), pieces), script_pubkey, STANDARD, checker)
    return run.verdict is Verdict.VALID


def solve(data: SigningData, signer: Signer, script_pubkey: bytes) -> Solution:
    """What the input would be finished with; what lacks for it is noted in `data.missing`."""
    if data.final:
        return Solution(*data.final, complete=True, with_witness=False)
    return _Solver(data, signer, script_pubkey).solution()


class _Solver:
    """From the output script on to the scripts that it calls for."""

    def __init__(self, data: SigningData, signer: Signer, script_pubkey: bytes) -> None:
        self.data = data
        self.signer = signer
        self.script_pubkey = script_pubkey

    def solution(self) -> Solution:
        step, redeem_script = self._step(self.script_pubkey), None
        if step.solved and step.type == "scripthash":
            redeem_script = step.items[0]
            step = self._step(redeem_script)
            step = step._replace(solved=step.solved and step.type != "scripthash")
        witness: Items = []
        with_witness = True
        if step.solved and step.type == "witness_v0_keyhash":
            step = self._step(pay_to_pubkey_hash(step.items[0]))
            witness = step.items
        elif step.solved and step.type == "witness_v0_scripthash":
            step = self._witness_script(step.items[0])
            witness = step.items
        elif step.type == "witness_v1_taproot" and redeem_script is None:
            witness = step.items if step.solved else []
        else:
            with_witness = False
        pushed = [] if with_witness else step.items
        script_sig = _push_all(pushed if redeem_script is None else [*pushed, redeem_script])
        complete = step.solved and is_valid(script_sig, tuple(witness), self.script_pubkey, self.signer.checker)
        return Solution(script_sig, tuple(witness), complete, with_witness)

    def _witness_script(self, script: bytes) -> _Step:
        step = self._step(script)
        solved, items = step.solved and step.type not in _NEEDS_ANOTHER, step.items
        if not solved and not items:
            node = read_miniscript(script, tapscript=False, find_key=self.data.find_key)
            found = node and satisfy(node, _Source(self, None))
            solved, items = found is not None, list(found or ())
        return _Step(solved, step.type, [*items, script])

    def _step(self, script: bytes) -> _Step:
        """One script by its type; of a hash the item is the script, or the hash of the key."""
        match = output_type(parse(ByteSlice(0, script), keep=KEPT_OF_OUTPUT))
        found: Items | None = None
        if match.key == "pubkey":
            found = _all([self.signature(match.pieces("public_key")[0].data)])
        elif match.key == "pubkeyhash":
            found = self._key_and_signature(script[3:23])
        elif match.key == "multisig":
            keys = [piece.data for piece in match.pieces("public_key")]
            return self._multisig(int(match.facts["required"]), keys)
        elif match.key == "scripthash":
            found = self._script(script[2:22], self.data.find_script(script[2:22]), "redeem_script")
        elif match.key == "witness_v0_scripthash":
            found = self._script(script[2:], self.data.find_witness_script(script[2:]), "witness_script")
        elif match.key == "witness_v0_keyhash":
            found = [script[2:]]
        elif match.key == "witness_v1_taproot":
            found = self._taproot(script[2:])
        elif match.key == "anchor":
            found = []
        return _Step(found is not None, match.key, found or [])

    def _key_and_signature(self, digest: bytes) -> Items | None:
        key = self.data.find_key(digest)
        return None if key is None else _all([self.signature(key), key])

    def _script(self, digest: bytes, script: bytes | None, role: str) -> Items | None:
        if script is not None:
            return [script]
        setattr(self.data.missing, role, digest)
        return None

    def _multisig(self, required: int, keys: list[bytes]) -> _Step:
        """The first signatures that are there, in the order of their keys; all keys are asked, to know what lacks."""
        found = [signature for key in keys if (signature := self.signature(key)) is not None][:required]
        items = [b"", *found, *[b""] * (required - len(found))]
        return _Step(len(found) == required, "multisig", items)

    def signature(self, key: bytes) -> bytes | None:
        """The signature by that key; where there is none, it is noted as missing."""
        digest = hash160(key)
        found = self.data.signatures.get(digest)
        if found:
            return found[1]
        if self.signer.ecdsa is None:
            self.data.missing.signatures.append(digest)
        return self.signer.ecdsa

    # Taproot

    def _taproot(self, output_key: bytes) -> Items | None:
        """By the key path where that is signed, else by the leaf that takes the fewest bytes."""
        signature = self.data.key_path_signature or self.signer.schnorr
        if not signature:
            signature = self.data.key_path_signature = self._aggregated(output_key) or b""
        if signature:
            return [signature]
        found = [stack for leaf in self.data.leaves if (stack := self._leaf(*leaf)) is not None]
        return min(found, key=_serialised_size, default=None)

    def _aggregated(self, output_key: bytes) -> bytes | None:
        """Of the partial signatures for the internal key, tweaked, or for the output key itself (BIP373)."""
        data, signer = self.data, self.signer
        found = aggregate(data, signer, data.internal_key, root=data.merkle_root)
        return found or aggregate(data, signer, output_key)

    def _leaf(self, script: bytes, version: int, control_block: bytes) -> Items | None:
        if version != LEAF_VERSION_TAPSCRIPT:
            return None
        node = read_miniscript(script, tapscript=True, find_key=self._find_x_only)
        found = node and satisfy(node, _Source(self, leaf_hash(version, script)))
        return None if found is None else [*found, script, control_block]

    def _find_x_only(self, digest: bytes) -> bytes | None:
        key = self.data.find_key(digest)
        return key and key[1:33]

    def leaf_signature(self, key: bytes, leaf: bytes) -> bytes | None:
        """The signature by that key for the leaf of that hash."""
        signatures = self.data.script_path_signatures
        if (key, leaf) not in signatures:
            found = aggregate(self.data, self.signer, key, leaf=leaf)
            if found:
                signatures[key, leaf] = found
        return signatures.get((key, leaf))


class _Source:
    """What satisfies a miniscript, from the data of the input; `leaf` is the hash of the leaf in tapscript."""

    def __init__(self, solver: _Solver, leaf: bytes | None) -> None:
        self._solver = solver
        self._leaf = leaf

    def signature(self, key: bytes) -> bytes | None:
        return self._solver.signature(key) if self._leaf is None else self._solver.leaf_signature(key, self._leaf)

    def preimage(self, hash_name: str, digest: bytes) -> bytes | None:
        return self._solver.data.preimages.get((hash_name, digest))

    def older(self, number: int) -> bool:
        return self._solver.signer.checker.sequence(number)

    def after(self, number: int) -> bool:
        return self._solver.signer.checker.lock_time(number)


def _all(items: list[bytes | None]) -> Items | None:
    """The items, None where one lacks."""
    found = [item for item in items if item is not None]
    return found if len(found) == len(items) else None


def _push_all(items: Items) -> bytes:
    return b"".join(map(_minimal_push, items))


def _minimal_push(item: bytes) -> bytes:
    """The shortest script that pushes the item (Core: PushAll)."""
    if len(item) == 1 and 1 <= item[0] <= 16:
        return bytes([OP_1 + item[0] - 1])
    return bytes([OP_1NEGATE]) if item == b"\x81" else push(item)


def _serialised_size(items: Items) -> int:
    return compact_size_width(len(items)) + sum(compact_size_width(len(item)) + len(item) for item in items)
