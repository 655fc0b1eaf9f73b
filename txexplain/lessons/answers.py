"""Answers to the questions of the lessons, computed from the transaction; tests hold them to those written there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from txexplain.addresses.addresses import address_of
from txexplain.lessons.answers_space import SPACE_ANSWERS
from txexplain.lessons.blocks import proof_hashes
from txexplain.lessons.psbt_answers import PSBT_ANSWERS
from txexplain.lessons.quiz_answers import QUIZ_ANSWERS
from txexplain.lessons.waiting import WAITING_ANSWERS
from txexplain.model.lesson import Answer
from txexplain.model.networks import NETWORKS
from txexplain.model.rules import CONSENSUS, Rules
from txexplain.model.script import OP_CHECKSEQUENCEVERIFY, script_number
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import InputVerdict, Stage, Step, Verdict
from txexplain.model.subject import judged_by
from txexplain.model.transaction import SEQUENCE_FINAL, SEQUENCE_LOCKTIME_MASK
from txexplain.session.psbt import PsbtSession
from txexplain.session.script import ScriptSession, ScriptSubject
from txexplain.session.transaction import Session

KEPT_STEPS = 500
_MINUTES_A_BLOCK, _MINUTES_A_DAY = 10, 24 * 60
_YES, _NO = "yY", "nN"


def is_yes_or_no(typed: str) -> bool:
    """Whether it is the letter that stands for yes, or for no."""
    return len(typed) == 1 and typed in _YES + _NO


def read_answer(typed: str) -> Answer | None:
    """A number, with or without marks between its digits; y or n for yes and no; None for what is neither."""
    if is_yes_or_no(typed):
        return typed in _YES
    digits = typed.replace(",", "").replace(".", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def answer(name: str, session: Session | PsbtSession, numbers: Sequence[int]) -> Answer:
    """The answer of that name for the transaction, or the PSBT, of the session."""
    return (ANSWERS.get(name) or QUIZ_ANSWERS[name])(session, *numbers)


def _coins_more(session: Session) -> int:
    """How many more coins there are after the transaction than before."""
    return len(session.report.outputs) - len(session.report.inputs)


def _rest_if_paid(session: Session, paid: int) -> int:
    """What would be left for change of the coins that go in, if so much were paid and no fee."""
    return sum(_spent_value(session, vin) for vin in range(len(session.report.inputs))) - paid


def _output_value(session: Session, vout: int) -> int:
    return session.report.outputs[vout].value_sat


def _spent_value(session: Session, vin: int) -> int:
    spent = session.report.inputs[vin].spent
    assert spent is not None
    return spent.value_sat


def _fee(session: Session) -> int:
    assert session.report.fee_sat is not None
    return session.report.fee_sat


def _script_sig_size(session: Session, vin: int) -> int:
    return len(session.report.inputs[vin].script_sig.slice.data)


def _outputs_without_address(session: Session) -> int:
    return sum(item.address is None for item in session.report.outputs)


def _script_is_same_on_testnet(session: Session, vout: int) -> bool:
    """Whether the script is the same where its address, for another network, is another text."""
    item = session.report.outputs[vout]
    other = address_of(item.script.slice.data, NETWORKS["test"])
    return other is not None and other != item.address


def _spend(session: Session, vin: int) -> InputVerdict:
    return session.trace(vin, keep_steps=KEPT_STEPS)


def _stage(session: Session, vin: int, stage: int) -> Stage:
    return _spend(session, vin).run.stages[stage]


def _step(session: Session, vin: int, stage: int, step: int) -> Step:
    return _stage(session, vin, stage).steps[step]


def _height_before(session: Session, vin: int, stage: int, step: int) -> int:
    """How many items are on the stack just before the step."""
    return len(_stage(session, vin, stage).before if step == 0 else _step(session, vin, stage, step - 1).stack)


def _items_taken(session: Session, vin: int, stage: int, step: int) -> int:
    return _height_before(session, vin, stage, step) - _step(session, vin, stage, step).kept


def _check(session: Session, vin: int, check: int) -> SignatureCheck:
    return _spend(session, vin).run.checks[check]


def _covers(session: Session, vin: int, check: int, field: str) -> set[int]:
    sighash = _check(session, vin, check).sighash
    assert sighash is not None
    covers = [cover for part in sighash.parts for cover in part.covers if cover.field == field]
    return {number for cover in covers for number in range(cover.start, cover.stop)}


def _amount_is_in_message(session: Session, vin: int, check: int) -> bool:
    return vin in _covers(session, vin, check, "spent_value")


def _own_script_is_in_message(session: Session, vin: int, check: int) -> bool:
    """Whether the message holds the input script of its own input."""
    sighash = _check(session, vin, check).sighash
    assert sighash is not None
    script = session.report.inputs[vin].script_sig.slice.data
    return bool(script) and script in sighash.message


def _checks_made(session: Session, vin: int) -> int:
    return len(_spend(session, vin).run.checks)


def _signatures_that_pass(session: Session, vin: int) -> int:
    return sum(check.passes for check in _spend(session, vin).run.checks)


def _passes_in_public(session: Session, vin: int) -> bool:
    """Whether its signatures are found to pass by a judge, who has the bytes and no private key."""
    return _signatures_that_pass(session, vin) > 0


def _valid_without_witness_rules(session: Session, vin: int) -> bool:
    """Whether a node from before segwit takes the input: the rules of today without those of witnesses."""
    old = Session(judged_by(session.subject, CONSENSUS & ~(Rules.WITNESS | Rules.TAPROOT), None))
    return old.verify(diagnosis=False).inputs[vin].verdict is Verdict.VALID


def _ids_are_equal(session: Session) -> bool:
    return session.report.tx.txid == session.report.tx.wtxid


def _weight(session: Session) -> int:
    return session.report.tx.weight_wu


def _virtual_size(session: Session, without_witness: int, witness: int) -> int:
    """The virtual size of a transaction of so many bytes, and of so many for marker, flag and witness."""
    return ceil((4 * without_witness + witness) / 4)


def _number_left(session: Session, *opcodes: int) -> int:
    """The number that a script of these opcodes leaves on top."""
    run = ScriptSession(ScriptSubject(bytes(opcodes))).run(KEPT_STEPS)
    return script_number(run.stages[-1].steps[-1].stack[-1])


def _witness_item_size(session: Session, vin: int, item: int) -> int:
    return len(session.report.inputs[vin].txin.witness[item].data)


def _lock_time_counts(session: Session) -> bool:
    tx = session.report.tx
    return tx.lock_time > 0 and any(txin.sequence != SEQUENCE_FINAL for txin in tx.inputs)


def _first_block(session: Session) -> int:
    """The first block that may hold it, where its lock time is a height that counts."""
    return session.report.tx.lock_time + 1


def _relative_lock_days(session: Session, vin: int) -> int:
    """How many days the blocks of the relative lock take, ten minutes each."""
    blocks = session.report.tx.inputs[vin].sequence & SEQUENCE_LOCKTIME_MASK
    return round(blocks * _MINUTES_A_BLOCK / _MINUTES_A_DAY)


def _path_length(session: Session, vin: int) -> int:
    """How many neighbours the control block lists."""
    proof = next(stage.proof for stage in _spend(session, vin).run.stages if stage.proof is not None)
    return sum(key == "neighbour" for key, _ in proof.values)


def _other_leaves(session: Session, vin: int) -> int:
    """How many other leaves can stand as deep in the tree as the one that is revealed."""
    return int(2 ** _path_length(session, vin)) - 1


def _shows_a_script(session: Session, vin: int) -> bool:
    """Whether a taproot spend reveals that scripts stand behind the key."""
    return session.report.inputs[vin].kind.key == "p2tr-script"


def _inputs_that_skip_their_delay(session: Session) -> list[int]:
    """The inputs whose script holds a relative lock that did not run."""
    found = []
    for spend in session.verify(diagnosis=False).inputs:
        steps = [step for stage in _spend(session, spend.vin).run.stages for step in stage.steps]
        locks = [step for step in steps if step.instruction.opcode == OP_CHECKSEQUENCEVERIFY]
        if locks and not any(step.executed for step in locks):
            found.append(spend.vin)
    return found


def _input_that_skips_its_delay(session: Session) -> int:
    (vin,) = _inputs_that_skip_their_delay(session)
    return vin


def _signatures_in_all(session: Session) -> int:
    """How many signatures pass in all inputs together."""
    return sum(_signatures_that_pass(session, vin) for vin in range(len(session.report.inputs)))


ANSWERS: dict[str, Callable[..., Answer]] = {
    **WAITING_ANSWERS,
    "coins_more": _coins_more,
    "rest_if_paid": _rest_if_paid,
    "output_value": _output_value,
    "fee": _fee,
    "script_sig_size": _script_sig_size,
    "outputs_without_address": _outputs_without_address,
    "script_is_same_on_testnet": _script_is_same_on_testnet,
    "height_before": _height_before,
    "items_taken": _items_taken,
    "amount_is_in_message": _amount_is_in_message,
    "own_script_is_in_message": _own_script_is_in_message,
    "checks_made": _checks_made,
    "passes_in_public": _passes_in_public,
    "valid_without_witness_rules": _valid_without_witness_rules,
    "ids_are_equal": _ids_are_equal,
    "weight": _weight,
    "virtual_size": _virtual_size,
    "number_left": _number_left,
    "witness_item_size": _witness_item_size,
    "lock_time_counts": _lock_time_counts,
    "first_block": _first_block,
    "relative_lock_days": _relative_lock_days,
    "path_length": _path_length,
    "other_leaves": _other_leaves,
    "shows_a_script": _shows_a_script,
    "input_that_skips_its_delay": _input_that_skips_its_delay,
    "signatures_in_all": _signatures_in_all,
    "proof_hashes": lambda _, transactions: proof_hashes(transactions),
    **PSBT_ANSWERS,
    **SPACE_ANSWERS,
}
