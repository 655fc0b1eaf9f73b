"""Whether the next block could include a transaction that is in none: by its lock time, by the age of its coins."""

from __future__ import annotations

from txexplain.explain.parts.chain import server_name
from txexplain.explain.parts.numbers import grouped, rough_span, utc
from txexplain.model.chain import Lookup
from txexplain.model.report import InputReport, Report, SpentOutput
from txexplain.model.transaction import SEQUENCE_LOCKTIME_SECONDS
from txexplain.texts import Line, Texts


def locktime_note(key: str, report: Report, lookup: Lookup, texts: Texts) -> Line:
    """Whether the lock time lets the next block include it (Core: IsFinalTx); nothing where that cannot be told."""
    lock_time, told = report.tx.lock_time, {"server": server_name(lookup, texts)}
    if lookup.is_confirmed:
        return ()
    if key == "lock_time_height" and lookup.tip_height is not None:
        told["next"], wait = grouped(lookup.tip_height + 1), lock_time - lookup.tip_height
        if wait <= 0:
            return texts.line("chain", "locktime_over", **told)
        return texts.count("chain", "locktime_waits", wait, **told)
    if key == "lock_time_time" and lookup.tip_median_time is not None:
        told["time"] = utc(lookup.tip_median_time)
        over = lock_time < lookup.tip_median_time
        return texts.line("chain", "locktime_over_time" if over else "locktime_waits_time", **told)
    return ()


def age_note(item: InputReport, lookup: Lookup, texts: Texts) -> Line:
    """Whether the relative lock of an input lets the next block include it (BIP68); nothing where that cannot be
    told: of a coin that is in no block yet, or whose block is not known."""
    coin, told = item.spent_output, {"server": server_name(lookup, texts)}
    if coin is None or lookup.is_confirmed:
        return ()
    wait = _wait(item, coin, lookup)
    if wait is None:
        return ()
    if wait <= 0:
        return texts.line("chain", "age_over", **told)
    if item.sequence_meaning.key == "sequence_blocks":
        return texts.count("chain", "age_waits", wait, **told)
    return texts.line("chain", "age_waits_time", span=rough_span(wait, texts), **told)


def _wait(item: InputReport, coin: SpentOutput, lookup: Lookup) -> int | None:
    """How many blocks or seconds the coin is too young for the next block (Core: CalculateSequenceLocks)."""
    count = int(item.sequence_meaning.facts.get("count", 0))
    if item.sequence_meaning.key == "sequence_blocks" and coin.height is not None and lookup.tip_height is not None:
        return coin.height + count - (lookup.tip_height + 1)
    known = coin.mediantime_before is not None and lookup.tip_median_time is not None
    if item.sequence_meaning.key == "sequence_time" and known:
        return (coin.mediantime_before or 0) + count * SEQUENCE_LOCKTIME_SECONDS - (lookup.tip_median_time or 0)
    return None
