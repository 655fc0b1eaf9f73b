"""Whether the next block could include a transaction that is in none: by its lock time, by the age of its coins."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.parts.chain import server_name
from txexplain.explain.parts.numbers import grouped, rough_span, utc
from txexplain.model.chain import Lookup
from txexplain.model.report import InputReport, Report, SpentOutput
from txexplain.model.transaction import COINBASE_MATURITY, SEQUENCE_LOCKTIME_SECONDS
from txexplain.texts import Line, Texts


def locktime_note(key: str, report: Report, lookup: Lookup, texts: Texts) -> Line:
    """Whether the lock time lets the next block include it (Core: IsFinalTx); nothing where that cannot be told."""
    lock_time, told = report.tx.lock_time, {"server": server_name(lookup, texts)}
    if lookup.is_confirmed:
        return ()
    early = is_too_early(key, report, lookup)
    if key == "lock_time_height" and lookup.tip_height is not None:
        told["next"] = grouped(lookup.tip_height + 1)
        if not early:
            return texts.line("chain", "locktime_over", **told)
        return texts.count("chain", "locktime_waits", lock_time - lookup.tip_height, **told)
    if key == "lock_time_time" and lookup.tip_median_time is not None:
        told["time"] = utc(lookup.tip_median_time)
        return texts.line("chain", "locktime_waits_time" if early else "locktime_over_time", **told)
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


def waits(report: Report, lookup: Lookup, texts: Texts) -> Iterator[Line]:
    """What keeps the next block from including it, by the server's word; of the ages of coins the longest."""
    if lookup.is_confirmed or report.tx.is_coinbase:
        return
    key = next(finding.key for finding in report.findings if finding.key.startswith("lock_time"))
    if is_too_early(key, report, lookup):
        yield locktime_note(key, report, lookup, texts)
    server = server_name(lookup, texts)
    for kind in ("sequence_blocks", "sequence_time", "immature"):
        wait, vin = max(_waits_of(kind, report, lookup), default=(0, 0))
        if wait > 0 and kind == "sequence_time":
            yield texts.line("chain", "waits_time", server=server, vin=vin, span=rough_span(wait, texts))
        elif wait > 0:
            key = "waits_blocks" if kind == "sequence_blocks" else "immature"
            yield texts.count("chain", key, wait, server=server, vin=vin, needed=COINBASE_MATURITY)


def is_too_early(key: str, report: Report, lookup: Lookup) -> bool:
    """Whether the lock time keeps the next block from including it (Core: IsFinalTx)."""
    lock_time = report.tx.lock_time
    if key == "lock_time_height" and lookup.tip_height is not None:
        return lock_time > lookup.tip_height
    return key == "lock_time_time" and lookup.tip_median_time is not None and lock_time >= lookup.tip_median_time


def _waits_of(kind: str, report: Report, lookup: Lookup) -> Iterator[tuple[int, int]]:
    """How long each input has to wait by that rule, and its number."""
    for vin, item in enumerate(report.inputs):
        coin = item.spent_output
        if coin is None:
            continue
        if kind == item.sequence_meaning.key:
            yield _wait(item, coin, lookup) or 0, vin
        elif kind == "immature" and coin.coinbase and coin.height is not None and lookup.tip_height is not None:
            yield coin.height + COINBASE_MATURITY - (lookup.tip_height + 1), vin


def _wait(item: InputReport, coin: SpentOutput, lookup: Lookup) -> int | None:
    """How many blocks or seconds the coin is too young for the next block (Core: CalculateSequenceLocks)."""
    count = int(item.sequence_meaning.facts.get("count", 0))
    if item.sequence_meaning.key == "sequence_blocks" and coin.height is not None and lookup.tip_height is not None:
        return coin.height + count - (lookup.tip_height + 1)
    known = coin.mediantime_before is not None and lookup.tip_median_time is not None
    if item.sequence_meaning.key == "sequence_time" and known:
        return (coin.mediantime_before or 0) + count * SEQUENCE_LOCKTIME_SECONDS - (lookup.tip_median_time or 0)
    return None
