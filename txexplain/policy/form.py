"""The form of the transaction and of its scriptSigs (Core: IsStandardTx)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.policy import PolicyReason
from txexplain.model.report import Facts
from txexplain.model.transaction import (
    MAX_STANDARD_TX_WEIGHT,
    MIN_STANDARD_TX_NONWITNESS_SIZE,
    STANDARD_VERSIONS,
)
from txexplain.policy.view import View
from txexplain.wire.script import is_push_only

_MAX_STANDARD_SCRIPTSIG_SIZE = 1_650


def version(view: View) -> Iterator[PolicyReason]:
    """A version that nothing is agreed on for. It is unsigned here; what was negative is refused as well."""
    number, high = view.report.tx.version, view.node.highest_version
    if not STANDARD_VERSIONS[0] <= number <= high:
        facts = Facts(version=number, low=STANDARD_VERSIONS[0], high=high)
        yield PolicyReason("version", rule="version", facts=facts)


def tx_size(view: View) -> Iterator[PolicyReason]:
    """The weight, of which a block could hold ten."""
    weight = view.report.tx.weight_wu
    if weight > MAX_STANDARD_TX_WEIGHT:
        facts = Facts(weight_wu=weight, limit_wu=MAX_STANDARD_TX_WEIGHT)
        yield PolicyReason("tx-size", rule="tx_size", facts=facts)


def scriptsig_size(view: View) -> Iterator[PolicyReason]:
    """A scriptSig longer than any multisig needs."""
    for index, txin in enumerate(view.report.tx.inputs):
        size = len(txin.script_sig.data)
        if size > _MAX_STANDARD_SCRIPTSIG_SIZE:
            facts = Facts(size_bytes=size, limit_bytes=_MAX_STANDARD_SCRIPTSIG_SIZE)
            yield PolicyReason("scriptsig-size", "", "scriptsig_size", "input", index, "0.6", facts)


def scriptsig_not_pushonly(view: View) -> Iterator[PolicyReason]:
    """A scriptSig that does more than push."""
    for index, txin in enumerate(view.report.tx.inputs):
        if not is_push_only(txin.script_sig.data):
            yield PolicyReason("scriptsig-not-pushonly", "", "scriptsig_not_pushonly", "input", index, "0.6")


def tx_size_small(view: View) -> Iterator[PolicyReason]:
    """Without its witness as short as two hashes (CVE-2017-12842), or shorter (25.0; before, below 82 bytes)."""
    size = view.report.tx.base_size_bytes
    if size < MIN_STANDARD_TX_NONWITNESS_SIZE:
        facts = Facts(size_bytes=size, limit_bytes=MIN_STANDARD_TX_NONWITNESS_SIZE)
        yield PolicyReason("tx-size-small", rule="tx_size_small", since="0.16.1", facts=facts)
