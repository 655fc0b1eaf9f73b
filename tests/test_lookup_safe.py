"""What a hostile server cannot do: have a password repeated, hold a run for ever, make up an amount."""

from __future__ import annotations

import base64
import copy
import json
import pickle
import time
import tracemalloc
from collections.abc import Callable
from urllib.parse import quote

import pytest
from bad_server import BadServer, Behaviour, bad_server, drip, raw, says
from conftest import EXAMPLES, Ran
from fake_chain import FakeChain
from fake_servers import FakeNode, fake_node

import txexplain
from txexplain.lookup.answers import json_in, sat_in, sat_in_btc
from txexplain.lookup.http import Limits
from txexplain.lookup.node import Node
from txexplain.lookup.open import open_esplora, open_node, open_source
from txexplain.lookup.proofs import Garbage
from txexplain.model.errors import InputError, ServerError
from txexplain.model.transaction import OutPoint

Cli = Callable[..., Ran]
USER, PASSWORD = "alice", 'Sup3r"Secret/Pw?'
NAMED = {"TXEXPLAIN_NODE_USER": USER, "TXEXPLAIN_NODE_PASSWORD": PASSWORD}
TOKEN = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
TXID = bytes(range(32))
OK = b"HTTP/1.1 200 OK\r\n"


def error_of(behaviour: Behaviour, limits: Limits | None = None, named: dict[str, str] = NAMED) -> ServerError:
    with bad_server(behaviour) as server:
        node = open_node(server.url, named, limits=limits)
        with pytest.raises(ServerError) as caught:
            node.tip()
        node.close()
    return caught.value


def refusing(words: str) -> Behaviour:
    body = json.dumps({"id": 0, "result": None, "error": {"code": -1, "message": words}})
    return says(500, body.encode())


# Secrets

FORMS = {
    "as it is": PASSWORD,
    "in small letters": PASSWORD.lower(),
    "with the user": f"{USER}:{PASSWORD}",
    "in base64": TOKEN,
    "in base64 without its end": TOKEN.rstrip("="),
    "in base64 by itself": base64.b64encode(PASSWORD.encode()).decode(),
    "in a URL": quote(PASSWORD.encode()),
    "in JSON": json.dumps(PASSWORD)[1:-1],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("before", ["", "denied for Basic ", "x" * 45, "x" * 190])
def test_a_password_that_a_server_says_is_not_repeated(form: str, before: str) -> None:
    said = before + FORMS[form]
    for behaviour in (refusing(said), says(200, said.encode())):
        told = str(dict(error_of(behaviour).facts)).lower()
        assert not any(FORMS[form].lower()[place : place + 6] in told for place in range(len(FORMS[form]) - 5))
        assert "…" in told or "xxxx" in told


@pytest.mark.parametrize("host", [TOKEN.rstrip("="), "Sup3rSecretPw", "x" * 50 + "-Sup3rSecretPw"])
def test_a_redirect_shows_no_password_in_its_host(host: str) -> None:
    named = {**NAMED, "TXEXPLAIN_NODE_PASSWORD": "Sup3rSecretPw"}
    token = base64.b64encode(b"alice:Sup3rSecretPw").decode().rstrip("=")
    where = host.replace(TOKEN.rstrip("="), token)
    error = error_of(says(302, b"", f"Location: http://{where}.example/"), named=named)
    assert error.code == "server_redirects"
    assert "sup3rse" not in str(error.facts).lower()
    assert token[:8].lower() not in str(error.facts).lower()


def test_a_short_password_hides_all_of_what_has_it() -> None:
    error = error_of(refusing("no pw for you"), named={**NAMED, "TXEXPLAIN_NODE_PASSWORD": "pw"})
    assert error.facts["core"] == "…"


def test_the_key_of_an_account_in_the_url_is_not_repeated() -> None:
    key = "0a1b2c3d4e5f60718293"
    with bad_server(says(200, f"no route /v1/{key}/blocks".encode())) as server:
        explorer = open_esplora(f"{server.url}/v1/{key}")
        with pytest.raises(ServerError) as caught:
            explorer.tip()
        explorer.close()
    assert key[:6] not in str(caught.value.facts)


def test_a_password_that_is_no_text_is_sent_as_it_is() -> None:
    with bad_server(says(401)) as server:
        node = open_node(server.url, {**NAMED, "TXEXPLAIN_NODE_PASSWORD": "p\udcffw"})
        with pytest.raises(ServerError) as caught:
            node.tip()
        node.close()
        assert base64.b64encode(b"alice:p\xffw") in server.asked[0]
    assert caught.value.code == "node_wrong_password"
    assert open_node("http://127.0.0.1", {"TXEXPLAIN_NODE_PASSWORD": "\ud800"})


def test_a_source_shows_no_password_and_does_not_pickle() -> None:
    node = open_node("http://127.0.0.1:1", NAMED)
    shown = repr(node) + repr(node.rpc.client) + repr(vars(node.rpc.client))
    assert PASSWORD not in shown
    assert TOKEN not in shown
    for spread in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            spread(node)


@pytest.mark.parametrize(
    ("named", "arguments"),
    [
        ("", ["decode", "x", "http://alice:hunter2hunter2@h"]),
        ("", ["lock", "http://alice:hunter2hunter2@h"]),
        ("", ["lock", "alice:hunter2hunter2@h"]),
        ("", ["decode", "first", "--network", "http://alice:hunter2hunter2@h"]),
        ("", ["decode", "first", "--node", "alice:hunter2hunter2"]),
        ("", ["decode", "first", "--node", "http://alice:hunter2hunter2@h"]),
        ("", ["trace", "first", "--input", "http://alice:hunter2hunter2@h"]),
        ("alice:hunter2hunter2", ["decode", TXID.hex()]),
        ("http://alice:hunter2hunter2@h", ["decode", TXID.hex()]),
        ("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", ["decode", TXID.hex()]),
        ("legal winner thank year wave sausage worth useful legal winner thank yellow", ["decode", TXID.hex()]),
        ("e9873d79c6d87dc0fb6a5778633389f4453213303da61f20bd67fc233aa33262", ["decode", TXID.hex()]),
    ],
)
def test_a_password_in_the_wrong_place_is_not_repeated(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, named: str, arguments: list[str]
) -> None:
    if named:
        monkeypatch.setenv("TXEXPLAIN_NODE", named)
    ran = cli(*arguments)
    assert ran.status == 2
    told = " ".join(ran.err.split())
    for secret in ("hunter2", "5HueCGU8", "legal winner", "e9873d79c6d8"):
        assert secret not in told


@pytest.mark.parametrize("where", ["localhost:8332", "127.0.0.1:8332", "my.node:8332"])
def test_a_host_without_http_is_shown(where: str) -> None:
    with pytest.raises(InputError) as caught:
        open_source(where, None, {})
    assert (caught.value.code, caught.value.facts["folder"]) == ("node_no_folder", where)


# What it answers


@pytest.mark.parametrize(
    "number", ["1e9999999999999999999", "-1e9999999999999999999", "1e-9999999999999999999", "9" * 5_000, "NaN"]
)
def test_a_number_that_none_can_hold_is_garbage(number: str) -> None:
    with pytest.raises(Garbage):
        sat_in_btc(json_in(number.encode()))


@pytest.mark.parametrize("sat", [-1, -5, 21_000_000 * 10**8 + 1, 1 << 62])
def test_an_amount_that_no_output_can_have_is_garbage(sat: int) -> None:
    with pytest.raises(Garbage):
        sat_in(sat)
    with pytest.raises(Garbage):
        sat_in_btc(json_in(f"{sat // 10**8}.{sat % 10**8:08d}".encode()))


@pytest.mark.parametrize("told", [7, "x", [], True, {}, {"value": 1}, {"scriptPubKey": 5, "value": 1}])
def test_what_is_no_output_is_garbage(told: object, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = FakeChain()
    chain.mine()
    coinbase = chain.coinbase(1)
    monkeypatch.setattr(FakeNode, "gettxout", lambda *_: told)
    with fake_node(chain) as url:
        node = open_node(url, {"TXEXPLAIN_NODE_USER": "user", "TXEXPLAIN_NODE_PASSWORD": "password"})
        for ask in (lambda: node.outputs(coinbase), lambda: node.coins([OutPoint(coinbase.txid, 0)], TXID, None)):
            with pytest.raises(ServerError) as caught:
                ask()
            assert caught.value.code == "server_answer"
        node.close()


def test_the_largest_amount_is_none() -> None:
    assert sat_in(21_000_000 * 10**8) == sat_in_btc(json_in(b"21000000.00000000")) == 21_000_000 * 10**8


def test_an_answer_of_another_kind_is_shown_and_an_empty_one_is_called_so() -> None:
    error = error_of(says(200, b'{"id": 0, "result": [7]}'))
    assert (error.code, error.facts["found"]) == ("server_answer", '{"id": 0, "result": [7]}')
    assert error_of(says(200, b" \n")).code == "server_empty"


@pytest.mark.parametrize("status", [101, 102, 204, 304, 302, 300])
def test_an_answer_without_a_body_or_a_place_is_told_by_its_status(status: int) -> None:
    error = error_of(raw(f"HTTP/1.1 {status} Words\r\n\r\n".encode()))
    assert (error.code, error.facts["status"]) == ("server_status", status)


def test_a_redirect_on_the_same_host_says_which_that_is() -> None:
    assert error_of(says(302, b"", "Location: /again")).facts["where"] == "127.0.0.1"


def test_of_a_wtxid_few_transactions_are_asked_for() -> None:
    chain = FakeChain()
    raw_tx = EXAMPLES["p2wpkh"].raw
    wanted = b"\xff" * 32
    listing = {f"{number:064x}": {"wtxid": wanted.hex()} for number in range(500)}
    with fake_node(chain, index=True) as url:
        node = open_node(url, {"TXEXPLAIN_NODE_USER": "user", "TXEXPLAIN_NODE_PASSWORD": "password"})
        asked: list[bytes] = []

        def transaction(txid: bytes, block: bytes | None = None) -> None:
            asked.append(txid)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(node.rpc, "raw", lambda *_: json.dumps({"id": 0, "result": listing}).encode())
            patch.setattr(node, "transaction", transaction)
            assert node.by_wtxid(wanted) is None
        node.close()
    assert 1 <= len(asked) <= 2
    assert raw_tx


@pytest.mark.parametrize("character", ["\N{GRINNING FACE}", "é"])
def test_one_character_does_not_make_a_long_answer_take_up_four_times_its_room(character: str) -> None:
    body = json.dumps({"hex": "a" * 8_000_000 + character}, ensure_ascii=False).encode()
    tracemalloc.start()
    assert json_in(body)["hex"].startswith("aaa")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3.5 * len(body)
    with pytest.raises(Garbage):
        json_in(json.dumps({"hex": "a" * 8_000_000 + character}).encode())


def test_a_short_answer_may_have_any_character() -> None:
    assert json_in('["…", "\\u2026"]'.encode()) == ["…", "…"]


# How long it takes


def test_a_server_that_drips_until_the_limit_is_not_asked_again() -> None:
    limits = Limits(connect_seconds=1, read_seconds=1, total_seconds=0.4, pause_seconds=0)
    with bad_server(drip(OK + b"Content-Length: 100\r\n\r\n" + b"7" * 100)) as server:
        node = open_node(server.url, NAMED, limits=limits)
        with pytest.raises(ServerError) as caught:
            node.tip()
        node.close()
        assert server.connections == 1
    assert (caught.value.code, caught.value.facts["seconds"]) == ("server_timeout", "0.4")


def slowly(seconds: float) -> Behaviour:
    def behave(server: BadServer, connection: object, request: bytes) -> None:
        time.sleep(seconds)
        says(200, b'[{"id": 0, "result": null}]')(server, connection, request)  # type: ignore[arg-type]

    return behave


def test_all_answers_together_have_a_limit_until_the_connection_is_let_go() -> None:
    limits = Limits(all_seconds=0.5, pause_seconds=0)
    with bad_server(slowly(0.2)) as server:
        node = open_node(server.url, NAMED, limits=limits)
        with pytest.raises(ServerError) as caught:
            node.rpc.batch([("getbestblockhash", [])] * 100, per_request=1)
        assert (caught.value.code, caught.value.facts["seconds"]) == ("server_slow", "0.5")
        node.close()
        assert node.rpc.batch([("getbestblockhash", [])]) == [None]
        node.close()


def test_a_server_that_stalls_where_tls_begins_is_told_by_the_limit_to_connect() -> None:
    limits = Limits(connect_seconds=0.2, read_seconds=9, total_seconds=20, pause_seconds=0)

    def never(server: BadServer, connection: object, request: bytes) -> None:
        server.closing.wait(5)

    with bad_server(never) as server:
        node = open_node(server.url.replace("http:", "https:"), NAMED, limits=limits)
        with pytest.raises(ServerError) as caught:
            node.tip()
        node.close()
    assert (caught.value.code, caught.value.facts["seconds"]) == ("server_timeout", "0.2")


# How it is named


@pytest.mark.parametrize(
    "host", ["a..b", "-a.example", "a" * 64 + ".example", "a b", "a_b-", ".example", "ä.example", "[::1", "[zz::]"]
)
def test_what_is_no_name_of_a_host_is_refused_and_nobody_asked(host: str) -> None:
    with pytest.raises(InputError) as caught:
        open_esplora(f"http://{host}/api")
    assert caught.value.code == "bad_server_url"


@pytest.mark.parametrize("host", ["bitcoin_node", "localhost", "a.example.", "[::1]", "127.0.0.1", "xn--4ca.example"])
def test_names_of_hosts_are_read(host: str) -> None:
    assert open_esplora(f"http://{host}:3000/api").server.name.startswith("http://")


def test_where_the_certificates_cannot_be_read_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", "/no/such/folder/file")
    node = open_node("https://127.0.0.1:1", NAMED)
    with pytest.raises(ServerError) as caught:
        node.tip()
    assert (caught.value.code, caught.value.facts["reason"]) == ("server_tls", "No such file or directory")


@pytest.mark.parametrize("source", [Node, object(), "http://127.0.0.1", txexplain])
def test_what_is_no_source_is_refused_by_name(source: object) -> None:
    with pytest.raises(TypeError, match="source must be"):
        txexplain.read(TXID.hex(), source=source)  # type: ignore[arg-type]
