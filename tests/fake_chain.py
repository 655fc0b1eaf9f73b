"""A chain of blocks and a mempool, of Python values: what the node and the explorer of tests answer from.

    chain = FakeChain()                       # regtest; has a genesis block of its own
    parent = chain.add_tx(raw)                # into the mempool; gives the txid (32 bytes, stored order)
    block = chain.mine(raw, raw)              # a block of these after a coinbase; gives its hash (stored order)

`FakeChain(network="main")` says that it is of that network. `chain.mine()` takes transactions out of the mempool;
`chain.coinbase(height)` is the coinbase of that block. `chain.hide(txid)` makes both servers not know it any more.
"""

from __future__ import annotations

from typing import NamedTuple

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
