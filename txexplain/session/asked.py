"""What a server is asked about one transaction, each thing once: where it is, its coins, its outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import islice

from txexplain.model.block import PAIR_SIZE
from txexplain.model.chain import InBlock, Lookup, OutputState, Unmade
from txexplain.model.errors import InputError, ServerError
from txexplain.model.report import Coin, Facts, SpentOutput
from txexplain.model.subject import Note
from txexplain.model.transaction import SEQUENCE_LOCKTIME_DISABLE_FLAG, OutPoint, Transaction
from txexplain.session.asking import Asking
from txexplain.sources.looked_up import not_in_block
from txexplain.spent_outputs import SpentOutputs
from txexplain.wire.transaction import decode

_MOST_BYTES = 200_000_000  # of earlier transactions
_AT_ONCE = 250  # earlier transactions that are in memory together
_MOST_BYTES_WITH_AGES = 100_000  # of the transaction
_MOST_ON_WORD = 5_000  # coins


class Asked:
    """What one transaction has the server asked, each thing once."""

    def __init__(self, tx: Transaction, asking: Asking, by_id: bool) -> None:
        self._tx, self._source, self._by_id = tx, asking.source, by_id
        self.notes: list[Note] = []
        _ = asking.network  # which is refused first
        self._named_block = asking.block
        self._stale_block: InBlock | None = None
        self._unmade: Unmade | None = None
        self._block, self._in_mempool = self._where(asking)
        if self._block is not None and tx.base_size_bytes == PAIR_SIZE and self._named_block is None:
            self._block = self._block._replace(proven=False)  # a Merkle proof may lead through it (CVE-2017-12842)
        self._wanted = tuple(dict.fromkeys(each.outpoint for each in tx.inputs if not each.outpoint.is_null))
        self._proven = self._from_parents()
        self._stated = self._by_word()

    def _where(self, asking: Asking) -> tuple[InBlock | None, bool]:
        """Raises InputError where it is not in the block that was named."""
        txid, named = self._tx.txid, asking.block
        if named is not None and asking.is_block_named and self._source.transaction(txid, named) is None:
            raise not_in_block(self._source, named, asking.height)
        block, in_mempool = self._source.where(txid, named)
        if named is None:
            return block, in_mempool
        if block is not None and asking.is_block_named:
            asking.check_height(block)
        if block is not None and not block.is_stale:
            return block, in_mempool
        return self._where_besides(block)

    def _where_besides(self, stale: InBlock | None) -> tuple[InBlock | None, bool]:
        """Where it is too, which was looked for in a block that is in no chain, or that does not have it."""
        block, in_mempool = self._source.where(self._tx.txid)
        if stale is None:
            return block, in_mempool
        if block is None or block.is_stale:
            block = None
        if block is None and not in_mempool:
            return stale, False
        self._stale_block = stale
        return block, in_mempool

    @property
    def is_known(self) -> bool:
        return self._by_id or self._in_mempool or self._block is not None

    @property
    def _block_hash(self) -> bytes | None:
        return None if self._block is None else self._block.hash

    @cached_property
    def lookup(self) -> Lookup:
        height, median_time = self._source.tip()
        outputs, coins = self._outputs(), tuple(self._proof_of(each.outpoint) for each in self._tx.inputs)
        return Lookup(
            *(self._source.server, self.is_known, self._in_mempool, self._block),
            *(outputs, coins, height, median_time),
            block_named=self._is_in_named_block,
            stale_block=self._stale_block,
            unmade=self._unmade,
            missing="" if self.is_known else self._source.missing_reason(),
        )

    @property
    def _is_in_named_block(self) -> bool:
        return self._block is not None and self._block.hash == self._named_block

    def with_witness(self, raw: bytes | None, *, by_wtxid: bool) -> Lookup:
        """The lookup with how much of the witness is proven; `raw` are the bytes that were given.

        What came from a named block was taken out of it, and that was checked as a whole.
        """
        if raw is None:
            proven = self._is_in_named_block or (by_wtxid and self._in_mempool)
            return self.lookup._replace(witness_proven=proven)
        theirs = self._theirs if self.is_known else None
        if theirs is None:
            return self.lookup._replace(given_witness="open")
        if theirs != raw:
            self.notes.append(Note("other_witness", Facts(server=self._source.server.name)))
        lookup = self.lookup._replace(given_witness="same" if theirs == raw else "other")
        if not self._is_in_named_block:
            return lookup
        return lookup._replace(witness_proven=theirs == raw, witness_differs=theirs != raw)

    @cached_property
    def _theirs(self) -> bytes | None:
        """The bytes that the server has, which may differ in what no txid covers."""
        return self._source.transaction(self._tx.txid, self._named_block if self._is_in_named_block else None)

    def coins_beside(self, known: Sequence[Coin | None], proven: Set[int]) -> tuple[Coin | None, ...]:
        """All that is known together of the coins, `proven` those of some inputs by whole earlier transactions.

        Raises InputError where the server tells something else, ServerError where that cannot be true.
        """
        told = SpentOutputs(self._tx, known)
        try:
            told.add([self._coin(each.outpoint) for each in self._tx.inputs])
        except InputError as error:
            vin = int(error.facts["vin"])
            if vin in proven:
                raise ServerError("server_lies_coin", server=self._source.server.name, vin=vin) from error
            why = self._proof_of(self._tx.inputs[vin].outpoint) or ""
            raise InputError("server_coin_differs", vin=vin, server=self._source.server.name, why=why) from error
        return told.coins

    def _coin(self, outpoint: OutPoint) -> SpentOutput | None:
        """With its age, where that is told."""
        proven, stated = self._proven.get(outpoint), self._stated.get(outpoint)
        if proven is None or stated is None:
            return proven or stated
        return proven._replace(height=stated.height, mediantime_before=stated.mediantime_before)

    def _proof_of(self, outpoint: OutPoint) -> str | None:
        return "parent" if outpoint in self._proven else "server" if outpoint in self._stated else None

    def _from_parents(self) -> dict[OutPoint, SpentOutput]:
        """The coins that earlier transactions prove, whose ids are theirs."""
        wanted: dict[bytes, list[OutPoint]] = {}
        for outpoint in self._wanted:
            wanted.setdefault(outpoint.txid, []).append(outpoint)
        found: dict[OutPoint, SpentOutput] = {}
        for parent in self._parents(tuple(wanted)):
            for outpoint in wanted.get(parent.txid, ()):
                if outpoint.vout < len(parent.outputs):
                    found[outpoint] = _made_by(parent, outpoint.vout)
                elif self._unmade is None:
                    self._unmade = Unmade(self._number_of(outpoint), outpoint.vout, len(parent.outputs))
        return found

    def _number_of(self, outpoint: OutPoint) -> int:
        """The first input that spends it."""
        return next(number for number, each in enumerate(self._tx.inputs) if each.outpoint == outpoint)

    def _parents(self, txids: Sequence[bytes]) -> Iterator[Transaction]:
        """Those that the server has, some at a time, and of too many or too large ones only the first."""
        left, size, asked = iter(txids[: self._source.most_transactions]), 0, 0
        while chunk := tuple(islice(left, _AT_ONCE)):
            asked += len(chunk)
            for raw in self._source.transactions(chunk).values():
                size += len(raw)
                yield decode(raw)
            if size > _MOST_BYTES:
                break
        if asked < len(txids):
            server = self._source.server.name
            self.notes.append(Note("only_some_parents", Facts(count=asked, total=len(txids), server=server)))

    def _by_word(self) -> dict[OutPoint, SpentOutput]:
        """What the server states: of coins without a proof, of those whose age counts, and of those in a block."""
        asked = [each for each in self._wanted if each not in self._proven or each in self._whose_age_counts]
        told = {} if not asked else self._source.coins(asked[:_MOST_ON_WORD], self._tx.txid, self._block_hash)
        told |= self._ages()
        for outpoint, coin in told.items():
            proven = self._proven.get(outpoint)
            if proven is not None and not _is_same(proven, coin):
                server, vin = self._source.server.name, self._number_of(outpoint)
                raise ServerError("server_contradicts_itself", server=server, vin=vin)
        return self._with_median_times(told)

    def _ages(self) -> dict[OutPoint, SpentOutput]:
        """The coins of a transaction in the chain with their heights, unless that is a long answer."""
        block = self._block
        if block is None or block.is_stale or len(self._tx.raw) > _MOST_BYTES_WITH_AGES:
            return {}
        wanted = set(self._wanted)
        told = self._source.ages(self._tx.txid, block.hash) if wanted else {}
        return {outpoint: coin for outpoint, coin in told.items() if outpoint in wanted}

    def _with_median_times(self, told: dict[OutPoint, SpentOutput]) -> dict[OutPoint, SpentOutput]:
        """With the median time of the block before that of each coin, from which BIP68 counts."""
        heights = {
            outpoint: coin.height - 1
            for outpoint, coin in told.items()
            if coin.height and coin.mediantime_before is None and outpoint in self._whose_age_counts
        }
        times = self._source.median_times(sorted(set(heights.values()))) if heights else {}
        ages = {outpoint: times.get(height) for outpoint, height in heights.items()}
        return {
            outpoint: coin._replace(mediantime_before=ages[outpoint]) if outpoint in ages else coin
            for outpoint, coin in told.items()
        }

    @cached_property
    def _whose_age_counts(self) -> frozenset[OutPoint]:
        """Those with a relative lock (BIP68), and those of a coinbase, which has to mature."""
        locked = {each.outpoint for each in self._tx.inputs if _has_relative_lock(self._tx, each.sequence)}
        young = {outpoint for outpoint, coin in self._proven.items() if coin.coinbase}
        return frozenset(locked | young)

    def _outputs(self) -> tuple[OutputState | None, ...]:
        """None of each that is no coin: of a transaction that is in no block of the chain, and not in the mempool."""
        if not self.is_known:
            return ()
        if not self._in_mempool and (self._block is None or self._block.is_stale):
            return (None,) * len(self._tx.outputs)
        return self._source.outputs(self._tx)


def _made_by(parent: Transaction, vout: int) -> SpentOutput:
    output = parent.outputs[vout]
    return SpentOutput(output.value_sat, output.script_pubkey.data, coinbase=parent.is_coinbase)


def _is_same(proven: SpentOutput, told: SpentOutput) -> bool:
    return proven[:2] == told[:2] and told.coinbase in (None, proven.coinbase)


def _has_relative_lock(tx: Transaction, sequence: int) -> bool:
    return tx.version & 0xFFFFFFFF >= 2 and not sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG
