"""What hostile or careless input costs and says: bounded work, coins that no chain has, long words."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from by_hand import In, Tx, hash160, push
from conftest import Ran
from said_fixsafe import of_fixsafe, of_wrong_coins
from said_polt import ANCHOR, AT, PAD, spent, tx
from spends.draft import Vin

import txexplain.diagnosis.attempts
from txexplain.model.bytes import ByteSlice
from txexplain.model.rules import CONSENSUS
from txexplain.script.checker import NoTransaction
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.script.trace import _size, _Sizes

Cli = Callable[..., Ran]
NESTED = b"\xa9\x14" + hash160(b"\x51") + b"\x87"


def coins(made: Tx) -> list[str]:
    told = [{"value_sat": each.value, "script_pubkey": each.script.hex()} for each in made.ins]
    return [made.raw.hex(), "--prevouts", json.dumps(told)]


@pytest.mark.parametrize("count", [1_001, 9_999])
def test_a_stack_that_overflows_is_not_an_unsigned_input(count: int, cli: Cli) -> None:
    made = Tx(2, (In(bytes(32), 0, 0, 1_000, NESTED, script_sig=bytes(count)),), ((500, b"\x51"),), 0)
    page = cli("verify", *coins(made)).out
    assert "Not signed yet" not in page
    assert "STACK_SIZE" in page
    made = Tx(2, (In(b"\1" * 32, 0, 0, 1_000, NESTED),), ((500, b"\x51"),), 0)
    assert "Not signed yet" in cli("verify", *coins(made)).out


def test_scripts_that_come_to_no_check_are_not_run_again(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    again = []
    monkeypatch.setattr(txexplain.diagnosis.attempts, "_again", lambda *told: again.append(told))
    script_sig = bytes(900) + push(b"\x52")
    ins = tuple(In(bytes([n + 1]) * 32, 0, 0, 1_000, NESTED, script_sig=script_sig) for n in range(3))
    assert cli("verify", *coins(Tx(2, ins, ((500, b"\x51"),), 0))).status == 1
    assert not again


def test_the_size_of_stacks_is_the_same_by_what_changed() -> None:
    script = (
        bytes(30) + b"\x53\x79\x53\x7a\x6b\x6b\x76\x6c\x6d\x63\x51\x67\x52\x68\x7b\x74\x75\x6c\x93" + push(b"x" * 99)
    )
    run = verify_spend(Satisfaction(ByteSlice(0, b"")), script, CONSENSUS, NoTransaction(), 100)
    (stage,) = run.stages[1:]
    sizes = _Sizes()
    told = [sizes.of(step.position, step.kept, step.stack, step.altstack) for step in stage.steps]
    assert told == [_size(step.stack) + _size(step.altstack) for step in stage.steps]
    assert len(stage.steps) > 40
    assert any(after < before for before, after in pairwise(told))


@pytest.mark.parametrize("made", [tx(PAD), tx(PAD, vin=Vin(AT, 0x400001))])
@pytest.mark.parametrize("coinbase", [False, True])
def test_a_coin_above_the_newest_block_leaves_it_open(made: bytes, coinbase: bool, cli: Cli) -> None:
    since = {"height": 900_005, "mediantime_before": 2_100_000_500} | ({"coinbase": True} if coinbase else {})
    ran = cli("verify", made.hex(), *spent(ANCHOR, **since), "--tip", "900000,2100000000", "--json")
    policy = json.loads(ran.out)["policy"]
    assert policy["accepted"] is None
    assert policy["reasons"] == []
    assert policy["missing"] == ["tip", "coin_heights"]
    page = cli("verify", made.hex(), *spent(ANCHOR, **since), "--tip", "900000,2100000000").out
    assert "in block 900,005, above the newest block, 900,000" in " ".join(page.split())


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"height": 0, "coinbase": True}, "coinbase_without_block"),
        ({"height": -1, "coinbase": True}, "coinbase_without_block"),
        ({"value_sat": 10**30}, "spent_value_too_large"),
        ({"value_sat": -(10**30)}, "spent_value_too_large"),
        ({"value_sat": "9" * 40}, "spent_value_too_large"),
        ({"value_sat": 1.5}, "bad_spent_value"),
    ],
)
def test_a_coin_that_no_chain_has_is_refused_by_what_is_wrong(told: dict[str, object], code: str, cli: Cli) -> None:
    entry = {"value_sat": 1_000, "script_pubkey": ANCHOR.hex()} | told
    assert code in cli("verify", tx(PAD).hex(), "--prevouts", json.dumps([entry])).err


def test_json_is_nested_too_deeply_and_not_said_to_be_wrong(cli: Cli) -> None:
    assert "json_too_deep" in cli("verify", tx(PAD).hex(), "--prevouts", "[" * 100_000 + "]" * 100_000).err


def test_too_many_coins_are_counted_before_they_are_read(cli: Cli) -> None:
    wrong = [{"value_sat": 1_000, "script_pubkey": ANCHOR.hex()}, {"value_sat": 1, "script_pubkey": "zz"}]
    assert "spent_outputs_count" in cli("verify", tx(PAD).hex(), "--prevouts", json.dumps(wrong)).err


@pytest.mark.parametrize("option", ["core", "tip", "datacarriersize", "minrelaytxfee", "dustrelayfee"])
def test_a_long_word_is_cut_with_a_mark(option: str, cli: Cli) -> None:
    told = cli("verify", tx(PAD).hex(), *spent(ANCHOR), f"--{option}={'9' * 5_000}").err
    assert f"{'9' * 40}… (5,000)" in " ".join(told.split())


def test_with_a_newest_block_lock_times_are_checked(cli: Cli) -> None:
    waiting = [tx(PAD, lock_time=2_000_000_000, vin=Vin(AT, 0)).hex(), *spent(ANCHOR)]
    for tip, checked in (([], False), (["--tip", "900000"], False), (["--tip", "900000,1750000000"], True)):
        assert ("lock_times" not in json.loads(cli("verify", *waiting, *tip, "--json").out)["not_checked"]) is checked
        page = " ".join(cli("verify", *waiting, *tip).out.split())
        assert ("whether locktimes have passed" not in page) is checked
        assert "non-final" in page
        if not checked:
            assert "2033-05-18 03:33:20 UTC (2,000,000,000)" in page
            assert "--tip HEIGHT,MEDIANTIME" in page


def test_what_they_say_is_said_in_few_words(cli: Cli) -> None:
    for call in (*of_fixsafe(), *of_wrong_coins()):
        assert cli(*call).status in (0, 1, 2)
