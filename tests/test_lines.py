"""Lines in, lines out: what a line can be, what it is answered, and that no line stops the others."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import re
import struct
import subprocess
import sys
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from block_folders import folder, record
from conftest import EXAMPLES, FULL, load_vectors, vector_bytes
from effort import HANG, grows_in_step
from jsonschema import Draft202012Validator

import txexplain
from txexplain.bulk.answer import written
from txexplain.bulk.lines import Blank, Defaults, Lines, Refused
from txexplain.bulk.reading import Source, line_works
from txexplain.bulk.work import Asked, Tally
from txexplain.bundled import load_psbt, psbt_names
from txexplain.model.hexadecimal import display_hex
from txexplain.schemas import schema_text
from txexplain.sources.files import MAX_INPUT_SIZE

RAW = EXAMPLES["p2wpkh"].raw
HEX = RAW.hex()
LEFT_OUT = {"decode": {"findings", "policy"}, "verify": {"policy", "not_checked"}}
PSBT = base64.b64encode(load_psbt("psbt-signed").raw).decode()


def parsed(text: str) -> list[dict[str, Any]]:
    return [json.loads(line, parse_float=Decimal) for line in text.splitlines()]


def answered(text: str | bytes, view: str = "decode", **asked: Any) -> list[dict[str, Any]]:
    """The answers to these lines."""
    raw = text if isinstance(text, bytes) else text.encode()
    works = line_works([Source(lambda: BytesIO(raw))], view, Defaults())
    return parsed(b"".join(written(work, Asked(view, **asked)).text for work in works).decode("ascii"))


def error_of(line: str | bytes, view: str = "decode") -> str:
    (answer,) = answered(line, view)
    return str(answer["error"]["code"])


# An answer is what the command says of one


def comparable(view: str, data: dict[str, Any]) -> dict[str, Any]:
    """What `--json` says without what is left out where many are asked about."""
    return without({name: value for name, value in data.items() if name not in LEFT_OUT[view]})


def without(data: Any) -> Any:
    """Without findings, diagnoses and the working of signatures, wherever they are."""
    if isinstance(data, dict):
        return {
            name: without(value) for name, value in data.items() if name not in ("findings", "diagnosis", "working")
        }
    return [without(item) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("view", ["decode", "verify"])
def test_every_example_is_answered_as_the_command_answers_it_alone(view: str, cli) -> None:
    names = [*EXAMPLES, *psbt_names()]
    ran = cli(view, "--lines", *names)
    for number, (name, answer) in enumerate(zip(names, parsed(ran.out), strict=True), 1):
        assert answer.pop("line") == number
        alone = json.loads(cli(view, "--json", "--no-diagnosis", name).out if view == "verify" else
                           cli(view, "--json", name).out, parse_float=Decimal)  # fmt: skip
        assert comparable(view, answer) == comparable(view, alone), name
        assert not LEFT_OUT[view].intersection(answer) - {"not_checked"}
        assert without(answer) == answer


def mixed(count: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """Transactions with what is known of their coins: Core's valid and invalid ones, and those of a node."""
    found = []
    for name in ("tx_valid.json", "tx_invalid.json"):
        for row in load_vectors(name):
            if len(row) == 3:
                found.append((row[1], []))
    lines = gzip.decompress(vector_bytes("core_decoderawtransaction.jsonl.gz")).splitlines()
    for line in lines:
        text = json.loads(line)
        found.append((text["hex"] if "hex" in text else text["rawtx"], []))
    rng = random.Random(15)
    rng.shuffle(found)
    return found if FULL else found[:count]


@pytest.mark.parametrize("view", ["decode", "verify"])
def test_mixed_transactions_are_answered_as_alone(view: str, cli) -> None:
    rows = mixed(200)
    answers = answered("\n".join(raw for raw, _ in rows), view)
    assert len(answers) == len(rows)
    read, codes = 0, []
    no_diagnosis = {"diagnosis": False} if view == "verify" else {}
    for (raw, _), answer in zip(rows, answers, strict=True):
        try:
            session = txexplain.read(raw)
        except txexplain.TxExplainError as error:
            codes.append((error.code, answer["error"]["code"]))
            continue
        read += 1
        alone = json.loads(json.dumps(session.to_dict(view, **no_diagnosis)), parse_float=Decimal)
        assert comparable(view, dropped_line(answer)) == comparable(view, alone)
    assert read > 100
    assert all(alone == among for alone, among in codes)


def dropped_line(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: as_float(value) for name, value in answer.items() if name != "line"}


def as_float(value: Any) -> Any:
    """Amounts as to_dict has them: floats."""
    if isinstance(value, Decimal):
        return Decimal(repr(float(value)))
    if isinstance(value, dict):
        return {name: as_float(item) for name, item in value.items()}
    return [as_float(item) for item in value] if isinstance(value, list) else value


def test_explain_answers_with_the_walkthrough(cli) -> None:
    (answer,) = parsed(cli("explain", "--lines", "p2pkh").out)
    alone = json.loads(cli("explain", "--json", "p2pkh").out, parse_float=Decimal)
    policy = alone.pop("policy")
    assert answer == {"line": 1, **alone}
    (asked,) = parsed(cli("explain", "--lines", "--fields", "policy", "p2pkh").out)
    assert asked["policy"] == policy
    (short,) = parsed(cli("explain", "--json", "--lines", "--brief", "p2pkh").out)
    assert len(short["places"]) < len(answer["places"])
    judged = cli("explain", "--lines", "p2pkh", "bad-signature", "psbt-signed-once")
    assert (judged.status, "1 valid, 1 invalid, 1 unknown" in judged.err) == (0, True)


def test_what_is_left_out_can_be_asked_for(cli) -> None:
    alone = json.loads(cli("verify", "--json", "bad-signature").out)
    paths = "inputs.0.signatures,inputs.0.diagnosis,policy"
    (answer,) = (
        json.loads(line) for line in cli("verify", "--lines", "--fields", paths, "bad-signature").out.split("\n")[:-1]
    )
    assert answer["inputs.0.signatures"] == alone["inputs"][0]["signatures"]
    assert answer["inputs.0.diagnosis"] == alone["inputs"][0]["diagnosis"]
    assert answer["policy"] == alone["policy"]
    decoded = json.loads(cli("decode", "--json", "p2pkh").out)
    (answer,) = (
        json.loads(line)
        for line in cli("decode", "--lines", "--fields", "findings,policy", "p2pkh").out.split("\n")[:-1]
    )
    assert (answer["findings"], answer["policy"]) == (decoded["findings"], decoded["policy"])


def test_answers_of_all_kinds_are_whole_as_the_schema_says(cli) -> None:
    schema = Draft202012Validator(json.loads(schema_text("lines")))
    given = "\n".join([HEX, PSBT, "nonsense", json.dumps({"hex": HEX, "id": 5, "more": {"x": 1.5}}), "bad-signature"])
    paths = {"decode": "txid,findings", "verify": "verdict,inputs", "explain": "places"}
    names = {"decode": ["decode", "psbt"], "verify": ["verify", "psbt-verify"], "explain": ["explain", "explain"]}
    for view, kinds in names.items():
        whole = [json.loads(line) for line in cli(view, "--lines", stdin=given.encode()).out.splitlines()]
        some = cli(view, "--lines", "--fields", paths[view], stdin=given.encode()).out.splitlines()
        for answer in (*whole, *map(json.loads, some)):
            schema.validate(answer)
        for kind, answer in zip(kinds, whole, strict=False):
            part = {"$ref": f"#/$defs/{kind}", "$defs": schema.schema["$defs"]}
            Draft202012Validator(part).validate(answer)
            assert not schema.is_valid({**answer, "txid" if "txid" in answer else "inputs": 5}), kind
            assert not schema.is_valid({**answer, "what": 5}), kind
    assert not schema.is_valid({"line": 1, "error": {"code": 5}})


def test_transactions_of_a_block_are_as_the_schema_of_lines_says(cli) -> None:
    schema = Draft202012Validator(json.loads(schema_text("lines")))
    for how in ("--transactions", "--verify"):
        for line in cli("block", "block170", how, "--lines").out.splitlines():
            schema.validate(json.loads(line))


PSBTS = ("core_psbt.jsonl.gz", "core_psbt_stages.jsonl.gz")


def test_a_bad_psbt_has_the_same_error_as_alone() -> None:
    rows = [json.loads(row) for name in PSBTS for row in gzip.decompress(vector_bytes(name)).splitlines()]
    texts = [row["psbt"] for row in rows]
    texts = texts if FULL else random.Random(15).sample(texts, 150)
    answers = answered("\n".join(texts))
    codes = [
        (code_alone(text), answer.get("error", {}).get("code")) for text, answer in zip(texts, answers, strict=True)
    ]
    assert all(alone == among for alone, among in codes)
    assert len({alone for alone, _ in codes}) > 5


def code_alone(text: str) -> str | None:
    try:
        txexplain.read(text).to_dict("decode")
    except txexplain.TxExplainError as error:
        return error.code
    return None


# What a line can be


@pytest.mark.parametrize(
    "line",
    [
        HEX,
        HEX.upper(),
        f"  {HEX}\t",
        f"0x{HEX}",
        f'"{HEX}"',
        "p2wpkh",
        EXAMPLES["p2wpkh"].txid,
        json.dumps({"hex": HEX}),
        json.dumps({"hex": f" {HEX} "}),
        json.dumps({"result": HEX, "error": None, "id": 1}),
        f"bitcoin-cli decoderawtransaction {HEX}",
    ],
)
def test_a_transaction_is_read_in_each_form(line: str) -> None:
    (answer,) = answered(line)
    assert (answer["txid"], answer["line"]) == (EXAMPLES["p2wpkh"].txid, 1)


@pytest.mark.parametrize(
    "line", [PSBT, load_psbt("psbt-signed").raw.hex(), "psbt-signed", json.dumps({"psbt": PSBT})]
)
def test_a_psbt_is_read_in_each_form(line: str) -> None:
    (answer,) = answered(line)
    assert answer["psbt"] == PSBT
    assert "policy" not in answer


SPENDS = {"value_sat": 10_000, "script_pubkey": "0014" + "11" * 20}
OUTPOINT = {"txid": display_hex(b"\1" * 32), "vout": 1}
ONE_INPUT = "0200000001" + "01" * 32 + "01000000" + "00" + "ffffffff" + "01e8030000000000000151" + "00000000"


@pytest.mark.parametrize(
    "prevouts",
    [
        [SPENDS],
        [{**SPENDS, **OUTPOINT}],
        [{"value": 0.0001, "scriptPubKey": {"hex": SPENDS["script_pubkey"]}}],
        [{"amount": 0.0001, "scriptPubKey": SPENDS["script_pubkey"], **OUTPOINT}],
        {f"{OUTPOINT['txid']}:1": SPENDS},
        json.dumps([SPENDS]),
    ],
)
def test_prevouts_are_taken_in_any_shape_that_the_option_takes(prevouts: Any) -> None:
    (answer,) = answered(json.dumps({"hex": ONE_INPUT, "prevouts": prevouts}))
    assert (answer["fee_sat"], answer["vin"][0]["prevout"]["scriptPubKey"]["hex"]) == (9_000, SPENDS["script_pubkey"])
    assert "input" not in answer


def coins_of(session: Any) -> list[dict[str, Any]]:
    return [
        {"value_sat": each.coin.value_sat, "script_pubkey": each.coin.script_pubkey.hex()} for each in session.inputs
    ]


def test_the_fast_reading_of_prevouts_gives_what_the_general_one_gives(cli) -> None:
    for name in ("p2wpkh", "p2pkh", "pizza"):
        session = txexplain.read(name)
        coins = coins_of(session)
        raw = bytearray(session.raw)
        raw[-1] ^= 1  # no example any more
        (fast,) = answered(json.dumps({"hex": raw.hex(), "prevouts": coins}), "verify")
        slow = cli(
            "verify", "--json", "--no-diagnosis", "-", "--prevouts", json.dumps(coins), stdin=raw.hex().encode()
        )
        assert comparable("verify", {**fast, "line": 0}) == comparable("verify", {"line": 0, **json.loads(slow.out)})


@pytest.mark.parametrize(
    ("prevouts", "code"),
    [
        ([SPENDS, SPENDS], "spent_outputs_count"),
        ([{"value_sat": "x", "script_pubkey": "51"}], "bad_spent_value"),
        ([{"value_sat": 1, "script_pubkey": "5"}], "bad_spent_script"),
        ([{**SPENDS, "txid": "22" * 32, "vout": 0}], "spent_outputs_of_other"),
        ({}, "bad_spent_outputs"),
        ("nonsense", "not_json"),
    ],
)
def test_prevouts_that_are_wrong_are_errors_of_the_line(prevouts: Any, code: str) -> None:
    (answer,) = answered(json.dumps({"hex": ONE_INPUT, "prevouts": prevouts, "id": 1}))
    assert answer["id"] == 1
    assert answer["error"]["code"] == code


def test_a_line_is_judged_by_the_rules_of_its_height() -> None:
    session = txexplain.read("p2wpkh")
    coins = coins_of(session)
    raw = bytearray(RAW)
    raw[-1] ^= 1
    line = {"hex": raw.hex(), "prevouts": coins}
    heights = ({"height": 1}, {"height": 800_000}, {"height": None}, {"height": 1, "network": "regtest"})
    answers = answered("\n".join(json.dumps({**line, **more}) for more in heights), "verify")
    assert [answer["height"] for answer in answers] == [1, 800_000, None, None]
    assert ["NULLDUMMY" in answer["rules"] for answer in answers] == [False, True, True, True]
    assert answers[3]["input"] == {"network": "regtest", "height": 1}  # another chain's says nothing of the rules


CLTV_500000 = "0320a107b1"  # 500000 OP_CHECKLOCKTIMEVERIFY, which is refused where the rule is in force
HEIGHT_STATED = [
    {"block": "00" * 32, "position": 2},
    {"blockhash": "00" * 32},
    {"confirmations": 5},
    {"schema_version": 1},
    {"vin": [{"txid": "01" * 32, "vout": 1}]},
    {"txid": "aa" * 32, "vin": []},
    {"line": 1, "verdict": "valid"},
]


def of_height(height: Any, **more: Any) -> str:
    coins = [{"value_sat": 10_000, "script_pubkey": CLTV_500000}]
    return json.dumps({"hex": ONE_INPUT, "prevouts": coins, "height": height, **more})


def test_a_height_that_an_answer_states_makes_nothing_valid() -> None:
    (own,) = answered(of_height(300_000), "verify")
    assert (own["verdict"], own["height"]) == ("valid", 300_000)
    (later,) = answered(of_height(800_000), "verify")
    assert later["verdict"] == "invalid"
    for more in HEIGHT_STATED:
        (stated,) = answered(of_height(300_000, **more), "verify")
        assert (stated["verdict"], stated["height"], stated["input"]["height"]) == ("unknown", None, 300_000), more
        (stated,) = answered(of_height(800_000, **more), "verify")
        assert stated["verdict"] == "invalid"
        (elsewhere,) = answered(of_height(300_000, network="regtest", **more), "verify")
        assert elsewhere["verdict"] == "invalid"


def test_a_height_that_went_through_an_answer_is_one_that_is_stated(cli) -> None:
    for more in ({}, {"block": "00" * 32, "position": 2}):
        once = cli("decode", "--lines", stdin=of_height(300_000, **more).encode()).out
        twice = cli("decode", "--lines", stdin=once.encode()).out
        assert parsed(once)[0]["input"] == {**more, "height": 300_000} == parsed(twice)[0]["input"]
        for out in (once, twice):
            (answer,) = parsed(cli("verify", "--lines", stdin=out.encode()).out)
            assert (answer["verdict"], answer["inputs"][0]["reason"]) == ("unknown", "block_height")
            (named,) = parsed(cli("verify", "--lines", "--height", "300000", stdin=out.encode()).out)
            assert named["verdict"] == "valid"


def test_what_a_block_only_states_is_no_more_after_a_pipe(cli, tmp_path: Path) -> None:
    """A coinbase can state any height: `verify` of what `block` prints must judge as `block --verify` does."""
    (tmp_path / "block").write_text(block_that_states_its_height().hex())
    paths = ("--lines", "--fields", "verdict,rules")
    within = parsed(cli("block", str(tmp_path / "block"), "--verify", *paths).out)
    lines = cli("block", str(tmp_path / "block"), "--transactions", "--lines").out
    after = parsed(cli("verify", *paths, stdin=lines.encode()).out)
    assert after == within
    assert [answer["verdict"] for answer in after] == ["unknown"] * 3


@pytest.mark.parametrize("fields", ["hex,height", "height,txid,hex,block"])
@pytest.mark.parametrize("of", ["block", "lines", "folder"])
def test_a_height_that_fields_ask_for_is_still_one_that_is_stated(cli, tmp_path: Path, fields: str, of: str) -> None:
    """What has `height` has `block` too, first, by which it is an answer."""
    raw = block_that_states_its_height()
    (tmp_path / "block").write_text(raw.hex())
    place = str(folder(tmp_path / "blocks", record(raw)))
    asked = {
        "block": ("block", str(tmp_path / "block"), "--transactions"),
        "lines": ("block", str(tmp_path / "block"), "--transactions", "--lines"),
        "folder": ("blocks", place, "--order", "files"),
    }[of]
    out = cli(*asked, "--fields", fields).out
    answers = json.loads(out) if of == "block" else parsed(out)
    assert [next(iter(each)) for each in answers] == ["line" if "line" in each else "block" for each in answers]
    assert {each["block"] for each in answers} == {sha256d(raw[:80])[::-1].hex()}
    lines = "\n".join(map(json.dumps, answers))
    after = parsed(cli("verify", "--lines", "--fields", "verdict,height", stdin=lines.encode()).out)
    assert [(each["verdict"], each["height"]) for each in after] == [("unknown", None)] * 3


def block_that_states_its_height() -> bytes:
    """With an output that height 500,000 locks, spent at once: valid where that rule is not in force yet."""
    coinbase = built("00" * 32, 0xFFFFFFFF, "03e093040000", "51")
    first = built("11" * 32, 0, "", CLTV_500000)
    txs = [coinbase, first, built(sha256d(first).hex(), 0, "", "51")]
    ids = [sha256d(tx) for tx in txs]
    root = sha256d(sha256d(ids[0] + ids[1]) + sha256d(ids[2] * 2))
    start = (2).to_bytes(4, "little") + b"\x22" * 32 + root + struct.pack("<II", 1_400_000_000, 0x207FFFFF)
    headers = (start + nonce.to_bytes(4, "little") for nonce in range(1_000))
    header = next(header for header in headers if sha256d(header)[31] < 0x80)
    return header + b"\x03" + b"".join(txs)


def built(txid: str, vout: int, script_sig: str, script_pubkey: str) -> bytes:
    spends = txid + vout.to_bytes(4, "little").hex() + f"{len(script_sig) // 2:02x}{script_sig}feffffff"
    makes = (90_000).to_bytes(8, "little").hex() + f"{len(script_pubkey) // 2:02x}{script_pubkey}"
    return bytes.fromhex(f"0100000001{spends}01{makes}00000000")


def sha256d(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def test_inputs_tell_their_coins_with_and_without_the_rest_of_the_answer(cli) -> None:
    whole = json.loads(cli("decode", "--json", "--", "p2wpkh").out)
    raw = bytearray(RAW)
    raw[-1] ^= 1
    for names in (("vin",), ("vin", "txid"), tuple(name for name in whole if name != "hex")):
        line = json.dumps({"hex": raw.hex(), **{name: whole[name] for name in names}})
        (answer,) = answered(line)
        assert answer["input_sat"] == whole["input_sat"]
        assert "input" not in answer
        assert answered(line, "verify")[0]["inputs"][0]["reason"] != "spent_output"


def test_other_inputs_of_the_user_are_kept() -> None:
    (answer,) = answered(json.dumps({"hex": HEX, "vin": [1, 2]}))
    assert answer["input"] == {"vin": [1, 2]}


def test_an_answer_is_a_line_again_and_brings_its_coins(cli) -> None:
    raw = bytearray(RAW)
    raw[-1] ^= 1
    coins = [{"value_sat": 1_000_000, "script_pubkey": "0014" + "11" * 20}]
    line = json.dumps({"hex": raw.hex(), "prevouts": coins, "id": "a", "label": "x"})
    once = cli("decode", "--lines", stdin=line.encode()).out
    twice = cli("decode", "--lines", stdin=once.encode()).out
    assert parsed(once)[0]["fee_sat"] is not None
    assert parsed(twice) == parsed(once)


@pytest.mark.parametrize("id_", [7, "seven", 1.50, True, None, 12345678901234567890123456789, "\ud800", 1e400])
def test_an_id_is_given_back_as_it_was(id_: Any, cli) -> None:
    text = "1e400" if id_ == float("inf") else "1.50" if id_ == 1.5 else json.dumps(id_)
    out = cli("decode", "--lines", "--fields", "txid", stdin=f'{{"id":{text},"hex":"{HEX}"}}'.encode()).out
    written_as = out.partition('"id":')[2].partition(',"txid"')[0]
    assert Decimal(written_as) == Decimal(text) if "." in text or "e4" in text else written_as == text


def test_other_members_are_kept_whole_and_come_last(cli) -> None:
    line = '{"a":{"b":[1,2.50,null,"ü"]},"hex":"' + HEX + '","price":0.1000,"big":123456789012345678901234567890}'
    out = cli("decode", "--lines", stdin=line.encode()).out
    assert out.endswith(
        '"input":{"a":{"b":[1,2.50,null,"\\u00fc"]},"price":0.1000,"big":123456789012345678901234567890}}\n'
    )


# Bad lines


SECRET = "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1"
DEEP = '{"hex":' + "[" * 100_000 + "]" * 100_000 + "}"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("hello there", "looks_like_text"),
        ("0200", "truncated"),
        ("02000", "odd_hex_digits"),
        (HEX[:-2], "truncated"),
        (HEX + "00", "trailing_bytes"),
        ("aa" * 32, "looks_like_txid"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "looks_like_address"),
        (b"\x00\x01\x02" + b"ab" * 40, "line_not_text"),
        (b"\xff\xfe\xfd" * 40, "line_not_text"),
        ("{", "line_not_json"),
        ('{"hex":"00",}', "line_not_json"),
        ('{"hex":NaN}', "line_not_json"),
        ('{"hex":"' + HEX + '","id":1e99999999999999999999}', "line_number_too_large"),
        pytest.param('{"hex":1' + "0" * 5000 + "}", "line_number_too_large", id="long number"),
        ("{}", "line_without_transaction"),
        ('{"error":{"code":"x","sentence":"y"},"line":3}', "line_without_transaction"),
        ('{"hex":null}', "line_without_transaction"),
        ('[{"hex":"00"}]', "line_is_list"),
        pytest.param(
            __file__, "line_names_file", marks=pytest.mark.skipif(sys.platform == "win32", reason="not looked for")
        ),
        ("/", "no_such_file"),
        (".", "unknown_source"),
        ("/nowhere/at/all", "no_such_file"),
        ('{"hash":"00","merkleroot":"00","tx":["00"]}', "line_is_block"),
        ('{"result":null,"error":{"code":-5,"message":"No such transaction"},"id":1}', "line_without_transaction"),
        ('{"hash":"00","merkleroot":"00","tx":[{"hex":"' + HEX + '"}]}', "line_is_block"),
        ('{"hex":""}', "empty_input"),
        ('{"hex":"zz"}', "looks_like_text"),
        ('{"hex":5}', "line_bad_member"),
        ('{"psbt":[]}', "line_bad_member"),
        ('{"psbt":"' + HEX + '"}', "line_bad_member"),
        ('{"hex":"00","psbt":"00"}', "line_two_transactions"),
        ('{"hex":"' + HEX + '","height":"5"}', "line_bad_member"),
        ('{"hex":"' + HEX + '","height":5.0}', "line_bad_member"),
        ('{"hex":"' + HEX + '","height":true}', "line_bad_member"),
        ('{"hex":"' + HEX + '","height":-1}', "bad_height"),
        ('{"hex":"' + HEX + '","height":99999999999}', "bad_height"),
        ('{"hex":"' + HEX + '","id":[1]}', "line_bad_member"),
        ('{"hex":"' + HEX + '","hex":"' + HEX + '"}', "line_name_twice"),
        ('{"hex":"' + HEX + '","x":{"a":1,"a":2}}', "line_name_twice"),
        pytest.param(DEEP, "json_too_deep", id="deep"),
        (SECRET, "looks_like_private_key"),
        (f'{{"hex":"{SECRET}"}}', "looks_like_private_key"),
    ],
)
def test_a_bad_line_is_an_error_and_stops_no_other(line: str | bytes, code: str) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    first, bad, last = answered(HEX.encode() + b"\n" + raw + b"\n" + HEX.encode())
    assert bad["line"] == 2
    assert bad["error"]["code"] == code, bad
    assert {"code", "sentence"} <= set(bad["error"]) <= {"code", "sentence", "hint"}
    assert SECRET[:5] not in str(bad)
    assert {**first, "line": 3} == last


SEED = "abandon " * 11 + "about"


@pytest.mark.parametrize("secret", [SECRET, f"my key: {SECRET}", SEED])
@pytest.mark.parametrize("digits", ["zz", HEX])
@pytest.mark.parametrize("paths", ["", "id,input,txid", "input.note"])
def test_no_secret_in_a_line_is_given_back(secret: str, digits: str, paths: str, cli) -> None:
    line = json.dumps({"hex": digits, "id": secret, "note": {"a": [secret, "rent"], secret: 1}})
    for tsv in ([], ["--tsv"])[: 1 + bool(paths)]:
        ran = cli("decode", "--lines", *(["--fields", paths, *tsv] if paths else []), stdin=line.encode())
        assert secret[-20:] not in ran.out + ran.err
        assert "rent" in ran.out


@pytest.mark.parametrize(
    "more",
    [
        {"note": SEED.split()},
        {"a": SEED[: len(SEED) // 2].rpartition(" ")[0], "b": SEED[len(SEED) // 2 :].partition(" ")[2]},
        {f"word {number}": word for number, word in enumerate(SEED.split())},
        {"note": [SEED.split()[:5], {"rest": SEED.split()[5:]}]},
        {"id": SEED.split()},
        {"hex": SEED.split()},
        {"prevouts": {"a": SEED.split()}},
        {"prevouts": [{"value_sat": SEED.split()}]},
    ],
)
def test_the_words_of_a_seed_are_not_given_back_one_by_one(more: dict[str, Any]) -> None:
    value = {"hex": HEX, "kind": "payment", **more}
    for told in (str(answered(json.dumps(value))), str(list(txexplain.read_many([value])))):
        assert not set(SEED.split()) & set(re.findall("[a-z]+", told)), told


@pytest.mark.skipif(sys.platform == "win32", reason="not looked for")
def test_a_line_that_is_the_name_of_a_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "h").write_text(HEX, encoding="ascii")
    monkeypatch.chdir(tmp_path)
    assert [error_of(line) for line in ("h", "./h", "i")] == ["line_names_file", "line_names_file", "unknown_source"]


def test_a_bad_id_is_not_said_again() -> None:
    for bad in (object(), ["abandon"], {"a": "abandon"}):
        (answer,) = txexplain.read_many([{"hex": HEX, "id": bad}])
        assert answer["error"]["code"] == "line_bad_member"
        assert not re.search("abandon|0x", str(answer))


def test_a_secret_in_a_path_is_refused(cli) -> None:
    ran = cli("decode", "--lines", "--fields", f"input.{SECRET}", "first")
    assert (ran.status, ran.out, SECRET[-20:] in ran.err) == (2, "", False)


def test_ids_and_notes_that_are_no_secrets_stay_as_they_are() -> None:
    for text in (
        HEX,
        EXAMPLES["first"].txid,
        PSBT[:120],
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "rent of my flat, paid late. " * 5,
    ):
        (answer,) = answered(json.dumps({"hex": HEX, "id": text, "note": text}))
        assert (answer["id"], answer["input"]["note"]) == (text, text)


def test_a_name_twice_is_found_in_step_with_the_names() -> None:
    def twice(count: int) -> None:
        names = ",".join(f'"{number}":1' for number in range(count))
        assert error_of('{"hex":"00","x":{' + names + f',"{count - 1}":2' + "}}") == "line_name_twice"

    assert grows_in_step(twice, 2_000, 40_000)


@pytest.mark.parametrize("data", [b"\x7fELF\x02\x01\x01" + bytes(200) + b"\nabcdefghijklmnopqrstuvwxyz\n" * 3])
def test_a_program_is_one_error(data: bytes) -> None:
    (answer,) = answered(data)
    assert answer["error"]["code"] == "lines_not_text"


def test_hex_that_is_wrapped_is_one_error() -> None:
    (answer,) = answered("\n".join(HEX[start : start + 60] for start in range(0, len(HEX), 60)))
    assert answer["error"]["code"] == "lines_of_one_hex"
    assert [each["error"]["code"] for each in answered("\n".join(["aa" * 32] * 5))] == ["looks_like_txid"] * 5


@pytest.mark.parametrize("width", [64, 200, 256, 1_000])
def test_wide_lines_of_one_transaction_are_one_error_and_lines_of_several_are_not(width: int) -> None:
    digits = EXAMPLES["pizza"].raw.hex()
    (answer,) = answered("\n".join(digits[start : start + width] for start in range(0, len(digits), width)))
    assert answer["error"]["code"] == "lines_of_one_hex"
    assert len(answered("\n".join([digits[:width]] * 4))) == 4  # each begins like one
    assert [each["txid"] for each in answered("\n".join([HEX] * 4))] == [EXAMPLES["p2wpkh"].txid] * 4


def test_errors_are_said_in_the_language_that_is_asked_for(cli) -> None:
    (answer,) = parsed(cli("decode", "--lang", "zh", "--lines", stdin=b"0200").out)
    assert answer["error"]["sentence"].startswith("数据在某个字段的中途就结束了：")


def test_a_defect_is_an_answer_too_and_goes_on(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(subject: Any, asked: Any) -> Any:
        if len(subject.raw) == len(RAW):
            raise ZeroDivisionError
        return {"txid": "x"}

    monkeypatch.setattr("txexplain.bulk.decoding.decode_members", failing)
    ran = cli("decode", "--lines", stdin=f"{HEX}\nfirst\n".encode())
    bad, good = parsed(ran.out)
    assert (bad["error"]["code"], good["txid"], ran.status) == ("internal", "x", 70)


def test_blank_lines_have_no_answer_and_count(cli) -> None:
    ran = cli("decode", "--lines", "--fields", "line", stdin=b"\n  \n" + HEX.encode() + b"\n\r\n\nfirst\n\n")
    assert [answer["line"] for answer in parsed(ran.out)] == [3, 6]
    assert "5 blank" in ran.err
    assert cli("decode", "--lines", stdin=b"").status == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a shell as Unix has it")
@pytest.mark.parametrize("arguments", ["--lines", "--lines -", "--lines first -"])
def test_standard_input_that_is_closed_is_no_empty_input(arguments: str) -> None:
    command = f'"{sys.executable}" -m txexplain decode {arguments} <&-'
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, timeout=HANG)
    assert (ran.returncode, ran.stdout, "Traceback" in ran.stderr) == (2, "", False)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_where_nothing_is_a_line_standard_error_says_what_to_do(lang: str, cli) -> None:
    for data, words in (
        (RAW, "--lines"),
        (b"ab" * 30 + b"\n" + (b"ab" * 30 + b"\n") * 3, "tr -d"),
        (b"{\n}\n", "jq -c"),
    ):
        ran = cli("decode", "--lines", "--lang", lang, stdin=data)
        (answer,) = parsed(ran.out)
        assert words in answer["error"]["hint"]
        assert ran.err.count(answer["error"]["hint"]) == 1
        assert ran.err.count(answer["error"]["sentence"]) == 1
        assert len(ran.err.splitlines()) == 2
    ran = cli("decode", "--lines", "--lang", lang, stdin=b"nonsense\n")
    assert len(ran.err.splitlines()) == 1


def test_the_hint_to_a_bad_line_is_of_a_line() -> None:
    for line in (
        "nonsense",
        "pizzza",
        "no/such/place.hex",
        "ab" * 32,
        "ab" * 32 + ":1",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ):
        (answer,) = answered(line)
        error = answer["error"]
        assert "--node" not in error["hint"]
        assert "file" not in error["sentence"]
    (answer,) = answered(__file__)
    assert answer["error"]["code"] == "line_names_file"
    assert answer["error"]["sentence"].count("file") == 1 + __file__.count("file") + 1
    (answer,) = answered(json.dumps({"hex": HEX, "prevouts": "spent.json"}), "verify")
    assert answer["error"]["code"] == "not_json"
    assert answer["error"]["sentence"].startswith("prevouts ")


def test_a_command_of_one_transaction_names_those_that_take_lines(cli) -> None:
    for command in ("sighash", "step", "trace"):
        ran = cli(command, "--lines", "first")
        assert ran.status == 2
        assert "decode, verify and explain have it" in ran.err


def test_a_block_that_is_no_line_is_not_repeated() -> None:
    (answer,) = answered(json.dumps({"id": 5, "merkleroot": "", "tx": [], "more": "x" * 1000}))
    assert (answer["id"], answer["error"]["code"], "input" in answer) == (5, "line_is_block", False)


@pytest.mark.parametrize("number", ["1e99999999999999999999", "-1e-99999999999999999999", "1" * 5_000])
def test_a_number_that_is_too_large_is_not_called_bad_json(number: str) -> None:
    assert error_of('{"hex":"' + HEX + '","n":' + number + "}") == "line_number_too_large"


def test_ten_million_blank_lines_are_counted_in_a_few_pieces() -> None:
    works = list(line_works([Source(lambda: BytesIO(b"\n" * 10_000_000))], "decode", Defaults()))
    assert all(isinstance(work, Blank) for work in works)
    assert sum(work.lines for work in works if isinstance(work, Blank)) == 10_000_000
    assert len(works) < 100


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_however_it_was_saved(encoding: str, end: str) -> None:
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    data = f"{mark}{HEX}\r\nfirst{end}".encode(encoding)
    assert [answer["line"] for answer in answered(data)] == [1, 2]
    assert answered(data)[1]["txid"] == EXAMPLES["first"].txid


def test_a_line_that_is_too_long_is_skipped_and_not_held() -> None:
    class Long:
        """So many bytes without a line break, and then a line."""

        left = 4 * MAX_INPUT_SIZE

        def read1(self, size: int) -> bytes:
            if self.left > 0:
                self.left -= 1 << 20
                return b"a" * (1 << 20)
            data, self.rest = self.rest, b""
            return data

        rest = f"aa\n{HEX}\n".encode()

        def __enter__(self) -> Long:
            return self

        def __exit__(self, *_: object) -> None:
            return None

    works = list(line_works([Source(Long)], "decode", Defaults()))
    assert [type(work) for work in works] == [Refused, Lines]
    assert [item.members["line"] for work in works for item in work.items()] == [1, 2]
    (long,) = works[0].items()
    assert getattr(long.error, "code", "") == "line_too_long"


@pytest.mark.parametrize("data", [RAW, RAW * 400, bytes(range(256)) * 10])
def test_raw_bytes_are_one_error_and_not_one_a_line(data: bytes) -> None:
    (answer,) = answered(data)
    assert answer["error"]["code"] == "lines_not_text"


def test_a_raw_block_is_one_error_with_a_hint(tmp_path: Path, cli) -> None:
    (tmp_path / "block").write_bytes(vector_bytes("block413567.raw"))
    ran = cli("decode", "--lines", str(tmp_path / "block"), "first")
    bad, good = parsed(ran.out)
    assert (bad["error"]["code"], good["txid"], ran.status) == ("lines_not_text", EXAMPLES["first"].txid, 2)


def test_json_that_is_spread_over_lines_is_one_error(cli) -> None:
    spread = cli("decode", "--json", "first").out
    (answer,) = parsed(cli("decode", "--lines", stdin=spread.encode()).out)
    assert answer["error"]["code"] == "lines_of_one_json"


def test_a_piece_takes_what_it_holds_and_no_longer_for_more_lines() -> None:
    lines = [f"{HEX}x" for _ in range(200)]
    assert grows_in_step(lambda count: answered("\n".join(lines[:count])), 100, 2_000)


# Several sources, and the command line


def test_lines_are_numbered_over_all_arguments_and_files_are_named(tmp_path: Path, cli) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text("first\n\nnonsense", encoding="utf-8")
    two.write_text("pizza\n", encoding="utf-8")
    ran = cli("decode", "--lines", "--fields", "txid,file", str(one), HEX, "-", str(two), stdin=b"p2pkh\n")
    answers = parsed(ran.out)
    assert [answer["line"] for answer in answers] == [1, 3, 4, 5, 6]
    assert [answer["file"] for answer in answers] == [str(one), str(one), None, "-", str(two)]
    assert answers[1]["error"]["code"] == "unknown_source"
    (alone,) = parsed(cli("decode", "--lines", str(two)).out)
    assert "file" not in alone


def test_a_file_that_is_not_there_or_a_folder_is_an_error_among_the_others(tmp_path: Path, cli) -> None:
    ran = cli("decode", "--lines", str(tmp_path), "nowhere.txt", "first")
    codes = [answer.get("error", {}).get("code") for answer in parsed(ran.out)]
    assert (codes, ran.status) == (["is_a_folder", "no_such_file", None], 2)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["first"], 0),
        (["first", HEX[:-2]], 3),
        (["first", HEX[:-2], "nonsense"], 3),
        (["nonsense", "bad-signature"], 2),
        (["bad-signature", json.dumps({"hex": ONE_INPUT})], 1),
        ([json.dumps({"hex": ONE_INPUT}), "first"], 4),
    ],
)
def test_the_status_is_that_which_a_reader_should_know_first(lines: list[str], status: int, cli) -> None:
    ran = cli("verify", "--lines", stdin="\n".join(lines).encode())
    assert ran.status == status
    assert len(ran.out.splitlines()) == len(lines)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--pick", "1"], "not_with_lines"),
        (["--node", "http://localhost"], "not_with_lines"),
        (["--esplora", "http://localhost"], "not_with_lines"),
        (["--block", "5"], "not_with_lines"),
        (["--prevouts", "[]"], "not_with_lines"),
        (["--parent", "first"], "not_with_lines"),
        (["--bytes"], "not_with_lines"),
        (["--tsv"], "tsv_needs_fields"),
        (["--fields", "txid,,fee"], "empty_field"),
        (["--fields", "txix"], "unknown_field"),
        (["--jobs", "0.5", "--fields", "txid"], "bad_jobs"),
        (["--network", "moon"], "unknown_network"),
        (["--height", "-5"], "bad_height"),
    ],
)
def test_options_that_do_not_go_with_lines_are_refused_before_anything_is_read(
    words: list[str], code: str, cli
) -> None:
    ran = cli("decode" if "--height" not in words else "verify", "--lines", *words, "first")
    assert (ran.status, ran.out) == (2, "")
    assert f"({code})" in ran.err


@pytest.mark.parametrize("words", [["--fields", "txid"], ["--tsv"], ["--jobs", "2"]])
def test_options_of_lines_need_them(words: list[str], cli) -> None:
    ran = cli("decode", *words, "first")
    assert (ran.status, ran.out) == (2, "")
    assert "(needs_lines)" in ran.err


def test_several_transactions_without_lines_are_told_of_lines(cli) -> None:
    for words in (["first", "pizza"], [HEX, HEX], [HEX, "first", "pizza"]):
        ran = cli("verify", *words)
        assert ran.status == 2
        assert "(several_arguments)" in ran.err
        assert "txexplain verify --lines" in ran.err
    assert "(hex_in_pieces)" in cli("decode", "0200", "0000", "01").err


def test_network_rules_and_policy_count_for_all_lines(cli) -> None:
    lines = f"{HEX}\n{PSBT}\n".encode()
    for answer in parsed(
        cli(
            "decode",
            "--lines",
            "--network",
            "test",
            "--fields",
            "network,vout.0.scriptPubKey.address,tx.vout.0.scriptPubKey.address",
            stdin=lines,
        ).out
    ):
        assert any(str(value).startswith("tb1") for value in answer.values()), answer
    answers = parsed(cli("verify", "--lines", "--rules", "none", stdin=lines).out)
    assert answers[0]["rules"] == []
    (told,) = parsed(cli("decode", "--lines", "--fields", "policy", "--core", "27", "p2pkh").out)
    assert told["policy"]["core"] == 27


def test_a_line_that_comes_alone_is_answered_at_once() -> None:
    program = [sys.executable, "-m", "txexplain", "decode", "--lines", "--fields", "txid"]
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for name in ("first", "pizza"):
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["txid"] == EXAMPLES[name].txid
        process.stdin.close()
        assert process.wait(HANG) == 0


def test_what_is_sent_to_a_process_is_small_and_comes_back_the_same() -> None:
    import pickle

    work = Lines(f"{HEX}\n\nnonsense".encode(), 5, Defaults(), "a")
    again = pickle.loads(pickle.dumps(work))
    assert written(again, Asked()).text == written(work, Asked()).text
    assert [item.members.get("line") for item in work.lost(txexplain.InputError("internal"))] == [5, 7, None]
    assert sum(item.blank for item in work.lost(txexplain.InputError("internal"))) == 1


# Columns


def test_columns_are_the_fields_and_nothing_else(cli) -> None:
    lines = f'{{"hex":"{HEX}","x":"a\\tb\\nc\\\\d"}}\nnonsense\nfirst\n'
    paths = "txid,fee,fee_sat,has_witness,vout.*.value_sat,input.x"
    ran = cli("decode", "--lines", "--tsv", "--fields", paths, stdin=lines.encode())
    one, bad, first = ran.out.split("\n")[:-1]
    assert one.split("\t")[-1] == "a\\tb\\nc\\\\d"
    assert bad == "\t" * 5
    assert first.split("\t") == [EXAMPLES["first"].txid, "0.00000000", "0", "false", "[1000000000,4000000000]", ""]
    assert "line 2: " in ran.err
    assert ran.status == 2


def test_of_many_errors_the_first_are_said_and_all_are_counted(cli) -> None:
    ran = cli("decode", "--lines", "--tsv", "--fields", "line,error.code", stdin=b"nonsense\n" * 300)
    assert ran.out == "".join(f"{number}\tunknown_source\n" for number in range(1, 301))
    assert ran.err.count("nonsense") == 20
    assert "300 errors" in ran.err


def test_control_characters_never_reach_the_columns(cli) -> None:
    line = f'{{"hex":"{HEX}","x":"\\u001b[31m\\u0000\\u2028\\ud800"}}'
    ran = cli("decode", "--lines", "--tsv", "--fields", "input.x", stdin=line.encode())
    assert ran.out == "\\u001b[31m\\u0000\\u2028\\ud800\n"


class Trickle:
    """Gives its bytes a few at a time."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self.data, self.sizes, self.at = data, sizes, 0

    def read(self, size: int) -> bytes:
        taken = self.data[self.at : self.at + self.sizes[self.at % len(self.sizes)]]
        self.at += len(taken)
        return taken

    def __enter__(self) -> Trickle:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.mark.parametrize("sizes", [[1], [7, 1, 300], [len(HEX) + 1]])
def test_answers_do_not_depend_on_how_the_lines_come_and_counts_add_up(sizes: list[int]) -> None:
    data = "\n".join(["first", "", HEX, "{", PSBT, " ", '{"hex":5,"id":2}', "nonsense", "", HEX]).encode()
    works = list(line_works([Source(lambda: Trickle(data, sizes))], "decode", Defaults()))
    done = [written(work, Asked()) for work in works]
    assert parsed(b"".join(each.text for each in done).decode()) == answered(data)
    tally = sum((each.tally for each in done), start=Tally())
    assert (tally.read, tally.blank, tally.errors) == (7, 3, 3)
    assert tally.read + tally.blank == data.count(b"\n") + 1
    assert next(each.first_error for each in done if each.first_error) == 4


def test_what_a_hostile_line_costs_grows_in_step_with_its_length() -> None:
    for unit in (b"ab cd ", b'{"a":1} ', b"[[", b"cHNidP8 ", b'"hex":"00" '):
        assert grows_in_step(lambda count, unit=unit: answered(unit * count), 1_500, 12_000), unit
