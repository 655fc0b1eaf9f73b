"""The pictures of a transaction, a PSBT or a Merkle proof: which one is asked for, and what it is drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.errors import InputError
from txexplain.session.psbt import PsbtSession
from txexplain.session.transaction import KEPT_STEPS, Session
from txexplain.session.views import Choices, labelled

if TYPE_CHECKING:
    from txexplain.explain.document import StepRow
    from txexplain.model.block import MerkleProof
    from txexplain.model.signing import Proof
    from txexplain.model.spend import Stage
    from txexplain.pictures import Drawing
    from txexplain.texts import Line, Texts

PLAIN = ("flow", "bytes", "tree")
NAMES = (*PLAIN[:2], "stack:INPUT.STEP", *PLAIN[2:], "tree:INPUT")
SHOWN_COINS = 20  # of each side of the money
_STACK = re.compile(r"stack:0*([0-9]{1,18})\.(?:0*([0-9]{1,18})\.)?0*([0-9]{1,18})")
_TREE = re.compile(r"tree:0*([0-9]{1,18})")


class Wanted(NamedTuple):
    """A picture that is asked for: of a tree by its input, if any; of a stack by its step.

    With a `stage` those are the numbers that `trace` shows; without one the steps are counted through all scripts.
    """

    kind: str
    vin: int | None = None
    stage: int | None = None
    step: int = 0


def wanted(name: str) -> Wanted:
    """The picture of that name, in letters of any case. Raises InputError where there is none."""
    name = name.casefold()
    if found := _STACK.fullmatch(name):
        vin, stage, step = found.groups()
        return Wanted("stack", int(vin), None if stage is None else int(stage), int(step))
    if found := _TREE.fullmatch(name):
        return Wanted("tree", int(found[1]))
    if name in PLAIN:
        return Wanted(name)
    if name.partition(":")[0] == "stack":
        raise InputError("bad_stack_picture", name=name[:40])
    raise InputError("unknown_picture", name=name[:40], near=", ".join(NAMES))


def picture(session: Session | PsbtSession, asked: Wanted, texts: Texts) -> Drawing:
    """The picture of the transaction. Raises InputError where it has no such input or step, or no tree."""
    draw = {"flow": _flow, "bytes": _bytes, "tree": _tree, "stack": _stack}[asked.kind]
    return draw(session, asked, texts)


def proof_picture(proof: MerkleProof, texts: Texts) -> Drawing:
    """The tree from a transaction to the Merkle root. Raises InputError for a block of one."""
    from txexplain.explain.parts.trees import merkle_tree
    from txexplain.pictures import tree_drawing

    if not proof.path:
        raise InputError("no_tree_of_one")
    return tree_drawing(merkle_tree(proof, texts), texts)


def _flow(session: Session | PsbtSession, asked: Wanted, texts: Texts) -> Drawing:
    from txexplain.explain.parts.flow import flow
    from txexplain.explain.parts.numbers import shortened
    from txexplain.pictures import flow_drawing

    return flow_drawing(flow(session.report, texts, most=SHOWN_COINS), texts, txid=shortened(session.txid))


def _bytes(session: Session | PsbtSession, asked: Wanted, texts: Texts) -> Drawing:
    from txexplain.explain.parts.byte_rows import byte_rows
    from txexplain.pictures import bytes_drawing

    return bytes_drawing(byte_rows(labelled(session, Choices()), session.raw, texts), texts)


def _tree(session: Session | PsbtSession, asked: Wanted, texts: Texts) -> Drawing:
    from txexplain.explain.parts.trees import taproot_tree
    from txexplain.pictures import tree_drawing

    if asked.vin is not None:
        session.check_input(asked.vin)
    signed = _signed(session)
    for proof in _taproot_proofs(signed, asked.vin) if signed else ():
        tree = taproot_tree(proof, texts)
        if tree is not None:
            return tree_drawing(tree, texts)
    if asked.vin is not None:
        raise InputError("no_tree_of_input", vin=asked.vin)
    raise InputError("no_tree")


def _taproot_proofs(session: Session, only: int | None) -> Iterator[Proof]:
    for vin, item in enumerate(session.report.inputs):
        if item.kind.key == "p2tr-script" and only in (None, vin):
            stages = session.trace(vin, keep_steps=0).run.stages
            yield from (stage.proof for stage in stages if stage.proof and stage.proof.key == "taproot_commitment")


def _signed(session: Session | PsbtSession) -> Session | None:
    """The transaction with its signatures; of a PSBT with those of the inputs that are finished, if there are any."""
    return session.extracted if isinstance(session, PsbtSession) else session


def _stack(session: Session | PsbtSession, asked: Wanted, texts: Texts) -> Drawing:
    from txexplain.pictures import stack_drawing

    vin = asked.vin or 0
    session.check_input(vin)
    signed = _signed(session)
    if signed is None:
        raise InputError("no_step", vin=vin)
    row, title = _step_row(signed, vin, asked, texts)
    return stack_drawing(row, texts, heading=title)


def _step_row(session: Session, vin: int, asked: Wanted, texts: Texts) -> tuple[StepRow, Line]:
    """The step as the walkthrough tells it, and its title."""
    from txexplain.explain.document import Steps
    from txexplain.explain.walk.place import Telling
    from txexplain.explain.walk.step_places import StepPlace

    story = session.story(KEPT_STEPS)
    number, place = _place_of(story.trace(vin).run.stages, vin, asked)
    scene = StepPlace(vin, number, place).tell(Telling(story, texts, short=True))
    row = next(block.rows[0] for block in scene.blocks if isinstance(block, Steps))
    executed = story.trace(vin).run.stages[number].steps[place].executed
    return row._replace(executed=executed), scene.title


def _place_of(stages: Sequence[Stage], vin: int, asked: Wanted) -> tuple[int, int]:
    """Which stage, and which of its steps that are kept."""
    counts = [len(stage.steps) + stage.skipped for stage in stages]
    if not any(counts):
        raise InputError("no_step", vin=vin)
    stage, step = _counted(counts, vin, asked)
    places = {each.position: place for place, each in enumerate(stages[stage].steps)}
    if step not in places:
        raise InputError("step_not_kept", vin=vin, stage=stage + 1, step=step, kept=KEPT_STEPS)
    return stage, places[step]


def _counted(counts: Sequence[int], vin: int, asked: Wanted) -> tuple[int, int]:
    """The stage, from 0, and the step in it: `trace` counts stages from 1, and steps anew in each."""
    if asked.stage is None:
        step = asked.step
        for stage, count in enumerate(counts):
            if step < count:
                return stage, step
            step -= count
        raise InputError("no_such_step", vin=vin, step=asked.step, last=sum(counts) - 1)
    if not 1 <= asked.stage <= len(counts):
        raise InputError("no_such_stage", vin=vin, stage=asked.stage, count=len(counts))
    if asked.step >= counts[asked.stage - 1]:
        raise InputError(
            "no_such_step_of_stage", vin=vin, stage=asked.stage, step=asked.step, count=counts[asked.stage - 1]
        )
    return asked.stage - 1, asked.step
