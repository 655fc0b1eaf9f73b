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
NAMES = (*PLAIN[:2], "stack:INPUT.STAGE.STEP", *PLAIN[2:], "tree:INPUT")
SHOWN_COINS = 20  # of each side of the money
_STACK = re.compile(r"stack:([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})")
_TREE = re.compile(r"tree:([0-9]{1,9})")


class Wanted(NamedTuple):
    """A picture that is asked for: of a stack by the numbers that `trace` shows, of a tree by its input, if any."""

    kind: str
    vin: int | None = None
    stage: int = 0
    step: int = 0


def wanted(name: str) -> Wanted:
    """The picture of that name. Raises InputError where there is none."""
    if found := _STACK.fullmatch(name):
        return Wanted("stack", *map(int, found.groups()))
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
    """Which stage, which `trace` counts from 1, and which of its steps that are kept."""
    if not any(stage.steps for stage in stages):
        raise InputError("no_step", vin=vin)
    if not 1 <= asked.stage <= len(stages):
        raise InputError("no_such_stage", vin=vin, stage=asked.stage, count=len(stages))
    stage = stages[asked.stage - 1]
    places = {step.position: place for place, step in enumerate(stage.steps)}
    count = len(stage.steps) + stage.skipped
    if asked.step >= count:
        raise InputError("no_such_step", vin=vin, stage=asked.stage, step=asked.step, count=count)
    if asked.step not in places:
        raise InputError("step_not_kept", vin=vin, stage=asked.stage, step=asked.step, kept=KEPT_STEPS)
    return asked.stage - 1, places[asked.step]
