"""A verdict that rests on what a server says of coins says so, wherever it is shown, and of which coins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Ran, validator_of
from fake_servers import fake_node
from test_looked_up import ANYONE, Story, point, spend, spend_with_witness
from test_lookup_truth import SIGNED_IN, old_spend

import txexplain
from txexplain.explain.parts.chain import are_coins_proven, coins_known_by
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.subject import PSBT_MAGIC
from txexplain.model.transaction import OutPoint
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import hash160
from txexplain.wire.transaction import decode

REDEEM = b"\x51"
P2SH = b"\xa9\x14" + hash160(REDEEM) + b"\x87"
STATED, GIVEN = b"\x11" * 32, b"\x22" * 32  # earlier transactions that the server does not have
IF_SERVER = "if what the node fake.example:8332 says about"


def only_says(script: bytes = ANYONE) -> Story:
    """A server that states a coin and has no earlier transaction for it."""
    story = Story()
    story.source.says[OutPoint(STATED, 0)] = SpentOutput(1_000, script)
    return story


def text_of(session: Any, view: str = "verify", lang: str = "en", **options: Any) -> str:
    return " ".join(session.page(view, lang, **options).text().split())


def of_two(story: Story) -> Any:
    raw = spend(STATED + bytes(4), GIVEN + bytes(4))
    return txexplain.read(raw, spent_outputs=[None, SpentOutput(1_000, ANYONE)], source=story.source)


def test_coins_of_a_server_among_given_ones_are_its_word() -> None:
    told = text_of(of_two(only_says()))
    assert f"{IF_SERVER} the coins of #0 is true, and taking those of #1 as given" in told
    assert "The spent outputs of #0 are taken from the node fake.example:8332, those of #1 as given" in told
    assert "taking the spent outputs as given" not in told


def test_a_failing_input_with_such_coins_says_so_too() -> None:
    told = text_of(of_two(only_says(b"\x6a")))
    assert f"Inputs that fail: 1 of 2, {IF_SERVER} the coins of #0 is true, and taking those of #1 as given." in told


def test_a_coin_that_is_not_known_is_not_called_given() -> None:
    told = text_of(txexplain.read(spend(STATED + bytes(4), GIVEN + bytes(4)), source=only_says(b"\x6a").source))
    assert f"Inputs that fail: 1 of 2, {IF_SERVER} the coins of #0 is true." in told
    assert "given" not in told.split("Not checked")[0]


def test_a_parent_that_was_given_proves_what_the_server_only_says() -> None:
    story = Story()
    story.source.hidden.add(story.parent.txid)
    story.source.says[OutPoint(story.parent.txid, 0)] = SpentOutput(1_000, story.parent.outputs[0].script_pubkey.data)
    by_word = txexplain.read(story.child.raw, source=story.source)
    proven = txexplain.read(story.child.raw, source=story.source, parents=[story.parent.raw])
    for session, known_by in ((by_word, "server"), (proven, "parent")):
        lookup = session.report.lookup
        assert lookup is not None
        assert lookup.coins == (known_by,)
        assert coins_known_by(session.report, lookup) == known_by
        assert are_coins_proven(session.report, lookup) is (known_by == "parent")


@pytest.mark.parametrize("view", ["trace", "sighash"])
def test_an_input_whose_coin_is_a_servers_word_says_so(view: str) -> None:
    session = of_two(only_says())
    assert f"This holds {IF_SERVER} this coin is true." in text_of(session, view, input=0)
    assert "This holds" not in text_of(session, view, input=1)
    assert "fake.example:8332 关于这枚币的说法属实" in text_of(session, view, "zh", input=0)
    for vin, proof in ((0, "server"), (1, None)):
        data = session.to_dict(view, input=vin)
        assert data.get("proof") == proof
        validator_of(view).validate(data)
    unknown = txexplain.read(spend(STATED + bytes(4)), source=Story().source)
    assert "This holds" not in text_of(unknown, view, input=0)


def test_a_trial_with_coins_that_are_a_servers_word_says_so() -> None:
    session = of_two(only_says())
    told = text_of(session, "whatif", edits=[("set", "version", "1")])
    assert f"✓ valid This holds {IF_SERVER} the coins of #0 is true, and taking those of #1 as given." in told


def test_a_walkthrough_says_it_of_the_input() -> None:
    assert f"This holds {IF_SERVER} this coin is true." in text_of(of_two(only_says()), "explain", all=True)


def kv(key: bytes, value: bytes) -> bytes:
    return sized(key) + sized(value)


def psbt_of(*inputs: bytes) -> bytes:
    tx = spend(*(txid + bytes(4) for txid in (STATED, GIVEN)[: len(inputs)]))
    return PSBT_MAGIC + kv(b"\0", tx) + b"\0" + b"".join(each + b"\0" for each in inputs) + b"\0"


FINAL = kv(b"\x07", sized(REDEEM))
CLAIM = kv(b"\x01", (1_000).to_bytes(8, "little") + sized(P2SH))
CLAIMED = "An amount that is only claimed is taken as stated."


def test_a_finished_psbt_is_valid_if_the_server_is_right() -> None:
    session = txexplain.read(psbt_of(FINAL), source=only_says(P2SH).source)
    told = text_of(session)
    assert "✓ valid Finished" in told
    assert f"This holds {IF_SERVER} the coins of #0 is true." in told
    assert "What the spent outputs are is taken from the node fake.example:8332." in told
    assert CLAIMED not in told


def test_a_psbt_that_claims_one_coin_and_has_one_by_word_says_both() -> None:
    session = txexplain.read(psbt_of(FINAL, CLAIM + FINAL), source=only_says(P2SH).source)
    told = text_of(session)
    assert f"This holds {IF_SERVER} the coins of #0 is true, and taking those of #1 as given." in told
    assert CLAIMED in told


def test_a_psbt_without_a_server_says_nothing_of_one(cli: Callable[..., Ran]) -> None:
    for each, is_claimed in ((CLAIM + FINAL, True), (FINAL, False)):
        told = " ".join(cli("verify", psbt_of(each).hex()).out.split())
        assert (CLAIMED in told) is is_claimed
        assert "This holds" not in told


def test_a_witness_that_was_given_is_not_called_the_servers() -> None:
    story = Story()
    other = spend_with_witness(point(story.parent), b"\x01", ANYONE)
    told = text_of(txexplain.read(other, source=story.source))
    assert "The witness that the node fake.example:8332 has is not the one shown." in told
    same = text_of(txexplain.read(story.child.raw, source=story.source))
    assert "Whether other nodes have the same witness: the txid does not cover the witness." in same
    assert "it is only what the node" not in told + same
    by_id = text_of(txexplain.read(display_hex(story.child.txid), source=story.source))
    assert "it is only what the node fake.example:8332 gave" in by_id
    story.chain.mine(story.child.raw)
    mined = text_of(txexplain.read(other, source=story.source))
    assert "The witness that the node fake.example:8332 has is not the one shown." in mined
    assert "what the node fake.example:8332 says is wrong" not in mined


def test_what_has_to_wait_cannot_be_in_the_mempool() -> None:
    story = Story()
    young = decode(spend(point(story.parent, 1), sequence=10))
    text = "Then it cannot be in the mempool, where the node fake.example:8332 says that it is"
    assert text not in text_of(txexplain.read(young.raw, source=story.source))
    story.chain.add_tx(young.raw)
    told = text_of(txexplain.read(young.raw, source=story.source))
    assert "too young for the next block" in told
    assert text in told
    assert text not in text_of(txexplain.read(story.child.raw, source=story.source))


@pytest.mark.parametrize(("vout", "said"), [(0, "spent by input 0 of"), (1, "unspent, says")])
def test_what_became_of_an_output_is_said_to_be_the_servers_word(
    vout: int, said: str, cli: Callable[..., Ran]
) -> None:
    story = Story()
    with fake_node(story.chain) as node:
        err = " ".join(
            cli("decode", f"{display_hex(story.parent.txid)}:{vout}", "--node", node, **SIGNED_IN).err.split()
        )
    assert said in err
    assert f", says {node}" in err


@pytest.mark.parametrize(
    ("outputs", "said"), [(1, "1 output, number 0, and no output 7"), (2, "2 outputs, and no output 7")]
)
def test_an_input_whose_coin_does_not_exist_is_invalid(outputs: int, said: str) -> None:
    story = Story()
    made = decode(spend(point(story.coinbase, 1), outputs=[(1_000, ANYONE)] * outputs))
    story.chain.mine(made.raw)
    session = txexplain.read(spend(point(made, 7), point(story.parent, 1)), source=story.source)
    (first, second), data = session.verify().inputs, session.to_dict("verify")
    assert (first.verdict, first.missing, second.verdict) == ("invalid", None, "valid")
    assert first.reason == data["inputs"][0]["reason"] == "bad-txns-inputs-missingorspent"
    assert data["inputs"][0]["missing"] is None
    validator_of("verify").validate(data)
    for view in ("verify", "trace", "explain"):
        told = text_of(session, view, **({"input": 0} if view == "trace" else {"all": True}))
        assert f"Its coin does not exist: the earlier transaction has {said}" in told
        assert "Not known: the output that input 0 spends" not in told
    for view in ("trace", "sighash"):
        validator_of(view).validate(session.to_dict(view, input=0))
    assert session.whatif([("set", "version", "1")]).before.verdict == "invalid"
    session.page("sighash", input=0).text()


def test_a_command_with_a_height_can_be_followed(cli: Callable[..., Ran]) -> None:
    story, tx = old_spend()
    with fake_node(story.chain) as node:
        ran = cli("verify", display_hex(tx.txid), "--node", node, width=500, **SIGNED_IN)
        command = f"verify {display_hex(tx.txid)} --node {node} --height 4"
        assert f"txexplain {command}" in " ".join(ran.out.split())
        assert cli(*command.split(), **SIGNED_IN).status == 0
