"""Makes the bundled PSBTs: one payment from a 2-of-3 at four stages. `python tests/make_psbts.py` writes their bytes.

Nothing here is secret or worth anything: the three wallets are those of BIP32's test vectors, whose seeds everybody
knows, and the coin was never mined.
"""

from __future__ import annotations

import hmac
import re
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ecdsa import SECP256k1, SigningKey
from ecdsa.util import sigencode_der_canonize

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.model.hash_types import SIGHASH_ALL
from txexplain.model.report import SpentOutput
from txexplain.model.subject import PSBT_MAGIC
from txexplain.wire.assemble import assemble
from txexplain.wire.cursor import sized
from txexplain.wire.draft import Draft, DraftInput, DraftOutput
from txexplain.wire.hashes import hash160
from txexplain.wire.script import push
from txexplain.wire.transaction import decode

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "psbts"
SEEDS = (
    "000102030405060708090a0b0c0d0e0f",
    "fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a2"
    "9f9c999693908d8a8784817e7b7875726f6c696663605d5a5754514e4b484542",
    "4b381541583be4423346c643850da4b320e46a87ae3d2a4e6da11eba819cd4ac"
    "ba45d239319ac14f863b8d5ab5a0d0c64d2e8a1e7d1457df2e5a3c51c73235be",
)
HARDENED = 1 << 31
ACCOUNT = (48 + HARDENED, 1 + HARDENED, 0 + HARDENED, 2 + HARDENED)  # BIP48: multisig, test coins, P2WSH
RECEIVED, CHANGE = (0, 7), (1, 3)
TPUB = bytes.fromhex("043587cf")
COIN_SAT, PAID_SAT, FEE_SAT = 5_000_000, 1_200_000, 1_890
REPLACEABLE = 0xFFFFFFFD
UNSIGNED_TX, XPUB = b"\x00", b"\x01"
PARENT, SPENT_OUTPUT, PARTIAL_SIG = b"\x00", b"\x01", b"\x02"
WITNESS_SCRIPT, DERIVATION, FINAL_WITNESS = b"\x05", b"\x06", b"\x08"
OUT_WITNESS_SCRIPT, OUT_DERIVATION = b"\x01", b"\x02"

Entry = tuple[bytes, bytes]


class Node(NamedTuple):
    """A private key with its chain code, and how it was derived (BIP32)."""

    key: SigningKey
    chain_code: bytes
    path: tuple[int, ...] = ()
    parent: bytes = bytes(4)

    @property
    def public_key(self) -> bytes:
        return public_key(self.key)

    @property
    def fingerprint(self) -> bytes:
        return hash160(self.public_key)[:4]

    def child(self, number: int) -> Node:
        """BIP32: CKDpriv."""
        secret = self.key.to_string()
        told = b"\0" + secret if number >= HARDENED else self.public_key
        digest = hmac.digest(self.chain_code, told + number.to_bytes(4, "big"), "sha512")
        added = int.from_bytes(digest[:32], "big") + int.from_bytes(secret, "big")
        return Node(key_of(added % SECP256k1.order), digest[32:], (*self.path, number), self.fingerprint)

    def at(self, path: Sequence[int]) -> Node:
        node = self
        for number in path:
            node = node.child(number)
        return node

    @property
    def xpub(self) -> bytes:
        depth, number = len(self.path), self.path[-1] if self.path else 0
        place = bytes([depth]) + self.parent + number.to_bytes(4, "big")
        return TPUB + place + self.chain_code + self.public_key


def key_of(secret: int) -> SigningKey:
    return SigningKey.from_secret_exponent(secret, SECP256k1)


def public_key(key: SigningKey) -> bytes:
    return bytes(key.verifying_key.to_string("compressed"))


def master(seed: bytes) -> Node:
    digest = hmac.digest(b"Bitcoin seed", seed, "sha512")
    return Node(key_of(int.from_bytes(digest[:32], "big")), digest[32:])


WALLETS = tuple(master(bytes.fromhex(seed)) for seed in SEEDS)


class Multisig(NamedTuple):
    """A 2-of-3 of the three wallets, all at the same path, with the keys in the order of their bytes (BIP67)."""

    path: tuple[int, int]

    @property
    def keys(self) -> list[tuple[Node, Node]]:
        """Each wallet with its key here."""
        pairs = [(wallet, wallet.at((*ACCOUNT, *self.path))) for wallet in WALLETS]
        return sorted(pairs, key=lambda pair: pair[1].public_key)

    @property
    def witness_script(self) -> bytes:
        keys = " ".join(f"<{node.public_key.hex()}>" for _, node in self.keys)
        return assemble(f"2 {keys} 3 CHECKMULTISIG")

    @property
    def output_script(self) -> bytes:
        return b"\x00" + push(sha256(self.witness_script).digest())

    def derivations(self, kind: bytes) -> Iterator[Entry]:
        for wallet, node in self.keys:
            yield kind + node.public_key, origin(wallet, node.path)


def origin(wallet: Node, path: Sequence[int]) -> bytes:
    """The fingerprint of a master key, and the path from there (BIP174)."""
    return wallet.fingerprint + b"".join(number.to_bytes(4, "little") for number in path)


def key_hash_script(name: str) -> bytes:
    """P2WPKH, for somebody who takes no part."""
    secret = int.from_bytes(sha256(name.encode()).digest(), "big")
    return b"\x00" + push(hash160(public_key(key_of(secret))))


COIN, BACK = Multisig(RECEIVED), Multisig(CHANGE)


def parent_tx() -> bytes:
    """The transaction that created the coin, as its output 1; without witness, as PSBTs hold it."""
    spent = DraftInput(sha256(b"a coin that never was").digest(), 0, b"", REPLACEABLE, [], 0)
    change = DraftOutput(2_345_678, key_hash_script("the payer's change"))
    return Draft(2, 0, [spent], [change, DraftOutput(COIN_SAT, COIN.output_script)]).serialise()


def draft() -> Draft:
    """The payment: one coin in; the recipient and the change out."""
    txin = DraftInput(decode(parent_tx()).txid, 1, b"", REPLACEABLE, [], 0)
    paid = DraftOutput(PAID_SAT, key_hash_script("the recipient"))
    return Draft(2, 0, [txin], [paid, DraftOutput(COIN_SAT - PAID_SAT - FEE_SAT, BACK.output_script)])


def signature(node: Node) -> bytes:
    """By RFC 6979, with low s, over everything."""
    fields = Fields(decode(draft().serialise()), [SpentOutput(COIN_SAT, COIN.output_script)])
    digest = witness_v0_sighash(fields, 0, COIN.witness_script, SIGHASH_ALL).digest
    signed = node.key.sign_digest_deterministic(digest, hashfunc=sha256, sigencode=sigencode_der_canonize)
    return bytes(signed) + bytes([SIGHASH_ALL])


def partial_signatures(signers: Sequence[Node]) -> list[Entry]:
    return [(node.public_key, signature(node)) for wallet, node in COIN.keys if wallet in signers]


def input_map(signers: Sequence[Node]) -> list[Entry]:
    signed = [(PARTIAL_SIG + key, made) for key, made in partial_signatures(signers)]
    return [*spent_output(), *signed, (WITNESS_SCRIPT, COIN.witness_script), *COIN.derivations(DERIVATION)]


def finalised_map(signers: Sequence[Node]) -> list[Entry]:
    """What it lacked is in the final witness, and what led there is gone (BIP174: Input Finalizer)."""
    items = [b"", *(made for _, made in partial_signatures(signers)), COIN.witness_script]
    return [*spent_output(), (FINAL_WITNESS, bytes([len(items)]) + b"".join(map(sized, items)))]


def spent_output() -> list[Entry]:
    return [(PARENT, parent_tx()), (SPENT_OUTPUT, COIN_SAT.to_bytes(8, "little") + sized(COIN.output_script))]


def psbt(input_entries: list[Entry]) -> bytes:
    accounts = [(wallet, wallet.at(ACCOUNT)) for wallet in WALLETS]
    xpubs = [(XPUB + account.xpub, origin(wallet, account.path)) for wallet, account in accounts]
    change = [(OUT_WITNESS_SCRIPT, BACK.witness_script), *BACK.derivations(OUT_DERIVATION)]
    maps: list[list[Entry]] = [[(UNSIGNED_TX, draft().serialise()), *xpubs], input_entries, [], change]
    return PSBT_MAGIC + b"".join(map(map_bytes, maps))


def map_bytes(entries: list[Entry]) -> bytes:
    return b"".join(sized(key) + sized(value) for key, value in entries) + b"\x00"


def stages() -> dict[str, bytes]:
    """By the file of each: the first wallet signs, then the third; then it is finalised."""
    first, _, third = WALLETS
    return {
        "1-unsigned": psbt(input_map([])),
        "2-signed-once": psbt(input_map([first])),
        "3-signed": psbt(input_map([first, third])),
        "4-final": psbt(finalised_map([first, third])),
    }


def main() -> None:
    for name, raw in stages().items():
        path = FOLDER / f"{name}.toml"
        line = f"psbt = '{b64encode(raw).decode()}'"
        path.write_text(re.sub("^psbt = '.*'$", line, path.read_text("utf-8"), flags=re.M), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
