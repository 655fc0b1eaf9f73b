"""Against Bitcoin Core itself, on regtest, or what it answered once: `nodes.py` says which.

TXEXPLAIN_TEST_NODE=/path/to/bitcoind python -m pytest -n0 tests/test_real_node.py
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Ran
from nodes import PATIENT, Regtest, regtest
from spends.draft import Draft, Vin

from txexplain.lookup.node import Node
from txexplain.lookup.open import open_node
from txexplain.model.chain import OutputState
from txexplain.model.errors import ServerError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import COIN, OutPoint, Transaction
from txexplain.wire.block import BlockReader
from txexplain.wire.transaction import decode

ANYONE, DATA, SOMEBODY = b"\x51", b"\x6a\x04data", b"\x00\x14" + b"\x07" * 20
OPTIONS = {
    "plain": ("-acceptnonstdtxn=1",),
    "index": ("-acceptnonstdtxn=1", "-txindex=1"),
    "spenders": ("-acceptnonstdtxn=1", "-txindex=1", "-txospenderindex=1"),
}


def stored(name: str) -> bytes:
    return bytes.fromhex(name)[::-1]


def spending(*outpoints: OutPoint, outputs: list[tuple[int, bytes]]) -> Transaction:
    vins = [Vin(each.txid + each.vout.to_bytes(4, "little"), 0xFFFFFFFF) for each in outpoints]
    return decode(Draft(2, vins, outputs, 0, [], 0).raw())


class Story(NamedTuple):
    """`old` has four outputs: `first` spends 0, `gone` spends 1, `waiting` in the mempool spends 2, 3 holds data.

    All outputs of `gone` are spent. `blocks` are those of old, first and gone; `start` is the first coinbase.
    """

    regtest: Regtest
    start: Transaction
    old: Transaction
    first: Transaction
    gone: Transaction
    waiting: Transaction
    blocks: tuple[bytes, bytes, bytes]


def told_on(here: Regtest) -> Story:
    """101 blocks, so that the first coinbase can be spent; then a transaction a block."""
    first_block, *_ = here.call("generatetodescriptor", 101, "raw(51)")
    node = here.node()
    raw = node.block(stored(first_block))
    node.close()
    assert raw is not None
    start = next(iter(BlockReader(raw).transactions()))
    outputs = [(10 * COIN, ANYONE), (20 * COIN, ANYONE), (19 * COIN, ANYONE), (0, DATA)]
    old = spending(OutPoint(start.txid, 0), outputs=outputs)
    first = spending(OutPoint(old.txid, 0), outputs=[(9 * COIN, SOMEBODY)])
    gone = spending(OutPoint(old.txid, 1), outputs=[(19 * COIN, ANYONE)])
    after = spending(OutPoint(gone.txid, 0), outputs=[(18 * COIN, SOMEBODY)])
    mined = [here.call("generateblock", "raw(51)", [tx.raw.hex()])["hash"] for tx in (old, first, gone, after)]
    waiting = spending(OutPoint(old.txid, 2), outputs=[(19 * COIN - 1_000, SOMEBODY)])
    here.call("sendrawtransaction", waiting.raw.hex(), 0)
    blocks = stored(mined[0]), stored(mined[1]), stored(mined[2])
    return Story(here, start, old, first, gone, waiting, blocks)


@pytest.fixture(scope="module", params=OPTIONS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def story(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with regtest(kind, tmp_path_factory.mktemp(kind), *OPTIONS[kind]) as here:
        here.codes_until_ready()
        yield told_on(here)


@pytest.fixture
def node(story: Story) -> Iterator[Node]:
    node = story.regtest.node()
    yield node
    node.close()


def test_the_node_tells_what_a_whole_block_spent(node: Node, story: Story) -> None:
    spent = node.spent_by_block(story.blocks[0])
    assert list(spent) == [OutPoint(story.start.txid, 0)]
    assert spent[OutPoint(story.start.txid, 0)].height == 1


def test_network_tip_and_block_hashes(node: Node) -> None:
    assert node.network().name == "regtest"
    height, median = node.tip()
    assert height == 105
    assert median
    assert node.block_hash(106) is None
    genesis = node.block_hash(0)
    assert genesis is not None
    assert display_hex(genesis) == "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"
    assert node.median_times([0, 106]) == {0: 1296688602}


def test_a_block_by_its_height_and_hash(node: Node, story: Story) -> None:
    assert node.block_hash(102) == story.blocks[0]
    raw = node.block(story.blocks[0])
    assert raw is not None
    assert story.old.raw in raw
    assert node.block(bytes(32)) is None


def test_a_transaction_with_an_unspent_output_is_found_without_an_index_too(node: Node, story: Story) -> None:
    assert node.transaction(story.old.txid) == story.old.raw


def test_a_transaction_in_the_mempool_is_found_by_either_id(node: Node, story: Story) -> None:
    assert node.transaction(story.waiting.txid) == story.waiting.raw
    assert node.by_wtxid(story.waiting.wtxid) == story.waiting.raw
    assert node.by_wtxid(story.old.txid) is None


def test_one_whose_outputs_are_spent_needs_an_index_or_its_block(node: Node, story: Story, kind: str) -> None:
    found = node.transaction(story.gone.txid)
    assert found == (None if kind == "plain" else story.gone.raw)
    assert node.transaction(story.gone.txid, story.blocks[2]) == story.gone.raw
    assert node.transaction(story.gone.txid, story.blocks[1]) is None


def test_why_something_is_not_found(node: Node, kind: str) -> None:
    assert node.transaction(bytes(31) + b"\1") is None
    assert node.missing_reason() == ("no_index" if kind == "plain" else "indexed")


def test_many_transactions_at_once(node: Node, story: Story) -> None:
    txids = [story.old.txid, story.first.txid, story.waiting.txid, story.start.txid]
    found = node.transactions(txids)
    assert {story.old.txid, story.first.txid, story.waiting.txid} <= set(found)


def test_where_it_is_is_proven(node: Node, story: Story, kind: str) -> None:
    block, in_mempool = node.where(story.old.txid)
    assert block is not None
    assert (block.hash, block.height, block.confirmations, block.proven) == (story.blocks[0], 102, 4, True)
    assert not in_mempool
    assert node.where(story.waiting.txid) == (None, True)
    assert node.where(bytes(31) + b"\1") == (None, False)
    gone, _ = node.where(story.gone.txid)
    assert (gone is None) == (kind == "plain")


def test_a_named_block_has_it_or_not(node: Node, story: Story) -> None:
    block, _ = node.where(story.gone.txid, story.blocks[2])
    assert block is not None
    assert block.height == 104
    assert node.where(story.gone.txid, story.blocks[1]) == (None, False)


def test_what_became_of_each_output(node: Node, story: Story, kind: str) -> None:
    first, second, third, fourth = node.outputs(story.old)
    if kind == "spenders":
        assert first == OutputState(True, story.first.txid, 0, True)
        assert second == OutputState(True, story.gone.txid, 0, True)
    else:
        assert first == second == OutputState(True, confirmed=True)
    assert third == OutputState(True, story.waiting.txid, 0, False)
    assert fourth == OutputState(False)
    assert node.outputs(story.first) == (OutputState(False),)
    assert node.outputs(story.waiting) == (OutputState(False),)


def test_the_output_of_the_genesis_block_is_not_said_to_be_spent(node: Node) -> None:
    genesis = node.block_hash(0)
    raw = None if genesis is None else node.block(genesis)
    assert raw is not None
    assert node.outputs(next(iter(BlockReader(raw).transactions()))) == (OutputState(False),)


def test_what_a_transaction_in_a_block_spent(node: Node, story: Story) -> None:
    spent = OutPoint(story.old.txid, 1)
    told = node.coins([spent], story.gone.txid, story.blocks[2])
    assert told == {spent: SpentOutput(20 * COIN, ANYONE, 102, False)}
    coinbase = OutPoint(story.start.txid, 0)
    assert node.coins([coinbase], story.old.txid, story.blocks[0])[coinbase].coinbase


def test_unspent_outputs_in_blocks_and_in_the_mempool(node: Node, story: Story) -> None:
    in_block, in_mempool = OutPoint(story.first.txid, 0), OutPoint(story.waiting.txid, 0)
    spent = OutPoint(story.old.txid, 0)
    told = node.coins([in_block, in_mempool, spent], bytes(32), None)
    assert told == {
        in_block: SpentOutput(9 * COIN, SOMEBODY, 103, False),
        in_mempool: SpentOutput(19 * COIN - 1_000, SOMEBODY, None, False),
    }


def test_a_wrong_password_and_none_at_all_are_said(story: Story) -> None:
    wrong = {"TXEXPLAIN_NODE_USER": "me", "TXEXPLAIN_NODE_PASSWORD": "hunter2"}
    for variables, code in ((wrong, "node_wrong_password"), ({}, "node_no_password")):
        node = open_node(story.regtest.url, variables, limits=PATIENT)
        with pytest.raises(ServerError) as caught:
            node.tip()
        node.close()
        assert caught.value.code == code
        assert "hunter2" not in repr(caught.value.facts)


def test_a_method_that_it_does_not_have_is_said(story: Story) -> None:
    with pytest.raises(ServerError) as caught:
        story.regtest.call("getwalletinfo")
    assert caught.value.code == "node_method_missing"


def test_a_txid_becomes_a_transaction_with_its_coins(cli: Callable[..., Ran], story: Story) -> None:
    txid = display_hex(story.first.txid)
    ran = cli("verify", txid, "--node", str(story.regtest.folder))
    assert ran.status == 0, ran.err
    told = json.loads(cli("decode", "--json", txid, "--node", str(story.regtest.folder)).out)
    assert (told["txid"], told["confirmations"]) == (txid, 3)
    assert told["blockhash"] == display_hex(story.blocks[1])


def test_what_was_spent_is_told_as_core_tells_it(cli: Callable[..., Ran], story: Story) -> None:
    for tx, block in zip((story.old, story.first), story.blocks, strict=False):
        txid = display_hex(tx.txid)
        core = story.regtest.call("getrawtransaction", txid, 2, display_hex(block))["vin"][0]["prevout"]
        ran = cli("decode", "--json", txid, "--node", str(story.regtest.folder))
        told = json.loads(ran.out, parse_float=Decimal)["vin"][0]["prevout"]
        assert {key: told[key] for key in ("generated", "height", "value")} == {
            key: core[key] for key in ("generated", "height", "value")
        }
        assert told["scriptPubKey"]["hex"] == core["scriptPubKey"]["hex"]


def test_a_txid_that_it_does_not_find_says_what_would_help(cli: Callable[..., Ran], story: Story, kind: str) -> None:
    txid = display_hex(story.gone.txid)
    ran = cli("decode", txid, "--node", str(story.regtest.folder))
    assert ran.status == (2 if kind == "plain" else 0)
    assert ("-txindex" in ran.err) == (kind == "plain")
    for block in ("104", display_hex(story.blocks[2])):
        assert cli("decode", txid, "--node", str(story.regtest.folder), "--block", block).status == 0


def test_a_node_that_is_starting_is_said_to_be(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("starting")
    with regtest("starting_before", folder) as here:
        here.codes_until_ready()
        here.call("generatetodescriptor", 400, "raw(51)")
    with regtest("starting", folder, "-checkblocks=0", "-checklevel=4") as here:
        codes = here.codes_until_ready()
    assert "node_starting" in codes
    assert set(codes) <= {"node_starting", "server_unreachable", "server_closed", "node_no_cookie"}


def test_a_block_that_left_the_chain_is_told_of_where_it_is_named(cli: Callable[..., Ran], tmp_path: Path) -> None:
    with regtest("stale", tmp_path / "node", *OPTIONS["index"]) as here:
        here.codes_until_ready()
        first, *_ = here.call("generatetodescriptor", 101, "raw(51)")
        node = here.node()
        raw = node.block(stored(first))
        assert raw is not None
        start = next(iter(BlockReader(raw).transactions()))
        tx = spending(OutPoint(start.txid, 0), outputs=[(49 * COIN, SOMEBODY)])
        left = stored(here.call("generateblock", "raw(51)", [tx.raw.hex()])["hash"])
        here.call("invalidateblock", display_hex(left))
        here.call("generateblock", "raw(51)", [])
        here.call("generateblock", "raw(51)", [])
        here.call("reconsiderblock", display_hex(left))
        block, in_mempool = node.where(tx.txid, left)
        assert block is not None
        assert (block.is_stale, block.proven, block.height, in_mempool) == (True, True, 102, False)
        assert node.transaction(tx.txid, left) == tx.raw
        assert node.where(tx.txid) == (None, True)
        again = stored(here.call("generateblock", "raw(51)", [tx.raw.hex()])["hash"])
        node.close()
        node = here.node()
        block, in_mempool = node.where(tx.txid)
        assert block is not None
        assert (block.hash, block.is_stale, block.height, in_mempool) == (again, False, 104, False)
        node.close()
        for command in (("decode", display_hex(tx.txid)), ("decode", tx.raw.hex())):
            told = json.loads(cli(*command, "--json", "--node", str(here.folder), "--block", display_hex(left)).out)
            assert (told["blockhash"], told["confirmations"]) == (display_hex(again), 1)


def test_a_pruned_node_has_coins_and_no_old_blocks(cli: Callable[..., Ran], tmp_path: Path) -> None:
    with regtest("pruned", tmp_path / "node", "-prune=1", "-fastprune=1") as here:
        here.codes_until_ready()
        first, *_ = here.call("generatetodescriptor", 620, "raw(51)")
        node = here.node()
        raw = node.block(stored(first))
        assert raw is not None
        old = next(iter(BlockReader(raw).transactions()))
        node.close()
        here.call("pruneblockchain", 320)
        node = here.node()
        with pytest.raises(ServerError) as caught:
            node.transaction(old.txid, stored(first))
        assert caught.value.code == "node_pruned"
        assert node.transaction(old.txid) is None
        assert node.missing_reason() == "pruned"
        for block in ("1", first):
            ran = cli("decode", old.raw.hex(), "--node", str(here.folder), "--block", block)
            assert (ran.status, "node_pruned" in ran.err) == (6, True), ran.err
        unknown = spending(OutPoint(bytes(31) + b"\1", 0), outputs=[(1, ANYONE)])
        ran = cli("decode", unknown.raw.hex(), "--node", str(here.folder))
        assert "This node has deleted old blocks" in " ".join(ran.out.split())
        coin = OutPoint(old.txid, 0)
        assert node.coins([coin], bytes(32), None) == {coin: SpentOutput(50 * COIN, ANYONE, 1, True)}
        node.close()
        ran = cli("block", first, "--node", str(here.folder))
        assert (ran.status, "node_pruned" in ran.err) == (6, True)
