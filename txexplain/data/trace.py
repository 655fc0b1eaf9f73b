"""One input run step by step, as plain data: what `trace --json` and `script --json` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.data import Data
from txexplain.data.decode import SCHEMA_VERSION
from txexplain.data.verify import check_data, proof_of_coin, spend_data
from txexplain.model.report import OutputReport
from txexplain.model.script import opcode_name
from txexplain.model.signing import Proof, SigVersion
from txexplain.model.spend import AssumedTransaction, InputVerdict, Run, Stage, Step
from txexplain.wire.asm import core_asm

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup


def trace_data(spend: InputVerdict, txid: str, lookup: Lookup | None = None) -> dict[str, Data]:
    """The verdict on an input and the stages of its run; `txid` is as it is shown."""
    return {
        "txid": txid,
        "index": spend.vin,
        **spend_data(spend),
        **proof_of_coin(lookup, spend.vin),
        "diagnosis": _diagnosis(spend),
        "stages": [_stage(stage) for stage in spend.run.stages],
        "schema_version": SCHEMA_VERSION,
    }


def _diagnosis(spend: InputVerdict) -> Data:
    """What was found out about the signatures of an input that fails."""
    if spend.diagnosis is None:
        return None
    from txexplain.data.diagnosis import all_diagnosis_data

    return all_diagnosis_data(spend)


def script_data(
    run: Run,
    output: OutputReport | None = None,
    transaction: AssumedTransaction | None = None,
    closed_by: str = "",
) -> dict[str, Data]:
    """A script that was run by itself: what it is as an output script, `closed_by` why nothing can open that (""
    where no reason is seen), and the transaction that was assumed."""
    failure = run.failure
    return {
        "output_type": None if output is None else output.type.key,
        "address": None if output is None else output.address,
        "closed_by": closed_by or None,
        "transaction": None if transaction is None else _assumed(transaction),
        "verdict": run.verdict.value,
        "reason": failure.code if failure else run.missing.what if run.missing else None,
        "position": failure.position if failure else None,
        "stages": [_stage(stage) for stage in run.stages],
        "schema_version": SCHEMA_VERSION,
    }


def _assumed(transaction: AssumedTransaction) -> Data:
    version, sequence, lock_time = transaction
    return {"version": version, "sequence": sequence, "locktime": lock_time}


def _stage(stage: Stage) -> Data:
    script = stage.script.data
    return {
        "role": stage.role,
        "version": stage.version.value,
        "script": {"asm": core_asm(script), "hex": script.hex()},
        "before": [item.hex() for item in stage.before],
        "steps": [_step(step, stage.version) for step in stage.steps],
        "skipped": stage.skipped,
        "checks": [check_data(check) for check in stage.checks],
        "proof": _proof(stage.proof),
    }


def _step(step: Step, version: SigVersion) -> Data:
    instruction = step.instruction
    return {
        "position": step.position,
        "opcode": opcode_name(instruction.opcode, tapscript=version is SigVersion.TAPSCRIPT),
        "data": None if instruction.data is None else instruction.data.hex(),
        "executed": step.executed,
        "stack": [item.hex() for item in step.stack],
        "altstack": [item.hex() for item in step.altstack],
        "kept": step.kept,
        "depth": step.depth,
        "taken": step.taken,
        "checks": [check_data(check) for check in step.checks],
        "failure": step.failure or None,
    }


def _proof(proof: Proof | None) -> Data:
    if proof is None:
        return None
    values: list[Data] = [{"name": name, "hex": value.hex()} for name, value in proof.values]
    return {"key": proof.key, "values": values, "holds": proof.holds}
