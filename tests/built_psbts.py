"""PSBTs put together for tests, of coins and payments, with keys that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spends.keys import Key, Order, small_key
from spends.scripts import OP, push

from txexplain.crypto.bip32 import Derived, derive
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.model.report import SpentOutput
from txexplain.model.subject import PSBT_MAGIC
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.draft import Draft, DraftInput, DraftOutput
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import FIELD_SIZE
from txexplain.wire.output_scripts import pay_to_pubkey_hash, pay_to_witness
from txexplain.wire.transaction import decode

Entry = tuple[bytes, bytes]
A, B, C, D = (small_key(secret) for secret in (3, 5, 7, 11))
ACCOUNT = (84 | 1 << 31, 1 << 31, 1 << 31)
FINAL = 0xFFFFFFFF
MERKLE_ROOT, TREE, OUT_INTERNAL, OUT_TAP_DERIVATION = b"\x18", b"\x06", b"\x05", b"\x07"


@dataclass(frozen=True)
class Coin:
    """An input, and the output that it spends: with its transaction, or `claimed` by the PSBT alone, or neither."""

    script: bytes
    entries: Sequence[Entry] = ()
    value: int = 100_000
    claimed: bool = False
    proved: bool = True
    sequence: int = 0xFFFFFFFD

    def parent(self, place: int) -> bytes:
        spent = DraftInput(bytes(31) + bytes([place + 1]), 0, b"", FINAL, [], 0)
        return Draft(2, 0, [spent], [DraftOutput(self.value, self.script)]).serialise()

    @property
    def output(self) -> bytes:
        return self.value.to_bytes(8, "little") + sized(self.script)

    def map(self, place: int) -> list[Entry]:
        proof = [(b"\x00", self.parent(place))] if self.proved else []
        return [*proof, *([(b"\x01", self.output)] if self.claimed else []), *self.entries]


@dataclass(frozen=True)
class Paid:
    """An output."""

    script: bytes
    entries: Sequence[Entry] = ()
    value: int = 90_000


@dataclass(frozen=True)
class Whole:
    """A PSBT: of version 2 where it pays to silent payment addresses."""

    coins: Sequence[Coin]
    paid: Sequence[Paid] = field(default_factory=lambda: [Paid(wpkh(D))])
    entries: Sequence[Entry] = ()
    lock_time: int = 0
    tx_version: int = 2
    version: int = 0

    @property
    def tx(self) -> bytes:
        inputs = [
            DraftInput(decode(coin.parent(place)).txid, 0, b"", coin.sequence, [], place)
            for place, coin in enumerate(self.coins)
        ]
        outputs = [DraftOutput(each.value, each.script) for each in self.paid]
        return Draft(self.tx_version, self.lock_time, inputs, outputs).serialise()

    @property
    def raw(self) -> bytes:
        inputs = [coin.map(place) for place, coin in enumerate(self.coins)]
        outputs = [list(each.entries) for each in self.paid]
        globals_ = [(b"\x00", self.tx)]
        if self.version == 2:
            globals_ = [(b"\xfb", number(2)), (b"\x02", number(self.tx_version))]
            globals_ += [(b"\x04", compact_size(len(inputs))), (b"\x05", compact_size(len(outputs)))]
            for place, coin in enumerate(self.coins):
                inputs[place] += [(b"\x0e", decode(coin.parent(place)).txid), (b"\x0f", number(0))]
                inputs[place] += [(b"\x10", number(coin.sequence))]
            for each, entries in zip(self.paid, outputs, strict=True):
                entries.append((b"\x03", each.value.to_bytes(8, "little")))
                entries += [(b"\x04", each.script)] if each.script else []
        maps = ([*globals_, *self.entries], *inputs, *outputs)
        return PSBT_MAGIC + b"".join(
            b"".join(sized(key) + sized(value) for key, value in each) + b"\x00" for each in maps
        )

    def signature(self, key: Key, hash_type: int = 1, place: int = 0) -> Entry:
        """A partial signature for a witness key hash."""
        fields = Fields(decode(self.tx), [SpentOutput(coin.value, coin.script) for coin in self.coins])
        digest = witness_v0_sighash(fields, place, pay_to_pubkey_hash(hash160(public(key))), hash_type).digest
        return b"\x02" + public(key), Order(key, hash_type, "strict", small_key(77)).ecdsa(digest)


def number(value: int) -> bytes:
    return value.to_bytes(4, "little")


def public(key: Key) -> bytes:
    return key.forms[0]


def wpkh(key: Key) -> bytes:
    return pay_to_witness(0, hash160(public(key)))


def origin(*steps: int, fingerprint: str = "d34db33f") -> bytes:
    return bytes.fromhex(fingerprint) + b"".join(map(number, steps))


def from_(key: Key, *steps: int, fingerprint: str = "d34db33f", of_output: bool = False) -> Entry:
    """The origin of a key: an account, then the steps."""
    kind = b"\x02" if of_output else b"\x06"
    return kind + public(key), origin(*ACCOUNT, *steps, fingerprint=fingerprint)


def to_(key: Key, *steps: int, fingerprint: str = "d34db33f") -> Entry:
    return from_(key, *steps, fingerprint=fingerprint, of_output=True)


def sighash_type(code: int) -> Entry:
    return b"\x03", number(code)


COIN = Coin(wpkh(A), [from_(A, 0, 0)])
HONEST = Whole([COIN], [Paid(wpkh(D), value=60_000), Paid(wpkh(B), [to_(B, 1, 0)], 39_000)])
LEGACY = Coin(pay_to_pubkey_hash(hash160(public(A))), [from_(A, 0, 0)])


def signed(hash_type: int, coins: Sequence[Coin] = (COIN,), stated: int | None = None) -> bytes:
    """Signed by A with that sighash type, one output."""
    whole = Whole(list(coins), [Paid(wpkh(D))])
    more = [whole.signature(A, hash_type), *([] if stated is None else [sighash_type(stated)])]
    return Whole([replace(coins[0], entries=[*coins[0].entries, *more]), *coins[1:]], whole.paid).raw


# Scripts and keys

TWO_OF_THREE = OP["2"] + b"".join(push(public(key)) for key in (A, B, C)) + OP["3"] + OP["CHECKMULTISIG"]


def multisig(*keys: Key, required: int = 2) -> bytes:
    return OP[str(required)] + b"".join(push(public(key)) for key in keys) + OP[str(len(keys))] + OP["CHECKMULTISIG"]


def in_witness(script: bytes) -> bytes:
    return pay_to_witness(0, sha256(script))


def of_leaf(script: bytes, key: Key = A) -> tuple[bytes, bytes]:
    """An output key over one leaf, and its control block."""
    found = tweaked_key(key.x_only, leaf_hash(0xC0, script))
    assert found is not None
    return pay_to_witness(1, found[0]), bytes([0xC0 | found[1]]) + key.x_only


def key_path(key: Key) -> bytes:
    found = tweaked_key(key.x_only, b"")
    assert found is not None
    return pay_to_witness(1, found[0])


def lock(opcode: str, wanted: int) -> Coin:
    size = (wanted.bit_length() + 8) // 8
    script = push(wanted.to_bytes(size, "little")) + OP[opcode] + OP["DROP"] + push(public(A)) + OP["CHECKSIG"]
    return Coin(in_witness(script), [(b"\x05", script), from_(A, 0, 0)])


# Extended keys

XPUB = Derived(public(A), b"\x11" * 32)


def child(*steps: int) -> Key:
    """A key that stands in for the one below XPUB: only its public half is used."""
    found: Derived | None = XPUB
    for step in steps:
        found = found and derive(found, step)
    assert found is not None
    x = int.from_bytes(found.key[1:], "big")
    y = pow(x**3 + 7, (FIELD_SIZE + 1) // 4, FIELD_SIZE)
    return Key(0, x, y if y & 1 == found.key[0] & 1 else FIELD_SIZE - y)


def xpub(*steps: int, depth: int | None = None, parent: str = "00112233", last: int | None = None) -> Entry:
    """XPUB, said to be at that path of the usual master key."""
    own = (steps[-1] if steps else 0) if last is None else last
    data = bytes.fromhex("0488b21e") + bytes([len(steps) if depth is None else depth]) + bytes.fromhex(parent)
    data += own.to_bytes(4, "big") + XPUB.chain_code + XPUB.key
    return b"\x01" + data, origin(*steps)


def from_xpub(*, of_change: tuple[int, int] = (1, 0), stated: Entry | None = None) -> Whole:
    first, change = child(0, 0), child(*of_change)
    coin = Coin(wpkh(first), [from_(first, 0, 0)])
    paid = [Paid(wpkh(D), value=60_000), Paid(wpkh(change), [to_(change, 1, 0)], 39_000)]
    return Whole([coin], paid, [stated or xpub(*ACCOUNT)])


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])
