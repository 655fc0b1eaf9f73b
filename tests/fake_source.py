"""A source that answers from Python values, without a socket: what is asked of it is written down."""

from __future__ import annotations

from collections.abc import Iterable

from fake_chain import FakeChain

from txexplain.model.chain import InBlock, OutputState, Server
from txexplain.model.networks import NETWORKS, Network
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint, Transaction


class FakeSource:
    """Answers about a FakeChain as a `kind` does; `hidden` are ids of transactions whose bytes it does not give.

    `says` is its word on coins, instead of what is true; `asked` has the name of each method that was called.
    """

    def __init__(self, chain: FakeChain, kind: str = "node") -> None:
        self.chain = chain
        self.server = Server(kind, "fake.example:8332")
        self.can_find_wtxids = kind == "node"
        self.most_transactions = 5_000 if kind == "node" else 100
        self.hidden: set[bytes] = set()
        self.says: dict[OutPoint, SpentOutput] = {}
        self.reason = "unknown"
        self.asked: list[str] = []

    def network(self) -> Network:
        self.asked.append("network")
        return NETWORKS[self.chain.network]

    def _bytes(self, txid: bytes) -> bytes | None:
        tx = self.chain.transactions.get(txid)
        return None if tx is None or txid in self.hidden else tx.raw

    def transaction(self, txid: bytes, block: bytes | None = None) -> bytes | None:
        self.asked.append("transaction")
        if block is not None and (txid not in self.chain.block_of or self.chain.block_of[txid].hash != block):
            return None
        return self._bytes(txid)

    def by_wtxid(self, wtxid: bytes) -> bytes | None:
        self.asked.append("by_wtxid")
        return next((tx.raw for tx in self.chain.mempool.values() if tx.wtxid == wtxid), None)

    def transactions(self, txids: Iterable[bytes]) -> dict[bytes, bytes]:
        self.asked.append("transactions")
        found = {txid: self._bytes(txid) for txid in txids}
        return {txid: raw for txid, raw in found.items() if raw is not None}

    def where(self, txid: bytes, block: bytes | None = None) -> tuple[InBlock | None, bool]:
        self.asked.append("where")
        found = self.chain.block_of.get(txid)
        if found is None or block not in (None, found.hash):
            return None, block is None and txid in self.chain.mempool
        confirmations = len(self.chain.blocks) - found.height
        time = self.chain.time(found.height)
        return InBlock(found.hash, time, found.height, confirmations, proven=True), False

    def outputs(self, tx: Transaction) -> tuple[OutputState | None, ...]:
        self.asked.append("outputs")
        return tuple(self._state(OutPoint(tx.txid, vout)) for vout in range(len(tx.outputs)))

    def _state(self, outpoint: OutPoint) -> OutputState:
        found = self.chain.spender(outpoint)
        if found is None:
            return OutputState(spent=False)
        return OutputState(True, found[0].txid, found[1], found[0].txid in self.chain.block_of)

    def ages(self, txid: bytes, block: bytes) -> dict[OutPoint, SpentOutput]:
        self.asked.append("ages")
        tx = self.chain.transactions[txid]
        told = {each.outpoint: self.says.get(each.outpoint) or self._coin(each.outpoint) for each in tx.inputs}
        return {outpoint: coin for outpoint, coin in told.items() if coin is not None and self.can_find_wtxids}

    def coins(self, outpoints: Iterable[OutPoint], txid: bytes, block: bytes | None) -> dict[OutPoint, SpentOutput]:
        self.asked.append("coins")
        told = {each: self.says.get(each) or self._coin(each) for each in outpoints}
        return {outpoint: coin for outpoint, coin in told.items() if coin is not None}

    def _coin(self, outpoint: OutPoint) -> SpentOutput | None:
        parent = self.chain.transactions.get(outpoint.txid)
        if parent is None or outpoint.vout >= len(parent.outputs):
            return None
        output, block = parent.outputs[outpoint.vout], self.chain.block_of.get(parent.txid)
        height = None if block is None else block.height
        return SpentOutput(output.value_sat, output.script_pubkey.data, height, parent.is_coinbase)

    def median_times(self, heights: Iterable[int]) -> dict[int, int]:
        self.asked.append("median_times")
        return {height: self.chain.median_time(height) for height in heights}

    def block(self, block_hash: bytes) -> bytes | None:
        self.asked.append("block")
        return next((block.raw for block in self.chain.blocks if block.hash == block_hash), None)

    def block_hash(self, height: int) -> bytes | None:
        self.asked.append("block_hash")
        return self.chain.blocks[height].hash if height < len(self.chain.blocks) else None

    def tip(self) -> tuple[int, int | None]:
        self.asked.append("tip")
        tip = self.chain.blocks[-1].height
        return tip, self.chain.median_time(tip)

    def missing_reason(self) -> str:
        return self.reason

    def close(self) -> None:
        self.asked.append("close")
