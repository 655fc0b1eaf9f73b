"""What somebody new to it tries: an option without a value, half of an id, a link, a list, a key in another dress."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bad_server import bad_server, says
from conftest import Ran
from fake_esplora import fake_esplora
from fake_servers import fake_node
from said_find import signed_in
from said_lock import ADDRESS, KEY, KEYS, XPUB
from said_newcomers import TEST_ADDRESS, WTXID
from test_looked_up import Story, point, spend

import txexplain
from txexplain.addresses.addresses import base58check_decode, base58check_encode
from txexplain.addresses.slip132 import converted
from txexplain.cli.app import COMMANDS
from txexplain.lookup.open import open_esplora
from txexplain.model.errors import InputError, ServerError
from txexplain.model.hexadecimal import display_hex
from txexplain.session.asking import Asking
from txexplain.sources.lock_text import lock_in

Cli = Callable[..., Ran]
ASKING = {"block", "decode", "explain", "sighash", "step", "trace", "verify", "whatif"}
DIGITS = "ab" * 32
OTHER_ADDRESS = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
SLIP132 = {
    "ypub": ("049d7cb2", "sh(wpkh({}/0/*))"),
    "zpub": ("04b24746", "wpkh({}/0/*)"),
    "Ypub": ("0295b43f", "sh(wsh(sortedmulti(M,{}/0/*,…)))"),
    "Zpub": ("02aa7ed3", "wsh(sortedmulti(M,{}/0/*,…))"),
}


def code_of(ran: Ran) -> str:
    found = re.search(r"\((\w+)\)", ran.err.replace("\n", " "))
    assert found, ran.err
    return found[1]


def flat(text: str) -> str:
    return " ".join(text.split())


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        txexplain.lock(text)
    return caught.value


# Options


@pytest.mark.parametrize(
    "call",
    [
        ("explain", "first", "--node", ""),
        ("explain", "first", "--esplora="),
        ("decode", "first", "--node", " ", "--block", "1"),
        ("decode", "first", "--node", "http://127.0.0.1:1", "--block", ""),
        ("decode", "first", "--network", ""),
        ("verify", "first", "--rules", ""),
        ("verify", "first", "--parent", ""),
        ("decode", "first", "--prevouts", ""),
        ("lock", ADDRESS, "--index", ""),
        ("whatif", "first", "--set", ""),
        ("script", "OP_1", "--locktime", ""),
        ("block", "block170", "--proof", ""),
        ("decode", "first", "--lang", ""),
    ],
)
def test_an_option_with_an_empty_value_needs_one(cli: Cli, call: tuple[str, ...]) -> None:
    ran = cli(*call)
    assert (ran.status, code_of(ran)) == (2, "option_needs_value")
    assert "with an empty value" in ran.err


def test_no_items_are_a_stack_too(cli: Cli) -> None:
    assert cli("script", "OP_1", "--stack", "").status == 0


def test_an_empty_variable_names_no_server(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TXEXPLAIN_NODE", "")
    monkeypatch.setenv("TXEXPLAIN_ESPLORA", "")
    assert cli("decode", "first").status == 0


@pytest.mark.parametrize("call", [txexplain.node, txexplain.esplora])
def test_an_empty_name_of_a_server_is_a_wrong_argument(call: Callable[[str], object]) -> None:
    with pytest.raises(ValueError, match="is empty"):
        call(" ")


def test_options_come_after_the_command(cli: Cli) -> None:
    ran = cli("--node", "http://127.0.0.1:1", "explain", "first")
    assert (ran.status, code_of(ran)) == (2, "options_before_command")


@pytest.mark.parametrize("command", sorted({*COMMANDS} - ASKING))
def test_a_command_that_asks_nobody_says_so(cli: Cli, command: str) -> None:
    ran = cli(command, "x", "--node", "http://127.0.0.1:1")
    assert (ran.status, code_of(ran)) == (2, "command_asks_nobody")
    assert f"{command} asks no node" in ran.err


def test_a_word_that_is_no_command_is_said_to_be_none(cli: Cli) -> None:
    ran = cli("balance", ADDRESS)
    assert (ran.status, code_of(ran)) == (2, "unknown_command_alone")


def test_the_help_of_block_says_that_a_server_finds_blocks(cli: Cli) -> None:
    help_ = flat(cli("block", "--help").out)
    assert "BLOCK can then be a block hash or a height" in help_
    assert "TX can then be" not in help_
    assert "TX can then be" in flat(cli("decode", "--help").out)


# 64 digits, and nearly as many


@pytest.mark.parametrize(
    "call",
    [
        ("why", DIGITS),
        ("why", "my", DIGITS),
        ("script", DIGITS),
        ("learn", DIGITS),
        ("examples", DIGITS),
        ("schema", DIGITS),
        ("lock", DIGITS),
        ("lock", "1", DIGITS),
        ("block", "block170", "--tx", DIGITS),
        ("decode", "first", "--node", DIGITS),
        ("decode", "first", "--network", DIGITS),
        ("verify", "first", f"--rules={DIGITS}"),
        ("trace", "first", "--input", DIGITS),
        ("verify", "first", "--prevouts", DIGITS),
        ("whatif", "first", "--set", DIGITS),
        ("whatif", "first", "--swap", f"{DIGITS},{DIGITS}"),
        ("script", "1", "--kind", DIGITS),
        ("decode", "first", "--lang", DIGITS),
        ("script", "1", "--sequence", DIGITS.upper()),
    ],
)
def test_digits_that_may_be_a_private_key_are_not_shown_again(cli: Cli, call: tuple[str, ...]) -> None:
    ran = cli(*call)
    assert ran.status == 2
    assert not re.search(r"(?:ab){4}", "".join((ran.out + ran.err).lower().split()))


def test_why_says_what_64_digits_can_be(cli: Cli) -> None:
    assert code_of(cli("why", DIGITS)) == "looks_like_txid"


def test_a_script_of_32_bytes_is_one_where_that_is_said(cli: Cli) -> None:
    assert code_of(cli("script", DIGITS)) == "script_of_64_digits"
    assert cli("script", f"0x{DIGITS}").status == 1
    assert cli("script", f"<{DIGITS}>").status == 0


@pytest.mark.parametrize("command", ["explain", "block"])
@pytest.mark.parametrize("count", [62, 60, 65])
def test_an_id_that_lost_digits_has_too_few(cli: Cli, command: str, count: int) -> None:
    with signed_in(), fake_node(Story().chain) as node:
        ran = cli(command, (DIGITS * 2)[:count], "--node", node)
    assert (ran.status, code_of(ran)) == (2, "id_of_wrong_length")
    assert f"{count};" in ran.err


def test_a_number_is_a_height_at_most(cli: Cli) -> None:
    ran = cli("840000")
    assert (ran.status, code_of(ran)) == (2, "looks_like_height")
    assert "txexplain block 840000" in flat(ran.err)


def test_a_wtxid_of_an_example_is_not_called_its_txid(cli: Cli) -> None:
    assert "this is the wtxid of the bundled example first-p2wpkh" in flat(cli("decode", WTXID).err)
    txid = json.loads(cli("decode", WTXID, "--json").out)["txid"]
    assert "this is the txid of the bundled example first-p2wpkh" in flat(cli("decode", txid).err)


# Servers


@pytest.mark.parametrize(
    ("where", "why"), [("localhost", "host"), ("127.0.0.1:8332", "host"), ("mynode:8332", "host"), ("nowhere", "")]
)
def test_a_host_without_its_scheme_is_told_from_a_folder(where: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        txexplain.node(where)
    assert (caught.value.code, caught.value.facts.get("why", "")) == ("node_no_folder", why)


def test_the_cookie_is_a_file_in_the_folder(tmp_path: Path) -> None:
    cookie = tmp_path / ".cookie"
    cookie.write_text("__cookie__:secret")
    with pytest.raises(InputError) as caught:
        txexplain.node(cookie)
    assert (caught.value.code, caught.value.facts["parent"]) == ("node_is_file", str(tmp_path))


@pytest.mark.parametrize("status", [404, 405, 501])
def test_what_has_no_first_block_is_no_explorer(status: int) -> None:
    with bad_server(says(status)) as server:
        source = open_esplora(server.url)
        with pytest.raises(ServerError) as caught:
            source.network()
        source.close()
    assert (caught.value.code, caught.value.facts["status"]) == ("server_no_esplora", status)


def test_a_node_and_an_explorer_taken_for_each_other_are_told_apart(cli: Cli) -> None:
    story = Story()
    txid = display_hex(story.parent.txid)
    with signed_in(), fake_node(story.chain) as node, fake_esplora(story.chain) as api:
        assert code_of(cli("decode", txid, "--node", api)) == "server_no_node"
        assert code_of(cli("decode", txid, "--esplora", f"{api}/wrong")) == "server_no_esplora"
        assert code_of(cli("decode", txid, "--esplora", node)) == "server_no_esplora"


def test_an_account_at_an_explorer_is_not_that_of_a_node(cli: Cli) -> None:
    ran = cli("explain", "first", "--esplora", "https://user:secret@example.org/api")
    assert code_of(ran) == "url_with_password"
    assert "TXEXPLAIN_NODE_USER" not in ran.err
    assert "secret" not in ran.err


# What was looked up can be named again


@pytest.fixture
def asked() -> Iterator[tuple[Story, str, str]]:
    story = Story()
    with signed_in(), fake_node(story.chain) as node, fake_esplora(story.chain) as api:
        yield story, node, api


def commands_in(page: str) -> list[list[str]]:
    return [line.split() for line in page.splitlines() if line.startswith("  txexplain ")]


@pytest.mark.parametrize("view", ["decode", "explain", "verify"])
def test_hints_name_the_id_and_the_server(cli: Cli, asked: tuple[Story, str, str], view: str) -> None:
    story, node, api = asked
    txid = display_hex(story.child.txid)
    for option, where in (("--node", node), ("--esplora", api)):
        page = cli(view, txid, option, where).out
        hints = [words for words in commands_in(page) if "why" not in words[:2]]
        assert hints
        for words in hints:
            assert txid in words
            assert words[words.index(option) + 1] == where
        assert " TX" not in page
        followed = next(words for words in hints if words[1] not in ("step", "whatif"))
        assert cli(*followed[1:]).status in (0, 1)


def test_a_variable_needs_no_option(cli: Cli, asked: tuple[Story, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    story, node, _ = asked
    monkeypatch.setenv("TXEXPLAIN_NODE", node)
    page = cli("decode", display_hex(story.child.txid)).out
    assert f"txexplain verify {display_hex(story.child.txid)}\n" in page
    assert "--node" not in page


def test_a_named_block_is_named_again(cli: Cli, asked: tuple[Story, str, str]) -> None:
    story, node, _ = asked
    txid = display_hex(story.parent.txid)
    assert f"verify {txid} --node {node} --block 2" in cli("decode", txid, "--node", node, "--block", "2").out


def test_hints_of_a_block_name_it_as_it_was_asked_for(cli: Cli, asked: tuple[Story, str, str]) -> None:
    story, node, _ = asked
    block = display_hex(story.block)
    assert f"txexplain block 2 --node {node} --tx 1" in cli("block", "2", "--node", node).out
    assert f"txexplain block {block} --node {node} --tx 1" in cli("block", block, "--node", node).out
    page = cli("block", "2", "--node", node, "--tx", "1").out
    assert f"verify {display_hex(story.parent.txid)} --node {node} --block {block}" in page


def test_a_key_of_an_account_in_a_url_is_not_shown_in_a_hint() -> None:
    asking = Asking(lambda: open_esplora("https://example.org/0123456789abcdef0123"))
    assert asking.called("id") == "id --esplora URL"


def test_an_output_is_told_by_its_script_where_it_has_no_address(cli: Cli) -> None:
    story = Story()
    data = spend(point(story.parent, 1), outputs=[(5, bytes.fromhex("51")), (0, bytes.fromhex("6a0548656c6c6f"))])
    txid = display_hex(story.chain.add_tx(data))
    with signed_in(), fake_node(story.chain) as node:
        first, second = (flat(cli("decode", f"{txid}:{vout}", "--node", node).err) for vout in (0, 1))
    assert first.endswith(f"output 0: 5 sat, OP_1, unspent, says {node}")
    assert second.endswith("output 1: 0 sat, OP_RETURN <48656c6c6f>, can never be spent")


# Locks


@pytest.mark.parametrize(
    "text",
    [
        f"{ADDRESS}\n{OTHER_ADDRESS}\n",
        f"{ADDRESS} {OTHER_ADDRESS}",
        f"{ADDRESS}, {OTHER_ADDRESS}",
        f"pay {ADDRESS} or {OTHER_ADDRESS}",
        f"{KEYS[0]}\n{KEYS[1]}",
        f"{KEYS[0]} {KEYS[1]}",
        f"wpkh({KEYS[0]})\nwpkh({KEYS[1]})",
        f"bitcoin:{ADDRESS}?amount=1\nbitcoin:{OTHER_ADDRESS}",
    ],
)
def test_a_list_is_refused_with_how_many_there_are(text: str) -> None:
    error = refused(text)
    assert (error.code, error.facts["count"]) == ("several_locks", 2)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"{ADDRESS}\n{ADDRESS}", "address"),
        (f"1 {KEYS[0]} {KEYS[1]} 2 OP_CHECKMULTISIG", "script"),
        (f"<{KEYS[0]}> <{KEYS[1]}> OP_CHECKSIG", "script"),
        (f"wsh(multi(1,{KEYS[0]},\n{KEYS[1]}))", "descriptor"),
        (f"wsh(or_i(\npk({KEYS[0]}),\npk({KEYS[1]})))", "descriptor"),
    ],
)
def test_what_only_looks_like_a_list_is_read(text: str, kind: str) -> None:
    assert lock_in(text).kind == kind


@pytest.mark.parametrize("command", ["lock", "decode", "explain"])
def test_a_descriptor_that_is_cut_is_diagnosed_as_one(cli: Cli, command: str) -> None:
    assert code_of(cli(command, f"wpkh({KEY}")) == "descriptor_brackets"
    assert code_of(cli(command, f"wsh(mutli(2,{KEYS[0]},{KEYS[1]}))")) == "descriptor_function_near"


@pytest.mark.parametrize("command", ["verify", "step", "trace", "sighash", "whatif"])
def test_other_commands_see_a_cut_descriptor_too(cli: Cli, command: str) -> None:
    assert code_of(cli(command, f"wpkh({KEY}")) == "looks_like_descriptor"


@pytest.mark.parametrize(
    ("inside", "code", "fact"),
    [
        (f"mutli(2,{KEYS[0]},{KEYS[1]})", "descriptor_function_near", {"found": "mutli"}),
        (f"and_v(v:pk({KEY}),oldr(1))", "descriptor_function_near", {"near": "older"}),
        (f"and_v(v:pk({KEY}),older(0))", "miniscript_timelock", {"function": "older", "found": "0"}),
        (f"and_v(v:pk({KEY}),after(2147483648))", "miniscript_timelock", {"function": "after"}),
        (f"and_v(v:pk({KEY}),sha256(abcd))", "miniscript_hash", {"digits": 64, "count": 4}),
        (f"and_v(v:pk({KEY}),hash160({'ab' * 32}))", "miniscript_hash", {"digits": 40}),
        (f"and_v(w:pk({KEY}),older(1))", "miniscript_wrapper", {"found": "w"}),
        (KEY, "descriptor_function_needed", {}),
    ],
)
def test_what_is_wrong_inside_is_said(inside: str, code: str, fact: dict[str, object]) -> None:
    error = refused(f"wsh({inside})")
    assert error.code == code
    assert {name: error.facts[name] for name in fact} == fact or fact["near"] in str(error.facts["near"])
    assert error.facts["core"] == "A function is needed within P2WSH"


def test_a_payment_link_that_requires_something_is_refused() -> None:
    assert refused(f"bitcoin:{ADDRESS}?req-time=1&amount=1").facts["names"] == "req-time"
    assert refused("bitcoin:?sp=abc").code == "link_without_address"
    assert txexplain.lock(f"bitcoin:{ADDRESS}?amount=1&label=req-").subject.text == ADDRESS


def test_a_wrong_character_is_shown_as_it_was_typed() -> None:
    assert refused(ADDRESS[:-1] + "O").facts["chars"] == "O"
    assert refused(ADDRESS[:-1] + "o").facts["chars"] == "o"


@pytest.mark.parametrize("prefix", SLIP132)
def test_a_key_of_slip132_is_given_as_descriptors_have_it(prefix: str) -> None:
    version, descriptor = SLIP132[prefix]
    payload = base58check_decode(XPUB)
    assert payload is not None
    key = base58check_encode(bytes.fromhex(version) + payload[4:])
    assert key.startswith(prefix)
    error = refused(key)
    assert (error.code, error.facts["descriptor"]) == ("key_of_slip132", descriptor.format(XPUB))
    assert refused(f"wpkh({key}/0/*)").facts["key"] == XPUB
    if "M" not in descriptor:
        assert txexplain.lock(str(error.facts["descriptor"])).report.scripts


def test_the_key_that_slip132_gives_as_an_example_is_converted() -> None:
    """The account of its test vector: m/84'/0'/0' of the seed `abandon … about`, as zpub."""
    zpub = "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz"
    found = converted(f"{zpub}2oz2AGutZYs")
    assert found is not None
    addresses = txexplain.lock(found.descriptor).report.scripts[0].addresses
    assert dict(addresses)["main"] == "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"


def test_the_page_of_an_address_says_what_it_does_not_look_up(cli: Cli) -> None:
    assert "What was paid to this address, and what is left of it, is not looked up." in cli("lock", ADDRESS).out
    assert "is not looked up" not in cli("lock", f"wpkh({KEY})").out


def test_an_address_of_test_networks_is_headed_as_one(cli: Cli) -> None:
    page = cli("lock", TEST_ADDRESS).out
    assert page.startswith("Address of a test network (test, testnet4, signet)\n")
    assert page.index(TEST_ADDRESS) < page.index(ADDRESS)
    assert cli("lock", ADDRESS).out.startswith("Address\n")


def test_what_a_page_cannot_say_it_gives_the_reason_of(cli: Cli) -> None:
    hidden = flat(cli("lock", "3P14159f73E4gFr7JterCCQh9QjiTjiZrG").out)
    assert "spending it cannot tell: it depends on the script, and only its hash is known" in hidden
    assert "address none: this type of output has no address" in flat(cli("lock", f"pk({KEY})").out)


def test_each_key_is_one_item(cli: Cli) -> None:
    page = cli("lock", f"wsh(multi(2,[d34db33f/84h/0h/0h]{XPUB}/0/*,{KEYS[1]}))").out
    assert [line.split()[1] for line in page.splitlines() if line.startswith("  key ")] == ["1", "2"]
    assert "(in the descriptor: [d34db33f/84h/0h/0h]xpub68G" in flat(page)


def test_a_link_to_an_address_leads_to_its_lock(cli: Cli) -> None:
    ran = cli("decode", f"https://mempool.space/address/{ADDRESS}")
    assert f"txexplain lock {ADDRESS}" in flat(ran.err)
