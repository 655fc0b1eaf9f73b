"""The bundled examples, a file each in `examples/`: transactions, and in folders of their own PSBTs and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from os import scandir
from pathlib import Path
from typing import TYPE_CHECKING, Any

from txexplain.model.examples import Example, ExampleTexts
from txexplain.model.frozen import FrozenDict, frozen
from txexplain.model.report import SpentOutput
from txexplain.tables import read_table, table_names

if TYPE_CHECKING:
    from txexplain.model.examples import BlockExample

_ID = re.compile(rb"""txid["']?\s*[=:]\s*["']([0-9a-f]{64})["']""")
_IDS_SIZE = 160  # bytes
_RAW = re.compile(rb"""raw["']?\s*[=:]\s*["']([0-9a-f]{86})""")  # as much as `_beginning` takes
_TIME_LENGTH = len("2010-05-22 18:16:31")
_BLOCK = "block"  # what the name of a block begins with, before its height
_PSBT = "psbt-"  # what the name of a PSBT begins with, before its stage
_PACKAGE = Path(__file__).resolve().parent


@cache
def examples_folder() -> Path:
    """Inside the package where it was installed from a wheel, beside it in a checkout."""
    inside = _PACKAGE / "examples"
    return inside if inside.is_dir() else _PACKAGE.parent / "examples"


def example_names() -> list[str]:
    return table_names(str(examples_folder()))


def is_example(name: str) -> bool:
    return name in example_names()


@lru_cache(maxsize=64)  # lines name the same ones again and again
def load_example(name: str) -> Example:
    """The example of that name, which must be one."""
    table = _table(name)
    spent = tuple(SpentOutput(value, bytes.fromhex(script)) for value, script in table["spent_outputs"])
    return _example(name, bytes.fromhex(table["raw"]), spent, table)


def _example(name: str, raw: bytes, spent: tuple[SpentOutput, ...], table: dict[str, Any]) -> Example:
    return Example(
        name=name,
        raw=raw,
        txid=table["txid"],
        network=table["network"],
        synthetic=table["synthetic"],
        block_height=table.get("block_height"),
        block_time=_time(table, "block_time"),
        teaches=tuple(table["teaches"]),
        spent_outputs=spent,
        texts=_texts_in(table),
        expect=frozen(table["expect"]),
    )


def example_of(txid: str) -> str | None:
    """The name of the example with that txid, or wtxid, if there is one."""
    return _names_by_id().get(txid)


@cache
def _names_by_id() -> dict[str, str]:
    """By both ids, which stand first in the file of an example, so that no more of it needs to be read."""
    found: dict[str, str] = {}
    with scandir(examples_folder()) as entries:
        for entry in entries:
            name, _, ending = entry.name.rpartition(".")
            if ending in ("toml", "json"):
                with open(entry.path, "rb", buffering=0) as file:
                    found |= {txid.decode(): name for txid in _ID.findall(file.read(_IDS_SIZE))}
    return found


def could_be_example(raw: bytes) -> bool:
    """Whether an example, or one without its witness, begins with the same input: much sooner told than a hash."""
    return _beginning(raw) in _beginnings()


def _beginning(raw: bytes) -> bytes:
    """The first outpoint, whether or not marker and flag come before it."""
    return raw[5:41] if raw[4:5] != b"\0" else raw[7:43]


@cache
def _beginnings() -> frozenset[bytes]:
    found = []
    with scandir(examples_folder()) as entries:
        for entry in entries:
            if entry.is_file():
                raw = _RAW.search(Path(entry.path).read_bytes())
                found += [_beginning(bytes.fromhex(raw[1].decode()))] if raw else []
    return frozenset(found)


def all_examples() -> Iterator[Example]:
    return (load_example(name) for name in example_names())


def psbt_names() -> list[str]:
    """In the order of their stages, which their files are numbered by."""
    return [_PSBT + stage for stage in _psbt_files()]


def is_psbt(name: str) -> bool:
    return name.startswith(_PSBT) and name in psbt_names()


def load_psbt(name: str) -> Example:
    """The bundled PSBT of that name, which must be one."""
    from binascii import a2b_base64

    table = _table(f"psbts/{_psbt_files()[name.removeprefix(_PSBT)]}")
    return _example(name, a2b_base64(table["psbt"]), (), table)


def all_psbts() -> Iterator[Example]:
    return (load_psbt(name) for name in psbt_names())


def _psbt_files() -> dict[str, str]:
    """By the stage: `signed-once` is in the file `2-signed-once`."""
    return {file.partition("-")[2]: file for file in table_names(str(examples_folder() / "psbts"))}


def block_names() -> list[str]:
    heights = sorted(map(int, table_names(str(examples_folder() / "blocks"))))
    return [f"{_BLOCK}{height}" for height in heights]


def is_block(name: str) -> bool:
    return name.startswith(_BLOCK) and name in block_names()


def load_block(name: str) -> BlockExample:
    """The bundled block of that name, which must be one."""
    from txexplain.model.examples import BlockExample

    table = _table(f"blocks/{name.removeprefix(_BLOCK)}")
    return BlockExample(
        name=name,
        raw=bytes.fromhex(table["raw"]),
        hash=table["hash"],
        network=table["network"],
        height=table["height"],
        time=_time(table, "time") or "",
        texts=_texts_in(table),
    )


def _table(path: str) -> dict[str, Any]:
    """What the file of an example holds."""
    return read_table(str(examples_folder() / path))


def _time(table: dict[str, Any], key: str) -> str | None:
    """UTC, to the second."""
    return str(table[key])[:_TIME_LENGTH] if key in table else None


def _texts_in(table: dict[str, Any]) -> ExampleTexts:
    """The title and the story, by language."""
    parts = {key: part for key, part in table.items() if isinstance(part, dict) and "title" in part}
    return FrozenDict({language: (part["title"], part["why"]) for language, part in parts.items()})
