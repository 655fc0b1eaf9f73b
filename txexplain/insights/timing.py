"""When it may be mined and replaced: lock time (Core: IsFinalTx), sequences (BIP68), signals (BIP125, BIP431)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, Match, Report
from txexplain.model.transaction import (
    GENESIS_TIME,
    LOCK_TIME_THRESHOLD,
    MAX_LOCK_TIME,
    SEQUENCE_FINAL,
    SEQUENCE_LOCKTIME_DISABLE_FLAG,
    SEQUENCE_LOCKTIME_MASK,
    SEQUENCE_LOCKTIME_TYPE_FLAG,
    TRUC_VERSION,
    Transaction,
    TxIn,
)

MAX_BIP125_RBF_SEQUENCE = SEQUENCE_FINAL - 2
_FINAL = Match("sequence_final")


def find(report: Report) -> Iterator[Finding]:
    """What the lock time means, and whether replacement is signalled, which a coinbase does not do."""
    tx = report.tx
    key = _lock_time_key(tx)
    yield Finding(key, Level.FACT, facts=Facts(lock_time=tx.lock_time))
    if key == "lock_time_never":
        yield Finding("never_final", Level.ODD, facts=Facts(lock_time=tx.lock_time))
    if tx.is_coinbase or not tx.inputs:
        return
    signalling = [index for index, txin in enumerate(tx.inputs) if txin.sequence <= MAX_BIP125_RBF_SEQUENCE]
    if signalling:
        yield Finding("replaceable", Level.FACT, facts=Facts(count=len(signalling), vin=signalling[0]))
    elif tx.version == TRUC_VERSION:  # whatever its sequences
        yield Finding("replaceable_version", Level.FACT)
    else:
        yield Finding("not_replaceable", Level.FACT)


def _lock_time_key(tx: Transaction) -> str:
    if tx.lock_time == 0:
        return "lock_time_none"
    if not tx.inputs:
        return "lock_time_no_inputs"
    is_height = tx.lock_time < LOCK_TIME_THRESHOLD
    if all(txin.sequence == SEQUENCE_FINAL for txin in tx.inputs):
        return "lock_time_ignored_height" if is_height else "lock_time_ignored_time"
    if is_height:
        return "lock_time_height"
    if tx.lock_time == MAX_LOCK_TIME:  # a median time would have to be later, and block times have 32 bits
        return "lock_time_never"
    return "lock_time_time" if tx.lock_time >= GENESIS_TIME else "lock_time_past"


def sequence_meaning(tx: Transaction, txin: TxIn) -> Match:
    """What the sequence of an input says: its key, and for a relative lock how many of which unit."""
    sequence = txin.sequence
    if tx.is_coinbase:
        return Match("sequence_coinbase")
    if sequence == SEQUENCE_FINAL:
        return _FINAL
    if sequence > MAX_BIP125_RBF_SEQUENCE:
        return Match("sequence_lock_time_only")
    if sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG:
        return Match("sequence_replaceable")
    if tx.version < 2:
        return Match("sequence_version_1")
    count = sequence & SEQUENCE_LOCKTIME_MASK
    if count == 0:
        return Match("sequence_no_wait")
    key = "sequence_time" if sequence & SEQUENCE_LOCKTIME_TYPE_FLAG else "sequence_blocks"
    return Match(key, (), Facts(count=count))
