"""No diagnosis that is not so: wrong bytes in spends of every kind, and every clue that fits proven anew by hand."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from by_hand import In, Tx, push
from diagnosed import KINDS, TAPROOT, Made, Spend, make, relock
from proofs import prove
from spends.keys import N, Order, small_key, strict
from test_every_mistake import judged, keys_of

from txexplain.analyse import analyse
from txexplain.diagnosis import Diagnoser, budget, diagnose
from txexplain.model.diagnosis import InputDiagnosis
from txexplain.model.rules import CONSENSUS, POLICY
from txexplain.model.spend import Verdict
from txexplain.verify import Verifier

QUICK, SLOW = 40, int(os.environ.get("TXEXPLAIN_DIAGNOSES", "500"))
"""How many spends get wrong bytes; the variable is for the full run."""
LIKELY = 100


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


def test_wrong_bytes_give_no_diagnosis_that_is_not_so(monkeypatch):
    """With the likeliest messages of each alone."""
    monkeypatch.setattr(budget, "TRIES_OF_SIGNATURE", LIKELY)
    _check(range(0, QUICK * 7, 7))


@pytest.mark.slow
def test_wrong_bytes_in_many_spends_give_no_diagnosis_that_is_not_so(monkeypatch):
    _check(range(3, QUICK * 5, 13))  # by all messages that are ever tried
    monkeypatch.setattr(budget, "TRIES_OF_SIGNATURE", LIKELY)
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


def test_the_verdict_is_the_same_with_and_without_a_diagnosis(monkeypatch):
    monkeypatch.setattr(budget, "TRIES_OF_SIGNATURE", LIKELY)
    for number, kind in enumerate(KINDS):
        rng = random.Random(number)
        spend = make(kind, rng)
        made = Made(_bit_of_signature(spend, rng), spend.index)
        verdict, found = judged(made)
        again = Verifier(analyse(made.tx.raw, made.spent)).input(made.index)
        assert (again.verdict, again.reason) == (verdict.verdict, verdict.reason)
        assert found.vin == made.index


@pytest.mark.parametrize("kind", ["p2pkh", "multisig", "p2wpkh", "p2wsh-multisig"])
def test_a_high_s_and_a_sighash_type_that_is_none_are_named_where_relay_refuses_them(kind):
    for change, key in ((_with_high_s, "high_s"), (_with_odd_type, "hash_type_undefined")):
        rng = random.Random(f"{kind}/{key}")
        spend = make(kind, rng)
        made = Made(spend.placed(change(spend)), spend.index)
        report = analyse(made.tx.raw, made.spent)
        assert Verifier(report).input(made.index).verdict is Verdict.VALID
        refused = Verifier(report, CONSENSUS | POLICY).input(made.index)
        assert refused.verdict is Verdict.INVALID
        found = diagnose(report, refused)
        assert [clue.key for each in found.signatures for clue in each.clues][:1] == [key]
        assert prove(spend, made, found)


def _with_high_s(spend: Spend) -> list[bytes]:
    digest = spend.message.digest
    keys = [spend.keys[place] for place in spend.signers]
    return [Order(key, spend.hash_type, "high_s", small_key(7)).ecdsa(digest) for key in keys]


def _with_odd_type(spend: Spend) -> list[bytes]:
    spend.hash_type = 0x21
    return _right(spend)


# What costs most


def _spent(count: int, script: bytes, **brought: Any) -> Made:
    txid = b"\x07" * 32
    ins = tuple(In(txid, number, 0xFFFFFFFF, 10_000, script, **brought) for number in range(count))
    return Made(Tx(2, ins, ((1_000, b"\x51"),), 0), 0)


def _diagnosed(made: Made, inputs: int) -> list[InputDiagnosis]:
    """The diagnosis of that many inputs, within one budget."""
    report = analyse(made.tx.raw, made.spent)
    verifier, diagnoser = Verifier(report), Diagnoser(report)
    return [diagnoser.input(verifier.input(vin)) for vin in range(inputs)]


def _failing(rng: random.Random) -> bytes:
    return strict(rng.randrange(1, N), rng.randrange(1, N // 2)) + b"\x01"


def test_a_script_of_failing_checks_ends_at_the_limit():
    """OP_CHECKSIG that fails, and is dropped, 60 times, by 60 signatures: each could cost thousands of messages."""
    rng = random.Random(1)
    checks = b"".join(push(_failing(rng)) + push(small_key(3).forms[0]) + b"\xac\x75" for _ in range(60))
    made = _spent(1, checks + b"\0")
    (found,) = _diagnosed(made, 1)
    assert found.left_out
    assert found.tried <= budget.TRIES_OF_INPUT


def test_many_inputs_of_twenty_keys_end_at_the_limit():
    rng = random.Random(2)
    script = b"\x01\x14" + b"".join(push(small_key(n + 1).forms[0]) for n in range(20)) + b"\x01\x14\xae"
    made = _spent(30, script, script_sig=b"\0" + b"".join(push(_failing(rng)) for _ in range(20)))
    found = _diagnosed(made, 30)
    assert found[-1].left_out
    assert sum(each.tried for each in found) <= budget.TRIES_OF_TRANSACTION


def test_a_leaf_script_of_many_keys_ends_at_the_limit():
    rng = random.Random(3)
    spend = make("checksigadd", rng)
    keys = [push(small_key(n + 1).x_only) for n in range(120)]
    spend.script = keys[0] + b"\xac" + b"".join(key + b"\xba" for key in keys[1:]) + b"\x01\x78\x9c"
    spend.keys = [small_key(n + 1) for n in range(120)]
    spend.signers = list(range(120))
    relock(spend, rng)
    made = Made(spend.placed([rng.randbytes(64) for _ in range(120)]), spend.index)
    report = analyse(made.tx.raw, made.spent)
    found = diagnose(report, Verifier(report).input(made.index))
    assert found.left_out
    assert found.tried <= budget.TRIES_OF_INPUT
