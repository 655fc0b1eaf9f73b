"""Transactions for relay policy from a seed: spends of every kind, signed, with amounts, sizes and times at borders.

A `Plan` is made before its coins exist: its scripts are known then. `spend` signs it once they do. `imagined` gives
it coins that nobody has; `policy_node.py` has a node make them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from policy_errors import ERRORS, Change
from spends import KINDS
from spends.bench import Bench, Tree
from spends.draft import Draft, Vin
from spends.recipes import RECIPES
from spends.tampering import tampered

from txexplain.analyse import analyse
from txexplain.model.errors import DecodeError
from txexplain.model.policy import Tip
from txexplain.model.report import Report, SpentOutput
from txexplain.model.script import is_unspendable
from txexplain.wire.dust import dust_sat, fee_sat
from txexplain.wire.hashes import sha256
from txexplain.wire.output_scripts import PAY_TO_ANCHOR, pay_to_pubkey_hash, pay_to_script_hash, pay_to_witness
from txexplain.wire.script import push
from txexplain.wire.transaction import decode

TRUE = b"\x51"
OPEN = pay_to_witness(0, sha256(TRUE))  # anybody can spend it, with TRUE as witness
NOT_MADE = bytes(36)
WAITED = 5  # blocks from that with the coins to the tip
_KEY = b"\x02" + bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
_RATE = 100

Output = Callable[[random.Random], bytes]
_OUTPUTS: tuple[Output, ...] = (
    lambda rng: pay_to_witness(0, rng.randbytes(20)),
    lambda rng: pay_to_witness(0, rng.randbytes(32)),
    lambda rng: pay_to_witness(1, rng.randbytes(32)),
    lambda rng: pay_to_pubkey_hash(rng.randbytes(20)),
    lambda rng: pay_to_script_hash(rng.randbytes(20)),
    lambda rng: push(_KEY) + b"\xac",
    lambda rng: PAY_TO_ANCHOR,
)
_ODD_OUTPUTS: tuple[Output, ...] = (
    lambda rng: b"\x6a" + push(rng.randbytes(rng.choice((0, 1, 79, 80, 81, 300)))),
    lambda rng: (
        bytes([0x50 + rng.randrange(1, 3)]) + push(_KEY) * (n := rng.randrange(1, 5)) + bytes([0x50 + n]) + b"\xae"
    ),
    lambda rng: pay_to_witness(rng.randrange(2, 17), rng.randbytes(rng.choice((2, 20, 32, 40)))),
    lambda rng: pay_to_witness(0, rng.randbytes(rng.choice((2, 21, 40)))),
    lambda rng: rng.choice((b"", b"\x6a\x61", b"\x6a\x05", b"\x51", b"\x61" * 9_999, b"\x51" * 10_001)),
)


class Plan(NamedTuple):
    """A spend whose coins are yet to be made: `coins` are their amounts and scripts, in the order of the inputs."""

    what: str
    bench: Bench
    rng: random.Random
    coins: list[tuple[int, bytes]]
    code: str = ""
    change: Change | None = None


class Coin(NamedTuple):
    """A coin that was made: where it is, and what it is."""

    outpoint: bytes
    output: SpentOutput


def plan(seed: int, number: int, tip: Tip) -> Plan | None:
    """The plan of that number; `tip` is about what it will be. None where its coin could not be spent at all.

    Every fourth provokes a script error that is chosen, each in turn.
    """
    rng = random.Random(f"policy {seed}/{number}")
    error = ERRORS[number // 4 % len(ERRORS)] if number % 4 == 0 else None
    recipe, wrapping = rng.choice(KINDS)
    if error:
        recipe, wrapping = error.code, rng.choice(error.wrappings)
    bench = Bench(rng, wrapping)
    bench.draft = _draft(rng, tip)
    if error:
        bench.annex = []
        bench.draft.lock_time, bench.tree = 0, _plain_tree(rng)
        error.write(bench)
        _push_plainly(bench)
    else:
        RECIPES[recipe][0](bench)
    bench.place()
    if any(is_unspendable(coin.script_pubkey) for coin in bench.draft.spent):
        return None
    coins = [(coin.value_sat, coin.script_pubkey) for coin in bench.draft.spent]
    made = Plan(f"{recipe} {wrapping}", bench, rng, coins)
    return made._replace(code=error.code, change=error.change) if error else made


def spend(made: Plan, coins: list[Coin]) -> Report | None:
    """The plan, signed, with these coins. None where signing it changes what would have to be spent."""
    bench, rng = made.bench, made.rng
    draft = bench.draft
    for vin, coin in zip(draft.inputs, coins, strict=True):
        vin.outpoint = coin.outpoint
    draft.spent = [coin.output for coin in coins]
    _pay(rng, draft)
    bench.sign()
    raw = tampered(bench)[1] if not made.code and rng.random() < 0.35 else _as_it_is(made)
    by_outpoint = {coin.outpoint: coin.output for coin in coins}
    if any(
        draft_coin.script_pubkey != coin.output.script_pubkey
        for draft_coin, coin in zip(draft.spent, coins, strict=True)
    ):
        return None
    try:
        tx = decode(raw)
        spent = [by_outpoint[txin.outpoint.txid + txin.outpoint.vout.to_bytes(4, "little")] for txin in tx.inputs]
        return analyse(raw, spent)
    except (KeyError, DecodeError):
        return None


def imagine(made: Plan, tip: Tip) -> Report | None:
    """With coins that nobody has."""
    height, time_before = tip.height - WAITED, (tip.median_time or 0) - 3_000
    coins = [
        Coin(sha256(bytes([place])) + bytes(4), SpentOutput(value, script, height, False, time_before))
        for place, (value, script) in enumerate(made.coins)
    ]
    return spend(made, coins)


def _as_it_is(made: Plan) -> bytes:
    made.bench.place()
    if made.change:
        made.change(made.bench.draft.vin)
    return made.bench.draft.raw()


def _push_plainly(bench: Bench) -> None:
    """Has the bench write pushes in the shortest way, and a nested program as it should be."""
    plain = b"".join(map(push, bench.arguments))
    for bench.push_seed in count():
        if bench.pushes() == plain and random.Random(bench.push_seed).random() < 0.95:
            return


def _plain_tree(rng: random.Random) -> Tree:
    tree = Tree(rng)
    tree.version, tree.wrong_parity, tree.neighbours = 0xC0, False, tree.neighbours[:2]
    return tree


def _draft(rng: random.Random, tip: Tip) -> Draft:
    wanted = rng.choice((1, 1, 1, 2))
    index = rng.randrange(wanted)
    inputs = [Vin(NOT_MADE, _sequence(rng), witness=[] if place == index else [TRUE]) for place in range(wanted)]
    spent = [SpentOutput(rng.choice((1_000, 20_000, 100_000, 1_000_000)), OPEN) for _ in range(wanted)]
    outputs = [_output(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
    version = rng.choice((2,) * 30 + (1, 1, 3, 3, 0, 4, 0xFFFFFFFF))
    return Draft(version, inputs, outputs, _lock_time(rng, tip), spent, index)


def _sequence(rng: random.Random) -> int:
    relative = (0, 1, WAITED, WAITED + 1, WAITED + 2, 1 << 22, 1 << 22 | 2, 1 << 22 | 9, 1 << 31 | 9)
    return (
        rng.choice((0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD)) if rng.random() < 0.8 else rng.choice(relative)
    )


def _lock_time(rng: random.Random, tip: Tip) -> int:
    if rng.random() < 0.8:
        return 0
    median = tip.median_time or 0
    return max(0, rng.choice((tip.height, median)) + rng.choice((-100, -1, 0, 1, 2, 100)))


def _output(rng: random.Random) -> tuple[int, bytes]:
    """Most hold enough; some what is dust, or just not."""
    script = rng.choice(_OUTPUTS if rng.random() < 0.9 else _ODD_OUTPUTS)(rng)
    limit = dust_sat(script) or 0
    if rng.random() < 0.12:
        return max(0, limit + rng.choice((-1, 0, 1, -limit))), script
    return limit + rng.choice((1, 100)), script


def _pay(rng: random.Random, draft: Draft) -> None:
    """Gives the last output the rest but for a fee: at the border for about the size that it has, or far from it."""
    if not draft.outputs or rng.random() < 0.05:
        return
    size = analyse(draft.raw(), draft.spent).sigop_vsize_vb
    fee = rng.choice((fee_sat(_RATE, size), 20 * fee_sat(_RATE, size))) + rng.choice((-1, 0, 1, 3, 10))
    if rng.random() < 0.05:
        fee = rng.choice((0, -1))
    value, script = draft.outputs[-1]
    rest = sum(coin.value_sat for coin in draft.spent) - sum(sat for sat, _ in draft.outputs[:-1]) - fee
    draft.outputs[-1] = (rest if rest > 0 else value, script)
