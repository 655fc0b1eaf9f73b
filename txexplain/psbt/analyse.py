"""A PsbtReport to a PsbtAnalysis: what a node says of it (Core: AnalyzePSBT), and whose signatures are valid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from txexplain.crypto.checker import TransactionChecker
from txexplain.crypto.sighash.fields import Fields
from txexplain.model.hash_types import SIGHASH_ALL, SIGHASH_DEFAULT
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtAnalysis, PsbtInputAnalysis, PsbtMissing, PsbtRole
from txexplain.model.report import BYTES_PER_SIGOP, SpentOutput
from txexplain.model.script import is_unspendable
from txexplain.model.transaction import MAX_MONEY, WITNESS_SCALE_FACTOR
from txexplain.psbt.signers import Dummy, Nobody, Signer, WithoutSchnorr
from txexplain.psbt.signing_data import Missing, SigningData
from txexplain.psbt.solve import Solution, is_valid, solve
from txexplain.script.checker import Checker
from txexplain.wire.cursor import Cursor
from txexplain.wire.draft import draft_of
from txexplain.wire.output_scripts import is_pay_to_taproot
from txexplain.wire.sigops import sigop_cost
from txexplain.wire.transaction import read_at

NULL_VALUE = -1  # of an output that is none (Core: CTxOut::IsNull)


class _NotValid(Exception):
    """The PSBT is not valid: the node's sentence, and nothing more is told."""


class PsbtAnalyser:
    """The inputs of one PSBT, each with what it brings and, once it can be finished, its final scripts."""

    def __init__(self, found: PsbtReport) -> None:
        self.found = found
        self.tx = found.psbt.tx
        self.spent = [self._spent_output(number) for number in range(len(self.tx.inputs))]
        self.all_known = None not in self.spent
        self.fields = Fields(self.tx, self.spent)
        self.data = [SigningData(each) for each in found.psbt.inputs]

    def analysis(self) -> PsbtAnalysis:
        """What `analyzepsbt` says."""
        try:
            return self._analysis()
        except _NotValid as error:
            return PsbtAnalysis((), PsbtRole.CREATOR, error=f"PSBT is not valid. {error}")

    def _analysis(self) -> PsbtAnalysis:
        self._check_spent_outputs()
        inputs = tuple(self._input(number) for number in range(len(self.spent)))
        fee_sat = self._fee_sat()
        size = None if fee_sat is None else self._estimated_vsize_vb()
        rate = None if fee_sat is None or size is None else fee_sat * 1000 // size
        following = min((each.next for each in inputs), default=PsbtRole.EXTRACTOR)
        return PsbtAnalysis(inputs, following, fee_sat, size, rate)

    # Amounts

    def _spent_output(self, number: int) -> SpentOutput | None:
        """From the whole transaction, if that is there the right one, else as it is claimed (Core: GetInputUTXO)."""
        parent, outpoint = self.found.parents[number], self.tx.inputs[number].outpoint
        if parent is None:
            claimed = self.found.psbt.inputs[number].claimed_output
            return None if claimed is None or claimed.value_sat == NULL_VALUE else claimed
        if parent.tx.txid != outpoint.txid or outpoint.vout >= len(parent.tx.outputs):
            return None
        value_sat, script = parent.tx.outputs[outpoint.vout]
        return SpentOutput(value_sat, script.data)

    def _check_spent_outputs(self) -> None:
        """Raises _NotValid by the first that cannot be."""
        total = 0
        for number, output in enumerate(self.spent):
            parent, vout = self.found.parents[number], self.tx.inputs[number].outpoint.vout
            if output is None:
                if parent is not None and vout >= len(parent.tx.outputs):
                    raise _NotValid(f"Input {number} specifies invalid prevout")
                continue
            if not (_is_money(output.value_sat) and _is_money(total + output.value_sat)):
                raise _NotValid(f"Input {number} has invalid value")
            total += output.value_sat
            if is_unspendable(output.script_pubkey):
                raise _NotValid(f"Input {number} spends unspendable output")

    def _fee_sat(self) -> int | None:
        """Inputs less outputs, None where an input is not known."""
        known = [output.value_sat for output in self.spent if output is not None]
        if len(known) < len(self.spent):
            return None
        if not _are_money(output.value_sat for output in self.tx.outputs):
            raise _NotValid("Output amount invalid")
        return sum(known) - self.tx.output_sat

    # Inputs

    @cached_property
    def checkers(self) -> list[TransactionChecker]:
        return [TransactionChecker(self.fields, number) for number in range(len(self.spent))]

    def _checker(self, number: int) -> Checker:
        """That of a node, which without all spent outputs checks no Schnorr signature at all."""
        found = self.checkers[number]
        return found if self.all_known else WithoutSchnorr(found)

    def _input(self, number: int) -> PsbtInputAnalysis:
        output, checker = self.spent[number], self._checker(number)
        if output is None:
            return PsbtInputAnalysis(False, False, PsbtRole.UPDATER, obstacle="spent_output")
        if is_valid(*(self.data[number].final or (b"", ())), output.script_pubkey, checker):
            return PsbtInputAnalysis(True, True, PsbtRole.EXTRACTOR)
        refused = "" if self.data[number].final is None else "final_scripts" if self.all_known else "spent_output"
        solution = self._sign(number, output, Nobody(checker, self.fields, number))
        if isinstance(solution, str):
            return PsbtInputAnalysis(True, False, PsbtRole.UPDATER, obstacle=refused or solution)
        if solution.complete:
            return PsbtInputAnalysis(True, False, PsbtRole.FINALIZER, obstacle=refused)
        missing = _frozen(self.data[number].missing)
        only_signatures = missing.signatures and missing == PsbtMissing(signatures=missing.signatures)
        return PsbtInputAnalysis(True, False, PsbtRole.SIGNER if only_signatures else PsbtRole.UPDATER, missing)

    def _sign(self, number: int, output: SpentOutput, signer: Signer) -> Solution | str:
        """What the input is finished with, kept where that is complete; else the obstacle (Core: SignPSBTInput)."""
        data = self.data[number]
        if not _sighash_types_agree(data, taproot=is_pay_to_taproot(output.script_pubkey)):
            return "sighash_type"
        solution = solve(data, signer, output.script_pubkey)
        if self.found.parents[number] is None and not solution.with_witness:
            return "claimed_output"
        if solution.complete:
            data.final = (solution.script_sig, solution.witness)
        return solution

    # Size

    def _estimated_vsize_vb(self) -> int | None:
        """The size of the finished transaction; None where it cannot be told how an input will be finished, or an
        output has no script yet."""
        if any(each.waits_for_script for each in self.found.psbt.outputs):
            return None
        draft = draft_of(self.tx, ())
        for number, each in enumerate(draft.inputs):
            found = self._finished(number)
            if found is None:
                return None
            each.script_sig, each.witness = found[0], list(found[1])
        raw = draft.serialise()
        tx = read_at(Cursor(raw), extended=any(each.witness for each in draft.inputs))
        cost = sigop_cost(tx, [output and output.script_pubkey for output in self.spent])
        return -(-max(tx.weight_wu, cost * BYTES_PER_SIGOP) // WITNESS_SCALE_FACTOR)

    def _finished(self, number: int) -> tuple[bytes, tuple[bytes, ...]] | None:
        """Its scriptSig and witness, with dummies where signatures lack. Core checks here without spent outputs, so
        that a taproot input that is final and only claimed is none of those that can be told."""
        output, data = self.spent[number], self.data[number]
        if output is None:
            return None
        final, checker = data.final or (b"", ()), WithoutSchnorr(self.checkers[number])
        if is_valid(*final, output.script_pubkey, checker):
            return final
        solution = self._sign(number, output, Dummy())
        done = isinstance(solution, Solution) and solution.complete
        return data.final if done else None


def _sighash_types_agree(data: SigningData, *, taproot: bool) -> bool:
    """Whether the sighash types are the usual one: what is to be signed otherwise, Core does only when told to."""
    usual = SIGHASH_DEFAULT if taproot else SIGHASH_ALL
    if data.sighash_type is not None and data.sighash_type != usual:
        return False
    schnorr = [*([data.key_path_signature] if data.key_path_signature else []), *data.script_path_signatures.values()]
    if taproot:
        return all(len(signature) == 64 for signature in schnorr)
    ecdsa = [signature for _, signature in data.signatures.values()]
    return all(len(signature) == 65 for signature in schnorr) and all(each[-1] == usual for each in schnorr + ecdsa)


def _frozen(missing: Missing) -> PsbtMissing:
    """As it is told; a hash of nothing but zeros counts as none (Core: IsNull)."""
    scripts = (each if any(each) else b"" for each in (missing.redeem_script, missing.witness_script))
    return PsbtMissing(tuple(missing.public_keys), tuple(missing.signatures), *scripts)


def _is_money(value_sat: int) -> bool:
    return 0 <= value_sat <= MAX_MONEY


def _are_money(amounts: Iterable[int]) -> bool:
    total = 0
    for value_sat in amounts:
        total += value_sat
        if not (_is_money(value_sat) and _is_money(total)):
            return False
    return True
