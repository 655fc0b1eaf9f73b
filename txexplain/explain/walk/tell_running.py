"""Places in a running script: what runs, each step, and what is passed over."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Paragraph, StepRow, Steps
from txexplain.explain.parts.assembly import LOOKED_AHEAD, is_read_as_number
from txexplain.explain.parts.failures import check_line, failure_lines
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.explain.parts.proofs import proof_facts
from txexplain.explain.parts.stacks import before_step, element_line, stack_lines
from txexplain.explain.parts.steps import capture_at, is_lock_asleep, numbers_line, opcode_line, step_line, why_line
from txexplain.explain.walk.story import Place, Scene, Story
from txexplain.model.bytes import Span
from txexplain.model.rules import Rules
from txexplain.model.script import opcode_name
from txexplain.model.signing import SigVersion
from txexplain.model.spend import Stage, Step, Verdict
from txexplain.texts import Chunk, Line, Texts, plain

SHOWN_PASSED = 12  # elements that are passed over together
SHOWN_CHECKS = 6  # signature checks of one step
SHOWN_AROUND = 4  # elements before a step, and after it
IN_TRANSACTION = ("script_sig", "redeem_script", "witness_script", "leaf_script")


def stage_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """What runs now, and why; or a proof, hash by hash."""
    stage = story.stage(place)
    role = texts.plain("verify", f"role_{stage.role}")
    title = texts.line("verify", "heading_stage", number=place.stage + 1, role=role)
    spans = (stage.script.span,) if stage.role in IN_TRANSACTION and stage.script.data else ()
    return Scene(title, tuple(_stage_blocks(stage, place, story, texts, why)), spans, absent=_absent(stage))


def _absent(stage: Stage) -> str:
    """Where the script stands, if not in the transaction."""
    if stage.role in IN_TRANSACTION:
        return "empty"
    return {"script_pubkey": "coin", "witness_key_hash": "implied"}.get(stage.role, "computed")


def _stage_blocks(stage: Stage, place: Place, story: Story, texts: Texts, why: bool) -> Iterator[Block]:
    yield Paragraph(texts.line("walk", _stage_key(stage, place, story)))
    if stage.proof is not None:
        yield Facts(tuple(proof_facts(stage.proof, texts, why)), long_labels=True)
    elif stage.role == "key_path":
        yield Facts((Fact(texts.plain("verify", "check"), tuple(check_line(each, texts) for each in stage.checks)),))
    elif not stage.script.data:
        if not story.input(place.number).txin.witness:
            yield Paragraph(texts.line("verify", "stage_empty"))
    elif not stage.steps:
        if stage.version is not SigVersion.TAPSCRIPT:
            yield Paragraph(texts.line("verify", "stage_not_run"))
    elif (place.number, place.stage) == _first_that_runs(story, place.number):
        yield Paragraph(texts.line("verify", "legend"))


def _first_that_runs(story: Story, vin: int) -> tuple[int, int]:
    """Of the input, the first script with steps."""
    stages = story.trace(vin).run.stages
    return vin, next((number for number, stage in enumerate(stages) if stage.steps), -1)


def _stage_key(stage: Stage, place: Place, story: Story) -> str:
    """Which sentence tells why this runs now."""
    spent, txin = story.input(place.number).spent, story.input(place.number).txin
    if stage.role == "script_sig" and not stage.script.data and txin.witness:
        return "stage_empty_segwit"
    if stage.role == "key_path" and len(txin.witness) > 1:
        return "stage_key_path_annex"
    kind = spent.type.key if spent else ""
    if stage.role == "script_pubkey" and kind in ("anchor", "witness_unknown"):
        return "stage_program_without_rules"
    if stage.role == "script_pubkey" and kind.startswith("witness_"):
        return "stage_script_pubkey_program"
    if stage.version is SigVersion.TAPSCRIPT and not stage.steps:
        return "stage_op_success"
    if stage.role == "redeem_script" and story.input(place.number).kind.key.startswith("p2sh-p2w"):
        return "stage_redeem_script_program"
    return f"stage_{stage.role}"


def step_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    stage = story.stage(place)
    step = stage.steps[place.step]
    row = _step_row(step, stage, place, story, texts, why)
    spans = (step.instruction.span,) if stage.role in IN_TRANSACTION else ()
    around = tuple(_around(stage, place.step, texts))
    return Scene(_step_title(step, stage, texts), (Steps((row,)),), spans, around, _absent(stage))


def _step_title(step: Step, stage: Stage, texts: Texts) -> Line:
    told = {"role": texts.plain("verify", f"role_{stage.role}"), "position": grouped(step.position)}
    if step.instruction.data:
        return texts.count("walk", "title_push", len(step.instruction.data), **told)
    name = opcode_name(step.instruction.opcode, tapscript=stage.version is SigVersion.TAPSCRIPT)
    return texts.line("walk", "title_step", opcode=name, **told)


def _around(stage: Stage, here: int, texts: Texts) -> Iterator[Chunk]:
    """The elements next to the step, and the step itself."""
    tapscript = stage.version is SigVersion.TAPSCRIPT
    first, last = max(0, here - SHOWN_AROUND), min(len(stage.steps), here + SHOWN_AROUND + 1)
    if first:
        yield Chunk("… ", "label")
    for place in range(first, last):
        words = plain(element_line(stage.steps[place], 0, tapscript, texts))
        short = shortened(words, 10, 10)
        yield Chunk(f"[{short}]", "here") if place == here else Chunk(short, "label")
        yield Chunk(" " if place + 1 < last else "")
    if last < len(stage.steps):
        yield Chunk(" …", "label")


def _step_row(step: Step, stage: Stage, place: Place, story: Story, texts: Texts, why: bool) -> StepRow:
    before, depth = before_step(stage, place.step)
    item = story.input(place.number)
    tapscript = stage.version is SigVersion.TAPSCRIPT
    capture = capture_at(step, stage, item)
    remarks: list[Line] = []
    if step.failure:
        remarks += _failed(step, place, story, texts)
    else:
        rules = _rules(story, place)
        asleep = is_lock_asleep(step.instruction.opcode, rules)
        remarks.append(step_line(step, before[0], capture, texts, asleep=asleep, tapscript=tapscript))
        remarks.append(_styled(why_line(step, before[0], stage, item, capture, rules, texts), "why"))
    following = [each.instruction for each in stage.steps[place.step + 1 : place.step + 1 + LOOKED_AHEAD]]
    read_next = capture is None and is_read_as_number(step.instruction, following)
    remarks.append(numbers_line(step, before[0], story.report.tx, place.number, texts, read_next=read_next))
    remarks += _checks(step, texts)
    if len(step.checks) > SHOWN_CHECKS:
        remarks.append(texts.line("verify", "more_items", count=grouped(len(step.checks) - SHOWN_CHECKS)))
    if why and not step.instruction.data:
        remarks.append(_styled(opcode_line(step.instruction.opcode, "more", texts, tapscript=tapscript), "why"))
    stacks = stack_lines(step, *before, texts) if step.executed or step.failure else ()
    line = element_line(step, depth, tapscript, texts)
    return StepRow(grouped(step.position), line, True, stacks, tuple(filter(None, remarks)))


def _checks(step: Step, texts: Texts) -> Iterator[Line]:
    """Each check of a signature; in a multisig one that does not fit goes on to the next key."""
    for place, check in enumerate(step.checks[:SHOWN_CHECKS]):
        if not check.passes and place + 1 < len(step.checks):
            key, signature = shortened(check.public_key.hex()), shortened(check.signature.hex())
            yield texts.line("walk", "next_key", key=key, signature=signature)
        else:
            yield check_line(check, texts)


def _styled(line: Line, style: str) -> Line:
    return tuple(Chunk(chunk.text, chunk.style or style) for chunk in line)


def _rules(story: Story, place: Place) -> Rules:
    """The rules that the steps were run by: all of them, where the input keeps all."""
    spend = story.trace(place.number)
    kept = spend.verdict is Verdict.VALID and spend.today is None and spend.policy is None
    return ~Rules(0) if kept and story.verification.policy_known else story.verification.rules


def _failed(step: Step, place: Place, story: Story, texts: Texts) -> Iterator[Line]:
    """Why the script ends here."""
    failure = story.trace(place.number).run.failure
    if failure is not None and failure.position == step.position and failure.code == step.failure:
        yield (Chunk(texts.plain("verify", "step_fails"), "invalid"), *failure_lines(failure, texts)[0])
    elif failure is None:
        yield (Chunk(texts.plain("verify", "step_unknown"), "unknown"),)


def passed_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    """Elements in a branch that is not taken."""
    stage = story.stage(place)
    steps = stage.steps[place.step : place.step + place.length]
    tapscript = stage.version is SigVersion.TAPSCRIPT
    words: list[Chunk] = []
    for step in steps[:SHOWN_PASSED]:
        words += [Chunk(" ")] if words else []
        words += element_line(step, 0, tapscript, texts)
    if len(steps) > SHOWN_PASSED:
        words += [Chunk(" "), *texts.line("verify", "more_items", count=grouped(len(steps) - SHOWN_PASSED))]
    title = texts.line("walk", "title_passed", role=texts.plain("verify", f"role_{stage.role}"))
    remark = texts.count("walk", "passed", len(steps))
    row = StepRow(grouped(steps[0].position), tuple(words), False, (), (_styled(remark, "why"),))
    spans = (Span(steps[0].instruction.span.start, steps[-1].instruction.span.end),)
    return Scene(title, (Steps((row,)),), spans if stage.role in IN_TRANSACTION else (), absent=_absent(stage))


def skipped_scene(place: Place, story: Story, texts: Texts, why: bool) -> Scene:
    role = texts.plain("verify", f"role_{story.stage(place).role}")
    line = texts.line("verify", "skipped", count=grouped(place.length))
    return Scene(texts.line("walk", "title_passed", role=role), (Steps((StepRow("", line, False, ()),)),))
