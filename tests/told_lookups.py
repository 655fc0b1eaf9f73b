"""Subjects as they are where a node or an explorer was asked, made by hand."""

from __future__ import annotations

from collections.abc import Iterator

from conftest import EXAMPLES
from psbts import VALUE_SAT, Made
from spends.draft import Draft, Vin

from txexplain.model.chain import InBlock, Lookup, OutputState, Server
from txexplain.model.report import Coin, SpentOutput
from txexplain.model.subject import PSBT_MAGIC, PsbtSubject, Subject, subject_of
from txexplain.session.psbt import PsbtSession
from txexplain.session.transaction import Session
from txexplain.wire.cursor import sized

NODE = Server("node", "http://127.0.0.1:8332")
EXPLORER = Server("esplora", "https://explorer.example/api")
BLOCK = InBlock(bytes(range(32)), 1_700_000_000, 816_000, 3, proven=True)
SPENDER = bytes(range(32, 64))
SPENT, UNSPENT = OutputState(spent=True, txid=SPENDER, vin=1, confirmed=True), OutputState(spent=False)
ANYBODY, KEY_HASH = b"\x51", b"\0\x14" + bytes(20)
AT_HEIGHT, AT_TIME = 100, 1_600_000_000  # lock times


def known(name: str, lookup: Lookup) -> Session:
    """A bundled transaction, without its label, of which that was told; its coins are of the parents unless said."""
    subject = subject_of(EXAMPLES[name])._replace(example=None, height=None)
    coins = lookup.coins or ("parent",) * len(subject.spent_outputs)
    return Session(subject._replace(lookup=lookup._replace(coins=coins)))


def known_psbt(lookup: Lookup, *, script: bytes = KEY_HASH, claimed: bool = True) -> PsbtSession:
    """A PSBT that only claims its coin, or does not bring it, which the server told."""
    made = Made(script, claimed=True)
    raw = made.raw if claimed else PSBT_MAGIC + b"\1\0" + sized(made.tx) + bytes(3)
    return PsbtSession(PsbtSubject(raw, (SpentOutput(VALUE_SAT, script),), lookup=lookup))


def spending(sequences: list[int], lock_time: int, lookup: Lookup, *coins: Coin) -> Session:
    """A transaction that spends coins that anybody can."""
    inputs = [Vin(bytes([number]) * 32 + bytes(4), sequence) for number, sequence in enumerate(sequences)]
    raw = Draft(2, inputs, [(900, ANYBODY)], lock_time, [], 0).raw()
    return Session(Subject(raw, coins, lookup=lookup))


def with_all_kinds(lookup: Lookup) -> Session:
    """One with three inputs."""
    return spending([0xFFFFFFFF] * 3, 0, lookup, *[SpentOutput(1_000, ANYBODY)] * 3)


def locked(lookup: Lookup) -> Iterator[Session]:
    """Locked up to a height and to a time; by the age of a coin that is made in block 90, in blocks and in time."""
    for lock_time in (AT_HEIGHT, AT_TIME):
        yield spending([0xFFFFFFFE], lock_time, lookup, SpentOutput(1_000, ANYBODY))
    coin = SpentOutput(1_000, ANYBODY, 90, False, AT_TIME - 5_120)
    for sequence in (10, 1 << 22 | 10):
        yield spending([sequence], 0, lookup, coin)
