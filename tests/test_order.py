"""The order of a page: the answer first, then as far as a reader wants; and nothing is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import EXAMPLES, session_of
from walking import FULL_STORY, story_from, text_of

from txexplain.explain.document import Callout, Document, Facts
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.place import Telling
from txexplain.explain.walk.signing_places import MessageAgainPlace, MessagePlace
from txexplain.explain.walk.story import Choice, Story
from txexplain.explain.walk.tour import Tour
from txexplain.explain.walk.words import MOST_NEEDED, OTHERS
from txexplain.model.report import SpentOutput
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.script import push

FIRST_LINES = 20
TERMS = MOST_NEEDED + OTHERS


def place_of_label(lines: list[str], label: str) -> int:
    """How manieth line begins with that label, from 1; one too many where none does."""
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f"  {label} ")), len(lines) + 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["decode", "verify", "explain"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_verdict_and_fee_stand_within_the_first_lines(name: str, view: str, language: str) -> None:
    texts = Texts(language)
    first = session_of(name).page(view, language).text(80).split("\n")[:FIRST_LINES]
    assert place_of_label(first, texts.plain("page", "verdict")) <= FIRST_LINES
    assert place_of_label(first, texts.plain("page", "fee")) <= FIRST_LINES


FACTS: dict[str, list[str]] = json.loads((Path(__file__).parent / "facts_told.json").read_text(encoding="utf-8"))
ONLY_HEX = re.compile(r"[0-9a-f]{6,}")


def is_told(fact: str, page: str, words: set[str]) -> bool:
    """Whether the page has it; bytes that were cut may stand there whole."""
    if fact in page:
        return True
    head, cut, tail = fact.partition("…")
    return bool(cut) and any(word.startswith(head) and word.endswith(tail) for word in words)


@pytest.mark.parametrize("name", FACTS)
def test_the_long_form_has_every_fact_that_was_ever_told(name: str) -> None:
    page = text_of(session_of(name).page("explain", why=True).blocks)
    words = set(ONLY_HEX.findall(page))
    assert [fact for fact in FACTS[name] if not is_told(fact, page, words)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("view", "limit"), [("decode", 60), ("explain", 200)])
def test_an_everyday_payment_is_told_in_few_lines(view: str, limit: int, language: str) -> None:
    assert len(session_of("p2pkh").page(view, language).text(80).splitlines()) <= limit


def test_the_page_leaves_to_the_long_form_what_only_some_ask_for() -> None:
    session, texts = session_of("p2pkh"), Texts()
    choices: tuple[dict[str, bool], ...] = ({}, {"why": True}, {"all": True})
    page, long, whole = (text_of(session.page("explain", **each).blocks) for each in choices)
    for key in ("title_actors", "title_layout", "stored_note", "check_ecdsa", "number_ecdsa_u1"):
        told = texts.plain("walk", key)
        assert (told in page, told in long, told in whole) == (False, True, True), key


def test_the_data_of_a_walkthrough_has_every_place_and_every_fact() -> None:
    for name in ("p2pkh", "coinbase", "csv"):
        short, long = (session_of(name).to_dict("explain", why=why)["places"] for why in (False, True))
        keys = [place["key"] for place in short]
        assert keys == [place["key"] for place in long]
        assert {"summary", "actors", "layout", "sizes", "timing", "verdict"} <= set(keys)
    rows = [row for place in short for block in place["blocks"] for row in block.get("rows", ())]
    assert Texts().plain("walk", "stored") in {row.get("label") for row in rows}


def words_told(blocks: Document) -> list[str]:
    return [block.label for block in blocks if isinstance(block, Callout) and block.style == "word"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("name", EXAMPLES)
def test_words_are_explained_once_and_where_they_are_printed(name: str, long: bool, language: str) -> None:
    texts = Texts(language)
    blocks = session_of(name).page("explain", language, why=long).blocks
    told = words_told(blocks)
    assert len(set(told)) == len(told)
    for key in TERMS:
        label = texts.plain("terms", key, "name") + texts.plain("verify", "between_name_and_sentence")
        if label in told:
            above = blocks[
                : next(place for place, block in enumerate(blocks) if getattr(block, "label", "") == label)
            ]
            text = text_of(tuple(block for block in above if getattr(block, "style", "") != "word")).casefold()
            also = texts.plain("terms", key, "also").split(", ")
            assert any(each.casefold() in text for each in (texts.plain("terms", key, "name"), *also))


def test_a_page_without_keys_explains_none() -> None:
    told = {label.partition(":")[0] for label in words_told(session_of("coinbase").page("explain").blocks)}
    assert told.isdisjoint({"public key", "signature", "stack", "opcode"})
    told = {label.partition(":")[0] for label in words_told(session_of("p2pkh").page("explain").blocks)}
    assert {"public key", "signature", "stack"} <= told
    assert told.isdisjoint({"witness", "key path", "coinbase"})


def test_the_stepper_explains_a_word_where_it_is_met_first_and_there_again() -> None:
    tour, texts = Tour(session_of("p2pkh").story(), FULL_STORY), Texts()
    met: dict[str, int] = {}
    for _ in range(2):
        tour.first()
        while True:
            for word in words_told(tour.tell(texts).blocks):
                assert met.setdefault(word, tour.at) == tour.at
            if not tour.forward():
                break
    assert len(met) > 10


def test_what_a_change_does_is_said_before_what_was_changed() -> None:
    page = session_of("p2pkh").page("whatif", edits=[("set", "vout[0].value", "1")]).text()
    assert page.index("✗ invalid") < page.index("#0") < page.index("vout[0].value") < page.index("5eb4067f")
    broken = session_of("p2pkh").page("whatif", edits=[("set", "vout[0].value", "99999999999")]).text()
    assert broken.index("✗ invalid") < broken.index("bad-txns-in-belowout") < broken.index("vout[0].value")


def two_inputs(numbers: tuple[int, int], sequences: tuple[int, int] = (5, 5), after: bytes = b"\x75") -> Story:
    """Two coins that ask for a number each: dropped, or compared by OP_CHECKSEQUENCEVERIFY."""
    scripts = [push(number.to_bytes(2, "little")) + after + b"\x51" for number in numbers]
    ins = [bytes([n]) * 32 + bytes(4) + b"\x00" + sequences[n].to_bytes(4, "little") for n in (0, 1)]
    ins[0] = b"\x07" + ins[0][1:]
    raw = (2).to_bytes(4, "little") + b"\x02" + b"".join(ins) + b"\x01" + bytes(8) + b"\x01\x51" + bytes(4)
    return story_from(raw, [SpentOutput(1000, script) for script in scripts])


def test_inputs_that_differ_in_a_number_or_a_delay_are_told_apart() -> None:
    assert two_inputs((300, 300)).groups == [[0, 1]]
    assert two_inputs((300, 301)).groups == [[0], [1]]
    assert two_inputs((300, 300), (5, 6)).groups == [[0, 1]]
    assert two_inputs((300, 300), (400, 500), b"\xb2\x75").groups == [[0], [1]]


def test_a_message_like_another_one_shows_what_differs() -> None:
    seen = 0
    for name in ("nonce-reuse", "p2sh-multisig", "sale", "taproot-script", "all-types", "six-sighashes", "coinjoin"):
        story = session_of(name).story()
        for place in outline(story, Choice()):
            if not isinstance(place, MessageAgainPlace):
                continue
            (facts,) = (block for block in place.tell(Telling(story, Texts())).blocks if isinstance(block, Facts))
            mine = place.message_in(story).sighash.parts
            other = MessagePlace(place.like_vin, place.like_message).message_in(story).sighash.parts
            known = {(number, part.key, bytes(part.data)) for number, part in enumerate(other)}
            fresh = [part for number, part in enumerate(mine) if (number, part.key, bytes(part.data)) not in known]
            labels = [Texts().plain("sighash", part.key) for part in fresh]
            assert [row.label for row in facts.rows] == [*labels, Texts().plain("verify", "digest")]
            assert fresh
            seen += 1
    assert seen
