"""The bundled examples: transactions, `examples/*.toml`, and blocks, `examples/blocks/*.toml`, one each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from txexplain.model.examples import Example, ExampleTexts
from txexplain.model.frozen import FrozenDict, frozen
from txexplain.model.report import SpentOutput

if TYPE_CHECKING:
    from txexplain.model.examples import BlockExample

_BLOCK = "block"  # what the name of a block begins with, before its height
_PACKAGE = Path(__file__).resolve().parent


def examples_folder() -> Path:
    """Inside the package where it was installed from a wheel, beside it in a checkout."""
    inside = _PACKAGE / "examples"
    return inside if inside.is_dir() else _PACKAGE.parent / "examples"


def example_names() -> list[str]:
    return sorted(path.stem for path in examples_folder().glob("*.toml"))


def is_example(name: str) -> bool:
    plain = name.replace("-", "").isalnum() and name.isascii() and len(name) <= 40
    return plain and (examples_folder() / f"{name}.toml").is_file()


def load_example(name: str) -> Example:
    """The example of that name, which must be one."""
    table = _table(f"{name}.toml")
    block_time = table.get("block_time")
    return Example(
        name=name,
        raw=bytes.fromhex(table["raw"]),
        txid=table["txid"],
        network=table["network"],
        synthetic=table["synthetic"],
        block_height=table.get("block_height"),
        block_time=f"{block_time:%Y-%m-%d %H:%M:%S}" if block_time else None,
        teaches=tuple(table["teaches"]),
        spent_outputs=tuple(SpentOutput(value, bytes.fromhex(script)) for value, script in table["spent_outputs"]),
        texts=_texts_in(table),
        expect=frozen(table["expect"]),
    )


def example_of(txid: str) -> str | None:
    """The name of the example with that txid, if there is one."""
    return next((example.name for example in all_examples() if example.txid == txid), None)


def all_examples() -> Iterator[Example]:
    return (load_example(name) for name in example_names())


def block_names() -> list[str]:
    heights = sorted(int(path.stem) for path in (examples_folder() / "blocks").glob("*.toml"))
    return [f"{_BLOCK}{height}" for height in heights]


def is_block(name: str) -> bool:
    return name in block_names()


def load_block(name: str) -> BlockExample:
    """The bundled block of that name, which must be one."""
    from txexplain.model.examples import BlockExample

    table = _table(f"blocks/{name.removeprefix(_BLOCK)}.toml")
    return BlockExample(
        name=name,
        raw=bytes.fromhex(table["raw"]),
        hash=table["hash"],
        network=table["network"],
        height=table["height"],
        time=f"{table['time']:%Y-%m-%d %H:%M:%S}",
        texts=_texts_in(table),
    )


def _table(path: str) -> dict[str, Any]:
    """What the file of an example holds."""
    import tomllib  # not needed for hex and files

    with (examples_folder() / path).open("rb") as file:
        return tomllib.load(file)


def _texts_in(table: dict[str, Any]) -> ExampleTexts:
    """The title and the story, by language."""
    parts = {key: part for key, part in table.items() if isinstance(part, dict) and "title" in part}
    return FrozenDict({language: (part["title"], part["why"]) for language, part in parts.items()})
