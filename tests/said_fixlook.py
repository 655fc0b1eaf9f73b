"""Runs that make it say what is only a server's word, and what cannot be true together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_servers import FakeChain, FakeNode, fake_node
from fake_source import FakeSource
from said_find import otherwise, signed_in
from test_looked_up import ANYONE, Story, point, spend
from test_lookup_truth import old_spend
from told_lookups import BLOCK, EXPLORER, NODE, UNSPENT, known, known_psbt, spending

import txexplain
from txexplain.model.chain import Lookup
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import SpentOutput
from txexplain.model.subject import PSBT_MAGIC
from txexplain.texts import LANGUAGES
from txexplain.wire.cursor import sized
from txexplain.wire.transaction import decode

Call = list[str]
_STALE = BLOCK._replace(confirmations=-1)
_LOOKUPS = (
    Lookup(NODE, block=BLOCK, stale_block=_STALE, outputs=(UNSPENT, UNSPENT)),
    Lookup(NODE, block=_STALE, outputs=(None, None)),
    Lookup(NODE, outputs=(None, None)),
    Lookup(NODE, in_mempool=True),
    Lookup(EXPLORER, in_mempool=True),
    Lookup(NODE, block=BLOCK, witness_differs=True),
    Lookup(NODE, block=BLOCK, witness_proven=True),
    Lookup(NODE, in_mempool=True, witness_proven=True),
)


def of_fixlook() -> Iterator[Call]:
    """What only old rules take, in a block whose height nothing proves; what is not there; blocks and examples."""
    _show_lookups()
    story, tx = old_spend()
    with signed_in(), fake_node(story.chain) as node:
        yield ["verify", display_hex(tx.txid), "--node", node]
    here = Story()
    made = decode(spend(point(here.coinbase, 1), outputs=[(0, b"\x6a\x01\x07")]))
    here.chain.mine(made.raw)
    with signed_in(), fake_node(here.chain) as node:
        yield ["decode", f"{display_hex(made.txid)}:0", "--node", node]
        yield ["verify", spend(point(here.parent, 7)).hex(), "--node", node]
        yield ["verify", spend(bytes(31) + b"\1" + bytes(4)).hex(), "--node", node]
        yield ["verify", display_hex(here.coinbase.txid), "--node", node]
        yield ["decode", "pizza", "--node", node]
        yield ["block", "2", "--node", node]
        yield ["block", FakeChain("main").blocks[0].raw.hex(), "--node", node]
    yield from _of_a_lie(here)


def _of_a_lie(story: Story) -> Iterator[Call]:
    """A coin that is not what the PSBT proves."""
    raw = spend(point(story.parent))
    psbt = PSBT_MAGIC + b"\1\0" + sized(raw) + b"\0" + b"\1\0" + sized(story.parent.raw) + b"\0\0"
    story.chain.hide(story.parent.txid)
    with signed_in(), fake_node(story.chain) as node, pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeNode, "gettxout", otherwise)
        yield ["decode", psbt.hex(), "--node", node]


def _show_lookups() -> None:
    for language in LANGUAGES:
        for lookup in _LOOKUPS:
            for name in ("p2wpkh", "bad-signature"):
                for view in ("decode", "verify", "explain"):
                    known(name, lookup).page(view, language, all=True).text()
        for wait in (1, 50):
            _show_waits(wait, language)
        known_psbt(Lookup(NODE, known=False), claimed=False).page("decode", language)
        _show_stale_block(language)


def _show_waits(wait: int, language: str) -> None:
    lookup = Lookup(NODE, known=False, tip_height=1_000, tip_median_time=1_600_000_000)
    old = SpentOutput(1_000, ANYONE, 1_001 - 100 + wait, False, 1_600_000_000)
    spending([100], 0, lookup, old).page("verify", language).text()
    spending([1 << 22 | 100], 0, lookup, old).page("verify", language).text()
    spending([0xFFFFFFFF], 0, lookup, old._replace(coinbase=True)).page("verify", language).text()


def _show_stale_block(language: str) -> None:
    story = Story()
    source = FakeSource(story.chain)
    block = txexplain.read_block("2", source=source)
    told = block.report.lookup
    assert told is not None
    for place in (None, _STALE):
        lookup = told._replace(block=place)
        type(block)(block.subject._replace(lookup=lookup)).page(language).text()
