"""The bundled PSBTs: real signatures by published keys, at the stages that their files say they are at."""

from __future__ import annotations

import json
from collections.abc import Iterator

import make_psbts
import pytest
from conftest import PSBTS
from spends.judges import Case, core_accepts

import txexplain
from txexplain.addresses.addresses import base58check_encode
from txexplain.bundled import is_example, is_psbt, psbt_names
from txexplain.crypto.bip32 import Derived, derive
from txexplain.model.examples import Example
from txexplain.model.hexadecimal import display_hex
from txexplain.model.psbt import PsbtEntry, PsbtMap
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.subject import psbt_subject_of
from txexplain.session.psbt import PsbtSession
from txexplain.texts import LANGUAGES

XPUBS = (  # as BIP32 writes them beside the seeds of its test vectors
    "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8",
    "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB",
    "xpub661MyMwAqRbcEZVB4dScxMAdx6d4nFc9nvyvH3v4gJL378CSRZiYmhRoP7mBy6gSPSCYk6SzXPTf3ND1cZAceL7SfJ1Z3GC8vBgp2epUt13",
)
XPUB_OF_MAIN = bytes.fromhex("0488b21e")
COMMANDS = (
    ("decode",),
    ("decode", "--bytes"),
    ("decode", "--all"),
    ("verify",),
    ("explain",),
    ("explain", "--why"),
    ("sighash",),
    ("step", "--linear"),
)


def session_of(example: Example) -> PsbtSession:
    return PsbtSession(psbt_subject_of(example))


@pytest.fixture(params=PSBTS.values(), ids=PSBTS)
def example(request: pytest.FixtureRequest) -> Example:
    chosen: Example = request.param
    return chosen


def test_they_are_what_is_made_of_the_published_seeds() -> None:
    made = {f"psbt-{file.partition('-')[2]}": raw for file, raw in make_psbts.stages().items()}
    assert {name: example.raw for name, example in PSBTS.items()} == made
    assert list(PSBTS) == psbt_names() == list(made)


def test_the_wallets_are_those_of_bip32s_test_vectors() -> None:
    told = [XPUB_OF_MAIN + wallet.xpub[4:] for wallet in make_psbts.WALLETS]
    assert [base58check_encode(each) for each in told] == list(XPUBS)


def test_each_is_at_the_stage_that_its_file_says(example: Example) -> None:
    session, expect = session_of(example), example.expect
    analysis = session.analysis
    fingerprints = {
        state: {signer.fingerprint.hex() for signer in analysis.inputs[0].signers if signer.state == state}
        for state in ("signed", "may_sign")
    }
    assert fingerprints == {state: set(expect[state]) for state in fingerprints}
    assert analysis.next.key == expect["next"]
    assert (analysis.fee_sat, analysis.estimated_vsize_vb) == (expect["fee_sat"], expect["vsize_vb"])
    assert len(example.raw) == expect["size_bytes"]
    assert display_hex(session.report.tx.txid) == example.txid
    assert session.verify().verdict == {0: "valid", 4: "unknown"}[expect["status"]]


def test_all_are_of_one_transaction_and_each_stage_only_adds() -> None:
    unsigned, once, signed, final = map(session_of, PSBTS.values())
    assert len({session.found.psbt.globals for session in (unsigned, once, signed, final)}) == 1
    entries = [set(_pairs(session.found.psbt.inputs[0])) for session in (unsigned, once, signed)]
    assert entries[0] < entries[1] < entries[2]
    assert {len(each) for each in (entries[1] - entries[0], entries[2] - entries[1])} == {1}
    assert unsigned.complete is once.complete is False
    assert signed.transaction().raw == final.transaction().raw


def _pairs(each: PsbtMap) -> Iterator[tuple[bytes, bytes]]:
    return ((entry.key.data, entry.value.data) for entry in each.entries)


def test_cores_own_engine_takes_the_finished_transaction() -> None:
    session = session_of(PSBTS["psbt-final"]).transaction()
    coin = session.report.inputs[0].spent
    assert coin is not None
    spent = SpentOutput(coin.value_sat, coin.script.slice.data)
    assert core_accepts(Case("psbt", session.raw, (spent,), 0), CONSENSUS)
    assert not core_accepts(Case("psbt", session.raw, (spent._replace(value_sat=spent.value_sat - 1),), 0), CONSENSUS)


def test_the_coins_keys_and_the_changes_derive_from_the_stated_accounts() -> None:
    psbt = session_of(PSBTS["psbt-unsigned"]).found.psbt
    accounts = dict(_account(entry) for entry in psbt.globals.all("PSBT_GLOBAL_XPUB"))
    stated = [*psbt.inputs[0].all("PSBT_IN_BIP32_DERIVATION"), *psbt.outputs[1].all("PSBT_OUT_BIP32_DERIVATION")]
    assert len(accounts) == 3
    assert len(stated) == 6
    for entry in stated:
        origin = entry.value.data
        node: Derived | None = accounts[origin[: 4 * 5]]
        for at in (20, 24):
            assert node is not None
            node = derive(node, int.from_bytes(origin[at : at + 4], "little"))
        assert node is not None
        assert node.key == entry.key_data.data


def _account(entry: PsbtEntry) -> tuple[bytes, Derived]:
    """An extended public key, by its origin."""
    data = entry.key_data.data
    return entry.value.data, Derived(data[45:], data[13:45])


def test_each_has_a_title_and_a_story_in_each_language(example: Example) -> None:
    assert example.synthetic
    for language in LANGUAGES:
        title, why = example.texts[language]
        assert 0 < len(title) <= 60
        assert len(why) > 60


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_on_psbts_takes_their_names(cli, command: tuple[str, ...], language: str) -> None:
    for name, example in PSBTS.items():
        ran = cli(*command, name, "--lang", language)
        status = example.expect["status"] if command == ("verify",) else 0
        assert (ran.status, ran.err) == (status, ""), name
        if command[0] != "sighash" and command != ("decode", "--bytes"):
            assert "".join(example.texts[language][0].split()) in "".join(ran.out.split())


def test_a_name_stands_before_a_file_of_that_name(cli, tmp_path, monkeypatch) -> None:
    (tmp_path / "psbt-signed").write_text("nothing", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli("verify", "psbt-signed").status == 0


def test_a_slip_in_a_name_is_told(cli) -> None:
    ran = cli("decode", "psbt-sined")
    assert ran.status == 2
    assert "psbt-signed" in ran.err
    assert not is_psbt("psbt-sined")
    assert not any(map(is_example, PSBTS))


def test_the_library_reads_them_by_name() -> None:
    assert txexplain.psbt_names() == list(PSBTS)
    session = txexplain.read("psbt-signed")
    assert isinstance(session, PsbtSession)
    assert session.subject.example == PSBTS["psbt-signed"]
    assert session.to_dict("decode")["example"] == "psbt-signed"
    assert json.dumps(session.to_dict("verify"))
