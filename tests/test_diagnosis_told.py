"""What is wrong with a signature is told where its verdict is: on pages, in data, and only where it is asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, Ran
from ecdsa import SECP256k1, VerifyingKey
from field_signatures import SIGNATURES
from said_dtell import INSCRIPTION
from test_texts import flat

import txexplain
from txexplain import diagnosis
from txexplain.explain.parts.diagnosis import diagnosis_lines
from txexplain.model.diagnosis import Clue, InputDiagnosis, SignatureDiagnosis
from txexplain.model.report import Facts
from txexplain.model.spend import InputVerdict, Run, Verdict
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.wire.hashes import hash256

FIRST_LINES = 24
WITHOUT_TEXT = {"multisig_fits", "nothing_fits"}  # a table, and a sentence of its own


def given(name: str) -> list[str]:
    raw, script, value_sat, _ = SIGNATURES[name]
    return [raw, "--prevouts", json.dumps([{"value_sat": value_sat, "script_pubkey": script}])]


def data_of(cli, *arguments: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(cli(*arguments, "--json").out)
    return data


@pytest.mark.parametrize("name", SIGNATURES)
def test_the_first_lines_of_verify_say_what_is_wrong(cli, name: str) -> None:
    first = cli("verify", *given(name), width=80).out.splitlines()[:FIRST_LINES]
    assert SIGNATURES[name][3] in " ".join(" ".join(first).split())


@pytest.mark.parametrize("name", SIGNATURES)
@pytest.mark.parametrize("view", ["explain", "verify"])
def test_every_page_says_it_in_every_language(cli, view: str, name: str) -> None:
    for language, words in (("en", SIGNATURES[name][3]), ("zh", "签")):
        out = " ".join(cli(view, *given(name), "--lang", language).out.split())
        assert words in out
        assert re.search(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", out)


@pytest.mark.parametrize("name", SIGNATURES)
def test_verdict_and_status_are_the_same_without_a_diagnosis(cli, name: str) -> None:
    with_it, without = cli("verify", *given(name), "--json"), cli("verify", *given(name), "--no-diagnosis", "--json")
    assert with_it.status == without.status == 1
    told, plain_told = json.loads(with_it.out), json.loads(without.out)
    assert plain_told["inputs"][0]["diagnosis"] is None
    assert not any(each["diagnosis"] for each in plain_told["inputs"][0]["signatures"])
    for data in (told, plain_told):
        for entry in data["inputs"]:
            del entry["diagnosis"], entry["signatures"]
    assert told == plain_told


def clues_in(entry: dict[str, Any]) -> list[dict[str, Any]]:
    found = [clue for each in entry["signatures"] for clue in each["diagnosis"]]
    return [*found, *entry["diagnosis"]["whole"]]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("50", "multisig_order"),
        ("51", "output_script"),
        ("53", "legacy_message"),
        ("55", "no_hash_type"),
        ("57", "forkid"),
        ("58", "no_hash_type_byte"),
    ],
)
def test_the_data_names_the_mistake_with_its_proof(cli, name: str, key: str) -> None:
    """The message is hashed and the signature checked here, by another library."""
    (entry,) = data_of(cli, "verify", *given(name))["inputs"]
    clues = clues_in(entry)
    assert key in {clue["key"] for clue in clues}
    proven = [clue for clue in clues if clue["fits"] and "r" in clue["facts"]]
    assert proven
    for clue in proven:
        facts = clue["facts"]
        digest = hash256(bytes.fromhex(clue["message"]))
        assert facts["digest"] == digest.hex()
        public_key = VerifyingKey.from_string(bytes.fromhex(facts["public_key"]), curve=SECP256k1)
        numbers = bytes.fromhex(facts["r"] + facts["s"])
        assert public_key.verify_digest(numbers, digest)


def test_the_bytes_that_were_signed_are_shown_where_all_is(cli) -> None:
    (entry,) = data_of(cli, "verify", *given("53"))["inputs"]
    (clue,) = clues_in(entry)
    for call, shown in ((["verify"], False), (["verify", "--all"], True), (["explain", "--why"], True)):
        assert (clue["message"] in "".join(cli(*call, *given("53")).out.split())) is shown


def test_a_signature_that_no_check_came_to_is_among_the_others(cli) -> None:
    (entry,) = data_of(cli, "verify", *given("58"))["inputs"]
    (told,) = entry["signatures"]
    assert told["signature"] in SIGNATURES["58"][0]
    assert told["diagnosis"][0]["key"] == "no_hash_type_byte"
    expected = {"passes": False, "reason": "SIG_DER", "public_key": None, "sighash": None, "working": {}}
    assert {name: told[name] for name in expected} == expected
    assert cli("verify", *given("58"), "--json", "--no-diagnosis").out.count('"signatures": []') == 1


def test_every_signature_of_a_multisig_is_in_the_data(cli) -> None:
    (entry,) = data_of(cli, "verify", *given("50"))["inputs"]
    assert [each["reason"] for each in entry["signatures"]] == ["mismatch", "unchecked"]
    assert len({each["signature"] for each in entry["signatures"]}) == 2
    assert [each["diagnosis"][0]["facts"]["place"] for each in entry["signatures"]] == [1, 0]
    assert set(entry["diagnosis"]) == {"whole", "tried", "left_out"}


def test_a_multisig_in_the_wrong_order_has_a_table(cli) -> None:
    out = cli("verify", *given("50"), width=80).out
    assert re.search(r"key 1 +key 2\n +signature 1 +· +✓\n +signature 2 +✓ +·\n", out)


def test_what_is_valid_is_not_diagnosed(monkeypatch: pytest.MonkeyPatch, cli) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("diagnosed")

    monkeypatch.setattr(diagnosis, "Diagnoser", refuse)
    for call in (["verify", "p2wpkh"], ["explain", "p2sh-multisig"], ["whatif", "p2pkh", "--set", "version=9"]):
        assert cli(*call).status in (0, 1)
    for view in ("decode", "sighash"):
        assert cli(view, *given("53")).status == 0
    for view in ("verify", "explain"):
        assert "legacy one" not in cli(view, *given("53"), "--no-diagnosis").out
    assert cli("step", "--linear", "--no-diagnosis", *given("53")).status == 0


def test_a_change_to_what_was_not_valid_is_diagnosed_a_change_to_what_was_is_not(cli) -> None:
    (entry,) = data_of(cli, "whatif", *given("53"), "--set", "version=1")["inputs"]
    (told,) = entry["diagnosis"]["signatures"]
    assert told["diagnosis"][0]["key"] == "legacy_message"
    assert told["diagnosis"][0]["facts"]["also"] == "other_version"
    (valid,) = data_of(cli, "whatif", "p2wpkh", "--set", "version=9")["inputs"]
    assert valid["after"]["verdict"] == "invalid"
    assert valid["diagnosis"] is None
    assert "from before segwit" in " ".join(cli("whatif", *given("53"), "--set", "version=1").out.split())


def test_the_library_diagnoses_unless_told_not_to() -> None:
    raw, script, value_sat, _ = SIGNATURES["55"]
    session = txexplain.read(raw, spent_outputs=[(value_sat, bytes.fromhex(script))])
    (spend,) = session.verify().inputs
    assert spend.diagnosis is not None
    assert spend.diagnosis.signatures[0].clues[0].key == "no_hash_type"
    assert session.verify(diagnosis=False).inputs == (spend._replace(diagnosis=None),)
    assert session.trace(0).diagnosis is None
    assert session.trace(0, diagnosis=True).diagnosis == spend.diagnosis
    with pytest.raises(TypeError, match="diagnosis must be bool"):
        session.verify(diagnosis=1)  # type: ignore[arg-type]
    assert "diagnosis" not in json.dumps(session.to_dict("verify", diagnosis=False)["inputs"][0]["failure"])


def test_an_input_of_which_only_the_script_is_assumed_is_diagnosed_too(cli) -> None:
    raw = SIGNATURES["55"][0]
    (entry,) = data_of(cli, "verify", raw)["inputs"]
    assert entry["verdict"] == "unknown"
    assert entry["signatures"][0]["diagnosis"][0]["key"] == "no_hash_type"
    assert SIGNATURES["55"][3] in " ".join(cli("verify", raw).out.split())


def test_a_limit_is_said_and_what_fits_nothing_too() -> None:
    nothing = SignatureDiagnosis(b"\1", (Clue("nothing_fits", False, facts=Facts(tried=9)),))
    for found, words in (
        (InputDiagnosis(0, (nothing,), (), 9), "known here: 9."),
        (InputDiagnosis(0, (nothing,), (), 9, left_out=True), "Not everything was tried"),
        (InputDiagnosis(0, left_out=True), "Not diagnosed"),
    ):
        spend = InputVerdict(0, "p2pkh", Verdict.INVALID, Run(Verdict.INVALID), diagnosis=found)
        assert words in " ".join(map(plain, diagnosis_lines(spend, Texts())))


def keys_in_room() -> set[str]:
    """The keys of clues, as the sources of the diagnosis have them."""
    calls = r'(?:Clue|Neighbour|Hashing|Reading|_changed|_valid|_clue|_turned)\(\s*"([a-z_0-9]+)"'
    rows = r'yield "([a-z_0-9]+)", (?!Facts)[^)\n]*Facts\('
    folder = Path(diagnosis.__file__).parent
    sources = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    return set(re.findall(calls, sources)) | set(re.findall(rows, sources))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clue_has_its_words(language: str) -> None:
    topics = ("message", "digest", "key", "form", "whole")
    named = {path[1] for path in flat(language, "diagnosis") if path[0] in topics}
    keys = keys_in_room() - WITHOUT_TEXT
    assert len(keys) > 60
    assert {key for key in keys if not any(name == key or name.startswith(f"{key}_") for name in named)} == set()


def test_an_inscription_whose_tag_is_an_opcode_says_so(cli) -> None:
    out = " ".join(cli("explain", INSCRIPTION).out.split())
    assert "The tag of a field is an opcode, OP_1," in out
    assert "does not find that field" in out
    usual: Ran = cli("explain", next(name for name in EXAMPLES if "inscription" in name))
    assert "is an opcode" not in " ".join(usual.out.split())
