"""No server can have something said that is not so: what it states decides no verdict, and is told as its word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import fake_chain
import pytest
from conftest import EXAMPLES, Ran, validator_of
from fake_servers import fake_node
from fake_source import FakeSource
from test_looked_up import ANYONE, Story, lookup_of, point, spend, spend_with_witness

import txexplain
from txexplain.model.chain import InBlock, Lookup
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.rules import _EXCEPTIONS, height_of_exception
from txexplain.model.subject import PSBT_MAGIC
from txexplain.model.transaction import OutPoint, Transaction
from txexplain.wire.cursor import sized
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
    traced = session.trace(0)
    assert (traced.verdict, traced.run.failure and traced.run.failure.code) == ("unknown", "UNSATISFIED_LOCKTIME")
    assert session.whatif([]).before.verdict == "unknown"


def mined_saying(height: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Story, Transaction, str]:
    """One that only old rules take, in a whole block that is easy to find, whose coinbase begins with that height."""
    truth = fake_chain._coinbase
    monkeypatch.setattr(fake_chain, "_coinbase", lambda _, txs: truth(height, txs))
    story, tx = old_spend()
    says_of_the_block(story, monkeypatch, height=height)
    return story, tx, display_hex(story.chain.blocks[-1].hash)


@pytest.mark.parametrize("height", [300_000, 388_380])
def test_the_height_in_a_coinbase_makes_nothing_valid(height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    story, tx, block = mined_saying(height, monkeypatch)
    for what in (display_hex(tx.txid), tx.raw):
        session = txexplain.read(what, source=story.source, block=block)
        judged = session.verify()
        assert lookup_of(session).block_named
        assert (judged.verdict, judged.reason, judged.height) == ("unknown", "block_height", None)
        assert "nothing proves that its block has this height" in text_of(session)
    by_user = txexplain.read(tx.raw, source=story.source, block=block, height=height).verify()
    assert (by_user.verdict, by_user.height) == ("valid", height)


def test_a_transaction_out_of_a_block_is_not_valid_by_the_height_that_it_states(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story, tx, block = mined_saying(300_000, monkeypatch)
    whole = story.chain.blocks[-1].raw
    coins = [SpentOutput(1_000, TOO_EARLY)]
    by_hash, given = txexplain.read_block(block, source=story.source), txexplain.read_block(whole)
    for session in (by_hash.transaction(1, source=story.source), given.transaction(1, spent_outputs=coins)):
        judged = session.verify()
        assert session.raw == tx.raw
        assert (judged.verdict, judged.reason, judged.height) == ("unknown", "block_height", None)


def test_the_height_of_a_stale_block_is_not_that_of_the_block_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    story, tx, block = mined_saying(300_000, monkeypatch)
    told = story.source.where(tx.txid)[0]
    stale = told._replace(hash=bytes.fromhex(block)[::-1], confirmations=-1)
    other = told._replace(hash=bytes(32), height=900_000)

    def where(source: FakeSource, txid: bytes, named: bytes | None = None) -> tuple[InBlock | None, bool]:
        return (other if named is None else stale), False

    monkeypatch.setattr(FakeSource, "where", where)
    session = txexplain.read(display_hex(tx.txid), source=story.source, block=block)
    assert lookup_of(session).stale_block == stale
    assert (session.subject.height, session.subject.told_height) == (None, 900_000)
    assert session.verify().verdict == "invalid"


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


def test_a_transaction_in_a_named_stale_block_is_looked_for_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    stale = InBlock(bytes(32), 1_700_000_000, 2, -1, proven=True)
    named = display_hex(stale.hash)

    def read(txid: bytes, block: str = named) -> Lookup:
        return lookup_of(txexplain.read(display_hex(txid), source=story.source, block=block))

    also_in(stale, monkeypatch)
    confirmed = read(story.parent.txid)
    assert confirmed.block is not None
    assert (confirmed.block.hash, confirmed.stale_block) == (story.block, stale)
    assert (confirmed.block_named, confirmed.is_confirmed) == (False, True)
    waiting = read(story.child.txid)
    assert (waiting.block, waiting.in_mempool, waiting.stale_block) == (None, True, stale)
    story.chain.mempool.clear()
    nowhere = read(story.child.txid)
    assert (nowhere.block, nowhere.is_accepted, nowhere.stale_block) == (stale, False, None)


def also_in(stale: InBlock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each transaction is in that block too."""
    where, transaction = FakeSource.where, FakeSource.transaction

    def of_stale(source: FakeSource, txid: bytes, block: bytes | None = None) -> tuple[InBlock | None, bool]:
        return (stale, False) if block == stale.hash else where(source, txid, block)

    def bytes_of(source: FakeSource, txid: bytes, block: bytes | None = None) -> bytes | None:
        return transaction(source, txid, None if block == stale.hash else block)

    monkeypatch.setattr(FakeSource, "where", of_stale)
    monkeypatch.setattr(FakeSource, "transaction", bytes_of)


def test_outputs_of_what_is_in_no_chain_are_not_called_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story()
    says_of_the_block(story, monkeypatch, confirmations=-1)
    session = txexplain.read(display_hex(story.parent.txid), source=story.source)
    assert lookup_of(session).outputs == (None, None)
    assert [output["spent"] for output in session.to_dict("decode")["vout"]] == [None, None]
    assert "outputs" not in story.source.asked


def test_a_named_block_proves_the_witness_or_shows_another() -> None:
    story = Story()
    block = display_hex(story.chain.mine(story.child.raw))
    other = spend_with_witness(point(story.parent), b"\1", ANYONE)
    by_id = txexplain.read(display_hex(story.child.txid), source=story.source, block=block)
    given = txexplain.read(story.child.raw, source=story.source, block=block)
    changed = txexplain.read(other, source=story.source, block=block)
    unnamed = txexplain.read(display_hex(story.child.txid), source=story.source)
    found = [lookup_of(each) for each in (by_id, given, changed, unnamed)]
    assert [each.witness_proven for each in found] == [True, True, False, False]
    assert [each.witness_differs for each in found] == [False, False, True, False]
    assert "The block has a different witness from the one shown." in text_of(changed)
    assert "Whether the block has the same witness" in text_of(unnamed)
    assert "Whether the block has the same witness" not in text_of(by_id)
    assert by_id.to_dict("decode")["in_active_chain"] is True
    assert "in_active_chain" not in unnamed.to_dict("decode")


def test_a_wtxid_proves_the_witness_of_what_waits() -> None:
    story = Story()
    by_wtxid = txexplain.read(display_hex(story.child.wtxid), source=story.source)
    by_txid = txexplain.read(display_hex(story.child.txid), source=story.source)
    assert [lookup_of(each).witness_proven for each in (by_wtxid, by_txid)] == [True, False]
    assert "Whether other nodes have the same witness" in text_of(by_txid)
    assert "Whether other nodes have the same witness" not in text_of(by_wtxid)


@pytest.mark.parametrize("mined", [True, False])
def test_what_is_invalid_is_not_said_to_be_checked_by_nodes(mined: bool) -> None:
    story = Story()
    story.chain.transactions[story.child.txid] = decode(spend_with_witness(point(story.parent), b"\x52"))
    if mined:
        story.chain.mine(story.chain.transactions[story.child.txid].raw)
    session = txexplain.read(display_hex(story.child.txid), source=story.source)
    told = text_of(session)
    assert session.verify().verdict == "invalid"
    assert ("Then it cannot be in the chain like this" in told) is mined
    assert ("Then no node has it in its mempool like this" in told) is not mined
    assert "nodes have checked" not in told
    assert "that node has checked" not in told
    assert session.to_dict("verify")["not_checked"] == ["unspent", "lock_times", "block"]


def test_a_server_that_contradicts_a_parent_is_the_one_that_is_wrong() -> None:
    story = Story()
    story.source.hidden.add(story.parent.txid)
    story.source.says[OutPoint(story.parent.txid, 0)] = SpentOutput(7, ANYONE)
    refusal = story.refused(display_hex(story.child.txid), parents=[story.parent.raw])
    assert (refusal.code, type(refusal)) == ("server_lies_coin", txexplain.ServerError)
    tx = spend(point(story.parent))
    sized_parent = sized(story.parent.raw)
    psbt = PSBT_MAGIC + b"\1\0" + sized(tx) + b"\0" + b"\1\0" + sized_parent + b"\0\0"
    assert story.refused(psbt).code == "server_lies_coin"
    assert story.refused(tx, spent_outputs=[SpentOutput(1_000, ANYONE)]).code == "server_coin_differs"


def test_a_coin_that_does_not_exist_makes_it_invalid_and_nothing_is_asked_for() -> None:
    story = Story()
    told = text_of(txexplain.read(spend(point(story.parent, 7)), source=story.source))
    assert "bad-txns-inputs-missingorspent" in told
    assert "a coin that it spends does not exist" in told
    assert "--node" not in told
    unknown = text_of(txexplain.read(spend(bytes(31) + b"\1" + bytes(4)), source=story.source))
    assert "These spent outputs are not known to the node fake.example:8332 either" in unknown
    assert "--node" not in unknown
    assert "taken as given" not in unknown


def test_a_young_coin_of_a_coinbase_is_said_beside_the_verdict() -> None:
    story = Story()
    told = text_of(txexplain.read(spend(point(story.coinbase)), source=story.source))
    assert "from a coinbase and 98 blocks too young for the next block: it needs 100" in told
    for _ in range(98):
        story.chain.mine()
    assert "too young" not in text_of(txexplain.read(spend(point(story.coinbase)), source=story.source))


def test_an_output_that_nobody_can_spend_is_said_to_be_that() -> None:
    story = Story()
    made = decode(spend(point(story.coinbase, 1), outputs=[(0, b"\x6a\x01\x07")]))
    story.chain.mine(made.raw)
    session = txexplain.read(f"{display_hex(made.txid)}:0", source=story.source)
    assert [note.key for note in session.subject.notes] == ["output_never"]


def test_a_coinbase_names_the_command_that_checks_it() -> None:
    story = Story()
    told = text_of(txexplain.read(display_hex(story.coinbase.txid), source=story.source))
    assert f"txexplain block {display_hex(story.chain.blocks[1].hash)} --node fake.example:8332" in told
    assert "not known here" not in told


def text_of(session: Any) -> str:
    return " ".join(session.page("verify").text().split())


def test_a_server_of_another_network_is_said_not_to_have_been_asked() -> None:
    story = Story()
    session = txexplain.read("pizza", source=story.source, block="0")
    (note,) = session.subject.notes
    assert (note.key, note.facts["network"], note.facts["other"]) == ("example_not_asked", "main", "regtest")
    assert session.report.lookup is None


@pytest.mark.parametrize(
    ("confirmations", "said"), [(2, "block 2 of the chain · 2 confirmations"), (-1, "not in the chain")]
)
def test_a_block_is_in_the_chain_by_the_word_of_a_server(
    confirmations: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    says_of_the_block(story, monkeypatch, confirmations=confirmations)
    block = txexplain.read_block("2", source=story.source)
    data = block.to_dict()
    assert data["confirmations"] == confirmations
    assert data["lookup"]["block_height"] == 2
    validator_of("block").validate(data)
    told = " ".join(block.page().text().split())
    assert f"{said} Not proven: it is what the node fake.example:8332 says." in told
    assert "Whether it is in the chain with the most work" not in told
    assert "Whether it is in the chain with the most work" in " ".join(
        txexplain.read_block(story.chain.blocks[2].raw).page().text().split()
    )


def test_the_pushes_of_a_coinbase_are_read_and_not_its_opcodes() -> None:
    merkle_root = decode(EXAMPLES["genesis"].raw).txid
    header = bytes([1, *bytes(35)]) + merkle_root + bytes.fromhex("29ab5f49ffff001d1dac2b7c")
    told = txexplain.read_block(header + b"\1" + EXAMPLES["genesis"].raw).page().text()
    assert "The Times 03/Jan/2009" in told
    assert "EThe" not in told
