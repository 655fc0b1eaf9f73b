"""What BIP375 asks of a PSBT that pays to silent payment addresses, and what it does not keep."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.crypto.curve import parse_public_key
from txexplain.crypto.silent_payments import MAX_OUTPUTS
from txexplain.model.bytes import ByteSlice
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_DEFAULT
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.psbt.cautions.sighash_types import signed_types
from txexplain.psbt.known import Known
from txexplain.psbt.silent_payments import SilentOutput, SilentPayments
from txexplain.wire.output_scripts import witness_program

_MODIFIABLE = 0b11  # inputs, outputs (BIP370: the third bit says that there is a SIGHASH_SINGLE signature)
_PROOFS = {"missing": "sp_proof_missing", "invalid": "sp_proof_invalid", "no_key": "sp_key_missing"}


def find(known: Known) -> Iterator[PsbtCaution]:
    for each in known.psbt.outputs:
        if each.one("PSBT_OUT_SP_V0_LABEL") and each.one("PSBT_OUT_SP_V0_INFO") is None:
            yield _error("sp_label_alone", output=each.number)
    payments = known.silent_payments
    if payments.outputs:
        yield from _of_whole(known, payments)
        yield from _of_inputs(known, payments)
        yield from _of_shares(payments)
        yield from _of_outputs(payments)


def _error(key: str, *, input: int | None = None, output: int | None = None, **facts: int | str) -> PsbtCaution:
    return PsbtCaution(key, CautionLevel.ERROR, input, output, Facts(facts))


def _of_whole(known: Known, payments: SilentPayments) -> Iterator[PsbtCaution]:
    modifiable = known.psbt.globals.one("PSBT_GLOBAL_TX_MODIFIABLE")
    if all(output.script is None for output in payments.outputs):
        return
    if modifiable and any(each & _MODIFIABLE for each in modifiable.value.data[:1]):
        yield _error("sp_modifiable", flags=modifiable.value.data.hex())
    if not payments.counting and None not in payments.counts:
        yield _error("sp_no_eligible_input")


def _of_inputs(known: Known, payments: SilentPayments) -> Iterator[PsbtCaution]:
    is_waiting = any(output.script is None for output in payments.outputs)
    for number, output in enumerate(known.spent):
        program = output and witness_program(ByteSlice(0, output.script_pubkey))
        if program and program.version > 1:
            yield _error("sp_witness_version", input=number, version=program.version)
        stated, signed = known.data[number].sighash_type, {code for code, _ in signed_types(known, number)}
        others = signed - {SIGHASH_ALL, SIGHASH_DEFAULT} | ({stated} - {SIGHASH_ALL} if stated is not None else set())
        if others:
            yield _error("sp_sighash_type", input=number)
        if signed and is_waiting:
            yield _error("sp_signed_early", input=number)
        if payments.counts[number] is None:
            yield PsbtCaution("sp_input_unknown", CautionLevel.WARNING, input=number)


def _of_shares(payments: SilentPayments) -> Iterator[PsbtCaution]:
    """Those of inputs that do not count are of no use, and do no harm."""
    told: set[tuple[str, int | None]] = set()
    for scan_key, _ in payments.groups():
        for maker in payments.shares.get(scan_key, ()):
            if maker is not None and not payments.counts[maker]:
                continue
            key = _PROOFS.get(payments.proof_state(scan_key, maker))
            if key and (key, maker) not in told:
                told.add((key, maker))
                yield _error(key, input=maker, variant="global" if maker is None else "input")


def _of_outputs(payments: SilentPayments) -> Iterator[PsbtCaution]:
    for scan_key, group in payments.groups():
        if len(group) > MAX_OUTPUTS:
            yield _error("sp_too_many", scan_key=scan_key.hex(), count=len(group))
        for output in group:
            yield from _of_output(payments, output)


def _of_output(payments: SilentPayments, output: SilentOutput) -> Iterator[PsbtCaution]:
    if None in (parse_public_key(output.scan_key), parse_public_key(output.spend_key)):
        yield _error("sp_keys_invalid", output=output.number)
    if output.script is None:
        return
    lacking = payments.lacking(output.scan_key)
    if lacking is not None:
        yield _error("sp_share_missing", output=output.number, vin=lacking)
    elif payments.states[output.number] == "differs":
        yield _error("sp_script_differs", output=output.number, script=output.script.hex())
