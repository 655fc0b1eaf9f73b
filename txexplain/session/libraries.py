"""Which libraries do the work that several can do, for `--version`."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple


class Library(NamedTuple):
    """Its name and version; `part` is `curve` where it brings libsecp256k1, else `library`."""

    part: str
    name: str
    version: str


def libraries() -> list[Library]:
    """What computes on the curve, and what writes JSON where that is not Python's own."""
    from txexplain.crypto.curve import BACKEND
    from txexplain.render.json import writes_with_orjson

    curve = Library("curve" if BACKEND.is_library else "library", BACKEND.name, _version(BACKEND.name))
    return [curve, Library("library", "orjson", _version("orjson"))] if writes_with_orjson() else [curve]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from where no package was installed
        return "?"
