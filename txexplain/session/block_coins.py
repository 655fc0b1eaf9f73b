"""What all transactions of a block spend: from JSON, or by the word of a server."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from txexplain.model.block import HEADER_SIZE
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.frozen import FrozenDict
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Coin, SpentOutput
from txexplain.model.subject import BlockSubject
from txexplain.model.transaction import OutPoint
from txexplain.recognise import secrets_hidden
from txexplain.session.taken import asked_by
from txexplain.spent_outputs.by_outpoint import coins_by_outpoint
from txexplain.spent_outputs.gathered import together
from txexplain.wire.block_scan import BlockScan
from txexplain.wire.hashes import hash256

if TYPE_CHECKING:
    from txexplain.session.asking import Asking


def with_block_coins(subject: BlockSubject, text: str | None, asking: Asking | None) -> BlockSubject:
    """The block with what is told of the outputs that its transactions spend, beside what is known of them.

    `text` is JSON in which each has its outpoint. Nobody is asked where nothing is missing. Raises InputError, or
    ServerError where who is asked fails.
    """
    coins = dict(subject.coins)
    if text is not None:
        with secrets_hidden(text):
            _add(coins, coins_by_outpoint(text))
    if asking is not None and _is_one_missing(subject.raw, coins):
        _add(coins, _asked(subject, asking))
    return subject._replace(coins=FrozenDict(coins))


def _is_one_missing(raw: bytes, coins: Mapping[OutPoint, Coin]) -> bool:
    """Whether the block spends what it did not make itself, and of which the output is not known."""
    block = BlockScan(raw)
    with suppress(DecodeError):  # which is told when it is read
        for number, tx in enumerate(block.scanned()):
            outpoints = [] if number == 0 and tx.is_coinbase else map(tx.outpoint, tx.inputs)
            if any(not isinstance(block.coin(each) or coins.get(each), SpentOutput) for each in outpoints):
                return True
    return False


def _asked(subject: BlockSubject, asking: Asking) -> Mapping[OutPoint, Coin]:
    """What the server tells, if it can tell of a whole block at once."""
    from txexplain.lookup.source import SourceOfBlocks
    from txexplain.session.lookup import is_left_alone

    with asked_by(asking):
        if is_left_alone(subject, asking) or not isinstance(asking.source, SourceOfBlocks):
            return {}
        return asking.source.spent_by_block(hash256(subject.raw[:HEADER_SIZE]))


def _add(coins: dict[OutPoint, Coin], told: Mapping[OutPoint, Coin]) -> None:
    """Raises InputError where other things were told of one before."""
    for outpoint, coin in told.items():
        before = coins.get(outpoint)
        both = coin if before is None else together(before, coin)
        if both is None:
            place = f"{display_hex(outpoint.txid)}:{outpoint.vout}"
            raise InputError("outpoint_told_twice", place=place)
        coins[outpoint] = both
