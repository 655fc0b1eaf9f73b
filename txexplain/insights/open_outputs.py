"""Coins that anybody can take: outputs that ask for no signature and no secret, spends that no signature protects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from txexplain.insights.revealed import reveals_its_coin
from txexplain.model import script as op
from txexplain.model.report import Condition, Facts, Finding, InputReport, Level, OutputReport, Report
from txexplain.model.script import NONSTANDARD, SIGNATURE_CHECKS, Script
from txexplain.wire.dust import dust_sat
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import PAY_TO_ANCHOR, pay_to_script_hash, pay_to_witness, witness_program
from txexplain.wire.script import first_of

_NEEDED_SAT = dust_sat(PAY_TO_ANCHOR) or 0  # what an anchor needs to hold; more of it is money
LONGEST_TRIED = 100  # bytes of a script
MOST_TRIED = 200  # scripts of a transaction
_TRIED = ((), (b"\1",), (b"",), (b"\1", b"\1"), (b"", b""))  # what anybody can push; the top last
_PUSHES = (op.OP_1NEGATE, *range(op.OP_1, op.OP_16 + 1))
OPEN_SCRIPTS = (b"", *(bytes([code]) for code in _PUSHES), b"\x75\x51", b"\x61")
_HASH_AT, _KEPT = 2, 3  # where an output script has the hash, and how many bytes of each are kept, to look no further
_STARTS = bytes.fromhex(
    "b472a2c692a0da174569d7ef02811679510b2f75ea0a98b1dcb52114f4f15e3849ffd6f0c9fa1d28e2149c8f8773d5b22140a99e37af"
    "ca2bb499435562426ed7297372c44f35a244b639fa082dbd6e4cec0a01234d70ca4624430ee00ce4124246d69e9d431edceef69e412f"
    "b324de18c1f84317f30c398ae3b0c4c4694f4ae8158c25748de0b3e632b7a25513de5a6ffcb5f44b68ab18f538bbeebd245843a9253d"
    "cfae0d74cd9ed2e2ad8d33f533198aca9781"
)


def find(report: Report) -> Iterator[Finding]:
    """For each output that is open, and each input that shows everything it needs, with no signature among it."""
    tried: dict[bytes, bool] = {}
    for vout, output in enumerate(report.outputs):
        how = _how_open(output, tried)
        if how:
            facts = Facts(vout=vout, how=how)
            yield Finding("open_output", Level.ODD, facts=facts, spans=(output.script.slice.span,))
    for vin, item in enumerate(report.inputs):
        if not report.tx.is_coinbase and _is_unprotected(item):
            conditions = (Condition("spend", vin),)
            facts = Facts(vin=vin, where="input_script") if _checks(item.script_sig) else Facts(vin=vin)
            yield Finding("unprotected_spend", Level.ODD, facts=facts, conditions=conditions)


def _how_open(output: OutputReport, tried: dict[bytes, bool]) -> str:
    script, type_ = output.script.slice.data, output.type.key
    if type_ == "anchor":
        return "anchor" if output.value_sat > _NEEDED_SAT else ""
    if type_ in ("scripthash", "witness_v0_scripthash"):
        return "script_hash" if _is_open_hash(script) else ""
    if type_ != NONSTANDARD or not 0 < len(script) <= LONGEST_TRIED:
        return ""
    if script not in tried and len(tried) < MOST_TRIED:
        tried[script] = _runs(script)
    return "script" if tried.get(script) else ""


def _runs(script: bytes) -> bool:
    """Whether the script passes with what anybody can push, as every node runs it; where it asks for a signature or
    for a time it does not."""
    from txexplain.model.rules import CONSENSUS  # hardly any transaction has such an output
    from txexplain.model.signing import SigVersion
    from txexplain.model.spend import Verdict
    from txexplain.script.spend import run_alone

    runs = (run_alone(script, SigVersion.BASE, list(items), CONSENSUS) for items in _TRIED)
    return any(run.verdict is Verdict.VALID for run in runs)


def _is_open_hash(script: bytes) -> bool:
    """Whether it is the hash of a script that passes for anybody."""
    start = script[_HASH_AT : _HASH_AT + _KEPT]
    return any(_STARTS[at : at + _KEPT] == start for at in range(0, len(_STARTS), _KEPT)) and script in _open_hashes()


@cache
def _open_hashes() -> frozenset[bytes]:
    """The output scripts that are hashes of scripts which pass for anybody."""
    by_witness = [pay_to_witness(0, sha256(script)) for script in OPEN_SCRIPTS]
    hashed = (pay_to_script_hash(hash160(script)) for script in (*OPEN_SCRIPTS, *by_witness))
    return frozenset((*hashed, *by_witness))


def _is_unprotected(item: InputReport) -> bool:
    """Whether all scripts that the input runs are known, and none of them checks a signature."""
    if item.spent is None or not (item.txin.script_sig.data or item.txin.witness or item.spent.type.key == "anchor"):
        return False
    if item.spent.type.key == "anchor":
        return item.spent.value_sat > _NEEDED_SAT
    if item.spent.type.key in ("scripthash", "witness_v0_scripthash", "witness_v1_taproot"):
        scripts = [inner.script for inner in item.inner_scripts]
        return bool(scripts) and reveals_its_coin(item) and _is_open(scripts[-1])
    return item.spent.type.key == NONSTANDARD and _is_open(item.spent.script)


def _is_open(script: Script) -> bool:
    """Whether it checks no signature, and nothing is seen that always fails in it."""
    if _checks(script) or _is_program(script):
        return False
    from txexplain.opening.closed import why_script_fails  # hardly any input shows such a script

    return script.tapscript or not why_script_fails(script.slice.data)


def _checks(script: Script) -> bool:
    return first_of(script.slice.data, SIGNATURE_CHECKS) is not None


def _is_program(script: Script) -> bool:
    return witness_program(script.slice) is not None
