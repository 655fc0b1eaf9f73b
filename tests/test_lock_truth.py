"""What `lock` and `script` say is true of locks that nothing opens, and of those that are not as they look."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from conftest import FULL, Ran
from said_fixlock import CLOSED, HASHED, NOBODYS, OFF_CURVE, A, B
from said_lock import KEYS, XPUB
from said_script import OUTPUT_SCRIPTS
from test_lock import data_of
from test_lock_page import answer_of, page_of
from test_miniscript import Inventor

import txexplain
from txexplain.miniscript.node import Node
from txexplain.miniscript.write import text_of
from txexplain.model.errors import TxExplainError
from txexplain.model.rules import CONSENSUS
from txexplain.model.signing import SigVersion
from txexplain.model.spend import Verdict
from txexplain.opening import open_ways, useless_keys
from txexplain.opening.closed import why_closed, why_script_fails
from txexplain.script.spend import run_alone
from txexplain.sources.lock_text import lock_in
from txexplain.wire.assemble import assemble
from txexplain.wire.hashes import sha256
from txexplain.wire.output_scripts import pay_to_script_hash, pay_to_witness

Cli = Callable[..., Ran]
C = KEYS[2]
H = "aa" * 32


def ways_of(what: str) -> list[dict]:
    (locked, *_) = data_of(what)["scripts"]
    assert locked["more_ways"] is not None
    return locked["ways"]


def signers_of(what: str) -> list[list[tuple[int, list[str]]]]:
    """Of each way who signs: how many of which keys."""
    return [
        [(each["needed"], [key["key"] for key in each["keys"]]) for each in way["signers"]] for way in ways_of(what)
    ]


# What nothing opens


@pytest.mark.parametrize("reason", CLOSED)
def test_what_nothing_opens_is_said_to_be_so_and_why(reason: str) -> None:
    locked = data_of(CLOSED[reason])["scripts"][0]
    assert (locked["ways"], locked["closed_by"]) == ([], reason)
    assert "othing can open it: " in answer_of(CLOSED[reason]) or "Nothing can ever open it: " in answer_of(
        CLOSED[reason]
    )


@pytest.mark.parametrize(
    "address",
    [
        "bc1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq9e75rs",
        "5120" + "00" * 32,
        "5120" + "00" * 31 + "80",
        "0020" + "00" * 32,
        "0014" + "00" * 19 + "80",
        "60020000",
    ],
)
def test_a_program_that_counts_as_false_is_opened_by_nothing(cli: Cli, address: str) -> None:
    assert "its witness program counts as false" in " ".join(cli("lock", address).out.split())
    assert data_of(address)["scripts"][0]["closed_by"] == "zero_program"
    if address[:3] != "bc1":
        ran = cli("script", address)
        assert ran.status == 1
        assert "its witness program counts as false" in " ".join(ran.out.split())


def test_a_program_of_zeros_that_ends_otherwise_counts_as_true() -> None:
    assert data_of("0014" + "00" * 19 + "01")["scripts"][0]["closed_by"] is None
    assert len(ways_of("0014" + "00" * 19 + "81")) == 1


def test_a_program_in_a_redeem_script_is_judged_as_one() -> None:
    for redeem, reason in (
        (pay_to_witness(0, bytes(20)), "zero_program"),
        (pay_to_witness(0, b"\1" * 21), "witness_v0_wrong_length"),
        (pay_to_witness(1, b"\xff" * 32), None),  # in P2SH taproot has no rules
        (b"\x51\x6a", "failing_opcode"),
    ):
        assert why_closed(pay_to_script_hash(bytes(20)), redeem) == reason


def test_a_script_that_cannot_run_is_not_one_of_an_unknown_form() -> None:
    for script in (CLOSED["truncated_push"], "16", "4c", "50", "516a", CLOSED["long_push"]):
        assert why_script_fails(bytes.fromhex(script))
        for known in ({"redeem_script": bytes.fromhex(script)}, {"witness_script": bytes.fromhex(script)}):
            output = pay_to_script_hash(bytes(20)) if "redeem_script" in known else pay_to_witness(0, bytes([1]) * 32)
            if len(script) <= 1_040 or "witness_script" in known:
                assert open_ways(output, **known) == ((), 0, None)


def _scripts(many: int) -> Iterator[bytes]:
    """Of a few opcodes, branches and pushes, some of them cut short."""
    random_ = random.Random(617)
    pieces = ["00", "51", "63", "64", "67", "68", "69", "6a", "50", "62", "65", "7e", "ba", "75", "76", "87", "0101"]
    for _ in range(many):
        yield bytes.fromhex(
            "".join(random_.choices(pieces, k=random_.randint(1, 7))) + random_.choice(["", "", "02aa"])
        )


def test_what_is_said_to_fail_always_fails_whatever_is_on_the_stack(record_property) -> None:
    random_, failing = random.Random(618), 0
    for script in _scripts(3_000 if FULL else 800):
        if why_script_fails(script):
            failing += 1
            for _ in range(8):
                items = [random_.choice([b"", b"\1", b"\2", b"\1" * 5]) for _ in range(8)]
                assert run_alone(script, SigVersion.BASE, items, CONSENSUS).verdict is Verdict.INVALID, script.hex()
    record_property("scripts that always fail", f"{failing} that fail, with 8 stacks each")
    assert failing > 100


def test_what_is_run_in_a_branch_only_does_not_always_fail() -> None:
    assert why_script_fails(bytes.fromhex("636a6851")) is None
    assert why_script_fails(bytes.fromhex("637e6851")) == "disabled_opcode"
    assert why_script_fails(bytes.fromhex("63656851")) == "failing_opcode"
    assert why_script_fails(bytes.fromhex("ba")) == "failing_opcode"
    assert why_script_fails(bytes.fromhex("ba"), tapscript=True) is None
    assert why_script_fails(bytes.fromhex("ae"), tapscript=True) == "failing_opcode"


def test_script_says_that_nothing_opens_a_taproot_key_off_the_curve(cli: Cli) -> None:
    ran = cli("script", CLOSED["key_off_curve"])
    told = " ".join(ran.out.split())
    assert "opened by Nothing can open it: its key is not a point on the curve" in told
    assert "One of them always does" in told
    assert "txexplain lock" not in told


def test_a_program_of_version_0_of_a_wrong_length_is_invalid_whatever_opens_it(cli: Cli) -> None:
    ran = cli("script", "0003abcdef")
    assert ran.status == 1
    assert "WITNESS_PROGRAM_WRONG_LENGTH" in ran.out
    assert cli("script", "5203abcdef").status == 4


# Keys


def test_a_key_off_the_curve_never_signs() -> None:
    assert signers_of(f"5121{A}21{OFF_CURVE}52ae") == [[(1, [A])]]
    assert signers_of(f"5221{A}21{OFF_CURVE}21{B}53ae") == [[(2, [A, B])]]
    assert signers_of(f"6321{OFF_CURVE}ac6721{A}ac68") == [[(1, [A])]]
    page = page_of(f"5121{A}21{OFF_CURVE}52ae")
    assert f"not usable {OFF_CURVE}"[:40] in " ".join(page.split())
    assert useless_keys(bytes.fromhex(f"20{OFF_CURVE[2:]}ac20{A[2:]}ba"), tapscript=True) == (
        bytes.fromhex(OFF_CURVE[2:]),
    )


@pytest.mark.parametrize(
    ("script", "signers"),
    [
        (f"5221{A}21{A}21{B}53ae", [[(1, [A])]]),
        (f"5321{A}21{A}21{B}21{C}54ae", [[(1, [A]), (1, [B, C])]]),
        (f"5221{A}21{A}21{B}21{C}54ae", [[(1, [A])], [(2, [B, C])]]),
        (f"5321{A}21{A}21{B}53ae", [[(2, [A, B])]]),
        (f"5221{A}21{A}21{B}21{B}54ae", [[(1, [A])], [(1, [B])]]),
    ],
)
def test_a_key_that_a_multisig_has_twice_signs_twice(script: str, signers: list[list[tuple[int, list[str]]]]) -> None:
    def sorted_(found: list[list[tuple[int, list[str]]]]) -> list[list[tuple[int, list[str]]]]:
        return sorted(sorted((needed, sorted(keys)) for needed, keys in each) for each in found)

    assert sorted_(signers_of(script)) == sorted_(signers)
    assert "The multisig has this key more than once" in page_of(script)


def test_a_multisig_that_asks_for_no_signature_is_open_to_anybody() -> None:
    script = f"0021{A}21{B}52ae"
    assert [way["signed"] for way in ways_of(script)] == [False]
    assert answer_of(script).startswith("Anybody can open it")
    assert run_alone(bytes.fromhex(script), SigVersion.BASE, [b""], CONSENSUS).verdict is Verdict.VALID


def test_the_key_that_nobody_has_is_said_to_open_nothing() -> None:
    for what in (f"tr({NOBODYS})", f"rawtr({NOBODYS})", f"5120{NOBODYS}"):
        assert answer_of(what).startswith("As far as anyone knows, nothing can open it")
    with_script = f"tr({NOBODYS},pk({A}))"
    assert signers_of(with_script) == [[(1, [A[2:]])]]
    assert "The key path is closed" in page_of(with_script)
    assert "The key path is closed" not in page_of(f"tr({B},pk({A}))")


def test_those_who_sign_together_are_named() -> None:
    key = ways_of(f"tr(musig({A},{B}))")[0]["signers"][0]["keys"][0]
    assert key["participants"] == [A, B]
    assert "2 participants make together" in answer_of(f"tr(musig({A},{B}))")
    assert "all of them must take part" in " ".join(page_of(f"tr(musig({A},{B}))").split())
    assert ways_of(f"tr({A})")[0]["signers"][0]["keys"][0]["participants"] == []


# Ways


@pytest.mark.parametrize(
    "what",
    [
        f"wsh(and_v(v:sha256({H}),or_i(pk({A}),pk({B}))))",
        f"wsh(and_v(v:hash160({H[:40]}),or_i(pk({A}),pk({B}))))",
        f"wsh(and_v(v:sha256({H}),and_b(or_i(0,older(1)),a:pk({A}))))",
        f"{HASHED}6321{A}ac6721{B}ac68",
    ],
)
def test_a_choice_behind_a_hash_that_must_be_shown_is_one_of_the_spender(what: str) -> None:
    assert all(way["preimages"] and way["signers"] for way in ways_of(what))


def _sane(tapscript: bool) -> Iterator[str]:
    """Miniscripts of Core's tests and invented ones, with real keys."""
    letters: dict[str, str] = {}

    def key(found: re.Match[str]) -> str:
        number = letters.setdefault(found[0], str(len(letters)))
        return f"{XPUB}/{number}"

    for line in Path(__file__).with_name("miniscripts_of_core.tsv").read_text("utf-8").splitlines():
        text = line.split("\t")[0]
        if not text.startswith("#"):
            yield re.sub(r"\b[A-Z][0-9]*\b", key, text)
    random_ = random.Random(619)
    for _ in range(8_000 if FULL else 1_000):
        node = Inventor(random_, tapscript=tapscript).expression(random_.randint(1, 5))
        if {"B", "m", "s"} <= node.type:
            yield _with_own_keys(node)


def _with_own_keys(node: Node) -> str:
    """Its text, each key another one."""
    numbers = count()
    return text_of(node, lambda _: f"{XPUB}/{next(numbers)}")


@pytest.mark.parametrize("tapscript", [False, True])
def test_every_sane_miniscript_has_its_ways(tapscript: bool, record_property) -> None:
    told, refused = 0, 0
    for text in _sane(tapscript):
        what = f"tr({A},{text})" if tapscript else f"wsh({text})"
        try:
            ways = ways_of(what)
        except TxExplainError:
            refused += 1
            continue
        told += 1
        assert [way for way in ways if way["place"] in ("leaf", "witness_script")], what
    record_property("miniscripts, by lock", f"{told} told, {refused} refused")
    assert told > 80


def test_a_way_that_needs_nobody_beside_others_is_not_said_of_all() -> None:
    answer = answer_of(f"21{A}ac73640160b268")
    assert answer.startswith("There are 2 ways to open it. Anybody can take one of them, no earlier than 96 blocks")
    assert "It opens" not in answer


def test_where_no_weight_is_known_no_way_is_called_the_cheapest() -> None:
    assert "One takes" in answer_of(f"{HASHED}6321{A}ac6721{B}ac68")


@pytest.mark.parametrize("lock", ["older(65536)", "older(4194304)", "older(12582912)"])
def test_a_relative_lock_of_nothing_is_no_wait(lock: str) -> None:
    assert "without a wait" in answer_of(f"wsh(and_v(v:pk({A}),{lock}))")


def test_weights_are_the_most_that_a_signature_can_be() -> None:
    assert ways_of(f"tr({A})")[0]["weight_wu"] == 4 * 41 + 1 + 66
    unknown, known = ways_of("76a914" + "11" * 20 + "88ac")[0], ways_of(f"pkh({A})")[0]
    assert (unknown["weight_wu"], unknown["uncompressed_wu"]) == (592, 720)
    assert (known["weight_wu"], known["uncompressed_wu"]) == (592, None)
    assert ways_of("0014" + "11" * 20)[0]["uncompressed_wu"] is None
    assert "or 180 vB (720 WU) if the key is uncompressed" in " ".join(page_of("76a914" + "11" * 20 + "88ac").split())
    assert "Signatures are counted" not in page_of("51")


def test_two_keys_are_both() -> None:
    assert "signatures for both keys" in answer_of(f"wsh(multi(2,{A},{B}))")


# Descriptors


def test_a_multipath_is_shown_as_it_was_given_and_what_it_makes() -> None:
    session = txexplain.lock(f"wpkh({XPUB}/<0;1>/*)")
    report = session.report
    assert report.descriptor.startswith(f"wpkh({XPUB}/<0;1>/*)#")
    assert report.descriptor[-8:] == session.to_dict()["checksum"]
    assert [each[-13:-9] for each in report.made] == ["0/*)", "1/*)"]
    assert data_of(report.descriptor) == session.to_dict()


def test_of_a_combo_it_is_said_which_script_is_told() -> None:
    assert "it makes 4 output scripts; what follows is about the first (P2PK)" in " ".join(
        page_of(f"combo({A})").split()
    )
    assert "output scripts;" not in page_of(f"pkh({A})")
    ranged = " ".join(page_of(f"combo({XPUB}/<0;1>/*)").split())
    assert "8 output scripts per index; what follows is about the first (index 0, usually to receive, P2PK)" in ranged
    assert "one output script per index; what follows is for index 0" in " ".join(page_of(f"pkh({XPUB}/*)").split())


# What is read


def _assembly_on(page: str) -> str:
    """What the page prints as `locked by`."""
    found = re.search(r"^  locked by +(.*?)\n  \S", page, re.S | re.M)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "script",
    [
        *OUTPUT_SCRIPTS.values(),
        f"21{A}ac",
        f"21{A}ac21{B}",
        f"21{A}",
        f"21{A}21{B}",
        f"{HASHED}6321{A}ac6721{B}ac68",
        f"029000b27521{A}ac",
        "4c0101",
        "6a",
    ],
)
def test_the_assembly_of_the_page_is_read_by_lock_and_script(cli: Cli, script: str) -> None:
    shown = _assembly_on(cli("lock", script, "--all").out)
    for text in (shown, " ".join(shown.split())):
        again = re.sub(r"<([0-9a-f]+)\s+([0-9a-f]+)>", r"<\1\2>", text)
        assert lock_in(again).raw.hex() == script
        assert json.loads(cli("script", again, "--json").out) == json.loads(cli("script", script, "--json").out)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (f"<{A}> OP_CHECKSIG", f"21{A}ac"),
        (f'"<{A}> OP_CHECKSIG",', f"21{A}ac"),
        ("OP_RETURN 'hello'", "6a0568656c6c6f"),
        ('OP_RETURN "hello"', "6a0568656c6c6f"),
        (f"`OP_0 <{'11' * 20}>`", "0014" + "11" * 20),
        (f"<{'11' * 20}> <{'22' * 20}>", "14" + "11" * 20 + "14" + "22" * 20),
    ],
)
def test_quotes_and_brackets_of_assembly_are_part_of_it(text: str, script: str) -> None:
    assert lock_in(text).raw.hex() == script


@pytest.mark.parametrize("around", ['"{}"', "'{}'", "<{}>", '{}",', "({}"[1:], "{}."])
def test_what_is_pasted_around_other_things_is_taken_off(around: str) -> None:
    for text in ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", f"pkh({A})"):
        assert lock_in(around.format(text)).text == text


def test_the_beginning_of_an_address_is_said_to_be_that(cli: Cli) -> None:
    for text in ("bc1", "bc1q", "tb1", "bcrt1q"):
        assert "address_beginning" in cli("lock", text).err
    assert lock_in("bc10").kind == "script"


def test_a_lock_on_standard_input_is_shown_by_decode_and_explain(cli: Cli) -> None:
    address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    for command in ("decode", "explain"):
        for text in (address, f"pkh({A})"):
            assert cli(command, "-", stdin=f"{text}\n".encode()).out == cli("lock", text).out
    assert cli("verify", "-", stdin=address.encode()).status == 2
    assert "looks_like_text" in cli("decode", "-", stdin=b"pizza").err
    assert assemble("1 'a' \"b\"") == b"\x51\x01a\x01b"


def test_a_witness_script_is_weighed_by_its_ways() -> None:
    """Of which the last item is the script, and the key off the curve in it opens nothing."""
    script = bytes.fromhex(f"21{OFF_CURVE}ac")
    assert open_ways(pay_to_witness(0, sha256(script)), witness_script=script) == ((), 0, None)
