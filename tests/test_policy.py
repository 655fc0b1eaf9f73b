"""Relay policy, rule by rule: at its border, by its option, by the release of Core that brought it."""

from __future__ import annotations

import pytest
from effort import grows_in_step
from spends.draft import Draft, Vin

from txexplain.analyse import analyse
from txexplain.model.policy import NEWEST_CORE, OLDEST_CORE, Policy, PolicySettings, Tip, Wait
from txexplain.model.report import Coin, SpentAmount, SpentOutput
from txexplain.model.rules import POLICY, STANDARD, Rules
from txexplain.policy import NOT_LOOKED_AT, relay_policy
from txexplain.policy.consensus import format_money
from txexplain.policy.pushed import Pushed, pushed_by
from txexplain.verify import verify
from txexplain.wire.dust import dust_sat
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import PAY_TO_ANCHOR, pay_to_script_hash, pay_to_witness
from txexplain.wire.script import push

DEFAULTS = PolicySettings()
FINAL, AT = 0xFFFFFFFF, b"\1" * 32 + bytes(4)
TRUE = b"\x51"
OPEN = pay_to_witness(0, sha256(TRUE))
KEY_HASH = pay_to_witness(0, bytes(20))
KEY = b"\x02" + bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
RICH = SpentOutput(1_000_000, OPEN)
DATA = b"\x6a"
CHECKSIG = b"\xac"


def draft(*outputs: tuple[int, bytes], coin: SpentOutput = RICH) -> Draft:
    """A transaction that spends what anybody can, with a fee of a tenth of it."""
    vin = Vin(AT, FINAL, witness=[TRUE] if coin.script_pubkey == OPEN else [])
    return Draft(2, [vin], list(outputs or [(900_000, KEY_HASH)]), 0, [coin], 0)


def policy_of(made: Draft, settings: PolicySettings = DEFAULTS, *, runs: bool = True) -> Policy:
    return policy_with(made, made.spent, settings, runs=runs)


def policy_with(made: Draft, spent: list[Coin | None], settings: PolicySettings, *, runs: bool = True) -> Policy:
    report = analyse(made.raw(), spent)
    return relay_policy(report, verify(report) if runs else None, settings)


def names(policy: Policy) -> list[str]:
    return [reason.name for reason in policy.reasons]


def rules(policy: Policy) -> list[str]:
    return [reason.rule for reason in policy.reasons]


def test_what_no_rule_refuses_would_pass_by_every_release() -> None:
    for core in range(OLDEST_CORE, NEWEST_CORE + 1):
        assert policy_of(draft(), PolicySettings(core)) == Policy(True, settings=PolicySettings(core))


@pytest.mark.parametrize(
    ("version", "core", "passes"),
    [(1, 31, True), (3, 28, True), (3, 27, False), (0, 31, False), (4, 31, False), (0xFFFFFFFF, 27, False)],
)
def test_a_version_is_standard_by_the_release(version: int, core: int, *, passes: bool) -> None:
    made = draft()
    made.version = version
    assert names(policy_of(made, PolicySettings(core))) == ([] if passes else ["version"])


@pytest.mark.parametrize("core", [27, 31])
@pytest.mark.parametrize(
    ("script", "limit"),
    [
        (KEY_HASH, 294),
        (OPEN, 330),
        (PAY_TO_ANCHOR, 240),
        (pay_to_script_hash(bytes(20)), 540),
        (b"\x76\xa9\x14" + bytes(20) + b"\x88\xac", 546),
    ],
)
def test_dust_is_what_is_below_the_limit_of_its_type(core: int, script: bytes, limit: int) -> None:
    made = draft((900_000, KEY_HASH), (limit, script), (limit, script))
    assert policy_of(made, PolicySettings(core)).accepted
    made.outputs[1:] = [(limit - 1, script)] * 2
    found = policy_of(made, PolicySettings(core)).reasons
    assert [reason.at for reason in found if reason.rule == "dust"] == [1, 2]
    assert (found[0].name, found[0].facts["limit_sat"]) == ("dust", limit)


def test_the_rate_of_dust_can_be_set_and_is_rounded_up() -> None:
    assert dust_sat(KEY_HASH, 1) == 1
    assert dust_sat(KEY_HASH, 0) == 0
    made = draft((900_000, KEY_HASH), (97, KEY_HASH), (97, KEY_HASH))
    assert rules(policy_of(made, PolicySettings(dust_relay_sat_per_kvb=1_000))) == ["dust", "dust", "dust_with_fee"]
    assert policy_of(made, PolicySettings(dust_relay_sat_per_kvb=980)).accepted


def test_one_output_may_be_dust_where_no_fee_is_paid() -> None:
    made = draft((900_000, KEY_HASH), (1, KEY_HASH))
    found = policy_of(made).reasons[0]
    assert (found.name, found.detail, found.at) == ("dust", "tx with dust output must be 0-fee", 1)
    assert (found.facts["fee_sat"], found.since) == (99_999, "29.0")
    made.outputs[0] = (999_999, KEY_HASH)
    assert names(policy_of(made)) == ["min relay fee not met"]
    assert policy_of(made, PolicySettings(min_relay_sat_per_kvb=0)).accepted
    assert names(policy_of(made, PolicySettings(28, min_relay_sat_per_kvb=0))) == ["dust"]


def test_dust_is_refused_with_any_fee_and_without_one_where_one_is_asked_for() -> None:
    made = draft((900_000, KEY_HASH), (1, KEY_HASH))
    unknown = policy_with(made, [None], PolicySettings())
    assert (unknown.accepted, rules(unknown)) == (False, ["dust_any_fee"])
    assert policy_with(made, [None], PolicySettings(min_relay_sat_per_kvb=0)).accepted is None


@pytest.mark.parametrize(("core", "rate"), [(27, 1_000), (28, 100), (29, 100), (30, 100), (31, 100)])
def test_the_least_fee_is_that_of_the_release_rounded_up(core: int, rate: int) -> None:
    made = draft()
    size = analyse(made.raw()).tx.vsize_vb
    needed = -(-size * rate // 1_000)
    made.outputs[0] = (RICH.value_sat - needed, KEY_HASH)
    assert policy_of(made, PolicySettings(core)).accepted
    made.outputs[0] = (RICH.value_sat - needed + 1, KEY_HASH)
    found = policy_of(made, PolicySettings(core)).reasons[0]
    assert (found.name, found.detail) == ("min relay fee not met", f"{needed - 1} < {needed}")


def test_the_amount_alone_is_enough_for_the_fee_and_leaves_the_rest_open() -> None:
    made = draft((999_999, KEY_HASH))
    alone = policy_with(made, [SpentAmount(RICH.value_sat)], PolicySettings())
    assert (names(alone), alone.reasons[0].detail) == (["min relay fee not met"], "")
    made = draft()
    alone = policy_with(made, [SpentAmount(RICH.value_sat)], PolicySettings())
    assert (alone.accepted, alone.missing) == (None, ("spent_outputs", "scripts"))


@pytest.mark.parametrize(
    ("core", "sizes", "told"),
    [
        (27, [83], []),
        (29, [84], ["scriptpubkey"]),
        (29, [10, 10], ["multi-op-return"]),
        (29, [84, 10], ["scriptpubkey", "multi-op-return"]),
        (30, [84], []),
        (30, [10, 10], []),
        (30, [90_000], []),
        (31, [50_000, 50_000], ["tx-size"]),
        (31, [60_000, 41_000], ["tx-size", "datacarrier"]),
    ],
)
def test_data_is_limited_by_release(core: int, sizes: list[int], told: list[str]) -> None:
    made = draft((900_000, KEY_HASH), *((0, data_of(size)) for size in sizes))
    assert names(policy_of(made, PolicySettings(core))) == told


def data_of(size: int) -> bytes:
    """An output script of that many bytes that holds data."""
    for width in (1, 2, 3, 5):
        script = DATA + push(bytes([1]) * (size - 1 - width))
        if len(script) == size:
            return script
    raise ValueError(size)


def test_the_limit_of_data_can_be_set_and_is_for_all_outputs_together() -> None:
    made = draft((900_000, KEY_HASH), (0, data_of(40)), (0, data_of(43)), (0, data_of(2)))
    found = policy_of(made, PolicySettings(data_carrier_bytes=83)).reasons
    assert [(reason.name, reason.at, reason.facts["left_bytes"]) for reason in found] == [("datacarrier", 3, 0)]
    assert names(policy_of(made, PolicySettings(data_carrier_bytes=0))) == ["datacarrier"] * 3
    assert policy_of(made, PolicySettings(data_carrier_bytes=85)).accepted


def test_bare_multisig_passes_up_to_three_keys_unless_it_is_not_permitted() -> None:
    def of(keys: int) -> bytes:
        return b"\x51" + push(KEY) * keys + bytes([0x50 + keys]) + b"\xae"

    made = draft((800_000, of(3)))
    assert policy_of(made).accepted
    forbidden = PolicySettings(permit_bare_multisig=False)
    assert names(policy_of(made, forbidden)) == ["bare-multisig"]
    made = draft((800_000, of(4)))
    assert names(policy_of(made)) == ["scriptpubkey"]
    assert policy_of(made).reasons[0].facts == {"required": 1, "keys": 4, "limit": 3}


def test_of_one_output_after_the_other_the_first_fault_is_told_first() -> None:
    made = draft((1, KEY_HASH), (900_000, TRUE), (0, data_of(84)))
    told = [(reason.name, reason.at) for reason in policy_of(made, PolicySettings(27)).reasons]
    assert told == [("dust", 0), ("scriptpubkey", 1), ("scriptpubkey", 2)]
    told = [(reason.name, reason.at) for reason in policy_of(made).reasons]
    assert told == [("scriptpubkey", 1), ("dust", 0)]


def test_of_one_input_after_the_other_the_first_fault_is_told_first() -> None:
    made = draft()
    made.inputs = [Vin(AT, FINAL, b"\x61"), Vin(b"\2" * 36, FINAL, bytes(1651))]
    made.spent = [SpentOutput(500_000, TRUE)] * 2
    told = [(reason.name, reason.at) for reason in policy_of(made).reasons][:2]
    assert told == [("scriptsig-not-pushonly", 0), ("scriptsig-size", 1)]


@pytest.mark.parametrize(("size", "told"), [(64, ["tx-size-small"]), (65, [])])
def test_a_size_of_two_hashes_is_too_small(size: int, told: list[str]) -> None:
    made = draft((900_000, data_of(size - 60)))
    made.outputs = [(0, data_of(size - 60))]
    assert analyse(made.raw()).tx.base_size_bytes == size
    assert names(policy_of(made)) == told


def test_an_anchor_is_known_since_core_28_and_takes_no_witness() -> None:
    made = draft(coin=SpentOutput(1_000_000, PAY_TO_ANCHOR))
    assert policy_of(made).accepted
    assert rules(policy_of(made, PolicySettings(27)))[0] == "input_witness_undefined"
    made.vin.witness = [b"\1"]
    assert names(policy_of(made))[0] == "bad-witness-nonstandard"
    assert names(policy_of(made, PolicySettings(27)))[0] == "bad-txns-nonstandard-inputs"


@pytest.mark.parametrize(
    ("script_sig", "expected"),
    [
        (b"", Pushed()),
        (b"\x00", Pushed(b"")),
        (b"\x51\x4f", Pushed(b"\x81")),
        (b"\x51\x50", Pushed(code="BAD_OPCODE")),
        (push(bytes(521)), Pushed(code="PUSH_SIZE")),
        (push(bytes(520)), Pushed(bytes(520))),
        (bytes(1_001), Pushed(code="STACK_SIZE")),
        (bytes(1_000), Pushed(b"")),
        (push(bytes(500)) * 20, Pushed(code="SCRIPT_SIZE")),
        (b"\x61", None),
        (b"\x02\x01", None),
    ],
)
def test_what_a_script_sig_pushes_is_what_the_engine_leaves(script_sig: bytes, expected: Pushed | None) -> None:
    """The engine runs the same scriptSig before an output script that is empty."""
    assert pushed_by(script_sig) == expected
    if expected is None:
        return
    made = draft(coin=SpentOutput(1_000_000, b""))
    made.vin.script_sig = script_sig
    report = analyse(made.raw(), made.spent)
    failure = verify(report, Rules(0)).inputs[0].run.failure
    code = failure.code if failure else ""
    assert code == (expected.code or ("" if any(expected.last or b"") else "EVAL_FALSE"))


def test_the_details_of_inputs_are_printed_by_the_newest_release_alone() -> None:
    made = draft(coin=SpentOutput(1_000_000, pay_to_script_hash(bytes(20))))
    assert policy_of(made).reasons[0].detail == "input 0 P2SH redeemscript missing"
    made.vin.script_sig = push(bytes(521))
    malformed = "p2sh scriptsig malformed (input 0: Push value size limit exceeded)"
    assert policy_of(made).reasons[0].detail == malformed
    assert policy_of(made, PolicySettings(30)).reasons[0].detail == ""


@pytest.mark.parametrize(("checks", "told"), [(15, False), (16, True)])
def test_a_redeem_script_of_more_than_fifteen_checks_is_refused(checks: int, *, told: bool) -> None:
    redeem = CHECKSIG * checks
    made = draft(coin=SpentOutput(1_000_000, pay_to_script_hash(hash160(redeem))))
    made.vin.script_sig = push(redeem)
    found = policy_of(made, runs=False).reasons
    assert [reason.detail for reason in found] == [
        f"p2sh redeemscript sigops exceed limit (input 0: {checks} > 15)"
    ] * told


@pytest.mark.parametrize(("core", "refused"), [(27, False), (28, False), (29, True), (31, True)])
def test_checks_outside_the_witness_are_limited_since_bip54_was_prepared(core: int, *, refused: bool) -> None:
    script = CHECKSIG * 25
    made = draft()
    for count, expected in ((100, False), (101, refused)):
        made.inputs = [Vin(number.to_bytes(36, "little"), FINAL) for number in range(1, count + 1)]
        made.spent = [SpentOutput(10_000, script)] * count
        found = policy_of(made, PolicySettings(core), runs=False).reasons
        told = [reason.facts for reason in found if reason.rule == "bip54_sigops"]
        assert told == ([{"sigops": 2_525, "limit": 2_500}] if expected else [])


@pytest.mark.parametrize(
    ("witness", "told"),
    [
        ([bytes(81), TRUE], ["witness_item_size"]),
        ([bytes(80), TRUE], []),
        ([b"\1"] * 101 + [TRUE], ["witness_items"]),
        ([b"\1"] * 100 + [TRUE], []),
        ([bytes(3_601)], ["witness_script_size"]),
        ([bytes(3_600)], []),
    ],
)
def test_a_witness_script_and_its_items_are_limited(witness: list[bytes], told: list[str]) -> None:
    made = draft()
    made.vin.witness = witness
    assert rules(policy_of(made, runs=False)) == told


@pytest.mark.parametrize(
    ("witness", "told"),
    [
        ([bytes(64)], []),
        ([bytes(64), b"\x50"], ["annex"]),
        ([bytes(81), TRUE, b"\xc0" + bytes(32)], ["tapscript_item_size"]),
        ([bytes(81), TRUE, b"\xc2" + bytes(32)], []),
        ([bytes(81), TRUE, b""], ["control_block_empty"]),
        ([bytes(81), TRUE, b"\xc1" + bytes(32), b"\x50\1"], ["annex", "tapscript_item_size"]),
    ],
)
def test_a_taproot_witness_has_limits_of_its_own(witness: list[bytes], told: list[str]) -> None:
    made = draft(coin=SpentOutput(1_000_000, pay_to_witness(1, bytes(32))))
    made.vin.witness = witness
    assert rules(policy_of(made, runs=False)) == told


def test_version_3_may_have_ten_thousand_bytes() -> None:
    made = draft((900_000, KEY_HASH))
    made.version = 3
    spare = 10_000 - analyse(made.raw()).tx.vsize_vb - 8 - 3
    made.outputs.append((0, data_of(spare)))
    assert analyse(made.raw()).tx.vsize_vb == 10_000
    assert policy_of(made).accepted
    made.outputs[1] = (0, data_of(spare + 1))
    report = analyse(made.raw())
    (found,) = policy_of(made).reasons
    ids = f"{report.tx.txid[::-1].hex()} (wtxid={report.tx.wtxid[::-1].hex()})"
    assert (found.name, found.detail) == (
        "TRUC-violation",
        f"version=3 tx {ids} is too big: 10001 > 10000 virtual bytes",
    )
    assert names(policy_of(made, PolicySettings(27, data_carrier_bytes=100_000))) == ["version"]


@pytest.mark.parametrize(
    ("lock_time", "tip", "told"),
    [
        (100, None, None),
        (100, Tip(99), ["non-final"]),
        (100, Tip(100), []),
        (1_700_000_000, Tip(900_000), None),
        (1_700_000_000, Tip(900_000, 1_700_000_000), ["non-final"]),
        (1_700_000_000, Tip(900_000, 1_700_000_001), []),
        (500_000_000, None, []),
        (0xFFFFFFFF, None, ["non-final"]),
        (0, None, []),
    ],
)
def test_a_lock_time_is_asked_of_the_tip(lock_time: int, tip: Tip | None, told: list[str] | None) -> None:
    made = draft()
    made.lock_time = lock_time
    made.vin.sequence = 0xFFFFFFFE
    policy = policy_of(made, PolicySettings(tip=tip))
    if told is None:
        assert (policy.accepted, policy.missing) == (None, ("tip",))
    else:
        assert (names(policy), policy.accepted) == (told, not told)
    made.vin.sequence = FINAL
    assert policy_of(made, PolicySettings(tip=tip)).accepted


@pytest.mark.parametrize(
    ("sequence", "coin", "tip", "told"),
    [
        (10, RICH, None, "tip coin_heights"),
        (10, RICH._replace(height=191), None, "tip"),
        (10, RICH, Tip(200), "coin_heights"),
        (1 << 22 | 2, RICH._replace(height=9), Tip(200), "tip coin_heights"),
        (10, RICH._replace(height=191), Tip(200), ""),
        (10, RICH._replace(height=192), Tip(200), "non_bip68_height"),
        (1 << 22 | 2, RICH._replace(height=9, mediantime_before=1_000), Tip(200, 2_023), "non_bip68_time"),
        (1 << 22 | 2, RICH._replace(height=9, mediantime_before=1_000), Tip(200, 2_024), ""),
        (1 << 22 | 2, RICH._replace(height=9), Tip(200, 2_024), "coin_heights"),
        (1 << 22 | 2, RICH._replace(height=9, mediantime_before=1_000), Tip(200), "tip"),
        (0, RICH, None, ""),
        (1 << 31 | 10, RICH, None, ""),
    ],
)
def test_a_relative_lock_is_asked_of_the_coin(sequence: int, coin: SpentOutput, tip: Tip | None, told: str) -> None:
    made = draft(coin=coin)
    made.vin.sequence = sequence
    policy = policy_of(made, PolicySettings(tip=tip))
    assert [*rules(policy), *policy.missing] == told.split()
    made.version = 1
    assert policy_of(made, PolicySettings(tip=tip)).accepted


@pytest.mark.parametrize(("height", "depth"), [(102, 99), (101, 100)])
def test_a_coinbase_is_spent_after_a_hundred_blocks(height: int, depth: int) -> None:
    made = draft(coin=RICH._replace(height=height, coinbase=True))
    found = policy_of(made, PolicySettings(tip=Tip(200))).reasons
    assert [reason.detail for reason in found] == [f"tried to spend coinbase at depth {depth}"] * (depth < 100)
    assert policy_of(made).missing == ("tip",)
    made = draft(coin=RICH._replace(coinbase=True))
    assert policy_of(made).missing == ("tip", "coin_heights")
    assert policy_of(made, PolicySettings(tip=Tip(200))).missing == ("coin_heights",)


@pytest.mark.parametrize(
    ("sequence", "tip", "told"),
    [
        (288, None, Wait("blocks", 288, (0,), ("tip", "height"))),
        (288, Tip(200), Wait("blocks", 288, (0,), ("height",))),
        (1 << 22 | 2, None, Wait("seconds", 1_024, (0,), ("median_time", "mediantime_before"))),
        (1 << 22 | 2, Tip(200), Wait("seconds", 1_024, (0,), ("median_time", "mediantime_before"))),
        (1 << 22 | 2, Tip(200, 2_000_000_000), Wait("seconds", 1_024, (0,), ("mediantime_before",))),
    ],
)
def test_a_wait_asks_only_for_what_settles_it(sequence: int, tip: Tip | None, told: Wait) -> None:
    """A lock in blocks needs no median time."""
    made = draft()
    made.vin.sequence = sequence
    assert policy_of(made, PolicySettings(tip=tip)).waits == (told,)


def test_what_consensus_refuses_comes_first_with_the_numbers_of_the_node() -> None:
    made = draft((1_000_001, TRUE + KEY_HASH))
    found = policy_of(made).reasons
    assert names(policy_of(made)) == ["scriptpubkey", "bad-txns-in-belowout"]
    assert found[1].detail == "value in (0.01) < value out (0.01000001)"
    assert [format_money(sat) for sat in (0, 1, 100_000_000, 123_000_000, 90)] == [
        "0.00",
        "0.00000001",
        "1.00",
        "1.23",
        "0.0000009",
    ]


@pytest.mark.parametrize("core", range(OLDEST_CORE, NEWEST_CORE + 1))
def test_a_script_that_fails_is_called_by_the_words_of_the_release(core: int) -> None:
    made = draft(coin=SpentOutput(1_000_000, pay_to_script_hash(hash160(b"\x51\x51"))))
    made.vin.script_sig = push(b"\x51\x51")
    (found,) = policy_of(made, PolicySettings(core)).reasons
    sentence = "(Stack size must be exactly one after execution)"
    assert (
        found.name
        == ("mempool-script-verify-flag-failed " if core >= 29 else "non-mandatory-script-verify-flag ") + sentence
    )
    assert found.detail.startswith("input 0 of ") is (core >= 29)
    made.vin.script_sig = push(b"\x00")
    (found,) = policy_of(made, PolicySettings(core)).reasons
    assert found.name.partition(" ")[0] == ("mempool" if core >= 29 else "mandatory") + "-script-verify-flag-failed"


def test_a_failure_is_told_by_the_error_of_relay_and_which_one_consensus_comes_to() -> None:
    """An invalid input whose run by the rules of relay fails by another error than that by consensus.

    29.3 has no second run any more (#33050), and with it the one name.
    """
    redeem = b"\x61\xb0\x00"  # NOP, NOP1, 0: relay stops at NOP1, consensus at the end
    made = draft(coin=SpentOutput(1_000_000, pay_to_script_hash(hash160(redeem))))
    made.vin.script_sig = push(redeem)
    for core in range(OLDEST_CORE, NEWEST_CORE + 1):
        (found,) = policy_of(made, PolicySettings(core)).reasons
        name = "mandatory" if core < 29 else "mempool"
        assert found.name == f"{name}-script-verify-flag-failed (NOPx reserved for soft-fork upgrades)"
        assert (found.facts["code"], found.facts["consensus_code"]) == ("DISCOURAGE_UPGRADABLE_NOPS", "EVAL_FALSE")


def test_script_sigs_that_do_more_than_push_fail_by_form_and_scripts_by_their_own_error() -> None:
    assert STANDARD | Rules.SIGPUSHONLY == STANDARD | POLICY
    made = draft(coin=SpentOutput(1_000_000, b"\x51"))
    made.vin.script_sig = b"\x51\x75"
    report = analyse(made.raw(), made.spent)
    (spend,) = verify(report).inputs
    assert (spend.verdict.value, spend.policy and spend.policy.code, spend.standard) == (
        "valid",
        "SIG_PUSHONLY",
        None,
    )
    made.vin.script_sig = b"\x51\x75\x51"
    (spend,) = verify(analyse(made.raw(), made.spent)).inputs
    assert (spend.policy and spend.policy.code, spend.standard and spend.standard.code) == (
        "SIG_PUSHONLY",
        "CLEANSTACK",
    )


def test_a_coinbase_is_refused_and_asked_nothing_else() -> None:
    made = draft()
    made.inputs = [Vin(bytes(32) + b"\xff" * 4, FINAL, b"\x61\x61")]
    assert policy_with(made, [], PolicySettings()) == Policy(False, policy_with(made, [], PolicySettings()).reasons)
    assert names(policy_with(made, [], PolicySettings())) == ["coinbase"]


def test_where_scripts_were_not_run_they_are_missing() -> None:
    assert policy_of(draft(), runs=False).missing == ("scripts",)
    report = analyse(draft().raw(), [RICH])
    by_name = verify(report, Rules(0))
    assert relay_policy(report, by_name, PolicySettings()).missing == ("scripts",)


def test_many_inputs_and_outputs_take_linear_time() -> None:
    reports = {}
    for count in (2_000, 8_000):
        inputs = [Vin(number.to_bytes(36, "little"), 10) for number in range(1, count)]
        made = Draft(2, inputs, [(1, b"")] * count, 7, [], 0)
        spent = [SpentOutput(5, pay_to_script_hash(bytes(20)), 3, coinbase=True)] * (count - 1)
        reports[count] = analyse(made.raw(), spent)

    def asked(count: int) -> None:
        policy = relay_policy(reports[count], None, PolicySettings(tip=Tip(5)))
        assert len(policy.reasons) > 4 * count

    assert grows_in_step(asked, 2_000, 8_000)


def test_what_one_transaction_cannot_show_is_listed_once() -> None:
    assert len(set(NOT_LOOKED_AT)) == len(NOT_LOOKED_AT)
