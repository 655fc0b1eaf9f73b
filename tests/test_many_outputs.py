"""A transaction with very many outputs: what is told of it costs what it takes to tell a few of them."""

from __future__ import annotations

import pytest
from effort import is_at_most
from spends.draft import Draft, Vin
from walking import FULL_STORY, story_from

from txexplain.explain.document import Flow
from txexplain.explain.parts.flow import SHOWN_ROWS, flow
from txexplain.explain.walk.closing_places import NotesPlace, SizesPlace, TimingPlace, VerdictPlace
from txexplain.explain.walk.opening_places import LayoutPlace, SummaryPlace
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.output_places import MoreOutputsPlace, OutputPlace
from txexplain.explain.walk.place import Place, Telling
from txexplain.explain.walk.story import Story
from txexplain.texts import LANGUAGES, Texts

KEY_HASH = bytes.fromhex("76a914") + bytes(range(20)) + bytes.fromhex("88ac")
BURNING = bytes.fromhex("6a")  # which is noticed
FEW, MANY = 20, 5_000
CHEAPLY_CALLED = (
    SummaryPlace,
    LayoutPlace,
    OutputPlace,
    MoreOutputsPlace,
    SizesPlace,
    TimingPlace,
    NotesPlace,
    VerdictPlace,
)


def story_with(count: int) -> Story:
    outputs = [(1_000 + number, KEY_HASH) for number in range(count)]
    outputs[-1] = (outputs[-1][0], BURNING)
    return story_from(Draft(2, [Vin(bytes([1]) * 36, 0)], outputs, 0, [], 0).raw())


def told_rows(found: Flow) -> list[int]:
    return [row.sat for row in found.right.rows if row.sat is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_many_coins_the_first_are_rows_and_the_last_row_has_the_sum_of_the_others(language: str) -> None:
    report, texts = story_with(50).report, Texts(language)
    assert told_rows(flow(report, texts, whole=True)) == [1_000 + number for number in range(50)]
    told = told_rows(flow(report, texts))
    assert len(told) == SHOWN_ROWS - 1
    assert told[:-1] == [1_000 + number for number in range(len(told) - 1)]
    assert sum(told) == report.tx.output_sat


@pytest.mark.parametrize("place", [SummaryPlace(), LayoutPlace()])
def test_the_opening_of_a_transaction_with_many_outputs_costs_what_that_of_one_with_few_does(place: Place) -> None:
    few, many = (Telling(story_with(count), Texts()) for count in (FEW, MANY))
    assert is_at_most(lambda: told_often(place, many), 5, lambda: told_often(place, few))


def told_often(place: Place, telling: Telling) -> None:
    for _ in range(5):
        place.tell(telling)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_is_called_in_the_outline_what_its_title_says(language: str) -> None:
    telling = Telling(story_with(FEW), Texts(language))
    places = [place for place in outline(telling.story, FULL_STORY) if isinstance(place, CHEAPLY_CALLED)]
    assert {type(place) for place in places} >= {*CHEAPLY_CALLED}
    for place in places:
        assert place.label(telling) == place.tell(telling).title


@pytest.mark.parametrize("kind", CHEAPLY_CALLED)
def test_to_learn_what_a_place_is_called_it_is_not_told(kind: type[Place], monkeypatch: pytest.MonkeyPatch) -> None:
    telling = Telling(story_with(FEW), Texts())
    place = next(place for place in outline(telling.story, FULL_STORY) if isinstance(place, kind))
    title = place.tell(telling).title
    monkeypatch.setattr(kind, "tell", lambda *_: pytest.fail("told"))
    assert place.label(telling) == title
