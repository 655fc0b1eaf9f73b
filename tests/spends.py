"""Spends of every kind from a seed: properly signed ones, random scripts, scripts at the limits, and tampered ones.

A spend is built on a `Bench`: a recipe writes a script and its arguments, with placeholders where signatures belong;
the engine runs that once with a checker that signs whatever it is asked about; the signatures take the places of the
placeholders. So the engine decides what is signed, and Core's, in test_against_core, whether that was right.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import pbk
from ecdsa.ecdsa import generator_secp256k1
from pbk.script import PrecomputedTransactionData

from txexplain.crypto.checker import TransactionChecker, checkers
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.taproot import taproot_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.crypto.taproot import branch_hash, leaf_hash
from txexplain.model.errors import DecodeError
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS, Rules
from txexplain.model.script import OPCODE_NAMES, encode_number
from txexplain.model.signing import LeafContext, Proof, SignatureCheck, SigVersion
from txexplain.model.spend import Run, Step
from txexplain.script.spend import Unlocking, verify_spend
from txexplain.wire.assemble import number_push
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.hashes import hash160, hash256, ripemd160, sha1, sha256, tagged_hash
from txexplain.wire.keys import CURVE_ORDER as N
from txexplain.wire.script import push
from txexplain.wire.transaction import decode

OP = {name.removeprefix("OP_"): bytes([code]) for code, name in enumerate(OPCODE_NAMES)}
ECDSA_HASH_TYPES = (0x01, 0x02, 0x03, 0x81, 0x82, 0x83)
ODD_HASH_TYPES = (0x00, 0x04, 0x21, 0x84, 0xFF, 0x80, 0x23, 0xC2)
SCHNORR_HASH_TYPES = (None, 0x01, 0x02, 0x03, 0x81, 0x82, 0x83)  # None: DEFAULT, which is not written
UNDEFINED_SCHNORR_HASH_TYPES = (0x00, 0x04, 0x80, 0x84, 0xFF)
SEQUENCES = (0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0, 1, 10, 0xFFFF, 1 << 22, 1 << 22 | 10, 1 << 31, 1 << 31 | 10)
LOCK_TIMES = (0, 1, 100, 499_999_999, 500_000_000, 500_000_001, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
VERSIONS = (1, 2, 2, 2, 3, 0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
TAMPERING_WEIGHTS = (56, 16, 8, 20)  # left as it is; an argument, the script, the transaction changed


class Case(NamedTuple):
    """One spend to be judged: input `index` of `raw`.

    `signed` has the hash types of its signatures, as `ecdsa 81` or `schnorr default`; `mutation` says what was
    done to the spend after that, and is empty where nothing was.
    """

    kind: str
    raw: bytes
    spent: tuple[SpentOutput, ...]
    index: int
    signed: frozenset[str] = frozenset()
    mutation: str = ""


def make_spend(seed: int, number: int) -> Case:
    """The spend of that number in the series of that seed."""
    rng = random.Random(f"{seed}/{number}")
    recipe, wrapping = rng.choice(KINDS)
    bench = Bench(rng, wrapping)
    RECIPES[recipe][0](bench)
    bench.place()
    bench.sign()
    tampering = rng.choices((_leave, _mutate_argument, _mutate_script, _mutate_transaction), TAMPERING_WEIGHTS)[0]
    mutation, raw = tampering(bench)
    spent = tuple(bench.draft.spent)
    return Case(f"{recipe} {wrapping}", raw, spent, bench.draft.index, frozenset(bench.signed), mutation)


# The two judges


def core_accepts(case: Case, rules: Rules) -> bool:
    """Bitcoin Core's verdict (VerifyScript)."""
    tx = pbk.Transaction(case.raw)
    scripts = [pbk.ScriptPubkey(output.script_pubkey) for output in case.spent]
    pairs = zip(scripts, case.spent, strict=True)
    data = PrecomputedTransactionData(tx, [pbk.TransactionOutput(script, spent.value_sat) for script, spent in pairs])
    flags = pbk.ScriptVerificationFlags.NONE
    for name in rules.names:
        flags |= pbk.ScriptVerificationFlags[name]
    script, value = scripts[case.index], case.spent[case.index].value_sat
    return bool(script.verify(value, tx, data, case.index, flags))


def engine_runs(case: Case, *rule_sets: Rules) -> list[Run]:
    """What the engine says by each of the sets of rules. One checker serves them all, as it does in `verify`."""
    tx = decode(case.raw)
    txin, output = tx.inputs[case.index], case.spent[case.index]
    checker = checkers(tx, case.spent)[case.index]
    unlocking = Unlocking(txin.script_sig, txin.witness)
    return [verify_spend(unlocking, output.script_pubkey, rules, checker) for rules in rule_sets]


# Keys and signatures


class Key(NamedTuple):
    """A private key and its point."""

    secret: int
    x: int
    y: int

    @property
    def x_only(self) -> bytes:
        return self.x.to_bytes(32, "big")

    @property
    def forms(self) -> tuple[bytes, bytes, bytes]:
        """Compressed, uncompressed, hybrid."""
        x, y, odd = self.x_only, self.y.to_bytes(32, "big"), self.y & 1
        return bytes([2 + odd]) + x, b"\x04" + x + y, bytes([6 + odd]) + x + y

    @property
    def even_secret(self) -> int:
        """The secret of the point with this x and an even y."""
        return N - self.secret if self.y & 1 else self.secret


@cache
def small_key(secret: int) -> Key:
    return key_of(secret)


def key_of(secret: int) -> Key:
    point = (generator_secp256k1 * secret).to_affine()
    return Key(secret, int(point.x()), int(point.y()))


NONCES = (*range(1, 200), (N + 1) // 2, N - 1, N - 2)  # the point of (n+1)/2 has an x of 21 bytes: short signatures


class Order(NamedTuple):
    """A signature that is wanted: by whom, over what, and how it is to be written."""

    key: Key
    hash_type: int | None
    style: str
    nonce: Key

    @property
    def name(self) -> str:
        algorithm = "schnorr" if self.style == "schnorr" else "ecdsa"
        return f"{algorithm} {'default' if self.hash_type is None else f'{self.hash_type:02x}'}"

    def ecdsa(self, digest: bytes) -> bytes:
        r = self.nonce.x % N
        s = (int.from_bytes(digest, "big") + r * self.key.secret) * pow(self.nonce.secret, -1, N) % N
        if (s > N // 2) != (self.style == "high_s"):
            s = N - s
        assert self.hash_type is not None
        return STYLES[self.style](r, s) + bytes([self.hash_type])

    def schnorr(self, digest: bytes) -> bytes:
        r = self.nonce.x_only
        e = int.from_bytes(tagged_hash("BIP0340/challenge", r, self.key.x_only, digest), "big")
        s = (self.nonce.even_secret + e * self.key.even_secret) % N
        return r + s.to_bytes(32, "big") + (b"" if self.hash_type is None else bytes([self.hash_type]))


def _integer(number: int, padding: int = 0, *, signed: bool = True) -> bytes:
    size = number.bit_length() // 8 + 1 if signed else (number.bit_length() + 7) // 8
    return b"\x02" + bytes([size + padding]) + bytes(padding) + number.to_bytes(size, "big")


def _sequence(body: bytes) -> bytes:
    return b"\x30" + bytes([len(body)]) + body


def _long_integer(number: int, width: int) -> bytes:
    """An integer with its length in the long form."""
    short = _integer(number)
    return b"\x02" + bytes([0x80 | width]) + (len(short) - 2).to_bytes(width, "big") + short[2:]


STYLES: dict[str, Callable[[int, int], bytes]] = {
    "strict": lambda r, s: _sequence(_integer(r) + _integer(s)),
    "high_s": lambda r, s: _sequence(_integer(r) + _integer(s)),
    "padded": lambda r, s: _sequence(_integer(r, 1) + _integer(s, r % 3)),
    "negative": lambda r, s: _sequence(_integer(r, signed=False) + _integer(s, signed=False)),
    "long_length": lambda r, s: b"\x30\x81" + _sequence(_integer(r) + _integer(s))[1:],
    "long_integers": lambda r, s: _sequence(_long_integer(r, 1 + s % 2) + _long_integer(s, 1 + s % 5)),
    "wrong_length": lambda r, s: b"\x30" + bytes([s % 128]) + _integer(r) + _integer(s),
    "trailing": lambda r, s: _sequence(_integer(r) + _integer(s)) + bytes(1 + s % 3),
    "trailing_inside": lambda r, s: _sequence(_integer(r) + _integer(s) + b"\x05\x00"),
}
LAX_STYLES = tuple(STYLES)[2:]


class Signer:
    """A checker that signs: it says yes where a placeholder meets its key, and keeps the signature for its place."""

    def __init__(self, fields: Fields, index: int, orders: dict[bytes, Order]) -> None:
        self._fields, self._index, self._orders = fields, index, orders
        self._transaction = TransactionChecker(fields, index)
        self.lock_time = self._transaction.lock_time
        self.sequence = self._transaction.sequence
        self.made: dict[bytes, bytes] = {}

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        order = self._orders.get(signature)
        fits = order is not None and order.style != "schnorr" and public_key[1:33] == order.key.x_only
        if order and fits and signature not in self.made:
            build = witness_v0_sighash if version is SigVersion.WITNESS_V0 else legacy_sighash
            sighash = build(self._fields, self._index, script_code, order.hash_type or 0)
            self.made[signature] = order.ecdsa(sighash.digest)
        return SignatureCheck("ecdsa", signature, public_key, fits)

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        order = self._orders.get(signature)
        fits = order is not None and public_key == order.key.x_only
        if order and fits and signature not in self.made:
            sighash = taproot_sighash(self._fields, self._index, order.hash_type or 0, annex, leaf)
            self.made[signature] = order.schnorr(sighash.digest if sighash else bytes(32))
        return SignatureCheck("schnorr", signature, public_key, fits, "" if fits else "mismatch")

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        leaf = leaf_hash(control_block[0] & 0xFE, script)
        return Proof("taproot_commitment", (("leaf_hash", leaf),), True)


# The transaction around the spend


@dataclass
class Vin:
    outpoint: bytes
    sequence: int
    script_sig: bytes = b""
    witness: list[bytes] = field(default_factory=list)

    def serialised(self) -> bytes:
        return self.outpoint + sized(self.script_sig) + self.sequence.to_bytes(4, "little")


@dataclass
class Draft:
    """A transaction that can still be changed, the outputs that it spends, and the input that matters."""

    version: int
    inputs: list[Vin]
    outputs: list[tuple[int, bytes]]
    lock_time: int
    spent: list[SpentOutput]
    index: int

    @property
    def vin(self) -> Vin:
        return self.inputs[self.index]

    def raw(self) -> bytes:
        witnesses = [compact_size(len(vin.witness)) + b"".join(map(sized, vin.witness)) for vin in self.inputs]
        has_witness = any(vin.witness for vin in self.inputs)
        outputs = [value.to_bytes(8, "little", signed=True) + sized(script) for value, script in self.outputs]
        return b"".join(
            (
                self.version.to_bytes(4, "little"),
                b"\0\1" if has_witness else b"",
                compact_size(len(self.inputs)),
                *(vin.serialised() for vin in self.inputs),
                compact_size(len(outputs)),
                *outputs,
                *(witnesses if has_witness else ()),
                self.lock_time.to_bytes(4, "little"),
            )
        )


def random_draft(rng: random.Random) -> Draft:
    count = rng.choice((1, 1, 2, 3, 4, 5))
    inputs = [_random_input(rng) for _ in range(count)]
    outputs = [_random_output(rng) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4, 5)))]
    version = rng.choice(VERSIONS) if rng.random() < 0.95 else rng.getrandbits(32)
    lock_time = rng.choice(LOCK_TIMES) if rng.random() < 0.9 else rng.getrandbits(32)
    spent = [SpentOutput(*_random_output(rng)) for _ in range(count)]
    return Draft(version, inputs, outputs, lock_time, spent, rng.randrange(count))


def _random_input(rng: random.Random) -> Vin:
    sequence = rng.choice(SEQUENCES) if rng.random() < 0.9 else rng.getrandbits(32)
    outpoint = rng.randbytes(32) + (rng.choice((0, 1, 2, 0xFFFFFFFF))).to_bytes(4, "little")
    script_sig = rng.randbytes(rng.choice((0, 0, 1, 10)))
    witness = [rng.randbytes(rng.choice((0, 1, 64))) for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    return Vin(outpoint, sequence, script_sig, witness)


def _random_output(rng: random.Random) -> tuple[int, bytes]:
    value = rng.choice((0, 1, 546, 100_000_000, 2_100_000_000_000_000, 2**63 - 1, rng.getrandbits(50)))
    if rng.random() < 0.02:
        value = -rng.choice((1, 2**63))
    script = rng.choice((b"", b"\x51", b"\x00\x14" + rng.randbytes(20), b"\x51\x20" + rng.randbytes(32), b"\x6a"))
    return value, script


# How a script is put into an output

BASE, V0, TAPSCRIPT = ("bare", "p2sh"), ("p2wsh", "p2sh-p2wsh"), ("tapscript",)
ANY = BASE + V0 + TAPSCRIPT


class Tree:
    """A taproot output: an internal key, and the way from a leaf up to the root."""

    def __init__(self, rng: random.Random) -> None:
        self.internal = small_key(rng.randrange(1, 40))
        self.version = 0xC0 if rng.random() < 0.95 else rng.choice((0xC2, 0xBE, 0x00, 0x50, 0x66, 0xFE))
        depth = rng.randrange(4) if rng.random() < 0.98 else rng.choice((127, 128, 129))
        self.neighbours = [rng.randbytes(32) for _ in range(depth)]
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
        return bytes([self.version | parity]) + self.internal.x_only + b"".join(self.neighbours)


class Bench:
    """Where a spend is built: the script that is run last, its arguments with the top last, what is to be signed."""

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
        self.orders: dict[bytes, Order] = {}
        self.signed: set[str] = set()
        self._push_seed = rng.getrandbits(32)

    # what recipes ask for

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def key(self) -> Key:
        return small_key(self.rng.randrange(1, 40))

    def public(self, key: Key) -> bytes:
        """The key in a form that this kind of script takes."""
        return key.x_only if self.is_schnorr else self.rng.choice(key.forms)

    def signature(self, key: Key) -> bytes:
        """A placeholder for a signature by that key."""
        order = self._schnorr_order(key) if self.is_schnorr else self._ecdsa_order(key)
        size = 71 if not self.is_schnorr else 64 if order.hash_type is None else 65
        placeholder = f"signature {len(self.orders)} ".encode().ljust(size, b"\x07")
        self.orders[placeholder] = order
        return placeholder

    def _nonce(self) -> Key:
        return small_key(self.rng.choice(NONCES))

    def _schnorr_order(self, key: Key) -> Order:
        types = SCHNORR_HASH_TYPES if self.chance(0.97) else UNDEFINED_SCHNORR_HASH_TYPES
        return Order(key, self.rng.choice(types), "schnorr", self._nonce())

    def _ecdsa_order(self, key: Key) -> Order:
        types = ECDSA_HASH_TYPES if self.chance(0.8) else ODD_HASH_TYPES
        style = "strict" if self.chance(0.7) else "high_s" if self.chance(0.5) else self.rng.choice(LAX_STYLES)
        return Order(key, self.rng.choice(types), style, self._nonce())

    # script and arguments into the transaction

    def place(self) -> None:
        """Puts the script and its arguments into the transaction and the output it spends."""
        if self.wrapping == "as it is":
            return
        script_pubkey, self.draft.vin.script_sig, self.draft.vin.witness = WRAPPINGS[self.wrapping](self)
        self.draft.spent[self.draft.index] = SpentOutput(self.draft.spent[self.draft.index][0], script_pubkey)

    def pushes(self) -> bytes:
        """A scriptSig that pushes the arguments, now and then in an unusual way."""
        rng = random.Random(self._push_seed)
        script = b"".join(push_somehow(rng, item) for item in self.arguments)
        return script + rng.choice((b"\x61", b"\x51\x75", b"\x00\x63\x68")) if rng.random() < 0.02 else script

    def rehearse(self, keep_steps: int = 0) -> tuple[Run, Signer]:
        """What the engine says about the spend as it stands, placeholders taken for signatures."""
        tx = decode(self.draft.raw())
        index = self.draft.index
        signer = Signer(Fields(tx, self.draft.spent), index, self.orders)
        unlocking = Unlocking(tx.inputs[index].script_sig, tx.inputs[index].witness)
        script_pubkey = self.draft.spent[index].script_pubkey
        return verify_spend(unlocking, script_pubkey, CONSENSUS & ~Rules.DERSIG, signer, keep_steps), signer

    def sign(self) -> None:
        """Replaces the placeholders that are checked by signatures."""
        if not self.orders:
            return
        _, signer = self.rehearse()
        self.arguments = [signer.made.get(item, item) for item in self.arguments]
        for placeholder, signature in signer.made.items():
            self.script = self.script.replace(push(placeholder), push(signature))
            self.signed.add(self.orders[placeholder].name)


def push_somehow(rng: random.Random, item: bytes) -> bytes:
    """A push of the item: the shortest one, mostly."""
    kind = rng.random()
    if kind < 0.9:
        small = len(item) == 1 and (1 <= item[0] <= 16 or item[0] == 0x81)
        return bytes([0x4F if item[0] == 0x81 else 0x50 + item[0]]) if small else push(item)
    width = 0 if len(item) < 76 and kind < 0.94 else 1 if len(item) < 256 and kind < 0.97 else rng.choice((2, 4))
    opcode = b"" if width == 0 else bytes([{1: 0x4C, 2: 0x4D, 4: 0x4E}[width]])
    return opcode + len(item).to_bytes(width or 1, "little") + item


Placed = tuple[bytes, bytes, list[bytes]]


def _script_hash(script: bytes) -> bytes:
    return OP["HASH160"] + push(hash160(script)) + OP["EQUAL"]


def _tapscript(bench: Bench) -> Placed:
    output = bench.tree.output(bench.tree.root(bench.script))
    control = bench.tree.control_block(bench.script)
    return b"\x51\x20" + output.x_only, b"", [*bench.arguments, bench.script, control, *bench.annex]


def _nested(program: bytes, witness: list[bytes]) -> Placed:
    return _script_hash(program), push(program), witness


def _key_hash_program(bench: Bench) -> bytes:
    return b"\x00\x14" + hash160(bench.arguments[-1] if bench.arguments else b"")


def _script_program(bench: Bench) -> bytes:
    return b"\x00\x20" + sha256(bench.script)


WRAPPINGS: dict[str, Callable[[Bench], Placed]] = {
    "bare": lambda bench: (bench.script, bench.pushes(), []),
    "p2sh": lambda bench: (_script_hash(bench.script), bench.pushes() + push(bench.script), []),
    "p2wsh": lambda bench: (_script_program(bench), b"", [*bench.arguments, bench.script]),
    "p2sh-p2wsh": lambda bench: _nested(_script_program(bench), [*bench.arguments, bench.script]),
    "p2wpkh": lambda bench: (_key_hash_program(bench), b"", bench.arguments),
    "p2sh-p2wpkh": lambda bench: _nested(_key_hash_program(bench), bench.arguments),
    "p2tr": lambda bench: (b"\x51\x20" + bench.script, b"", [*bench.arguments, *bench.annex]),
    "tapscript": _tapscript,
}


# Recipes: what the script is


def one_key(bench: Bench) -> None:
    key = bench.key()
    bench.script = push(bench.public(key)) + OP["CHECKSIG"]
    bench.arguments = [bench.signature(key)]


def key_hash(bench: Bench) -> None:
    key = bench.key()
    public = bench.public(key)
    bench.script = OP["DUP"] + OP["HASH160"] + push(hash160(public)) + OP["EQUALVERIFY"] + OP["CHECKSIG"]
    bench.arguments = [bench.signature(key), public]


def multisig(bench: Bench) -> None:
    """Here `bench.script` may grow too long for P2SH, or for what it may count."""
    n = bench.rng.choice((1, 2, 2, 3, 3, 3, 4, 5)) if bench.chance(0.97) else bench.rng.choice((15, 16, 20, 21))
    m = bench.rng.randint(0, min(n, 4))
    keys = [bench.key() for _ in range(n)]
    signers = sorted(bench.rng.sample(range(n), m))
    publics = b"".join(push(bench.public(key)) for key in keys)
    verify = bench.chance(0.15)
    end = OP["CHECKMULTISIGVERIFY"] + OP["1"] if verify else OP["CHECKMULTISIG"]
    bench.script = number_push(m) + publics + number_push(n) + end
    dummy = b"" if bench.chance(0.9) else bench.rng.choice((b"\x00", b"\x01", b"\x80"))
    bench.arguments = [dummy, *(bench.signature(keys[place]) for place in signers)]


def check_sig_add(bench: Bench) -> None:
    """m of n keys as BIP342 proposes, with empty signatures for those that do not sign."""
    n = bench.rng.choice((1, 2, 3, 3, 4))
    m = bench.rng.randint(0, n)
    keys = [bench.key() for _ in range(n)]
    signers = set(bench.rng.sample(range(n), m))
    opcodes = [OP["CHECKSIG"]] + [OP["CHECKSIGADD"]] * (n - 1)
    body = [push(bench.public(key)) + opcode for key, opcode in zip(keys, opcodes, strict=True)]
    bench.script = b"".join(body) + number_push(m) + OP["NUMEQUAL"]
    items = [bench.signature(key) if place in signers else b"" for place, key in enumerate(keys)]
    bench.arguments = items[::-1]


def separators(bench: Bench) -> None:
    """Several signatures, with OP_CODESEPARATOR before, between and after them, in branches taken and not."""
    keys = [bench.key() for _ in range(bench.rng.randint(1, 3))]
    bench.script = b""
    for key in keys:
        bench.script += _separator(bench) + noise(bench) + push(bench.public(key)) + _separator(bench)
        bench.script += OP["CHECKSIGVERIFY"]
    bench.script += _separator(bench) + OP["1"]
    bench.arguments = [bench.signature(key) for key in keys][::-1]


def _separator(bench: Bench) -> bytes:
    one = OP["CODESEPARATOR"]
    branch = OP["IF"] + one + OP["ELSE"] + OP["NOP"] + OP["ENDIF"]
    other = OP["NOTIF"] + OP["NOP"] + OP["ELSE"] + one + OP["ENDIF"]
    return bench.rng.choice((b"", b"", one, one + one, b"\x51" + branch, b"\x00" + branch, b"\x00" + other))


def noise(bench: Bench) -> bytes:
    """A few elements that leave the stack as it was."""
    filler = push(bench.rng.randbytes(bench.rng.randrange(4)))
    return bench.rng.choice(
        (
            b"",
            OP["NOP"],
            filler + OP["DROP"],
            filler + OP["TOALTSTACK"] + OP["FROMALTSTACK"] + OP["DROP"],
            OP["DEPTH"] + filler + OP["2DROP"],
            b"\x00" + OP["IF"] + filler + OP["RETURN"] + OP["ENDIF"],
            b"\x00" + OP["IF"] + OP["RESERVED"] + OP["ELSE"] + OP["NOP10"] + OP["ENDIF"],
        )
    )


def locks(bench: Bench) -> None:
    """A key, and before it lock times that the transaction keeps, mostly."""
    key = bench.key()
    lock = b"".join(_lock(bench) for _ in range(bench.rng.randint(1, 2)))
    bench.script = lock + push(bench.public(key)) + OP["CHECKSIG"]
    bench.arguments = [bench.signature(key)]


def _lock(bench: Bench) -> bytes:
    absolute = bench.chance(0.5)
    opcode = OP["CHECKLOCKTIMEVERIFY" if absolute else "CHECKSEQUENCEVERIFY"]
    kept = bench.draft.lock_time if absolute else bench.draft.vin.sequence
    if bench.chance(0.6):
        _make_room_for_lock(bench, absolute=absolute)
        kept = bench.draft.lock_time if absolute else bench.draft.vin.sequence & 0x40FFFF
        number = max(0, kept - bench.rng.choice((0, 0, 1, 1000)))
    else:
        offset = bench.rng.choice((-1, 0, 1, 1 << 22, 1 << 31, 1 << 32, 1 << 38, 1 << 39, -500_000_000, -(1 << 32)))
        number = kept + offset
    return push(encode_number(number)) + opcode + OP["DROP"]


def _make_room_for_lock(bench: Bench, *, absolute: bool) -> None:
    """Fields of the transaction that let a lock time count."""
    if absolute:
        bench.draft.vin.sequence = min(bench.draft.vin.sequence, 0xFFFFFFFE)
    else:
        bench.draft.version = max(bench.draft.version, 2)
        bench.draft.vin.sequence &= ~(1 << 31)


def branches(bench: Bench) -> None:
    """A preimage and a key, or else a lock time and another key."""
    preimage = bench.rng.randbytes(bench.rng.choice((0, 1, 32, 80)))
    name, function = bench.rng.choice(HASHES)
    with_preimage = bench.chance(0.5)
    keys = bench.key(), bench.key()
    first = OP[name] + push(function(preimage)) + OP["EQUALVERIFY"] + push(bench.public(keys[0]))
    second = _lock(bench) + push(bench.public(keys[1]))
    bench.script = OP["IF"] + first + OP["ELSE"] + second + OP["ENDIF"] + OP["CHECKSIG"]
    signature = bench.signature(keys[0 if with_preimage else 1])
    bench.arguments = [signature, preimage, b"\x01"] if with_preimage else [signature, b""]


HASHES: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("RIPEMD160", ripemd160),
    ("SHA1", sha1),
    ("SHA256", sha256),
    ("HASH160", hash160),
    ("HASH256", hash256),
)


def deletion(bench: Bench) -> None:
    """Signatures that stand in the very script that they sign (Core: FindAndDelete)."""
    keys = [bench.key() for _ in range(bench.rng.choice((1, 1, 2)))]
    signatures = [bench.signature(key) for key in keys]
    publics = [push(bench.public(key)) for key in keys]
    before, after = (
        b"".join(_buried(bench, bench.rng.choice(signatures)) for _ in range(bench.rng.randrange(3))) for _ in "ba"
    )
    own = b"".join(map(push, signatures))
    if len(keys) == 1:
        check = publics[0] + OP["CHECKSIG"]
    else:
        check = b"\x52" + b"".join(publics) + b"\x52" + OP["CHECKMULTISIG"]
        own = b"\x00" + own
    if bench.chance(0.4):
        bench.script = before + own + check + after
    else:
        bench.arguments = signatures if len(keys) == 1 else [b"", *signatures]
        bench.script = before + check + after


def _buried(bench: Bench, signature: bytes) -> bytes:
    """A signature in a script, to no effect."""
    one = push(signature)
    inside = bench.rng.randbytes(2) + one
    return bench.rng.choice(
        (
            one + OP["DROP"],
            one * 2 + OP["2DROP"],
            one * 3 + OP["2DROP"] + OP["DROP"],
            one + OP["CODESEPARATOR"] + OP["DROP"],
            b"\x00" + OP["IF"] + one + OP["ELSE"] + OP["ENDIF"],
            b"\x51" + OP["IF"] + one + OP["ELSE"] + one + OP["ENDIF"] + OP["DROP"],
            OP["CODESEPARATOR"] + one + OP["DROP"],
            b"\x4c" + one + OP["DROP"] if bench.chance(0.3) else OP["NOP"],
            push(inside) + OP["DROP"] if bench.chance(0.3) else OP["NOP"],
        )
    )


def key_path(bench: Bench) -> None:
    root = b"" if bench.chance(0.4) else bench.rng.randbytes(32)
    output = bench.tree.output(root)
    bench.script = output.x_only
    bench.arguments = [bench.signature(output)]


def leaf(bench: Bench) -> None:
    """What only tapscript has: OP_SUCCESS, unknown kinds of key, a budget for signatures."""
    bench.rng.choice((_op_success, _unknown_key, _budget))(bench)


def _op_success(bench: Bench) -> None:
    success = bytes([bench.rng.choice((0x50, 0x62, 0x7E, 0x89, 0x95, 0xBB, 0xFE, 0xFF, 0xBA))])
    before = bench.rng.choice(
        (b"", b"\x00", OP["RETURN"], OP["IF"], b"\x01" + success, b"\x4d\xff", push(bytes(521)))
    )
    bench.script = before + success + bench.rng.choice((b"", b"\x4c", OP["VERIFY"], b"\x51"))
    bench.arguments = [bytes(bench.rng.choice((1, 521)))] * bench.rng.choice((0, 0, 1))


def _unknown_key(bench: Bench) -> None:
    public = bench.rng.randbytes(bench.rng.choice((0, 1, 31, 33, 65)))
    bench.script = push(public) + bench.rng.choice((OP["CHECKSIG"], OP["CHECKSIGVERIFY"] + b"\x51"))
    if bench.chance(0.4):
        bench.script = number_push(bench.rng.choice((0, 1, -1))) + push(public) + OP["CHECKSIGADD"]
    bench.arguments = [bench.rng.randbytes(bench.rng.choice((0, 1, 64)))]


def _budget(bench: Bench) -> None:
    """The same signature checked again and again, with an item that makes the witness longer."""
    key = bench.key()
    again = (OP["2DUP"] + OP["CHECKSIGVERIFY"]) * bench.rng.randint(1, 5)
    bench.script = OP["DROP"] + again + OP["CHECKSIG"]
    bench.arguments = [bench.signature(key), bench.public(key), bytes(bench.rng.randrange(150))]


def other_program(bench: Bench) -> None:
    """Witness programs of unknown versions and lengths, pay-to-anchor, and witnesses where none belongs."""
    rng = bench.rng
    version = rng.choice((0, 1, 1, 2, 3, 16))
    size = rng.choice((1, 2, 2, 3, 19, 20, 21, 31, 32, 33, 40, 41))
    program = bytes([0x50 + version if version else 0]) + push(rng.randbytes(size))
    if bench.chance(0.2):
        program = bytes.fromhex("51024e73")
    vin = bench.draft.vin
    vin.witness = [rng.randbytes(rng.choice((0, 1, 521))) for _ in range(rng.choice((0, 0, 1, 2)))]
    script_pubkey, vin.script_sig, vin.witness = (
        _nested(program, vin.witness) if bench.chance(0.3) else (program, b"", vin.witness)
    )
    if bench.chance(0.1):
        vin.script_sig = rng.choice((b"\x00", b"\x51" + vin.script_sig, vin.script_sig + b"\x61"))
    bench.draft.spent[bench.draft.index] = SpentOutput(bench.draft.spent[bench.draft.index][0], script_pubkey)


# Random scripts


def program(bench: Bench) -> None:
    """A random script, cut off before it fails, mostly, and then made to leave a single true item."""
    bench.arguments = [random_item(bench) for _ in range(bench.rng.randrange(6))]
    snippets = bench.rng.choices(SNIPPETS, SNIPPET_WEIGHTS, k=bench.rng.randint(1, 25))
    bench.script = b"".join(snippet(bench) for snippet in snippets)
    if bench.chance(0.1):
        return
    bench.place()
    run, _ = bench.rehearse(keep_steps=2)
    stage = next((stage for stage in run.stages if stage.script.data == bench.script), None)
    if stage is None:
        return
    steps = list(stage.steps)
    if steps and steps[-1].failure:
        bench.script = bench.script[: steps.pop().instruction.span.start - stage.script.start]
    last = steps[-1] if steps else None
    bench.script += _tidy(bench, last, len(stage.before))


def _tidy(bench: Bench, last: Step | None, items_before: int) -> bytes:
    """Closes the open branches, and drops what lies on the stack."""
    depth, items = (last.depth, len(last.stack)) if last else (0, items_before)
    drops = OP["2DROP"] * (items // 2) + OP["DROP"] * (items % 2)
    return OP["ENDIF"] * depth + drops + bench.rng.choice((b"\x51", b"\x51", b"\x01\x80", b"\x02\x00\x01", b"\x00"))


def random_item(bench: Bench) -> bytes:
    """Something to push: numbers at the edges, booleans in every form, data of any length, sometimes a signature."""
    kind = bench.rng.random()
    if kind < 0.45:
        return encode_number(bench.rng.randint(-2, 17))
    if kind < 0.65:
        return encode_number(bench.rng.choice(EDGES) + bench.rng.randint(-1, 1))
    if kind < 0.75:
        return bench.rng.choice((b"\x00", b"\x80", b"\x00\x80", b"\x01\x00", b"\x00\x00", b"\x05\x80", bytes(5)))
    if kind < 0.8:
        return bench.public(bench.key())
    return bench.rng.randbytes(bench.rng.choice((1, 2, 4, 5, 8, 20, 32, 33, 64, 75, 76)))


EDGES = (0, 127, 128, 255, 256, 32767, 32768, 2**23, 2**31 - 1, -(2**31) + 1, 2**31, 2**32, 2**39, -127, -128)


def _push_item(bench: Bench) -> bytes:
    return push_somehow(bench.rng, random_item(bench))


def _push_long(bench: Bench) -> bytes:
    return push_somehow(bench.rng, bytes(bench.rng.choice((75, 76, 255, 256, 519, 520, 521))))


PLAIN_OPCODES = tuple(
    OP[name]
    for name in (
        "NOP VERIFY TOALTSTACK FROMALTSTACK 2DROP 2DUP 3DUP 2OVER 2ROT 2SWAP IFDUP DEPTH DROP DUP NIP OVER PICK ROLL"
        " ROT SWAP TUCK SIZE EQUAL 1ADD 1SUB NEGATE ABS NOT 0NOTEQUAL ADD SUB BOOLAND BOOLOR NUMEQUAL NUMNOTEQUAL"
        " LESSTHAN GREATERTHAN LESSTHANOREQUAL GREATERTHANOREQUAL MIN MAX WITHIN RIPEMD160 SHA1 SHA256 HASH160"
        " HASH256 CODESEPARATOR NOP1 NOP4 NOP10 1NEGATE 1 2 16"
    ).split()
)


def _plain_opcode(bench: Bench) -> bytes:
    return bench.rng.choice(PLAIN_OPCODES)


def _branch_opcode(bench: Bench) -> bytes:
    return bench.rng.choice((b"\x51", b"\x00", b"", b"\x76")) + bench.rng.choice((OP["IF"], OP["NOTIF"]))


def _else_or_endif(bench: Bench) -> bytes:
    return bench.rng.choice((OP["ELSE"], OP["ENDIF"], OP["ENDIF"]))


def _equality(bench: Bench) -> bytes:
    item = _push_item(bench)
    return item + item + bench.rng.choice((OP["EQUALVERIFY"], OP["EQUAL"] + OP["VERIFY"], OP["NUMEQUALVERIFY"]))


def _indexed(bench: Bench) -> bytes:
    return number_push(bench.rng.randint(-1, 4)) + bench.rng.choice((OP["PICK"], OP["ROLL"]))


def _hash_check(bench: Bench) -> bytes:
    name, function = bench.rng.choice(HASHES)
    preimage = random_item(bench)
    return push(preimage) + OP[name] + push(function(preimage)) + OP["EQUAL"]


def _any_opcode(bench: Bench) -> bytes:
    return bytes([bench.rng.randrange(0x4F, 0x100)])


def _any_opcode_untaken(bench: Bench) -> bytes:
    """Few opcodes fail a script from a branch that is not taken."""
    return b"\x00" + OP["IF"] + _any_opcode(bench) + OP["ENDIF"]


def _signature_check(bench: Bench) -> bytes:
    """A signature by its key: from the script itself outside the witness, else from the bottom of the stack."""
    key = bench.key()
    signature, public = bench.signature(key), push(bench.public(key))
    if bench.wrapping in BASE:
        return push(signature) + public + bench.rng.choice((OP["CHECKSIG"], OP["CHECKSIGVERIFY"]))
    bench.arguments.insert(0, signature)
    fetch = OP["DEPTH"] + OP["1SUB"] + OP["ROLL"]
    if bench.is_schnorr and bench.chance(0.3):
        return fetch + number_push(bench.rng.randint(-1, 3)) + public + OP["CHECKSIGADD"]
    return fetch + public + bench.rng.choice((OP["CHECKSIG"], OP["CHECKSIGVERIFY"]))


def _failing_check(bench: Bench) -> bytes:
    """An empty signature, or one that is none."""
    signature = b"" if bench.chance(0.7) else bench.rng.randbytes(bench.rng.choice((1, 9, 64, 65, 71)))
    return push(signature) + push(bench.public(bench.key())) + OP["CHECKSIG"]


def _bare_multisig_check(bench: Bench) -> bytes:
    keys = [push(bench.public(bench.key())) for _ in range(bench.rng.randrange(3))]
    wanted = bench.rng.randint(0, len(keys))
    dummy, nothing = bench.rng.choice((b"\x00", b"\x00", b"\x51")), b"\x00" * wanted
    head = dummy + nothing + number_push(wanted)
    return head + b"".join(keys) + number_push(len(keys)) + OP["CHECKMULTISIG"]


_WEIGHTED: tuple[tuple[Callable[[Bench], bytes], int], ...] = (
    (_push_item, 30),
    (_push_long, 1),
    (_plain_opcode, 30),
    (_branch_opcode, 5),
    (_else_or_endif, 4),
    (_equality, 3),
    (_indexed, 3),
    (_hash_check, 2),
    (_lock, 3),
    (_any_opcode, 1),
    (_any_opcode_untaken, 2),
    (_signature_check, 2),
    (_failing_check, 2),
    (_bare_multisig_check, 2),
)
SNIPPETS = [snippet for snippet, _ in _WEIGHTED]
SNIPPET_WEIGHTS = [weight for _, weight in _WEIGHTED]


# Scripts at the limits


def limits(bench: Bench) -> None:
    """A script that keeps one of the limits just so, or does not."""
    bench.rng.choice(LIMITS)(bench)


def _script_size(bench: Bench) -> None:
    largest = 520 if bench.wrapping == "p2sh" else 10_000
    size = largest + bench.rng.choice((-1, 0, 0, 1))
    bench.script = b"\x51"
    while len(bench.script) < size - 600:
        bench.script += push(bytes(520)) + OP["DROP"]
    while (rest := size - len(bench.script)) > 3:
        bench.script += push(bytes(min(rest - 2, 75))) + OP["DROP"]
    bench.script += OP["NOP"] * rest


def _element_size(bench: Bench) -> None:
    size = bench.rng.choice((519, 520, 521))
    if bench.chance(0.5):
        bench.arguments = [bytes(size)]
        bench.script = OP["DROP"] + b"\x51"
    else:
        untaken = bench.chance(0.3)
        long = push(bytes(size))
        bench.script = b"\x00" + OP["IF"] + long + OP["ENDIF"] + b"\x51" if untaken else long + OP["DROP"] + b"\x51"


def _operations(bench: Bench) -> None:
    count = bench.rng.choice((200, 201, 201, 202))
    keys = bench.rng.choice((0, 0, 3, 20))
    checks = b"\x00\x00" + b"\x00" * keys + number_push(keys) + OP["CHECKMULTISIG"] + OP["DROP"] if keys else b""
    nops = OP["NOP"] * (count - (keys + 2 if keys else 0))
    if bench.chance(0.3):
        nops = b"\x00" + OP["IF"] + nops[2:] + OP["ENDIF"]
    bench.script = checks + nops + b"\x51"


def _stack_size(bench: Bench) -> None:
    total = 1000 + bench.rng.choice((-1, 0, 0, 1))
    aside = bench.rng.choice((0, 0, 1, 50))
    arguments = bench.rng.choice((0, 1, 900)) if bench.wrapping != "bare" else 0
    bench.arguments = [b"\x01"] * arguments
    ones = b"\x51" * (total - aside - arguments)
    bench.script = (b"\x51" + OP["TOALTSTACK"]) * aside + ones
    items = total - aside - 1
    if bench.is_schnorr:
        bench.script += OP["2DROP"] * (items // 2) + OP["DROP"] * (items % 2)


def _arguments(bench: Bench) -> None:
    """As many arguments as the stack may hold, or one more."""
    count = 1000 + bench.rng.choice((-1, 0, 0, 1, 2))
    bench.arguments = [b"\x01"] * count
    drop = OP["2DROP"] * ((count - 1) // 2) + OP["DROP"] * ((count - 1) % 2)
    bench.script = drop if bench.is_schnorr else OP["NOP"]


def _key_count(bench: Bench) -> None:
    keys = bench.rng.choice((-1, 0, 1, 19, 20, 21))
    wanted = bench.rng.choice((-1, 0, 0, 1, keys, keys + 1))
    size = bench.rng.choice((0, 0, 0, 5))
    number = encode_number(keys).ljust(size, b"\x00") if keys > 0 else encode_number(keys)
    head = b"\x00" * (1 + max(wanted, 0)) + number_push(wanted)
    bench.script = head + b"\x00" * max(keys, 0) + push(number) + OP["CHECKMULTISIG"]
    bench.script += bench.rng.choice((b"", OP["NOT"]))


def _number_size(bench: Bench) -> None:
    number = bench.rng.choice((2**31 - 1, 2**31 - 2, -(2**31) + 1, 2**31, -(2**31), 1, 0))
    item = encode_number(number)
    if bench.chance(0.3):
        item = item.ljust(bench.rng.choice((4, 5)), b"\x00")
    again = bench.rng.choice((b"", OP["1ADD"], OP["SIZE"] + OP["ADD"]))
    bench.script = push(item) + bench.rng.choice((OP["1ADD"], OP["NEGATE"], OP["1SUB"])) + again
    bench.script += bench.rng.choice((OP["SIZE"] + OP["NIP"], b"", OP["DROP"] + b"\x51"))


LIMITS = (_script_size, _element_size, _operations, _stack_size, _arguments, _key_count, _number_size)

RECIPES: dict[str, tuple[Callable[[Bench], None], tuple[str, ...], int]] = {
    "one key": (one_key, ANY, 1),
    "key hash": (key_hash, (*ANY, "p2wpkh", "p2sh-p2wpkh"), 1),
    "multisig": (multisig, BASE + V0, 1),
    "checksigadd": (check_sig_add, TAPSCRIPT, 2),
    "separators": (separators, ANY, 1),
    "locks": (locks, ANY, 1),
    "branches": (branches, ANY, 1),
    "deletion": (deletion, BASE, 3),
    "key path": (key_path, ("p2tr",), 3),
    "leaf": (leaf, TAPSCRIPT, 2),
    "program": (program, ANY, 4),
    "limits": (limits, ANY, 1),
    "other program": (other_program, ("as it is",), 3),
}
"""What to call, in which wrappings it can be, and how often it is taken."""

KINDS = [
    (name, wrapping)
    for name, (_, wrappings, weight) in RECIPES.items()
    for wrapping in wrappings
    for _ in range(weight)
]


# Tampering


def _leave(bench: Bench) -> tuple[str, bytes]:
    bench.place()
    return "", bench.draft.raw()


def _mutate_argument(bench: Bench) -> tuple[str, bytes]:
    """Changes one argument, a signature mostly, or their order."""
    if not bench.arguments:
        return _leave(bench)
    name, change = bench.rng.choice(tuple(ITEM_CHANGES.items()))
    place = bench.rng.randrange(len(bench.arguments))
    bench.arguments[place : place + 1] = change(bench.rng, bench.arguments[place])
    if bench.chance(0.1):
        bench.rng.shuffle(bench.arguments)
    bench.place()
    return name, bench.draft.raw()


def _mutate_script(bench: Bench) -> tuple[str, bytes]:
    """Changes a bit of the script, or leaves a byte out, and pays to the changed script."""
    place = bench.rng.randrange(len(bench.script) + 1)
    left_out = bench.script[:place] + bench.script[place + 1 :]
    bench.script = _flip(bench.rng, bench.script) if bench.chance(0.7) else left_out
    if bench.wrapping == "p2tr":
        bench.script = bench.script.ljust(32, b"\x01")[:32]
    bench.place()
    return "script", bench.draft.raw()


def _flip(rng: random.Random, data: bytes) -> bytes:
    if not data:
        return b"\x01"
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]


def _other_s(rng: random.Random, item: bytes) -> bytes:
    """The same signature with n - s, where it is one in the usual form."""
    if item[:1] != b"\x30" or len(item) < 8 or 6 + item[3] >= len(item):
        return _flip(rng, item)
    r_end = 4 + item[3]
    s = int.from_bytes(item[r_end + 2 : -1], "big")
    if not 0 < s < N:
        return _flip(rng, item)
    return _sequence(item[2:r_end] + _integer(N - s)) + item[-1:]


def _other_form(rng: random.Random, item: bytes) -> bytes:
    """The same key in another form, or with the other y."""
    if len(item) not in (33, 65):
        return _flip(rng, item)
    for key in map(small_key, range(1, 40)):
        if item[1:33] == key.x_only:
            return rng.choice(
                (*key.forms, bytes([2 + (~key.y & 1)]) + key.x_only, bytes([7 - (key.y & 1)]) + item[1:])
            )
    return _flip(rng, item)


Change = Callable[[random.Random, bytes], list[bytes]]
ITEM_CHANGES: dict[str, Change] = {
    "bit of an argument": lambda rng, item: [_flip(rng, item)],
    "last byte of an argument": lambda rng, item: [item[:-1] + bytes([rng.choice(ECDSA_HASH_TYPES)])],
    "argument longer": lambda rng, item: [item + rng.randbytes(1)],
    "zero behind an argument": lambda rng, item: [item + b"\x00"],
    "argument shorter": lambda rng, item: [item[:-1]],
    "argument empty": lambda rng, item: [b""],
    "argument twice": lambda rng, item: [item, item],
    "argument left out": lambda rng, item: [],
    "another argument before": lambda rng, item: [rng.choice((b"", b"\x01")), item],
    "n - s": lambda rng, item: [_other_s(rng, item)],
    "another form of a key": lambda rng, item: [_other_form(rng, item)],
}


def _mutate_transaction(bench: Bench) -> tuple[str, bytes]:
    """Changes the finished transaction, or what it spends."""
    bench.place()
    unchanged = bench.draft.raw()
    if bench.chance(0.4):
        raw = _flip(bench.rng, unchanged)
        readable = _has_inputs(raw, len(bench.draft.inputs))
        return ("bit of the transaction", raw) if readable else ("", unchanged)
    name, change = bench.rng.choice(tuple(DRAFT_CHANGES.items()))
    change(bench.rng, bench.draft)
    return name, bench.draft.raw()


def _has_inputs(raw: bytes, count: int) -> bool:
    try:
        return len(decode(raw).inputs) == count
    except DecodeError:
        return False


def _change_value(rng: random.Random, draft: Draft) -> None:
    place = rng.randrange(len(draft.spent))
    value, script = draft.spent[place]
    draft.spent[place] = SpentOutput(value ^ 1 << rng.randrange(62), script)


def _change_spent_script(rng: random.Random, draft: Draft) -> None:
    place = rng.randrange(len(draft.spent))
    value, script = draft.spent[place]
    draft.spent[place] = SpentOutput(value, _flip(rng, script))


def _change_witness(rng: random.Random, draft: Draft) -> None:
    witness = draft.vin.witness
    if not witness:
        witness.append(rng.choice((b"", b"\x01", b"\x50")))
        return
    place = rng.randrange(len(witness))
    changes: tuple[list[bytes], ...] = (
        [],
        [witness[place]] * 2,
        [b""],
        [_flip(rng, witness[place])],
        [witness[place], b"\x50"],
        [*witness[place + 1 : place + 2], witness[place]],
    )
    witness[place : place + 1] = rng.choice(changes)


def _change_script_sig(rng: random.Random, draft: Draft) -> None:
    script = draft.vin.script_sig
    change = rng.choice((_flip(rng, script), script + b"\x61", b"\x00" + script, b"", script + b"\x00", script[:-1]))
    draft.vin.script_sig = change


def _swap(rng: random.Random, items: list[object]) -> None:
    if len(items) > 1:
        one, other = rng.sample(range(len(items)), 2)
        items[one], items[other] = items[other], items[one]


def _change_outputs(rng: random.Random, draft: Draft) -> None:
    if rng.random() < 0.5 and draft.outputs:
        draft.outputs.pop()
    else:
        draft.outputs.append(_random_output(rng))


DRAFT_CHANGES: dict[str, Callable[[random.Random, Draft], None]] = {
    "value of a spent output": _change_value,
    "script of a spent output": _change_spent_script,
    "witness": _change_witness,
    "scriptSig": _change_script_sig,
    "version": lambda rng, draft: setattr(draft, "version", rng.choice(VERSIONS)),
    "lock time": lambda rng, draft: setattr(draft, "lock_time", rng.choice(LOCK_TIMES)),
    "sequence": lambda rng, draft: setattr(rng.choice(draft.inputs), "sequence", rng.choice(SEQUENCES)),
    "inputs swapped": lambda rng, draft: _swap(rng, draft.inputs),
    "outputs swapped": lambda rng, draft: _swap(rng, draft.outputs),
    "spent outputs swapped": lambda rng, draft: _swap(rng, draft.spent),
    "outputs": _change_outputs,
}
