"""Which reasons to refuse an unsigned transaction stay when it is signed: each rule is on one side or the other.

Signing adds scriptSigs and witnesses. It makes the transaction larger, and changes no output, coin or time.
"""

from __future__ import annotations

from txexplain.model.policy import Policy, PolicyReason

LASTING = frozenset(
    (
        "consensus",
        "coinbase",
        "version",
        "tx_size",
        "scriptpubkey",
        "scriptpubkey_multisig",
        "datacarrier",
        "bare_multisig",
        "dust",
        "dust_with_fee",
        "dust_any_fee",
        "multi_op_return",
        "non_final_height",
        "non_final_time",
        "non_final_never",
        "non_bip68_height",
        "non_bip68_time",
        "premature_coinbase",
        "input_script_unknown",
        "input_witness_undefined",
        "bip54_sigops",
        "too_many_sigops",
        "min_relay_fee",
        "truc_size",
    )
)
OF_SIGNED = frozenset(
    (
        "tx_size_small",
        "scriptsig_size",
        "scriptsig_not_pushonly",
        "p2sh_malformed",
        "p2sh_redeem_missing",
        "p2sh_sigops",
        "witness_p2a",
        "witness_p2sh",
        "witness_no_program",
        "witness_script_size",
        "witness_items",
        "witness_item_size",
        "annex",
        "control_block_empty",
        "tapscript_item_size",
        "script",
    )
)
"""About a scriptSig, a witness, what scripts make of them, or a size that they mend: known when they are final."""
_COUNTED_AGAIN = frozenset(("too_many_sigops", "min_relay_fee", "truc_size"))
"""Those of whose number a node prints another one when it is signed."""


def before_signing(policy: Policy) -> Policy:
    """What is true already of a transaction that is to be signed; that it will be accepted never is."""
    reasons = tuple(_unsigned(each) for each in policy.reasons if each.rule in LASTING)
    missing = ("witness", *(each for each in policy.missing if each != "scripts"))
    return policy._replace(accepted=False if reasons else None, reasons=reasons, missing=missing)


def _unsigned(reason: PolicyReason) -> PolicyReason:
    return reason._replace(detail="") if reason.rule in _COUNTED_AGAIN else reason
