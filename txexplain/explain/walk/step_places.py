"""Places in a running script: each step, and what is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from txexplain.explain.document import StepRow, Steps, styled
from txexplain.explain.parts.assembly import LOOKED_AHEAD, is_read_as_number
from txexplain.explain.parts.failures import check_line, failure_lines
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.explain.parts.stacks import before_step, element_line, stack_lines, try_rows
from txexplain.explain.parts.steps import (
    capture_at,
    confirmed,
    is_lock_asleep,
    numbers_line,
    opcode_line,
    step_line,
    why_line,
)
from txexplain.explain.walk.place import STEP, Scene, Telling
from txexplain.explain.walk.stage_places import OfStage, absence, made_for_lines
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span
from txexplain.model.script import opcode_name
from txexplain.model.script_code import IN_TRANSACTION
from txexplain.model.signing import SignatureCheck, SigVersion
from txexplain.model.spend import InputVerdict, Items, Stage, Step
from txexplain.texts import Chunk, Line, Texts, plain

SHOWN_PASSED = 12  # elements that are passed over together
SHOWN_CHECKS = 6  # signature checks of one step
SHOWN_AROUND = 4  # elements before a step, and after it


class _Step(NamedTuple):
    vin: int
    stage: int
    step: int


class _Steps(NamedTuple):
    vin: int
    stage: int
    step: int
    length: int


class _Gap(NamedTuple):
    vin: int
    stage: int
    left_out: int


class StepPlace(OfStage, _Step):
    """One element of a script as it runs; `step` counts those that are kept."""

    __slots__ = ()
    key = "step"
    level = STEP

    def tell(self, telling: Telling) -> Scene:
        texts, stage = telling.texts, self.stage_in(telling.story)
        step = stage.steps[self.step]
        spans = self.spans_in(telling.story)
        blocks = (Steps((self._row(stage, telling)._replace(spans=spans),)),)
        around = tuple(_around(stage, self.step, texts))
        absent = absence(stage, telling.story.trace(self.vin))
        return Scene(_step_title(step, stage, texts), blocks, spans, around, absent)

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        stage = self.stage_in(story)
        return (stage.steps[self.step].instruction.span,) if stage.role in IN_TRANSACTION else ()

    def label(self, telling: Telling) -> Line:
        stage = self.stage_in(telling.story)
        step = stage.steps[self.step]
        return (Chunk(_short(step, stage.version is SigVersion.TAPSCRIPT, telling.texts), "opcode"),)

    def checks_in(self, story: Story) -> tuple[SignatureCheck, ...]:
        return self.stage_in(story).steps[self.step].checks

    def _row(self, stage: Stage, telling: Telling) -> StepRow:
        texts, step = telling.texts, stage.steps[self.step]
        before, depth = before_step(stage, self.step)
        line = element_line(step, depth, stage.version is SigVersion.TAPSCRIPT, texts)
        roles = telling.story.roles(self.vin)[self.stage][self.step]
        stacks = stack_lines(step, roles, *before, texts) if step.executed or step.failure else ()
        tries = try_rows(roles.tries, SHOWN_CHECKS, texts)
        remarks = tuple(filter(None, self._remarks(stage, before[0], bool(tries), telling)))
        return StepRow(grouped(step.position), line, True, stacks, remarks, tries)

    def _remarks(self, stage: Stage, before: Items, drawn: bool, telling: Telling) -> Iterator[Line]:
        """What the step does and what for, its numbers, its checks unless `drawn`; empty where there is nothing."""
        story, texts, why, *_ = telling
        step, tapscript = stage.steps[self.step], stage.version is SigVersion.TAPSCRIPT
        opcode, item = step.instruction.opcode, story.input(self.vin)
        capture = confirmed(step, capture_at(step, stage, item), story.trace(self.vin).run.checks)
        if step.failure:
            yield from _failed(step, story.trace(self.vin), texts)
        else:
            rules = story.rules(self.vin)
            asleep = is_lock_asleep(opcode, rules)
            yield step_line(step, before, capture, texts, asleep=asleep, tapscript=tapscript)
            yield styled(why_line(step, before, stage, item, capture, rules, texts), "why")
        neighbours = _unbroken(stage, self.step)
        following = [stage.steps[place].instruction for place in neighbours if place > self.step][:LOOKED_AHEAD]
        read_next = capture is None and is_read_as_number(step.instruction, following)
        yield numbers_line(step, before, story.report.tx, self.vin, texts, read_next=read_next)
        if not (telling.short and len(step.checks) == 1 and step.checks[0].passes):  # as the step says already
            yield from _checks(step, drawn, texts)
            told = (line for check in step.checks for line in made_for_lines(check, story, self.vin, texts))
            yield from islice(dict.fromkeys(told), SHOWN_CHECKS)
        if why and not step.instruction.data:
            yield styled(opcode_line(opcode, "more", texts, tapscript=tapscript), "why")


def _step_title(step: Step, stage: Stage, texts: Texts) -> Line:
    told = {"role": texts.plain("verify", f"role_{stage.role}"), "position": grouped(step.position)}
    if step.instruction.data:
        return texts.count("walk", "title_push", len(step.instruction.data), **told)
    name = opcode_name(step.instruction.opcode, tapscript=stage.version is SigVersion.TAPSCRIPT)
    return texts.line("walk", "title_step", opcode=name, **told)


def _around(stage: Stage, here: int, texts: Texts) -> Iterator[Chunk]:
    """The elements next to the step, and the step itself."""
    tapscript = stage.version is SigVersion.TAPSCRIPT
    unbroken = _unbroken(stage, here)
    first, last = unbroken.start, min(unbroken.stop, here + SHOWN_AROUND + 1)
    if stage.steps[first].position:
        yield Chunk("… ", "label")
    for place in range(first, last):
        short = _short(stage.steps[place], tapscript, texts)
        yield Chunk(f"[{short}]", "here") if place == here else Chunk(short, "label")
        yield Chunk(" " if place + 1 < last else "")
    if last < len(stage.steps):
        yield Chunk(" …", "label")


def _unbroken(stage: Stage, here: int) -> range:
    """The steps near this one as far as none between them is left out."""
    first, last = here, here + 1
    while first > max(0, here - SHOWN_AROUND) and stage.steps[first].before is None:
        first -= 1
    end = min(len(stage.steps), here + 1 + max(SHOWN_AROUND, LOOKED_AHEAD))
    while last < end and stage.steps[last].before is None:
        last += 1
    return range(first, last)


def _short(step: Step, tapscript: bool, texts: Texts) -> str:
    """The element in a few cells, its bytes cut as everywhere."""
    if step.instruction.data:
        return f"<{shortened(step.instruction.data.hex())}>"
    return plain(element_line(step, 0, tapscript, texts))


def _checks(step: Step, drawn: bool, texts: Texts) -> Iterator[Line]:
    """Each check of a signature that is not drawn, and how many more there are."""
    if not drawn:
        yield from (check_line(check, texts) for check in step.checks[:SHOWN_CHECKS])
    if len(step.checks) > SHOWN_CHECKS:
        yield texts.line("verify", "more_items", count=grouped(len(step.checks) - SHOWN_CHECKS))


def _failed(step: Step, spend: InputVerdict, texts: Texts) -> Iterator[Line]:
    """Why the script ends here."""
    failure = spend.run.failure
    if failure is not None and failure.position == step.position and failure.code == step.failure:
        yield (Chunk(texts.plain("verify", "step_fails"), "invalid"), *failure_lines(failure, texts)[0])
    elif failure is None:
        yield (Chunk(texts.plain("verify", "step_unknown"), "unknown"),)


class PassedPlace(OfStage, _Steps):
    """Elements in a branch that is not taken, `length` of them from `step` on."""

    __slots__ = ()
    key = "passed"
    level = STEP

    def tell(self, telling: Telling) -> Scene:
        texts, stage = telling.texts, self.stage_in(telling.story)
        steps = stage.steps[self.step : self.step + self.length]
        title = texts.line("walk", "title_passed", role=texts.plain("verify", f"role_{stage.role}"))
        remark = styled(texts.count("walk", "passed", len(steps)), "why")
        elements = tuple(_elements(steps, stage.version is SigVersion.TAPSCRIPT, texts))
        spans = self.spans_in(telling.story)
        row = StepRow(grouped(steps[0].position), elements, False, (), (remark,), spans=spans)
        return Scene(title, (Steps((row,)),), spans, absent=absence(stage, telling.story.trace(self.vin)))

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        stage = self.stage_in(story)
        if stage.role not in IN_TRANSACTION:
            return ()
        first, last = stage.steps[self.step], stage.steps[self.step + self.length - 1]
        return (Span(first.instruction.span.start, last.instruction.span.end),)


def _elements(steps: Sequence[Step], tapscript: bool, texts: Texts) -> Iterator[Chunk]:
    """The elements in one line, the first ones of many."""
    for place, step in enumerate(steps[:SHOWN_PASSED]):
        if place:
            yield Chunk(" ")
        yield from element_line(step, 0, tapscript, texts)
    if len(steps) > SHOWN_PASSED:
        yield Chunk(" ")
        yield from texts.line("verify", "more_items", count=grouped(len(steps) - SHOWN_PASSED))


class SkippedPlace(OfStage, _Gap):
    """Steps that are not kept, `left_out` of them."""

    __slots__ = ()
    key = "skipped"
    level = STEP

    def tell(self, telling: Telling) -> Scene:
        story, texts = telling.story, telling.texts
        role = texts.plain("verify", f"role_{self.stage_in(story).role}")
        told = {"count": grouped(self.left_out), "name": story.name, "index": grouped(self.vin)}
        row = StepRow("", styled(texts.line("walk", "left_out", **told), "label"), True, ())
        return Scene(texts.line("walk", "title_left_out", role=role), (Steps((row,)),))
