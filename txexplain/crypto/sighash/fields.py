"""The fields of one transaction as signed messages need them, each made once and shared by all inputs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property

from txexplain.model.bytes import Excerpt
from txexplain.model.errors import NotKnown
from txexplain.model.places import output_span
from txexplain.model.report import SpentOutput
from txexplain.model.signing import Cover
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.hashes import sha256

VERSION, LOCK_TIME, HASH_TYPE, SCRIPT_CODE = (
    (Cover(field),) for field in ("version", "lock_time", "hash_type", "script_code")
)
"""What pieces cover that are the same in all messages."""
BLANK_INPUT_SIZE = 41  # outpoint, empty script, sequence
BLANK_OUTPUT = b"\xff" * 8 + b"\0"  # amount -1, empty script


class Fields:
    """Serialised fields and their SHA-256. `spent` is in input order, None where the spent output is not known."""

    def __init__(self, tx: Transaction, spent: Sequence[SpentOutput | None]) -> None:
        self.tx = tx
        self.spent = spent
        self._begun: dict[bool, tuple[int, hashlib._Hash]] = {}

    @property
    def version(self) -> bytes:
        return self.tx.raw[:4]

    @property
    def lock_time(self) -> bytes:
        return self.tx.raw[-4:]

    @cached_property
    def input_count(self) -> bytes:
        return compact_size(len(self.tx.inputs))

    @cached_property
    def output_count(self) -> bytes:
        return compact_size(len(self.tx.outputs))

    def outpoint(self, index: int) -> bytes:
        """The 36 bytes of an outpoint: txid in stored order, number of the output."""
        txid, vout = self.tx.inputs[index].outpoint
        return txid + vout.to_bytes(4, "little")

    def sequence(self, index: int) -> bytes:
        return self.tx.inputs[index].sequence.to_bytes(4, "little")

    def output(self, index: int) -> Excerpt:
        return Excerpt(self.tx.raw, *output_span(self.tx.outputs[index]))

    @cached_property
    def outputs(self) -> Excerpt:
        """All outputs, one after the other, as they stand in the transaction."""
        if not self.tx.outputs:
            return Excerpt(b"", 0, 0)
        return Excerpt(self.tx.raw, output_span(self.tx.outputs[0]).start, self.tx.outputs[-1].script_pubkey.end)

    @cached_property
    def blank_outputs(self) -> bytes:
        """As many blank outputs as there are outputs: 9 bytes each."""
        return BLANK_OUTPUT * len(self.tx.outputs)

    @cached_property
    def blank_inputs(self) -> bytes:
        """All inputs with an empty script: 41 bytes each."""
        return self._blank(None)

    @cached_property
    def blank_inputs_without_sequence(self) -> bytes:
        """All inputs with an empty script and the sequence 0: 41 bytes each."""
        return self._blank(bytes(4))

    def _blank(self, sequence: bytes | None) -> bytes:
        return b"".join(
            [
                part
                for (txid, vout), _, own, _ in self.tx.inputs
                for part in (txid, vout.to_bytes(4, "little"), b"\0", sequence or own.to_bytes(4, "little"))
            ]
        )

    def begun(self, index: int, *, with_sequence: bool) -> hashlib._Hash:
        """SHA-256 of a legacy message up to before input `index`: version, count, and the blank inputs before it.

        What was hashed for an input before is hashed no more, so that all messages together take half of the work.
        """
        blank = self.blank_inputs if with_sequence else self.blank_inputs_without_sequence
        done, state = self._begun.get(with_sequence, (index + 1, None))
        if state is None or done > index:
            done, state = 0, hashlib.sha256(self.version + self.input_count)
        state.update(memoryview(blank)[done * BLANK_INPUT_SIZE : index * BLANK_INPUT_SIZE])
        self._begun[with_sequence] = index, state
        return state.copy()

    @cached_property
    def sha_prevouts(self) -> bytes:
        """SHA-256 of all outpoints (BIP341; BIP143 hashes it once more)."""
        return sha256(
            b"".join([part for (txid, vout), *_ in self.tx.inputs for part in (txid, vout.to_bytes(4, "little"))])
        )

    @cached_property
    def hash_prevouts(self) -> bytes:
        """SHA-256 twice of all outpoints (BIP143)."""
        return sha256(self.sha_prevouts)

    @cached_property
    def hash_sequence(self) -> bytes:
        """SHA-256 twice of all sequences (BIP143)."""
        return sha256(self.sha_sequences)

    @cached_property
    def hash_outputs(self) -> bytes:
        """SHA-256 twice of all outputs (BIP143)."""
        return sha256(self.sha_outputs)

    @cached_property
    def sha_sequences(self) -> bytes:
        """SHA-256 of all sequences (BIP341; BIP143 hashes it once more)."""
        return sha256(b"".join([txin.sequence.to_bytes(4, "little") for txin in self.tx.inputs]))

    @cached_property
    def sha_outputs(self) -> bytes:
        """SHA-256 of all outputs (BIP341; BIP143 hashes it once more)."""
        return sha256(self.outputs.data)

    @cached_property
    def sha_amounts(self) -> bytes:
        """SHA-256 of all spent amounts (BIP341). Raises NotKnown."""
        return sha256(b"".join([_amount(output.value_sat) for output in self._all_spent]))

    @cached_property
    def sha_script_pubkeys(self) -> bytes:
        """SHA-256 of all spent scripts behind their lengths (BIP341). Raises NotKnown."""
        return sha256(b"".join([sized(output.script_pubkey) for output in self._all_spent]))

    @cached_property
    def _all_spent(self) -> list[SpentOutput]:
        """Every spent output. Raises NotKnown where one is missing."""
        missing = tuple(index for index, output in enumerate(self.spent) if output is None)
        if missing:
            raise NotKnown("spent_output", missing)
        return [output for output in self.spent if output is not None]

    def spent_output(self, index: int) -> SpentOutput:
        """The output that this input spends. Raises NotKnown where it is missing."""
        output = self.spent[index]
        if output is None:
            raise NotKnown("spent_output", (index,))
        return output

    def amount(self, index: int) -> bytes:
        """The spent amount as 8 bytes, little-endian. Raises NotKnown."""
        return _amount(self.spent_output(index).value_sat)

    def script_pubkey(self, index: int) -> bytes:
        """The spent script behind its length. Raises NotKnown."""
        return sized(self.spent_output(index).script_pubkey)


def _amount(value_sat: int) -> bytes:
    return value_sat.to_bytes(8, "little", signed=True)
