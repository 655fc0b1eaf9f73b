"""Runs that make it say what is wrong with how a server is named, and with what servers answer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest
from bad_server import Behaviour, bad_server, endless, raw, says
from conftest import EXAMPLES
from fake_chain import FakeChain
from fake_esplora import fake_esplora

from txexplain.lookup.http import Limits

Call = list[str]
TXID = "11" * 32


def failing(code: int, words: str) -> Behaviour:
    """A node that answers with that error."""
    body = json.dumps({"id": None, "result": None, "error": {"code": code, "message": words}})
    return says(500, body.encode())


OF_BOTH = (
    raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    says(302, b"", "Location: http://elsewhere.example/"),
    says(200, b"\x1f\x8b", "Content-Encoding: gzip"),
    endless(b"HTTP/1.1 200 OK\r\n\r\n"),
    says(401),
    says(403),
    says(429),
    says(500),
    says(418),
    says(200, b"<html><body>Hello"),
    says(200, b"\x1b[2J words"),
    says(200, b""),
)
OF_NODES = (
    failing(-28, "Loading block index…"),
    failing(-32601, "Method not found"),
    failing(-1, "Block not available (pruned data)"),
    failing(-8, "\x1b[31modd\x07"),
)


def of_bad_servers() -> Iterator[Call]:
    """Each asked for a transaction."""
    for behaviour in OF_BOTH:
        with bad_server(behaviour) as server:
            yield from (["decode", TXID, f"--{kind}", server.url] for kind in ("node", "esplora"))
    for behaviour in OF_NODES:
        with bad_server(behaviour) as server:
            yield ["decode", TXID, "--node", server.url]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("txexplain.lookup.http.Limits", lambda: Limits(all_seconds=0))
        yield ["decode", TXID, "--node", "http://127.0.0.1:1"]
    yield from of_a_block_without_work()
    yield from of_bad_names()


def of_a_block_without_work() -> Iterator[Call]:
    """Regtest's, said to be of the main network."""
    chain = FakeChain("main")
    raw = EXAMPLES["p2wpkh"].raw[:-4] + b"\1\0\0\0"
    chain.mine(raw)
    with fake_esplora(chain) as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr("txexplain.lookup.proofs.easiest_target", lambda network: network.pow_limit)
        yield ["decode", raw.hex(), "--esplora", url]


def of_bad_names() -> Iterator[Call]:
    """Servers that are named wrongly."""
    for url in (
        "http://me:hunter2@127.0.0.1",
        "http://127.0.0.1/?q",
        "ftp://127.0.0.1",
        "no-such-folder",
        "me:hunter2",
    ):
        yield ["decode", TXID, "--node", url]
    yield ["decode", TXID, "--node", "http://127.0.0.1", "--esplora", "http://127.0.0.1"]
    with TemporaryDirectory() as folder:
        yield ["decode", TXID, "--node", folder]
        with open(os.path.join(folder, "bitcoin.conf"), "w", encoding="utf-8") as file:
            file.write("rpcuser=me\nrpcpassword=hunter2\nrpcport=x\n")
        yield ["decode", TXID, "--node", folder]
