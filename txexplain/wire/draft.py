"""A transaction that can be changed, and its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from txexplain.model.report import Coin, SpentAmount, SpentOutput
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import compact_size, sized

_MARKER_AND_FLAG = b"\x00\x01"
NOT_TOLD = (None, None, None)  # of the height of a spent output, whether a coinbase made it, the time before it


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
    spent_since: tuple[int | None, bool | None, int | None] = NOT_TOLD

    @property
    def spent(self) -> Coin | None:
        """What it spends, as far as that is known; nothing where the amount is not."""
        if self.spent_value is None:
            return None
        if self.spent_script is None:
            return SpentAmount(self.spent_value)
        return SpentOutput(self.spent_value, self.spent_script, *self.spent_since)


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

    def spent(self) -> list[Coin | None]:
        """What each input spends, as far as it is known."""
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


def draft_of(tx: Transaction, spent: Sequence[Coin | None]) -> Draft:
    """The transaction as a draft, with what is known of its spent outputs."""
    inputs = []
    for number, txin in enumerate(tx.inputs):
        prevout = spent[number] if number < len(spent) else None
        witness = [piece.data for piece in txin.witness]
        txid, vout = txin.outpoint
        each = DraftInput(txid, vout, txin.script_sig.data, txin.sequence, witness, number)
        if prevout is not None:
            each.spent_value = prevout.value_sat
        if isinstance(prevout, SpentOutput):
            each.spent_script = prevout.script_pubkey
            each.spent_since = (prevout.height, prevout.coinbase, prevout.mediantime_before)
        inputs.append(each)
    outputs = [DraftOutput(output.value_sat, output.script_pubkey.data) for output in tx.outputs]
    return Draft(tx.version, tx.lock_time, inputs, outputs)
