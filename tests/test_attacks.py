"""What somebody may hand over to hang it, to fill the memory, to get a wrong verdict or to have a secret shown."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES, Ran
from spends.draft import Draft, Vin

from txexplain.analyse import analyse
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report, SpentOutput
from txexplain.model.whatif import Edit
from txexplain.render.colour import make_console
from txexplain.render.progress import ProgressBar
from txexplain.templates.spends import preimages
from txexplain.whatif import whatif
from txexplain.wire.hashes import hash160, hash256, sha256
from txexplain.wire.transaction import decode

Cli = Callable[..., Ran]
WIF = "L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3ENZ"
XPRV = (
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
)
SEED = " ".join(["abandon"] * 11 + ["about"])
SECRETS = {WIF: "looks_like_private_key", XPRV: "looks_like_private_key", SEED: "looks_like_seed_phrase"}
TRUE = {"value_sat": 10_000, "script_pubkey": "51"}
OTHER = {"value_sat": 0, "script_pubkey": "00"}
INTERNAL_KEY = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")


def spending(outpoint: bytes, script_sig: bytes = b"", witness: tuple[bytes, ...] = ()) -> bytes:
    """A transaction of one input."""
    vin = Vin(outpoint, 0xFFFFFFFF, script_sig, list(witness))
    return Draft(2, [vin], [(1, b"\x51")], 0, [SpentOutput(0, b"")], 0).raw()


COIN = spending(b"\xab" * 32 + bytes(4)).hex()
NAME = "ab" * 32 + ":0"


def tapscript_report(script: bytes, items: list[bytes]) -> Report:
    """A spend by that leaf script with these items."""
    key, parity = tweaked_key(INTERNAL_KEY, leaf_hash(0xC0, script)) or (b"", 0)
    raw = spending(bytes(36), b"", (*items, script, bytes([0xC0 | parity]) + INTERNAL_KEY))
    return analyse(raw, [SpentOutput(1, b"\x51\x20" + key)])


def sha256_lock(digest: bytes) -> bytes:
    return b"\xa8\x20" + digest + b"\x88"


def preimages_of(report: Report) -> list[bytes]:
    return [capture.slice.data for capture in report.inputs[0].kind.captures if capture.role == "preimage"]


@pytest.mark.parametrize(
    "locks", [sha256_lock(b"\x22" * 32) * 300, b"".join(sha256_lock(sha256(b"%d" % n)) for n in range(300))]
)
def test_hash_locks_hash_each_argument_once(monkeypatch: pytest.MonkeyPatch, locks: bytes) -> None:
    hashed: list[bytes] = []

    def counted(data: bytes) -> bytes:
        hashed.append(data)
        return sha256(data)

    monkeypatch.setitem(preimages._HASHES, "OP_SHA256", counted)
    items = [b"%d" % number for number in range(1_000, 2_000)]
    tapscript_report(locks, items)
    assert sorted(hashed[: len(items)]) == items
    assert len(hashed) == len(items) + 2  # and the script and the control block


def test_every_preimage_is_found_once_in_the_order_of_the_locks() -> None:
    hash160_lock = b"\xa9\x14" + hash160(b"first") + b"\x88"
    script = sha256_lock(sha256(b"second")) + hash160_lock + sha256_lock(sha256(b"second")) + sha256_lock(bytes(32))
    report = tapscript_report(script, [b"first", b"second", b"", b"second", b"third"])
    assert preimages_of(report) == [b"second", b"second", b"first"]


def test_the_signed_messages_of_many_inputs_share_their_blank_outputs() -> None:
    count = 2_000
    inputs = [Vin(bytes(32) + number.to_bytes(4, "little"), 0) for number in range(count)]
    tx = decode(Draft(1, inputs, [(0, b"")] * count, 0, [], 0).raw())
    fields = Fields(tx, [None] * count)
    tracemalloc.start()
    sighashes = [legacy_sighash(fields, index, b"\x51", 0x83) for index in range(count)]
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 5_000 * count
    assert b"\3" + (b"\xff" * 8 + b"\0") * 2 + bytes(9) + bytes(4) in sighashes[2].message
    for index in (0, 1, count - 1):
        assert sighashes[index].digest == hash256(sighashes[index].message)
        assert sighashes[index].message.count(b"\xff" * 8 + b"\0") == index


@pytest.mark.parametrize("data", [b"\xff\xfe1", b"\xfe\xff1", b"\xff\xfe\x31\x00\x32", b"\xff\xfe\x00\xd8"])
def test_text_cut_in_the_middle_of_a_character_is_refused(cli: Cli, tmp_path: Path, data: bytes) -> None:
    ran = cli("script", stdin=data)
    assert (ran.status, ran.out, "bad_assembly" in ran.err) == (2, "", True)
    (tmp_path / "spent.json").write_bytes(data)
    ran = cli("verify", COIN, "--prevouts", str(tmp_path / "spent.json"))
    assert (ran.status, ran.out, "not_json" in ran.err) == (2, "", True)


NO_AMOUNTS = [
    "1e9999999",
    "-1e9999999",
    "1e-9999999",
    "1e11",
    "92233720368.54775808",
    "0.029938460000000000000000000000000000001",
]


@pytest.mark.parametrize("value", [*NO_AMOUNTS, "0.000000001", "1" * 40, "1" * 4_000, "1." + "0" * 9_000 + "1"])
def test_what_is_not_exactly_a_number_of_satoshi_is_refused(cli: Cli, value: str) -> None:
    ran = cli("verify", COIN, "--prevouts", f'[{{"value": {value}, "scriptPubKey": {{"hex": "51"}}}}]')
    code = "bad_spent_btc" if "." in value or "e" in value else "spent_amount_unit"
    assert (ran.status, ran.out, code in ran.err) == (2, "", True)


@pytest.mark.parametrize(
    ("value", "satoshi"),
    [
        ("0.00010000", 10_000),
        ("1e-8", 1),
        ("1E2", 10_000_000_000),
        ("3", 300_000_000),
        ("0e9999999", 0),
        ("0.0001" + "0" * 9_000, 10_000),
        ("92233720368.54775807", 2**63 - 1),
        ("-0.00000001", -1),
    ],
)
def test_what_is_exactly_a_number_of_satoshi_is_taken(cli: Cli, value: str, satoshi: int) -> None:
    given = f'[{{"value": {value}, "scriptPubKey": {{"hex": "51"}}}}]'
    data = json.loads(cli("decode", COIN, "--json", "--prevouts", given).out)
    assert data["vin"][0]["prevout"]["value_sat"] == satoshi


@pytest.mark.parametrize("columns", ["²", "٣", "0", "-1", "9" * 30, ""])
def test_a_width_that_is_none_hurts_no_console(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("LINES", columns)
    assert make_console(io.StringIO(), os.environ).size == make_console(io.StringIO(), {}).size
    bar = ProgressBar(io.StringIO(), 3, "words")
    bar.show(1)
    bar.remove()


@pytest.mark.parametrize(
    "arguments", [["verify", "-"], ["verify", COIN, "--prevouts", "-"], ["script", "-"], ["script"]]
)
def test_standard_input_that_cannot_be_read_is_told(tmp_path: Path, arguments: list[str]) -> None:
    with (tmp_path / "written").open("wb") as write_only:
        command = [sys.executable, "-m", "txexplain", *arguments]
        ran = subprocess.run(command, stdin=write_only, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, b"unreadable_input" in ran.stderr) == (2, b"", True)


@pytest.mark.parametrize("value", ["x", "complete_bash", "source_bash"])
def test_the_environment_turns_no_completion_on(cli: Cli, value: str) -> None:
    ran = cli("decode", "pizza", _TXEXPLAIN_COMPLETE=value)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == cli("decode", "pizza").out


def members(*pairs: tuple[str, object]) -> str:
    """An object as JSON, with names that may be repeated."""
    return "{" + ", ".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in pairs) + "}"


def vin(*prevouts: object) -> str:
    return json.dumps({"vin": [{"txid": "ab" * 32, "vout": 0, "prevout": prevout} for prevout in prevouts]})


CORE = {"value": 0.0001, "scriptPubKey": {"hex": "51"}}
ESPLORA = {"value": 10_000, "scriptpubkey": "51"}


@pytest.mark.parametrize(
    "text",
    [
        members((NAME, OTHER), (NAME, TRUE)),
        members((NAME, TRUE), (NAME, OTHER)),
        members((NAME.upper(), OTHER), (NAME, TRUE)),
        members((NAME, TRUE), (NAME.upper(), OTHER)),
        vin(OTHER, TRUE),
        vin(TRUE, OTHER),
        json.dumps([{**CORE, "value_sat": 3}]),
        json.dumps([{**ESPLORA, "value_sat": 3}]),
        json.dumps([{**TRUE, "value": 3}]),
        json.dumps([{**ESPLORA, "scriptPubKey": {"hex": "00"}}]),
        json.dumps([{**ESPLORA, "script_pubkey": "00"}]),
        json.dumps([{**CORE, "script_pubkey": "00"}]),
    ],
)
def test_different_things_told_of_one_spent_output_are_refused(cli: Cli, text: str) -> None:
    ran = cli("verify", COIN, "--prevouts", text)
    assert (ran.status, ran.out, "spent_outputs_differ" in ran.err) == (2, "", True)
    assert "input 0" in ran.err


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"[{members(('value_sat', -5), ('value_sat', 10_000), ('script_pubkey', '51'))}]", '"value_sat"'),
        (members(("vin", []), *json.loads(vin(TRUE)).items()), '"vin"'),
        (members(("\x1b[31m" * 99, 1), ("\x1b[31m" * 99, 2)), '"\\x1b[31m'),
    ],
)
def test_names_that_are_repeated_with_another_value_are_refused(cli: Cli, text: str, place: str) -> None:
    ran = cli("verify", COIN, "--prevouts", text)
    assert (ran.status, ran.out, "bad_spent_output" in ran.err) == (2, "", True)
    assert place in ran.err


@pytest.mark.parametrize(
    "text",
    [
        members((NAME, TRUE), (NAME, TRUE), (NAME.upper(), ESPLORA), (NAME.replace("ab", "Ab"), CORE)),
        members((NAME, None), (NAME.upper(), TRUE)),
        members((NAME, TRUE), (NAME.upper(), None), ("cd" * 32 + ":0", OTHER)),
        vin(TRUE, CORE, None, ESPLORA),
        json.dumps([{**CORE, **TRUE}]),
        json.dumps([{**ESPLORA, "scriptPubKey": {"hex": "51"}, "value_sat": 10_000}]),
        json.dumps([{**TRUE, "value": 10_000}]),
        json.dumps([{**TRUE, "value": 0.0001}]),
    ],
)
def test_the_same_told_again_is_taken(cli: Cli, text: str) -> None:
    ran = cli("verify", COIN, "--prevouts", text)
    assert (ran.status, ran.err) == (0, "")


@pytest.mark.parametrize(
    "given", [{"value_sat": -1, "script_pubkey": "51"}, {"value_sat": 2**63 - 1, "script_pubkey": ""}]
)
def test_no_coinbase_is_invalid_for_what_is_given_as_its_spent_output(cli: Cli, given: dict[str, object]) -> None:
    for name in ("genesis", "coinbase"):
        ran = cli("verify", EXAMPLES[name].raw.hex(), "--json", "--prevouts", json.dumps([given]))
        assert (ran.status, json.loads(ran.out)["broken"]) == (4, [])


@pytest.mark.parametrize("words", [",,", " , "])
def test_rules_without_a_name_are_no_rules_at_all(cli: Cli, words: str) -> None:
    for arguments in (["verify", "pizza"], ["trace", "pizza"], ["script", "OP_1"]):
        ran = cli(*arguments, "--rules", words)
        assert (ran.status, ran.out, "unknown_rule" in ran.err) == (2, "", True)
        assert f'found  "{words}"' in ran.err


@pytest.mark.parametrize("name", ["", " ", "\n"])
@pytest.mark.parametrize("option", ["--prevouts", "--rules", "--parent", "--network", "--node", "--block"])
def test_an_option_with_nothing_in_it_is_told_so(cli: Cli, option: str, name: str) -> None:
    ran = cli("verify", "pizza", option, name)
    assert (ran.status, ran.out, "option_needs_value" in ran.err, option in ran.err) == (2, "", True, True)


def assert_hidden(ran: Ran, secret: str) -> None:
    assert (ran.status, ran.out, SECRETS[secret] in ran.err) == (2, "", True)
    shown_words = ran.err.replace("\n", "")
    assert all(secret[start : start + 12] not in shown_words for start in range(len(secret) - 12))
    assert secret.lower()[:12] not in shown_words.lower()


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("option", ["-i", "-o", "-x", "--input=", "--lang=", "--network=", "--rules=", "--", "-"])
def test_no_secret_glued_to_an_option_is_shown(cli: Cli, option: str, secret: str) -> None:
    for command in ("decode", "trace"):
        assert_hidden(cli(command, "pizza", f"{option}{secret}"), secret)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("lead", ["", " " * 20_000], ids=["short", "long"])
def test_no_secret_in_spent_outputs_is_shown(cli: Cli, tmp_path: Path, secret: str, lead: str) -> None:
    for data in (
        {secret: TRUE},
        [{"value_sat": secret, "script_pubkey": "51"}],
        [{"value_sat": 1, "script_pubkey": secret}],
        [{"value": secret, "scriptPubKey": {"hex": "51"}}],
        [secret],
        {"vin": [secret]},
        {"vin": [{"txid": secret, "vout": 0}]},
        secret,
    ):
        path = tmp_path / "spent.json"
        path.write_text(lead + json.dumps(data), encoding="utf-8")
        assert_hidden(cli("verify", COIN, "--prevouts", str(path)), secret)
        assert_hidden(cli("verify", COIN, "--prevouts", "-", stdin=path.read_bytes()), secret)


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_in_a_script_is_shown(cli: Cli, secret: str) -> None:
    assert_hidden(cli("script", stdin=secret.encode()), secret)
    assert_hidden(cli("script", "-", stdin=secret.replace(" ", "\n").encode()), secret)
    if " " not in secret:
        assert_hidden(cli("script", stdin=b"OP_1 " * 5_000 + secret.encode()), secret)


def test_what_is_no_secret_is_told_as_it_was_written(cli: Cli) -> None:
    name = display_hex(bytes(31) + b"\xab").upper() + ":0"
    ran = cli("verify", COIN, "--prevouts", json.dumps({name: TRUE}), width=200)
    assert (ran.status, f"found  {name}" in ran.err) == (2, True)
    assert "[0].script_pubkey" in cli("verify", COIN, "--prevouts", '[{"value_sat": 1, "script_pubkey": "5"}]').err


@pytest.mark.parametrize("text", ['{"a": 1}', "[1]"])
def test_json_in_place_of_a_transaction_begins_with_a_bracket_or_brace(cli: Cli, text: str) -> None:
    assert "a bracket or brace" in cli("decode", text).err
    assert "方括号或花括号" in cli("decode", text, "--lang", "zh").err


def test_an_unknown_kind_of_key_signs_no_message() -> None:
    report = tapscript_report(b"\x01\x05\xac", [b"\x01"])
    found = whatif(report, [Edit("set", "vout[0].value", "2")], None, None)
    assert found.inputs[0].turning is None
    assert found.inputs[0].cause.key == "unknown_key"


def test_a_coin_named_again_and_again_is_read_once() -> None:
    coin = SpentOutput(1, b"\x6a" + bytes(100_000))
    raw = Draft(
        2, [Vin(bytes([n, *bytes(35)]), 0, b"", []) for n in range(3)], [(1, b"\x51")], 0, [coin] * 3, 0
    ).raw()
    first, *others = [item.spent for item in analyse(raw, [coin] * 3).inputs]
    assert all(each is first for each in others)
