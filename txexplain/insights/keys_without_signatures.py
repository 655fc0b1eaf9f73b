"""Keys that are no point of the curve, so that no signature can be valid for them: data is often put there."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, Match, Report

_CHECKED = ("multisig", "checksigadd_multisig", "single_key", "pubkey")


def find(report: Report) -> Iterator[Finding]:
    """For each output, and for each script that an input spends or reveals."""
    for index, output in enumerate(report.outputs):
        if output.type.key == "multisig" and not _is_too_few(output.type):
            yield from _found("output_keys_off_curve", output.type, Facts(vout=index))
    for index, item in enumerate(report.inputs):
        if item.spent is not None:
            yield from _found("input_keys_off_curve", item.spent.type, Facts(vin=index), in_transaction=False)
        for inner in item.inner_scripts:
            for match in inner.shapes:
                yield from _found("input_keys_off_curve", match, Facts(vin=index))


def _found(key: str, match: Match, facts: Facts, *, in_transaction: bool = True) -> Iterator[Finding]:
    flawed = [capture for capture in match.captures if capture.flaw]
    if flawed and match.key in _CHECKED:
        told = Facts(facts, count=len(flawed), total=len(match.captures))
        spans = tuple(capture.slice.span for capture in flawed if in_transaction)
        yield Finding(key, Level.ODD, facts=told, spans=spans)


def _is_too_few(match: Match) -> bool:
    """Whether fewer keys are left than must sign, which `unspendable_outputs` tells."""
    left = sum(not capture.flaw for capture in match.captures)
    return left < int(match.facts["required"])
