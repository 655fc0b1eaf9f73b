"""Outputs that nobody can ever spend, and those that anybody can, by their script alone."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.report import Facts, Finding, Level, OutputReport, Report
from txexplain.model.script import MAX_SCRIPT_SIZE
from txexplain.wire.keys import is_on_curve, is_x_coordinate
from txexplain.wire.output_scripts import WITNESS_V0_SIZES, witness_program
from txexplain.wire.script import instructions


def find(report: Report) -> Iterator[Finding]:
    """The first output of each kind."""
    seen = set()
    for index, output in enumerate(report.outputs):
        key = _oddity(output)
        if key is not None and key not in seen:
            seen.add(key)
            facts = Facts(vout=index, size_bytes=len(output.script.slice.data))
            yield Finding(key, Level.ODD, facts=facts, spans=(output.script.slice.span,))


def _oddity(output: OutputReport) -> str | None:
    script = output.script
    if not script.slice.data:
        return "empty_output_script"
    if len(script.slice.data) > MAX_SCRIPT_SIZE:
        return "oversized_output_script"
    if any(item.flaw for item in instructions(script.slice.data)):
        return "truncated_push"
    if output.type.key == "pubkey" and not is_on_curve(output.type.captures[0].slice.data):
        return "key_off_curve"
    return _program_oddity(output)


def _program_oddity(output: OutputReport) -> str | None:
    """What is wrong with a witness program (BIP141, BIP341)."""
    found = witness_program(output.script.slice)
    if found is None:
        return None
    program = found.program.data
    if found.version == 0 and len(program) not in WITNESS_V0_SIZES:
        return "witness_v0_wrong_length"
    if not any(program[:-1]) and program[-1] in (0x00, 0x80):
        return "zero_program"  # as the last item on the stack it counts as false (Core: CastToBool)
    if output.type.key == "witness_v1_taproot" and not is_x_coordinate(program):
        return "key_off_curve"
    return None
