"""Every limit at its border: the last value that keeps it, and the first that breaks it. They are Bitcoin Core's."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from conftest import EXAMPLES
from spends.draft import Draft, Vin

from txexplain.analyse import analyse
from txexplain.insights import check_transaction, standardness, timing
from txexplain.model.report import Level, SpentOutput
from txexplain.wire import unspendable
from txexplain.wire.script import push
from txexplain.wire.transaction import decode

COIN_AT = b"\1" * 32 + bytes(4)
NOWHERE = bytes(32) + b"\xff" * 4  # what a coinbase spends
BTC = 100_000_000
MONEY = 21_000_000 * BTC
FINAL = 0xFFFFFFFF


def made(
    *outputs: tuple[int, bytes],
    version: int = 2,
    outpoint: bytes = COIN_AT,
    sequence: int = FINAL,
    script_sig: bytes = b"",
    witness: tuple[bytes, ...] = (),
    lock_time: int = 0,
) -> bytes:
    """A transaction of one input, and of an output that nobody minds where none is given."""
    vin = Vin(outpoint, sequence, script_sig, list(witness))
    return Draft(version, [vin], list(outputs or [(1_000, bytes(100))]), lock_time, [], 0).raw()


OF_MONEY = ("burnt", "open_output", "fee_above_limit", "fee_above_outputs", "fee_rate_above_limit")


def found(raw: bytes, *spent: SpentOutput) -> dict[str, Level]:
    """What is pointed out, but for lock time and replacement, which are always told, and what is said of money."""
    told = {finding.key: finding.level for finding in analyse(raw, spent).findings if finding.key not in OF_MONEY}
    return {key: level for key, level in told.items() if "replaceable" not in key and "lock_time" not in key}


@pytest.mark.parametrize(
    ("version", "odd"), [(0, True), (1, False), (2, False), (3, False), (4, True), (0xFFFFFFFF, True)]
)
def test_versions_one_to_three_are_standard(version: int, odd: bool) -> None:
    assert found(made(version=version)) == ({"unusual_version": Level.ODD} if odd else {})


def test_relay_takes_65_bytes_without_witness_and_no_fewer() -> None:
    for script, keys in ((b"\x51" * 5, {}), (b"\x51" * 4, {"size_below_policy": Level.ODD})):
        for witness in ((), (bytes(100),)):
            raw = made((1_000, script), witness=witness)
            assert decode(raw).base_size_bytes == 60 + len(script)
            assert found(raw) == keys | ({"size_of_two_hashes": Level.FACT} if len(script) == 4 else {})
    assert found(made((1_000, b"\x51"), outpoint=NOWHERE, script_sig=b"\1\1")) == {}, "a coinbase is not relayed"


def of_weight(weight_wu: int, outpoint: bytes = COIN_AT, script_sig: bytes = b"") -> bytes:
    """With one witness item that makes up the weight."""
    size = weight_wu - decode(made(outpoint=outpoint, script_sig=script_sig, witness=(bytes(70_000),))).weight_wu
    raw = made(outpoint=outpoint, script_sig=script_sig, witness=(bytes(70_000 + size),))
    assert decode(raw).weight_wu == weight_wu
    return raw


@pytest.mark.parametrize(
    ("weight_wu", "keys"),
    [
        (400_000, {}),
        (400_001, {"weight_above_policy": Level.ODD}),
        (4_000_000, {"weight_above_policy": Level.ODD}),
        (4_000_001, {"weight_above_block": Level.INVALID}),
    ],
)
def test_relay_takes_a_tenth_of_a_block_and_a_block_no_more_than_itself(
    weight_wu: int, keys: dict[str, Level]
) -> None:
    assert found(of_weight(weight_wu)) == keys
    coinbase = {key: level for key, level in keys.items() if key == "weight_above_block"}
    assert found(of_weight(weight_wu, NOWHERE, b"\1\1")) == coinbase


def test_without_its_witness_a_transaction_has_a_megabyte_at_most() -> None:
    for size, keys in ((1_000_000, set()), (1_000_001, {"bad-txns-oversize", "weight_above_block"})):
        data = bytes(size - 70)
        raw = made((1_000, b"\x6a\x4e" + len(data).to_bytes(4, "little") + data))
        assert decode(raw).base_size_bytes == size
        assert found(raw).keys() - {"weight_above_policy", "oversized_output_script"} == keys


@pytest.mark.parametrize(("size", "bad"), [(1, True), (2, False), (100, False), (101, True)])
def test_the_script_of_a_coinbase_has_2_to_100_bytes(size: int, bad: bool) -> None:
    keys = found(made(outpoint=NOWHERE, script_sig=b"\1" * size))
    assert keys == ({"bad-cb-length": Level.INVALID} if bad else {})
    assert found(made(script_sig=b"\1" * size)) == {}, "that of no other input"


@pytest.mark.parametrize(
    ("amounts", "key"),
    [
        ([0], ""),
        ([-1], "bad-txns-vout-negative"),
        ([MONEY], ""),
        ([MONEY + 1], "bad-txns-vout-toolarge"),
        ([MONEY, 0], ""),
        ([MONEY, 1], "bad-txns-txouttotal-toolarge"),
        ([MONEY // 2, MONEY // 2, 1], "bad-txns-txouttotal-toolarge"),
        ([MONEY + 1, -1], "bad-txns-vout-toolarge"),
    ],
)
def test_amounts_are_none_to_21_million_bitcoin_one_by_one_and_together(amounts: list[int], key: str) -> None:
    assert found(made(*((amount, bytes(100)) for amount in amounts))) == ({key: Level.INVALID} if key else {})


@pytest.mark.parametrize(
    ("spent", "pays", "key"),
    [
        (1_000, 1_000, ""),
        (1_000, 1_001, "bad-txns-in-belowout"),
        (0, 0, ""),
        (-1, 0, "bad-txns-inputvalues-outofrange"),
        (MONEY, MONEY, ""),
        (MONEY + 1, MONEY, "bad-txns-inputvalues-outofrange"),
    ],
)
def test_what_goes_in_is_in_range_and_no_less_than_what_comes_out(spent: int, pays: int, key: str) -> None:
    keys = found(made((pays, bytes(100))), SpentOutput(spent, b"\x51")).keys()
    assert keys - ({"bad-txns-in-belowout"} if spent < 0 else set()) == ({key} if key else set())


def test_spent_amounts_are_in_range_together_too() -> None:
    raw = Draft(2, [Vin(COIN_AT, 0), Vin(b"\2" * 36, 0)], [(1, bytes(100))], 0, [], 0).raw()
    assert found(raw, SpentOutput(MONEY, b""), SpentOutput(0, b"")) == {}
    assert "bad-txns-inputvalues-outofrange" in found(raw, SpentOutput(MONEY, b""), SpentOutput(1, b""))


def test_a_coin_is_spent_once_and_there_is_one() -> None:
    twice = Draft(2, [Vin(COIN_AT, 0), Vin(COIN_AT, 1)], [(1, bytes(100))], 0, [], 0).raw()
    assert found(twice) == {"bad-txns-inputs-duplicate": Level.INVALID}
    other = Draft(2, [Vin(COIN_AT, 0), Vin(COIN_AT[:-4] + b"\1\0\0\0", 0)], [(1, bytes(100))], 0, [], 0).raw()
    assert found(other) == {}
    nowhere = Draft(2, [Vin(COIN_AT, 0), Vin(NOWHERE, 0)], [(1, bytes(100))], 0, [], 0).raw()
    assert found(nowhere) == {"bad-txns-prevout-null": Level.INVALID}
    assert found(made(outpoint=bytes(32) + bytes(4))) == {}, "output 0 of a transaction whose id is zero"


@pytest.mark.parametrize(
    ("sequence", "key"), [(FINAL, "not_replaceable"), (FINAL - 1, "not_replaceable"), (FINAL - 2, "replaceable")]
)
def test_replacement_is_signalled_from_two_below_the_last_sequence_on(sequence: int, key: str) -> None:
    assert {finding.key for finding in analyse(made(sequence=sequence)).findings} >= {key}


@pytest.mark.parametrize(
    ("lock_time", "sequence", "key"),
    [
        (0, 0, "lock_time_none"),
        (1, 0, "lock_time_height"),
        (1, FINAL - 1, "lock_time_height"),
        (1, FINAL, "lock_time_ignored_height"),
        (499_999_999, 0, "lock_time_height"),
        (499_999_999, FINAL, "lock_time_ignored_height"),
        (500_000_000, FINAL, "lock_time_ignored_time"),
        (500_000_000, 0, "lock_time_past"),
        (1_231_006_504, 0, "lock_time_past"),
        (1_231_006_505, 0, "lock_time_time"),
        (0xFFFFFFFE, 0, "lock_time_time"),
        (0xFFFFFFFF, 0, "lock_time_never"),
    ],
)
def test_lock_times_are_heights_below_500_million_and_times_from_there_on(
    lock_time: int, sequence: int, key: str
) -> None:
    """And a time before the first block is past in any."""
    keys = {finding.key for finding in analyse(made(lock_time=lock_time, sequence=sequence)).findings}
    assert ("never_final" in keys) is (key == "lock_time_never")
    assert keys - {"replaceable", "not_replaceable", "never_final"} == {key}


@pytest.mark.parametrize(
    ("sequence", "version", "key", "count"),
    [
        (FINAL, 2, "sequence_final", None),
        (FINAL - 1, 2, "sequence_lock_time_only", None),
        (FINAL - 2, 2, "sequence_replaceable", None),
        (1 << 31, 2, "sequence_replaceable", None),
        ((1 << 31) - 1, 2, "sequence_time", 0xFFFF),
        (1, 1, "sequence_version_1", None),
        (1, 2, "sequence_blocks", 1),
        (0, 2, "sequence_no_wait", None),
        (0xFFFF, 2, "sequence_blocks", 0xFFFF),
        (0x10000, 2, "sequence_no_wait", None),
        (0x3FFFFF, 2, "sequence_blocks", 0xFFFF),
        (0x400000, 2, "sequence_no_wait", None),
        (0x400001, 2, "sequence_time", 1),
    ],
)
def test_sequences_mean_what_bip68_says(sequence: int, version: int, key: str, count: int | None) -> None:
    meaning = analyse(made(sequence=sequence, version=version)).inputs[0].sequence_meaning
    assert (meaning.key, meaning.facts.get("count")) == (key, count)


V0, V1 = b"\0", b"\x51"


@pytest.mark.parametrize(
    ("script", "key"),
    [
        (b"", "empty_output_script"),
        (b"\x51", ""),
        (b"\x51" * 10_000, ""),
        (b"\x61" * 10_001, "oversized_output_script"),
        (b"\x02\x01", "truncated_push"),
        (b"\x01\x01", ""),
        *((V0 + bytes([size]) + b"\1" * size, "witness_v0_wrong_length") for size in (2, 19, 21, 31, 33, 40)),
        *((V0 + bytes([size]) + b"\1" * size, "") for size in (1, 20, 32, 41)),
        (V0 + b"\x20" + bytes(32), "zero_program"),
        (V0 + b"\x20" + bytes(31) + b"\x80", "zero_program"),
        (V0 + b"\x20" + bytes(31) + b"\x01", ""),
        (V0 + b"\x20" + bytes(30) + b"\x80\x00", ""),
        (b"\x52\x02" + bytes(2), "zero_program"),
        (V1 + b"\x20" + bytes(31) + b"\x01", ""),
        (V1 + b"\x20" + bytes(31) + b"\x05", "key_off_curve"),
        (b"\x52\x20" + bytes(31) + b"\x05", ""),
        (b"\x21\x02" + bytes(31) + b"\x01\xac", ""),
        (b"\x21\x02" + bytes(31) + b"\x05\xac", "key_off_curve"),
    ],
)
def test_outputs_are_odd_that_nobody_or_anybody_can_spend(script: bytes, key: str) -> None:
    raw = made((1_000, script), script_sig=bytes(20))
    assert found(raw) == ({key: Level.ODD} if key else {})


def test_of_outputs_that_are_odd_alike_each_is_named() -> None:
    raw = made((1, b"\x51"), (1, b""), (1, b"\x02\x01"), (1, b""), (1, bytes(50)))
    odd = [
        (each.key, each.facts["vout"])
        for each in analyse(raw).findings
        if "vout" in each.facts and each.key not in OF_MONEY
    ]
    assert sorted(odd) == [("empty_output_script", 1), ("empty_output_script", 3), ("truncated_push", 2)]


def test_of_inputs_that_signal_replacement_the_first_is_named() -> None:
    sequences = (FINAL, FINAL - 2, FINAL - 1, 0)
    inputs = [Vin(bytes([place + 1]) * 36, sequence) for place, sequence in enumerate(sequences)]
    report = analyse(Draft(2, inputs, [(1, bytes(100))], 0, [], 0).raw())
    (signalled,) = (each for each in report.findings if each.key == "replaceable")
    assert signalled.facts == {"count": 2, "vin": 1}


COMMITMENT = bytes.fromhex("6a24aa21a9ed") + b"\7" * 32


@pytest.mark.parametrize(
    ("script", "reserved", "is_one"),
    [
        (COMMITMENT, (bytes(32),), True),
        (COMMITMENT + b"\1", (bytes(32),), True),
        (COMMITMENT[:-1], (bytes(32),), False),
        (b"\x6a\x24\xaa\x21\xa9\xee" + COMMITMENT[6:], (bytes(32),), False),
        (COMMITMENT, (bytes(31),), False),
        (COMMITMENT, (bytes(33),), False),
        (COMMITMENT, (bytes(32), bytes(32)), False),
        (COMMITMENT, (), False),
    ],
)
def test_a_witness_commitment_has_38_bytes_and_a_reserved_value_of_32(
    script: bytes, reserved: tuple[bytes, ...], is_one: bool
) -> None:
    raw = made((1_000, script), outpoint=NOWHERE, script_sig=b"\1\1", witness=reserved)
    assert ("witness_commitment" in found(raw)) is is_one
    assert "witness_commitment" not in found(made((1_000, script), witness=reserved)), "in a coinbase only"


def test_of_several_witness_commitments_the_last_counts() -> None:
    outputs = [(1, COMMITMENT), (1, COMMITMENT), (1, bytes(50))]
    report = analyse(made(*outputs, outpoint=NOWHERE, script_sig=b"\1\1", witness=(bytes(32),)))
    (commitment,) = (finding for finding in report.findings if finding.key == "witness_commitment")
    assert commitment.facts["vout"] == 1


@pytest.mark.parametrize(
    ("lock_time", "sequence", "is_one"),
    [
        (0x20000000, 0x80000000, True),
        (0x20FFFFFF, 0x80FFFFFF, True),
        (0x1FFFFFFF, 0x80000000, False),
        (0x21000000, 0x80000000, False),
        (0x20000000, 0x7FFFFFFF, False),
        (0x20000000, 0x81000000, False),
    ],
)
def test_a_lightning_commitment_begins_its_lock_time_with_20_and_its_sequence_with_80(
    lock_time: int, sequence: int, is_one: bool
) -> None:
    key = b"\x21\x02" + bytes(31) + b"\1"
    for needed, keys, counts in ((2, 2, True), (1, 2, False), (2, 3, False)):
        script = bytes([0x50 + needed]) + key * keys + bytes([0x50 + keys]) + b"\xae"
        raw = made(sequence=sequence, lock_time=lock_time, witness=(b"", bytes(70), bytes(70), script))
        commitment = [each for each in analyse(raw).findings if each.key == "lightning_commitment"]
        assert bool(commitment) is (is_one and counts)
        number = (sequence & 0xFFFFFF) << 24 | lock_time & 0xFFFFFF
        assert [each.facts["obscured_commitment_number"] for each in commitment] == [number] * len(commitment)


LAX = bytes.fromhex("30070202000102010101")  # r with a zero byte too many
STRICT = bytes.fromhex("300602010102010101")
P2PK = SpentOutput(1_000, b"\x21\x02" + bytes(31) + b"\1\xac")


def with_signatures(*signatures: bytes) -> bytes:
    inputs = [Vin(bytes([place + 1]) * 36, 0, push(signature)) for place, signature in enumerate(signatures)]
    return Draft(2, inputs, [(1, bytes(100))], 0, [], 0).raw()


def test_signatures_that_are_not_strict_der_are_counted_and_the_first_is_named() -> None:
    raw = with_signatures(STRICT, LAX, STRICT, LAX, LAX)
    (sloppy,) = (each for each in analyse(raw, [P2PK] * 5).findings if each.key == "not_strict_der")
    assert (sloppy.level, sloppy.facts["vin"], sloppy.facts["count"], len(sloppy.spans)) == (Level.ODD, 1, 3, 3)
    assert [raw[start:end] for start, end in sloppy.spans] == [LAX] * 3
    assert "not_strict_der" not in found(with_signatures(STRICT, STRICT), P2PK, P2PK)


def test_one_r_with_two_values_of_s_gives_a_key_away() -> None:
    other, other_r = bytes.fromhex("300602010102010201"), bytes.fromhex("300602010202010301")
    raw = with_signatures(other_r, STRICT, STRICT, other, other)
    (reused,) = (each for each in analyse(raw, [P2PK] * 5).findings if each.key == "reused_nonce")
    assert (reused.facts["first_vin"], reused.facts["second_vin"]) == (1, 3)
    assert [raw[start:end] for start, end in reused.spans] == [other]
    assert "reused_nonce" not in found(with_signatures(STRICT, STRICT, other_r), P2PK, P2PK, P2PK)
    padded = with_signatures(STRICT, LAX)
    assert "reused_nonce" not in found(padded, P2PK, P2PK), "the same numbers, written in two ways"


def test_the_first_block_alone_has_the_genesis_output() -> None:
    (genesis,) = (each for each in analyse(EXAMPLES["genesis"].raw).findings if each.key == "genesis_output")
    assert (genesis.level, genesis.facts["vout"], len(genesis.spans)) == (Level.ODD, 0, 1)
    assert "genesis_output" not in found(EXAMPLES["genesis"].raw[:-1] + b"\1")


def all_versions() -> None:
    for version, odd in ((0, True), (1, False), (3, False), (4, True)):
        test_versions_one_to_three_are_standard(version, odd)


def all_weights() -> None:
    for weight_wu, keys in ((400_000, {}), (400_001, {"weight_above_policy": Level.ODD})):
        test_relay_takes_a_tenth_of_a_block_and_a_block_no_more_than_itself(weight_wu, keys)
    test_relay_takes_a_tenth_of_a_block_and_a_block_no_more_than_itself(4_000_000, {"weight_above_policy": Level.ODD})


def all_coinbases() -> None:
    for size, bad in ((1, True), (2, False), (100, False), (101, True)):
        test_the_script_of_a_coinbase_has_2_to_100_bytes(size, bad)


def all_sequences() -> None:
    for sequence, key in ((FINAL - 1, "not_replaceable"), (FINAL - 2, "replaceable")):
        test_replacement_is_signalled_from_two_below_the_last_sequence_on(sequence, key)


def all_scripts() -> None:
    for size, key in ((10_000, ""), (10_001, "oversized_output_script")):
        test_outputs_are_odd_that_nobody_or_anybody_can_spend(b"\x51" * size, key)


@pytest.mark.parametrize(
    ("module", "name", "values", "tests"),
    [
        (standardness, "STANDARD_VERSIONS", [(1, 2), (1, 2, 3, 4), (0, 1, 2, 3)], all_versions),
        (standardness, "MAX_STANDARD_TX_WEIGHT", [300_000, 399_999, 400_001], all_weights),
        (standardness, "MAX_BLOCK_WEIGHT", [3_999_999], all_weights),
        (
            standardness,
            "MIN_STANDARD_TX_NONWITNESS_SIZE",
            [64, 66],
            test_relay_takes_65_bytes_without_witness_and_no_fewer,
        ),
        (check_transaction, "MIN_COINBASE_SCRIPT_SIZE", [1, 3], all_coinbases),
        (check_transaction, "MAX_COINBASE_SCRIPT_SIZE", [99, 101], all_coinbases),
        (timing, "MAX_BIP125_RBF_SEQUENCE", [FINAL - 3, FINAL - 1], all_sequences),
        (unspendable, "MAX_SCRIPT_SIZE", [9_999], all_scripts),
    ],
)
def test_a_limit_that_is_changed_is_noticed(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, values: list[object], tests: Callable[[], None]
) -> None:
    tests()
    for value in values:
        monkeypatch.setattr(module, name, value)
        with pytest.raises(AssertionError):
            tests()
