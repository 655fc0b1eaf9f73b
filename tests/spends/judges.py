"""One spend, and the two that judge it: Bitcoin Core's engine and ours."""

from __future__ import annotations

from typing import NamedTuple

import pbk
from pbk.script import PrecomputedTransactionData

from txexplain.crypto.checker import checkers
from txexplain.model.report import SpentOutput
from txexplain.model.rules import Rules
from txexplain.model.spend import Run
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.wire.transaction import decode


class Case(NamedTuple):
    """One spend to be judged: input `index` of `raw`. `mutation` says what was done to it, if anything was."""

    kind: str
    raw: bytes
    spent: tuple[SpentOutput, ...]
    index: int
    mutation: str = ""


def core_accepts(case: Case, rules: Rules) -> bool:
    """Bitcoin Core's verdict (VerifyScript). The rules must be a set that is possible: else Core may abort."""
    tx = pbk.Transaction(case.raw)
    scripts = [pbk.ScriptPubkey(output.script_pubkey) for output in case.spent]
    pairs = zip(scripts, case.spent, strict=True)
    data = PrecomputedTransactionData(tx, [pbk.TransactionOutput(script, spent.value_sat) for script, spent in pairs])
    flags = pbk.ScriptVerificationFlags.NONE
    for name in rules.names:
        flags |= pbk.ScriptVerificationFlags[name]
    script, value = scripts[case.index], case.spent[case.index].value_sat
    return bool(script.verify(value, tx, data, case.index, flags))


def engine_runs(case: Case, *rule_sets: Rules) -> list[Run]:
    """What the engine says by each of the sets of rules. One checker serves them all, as it does in `verify`."""
    tx = decode(case.raw)
    txin, output = tx.inputs[case.index], case.spent[case.index]
    checker = checkers(tx, case.spent)[case.index]
    satisfaction = Satisfaction(txin.script_sig, txin.witness)
    return [verify_spend(satisfaction, output.script_pubkey, rules, checker) for rules in rule_sets]
