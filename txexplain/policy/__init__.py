"""Relay policy: what Bitcoin Core's mempool refuses of one transaction by itself (Core: MemPoolAccept::PreChecks).

What nobody can tell from one transaction and its spent outputs is in NOT_LOOKED_AT.

`since` is by Core's release notes: output types 0.3.18; scriptSigs, spent types and P2SH 0.6; dust 0.8.2; data 0.9;
sigops 0.10 (4fad8e6); BIP68 0.12.1; witnesses 0.13.1 (#8499); small sizes 0.16.1 (#11423); taproot 0.21 (#19953);
what is newer in `versions.py`. It is empty where they do not tell, and for scripts, whose rules are many.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from txexplain.model.policy import Policy, PolicyReason, PolicySettings
from txexplain.model.report import Report
from txexplain.model.transaction import TRUC_VERSION
from txexplain.policy import consensus, fee, form, outputs, time
from txexplain.policy.view import Rule, View, view_of

if TYPE_CHECKING:
    from txexplain.model.spend import Verification

_BY_ITSELF: tuple[tuple[Rule, ...], ...] = (
    (consensus.broken_rules,),
    (consensus.coinbase,),
    (form.version,),
    (form.tx_size,),
    (form.scriptsig_size, form.scriptsig_not_pushonly),
    (
        outputs.scriptpubkey,
        outputs.scriptpubkey_multisig,
        outputs.datacarrier,
        outputs.bare_multisig,
        outputs.dust_each,
    ),
    (outputs.dust_too_many,),
    (outputs.multi_op_return,),
    (form.tx_size_small,),
    (time.non_final,),
)
_OF_COINBASE: tuple[tuple[Rule, ...], ...] = ((consensus.broken_rules,), (consensus.coinbase,))

SPENT_OUTPUTS, SCRIPTS = "spent_outputs", "scripts"

NOT_LOOKED_AT = (
    "bad-txns-inputs-missingorspent",  # whether the coins exist and are not spent, unless a server was asked
    "txn-already-in-mempool",
    "txn-same-nonwitness-data-in-mempool",
    "txn-already-known",
    "txn-mempool-conflict",  # what spends the same coins, and whether this may replace it
    "bip125-replacement-disallowed",
    "bad-txns-spends-conflicting-tx",
    "insufficient fee",
    "too many potential replacements",
    "replacement-failed",
    "replacement-adds-unconfirmed",
    "mempool min fee not met",  # a mempool that is full asks for more
    "mempool full",
    "too-long-mempool-chain",
    "too-large-cluster",
    "TRUC-violation",  # but for the size: parents and children that are not confirmed
    "missing-ephemeral-spends",
    "max-fee-exceeded",
    "max feerate exceeded",
)
"""Reasons of a node's that depend on its mempool and chain. What one transaction shows of them is told."""


def relay_policy(report: Report, verification: Verification | None, settings: PolicySettings) -> Policy:
    """All reasons, in Core's order. Without a verification the scripts are not run, which `missing` says.

    `settings.core` must be from OLDEST_CORE to NEWEST_CORE.
    """
    view = view_of(report, verification, settings)
    reasons = tuple(_reasons(view))
    waits = () if report.tx.is_coinbase else tuple(time.waits(view))
    missing = () if report.tx.is_coinbase else (*_missing(view), *time.missing(waits))
    accepted = False if reasons else None if missing else True
    return Policy(accepted, reasons, missing, settings, waits)


def _reasons(view: View) -> Iterator[PolicyReason]:
    """In the order of the stages; where one has several rules, Core tries all of them on one place after another."""
    stages = _OF_COINBASE if view.report.tx.is_coinbase else (*_BY_ITSELF, *_by_coins(view))
    for rules in stages:
        found = [reason for rule in rules for reason in rule(view)]
        yield from sorted(found, key=_place) if len(rules) > 1 else found


def _by_coins(view: View) -> Iterator[tuple[Rule, ...]]:
    """The rules on the coins and the fee; what a transaction gives no reason to look at is not loaded."""
    yield (consensus.missing_inputs,)
    yield (time.non_bip68_final,)
    yield (time.premature_coinbase, consensus.spent_out_of_range)
    yield (consensus.below_outputs,)
    if any(item.spent for item in view.report.inputs):
        from txexplain.policy import inputs, witness

        yield from ((inputs.bip54_sigops,), (inputs.spent_type, inputs.p2sh), (witness.bad_witness,))
    yield from ((fee.dust_with_fee,), (fee.too_many_sigops,), (fee.min_relay_fee,))
    if view.report.tx.version == TRUC_VERSION:
        from txexplain.policy import package

        yield (package.truc_size,)
    if view.verification is not None:
        from txexplain.policy import scripts

        yield (scripts.failing_scripts,)


def _place(reason: PolicyReason) -> int:
    return -1 if reason.at is None else reason.at


def _are_scripts_known(done: Verification | None) -> bool:
    """Whether the scripts of all inputs were run by the rules of relay."""
    if done is None:
        return False
    from txexplain.policy.scripts import are_known

    return are_known(done)


def _missing(view: View) -> Iterator[str]:
    if any(item.spent is None for item in view.report.inputs):
        yield SPENT_OUTPUTS
    if not _are_scripts_known(view.verification):
        yield SCRIPTS
