"""Raw bytes to a Transaction where many are read: by offsets, and written again to be compared."""

from __future__ import annotations

from txexplain.model.bytes import Span
from txexplain.model.errors import DecodeError
from txexplain.model.transaction import Transaction
from txexplain.wire.cursor import compact_size
from txexplain.wire.hashes import hash256
from txexplain.wire.scan import Doubt, Scan, scan
from txexplain.wire.transaction import MARKER_AND_FLAG, decode


def decode_quickly(raw: bytes) -> Transaction:
    """What `decode` gives, for one transaction among many: read by offsets where these leave no doubt.

    Two readings agree here too: what was read is written again, and gives the same bytes. Raises as `decode` does.
    """
    try:
        tx = _transaction_of(scan(raw))
    except Doubt:
        return decode(raw)
    if _written(tx) != raw:
        raise DecodeError("readings_differ", Span(0, len(raw)), raw, field="tx")
    return tx


def _transaction_of(found: Scan) -> Transaction:
    """The transaction whose pieces were found."""
    raw = found.raw
    wtxid = hash256(raw)
    txid = hash256(found.base) if found.witnesses else wtxid
    inputs, outputs = tuple(found.txins()), tuple(found.txouts())
    has_witness, base_size = bool(found.witnesses), found.base_size_bytes
    return Transaction(raw, found.version, inputs, outputs, found.lock_time, has_witness, base_size, txid, wtxid)


def _written(tx: Transaction) -> bytearray:
    """The bytes of the transaction, from what was read of it alone."""
    out = bytearray(tx.version.to_bytes(4, "little"))  # no list to be joined: of a hostile transaction that is huge
    if tx.has_witness:
        out += MARKER_AND_FLAG
    out += compact_size(len(tx.inputs))
    for (txid, vout), (_, script), sequence, _ in tx.inputs:
        out += txid + vout.to_bytes(4, "little") + compact_size(len(script)) + script + sequence.to_bytes(4, "little")
    out += compact_size(len(tx.outputs))
    for value_sat, (_, script) in tx.outputs:
        out += value_sat.to_bytes(8, "little", signed=True) + compact_size(len(script)) + script
    if tx.has_witness:
        for txin in tx.inputs:
            out += compact_size(len(txin.witness))
            for _, item in txin.witness:
                out += compact_size(len(item)) + item
    out += tx.lock_time.to_bytes(4, "little")
    return out
