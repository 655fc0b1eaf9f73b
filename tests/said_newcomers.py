"""Runs that make it say what somebody new to it stumbles over: empty values, half-known ids, locks in other dress."""

from __future__ import annotations

from collections.abc import Iterator

from said_find import servers, signed_in
from said_lock import KEY, KEYS, XPUB
from test_looked_up import Story, point, spend

from txexplain.model.hexadecimal import display_hex
from txexplain.texts import LANGUAGES

Call = list[str]
WTXID = "bb77f4a58e0c23a21f7a261255064acf69d939971f770b42d1f0d9839bdb469b"
TEST_ADDRESS = "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"
KINDS = (
    *("P2MS", "shape.multisig", "multisig", "checksigadd_multisig", "lightning_to_local", "lightning_received_htlc"),
    *("inscription", "hash_lock", "op_success"),
)


def of_newcomers() -> Iterator[Call]:
    yield ["explain", "first", "--node", ""]
    yield ["lock", " "]
    yield ["explain", "first", "--node", "localhost"]
    yield ["explain", "first", "--esplora", "https://user:secret@example.org/api"]
    yield ["decode", WTXID]
    for what in (TEST_ADDRESS, "3P14159f73E4gFr7JterCCQh9QjiTjiZrG", f"pk({KEY})", "OP_DEPTH OP_IF OP_ENDIF OP_1"):
        yield ["lock", what]
    yield ["lock", f"wsh(multi(2,[d34db33f/84h/0h/0h]{XPUB}/0/*,{KEYS[1]}))"]
    for script in (f"21{KEY}ac", f"5121{KEY}21{KEYS[1]}52ae", f"5120{KEY[2:]}"):
        yield ["script", script]
    yield from (["why", name] for name in KINDS)
    yield from (["block", "--help", "--lang", language] for language in LANGUAGES)
    yield from of_data_that_is_looked_up()


def of_data_that_is_looked_up() -> Iterator[Call]:
    """An output that nobody can spend."""
    story = Story()
    data = spend(point(story.parent, 1), outputs=[(0, bytes.fromhex("6a0548656c6c6f"))])
    txid = display_hex(story.chain.add_tx(data))
    with signed_in(), servers(story) as (_, node, _):
        yield ["decode", f"{txid}:0", "--node", node]
