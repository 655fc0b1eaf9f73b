"""Servers of which two answers cannot both be right, and runs that make them be found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

import pytest
from fake_esplora import FakeEsplora, Unknown, fake_esplora
from fake_servers import FakeNode, _Failed, fake_node
from test_looked_up import Story, point, spend

from txexplain.model.hexadecimal import display_hex
from txexplain.wire.transaction import decode

Call = list[str]
Change = Callable[..., Any]
"""Gives an answer, of the right one, which it is given as a function, and of what is asked."""
NOWHERE = "ab" * 32


class Lie(NamedTuple):
    """What a server of that kind answers to `method`, and the command and the error by which that is found out.

    `why` is the end of the key of what the error tells as found, `found` where it has no own one.
    """

    name: str
    kind: str
    method: str
    change: Change
    command: str
    why: str
    network: str = "regtest"
    code: str = "server_contradicts_itself"


def failing(code: int, words: str) -> Change:
    def fail(right: Change, *asked: Any) -> Any:
        raise _Failed(code, words)

    return fail


def saying(**members: Any) -> Change:
    return lambda right, *asked: {**right(*asked), **members}


def saying_of_each(**members: Any) -> Change:
    return lambda right, *asked: [{**each, **members} for each in right(*asked)]


def at_path(end: str, **members: Any) -> Change:
    """An explorer that says this at paths with that end, nothing at all where no members are given."""

    def answer(right: Change, path: str) -> Any:
        if path.endswith(end) and not members:
            raise Unknown
        return {**right(path), **members} if path.endswith(end) else right(path)

    return answer


def _verbose(right: Change, name: str, verbosity: int = 0, *block: str) -> Any:
    told = right(name, verbosity, *block)
    return {**told, "blockhash": NOWHERE} if verbosity == 1 else told


def _late(right: Change, name: str, verbosity: int = 0, *block: str) -> Any:
    told = right(name, verbosity, *block)
    for entry in told["vin"] if verbosity == 2 else ():
        entry["prevout"]["height"] = 999_999
    return told


def _itself(right: Change, asked: Any) -> Any:
    return saying_of_each(spendingtxid=asked[0]["txid"])(right, asked)


def _in_genesis(right: Change, asked: Any) -> Any:
    return saying_of_each(spendingtxid=NOWHERE, blockhash=display_hex(Story().chain.blocks[0].hash))(right, asked)


def _worth_seven(right: Change, *asked: Any) -> Any:
    told = right(*asked)
    return told and {**told, "value": 7}


def _second(right: Change, height: int) -> Any:
    return right(2)


UNKNOWN = failing(-5, "Block not found")
SECOND = Lie("the block of another height", "node", "getblockhash", _second, "decode PARENT --block 1", "found")
OF_NODES = (
    Lie("a height beyond the tip", "node", "getblockheader", saying(height=999_999), "decode PARENT", "height"),
    Lie("too many confirmations", "node", "getblockheader", saying(confirmations=99), "verify PARENT", "height"),
    Lie("the block that it is in", "node", "getrawtransaction", _verbose, "decode PARENT", "not_there"),
    Lie("a block that it denies", "node", "gettxoutproof", failing(-5, "Not all"), "decode PARENT", "not_there"),
    Lie("what spends another", "node", "gettxspendingprevout", _itself, "decode PARENT", "spender"),
    Lie("what is not in its block", "node", "gettxspendingprevout", _in_genesis, "decode PARENT", "not_there"),
    Lie("another amount of an output", "node", "gettxout", _worth_seven, "decode PARENT", "output"),
    Lie("a coin older than the chain", "node", "gettxout", saying(confirmations=99), "decode YOUNG", "confirmations"),
    Lie("a coin from the future", "node", "getrawtransaction", _late, "decode OLD", "coin_height"),
    Lie("a coin from no coinbase", "node", "gettxout", saying(coinbase=True), "decode YOUNG", "found"),
    Lie("a coin of negative age", "node", "gettxout", saying(confirmations=-1), "decode YOUNG", "found")._replace(
        code="server_answer"
    ),
    Lie("an unknown block", "node", "getblock", UNKNOWN, "block 2", "no_block"),
    Lie("an unknown block for a txid", "node", "getblock", UNKNOWN, "decode PARENT --block 2", "no_block"),
    Lie("an unknown block for hex", "node", "getblock", UNKNOWN, "decode BYTES --block 2", "no_block"),
    Lie("the block's height", "node", "getblockheader", saying(height=1), "decode PARENT --block HASH", "stated"),
    SECOND._replace(code="server_other_height"),
    SECOND._replace(code="server_other_height", network="main", why="told"),
)
_STATUS = at_path("/status", in_best_chain=True, height=1)
OF_EXPLORERS = (
    Lie(
        "a block beyond the tip", "esplora", "get", at_path("/status", block_height=99), "verify PARENT", "beyond_tip"
    ),
    Lie("an unknown block", "esplora", "get", at_path("/raw"), "block 2", "no_block"),
    Lie("an unknown block for a txid", "esplora", "get", at_path("/raw"), "decode PARENT --block 2", "no_block"),
    Lie("the block's height", "esplora", "get", _STATUS, "decode PARENT --block HASH", "stated"),
)
LIES = (*OF_NODES, *OF_EXPLORERS)


@contextmanager
def told_by(lie: Lie) -> Iterator[Call]:
    """The command that finds the lie out, while a server tells it."""
    story = Story(lie.network)
    old = decode(spend(point(story.parent, 1), sequence=1))
    if "OLD" in lie.command:
        story.chain.mine(old.raw)
    target: Any = FakeNode if lie.kind == "node" else FakeEsplora
    right = getattr(target, lie.method)
    words = {
        "PARENT": display_hex(story.parent.txid),
        "BYTES": story.parent.raw.hex(),
        "HASH": display_hex(story.block),
        "OLD": display_hex(old.txid),
        "YOUNG": spend(point(story.parent, 1), sequence=1).hex(),
    }
    serve: Any = fake_node if lie.kind == "node" else fake_esplora
    with pytest.MonkeyPatch.context() as patch, serve(story.chain) as url:
        patch.setenv("TXEXPLAIN_NODE_USER", "user")
        patch.setenv("TXEXPLAIN_NODE_PASSWORD", "password")
        patch.setattr(target, lie.method, lambda server, *asked: lie.change(partial(right, server), *asked))
        yield [*(words.get(word, word) for word in lie.command.split()), f"--{lie.kind}", url]


def of_lying_servers() -> Iterator[Call]:
    for lie in LIES:
        with told_by(lie) as call:
            yield call
