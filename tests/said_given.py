"""Runs that make the program say what it has to say of what newcomers give."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from conftest import EXAMPLES
from pasting import xxd

from txexplain.bundled import load_psbt
from txexplain.model.hexadecimal import display_hex
from txexplain.wire.transaction import decode

Call = list[str]
KEY = "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1"


def of_what_is_given() -> Iterator[Call]:
    """A decoded PSBT, dumps with gaps and of other numbers, a cut string, a key next to it, answers of a node."""
    raw = EXAMPLES["p2wpkh"].raw
    rows = xxd(raw).split("\n")
    outpoint = decode(raw).inputs[0].outpoint
    coin = json.dumps({"txid": display_hex(outpoint.txid), "vout": outpoint.vout, "scriptPubKey": "51"})
    yield ["decode", json.dumps({"tx": {"vin": [], "vout": []}, "inputs": [], "outputs": []})]
    yield ["decode", base64.b64encode(load_psbt("psbt-signed").raw).decode() + "\n" + raw.hex()]
    yield ["decode", "\n".join(rows[:2] + rows[3:])]
    yield ["decode", "0000000 000002 000000\n0000020 000003 000000"]
    yield ["decode", f'{{"result": "{raw.hex()[:200]}']
    yield ["decode", f"key {KEY}\n{raw.hex()}"]
    yield ["decode", "error code: -5\nerror message:\nNo such mempool transaction."]
    yield ["decode", '{"error": {"code": -28, "message": "Loading"}}']
    yield ["decode", "UR:CRYPTO-PSBT/HDCXLK"]
    yield ["decode", f"https://mempool.space/tx/{EXAMPLES['first'].txid}"]
    yield ["verify", raw.hex(), "--prevouts", coin]
    yield ["verify", raw.hex(), "--parent", coin]
