"""`--fields`: paths are checked against the schemas, and choose what the answer has there and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import EXAMPLES
from test_lines import without

import txexplain
from txexplain.bulk.fields import fields_in, value_at
from txexplain.bulk.work import Fields
from txexplain.bundled import psbt_names
from txexplain.data import Rows
from txexplain.model.errors import InputError


def paths_in(data: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every path of the data that has a value, with what is there."""
    if before:
        yield before, data
    if isinstance(data, dict):
        for name, value in data.items():
            yield from paths_in(value, (*before, name))
    elif isinstance(data, list):
        for number, value in enumerate(data[:3]):
            yield from paths_in(value, (*before, str(number)))


VIEWS = [
    *((view, name) for view in ("decode", "verify", "explain") for name in ("p2wpkh", "p2tr", "psbt-signed", "first"))
]


@pytest.mark.parametrize(("view", "name"), [row for row in VIEWS if row[1] in EXAMPLES or row[1] in psbt_names()])
def test_every_path_of_an_answer_can_be_asked_for_and_gives_what_is_there(view: str, name: str) -> None:
    (answer,) = txexplain.read_many([name], view=view)
    paths = [(path, value) for path, value in paths_in(answer) if all("." not in step for step in path)]
    assert len(paths) > 10
    asked = paths[:: max(1, len(paths) // 200)]
    (chosen,) = txexplain.read_many([name], view=view, fields=[".".join(path) for path, _ in asked])
    for path, value in asked:
        if (view, path[0], path[-1]) == ("verify", "inputs", "signatures") or path == ("inputs",):
            continue  # asked for by itself it has the signatures that were tried against no key too
        assert without(chosen[".".join(path)]) == without(value), path


@pytest.mark.parametrize(
    "path", ["findings", "policy", "findings.0.key", "policy.accepted", "regions.key", "example"]
)
def test_what_is_left_out_can_be_asked_for(path: str) -> None:
    whole = txexplain.read("p2wpkh").to_dict("decode", bytes=True)
    (answer,) = txexplain.read_many(["p2wpkh"], fields=path)
    assert answer == {"line": 1, path: value_at(whole, tuple(path.split(".")))}
    assert path == "policy.accepted" or answer[path] is not None


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("txix", "txid"),
        ("vout.0.value_sta", "vout.0.value_sat"),
        ("vin.0.prevout.valu", "vin.0.prevout.value"),
        ("txid.0", ""),
        ("qqq", ""),
        ("input.", ""),
        ("input.a..b", ""),
        ("address", "vout.0.scriptPubKey.address"),
        ("vout.*.address", "vout.*.scriptPubKey.address"),
        ("vout.x.value", "vout.0.value"),
        ("vout.-1.value", "vout.0.value"),
        ("vout.٣.value", "vout.0.value"),
        ("input", None),
        ("input.anything.at.all.0", None),
        ("error.code", None),
        ("error.what", ""),
        ("error.sentenc", "error.sentence"),
        ("vout.999999999999999999999999.value", None),
        ("vout.*.scriptPubKey.address", None),
        ("psbt", None),
        ("tx.vout.0.value_sat", None),
        ("tx.vout.0.value_sa", "tx.vout.0.value_sat"),
        ("inputs.0.partial_signatures", None),
        ("vin.0.txinwitness.0", None),
        ("", ""),
        (" txid ", None),
    ],
)
def test_a_path_is_known_or_refused_with_what_is_near(path: str, near: str | None) -> None:
    if near is None:
        assert fields_in(path, "decode").paths == (tuple(path.strip().split(".")),)
        return
    with pytest.raises(InputError) as refused:
        fields_in(path, "decode")
    assert refused.value.code == ("unknown_field" if path else "empty_field")
    said = str(refused.value.facts.get("near", ""))
    assert said.partition(", ")[0] == near, "names that are near, or none"


def test_a_path_is_taken_as_jq_writes_it() -> None:
    (answer,) = txexplain.read_many(["pizza"], fields=[".txid", "vout[0].value_sat", "vout[].value_sat"])
    assert list(answer) == ["line", "txid", "vout.0.value_sat", "vout.*.value_sat"]
    assert answer["vout.*.value_sat"] == [answer["vout.0.value_sat"]]


@pytest.mark.parametrize(
    ("view", "path", "other"),
    [("decode", "verdict", "verify"), ("verify", "vout.0.value_sat", "decode"), ("explain", "fee_sat", "decode")],
)
def test_a_field_of_another_view_is_said_to_be_there(view: str, path: str, other: str) -> None:
    with pytest.raises(InputError) as refused:
        fields_in(path, view)
    assert (refused.value.facts["command"], refused.value.facts["schema"]) == (other, view)


def test_each_view_has_fields_of_its_own() -> None:
    assert fields_in("verdict,inputs.0.signatures.0.passes,complete,height", "verify").members
    assert fields_in("places.0.title,language", "explain").members == {"places", "language"}
    for view, path in (("decode", "verdict"), ("verify", "vout"), ("explain", "fee_sat")):
        with pytest.raises(InputError):
            fields_in(path, view)


def test_a_field_that_is_asked_for_twice_is_there_once_and_many_are_refused() -> None:
    assert fields_in("txid, fee_sat,txid", "decode").paths == (("txid",), ("fee_sat",))
    with pytest.raises(InputError) as refused:
        fields_in(",".join(f"vin.{number}.txid" for number in range(2_000)), "decode")
    assert refused.value.code == "too_many_fields"
    with pytest.raises(InputError):
        fields_in("a" * 1_000_000, "decode")


@pytest.mark.parametrize("name", ["p2wpkh", "first", "pizza"])
def test_all_items_of_a_list_are_chosen_by_a_star(name: str) -> None:
    whole = txexplain.read(name).to_dict("decode")
    (answer,) = txexplain.read_many([name], fields="vout.*.value_sat,vin.*.prevout.value")
    assert answer["vout.*.value_sat"] == [output["value_sat"] for output in whole["vout"]]
    assert answer["vin.*.prevout.value"] == [txin["prevout"]["value"] for txin in whole["vin"]]


def test_what_is_not_there_is_null() -> None:
    (answer,) = txexplain.read_many(
        ["first"], fields="vout.7.value_sat,fee_rate_sat_per_kvb,vin.0.txinwitness.0,psbt,id"
    )
    assert answer == {
        "line": 1, "vout.7.value_sat": None, "fee_rate_sat_per_kvb": 0, "vin.0.txinwitness.0": None,
        "psbt": None, "id": None,
    }  # fmt: skip


def test_a_bad_line_has_its_error_and_every_field() -> None:
    (answer,) = txexplain.read_many([{"hex": "00", "id": 5, "x": 1}], fields="txid,error.code,input.x")
    assert answer == {
        "line": 1, "id": 5, "error": answer["error"], "txid": None, "error.code": "truncated", "input.x": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("a", "1"), 5),
        (("a", "2"), None),
        (("a", "x"), None),
        (("a", "*"), [4, 5]),
        (("b", "0", "c"), 1),
        (("b", "9"), None),
        (("b", "*", "c"), [1, 2]),
        (("d", "e"), None),
        (("d", "*"), None),
    ],
)
def test_a_path_leads_into_lists_rows_and_objects(path: tuple[str, ...], value: Any) -> None:
    data = {"a": [4, 5], "b": Rows(lambda: iter([{"c": 1}, {"c": 2}])), "d": "text"}
    assert value_at(data, path) == value


def test_members_are_what_the_paths_begin_with() -> None:
    assert Fields((("vout", "0"), ("vout", "1"), ("txid",))).members == {"vout", "txid"}


def test_fields_say_the_same_as_the_whole_answer_whatever_is_asked_for(cli) -> None:
    names = list(EXAMPLES)[:12]
    whole = [json.loads(line) for line in cli("decode", "--lines", *names).out.splitlines()]
    for paths in ("txid,vsize,output_sat", "fee_sat,vin.0.prevout.value_sat", "vout.0.scriptPubKey.type,weight,hash"):
        some = [json.loads(line) for line in cli("decode", "--lines", "--fields", paths, *names).out.splitlines()]
        for one, other in zip(some, whole, strict=True):
            assert one == {
                "line": other["line"],
                **{path: value_at(other, tuple(path.split("."))) for path in paths.split(",")},
            }


def test_fields_that_are_given_again_are_added(cli) -> None:
    for words in (["decode", "--lines", "pizza"], ["block", "block170", "--transactions", "--lines"]):
        once = cli(*words, "--fields", "txid,fee_sat,size")
        again = cli(*words, "--fields", "txid", "--fields", "fee_sat,size")
        assert again.out == once.out
        assert '"fee_sat"' in again.out
