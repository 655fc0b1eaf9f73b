"""No diagnosis that is not so: wrong bytes in spends of every kind, and every clue that fits proven anew by hand."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from by_hand import In, Tx
from diagnosed import KINDS, TAPROOT, Made, Spend, make
from proofs import prove
from spends.keys import N, strict
from test_every_mistake import judged, keys_of

from txexplain.analyse import analyse
from txexplain.model.spend import Verdict
from txexplain.verify import Verifier

QUICK, SLOW = 40, int(os.environ.get("TXEXPLAIN_DIAGNOSES", "500"))
"""How many spends get wrong bytes; the variable is for the full run."""


def _flip(rng: random.Random, data: bytes, start: int = 0, end: int | None = None) -> bytes:
    place = rng.randrange(start, len(data) if end is None else end)
    return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]


def _random_signature(spend: Spend, rng: random.Random) -> list[bytes]:
    """The form of one, and nothing else."""
    if spend.kind in TAPROOT:
        return [rng.randbytes(64) + (bytes([spend.hash_type]) if spend.hash_type else b"") for _ in spend.signers]
    numbers = [(rng.randrange(1, N), rng.randrange(1, N // 2)) for _ in spend.signers]
    return [strict(r, s) + bytes([spend.hash_type]) for r, s in numbers]


def _right(spend: Spend) -> list[bytes]:
    return spend.signed(spend.message.digest)


def _bit_of_signature(spend: Spend, rng: random.Random) -> Tx:
    return spend.placed([_flip(rng, each) for each in _right(spend)])


def _bit_of_output(spend: Spend, rng: random.Random) -> Tx:
    """What nobody guesses: a bit of the script."""
    tx = spend.placed(_right(spend))
    vout = rng.randrange(len(tx.outs))
    value, script = tx.outs[vout]
    return replace(tx, outs=(*tx.outs[:vout], (value, _flip(rng, script, 3)), *tx.outs[vout + 1 :]))


def _bit_of_amount(spend: Spend, rng: random.Random) -> Tx:
    tx = spend.placed(_right(spend))
    return tx.with_in(spend.index, value=tx.ins[spend.index].value ^ 1 << rng.randrange(1, 30))


def _bit_of_outpoint(spend: Spend, rng: random.Random) -> Tx:
    tx = spend.placed(_right(spend))
    return tx.with_in(spend.index, txid=_flip(rng, tx.ins[spend.index].txid))


def _bit_of_input(spend: Spend, rng: random.Random) -> Tx:
    """In whatever it brings: key, script, control block, signature."""
    tx = spend.placed(_right(spend))
    own = tx.ins[spend.index]
    places = [place for place, item in enumerate(own.witness) if item]
    if not places:
        return tx.with_in(spend.index, script_sig=_flip(rng, own.script_sig))
    place = rng.choice(places)
    witness = (*own.witness[:place], _flip(rng, own.witness[place]), *own.witness[place + 1 :])
    return tx.with_in(spend.index, witness=witness)


def _random_spend(spend: Spend, rng: random.Random) -> Tx:
    return spend.placed(_random_signature(spend, rng))


WRONG: tuple[Callable[[Spend, random.Random], Tx], ...] = (
    _random_spend,
    _bit_of_signature,
    _bit_of_output,
    _bit_of_amount,
    _bit_of_outpoint,
    _bit_of_input,
)


def _check(numbers: range) -> None:
    for number in numbers:
        rng = random.Random(f"false/{number}")
        spend = make(KINDS[number % len(KINDS)], rng)
        change = WRONG[number // len(KINDS) % len(WRONG)]
        made = Made(change(spend, rng), spend.index)
        verdict, found = judged(made)
        if verdict.verdict is not Verdict.INVALID:
            continue
        proven = prove(spend, made, found)
        assert change is not _random_spend or not proven, (number, keys_of(found))


def test_wrong_bytes_give_no_diagnosis_that_is_not_so():
    _check(range(0, QUICK * 7, 7))


@pytest.mark.slow
def test_wrong_bytes_in_many_spends_give_no_diagnosis_that_is_not_so():
    _check(range(SLOW))


def test_the_order_that_is_told_makes_the_transaction_valid():
    for kind in ("multisig", "p2sh-multisig", "p2wsh-multisig", "p2sh-p2wsh"):
        rng = random.Random(kind)
        spend = make(kind, rng)
        signatures = _right(spend)[::-1]
        _, found = judged(Made(spend.placed(signatures), spend.index))
        (order,) = keys_of(found)["multisig_order"]
        places = [int(each) for each in str(order.facts["order"]).split(", ")]
        made = Made(spend.placed([signatures[place] for place in places]), spend.index)
        assert judged(made)[0].verdict is Verdict.VALID


def test_the_verdict_is_the_same_with_and_without_a_diagnosis():
    for number, kind in enumerate(KINDS):
        rng = random.Random(number)
        spend = make(kind, rng)
        made = Made(_bit_of_signature(spend, rng), spend.index)
        verdict, found = judged(made)
        again = Verifier(analyse(made.tx.raw, made.spent)).input(made.index)
        assert (again.verdict, again.reason) == (verdict.verdict, verdict.reason)
        assert found.vin == made.index


def _bare(count: int, script: bytes, items: bytes) -> Tx:
    ins = tuple(In(bytes([number % 256]) * 32, number, 0xFFFFFFFF, 10_000, script, items) for number in range(count))
    return Tx(2, ins, ((1_000, b"\x51"),), 0)
