"""What is said before long work: no check of a signature is made that was not counted, and little too much is."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import EXAMPLES, Ran, slow
from policy_rows import report_of_row, rows

import txexplain
from txexplain.analyse import analyse
from txexplain.crypto import curve, ecdsa
from txexplain.model.report import Report, SpentOutput
from txexplain.session.demand import LONG_SECONDS, Demand, check_demand, demand_of
from txexplain.verify import Verifier, demanded
from txexplain.wire.assemble import assemble
from txexplain.wire.cursor import compact_size, sized

KEY = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
LOCK = assemble("OP_CODESEPARATOR OP_2DUP OP_CHECKSIG OP_DROP " * 50 + "OP_1")
SIGNATURE = bytes.fromhex("300602010102010101")


def made(report: Report) -> int:
    """How often verifying it asked the curve: the progress is told of each time, and of each input."""
    times = []
    Verifier(report, progress=times.append).verification()
    return len(times) - len(report.inputs)


def hostile(inputs: int) -> Report:
    """So many inputs that ask for 50 checks each, in 41 bytes and a script."""
    script_sig = sized(SIGNATURE) + sized(KEY)
    vins = b"".join(bytes([number]) * 36 + sized(script_sig) + b"\xff" * 4 for number in range(inputs))
    raw = b"\1\0\0\0" + compact_size(inputs) + vins + b"\1" + bytes(8) + b"\1\x51" + bytes(4)
    return analyse(raw, [SpentOutput(1, LOCK)] * inputs)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_demands_at_least_the_checks_that_are_made(name: str) -> None:
    example = EXAMPLES[name]
    for report in (analyse(example.raw, example.spent_outputs), analyse(example.raw)):
        assert made(report) <= demanded(report).checks


def test_vectors_demand_at_least_the_checks_that_are_made() -> None:
    asked = done = 0
    for row in list(rows())[::29]:
        report = report_of_row(row)
        checks, times = demanded(report).checks, made(report)
        assert times <= checks, row["what"]
        if row["result"]["allowed"]:
            asked, done = asked + checks, done + times
    assert 10 < done <= asked <= 3 * done, "what is said is of use"


def test_each_check_of_a_hostile_transaction_is_counted() -> None:
    report = hostile(3)
    assert made(report) == demanded(report).checks == 150


def test_what_is_allowed_is_done_and_more_is_refused(cli: Callable[..., Ran]) -> None:
    report = hostile(3)
    check_demand(report, None)
    check_demand(report, 150)
    given = json.dumps([{"value_sat": 1, "script_pubkey": LOCK.hex()}] * 3)
    call = ("verify", report.tx.raw.hex(), "--prevouts", given, "--max-checks")
    assert cli(*call, "150").status == 0
    assert "signature checks: up to 150; the limit is 1" in " ".join(cli(*call, "1").err.split())
    for more in ((), ("--lines",)):
        assert "bad_max_checks" in cli("verify", "first", "--max-checks", "-1", *more).err
    refused = cli(*call, "149")
    assert (refused.status, refused.out) == (2, "")
    assert "150" in refused.err
    assert "149" in refused.err


def test_a_line_that_demands_more_is_an_error_and_the_others_are_answered(cli: Callable[..., Ran]) -> None:
    coins = [{"value_sat": 1, "script_pubkey": LOCK.hex()}]
    lines = [json.dumps({"hex": hostile(count).tx.raw.hex(), "prevouts": coins * count}) for count in (3, 2, 4)]
    for more in ((), ("--fields", "verdict,inputs.0.signatures"), ("--fields", "verdict")):
        ran = cli("verify", "--lines", "--max-checks", "150", *more, stdin="\n".join(lines).encode())
        answers = [json.loads(line) for line in ran.out.splitlines()]
        assert [answer["verdict"] for answer in answers[:2]] == ["valid", "valid"]
        assert answers[2]["error"]["code"] == "too_many_checks"
        assert ran.status == 2
    told = txexplain.read_many(lines, view="explain", max_checks=100)
    assert ["error" in answer for answer in told] == [True, False, True]


def test_what_is_timed_is_as_dear_as_a_check_of_a_real_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(ecdsa, "combine", lambda a, b, point: asked.append((a, b)) or curve.combine(a, b, point))
    demand_of(hostile(5))
    assert len(asked) == 6
    assert all(number.bit_length() > 240 for numbers in asked for number in numbers)


def test_a_few_checks_are_not_timed() -> None:
    assert demand_of(hostile(4)) == Demand(200)


@slow
def test_more_checks_take_more_time() -> None:
    few, many = demand_of(hostile(5)), demand_of(hostile(200))
    assert few.checks * 40 == many.checks
    assert 0 < few.seconds < many.seconds


def test_long_work_is_announced_and_what_is_soon_done_is_not(
    cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = hostile(2)
    given = json.dumps([{"value_sat": 1, "script_pubkey": LOCK.hex()}] * 2)
    call = ("verify", "--json", report.tx.raw.hex(), "--prevouts", given)
    assert "signature checks" not in cli(*call).err
    for is_fast, told in ((True, ""), (False, "txexplain[fast]")):
        monkeypatch.setattr(
            "txexplain.session.demand.demand_of",
            lambda report, limit, fast=is_fast: Demand(100, LONG_SECONDS + 9.6, fast),
        )
        ran = cli(*call)
        assert "signature checks: up to 100, about 15 seconds" in " ".join(ran.err.split())
        assert ("txexplain[fast]" in ran.err) is bool(told)
        assert json.loads(ran.out)["verdict"] == "valid"
