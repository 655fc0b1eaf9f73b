"""Measures on bundled examples what inputs and outputs take of a block, and works out what that costs."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.lessons.sessions import session_of
from txexplain.model.bytes import compact_size_width
from txexplain.model.space import Batch, Consolidation, OutputSize, PaymentSize, SpendSize
from txexplain.model.transaction import WITNESS_SCALE_FACTOR
from txexplain.session.transaction import Session
from txexplain.wire.dust import dust_sat

SPENDS = (
    ("p2pkh", "p2pkh", 0),
    ("p2sh", "p2sh-multisig", 0),
    ("p2sh-p2wpkh", "p2sh-p2wpkh", 0),
    ("p2wpkh", "p2wpkh", 0),
    ("p2wsh", "p2wsh-multisig", 0),
    ("p2tr-key", "taproot-key", 0),
    ("p2tr-script", "taproot-script", 1),
)
"""Kind of spend, and the example and its input on which it is measured; P2SH and P2WSH are 2-of-3."""
SINGLE = ("p2pkh", "p2sh-p2wpkh", "p2wpkh", "p2tr-key")  # kinds with one signature
_OUTPUTS = (
    ("pubkeyhash", "p2pkh"),
    ("scripthash", "p2sh"),
    ("witness_v0_keyhash", "p2wpkh"),
    ("witness_v0_scripthash", "p2wsh"),
    ("witness_v1_taproot", "p2tr-key"),
)  # each on the example with every type of output, and the kind of spend that opens it
_OUTPOINT_BYTES, _SEQUENCE_BYTES, _AMOUNT_BYTES = 36, 4, 8
_AROUND_BYTES = 4 + 1 + 1 + 4  # version, number of inputs, number of outputs, locktime
_MARKER_FLAG_BYTES = 2


def spend_size(session: Session, vin: int) -> tuple[int, int]:
    """How many bytes an input has outside the witness and in it."""
    txin = session.report.inputs[vin].txin
    script, items = len(txin.script_sig.data), [len(item.data) for item in txin.witness]
    base = _OUTPOINT_BYTES + compact_size_width(script) + script + _SEQUENCE_BYTES
    witness = compact_size_width(len(items)) + sum(compact_size_width(size) + size for size in items)
    return base, witness if items else 0


def spend_sizes() -> tuple[SpendSize, ...]:
    """One of each kind."""
    return tuple(
        SpendSize(kind, example, vin, *spend_size(session_of(example), vin)) for kind, example, vin in SPENDS
    )


def output_size(script: bytes) -> int:
    return _AMOUNT_BYTES + compact_size_width(len(script)) + len(script)


def output_sizes() -> tuple[OutputSize, ...]:
    """One of each type that is usual, in the order of `_OUTPUTS`."""
    spends = {each.kind: each.weight_wu for each in spend_sizes()}
    scripts = {each.type.key: each.script.slice.data for each in session_of("all-types").report.outputs}
    found = []
    for key, kind in _OUTPUTS:
        script, weight = scripts[key], spends[kind]
        limit = dust_sat(script)
        assert limit is not None
        loss_from = first_rate_not_worth(limit, weight)
        found.append(OutputSize(key, len(script), output_size(script), limit, weight, loss_from))
    return tuple(found)


def payments(rates: Sequence[int]) -> tuple[PaymentSize, ...]:
    """A payment with one input of each kind with one signature and two P2WPKH outputs, at these rates."""
    outputs = 2 * next(each.size_bytes for each in output_sizes() if each.kind == "witness_v0_keyhash")
    found = []
    for each in spend_sizes():
        if each.kind in SINGLE:
            marker = _MARKER_FLAG_BYTES if each.witness_bytes else 0
            size = virtual(WITNESS_SCALE_FACTOR * (_AROUND_BYTES + outputs) + marker + each.weight_wu)
            found.append(PaymentSize(each.kind, size, tuple(size * rate for rate in rates)))
    return tuple(found)


def batch(session: Session) -> Batch:
    """The outputs of the transaction, together as they are and each in a transaction with an input like its first."""
    base, witness = spend_size(session, 0)
    marker = _MARKER_FLAG_BYTES if witness else 0
    around = WITNESS_SCALE_FACTOR * (_AROUND_BYTES + base) + marker + witness
    sizes = [output_size(each.script.slice.data) for each in session.report.outputs]
    apart = sum(virtual(around + WITNESS_SCALE_FACTOR * size) for size in sizes)
    return Batch(len(sizes), session.report.tx.vsize_vb, apart)


def consolidation(session: Session, rate: int) -> Consolidation:
    """What the transaction costs, and what a payment that spends its one coin saves at the rate: all inputs but one.

    The coins are of one kind, and its coin too.
    """
    base, witness = spend_size(session, 0)
    weight, coins = WITNESS_SCALE_FACTOR * base + witness, len(session.report.inputs)
    fee = session.report.fee_sat
    assert fee is not None
    return Consolidation(coins, weight, fee, rate, virtual((coins - 1) * weight) * rate)


def first_rate_not_worth(value_sat: int, weight_wu: int) -> int:
    """The lowest whole rate, in sat/vB, at which the input that spends the coin costs more than it holds."""
    return WITNESS_SCALE_FACTOR * value_sat // weight_wu + 1


def virtual(weight_wu: int) -> int:
    return -(-weight_wu // WITNESS_SCALE_FACTOR)
