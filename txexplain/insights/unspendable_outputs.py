"""Outputs that nobody can ever spend, and those that anybody can, by their script alone: every one of them."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, OutputReport, Report
from txexplain.model.script import NONSTANDARD
from txexplain.wire.keys import is_compressed, is_x_coordinate
from txexplain.wire.output_scripts import witness_program
from txexplain.wire.unspendable import Reason, why_unspendable

_ANYBODYS = ("empty_output_script", "taproot_key_with_prefix")  # what anybody can spend


def find(report: Report) -> Iterator[Finding]:
    burnt: list[int] = []
    for index, output in enumerate(report.outputs):
        odd = _oddity(output)
        if output.value_sat and (output.type.key == "nulldata" or (odd and odd[0] not in _ANYBODYS)):
            burnt.append(index)
        if odd is not None:
            key, told = odd
            facts = Facts({"vout": index, "size_bytes": len(output.script.slice.data), **told})
            yield Finding(key, Level.ODD, facts=facts, spans=(output.script.slice.span,))
    if burnt and not report.has_impossible_amount:
        value_sat = sum(report.outputs[each].value_sat for each in burnt)
        facts = Facts(vout=burnt[0], count=len(burnt), value_sat=value_sat)
        if all(report.outputs[each].type.key == "nulldata" for each in burnt):
            facts = Facts(facts, how="data")
        spans = tuple(report.outputs[each].script.slice.span for each in burnt)
        yield Finding("burnt", Level.ODD, facts=facts, spans=spans)
    for index, item in enumerate(report.inputs):
        odd = item.spent and _oddity(item.spent)
        if odd and odd[0] not in _ANYBODYS:
            yield Finding("unspendable_coin", Level.ODD, facts=Facts(vin=index))


def _oddity(output: OutputReport) -> Reason | None:
    """What is odd, and its numbers. Data outputs are not: their type says it."""
    script = output.script.slice.data
    if not script:
        return "empty_output_script", {}
    found = _why_never_spent(output)
    if found is not None:
        return None if output.type.key == "nulldata" else found
    program = witness_program(output.script.slice)
    if program and program.version == 1 and _is_key_with_prefix(program.program.data):
        return "taproot_key_with_prefix", {}
    return None


def _why_never_spent(output: OutputReport) -> Reason | None:
    script = output.script.slice.data
    reason = why_unspendable(script)
    if reason is None and output.type.key == NONSTANDARD:
        from txexplain.opening.closed import why_script_fails  # hardly any transaction has such an output

        fails = why_script_fails(script)
        return None if fails is None else (fails, {})
    return reason


def _is_key_with_prefix(program: bytes) -> bool:
    return is_compressed(program) and is_x_coordinate(program[1:])
