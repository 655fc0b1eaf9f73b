"""`decode --json` holds all that Core's decoderawtransaction prints, key for key, and is as its schema says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES, ROOT, posix, validator_of

from txexplain.analyse import analyse, regions
from txexplain.data import Amount, Rows
from txexplain.data.decode import decode_data
from txexplain.model.bytes import ByteSlice
from txexplain.render.json import json_pieces, to_json
from txexplain.templates.descriptors import descriptor_of
from txexplain.templates.outputs import output_type
from txexplain.wire.asm import core_asm
from txexplain.wire.script import parse

GENERATOR_X = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"  # of secp256k1
EXPECTED = sorted(Path(__file__).with_name("core_json").glob("*.json"))


def parsed(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_equals_cores_published_shape_key_for_key(cli, path: Path) -> None:
    printed = parsed(cli("decode", "--json", path.stem).out)
    expected = parsed(path.read_text(encoding="utf-8"))
    assert _restricted(printed, expected) == expected


def _restricted(ours: Any, cores: Any) -> Any:
    """Our data without the keys that Core does not print."""
    if isinstance(cores, dict):
        return {key: _restricted(ours[key], cores[key]) for key in ours if key in cores}
    if isinstance(cores, list):
        assert len(ours) == len(cores)
        return [_restricted(one, other) for one, other in zip(ours, cores, strict=True)]
    return ours


def test_there_are_at_least_five_expected_files() -> None:
    assert len(EXPECTED) >= 5


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_fits_the_schema(cli, name: str) -> None:
    validator = validator_of("decode")
    raw = EXAMPLES[name].raw
    bare = analyse(raw)
    for text in (cli("decode", "--json", "--bytes", name).out, to_json(decode_data(bare))):
        assert [error.message for error in validator.iter_errors(json.loads(text))] == []
    assert decode_data(bare, regions(bare))["regions"]["end"] == len(raw)


def test_the_schema_names_every_kind_and_type(cli) -> None:
    kinds = tomllib.loads((ROOT / "txexplain/texts/en/kinds.toml").read_text(encoding="utf-8"))
    definitions = json.loads(cli("schema").out)["$defs"]
    assert set(definitions["spend"]["properties"]["kind"]["enum"]) == set(kinds["spend"])
    assert set(definitions["script_pubkey"]["properties"]["type"]["enum"]) == set(kinds["type"])


def test_the_schema_refuses_what_it_should(cli) -> None:
    validator = validator_of("decode")
    data = json.loads(cli("decode", "--json", "first").out)
    assert validator.is_valid(data)
    assert not validator.is_valid({**data, "surprise": 1})
    assert not validator.is_valid({**data, "txid": data["txid"][:-1]})
    del data["vout"][0]["value_sat"]
    assert not validator.is_valid(data)


def test_the_listing_fits_its_schema(cli) -> None:
    validator_of("examples").validate(json.loads(cli("examples", "--json").out))
    assert cli("schema", "nonsense").status == 2


@pytest.mark.parametrize(
    ("sat", "text"),
    [
        (0, "0.00000000"),
        (1, "0.00000001"),
        (-1, "-0.00000001"),
        (5_000_000_000, "50.00000000"),
        (10**15, "10000000.00000000"),
    ],
)
def test_amounts_have_eight_decimals_and_no_exponent(sat: int, text: str) -> None:
    assert to_json(Amount(sat)) == text + "\n"
    assert text in to_json({"value": Amount(sat)})


def test_no_amount_of_any_example_is_in_scientific_form(cli) -> None:
    for name in EXAMPLES:
        numbers = re.findall(r'"(?:value|fee)": ([^,\n]+)', cli("decode", "--json", name).out)
        assert numbers
        assert all(re.fullmatch(r"-?\d+\.\d{8}", number) for number in numbers)


@pytest.mark.parametrize(
    ("script", "asm"),
    [
        ("", ""),
        ("00", "0"),
        ("4f", "-1"),
        ("50", "OP_RESERVED"),
        ("5160", "1 16"),
        ("0181", "-1"),
        ("0180", "0"),
        ("04ffffff7f", "2147483647"),
        ("04ffffffff", "-2147483647"),
        ("050102030405", "0102030405"),
        ("4c0105", "5"),
        ("4c00", "0"),
        ("b1b2ba", "OP_CHECKLOCKTIMEVERIFY OP_CHECKSEQUENCEVERIFY OP_CHECKSIGADD"),
        ("bbfe", "OP_UNKNOWN OP_UNKNOWN"),
        ("ff", "OP_INVALIDOPCODE"),
        ("5105aabb", "1 [error]"),
        ("4d01", "[error]"),
    ],
)
def test_asm_is_cores(script: str, asm: str) -> None:
    assert core_asm(bytes.fromhex(script)) == asm


def test_asm_names_hash_types_only_where_core_does() -> None:
    signature = EXAMPLES["p2pkh"].raw[43:115]
    push = bytes([72]) + signature
    assert core_asm(push).endswith("01")
    assert core_asm(push, sighash_types=True).endswith("[ALL]")
    assert core_asm(push[:-1] + b"\x83", sighash_types=True).endswith("[SINGLE|ANYONECANPAY]")
    assert core_asm(push[:-1] + b"\x04", sighash_types=True).endswith("04")
    assert core_asm(b"\x6a" + push, sighash_types=True).endswith("01")


@pytest.mark.parametrize(
    ("script", "type_", "descriptor"),
    [
        ("21" + "02" + "11" * 32 + "ac", "pubkey", "pk("),
        ("41" + "06" + "11" * 64 + "ac", "pubkey", "raw("),
        ("5120" + GENERATOR_X, "witness_v1_taproot", "rawtr("),
        ("5120" + "ff" * 32, "witness_v1_taproot", "addr("),
        ("51024e73", "anchor", "addr("),
        ("5202ffff", "witness_unknown", "addr("),
        ("5121" + "02" + "11" * 32 + "51ae", "multisig", "multi(1,"),
        ("6a", "nulldata", "raw("),
        ("6a0101", "nulldata", "raw("),
        ("6a76", "nonstandard", "raw("),
        ("6a05", "nonstandard", "raw("),
        ("001500" + "11" * 20, "nonstandard", "raw("),
        ("", "nonstandard", "raw("),
    ],
)
def test_types_and_descriptors_are_cores(script: str, type_: str, descriptor: str) -> None:
    data = bytes.fromhex(script)
    found = output_type(parse(ByteSlice(0, data)))
    assert found.key == type_
    address = "x" if type_ in ("witness_v1_taproot", "anchor", "witness_unknown") else None
    assert descriptor_of(data, found, address).startswith(descriptor)


@posix
def test_piping_into_jq_and_head_works() -> None:
    command = f"{sys.executable} -m txexplain decode --json first"
    value = subprocess.run(
        f'{command} | {sys.executable} -c \'import json,sys; print(json.load(sys.stdin)["vout"][0]["value"])\'',
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert value.stdout == "10.0\n"
    if shutil.which("jq"):
        jq = subprocess.run(f"{command} | jq .vout[0].value", shell=True, capture_output=True, text=True, check=True)
        assert float(jq.stdout) == 10
    for reader in ("head -1", "true"):
        for arguments in (
            "decode --json --bytes pizza",
            "decode --all pizza",
            "decode --bytes --all pizza",
            "examples",
        ):
            ran = subprocess.run(
                f"{sys.executable} -m txexplain {arguments} | {reader}",
                shell=True,
                capture_output=True,
                text=True,
                check=False,
            )
            assert ran.stderr == ""


def test_json_of_long_lists_is_given_out_before_they_end() -> None:
    numbers = iter(range(100_000))
    pieces = json_pieces({"numbers": Rows(lambda: numbers), "end": []})
    first = next(pieces)
    assert next(numbers) < 50_000
    assert parsed(first.rstrip(", \n") + "]}")["numbers"][:3] == [0, 1, 2]
    assert parsed(to_json({"numbers": Rows(lambda: iter(())), "end": Rows(lambda: iter([[], {}]))})) == {
        "numbers": [],
        "end": [[], {}],
    }
