"""`read_many`: what the commands print for each line, for a program."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from conftest import EXAMPLES

import txexplain

RAW = EXAMPLES["p2wpkh"].raw
NAMES = ["p2wpkh", "first", "psbt-signed", "bad-signature"]


@pytest.mark.parametrize("view", ["decode", "verify", "explain"])
def test_answers_are_what_the_command_prints(view: str, cli) -> None:
    printed = [json.loads(line) for line in cli(view, "--lines", *NAMES).out.splitlines()]
    assert list(txexplain.read_many(NAMES, view=view)) == printed


@pytest.mark.parametrize(
    "line", [RAW.hex(), f" {RAW.hex()}\n", RAW, RAW.hex().encode(), {"hex": RAW.hex()}, {"hex": RAW}, "p2wpkh"]
)
def test_a_line_is_text_bytes_or_a_mapping(line: Any) -> None:
    (answer,) = txexplain.read_many([line], fields="txid")
    assert answer == {"line": 1, "txid": EXAMPLES["p2wpkh"].txid}


def test_lines_come_from_files_too(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("first\n\npizza\n", encoding="utf-8")
    expected = [{"line": 1, "txid": EXAMPLES["first"].txid}, {"line": 3, "txid": EXAMPLES["pizza"].txid}]
    assert list(txexplain.read_many(path, fields=["txid"])) == expected
    with path.open("rb") as binary, path.open(encoding="utf-8") as text:
        assert list(txexplain.read_many(binary, fields=["txid"])) == expected
        assert list(txexplain.read_many(text, fields=["txid"])) == expected
    assert list(txexplain.read_many(io.StringIO("first\n\npizza"), fields="txid")) == expected
    assert list(txexplain.read_many(io.BytesIO(b"first\n\npizza"), fields="txid")) == expected
    assert list(txexplain.read_many(["first", "", "pizza"], fields="txid")) == expected


def test_prevouts_of_a_mapping_are_python_values() -> None:
    one_input = "0200000001" + "01" * 32 + "01000000" + "00" + "ffffffff" + "01e8030000000000000151" + "00000000"
    for prevouts in (
        [(10_000, "51")],
        [(10_000, b"\x51")],
        [txexplain.SpentOutput(10_000, b"\x51")],
        [{"value_sat": 10_000, "script_pubkey": "51"}],
    ):
        (answer,) = txexplain.read_many([{"hex": one_input, "prevouts": prevouts, "id": 1.5, "more": {"a": 0.1}}])
        assert (answer["fee_sat"], answer["id"], answer["input"]) == (9_000, 1.5, {"more": {"a": 0.1}})


def test_lines_are_read_as_answers_are_taken() -> None:
    read = 0

    def lines() -> Iterator[str]:
        nonlocal read
        for name in NAMES * 100:
            read += 1
            yield name

    answers = txexplain.read_many(lines(), fields="line")
    assert read == 0
    assert [next(answers)["line"], next(answers)["line"]] == [1, 2]
    assert read == 2


@pytest.mark.slow
def test_several_processes_give_the_same_in_the_same_order() -> None:
    lines = [*NAMES, "nonsense", "", {"hex": "00"}] * 30
    assert list(txexplain.read_many(lines, jobs=2)) == list(txexplain.read_many(lines))


def test_errors_are_answers_in_the_language_that_is_asked_for() -> None:
    (answer,) = txexplain.read_many(["nonsense"], lang="zh")
    assert answer["error"]["code"] == "unknown_source"
    assert "nonsense" in answer["error"]["sentence"]
    assert not answer["error"]["sentence"].isascii()


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ({"lines": "first"}, TypeError, "lines must be a list of lines"),
        ({"lines": b"first"}, TypeError, "lines must be"),
        ({"lines": {"hex": ""}}, TypeError, "lines must be"),
        ({"lines": 5}, TypeError, "lines must be"),
        ({"view": "trace"}, ValueError, "view must be one of decode, verify, explain"),
        ({"view": None}, TypeError, "view must be str"),
        ({"jobs": 0}, ValueError, "jobs must be at least 1"),
        ({"jobs": "2"}, TypeError, "jobs must be int"),
        ({"network": "moon"}, ValueError, "network"),
        ({"rules": 5}, TypeError, "rules must be"),
        ({"height": "5"}, TypeError, "height must be int"),
        ({"rules": "none", "height": 5}, ValueError, "height"),
        ({"lang": "fr"}, ValueError, "lang must be one of"),
        ({"fields": 5}, TypeError, "fields must be"),
        ({"fields": [5]}, TypeError, "fields must be str"),
        ({"fields": "nonsense"}, txexplain.InputError, "no such field"),
        ({"tip": 1.5}, TypeError, "tip must be"),
    ],
)
def test_wrong_arguments_are_refused_at_the_call(
    arguments: dict[str, Any], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        txexplain.read_many(**{"lines": [], **arguments})


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_value_that_is_no_line_is_an_error_in_its_place_and_stops_nothing(jobs: int) -> None:
    lines: list[Any] = ["pizza", None, "first", float("nan"), 5, ["first"], "first"]
    answers = list(txexplain.read_many(lines, fields="error.code", jobs=jobs))
    bad = "line_bad_type"
    assert [answer["error.code"] for answer in answers] == [None, bad, None, bad, bad, bad, None]
    assert [answer["line"] for answer in answers] == [1, 2, 3, 4, 5, 6, 7]
    assert "NoneType" in answers[1]["error"]["sentence"]


def test_rules_network_and_height_count_for_all() -> None:
    (answer,) = txexplain.read_many([RAW.hex()], view="verify", rules="none")
    assert answer["rules"] == []
    (answer,) = txexplain.read_many([RAW.hex()], network="test")
    assert answer["network"] == "test"
    (answer,) = txexplain.read_many([RAW.hex()], view="verify", height=400_000)
    assert answer["height"] == 400_000


@pytest.mark.parametrize("member", [lambda: 1, {"a": [lambda: 1]}, Path.cwd, (n for n in ())])
def test_what_cannot_go_to_another_process_is_the_error_of_its_line(member: Any) -> None:
    lines = [{"hex": RAW.hex(), "rent": member}, {"hex": memoryview(RAW)}, {"hex": RAW.hex(), "prevouts": member}]
    answers = list(txexplain.read_many(lines, jobs=2, fields="txid,error.code"))
    assert [answer["error.code"] for answer in answers] == ["line_bad_member", None, "line_bad_member"]
    assert "rent" in answers[0]["error"]["sentence"]
    assert list(txexplain.read_many(lines, fields="txid,error.code")) == answers


def test_an_open_file_of_text_is_read_from_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text("first\npizza\nü\np2pkh\n", encoding="utf-8")
    rest = [None, "looks_like_text", None]
    with open(path, encoding="utf-8") as file:
        assert next(file) == "first\n"
        assert [answer["error.code"] for answer in txexplain.read_many(file, fields="error.code")][::2] == rest[::2]
    with open(path, "rb") as raw:
        next(raw)
        assert [answer["line"] for answer in txexplain.read_many(raw, fields="line")] == [1, 2, 3]
    with open(path, encoding="utf-8") as file:
        answers = txexplain.read_many(file, fields="txid")
        assert len(list(answers)) == 4
    with open(path, encoding="ascii") as other:
        assert list(txexplain.read_many(other, fields="line"))[-1]["error"]["code"] == "unreadable_input"
    assert [answer["line"] for answer in txexplain.read_many(io.StringIO("first\n\ud800\n"), fields="line")] == [1, 2]


def test_a_line_of_a_pipe_of_text_is_answered_before_the_next_comes() -> None:
    reading, writing = os.pipe()
    with open(reading, encoding="utf-8") as lines, open(writing, "w", encoding="utf-8") as into:
        answers = txexplain.read_many(lines, fields="line")
        for number in (1, 2, 3):
            into.write("first\n")
            into.flush()
            assert next(answers) == {"line": number}


@pytest.mark.parametrize(
    ("name", "code"),
    [("nowhere", "no_such_file"), ("a\0b", "no_such_file"), ("x" * 5_000, "no_such_file"), ("", "is_a_folder")],
)
def test_a_file_that_cannot_be_read_is_refused_at_the_call(name: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(txexplain.InputError) as error:
        txexplain.read_many(tmp_path / name)
    assert error.value.code == code
    assert error.value.hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes as Unix has them")
def test_a_named_pipe_is_opened_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    answers = txexplain.read_many(pipe, fields="line")
    writing = Thread(target=pipe.write_text, args=("first\npizza\n",))
    writing.start()
    assert [answer["line"] for answer in answers] == [1, 2]
    writing.join()


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_what_came_before_the_lines_went_wrong_is_answered(jobs: int) -> None:
    def lines() -> Iterator[str]:
        yield from ["first"] * 100
        raise KeyError("gone")

    answers = txexplain.read_many(lines(), fields="line", jobs=jobs)
    assert [next(answers)["line"] for _ in range(100)] == list(range(1, 101))
    with pytest.raises(KeyError):
        next(answers)


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels):
        value = {"a": value}
    return value


def in_itself() -> dict[str, Any]:
    value: dict[str, Any] = {"hex": RAW.hex(), "id": 7}
    value["self"] = value
    return value


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_value_that_nests_too_deep_spoils_no_other(jobs: int) -> None:
    bad = [
        {"hex": RAW.hex(), "id": 7, name: nested(levels)} for name in ("more", "prevouts") for levels in (300, 10_000)
    ]
    bad += [in_itself(), {"hex": RAW.hex(), "id": nested(10_000)}]
    answers = list(txexplain.read_many(["first", *bad, "first"], jobs=jobs, fields="txid"))
    assert [each.get("error", {}).get("code") for each in answers] == [None, *["json_too_deep"] * len(bad), None]
    assert [each.get("id") for each in answers] == [None, *[7] * (len(bad) - 1), None, None]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_value_that_nests_less_is_read(jobs: int) -> None:
    value = {"hex": RAW.hex(), "more": nested(150)}
    (answer,) = txexplain.read_many([value], jobs=jobs, fields="input")
    assert answer["input"] == {"more": nested(150)}
