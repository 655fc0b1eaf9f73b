"""A transaction that can be changed, and its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from txexplain.model.report import SpentOutput
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import compact_size, sized

_MARKER_AND_FLAG = b"\x00\x01"


@dataclass(slots=True)
class DraftInput:
    """`origin` is the number of the input in the transaction that the draft was made from; `spent` what it spends."""

    txid: bytes
    vout: int
    script_sig: bytes
    sequence: int
    witness: list[bytes]
    origin: int
    spent_value: int | None = None
    spent_script: bytes | None = None

    @property
    def spent(self) -> SpentOutput | None:
        """What it spends, None where not all of it is known."""
        if self.spent_value is None or self.spent_script is None:
            return None
        return SpentOutput(self.spent_value, self.spent_script)


@dataclass(slots=True)
class DraftOutput:
    """An amount in satoshi, and a script."""

    value: int
    script: bytes


@dataclass(slots=True)
class Draft:
    """The fields of a transaction. Numbers are what their bytes can hold: amounts 64 bits with a sign, others 32."""

    version: int
    lock_time: int
    inputs: list[DraftInput] = field(default_factory=list)
    outputs: list[DraftOutput] = field(default_factory=list)

    def spent(self) -> list[SpentOutput | None]:
        """What each input spends, None where not all of it is known."""
        return [each.spent for each in self.inputs]

    def serialise(self) -> bytes:
        """The bytes, in the form with witness where any input has one (BIP144)."""
        has_witness = any(each.witness for each in self.inputs)
        parts = [self.version.to_bytes(4, "little"), _MARKER_AND_FLAG if has_witness else b""]
        parts.append(compact_size(len(self.inputs)))
        parts += [_input_bytes(each) for each in self.inputs]
        parts.append(compact_size(len(self.outputs)))
        parts += [each.value.to_bytes(8, "little", signed=True) + sized(each.script) for each in self.outputs]
        if has_witness:
            parts += [compact_size(len(each.witness)) + b"".join(map(sized, each.witness)) for each in self.inputs]
        return b"".join([*parts, self.lock_time.to_bytes(4, "little")])


def _input_bytes(each: DraftInput) -> bytes:
    return each.txid + each.vout.to_bytes(4, "little") + sized(each.script_sig) + each.sequence.to_bytes(4, "little")


def draft_of(tx: Transaction, spent: Sequence[SpentOutput | None]) -> Draft:
    """The transaction as a draft, with what is known of its spent outputs."""
    inputs = []
    for number, txin in enumerate(tx.inputs):
        prevout = spent[number] if number < len(spent) else None
        value, script = prevout if prevout is not None else (None, None)
        witness = [piece.data for piece in txin.witness]
        txid, vout = txin.outpoint
        inputs.append(DraftInput(txid, vout, txin.script_sig.data, txin.sequence, witness, number, value, script))
    outputs = [DraftOutput(output.value_sat, output.script_pubkey.data) for output in tx.outputs]
    return Draft(tx.version, tx.lock_time, inputs, outputs)
