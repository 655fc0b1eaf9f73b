"""Commands that ask bad servers: one clear error, status 6, nothing that disturbs a terminal, no secret."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bad_server import bad_server, says
from conftest import Ran
from fake_esplora import fake_esplora
from fake_servers import fake_node
from said_net import TXID, of_bad_names, of_bad_servers
from test_lookup_sources import PASSWORD, world

from txexplain.model.hexadecimal import display_hex


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_error_of_a_server_is_one_clear_message(cli: Callable[..., Ran], language: str) -> None:
    names = [call[3] for call in of_bad_names()]
    for call in of_bad_servers():
        ran = cli(*call, "--lang", language)
        assert ran.status == (2 if call[3] in names or call[3].startswith("/") else 6), (call, ran.err)
        assert ran.out == ""
        assert "Traceback" not in ran.err
        assert "hunter2" not in ran.err
        assert ran.err.replace("\n", "").isprintable(), ran.err
        assert len(ran.err) < 2_000


def test_the_words_of_a_node_are_shown_as_its_own(cli: Callable[..., Ran]) -> None:
    with fake_node(world().chain, starting=True) as url:
        ran = cli("decode", TXID, "--node", url, **PASSWORD)
    assert ran.status == 6
    assert "Core says" in ran.err
    assert "Loading block index…" in ran.err


@pytest.mark.parametrize("command", ["decode", "explain", "verify"])
def test_another_transaction_is_never_shown(cli: Callable[..., Ran], command: str) -> None:
    here = world()
    here.chain.transactions[here.old.txid] = here.spender
    with fake_esplora(here.chain) as url:
        ran = cli(command, display_hex(here.old.txid), "--esplora", url)
    assert (ran.status, ran.out) == (6, "")
    assert "server_lies_tx" in ran.err


def test_a_wrong_password_is_not_repeated(cli: Callable[..., Ran]) -> None:
    with fake_node(world().chain) as url:
        ran = cli("decode", TXID, "--node", url, TXEXPLAIN_NODE_USER="me", TXEXPLAIN_NODE_PASSWORD="hunter2")
    assert ran.status == 6
    assert "node_wrong_password" in ran.err
    assert "hunter2" not in ran.err


def test_a_url_with_a_password_in_a_variable_is_refused_and_not_repeated(cli: Callable[..., Ran]) -> None:
    ran = cli("decode", TXID, TXEXPLAIN_NODE="http://me:hunter2@127.0.0.1:8332")
    assert ran.status == 2
    assert "TXEXPLAIN_NODE" in ran.err
    assert "hunter2" not in ran.err


def test_no_other_host_is_asked(cli: Callable[..., Ran]) -> None:
    with bad_server(says(200)) as other, bad_server(says(307, b"", f"Location: {other.url}/")) as server:
        assert cli("decode", TXID, "--esplora", server.url).status == 6
        assert other.connections == 0
