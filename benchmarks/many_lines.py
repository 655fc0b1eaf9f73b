"""The lines that `many.py` measures with: a mainnet block, a node's own chain, a mixture, and signed spends.

The first three come from the vectors beside the checkout (TXEXPLAIN_VECTORS names another folder), the spends are
signed here, each by keys of its own, so that nothing is remembered from one to the next.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bitcoin.core import CBlock, CTransaction

ROOT = Path(__file__).resolve().parent.parent
VECTORS = Path(os.environ.get("TXEXPLAIN_VECTORS", ROOT.parent / "shared/vectors"))
sys.path.insert(0, str(ROOT / "tests"))

from spends.keys import Key, Order, key_of  # noqa: E402  (the tests' own signer)
from spends.scripts import OP, push  # noqa: E402

from txexplain.bundled import all_examples  # noqa: E402
from txexplain.crypto.sighash.fields import Fields  # noqa: E402
from txexplain.crypto.sighash.legacy import legacy_sighash  # noqa: E402
from txexplain.crypto.sighash.taproot import taproot_sighash  # noqa: E402
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash  # noqa: E402
from txexplain.model.report import SpentOutput  # noqa: E402
from txexplain.wire.draft import Draft, DraftInput, DraftOutput  # noqa: E402
from txexplain.wire.hashes import hash160, sha256  # noqa: E402
from txexplain.wire.keys import CURVE_ORDER  # noqa: E402
from txexplain.wire.transaction import decode  # noqa: E402

ALL = 1  # SIGHASH_ALL
FEE_SAT = 500


def rows(name: str) -> Iterator[Any]:
    """The rows of a gzipped file of JSON lines."""
    with gzip.open(VECTORS / name, "rt") as file:
        yield from map(json.loads, file)


def block() -> list[str]:
    """Every transaction of mainnet block 413,567 as hex."""
    found = CBlock.deserialize((VECTORS / "block413567.raw").read_bytes())
    return [tx.serialize().hex() for tx in found.vtx]


def node() -> list[str]:
    """Every transaction of the node's chain as hex."""
    return [tx["hex"] for row in rows("core_regtest_getblock.jsonl.gz") for tx in row["getblock"]["tx"]]


def node_spends() -> list[str]:
    """The node's transactions that spend, each with the outputs that it spends."""
    transactions = [tx for row in rows("core_regtest_getblock.jsonl.gz") for tx in row["getblock"]["tx"][1:]]
    return [line_of(tx["hex"], map(_prevout, tx["vin"])) for tx in transactions]


def _prevout(vin: dict[str, Any]) -> SpentOutput:
    told = vin["prevout"]
    return SpentOutput(round(told["value"] * 100_000_000), bytes.fromhex(told["scriptPubKey"]["hex"]))


def mixed(count: int = 5_000) -> list[str]:
    """Transactions of all kinds, sizes and oddities, no two the same: as many of the examples and vectors."""
    found = {each.raw.hex() for each in all_examples()}
    found.update(row["hex"] for row in rows("core_testmempoolaccept.jsonl.gz"))
    found.update(row["hex"] for row in rows("core_decoderawtransaction.jsonl.gz"))
    for name, place in (("tx_valid.json", 1), ("sighash.json", 0)):
        found.update(row[place] for row in json.loads((VECTORS / name).read_text()) if len(row) > 2)
    readable = sorted(filter(_reads, found))
    return random.Random(1).sample(readable, min(count, len(readable)))


def _reads(line: str) -> bool:
    """Whether python-bitcoinlib reads it, which the baseline must."""
    try:
        return CTransaction.deserialize(bytes.fromhex(line)) is not None
    except Exception:
        return False


def line_of(raw: str, spent: Iterable[SpentOutput]) -> str:
    """One line of JSON: a transaction and what it spends."""
    prevouts = [{"value_sat": each.value_sat, "script_pubkey": each.script_pubkey.hex()} for each in spent]
    return json.dumps({"hex": raw, "prevouts": prevouts}, separators=(",", ":"))


# Signed spends

Lock = tuple[bytes, Callable[[Fields, int], tuple[bytes, list[bytes]]]]
"""An output script, and what signs an input that spends it: its scriptSig and witness."""


def _key(rng: random.Random) -> Key:
    return key_of(rng.randrange(1, CURVE_ORDER))


def _order(rng: random.Random, key: Key, hash_type: int | None = ALL) -> Order:
    return Order(key, hash_type, "strict" if hash_type else "schnorr", _key(rng))


def p2pkh(rng: random.Random) -> Lock:
    key = _key(rng)
    script = OP["DUP"] + OP["HASH160"] + push(hash160(key.forms[0])) + OP["EQUALVERIFY"] + OP["CHECKSIG"]

    def sign(fields: Fields, index: int) -> tuple[bytes, list[bytes]]:
        signature = _order(rng, key).ecdsa(legacy_sighash(fields, index, script, ALL).digest)
        return push(signature) + push(key.forms[0]), []

    return script, sign


def p2wpkh(rng: random.Random) -> Lock:
    key = _key(rng)
    program = hash160(key.forms[0])
    code = OP["DUP"] + OP["HASH160"] + push(program) + OP["EQUALVERIFY"] + OP["CHECKSIG"]

    def sign(fields: Fields, index: int) -> tuple[bytes, list[bytes]]:
        signature = _order(rng, key).ecdsa(witness_v0_sighash(fields, index, code, ALL).digest)
        return b"", [signature, key.forms[0]]

    return b"\x00" + push(program), sign


def p2tr(rng: random.Random) -> Lock:
    key = _key(rng)

    def sign(fields: Fields, index: int) -> tuple[bytes, list[bytes]]:
        message = taproot_sighash(fields, index, 0, None, None)
        assert message is not None  # only an undefined hash type has none
        return b"", [_order(rng, key, None).schnorr(message.digest)]

    return b"\x51" + push(key.x_only), sign


def p2wsh(rng: random.Random) -> Lock:
    """Two of three, any two of them."""
    keys = [_key(rng) for _ in range(3)]
    script = OP["2"] + b"".join(push(key.forms[0]) for key in keys) + OP["3"] + OP["CHECKMULTISIG"]

    def sign(fields: Fields, index: int) -> tuple[bytes, list[bytes]]:
        digest = witness_v0_sighash(fields, index, script, ALL).digest
        signers = sorted(rng.sample(range(3), 2))
        return b"", [b"", *(_order(rng, keys[each]).ecdsa(digest) for each in signers), script]

    return b"\x00" + push(sha256(script)), sign


KINDS: dict[str, Callable[[random.Random], Lock]] = {"P2PKH": p2pkh, "P2WPKH": p2wpkh, "P2TR": p2tr, "P2WSH": p2wsh}


def spends(kind: str, count: int, seed: int = 1) -> list[str]:
    """As many transactions that spend outputs of that kind, of one to three inputs and two outputs."""
    rng = random.Random(f"{kind}/{seed}")
    return [_spend(rng, KINDS[kind], 1 + number % 3) for number in range(count)]


def _spend(rng: random.Random, kind: Callable[[random.Random], Lock], inputs: int) -> str:
    locks = [kind(rng) for _ in range(inputs)]
    spent = [SpentOutput(rng.randrange(10_000, 10_000_000), script) for script, _ in locks]
    half = (sum(each.value_sat for each in spent) - FEE_SAT) // 2
    outputs = [DraftOutput(half, b"\x00" + push(rng.randbytes(20))) for _ in range(2)]
    sources = [(rng.randbytes(32), rng.randrange(4)) for _ in locks]
    unsigned = [DraftInput(txid, vout, b"", 0xFFFFFFFD, [], origin=0) for txid, vout in sources]
    fields = Fields(decode(Draft(2, 0, unsigned, outputs).serialise()), spent)
    signed = []
    for index, (_, sign) in enumerate(locks):
        script_sig, witness = sign(fields, index)
        signed.append(replace(unsigned[index], script_sig=script_sig, witness=witness))
    return line_of(Draft(2, 0, signed, outputs).serialise().hex(), spent)


def kinds_in_turn(lines: dict[str, list[str]]) -> list[str]:
    """All of the kinds in equal shares, one after the other."""
    return [line for together in zip(*lines.values(), strict=True) for line in together]
