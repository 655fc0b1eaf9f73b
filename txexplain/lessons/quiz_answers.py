"""Answers that are asked for in quizzes alone, computed from the transaction or from the numbers of the question.

Their names begin with `quiz_`, so that none is that of an answer to a lesson.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb

from txexplain.lessons.blocks import proof_hashes
from txexplain.lessons.runs import covered_by, spend
from txexplain.lessons.waiting import INCREMENTAL_RELAY_SAT_PER_KVB
from txexplain.model.bytes import compact_size_width
from txexplain.model.lesson import Answer
from txexplain.model.signing import SignatureCheck
from txexplain.model.transaction import SEQUENCE_LOCKTIME_MASK, WITNESS_SCALE_FACTOR
from txexplain.session.transaction import Session
from txexplain.wire.dust import dust_sat, fee_sat

LAST_SIGNAL = 0xFFFFFFFD  # BIP125: the highest sequence that signals replacement
KEY_BYTES, UNCOMPRESSED_KEY_BYTES, UNCOMPRESSED = 33, 65, 0x04
CONTROL_BYTES, HASH_BYTES = 33, 32  # of a control block: leaf version and internal key, then hashes
OUTPOINT_BYTES, SEQUENCE_BYTES = 36, 4


def _coins_fewer(session: Session) -> int:
    return len(session.report.inputs) - len(session.report.outputs)


def _created(session: Session) -> int:
    return session.report.tx.output_sat


def _fee(session: Session) -> int:
    assert session.report.fee_sat is not None
    return session.report.fee_sat


def _fee_rate(session: Session) -> int:
    """In whole satoshis per vbyte, rounded down."""
    return _fee(session) // session.vsize_vb


def _fee_without_output(session: Session, vout: int) -> int:
    return _fee(session) + session.report.outputs[vout].value_sat


def _fee_at(session: Session, rate: int) -> int:
    return session.vsize_vb * rate


def _package_rate(session: Session, child_fee: int, child_vsize: int) -> int:
    """Of the transaction and a child together, in whole satoshis per vbyte, rounded down."""
    return (_fee(session) + child_fee) // (session.vsize_vb + child_vsize)


def _replacement_fee(session: Session) -> int:
    """The least fee for which Bitcoin Core accepts a replacement of the same size."""
    return _fee(session) + fee_sat(INCREMENTAL_RELAY_SAT_PER_KVB, session.vsize_vb)


def _lock_time(session: Session) -> int:
    return session.report.tx.lock_time


def _vsize(session: Session) -> int:
    return session.vsize_vb


def _check(session: Session, vin: int, check: int) -> SignatureCheck:
    return spend(session, vin).run.checks[check]


def _outputs_signed(session: Session, vin: int, check: int) -> int:
    return len(covered_by(_check(session, vin, check), "output"))


def _output_is_signed(session: Session, vin: int, check: int, vout: int) -> bool:
    return vout in covered_by(_check(session, vin, check), "output")


def _coins_signed(session: Session, vin: int, check: int) -> int:
    return len(covered_by(_check(session, vin, check), "outpoint"))


def _amounts_signed(session: Session, vin: int, check: int) -> int:
    return len(covered_by(_check(session, vin, check), "spent_value"))


def _signatures_left(session: Session, vout: int) -> int:
    """How many signatures stay valid if that output holds another amount."""
    checks = [each for vin in range(len(session.report.inputs)) for each in spend(session, vin).run.checks]
    return sum(each.passes and vout not in covered_by(each, "output") for each in checks)


def _witness_size(session: Session, vin: int) -> int:
    """The bytes of the witness of an input: how many items, and each with its length."""
    items = session.report.inputs[vin].txin.witness
    return compact_size_width(len(items)) + sum(compact_size_width(len(item.data)) + len(item.data) for item in items)


def _input_weight(session: Session, vin: int) -> int:
    script = len(session.report.inputs[vin].script_sig.slice.data)
    base = OUTPOINT_BYTES + compact_size_width(script) + script + SEQUENCE_BYTES
    return WITNESS_SCALE_FACTOR * base + _witness_size(session, vin)


def _dust_limit(session: Session, vout: int) -> int:
    limit = dust_sat(session.report.outputs[vout].script.slice.data)
    assert limit is not None
    return limit


def _relative_blocks(session: Session, vin: int) -> int:
    return session.report.tx.inputs[vin].sequence & SEQUENCE_LOCKTIME_MASK


def _block_after_delay(session: Session, vin: int, height: int) -> int:
    """The first block that can include it, where the coin that it spends is from that height (BIP68)."""
    return height + _relative_blocks(session, vin)


def _signals_replacement(session: Session) -> bool:
    """Whether a sequence signals it (BIP125)."""
    return any(txin.sequence <= LAST_SIGNAL for txin in session.report.tx.inputs)


def _pays_back(session: Session) -> bool:
    """Whether an output has the script of a coin that is spent."""
    spent = {item.spent_output.script_pubkey for item in session.report.inputs if item.spent_output}
    return any(item.script.slice.data in spent for item in session.report.outputs)


def _locks_joined(session: Session, count: int) -> int:
    """How many different output scripts the coins of the first so many inputs have."""
    return len({item.spent_output.script_pubkey for item in session.report.inputs[:count] if item.spent_output})


def _equal_outputs(session: Session) -> int:
    """How many outputs hold the amount that most of them hold."""
    amounts = [item.value_sat for item in session.report.outputs]
    return max(map(amounts.count, amounts))


def _confirmations(session: Session, height: int, tip: int) -> int:
    """Of what is in the block of that height; the block itself counts, and so many would have to be made again."""
    return tip - height + 1


QUIZ_ANSWERS: dict[str, Callable[..., Answer]] = {
    "quiz_coins_fewer": _coins_fewer,
    "quiz_created": _created,
    "quiz_fee_rate": _fee_rate,
    "quiz_fee_without_output": _fee_without_output,
    "quiz_fee_at": _fee_at,
    "quiz_package_rate": _package_rate,
    "quiz_replacement_fee": _replacement_fee,
    "quiz_lock_time": _lock_time,
    "quiz_vsize": _vsize,
    "quiz_outputs_signed": _outputs_signed,
    "quiz_output_is_signed": _output_is_signed,
    "quiz_coins_signed": _coins_signed,
    "quiz_amounts_signed": _amounts_signed,
    "quiz_signatures_left": _signatures_left,
    "quiz_witness_size": _witness_size,
    "quiz_input_weight": _input_weight,
    "quiz_dust_limit": _dust_limit,
    "quiz_relative_blocks": _relative_blocks,
    "quiz_block_after_delay": _block_after_delay,
    "quiz_signals_replacement": _signals_replacement,
    "quiz_pays_back": _pays_back,
    "quiz_locks_joined": _locks_joined,
    "quiz_equal_outputs": _equal_outputs,
    "quiz_confirmations": _confirmations,
    "quiz_hashes_in_control_block": lambda _, size: (size - CONTROL_BYTES) // HASH_BYTES,
    "quiz_control_block_size": lambda _, depth: CONTROL_BYTES + HASH_BYTES * depth,
    "quiz_leaves_beside": lambda _, depth: int(2**depth) - 1,
    "quiz_proof_bytes": lambda _, transactions: HASH_BYTES * proof_hashes(transactions),
    "quiz_key_size": lambda _, prefix: UNCOMPRESSED_KEY_BYTES if prefix == UNCOMPRESSED else KEY_BYTES,
    "quiz_ways_to_sign": lambda _, required, total: comb(total, required),
    "quiz_multisig_items": lambda _, required, total: required + total + 3,
    "quiz_keys_to_lose": lambda _, required, total: total - required,
    "quiz_keys_tried": lambda _, total, first: total - first + 1,
    "quiz_signatures_missing": lambda _, required, signed: required - signed,
    "quiz_balance_left": lambda _, start, paid, received: start - paid + received,
    "quiz_first_timeout": lambda _, last, delta, hops: last + delta * hops,
}
