"""A node that answers from a FakeChain, on a real socket of this machine, for tests; `fake_esplora` has an explorer.

    with fake_node(chain, index=False) as url, fake_esplora(chain) as api: ...

Both count what they were asked: `url.asked` is a list of RPC methods or paths, `url.requests` the number of HTTP
requests, `url.port` the port; the value itself is the URL, a `str`.

`fake_node(chain, index=True, user="user", password="password", pruned=False, syncing=False, starting=False,
missing=(), undo=True)` speaks JSON-RPC as Core does, batches too: getblockchaininfo, getindexinfo, getrawtransaction
(0, 1 and 2), gettxoutproof, getblock (0, 3), getblockheader, getblockhash, gettxout, gettxspendingprevout,
getmempoolentry, getrawmempool; `missing` names methods that it has not. `folder_of(url, path)` writes a data folder
with the cookie and the port of a fake node.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from fake_chain import Block, FakeChain

from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import NETWORKS
from txexplain.model.transaction import OutPoint, Transaction


class Url(str):
    """A URL, and what was asked of it."""

    asked: list[str]
    requests: int
    port: int
    cookie: str


class _Failed(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@contextmanager
def easy_blocks(chain: FakeChain) -> Iterator[None]:
    """Its blocks, which have the work of regtest, count on its own network, which asks for more."""
    with pytest.MonkeyPatch.context() as patch:
        if chain.network != "regtest":
            patch.setattr("txexplain.lookup.proofs.easiest_target", lambda network: NETWORKS["regtest"].pow_limit)
        yield


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[Url]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    url = Url(f"http://127.0.0.1:{server.server_port}")
    url.asked, url.requests, url.port, url.cookie = [], 0, server.server_port, ""
    handler.url = url  # type: ignore[attr-defined]
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    url: Url
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def answer(self, status: int, body: bytes, kind: str = "text/plain") -> None:
        self.url.requests += 1
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _json(value: Any) -> bytes:
    """Amounts as Core writes them: with eight decimals."""
    amounts: dict[str, str] = {}

    def default(amount: Decimal) -> str:
        key = f"@amount{len(amounts)}@"
        amounts[f'"{key}"'] = f"{amount:.8f}"
        return key

    text = json.dumps(value, default=default)
    for key, amount in amounts.items():
        text = text.replace(key, amount, 1)
    return text.encode()


class FakeNode:
    """The RPC methods, as Core answers them."""

    def __init__(self, chain: FakeChain, *, index: bool, pruned: bool, syncing: bool, undo: bool) -> None:
        self.chain, self.index, self.pruned, self.syncing, self.undo = chain, index, pruned, syncing, undo

    def getblockchaininfo(self) -> Any:
        tip = self.chain.blocks[-1]
        return {
            "chain": self.chain.network,
            "blocks": tip.height,
            "headers": tip.height,
            "bestblockhash": display_hex(tip.hash),
            "time": self.chain.time(tip.height),
            "mediantime": self.chain.median_time(tip.height),
            "initialblockdownload": self.syncing,
            "pruned": self.pruned,
        }

    def getindexinfo(self, name: str = "") -> Any:
        info = {"synced": not self.syncing, "best_block_height": self.chain.blocks[-1].height}
        return {"txindex": info} if self.index else {}

    def getblockhash(self, height: int) -> Any:
        if not 0 <= height < len(self.chain.blocks):
            raise _Failed(-8, "Block height out of range")
        return display_hex(self.chain.blocks[height].hash)

    def getblock(self, name: str, verbosity: int = 1) -> Any:
        if verbosity not in (0, 3) or (verbosity == 3 and not self.undo):
            raise _Failed(-8, "not told here")
        block = self._block(name)
        self._check_data()
        if verbosity == 0:
            return block.raw.hex()
        txs = [self.chain.transactions[txid] for txid in block.txids]
        return {"hash": name, "tx": [self._verbose(tx, block, 2) for tx in txs]}

    def getblockheader(self, name: str, verbose: bool = True) -> Any:
        block = self._block(name)
        if not verbose:
            return block.raw[:80].hex()
        return {
            "hash": name,
            "confirmations": len(self.chain.blocks) - block.height,
            "height": block.height,
            "time": self.chain.time(block.height),
            "mediantime": self.chain.median_time(block.height),
        }

    def _block(self, name: str) -> Block:
        block = self.chain.block_named(name)
        if block is None:
            raise _Failed(-5, "Block not found")
        return block

    def _check_data(self) -> None:
        if self.pruned:
            raise _Failed(-1, "Block not available (pruned data)")

    def getrawtransaction(self, name: str, verbosity: int = 0, block_name: str | None = None) -> Any:
        tx = self.chain.tx_named(name)
        block = None if tx is None else self.chain.block_of.get(tx.txid)
        if block_name is not None:
            if self._block(block_name) != block:
                raise _Failed(
                    -5, "No such transaction found in the provided block. Use gettransaction for wallet ones."
                )
            self._check_data()
        elif tx is None or (block is not None and not self.index):
            where = (
                ""
                if self.index
                else " Use -txindex or provide a block hash to enable blockchain transaction queries."
            )
            raise _Failed(-5, f"No such mempool transaction.{where} Use gettransaction for wallet transactions.")
        assert tx is not None
        return tx.raw.hex() if verbosity == 0 else self._verbose(tx, block, verbosity)

    def _verbose(self, tx: Transaction, block: Block | None, verbosity: int) -> Any:
        told: dict[str, Any] = {"txid": display_hex(tx.txid), "hex": tx.raw.hex(), "vin": []}
        for txin in tx.inputs:
            entry: dict[str, Any] = {"txid": display_hex(txin.outpoint.txid), "vout": txin.outpoint.vout}
            if verbosity == 2 and block is not None and self.undo and not tx.is_coinbase:
                entry["prevout"] = self._prevout(txin.outpoint)
            told["vin"].append(entry)
        if block is not None:
            told |= {"blockhash": display_hex(block.hash), "confirmations": len(self.chain.blocks) - block.height}
        return told

    def _prevout(self, outpoint: OutPoint) -> Any:
        parent = self.chain.transactions[outpoint.txid]
        output = parent.outputs[outpoint.vout]
        return {
            "generated": parent.is_coinbase,
            "height": self.chain.block_of[parent.txid].height,
            "value": Decimal(output.value_sat) / 10**8,
            "scriptPubKey": {"hex": output.script_pubkey.data.hex()},
        }

    def gettxoutproof(self, names: list[str], block_name: str | None = None) -> Any:
        tx = self.chain.tx_named(names[0])
        block = None if tx is None else self.chain.block_of.get(tx.txid)
        if block_name is not None and self._block(block_name):
            self._check_data()
        if block_name is not None and self._block(block_name) != block:
            raise _Failed(-5, "Not all transactions found in specified or retrieved block")
        if tx is None or block is None or (block_name is None and not self.index and not self._has_unspent(tx)):
            raise _Failed(-5, "Transaction not yet in block")
        self._check_data()
        return self.chain.proof(tx.txid).hex()

    def _has_unspent(self, tx: Transaction) -> bool:
        return any(
            not output.script_pubkey.data.startswith(b"\x6a")
            and self.chain.spender(OutPoint(tx.txid, vout), mempool=False) is None
            for vout, output in enumerate(tx.outputs)
        )

    def gettxout(self, name: str, vout: int, include_mempool: bool = True) -> Any:
        tx = self.chain.tx_named(name)
        if tx is None or vout >= len(tx.outputs) or (tx.txid in self.chain.mempool and not include_mempool):
            return None
        output = tx.outputs[vout]
        if output.script_pubkey.data.startswith(b"\x6a"):
            return None
        if self.chain.spender(OutPoint(tx.txid, vout), mempool=include_mempool):
            return None
        block = self.chain.block_of.get(tx.txid)
        return {
            "bestblock": display_hex(self.chain.blocks[-1].hash),
            "confirmations": 0 if block is None else len(self.chain.blocks) - block.height,
            "value": Decimal(output.value_sat) / 10**8,
            "scriptPubKey": {"hex": output.script_pubkey.data.hex()},
            "coinbase": tx.is_coinbase,
        }

    def gettxspendingprevout(self, outpoints: list[dict[str, Any]]) -> Any:
        return [self._spent_in_mempool(entry) for entry in outpoints]

    def _spent_in_mempool(self, entry: dict[str, Any]) -> Any:
        outpoint = OutPoint(bytes.fromhex(entry["txid"])[::-1], entry["vout"])
        found = self.chain.spender(outpoint)
        if found is None or found[0].txid not in self.chain.mempool:
            return entry
        return {**entry, "spendingtxid": display_hex(found[0].txid)}

    def getmempoolentry(self, name: str) -> Any:
        tx = self.chain.tx_named(name)
        if tx is None or tx.txid not in self.chain.mempool:
            raise _Failed(-5, "Transaction not in mempool")
        return {"vsize": tx.vsize_vb, "wtxid": display_hex(tx.wtxid)}

    def getrawmempool(self, verbose: bool = False) -> Any:
        names = [display_hex(txid) for txid in self.chain.mempool if txid not in self.chain.hidden]
        return {name: self.getmempoolentry(name) for name in names} if verbose else names


@contextmanager
def fake_node(
    chain: FakeChain,
    *,
    index: bool = True,
    user: str = "user",
    password: str = "password",
    pruned: bool = False,
    syncing: bool = False,
    starting: bool = False,
    missing: tuple[str, ...] = (),
    undo: bool = True,
) -> Iterator[Url]:
    """A node; without the user and the password, or the cookie, it answers 401."""
    node = FakeNode(chain, index=index, pruned=pruned, syncing=syncing, undo=undo)
    right = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    class Methods(Handler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Authorization") != right:
                return self.answer(401, b"")
            asked = json.loads(body)
            if isinstance(asked, list):
                return self.answer(200, _json([self.told(call) for call in asked]), "application/json")
            told = self.told(asked)
            return self.answer(200, _json(told), "application/json")

        def told(self, call: dict[str, Any]) -> Any:
            self.url.asked.append(call["method"])
            try:
                return {"jsonrpc": "2.0", "result": self.result(call), "id": call["id"]}
            except _Failed as error:
                failure = {"code": error.code, "message": error.message}
                return {"jsonrpc": "2.0", "error": failure, "id": call["id"]}

        def result(self, call: dict[str, Any]) -> Any:
            if starting:
                raise _Failed(-28, "Loading block index…")
            if call["method"] in missing or call["method"].startswith("_"):
                raise _Failed(-32601, "Method not found")
            return getattr(node, call["method"])(*call["params"])

    with easy_blocks(chain), served(Methods) as url:
        url.cookie = f"{user}:{password}"
        yield url


def folder_of(url: Url, folder: Path, network: str = "regtest") -> Path:
    """A data folder with the cookie and the port of that node."""
    inner = {"main": "", "test": "testnet3"}.get(network, network)
    (folder / inner).mkdir(parents=True, exist_ok=True)
    (folder / inner / ".cookie").write_text(url.cookie, encoding="utf-8")
    section = "" if network == "main" else f"[{network}]\n"
    (folder / "bitcoin.conf").write_text(f"{section}rpcport={url.port}\n", encoding="utf-8")
    return folder
