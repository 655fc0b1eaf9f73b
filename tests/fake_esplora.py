"""An explorer that answers from a FakeChain, on a real socket of this machine, for tests: the paths of Esplora."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fake_chain import GENESIS, Block, FakeChain
from fake_servers import Handler, Url, easy_blocks, served

from txexplain.model.hexadecimal import display_hex
from txexplain.model.transaction import OutPoint, Transaction


class Unknown(Exception):
    pass


class FakeEsplora:
    """The paths of Esplora."""

    def __init__(self, chain: FakeChain) -> None:
        self.chain = chain

    def get(self, path: str) -> Any:
        """Text, bytes, or what is written as JSON."""
        match path.strip("/").split("/"):
            case ["tx", txid, "status"] if self.chain.tx_named(txid) is None:
                return self._status(None)  # as Esplora says it of every txid
            case ["tx", txid, *rest]:
                return self._tx(self._known(txid), "/".join(rest))
            case ["block", name, *rest]:
                return self._block(self._at(self.chain.block_named(name)), "/".join(rest))
            case ["block-height", "0"]:
                return GENESIS[self.chain.network]
            case ["block-height", height] if int(height) < len(self.chain.blocks):
                return display_hex(self.chain.blocks[int(height)].hash)
            case ["blocks", "tip", "height"]:
                return str(self.chain.blocks[-1].height)
            case ["blocks", "tip", "hash"]:
                return display_hex(self.chain.blocks[-1].hash)
        raise Unknown

    def _known(self, txid: str) -> Transaction:
        tx = self.chain.tx_named(txid)
        if tx is None:
            raise Unknown
        return tx

    def _at(self, block: Block | None) -> Block:
        if block is None:
            raise Unknown
        return block

    def _tx(self, tx: Transaction, what: str) -> Any:
        block = self.chain.block_of.get(tx.txid)
        match what:
            case "hex":
                return tx.raw.hex()
            case "raw":
                return tx.raw
            case "status":
                return self._status(block)
            case "merkleblock-proof" if block is not None:
                return self.chain.proof(tx.txid).hex()
            case "outspends":
                return [self._outspend(OutPoint(tx.txid, vout)) for vout in range(len(tx.outputs))]
            case "":
                return {
                    "txid": display_hex(tx.txid),
                    "vin": [self._vin(txin.outpoint) for txin in tx.inputs],
                    "vout": [_output(output.value_sat, output.script_pubkey.data) for output in tx.outputs],
                    "status": self._status(block),
                }
        raise Unknown

    def _status(self, block: Block | None) -> Any:
        if block is None:
            return {"confirmed": False}
        return {
            "confirmed": True,
            "block_height": block.height,
            "block_hash": display_hex(block.hash),
            "block_time": self.chain.time(block.height),
        }

    def _vin(self, outpoint: OutPoint) -> Any:
        parent = self.chain.transactions.get(outpoint.txid)
        told = None
        if parent is not None and not outpoint.is_null:
            output = parent.outputs[outpoint.vout]
            told = _output(output.value_sat, output.script_pubkey.data)
        return {
            "txid": display_hex(outpoint.txid),
            "vout": outpoint.vout,
            "is_coinbase": outpoint.is_null,
            "prevout": told,
        }

    def _outspend(self, outpoint: OutPoint) -> Any:
        found = self.chain.spender(outpoint)
        if found is None:
            return {"spent": False}
        tx, vin = found
        status = self._status(self.chain.block_of.get(tx.txid))
        return {"spent": True, "txid": display_hex(tx.txid), "vin": vin, "status": status}

    def _block(self, block: Block, what: str) -> Any:
        match what:
            case "raw":
                return block.raw
            case "header":
                return block.raw[:80].hex()
            case "status":
                return {"in_best_chain": True, "height": block.height}
            case "":
                return {
                    "id": display_hex(block.hash),
                    "height": block.height,
                    "timestamp": self.chain.time(block.height),
                    "mediantime": self.chain.median_time(block.height),
                }
        raise Unknown


def _output(value_sat: int, script: bytes) -> Any:
    return {"scriptpubkey": script.hex(), "value": value_sat}


@contextmanager
def fake_esplora(chain: FakeChain) -> Iterator[Url]:
    """An explorer."""
    explorer = FakeEsplora(chain)

    class Paths(Handler):
        def do_GET(self) -> None:
            self.url.asked.append(self.path)
            try:
                told = explorer.get(self.path)
            except Unknown:
                return self.answer(404, b"Transaction not found")
            if isinstance(told, bytes):
                return self.answer(200, told, "application/octet-stream")
            if isinstance(told, str):
                return self.answer(200, told.encode())
            return self.answer(200, json.dumps(told).encode(), "application/json")

    with easy_blocks(chain), served(Paths) as url:
        yield url
