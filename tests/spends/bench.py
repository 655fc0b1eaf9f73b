"""Where a spend is built, and what its script is wrapped in."""

from __future__ import annotations

import random
from collections.abc import Callable

from spends.draft import random_draft
from spends.keys import (
    ECDSA_HASH_TYPES,
    KEYS,
    LAX_STYLES,
    NONCES,
    ODD_HASH_TYPES,
    SCHNORR_HASH_TYPES,
    UNDEFINED_SCHNORR_HASH_TYPES,
    Key,
    Order,
    key_of,
    small_key,
    strict,
)
from spends.scripts import OP, push, push_somehow
from spends.signer import Signer
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.taproot import branch_hash, leaf_hash
from txexplain.model.rules import Rules
from txexplain.model.signing import LeafContext, SigVersion
from txexplain.model.spend import Run
from txexplain.script.machine import NO_CODE_SEPARATOR
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.wire.hashes import hash160, sha256, tagged_hash
from txexplain.wire.keys import CURVE_ORDER as N
from txexplain.wire.transaction import decode

BASE, V0, TAPSCRIPT = ("bare", "p2sh"), ("p2wsh", "p2sh-p2wsh"), ("tapscript",)
ANY = BASE + V0 + TAPSCRIPT
REHEARSED = Rules.P2SH | Rules.WITNESS | Rules.TAPROOT  # what fails by other rules is to be signed all the same


class Tree:
    """A taproot output: an internal key, and the way from a leaf up to the root."""

    def __init__(self, rng: random.Random) -> None:
        self.internal = small_key(rng.choice(KEYS))
        self.version = 0xC0 if rng.random() < 0.95 else rng.choice((0xC2, 0xBE, 0x00, 0x50, 0x66, 0xFE))
        depth = rng.randrange(4) if rng.random() < 0.97 else rng.choice((127, 128, 129))
        self.neighbours = [rng.randbytes(32) for _ in range(depth)]
        self.wrong_parity = rng.random() < 0.03
        self._outputs: dict[bytes, Key] = {}

    def root(self, script: bytes) -> bytes:
        node = leaf_hash(self.version, script)
        for neighbour in self.neighbours:
            node = branch_hash(node, neighbour)
        return node

    def output(self, root: bytes) -> Key:
        if root not in self._outputs:
            tweak = int.from_bytes(tagged_hash("TapTweak", self.internal.x_only, root), "big")
            self._outputs[root] = key_of((self.internal.even_secret + tweak) % N)
        return self._outputs[root]

    def control_block(self, script: bytes) -> bytes:
        parity = self.output(self.root(script)).y & 1
        return bytes([self.version | parity ^ self.wrong_parity]) + self.internal.x_only + b"".join(self.neighbours)


class Bench:
    """The script that is run last, its arguments with the top last, and the signatures that are wanted in them."""

    def __init__(self, rng: random.Random, wrapping: str) -> None:
        self.rng = rng
        self.wrapping = wrapping
        self.draft = random_draft(rng)
        self.draft.vin.script_sig, self.draft.vin.witness = b"", []
        self.is_schnorr = wrapping in ("tapscript", "p2tr")
        self.tree = Tree(rng)
        self.annex = [b"\x50" + rng.randbytes(rng.randrange(4))] if self.is_schnorr and rng.random() < 0.1 else []
        self.script = b""
        self.arguments: list[bytes] = []
        self.groups: list[tuple[bytes, ...]] = []
        self._orders: dict[bytes, Order] = {}
        self.push_seed = rng.getrandbits(32)

    # What recipes ask for

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def key(self) -> Key:
        return small_key(self.rng.choice(KEYS))

    def public(self, key: Key) -> bytes:
        """The key in a form that this kind of script takes, mostly."""
        if self.is_schnorr:
            return key.x_only
        return self.rng.choice(key.forms) if self.chance(0.97) else key.wrong_hybrid

    def signature(self, key: Key) -> bytes:
        """A placeholder for a signature by that key, of about its size, and in strict DER where it may have to be."""
        number = len(self._orders)
        if self.is_schnorr:
            order = self._schnorr_order(key)
            placeholder = bytes([number]) * (64 if order.hash_type is None else 65)
        else:
            order = self._ecdsa_order(key)
            placeholder = strict((3 << 248) + number, 5 << 248) + b"\x01"
        self._orders[placeholder] = order
        return placeholder

    def signatures(self, keys: list[Key]) -> list[bytes]:
        """Placeholders for the signatures of one OP_CHECKMULTISIG."""
        group = [self.signature(key) for key in keys]
        self.groups.append(tuple(group))
        return group

    def _nonce(self) -> Key:
        return small_key(self.rng.choice(NONCES))

    def _schnorr_order(self, key: Key) -> Order:
        types = SCHNORR_HASH_TYPES if self.chance(0.92) else UNDEFINED_SCHNORR_HASH_TYPES
        style = "schnorr" if self.chance(0.96) else self.rng.choice(("odd_y", "infinity"))
        return Order(key, self.rng.choice(types), style, self._nonce())

    def _ecdsa_order(self, key: Key) -> Order:
        types = ECDSA_HASH_TYPES if self.chance(0.8) else ODD_HASH_TYPES
        style = "strict" if self.chance(0.7) else "high_s" if self.chance(0.5) else self.rng.choice(LAX_STYLES)
        return Order(key, self.rng.choice(types), style, self._nonce())

    # Script and arguments into the transaction

    def place(self) -> None:
        """Puts script and arguments into the input, and their hash or themselves into the output that it spends."""
        if self.wrapping in WRAPPINGS:
            script_pubkey, self.draft.vin.script_sig, self.draft.vin.witness = WRAPPINGS[self.wrapping](self)
            self.draft.pay_to(script_pubkey)

    def pushes(self) -> bytes:
        """A scriptSig that pushes the arguments, now and then in an unusual way."""
        rng = random.Random(self.push_seed)
        script = b"".join(push_somehow(rng, item) for item in self.arguments)
        return script + rng.choice((b"\x61", b"\x51\x75", b"\x00\x63\x68")) if rng.random() < 0.02 else script

    def rehearse(self, keep_steps: int = 0) -> tuple[Run, Signer]:
        """What the engine says about the spend as it stands, placeholders taken for signatures."""
        tx = decode(self.draft.raw())
        index = self.draft.index
        signer = Signer(Fields(tx, self.draft.spent), index, self._orders, self.groups)
        satisfaction = Satisfaction(tx.inputs[index].script_sig, tx.inputs[index].witness)
        return verify_spend(
            satisfaction, self.draft.spent[index].script_pubkey, REHEARSED, signer, keep_steps
        ), signer

    def sign(self) -> None:
        """Replaces the placeholders by signatures."""
        if not self._orders:
            return
        _, signer = self.rehearse()
        self._sign_the_rest(signer)
        self.arguments = [signer.made.get(item, item) for item in self.arguments]
        self.script = signer.filled(self.script)

    def _sign_the_rest(self, signer: Signer) -> None:
        """Signs what the engine did not come to, as if the whole script were signed: it may be wrong to stop."""
        annex = self.annex[0] if self.annex else None
        leaf = LeafContext(leaf_hash(self.tree.version, self.script), NO_CODE_SEPARATOR)
        version = SigVersion.BASE if self.wrapping in BASE else SigVersion.WITNESS_V0
        for placeholder in self._orders:
            if self.is_schnorr:
                signer.sign_schnorr(placeholder, annex, leaf if self.wrapping == "tapscript" else None)
            else:
                signer.sign_ecdsa(placeholder, self.script, version)


Placed = tuple[bytes, bytes, list[bytes]]  # the output script, the scriptSig, the witness


def nested(bench: Bench, program: bytes, witness: list[bytes]) -> Placed:
    """A witness program behind P2SH. The scriptSig must be one push of it, the shortest."""
    rng = random.Random(bench.push_seed)
    long_push = b"\x4c" + push(program)
    others = (b"\x51" + push(program), push(program) + b"\x61", push(program) * 2, long_push, b"")
    return _script_hash(program), push(program) if rng.random() < 0.95 else rng.choice(others), witness


def _script_hash(script: bytes) -> bytes:
    return OP["HASH160"] + push(hash160(script)) + OP["EQUAL"]


def _key_hash_program(bench: Bench) -> bytes:
    return b"\x00\x14" + hash160(bench.arguments[-1] if bench.arguments else b"")


def _script_program(bench: Bench) -> bytes:
    return b"\x00\x20" + sha256(bench.script)


def _tapscript(bench: Bench) -> Placed:
    output = bench.tree.output(bench.tree.root(bench.script))
    control = bench.tree.control_block(bench.script)
    return b"\x51\x20" + output.x_only, b"", [*bench.arguments, bench.script, control, *bench.annex]


WRAPPINGS: dict[str, Callable[[Bench], Placed]] = {
    "bare": lambda bench: (bench.script, bench.pushes(), []),
    "p2sh": lambda bench: (_script_hash(bench.script), bench.pushes() + push(bench.script), []),
    "p2wsh": lambda bench: (_script_program(bench), b"", [*bench.arguments, bench.script]),
    "p2sh-p2wsh": lambda bench: nested(bench, _script_program(bench), [*bench.arguments, bench.script]),
    "p2wpkh": lambda bench: (_key_hash_program(bench), b"", [*bench.arguments]),
    "p2sh-p2wpkh": lambda bench: nested(bench, _key_hash_program(bench), [*bench.arguments]),
    "p2tr": lambda bench: (b"\x51\x20" + bench.script, b"", [*bench.arguments, *bench.annex]),
    "tapscript": _tapscript,
}
