"""What two answers of a server cannot both say is found out, and what may be a tip that moved is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from conftest import Ran
from fake_esplora import FakeEsplora
from fake_servers import FakeNode, fake_node
from said_lies import LIES, Change, Lie, at_path, failing, saying, told_by
from test_looked_up import MISSING, Story
from test_lookup_sources import PASSWORD, PAYS, asked, world

from txexplain.lookup.open import open_node
from txexplain.model.errors import ServerError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.transaction import OutPoint
from txexplain.texts import Texts, plain

DISK = "Can't read block from disk"


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Change], None]:
    """Makes nodes, and at `get` explorers, answer something else."""

    def patch(method: str, change: Change) -> None:
        target: Any = FakeEsplora if method == "get" else FakeNode
        right = getattr(target, method)
        monkeypatch.setattr(target, method, lambda server, *asked: change(partial(right, server), *asked))

    return patch


Say = Callable[[str, Change], None]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: f"{lie.kind}: {lie.name}")
def test_a_server_is_found_out_that_lies_about(lie: Lie, cli: Callable[..., Ran]) -> None:
    with told_by(lie) as call:
        ran = cli(*call)
    assert (ran.status, ran.out) == (6, ""), ran.err
    assert lie.code in ran.err
    key = "found" if lie.why == "found" else f"found_{lie.why}"
    found = plain(Texts().unfilled("errors", lie.code, key))
    assert re.search(".*".join(map(re.escape, found.split("…"))), " ".join(ran.err.split())), ran.err


def test_a_tip_that_moved_while_we_asked_is_no_lie_of_a_node(say: Say) -> None:
    here = world()
    say("getblockheader", saying(confirmations=2 + 3))
    with asked("node", here.chain) as (node, _):
        block, _ = node.where(here.old.txid)
        assert block is not None
        assert (block.height, block.confirmations) == (2, 5)


def test_a_node_that_synchronizes_gets_many_blocks_while_it_is_asked(say: Say) -> None:
    here, answers = world(), []

    def informed(right: Change) -> Any:
        answers.append(right())
        return {**answers[-1], "blocks": 3 if len(answers) == 1 else 99}

    say("getblockchaininfo", informed)
    say("getblockheader", saying(confirmations=98))
    with asked("node", here.chain) as (node, _):
        block, _ = node.where(here.old.txid)
        assert block is not None
        assert (block.height, block.confirmations) == (2, 98)


def test_a_block_beyond_the_tip_of_an_explorer_that_lags_is_confirmed(say: Say, cli: Callable[..., Ran]) -> None:
    here = world()
    say("get", at_path("/status", block_height=6))
    with asked("esplora", here.chain) as (explorer, url):
        block, _ = explorer.where(here.old.txid)
        assert block is not None
        assert (block.height, block.confirmations, block.is_stale) == (6, None, False)
        ran = cli("decode", display_hex(here.old.txid), "--esplora", url)
        assert "confirmed in block 6" in ran.out
        assert "not in the chain" not in ran.out


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(ServerError) as caught:
        ask()
    return caught.value.code


@pytest.mark.parametrize(
    ("method", "change", "code"),
    [
        ("getblockheader", saying(hash="ab" * 32), "server_lies_block"),
        ("gettxspendingprevout", lambda right, asked: [{**each, "txid": MISSING} for each in asked], "server_answer"),
        ("gettxspendingprevout", lambda right, asked: asked[1:], "server_answer"),
        ("gettxspendingprevout", lambda right, asked: [asked[0]] * len(asked), "server_answer"),
        ("gettxout", saying(confirmations=-1), "server_answer"),
        ("gettxoutproof", failing(-1, DISK), "node_error"),
        ("getblock", failing(-1, "Block not found on disk"), "node_error"),
        ("getrawtransaction", failing(-1, DISK), "node_error"),
    ],
)
def test_an_answer_that_is_none_is_an_error(method: str, change: Change, code: str, say: Say) -> None:
    here = world()
    say(method, change)
    with asked("plain", here.chain) as (node, _):
        ask: dict[str, Callable[[], object]] = {
            "getblockheader": lambda: node.where(here.old.txid),
            "gettxspendingprevout": lambda: node.outputs(here.old),
            "gettxout": lambda: node.coins([OutPoint(here.old.txid, 2)], bytes(32), None),
            "gettxoutproof": lambda: node.where(here.old.txid),
            "getblock": lambda: node.block(here.old_block),
            "getrawtransaction": lambda: node.transaction(here.old.txid),
        }
        assert refused(ask[method]) == code


def test_a_block_that_was_named_before_is_not_the_answer_to_where_it_is(say: Say) -> None:
    here = world()
    say("getmempoolentry", lambda right, name: {})
    with asked("node", here.chain) as (node, _):
        assert node.transaction(here.old.txid, here.old_block) == here.old.raw
        named, _ = node.where(here.old.txid, here.old_block)
        assert named is not None
        assert node.where(here.old.txid) == (None, True)


@pytest.mark.parametrize("told", [True, False])
def test_an_explorer_tells_of_a_named_block_whether_it_is_in_the_chain(told: bool, say: Say) -> None:
    here = world()
    say("get", at_path("/status", in_best_chain=False, height=None) if told else at_path("/status"))
    with asked("esplora", here.chain) as (explorer, _):
        block, _ = explorer.where(here.old.txid, here.old_block)
        assert block is not None
        assert (block.hash, block.proven, block.height, block.is_stale) == (here.old_block, True, None, told)
        assert block.confirmations == (-1 if told else None)
        assert explorer.where(here.old.txid, here.spent_block) == (None, False)


@pytest.mark.parametrize("kind", ["node", "esplora"])
def test_the_median_time_of_a_block_is_that_at_the_height(kind: str, say: Say) -> None:
    here = world()
    first = display_hex(here.chain.blocks[1].hash)
    if kind == "node":
        say("getblockhash", lambda right, height: first)
    else:
        say("get", lambda right, path: first if path == "/block-height/2" else right(path))
    with asked(kind, here.chain) as (source, _):
        assert refused(lambda: source.median_times([2])) == "server_other_height"


def test_since_when_the_coins_of_a_transaction_in_a_block_were_there_is_asked_once() -> None:
    here = world()
    spent = OutPoint(here.old.txid, 0)
    with asked("node", here.chain) as (node, url):
        told = node.ages(here.spender.txid, here.spent_block)
        assert told == {spent: SpentOutput(1_000, PAYS, 2, False)}
        before = url.requests
        assert node.coins([spent], here.spender.txid, here.spent_block) == told
        assert url.requests == before
    with asked("esplora", here.chain) as (explorer, _):
        assert explorer.ages(here.spender.txid, here.spent_block) == {}


def test_where_it_is_costs_an_explorer_four_requests() -> None:
    here = world()
    with asked("esplora", here.chain) as (explorer, url):
        explorer.network()
        explorer.where(here.old.txid)
        assert len(url.asked) == 1 + 4, url.asked


@pytest.mark.parametrize("form", ["txid", "hex"])
def test_a_named_block_that_was_deleted_or_is_not_known_is_not_said_to_lack_it(
    form: str, cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    monkeypatch.setenv("TXEXPLAIN_NODE_USER", "user")
    monkeypatch.setenv("TXEXPLAIN_NODE_PASSWORD", "password")
    what = display_hex(story.parent.txid) if form == "txid" else story.parent.raw.hex()
    with fake_node(story.chain, index=False, pruned=True) as url:
        for block in ("2", display_hex(story.block)):
            ran = cli("decode", what, "--node", url, "--block", block)
            assert (ran.status, "node_pruned" in ran.err) == (6, True), ran.err
        ran = cli("decode", what, "--node", url, "--block", MISSING)
        assert (ran.status, "block_not_known" in ran.err) == (2, True), ran.err
    with fake_node(story.chain) as url:
        ran = cli("decode", what, "--node", url, "--block", "1")
        assert (ran.status, "not_in_named_block" in ran.err) == (2, True), ran.err


def test_before_core_29_a_deleted_block_is_one_that_cannot_be_read(say: Say) -> None:
    here = world()
    say("gettxoutproof", failing(-32603, DISK))
    for pruned in (True, False):
        with fake_node(here.chain, index=False, pruned=pruned) as url:
            node = open_node(url, PASSWORD)
            if pruned:
                assert node.transaction(here.old.txid) is None
                assert refused(partial(node.where, here.old.txid, here.old_block)) == "node_pruned"
            else:
                assert refused(partial(node.transaction, here.old.txid)) == "node_error"
            node.close()


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"index": False}, "where only a node with an index (-txindex=1) is sure to find it"),
        ({"index": False, "pruned": True}, "This node has deleted old blocks"),
        ({"syncing": True}, "still synchronizing"),
        ({}, "this node rejected it or has not received it yet"),
        ({"missing": ("getindexinfo",)}, "a block that this node cannot find it in"),
    ],
)
def test_what_may_have_become_of_bytes_that_a_node_does_not_know(
    lacking: Any, words: str, cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    monkeypatch.setenv("TXEXPLAIN_NODE_USER", "user")
    monkeypatch.setenv("TXEXPLAIN_NODE_PASSWORD", "password")
    story.chain.hide(story.child.txid)
    with fake_node(story.chain, **lacking) as url:
        ran = cli("decode", story.child.raw.hex(), "--node", url)
    told = " ".join(ran.out.split())
    assert words in told, told
    assert ("-txindex" in told) == ("-txindex" in words)
