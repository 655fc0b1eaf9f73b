"""What the stepper keeps back of a check of a signature, and what it says of bytes that are not lit."""

from __future__ import annotations

import re

import pytest
from conftest import session_of
from walking import FULL_STORY, story_from, story_of, story_of_psbt, text_of, words

from txexplain.explain.walk.input_places import LockPlace, MoreInputsPlace
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.output_places import MoreOutputsPlace
from txexplain.explain.walk.place import Place, Scene, Telling
from txexplain.explain.walk.story import Story
from txexplain.explain.walk.tour import Tour
from txexplain.model.places import outpoint_span, output_span, sequence_span
from txexplain.texts import LANGUAGES, Texts
from txexplain.tui.finder import Finder
from txexplain.tui.seeking import Veil
from txexplain.tui.showing import shown

_RESULT = re.compile("valid|✓|✗|有效|无效")


def places_of(story: Story, *keys: str) -> list[Place]:
    return [place for place in outline(story, FULL_STORY) if place.key in keys]


def told(story: Story, key: str) -> Scene:
    return places_of(story, key)[0].tell(Telling(story, Texts()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["p2sh-multisig", "bad-signature", "psbt-signed-once"])
def test_a_check_that_is_hidden_is_not_told_by_its_title(name: str, language: str) -> None:
    story, texts = story_of_psbt(name) if name.startswith("psbt") else story_of(name), Texts(language)
    tour = Tour(story, FULL_STORY)
    finder = Finder(tour, texts, Veil(keeps_back=lambda place: True))
    checks = [at for at, place in enumerate(tour.places) if place.key in ("check", "psbt_check")]
    assert checks
    for at in checks:
        tour.go_to_place(at)
        assert _RESULT.search(text_of(shown(tour, texts).head))
        assert not _RESULT.search(text_of(shown(tour, texts, hidden=True).head))
        assert not _RESULT.search(words(finder.title(at)))
        assert not _RESULT.search(words(tour.place.label(Telling(story, texts, asked=True))))


def test_a_key_without_a_number_is_called_by_its_role() -> None:
    story = story_of("lightning-htlc")
    labels = [words(place.label(Telling(story, Texts()))) for place in places_of(story, "check")]
    assert labels
    assert not [label for label in labels if re.search(r"key [✓✗]$", label) and ", key " in label]


@pytest.mark.parametrize(
    ("name", "key", "absent"),
    [("p2sh-multisig", "sizes", ""), ("psbt-unsigned", "psbt_roles", ""), ("psbt-signed-once", "psbt_check", "psbt")],
)
def test_bytes_are_said_to_be_worked_out_only_where_they_are(name: str, key: str, absent: str) -> None:
    scene = told(story_of_psbt(name) if name.startswith("psbt") else story_of(name), key)
    assert (scene.spans, scene.absent) == ((), absent)


@pytest.mark.parametrize(("name", "says"), [("p2wsh-multisig", ""), ("p2sh-multisig", "It matches in any case")])
def test_a_coin_that_is_assumed_is_not_said_to_be_known(name: str, says: str) -> None:
    story = story_from(session_of(name).raw[:-4] + b"\1\0\0\0")
    assert story.trace(0).assumed is not None
    assert LockPlace(0).tell(Telling(story, Texts())).absent == "assumed"
    scenes = [place.tell(Telling(story, Texts())) for place in places_of(story, "stage", "step")]
    assert "assumed" in {scene.absent for scene in scenes}
    assert "coin" not in {scene.absent for scene in scenes}
    assert says in "".join(text_of(scene.blocks) for scene in scenes)


def test_what_is_left_out_is_lit_as_a_whole() -> None:
    story = story_of("batch")
    outputs, inputs = story.report.tx.outputs, story.report.tx.inputs
    assert MoreOutputsPlace(2).spans_in(story) == ((output_span(outputs[-2]).start, output_span(outputs[-1]).end),)
    spans = MoreInputsPlace(len(inputs)).spans_in(story)
    assert spans == ((outpoint_span(inputs[0]).start, sequence_span(inputs[-1]).end),)
