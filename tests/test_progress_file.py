"""What is kept of the lessons between one evening and the next: done, scores, where one left off."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from conftest import posix

from txexplain.cli.progress_file import (
    done_lessons,
    last_lesson,
    left_at,
    mark_done,
    mark_place,
    mark_score,
    places,
    scores,
)
from txexplain.model.course import LeftAt


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "txexplain" / "lessons.json"


def kept() -> tuple[object, ...]:
    """All that the file says."""
    return done_lessons(), scores(), left_at(), places()


NOTHING = (frozenset(), {}, (0, 0), {})


def test_the_score_of_the_first_time_stays(state: Path) -> None:
    mark_score("script", 1, 2)
    mark_score("coins", 4, 4)
    mark_score("script", 2, 2)
    assert scores() == {"script": (1, 2), "coins": (4, 4)}
    assert json.loads(state.read_text()) == {"scores": {"script": [1, 2], "coins": [4, 4]}}


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ({"done": [5, 2]}, (frozenset({2, 5}), {}, (0, 0), {})),
        (
            {"done": [1], "at": [5, 9], "states": {"3": "right", "4": "skipped"}},
            (frozenset({1}), {}, (5, 9), {}),
        ),
    ],
)
def test_of_files_of_earlier_versions_all_is_taken_over_but_answers_to_lessons_that_are_others_now(
    state: Path, held: object, wanted: object
) -> None:
    state.parent.mkdir()
    state.write_text(json.dumps(held))
    assert kept() == wanted
    mark_score("coins", 3, 4)
    assert (done_lessons(), scores()) == (wanted[0], {"coins": (3, 4)})


FOREIGN = {
    "a list": "[5, 9]",
    "a number": "7",
    "nothing": "null",
    "empty": "",
    "no JSON": "{broken",
    "no text": "\udcff",
    "lists in lists": "[" * 50_000,
    "objects in objects": '{"done":' * 50_000,
    "a number without end": '{"done": [' + "9" * 20_000 + "]}",
    "ten megabytes": json.dumps({"done": [1], "x": "x" * 10_000_000}),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_is_foreign_broken_or_huge_says_nothing_and_is_kept_beside(state: Path, name: str) -> None:
    state.parent.mkdir()
    state.write_bytes(FOREIGN[name].encode("utf-8", "surrogateescape"))
    assert kept() == NOTHING
    mark_done(3)
    mark_place(4, LeftAt(2, {2: "right"}))
    mark_score("fee", 1, 2)
    assert kept() == (frozenset({3}), {"fee": (1, 2)}, (4, 2), {4: LeftAt(2, {2: "right"})})
    assert state.with_name("lessons.json.bad").read_bytes() == FOREIGN[name].encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    "member",
    [
        {"done": 5},
        {"done": {"5": True}},
        {"done": [True, "5", None, [5], -1, 5.0, 10**30]},
        {"scores": [5]},
        {"scores": {"a": 5, "b": [1], "c": [1, 2, 3], "d": ["1", 2], "e": [True, True], "f": None, "g": [1.0, 2]}},
        {"scores": {"more than all": [3, 2], "none": [0, 0], "less": [-1, 2], "x" * 99: [1, 2], "many": [1, 10**9]}},
        {"at": [5]},
        {"at": "59"},
        {"at": [5, -1]},
        {"at": [True, True]},
        {"at": [5, 10**4000]},
        {"at": {"5": 9}},
        {"places": ["right"]},
        {
            "places": {
                "x": {"card": 3},
                "-1": {"card": 3},
                "5": 7,
                "6": {"card": 0},
                "9999": {"card": 3},
                "٣": {"card": 3},
            }
        },
    ],
)
def test_a_member_of_a_wrong_type_is_left_out_and_hurts_no_other(state: Path, member: dict) -> None:
    state.parent.mkdir()
    good = {"done": [2], "scores": {"fee": [1, 2]}, "at": [5, 0], "places": {"6": {"card": 9}}}
    state.write_text(json.dumps(good | member))
    (name,) = member
    empty = dict(zip(("done", "scores", "at", "places"), NOTHING, strict=True))[name]
    at = ("done", "scores", "at", "places").index(name)
    whole = [frozenset({2}), {"fee": (1, 2)}, (5, 0), {6: LeftAt(9)}]
    whole[at] = empty
    assert kept() == tuple(whole)


def test_a_folder_in_its_place_stops_nothing_and_leaves_nothing_beside(state: Path) -> None:
    state.mkdir(parents=True)
    mark_done(3)
    mark_score("fee", 1, 2)
    assert kept() == NOTHING
    assert [each.name for each in state.parent.iterdir()] == ["lessons.json"]


def test_what_cannot_be_written_stops_nothing(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark_score("fee", 1, 2)

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(str(self))

    monkeypatch.setattr(Path, "write_text", refuse)
    mark_done(3)
    mark_score("coins", 1, 2)
    assert kept() == (frozenset(), {"fee": (1, 2)}, (0, 0), {})


def test_what_others_keep_in_the_file_stays(state: Path) -> None:
    state.parent.mkdir()
    state.write_text('{"later": {"x": 1}}')
    mark_done(3)
    assert json.loads(state.read_text()) == {"later": {"x": 1}, "done": [3]}


def test_where_one_left_off_is_noted_beside_what_is_done(state) -> None:
    assert left_at() == (0, 0)
    mark_place(5, LeftAt(9))
    mark_done(2)
    assert (left_at(), done_lessons()) == ((5, 9), {2})
    for broken in ('{"at": [5]}', '{"at": [5, -1]}', '{"at": "59"}', "[5, 9]", "null", "[" * 50_000):
        state.write_text(broken)
        assert (left_at(), done_lessons()) == ((0, 0), frozenset())
    mark_place(5, LeftAt(9))
    assert left_at() == (5, 9)


def test_each_lesson_keeps_its_place_its_answers_and_the_choices_that_were_tried(state) -> None:
    script, fee = LeftAt(12, {10: "right", 14: "tried"}, {14: "24"}), LeftAt(3, {2: "skipped"})
    test = LeftAt(4, {1: "wrong"}, {1: "3"}, seed=77)
    for number, place in {5: script, 3: fee, 0: test}.items():
        mark_place(number, place)
    assert places() == {5: script, 3: fee, 0: test}
    assert last_lesson() == 0
    mark_place(0, LeftAt())
    assert (places(), last_lesson()) == ({5: script, 3: fee}, None)
    mark_place(3, fee._replace(card=0))  # one went back to the first card
    assert (places()[3].states, last_lesson()) == ({2: "skipped"}, 3)


def test_what_a_lesson_was_when_it_was_left_is_kept_with_its_place(state) -> None:
    mark_place(3, LeftAt(2, {1: "right"}, made="8d21f1c2.21"))
    mark_place(5, LeftAt(1, {1: "wrong"}, made="00000000.9"))
    assert {at: place.made for at, place in places().items()} == {3: "8d21f1c2.21", 5: "00000000.9"}
    for made in (7, "x" * 99, None):
        state.write_text(json.dumps({"places": {"5": {"card": 2, "made": made}}}))
        assert places() == {5: LeftAt(2)}


def test_states_of_an_earlier_version_are_cleared_away(state) -> None:
    state.parent.mkdir()
    state.write_text('{"at": [5, 12], "states": {"10": "right"}}')
    mark_place(3, LeftAt(2))
    assert json.loads(state.read_text()) == {"at": [3, 2], "places": {"3": {"card": 2}}}


def test_two_programs_at_once_keep_the_answers_of_each_with_their_lesson(state) -> None:
    """Each reads what the other wrote in between."""
    for card in range(1, 4):
        mark_place(3, LeftAt(card, {card: "right"}, made="a"))
        mark_place(5, LeftAt(card + 10, {card: "wrong"}, made="b"))
    assert places() == {3: LeftAt(3, {3: "right"}, made="a"), 5: LeftAt(13, {3: "wrong"}, made="b")}


@posix
@pytest.mark.parametrize("there", ["a file", "nothing yet"])
def test_a_link_to_the_file_stays_one(state, tmp_path, there: str) -> None:
    state.parent.mkdir()
    real = tmp_path / "real.json"
    if there == "a file":
        real.write_text('{"done": [1]}')
    state.symlink_to(real)
    mark_done(3)
    assert state.is_symlink()
    assert json.loads(real.read_text())["done"] == ([1, 3] if there == "a file" else [3])


@posix
def test_links_in_a_circle_are_written_over(state) -> None:
    state.parent.mkdir()
    state.symlink_to(state)
    mark_done(3)
    assert done_lessons() == {3}


def test_what_a_file_that_cannot_be_read_held_is_kept_once_and_one_that_can_leaves_nothing(state) -> None:
    mark_done(3)
    mark_done(4)
    assert [each.name for each in state.parent.iterdir()] == ["lessons.json"]
    state.write_text('{"done": [1, 2')
    mark_done(5)
    mark_done(6)
    assert done_lessons() == {5, 6}
    assert (state.parent / "lessons.json.bad").read_text() == '{"done": [1, 2'


def test_what_is_no_answer_no_choice_and_no_seed_is_left_out(state) -> None:
    state.parent.mkdir()
    bad = {"x": "right", "-1": "right", "7": "odd", "8": [], "9": "right"}
    tried = {"1": "9", "2": "", "3": 5, "4": "12345", "6": "13", "y": "1"}
    state.write_text(json.dumps({"places": {"5": {"card": [2], "states": bad, "tried": tried, "seed": "7"}}}))
    assert places() == {5: LeftAt(0, {9: "right"}, {6: "13"})}
    for broken in ('{"places": {"5": []}}', '{"places": {"5": {"card": -1, "states": [5], "seed": true}}}', "7"):
        state.write_text(broken)
        assert places() == {}
    for seed, kept in ((999_999_999, 999_999_999), (1_000_000_000, None)):
        state.write_text(json.dumps({"places": {"5": {"card": 2, "states": {}, "seed": seed}}}))
        assert places()[5].seed == kept
    many = {str(at): "right" for at in range(900)}
    state.write_text(json.dumps({"places": {"5": {"states": many}}}))
    assert len(places()[5].states) == 200


def test_without_a_home_nothing_is_written(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    mark_done(1)
    assert done_lessons() == frozenset()
    assert not any(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other folders")
def test_the_file_stays_where_it_always_was(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    mark_done(4)
    assert (tmp_path / ".local/state/txexplain/lessons.json").read_text() == '{"done": [4]}\n'
    assert done_lessons() == {4}


@posix
def test_a_state_file_that_is_none_is_not_read(state) -> None:
    state.parent.mkdir()
    os.mkfifo(state)
    assert done_lessons() == frozenset()
    state.unlink()
    state.symlink_to("/dev/zero")
    assert done_lessons() == frozenset()
    mark_done(3)
    assert done_lessons() == {3}
    assert [each.name for each in state.parent.iterdir()] == ["lessons.json"]
