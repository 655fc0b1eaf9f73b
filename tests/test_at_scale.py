"""The code of `docs/at-scale.md` runs as it is printed, and gives what one process gives.

What needs an engine is skipped where that is not installed (`pip install -e '.[test,scale-test]'`, and Java for
PySpark). TXEXPLAIN_REQUIRE_SCALE=1 makes a failure of that.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, posix, vector_bytes

import txexplain

PAGE = (ROOT / "docs" / "at-scale.md").read_text(encoding="utf-8")
FIELDS = ["height", "position", "txid", "fee_sat"]
SIZES = ["txid", "vsize", "output_sat"]
MAGIC = bytes.fromhex("fabfb5da")  # of regtest
BIN = Path(sys.executable).parent
SHOWN = "\nif __name__ == '__main__':\n    import json\n    print('FOUND', json.dumps({}))\n"


def code(section: str, language: str) -> list[str]:
    """The pieces of code in that language under that heading, in order."""
    (text,) = re.findall(rf"^## {section}$(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def needs(*modules: str, program: str = "") -> None:
    """Skips the test where one of them is missing, or fails it where nothing is to be skipped."""
    missing = [name for name in modules if find_spec(name) is None]
    missing += [program] if program and shutil.which(program) is None else []
    if missing and os.environ.get("TXEXPLAIN_REQUIRE_SCALE") == "1":
        pytest.fail(f"{', '.join(missing)}: not installed")
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: pip install -e '.[test,scale-test]', and the system's packages")


def plain(stored: bytes, key: bytes) -> bytes:
    """The bytes of a file of blocks, or what is to be stored of them: XOR is its own inverse."""
    repeated = key * (len(stored) // len(key) + 1)
    size = len(stored)
    return (int.from_bytes(stored, "big") ^ int.from_bytes(repeated[:size], "big")).to_bytes(size, "big")


def records(data: bytes, extra: int) -> list[bytes]:
    """What a file holds, each with its magic and size before it; `extra` bytes follow on each."""
    found, place = [], 0
    while data[place : place + 4] == MAGIC:
        end = place + 8 + int.from_bytes(data[place + 4 : place + 8], "little") + extra
        found.append(data[place:end])
        place = end
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The node's blocks in two files, as one with more of them has, and its transactions as lines."""
    found = tmp_path_factory.mktemp("scale")
    (found / "blocks").mkdir()
    with tarfile.open(fileobj=io.BytesIO(vector_bytes("core_regtest_blocks.tar.gz"))) as tar:
        stored = {Path(member.name).name: tar.extractfile(member).read() for member in tar if member.isfile()}
    key = stored["xor.dat"]
    (found / "blocks" / "xor.dat").write_bytes(key)
    blocks = records(plain(stored["blk00000.dat"], key), 0)
    undo = records(plain(stored["rev00000.dat"], key), 32)
    assert (len(blocks), len(undo)) == (131, 130)  # the genesis block spends nothing
    middle = 100
    for number, (some, their_undo) in enumerate(
        ((blocks[:middle], undo[: middle - 1]), (blocks[middle:], undo[middle - 1 :]))
    ):
        (found / "blocks" / f"blk{number:05}.dat").write_bytes(plain(b"".join(some), key))
        (found / "blocks" / f"rev{number:05}.dat").write_bytes(plain(b"".join(their_undo), key))
    hexes = [answer["hex"] for answer in txexplain.read_blocks(found / "blocks", fields=["hex"])]
    (found / "transactions.txt").write_text("".join(f"{line}\n" for line in hexes))
    return found


@pytest.fixture(scope="module")
def fees(folder) -> list[dict[str, Any]]:
    """What one process finds of the blocks."""
    found = columns(txexplain.read_blocks(folder / "blocks", fields=FIELDS), FIELDS)
    assert len(found) == 991
    assert [row["fee_sat"] for row in found].count(None) == 131  # coinbases pay none
    return found


@pytest.fixture(scope="module")
def sizes(folder) -> list[dict[str, Any]]:
    """What one process finds of the lines."""
    with (folder / "transactions.txt").open("rb") as lines:
        found = columns(txexplain.read_many(lines, fields=SIZES), SIZES)
    assert len(found) == 991
    return found


def run(words: list[str], folder: Path) -> str:
    """What it prints, in that folder, with the command on the path."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    environment.pop("PYSPARK_PYTHON", None)
    ended = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout


def found_by(script: str, shown: str, folder: Path) -> Any:
    """What the expression is worth after the script, run as a program of its own."""
    path = folder / "program.py"
    path.write_text(script + SHOWN.replace("{}", shown), encoding="utf-8")
    return json.loads(run([sys.executable, str(path)], folder).partition("FOUND ")[2])


def answers(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def columns(found: Iterable[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """Of each answer these members alone: which line or block it is for comes with them."""
    return [{name: row[name] for name in names} for row in found]


def in_order(found: list[dict[str, Any]]) -> list[str]:
    """To compare what comes in any order."""
    return sorted(json.dumps(row, sort_keys=True) for row in found)


@posix
def test_the_shell_s_lines_give_what_one_process_gives(folder, fees, sizes) -> None:
    on_cores, by_xargs, by_parallel = code("A shell: xargs and GNU parallel", "sh")
    run(["sh", "-ec", on_cores], folder)
    assert columns(answers(folder / "answers.jsonl"), SIZES) == sizes
    assert columns(answers(folder / "fees.jsonl"), FIELDS) == fees
    run(["sh", "-ec", by_xargs], folder)
    parts = [columns(answers(folder / "parts" / f"{number}.jsonl"), FIELDS) for number in range(2)]
    assert parts[0] + parts[1] == fees
    assert all(parts)
    assert by_parallel.startswith("parallel ")


@posix
def test_gnu_parallel_gives_what_one_process_gives(folder, sizes) -> None:
    needs(program="parallel")
    by_parallel = code("A shell: xargs and GNU parallel", "sh")[2]
    run(["sh", "-ec", by_parallel.replace("--block 10M", "--block 100k")], folder)  # several parts of what there is
    assert columns(answers(folder / "in-parts.jsonl"), SIZES) == sizes
    assert [row["line"] for row in answers(folder / "in-parts.jsonl")].count(1) > 2


@posix
def test_duckdb_adds_up_what_one_process_finds(folder, fees) -> None:
    needs("duckdb")
    run(["sh", "-ec", code("A shell: xargs and GNU parallel", "sh")[0]], folder)
    run(["sh", "-ec", *code("DuckDB", "sh")], folder)
    queries = code("DuckDB", "sql")
    script = f"import duckdb\nfor query in {queries!r}:\n    duckdb.sql(query)\n"
    shown = "[duckdb.sql(f'FROM {name}').fetchall() for name in ('fees', 'totals')]"
    by_transaction, by_height = found_by(script, shown, folder)
    assert [[row["height"], row["txid"], row["fee_sat"]] for row in fees] == [
        [height, txid, fee] for height, txid, _, fee in by_transaction
    ]
    assert by_height == [[height, *totals([row for row in fees if row["height"] == height])] for height in range(131)]


def totals(rows: list[dict[str, Any]]) -> tuple[int, int | None]:
    """How many they are, and what they pay: as SQL adds up, nothing where there is nothing to add."""
    paid = [row["fee_sat"] for row in rows if row["fee_sat"] is not None]
    return len(rows), sum(paid) if paid else None


@posix
def test_spark_gives_what_one_process_gives(folder, fees, sizes) -> None:
    needs("pyspark", "pandas", "pyarrow", program="java")
    local = "import os\nos.environ['PYSPARK_SUBMIT_ARGS'] = '--master local[2] pyspark-shell'\n"
    shown = (
        "[[row.asDict() for row in spark.read.parquet('fees.parquet').collect()],"
        " [row.asDict() for row in sizes.collect()], answers.collect(), fees.rdd.getNumPartitions()]"
    )
    of_blocks, of_lines, piped, partitions = found_by(local + "\n".join(code("PySpark", "python")), shown, folder)
    assert in_order(of_blocks) == in_order(fees)
    assert of_lines == sizes
    assert columns(map(json.loads, piped), SIZES) == sizes
    assert partitions == 2


@posix
def test_dask_gives_what_one_process_gives(folder, fees) -> None:
    needs("dask")
    (script,) = code("Dask", "python")
    found, paid = found_by(script, "[fees.compute(scheduler='processes'), paid]", folder)
    assert columns(found, FIELDS) == fees
    assert paid == sum(row["fee_sat"] or 0 for row in fees)
