"""No server can have something said that is not so: what it states decides no verdict, and is told as its word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Ran
from fake_servers import fake_node
from test_looked_up import Story, point, spend

import txexplain
from txexplain.model.chain import InBlock
from txexplain.model.hexadecimal import display_hex
from txexplain.model.rules import _EXCEPTIONS, height_of_exception
from txexplain.model.transaction import Transaction
from txexplain.wire.transaction import decode

TOO_EARLY = b"\x04\xff\xff\xff\x7e\xb1\x75\x51"  # a CLTV that no transaction here satisfies
SIGNED_IN = {"TXEXPLAIN_NODE_USER": "user", "TXEXPLAIN_NODE_PASSWORD": "password"}
EXCEPTION = "00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22"  # Core: script_flag_exceptions


def old_spend() -> tuple[Story, Transaction]:
    """One in a block of mainnet that today's rules refuse, and those before BIP65 take."""
    story = Story("main")
    coin = decode(spend(point(story.coinbase, 1), outputs=[(1_000, TOO_EARLY)]))
    story.chain.mine(coin.raw)
    made = decode(spend(point(coin), sequence=0))
    story.chain.mine(made.raw)
    return story, made


def says_of_the_block(story: Story, monkeypatch: pytest.MonkeyPatch, **said: Any) -> None:
    truth = type(story.source).where

    def where(source: Any, txid: bytes, block: bytes | None = None) -> tuple[InBlock | None, bool]:
        found, in_mempool = truth(source, txid, block)
        return found and found._replace(**said), in_mempool

    monkeypatch.setattr(type(story.source), "where", where)


@pytest.mark.parametrize("height", [1, 170_060, 300_000, 388_380])
def test_a_stated_height_makes_nothing_valid(height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    story, tx = old_spend()
    says_of_the_block(story, monkeypatch, height=height)
    session = txexplain.read(display_hex(tx.txid), source=story.source)
    judged = session.verify()
    assert (judged.verdict, judged.reason, judged.height) == ("unknown", "block_height", None)
    data = session.to_dict("verify")["inputs"][0]
    assert data["missing"] == {"what": "block_height", "vin": [], "height": height}
    assert data["today_failure"]["code"] == "UNSATISFIED_LOCKTIME"
    assert session.trace(0).verdict == "unknown"
    assert session.whatif([]).before.verdict == "unknown"


def test_a_stated_height_whose_rules_refuse_it_too_leaves_it_invalid(monkeypatch: pytest.MonkeyPatch) -> None:
    story, tx = old_spend()
    says_of_the_block(story, monkeypatch, height=900_000)
    assert txexplain.read(display_hex(tx.txid), source=story.source).verify().verdict == "invalid"


def test_who_gives_the_height_is_believed() -> None:
    story, tx = old_spend()
    judged = txexplain.read(display_hex(tx.txid), source=story.source, height=300_000).verify()
    assert (judged.verdict, judged.height) == ("valid", 300_000)
    by_rules = txexplain.read(display_hex(tx.txid), source=story.source, rules="consensus").verify()
    assert by_rules.verdict == "invalid"


def test_the_hash_of_a_block_that_broke_a_rule_proves_its_height(monkeypatch: pytest.MonkeyPatch) -> None:
    story, tx = old_spend()
    says_of_the_block(story, monkeypatch, height=900_000, hash=bytes.fromhex(EXCEPTION)[::-1])
    judged = txexplain.read(display_hex(tx.txid), source=story.source).verify()
    assert (judged.verdict, judged.height) == ("valid", 170_060)
    says_of_the_block(story, monkeypatch, proven=False)
    assert txexplain.read(display_hex(tx.txid), source=story.source).verify().verdict == "invalid"


def test_both_blocks_that_broke_a_rule_are_known_by_their_hash() -> None:
    second = "0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad"
    assert [height_of_exception(bytes.fromhex(each)[::-1]) for each in (EXCEPTION, second)] == list(_EXCEPTIONS)
    assert height_of_exception(bytes(32)) is None


@pytest.mark.parametrize("view", ["verify", "explain"])
def test_a_block_named_by_its_height_makes_nothing_valid(view: str, cli: Callable[..., Ran]) -> None:
    story, _ = old_spend()
    with fake_node(story.chain) as node:
        ran = cli("block", "4", "--tx", "1", "--as", view, "--node", node, **SIGNED_IN)
    assert ran.status == (4 if view == "verify" else 0)
    assert "nothing proves the height" in " ".join(ran.out.split())
