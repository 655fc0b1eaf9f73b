"""Tables of data: written as TOML, installed as JSON (`hatch_build.py`), which loads in a fraction of the time.

Where the TOML is there, it is what counts.
"""

from __future__ import annotations

from functools import lru_cache
from os import scandir
from os.path import isfile
from typing import Any

_ENDINGS = (".toml", ".json")


def read_table(path: str) -> dict[str, Any]:
    """What the file of that path, without its ending, holds; of a time str() begins alike, be it TOML or JSON."""
    if isfile(f"{path}.toml"):
        import tomllib  # nothing that is installed needs it

        with open(f"{path}.toml", "rb") as written:
            return tomllib.load(written)
    import json  # nothing in a checkout needs it

    with open(f"{path}.json", "rb") as installed:
        table: dict[str, Any] = json.load(installed)
        return table


def table_names(folder: str) -> list[str]:
    """The names of the tables in a folder, in order, without their endings."""
    return list(_names(folder))


@lru_cache(maxsize=16)  # many lines name things
def _names(folder: str) -> tuple[str, ...]:
    names = {entry.name for entry in scandir(folder) if entry.is_file()}
    return tuple(sorted(name[: -len(ending)] for ending in _ENDINGS for name in names if name.endswith(ending)))
