"""No page says of an output that it can be spent which nobody can ever spend; and every such output is found."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from conftest import Ran
from spends.draft import Draft, Vin
from walking import story_from, text_of

from txexplain.analyse import analyse
from txexplain.crypto.curve import parse_public_key
from txexplain.explain.document import Facts, Paragraph
from txexplain.explain.pages.decode import decode_page
from txexplain.explain.parts.findings import never_spent
from txexplain.explain.parts.kinds import sentence
from txexplain.explain.parts.outputs import output_facts
from txexplain.explain.walk.output_places import OutputPlace
from txexplain.explain.walk.place import Telling
from txexplain.explain.walk.story import Story
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.script import number_push, push

NO_X = bytes(31) + b"\x05"
"""No point of the curve has this x."""
OFF = push(b"\x02" + NO_X)
G_Y = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
G_X = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
POINT = push(bytes.fromhex(f"02{G_X}"))
WRONG_PARITY = push(bytes.fromhex(f"07{G_X}{G_Y}"))
TAPROOT_OFF = b"\x51\x20" + NO_X
ENGLISH = Texts()
SPENT_LATER = ENGLISH.line("walk", "next_note")[0].text
NEVER = ENGLISH.line("walk", "next_never")[0].text


def paying(*scripts: bytes) -> bytes:
    return Draft(2, [Vin(b"\1" * 36, 0xFFFFFFFF)], [(1_000, script) for script in scripts], 0, [], 0).raw()


def multisig(required: int, *keys: bytes) -> bytes:
    return number_push(required) + b"".join(keys) + number_push(len(keys)) + b"\xae"


NEVER_SPENT = [
    (bytes.fromhex("6a7601"), "truncated_push"),
    (bytes.fromhex("6a76"), "op_return_output"),
    (b"\x6a" + b"\x76" * 10, "op_return_output"),
    (b"\x51\x6a", "failing_opcode"),
    (b"\x6a" * 10_001, "oversized_output_script"),
    (b"\x51" * 10_001, "oversized_output_script"),
    (TAPROOT_OFF, "key_off_curve"),
    (OFF + b"\xac", "key_off_curve"),
    (OFF + b"\xad\x51", "key_off_curve"),
    (b"\x4c\x21\x02" + NO_X + b"\xac", "key_off_curve"),
    (b"\x03abc\xac", "key_off_curve"),
    (b"\x00\xac", "key_off_curve"),
    (WRONG_PARITY + b"\xac", "key_wrong_parity"),
    (multisig(2, POINT, OFF), "too_few_keys"),
    (multisig(1, OFF, OFF), "too_few_keys"),
    (multisig(1, b"\x03abc"), "too_few_keys"),
    (multisig(3, POINT, POINT, WRONG_PARITY), "too_few_keys"),
    (b"\x00" + multisig(2, POINT, OFF)[:-1] + b"\xaf\x51", "too_few_keys"),
]


@pytest.mark.parametrize(("script", "key"), NEVER_SPENT)
def test_an_output_that_nobody_can_spend_is_found_and_not_told_as_spendable(script: bytes, key: str) -> None:
    story = story_from(paying(script))
    named = [(found.key, found.facts["vout"]) for found in story.report.findings if "vout" in found.facts]
    assert named == [(key, 0), ("burnt", 0)]
    told = text_of(OutputPlace(0).tell(Telling(story, ENGLISH)).blocks)
    assert NEVER in told
    assert SPENT_LATER not in told
    for words in ("opens it", "can be spent", "only spending it can reveal", "what it asks for"):
        assert words not in told
        assert words not in text_of(decode_page(story.report, ENGLISH))


@pytest.mark.parametrize(
    "script",
    [
        multisig(1, POINT, OFF),
        multisig(2, POINT, OFF, POINT),
        OFF + b"\xac\x91",  # OP_NOT: a check that does not pass is what it wants
        multisig(1, OFF) + b"\x91",
        multisig(0, OFF),
        b"\x63\x6a\x68\x51",
        POINT + b"\xac",
    ],
)
def test_what_can_perhaps_be_spent_is_not_called_unspendable(script: bytes) -> None:
    told = text_of(OutputPlace(0).tell(Telling(story_from(paying(script)), ENGLISH)).blocks)
    assert SPENT_LATER in told


def test_each_output_of_a_kind_is_found_in_json_too(cli: Callable[..., Ran]) -> None:
    raw = paying(TAPROOT_OFF, b"\x51", TAPROOT_OFF, multisig(2, POINT, OFF), TAPROOT_OFF, TAPROOT_OFF, TAPROOT_OFF)
    found = json.loads(cli("decode", "--json", raw.hex()).out)["findings"]
    assert [each["facts"]["vout"] for each in found if each["key"] == "key_off_curve"] == [0, 2, 4, 5, 6]
    assert [each["facts"] for each in found if each["key"] == "too_few_keys"] == [
        {"vout": 3, "size_bytes": len(multisig(2, POINT, OFF)), "required": 2, "total": 2, "points": 1}
    ]
    for command in ("decode", "explain"):
        page = " ".join(cli(command, raw.hex()).out.split())
        assert "The same is true of outputs #5–#6." in page
        assert page.count("can never be spent") >= 4
    assert cli("explain", raw.hex(), "--all").out.count(NEVER) == 6


def random_script(rng: random.Random) -> bytes:
    """Output scripts of many forms, of which about half can never be spent."""
    key = rng.choice([POINT, OFF, WRONG_PARITY, push(rng.randbytes(33)), push(b"\2" + rng.randbytes(32))])
    keys = [rng.choice((key, POINT, push(b"\3" + rng.randbytes(32)))) for _ in range(rng.randint(1, 4))]
    return rng.choice(
        [
            b"\x6a" + rng.randbytes(rng.randrange(30)),
            b"\x6a" * rng.choice((1, 5, 10_000, 10_001)),
            rng.choice((b"\x51", b"\x61", b"\xac")) * rng.choice((9_999, 10_000, 10_001)),
            b"\x51\x20" + rng.randbytes(32),
            key + b"\xac",
            multisig(rng.randint(1, len(keys)), *keys),
            rng.randbytes(rng.randrange(40)),
        ]
    )


def cannot_be_spent(script: bytes) -> bool:
    """Core's CScript::IsUnspendable, and keys that are no points, by ecdsa's arithmetic and another parser."""
    if script[:1] == b"\x6a" or len(script) > 10_000:
        return True
    if script[:2] == b"\x51\x20" and len(script) == 34:
        return parse_public_key(b"\2" + script[2:]) is None
    if len(script) in (35, 67) and script[0] == len(script) - 2 and script[-1] == 0xAC:
        return parse_public_key(script[1:-1]) is None
    if script[-1:] == b"\xae" and 0x51 <= script[0] <= 0x60 and len(script) > 3:
        keys, at = [], 1
        while script[at] in (33, 65):
            keys.append(script[at + 1 : at + 1 + script[at]])
            at += 1 + script[at]
        if at == len(script) - 2 and script[at] == 0x50 + len(keys):
            return sum(parse_public_key(key) is not None for key in keys) < script[0] - 0x50
    return False


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_says_that_an_output_can_be_spent_which_nobody_can_spend(lang: str) -> None:
    texts, rng, dead = Texts(lang), random.Random(8), 0
    never, later = (texts.line("walk", key)[0].text for key in ("next_never", "next_note"))
    for _ in range(60):
        scripts = [random_script(rng) for _ in range(20)]
        story = story_from(paying(*scripts))
        for vout, script in enumerate(scripts):
            told = text_of(OutputPlace(vout).tell(Telling(story, texts)).blocks)
            if cannot_be_spent(script):
                dead += 1
                assert never in told, script.hex()
                assert later not in told, script.hex()
                assert not says_spendable(story, vout, texts), script.hex()
    assert 300 < dead < 1_000


def says_spendable(story: Story, vout: int, texts: Texts) -> bool:
    """Whether decode says of it what it says of an output of its type that can be spent."""
    output = story.report.outputs[vout]
    if output.type.key == "nulldata":
        return False
    facts = output_facts(story.report, vout, texts, spendable=vout not in never_spent(story.report))
    said = text_of((Paragraph(sentence("type", output.type, texts)),))
    return said in text_of((Facts(facts),))


def test_keys_that_are_no_points_are_pointed_out() -> None:
    stamps = analyse(paying(multisig(1, POINT, OFF, OFF), multisig(1, POINT, POINT)))
    (found,) = [each for each in stamps.findings if each.key == "output_keys_off_curve"]
    assert found.facts == {"vout": 0, "count": 2, "total": 3}
    assert [stamps.tx.raw[slice(*span)] for span in found.spans] == [OFF[1:]] * 2
