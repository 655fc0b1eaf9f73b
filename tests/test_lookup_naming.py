"""How a server is named: URLs, data folders and variables; and that no secret in them is ever shown."""

from __future__ import annotations

import pickle
import socket
from pathlib import Path

import pytest

from txexplain.lookup.address import address_of
from txexplain.lookup.data_folder import access_to
from txexplain.lookup.open import open_esplora, open_node, open_source
from txexplain.model.errors import InputError

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("url", "name", "told"),
    [
        ("http://127.0.0.1:8332", "http://127.0.0.1:8332", (False, "127.0.0.1", 8332, "")),
        ("https://mempool.space/api/", "https://mempool.space/api", (True, "mempool.space", 443, "/api")),
        (" HTTPS://Mempool.Space:443/testnet/api", "https://mempool.space/testnet/api", None),
        ("http://[::1]:18443", "http://[::1]:18443", (False, "::1", 18443, "")),
        ("http://localhost", "http://localhost", (False, "localhost", 80, "")),
        ("https://node.example/v2/0123456789abcdef0123456789abcdef", "https://node.example/v2/…", None),
    ],
)
def test_a_url_is_taken_apart(url: str, name: str, told: tuple[object, ...] | None) -> None:
    address = address_of(url, "--node")
    assert address.name == name
    assert told is None or tuple(address) == told


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"http://me:{SECRET}@127.0.0.1:8332", "url_with_password"),
        (f"http://{SECRET}@127.0.0.1", "url_with_password"),
        (f"https://mempool.space/api?key={SECRET}", "url_with_query"),
        (f"https://mempool.space/api#{SECRET}", "url_with_query"),
        ("ftp://mempool.space", "bad_server_url"),
        ("file:///etc/passwd", "bad_server_url"),
        ("http://", "bad_server_url"),
        ("http:///path", "bad_server_url"),
        ("http://a b/", "bad_server_url"),
        ("http://127.0.0.1:port", "bad_server_url"),
        ("http://127.0.0.1:99999", "bad_server_url"),
        ("http://127.0.0.1:0", "bad_server_url"),
        ("http://[::1", "bad_server_url"),
        ("http://[fe80::1%25eth0]/", "bad_server_url"),
        ("http://mempool\x00.space", "bad_server_url"),
        ("http://mempool.space/a\r\nHost: b", "bad_server_url"),
        ("http://mempooł.space", "bad_server_url"),
        ("http://" + "a" * 9_000, "bad_server_url"),
        ("http://a\\b", "bad_server_url"),
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(url: str, code: str) -> None:
    for opened in (lambda: open_node(url, {}), lambda: open_esplora(url)):
        with pytest.raises(InputError) as caught:
            opened()
        assert caught.value.code == code
        assert SECRET not in f"{caught.value}{caught.value.facts!r}"


@pytest.mark.parametrize(
    ("url", "hint"),
    [("mempool.space/api", "host"), ("127.0.0.1:3000", "host"), (".", "folder"), ("nonsense", "form")],
)
def test_what_has_not_the_beginning_of_a_url_is_shown_with_what_is_missing(url: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        open_esplora(url)
    assert caught.value.facts == {"option": "--esplora", "url": url, "why": hint}


def test_the_url_of_a_wallet_is_told_as_that() -> None:
    with pytest.raises(InputError, match="url_of_wallet"):
        open_node("http://127.0.0.1:8332/wallet/foo", {})


@pytest.mark.parametrize("where", [f"me:{SECRET}@127.0.0.1:8332", f"me@{SECRET}"])
def test_a_password_in_what_is_neither_url_nor_folder_is_not_repeated(where: str) -> None:
    with pytest.raises(InputError) as caught:
        open_node(where, {})
    assert caught.value.code == "url_with_password"
    assert SECRET not in str(caught.value)


# Options and variables


def test_nothing_is_asked_where_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_source(None, None, {}) is None
    assert open_source("", "", {"TXEXPLAIN_NODE": "", "TXEXPLAIN_ESPLORA": "", "HOME": "/"}) is None


NODE, OTHER, EXPLORER = "http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3/api"


@pytest.mark.parametrize(
    ("node", "esplora", "variables", "name"),
    [
        (NODE, None, {}, NODE),
        (None, EXPLORER, {}, EXPLORER),
        (None, None, {"TXEXPLAIN_NODE": NODE}, NODE),
        (None, None, {"TXEXPLAIN_ESPLORA": EXPLORER}, EXPLORER),
        (NODE, None, {"TXEXPLAIN_NODE": OTHER, "TXEXPLAIN_ESPLORA": EXPLORER}, NODE),
        (None, EXPLORER, {"TXEXPLAIN_NODE": OTHER, "TXEXPLAIN_ESPLORA": OTHER}, EXPLORER),
    ],
)
def test_an_option_counts_rather_than_the_variables(
    node: str | None, esplora: str | None, variables: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", None)  # naming opens none
    source = open_source(node, esplora, variables)
    assert source is not None
    assert source.server.name == name


@pytest.mark.parametrize(
    ("node", "esplora", "variables", "named"),
    [
        (NODE, EXPLORER, {}, "--node"),
        (None, None, {"TXEXPLAIN_NODE": NODE, "TXEXPLAIN_ESPLORA": EXPLORER}, "TXEXPLAIN_NODE"),
    ],
)
def test_two_servers_are_one_too_many(
    node: str | None, esplora: str | None, variables: dict[str, str], named: str
) -> None:
    with pytest.raises(InputError) as caught:
        open_source(node, esplora, variables)
    assert (caught.value.code, caught.value.facts["first"]) == ("two_sources", named)


def test_a_bad_variable_is_named() -> None:
    with pytest.raises(InputError) as caught:
        open_source(None, None, {"TXEXPLAIN_ESPLORA": f"https://me:{SECRET}@mempool.space"})
    assert caught.value.facts["option"] == "TXEXPLAIN_ESPLORA"
    assert SECRET not in str(caught.value)


def test_no_secret_is_in_what_represents_a_source(tmp_path: Path) -> None:
    (tmp_path / ".cookie").write_text(f"__cookie__:{SECRET}")
    by_url = open_node(NODE, {"TXEXPLAIN_NODE_USER": "me", "TXEXPLAIN_NODE_PASSWORD": SECRET})
    by_folder = open_node(str(tmp_path), {})
    for node in (by_url, by_folder):
        for told in (node, node.rpc, node.rpc.client, node.server):
            assert SECRET not in f"{told!r}{told}"
    assert SECRET not in repr(access_to(str(tmp_path), None, "--node", {}))
    assert SECRET not in str(pickle.dumps(by_url.server))


# Data folders


def folder(tmp_path: Path, conf: str = "", **cookies: str) -> str:
    """A data folder with that bitcoin.conf and a cookie for each network: its password is the network's name."""
    if conf:
        (tmp_path / "bitcoin.conf").write_text(conf, encoding="utf-8")
    for network, inner in cookies.items():
        (tmp_path / inner).mkdir(exist_ok=True)
        (tmp_path / inner / ".cookie").write_text(f"__cookie__:{network}\n", encoding="utf-8")
    return str(tmp_path)


ALL = {"main": "", "test": "testnet3", "testnet4": "testnet4", "signet": "signet", "regtest": "regtest"}
PORTS = {"main": 8332, "test": 18332, "testnet4": 48332, "signet": 38332, "regtest": 18443}


@pytest.mark.parametrize("network", ALL)
def test_the_cookie_of_each_network_is_found_with_its_port(tmp_path: Path, network: str) -> None:
    given = folder(tmp_path, **{network: ALL[network]})
    assert tuple(access_to(given, None, "--node", {})) == (PORTS[network], f"__cookie__:{network}")


@pytest.mark.parametrize("network", ALL)
def test_of_several_networks_the_one_that_was_asked_for_counts(tmp_path: Path, network: str) -> None:
    given = folder(tmp_path, "regtest=1\n", **ALL)
    assert access_to(given, network, "--node", {}).credentials == f"__cookie__:{network}"


@pytest.mark.parametrize(
    ("conf", "network"),
    [
        ("", "main"),
        ("signet=1", "signet"),
        ("chain=test", "test"),
        ("chain=main\n", "main"),
        ("testnet4 = 1 # a comment", "testnet4"),
        ("#signet=1\nregtest=1", "regtest"),
        ("[regtest]\nsignet=1", "main"),
    ],
)
def test_of_several_networks_that_of_the_configuration_counts_else_main(
    tmp_path: Path, conf: str, network: str
) -> None:
    assert access_to(folder(tmp_path, conf, **ALL), None, "--node", {}).credentials == f"__cookie__:{network}"


def test_the_folder_of_one_network_will_do(tmp_path: Path) -> None:
    folder(tmp_path, "[signet]\nrpcport=4000", **ALL)
    assert tuple(access_to(str(tmp_path / "signet"), None, "--node", {})) == (4000, "__cookie__:signet")


@pytest.mark.parametrize(
    ("conf", "network", "port"),
    [
        ("rpcport=4000", "main", 4000),
        ("rpcport=4000", "regtest", 18443),  # outside a section it is the main network's alone, as Core has it
        ("rpcport=4000\n[regtest]\nrpcport=5000\nrpcport=6000", "regtest", 5000),
        ("regtest.rpcport=5000", "regtest", 5000),
        ("[main]\nrpcport=7000", "main", 7000),
    ],
)
def test_the_port_is_that_of_the_configuration(tmp_path: Path, conf: str, network: str, port: int) -> None:
    assert access_to(folder(tmp_path, conf, **ALL), network, "--node", {}).port == port


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", "٣"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(InputError) as caught:
        access_to(folder(tmp_path, f"rpcport={port}", **ALL), "main", "--node", {})
    assert caught.value.code == "node_bad_port"


def test_a_password_in_the_configuration_counts_because_core_then_writes_no_cookie(tmp_path: Path) -> None:
    conf = f"rpcuser=me\nrpcpassword={SECRET}\n[regtest]\nrpcpassword=other"
    given = folder(tmp_path, conf, main="", regtest="regtest")
    assert access_to(given, "main", "--node", {}).credentials == f"me:{SECRET}"
    assert access_to(given, "regtest", "--node", {}).credentials == "me:other"


def test_the_cookie_may_have_another_name_or_place(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("__cookie__:elsewhere")
    given = folder(tmp_path, f"regtest=1\nrpccookiefile={elsewhere}")
    assert access_to(given, None, "--node", {}).credentials == "__cookie__:elsewhere"
    (tmp_path / "regtest").mkdir()
    (tmp_path / "regtest" / "mine").write_text("__cookie__:mine")
    (tmp_path / "bitcoin.conf").write_text("[regtest]\nrpccookiefile=mine")
    assert access_to(given, "regtest", "--node", {}).credentials == "__cookie__:mine"


def test_the_configuration_may_name_another_data_folder(tmp_path: Path) -> None:
    large = tmp_path / "large"
    folder(large.parent, f"datadir={large}\nsignet=1\n[signet]\nrpcport=4000")
    large.mkdir()
    folder(large, signet="signet")
    assert tuple(access_to(str(tmp_path), None, "--node", {})) == (4000, "__cookie__:signet")


def test_without_a_cookie_the_variables_count(tmp_path: Path) -> None:
    variables = {"TXEXPLAIN_NODE_USER": "me", "TXEXPLAIN_NODE_PASSWORD": SECRET}
    assert access_to(str(tmp_path), None, "--node", variables).credentials == f"me:{SECRET}"
    folder(tmp_path, main="")
    assert access_to(str(tmp_path), None, "--node", variables).credentials == "__cookie__:main"


@pytest.mark.parametrize("network", [None, "main", "signet"])
def test_a_folder_without_a_cookie_says_for_which_network(tmp_path: Path, network: str | None) -> None:
    with pytest.raises(InputError) as caught:
        access_to(folder(tmp_path, regtest="regtest") if network else str(tmp_path), network, "--node", {})
    assert (caught.value.code, caught.value.facts["network"]) == ("node_no_cookie", network or "main")


@pytest.mark.parametrize("where", ["no/such/folder", "localhost:8332", "\0", "~nobody-of-this-name/x", "x" * 9_000])
def test_what_is_no_folder_is_said(where: str) -> None:
    with pytest.raises(InputError) as caught:
        open_node(where, {})
    assert caught.value.code == "node_no_folder"


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError) as caught:
        open_node(str(tmp_path / "file"), {})
    assert caught.value.code == "node_is_file"


def test_the_home_folder_may_be_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    folder(tmp_path, main="")
    assert access_to("~", None, "--node", {}).credentials == "__cookie__:main"


def test_odd_bytes_in_the_configuration_do_no_harm(tmp_path: Path) -> None:
    given = folder(tmp_path, main="")
    (tmp_path / "bitcoin.conf").write_bytes(b"\xff\xfe\0[\n]=\n=\n==\n[]\nrpcport\n" + bytes(range(256)))
    assert access_to(given, None, "--node", {}).port == 8332


def test_a_cookie_that_must_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = folder(tmp_path, main="")

    def refuse(path: Path, *mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError) as caught:
        access_to(given, None, "--node", {})
    assert caught.value.code == "node_unreadable"
