"""The page that `trace` and `script` print: each script of an input, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph, StepRow, Steps
from txexplain.explain.parts.failures import check_line, failure_lines, missing_line, open_facts
from txexplain.explain.parts.kinds import kind_line
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.nothing_more import why_nothing_more
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.proofs import proof_blocks
from txexplain.explain.parts.roles import RunRoles, StepRoles, roles_of
from txexplain.explain.parts.stacks import before_step, element_line, stack_lines, try_rows
from txexplain.explain.parts.verdicts import rules_line
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report
from txexplain.model.rules import Rules
from txexplain.model.script import OP_ELSE, OP_ENDIF, OP_IF, OP_NOTIF
from txexplain.model.signing import SigVersion
from txexplain.model.spend import InputVerdict, Items, Run, Stage, Step, Verdict
from txexplain.texts import Chunk, Line, Texts

SHOWN_CHECKS = 20  # signature checks of one step
UNKNOWN = "unknown"
BRANCH_OPCODES = (OP_IF, OP_NOTIF, OP_ELSE, OP_ENDIF)


def trace_page(
    report: Report,
    spend: InputVerdict,
    rules: Rules,
    height: int | None,
    texts: Texts,
    *,
    show_all: bool = False,
) -> Document:
    """Every stage of the input, and the verdict."""
    title = texts.line("verify", "heading_trace", index=grouped(spend.vin))
    blocks: list[Block] = [Heading((*title, Chunk(" "), Chunk(display_hex(report.tx.txid), "txid")), 1)]
    if len(report.inputs) > 1:
        blocks.append(Paragraph(texts.line("verify", "one_of_inputs", count=grouped(len(report.inputs)))))
    blocks.append(Facts(_head(report, spend, rules, height, texts)))
    roles = roles_of(spend.run, report.inputs[spend.vin], rules)
    blocks += _stages(spend.run, roles, texts, show_all)
    reason = why_nothing_more(report.inputs[spend.vin], spend.run) if Rules.WITNESS in rules else None
    if reason is not None:
        blocks.append(Paragraph(texts.line("verify", f"nothing_more_{reason}")))
    return (*blocks, *_end(spend.run, spend.verdict, texts))


def script_page(run: Run, rules: Rules, texts: Texts, *, show_all: bool = False) -> Document:
    """A script that was run by itself."""
    blocks: list[Block] = [Heading(texts.line("verify", "heading_script"), 1)]
    roles = roles_of(run, None, rules)
    return (*blocks, *_stages(run, roles, texts, show_all), *_end(run, run.verdict, texts))


def _head(report: Report, spend: InputVerdict, rules: Rules, height: int | None, texts: Texts) -> tuple[Fact, ...]:
    item = report.inputs[spend.vin]
    return (
        Fact(texts.plain("verify", "kind"), (kind_line(item, texts),)),
        Fact(texts.plain("verify", "rules"), (rules_line(rules, height, texts),)),
        *open_facts(spend, texts),
    )


def _stages(run: Run, roles: RunRoles, texts: Texts, show_all: bool) -> Iterator[Block]:
    stages = run.stages
    if any(stage.steps for stage in stages):
        yield Paragraph(texts.line("verify", "legend"))
    for number, (stage, named) in enumerate(zip(stages, roles, strict=True), 1):
        role = texts.plain("verify", f"role_{stage.role}")
        yield Heading(texts.line("verify", "heading_stage", number=number, role=role), 2)
        if stage.proof is not None:
            yield from proof_blocks(stage.proof, texts, whole=show_all)
        elif stage.role == "key_path":
            yield Facts((_checks_fact(stage, texts),))
        else:
            yield from _script(stage, named, texts, show_all)


def _checks_fact(stage: Stage, texts: Texts) -> Fact:
    return Fact(texts.plain("verify", "check"), tuple(check_line(check, texts) for check in stage.checks))


def _script(stage: Stage, named: Sequence[StepRoles], texts: Texts, show_all: bool) -> Iterator[Block]:
    if not stage.script.data:
        yield Paragraph(texts.line("verify", "stage_empty"))
        return
    if not stage.steps:
        yield Paragraph(
            texts.line("verify", "stage_no_steps" if stage.version is SigVersion.TAPSCRIPT else "stage_not_run")
        )
        return
    yield Steps(tuple(_rows(stage, named, texts, show_all)))


def _rows(stage: Stage, named: Sequence[StepRoles], texts: Texts, show_all: bool) -> Iterator[StepRow]:
    """The steps, with a row for those left out where the positions jump."""
    expected = 0
    tapscript = stage.version is SigVersion.TAPSCRIPT
    for place, step in enumerate(stage.steps):
        if step.position != expected:
            key = "skipped" if show_all else "skipped_all"
            yield StepRow("", texts.line("verify", key, count=grouped(step.position - expected)), False, ())
        before, depth = before_step(stage, place)
        line = element_line(step, depth, tapscript, texts)
        yield _row(step, line, named[place], *before, texts)
        expected = step.position + 1


def _row(step: Step, line: Line, roles: StepRoles, stack: Items, altstack: Items, texts: Texts) -> StepRow:
    """`stack` and `altstack` are those before the step."""
    stacks = stack_lines(step, roles, stack, altstack, texts) if step.executed else ()
    tries = try_rows(roles.tries, SHOWN_CHECKS, texts)
    return StepRow(
        grouped(step.position), line, step.executed, stacks, tuple(_remarks(step, bool(tries), texts)), tries
    )


def _remarks(step: Step, drawn: bool, texts: Texts) -> Iterator[Line]:
    """What happened besides: checks that are not drawn, branches, and how it ended."""
    if not drawn:
        yield from (check_line(check, texts) for check in step.checks[:SHOWN_CHECKS])
    if len(step.checks) > SHOWN_CHECKS:
        yield texts.line("verify", "more_items", count=grouped(len(step.checks) - SHOWN_CHECKS))
    if not step.executed:
        yield texts.line("verify", "not_executed")
    elif step.instruction.opcode in BRANCH_OPCODES and not step.failure:
        key = "branch_none" if not step.depth else "branch_taken" if step.taken else "branch_not_taken"
        yield texts.line("verify", key, depth=grouped(step.depth))
    if step.failure == UNKNOWN:
        yield (Chunk(texts.plain("verify", "step_unknown"), "unknown"),)
    elif step.failure:
        yield Chunk(texts.plain("verify", "step_fails"), "invalid"), Chunk(step.failure, "invalid")


def _end(run: Run, verdict: Verdict, texts: Texts) -> Iterator[Block]:
    yield Heading(texts.line("verify", "heading_end"), 2)
    lines: list[Line] = [verdict_line(verdict, texts)]
    if run.failure is not None:
        lines += failure_lines(run.failure, texts)
    elif run.missing is not None and verdict is run.verdict:
        lines.append(missing_line(run.missing, texts))
    yield Facts((Fact(texts.plain("verify", "verdict"), tuple(lines)),))
