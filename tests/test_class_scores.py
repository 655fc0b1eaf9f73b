"""The scores of a class: read from files that learners hand in, of which some are nonsense."""

from __future__ import annotations

import csv
import json
import os
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import posix
from jsonschema import Draft202012Validator

from txexplain.cli.learner_files import MOST_BYTES, first_bytes
from txexplain.schemas import schema_text
from txexplain.texts import LANGUAGES, Texts

ANNA = {"done": [1, 5], "scores": {"script": [5, 7], "coins": [4, 4], "test": [14, 20]}, "at": [6, 2]}
BEN = {"done": [1], "scores": {"coins": [1, 4]}}
OLDER = {"done": [1, 2], "at": [3, 4], "states": {"2": "right"}}


def written(path: Path, data: object) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Three learners: one file under its own name, two that are named by their folders."""
    return [
        written(tmp_path / "anna.json", ANNA),
        written(tmp_path / "Ben B" / "lessons.json", BEN),
        written(tmp_path / "早" / "lessons.json", OLDER),
    ]


def scores_of(cli: Any, *files: str) -> Any:
    return json.loads(cli("learn", "--class", *files, "--json").out)


def test_scores_are_put_together_a_row_a_learner(cli, files) -> None:
    lines = cli("learn", "--class", *files).out.split("\n")
    at = next(at for at, line in enumerate(lines) if line.split()[:2] == ["coins", "script"])
    assert [line.split() for line in lines[at : at + 5]] == [
        ["coins", "script", "test", "total", "right"],
        ["anna", "4/4", "5/7", "14/20", "23/31", "74%"],
        ["Ben", "B", "1/4", "–", "–", "1/4", "25%"],
        ["早", "–", "–", "–", "–", "–"],
        ["class", "62%", "71%", "70%", "24/35", "69%"],
    ]
    told = "\n".join(lines[at + 5 :])
    assert told.index("coins ") < told.index("test ") < told.index("script ")
    assert "62% (5/8), taken by 2: A transaction spends coins" in told
    assert "Weakest: coins, script." in told


def test_files_of_one_name_are_called_by_the_first_folder_that_differs(cli, tmp_path) -> None:
    own = [written(tmp_path / name / "state" / "txexplain" / "lessons.json", BEN) for name in ("anna", "ben")]
    named = [written(tmp_path / name / "li.json", BEN) for name in ("7a", "7b")]
    found = scores_of(cli, *own, *named)["files"]
    assert [each["name"] for each in found] == ["anna", "ben", "li (7a)", "li (7b)"]


def test_a_lesson_that_few_took_is_not_called_the_weakest(cli, tmp_path) -> None:
    scores = [{"coins": [2, 4]}, {"coins": [3, 4]}, {"coins": [1, 4], "script": [0, 7]}]
    files = [written(tmp_path / f"{at}.json", {"scores": each}) for at, each in enumerate(scores)]
    told = cli("learn", "--class", *files).out
    assert "Weakest: coins." in told
    assert told.index("50% (6/12)") < told.index(" 0% (0/7)")


def test_a_class_can_be_printed(cli, files, tmp_path) -> None:
    page = tmp_path / "class.html"
    assert cli("learn", "--class", *files, "--html", str(page)).status == 0
    assert "Ben B" in page.read_text(encoding="utf-8")


def test_the_data_follows_its_schema_and_has_the_same_numbers(cli, files, tmp_path) -> None:
    missing = str(tmp_path / "nobody.json")
    found = scores_of(cli, *files, missing)
    Draft202012Validator(json.loads(schema_text("scores"))).validate(found)
    assert [(each["name"], each["right"], each["asked"], each["percent"]) for each in found["files"]] == [
        ("anna", 23, 31, 74),
        ("Ben B", 1, 4, 25),
        ("早", 0, 0, None),
    ]
    assert [(each["name"], each["learners"], each["mean_percent"]) for each in found["lessons"]] == [
        ("coins", 2, 62),
        ("script", 1, 71),
        ("test", 1, 70),
    ]
    assert found["files"][0]["scores"]["script"] == {"right": 5, "asked": 7}
    assert found["left_out"] == [{"file": missing, "reason": "missing"}]


FORMULAS = ("=1+1.json", "+1.json", "-1.json", "@a.json", " =1+2.json", "＝1+2.json", "＋1.json", 'q",x.json')


def test_a_spreadsheet_gets_numbers_and_never_a_formula(cli, files, tmp_path) -> None:
    sly = [written(tmp_path / name, BEN) for name in FORMULAS]
    rows = list(csv.reader(StringIO(cli("learn", "--class", *files, *sly, "--csv").out)))
    assert rows[0] == [
        "name",
        *("coins_right", "coins_asked", "script_right", "script_asked", "test_right", "test_asked"),
        *("right", "asked", "percent"),
    ]
    assert rows[1] == ["anna", "4", "4", "5", "7", "14", "20", "23", "31", "74"]
    assert rows[3] == ["早", "", "", "", "", "", "", "0", "0", ""]
    assert [row[0] for row in rows[4:]] == ["'=1+1", "'+1", "'-1", "'@a", "' =1+2", "'＝1+2", "'\uff0b1", 'q",x']
    assert {len(row) for row in rows} == {10}


NONSENSE = {
    "no_json": ["", "{", "nonsense", '{"done": [1]} {}'],
    "foreign": ["{}", "[]", "[1, 5]", "7", "1" * 5000, "null", '"done"', '{"txid": "00"}'],
    "no_scores": ['{"scores": []}', '{"scores": [["coins", [1, 2]]]}', '{"scores": 5}', '{"scores": null}'],
    "impossible": [
        f'{{"scores": {{"coins": {each}}}}}'
        for each in (
            *("[9, 3]", "[-1, 3]", "[0, 0]", "[1]", "[1, 2, 3]", "[true, 3]", "[1.0, 2]", '["1", "2"]', "[1, 1e99]"),
            *("[1, 201]", "[1, 1000000000000000000000]", "null", "{}", "[NaN, 1]", "[[1], 2]", f"[1, {'9' * 5000}]"),
        )
    ],
    "deep": ["[" * 60_000, '{"scores":' + '{"a":' * 10_000 + "1" + "}" * 10_001],
    "huge": ['{"done": [1], "x": "' + "x" * 70_000 + '"}'],
}


@pytest.mark.parametrize("reason", NONSENSE)
def test_nonsense_is_named_with_the_reason_and_left_out(cli, tmp_path, reason: str) -> None:
    good = written(tmp_path / "anna.json", ANNA)
    bad = [written(tmp_path / f"bad{number}.json", text) for number, text in enumerate(NONSENSE[reason])]
    ran = cli("learn", "--class", *bad, good, "--json")
    assert ran.status == 0
    found = json.loads(ran.out)
    assert [each["name"] for each in found["files"]] == ["anna"]
    assert found["left_out"] == [{"file": file, "reason": reason} for file in bad]
    assert ran.err.count("Left out:") == len(bad)
    assert all(os.path.basename(file) in ran.err.replace("\n", "") for file in bad)


def test_a_file_that_is_none_is_left_out_too(cli, tmp_path) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe{}")
    names = ["folder.json", "bytes.json", "missing.json", "anna.json/lessons.json", "nul\0.json"]
    good = written(tmp_path / "anna.json", ANNA)
    found = scores_of(cli, good, *(str(tmp_path / name) for name in names))
    assert [each["reason"] for each in found["left_out"]] == ["folder", "no_json", "missing", "missing", "missing"]


@posix
def test_what_would_never_end_is_not_read(cli, tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    found = scores_of(cli, written(tmp_path / "anna.json", ANNA), str(tmp_path / "pipe.json"), "/dev/zero")
    assert [each["reason"] for each in found["left_out"]] == ["no_file", "no_file"]


@pytest.mark.skipif(sys.platform != "linux", reason="a file that Linux makes up")
def test_of_a_file_of_no_size_and_no_end_little_is_read() -> None:
    assert os.path.getsize("/proc/self/pagemap") == 0
    data = first_bytes("/proc/self/pagemap")
    assert data is not None
    assert MOST_BYTES < len(data) < 2 * MOST_BYTES


def test_a_state_folder_of_an_impossible_name_holds_no_scores(cli, monkeypatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", os.path.abspath("x" * 5000))
    assert cli("learn", "--class").status == 0


def test_a_number_too_long_for_python_spoils_no_score_beside_it(cli, tmp_path) -> None:
    long = json.dumps(BEN).replace("[1]", f"[1, {'9' * 5000}]")
    (row,) = scores_of(cli, written(tmp_path / "ben.json", long))["files"]
    assert row["scores"]["coins"] == {"right": 1, "asked": 4}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_score_file_it_fails_as_bad_input_does(cli, tmp_path, language: str) -> None:
    ran = cli("learn", "--class", written(tmp_path / "bad.json", "[]"), "--lang", language)
    assert (ran.status, ran.out) == (2, "")
    assert "no_scores_read" in ran.err


def test_a_score_for_no_lesson_is_named_and_the_others_count(cli, tmp_path) -> None:
    file = written(tmp_path / "anna.json", {"scores": {"golf\x1b[31m": [1, 2], "coins": [3, 4]}})
    ran = cli("learn", "--class", file)
    assert "golf\\x1b[31m" in ran.err
    assert "golf" not in ran.out
    assert "3/4" in ran.out
    assert scores_of(cli, file)["files"][0]["unknown_lessons"] == ["golf\x1b[31m"]


def test_a_name_with_control_characters_or_of_great_length_does_no_harm(cli, tmp_path) -> None:
    names = ["x\x1b[31m\u202e.json", "n" * 200 + ".json"]
    files = [written(tmp_path / name, BEN) for name in names]
    for form in ("", "--csv", "--json"):
        ran = cli("learn", "--class", *files, *filter(None, [form]))
        assert ran.status == 0
        assert "\x1b" not in ran.out + ran.err
        assert "\u202e" not in ran.out + ran.err
    assert max(map(len, cli("learn", "--class", *files).out.split("\n"))) <= 80


def test_a_file_that_is_named_twice_counts_once_and_a_byte_order_mark_does_no_harm(cli, tmp_path) -> None:
    file = tmp_path / "anna.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(ANNA).encode())
    names = [str(file), str(file), str(tmp_path / "." / "x" / ".." / "anna.json")]
    (tmp_path / "x").mkdir()
    found = scores_of(cli, *names)
    assert len(found["files"]) == 1
    assert found["left_out"] == [{"file": name, "reason": "twice"} for name in names[1:]]


@posix
def test_a_link_to_a_file_that_is_named_too_counts_no_second_time(cli, tmp_path) -> None:
    file, link = tmp_path / "anna.json", tmp_path / "ben.json"
    file.write_text(json.dumps(ANNA))
    link.symlink_to(file)
    ran = cli("learn", "--class", str(file), str(link))
    assert "named twice" in " ".join(ran.err.split())
    assert "1 file" in ran.out


def test_a_name_of_no_characters_is_seen(cli, files) -> None:
    assert "Left out: “”," in cli("learn", "--class", "", files[0]).err


def test_many_scores_for_no_lesson_are_one_note(cli, tmp_path) -> None:
    scores = {f"u{number}": [1, 1] for number in range(3_000)} | {"coins": [3, 4]}
    ran = cli("learn", "--class", written(tmp_path / "many.json", {"scores": scores}))
    assert "scores for 3,000 names of no lesson (u0, u1, u2, …)" in " ".join(ran.err.split())
    assert len(ran.err.split("\n")) < 6
    two = written(tmp_path / "two.json", {"scores": {"a": [1, 1], "b": [1, 1]}})
    assert "2 names of no lesson (a, b)" in " ".join(cli("learn", "--class", two).err.split())


def test_half_a_surrogate_pair_comes_out_as_its_escape(cli, tmp_path) -> None:
    """Readers of JSON, jq among them, refuse it."""
    file = written(tmp_path / "anna.json", '{"scores": {"\\ud800": [1, 2], "coins": [3, 4]}}')
    ran = cli("learn", "--class", file, "\udcff.json", "--json")
    found = json.loads(ran.out)
    assert found["files"][0]["unknown_lessons"] == ["\\ud800"]
    assert found["left_out"][0]["file"] == "\\udcff.json"


def test_files_without_a_score_yet_are_told_so(cli, tmp_path) -> None:
    ran = cli("learn", "--class", written(tmp_path / "old.json", OLDER))
    assert ran.status == 0
    assert Texts().plain("course", "no_scores")[:30] in ran.out


def test_without_files_ones_own_scores_are_shown_and_the_file_to_hand_in(cli, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert "no scores yet" in cli("learn", "--class").out
    assert scores_of(cli)["files"] == []
    file = written(tmp_path / "txexplain" / "lessons.json", ANNA)
    told = cli("learn", "--class").out
    assert "5/7  Running a script" in told
    assert file in told.replace("\n", "")
    assert [each["right"] for each in scores_of(cli)["files"]] == [23]


def test_options_of_other_things_are_refused(cli, files) -> None:
    for option in (["--gift"], ["--count", "3"], ["--force"], ["--json", "--csv"], ["--all"]):
        assert cli("learn", "--class", *files, *option).status == 2
