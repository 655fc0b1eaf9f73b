"""A BlockReport as plain data: what `block --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.data import Data, Rows
from txexplain.data.decode import SCHEMA_VERSION
from txexplain.model.block import NOT_CHECKED, BlockHeader, BlockReport, Check, MerkleProof
from txexplain.model.hexadecimal import display_hex
from txexplain.wire.block import transaction_at

if TYPE_CHECKING:
    from txexplain.model.chain import Lookup


def block_data(report: BlockReport, proof: MerkleProof | None = None, example: str | None = None) -> dict[str, Data]:
    """The block as data, with `proof` the way from one of its transactions to the root."""
    target = report.target
    data: dict[str, Data] = {
        "hash": display_hex(report.header.hash),
        "network": report.network.name,
        "example": example,
        "header": _header(report.header),
        "target": None if target is None else f"{target:064x}",
        "size": report.size_bytes,
        "strippedsize": report.base_size_bytes,
        "weight": report.weight_wu,
        "nTx": report.total,
        "holds": not report.fails,
        "checks": [_check(check) for check in report.checks],
        "height": None if report.height is None else report.height._asdict(),
        "subsidy_sat": report.subsidy_sat,
        "coinbase": _coinbase(report),
        "counts": _counts(report),
        "proof": None if proof is None else _proof(proof, report.header),
        "tx": Rows(lambda: (_transaction(number, report) for number in range(report.total))),
        "not_checked": list(NOT_CHECKED),
        "schema_version": SCHEMA_VERSION,
    }
    return data if report.lookup is None else data | _told(report.lookup)


def _told(lookup: Lookup) -> dict[str, Data]:
    """What a server told of the block: Core's `confirmations`, which are -1 where it is in no chain."""
    from txexplain.data.chain import lookup_data

    block = lookup.block
    confirmations: dict[str, Data] = {}
    if block is not None and block.confirmations is not None:
        confirmations["confirmations"] = block.confirmations
    return {**confirmations, "lookup": lookup_data(lookup)}


def _header(header: BlockHeader) -> Data:
    return {
        "version": header.version,
        "previousblockhash": display_hex(header.previous),
        "merkleroot": display_hex(header.merkle_root),
        "time": header.time,
        "bits": f"{header.bits:08x}",
        "nonce": header.nonce,
        "hex": header.raw.hex(),
    }


def _check(check: Check) -> Data:
    return {
        "key": check.key,
        "holds": check.holds,
        "reason": check.reason or None,
        "code": check.code or None,
        "facts": dict(check.facts),
    }


def _coinbase(report: BlockReport) -> Data:
    coinbase, commitment = report.coinbase, report.commitment
    if coinbase is None:
        return None
    return {
        "txid": display_hex(coinbase.txid),
        "script": coinbase.inputs[0].script_sig.data.hex(),
        "output_sat": coinbase.output_sat,
        "witness_commitment": None
        if commitment is None
        else {
            "vout": commitment.vout,
            "hash": commitment.hash.hex(),
            "reserved_value": None if commitment.reserved is None else commitment.reserved.hex(),
        },
    }


def _counts(report: BlockReport) -> Data:
    counts = report.counts
    return {
        "inputs": counts.inputs,
        "outputs": counts.outputs,
        "with_witness": counts.with_witness,
        "broken": counts.broken,
        "output_types": dict(counts.output_types),
        "spends": [
            {"kind": kind, "certainty": certainty, "count": count}
            for (kind, certainty), count in counts.spends.items()
        ],
    }


def _proof(proof: MerkleProof, header: BlockHeader) -> Data:
    """Hashes in stored order, as they are hashed."""
    return {
        "index": proof.number,
        "txid": display_hex(proof.leaf),
        "leaf": proof.leaf.hex(),
        "path": [
            {
                "neighbour": step.neighbour.hex(),
                "side": "left" if step.is_left else "right",
                "is_itself": step.is_itself,
                "hash": step.result.hex(),
            }
            for step in proof.path
        ],
        "root": proof.root.hex(),
        "holds": proof.root == header.merkle_root,
    }


def _transaction(number: int, report: BlockReport) -> Data:
    """The transaction of that number, which is read again."""
    tx = transaction_at(report.layout, number)
    return {
        "index": number,
        "txid": display_hex(tx.txid),
        "hash": display_hex(tx.wtxid),
        "start": report.layout.starts[number],
        "size": tx.size_bytes,
        "vsize": tx.vsize_vb,
        "weight": tx.weight_wu,
        "inputs": len(tx.inputs),
        "outputs": len(tx.outputs),
        "output_sat": tx.output_sat,
    }
