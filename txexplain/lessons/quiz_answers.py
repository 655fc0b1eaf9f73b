"""Answers that are asked for in quizzes alone, computed from the transaction or from the numbers of the question."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, comb, log2

from txexplain.lessons.runs import covered_by, spend
from txexplain.model.bytes import compact_size_width
from txexplain.model.lesson import Answer
from txexplain.model.signing import SignatureCheck
from txexplain.model.transaction import SEQUENCE_LOCKTIME_MASK, WITNESS_SCALE_FACTOR
from txexplain.session.transaction import Session
from txexplain.wire.dust import dust_sat

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
    """The least fee of a replacement of the same size, where a node asks for one satoshi more per vbyte."""
    return _fee(session) + session.vsize_vb


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


def _locks_joined(session: Session) -> int:
    """How many different output scripts the spent coins have."""
    return len({item.spent_output.script_pubkey for item in session.report.inputs if item.spent_output})


def _equal_outputs(session: Session) -> int:
    """How many outputs hold the amount that most of them hold."""
    amounts = [item.value_sat for item in session.report.outputs]
    return max(map(amounts.count, amounts))


def _confirmations(session: Session, height: int, tip: int) -> int:
    """Of what is in the block of that height; the block itself counts, and so many would have to be made again."""
    return tip - height + 1


def _levels(transactions: int) -> int:
    return ceil(log2(transactions)) if transactions > 1 else 0


QUIZ_ANSWERS: dict[str, Callable[..., Answer]] = {
    "coins_fewer": _coins_fewer,
    "created": _created,
    "fee_rate": _fee_rate,
    "fee_without_output": _fee_without_output,
    "fee_at": _fee_at,
    "package_rate": _package_rate,
    "replacement_fee": _replacement_fee,
    "lock_time": _lock_time,
    "vsize": _vsize,
    "outputs_signed": _outputs_signed,
    "output_is_signed": _output_is_signed,
    "coins_signed": _coins_signed,
    "amounts_signed": _amounts_signed,
    "signatures_left": _signatures_left,
    "witness_size": _witness_size,
    "input_weight": _input_weight,
    "dust_limit": _dust_limit,
    "relative_blocks": _relative_blocks,
    "block_after_delay": _block_after_delay,
    "signals_replacement": _signals_replacement,
    "pays_back": _pays_back,
    "locks_joined": _locks_joined,
    "equal_outputs": _equal_outputs,
    "confirmations": _confirmations,
    "hashes_in_control_block": lambda _, size: (size - CONTROL_BYTES) // HASH_BYTES,
    "control_block_size": lambda _, depth: CONTROL_BYTES + HASH_BYTES * depth,
    "leaves_beside": lambda _, depth: int(2**depth) - 1,
    "proof_bytes": lambda _, transactions: HASH_BYTES * _levels(transactions),
    "key_size": lambda _, prefix: UNCOMPRESSED_KEY_BYTES if prefix == UNCOMPRESSED else KEY_BYTES,
    "ways_to_sign": lambda _, required, total: comb(total, required),
    "multisig_items": lambda _, required, total: required + total + 3,
    "keys_to_lose": lambda _, required, total: total - required,
    "signatures_missing": lambda _, required, signed: required - signed,
    "balance_left": lambda _, start, paid, received: start - paid + received,
    "first_timeout": lambda _, last, delta, hops: last + delta * hops,
}
