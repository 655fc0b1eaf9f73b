"""The transactions of a block as pieces of work: read once, with the coins that are known, in the block's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from txexplain.bulk.block_totals import Totals
from txexplain.bulk.work import Asked, Item
from txexplain.data import Data
from txexplain.model.errors import DecodeError, InputError, TxExplainError
from txexplain.model.frozen import FrozenDict
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import Coin
from txexplain.model.subject import Subject
from txexplain.model.transaction import OutPoint
from txexplain.spent_outputs.gathered import together
from txexplain.wire.block_scan import BlockScan, Scanned

_MOST_AT_ONCE, _BYTES_AT_ONCE = 100, 100_000  # in one piece of work
_NO_COINS: FrozenDict[OutPoint, Coin] = FrozenDict()


_OF_PLACE = ("line", "block", "height", "position")
_OF_BYTES = ("txid", "hash", "version", "size", "vsize", "weight", "locktime", "hex", "schema_version", "network")
_WITHOUT_COINS = frozenset((*_OF_PLACE, *_OF_BYTES, "has_witness", "output_sat", "vout"))
_INPUT_WITHOUT_COIN = frozenset(
    ("txid", "vout", "scriptSig", "txinwitness", "coinbase", "sequence", "sequence_meaning")
)


def needs_coins(asked: Asked) -> bool:
    """Whether an answer can depend on what is spent."""
    if asked.fields is None or asked.view != "decode":
        return True
    return not all(
        path[0] in _WITHOUT_COINS or (path[0] == "vin" and len(path) > 2 and path[2] in _INPUT_WITHOUT_COIN)
        for path in asked.fields.paths
    )


class KnownBlock(NamedTuple):
    """The block that transactions are in: its hash in stored order, its height where that is known.

    `rules_height` is the mainnet block by whose rules they are judged, where that is proven; `told_height` is the
    height that its coinbase or a server states, by which nothing is valid (as in `model.subject.Subject`).
    """

    hash: bytes
    height: int | None = None
    network: Network = MAIN
    rules_height: int | None = None
    told_height: int | None = None

    def members(self, position: int) -> dict[str, Data]:
        """What the answer to transaction number `position` begins with."""
        return {"block": display_hex(self.hash), "height": self.height, "position": position}


class BlockWork(NamedTuple):
    """Transactions of a block, one behind the other, the first of which is number `first` there.

    `coins` has what each of them spends, in input order, None where not known; it may be shorter than `transactions`.
    `line` is the number of the first answer, None where answers have none. `errors` are by the number in the piece:
    what is wrong with what was given for a transaction, or, behind the last one, why no more was read.
    """

    place: KnownBlock
    first: int
    transactions: tuple[bytes, ...]
    coins: tuple[tuple[Coin | None, ...], ...] = ()
    line: int | None = None
    errors: Mapping[int, TxExplainError] = FrozenDict()

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(map(len, self.transactions))

    def items(self) -> Iterator[Item]:
        """The transactions, and the errors in their places."""
        for number, raw in enumerate(self.transactions):
            error = self.errors.get(number)
            subject = None if error else self._subject(number, raw)
            yield Item(self._members(number), subject, error, is_first_of_block=self.first + number == 0)
        yield from self._last(self.errors.get(len(self.transactions)))

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        """This error for each of them."""
        for number in range(len(self.transactions)):
            yield Item(self._members(number), error=error)
        yield from self._last(self.errors.get(len(self.transactions)))

    def _last(self, error: TxExplainError | None) -> Iterator[Item]:
        if error is not None:
            members = self._members(len(self.transactions))
            is_of_block = error.code == "block_trailing_bytes"  # and no transaction that ends too early
            yield Item({**members, "position": None} if is_of_block else members, error=error, is_end=True)

    def _members(self, number: int) -> dict[str, Data]:
        members = self.place.members(self.first + number)
        return members if self.line is None else {"line": self.line + number, **members}

    def _subject(self, number: int, raw: bytes) -> Subject:
        coins = self.coins[number] if number < len(self.coins) else ()
        place = self.place
        return Subject(raw, coins, place.network, height=place.rules_height, told_height=place.told_height)


def works_of(
    raw: bytes,
    place: KnownBlock,
    coins: Mapping[OutPoint, Coin] = _NO_COINS,
    *,
    numbered: bool = False,
    totals: Totals | None = None,
) -> Iterator[BlockWork]:
    """A whole block in pieces: the transactions in order, each with those of the `coins` that it spends.

    What was made earlier in the block is taken from there. Where the block cannot be read to its end, what comes
    before is answered, and then the error in place of the next transaction. With `numbered`, answers have a `line`.
    `totals` counts what has gone by.
    """
    counted = Totals() if totals is None else totals
    piece = _Piece(place, 0, numbered)
    try:
        block = BlockScan(raw)
        for tx in block.scanned():
            piece.add(tx.raw, _counted(tx, block, coins, counted))
            if piece.is_full:
                yield piece.work()
                piece = piece.next()
        counted.end()
    except DecodeError as error:
        piece.errors[len(piece.transactions)] = error
    if piece.transactions or piece.errors:
        yield piece.work()


def _counted(
    tx: Scanned, block: BlockScan, told: Mapping[OutPoint, Coin], totals: Totals
) -> tuple[Coin | None, ...] | InputError:
    """What each input spends; an error where another thing is told of it than the block has."""
    if not told and not any(block.made(tx.spent_txid(start)) for start in tx.inputs):
        totals.add(tx, (), 0)
        return ()
    outpoints = [tx.outpoint(start) for start in tx.inputs]
    of_tx = {outpoint: told[outpoint] for outpoint in outpoints if outpoint in told}
    try:
        coins = tuple(_coin(vin, outpoint, block, of_tx) for vin, outpoint in enumerate(outpoints))
    except InputError as error:
        totals.add(tx, (), len(of_tx))
        return error
    totals.add(tx, coins, len(of_tx))
    return coins


def _coin(vin: int, outpoint: OutPoint, block: BlockScan, told: Mapping[OutPoint, Coin]) -> Coin | None:
    """Raises InputError where what the block has and what is told differ."""
    made, other = block.coin(outpoint), told.get(outpoint)
    if made is None or other is None:
        return made or other
    coin = together(other, made)
    if coin is None:
        place = f"{display_hex(outpoint.txid)}:{outpoint.vout}"
        raise InputError("spent_outputs_differ", vin=vin, place=place)
    return coin


class _Piece:
    """A piece of work as it grows."""

    def __init__(self, place: KnownBlock, first: int, numbered: bool) -> None:
        self.transactions: list[bytes] = []
        self.coins: list[tuple[Coin | None, ...]] = []
        self.errors: dict[int, TxExplainError] = {}
        self._place, self._first, self._numbered = place, first, numbered
        self._size = 0

    def add(self, raw: bytes, coins: Sequence[Coin | None] | InputError) -> None:
        if isinstance(coins, InputError):
            self.errors[len(self.transactions)] = coins
            coins = ()
        self.transactions.append(raw)
        self.coins.append(tuple(coins))
        self._size += len(raw)

    @property
    def is_full(self) -> bool:
        return len(self.transactions) >= _MOST_AT_ONCE or self._size >= _BYTES_AT_ONCE

    def work(self) -> BlockWork:
        line = self._first + 1 if self._numbered else None
        return BlockWork(self._place, self._first, tuple(self.transactions), tuple(self.coins), line, self.errors)

    def next(self) -> _Piece:
        return _Piece(self._place, self._first + len(self.transactions), self._numbered)
