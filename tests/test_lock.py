"""`lock`: what is read as one, what is said of it, and that its JSON holds what Core prints of the same."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import EXAMPLES, Ran, validator_of, vector_bytes

import txexplain
from txexplain.model.errors import InputError, TxExplainError
from txexplain.model.networks import NETWORKS
from txexplain.session.lock import LockSession
from txexplain.sources.lock_text import indexes_in, lock_alone, lock_in
from txexplain.texts import LANGUAGES

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
            assert caught.value.facts["core"] == told["error"]
            counted["refused"] += 1
            continue
        assert holds(data_of(case["descriptor"]), told["result"]), case
        counted["descriptors"] += 1
        data = data_of(derived["descriptor"])
        if "error" in derived:
            assert (data["addresses"], data["addresses_error"]["message"]) == (None, derived["error"])
            counted["not derived"] += 1
        else:
            assert data["addresses"] == derived["result"]
            counted["derived"] += 1
    record_property("core_descriptors.jsonl.gz, by lock", str(dict(counted)))
    assert counted["descriptors"] + counted["refused"] == 250


def test_what_core_refuses_of_a_descriptor_is_printed_with_status_2(cli: Cli) -> None:
    ran = cli("lock", f"wpkh({LONG_KEY})", "--json")
    assert ran.status == 2
    assert json.loads(ran.out) == {"error": "wpkh(): Uncompressed keys are not allowed"}
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
        ("", "empty_input"),
        ("11" * 32, "lock_of_64_digits"),
        (f"0x{'AB' * 32}", "lock_of_64_digits"),
        (XPUB, "extended_key_alone"),
        (f"[d34db33f/84h/0h/0h]{XPUB}/0/*", "extended_key_alone"),
        ("02" + "00" * 31 + "05", "key_not_on_curve"),
        ("5121" + KEY + "51a", "odd_hex_digits"),
        (f"{P2WPKH[:10]} {P2WPKH[10:]}", "hex_in_pieces"),
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
    assert "no_lock" in cli("lock").err or "empty_input" in cli("lock").err


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
    many = f"tr({KEY},multi_a(1,{','.join([XPUB + '/*'] * 900)}))"
    assert code_of(many, index=(0, 11)) == "too_many_keys"
    assert code_of(many.replace("/*", "/<0;1;2;3;4;5;6;7;8;9;10;11>/*"), index=0) == "descriptor_too_many_paths"


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
    assert told["addresses_error"] == {"message": "Cannot derive script without private keys"}
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


# The page


def samples() -> Iterator[str]:
    yield from (ADDRESS, TEST_ADDRESS, KEY, RANGED, MULTIPATH, f"raw({P2WPKH})", f"addr({ADDRESS})", f"combo({KEY})")
    yield from filter(None, OF_SCRIPTS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_begins_with_a_sentence_and_fits_its_width(lang: str) -> None:
    for what in samples():
        session = txexplain.lock(what)
        for width in (60, 80, 120):
            lines = session.page(lang).text(width).splitlines()
            assert lines[2].rstrip()
            assert max(map(len, lines)) <= width
        assert len(str(session.page(lang, all=True))) >= len(str(session.page(lang)))


def test_the_address_that_was_given_is_marked() -> None:
    page = txexplain.lock(TEST_ADDRESS).page().text(120)
    (line,) = [line for line in page.splitlines() if "as given" in line]
    assert TEST_ADDRESS in line
    assert page.index(ADDRESS) < page.index(TEST_ADDRESS)


# Ways


def page_of(what: str, width: int = 160) -> str:
    return txexplain.lock(what).page().text(width)


def answer_of(what: str) -> str:
    """What the page says first."""
    return " ".join(page_of(what).split("\n\n")[1].split("\n"))


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        (
            ADDRESS,
            "It takes a signature for the key whose hash is 751e76e8199196d454941c45d1b3a323f1433bd6 to open it.",
        ),
        (f"pk({KEY})", f"It takes a signature for {KEY} to open it."),
        (f"rawtr({KEY})", f"It takes a signature for {KEY[2:]} to open it. A script"),
        (f"tr({KEY})", f"It takes a signature for the output key made from {KEY[2:]} to open it."),
        (f"wsh(multi(2,{','.join(KEYS)}))", "It takes signatures for 2 of 3 keys to open it."),
        (f"wsh(multi(1,{','.join(KEYS)}))", "It takes a signature for any 1 of 3 keys to open it."),
        (f"sh(multi(3,{','.join(KEYS)}))", "It takes signatures for all 3 keys to open it."),
        (
            f"wsh(and_v(v:pk({KEY}),after(700000)))",
            "It takes a signature for 0279be667ef9dcbbac55a06295ce870b07029bfc",
        ),
        (
            f"wsh(or_i(pk({KEYS[0]}),pk({KEYS[1]})))",
            "There are 2 ways to open it. The cheapest takes a signature for ",
        ),
        (
            "3P14159f73E4gFr7JterCCQh9QjiTjiZrG",
            "A script opens it, and all that is known of this script is its hash.",
        ),
        ("6a0568656c6c6f", "Nothing can ever open it: the output is provably unspendable."),
        ("51024e73", "Anybody can open it: it asks for no signature and no secret."),
        ("6022" + "11" * 34, "No rules protect it yet:"),
        ("6002" + "00" * 2, "Nothing can open it: no input satisfies the script."),  # the program counts as false
        ("60020080", "Nothing can open it: no input satisfies the script."),
        ("76a9", "What opens it cannot be listed:"),
        ("00", "Nothing can open it: no input satisfies the script."),
        (KEY, "A signature for this key opens what is locked to it. It can be put into an output in 5 forms:"),
    ],
)
def test_the_page_says_first_what_opens_it(what: str, answer: str) -> None:
    assert answer_of(what).startswith(answer)


@pytest.mark.parametrize(
    ("lock", "when"),
    [
        ("after(700000)", "no earlier than block 700,001"),
        ("after(1)", "no earlier than block 2"),
        ("after(499999999)", "no earlier than block 500,000,000"),
        ("after(500000000)", "no earlier than 1985-11-05 00:53:20 UTC, by the clock of the blocks"),
        ("older(1)", "no earlier than 1 block after the coin confirms (about 10 minutes)"),
        ("older(144)", "no earlier than 144 blocks after the coin confirms (about 24 hours)"),
        ("older(65535)", "no earlier than 65,535 blocks after the coin confirms (about 455 days)"),
        ("older(4194305)", "no earlier than 512 seconds after the coin confirms (about 9 minutes), by the clock"),
        (
            "older(4259839)",
            "no earlier than 33,553,920 seconds after the coin confirms (about 388 days), by the clock",
        ),
    ],
)
def test_a_time_lock_is_told_in_words(lock: str, when: str) -> None:
    assert when in answer_of(f"wsh(and_v(v:pk({KEY}),{lock}))")


def test_each_of_several_ways_is_told_with_who_what_and_when() -> None:
    told = data_of(
        f"wsh(or_i(multi(2,{','.join(KEYS)}),and_v(v:sha256({'11' * 32}),and_v(v:pk({OTHER_KEY}),older(9)))))"
    )
    one, two = told["scripts"][0]["ways"]
    assert (one["preimages"], one["older"]) == ([{"hash": "sha256", "digest": "11" * 32}], [9])
    assert [key["key"] for key in one["signers"][0]["keys"]] == [OTHER_KEY]
    assert (two["signers"][0]["needed"], len(two["signers"][0]["keys"])) == (2, 3)
    assert one["weight_wu"] <= two["weight_wu"]
    assert {way["place"] for way in (one, two)} == {"witness_script"}
    assert told["scripts"][0]["more_ways"] == 0


def test_of_a_tree_each_leaf_is_a_way_beside_the_key_path() -> None:
    leaf = f"and_v(v:pk({KEYS[1]}),older(144))"
    told = data_of(f"tr({KEYS[0]},{{pk({KEYS[2]}),{leaf}}})")["scripts"][0]
    assert [(way["place"], way["leaf"]) for way in told["ways"]] == [("key_path", None), ("leaf", 0), ("leaf", 1)]
    assert [inner["role"] for inner in told["inner_scripts"]] == ["leaf_script"] * 2
    page = page_of(f"tr({KEYS[0]},{{pk({KEYS[2]}),{leaf}}})")
    assert "1. 1 signature (key path)" in page
    assert "3. 1 signature, timelock (leaf script 2)" in page


def test_where_nobody_signs_that_is_said() -> None:
    told = data_of("82012088a820" + "55" * 32 + "87")["scripts"][0]
    assert [way["signed"] for way in told["ways"]] == [False]
    assert "no signature, so whoever sees this can take the coin" in page_of("82012088a820" + "55" * 32 + "87")


def test_keys_are_told_with_where_they_come_from() -> None:
    told = data_of(RANGED)["scripts"][0]["ways"][0]["signers"][0]["keys"][0]
    assert told["text"] == RANGED.removeprefix("wpkh(").removesuffix(")")
    assert len(told["key"]) == 66
    assert "[d34db33f/84h/0h/0h]xpub68Gm…ZXvgGDnw/0/*" in page_of(RANGED)


@pytest.mark.parametrize(
    ("what", "weight_wu", "dust_sat"),
    [  # weights by BIP141 with signatures of 72 and 64 bytes, dust by Core's policy.cpp
        (ADDRESS, 272, 294),
        (f"pkh({KEY})", 592, 546),
        (f"sh(wpkh({KEY}))", 364, 540),
        (f"tr({KEY})", 230, 330),
    ],
)
def test_weight_and_dust_are_those_of_the_usual_kinds(what: str, weight_wu: int, dust_sat: int) -> None:
    told = data_of(what)["scripts"][0]
    assert (told["ways"][0]["weight_wu"], told["dust_sat"]) == (weight_wu, dust_sat)


def test_without_all_of_many_ways_and_scripts_the_first_are_shown() -> None:
    many = f"wpkh({XPUB}/*)"
    session = txexplain.lock(many, index=(0, 30))
    assert "… 21 more" in str(session.page())
    assert "… 21 more" not in str(session.page(all=True))


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
