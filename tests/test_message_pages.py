"""What is said of a message that a signature signs: its page, its bytes, its data, and what other commands say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import EXAMPLES, validator_of
from spends.draft import Draft, Vin
from test_sighash import ALGORITHMS

from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.data import plain
from txexplain.model.errors import DecodeError
from txexplain.model.report import SpentOutput
from txexplain.model.subject import MessageSubject
from txexplain.session.message import MessageSession
from txexplain.session.views import Choices
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.transaction import decode

TAPROOT = b"\x51\x20" + bytes(range(100, 132))
P2PKH = bytes.fromhex("76a914" + "11" * 20 + "88ac")


def any_of(algorithm: str, hash_type: int) -> bytes:
    """The message of the second of three inputs, of a transaction with two outputs."""
    draft = Draft(2, [Vin(bytes([n]) * 36, 0xFFFFFFFD) for n in (1, 2, 3)], [(900, P2PKH), (80, TAPROOT)], 7, [], 1)
    fields = Fields(decode(draft.raw()), [SpentOutput(1_000, TAPROOT)] * 3)
    sighash = ALGORITHMS[algorithm][0](fields, 1, hash_type)
    assert sighash is not None
    return sighash.message


EVERY = [
    *((algorithm, kind) for algorithm in ("legacy", "bip143") for kind in (1, 2, 3, 0x81, 0x82, 0x83, 0, 0x41)),
    *((algorithm, kind) for algorithm in ("bip341", "bip342") for kind in (0, 1, 2, 3, 0x81, 0x82, 0x83)),
]


@pytest.mark.parametrize(("algorithm", "hash_type"), EVERY)
def test_parts_and_labelled_bytes_tile_the_message_and_fit_the_schema(algorithm: str, hash_type: int) -> None:
    raw = any_of(algorithm, hash_type)
    session = MessageSession(MessageSubject(raw))
    leaves = list(session.regions.leaves())
    assert [leaf.start for leaf in leaves] == [0, *(leaf.end for leaf in leaves[:-1])]
    assert leaves[-1].end == len(raw)
    data = plain(session.data(Choices(bytes=True)))
    validator_of("message").validate(data)
    assert "".join(part["hex"] for part in data["parts"]) == raw.hex()
    assert [part["offset"] for part in data["parts"]] == [child.start for child in session.regions.children]
    assert all(set(part) == {"key", "hex", "offset", "value"} for part in data["parts"])
    for lang in LANGUAGES:
        assert session.page(Choices(), Texts(lang))


def test_decode_says_first_that_it_is_none_and_ends_well(cli) -> None:
    raw = any_of("legacy", 1)
    ran = cli("decode", raw.hex())
    assert (ran.status, ran.err) == (0, "")
    assert "This is not a transaction but the message that a signature" in ran.out
    assert "#0 900 sat → 12ZEw5Hcv1hTb6YUQJ69y1V7uhcoDz92PH" in ran.out
    data = json.loads(cli("decode", "--json", "--bytes", raw.hex()).out)
    validator_of("message").validate(data)
    assert (data["kind"], data["algorithm"], data["hash_type_name"]) == ("signing_message", "legacy", "ALL")
    assert data["input_index"] == 1
    assert data["outputs"][0]["value_sat"] == 900
    assert cli("decode", "--bytes", raw.hex()).status == 0
    unsigned = decode(bytes.fromhex(data["unsigned"]))
    assert [len(txin.script_sig.data) for txin in unsigned.inputs] == [0, 0, 0]
    assert unsigned.raw.hex() in ran.out.replace("\n", "")
    assert json.loads(cli("decode", "--json", any_of("legacy", 2).hex()).out)["unsigned"] is None


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_message_is_found_in_a_file_and_in_pasted_text(cli, tmp_path: Path, algorithm: str) -> None:
    raw = any_of(algorithm, 1)
    (tmp_path / "message").write_bytes(raw)
    (tmp_path / "message.hex").write_text(raw.hex() + "\n", encoding="ascii")
    plain_page = cli("decode", raw.hex()).out
    assert cli("decode", str(tmp_path / "message")).out == plain_page
    assert cli("decode", str(tmp_path / "message.hex")).out == plain_page
    for text in (
        f"preimage = '{raw.hex()}'",
        json.dumps({"preimage": raw.hex()}),
        f"> sighash preimage: {raw.hex()}",
    ):
        ran = cli("decode", text)
        assert (ran.status, ran.out) == (0, plain_page)
        assert "taken from" in ran.err
        assert cli("verify", text).status == 3


@pytest.mark.parametrize("command", ["verify", "explain", "trace", "sighash", "whatif", "step"])
def test_other_commands_name_it_and_lead_to_decode(cli, command: str) -> None:
    for algorithm in ALGORITHMS:
        ran = cli(command, any_of(algorithm, 1).hex())
        assert (ran.status, ran.out) == (3, "")
        assert "looks_like_signing_message" in ran.err
        assert "txexplain decode" in ran.err


def page(cli, algorithm: str, hash_type: int) -> str:
    return " ".join(cli("decode", any_of(algorithm, hash_type).hex()).out.split())


def test_what_is_left_open_is_what_the_hash_type_leaves_open(cli) -> None:
    anybody = "all other inputs: anybody can add, change or remove them"
    for algorithm in ALGORITHMS:
        assert "anybody" not in page(cli, algorithm, 1)
        assert "all outputs: anybody can change where the money goes" in page(cli, algorithm, 2)
        assert "all other outputs" in page(cli, algorithm, 3)
        assert anybody in page(cli, algorithm, 0x81)
        some = "the sequences of the other inputs" in page(cli, algorithm, 2)
        assert some == (algorithm in ("legacy", "bip143"))  # taproot's messages hold them all with NONE too
    assert "its signer has to know them from elsewhere" in page(cli, "legacy", 1)
    assert "the amount of the coin that this input spends" in page(cli, "bip143", 1)
    assert "the amounts and output scripts of all coins" in page(cli, "bip341", 1)


def test_bitcoin_cash_and_types_without_a_name_are_told(cli) -> None:
    assert "SIGHASH_FORKID" in page(cli, "bip143", 0x41)
    assert "segwit" not in page(cli, "bip143", 0x41)
    assert "SIGHASH_FORKID" not in page(cli, "legacy", 0x41)
    assert "has no name" in page(cli, "legacy", 0x41)
    assert "has no name" in page(cli, "bip143", 0)
    assert "DEFAULT" in page(cli, "bip341", 0)
    wide = legacy_sighash(Fields(decode(EXAMPLES["p2pkh"].raw), []), 0, P2PKH, 0x12345601)
    assert "in one byte" in " ".join(cli("decode", wide.message.hex()).out.split())


def test_bytes_that_are_none_are_refused_by_the_session() -> None:
    with pytest.raises(ValueError, match="message"):
        _ = MessageSession(MessageSubject(EXAMPLES["p2pkh"].raw)).report
    with pytest.raises(DecodeError):
        decode(any_of("bip143", 1))
