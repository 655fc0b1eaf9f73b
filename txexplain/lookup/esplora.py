"""An explorer with the API of Esplora (blockstream.info, mempool.space), asked path by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from txexplain.lookup.answers import (
    MOST_NEW_BLOCKS,
    bytes_in,
    hash_in,
    height_in,
    json_in,
    member,
    optional,
    time_in_json,
)
from txexplain.lookup.blocks import Blocks
from txexplain.lookup.esplora_json import GENESIS, output_in, place_in, prevouts_in, state_in, text_in
from txexplain.lookup.http import NO_SUCH_METHOD, Client
from txexplain.lookup.proofs import (
    CheckedBlock,
    Garbage,
    Lie,
    checked_block,
    checked_header,
    checked_transaction,
    proven_header,
    time_in,
)
from txexplain.model.chain import InBlock, OutputState, Server
from txexplain.model.errors import ServerError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import NETWORKS, Network
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint, Transaction
from txexplain.wire.hashes import hash256

_NOT_FOUND = 404
_MAX_TX_BYTES = 8_100_000  # of hex
_MAX_BLOCK_BYTES = 4_100_000
_MAX_JSON_BYTES = 32_000_000  # of a transaction and of what became of its outputs
_MAX_SMALL_BYTES = 100_000
_MAX_TEXT_BYTES = 200
_MAX_PROOF_BYTES = 1_000_000
_MOST_BYTES = 100_000_000  # of many transactions together
_MOST_ONE_BY_ONE = 100  # parents: each is a request, and explorers count them


class Esplora:
    """A Source that is an explorer: `lookup/source.py` says what its methods give."""

    can_find_wtxids = False
    most_transactions = 100  # which needs as many requests

    def __init__(self, client: Client, server: Server) -> None:
        self.client, self.server = client, server
        self._blocks = Blocks(self._fetched)
        self._known: set[bytes] = set()

    def __repr__(self) -> str:
        return f"Esplora({self.server.name!r})"

    def close(self) -> None:
        self.client.close()

    # Asking

    def _get(self, path: str, max_bytes: int) -> bytes | None:
        """The answer, None where there is nothing of that name."""
        answer = self.client.ask(path, max_bytes)
        if answer.status == 200:
            return answer.body
        if answer.status in NO_SUCH_METHOD:
            raise self.client.server_error("server_no_esplora", status=answer.status)
        if answer.status == _NOT_FOUND:
            with self.client.judging(path, answer.body):
                if answer.body.lstrip()[:1] == b"<":
                    raise Garbage
            return None
        raise self.client.refusal(answer.status)

    def _json(self, path: str, max_bytes: int = _MAX_SMALL_BYTES) -> Any:
        """The same, read as JSON."""
        body = self._get(path, max_bytes)
        if body is None:
            return None
        with self.client.judging(path, body):
            return json_in(body)

    def _hash(self, path: str) -> bytes | None:
        body = self._get(path, _MAX_TEXT_BYTES)
        if body is None:
            return None
        with self.client.judging(path, body):
            return hash_in(text_in(body))

    # The chain

    @cached_property
    def _network(self) -> Network:
        genesis = self._hash("/block-height/0")
        if genesis is None:  # every chain has one
            raise self.client.server_error("server_no_esplora", status=_NOT_FOUND)
        name = GENESIS.get(display_hex(genesis))
        if name is None:
            raise self.client.server_error("server_other_chain")
        return NETWORKS[name]

    def network(self) -> Network:
        return self._network

    @cached_property
    def _tip(self) -> tuple[int, int | None]:
        block_hash = self._hash("/blocks/tip/hash")
        told = None if block_hash is None else self._block_json(block_hash)
        with self.client.judging("/blocks/tip/hash", b""):
            if told is None:
                raise Garbage
            return told

    def tip(self) -> tuple[int, int | None]:
        return self._tip

    def _block_json(self, block_hash: bytes) -> tuple[int, int | None] | None:
        """Height and median time of a block, by its word."""
        path = f"/block/{display_hex(block_hash)}"
        told = self._json(path)
        if told is None:
            return None
        with self.client.judging(path, b""):
            median = optional(told, "mediantime", int)
            return height_in(told.get("height")), None if median is None else time_in_json(median)

    def missing_reason(self) -> str:
        return "unknown"

    def median_times(self, heights: Iterable[int]) -> dict[int, int]:
        found = {}
        for height in list(dict.fromkeys(heights))[:_MOST_ONE_BY_ONE]:
            block_hash = self.block_hash(height)
            told = None if block_hash is None else self._block_json(block_hash)
            if told is not None and told[1] is not None:
                self.client.check_height(height, told[0])
                found[height] = told[1]
        return found

    # Blocks

    def block(self, block_hash: bytes) -> bytes | None:
        return self._blocks.raw(block_hash)

    def _fetched(self, block_hash: bytes) -> CheckedBlock | None:
        path = f"/block/{display_hex(block_hash)}/raw"
        raw = self._get(path, _MAX_BLOCK_BYTES)
        if raw is None:
            return None
        with self.client.judging(path, raw):
            return checked_block(raw, block_hash, self.network())

    def block_hash(self, height: int) -> bytes | None:
        return self._hash(f"/block-height/{height}")

    # Transactions

    def transaction(self, txid: bytes, block: bytes | None = None) -> bytes | None:
        if block is None:
            return self._transaction(txid)
        found = self._blocks.transaction(txid, block)
        return None if found is None else found[0]

    def _transaction(self, txid: bytes) -> bytes | None:
        path = f"/tx/{display_hex(txid)}/hex"
        body = self._get(path, _MAX_TX_BYTES)
        if body is None:
            return None
        with self.client.judging(path, body):
            raw = checked_transaction(bytes_in(text_in(body)), txid).raw
        self._known.add(txid)
        return raw

    def by_wtxid(self, wtxid: bytes) -> bytes | None:
        """None: it finds transactions by their txids only."""
        return None

    def transactions(self, txids: Iterable[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for txid in list(dict.fromkeys(txids))[:_MOST_ONE_BY_ONE]:
            try:
                raw = self._transaction(txid)
            except ServerError as error:
                if error.code != "server_busy" or not found:
                    raise
                break  # it has had enough of our requests: what is missing, `coins` tells
            if raw is not None:
                found[txid] = raw
            if sum(map(len, found.values())) > _MOST_BYTES:
                break
        return found

    # Where it is, what became of it

    def where(self, txid: bytes, block: bytes | None = None) -> tuple[InBlock | None, bool]:
        if block is not None:
            return self._in_named_block(txid, block), False
        path = f"/tx/{display_hex(txid)}/status"
        told = self._json(path)
        if told is None:
            return None, False
        with self.client.judging(path, b""):
            place = place_in(told)
        if place is None:  # Esplora says so of every txid, whether it knows it or not
            return None, txid in self._known or self._transaction(txid) is not None
        return self._in_block(txid, *place), False

    def _in_block(self, txid: bytes, block_hash: bytes, height: int) -> InBlock:
        header = self._proven(txid, block_hash)
        proven = header is not None
        if header is None:
            header = self._header(block_hash)
        return InBlock(block_hash, time_in(header), height, self._confirmations(height), proven)

    def _in_named_block(self, txid: bytes, block_hash: bytes) -> InBlock | None:
        """That block, which may be in no chain, if the transaction is in it: the whole of it proves that."""
        found = self._blocks.transaction(txid, block_hash)
        if found is None:
            return None
        path = f"/block/{display_hex(block_hash)}/status"
        told, block = self._json(path), InBlock(block_hash, time_in(found[1]), proven=True)
        if told is None:
            return block
        with self.client.judging(path, b""):
            height = None if optional(told, "height", int) is None else height_in(told["height"])
            is_in_chain = member(told, "in_best_chain", bool)
        if not is_in_chain:
            return block._replace(height=height, confirmations=-1)
        return block._replace(height=height, confirmations=None if height is None else self._confirmations(height))

    def _confirmations(self, height: int) -> int | None:
        """How many blocks there are from that height on; None where its best block is an older one."""
        tip = self.tip()[0]
        if height - tip > MOST_NEW_BLOCKS:
            raise self.client.contradiction("beyond_tip", height=height, tip=tip)
        return tip - height + 1 if height <= tip else None

    def _proven(self, txid: bytes, block_hash: bytes) -> bytes | None:
        """The header to which a Merkle proof leads, None where the server gives none."""
        path = f"/tx/{display_hex(txid)}/merkleblock-proof"
        body = self._get(path, _MAX_PROOF_BYTES)
        if body is None:
            return None
        with self.client.judging(path, body):
            header = proven_header(bytes_in(text_in(body)), txid, self.network())
            if hash256(header) != block_hash:
                raise Lie("server_lies_block", block_hash, hash256(header))
            return header

    def _header(self, block_hash: bytes) -> bytes:
        path = f"/block/{display_hex(block_hash)}/header"
        body = self._get(path, _MAX_TEXT_BYTES) or b""
        with self.client.judging(path, body):
            return checked_header(bytes_in(text_in(body)), block_hash, self.network())

    def outputs(self, tx: Transaction) -> tuple[OutputState | None, ...]:
        path = f"/tx/{display_hex(tx.txid)}/outspends"
        told = self._json(path, _MAX_JSON_BYTES)
        if told is None:
            return (None,) * len(tx.outputs)
        with self.client.judging(path, b""):
            if not isinstance(told, list) or len(told) != len(tx.outputs):
                raise Garbage
            return tuple(state_in(each) for each in told)

    def ages(self, txid: bytes, block: bytes) -> dict[OutPoint, SpentOutput]:
        """Empty: it does not tell them."""
        return {}

    def coins(self, outpoints: Iterable[OutPoint], txid: bytes, block: bytes | None) -> dict[OutPoint, SpentOutput]:
        wanted = {outpoint for outpoint in outpoints if not outpoint.is_null}
        found = {outpoint: coin for outpoint, coin in self._spent_by(txid) if outpoint in wanted} if wanted else {}
        parents = sorted({outpoint.txid for outpoint in wanted if outpoint not in found})[:_MOST_ONE_BY_ONE]
        made = dict(pair for parent in parents for pair in self._made_by(parent))
        return found | {outpoint: made[outpoint] for outpoint in wanted if outpoint in made and outpoint not in found}

    def _spent_by(self, txid: bytes) -> Iterator[tuple[OutPoint, SpentOutput]]:
        path = f"/tx/{display_hex(txid)}"
        told = self._json(path, _MAX_JSON_BYTES)
        if told is not None:
            with self.client.judging(path, b""):
                yield from list(prevouts_in(told))

    def _made_by(self, txid: bytes) -> Iterator[tuple[OutPoint, SpentOutput]]:
        path = f"/tx/{display_hex(txid)}"
        told = self._json(path, _MAX_JSON_BYTES)
        if told is not None:
            with self.client.judging(path, b""):
                made = [output_in(each) for each in member(told, "vout", list)]
            yield from ((OutPoint(txid, vout), output) for vout, output in enumerate(made))
