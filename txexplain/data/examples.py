"""The bundled examples as plain data."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.data import Data
from txexplain.model.examples import Example


def examples_data(examples: Iterable[Example], language: str) -> Data:
    """What `examples --json` prints."""
    return [
        {
            "name": example.name,
            "title": example.texts[language][0],
            "txid": example.txid,
            "synthetic": example.synthetic,
            "teaches": list(example.teaches),
        }
        for example in examples
    ]
