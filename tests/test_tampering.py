"""Break it once: a bit of a signature, or of what it signs, makes the input invalid; other bits leave it valid.

Every input of an example that is valid by the rules of its own block is tried. Whatever is expected of a flipped bit,
Bitcoin Core must say it too.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import pytest
from conftest import EXAMPLES, FULL, session_of, slow
from spends.judges import Case, core_accepts, engine_runs

from txexplain.model.bytes import ByteSlice, Span
from txexplain.model.errors import DecodeError
from txexplain.model.hash_types import SIGHASH_OUTPUT_MASK, SIGHASH_SINGLE
from txexplain.model.places import covered_spans, outpoint_span, sequence_span
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS, Rules
from txexplain.model.script import OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY
from txexplain.model.signing import SignatureCheck
from txexplain.model.spend import Run, Verdict
from txexplain.model.transaction import Transaction
from txexplain.wire.der import is_valid_signature_encoding, lax_der
from txexplain.wire.script import instructions
from txexplain.wire.transaction import decode

MAX_INPUTS = 20 if FULL else 4  # of one example
FEW_FLIPS = 5  # in the quick run
SIGNATURE_FLIPS = 1_000 if FULL else 20  # of one signature: all of them, or some
OTHER_FLIPS = 400 if FULL else 20  # of what one signature signs, or of what an input leaves alone
UNREADABLE_SHARE = 0.1  # and one: a flipped length, mostly, makes a transaction that cannot be decoded


class Valid(NamedTuple):
    """An input that is valid, and how."""

    case: Case
    tx: Transaction
    rules: Rules
    run: Run

    @property
    def passed(self) -> list[SignatureCheck]:
        return [check for check in self.run.checks if check.passes and check.sighash]

    @property
    def places(self) -> list[int]:
        """Its own place among the inputs, and some others."""
        own = self.case.index
        others = [place for place in range(len(self.tx.inputs)) if place != own]
        return [own, *random.Random(own).sample(others, min(len(others), MAX_INPUTS))]


@cache
def valid_inputs(name: str) -> tuple[Valid, ...]:
    """The inputs of the example that are valid by the rules of its block, or of today where it is in none."""
    example = EXAMPLES[name]
    tx = decode(example.raw)
    if tx.is_coinbase:
        return ()
    rules = session_of(name).verifier.rules
    found = []
    for index in range(len(tx.inputs)):
        case = Case(name, example.raw, example.spent_outputs, index)
        (run,) = engine_runs(case, rules)
        if run.verdict is Verdict.VALID:
            found.append(Valid(case, tx, rules, run))
    return tuple(found)


VALID = [name for name in EXAMPLES if valid_inputs(name)]
SIGNED = [name for name in VALID if any(valid.passed for valid in valid_inputs(name))]


def inputs_of(name: str) -> Iterable[Valid]:
    valid = valid_inputs(name)
    return valid if len(valid) <= MAX_INPUTS else random.Random(name).sample(valid, MAX_INPUTS)


def is_valid(case: Case, rules: Rules) -> bool:
    """The engine's verdict, which must be Core's and no UNKNOWN."""
    (run,) = engine_runs(case, rules)
    assert run.verdict is (Verdict.VALID if core_accepts(case, rules) else Verdict.INVALID)
    return run.verdict is Verdict.VALID


def flipped(data: bytes, offset: int, bit: int) -> bytes:
    return data[:offset] + bytes([data[offset] ^ 1 << bit]) + data[offset + 1 :]


def sampled_bits(offsets: Iterable[int], most: int) -> list[tuple[int, int]]:
    """Some of the bits of these bytes, always the same ones."""
    bits = [(offset, bit) for offset in sorted(offsets) for bit in range(8)]
    return bits if len(bits) <= most else random.Random(str(bits)).sample(bits, most)


def readable(raw: bytes, inputs: int) -> bool:
    try:
        return len(decode(raw).inputs) == inputs
    except DecodeError:
        return False


# Signatures


def pieces_of(valid: Valid) -> Iterator[ByteSlice]:
    """What the input puts on the stack: the pushes of its scriptSig, and its witness items."""
    txin = valid.tx.inputs[valid.case.index]
    for item in instructions(txin.script_sig.data, txin.script_sig.start):
        yield item.slice
    yield from txin.witness


def place_of(signature: bytes, valid: Valid) -> ByteSlice:
    """Where the input holds the signature: in one place, in all of the examples."""
    (piece,) = (piece for piece in pieces_of(valid) if piece.data == signature)
    return piece


def says_the_same(check: SignatureCheck, signature: bytes, rules: Rules) -> bool:
    """Whether another signature is read as the same numbers and signs the same message.

    Without strict DER many bytes of the encoding do not matter; and where SIGHASH_SINGLE finds no output the number
    one is signed, whatever else the hash type says.
    """
    if check.algorithm == "schnorr" or (Rules.DERSIG in rules and not is_valid_signature_encoding(signature)):
        return False
    assert check.sighash is not None
    still_one = check.sighash.quirk and signature[-1] & SIGHASH_OUTPUT_MASK == SIGHASH_SINGLE
    same_message = signature[-1] == check.hash_type or still_one
    return bool(same_message) and lax_der(signature[:-1]) == lax_der(check.signature[:-1])


@pytest.mark.parametrize("flips", [FEW_FLIPS, slow(SIGNATURE_FLIPS)])
@pytest.mark.parametrize("name", SIGNED)
def test_a_flipped_bit_of_a_signature_makes_the_input_invalid(name: str, flips: int) -> None:
    for valid in inputs_of(name):
        for check in valid.passed:
            place = place_of(check.signature, valid)
            for offset, bit in sampled_bits(range(place.start, place.end), flips):
                raw = flipped(valid.case.raw, offset, bit)
                fits = says_the_same(check, raw[place.start : place.end], valid.rules)
                assert is_valid(valid.case._replace(raw=raw), valid.rules) is fits, (check, offset, bit)


def test_lax_encodings_are_among_the_exceptions() -> None:
    """Before BIP66 the second byte, a length, could be anything below 80."""
    (valid,) = valid_inputs("first")
    (check,) = valid.passed
    place = place_of(check.signature, valid)
    raw = flipped(valid.case.raw, place.start + 1, 0)
    assert says_the_same(check, raw[place.start : place.end], valid.rules)
    assert is_valid(valid.case._replace(raw=raw), valid.rules)
    assert not is_valid(valid.case._replace(raw=raw), CONSENSUS)


# What is signed, and what is not


def bytes_in(spans: Iterable[Span]) -> set[int]:
    return {offset for start, end in spans for offset in range(start, end)}


def signed_bytes(check: SignatureCheck, valid: Valid) -> set[int]:
    assert check.sighash is not None
    covers = [cover for part in check.sighash.parts for cover in part.covers]
    return bytes_in(covered_spans(valid.tx, covers, valid.case.index))


@pytest.mark.parametrize("flips", [FEW_FLIPS, slow(OTHER_FLIPS)])
@pytest.mark.parametrize("name", SIGNED)
def test_a_flipped_bit_of_what_is_signed_makes_the_input_invalid(name: str, flips: int) -> None:
    tried = unreadable = 0
    for valid in inputs_of(name):
        for check in valid.passed:
            for offset, bit in sampled_bits(signed_bytes(check, valid), flips):
                raw = flipped(valid.case.raw, offset, bit)
                tried += 1
                if not readable(raw, len(valid.tx.inputs)):
                    unreadable += 1
                    continue
                assert not is_valid(valid.case._replace(raw=raw), valid.rules), (check, offset, bit)
    assert unreadable <= 1 + tried * UNREADABLE_SHARE


def free_bytes(valid: Valid) -> set[int]:
    """The bytes that the input has no part in, save counts and lengths, which say where others stand.

    A script that demands a lock time reads version, lock time and its own sequence, signed or not.
    """
    tx, index = valid.tx, valid.case.index
    others = [txin for place, txin in enumerate(tx.inputs) if place != index]
    spans = [Span(0, 4), Span(len(tx.raw) - 4, len(tx.raw)), sequence_span(tx.inputs[index])]
    if demands_lock_time(valid.run):
        spans = []
    spans += map(outpoint_span, tx.inputs)
    spans += map(sequence_span, others)
    spans += [piece.span for txin in others for piece in (txin.script_sig, *txin.witness)]
    for output in tx.outputs:
        script = output.script_pubkey
        value_start = output_start(script)
        spans += [Span(value_start, value_start + 8), script.span]
    return bytes_in(spans) - set().union(*(signed_bytes(check, valid) for check in valid.passed))


def output_start(script: ByteSlice) -> int:
    """Where the amount before an output's script stands. No script of an example is longer than 252 bytes."""
    assert len(script.data) < 253
    return script.start - 9


def demands_lock_time(run: Run) -> bool:
    opcodes = {item.opcode for stage in run.stages for item in instructions(stage.script.data)}
    return bool(opcodes & {OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY})


@pytest.mark.parametrize("flips", [FEW_FLIPS, slow(OTHER_FLIPS)])
@pytest.mark.parametrize("name", VALID)
def test_a_flipped_bit_of_anything_else_leaves_the_input_valid(name: str, flips: int) -> None:
    tried = unreadable = 0
    for valid in inputs_of(name):
        for offset, bit in sampled_bits(free_bytes(valid), flips):
            raw = flipped(valid.case.raw, offset, bit)
            tried += 1
            if not readable(raw, len(valid.tx.inputs)):
                unreadable += 1
                continue
            assert is_valid(valid.case._replace(raw=raw), valid.rules), (offset, bit)
    assert unreadable <= 1 + tried * UNREADABLE_SHARE


def test_some_examples_leave_much_unsigned() -> None:
    """Otherwise the test above would say nothing."""
    free = {name: max(len(free_bytes(valid)) for valid in valid_inputs(name)) for name in SIGNED}
    assert min(free[name] for name in ("single-bug", "sale", "sighash-single", "checksigadd", "taproot-script")) > 100


# Spent outputs


def covers_spent(valid: Valid, field: str, place: int) -> bool:
    """Whether a signature of the input commits to that field of the output that input `place` spends."""
    return any(
        cover.field == field and cover.start <= place < cover.stop
        for check in valid.passed
        for part in (check.sighash.parts if check.sighash else ())
        for cover in part.covers
    )


def with_spent(case: Case, place: int, output: SpentOutput) -> Case:
    return case._replace(spent=(*case.spent[:place], output, *case.spent[place + 1 :]))


@pytest.mark.parametrize("name", VALID)
def test_another_amount_makes_the_input_invalid_where_it_is_signed(name: str) -> None:
    for valid in inputs_of(name):
        for place in valid.places:
            value, script, *_ = valid.case.spent[place]
            other = SpentOutput(value ^ 1 << random.Random(value).randrange(50), script)
            signed = covers_spent(valid, "spent_value", place)
            assert is_valid(with_spent(valid.case, place, other), valid.rules) is not signed, place


@pytest.mark.parametrize("name", VALID)
def test_another_script_makes_the_input_invalid_where_it_is_signed(name: str) -> None:
    """The script that the input itself spends is run besides: of that only what is signed can be told."""
    for valid in inputs_of(name):
        for place in valid.places:
            value, script, *_ = valid.case.spent[place]
            ((offset, bit),) = sampled_bits(range(len(script)), 1)
            other = SpentOutput(value, flipped(script, offset, bit))
            signed = covers_spent(valid, "spent_script", place)
            accepted = is_valid(with_spent(valid.case, place, other), valid.rules)
            assert not (signed and accepted), place
            assert signed or accepted or place == valid.case.index, place
