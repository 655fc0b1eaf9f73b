"""Runs that make the program say by which libraries it computes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from unittest.mock import patch

from backends import ALL, using

from txexplain.model.backend import VARIABLE

Call = list[str]


def of_backends() -> Iterator[Call]:
    """The version with each, and one that there is not."""
    for backend in ALL.values():
        with using(backend):
            yield ["--version"]
    with patch.dict(os.environ, {VARIABLE: "quick"}):
        yield ["decode", "first"]
