"""`--node`, `--esplora`, `--block` and their variables, against servers on this machine; nothing else asks."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import EXAMPLES, PSBTS, Ran, validator_of
from fake_esplora import fake_esplora
from fake_servers import Url, fake_node, folder_of
from test_looked_up import MISSING, Story, point, psbt_of, spend

import txexplain
from txexplain.bundled import block_names
from txexplain.cli import progress
from txexplain.model.hexadecimal import display_hex
from txexplain.texts import Texts

Cli = Callable[..., Ran]


class Servers(Story):
    """The same story, told by a node and an explorer."""

    node: Url
    esplora: Url

    def __init__(self, network: str = "regtest") -> None:
        super().__init__(network)
        self.parent_id, self.child_id = display_hex(self.parent.txid), display_hex(self.child.txid)


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    told = Servers()
    monkeypatch.setenv("TXEXPLAIN_NODE_USER", "user")
    monkeypatch.setenv("TXEXPLAIN_NODE_PASSWORD", "password")
    with fake_node(told.chain) as told.node, fake_esplora(told.chain) as told.esplora:
        yield told


@pytest.mark.parametrize("view", ["decode", "verify", "explain", "trace", "sighash", "whatif", "step"])
def test_every_view_takes_a_txid_where_a_server_is_named(view: str, cli: Cli, servers: Servers) -> None:
    for options in (("--node", servers.node), ("--esplora", servers.esplora)):
        ran = cli(view, servers.child_id, *options)
        assert ran.status == 0, ran.err
        assert servers.child_id in ran.out or view in ("trace", "sighash", "whatif")


@pytest.mark.parametrize("view", ["decode", "verify", "explain", "trace", "sighash", "whatif"])
def test_what_is_looked_up_keeps_to_the_schemas(view: str, cli: Cli, servers: Servers) -> None:
    for what in (servers.parent_id, servers.child_id, f"{servers.parent_id}:0"):
        ran = cli(view, what, "--node", servers.node, "--json")
        assert ran.status in (0, 4), ran.err
        validator_of(view).validate(json.loads(ran.out))


@pytest.mark.parametrize(("view", "schema"), [("decode", "psbt"), ("verify", "psbt-verify"), ("explain", "explain")])
def test_a_psbt_that_is_looked_up_keeps_to_the_schemas(view: str, schema: str, cli: Cli, servers: Servers) -> None:
    ran = cli(view, psbt_of(spend(point(servers.parent))).hex(), "--esplora", servers.esplora, "--json")
    assert ran.status in (0, 4), ran.err
    validator_of(schema).validate(json.loads(ran.out))


def test_a_transaction_by_itself_is_explained_as_ever(cli: Cli, servers: Servers) -> None:
    ran = cli(servers.child_id, "--node", servers.node)
    assert (ran.status, ran.err) == (0, "")
    assert servers.child_id in ran.out


def test_a_variable_names_a_server_too_and_an_option_comes_first(cli: Cli, servers: Servers) -> None:
    assert cli("verify", servers.child_id, TXEXPLAIN_ESPLORA=servers.esplora).status == 0
    assert servers.esplora.requests
    assert not servers.node.requests
    assert cli("verify", servers.child_id, "--node", servers.node).status == 0
    assert servers.node.requests


def test_two_servers_at_once_are_refused(cli: Cli, servers: Servers) -> None:
    ran = cli("decode", servers.child_id, "--node", servers.node, "--esplora", servers.esplora)
    assert ran.status == 2
    assert "two_sources" in ran.err
    assert not servers.node.requests


def test_a_data_folder_names_the_node(cli: Cli, servers: Servers, tmp_path: Path) -> None:
    folder_of(servers.node, tmp_path)
    assert cli("verify", servers.child_id, "--node", str(tmp_path)).status == 0


def test_a_block_is_named_without_an_index(cli: Cli, servers: Servers) -> None:
    child = servers.chain.mine(servers.child.raw, spend(point(servers.parent, 1)))
    with fake_node(servers.chain, index=False) as node:
        ran = cli("decode", servers.parent_id, "--node", node)
        assert ran.status == 2
        for word in ("not_found_by_server", "-txindex=1", "--block", "--esplora"):
            assert word in " ".join(ran.err.split())
        for block in ("2", display_hex(servers.block)):
            assert cli("decode", servers.parent_id, "--node", node, "--block", block).status == 0
        assert cli("decode", servers.child_id, "--node", node, "--block", display_hex(child)).status == 0
        assert cli("decode", servers.child_id, "--node", node, "--block", "2").status == 2
        assert cli("decode", display_hex(servers.child.wtxid), "--node", node, "--block", "3").status == 0


def test_a_wtxid_in_the_mempool_is_found(cli: Cli, servers: Servers) -> None:
    ran = cli("decode", display_hex(servers.child.wtxid), "--node", servers.node)
    assert ran.status == 0
    assert "wtxid" in ran.err


@pytest.mark.parametrize("kind", ["node", "esplora"])
def test_a_block_is_shown_by_hash_and_height(kind: str, cli: Cli, servers: Servers) -> None:
    option = (f"--{kind}", getattr(servers, kind))
    name = display_hex(servers.block)
    for what in (name, "2", f"https://mempool.space/block/{name}"):
        ran = cli("block", what, *option, "--json")
        assert json.loads(ran.out)["hash"] == name
    ran = cli("block", "2", *option, "--tx", "1", "--as", "verify")
    assert ran.status == 0
    assert cli("block", "77", *option).status == 2
    assert "no_block_at_height" in cli("block", "77", *option).err
    assert cli("block", "77").status == 2


def test_the_transactions_of_a_block_that_was_given_are_asked_about(cli: Cli, servers: Servers) -> None:
    raw = servers.source.block(servers.block)
    assert raw is not None
    ran = cli("block", raw.hex(), "--tx", "1", "--node", servers.node, "--json")
    told = json.loads(ran.out)
    assert told["fee_sat"] == 50 * 10**8 - 3_000
    assert told["vout"][0]["scriptPubKey"]["address"].startswith("bcrt1")
    validator_of("decode").validate(told)
    bundled = cli("block", "block170", "--tx", "1", "--json").out
    assert cli("block", "block170", "--tx", "1", "--json", "--node", servers.node).out == bundled
    before = servers.esplora.requests
    assert cli("block", "block170", "--tx", "1", "--json", TXEXPLAIN_ESPLORA=servers.esplora).out == bundled
    assert servers.esplora.requests == before


def test_an_outpoint_is_told_on_standard_error(cli: Cli, servers: Servers) -> None:
    ran = cli("decode", f"{servers.parent_id}:1", "--esplora", servers.esplora, "--json")
    assert json.loads(ran.out)["txid"] == servers.parent_id
    assert "output 1: 2,000 sat" in ran.err
    assert "unspent" in ran.err
    ran = cli("decode", f"{servers.parent_id}:7", "--esplora", servers.esplora)
    assert "no_such_output" in ran.err


def test_an_id_comes_from_a_file_or_standard_input(cli: Cli, servers: Servers, tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_text(f"{servers.parent_id}\n", encoding="utf-8")
    assert cli("decode", str(path), "--node", servers.node).status == 0
    assert cli("decode", "-", "--node", servers.node, stdin=servers.parent_id.encode()).status == 0
    assert cli("block", "-", "--node", servers.node, stdin=b"2\n").status == 0


def test_a_parent_is_named_by_its_id(cli: Cli, servers: Servers) -> None:
    ran = cli("verify", servers.child.raw.hex(), "--parent", servers.parent_id, "--node", servers.node)
    assert ran.status == 0


def test_a_secret_is_not_asked_for(cli: Cli, servers: Servers) -> None:
    key = "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1"
    ran = cli("decode", key, "--esplora", servers.esplora)
    assert ran.status == 2
    assert key not in ran.err
    assert not servers.esplora.requests


def test_an_id_that_is_not_known_is_not_repeated(cli: Cli, servers: Servers) -> None:
    for option in (("--node", servers.node), ("--esplora", servers.esplora)):
        ran = cli("decode", MISSING, *option)
        assert ran.status == 2
        assert MISSING not in "".join(ran.err.split())


def test_no_server_there_is_status_6(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        ran = cli("decode", MISSING, "--esplora", f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (ran.status, ran.out) == (6, "")


def test_the_library_asks_the_same(servers: Servers) -> None:
    for source in (
        txexplain.node(servers.node, user="user", password="password"),
        txexplain.esplora(servers.esplora),
    ):
        session = txexplain.read(servers.child_id, source=source)
        assert session.verify().verdict == "valid"
        assert txexplain.read_block("2", source=source).hash == display_hex(servers.block)
        assert "password" not in repr(source)
    with pytest.raises(txexplain.InputError, match="password"):
        txexplain.node("http://user:secret@127.0.0.1:8332")


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket can be opened."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("sealed")
@pytest.mark.examples_known
def test_nothing_bundled_asks_anything_even_where_a_variable_names_a_server(cli: Cli) -> None:
    for name in [*EXAMPLES, *PSBTS]:
        assert cli("decode", name, TXEXPLAIN_NODE="http://127.0.0.1:1").status == 0
    for name in block_names():
        assert cli("block", name).status == 0
        assert cli("block", name, "--tx", "1").status == 0
    for name in ("first", "p2wpkh"):
        assert cli("verify", EXAMPLES[name].raw.hex()).status == 0
        assert cli("decode", EXAMPLES[name].txid).status == 0
        assert cli("decode", f"https://mempool.space/tx/{EXAMPLES[name].txid}").status == 0


@pytest.mark.usefixtures("sealed")
def test_without_a_server_an_id_is_refused_and_nothing_opened(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for what in (MISSING, f"{MISSING}:0", f"https://mempool.space/tx/{MISSING}", EXAMPLES["first"].raw.hex()):
        assert cli("decode", what, TXEXPLAIN_NODE="", TXEXPLAIN_ESPLORA="").status in (0, 2)
    assert cli("block", "170").status == 2
    ran = cli("decode", MISSING, "--block", "1")
    assert "block_without_server" in ran.err


@pytest.mark.parametrize("command", ["decode", "verify"])
def test_nothing_that_could_ask_is_loaded_for_bytes(command: str) -> None:
    code = (
        "import sys; from txexplain.cli.app import run; status = run(sys.argv[1:]);"
        "told = [name for name in sys.modules if name.startswith(('urllib3', 'txexplain.lookup', 'ssl'))];"
        "sys.exit(f'{status} {told}' if status not in (0, 4) or told else 0)"
    )
    raw = EXAMPLES["p2wpkh"].raw.hex()
    ran = subprocess.run([sys.executable, "-c", code, command, raw], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_says_what_is_waited_for_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0.01)
    with progress.waiting(Texts(), True):
        for _ in range(500):
            if terminal.getvalue():
                break
            time.sleep(0.01)
    words = Texts().plain("cli", "waiting")
    assert terminal.getvalue() == f"{words}\r{' ' * len(words)}\r"
    for may_take_long in (True, False):
        quick = Terminal()
        monkeypatch.setattr(sys, "stderr", quick)
        monkeypatch.setattr(progress, "QUIET_SECONDS", 60)
        with progress.waiting(Texts(), may_take_long):
            pass
        assert quick.getvalue() == ""


def test_a_block_that_is_named_badly_is_refused_whatever_is_given(cli: Cli, servers: Servers) -> None:
    for what in ("first", EXAMPLES["first"].raw.hex(), servers.parent_id):
        assert "bad_block_name" in cli("decode", what, "--node", servers.node, "--block", "zzz").err
