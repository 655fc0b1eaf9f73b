"""A node and an explorer asked by their methods: they find the same, and all of it is checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from fake_chain import FakeChain
from fake_esplora import fake_esplora
from fake_servers import Url, fake_node, folder_of
from spends.draft import Draft, Vin

from txexplain.lookup.esplora import Esplora
from txexplain.lookup.http import Limits
from txexplain.lookup.node import Node
from txexplain.lookup.open import open_esplora, open_node
from txexplain.model.chain import OutputState
from txexplain.model.errors import ServerError
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint, Transaction
from txexplain.wire.transaction import decode

QUICK = Limits(connect_seconds=10, read_seconds=10, total_seconds=20, pause_seconds=0)
PASSWORD = {"TXEXPLAIN_NODE_USER": "user", "TXEXPLAIN_NODE_PASSWORD": "password"}
PAYS = b"\x00\x14" + b"\x07" * 20


def spending(*outpoints: OutPoint, outputs: int = 1, witness: bytes = b"") -> Transaction:
    """A transaction that spends these, each with that witness item, and pays 1,000 satoshi to each output."""
    vins = [Vin(each.txid + each.vout.to_bytes(4, "little"), 0xFFFFFFFF) for each in outpoints]
    draft = Draft(2, vins, [(1_000 + vout, PAYS) for vout in range(outputs)], 0, [], 0)
    raw = draft.raw()
    if witness:
        items = b"\1" + bytes([len(witness)]) + witness
        raw = raw[:4] + b"\0\1" + raw[4:-4] + items * len(outpoints) + raw[-4:]
    return decode(raw)


class World(NamedTuple):
    """A chain in which `old` made two outputs and `spender` spent the first of them, and `waiting` spends it all."""

    chain: FakeChain
    old: Transaction
    spender: Transaction
    waiting: Transaction
    old_block: bytes
    spent_block: bytes


def world() -> World:
    chain = FakeChain()
    chain.mine()
    old = spending(OutPoint(chain.coinbase(1).txid, 0), outputs=3)
    old_block = chain.mine(old.raw)
    spender = spending(OutPoint(old.txid, 0), witness=b"signed")
    spent_block = chain.mine(spender.raw)
    waiting = spending(OutPoint(old.txid, 1), OutPoint(spender.txid, 0), witness=b"\1")
    chain.add_tx(waiting.raw)
    return World(chain, old, spender, waiting, old_block, spent_block)


@contextmanager
def asked(kind: str, chain: FakeChain) -> Iterator[tuple[Node | Esplora, Url]]:
    """The source of that kind: `node`, `plain` (without an index) or `esplora`."""
    if kind == "esplora":
        with fake_esplora(chain) as url:
            explorer = open_esplora(url, limits=QUICK)
            yield explorer, url
            explorer.close()
        return
    with fake_node(chain, index=kind == "node") as url:
        node = open_node(url, PASSWORD, limits=QUICK)
        yield node, url
        node.close()


BOTH = pytest.mark.parametrize("kind", ["node", "plain", "esplora"])
INDEXED = pytest.mark.parametrize("kind", ["node", "esplora"])


@BOTH
def test_network_and_tip_are_those_of_the_chain(kind: str) -> None:
    here = world()
    with asked(kind, here.chain) as (source, url):
        assert source.network().name == "regtest"
        assert source.tip() == (3, here.chain.median_time(3))
        before = url.requests
        source.network()
        source.tip()
        assert url.requests == before


@pytest.mark.parametrize("network", ["main", "test", "testnet4", "signet"])
@INDEXED
def test_each_network_is_known(kind: str, network: str) -> None:
    with asked(kind, FakeChain(network)) as (source, _):
        assert source.network().name == network


@BOTH
def test_a_transaction_is_found_in_a_block_and_in_the_mempool(kind: str) -> None:
    here = world()
    with asked(kind, here.chain) as (source, _):
        assert source.transaction(here.old.txid) == here.old.raw
        assert source.transaction(here.waiting.txid) == here.waiting.raw
        assert source.transaction(bytes(32)) is None


def test_without_an_index_one_whose_outputs_are_spent_is_found_in_its_block_only() -> None:
    here = world()
    last = here.chain.mine(here.waiting.raw)
    spent = spending(OutPoint(here.waiting.txid, 0))
    here.chain.mine(spent.raw)
    with asked("plain", here.chain) as (node, _):
        assert node.transaction(here.waiting.txid) is None
        assert node.missing_reason() == "no_index"
        assert node.transaction(here.waiting.txid, last) == here.waiting.raw
        assert node.transaction(here.waiting.txid, here.old_block) is None


@BOTH
def test_many_are_asked_for_at_once(kind: str) -> None:
    here = world()
    with asked(kind, here.chain) as (source, _):
        txids = [here.old.txid, bytes(32), here.spender.txid, here.old.txid]
        assert source.transactions(txids) == {here.old.txid: here.old.raw, here.spender.txid: here.spender.raw}


def test_a_node_gives_two_thousand_parents_in_few_requests() -> None:
    chain = FakeChain()
    parents = [spending(OutPoint(bytes(32), vout)) for vout in range(2_000)]
    for parent in parents:
        chain.add_tx(parent.raw)
    with asked("node", chain) as (node, url):
        assert len(node.transactions(parent.txid for parent in parents)) == 2_000
        assert url.requests <= 21


@pytest.mark.parametrize(("kind", "module"), [("node", "node"), ("esplora", "esplora")])
def test_of_very_large_transactions_no_more_is_taken_than_a_bound(
    kind: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"txexplain.lookup.{module}._MOST_BYTES", 1_000)
    monkeypatch.setattr("txexplain.lookup.node._AT_ONCE", 5)
    chain = FakeChain()
    parents = [spending(OutPoint(bytes(32), vout)) for vout in range(40)]
    for parent in parents:
        chain.add_tx(parent.raw)
    with asked(kind, chain) as (source, _):
        found = source.transactions(parent.txid for parent in parents)
        assert 1_000 < sum(map(len, found.values())) < 2_000


@BOTH
def test_where_it_is_is_proven(kind: str) -> None:
    here = world()
    with asked(kind, here.chain) as (source, _):
        block, in_mempool = source.where(here.old.txid)
        assert block is not None
        assert (block.hash, block.height, block.confirmations) == (here.old_block, 2, 2)
        assert block.time == here.chain.time(2)
        assert block.proven
        assert not in_mempool
        assert source.where(here.waiting.txid) == (None, True)
        assert source.where(bytes(32)) == (None, False)


@BOTH
def test_a_named_block_is_believed_only_where_it_has_the_transaction(kind: str) -> None:
    here = world()
    with asked(kind, here.chain) as (source, _):
        block, _ = source.where(here.spender.txid, here.spent_block)
        assert block is not None
        assert block.hash == here.spent_block
        assert source.where(here.spender.txid, here.old_block) == (None, False)


@BOTH
def test_what_became_of_each_output(kind: str) -> None:
    here = world()
    with asked(kind, here.chain) as (source, _):
        first, second, third = source.outputs(here.old)
        by_node = OutputState(True, confirmed=True)
        assert first == (OutputState(True, here.spender.txid, 0, True) if kind == "esplora" else by_node)
        assert second == OutputState(True, here.waiting.txid, 0, False)
        assert third == OutputState(False)
        assert source.outputs(here.waiting) == (OutputState(False),)


def test_an_output_that_nobody_can_spend_is_not_said_to_be_spent() -> None:
    here = world()
    coinbase = here.chain.coinbase(3)
    assert coinbase.outputs[1].script_pubkey.data.startswith(b"\x6a")
    with asked("node", here.chain) as (node, _):
        assert node.outputs(coinbase) == (OutputState(False), OutputState(False))


def test_a_node_that_cannot_name_spenders_tells_that_outputs_are_spent() -> None:
    here = world()
    with fake_node(here.chain, missing=("gettxspendingprevout",)) as url:
        node = open_node(url, PASSWORD, limits=QUICK)
        first, second, third = node.outputs(here.old)
        assert first == OutputState(True, confirmed=None)
        assert second == OutputState(True, confirmed=False)
        assert third == OutputState(False)
        node.close()


@BOTH
def test_what_a_transaction_in_a_block_spent(kind: str) -> None:
    here = world()
    outpoint = OutPoint(here.old.txid, 0)
    with asked(kind, here.chain) as (source, _):
        coin = source.coins([outpoint], here.spender.txid, here.spent_block)[outpoint]
        assert coin[:2] == (1_000, PAYS)
        assert coin[2:4] == ((None, None) if kind == "esplora" else (2, False))


@BOTH
def test_unspent_outputs_are_told_for_a_transaction_that_nobody_knows(kind: str) -> None:
    here = world()
    free, none = OutPoint(here.old.txid, 2), OutPoint(bytes(32), 7)
    mine = spending(free, none)
    with asked(kind, here.chain) as (source, _):
        told = source.coins([free, none, OutPoint(bytes(32), 0xFFFFFFFF)], mine.txid, None)
        assert told == {free: SpentOutput(1_002, PAYS, *((None, None) if kind == "esplora" else (2, False)))}


def test_what_the_mempool_spends_is_told_too() -> None:
    here = world()
    outpoint = OutPoint(here.old.txid, 1)
    with asked("node", here.chain) as (node, _):
        assert node.coins([outpoint], here.waiting.txid, None)[outpoint].value_sat == 1_001


@BOTH
def test_a_block_by_its_hash_and_by_its_height(kind: str) -> None:
    here = world()
    with asked(kind, here.chain) as (source, _):
        assert source.block_hash(2) == here.old_block
        assert source.block_hash(4) is None
        assert source.block(here.old_block) == here.chain.blocks[2].raw
        assert source.block(bytes(32)) is None


@BOTH
def test_median_times_by_height(kind: str) -> None:
    here = world()
    with asked(kind, here.chain) as (source, _):
        assert source.median_times([1, 3, 99]) == {1: here.chain.median_time(1), 3: here.chain.median_time(3)}


def test_a_wtxid_is_found_in_the_mempool_of_a_node() -> None:
    here = world()
    with asked("plain", here.chain) as (node, _):
        assert node.can_find_wtxids
        assert here.waiting.wtxid != here.waiting.txid
        assert node.by_wtxid(here.waiting.wtxid) == here.waiting.raw
        assert node.by_wtxid(here.spender.wtxid) is None


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({}, "indexed"),
        ({"index": False}, "no_index"),
        ({"index": False, "pruned": True}, "pruned"),
        ({"syncing": True}, "syncing"),
        ({"missing": ("getindexinfo",)}, "unknown"),
    ],
)
def test_why_a_node_may_not_know_a_transaction(told: dict[str, bool], reason: str) -> None:
    with fake_node(FakeChain(), **told) as url:  # type: ignore[arg-type]
        node = open_node(url, PASSWORD, limits=QUICK)
        assert node.missing_reason() == reason
        node.close()


def test_a_pruned_block_is_said_to_be_pruned() -> None:
    here = world()
    with fake_node(here.chain, index=False, pruned=True) as url:
        node = open_node(url, PASSWORD, limits=QUICK)
        with pytest.raises(ServerError) as caught:
            node.block(here.old_block)
        assert caught.value.code == "node_pruned"
        assert node.transaction(here.old.txid) is None
        node.close()


def test_the_cookie_of_a_data_folder_opens_the_node(tmp_path: Path) -> None:
    with fake_node(FakeChain()) as url:
        node = open_node(str(folder_of(url, tmp_path)), {}, limits=QUICK)
        assert node.tip()[0] == 0
        assert node.server.name == str(tmp_path)
        node.close()
