"""What version 3 asks of a transaction by itself (BIP431; Core: SingleTRUCChecks)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.hexadecimal import display_hex
from txexplain.model.policy import PolicyReason
from txexplain.model.report import Facts
from txexplain.model.transaction import TRUC_VERSION
from txexplain.policy.view import View

_TRUC_MAX_VSIZE = 10_000


def truc_size(view: View) -> Iterator[PolicyReason]:
    """Larger than one of version 3 may be. One before Core 28 takes none of that version, for the version."""
    tx, size = view.report.tx, view.report.sigop_vsize_vb
    if tx.version != TRUC_VERSION or view.node.highest_version < TRUC_VERSION or size <= _TRUC_MAX_VSIZE:
        return
    ids = f"{display_hex(tx.txid)} (wtxid={display_hex(tx.wtxid)})"
    detail = f"version=3 tx {ids} is too big: {size} > {_TRUC_MAX_VSIZE} virtual bytes"
    facts = Facts(vsize_vb=size, limit_vb=_TRUC_MAX_VSIZE)
    told = detail if view.report.sigop_cost_known else ""
    yield PolicyReason("TRUC-violation", told, "truc_size", since="28.0", facts=facts)
