"""Whether undo data are those of a block: each output in them looked up in the block that made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from txexplain.block_files.chain import Headers
from txexplain.block_files.reading import FileReader
from txexplain.block_files.transactions import BlockFault, ReadBlock, read_block
from txexplain.block_files.undo import UndoFault, spent_outputs
from txexplain.model.errors import InputError
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint

_MOST_WORK = 2_000  # blocks that are read for all proofs in a folder
_STEPS_AS_A_BLOCK = 10_000  # from a block to the one before, which cost as much as one that is read
_NONE = -1

_Spent = list[tuple[OutPoint, SpentOutput]]


def coins_of(data: bytes, block: ReadBlock) -> list[list[SpentOutput]]:
    """What each transaction but the coinbase of the block spent, by these undo data.

    Raises UndoFault where they cannot be its own: by the numbers of inputs; as a node connects no transaction that
    pays more than it spends; or as an output is another one than the block itself made.
    """
    found = spent_outputs(data, block.inputs)
    for tx, coins in zip(block.spending, found, strict=True):
        if sum(coin.value_sat for coin in coins) < tx.output_sat:
            raise UndoFault
        for start, coin in zip(tx.inputs, coins, strict=True):
            if block.scan.made(tx.spent_txid(start)) and not _is_made(block, tx.outpoint(start), coin):
                raise UndoFault
    return found


def _is_made(block: ReadBlock, outpoint: OutPoint, coin: SpentOutput) -> bool:
    made = block.scan.coin(outpoint)
    return made is not None and (made.value_sat, made.script_pubkey) == (coin.value_sat, coin.script_pubkey)


class Prover:
    """Proves which undo data are whose, as long as that costs no more than some thousand blocks to read."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers
        self._left = _MOST_WORK

    def proves(self, number: int, block: ReadBlock, coins: Sequence[Sequence[SpentOutput]]) -> bool | None:
        """Whether that block spends these coins, each made in the block before it that the coin names.

        None where that cannot be found out: blocks are missing, or it costs too much.
        """
        height = self._headers.height(number)
        if height is None:
            return None
        found: bool | None = True
        at, here = number, height
        for wanted, spent in _by_height(block, coins):
            if wanted is None:
                found = None
                continue
            steps = here - wanted
            if steps < 0:
                return False
            at, here = self._before(at, steps), wanted
            holds = self._made_in(at, spent)
            if holds is False:
                return False
            found = found and holds
        return found

    def _before(self, number: int, steps: int) -> int:
        self._left -= steps // _STEPS_AS_A_BLOCK
        for _ in range(steps):
            if number == _NONE:
                break
            number = self._headers.parents[number]
        return number

    def _made_in(self, number: int, spent: _Spent) -> bool | None:
        self._left -= 1
        block = None if number == _NONE or self._left < 0 else stored_block(self._headers, number)
        if block is None:
            return None
        coinbase = block.transactions[0].txid
        for outpoint, coin in spent:
            if not _is_made(block, outpoint, coin) or coin.coinbase != (outpoint.txid == coinbase):
                return False
        return True


def stored_block(headers: Headers, number: int) -> ReadBlock | None:
    """The block, from the first place where it is whole; None where there is none, or it can no longer be read."""
    folder = headers.folder
    first = (headers.files[number], headers.offsets[number], headers.sizes[number])
    for file, offset, size in (first, *headers.copies(number)):
        with suppress(InputError, BlockFault), FileReader(folder.blocks_path(file), folder.key) as reader:
            return read_block(reader.read(offset, size))
    return None


def _by_height(block: ReadBlock, coins: Sequence[Sequence[SpentOutput]]) -> list[tuple[int | None, _Spent]]:
    """What is spent, by the height at which it was made, the last first; unknown heights before all."""
    found: dict[int | None, _Spent] = defaultdict(list)
    for tx, spent in zip(block.spending, coins, strict=True):
        for start, coin in zip(tx.inputs, spent, strict=True):
            found[coin.height].append((tx.outpoint(start), coin))
    return sorted(found.items(), key=lambda item: (item[0] is not None, -(item[0] or 0)))
