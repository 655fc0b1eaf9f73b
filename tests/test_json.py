"""What `--json` says, to the last member: kept as it was looked at, and as Core and the schemas have it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import EXAMPLES
from said_psbttexts import EVERY_FIELD, EVERY_NEW_FIELD

from txexplain.model.hash_types import hash_type_name

FOLDER = Path(__file__).with_name("json")
BARE = EXAMPLES["p2sh-p2wsh"].raw.hex()
SIGNING_MESSAGE = (  # for version 0 of the witness
    "020000000036171f6c59692a9191191892c2fc705a59cfecf51c594fb97c0aec5172a42381fc492561da56832f9a3ce1d0569ea1"
    "00c76949545d3b6254f1086a33b71413020202020202020202020202020202020202020202020202020202020202020202020202"
    "1976a914111111111111111111111111111111111111111188ace8030000000000000000000017a62f6ce0c95bf3e6c90586594d"
    "7654d2cd648168a3618194b6652348250daf0000000001000000"
)
CASES = {  # the name of a file → a command
    "decode-p2wpkh": ["decode", "--bytes", "p2wpkh"],
    "decode-coinbase": ["decode", "coinbase"],
    "decode-bare": ["decode", BARE],
    "decode-signing-message": ["decode", "--bytes", SIGNING_MESSAGE],
    "decode-psbt-every-field": ["decode", EVERY_FIELD.hex()],
    "decode-psbt-new-fields": ["decode", "--bytes", EVERY_NEW_FIELD.hex()],
    "decode-psbt-signed-once": ["decode", "psbt-signed-once"],
    "verify-psbt-signed": ["verify", "psbt-signed"],
    "sighash-psbt-signed-once": ["sighash", "psbt-signed-once"],
    "verify-p2wsh-multisig": ["verify", "p2wsh-multisig"],
    "verify-bad-signature": ["verify", "bad-signature"],
    "verify-before-p2sh": ["verify", "before-p2sh"],
    "verify-nop2-today": ["verify", "nop2", "--rules", "consensus"],
    "verify-first-multisig-policy": ["verify", "first-multisig", "--rules", "policy"],
    "verify-bare": ["verify", BARE],
    "verify-overspent": [
        "verify",
        EXAMPLES["p2pkh"].raw.hex(),
        "--prevouts",
        '[{"value_sat": 1, "script_pubkey": "51"}]',
    ],
    "trace-p2sh-multisig": ["trace", "p2sh-multisig"],
    "trace-taproot-script": ["trace", "taproot-script"],
    "trace-bad-taproot": ["trace", "bad-taproot"],
    "trace-htlc-refund": ["trace", "htlc-refund"],
    "sighash-single": ["sighash", "sighash-single"],
    "sighash-taproot-script": ["sighash", "taproot-script"],
    "whatif-csv": ["whatif", "csv", "--set", "vin[0].sequence=287"],
    "whatif-p2wpkh": ["whatif", "p2wpkh", "--set", "spent[0].value=1"],
    "whatif-drop": ["whatif", "sale", "--drop", "vin[1]"],
    "whatif-unreadable": ["whatif", "p2pkh", "--flip", "4:1"],
    "block170": ["block", "block170", "--proof", "1"],
    "script-locked": ["script", "1 OP_CHECKLOCKTIMEVERIFY"],
    "script-true": ["script", "OP_2 OP_3 OP_ADD OP_5 OP_EQUAL", "--stack", "<51>"],
}


@pytest.mark.parametrize("name", CASES)
def test_the_data_is_as_it_was_looked_at(cli, name: str) -> None:
    """TXEXPLAIN_UPDATE_SCREENS=1 writes it anew, to be looked at before it is committed."""
    command, *arguments = CASES[name]
    data = json.loads(cli(command, "--json", *arguments).out)
    path = FOLDER / f"{name}.json"
    if os.environ.get("TXEXPLAIN_UPDATE_SCREENS") == "1":
        path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    assert data == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("algorithm", "hash_type", "name"),
    [
        ("schnorr", 0, "DEFAULT"),
        ("schnorr", 1, "ALL"),
        ("schnorr", 0x83, "SINGLE|ANYONECANPAY"),
        ("ecdsa", 0, None),
        ("ecdsa", 1, "ALL"),
        ("ecdsa", 4, None),
    ],
)
def test_hash_types_have_cores_names_and_odd_ones_none(algorithm: str, hash_type: int, name: str | None) -> None:
    assert hash_type_name(hash_type, algorithm) == name
