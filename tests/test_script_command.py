"""`script` says first what an output script is and what opens it; a transaction for timelocks; scripts in files."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FULL, Ran, validator_of
from said_script import HASH, OUTPUT_SCRIPTS
from spends.draft import LOCK_TIMES, SEQUENCES, VERSIONS, Draft, Vin
from spends.judges import Case, core_accepts

from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.signing import SigVersion
from txexplain.model.spend import AssumedTransaction, Verdict
from txexplain.script.spend import run_alone
from txexplain.wire.assemble import assemble
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.script import number_push

Cli = Callable[..., Ran]
TIMELOCKS = 10_000 if FULL else 1_000
P2PKH = OUTPUT_SCRIPTS["pubkeyhash"]
KEY_X = "c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"
SIGNED = "<300602010102010101> <bb> OP_CHECKSIG"


def words(ran: Ran) -> str:
    return " ".join(ran.out.split())


# What it is, first


@pytest.mark.parametrize("kind", OUTPUT_SCRIPTS)
def test_an_output_script_is_named_with_its_address_before_it_runs(cli: Cli, kind: str) -> None:
    told = words(cli("script", OUTPUT_SCRIPTS[kind]))
    data = json.loads(cli("script", OUTPUT_SCRIPTS[kind], "--json").out)
    assert data["output_type"] == kind
    assert told.startswith("Running a script This is an output script: ")
    assert told.index("opened by") < told.index("Stage 1") < told.rindex(" verdict ")
    assert (data["address"] is None) == ("address" not in told.split("opened by")[0])
    assert data["address"] is None or data["address"] in told


def test_the_address_is_the_one_that_decode_has(cli: Cli) -> None:
    for kind, start in (("pubkeyhash", "1"), ("scripthash", "3"), ("witness_v0_keyhash", "bc1q"), ("anchor", "bc1p")):
        assert json.loads(cli("script", OUTPUT_SCRIPTS[kind], "--json").out)["address"].startswith(start)


def test_a_locked_script_is_not_said_to_be_wrong_where_nothing_opens_it(cli: Cli) -> None:
    ran = cli("script", P2PKH)
    assert ran.status == 1
    assert "it does not mean that the output script itself is wrong" in words(ran)
    assert "a signature, and the public key with that hash: --stack '<signature> <key>'" in words(ran)
    with_items = words(cli("script", P2PKH, "--stack", "<300602010102010101> <bb>"))
    assert "nothing to open it" not in with_items


@pytest.mark.parametrize(
    ("kind", "then"),
    [
        ("witness_v0_keyhash", "and then check the witness of the input that spends it"),
        ("witness_v1_taproot", "and then check the witness of the input that spends it"),
        ("anchor", "and by consensus they check nothing else"),
    ],
)
def test_a_witness_program_is_said_to_push_two_items_before_the_witness_is_checked(
    cli: Cli, kind: str, then: str
) -> None:
    ran = cli("script", OUTPUT_SCRIPTS[kind])
    assert ran.status == 4
    told = words(ran)
    assert f"Run as a script, it only pushes two items, as shown below. Nodes do that too, {then}" in told


def test_of_a_program_that_is_false_no_witness_is_said_to_be_checked(cli: Cli) -> None:
    told = words(cli("script", "0014" + "00" * 20))
    assert "its witness program counts as false" in told
    assert "check the witness" not in told


def test_a_key_that_opens_nothing_is_not_said_to_open_anything(cli: Cli) -> None:
    told = words(cli("script", f"2102{'ff' * 32}ac"))
    assert "This is an output script: P2PK, pay-to-public-key. opened by Nothing can open it" in told
    assert "opens it" not in told


def test_data_is_not_said_to_need_anything(cli: Cli) -> None:
    told = words(cli("script", OUTPUT_SCRIPTS["nulldata"]))
    assert "nobody can ever spend it" in told
    assert "txexplain lock" not in told


def test_other_scripts_and_scripts_of_witnesses_are_not_said_to_be_output_scripts(cli: Cli) -> None:
    assert "output script:" not in cli("script", "OP_2 OP_3 OP_ADD OP_5 OP_EQUAL").out
    assert "output script:" not in cli("script", P2PKH, "--kind", "v0").out
    assert json.loads(cli("script", P2PKH, "--kind", "v0", "--json").out)["output_type"] is None
    assert json.loads(cli("script", "OP_2", "--json").out)["output_type"] == "nonstandard"


def test_what_opens_a_hidden_script_is_given_last(cli: Cli) -> None:
    inner = assemble("OP_SIZE OP_3 OP_EQUALVERIFY OP_DROP OP_1")
    lock = f"OP_HASH160 <{hash160(inner).hex()}> OP_EQUAL"
    assert cli("script", lock, "--stack", f"'abc' <{inner.hex()}>").status == 0
    assert cli("script", lock, "--stack", f"'ab' <{inner.hex()}>").status == 1
    assert cli("script", f"0 <{sha256(inner).hex()}>", "--stack", "1").status == 4


# A transaction for timelocks


@pytest.mark.parametrize(
    ("script", "fields", "status"),
    [
        ("100 OP_CLTV", {}, 4),
        ("100 OP_CLTV", {"locktime": "100"}, 0),
        ("100 OP_CLTV", {"locktime": "0x64"}, 0),
        ("100 OP_CLTV", {"locktime": "99"}, 1),
        ("100 OP_CLTV", {"locktime": "500000000"}, 1),
        ("100 OP_CLTV", {"locktime": "100", "sequence": "0xffffffff"}, 1),
        ("100 OP_CLTV", {"version": "2"}, 1),
        ("500000000 OP_CLTV", {"locktime": "500000001"}, 0),
        ("10 OP_CSV", {"sequence": "10"}, 0),
        ("10 OP_CSV", {"sequence": "9"}, 1),
        ("10 OP_CSV", {"sequence": "0x40000a"}, 1),
        ("10 OP_CSV", {"sequence": "10", "version": "1"}, 1),
        ("10 OP_CSV", {"sequence": "10", "version": "4294967295"}, 0),
        ("10 OP_CSV", {"locktime": "5"}, 1),
        ("<0000008000> OP_CSV", {"locktime": "5"}, 0),
        (SIGNED, {"locktime": "5"}, 4),
    ],
)
def test_timelocks_are_judged_by_the_fields_that_are_given(
    cli: Cli, script: str, fields: dict[str, str], status: int
) -> None:
    options = [word for name, value in fields.items() for word in (f"--{name}", value)]
    assert cli("script", script, *options).status == status


def test_fields_that_are_not_given_have_their_usual_values_and_are_shown(cli: Cli) -> None:
    assert "version 2, sequence fffffffe, locktime 850,000" in words(cli("script", "1", "--locktime", "850000"))
    assert "sequence 0000000a, locktime 0" in words(cli("script", "1", "--sequence", "10"))
    assert "locktime 1,231,006,505 (2009-01-03 18:15:05 UTC)" in words(cli("script", "1", "--locktime", "1231006505"))
    data = json.loads(cli("script", "1", "--version", "3", "--json").out)
    assert data["transaction"] == {"version": 3, "sequence": 0xFFFFFFFE, "locktime": 0}
    assert json.loads(cli("script", "1", "--json").out)["transaction"] is None
    validator_of("script").validate(data)


def test_a_signature_still_asks_for_a_whole_transaction(cli: Cli) -> None:
    assert "give its fields with --locktime, --sequence and --version" in words(cli("script", SIGNED))
    told = words(cli("script", SIGNED, "--locktime", "5"))
    assert "A signature is checked against a whole transaction" in told
    assert "give its fields" not in told


@pytest.mark.parametrize("option", ["--locktime", "--sequence", "--version"])
@pytest.mark.parametrize("value", ["-1", "4294967296", "0x100000000", "1.5", "ff", "0x", "9" * 5_000, "\u0663"])
def test_numbers_out_of_range_are_refused_with_the_range(cli: Cli, option: str, value: str) -> None:
    ran = cli("script", "1", option, value)
    assert (ran.status, ran.out, "bad_transaction_field" in ran.err) == (2, "", True)
    assert "0 to 4,294,967,295" in ran.err


def test_every_version_of_scripts_takes_the_transaction() -> None:
    around = AssumedTransaction(sequence=10)
    for version in (SigVersion.BASE, SigVersion.WITNESS_V0, SigVersion.TAPSCRIPT):
        run = run_alone(assemble("10 OP_CSV"), version, [], CONSENSUS, transaction=around)
        assert run.verdict is Verdict.VALID


def test_timelocks_with_any_fields_are_judged_as_core_judges_a_spend() -> None:
    """The lock times, sequences and versions at the edges, and numbers next to them in the script."""
    source, valid = random.Random("timelocks"), 0
    for _ in range(TIMELOCKS):
        around = AssumedTransaction(source.choice(VERSIONS), source.choice(SEQUENCES), source.choice(LOCK_TIMES))
        wanted = max(0, source.choice((*SEQUENCES, *LOCK_TIMES)) + source.choice((-1, 0, 0, 1)))
        script = number_push(wanted) + source.choice((b"\xb1", b"\xb2"))
        draft = Draft(around.version, [Vin(b"\1" * 36, around.sequence)], [(1, b"")], around.lock_time, [], 0)
        case = Case("bare", draft.raw(), (SpentOutput(1, script),), 0)
        run = run_alone(script, SigVersion.BASE, [], CONSENSUS, transaction=around)
        assert (run.verdict is Verdict.VALID) == core_accepts(case, CONSENSUS), (around, script.hex())
        assert run.missing is None
        valid += run.verdict is Verdict.VALID
    assert TIMELOCKS // 10 < valid < TIMELOCKS * 9 // 10


# Files


SUM = "# the sum\nOP_2 OP_3 OP_ADD // of two\nOP_5\nOP_EQUAL\n"


@pytest.mark.parametrize(
    "content",
    [
        SUM.encode(),
        b"5253935587\n",
        b"\xef\xbb\xbf5253935587",
        "5253935587".encode("utf-16"),
        assemble(SUM) + b"\x01\x00\x75",
    ],
)
def test_a_file_gives_the_script_as_assembly_hex_or_bytes(cli: Cli, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sum of two.script"
    path.write_bytes(content)
    assert cli("script", str(path)).status == 0
    assert cli("script", "-", stdin=content).status == 0
    assert cli("script", stdin=content).status == 0


def test_raw_bytes_are_taken_whole(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "raw"
    path.write_bytes(b"\x20" + bytes(32) + b"\x20")
    data = json.loads(cli("script", str(path), "--json").out)
    assert data["stages"][0]["script"]["hex"] == "20" + "00" * 32 + "20"


def test_a_script_longer_than_an_argument_comes_in_a_file(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("OP_1 OP_DROP\n" * 60_000 + "OP_1", encoding="utf-8")
    assert cli("script", str(path), "--kind", "tapscript").status == 0


def test_what_reads_as_a_script_is_no_file(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("OP_1", "51", "drop"):
        Path(name).write_text("OP_RETURN", encoding="utf-8")
    assert cli("script", "OP_1").status == cli("script", "51").status == 0
    assert cli("script", "./OP_1").status == cli("script", "./51").status == 1
    Path("mine").write_text("1", encoding="utf-8")
    assert cli("script", "mine").status == 0


def test_the_place_of_a_mistake_in_a_file_is_told_by_line_and_word(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "wrong.txt"
    path.write_text("OP_1 # one\n\nOP_DUP OP_FOO\n", encoding="utf-8")
    ran = cli("script", str(path))
    assert ran.status == 2
    assert "OP_FOO, word 2 in line 3" in ran.err
    assert "OP_FOO, word 2\n" in cli("script", "OP_DUP OP_FOO").err


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        ("no/such/file", "no_such_file"),
        ("nosuch.txt", "no_such_file"),
        ("OP_FOO", "bad_assembly"),
        (".", "is_a_folder"),
        ("5252\n9354", "hex_in_lines"),
        (f"76 a9 14 {KEY_X[:40]} 88 ac", "hex_in_lines"),
        (P2PKH[:-1] + "z", "not_hex"),
        ("1 bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bad_assembly"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "not_a_script"),
        ("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "not_a_script"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "address_wrong_character"),
        (f"wpkh(02{KEY_X})", "not_a_script"),
    ],
)
def test_what_is_neither_a_script_nor_a_file_is_refused(cli: Cli, argument: str, code: str) -> None:
    ran = cli("script", argument)
    assert (ran.status, ran.out, code in ran.err) == (2, "", True)


def test_a_private_key_in_a_file_is_not_repeated(cli: Cli, tmp_path: Path) -> None:
    key = "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1"
    path = tmp_path / "keys.txt"
    path.write_text(f"OP_1\n{key} OP_CHECKSIG\n", encoding="utf-8")
    for ran in (
        cli("script", str(path)),
        cli("script", stdin=path.read_bytes()),
        cli("script", "1", "--locktime", key),
    ):
        assert (ran.status, ran.out, key[:8] in ran.err) == (2, "", False)
        assert "looks_like_private_key" in ran.err


def test_control_characters_of_a_file_are_not_shown(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text("OP_1 \u202e\u200bFOO", encoding="utf-8")
    ran = cli("script", str(path))
    assert ran.status == 2
    assert "\u202e" not in ran.err
    assert "bad_assembly" in ran.err


def test_assembly_of_explorers_runs(cli: Cli) -> None:
    text = f"OP_DUP OP_HASH160 OP_PUSHBYTES_20 {HASH} OP_EQUALVERIFY OP_CHECKSIG"
    assert json.loads(cli("script", text, "--json").out)["stages"][0]["script"]["hex"] == P2PKH
