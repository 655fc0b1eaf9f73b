"""JSON of nodes and explorers without the bytes gives the transaction where its txid says so, and else nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import EXAMPLES

from txexplain.bundled import load_example
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.sources.pasted import payloads
from txexplain.sources.transactions import from_text
from txexplain.wire.transaction import decode

NAMES = [name for name, example in EXAMPLES.items() if len(example.raw) < 20_000]


def esplora(name: str) -> dict[str, Any]:
    """As Esplora and mempool.space print it."""
    example = load_example(name)
    tx = decode(example.raw)
    spent = [*example.spent_outputs, *[None] * len(tx.inputs)]
    inputs = [
        {
            "txid": display_hex(txin.outpoint.txid),
            "vout": txin.outpoint.vout,
            "prevout": output and {"scriptpubkey": output.script_pubkey.hex(), "value": output.value_sat},
            "scriptsig": txin.script_sig.data.hex(),
            "witness": [item.data.hex() for item in txin.witness],
            "is_coinbase": tx.is_coinbase,
            "sequence": txin.sequence,
        }
        for txin, output in zip(tx.inputs, spent, strict=False)
    ]
    outputs = [{"scriptpubkey": each.script_pubkey.data.hex(), "value": each.value_sat} for each in tx.outputs]
    size = {"size": len(example.raw), "weight": tx.weight_wu}
    fields = {"version": tx.version, "locktime": tx.lock_time, "vin": inputs, "vout": outputs}
    return {"txid": display_hex(tx.txid), **fields, **size, "fee": 1}


def core(name: str) -> dict[str, Any]:
    """As `decoderawtransaction` prints it: BTC with eight decimals, no hex."""
    from txexplain.session.read import read

    data = read(name).to_dict("decode")
    kept = ("txid", "hash", "version", "size", "vsize", "weight", "locktime", "vin", "vout")
    return {key: data[key] for key in kept}


@pytest.mark.parametrize("form", [esplora, core])
@pytest.mark.parametrize("name", NAMES)
def test_the_fields_give_the_bytes(name: str, form: Any) -> None:
    data = form(name)
    raw = load_example(name).raw
    for text in (json.dumps(data), json.dumps({"result": data}, indent=1), f"```\n{json.dumps(data)}\n```"):
        assert [(each.raw, each.form) for each in payloads(text)] == [(raw, "reassembled")]


def test_spent_outputs_come_along(cli) -> None:
    subject = from_text(json.dumps(esplora("p2wpkh")))
    assert subject.spent_outputs == tuple(load_example("p2wpkh").spent_outputs)
    ran = cli("verify", "--lang", "en", stdin=json.dumps([esplora("p2wpkh")]).encode())
    assert ran.status == 0
    assert ran.err.strip() == "txexplain: put together from the fields at [0] in JSON; the txid matches"


def test_of_fields_that_are_all_of_the_input_no_place_is_said(cli) -> None:
    ran = cli("verify", stdin=json.dumps(esplora("p2wpkh")).encode())
    assert ran.err.strip() == "txexplain: put together from the fields in JSON; the txid matches"


def _without(data: dict[str, Any], *path: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(data))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return copy


def _with(data: dict[str, Any], value: object, *path: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(data))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copy


P2WPKH = esplora("p2wpkh")


@pytest.mark.parametrize(
    "data",
    [
        _without(P2WPKH, "txid"),
        _without(P2WPKH, "locktime"),
        _without(P2WPKH, "vin", 0, "sequence"),
        _without(P2WPKH, "vin", 0, "witness"),
        _without(P2WPKH, "vout", 0),
        _without(P2WPKH, "vout", 0, "scriptpubkey"),
        _with(P2WPKH, "00" * 32, "txid"),
        _with(P2WPKH, 1, "vout", 0, "value"),
        _with(P2WPKH, -1, "version"),
        _with(P2WPKH, [], "vin", 0, "witness"),
        _with(P2WPKH, ["00"], "vin", 0, "witness"),
        _with(P2WPKH, "zz", "vin", 0, "scriptsig"),
        _with(P2WPKH, 2**40, "locktime"),
        _with(P2WPKH, None, "vin", 0),
        _with(core("p2wpkh"), "00" * 32, "hash"),
        _with(core("p2wpkh"), 10**30, "vout", 0, "value"),
        _with(core("p2wpkh"), 0.123456789, "vout", 0, "value"),
    ],
)
def test_what_does_not_lead_to_the_txid_gives_nothing_and_is_told(data: dict[str, Any]) -> None:
    assert payloads(json.dumps(data)) == []
    with pytest.raises(InputError, match="looks_like_decoded_transaction"):
        from_text(json.dumps(data))


def test_a_witness_that_nothing_vouches_for_is_not_left_out_silently() -> None:
    """The txid is the same without it: then the size, the weight or the other hash must be told."""
    bare = _with(_without(_without(P2WPKH, "size"), "weight"), [], "vin", 0, "witness")
    assert payloads(json.dumps(bare)) == []


def test_parents_in_a_decoded_psbt_are_not_the_transaction() -> None:
    data = {"tx": core("p2wpkh"), "inputs": [{"non_witness_utxo": core("first")}]}
    assert [each.raw for each in payloads(json.dumps(data))] == [load_example("p2wpkh").raw]
