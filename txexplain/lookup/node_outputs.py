"""What a node tells of outputs: which are unspent, what spent the others, and what a transaction spends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from txexplain.lookup.answers import hash_in, height_in, index_in, member, optional, sat_in_btc, script_in
from txexplain.lookup.proofs import Garbage, checked_transaction
from txexplain.lookup.rpc import Failure
from txexplain.model.chain import OutputState
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.script import is_unspendable
from txexplain.model.transaction import OutPoint, Transaction

if TYPE_CHECKING:
    from txexplain.lookup.node import Node

_MAX_JSON_BYTES = 64_000_000
_PER_CALL = 500
_UNSPENT = OutputState(False)
_GENESIS_COINBASES = {  # no node counts the output of a genesis block among the coins
    bytes.fromhex("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")[::-1],
    bytes.fromhex("7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e")[::-1],  # testnet4
}


def states(node: Node, tx: Transaction) -> tuple[OutputState | None, ...]:
    """What became of each output; of one that nobody can spend, that it is unspent."""
    if tx.txid in _GENESIS_COINBASES:
        return (_UNSPENT,) * len(tx.outputs)
    asked = [vout for vout, output in enumerate(tx.outputs) if not is_unspendable(output.script_pubkey.data)]
    known: dict[int, OutputState] = dict.fromkeys(range(len(tx.outputs)), _UNSPENT)
    spenders = _spenders(node, tx.txid, asked)
    tells_mempool = spenders is not None
    known |= spenders or {}
    rest = [vout for vout in asked if vout not in (spenders or {})]
    missing = [vout for vout, told in zip(rest, _gettxout(node, tx.txid, rest, True), strict=True) if told is None]
    without_mempool = _gettxout(node, tx.txid, missing, False)
    for vout, told in zip(missing, without_mempool, strict=True):
        confirmed = False if told is not None else True if tells_mempool else None
        known[vout] = OutputState(True, confirmed=confirmed)
    return tuple(known[vout] for vout in range(len(tx.outputs)))


def _gettxout(node: Node, txid: bytes, vouts: list[int], include_mempool: bool) -> list[Any]:
    told = node.rpc.batch([("gettxout", [display_hex(txid), vout, include_mempool]) for vout in vouts])
    for each in told:
        if isinstance(each, Failure):
            raise node.rpc.error_of(each)
    return told


def _spenders(node: Node, txid: bytes, vouts: list[int]) -> dict[int, OutputState] | None:
    """What spends them in the mempool, or anywhere where the node has an index of that; None where it cannot tell."""
    told: list[Any] = []
    for start in range(0, len(vouts), _PER_CALL):
        asked = [{"txid": display_hex(txid), "vout": vout} for vout in vouts[start : start + _PER_CALL]]
        answer = node.rpc.call("gettxspendingprevout", asked)
        if isinstance(answer, Failure):
            return None
        with node.rpc.client.judging("gettxspendingprevout", b""):
            if not isinstance(answer, list):
                raise Garbage
        told += answer
    with node.rpc.client.judging("gettxspendingprevout", b""):
        found = dict(_named(told))
    return {vout: state for vout, state in _placed(node, txid, found) if vout in set(vouts)}


def _named(told: list[Any]) -> Iterator[tuple[int, tuple[bytes, bytes | None]]]:
    """Of each output that is spent, which transaction spends it, and in which block."""
    for each in told:
        spender = optional(each, "spendingtxid", str)
        if spender is not None:
            block = optional(each, "blockhash", str)
            yield index_in(each.get("vout")), (hash_in(spender), None if block is None else hash_in(block))


def _placed(
    node: Node, txid: bytes, found: dict[int, tuple[bytes, bytes | None]]
) -> Iterator[tuple[int, OutputState]]:
    """With the number of the input, taken from the transaction that spends it."""
    spenders = _transactions(node, set(found.values()))
    for vout, (spender, block) in found.items():
        tx = spenders.get(spender)
        inputs = () if tx is None else tx.inputs
        vin = next((n for n, each in enumerate(inputs) if each.outpoint == OutPoint(txid, vout)), None)
        yield vout, OutputState(True, spender, vin, block is not None)


def _transactions(node: Node, named: set[tuple[bytes, bytes | None]]) -> dict[bytes, Transaction]:
    wanted = sorted(named, key=lambda pair: pair[0])
    blocks = [[] if block is None else [display_hex(block)] for _, block in wanted]
    told = node.rpc.batch(
        [
            ("getrawtransaction", [display_hex(txid), 0, *block])
            for (txid, _), block in zip(wanted, blocks, strict=True)
        ]
    )
    found = {}
    for (txid, _), each in zip(wanted, told, strict=True):
        if not node.is_not_found(each):
            with node.rpc.client.judging("getrawtransaction", b""):
                found[txid] = checked_transaction(script_in(each), txid)
    return found


def coins(node: Node, outpoints: Iterable[OutPoint], txid: bytes, block: bytes | None) -> dict[OutPoint, SpentOutput]:
    """What a transaction in a block spent, from what the node keeps to undo it, and what is unspent still."""
    wanted = [outpoint for outpoint in dict.fromkeys(outpoints) if not outpoint.is_null]
    spent = {} if block is None or not wanted else _spent_by(node, txid, block)
    found = {outpoint: spent[outpoint] for outpoint in wanted if outpoint in spent}
    return found | _unspent(node, [outpoint for outpoint in wanted if outpoint not in found])


def _spent_by(node: Node, txid: bytes, block: bytes) -> dict[OutPoint, SpentOutput]:
    """From getrawtransaction 2 (Core 25), else from getblock 3 (Core 23); empty where the node has neither."""
    name = display_hex(txid)
    told = node.rpc.call("getrawtransaction", name, 2, display_hex(block), max_bytes=_MAX_JSON_BYTES)
    with node.rpc.client.judging("getrawtransaction", b""):
        found = {} if isinstance(told, Failure) else dict(_prevouts(told))
    if found:
        return found
    told = node.rpc.call("getblock", display_hex(block), 3, max_bytes=_MAX_JSON_BYTES)
    with node.rpc.client.judging("getblock", b""):
        txs = [] if isinstance(told, Failure) else member(told, "tx", list)
        tx = next((each for each in txs if isinstance(each, dict) and each.get("txid") == name), None)
        return {} if tx is None else dict(_prevouts(tx))


def _prevouts(told: Any) -> Iterator[tuple[OutPoint, SpentOutput]]:
    for entry in member(told, "vin", list):
        prevout = optional(entry, "prevout", dict)
        if prevout is not None:
            outpoint = OutPoint(hash_in(entry.get("txid")), index_in(entry.get("vout")))
            height, coinbase = height_in(prevout.get("height")), member(prevout, "generated", bool)
            yield outpoint, SpentOutput(*_output(prevout), height, coinbase)


def _output(told: Any) -> tuple[int, bytes]:
    return sat_in_btc(told.get("value")), script_in(member(member(told, "scriptPubKey", dict), "hex", str))


def _unspent(node: Node, outpoints: list[OutPoint]) -> dict[OutPoint, SpentOutput]:
    """Those in blocks, also where the mempool spends them; then those in the mempool."""
    found: dict[OutPoint, SpentOutput] = {}
    for include_mempool in (False, True):
        wanted = [outpoint for outpoint in outpoints if outpoint not in found]
        calls = [("gettxout", [display_hex(each.txid), each.vout, include_mempool]) for each in wanted]
        for outpoint, told in zip(wanted, node.rpc.batch(calls), strict=True):
            if isinstance(told, Failure):
                raise node.rpc.error_of(told)
            if told is not None:
                with node.rpc.client.judging("gettxout", b""):
                    found[outpoint] = _coin(node, told)
    return found


def _coin(node: Node, told: Any) -> SpentOutput:
    """An entry of gettxout; its height follows from its confirmations."""
    confirmations, coinbase = member(told, "confirmations", int), member(told, "coinbase", bool)
    height = node.tip()[0] - confirmations + 1
    return SpentOutput(*_output(told), height if confirmations > 0 and height >= 0 else None, coinbase)
