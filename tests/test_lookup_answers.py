"""What is read of an answer: JSON within bounds, amounts to the satoshi, each call its own result."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from bad_server import STAYING, BadServer, bad_server, says
from fake_chain import FakeChain
from fake_servers import FakeNode, fake_node
from test_lookup_sources import PASSWORD, QUICK, spending, world

from txexplain.lookup import rpc
from txexplain.lookup.answers import height_in, json_in, member, sat_in_btc
from txexplain.lookup.open import open_esplora, open_node
from txexplain.lookup.proofs import Garbage
from txexplain.model.errors import ServerError
from txexplain.model.transaction import OutPoint

ABSURD = {
    "two million values": "[" + "0," * 2_000_000 + "0]",
    "deep": "[" * 50_000 + "]" * 50_000,
    "a number of 5,000 digits": "9" * 5_000,
    "a hundred places": "1." + "0" * 100,
    "no number": "NaN",
    "infinite": "-Infinity",
    "nothing": "",
    "no end": "{",
    "no UTF-8": "\xff",
}


@pytest.mark.parametrize("name", ABSURD)
def test_json_that_is_absurd_is_refused(name: str) -> None:
    with pytest.raises(Garbage):
        json_in(ABSURD[name].encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "value_sat"),
    [
        ("50.00000000", 5_000_000_000),
        ("0.00000001", 1),
        ("1e-8", 1),
        ("0", 0),
        ("0.00000000", 0),
        ("20999999.97690000", 2_099_999_997_690_000),
        ("0.000000001", None),
        ("1e999999999", None),
        ("-1e-999999999", None),
        ("99999999999999", None),
        ("true", None),
        ('"1"', None),
        ("null", None),
    ],
)
def test_an_amount_is_exact_or_refused(text: str, value_sat: int | None) -> None:
    told = json_in(text.encode())
    if value_sat is None:
        with pytest.raises(Garbage):
            sat_in_btc(told)
    else:
        assert sat_in_btc(told) == value_sat


def test_truth_is_no_number() -> None:
    with pytest.raises(Garbage):
        member({"height": True}, "height", int)
    for told in (True, -1, 1 << 31, Decimal(1), "1", None):
        with pytest.raises(Garbage):
            height_in(told)


# Calls in one request


def results_of(*entries: Any) -> list[Any]:
    """What a node's batch of two calls gives, which it answers so."""
    with bad_server(says(200, json.dumps(entries).encode())) as server:
        node = open_node(server.url, PASSWORD, limits=QUICK)
        try:
            return node.rpc.batch([("first", []), ("second", [])])
        finally:
            node.close()


def test_answers_belong_to_their_calls_in_any_order() -> None:
    assert results_of({"id": 1, "result": "b"}, {"id": 0, "result": "a"}) == ["a", "b"]


@pytest.mark.parametrize("ids", [(0, 0), (1, 1), (0, 2), (0, -1), (0, None), (0, True)])
def test_an_answer_twice_or_to_no_call_is_refused(ids: tuple[Any, Any]) -> None:
    with pytest.raises(ServerError) as caught:
        results_of(*({"id": each, "result": "a"} for each in ids))
    assert caught.value.code == "server_answer"


def test_the_answer_to_a_single_call_is_that_with_its_number() -> None:
    with bad_server(says(200, b'{"id": 7, "result": "a"}')) as server:
        node = open_node(server.url, PASSWORD, limits=QUICK)
        with pytest.raises(ServerError) as caught:
            node.rpc.call("anything")
        node.close()
    assert caught.value.code == "server_answer"


def test_what_is_too_large_together_is_asked_for_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "_MAX_BATCH_BYTES", 2_000)
    chain = FakeChain()
    parents = [spending(OutPoint(bytes(32), vout)) for vout in range(20)]
    for parent in parents:
        chain.add_tx(parent.raw)
    with fake_node(chain) as url:
        node = open_node(url, PASSWORD, limits=QUICK)
        assert len(node.transactions(parent.txid for parent in parents)) == 20
        assert 2 < url.requests < 20
        monkeypatch.setattr(rpc, "_MAX_BATCH_BYTES", 100)
        with pytest.raises(ServerError) as caught:
            node.transactions([parents[0].txid])
        assert caught.value.code == "server_too_large"
        node.close()


def test_a_proof_for_another_block_than_the_named_one_is_a_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    here = world()
    right = FakeNode.gettxoutproof
    monkeypatch.setattr(FakeNode, "gettxoutproof", lambda node, names, block=None: right(node, names))
    with fake_node(here.chain) as url:
        node = open_node(url, PASSWORD, limits=QUICK)
        with pytest.raises(ServerError) as caught:
            node.where(here.old.txid, here.spent_block)
        node.close()
    assert caught.value.code == "server_lies_block"


def test_one_connection_serves_many_requests() -> None:
    connections = []

    def behave(server: BadServer, connection: Any, request: bytes) -> None:
        connections.append(connection)
        body = b'{"id": 0, "result": null}'
        server.send(connection, b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    STAYING.add(behave)
    with bad_server(behave) as server:
        node = open_node(server.url, PASSWORD, limits=QUICK)
        for _ in range(5):
            node.rpc.call("anything")
        node.close()
        assert (server.connections, len(connections)) == (1, 5)
    STAYING.remove(behave)


@pytest.mark.parametrize(("index", "searches"), [(True, 0), (False, 8)])
def test_a_node_is_not_made_to_search_the_blocks_of_many_transactions(index: bool, searches: int) -> None:
    with fake_node(FakeChain(), index=index) as url:
        node = open_node(url, PASSWORD, limits=QUICK)
        assert node.transactions(bytes([number]) * 32 for number in range(40)) == {}
        assert url.asked.count("gettxoutproof") == searches
        assert node.where(bytes(32)) == (None, False)
        node.close()


def test_a_block_that_the_node_proves_by_and_does_not_know_is_a_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    here = world()
    proof = here.chain.proof(here.old.txid)
    monkeypatch.setattr(here.chain, "proof", lambda txid: b"\7" + proof[1:])
    with fake_node(here.chain) as url:
        for index in (0, 1):
            node = open_node(url, PASSWORD, limits=QUICK)
            with pytest.raises(ServerError) as caught:
                node.where(here.old.txid, here.old_block if index else None)
            node.close()
            assert caught.value.code == "server_lies_block"
    with fake_node(here.chain, index=False) as url:
        node = open_node(url, PASSWORD, limits=QUICK)
        with pytest.raises(ServerError) as caught:
            node.where(here.old.txid)
        node.close()
    assert caught.value.code == "server_lies_proof"


def test_an_explorer_that_has_had_enough_keeps_what_it_gave_until_then() -> None:
    txs = [spending(OutPoint(bytes(32), vout)) for vout in range(3)]
    right, enough = says(200, txs[0].raw.hex().encode()), says(429)
    with bad_server(right, enough) as server:
        explorer = open_esplora(server.url, limits=QUICK)
        assert explorer.transactions(tx.txid for tx in txs) == {txs[0].txid: txs[0].raw}
        assert server.connections == 2
        with pytest.raises(ServerError) as caught:
            explorer.transactions([txs[1].txid])
        explorer.close()
    assert caught.value.code == "server_busy"
