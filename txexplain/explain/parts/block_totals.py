"""What the transactions of a block add up to, in lines for standard error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.explain.parts.block_checks import check_sentence
from txexplain.explain.parts.numbers import grouped
from txexplain.model.block import Check
from txexplain.model.block_totals import BlockTotals, Rejected
from txexplain.model.transaction import btc
from txexplain.texts import Line, Texts


def total_lines(
    found: BlockTotals, subsidy_sat: int | None, failing: Iterable[Check], texts: Texts, *, asks_for_fees: bool
) -> Iterator[Line]:
    """Fees, the coinbase, what of the spent outputs was of no use, and which checks of the block fail.

    Unless somebody `asks_for_fees` it is not said that they are not known.
    """
    if found.is_whole:
        yield from _amounts(found, subsidy_sat, texts, asks_for_fees)
    if found.unused and found.is_whole:
        yield texts.line("block_totals", "unused", count=grouped(found.unused), told=grouped(found.told))
    for check in failing:
        yield texts.line("block_totals", "check_fails", why=check_sentence(check, texts), code=check.code)


def _amounts(found: BlockTotals, subsidy_sat: int | None, texts: Texts, asks_for_fees: bool) -> Iterator[Line]:
    if found.rejected is not None:
        yield _rejected(found.rejected, texts, is_told=found.is_told)
    if found.unknown and asks_for_fees:
        yield texts.line("block_totals", "fees_unknown", count=grouped(found.unknown))
    elif found.fees_sat is not None and found.transactions > 1:
        amounts = {"spent": found.input_sat, "created": found.output_sat, "fees": found.fees_sat}
        yield texts.line("block_totals", "fees", **{name: btc(sat) for name, sat in amounts.items()})
    if found.coinbase_sat is None or found.fees_sat is None:
        return
    taken, over_sat = btc(found.coinbase_sat), found.over_sat(subsidy_sat)
    if over_sat is None or subsidy_sat is None:
        yield texts.line("block_totals", "coinbase", taken=taken)
        return
    more = "coinbase_more_told" if found.is_told else "coinbase_more"
    key = more if over_sat > 0 else "coinbase_less" if over_sat < 0 else "coinbase_all"
    yield texts.line("block_totals", key, taken=taken, subsidy=btc(subsidy_sat), amount=btc(abs(over_sat)))


def _rejected(found: Rejected, texts: Texts, *, is_told: bool) -> Line:
    """Which transaction nodes reject, unless what was told of its spent outputs is wrong."""
    key = "amount_impossible" if found.over_sat is None else "overspent"
    amount = "" if found.over_sat is None else btc(found.over_sat)
    return texts.line("block_totals", f"{key}_told" if is_told else key, number=found.position, amount=amount)
