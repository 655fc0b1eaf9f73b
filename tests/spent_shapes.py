"""The spent outputs of a transaction in every shape that people have them in, as the programs print them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import Transaction

Shape = Callable[[Transaction, Sequence[SpentOutput]], Any]
OTHER = "ab" * 32


def btc(sat: int) -> str:
    """An amount in BTC, which `as_json` writes as a bare number of eight decimals."""
    return f"BTC{sat // 10**8}.{sat % 10**8:08}"


def as_json(data: object) -> str:
    return re.sub(r'"BTC([0-9.]+)"', r"\1", json.dumps(data))


def outpoints(tx: Transaction) -> list[tuple[str, int]]:
    return [(display_hex(txin.outpoint.txid), txin.outpoint.vout) for txin in tx.inputs]


def each(make: Callable[[str, int, SpentOutput], Any]) -> Shape:
    """A list with one entry a coin."""
    return lambda tx, coins: [make(txid, vout, coin) for (txid, vout), coin in zip(outpoints(tx), coins, strict=True)]


def hexed(coin: SpentOutput) -> str:
    return coin.script_pubkey.hex()


def core_script(coin: SpentOutput) -> dict[str, str]:
    return {"asm": "…", "hex": hexed(coin), "type": "nonstandard"}


def gettxout(txid: str, vout: int, coin: SpentOutput) -> Any:
    return {
        "bestblock": OTHER,
        "confirmations": 3,
        "value": btc(coin.value_sat),
        "scriptPubKey": core_script(coin),
        "coinbase": False,
    }


def listunspent(txid: str, vout: int, coin: SpentOutput) -> Any:
    script = {"scriptPubKey": hexed(coin), "amount": btc(coin.value_sat), "confirmations": 7}
    return {"txid": txid, "vout": vout, "address": "…", "label": "", **script, "spendable": True, "solvable": True}


def prevtx(txid: str, vout: int, coin: SpentOutput) -> Any:
    scripts = {"scriptPubKey": hexed(coin), "redeemScript": "51", "witnessScript": "52"}
    return {"txid": txid, "vout": vout, **scripts, "amount": btc(coin.value_sat)}


def core_input(txid: str, vout: int, coin: SpentOutput) -> Any:
    prevout = {"generated": False, "height": 102, "value": btc(coin.value_sat), "scriptPubKey": core_script(coin)}
    return {"txid": txid, "vout": vout, "scriptSig": {"asm": "", "hex": "51"}, "prevout": prevout, "sequence": 0}


def esplora_input(txid: str, vout: int, coin: SpentOutput) -> Any:
    prevout = {"scriptpubkey": hexed(coin), "scriptpubkey_type": "p2sh", "value": coin.value_sat}
    return {"txid": txid, "vout": vout, "prevout": prevout, "scriptsig": "51", "is_coinbase": False, "sequence": 0}


def without_ids(inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in item.items() if name not in ("txid", "vout")} for item in inputs]


def core_tx(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    return {
        "txid": display_hex(tx.txid),
        "hash": display_hex(tx.wtxid),
        "vin": each(core_input)(tx, coins),
        "vout": [],
    }


def esplora_tx(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    status = {"confirmed": True, "block_height": 5, "block_hash": OTHER}
    return {"txid": display_hex(tx.txid), "vin": each(esplora_input)(tx, coins)[::-1], "vout": [], "status": status}


def blockchain_info(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    inputs = [
        {"script": "51", "prev_out": {"n": vout, "value": coin.value_sat, "script": hexed(coin), "tx_index": 5}}
        for (_, vout), coin in zip(outpoints(tx), coins, strict=True)
    ]
    return {"hash": display_hex(tx.txid), "inputs": inputs, "out": [{"n": 0, "value": 1, "script": "51"}]}


def blockchair(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    def entry(txid: str, vout: int, coin: SpentOutput) -> Any:
        coin_is = {"value": coin.value_sat, "script_hex": hexed(coin), "is_from_coinbase": False, "block_id": 9}
        return {"transaction_hash": txid, "index": vout, **coin_is, "spending_signature_hex": "51"}

    txid = display_hex(tx.txid)
    return {"data": {txid: {"transaction": {"hash": txid}, "inputs": each(entry)(tx, coins), "outputs": []}}}


def decodepsbt(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    """Every second input with the whole parent, which decodepsbt prints decoded."""

    def decoded(txid: str, vout: int, coin: SpentOutput) -> Any:
        output = {"value": btc(coin.value_sat), "n": vout, "scriptPubKey": core_script(coin)}
        return {"txid": txid, "hash": OTHER, "vin": [{"txid": OTHER, "vout": 0}], "vout": [output]}

    inputs = []
    for number, ((txid, vout), coin) in enumerate(zip(outpoints(tx), coins, strict=True)):
        utxo = {"amount": btc(coin.value_sat), "scriptPubKey": core_script(coin)}
        parent = {"non_witness_utxo": decoded(txid, vout, coin)}
        inputs.append(parent if number % 2 else {"witness_utxo": utxo, "partial_signatures": {}})
    unsigned = {"txid": OTHER, "vin": [{"txid": txid, "vout": vout} for txid, vout in outpoints(tx)], "vout": []}
    return {"tx": unsigned, "global_xpubs": [], "psbt_version": 0, "inputs": inputs, "outputs": [], "fee": 0.1}


def psbt_2(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    def entry(txid: str, vout: int, coin: SpentOutput) -> Any:
        utxo = {"amount": btc(coin.value_sat), "scriptPubKey": core_script(coin)}
        return {"previous_txid": txid, "previous_vout": vout, "witness_utxo": utxo}

    return {"psbt_version": 2, "inputs": each(entry)(tx, coins)}


def bitcoinjs(txid: str, vout: int, coin: SpentOutput) -> Any:
    script = {"type": "Buffer", "data": [*coin.script_pubkey]}
    return {"hash": txid, "index": vout, "witnessUtxo": {"script": script, "value": coin.value_sat}}


def lnd(txid: str, vout: int, coin: SpentOutput) -> Any:
    return {"amount_sat": str(coin.value_sat), "pk_script": hexed(coin), "outpoint": f"{txid}:{vout}"}


def core_lightning(txid: str, vout: int, coin: SpentOutput) -> Any:
    return {"txid": txid, "output": vout, "amount_msat": coin.value_sat * 1000, "scriptpubkey": hexed(coin)}


def mixed(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    """Of each coin in another shape, in one list."""
    makes = (listunspent, gettxout, prevtx, lnd, bitcoinjs, lambda *coin: {"result": gettxout(*coin), "error": None})
    named = zip(outpoints(tx), coins, strict=True)
    return [makes[number % len(makes)](*outpoint, coin) for number, (outpoint, coin) in enumerate(named)]


def map_of(make: Callable[[str, int, SpentOutput], Any]) -> Shape:
    return lambda tx, coins: {
        f"{txid}:{vout}".upper(): make(txid, vout, coin)
        for (txid, vout), coin in zip(outpoints(tx), coins, strict=True)
    }


def foreign(shape: Shape) -> Shape:
    """A wallet's whole list, with coins that others spend."""
    noise = [{"txid": OTHER, "vout": n, "scriptPubKey": "not hex", "amount": "much"} for n in range(3)]
    return lambda tx, coins: [noise[0], *shape(tx, coins)[::-1], *noise[1:]]


WHOLE: dict[str, Shape] = {
    "our list": each(lambda _, __, coin: {"value_sat": coin.value_sat, "script_pubkey": hexed(coin)}),
    "rust-bitcoin": each(lambda _, __, coin: {"value": coin.value_sat, "script_pubkey": hexed(coin)}),
    "gettxout": each(gettxout),
    "listunspent": each(listunspent),
    "a wallet's whole listunspent": foreign(each(listunspent)),
    "prevtxs": each(prevtx),
    "getrawtransaction 2": core_tx,
    "Esplora": esplora_tx,
    "vin without ids": lambda tx, coins: {"vin": without_ids(each(core_input)(tx, coins))},
    "Esplora without ids": lambda tx, coins: {"vin": without_ids(each(esplora_input)(tx, coins))},
    "blockchain.info": blockchain_info,
    "Blockchair": blockchair,
    "decodepsbt": decodepsbt,
    "a PSBT of version 2": psbt_2,
    "bitcoinjs": each(bitcoinjs),
    "lnd": lambda tx, coins: {"utxos": each(lnd)(tx, coins)},
    "Core Lightning": lambda tx, coins: {"outputs": each(core_lightning)(tx, coins), "channels": []},
    "map of outpoints": map_of(lambda _, __, coin: {"value_sat": coin.value_sat, "script_pubkey": hexed(coin)}),
    "map to gettxout": map_of(gettxout),
    "map to Esplora": map_of(lambda _, __, coin: {"value": coin.value_sat, "scriptpubkey": hexed(coin)}),
    "mixed": mixed,
}


def blockbook(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    def entry(txid: str, vout: int, coin: SpentOutput) -> Any:
        number = {"vout": vout} if vout else {}  # which it leaves out where it is zero
        return {"txid": txid, **number, "isAddress": True, "value": str(coin.value_sat), "hex": "51"}

    return {"txid": display_hex(tx.txid), "vin": each(entry)(tx, coins), "vout": [], "fees": "1"}


def blockcypher(tx: Transaction, coins: Sequence[SpentOutput]) -> Any:
    def entry(txid: str, vout: int, coin: SpentOutput) -> Any:
        return {"prev_hash": txid, "output_index": vout, "script": "51", "output_value": coin.value_sat}

    return {"hash": display_hex(tx.txid), "fees": 5, "inputs": each(entry)(tx, coins)}


AMOUNTS_ALONE: dict[str, Shape] = {
    "satoshi": each(lambda _, __, coin: coin.value_sat),
    "BTC": each(lambda _, __, coin: btc(coin.value_sat)),
    "objects": each(lambda _, __, coin: {"amount": btc(coin.value_sat)}),
    "our objects": each(lambda _, __, coin: {"value_sat": coin.value_sat}),
    "map": map_of(lambda _, __, coin: coin.value_sat),
    "Electrum's protocol": each(
        lambda txid, vout, coin: {"tx_hash": txid, "tx_pos": vout, "height": 0, "value": coin.value_sat}
    ),
    "Electrum": each(
        lambda txid, vout, coin: {"prevout_hash": txid, "prevout_n": vout, "value": btc(coin.value_sat)[3:]}
    ),
    "Esplora's list of an address": each(
        lambda txid, vout, coin: {"txid": txid, "vout": vout, "status": {"confirmed": False}, "value": coin.value_sat}
    ),
    "BlockBook": blockbook,
    "BlockCypher": blockcypher,
}


def wrappings(data: Any) -> list[Any]:
    """The data by itself, and as answers of JSON-RPC hold it."""
    return [data, {"result": data, "error": None, "id": 1}, {"jsonrpc": "2.0", "id": "curl", "result": data}]
