"""Runs that make it say what happens to an id: found, not found, told otherwise, of another kind."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fake_chain import FakeChain
from fake_esplora import FakeEsplora, fake_esplora
from fake_servers import FakeNode, Url, fake_node
from said_lies import of_lying_servers
from test_looked_up import ANYONE, MISSING, Story, point, spend, spend_with_witness

from txexplain.cli import progress
from txexplain.model.hexadecimal import display_hex
from txexplain.texts import Texts
from txexplain.wire.hashes import sha256
from txexplain.wire.transaction import decode

Call = list[str]
UNKNOWN = spend(bytes(35) + b"\1").hex()


def of_what_is_looked_up() -> Iterator[Call]:
    """Ids at a node and at an explorer, which know them, do not, or contradict what is known."""
    with signed_in(), servers(Story()) as (story, node, api):
        parent, child = display_hex(story.parent.txid), display_hex(story.child.txid)
        other = spend_with_witness(point(story.parent), b"", ANYONE).hex()
        yield from (["decode", what, "--node", node] for what in (f"{parent}:0", f"{parent}:1", other))
        yield ["decode", display_hex(story.child.wtxid), "--node", node]
        yield ["decode", spend(point(story.parent, 7)).hex(), "--node", node]
        yield ["decode", MISSING, "--esplora", api]
        for block in ("1", "99", MISSING, "?"):
            yield ["decode", MISSING, "--node", node, "--block", block]
        yield ["decode", parent, "--block", "1"]
        yield ["decode", parent, "--node", node, "--network", "main"]
        yield ["decode", display_hex(story.block), "--node", node]
        yield ["block", parent, "--node", node]
        wrong = json.dumps([{"value_sat": 7, "script_pubkey": "51"}])
        yield ["verify", child, "--node", node, "--prevouts", wrong]
        story.chain.hide(story.parent.txid)
        yield ["verify", child, "--esplora", api, "--prevouts", wrong]
    with signed_in(), servers(Story("main")) as (_, node, _):
        yield ["block", "2", "--node", node]
    yield from of_a_wrong_height()
    yield from of_nodes_that_lack_something()
    yield from of_many_inputs()
    yield from of_lying_servers()


def of_nodes_that_lack_something() -> Iterator[Call]:
    story = Story()
    for lacking in ({"index": False}, {"pruned": True}, {"syncing": True}, {}, {"missing": ("getindexinfo",)}):
        with signed_in(), fake_node(story.chain, **lacking) as node:
            yield ["decode", MISSING, "--node", node]
            yield ["decode", UNKNOWN, "--node", node]
    story.chain.mine(story.child.raw)
    with signed_in(), servers(story) as (_, node, api):
        yield ["decode", f"{display_hex(story.parent.txid)}:0", "--node", node]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(FakeEsplora, "_tx", without_outspends)
            yield ["decode", f"{display_hex(story.parent.txid)}:0", "--esplora", api]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(FakeNode, "gettxout", otherwise)
            yield ["decode", spend(point(story.parent, 1), sequence=1).hex(), "--node", node]


def of_a_wrong_height() -> Iterator[Call]:
    with signed_in(), servers(Story()) as (story, node, _), pytest.MonkeyPatch.context() as patch:
        first = display_hex(story.chain.blocks[1].hash)
        patch.setattr(FakeNode, "getblockhash", lambda node, height: first)
        yield ["block", "2", "--node", node]


def of_many_inputs() -> Iterator[Call]:
    """More than an explorer is asked for one by one."""
    chain = FakeChain()
    parents = [decode(spend(sha256(bytes([number])) + bytes(4), outputs=[(1, ANYONE)])) for number in range(101)]
    for parent in parents:
        chain.add_tx(parent.raw)
    with fake_esplora(chain) as api:
        yield ["decode", spend(*map(point, parents)).hex(), "--esplora", api]


def without_outspends(explorer: FakeEsplora, tx: Any, what: str) -> Any:
    from fake_esplora import Unknown

    if what == "hex":
        return tx.raw.hex()
    if what == "status":
        return {"confirmed": False}
    raise Unknown


def otherwise(node: FakeNode, name: str, vout: int, include_mempool: bool = True) -> Any:
    tip = node.getblockhash(len(node.chain.blocks) - 1)
    told = {"bestblock": tip, "confirmations": 1, "value": 1, "coinbase": False}
    return {**told, "scriptPubKey": {"hex": "51"}}


@contextmanager
def servers(story: Story) -> Iterator[tuple[Story, Url, Url]]:
    with fake_node(story.chain) as node, fake_esplora(story.chain) as api:
        yield story, node, api


@contextmanager
def signed_in() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TXEXPLAIN_NODE_USER", "user")
        patch.setenv("TXEXPLAIN_NODE_PASSWORD", "password")
        yield


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def wait_for_a_server() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", _Terminal())
        with progress.waiting(Texts(), True):
            pass
