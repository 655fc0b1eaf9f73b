"""The cause of a failure by what the engine says of it alone; that of a script which is run by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from txexplain.causes import forms
from txexplain.causes.locks import unmet_lock
from txexplain.causes.seen import Found
from txexplain.model.report import Facts
from txexplain.model.spend import AssumedTransaction, Failure, Run

_PLAIN = {
    "SCRIPT_SIZE": "size",
    "PUSH_SIZE": "size",
    "OP_COUNT": "count",
    "STACK_SIZE": "count",
    "SIG_NULLDUMMY": "item",
    "WITNESS_PROGRAM_WRONG_LENGTH": "size",
    "NEGATIVE_LOCKTIME": "wanted",
    "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION": "version",
    "DISCOURAGE_OP_SUCCESS": "opcode",
}
"""Errors with one cause, of which the number or the item is told: the fact that says it."""


_BY_CODE: Mapping[str, Callable[[Failure], Found]] = {
    "SIG_HASHTYPE": forms.undefined_hash_type,
    "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM": forms.undefined_program,
    "PUBKEYTYPE": forms.key_form,
    "WITNESS_PUBKEYTYPE": forms.key_form,
    "DISCOURAGE_UPGRADABLE_PUBKEYTYPE": forms.tapscript_key,
    "INVALID_STACK_OPERATION": forms.too_few_items,
    "SIG_COUNT": forms.counted,
    "PUBKEY_COUNT": forms.counted,
    "CLEANSTACK": forms.left_over,
    "MINIMALIF": forms.condition,
    "TAPSCRIPT_MINIMALIF": forms.condition,
}


def by_facts(failure: Failure) -> Found:
    """Empty where no more is known than the failure says."""
    code = failure.code
    if code in _PLAIN:
        return {"cause": code.lower()} if _PLAIN[code] in failure.facts else {}
    find = _BY_CODE.get(code)
    return {} if find is None else find(failure)


def of_script(run: Run, transaction: AssumedTransaction | None) -> Run:
    """The run of a script by itself; its failure says its cause, by what is assumed around it."""
    failure = run.failure
    if failure is None:
        return run
    if failure.code == "UNSATISFIED_LOCKTIME" and transaction is not None:
        found = unmet_lock(failure, transaction.lock_time, transaction.sequence, transaction.version)
    else:
        found = by_facts(failure)
    return run._replace(failure=failure._replace(facts=Facts({**failure.facts, **found})))
