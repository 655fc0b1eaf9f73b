"""Shapes of scripts and kinds of spend: each is recognised, and its near misses are not."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from conftest import EXAMPLES

from txexplain.analyse import analyse
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import NETWORKS
from txexplain.model.report import Certainty, Match, SpentOutput
from txexplain.model.script import Script, opcode_name
from txexplain.templates import outputs, spends
from txexplain.templates.outputs import output_type
from txexplain.templates.scripts import shapes_of
from txexplain.texts import Texts
from txexplain.wire.script import instructions, parse

KEY = "21" + "02" + "11" * 32
HASH = "14" + "22" * 20
XONLY = "20" + "33" * 32
TO_LOCAL = f"63{KEY}67029000b275{KEY}68ac"
HTLC_HEAD = f"76a9{HASH}8763ac67{KEY}7c820120"
OFFERED = f"{HTLC_HEAD}876475527c{KEY}52ae67a9{HASH}88ac68"
RECEIVED = f"{HTLC_HEAD}8763a9{HASH}88527c{KEY}52ae677502e803b175ac68"
ANCHOR_DELAY = "51b275"


def script(hex_script: str, *, tapscript: bool = False) -> Script:
    return parse(ByteSlice(100, bytes.fromhex(hex_script)), tapscript=tapscript)


def shapes(hex_script: str, *, tapscript: bool = False) -> list[str]:
    return [match.key for match in shapes_of(script(hex_script, tapscript=tapscript))]


def matched(hex_script: str, key: str, *, tapscript: bool = False) -> Match:
    return next(match for match in shapes_of(script(hex_script, tapscript=tapscript)) if match.key == key)


@pytest.mark.parametrize(
    ("hex_script", "key"),
    [
        (TO_LOCAL, "lightning_to_local"),
        (f"{KEY}ad51b2", "lightning_to_remote"),
        (f"{KEY}ac736460b268", "lightning_anchor"),
        (f"{OFFERED}68", "lightning_offered_htlc"),
        (f"{OFFERED}{ANCHOR_DELAY}68", "lightning_offered_htlc"),
        (f"{RECEIVED}68", "lightning_received_htlc"),
        (f"{RECEIVED}{ANCHOR_DELAY}68", "lightning_received_htlc"),
        (f"51{KEY}51ae", "multisig"),
        (f"a8{'20' + '44' * 32}88{KEY}ac", "hash_lock"),
        (f"02e803b175{KEY}ac", "absolute_lock"),
        (f"029000b275{KEY}ac", "relative_lock"),
    ],
)
def test_shape_is_recognised_whole_and_in_no_prefix(hex_script: str, key: str) -> None:
    assert key in shapes(hex_script)
    if key not in ("hash_lock", "absolute_lock", "relative_lock"):
        for cut in range(0, len(hex_script), 2):
            assert key not in shapes(hex_script[:cut])
        assert key not in shapes(hex_script + "61")


def test_tapscript_shapes_are_recognised_in_tapscript_only() -> None:
    two_of_three = f"{XONLY}ac{XONLY}ba{XONLY}ba529c"
    inscription = f"{XONLY}ac0063036f7264010109{b'image/png'.hex()}00{'03aabbcc' * 2}68"
    assert shapes(two_of_three, tapscript=True) == ["checksigadd_multisig"]
    assert matched(two_of_three, "checksigadd_multisig", tapscript=True).facts == {"required": 2, "total": 3}
    assert "inscription" in shapes(inscription, tapscript=True)
    match = matched(inscription, "inscription", tapscript=True)
    assert [piece.data for piece in match.pieces("content_type")] == [b"image/png"]
    assert match.facts["body_bytes"] == 6
    assert shapes(two_of_three) == shapes(f"{XONLY}ac") == []
    assert shapes(f"{XONLY}ac", tapscript=True) == ["single_key"]
    assert shapes(f"{XONLY}ac{XONLY}ba549c", tapscript=True) == [], "more signatures than keys"


def test_captures_point_at_the_bytes() -> None:
    match = matched(TO_LOCAL, "lightning_to_local")
    assert match.facts == {"delay": 144}
    (key,) = match.pieces("delayed_key")
    offset = key.start - 100
    assert bytes.fromhex(TO_LOCAL)[offset : offset + 33] == key.data == bytes.fromhex(KEY)[1:]


@pytest.mark.parametrize(
    ("hex_script", "type_"),
    [
        (f"a9{HASH}87", "scripthash"),
        ("a94c14" + "22" * 20 + "87", "nonstandard"),
        (f"76a9{HASH}88ac", "pubkeyhash"),
        ("76a94c14" + "22" * 20 + "88ac", "nonstandard"),
        (f"0014{'22' * 20}", "witness_v0_keyhash"),
        (f"0020{'22' * 32}", "witness_v0_scripthash"),
        (f"0021{'22' * 33}", "nonstandard"),
        (f"5120{'22' * 32}", "witness_v1_taproot"),
        (f"514c20{'22' * 32}", "nonstandard"),
        (f"511f{'22' * 31}", "witness_unknown"),
        (f"6028{'22' * 40}", "witness_unknown"),
        (f"6029{'22' * 41}", "nonstandard"),
        ("5101ff", "nonstandard"),
        (f"51{KEY}{KEY}52ae", "multisig"),
        (f"52{KEY}51ae", "nonstandard"),
        (f"00{KEY}51ae", "nonstandard"),
        ("51" + KEY * 17 + "0111ae", "multisig"),
        ("51" + KEY * 3 + "0103ae", "nonstandard"),
        ("51" + KEY * 21 + "0115ae", "nonstandard"),
        ("51" + KEY.replace("21", "4c21", 1) + "51ae", "multisig"),
        ("51" + "21" + "05" + "11" * 32 + "51ae", "nonstandard"),
        (f"{KEY}ac", "pubkey"),
        ("21" + "04" + "11" * 32 + "ac", "nonstandard"),
        ("41" + "07" + "11" * 64 + "ac", "pubkey"),
        ("6a50", "nulldata"),
        ("6a61", "nonstandard"),
        ("6a" + "4e" + "10270000" + "00" * 10_000, "nulldata"),
    ],
)
def test_output_types_are_those_of_cores_solver(hex_script: str, type_: str) -> None:
    assert output_type(script(hex_script)).key == type_
    fits = [key for key in outputs.TYPES if outputs.template_of(key).match(script(hex_script))]
    assert fits[:1] == ([type_] if type_ != "nonstandard" else []), "a type was not tried for its first byte"


def names_in(package: ModuleType, but: set[str]) -> set[str]:
    return {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__"} - but


def test_every_type_of_output_has_its_line_and_is_what_it_is_called() -> None:
    assert set(outputs.TYPES) == names_in(outputs, but={"template"})
    for key in outputs.TYPES:
        template = outputs.template_of(key)
        assert template.key == key
        assert Texts().has("kinds", "spend", template.spend, "name")


def test_every_kind_of_spend_has_its_line_and_spends_a_type_that_there_is() -> None:
    helpers = {"template", "view", "taproot", "preimages"}
    assert {*spends.KINDS, "coinbase"} == names_in(spends, but=helpers)
    assert set(spends.KINDS.values()) <= set(outputs.TYPES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_input_implies_the_output_script_that_it_spends_or_none(name: str) -> None:
    """Where none is implied, nothing in the input is hashed into one: bare keys, multisig, taproot."""
    for coin, item in zip(EXAMPLES[name].spent_outputs, analyse(EXAMPLES[name].raw).inputs, strict=False):
        if item.kind.key not in ("p2pk", "p2ms", "p2tr-key", "p2tr-script", "unknown", "coinbase"):
            assert spends.implied_script(item.kind) == coin.script_pubkey
        else:
            assert spends.implied_script(item.kind) is None


def test_instructions_tile_any_script() -> None:
    import random

    choose = random.Random(16)
    for _ in range(2000):
        data = bytes(
            choose.choice([0, 1, 2, 75, 76, 77, 78, 79, 0x51, 0xAC, choose.randrange(256)])
            for _ in range(choose.randrange(40))
        )
        position = 7
        items = list(instructions(data, 7))
        for item in items:
            assert item.span.start == position < item.span.end
            assert item.flaw is None or item is items[-1]
            position = item.span.end
        assert position == 7 + len(data)


def test_a_known_spent_output_decides_the_kind_and_a_guess_says_so() -> None:
    known = analyse(EXAMPLES["p2wpkh"].raw, EXAMPLES["p2wpkh"].spent_outputs)
    likely = analyse(EXAMPLES["p2wpkh"].raw)
    assert (known.inputs[0].certainty, likely.inputs[0].certainty) == (Certainty.PROVEN, Certainty.HEURISTIC)
    assert (known.fee_sat, likely.fee_sat) == (14_100, None)
    other = analyse(EXAMPLES["p2wpkh"].raw, [SpentOutput(1, bytes.fromhex("51024e73"))])
    assert (other.inputs[0].kind.key, other.inputs[0].kind.captures) == ("p2a", ())


def test_lightning_commitments_are_told_by_their_hidden_number() -> None:
    example = EXAMPLES["lightning-close"]
    finding = analyse(example.raw, example.spent_outputs).finding("lightning_commitment")
    assert finding.certainty is Certainty.HEURISTIC
    plain = bytearray(example.raw)
    plain[-1] = 0
    assert analyse(bytes(plain), example.spent_outputs).finding("lightning_commitment") is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("lightning-htlc", "lightning_offered_htlc"),
        ("htlc-refund", "lightning_received_htlc"),
        ("lightning-to-local", "lightning_to_local"),
        ("inscription", "inscription"),
        ("checksigadd", "checksigadd_multisig"),
        ("cltv", "absolute_lock"),
        ("csv", "relative_lock"),
        ("htlc-claim", "hash_lock"),
        ("p2wsh-multisig", "multisig"),
    ],
)
def test_real_specimens_have_their_shape(name: str, key: str) -> None:
    report = analyse(EXAMPLES[name].raw, EXAMPLES[name].spent_outputs)
    assert key in [shape.key for item in report.inputs for inner in item.inner_scripts for shape in inner.shapes]


def test_an_op_success_is_all_there_is_to_say_of_a_leaf() -> None:
    for code in ("7e", "50", "bb", "fe"):
        found = shapes_of(script(f"{XONLY}ac{code}51b1", tapscript=True))
        assert [match.key for match in found] == ["op_success"]
        assert found[0].facts == {"opcode": f"OP_SUCCESS{int(code, 16)}"}
    assert "op_success" not in shapes("7e51b1")
    assert shapes("017e51", tapscript=True) == [], "a pushed byte is no opcode"
    assert "op_success" not in shapes("05aa7e", tapscript=True), "it stands behind a push that is cut short"
    assert (opcode_name(0x7E), opcode_name(0x7E, tapscript=True)) == ("OP_CAT", "OP_SUCCESS126")
    assert opcode_name(0xBA, tapscript=True) == opcode_name(0xBA) == "OP_CHECKSIGADD"


def test_shapes_of_the_old_scripts_are_not_seen_in_tapscript() -> None:
    for hex_script in (f"51{KEY}51ae", f"{KEY}ac", TO_LOCAL):
        assert set(shapes(hex_script, tapscript=True)) <= {"relative_lock"}


def test_an_inscription_without_a_body_has_none() -> None:
    envelope = f"0063036f726401010a{b'text/plain'.hex()}68{XONLY}ac"
    assert matched(envelope, "inscription", tapscript=True).facts == {"body_bytes": 0}


@pytest.mark.parametrize(
    ("hex_script", "key"),
    [
        ("", "empty_output_script"),
        ("6a05", "truncated_push"),
        ("61" * 10_001, "oversized_output_script"),
        ("0003aabbcc", "witness_v0_wrong_length"),
        (f"0014{'00' * 20}", "zero_program"),
        (f"0014{'00' * 19}80", "zero_program"),
        (f"5120{'00' * 32}", "zero_program"),
        (f"5120{'ff' * 32}", "key_off_curve"),
        (f"21{'02' + 'ff' * 32}ac", "key_off_curve"),
        (f"41{'04' + '11' * 64}ac", "key_off_curve"),
    ],
)
def test_outputs_that_nobody_or_anybody_can_spend_are_pointed_out(hex_script: str, key: str) -> None:
    data = bytes.fromhex(hex_script)
    size = bytes([len(data)]) if len(data) < 0xFD else b"\xfd" + len(data).to_bytes(2, "little")
    raw = EXAMPLES["first"].raw[:118] + b"\x01" + bytes(8) + size + data + bytes(4)
    odd = [finding.key for finding in analyse(raw).findings if finding.level.value == "odd"]
    assert odd == [key]


def test_outputs_of_the_examples_are_not_pointed_out_without_reason() -> None:
    keys = {"zero_program", "key_off_curve", "witness_v0_wrong_length", "truncated_push", "oversized_output_script"}
    for example in EXAMPLES.values():
        assert not keys & {finding.key for finding in analyse(example.raw).findings}


def test_every_hash_lock_and_lock_time_is_found() -> None:
    two = f"a8{'20' + '44' * 32}88a9{'14' + '55' * 20}88{KEY}ac"
    assert [match.facts["opcode"] for match in shapes_of(script(two))] == ["OP_SHA256", "OP_HASH160"]
    assert [match.facts["lock_time"] for match in shapes_of(script("51b17552b17551b175"))] == [1, 2]


def test_an_envelope_ends_where_it_ends() -> None:
    assert shapes("0063036f7264510a" + b"text/plain".hex() + "00", tapscript=True) == [], "no OP_ENDIF"
    empty = matched("0063036f72645168" + "00" + "03aabbcc" + "51", "inscription", tapscript=True)
    assert (empty.captures, empty.facts) == ((), {"body_bytes": 0})


def test_small_numbers_are_items_and_op_reserved_is_none() -> None:
    from txexplain.templates.spends.view import SpendView

    items = SpendView(script("00515f4f02aabb"), (), None).pushes
    assert [piece.data for piece in items] == [b"", b"\x01", b"\x0f", b"\x81", b"\xaa\xbb"]
    assert SpendView(script("5050"), (), None).pushes is None


def test_an_input_that_does_not_have_the_usual_form_is_said_not_to_fit() -> None:
    raw = EXAMPLES["p2wpkh"].raw
    fits = analyse(raw, EXAMPLES["p2wpkh"].spent_outputs).inputs[0]
    odd = analyse(raw, [SpentOutput(1, bytes.fromhex(f"a914{'22' * 20}87"))]).inputs[0]
    assert (fits.fits, odd.fits) == (True, False)
    assert all(
        item.fits for example in EXAMPLES.values() for item in analyse(example.raw, example.spent_outputs).inputs
    )


def test_amounts_of_spent_outputs_are_added_up() -> None:
    example = EXAMPLES["first-p2pkh"]
    coins = [SpentOutput(20_000_000 * 10**8, spent.script_pubkey) for spent in example.spent_outputs]
    finding = analyse(example.raw, coins).finding("bad-txns-inputvalues-outofrange")
    assert finding.facts == {"vin": 1, "value_sat": 40_000_000 * 10**8}


def test_an_old_coinbase_has_no_height_and_a_new_one_has() -> None:
    assert "height" not in analyse(EXAMPLES["genesis"].raw).inputs[0].kind.facts
    assert analyse(EXAMPLES["coinbase"].raw).inputs[0].kind.facts["height"] == 866_342
    low = EXAMPLES["coinbase"].raw.replace(bytes.fromhex("0326380d04"), bytes.fromhex("0400112204"))
    assert "height" not in analyse(low).inputs[0].kind.facts
    four = EXAMPLES["genesis"].raw.replace(bytes.fromhex("4d04ffff001d0104"), bytes.fromhex("4d5404ffff001d01"))
    assert "height" not in analyse(four).inputs[0].kind.facts
    assert analyse(four, network=NETWORKS["regtest"]).inputs[0].kind.facts["height"] == 4


def test_arguments_are_signatures_only_where_the_script_checks_one() -> None:
    preimage_only = bytes.fromhex("a8" + "20" + "44" * 32 + "87")
    spent = SpentOutput(1000, bytes.fromhex("0020" + "55" * 32))
    raw = EXAMPLES["p2wpkh"].raw
    item = analyse(raw).tx.inputs[0].witness[1]
    changed = raw[: item.start - 1] + bytes([len(preimage_only)]) + preimage_only + raw[item.end :]
    (found,) = analyse(changed, [spent]).inputs
    assert [capture.role for capture in found.kind.captures] == ["witness_script"]


def test_the_constants_of_opcodes_are_those_of_the_table() -> None:
    from txexplain.model import script as model

    constants = {name: value for name, value in vars(model).items() if re.fullmatch(r"OP_[A-Z0-9]+", name)}
    assert len(constants) > 30
    assert len(model.OPCODE_NAMES) == 256
    for name, value in constants.items():
        assert model.OPCODE_NAMES[value] == name


@pytest.mark.parametrize(
    ("number", "unit"),
    [("00", "height"), ("02e803", "height"), ("0400ca9a3b", "time"), ("4f", "negative"), ("050000000001", "never")],
)
def test_absolute_locks_say_what_they_wait_for(number: str, unit: str) -> None:
    (match,) = shapes_of(script(number + "b1"))
    assert match.facts["unit"] == unit


@pytest.mark.parametrize(
    ("number", "unit", "count"),
    [("029000", "blocks", 144), ("03070040", "time", 7), ("4f", "negative", 0xFFFF), ("050000008000", "off", 0)],
)
def test_relative_locks_say_what_they_wait_for(number: str, unit: str, count: int) -> None:
    (match,) = shapes_of(script(number + "b2"))
    assert (match.facts["unit"], match.facts["count"]) == (unit, count)


@pytest.mark.parametrize(
    ("version", "sequence", "key", "count"),
    [
        (2, 0xFFFFFFFF, "sequence_final", None),
        (2, 0xFFFFFFFE, "sequence_lock_time_only", None),
        (2, 0xFFFFFFFD, "sequence_replaceable", None),
        (2, 0x80000000, "sequence_replaceable", None),
        (2, 0x7FFFFFFF, "sequence_time", 0xFFFF),
        (2, 0x00400001, "sequence_time", 1),
        (2, 0x00400000, "sequence_no_wait", None),
        (2, 0x00000000, "sequence_no_wait", None),
        (2, 0x00000090, "sequence_blocks", 144),
        (1, 0x00000090, "sequence_version_1", None),
        (0xFFFFFFFF, 0x00000090, "sequence_blocks", 144),
    ],
)
def test_sequences_mean_what_bip68_and_bip125_say(version: int, sequence: int, key: str, count: int | None) -> None:
    raw = EXAMPLES["first"].raw
    changed = version.to_bytes(4, "little") + raw[4:114] + sequence.to_bytes(4, "little") + raw[118:]
    meaning = analyse(changed).inputs[0].sequence_meaning
    assert (meaning.key, meaning.facts.get("count")) == (key, count)


@pytest.mark.parametrize(
    ("lock_time", "sequence", "key"),
    [
        (0, 0, "lock_time_none"),
        (499_999_999, 0, "lock_time_height"),
        (500_000_000, 0, "lock_time_past"),
        (1_231_006_505, 0, "lock_time_time"),
        (499_999_999, 0xFFFFFFFF, "lock_time_ignored_height"),
        (500_000_000, 0xFFFFFFFF, "lock_time_ignored_time"),
    ],
)
def test_lock_times_mean_what_core_makes_of_them(lock_time: int, sequence: int, key: str) -> None:
    raw = EXAMPLES["first"].raw
    changed = raw[:114] + sequence.to_bytes(4, "little") + raw[118:-4] + lock_time.to_bytes(4, "little")
    assert analyse(changed).finding(key)
