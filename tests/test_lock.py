"""`lock`: what is read as one, what is said of it, and that its JSON holds what Core prints of the same."""

from __future__ import annotations

import gzip
import json
import pickle
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import EXAMPLES, Ran, validator_of, vector_bytes

import txexplain
from txexplain.descriptors.checksum import without_checksum
from txexplain.model.errors import InputError, TxExplainError
from txexplain.model.networks import NETWORKS
from txexplain.session.lock import LockSession, refusal_data
from txexplain.sources.lock_text import indexes_in, lock_alone, lock_in

Cli = Callable[..., Ran]
ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
TEST_ADDRESS = "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"
KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
LONG_KEY = (
    "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
)
KEYS = (
    KEY,
    "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
    "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9",
)
OTHER_KEY = "02e493dbf1c10d80f3581e4904930b1404cc6c13900ee0758474fa94abe8c4cd13"
XPUB = (
    "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw"
)
RANGED = f"wpkh([d34db33f/84h/0h/0h]{XPUB}/0/*)"
MULTIPATH = f"wpkh({XPUB}/<0;1>/*)"
P2WPKH = "0014751e76e8199196d454941c45d1b3a323f1433bd6"
MULTISIG = "5221" + KEYS[0] + "21" + KEYS[1] + "21" + KEYS[2] + "53ae"
OF_SCRIPTS = (
    P2WPKH,
    MULTISIG,
    "a914bcfeb728b584253d5f3f70bcb780e9ef218a68f487",
    "51024e73",
    "6a0568656c6c6f",
    "6022" + "11" * 34,
    "21" + KEY + "ac",
    "76a9",
    "",
)


def data_of(what: str, **asked: Any) -> dict[str, Any]:
    """What `lock --json` prints, which fits the schema."""
    data = txexplain.lock(what, **asked).to_dict()
    validator_of("lock").validate(data)
    return data


def code_of(what: str, **asked: Any) -> str:
    """With which error it is refused."""
    with pytest.raises(TxExplainError) as caught:
        txexplain.lock(what, **asked)
    return caught.value.code


def vectors(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(vector_bytes(f"core_{name}.jsonl.gz")).splitlines()]


# What Core prints is in it


def holds(data: dict[str, Any], core: dict[str, Any]) -> bool:
    return all(data.get(name) == value for name, value in core.items())


def test_an_address_has_all_that_validateaddress_prints(cli: Cli, record_property: Callable[..., None]) -> None:
    counted = Counter[str]()
    for case in vectors("validateaddress"):
        told = case["result"]
        if told["isvalid"]:
            assert holds(data_of(case["address"]), told), case
            counted["valid"] += 1
            continue
        ran = cli("lock", case["address"], "--json", "--network", "main")
        assert ran.status == 2
        if case["address"].strip():
            assert json.loads(ran.out) == told, case
        counted["invalid"] += 1
    record_property("core_validateaddress.jsonl.gz, by lock", str(dict(counted)))
    assert counted.total() == 215


def test_a_script_has_all_that_decodescript_prints(record_property: Callable[..., None]) -> None:
    different = [case["hex"] for case in vectors("decodescript") if not holds(data_of(case["hex"]), case["result"])]
    record_property("core_decodescript.jsonl.gz, by lock", f"{420 - len(different)} of 420 equal")
    assert different == []


def test_a_descriptor_has_all_that_getdescriptorinfo_and_deriveaddresses_print(
    record_property: Callable[..., None],
) -> None:
    counted = Counter[str]()
    for case in vectors("descriptors"):
        told, derived = case["getdescriptorinfo"], case.get("deriveaddresses")
        if "error" in told:
            with pytest.raises(InputError) as caught:
                txexplain.lock(case["descriptor"])
            assert refusal_data(case["descriptor"], caught.value, None) == {"error": told["error"], "code": -5}
            counted["refused"] += 1
            continue
        data = data_of(case["descriptor"])
        assert holds(data, told["result"]), case
        counted["descriptors"] += 1
        if without_checksum(derived["descriptor"]) != without_checksum(case["descriptor"]):
            data = data_of(derived["descriptor"])  # one path of a multipath
        if "error" in derived:
            assert data["addresses"] is None
            assert data["addresses_error"] == {"code": -5, "message": derived["error"]}
            counted["not derived"] += 1
        else:
            assert data["addresses"] == derived["result"]
            counted["derived"] += 1
    record_property("core_descriptors.jsonl.gz, by lock", str(dict(counted)))
    assert counted["descriptors"] + counted["refused"] == 250


def test_what_core_refuses_of_a_descriptor_is_printed_with_status_2(cli: Cli) -> None:
    ran = cli("lock", f"wpkh({LONG_KEY})", "--json")
    assert ran.status == 2
    assert json.loads(ran.out) == {"error": "wpkh(): Uncompressed keys are not allowed", "code": -5}
    validator_of("lock").validate(json.loads(ran.out))
    assert "error" in ran.err


# What is read as a lock


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ADDRESS, "address"),
        (ADDRESS.upper(), "address"),
        (f'  "{ADDRESS}",\n', "address"),
        (f"bitcoin:{ADDRESS}", "address"),
        (f"BITCOIN:{ADDRESS.upper()}?AMOUNT=1", "address"),
        (f"https://mempool.space/address/{ADDRESS}", "address"),
        (TEST_ADDRESS, "address"),
        (KEY, "public_key"),
        (f"0x{KEY.upper()}", "public_key"),
        (LONG_KEY, "public_key"),
        (f"pkh({KEY})", "descriptor"),
        (f"  pkh({KEY})\n", "descriptor"),
        (f"wsh(multi(1,{KEYS[0]},\n    {KEYS[1]}))\n", "descriptor"),
        (f"addr({ADDRESS})", "descriptor"),
        (P2WPKH, "script"),
        (f"0 {P2WPKH[4:]}", "script"),
        ("OP_RETURN", "script"),
        ("51", "script"),
        ("1", "script"),
        (f"OP_DUP OP_HASH160 <{'11' * 20}> OP_EQUALVERIFY OP_CHECKSIG", "script"),
        (f"OP_0 OP_PUSHBYTES_20 {'11' * 20}", "script"),
    ],
)
def test_what_is_given_is_read_as_what_it_is(text: str, kind: str) -> None:
    assert lock_in(text).kind == kind
    assert data_of(text)["kind"] == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_lock"),
        ("11" * 32, "lock_of_64_digits"),
        (f"0x{'AB' * 32}", "lock_of_64_digits"),
        (XPUB, "extended_key_alone"),
        (f"[d34db33f/84h/0h/0h]{XPUB}/0/*", "extended_key_alone"),
        ("02" + "00" * 31 + "05", "key_not_on_curve"),
        ("5121" + KEY + "51a", "odd_hex_digits"),
        (f"{P2WPKH[:10]} {P2WPKH[10:-2]}", "hex_in_lines"),
        ("pizza", "not_a_lock"),
        (KEY.replace("9be6", "9bo6"), "not_hex"),
        ("pay me", "not_a_lock"),
        (EXAMPLES["p2wpkh"].raw.hex(), "not_a_lock_but"),
        (ADDRESS[:-1] + "5", "address_wrong_character"),
        ("OP_DUP OP_NOSUCH", "bad_assembly"),
        ("5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvd3VyK5qMZXj3hS", "looks_like_private_key"),
        ("wpkh(5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvd3VyK5qMZXj3hS)", "looks_like_private_key"),
        ("51" * 100_001, "lock_too_long"),
    ],
)
def test_what_is_none_is_refused_as_what_it_is(cli: Cli, text: str, code: str) -> None:
    assert code_of(text) == code
    if len(text) < 100_000:
        ran = cli("lock", text)
        assert (ran.status, ran.out) == (2, "")
        assert code in ran.err


@pytest.mark.parametrize("text", ["ab" * 32, "5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvd3VyK5qMZXj3hS"])
def test_what_may_be_a_secret_is_not_repeated(cli: Cli, text: str) -> None:
    for options in ((), ("--json",)):
        ran = cli("lock", text, *options)
        assert ran.status == 2
        assert text[:12] not in ran.out + ran.err


def test_a_file_and_standard_input_are_read(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "lock.txt"
    path.write_text(f"{RANGED}\n", encoding="utf-8")
    assert cli("lock", str(path)).out == cli("lock", RANGED).out
    assert cli("lock", "-", stdin=ADDRESS.encode()).out == cli("lock", ADDRESS).out
    assert cli("lock", stdin=b"").status == 2
    assert "no_lock" in cli("lock").err


def test_parts_of_a_payment_link_are_not_lost_silently(cli: Cli) -> None:
    ran = cli("lock", f"bitcoin:{ADDRESS}?amount=0.1&label=Alice")
    assert ran.status == 0
    assert "amount, label" in ran.err


# Networks


def test_an_address_of_another_network_is_refused_where_one_is_named() -> None:
    assert data_of(TEST_ADDRESS)["network"] == "test"
    assert data_of(TEST_ADDRESS, network="signet")["network"] == "signet"
    assert data_of(TEST_ADDRESS)["networks"] == ["test", "testnet4", "signet"]
    assert code_of(TEST_ADDRESS, network="main") == "address_of_other_network"


def test_each_script_has_its_address_on_every_network() -> None:
    told = data_of(P2WPKH, network="regtest")
    assert told["address"] == "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    assert list(told["scripts"][0]["addresses"]) == list(NETWORKS)
    assert told["scripts"][0]["addresses"]["main"] == ADDRESS
    assert data_of("6a")["scripts"][0]["addresses"] is None


# Descriptors


def test_of_a_range_the_places_are_told_that_are_asked_for() -> None:
    first = data_of(RANGED)
    assert first["index"] == [0, 2]
    assert len(first["scripts"]) == len(first["addresses"]) == 3
    later = data_of(RANGED, index=(2, 4))
    assert later["addresses"][0] == first["addresses"][2]
    assert [each["index"] for each in later["scripts"]] == [2, 3, 4]
    assert data_of(RANGED, index=2)["addresses"] == first["addresses"][2:]
    assert code_of(f"pkh({KEY})", index=0) == "index_without_range"
    assert code_of(ADDRESS, index=0) == "index_without_range"


def test_what_would_take_minutes_is_refused() -> None:
    many = f"tr({KEY},multi_a(1,{','.join([XPUB + '/*'] * 100)}))"
    assert code_of(many, index=(0, 100)) == "too_many_keys"
    paths = ";".join(map(str, range(101)))
    assert code_of(many.replace("/*", f"/<{paths}>/*"), index=0) == "descriptor_too_many_paths"


def test_keys_that_are_not_derived_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("txexplain.descriptors.expand.MAX_KEYS", 3)
    text = f"wsh(multi(1,{XPUB}/*,{KEY}))"
    data = data_of(text, index=(0, 2))
    assert len(data["addresses"]) == len(data["scripts"]) == 3
    assert "addresses_error" not in data
    assert code_of(text, index=(0, 3)) == "too_many_keys"


def test_each_path_of_a_multipath_is_told() -> None:
    told = data_of(MULTIPATH, index=7)
    assert [(each["index"], each["path"]) for each in told["scripts"]] == [(7, 0), (7, 1)]
    assert [each[0] for each in told["addresses"]] == [each["scriptPubKey"]["address"] for each in told["scripts"]]
    page = str(txexplain.lock(MULTIPATH).page())
    assert "usually to receive" in page
    assert "usually for change" in page
    assert "usually" not in str(txexplain.lock(MULTIPATH.replace("<0;1>", "<2;3>")).page())


def test_a_hardened_step_leaves_the_scripts_untold(cli: Cli) -> None:
    hardened = f"wpkh({XPUB}/0h/*)"
    told = data_of(hardened)
    assert (told["scripts"], told["addresses"]) == ([], None)
    assert told["addresses_error"] == {"code": -5, "message": "Cannot derive script without private keys"}
    ran = cli("lock", hardened)
    assert ran.status == 0
    assert "private key" in ran.out


@pytest.mark.parametrize("text", ["x", "-1", "5-2", "0-1000", "2147483648", "1-", ""])
def test_what_is_no_index_is_refused(cli: Cli, text: str) -> None:
    with pytest.raises(InputError):
        indexes_in(text)
    assert cli("lock", RANGED, f"--index={text}").status == 2


def test_indexes_are_read() -> None:
    assert indexes_in(None) is None
    assert indexes_in("5") == (5, 5)
    assert indexes_in("0-999") == (0, 999)


def test_a_public_key_is_told_in_every_form() -> None:
    told = data_of(KEY)
    types = [each["scriptPubKey"]["type"] for each in told["scripts"]]
    assert types == ["pubkey", "pubkeyhash", "witness_v0_keyhash", "scripthash", "witness_v1_taproot"]
    assert [each["scriptPubKey"]["type"] for each in data_of(LONG_KEY)["scripts"]] == ["pubkey", "pubkeyhash"]


def test_a_script_is_told_as_the_one_behind_an_address() -> None:
    told = data_of(MULTISIG)
    addresses = [each["scriptPubKey"]["address"] for each in told["wrapped"]]
    assert addresses == [told["p2sh"], told["segwit"]["address"], told["segwit"]["p2sh-segwit"]]
    assert data_of("6a0568656c6c6f")["wrapped"] == []


# Other ways in


@pytest.mark.parametrize("command", ["decode", "explain"])
@pytest.mark.parametrize("text", [ADDRESS, KEY, RANGED, f"bitcoin:{ADDRESS}"])
def test_decode_and_explain_show_what_can_be_nothing_else(cli: Cli, command: str, text: str) -> None:
    shown = cli("lock", text)
    assert cli(command, text) == shown
    assert cli(command, text, "--json") == cli("lock", text, "--json")
    assert cli(text).out == shown.out


def test_other_commands_say_that_lock_shows_it(cli: Cli) -> None:
    for command in ("verify", "trace", "sighash", "step"):
        for text in (ADDRESS, KEY, RANGED):
            ran = cli(command, text)
            assert (ran.status, ran.out) == (2, "")
            assert "txexplain lock" in ran.err


def test_scripts_in_hex_and_names_of_examples_are_none_for_decode(cli: Cli) -> None:
    for script in filter(None, OF_SCRIPTS):
        assert lock_alone(script) is None
    assert cli("decode", P2WPKH).status == 2
    assert "pizza" in cli("decode", "pizza").out


def test_a_descriptor_with_a_wrong_checksum_is_refused_by_decode_too(cli: Cli) -> None:
    ran = cli("decode", f"pkh({KEY})#{'q' * 8}")
    assert ran.status == 2
    assert "descriptor_checksum" in ran.err


# What is mutated


def test_mutated_locks_are_read_or_refused_in_words() -> None:
    random = Random(13)
    texts = [
        *filter(None, OF_SCRIPTS),
        ADDRESS,
        KEY,
        RANGED,
        f"tr({KEY},{{pk({KEYS[1]}),pk({KEYS[2]})}})",
        "OP_1 <ab>",
    ]
    refused = list[str]()
    for _ in range(400):
        text = random.choice(texts)
        place, chars = random.randrange(len(text)), "019afqzAZ(){},/*'#<>[] \n\u200b\x1b\ud800"
        changed = text[:place] + random.choice(chars) + text[place + random.randrange(2) :]
        try:
            assert txexplain.lock(changed).to_dict()["kind"]
        except TxExplainError as error:
            refused.append(str(error))
    assert 100 < len(refused) < 400
    assert all(refused)


# The library


def test_a_session_is_equal_by_what_was_given_and_does_not_change() -> None:
    session = txexplain.lock(ADDRESS)
    assert session == txexplain.lock(f" {ADDRESS} ")
    assert session != txexplain.lock(TEST_ADDRESS)
    assert session.report.scripts[0].output.address == ADDRESS
    with pytest.raises(AttributeError):
        session.subject = None  # type: ignore[misc, assignment]
    assert repr(session) == "<LockSession address>"
    assert pickle.loads(pickle.dumps(session)).to_dict() == session.to_dict()
    assert isinstance(session, LockSession)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"what": b"\0"}, TypeError),
        ({"what": ADDRESS, "network": 1}, TypeError),
        ({"what": ADDRESS, "network": "moon"}, ValueError),
        ({"what": RANGED, "index": "0"}, TypeError),
        ({"what": RANGED, "index": -1}, ValueError),
        ({"what": RANGED, "index": True}, TypeError),
        ({"what": RANGED, "index": (3, 2)}, ValueError),
        ({"what": RANGED, "index": (0, 1, 2)}, ValueError),
        ({"what": RANGED, "index": (0, 1_000)}, ValueError),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=list(arguments)[-1]):
        txexplain.lock(**arguments)


def test_bytes_that_are_no_text_are_told_as_such(cli: Cli, tmp_path: Path) -> None:
    for data in (bytes.fromhex("0014") + bytes(20), b"\x99\xff\xfe\x01", bytes(range(256))):
        (tmp_path / "file").write_bytes(data)
        for ran in (cli("lock", str(tmp_path / "file")), cli("lock", "-", stdin=data)):
            assert (ran.status, ran.out) == (2, "")
            assert "this is binary data, not text" in " ".join(ran.err.split())


@pytest.mark.parametrize("index", ["٣", "0-٣", "²", "１"])
def test_digits_of_other_scripts_are_no_index(cli: Cli, index: str) -> None:
    ran = cli("lock", f"wpkh({XPUB}/*)", "--index", index)
    assert ran.status == 2
    assert "bad_index" in ran.err


def test_hex_with_spaces_is_one_script_where_it_is_sound(cli: Cli) -> None:
    script = "76a914ab68025513c3dbd2f7b92a94e0581f5d50f654e788ac"
    spaced = f"{script[:2]} {script[2:4]} {script[4:6]} {script[6:46]} {script[46:48]} {script[48:]}"
    assert json.loads(cli("lock", spaced, "--json").out) == json.loads(cli("lock", script, "--json").out)


def test_an_address_of_ethereum_is_no_script(cli: Cli) -> None:
    assert "looks_like_other_coin" in cli("lock", "0x742d35Cc6634C0532925a3b844Bc454e4438f44e").err


def test_hints_hold_for_what_was_given(cli: Cli) -> None:
    assert f"txexplain lock --json {ADDRESS}" in cli("lock", ADDRESS).out
    assert "txexplain explain first" in cli("lock", "first").err
    refused = cli("block", ADDRESS, width=200).err
    assert "not a block" in refused
    assert f"txexplain lock {ADDRESS}" in refused
    assert f"found      {KEY}\n" in cli("lock", f"wsh(and_v(v:pk({KEY}),pk({KEY})))", width=200).err


def test_a_short_address_is_shown_whole_above_the_caret(cli: Cli) -> None:
    assert f"there  {ADDRESS[:-1]}5\n" in cli("lock", f"{ADDRESS[:-1]}5").err


def test_a_script_of_up_to_520_bytes_is_shown_whole(cli: Cli) -> None:
    script = "6a4d0502" + "ab" * 517  # 521 bytes
    assert "ab" * 400 not in "".join(cli("lock", script).out.split())
    script = "6a4d0402" + "ab" * 516
    assert "ab" * 516 in "".join(cli("lock", script).out.split())


def test_what_is_wrong_with_the_number_of_keys_or_digits_is_counted(cli: Cli) -> None:
    assert "wpkh() with 2 arguments" in cli("lock", f"wpkh({KEY},{KEY})").err
    assert "hex digits: 65;" in cli("lock", f"wpkh({KEY[:-1]})").err
    assert "found      nothing" in cli("lock", "multi()").err
