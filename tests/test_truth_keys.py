"""Keys that are no points of the curve are told as that, and what only looks like a key is told as no more."""

from __future__ import annotations

import pytest
from test_attacks import spending
from test_rules import AMOUNT
from test_truth_outputs import NO_X, OFF, POINT, multisig
from walking import story_from, text_of

from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.place import Telling
from txexplain.explain.walk.story import Choice, Story
from txexplain.model.report import SpentOutput
from txexplain.texts import Texts
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.script import push

COIN = b"\1" * 36
MAY_SIGN = "One of the keys that can sign."
NO_POINT = "not a point on the curve"


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
