"""A node's block folder as pieces of work: a few blocks each, read from the files where the work is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from txexplain.block_files.chain import Stored
from txexplain.block_files.folder import Folder
from txexplain.block_files.reading import FileReader
from txexplain.block_files.transactions import BlockFault, ReadBlock, made_within, read_block
from txexplain.block_files.undo import UndoFault
from txexplain.block_files.undo_owners import UndoPlace
from txexplain.block_files.undo_proof import coins_of
from txexplain.bulk.work import Fields, Item
from txexplain.data import Data
from txexplain.model.block import HEADER_SIZE
from txexplain.model.errors import BlockFileError, InputError, TxExplainError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.networks import MAIN
from txexplain.model.report import Coin, SpentOutput
from txexplain.model.rules import height_of_exception
from txexplain.model.subject import Subject
from txexplain.wire.hashes import hash256

_LEAST_SIZE = 60  # bytes of a transaction (Core: MIN_TRANSACTION_WEIGHT, without witness)
Coins = Sequence[Sequence[Coin | None]]
COSTLY = frozenset(("transactions", "weight", "fees_sat"))
"""Members of a block's answer for which its transactions are read."""
BLOCK_MEMBERS = (
    *("hash", "height", "stale", "previous", "time", "transactions", "size", "weight", "fees_sat", "file", "offset"),
    *("undo", "error", "error.code", "error.sentence"),
)
"""What a block's answer can have."""


def block_fields(text: str) -> Fields:
    """The members of a block's answer that are named, with commas between. Raises InputError."""
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if not name:
            raise InputError("empty_field", name="--fields")
        if name not in BLOCK_MEMBERS:
            from txexplain.bulk.field_hints import unknown_member

            raise unknown_member(name, BLOCK_MEMBERS)
    return Fields(tuple(tuple(name.split(".")) for name in dict.fromkeys(names)))


class BlockPlace(NamedTuple):
    """A block in the files, and what is known of it: the number of its file, where it is in that, its undo data.

    `is_proven` says that the height is counted from the network's first block; `stale`, in the answer where it
    `is_asked_stale`, is None of a block that does not descend from the first one of the chain. The answer to a
    transaction has the number of the file where it `is_asked_file`. `copies` are where it is once more.
    """

    file: int
    offset: int
    size: int
    hash: bytes
    transactions: int
    height: int | None
    is_proven: bool
    undo: UndoPlace | None = None
    stale: bool | None = None
    is_asked_stale: bool = False
    is_asked_file: bool = False
    copies: tuple[Stored, ...] = ()

    @property
    def undo_file_name(self) -> str:
        return f"rev{self.file:05}.dat"

    @property
    def file_name(self) -> str:
        return f"blk{self.file:05}.dat"


class FolderWork(NamedTuple):
    """Blocks whose transactions are to be answered, each with the outputs that it spends."""

    folder: Folder
    blocks: tuple[BlockPlace, ...]

    @property
    def size(self) -> int:
        """How much there is to be done, in bytes."""
        return sum(block.size for block in self.blocks)

    def items(self) -> Iterator[Item]:
        """The transactions of each block; one error where a block cannot be read."""
        for block in self.blocks:
            try:
                yield from self._transactions(block)
            except TxExplainError as error:
                yield Item(_members(block, None), error=error)

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        """This error for each transaction of each block."""
        for block in self.blocks:
            for position in range(min(block.transactions, block.size // _LEAST_SIZE)):
                yield Item(_members(block, position), error=error)

    def _transactions(self, block: BlockPlace) -> Iterator[Item]:
        stored, raw, found = _whole_block(self.folder, block)
        coins: Coins
        try:
            coins = _coins(self.folder, block, found)
        except TxExplainError as error:
            yield Item(_members(block, None), error=error)
            coins = ()
        coins = ((), *coins) if coins or not found.spending else made_within(raw)
        for position, (tx, spent) in enumerate(zip(found.transactions, coins, strict=True)):
            subject = _subject(self.folder, block, tx.raw, tuple(spent))
            yield Item(_members(stored, position), subject, is_first_of_block=position == 0)


class BlocksWork(NamedTuple):
    """Blocks of which each is one answer. `costly` says that members are wanted for which it is read whole."""

    folder: Folder
    blocks: tuple[BlockPlace, ...]
    costly: bool = True

    @property
    def size(self) -> int:
        """How much there is to be done, in bytes."""
        return sum(block.size for block in self.blocks)

    def items(self) -> Iterator[Item]:
        """An item without subject for each: its members are the answer."""
        for block in self.blocks:
            try:
                yield Item(_block_members(self.folder, block, self.costly))
            except TxExplainError as error:
                yield Item(_start_of_block(block), error=error)

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        """This error for each block."""
        for block in self.blocks:
            yield Item(_start_of_block(block), error=error)


class CutWork(NamedTuple):
    """Blocks that a file has only the beginning of: an error each."""

    blocks: tuple[tuple[BlockPlace, int], ...]
    whole: bool = False

    @property
    def size(self) -> int:
        """Nothing, as nothing is read."""
        return 0

    def items(self) -> Iterator[Item]:
        """The errors."""
        for block, left in self.blocks:
            error = BlockFileError("block_cut").with_facts(**_place_facts(block), size=block.size, left=left)
            error = error.with_facts(**_claimed(block))
            yield Item(_start_of_block(block) if self.whole else _members(block, None), error=error)

    def lost(self, error: TxExplainError) -> Iterator[Item]:
        """The same: they need no doing."""
        return self.items()


def _members(block: BlockPlace, position: int | None) -> dict[str, Data]:
    found: dict[str, Data] = {"block": display_hex(block.hash), "height": block.height, "position": position}
    if block.is_asked_file:
        found["file"] = block.file
    return {**found, "stale": block.stale} if block.is_asked_stale else found


def _start_of_block(block: BlockPlace) -> dict[str, Data]:
    found: dict[str, Data] = {"hash": display_hex(block.hash), "height": block.height}
    return {**found, "stale": block.stale} if block.is_asked_stale else found


def _subject(folder: Folder, block: BlockPlace, raw: bytes, coins: tuple[Coin | None, ...]) -> Subject:
    """Judged on mainnet by the rules of its height, if that is proven; by what a coinbase states nothing is valid."""
    if folder.network.name != MAIN.name:
        return Subject(raw, coins, folder.network)
    if block.is_proven:
        return Subject(raw, coins, folder.network, height=block.height)
    exception = height_of_exception(block.hash)
    return Subject(raw, coins, folder.network, height=exception, told_height=block.height)


def _place_facts(block: BlockPlace) -> dict[str, int | str]:
    return {"file": block.file_name, "offset": block.offset, "hash": display_hex(block.hash)}


def _damaged(block: BlockPlace) -> BlockFileError:
    return BlockFileError("block_damaged").with_facts(**_place_facts(block), **_claimed(block))


def _claimed(block: BlockPlace) -> dict[str, int | str]:
    """How many transactions it says to have, where it has room for them."""
    is_possible = 0 < block.transactions <= block.size // _LEAST_SIZE
    return {"why": "claims", "count": block.transactions} if is_possible else {}


def _raw_block(folder: Folder, block: BlockPlace) -> bytes:
    """The bytes of the block. Raises InputError, or BlockFileError where another one is there."""
    with FileReader(folder.blocks_path(block.file), folder.key) as reader:
        raw = reader.read(block.offset, block.size)
    if len(raw) != block.size or hash256(raw[:HEADER_SIZE]) != block.hash:
        raise _damaged(block)
    return raw


def _whole_block(folder: Folder, block: BlockPlace) -> tuple[BlockPlace, bytes, ReadBlock]:
    """The first of its copies that is whole, where it is. Raises what is wrong with the first of all."""
    try:
        raw = _raw_block(folder, block)
        return block, raw, _read(raw, block)
    except TxExplainError:
        for file, offset, size in block.copies:
            copy = block._replace(file=file, offset=offset, size=size)
            with suppress(TxExplainError):
                raw = _raw_block(folder, copy)
                return copy, raw, _read(raw, copy)
        raise


def _read(raw: bytes, block: BlockPlace) -> ReadBlock:
    """Its transactions, proven to be those of its header. Raises BlockFileError."""
    try:
        return read_block(raw)
    except BlockFault:
        raise _damaged(block) from None


def _coins(folder: Folder, block: BlockPlace, found: ReadBlock) -> Sequence[Sequence[SpentOutput]]:
    """What each transaction but the coinbase spends; nothing where there are no undo data.

    Raises InputError, or BlockFileError where they do not fit the block.
    """
    if block.undo is None:
        return ()
    with FileReader(folder.undo_path(block.file), folder.key) as reader:
        data = reader.read(block.undo.offset, block.undo.size)
    try:
        return coins_of(data, found)
    except UndoFault:
        facts = _place_facts(block) | {"file": block.undo_file_name, "offset": block.undo.offset}
        raise BlockFileError("undo_differs").with_facts(**facts) from None


def _block_members(folder: Folder, block: BlockPlace, costly: bool) -> dict[str, Data]:
    """The answer that is a block. Raises InputError or BlockFileError."""
    sums: dict[str, Data] = {"size": block.size}
    stored = block
    if costly:
        stored, raw, found = _whole_block(folder, block)
        sums = _sums(folder, block, found) | {"size": stored.size}
    else:
        with FileReader(folder.blocks_path(block.file), folder.key) as reader:
            raw = reader.read(block.offset, HEADER_SIZE)
    header: dict[str, Data] = {"previous": display_hex(raw[4:36]), "time": int.from_bytes(raw[68:72], "little")}
    place: dict[str, Data] = {"file": stored.file, "offset": stored.offset, "undo": block.undo is not None}
    return {**_start_of_block(block), **header, **sums, **place}


def _sums(folder: Folder, block: BlockPlace, found: ReadBlock) -> dict[str, Data]:
    coins = _coins(folder, block, found)
    fees_sat: int | None = None
    if coins or not found.spending:
        spent = sum(coin.value_sat for each in coins for coin in each)
        fees_sat = spent - sum(tx.output_sat for tx in found.spending)
    count = len(found.transactions)
    return {"transactions": count, "size": block.size, "weight": found.weight_wu, "fees_sat": fees_sat}
