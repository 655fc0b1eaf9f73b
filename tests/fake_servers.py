"""A node and an explorer that answer from Python values, on real sockets of this machine, for tests.

    chain = FakeChain()                       # regtest; has a genesis block of its own
    parent = chain.add_tx(raw)                # into the mempool; gives the txid (32 bytes, stored order)
    block = chain.mine(raw, raw)              # a block of these after a coinbase; gives its hash (stored order)
    with fake_node(chain, index=False) as url, fake_esplora(chain) as api: ...

`FakeChain(network="main")` says that it is of that network. `chain.mine()` takes transactions out of the mempool;
`chain.coinbase(height)` is the coinbase of that block. `chain.hide(txid)` makes both servers not know it any more.
Both count what they were asked: `url.asked` is a list of RPC methods or paths, `url.requests` the number of HTTP
requests, `url.port` the port; the value itself is the URL, a `str`.

`fake_node(chain, index=True, user="user", password="password", pruned=False, syncing=False, starting=False,
missing=(), undo=True)` speaks JSON-RPC as Core does, batches too: getblockchaininfo, getindexinfo, getrawtransaction
(0, 1 and 2), gettxoutproof, getblock (0), getblockheader, getblockhash, gettxout, gettxspendingprevout,
getmempoolentry, getrawmempool; `missing` names methods that it has not. `fake_esplora(chain)` answers the paths of
Esplora. `folder_of(url, path)` writes a data folder with the cookie and the port of a fake node.
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
from typing import Any, NamedTuple

from txexplain.model.hexadecimal import display_hex
from txexplain.model.transaction import OutPoint, Transaction
from txexplain.wire.block import committed_hash, merkle_root
from txexplain.wire.hashes import hash256
from txexplain.wire.transaction import decode

GENESIS = {
    "main": "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
    "test": "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943",
    "testnet4": "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
    "signet": "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6",
    "regtest": "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
}
FIRST_TIME = 1_700_000_000
REGTEST_BITS = 0x207FFFFF


class Block(NamedTuple):
    raw: bytes
    hash: bytes
    height: int
    txids: list[bytes]


class FakeChain:
    """Blocks and a mempool: what both servers answer from."""

    def __init__(self, network: str = "regtest") -> None:
        self.network = network
        self.blocks: list[Block] = []
        self.transactions: dict[bytes, Transaction] = {}
        self.block_of: dict[bytes, Block] = {}
        self.mempool: dict[bytes, Transaction] = {}
        self.hidden: set[bytes] = set()
        self.mine()

    def add_tx(self, raw: bytes) -> bytes:
        tx = decode(raw)
        self.transactions[tx.txid] = self.mempool[tx.txid] = tx
        return tx.txid

    def hide(self, txid: bytes) -> None:
        self.hidden.add(txid)

    def coinbase(self, height: int) -> Transaction:
        return self.transactions[self.blocks[height].txids[0]]

    def mine(self, *raws: bytes) -> bytes:
        """A block of these after a coinbase that commits to their witnesses and pays 50 BTC to `51`."""
        height, txs = len(self.blocks), [decode(raw) for raw in raws]
        first = decode(_coinbase(height, txs))
        header = self._header([first, *txs], height)
        raw = header + bytes([len(txs) + 1]) + b"".join(tx.raw for tx in (first, *txs))
        block = Block(raw, hash256(header), height, [tx.txid for tx in (first, *txs)])
        self.blocks.append(block)
        for tx in (first, *txs):
            self.transactions[tx.txid], self.block_of[tx.txid] = tx, block
            self.mempool.pop(tx.txid, None)
        return block.hash

    def _header(self, txs: list[Transaction], height: int) -> bytes:
        previous = self.blocks[-1].hash if self.blocks else bytes(32)
        start = (4).to_bytes(4, "little") + previous + merkle_root([tx.txid for tx in txs])
        start += self.time(height).to_bytes(4, "little") + REGTEST_BITS.to_bytes(4, "little")
        for nonce in range(1 << 16):
            header = start + nonce.to_bytes(4, "little")
            if hash256(header)[31] < 0x7F:
                return header
        raise AssertionError

    def time(self, height: int) -> int:
        return FIRST_TIME + 600 * height

    def median_time(self, height: int) -> int:
        """That of the block and the ten before it."""
        times = [self.time(each) for each in range(max(0, height - 10), height + 1)]
        return times[len(times) // 2]

    def block_named(self, name: str) -> Block | None:
        return next((block for block in self.blocks if display_hex(block.hash) == name), None)

    def tx_named(self, name: str) -> Transaction | None:
        tx = self.transactions.get(bytes.fromhex(name)[::-1])
        return None if tx is None or tx.txid in self.hidden else tx

    def spender(self, outpoint: OutPoint, *, mempool: bool = True) -> tuple[Transaction, int] | None:
        for tx in self.transactions.values():
            for vin, txin in enumerate(tx.inputs):
                if txin.outpoint == outpoint and (mempool or tx.txid in self.block_of):
                    return tx, vin
        return None

    def proof(self, txid: bytes) -> bytes:
        """A CMerkleBlock that shows the way to it."""
        block = self.block_of[txid]
        bits: list[bool] = []
        hashes: list[bytes] = []
        height = 0
        while _width(len(block.txids), height) > 1:
            height += 1
        _build(block.txids, block.txids.index(txid), height, 0, bits, hashes)
        packed = bytearray((len(bits) + 7) // 8)
        for place, bit in enumerate(bits):
            packed[place // 8] |= bit << place % 8
        counts = len(block.txids).to_bytes(4, "little") + bytes([len(hashes)])
        return block.raw[:80] + counts + b"".join(hashes) + bytes([len(packed)]) + packed


def _width(count: int, height: int) -> int:
    return (count + (1 << height) - 1) >> height


def _build(txids: list[bytes], wanted: int, height: int, place: int, bits: list[bool], hashes: list[bytes]) -> None:
    below = range(place << height, min((place + 1) << height, len(txids)))
    bits.append(wanted in below)
    if height == 0 or wanted not in below:
        hashes.append(_node(txids, height, place))
        return
    _build(txids, wanted, height - 1, 2 * place, bits, hashes)
    if 2 * place + 1 < _width(len(txids), height - 1):
        _build(txids, wanted, height - 1, 2 * place + 1, bits, hashes)


def _node(txids: list[bytes], height: int, place: int) -> bytes:
    if height == 0:
        return txids[place]
    left = _node(txids, height - 1, 2 * place)
    right = _node(txids, height - 1, 2 * place + 1) if 2 * place + 1 < _width(len(txids), height - 1) else left
    return hash256(left + right)


def _number(height: int) -> bytes:
    """As BIP34 writes it: pushed in as few bytes as it takes, the highest bit of which is not set."""
    if height <= 16:
        return bytes([0x50 + height if height else 0])
    size = height.bit_length() // 8 + 1
    return bytes([size]) + height.to_bytes(size, "little")


def _coinbase(height: int, txs: list[Transaction]) -> bytes:
    commitment = committed_hash([bytes(32), *(tx.wtxid for tx in txs)], bytes(32))
    script_sig = _number(height) + b"\0"
    head, tail = b"\2\0\0\0", b"\0\0\0\0"
    txin = bytes(32) + b"\xff\xff\xff\xff" + bytes([len(script_sig)]) + script_sig + b"\xff\xff\xff\xff"
    outputs = (50 * 10**8).to_bytes(8, "little") + b"\x01\x51"
    outputs += bytes(8) + b"\x26\x6a\x24\xaa\x21\xa9\xed" + commitment
    return head + b"\0\1\x01" + txin + b"\x02" + outputs + b"\x01\x20" + bytes(32) + tail


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
def _served(handler: type[BaseHTTPRequestHandler]) -> Iterator[Url]:
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


class _Handler(BaseHTTPRequestHandler):
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
        if verbosity != 0:
            raise _Failed(-8, "not told here")
        block = self._block(name)
        self._check_data()
        return block.raw.hex()

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

    class Handler(_Handler):
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

    with _served(Handler) as url:
        url.cookie = f"{user}:{password}"
        yield url


class _Unknown(Exception):
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
        raise _Unknown

    def _known(self, txid: str) -> Transaction:
        tx = self.chain.tx_named(txid)
        if tx is None:
            raise _Unknown
        return tx

    def _at(self, block: Block | None) -> Block:
        if block is None:
            raise _Unknown
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
        raise _Unknown

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
        raise _Unknown


def _output(value_sat: int, script: bytes) -> Any:
    return {"scriptpubkey": script.hex(), "value": value_sat}


@contextmanager
def fake_esplora(chain: FakeChain) -> Iterator[Url]:
    """An explorer."""
    explorer = FakeEsplora(chain)

    class Handler(_Handler):
        def do_GET(self) -> None:
            self.url.asked.append(self.path)
            try:
                told = explorer.get(self.path)
            except _Unknown:
                return self.answer(404, b"Transaction not found")
            if isinstance(told, bytes):
                return self.answer(200, told, "application/octet-stream")
            if isinstance(told, str):
                return self.answer(200, told.encode())
            return self.answer(200, json.dumps(told).encode(), "application/json")

    with _served(Handler) as url:
        yield url


def folder_of(url: Url, folder: Path, network: str = "regtest") -> Path:
    """A data folder with the cookie and the port of that node."""
    inner = {"main": "", "test": "testnet3"}.get(network, network)
    (folder / inner).mkdir(parents=True, exist_ok=True)
    (folder / inner / ".cookie").write_text(url.cookie, encoding="utf-8")
    section = "" if network == "main" else f"[{network}]\n"
    (folder / "bitcoin.conf").write_text(f"{section}rpcport={url.port}\n", encoding="utf-8")
    return folder
