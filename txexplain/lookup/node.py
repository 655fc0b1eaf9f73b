"""A Bitcoin Core node, asked by its JSON-RPC."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from txexplain.lookup import node_outputs
from txexplain.lookup.answers import MOST_NEW_BLOCKS, bytes_in, hash_in, height_in, member, optional, time_in_json
from txexplain.lookup.blocks import Blocks
from txexplain.lookup.mempool import txids_of
from txexplain.lookup.proofs import (
    CheckedBlock,
    Garbage,
    Lie,
    checked_block,
    checked_by_wtxid,
    checked_transaction,
    proven_header,
    time_in,
)
from txexplain.lookup.rpc import Call, Failure, Rpc
from txexplain.model.chain import InBlock, OutputState, Server
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import NETWORKS, Network
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint, Transaction
from txexplain.wire.hashes import hash256

_AT_ONCE, _MOST_BYTES = 100, 100_000_000  # of many transactions: how many a request, how much altogether
_MOST_SEARCHES, _SEARCHES_PER_REQUEST = 8, 2
_MAX_JSON_BYTES = 32_000_000
_MAX_BLOCK_BYTES = 8_100_000  # of hex
_MAX_MEMPOOL_BYTES = 160_000_000
_MOST_OF_A_WTXID = 2  # it has one txid
_HEIGHT_OUT_OF_RANGE = -8  # Core: RPC_INVALID_PARAMETER
_SMALL_BYTES = 100_000  # an answer that is a failure is smaller


class Node:
    """A Source that is a node: `lookup/source.py` says what its methods give."""

    can_find_wtxids = True
    most_transactions = 5_000

    def __init__(self, rpc: Rpc, server: Server) -> None:
        self.rpc, self.server = rpc, server
        self._blocks = Blocks(self._fetched)
        self._ages: tuple[tuple[bytes, bytes], dict[OutPoint, SpentOutput]] | None = None
        self._headers: dict[tuple[bytes, bytes | None], bytes] = {}
        """Of the block that a txid is proven to be in: of that one, or where none was named, of the node's."""

    def __repr__(self) -> str:
        return f"Node({self.server.name!r})"

    def close(self) -> None:
        self.rpc.client.close()

    # The chain

    @cached_property
    def _info(self) -> Any:
        told = self.rpc.result("getblockchaininfo")
        return told if isinstance(told, dict) else {}

    def network(self) -> Network:
        with self.rpc.client.judging("getblockchaininfo", _as_bytes(self._info)):
            chain = member(self._info, "chain", str)
        if chain not in NETWORKS:
            raise self.rpc.client.server_error("server_other_chain")
        return NETWORKS[chain]

    def tip(self) -> tuple[int, int | None]:
        with self.rpc.client.judging("getblockchaininfo", _as_bytes(self._info)):
            median = optional(self._info, "mediantime", int)
            return height_in(self._info.get("blocks")), None if median is None else time_in_json(median)

    def missing_reason(self) -> str:
        if self._info.get("initialblockdownload") is True:
            return "syncing"
        if self._info.get("pruned") is True:
            return "pruned"
        if not isinstance(self._indexes, dict):
            return "unknown"
        if "txindex" not in self._indexes:
            return "no_index"
        return "indexed" if self._has_index else "syncing"

    @cached_property
    def _indexes(self) -> Any:
        return self.rpc.call("getindexinfo", "txindex")

    @property
    def _has_index(self) -> bool:
        """Whether it finds every transaction by its txid."""
        index = self._indexes.get("txindex") if isinstance(self._indexes, dict) else None
        return isinstance(index, dict) and index.get("synced") is True

    def median_times(self, heights: Iterable[int]) -> dict[int, int]:
        wanted = [height for height in dict.fromkeys(heights) if 0 <= height <= self.tip()[0]]
        names = self.rpc.batch([("getblockhash", [height]) for height in wanted])
        with_name = [pair for pair in zip(wanted, names, strict=True) if isinstance(pair[1], str)]
        told = self.rpc.batch([("getblockheader", [name]) for _, name in with_name])
        with self.rpc.client.judging("getblockheader", b""):
            return {
                height: self._median_time(height, header)
                for (height, _), header in zip(with_name, told, strict=True)
                if isinstance(header, dict)
            }

    def _median_time(self, height: int, header: dict[str, Any]) -> int:
        self.rpc.client.check_height(height, height_in(header.get("height")))
        return time_in_json(member(header, "mediantime", int))

    # Blocks

    def block(self, block_hash: bytes) -> bytes | None:
        return self._blocks.raw(block_hash)

    def _fetched(self, block_hash: bytes) -> CheckedBlock | None:
        told = self.rpc.call("getblock", display_hex(block_hash), 0, max_bytes=_MAX_BLOCK_BYTES)
        if isinstance(told, Failure):
            if told.is_unknown:
                return None
            raise self.rpc.error_of(told)
        with self.rpc.client.judging("getblock", b""):
            return checked_block(bytes_in(told), block_hash, self.network())

    def block_hash(self, height: int) -> bytes | None:
        told = self.rpc.call("getblockhash", height)
        if isinstance(told, Failure):
            if told.code == _HEIGHT_OUT_OF_RANGE:
                return None
            raise self.rpc.error_of(told)
        with self.rpc.client.judging("getblockhash", b""):
            return hash_in(told)

    # Transactions

    def transaction(self, txid: bytes, block: bytes | None = None) -> bytes | None:
        if block is None:
            return self.transactions([txid]).get(txid)
        found = self._blocks.transaction(txid, block)
        if found is None:
            return None
        self._headers[txid, block] = found[1]
        return found[0]

    def transactions(self, txids: Iterable[bytes]) -> dict[bytes, bytes]:
        wanted = list(dict.fromkeys(txids))
        found: dict[bytes, bytes] = {}
        missing: list[bytes] = []
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            found |= self._known([("getrawtransaction", [display_hex(txid), 0]) for txid in part], part)
            missing += [txid for txid in part if txid not in found]
            if sum(map(len, found.values())) > _MOST_BYTES:
                break
        if missing and not self._has_index:
            self._proven([(txid, None) for txid in missing[:_MOST_SEARCHES]])
        in_blocks = [txid for txid in missing if (txid, None) in self._headers]
        named = [(display_hex(txid), display_hex(hash256(self._headers[txid, None]))) for txid in in_blocks]
        return found | self._known([("getrawtransaction", [name, 0, block]) for name, block in named], in_blocks)

    def _known(self, calls: Sequence[Call], txids: Sequence[bytes]) -> dict[bytes, bytes]:
        """The transactions that these calls give, one each; without those that the node does not know."""
        found = {}
        for txid, told in zip(txids, self.rpc.batch(calls), strict=True):
            if not self.rpc.is_not_found(told):
                with self.rpc.client.judging("getrawtransaction", _as_bytes(told)):
                    found[txid] = checked_transaction(bytes_in(told), txid).raw
        return found

    def _proven(self, asked: Sequence[tuple[bytes, bytes | None]]) -> dict[bytes, bytes]:
        """The header of the block that each txid is proven to be in: of that block, else of one that the node finds.

        Where none is named it tries all numbers that an output can have (Core: AccessByTxid): that is slow, and finds
        those with an unspent output. Raises ServerError where it has deleted the block that was named.
        """
        calls: list[Call] = [
            ("gettxoutproof", [[display_hex(txid)], *([] if block is None else [display_hex(block)])])
            for txid, block in asked
        ]
        found = {}
        for (txid, block), told in zip(asked, self.rpc.batch(calls, _SEARCHES_PER_REQUEST), strict=True):
            if not self._has_no_proof(told, block):
                with self.rpc.client.judging("gettxoutproof", _as_bytes(told)):
                    found[txid] = self._headers[txid, block] = _header_in(told, txid, block, self.network())
        return found

    def _has_no_proof(self, told: Any, block: bytes | None) -> bool:
        """Whether this says that nothing is known, in that block. Before 29, Core says of a deleted one what it says
        of a broken disk."""
        if isinstance(told, Failure):
            is_deleted = self._info.get("pruned") is True and "from disk" in told.message
            if is_deleted and block is None:
                return True
            if is_deleted or (block is not None and told.is_without_data):
                raise self.rpc.error_of(told, is_deleted=is_deleted)
        return self.rpc.is_not_found(told)

    def by_wtxid(self, wtxid: bytes) -> bytes | None:
        body = self.rpc.raw("getrawmempool", [True], _MAX_MEMPOOL_BYTES)
        for txid in islice(txids_of(wtxid, body), _MOST_OF_A_WTXID):
            raw = self.transaction(txid)
            if raw is not None:
                with self.rpc.client.judging("getrawtransaction", b""):
                    return checked_by_wtxid(raw, wtxid).raw
        if len(body) < _SMALL_BYTES:
            told = self.rpc.read("getrawmempool", body)
            if isinstance(told, Failure):
                raise self.rpc.error_of(told)
        return None

    # Where it is, what became of it

    def where(self, txid: bytes, block: bytes | None = None) -> tuple[InBlock | None, bool]:
        if block is not None or (txid, None) in self._headers:
            header = self._headers.get((txid, block)) or self._proven([(txid, block)]).get(txid)
            return (None if header is None else self._in_block(txid, header)), False
        if not self.rpc.is_not_found(self.rpc.call("getmempoolentry", display_hex(txid))):
            return None, True
        return self._in_some_block(txid), False

    def _in_some_block(self, txid: bytes) -> InBlock | None:
        """The block that the index names, or one that the node finds by a coin."""
        block = self._block_in_index(txid) if self._has_index else None
        if block is None and self._has_index:
            return None
        header = self._proven([(txid, block)]).get(txid)
        if header is None and block is not None:
            raise self.rpc.client.contradiction("not_there", txid=display_hex(txid), block=display_hex(block))
        return None if header is None else self._in_block(txid, header)

    def _block_in_index(self, txid: bytes) -> bytes | None:
        """The block in which the node's index has it."""
        told = self.rpc.call("getrawtransaction", display_hex(txid), 1, max_bytes=_MAX_JSON_BYTES)
        if self.rpc.is_not_found(told):
            return None
        with self.rpc.client.judging("getrawtransaction", b""):
            name = optional(told, "blockhash", str)
            return None if name is None else hash_in(name)

    def _place_in_chain(self, told: Any, txid: bytes, block_hash: bytes) -> tuple[int, int]:
        """The height and the confirmations that the node tells of the block with that hash. Raises Lie or Garbage."""
        if self.rpc.is_not_found(told):
            raise Lie("server_lies_proof", txid)
        if not isinstance(told, dict):
            raise Garbage
        if hash_in(told.get("hash")) != block_hash:
            raise Lie("server_lies_block", block_hash, hash_in(told["hash"]))
        return height_in(told.get("height")), member(told, "confirmations", int)

    def _in_block(self, txid: bytes, header: bytes) -> InBlock:
        """What the node tells of the block with that header, which it must know if it proved something by it."""
        block_hash = hash256(header)
        told = self.rpc.call("getblockheader", display_hex(block_hash))
        with self.rpc.client.judging("getblockheader", b""):
            height, confirmations = self._place_in_chain(told, txid, block_hash)
        confirmations = max(-1, min(confirmations, 1 << 31))
        tip, best = self.tip()[0], height + confirmations - 1
        if confirmations > 0 and (best < tip - MOST_NEW_BLOCKS or self.rpc.is_beyond(best, tip)):
            facts = {"height": height, "confirmations": confirmations, "tip": tip}
            raise self.rpc.client.contradiction("height", **facts)
        return InBlock(block_hash, time_in(header), height, confirmations, proven=True)

    def outputs(self, tx: Transaction) -> tuple[OutputState | None, ...]:
        return node_outputs.states(self.rpc, tx)

    def ages(self, txid: bytes, block: bytes) -> dict[OutPoint, SpentOutput]:
        if self._ages is None or self._ages[0] != (txid, block):
            self._ages = (txid, block), node_outputs.ages(self.rpc, self.tip()[0], txid, block)
        return self._ages[1]

    def coins(self, outpoints: Iterable[OutPoint], txid: bytes, block: bytes | None) -> dict[OutPoint, SpentOutput]:
        if block is None and (txid, None) in self._headers:
            block = hash256(self._headers[txid, None])
        spent = {} if block is None else self.ages(txid, block) or node_outputs.spent_in_block(self.rpc, txid, block)
        return node_outputs.coins(self.rpc, self.tip()[0], outpoints, spent)

    def spent_by_block(self, block: bytes) -> dict[OutPoint, SpentOutput]:
        return node_outputs.spent_by_block(self.rpc, self.tip()[0], block)


def _header_in(told: Any, txid: bytes, block: bytes | None, network: Network) -> bytes:
    """The header in a proof, of that block if one was named. Raises Lie, Garbage."""
    header = proven_header(bytes_in(told), txid, network)
    if block is not None and hash256(header) != block:
        raise Lie("server_lies_block", block, hash256(header))
    return header


def _as_bytes(told: Any) -> bytes:
    """An answer as it is shown where it is wrong."""
    text = told if isinstance(told, str) else json.dumps(told, default=str) if told else ""
    return text[:1_000].encode("utf-8", "replace")
