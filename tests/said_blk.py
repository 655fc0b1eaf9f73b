"""Runs that make the program say what it has to say of all transactions of a block at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from test_block import coinbase, mined, payment, txid_of

from txexplain.model.hexadecimal import display_hex
from txexplain.wire.block_scan import block_layout
from txexplain.wire.hashes import hash256

Call = list[str]
OUTSIDE = (b"\1" * 32, 0)
AMOUNT = (1_000).to_bytes(8, "little")  # of each output of a payment
NAME = f"{'01' * 32}:0"
REGTEST = ["--network", "regtest"]


def told(raw: bytes, **other: Any) -> dict[str, Any]:
    """A block as a node prints it."""
    layout = block_layout(raw)
    header, starts = layout.header, layout.starts
    return {
        "hash": display_hex(header.hash),
        "version": header.version,
        "merkleroot": display_hex(header.merkle_root),
        "time": header.time,
        "nonce": header.nonce,
        "bits": f"{header.bits:08x}",
        "previousblockhash": display_hex(header.previous),
        "nTx": len(layout.txids),
        "tx": [
            {"txid": display_hex(txid), "hash": display_hex(hash256(each)), "hex": each.hex()}
            for txid, each in zip(
                layout.txids, (raw[starts[n] : starts[n + 1]] for n in range(len(layout.txids))), strict=True
            )
        ],
        **other,
    }


def of_blk() -> Iterator[Call]:
    """Each sum of a block, with its spent outputs and without."""
    block = mined(coinbase(), payment(OUTSIDE))
    coins = ["--prevouts", json.dumps({NAME: {"value_sat": 3_000, "script_pubkey": "51"}})]
    other = ["--prevouts", json.dumps({NAME.replace("01", "02"): {"value_sat": 3_000, "script_pubkey": "51"}})]
    yield ["block", json.dumps(told(block)), "--transactions", *REGTEST]
    for more in (coins, other):
        yield ["block", block.hex(), "--verify", "--lines", *REGTEST, *more]
    yield ["block", json.dumps({"result": told(block), "error": None, "id": 1}), *REGTEST]
    yield from _amounts()
    yield ["block", mined(coinbase()).hex(), "--transactions", *REGTEST]
    yield ["block", mined(coinbase(bytes.fromhex("029600") + b"\0")).hex(), "--transactions", *REGTEST]
    yield ["block", mined(coinbase(), version=1).hex(), "--transactions", *REGTEST]
    yield ["block", mined(coinbase(), root=b"\1" * 32).hex(), "--transactions", *REGTEST]


def _amounts() -> Iterator[Call]:
    """A transaction that spends too little, or what cannot be, by what is given and by the block itself."""
    chained = mined(coinbase(), payment(OUTSIDE), payment((txid_of(payment(OUTSIDE)), 0), outputs=2))
    impossible = payment(OUTSIDE).replace(AMOUNT, (1 << 62).to_bytes(8, "little"))
    yield ["block", chained.hex(), "--transactions", *REGTEST]
    yield [
        "block",
        mined(coinbase(), impossible, payment((txid_of(impossible), 0))).hex(),
        "--transactions",
        *REGTEST,
    ]
    rich = coinbase(bytes.fromhex("029600") + b"\0")
    for first, value_sat in ((coinbase(), 999), (coinbase(), 1 << 62), (rich, 3_000)):
        coins = json.dumps({NAME: {"value_sat": value_sat, "script_pubkey": "51"}})
        yield ["block", mined(first, payment(OUTSIDE)).hex(), "--transactions", "--prevouts", coins, *REGTEST]


def of_wrong_blk() -> Iterator[Call]:
    """Blocks, spent outputs and options that do not fit together."""
    block, made = mined(coinbase(), payment(OUTSIDE)), payment(OUTSIDE)
    wrong = told(block)
    first = {**wrong["tx"][0], "hash": "00" * 32}
    spent = {"txid": NAME[:64], "vout": 0, "prevout": {"value": 0.1, "scriptPubKey": {"hex": "51"}}}
    spoilt = (
        {**wrong, "time": 0},
        {"height": 1, "hex": mined(coinbase()).hex(), "getblock": wrong},
        {**wrong, "nTx": 3},
        {**wrong, "tx": [first, wrong["tx"][1]]},
        {**wrong, "tx": wrong["tx"][::-1]},
        {**wrong, "tx": [wrong["tx"][0], {**wrong["tx"][1], "fee": 0.5, "vin": [spent]}]},
    )
    yield ["block", json.dumps({**wrong, "size": 1}), *REGTEST]
    yield ["block", json.dumps({**wrong, "tx": [{"hex": "00"}, wrong["tx"][1]]}), *REGTEST]
    yield ["block", '{"hash": "00", ' + json.dumps(wrong)[1:], *REGTEST]
    for each in spoilt:
        yield ["block", json.dumps(each), *REGTEST]
    twice = {NAME: 5, NAME.replace("01", "AB"): 6, NAME.replace("01", "ab"): 7}
    for coins in ("[1, 2]", '{"ab:0": 5}', json.dumps(twice)):
        yield ["block", block.hex(), "--transactions", "--prevouts", coins]
    yield ["block", "block170", "--transactions", "--tx", "1"]
    yield ["block", "block170", "--transactions", "--proof", "1"]
    chained = mined(coinbase(), made, payment((txid_of(made), 0)))
    coins = json.dumps({f"{display_hex(txid_of(made))}:0": {"value_sat": 7, "script_pubkey": "51"}})
    yield ["block", chained.hex(), "--transactions", "--prevouts", coins, *REGTEST]
    yield ["block", block.hex()[:-10], "--transactions", *REGTEST]
    yield from _wrong_json(mined(coinbase(bytes.fromhex("029600") + b"\0"), payment(OUTSIDE), time=1_400_000_000))
    yield ["block", "block170", "--fields", "verdict"]
    yield ["block", "block170", "--verify", "--fields", "vout"]


def _wrong_json(block: bytes) -> Iterator[Call]:
    """What a node prints of a block, cut, without a field of the header, and with numbers that the bytes have not."""
    whole = told(block)
    first, second = whole["tx"]
    yield ["block", json.dumps(whole)[:-100], *REGTEST]
    yield ["block", json.dumps({name: value for name, value in whole.items() if name != "merkleroot"}), *REGTEST]
    for wrong in ({"height": 5}, {"weight": 5}, {"tx": [first, {**second, "vsize": 5}]}):
        yield ["block", json.dumps({**whole, **wrong}), *REGTEST]
