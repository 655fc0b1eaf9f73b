"""Whether the next block can have it: lock time, relative locks, coinbases (Core: PreChecks, CheckTxInputs).

All are about the block after the tip; times are compared with the median time of the tip (BIP113).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from txexplain.model.policy import PolicyReason, Wait
from txexplain.model.report import Facts, InputReport, SpentOutput
from txexplain.model.transaction import (
    COINBASE_MATURITY,
    GENESIS_TIME,
    LOCK_TIME_THRESHOLD,
    MAX_LOCK_TIME,
    SEQUENCE_FINAL,
    SEQUENCE_LOCKTIME_DISABLE_FLAG,
    SEQUENCE_LOCKTIME_MASK,
    SEQUENCE_LOCKTIME_SECONDS,
    SEQUENCE_LOCKTIME_TYPE_FLAG,
    Transaction,
)
from txexplain.policy.view import View

TIP, COIN_HEIGHTS = "tip", "coin_heights"
_OF_TIP = {"tip", "median_time"}


class RelativeLock(NamedTuple):
    """How long an input waits after its coin was made (BIP68): in blocks, or in seconds."""

    vin: int
    coin: SpentOutput | None
    is_time: bool
    wait: int


def non_final(view: View) -> Iterator[PolicyReason]:
    """A lock time that the next block does not reach (Core: IsFinalTx)."""
    tx, tip = view.report.tx, view.tip
    lock = tx.lock_time
    if not _lock_time_counts(tx):
        return
    facts = {"lock_time": lock}
    if lock == MAX_LOCK_TIME:
        yield PolicyReason("non-final", rule="non_final_never", since="0.8", facts=Facts(facts))
    elif tip and lock < LOCK_TIME_THRESHOLD:
        if lock > tip.height:
            facts["tip_height"] = tip.height
            yield PolicyReason("non-final", rule="non_final_height", since="0.8", facts=Facts(facts))
    elif tip and tip.median_time is not None and lock >= tip.median_time:
        facts["median_time"] = tip.median_time
        yield PolicyReason("non-final", rule="non_final_time", since="0.8", facts=Facts(facts))


def non_bip68_final(view: View) -> Iterator[PolicyReason]:
    """A relative lock that the next block does not reach (Core: SequenceLocks)."""
    for lock in relative_locks(view):
        reason = _of_time(view, lock) if lock.is_time else _of_height(view, lock)
        if reason:
            yield reason


def premature_coinbase(view: View) -> Iterator[PolicyReason]:
    """A coinbase that is spent before 100 blocks."""
    for index, item in enumerate(view.report.inputs):
        height = _coinbase_height(item)
        if height is None or view.tip is None or _is_above(view, item.spent_output):
            continue
        depth = view.tip.height + 1 - height
        if depth < COINBASE_MATURITY:
            facts = Facts(coin_height=height, depth=depth, from_height=height + COINBASE_MATURITY)
            detail = f"tried to spend coinbase at depth {depth}"
            name = "bad-txns-premature-spend-of-coinbase"
            yield PolicyReason(name, detail, "premature_coinbase", "input", index, "", facts)


def waits(view: View) -> Iterator[Wait]:
    """What is not known to be over, and what would have to be known of the tip and of the coins to settle it."""
    yield from _waits_above_tip(view)
    yield from _wait_of_lock_time(view)
    yield from _waits_of_locks(view)
    yield from _waits_of_coinbases(view)


def missing(waits: Iterable[Wait]) -> Iterator[str]:
    """Of what something would have to be known, each once."""
    needs = {need for wait in waits for need in wait.needs}
    if needs & _OF_TIP:
        yield TIP
    if needs - _OF_TIP:
        yield COIN_HEIGHTS


def relative_locks(view: View) -> Iterator[RelativeLock]:
    """Those that make an input wait; one of nothing is met by every coin in a block."""
    if view.report.tx.version < 2:
        return
    for index, item in enumerate(view.report.inputs):
        sequence = item.txin.sequence
        count = sequence & SEQUENCE_LOCKTIME_MASK
        if count and not sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG:
            is_time = bool(sequence & SEQUENCE_LOCKTIME_TYPE_FLAG)
            wait = count * SEQUENCE_LOCKTIME_SECONDS if is_time else count
            yield RelativeLock(index, item.spent_output, is_time, wait)


def _of_height(view: View, lock: RelativeLock) -> PolicyReason | None:
    if view.tip is None or lock.coin is None or lock.coin.height is None or _is_above(view, lock.coin):
        return None
    from_height = lock.coin.height + lock.wait
    if from_height <= view.tip.height + 1:
        return None
    facts = Facts(from_height=from_height, tip_height=view.tip.height)
    return PolicyReason("non-BIP68-final", "", "non_bip68_height", "input", lock.vin, "0.12.1", facts)


def _of_time(view: View, lock: RelativeLock) -> PolicyReason | None:
    """`from_time` is what the median time has to be greater than."""
    if view.tip is None or view.tip.median_time is None or lock.coin is None or lock.coin.mediantime_before is None:
        return None
    if _is_above(view, lock.coin):
        return None
    from_time = lock.coin.mediantime_before + lock.wait - 1
    if from_time < view.tip.median_time:
        return None
    facts = Facts(from_time=from_time, median_time=view.tip.median_time)
    return PolicyReason("non-BIP68-final", "", "non_bip68_time", "input", lock.vin, "0.12.1", facts)


def _lock_time_counts(tx: Transaction) -> bool:
    """Whether there is one, and an input lets it count."""
    return tx.lock_time > 0 and any(txin.sequence != SEQUENCE_FINAL for txin in tx.inputs)


def _coinbase_height(item: InputReport) -> int | None:
    coin = item.spent_output
    return coin.height if coin and coin.coinbase else None


def _is_above(view: View, coin: SpentOutput | None) -> bool:
    """Whether the coin is said to be in a block after the newest: then it is not known when it was made."""
    return bool(view.tip and coin and coin.height is not None and coin.height > view.tip.height)


def _waits_above_tip(view: View) -> Iterator[Wait]:
    found: dict[int, list[int]] = {}
    for index, item in enumerate(view.report.inputs):
        coin = item.spent_output
        if coin is not None and coin.height is not None and _is_above(view, coin):
            found.setdefault(coin.height, []).append(index)
    for height, inputs in found.items():
        yield Wait("above_tip", height, tuple(inputs), ("tip", "height"))


def _wait_of_lock_time(view: View) -> Iterator[Wait]:
    lock, tip = view.report.tx.lock_time, view.tip
    if not _lock_time_counts(view.report.tx) or lock == MAX_LOCK_TIME:
        return
    if lock < LOCK_TIME_THRESHOLD and tip is None:
        yield Wait("height", lock, needs=("tip",))
    elif lock >= GENESIS_TIME and (tip is None or tip.median_time is None):  # every median time is later than others
        yield Wait("time", lock, needs=("median_time",))


def _waits_of_locks(view: View) -> Iterator[Wait]:
    """Those that are alike together, in the order of their first inputs."""
    found: dict[tuple[str, int, tuple[str, ...]], list[int]] = {}
    for lock in relative_locks(view):
        needs = tuple(_needs(view, lock))
        if needs:
            found.setdefault(("seconds" if lock.is_time else "blocks", lock.wait, needs), []).append(lock.vin)
    for (kind, wait, needs), inputs in found.items():
        yield Wait(kind, wait, tuple(inputs), needs)


def _needs(view: View, lock: RelativeLock) -> Iterator[str]:
    if lock.is_time:
        if view.tip is None or view.tip.median_time is None:
            yield "median_time"
        if lock.coin is None or lock.coin.mediantime_before is None:
            yield "mediantime_before"
    else:
        if view.tip is None:
            yield "tip"
        if lock.coin is None or lock.coin.height is None:
            yield "height"


def _waits_of_coinbases(view: View) -> Iterator[Wait]:
    found: dict[tuple[str, ...], list[int]] = {}
    for index, item in enumerate(view.report.inputs):
        coin = item.spent_output
        if coin and coin.coinbase:
            needs = (*(() if view.tip else ("tip",)), *(("height",) if coin.height is None else ()))
            if needs:
                found.setdefault(needs, []).append(index)
    for needs, inputs in found.items():
        yield Wait("coinbase", COINBASE_MATURITY, tuple(inputs), needs)
