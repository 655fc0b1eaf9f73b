"""Keys that are no points of the curve are told as that, and what only looks like a key is told as no more."""

from __future__ import annotations

import pytest
from test_attacks import spending
from test_rules import AMOUNT
from test_truth_outputs import NEVER_SPENT, NO_X, OFF, POINT, WRONG_PARITY, multisig
from walking import story_from, text_of

from txexplain.explain.document import Paragraph
from txexplain.explain.parts.kinds import sentence
from txexplain.explain.walk.input_places import LockPlace
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.place import Telling
from txexplain.explain.walk.story import Choice, Story
from txexplain.model.report import SpentOutput
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.script import push

COIN = b"\1" * 36
MAY_SIGN = "One of the keys that can sign."
NO_POINT = "not a point on the curve"
UNSPENDABLE = [script for script, key in NEVER_SPENT if not script.startswith(b"\x6a")]


def story_of_script(script: bytes, *items: bytes, kind: str) -> Story:
    """A spend of a coin with this script, bare, behind a hash of legacy, or in a witness."""
    if kind == "bare":
        raw, output = spending(COIN, b"".join(map(push, items))), script
    elif kind == "p2sh":
        output = b"\xa9\x14" + hash160(script) + b"\x87"
        raw = spending(COIN, b"".join(map(push, (*items, script))))
    else:
        raw, output = spending(COIN, b"", (*items, script)), b"\0\x20" + sha256(script)
    return story_from(raw, [SpentOutput(AMOUNT, output)])


def steps_told(story: Story, language: str = "en") -> list[str]:
    places = [place for place in outline(story, Choice()) if place.key == "step"]
    return [text_of(place.tell(Telling(story, Texts(language))).blocks) for place in places]


def page_of(story: Story, language: str) -> str:
    """All that the walkthrough tells."""
    telling = Telling(story, Texts(language))
    return "\n".join(text_of(place.tell(telling).blocks) for place in outline(story, Choice()))


@pytest.mark.parametrize("kind", ["bare", "p2sh", "p2wsh"])
def test_what_is_no_point_is_not_told_as_one_of_the_keys_that_may_sign(kind: str) -> None:
    story = story_of_script(multisig(1, OFF, POINT), b"", b"", kind=kind)
    of_keys = [step for step in steps_told(story) if "Pushes an item of 33 bytes" in step]
    assert [MAY_SIGN in step for step in of_keys] == [False, True]
    assert [NO_POINT in step for step in of_keys] == [True, False]
    (found,) = [each for each in story.report.findings if each.key == "input_keys_off_curve"]
    assert found.facts == {"vin": 0, "count": 1, "total": 2}


def test_a_key_of_checksigadd_that_is_no_point_cannot_sign() -> None:
    from everything_said import leaf_spend

    leaf = push(POINT[2:]) + b"\xac" + push(NO_X) + b"\xba\x51\x9c"
    raw, _, prevouts, *_ = leaf_spend(leaf, b"", b"")
    script = bytes.fromhex(prevouts.split('"script_pubkey": "')[1].split('"')[0])
    story = story_from(bytes.fromhex(raw), [SpentOutput(AMOUNT, script)])
    told = [step for step in steps_told(story) if "Pushes an item of 32 bytes" in step][1:]
    assert [MAY_SIGN in step for step in told] == [True, False]
    assert [NO_POINT in step for step in told] == [False, True]
    assert [each.facts["count"] for each in story.report.findings if each.key == "input_keys_off_curve"] == [1]


def test_no_signature_passes_for_a_single_key_that_is_no_point() -> None:
    story = story_of_script(OFF + b"\xac", bytes.fromhex("3006020101020101") + b"\x01", kind="p2wsh")
    checked = steps_told(story)[-1]
    assert "no signature can ever be valid here" in checked
    assert "Only somebody who knows the private key" not in checked


@pytest.mark.parametrize(("language", "meant"), [("en", "The key to check"), ("zh", "用作检查签名的公钥")])
def test_what_only_looks_like_a_key_is_not_told_as_one(language: str, meant: str) -> None:
    story = story_of_script(b"\x51" + POINT + b"\x75", kind="bare")
    told = " ".join(steps_told(story, language))
    assert ("it looks like: public key" if language == "en" else "从形式看") in told
    assert meant not in told


def test_what_the_run_takes_for_a_key_or_a_signature_is_told_as_one() -> None:
    """An own script, in which only the run shows what is what."""
    signature = bytes.fromhex("3006020101020101") + b"\x01"
    story = story_of_script(b"\x61" + POINT + b"\xac", signature, kind="bare")
    told = " ".join(steps_told(story))
    assert "it looks like" not in told
    assert "The key to check a signature with" in told
    assert "To be checked against a key" in told


@pytest.mark.parametrize(("language", "no_point"), [("en", NO_POINT), ("zh", "不是曲线上的点")])
@pytest.mark.parametrize("script", [WRONG_PARITY + b"\xac", multisig(1, WRONG_PARITY, POINT)])
def test_a_key_of_wrong_parity_is_not_said_to_be_no_point(script: bytes, language: str, no_point: str) -> None:
    """Its x and y are on the curve; only its first byte is wrong."""
    story = story_of_script(script, b"", bytes.fromhex("3006020101020101") + b"\x01", kind="bare")
    told = page_of(story, language)
    assert no_point not in told
    assert {"en": "whether its y is even or odd", "zh": "首字节标明的 y 的奇偶"}[language] in told


@pytest.mark.parametrize("script", UNSPENDABLE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_coin_that_nobody_can_spend_is_not_told_as_spendable(script: bytes, language: str) -> None:
    story, texts = story_of_script(script, b"\1", kind="bare"), Texts(language)
    assert [each.facts["vin"] for each in story.report.findings if each.key == "unspendable_coin"] == [0]
    told = text_of(LockPlace(0).tell(Telling(story, texts)).blocks)
    assert texts.plain("page", "type_never_spent_coin") in told
    spent = story.input(0).spent
    assert spent is not None
    assert text_of((Paragraph(sentence("type", spent.type, texts)),)) not in told


@pytest.mark.parametrize("script", [b"", POINT + b"\xac", b"\x51", multisig(1, OFF, POINT), b"\x51\x20" + POINT[2:]])
def test_a_coin_that_can_be_spent_is_not_called_unspendable(script: bytes) -> None:
    story = story_of_script(script, b"\1", kind="bare")
    assert not [each for each in story.report.findings if each.key == "unspendable_coin"]


@pytest.mark.parametrize(("language", "a_key"), [("en", "which are a public key"), ("zh", "（一个公钥）")])
def test_an_output_key_that_is_no_point_is_not_said_to_be_a_key(language: str, a_key: str) -> None:
    for witness in ((bytes(64),), (b"\x51", b"\xc0" + POINT[2:])):
        story = story_from(spending(COIN, b"", witness), [SpentOutput(AMOUNT, b"\x51\x20" + NO_X)])
        told = page_of(story, language)
        assert a_key not in told
        assert {"en": NO_POINT, "zh": "不是曲线上的点"}[language] in told
        assert Texts(language).line("walk", "why", "witness_v1_taproot", "output_key")[0].text not in told
