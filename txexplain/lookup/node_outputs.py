"""What a node tells of outputs: which are unspent, what spent the others, and what a transaction spends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from txexplain.lookup.answers import (
    hash_in,
    height_in,
    index_in,
    member,
    optional,
    sat_in_btc,
    script_in,
)
from txexplain.lookup.proofs import Garbage, checked_transaction
from txexplain.lookup.rpc import Failure, Rpc
from txexplain.model.chain import OutputState
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.script import is_unspendable
from txexplain.model.transaction import OutPoint, Transaction

_MAX_JSON_BYTES = 48_000_000
_MAX_BLOCK_JSON_BYTES = 120_000_000
_PER_CALL = 500
_UNSPENT = OutputState(False)
_GENESIS_COINBASES = {  # no node counts the output of a genesis block among the coins
    bytes.fromhex("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")[::-1],
    bytes.fromhex("7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e")[::-1],  # testnet4
}


def states(rpc: Rpc, tx: Transaction) -> tuple[OutputState | None, ...]:
    """What became of each output of a transaction whose bytes are known; of one that nobody can spend: unspent."""
    if tx.txid in _GENESIS_COINBASES:
        return (_UNSPENT,) * len(tx.outputs)
    asked = [vout for vout, output in enumerate(tx.outputs) if not is_unspendable(output.script_pubkey.data)]
    known: dict[int, OutputState] = dict.fromkeys(range(len(tx.outputs)), _UNSPENT)
    spenders = _spenders(rpc, tx.txid, asked)
    tells_mempool = spenders is not None
    known |= spenders or {}
    rest = [vout for vout in asked if vout not in (spenders or {})]
    missing = [vout for vout, told in zip(rest, _gettxout(rpc, tx, rest, True), strict=True) if told is None]
    without_mempool = _gettxout(rpc, tx, missing, False)
    for vout, told in zip(missing, without_mempool, strict=True):
        confirmed = False if told is not None else True if tells_mempool else None
        known[vout] = OutputState(True, confirmed=confirmed)
    return tuple(known[vout] for vout in range(len(tx.outputs)))


def _gettxout(rpc: Rpc, tx: Transaction, vouts: list[int], include_mempool: bool) -> list[Any]:
    """None for each that is spent. Raises ServerError where one is told to be another than it is."""
    name = display_hex(tx.txid)
    told = rpc.batch([("gettxout", [name, vout, include_mempool]) for vout in vouts])
    for vout, each in zip(vouts, told, strict=True):
        if isinstance(each, Failure):
            raise rpc.error_of(each)
        with rpc.client.judging("gettxout", b""):
            output = tx.outputs[vout]
            if each is not None and _output(each) != (output.value_sat, output.script_pubkey.data):
                raise rpc.client.contradiction("output", txid=name, vout=vout)
    return told


def _spenders(rpc: Rpc, txid: bytes, vouts: list[int]) -> dict[int, OutputState] | None:
    """What spends them in the mempool, or anywhere where the node has an index of that; None where it cannot tell."""
    told: list[Any] = []
    for start in range(0, len(vouts), _PER_CALL):
        answer = _told_spenders(rpc, txid, vouts[start : start + _PER_CALL])
        if answer is None:
            return None
        told += answer
    with rpc.client.judging("gettxspendingprevout", b""):
        found = dict(_named(told))
    return dict(_placed(rpc, txid, found))


def _asked_about(told: list[Any]) -> list[OutPoint]:
    """Which outputs the entries of an answer are about; Core tells first of those that the mempool spends."""
    return sorted(OutPoint(hash_in(member(each, "txid", str)), index_in(each.get("vout"))) for each in told)


def _told_spenders(rpc: Rpc, txid: bytes, vouts: list[int]) -> list[Any] | None:
    name = display_hex(txid)
    answer = rpc.call("gettxspendingprevout", [{"txid": name, "vout": vout} for vout in vouts])
    if isinstance(answer, Failure):
        return None
    with rpc.client.judging("gettxspendingprevout", b""):
        if not isinstance(answer, list) or _asked_about(answer) != sorted(OutPoint(txid, vout) for vout in vouts):
            raise Garbage
        return answer


def _named(told: list[Any]) -> Iterator[tuple[int, tuple[bytes, bytes | None]]]:
    """Of each output that is spent, which transaction spends it, and in which block."""
    for each in told:
        spender = optional(each, "spendingtxid", str)
        if spender is not None:
            block = optional(each, "blockhash", str)
            yield index_in(each.get("vout")), (hash_in(spender), None if block is None else hash_in(block))


def _placed(rpc: Rpc, txid: bytes, found: dict[int, tuple[bytes, bytes | None]]) -> Iterator[tuple[int, OutputState]]:
    """With the number of the input, taken from the transaction that spends it. Raises ServerError if it does not."""
    spenders = _transactions(rpc, set(found.values()))
    for vout, (spender, block) in found.items():
        tx = spenders.get(spender)
        vin = None if tx is None else _spending_input(tx, OutPoint(txid, vout))
        if tx is not None and vin is None:
            raise rpc.client.contradiction("spender", txid=display_hex(spender), vout=vout)
        yield vout, OutputState(True, spender, vin, block is not None)


def _spending_input(tx: Transaction, outpoint: OutPoint) -> int | None:
    return next((vin for vin, each in enumerate(tx.inputs) if each.outpoint == outpoint), None)


def _told_transactions(rpc: Rpc, wanted: list[tuple[bytes, bytes | None]]) -> list[Any]:
    blocks = [[] if block is None else [display_hex(block)] for _, block in wanted]
    return rpc.batch(
        [
            ("getrawtransaction", [display_hex(txid), 0, *block])
            for (txid, _), block in zip(wanted, blocks, strict=True)
        ]
    )


def _transactions(rpc: Rpc, named: set[tuple[bytes, bytes | None]]) -> dict[bytes, Transaction]:
    wanted = sorted(named, key=lambda pair: pair[0])
    found = {}
    for (txid, block), each in zip(wanted, _told_transactions(rpc, wanted), strict=True):
        if block is not None and isinstance(each, Failure) and each.is_unknown:
            raise rpc.client.contradiction("not_there", txid=display_hex(txid), block=display_hex(block))
        if not rpc.is_not_found(each):
            with rpc.client.judging("getrawtransaction", b""):
                found[txid] = checked_transaction(script_in(each), txid)
    return found


def coins(
    rpc: Rpc, tip: int, outpoints: Iterable[OutPoint], spent: dict[OutPoint, SpentOutput]
) -> dict[OutPoint, SpentOutput]:
    """Those of the outputs that are in `spent`, and those that are unspent; `tip` is the best block's height."""
    wanted = [outpoint for outpoint in dict.fromkeys(outpoints) if not outpoint.is_null]
    found = {outpoint: spent[outpoint] for outpoint in wanted if outpoint in spent}
    return found | _unspent(rpc, tip, [outpoint for outpoint in wanted if outpoint not in found])


def ages(rpc: Rpc, tip: int, txid: bytes, block: bytes) -> dict[OutPoint, SpentOutput]:
    """What a transaction in a block spent, from what the node keeps to undo it, by getrawtransaction 2 (Core 25).

    Empty where it does not tell that. Raises ServerError where one is from a block beyond the best one.
    """
    told = rpc.call("getrawtransaction", display_hex(txid), 2, display_hex(block), max_bytes=_MAX_JSON_BYTES)
    with rpc.client.judging("getrawtransaction", b""):
        found = {} if isinstance(told, Failure) else dict(_prevouts(told))
    height = max((coin.height or 0 for coin in found.values()), default=0)
    if rpc.is_beyond(height, tip):
        raise rpc.client.contradiction("coin_height", height=height, tip=tip)
    return found


def spent_in_block(rpc: Rpc, txid: bytes, block: bytes) -> dict[OutPoint, SpentOutput]:
    """The same by getblock 3 (Core 23), which is a long answer."""
    told = rpc.call("getblock", display_hex(block), 3, max_bytes=_MAX_JSON_BYTES)
    with rpc.client.judging("getblock", b""):
        name, txs = display_hex(txid), [] if isinstance(told, Failure) else member(told, "tx", list)
        tx = next((each for each in txs if isinstance(each, dict) and each.get("txid") == name), None)
        return {} if tx is None else dict(_prevouts(tx))


def spent_by_block(rpc: Rpc, tip: int, block: bytes) -> dict[OutPoint, SpentOutput]:
    """What all transactions of a block spent, by getblock 3 (Core 23); empty where it does not tell that.

    Raises ServerError where one is from a block beyond the best one.
    """
    told = rpc.call("getblock", display_hex(block), 3, max_bytes=_MAX_BLOCK_JSON_BYTES)
    with rpc.client.judging("getblock", b""):
        txs = [] if isinstance(told, Failure) else member(told, "tx", list)
        found = {outpoint: coin for tx in txs for outpoint, coin in _prevouts(tx)}
    height = max((coin.height or 0 for coin in found.values()), default=0)
    if rpc.is_beyond(height, tip):
        raise rpc.client.contradiction("coin_height", height=height, tip=tip)
    return found


def _prevouts(told: Any) -> Iterator[tuple[OutPoint, SpentOutput]]:
    for entry in member(told, "vin", list):
        prevout = optional(entry, "prevout", dict)
        if prevout is not None:
            outpoint = OutPoint(hash_in(entry.get("txid")), index_in(entry.get("vout")))
            height, coinbase = height_in(prevout.get("height")), member(prevout, "generated", bool)
            yield outpoint, SpentOutput(*_output(prevout), height, coinbase)


def _output(told: Any) -> tuple[int, bytes]:
    """Amount in satoshi and script of an output. Raises Garbage."""
    script = script_in(member(member(told, "scriptPubKey", dict), "hex", str))
    return sat_in_btc(told.get("value")), script


def _unspent(rpc: Rpc, tip: int, outpoints: list[OutPoint]) -> dict[OutPoint, SpentOutput]:
    """Those in blocks, also where the mempool spends them; then those in the mempool."""
    found: dict[OutPoint, SpentOutput] = {}
    for include_mempool in (False, True):
        wanted = [outpoint for outpoint in outpoints if outpoint not in found]
        calls = [("gettxout", [display_hex(each.txid), each.vout, include_mempool]) for each in wanted]
        for outpoint, told in zip(wanted, rpc.batch(calls), strict=True):
            if isinstance(told, Failure):
                raise rpc.error_of(told)
            if told is not None:
                with rpc.client.judging("gettxout", b""):
                    found[outpoint] = _coin(rpc, tip, told)
    return found


def _coin(rpc: Rpc, tip: int, told: Any) -> SpentOutput:
    """An entry of gettxout; its height follows from its confirmations. Raises ServerError for too many of them."""
    confirmations, coinbase = member(told, "confirmations", int), member(told, "coinbase", bool)
    height = tip - confirmations + 1
    if confirmations < 0:
        raise Garbage
    if rpc.is_beyond(confirmations - 1, tip):
        raise rpc.client.contradiction("confirmations", confirmations=confirmations, tip=tip)
    return SpentOutput(*_output(told), height if confirmations > 0 and height >= 0 else None, coinbase)
