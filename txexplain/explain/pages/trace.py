"""The page that `trace` and `script` print: each script of an input, step by step."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import (
    Block,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    StackItem,
    StackLine,
    StepRow,
    Steps,
    text,
)
from txexplain.explain.pages.verify import rules_line
from txexplain.explain.parts.assembly import instruction_words
from txexplain.explain.parts.failures import check_line, failure_lines, missing_line, verdict_line
from txexplain.explain.parts.kinds import kind_line
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.report import Report
from txexplain.model.rules import Rules
from txexplain.model.script import OP_ELSE, OP_ENDIF, OP_IF, OP_NOTIF
from txexplain.model.signing import Proof, SigVersion
from txexplain.model.spend import InputVerdict, Items, Run, Stage, Step, Verdict
from txexplain.model.transaction import display_hex
from txexplain.texts import Chunk, Line, Texts

SHOWN_ITEMS = 8  # of a stack, from its top
SHOWN_ITEM_BYTES = 10  # a longer item is shortened
SHOWN_CHECKS = 20  # signature checks of one step
SHOWN_VALUES = 12  # of a proof
UNKNOWN = "unknown"
BRANCH_OPCODES = (OP_IF, OP_NOTIF, OP_ELSE, OP_ENDIF)
INDENT, MAX_INDENT = "  ", 8  # of what stands in branches


def stack_line(label: str, items: Items, same: int, mark: str, texts: Texts) -> StackLine:
    """The topmost items of a stack; those above the `same` lowest ones carry the mark."""
    first = max(0, len(items) - SHOWN_ITEMS)
    shown_items = tuple(
        StackItem(item_words(item, texts), mark if place >= same else "")
        for place, item in enumerate(items[first:], first)
    )
    more = texts.line("verify", "more_below", count=grouped(first)) if first else ()
    return StackLine(label, shown_items, more if items else texts.line("verify", "stack_empty"))


def item_words(item: bytes, texts: Texts) -> str:
    if not item:
        return texts.plain("verify", "empty_item")
    return item.hex() if len(item) <= SHOWN_ITEM_BYTES else shortened(item.hex())


def common(before: Items, after: Items) -> int:
    """How many of the lowest items are the same before and after."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        count += 1
    return count


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
    blocks.append(Facts(_head(report, spend, rules, height, texts)))
    return (*blocks, *_stages(spend.run, texts, show_all), *_end(spend.run, spend.verdict, texts))


def script_page(run: Run, texts: Texts, *, show_all: bool = False) -> Document:
    """A script that was run by itself."""
    blocks: list[Block] = [Heading(texts.line("verify", "heading_script"), 1)]
    return (*blocks, *_stages(run, texts, show_all), *_end(run, run.verdict, texts))


def _head(report: Report, spend: InputVerdict, rules: Rules, height: int | None, texts: Texts) -> tuple[Fact, ...]:
    item = report.inputs[spend.vin]
    facts = [
        _fact("kind", kind_line(item, texts), texts),
        Fact(texts.plain("verify", "rules"), (rules_line(rules, height, texts),)),
    ]
    if spend.assumed is not None:
        facts.append(_fact("assumed", texts.line("verify", "assumed_script", script=spend.assumed.hex()), texts))
    if spend.missing is not None:
        facts.append(_fact("missing", missing_line(spend.missing, texts), texts))
    return tuple(facts)


def _fact(key: str, value: Line, texts: Texts) -> Fact:
    return Fact(texts.plain("verify", key), (value,))


def _stages(run: Run, texts: Texts, show_all: bool) -> Iterator[Block]:
    stages = run.stages
    if any(stage.steps for stage in stages):
        yield Paragraph(texts.line("verify", "legend"))
    for number, stage in enumerate(stages, 1):
        role = texts.plain("verify", f"role_{stage.role}")
        yield Heading(texts.line("verify", "heading_stage", number=number, role=role), 2)
        if stage.proof is not None:
            yield Facts(tuple(proof_facts(stage.proof, texts, show_all)))
        elif stage.role == "key_path":
            yield Facts((_checks_fact(stage, texts),))
        else:
            yield from _script(stage, texts, show_all)


def _checks_fact(stage: Stage, texts: Texts) -> Fact:
    return Fact(texts.plain("verify", "check"), tuple(check_line(check, texts) for check in stage.checks))


def _script(stage: Stage, texts: Texts, show_all: bool) -> Iterator[Block]:
    if not stage.script.data:
        yield Paragraph(texts.line("verify", "stage_empty"))
        return
    if not stage.steps:
        yield Paragraph(
            texts.line("verify", "stage_no_steps" if stage.version is SigVersion.TAPSCRIPT else "stage_not_run")
        )
        return
    yield Steps(tuple(_rows(stage, texts, show_all)))


def _rows(stage: Stage, texts: Texts, show_all: bool) -> Iterator[StepRow]:
    """The steps, with a row for those left out where the positions jump."""
    expected = 0
    tapscript = stage.version is SigVersion.TAPSCRIPT
    for place, step in enumerate(stage.steps):
        if step.position != expected:
            key = "skipped" if show_all else "skipped_all"
            yield StepRow("", texts.line("verify", key, count=grouped(step.position - expected)), False, ())
        before, depth = before_step(stage, place)
        yield _row(step, depth, *before, tapscript, texts)
        expected = step.position + 1


def _row(step: Step, depth: int, stack: Items, altstack: Items, tapscript: bool, texts: Texts) -> StepRow:
    """`depth`, `stack` and `altstack` are those before the step."""
    line = element_line(step, depth, tapscript, texts)
    stacks = stack_lines(step, stack, altstack, texts) if step.executed else ()
    return StepRow(grouped(step.position), line, step.executed, stacks, _remarks(step, texts))


def element_line(step: Step, depth: int, tapscript: bool, texts: Texts) -> Line:
    """The script element, indented by the branches it stands in."""
    line = tuple(instruction_words(step.instruction, texts, whole=False, tapscript=tapscript))
    return (Chunk(INDENT * min(depth, MAX_INDENT)), *line) if depth else line


def stack_lines(step: Step, stack: Items, altstack: Items, texts: Texts) -> tuple[StackLine, ...]:
    """The stack before and after the step, with marks where it changes; the alt stack where that does."""
    same = min(step.kept, common(stack, step.stack)) if step.failure else step.kept
    stacks = [
        stack_line(texts.plain("verify", "stack_before"), stack, same, "taken", texts),
        stack_line(texts.plain("verify", "stack_after"), step.stack, same, "put", texts),
    ]
    if step.failure and stack == step.stack:  # it stopped before it took anything
        stacks = [stack_line(texts.plain("verify", "stack_before"), stack, len(stack), "", texts)]
    if altstack != step.altstack:
        kept = common(altstack, step.altstack)
        stacks.append(stack_line(texts.plain("verify", "altstack_after"), step.altstack, kept, "put", texts))
    return tuple(stacks)


def before_step(stage: Stage, place: int) -> tuple[tuple[Items, Items], int]:
    """The stacks before the step that is at `place` among those kept, and how many branches it stands in."""
    step = stage.steps[place]
    closing = step.instruction.opcode in (OP_ELSE, OP_ENDIF)
    if place == 0 and step.position == 0:
        return (stage.before, ()), 0
    before = stage.steps[place - 1]
    if place == 0 or before.position != step.position - 1:  # what was there before is not kept
        return (step.stack, step.altstack), max(0, step.depth - closing)
    return (before.stack, before.altstack), max(0, before.depth - closing)


def _remarks(step: Step, texts: Texts) -> tuple[Line, ...]:
    """What happened besides: checks, branches, and how it ended."""
    lines = [check_line(check, texts) for check in step.checks[:SHOWN_CHECKS]]
    if len(step.checks) > SHOWN_CHECKS:
        lines.append(texts.line("verify", "more_items", count=grouped(len(step.checks) - SHOWN_CHECKS)))
    if not step.executed:
        lines.append(texts.line("verify", "not_executed"))
    elif step.instruction.opcode in BRANCH_OPCODES and not step.failure:
        key = "branch_none" if not step.depth else "branch_taken" if step.taken else "branch_not_taken"
        lines.append(texts.line("verify", key, depth=grouped(step.depth)))
    if step.failure == UNKNOWN:
        lines.append((Chunk(texts.plain("verify", "step_unknown"), "unknown"),))
    elif step.failure:
        fails = (Chunk(texts.plain("verify", "step_fails"), "invalid"), Chunk(step.failure, "invalid"))
        lines.append(fails)
    return tuple(lines)


def proof_facts(proof: Proof, texts: Texts, show_all: bool) -> Iterator[Fact]:
    """The values of the proof, a long path shortened unless `show_all`, and the outcome."""
    values = proof.values
    if len(values) > SHOWN_VALUES and not show_all:
        middle = len(values) - SHOWN_VALUES
        head, tail = values[: SHOWN_VALUES // 2 + 1], values[SHOWN_VALUES // 2 + 1 + middle :]
        yield from (_value(key, value, texts) for key, value in head)
        yield Fact("", (texts.line("verify", "more_values", count=grouped(middle)),))
        values = tail
    yield from (_value(key, value, texts) for key, value in values)
    style = "valid" if proof.holds else "invalid"
    yield Fact(
        "", ((Chunk(texts.plain("verify", f"proof_{proof.key}_{'holds' if proof.holds else 'fails'}"), style),),)
    )


def _value(key: str, value: bytes, texts: Texts) -> Fact:
    note = texts.line("verify", f"note_{key}")
    return Fact(texts.plain("verify", f"proof_{key}"), (text(value.hex(), "data"),), note, general=True)


def _end(run: Run, verdict: Verdict, texts: Texts) -> Iterator[Block]:
    yield Heading(texts.line("verify", "heading_end"), 2)
    lines: list[Line] = [verdict_line(verdict, texts)]
    if run.failure is not None:
        lines += failure_lines(run.failure, texts)
    elif run.missing is not None and verdict is run.verdict:
        lines.append(missing_line(run.missing, texts))
    yield Facts((Fact(texts.plain("verify", "verdict"), tuple(lines)),))
