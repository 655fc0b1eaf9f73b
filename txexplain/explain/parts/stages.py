"""Each script of a run, step by step, each proof, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Block, Fact, Facts, Heading, Paragraph, StepRow, Steps, styled
from txexplain.explain.parts.failures import check_line, failure_lines
from txexplain.explain.parts.marks import verdict_line
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.proofs import proof_blocks
from txexplain.explain.parts.roles import RunRoles, StepRoles
from txexplain.explain.parts.stacks import before_step, element_line, stack_lines, try_rows
from txexplain.model.script import OP_ELSE, OP_ENDIF, OP_IF, OP_NOTIF
from txexplain.model.signing import SigVersion
from txexplain.model.spend import Items, Run, Stage, Step, Verdict
from txexplain.texts import Chunk, Line, Texts

SHOWN_CHECKS = 20  # signature checks of one step
UNKNOWN = "unknown"
BRANCH_OPCODES = (OP_IF, OP_NOTIF, OP_ELSE, OP_ENDIF)


def stage_blocks(
    run: Run, roles: RunRoles, texts: Texts, show_all: bool, *, assumed: bool = False
) -> Iterator[Block]:
    """Each script that ran, step by step, and each proof; `assumed` where the output was worked out from it."""
    stages = run.stages
    if any(stage.steps for stage in stages):
        yield Paragraph(texts.line("verify", "legend"))
    for number, (stage, named) in enumerate(zip(stages, roles, strict=True), 1):
        role = texts.plain("verify", f"role_{stage.role}")
        yield Heading(texts.line("verify", "heading_stage", number=number, role=role), 2)
        if stage.proof is not None:
            yield from proof_blocks(stage.proof, texts, whole=show_all, assumed=assumed)
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
            line = styled(texts.line("verify", key, count=grouped(step.position - expected)), "label")
            yield StepRow("", line, True, ())
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


def ending(run: Run, verdict: Verdict, missing: Line, texts: Texts, condition: Line = ()) -> Iterator[Block]:
    """The verdict, why it fails, or what was `missing`, and on what `condition` that is so."""
    yield Heading(texts.line("verify", "heading_end"), 2)
    lines: list[Line] = [verdict_line(verdict, texts)]
    if run.failure is not None:
        lines += failure_lines(run.failure, texts)
    elif missing:
        lines.append(missing)
    yield Facts((Fact(texts.plain("verify", "verdict"), tuple(lines), condition),))
