"""What a node or an explorer was asked and told, as plain data: Core's keys of `getrawtransaction`, and our own.

Core's side follows TxToJSON (rpc/rawtransaction.cpp): `blockhash`, `confirmations`, of a block in the chain `time`
and `blocktime`. Ours are `lookup`, in inputs `proof`, in outputs `spent`, `spent_by` and `spent_confirmed`.
"""

from __future__ import annotations

from txexplain.data import Data, Rows
from txexplain.model.chain import InBlock, Lookup, OutputState
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report


def add_lookup(report: Report, lookup: Lookup, whole: dict[str, Data]) -> None:
    """Puts what is told to the data of the transaction, and in that of its inputs and of its outputs."""
    if lookup.block is not None:
        whole |= _block_data(lookup.block, is_named=lookup.block_named)
    whole["lookup"] = lookup_data(lookup)
    for number, data in enumerate(_items(whole, "vin")):
        data |= proof_data(lookup, number)
    for number, data in enumerate(_items(whole, "vout")):
        data |= _output_data(lookup, number, report.outputs[number].script.slice.data)


def _items(whole: dict[str, Data], name: str) -> list[dict[str, Data]]:
    made = whole[name]
    assert isinstance(made, list | Rows)
    items = whole[name] = [*made]
    return [item for item in items if isinstance(item, dict)]


def _block_data(block: InBlock, *, is_named: bool) -> dict[str, Data]:
    """Core's members of a transaction in a block; one in no chain has no time, and says so.

    Where the block was named, Core says of one in the chain that it is there.
    """
    data: dict[str, Data] = {"blockhash": display_hex(block.hash)}
    if block.is_stale:
        return {"in_active_chain": False, **data, "confirmations": 0}
    if is_named and block.confirmations is not None:
        data = {"in_active_chain": True, **data}
    if block.confirmations is not None:
        data["confirmations"] = block.confirmations
    return {**data, "time": block.time, "blocktime": block.time}


def lookup_data(lookup: Lookup) -> dict[str, Data]:
    """Who was asked, whether it knows the transaction, and how much of its block is proven."""
    block = lookup.block
    return {
        "server": {"kind": lookup.server.kind, "name": lookup.server.name},
        "known": lookup.known,
        "in_mempool": lookup.in_mempool,
        "block_height": block and block.height,
        "block_proven": block is not None and block.proven,
        "witness_proven": lookup.witness_proven,
        "witness_differs": lookup.witness_differs,
        "stale_block": None if lookup.stale_block is None else display_hex(lookup.stale_block.hash),
        "tip_height": lookup.tip_height,
        "tip_mediantime": lookup.tip_median_time,
    }


def proof_data(lookup: Lookup, vin: int) -> dict[str, Data]:
    """How the output that an input spends is known, where that came from the server."""
    proof = lookup.coins[vin] if vin < len(lookup.coins) else None
    return {} if proof is None else {"proof": proof}


def _output_data(lookup: Lookup, vout: int, script_pubkey: bytes) -> dict[str, Data]:
    """Whether an output is spent, null where the server cannot tell, and by which input; nothing of no transaction
    that it knows."""
    if not lookup.known:
        return {}
    state = lookup.output(vout, script_pubkey)
    return {"spent": None} if state is None else {"spent": state.spent, **_spender(state)}


def _spender(state: OutputState) -> dict[str, Data]:
    data: dict[str, Data] = {}
    if state.txid is not None:
        data["spent_by"] = {"txid": display_hex(state.txid), "vin": state.vin}
    if state.confirmed is not None:
        data["spent_confirmed"] = state.confirmed
    return data
