"""Places of the scripts and proofs of an input: what runs now, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from txexplain.explain.document import Block, Fact, Facts, Paragraph
from txexplain.explain.parts.failures import check_line
from txexplain.explain.parts.kinds import has_trait
from txexplain.explain.parts.nothing_more import reveals_program_without_rules, why_nothing_more
from txexplain.explain.parts.proofs import proof_blocks
from txexplain.explain.walk.place import SECTION, OfInput, Scene, Telling
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span
from txexplain.model.report import InputReport
from txexplain.model.script import is_witness_program
from txexplain.model.script_code import IN_TRANSACTION
from txexplain.model.signing import SignatureCheck, SigVersion
from txexplain.model.spend import InputVerdict, Stage
from txexplain.texts import Line, Texts


class _Stage(NamedTuple):
    vin: int
    stage: int


class OfStage(OfInput):
    """A place of one of the scripts and proofs of the input."""

    __slots__ = ()
    level = SECTION
    stage: int

    def stage_in(self, story: Story) -> Stage:
        return story.trace(self.vin).run.stages[self.stage]


def absence(stage: Stage, spend: InputVerdict) -> str:
    """Where the script stands, if not in the transaction; nothing where that is in several places."""
    if stage.role in IN_TRANSACTION:
        return "empty"
    if stage.proof is not None:
        return "computed"
    coin = "coin" if spend.assumed is None else "assumed"
    return {"script_pubkey": coin, "witness_key_hash": "implied"}.get(stage.role, "")


class StagePlace(OfStage, _Stage):
    """What runs now, and why; or a proof, hash by hash."""

    __slots__ = ()
    key = "stage"

    def tell(self, telling: Telling) -> Scene:
        stage = self.stage_in(telling.story)
        role = telling.texts.plain("verify", f"role_{stage.role}")
        title = telling.texts.line("verify", "heading_stage", number=self.stage + 1, role=role)
        absent = absence(stage, telling.story.trace(self.vin))
        return Scene(title, tuple(self._blocks(stage, telling)), self.spans_in(telling.story), absent=absent)

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        stage = self.stage_in(story)
        return (stage.script.span,) if stage.role in IN_TRANSACTION and stage.script.data else ()

    def checks_in(self, story: Story) -> tuple[SignatureCheck, ...]:
        """Those that no step makes."""
        stage = self.stage_in(story)
        return () if stage.steps else stage.checks

    def _blocks(self, stage: Stage, telling: Telling) -> Iterator[Block]:
        story, texts, why, *_ = telling
        item = story.input(self.vin)
        assumed = story.trace(self.vin).assumed is not None
        yield Paragraph(texts.line("walk", _stage_key(stage, item)))
        if assumed and stage.role == "script_pubkey":
            yield Paragraph(texts.line("walk", "stage_assumed"))
        if assumed and stage.role == "redeem_script":
            yield Paragraph(texts.line("walk", "stage_hash_assumed"))
        if stage.proof is not None:
            command = f"txexplain trace {story.name} --input {self.vin} --all"
            yield from proof_blocks(stage.proof, texts, whole=why, long_labels=True, assumed=assumed, command=command)
            if (
                why_nothing_more(item, story.trace(self.vin).run) == "leaf_version"
                and stage.role == "taproot_commitment"
            ):
                yield Paragraph(texts.line("verify", "nothing_more_leaf_version"))
        elif stage.role == "key_path":
            lines = [line for each in stage.checks for line in self._check(each, story, texts)]
            yield Facts((Fact(texts.plain("verify", "check"), tuple(lines)),))
        elif not stage.script.data:
            if not item.txin.witness:
                yield Paragraph(texts.line("verify", "stage_empty"))
        elif not stage.steps:
            if stage.version is not SigVersion.TAPSCRIPT:
                yield Paragraph(texts.line("verify", "stage_not_run"))
        elif self.stage == _first_that_runs(story.trace(self.vin)):
            yield Paragraph(texts.line("verify", "legend"))

    def _check(self, check: SignatureCheck, story: Story, texts: Texts) -> tuple[Line, ...]:
        return (check_line(check, texts), *made_for_lines(check, story, self.vin, texts))


def made_for_lines(check: SignatureCheck, story: Story, vin: int, texts: Texts) -> tuple[Line, ...]:
    """What a signature that is not valid was made for, where the input fails and that was looked for."""
    spend = story.verification.inputs[vin]
    if spend.diagnosis is None or check.passes:
        return ()
    from txexplain.explain.parts.diagnosis import signature_lines

    return tuple(signature_lines(check.signature, spend, texts))


def _first_that_runs(spend: InputVerdict) -> int:
    """The number of the first script with steps."""
    return next(number for number, stage in enumerate(spend.run.stages) if stage.steps)


def _stage_key(stage: Stage, item: InputReport) -> str:
    """Which sentence tells why this runs now."""
    if stage.role == "script_sig" and not stage.script.data and item.txin.witness:
        return "stage_empty_segwit"
    if stage.role == "key_path" and len(item.txin.witness) > 1:
        return "stage_key_path_annex"
    kind = item.spent.type.key if item.spent else ""
    if stage.role == "script_pubkey" and item.spent is None and is_witness_program(stage.script.data):
        return "stage_script_pubkey_program"
    if stage.role == "script_pubkey" and has_trait("program", "type", kind):
        without_rules = has_trait("without_rules", "type", kind)
        return "stage_program_without_rules" if without_rules else "stage_script_pubkey_program"
    if stage.version is SigVersion.TAPSCRIPT and not stage.steps:
        return "stage_op_success"
    if stage.role == "redeem_script" and reveals_program_without_rules(item):
        return "stage_redeem_script_without_rules"
    if stage.role == "redeem_script" and has_trait("program_inside", "spend", item.kind.key):
        return "stage_redeem_script_program"
    return f"stage_{stage.role}"
