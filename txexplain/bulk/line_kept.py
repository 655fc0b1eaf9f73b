"""What of a line's object its answer tells again: as it was written, but for what is secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from typing import Any

from txexplain.data import Amount
from txexplain.recognise import recognise_secret_within, seed_words_apart

_TRANSACTION = frozenset(("hex", "psbt", "prevouts"))
_IN_ITS_PLACE = "…"
_SHORTEST_SECRET = 30  # characters
_HEX = re.compile("[0-9A-Fa-f]+")
_SECRET_PERHAPS = re.compile(r"[1-9A-HJ-NP-Za-km-z]{30}|(?:[A-Za-z]+[^A-Za-z]+){8}")  # a key, or words of a seed


class Number(Amount):
    """A JSON number with a point or an exponent, written as it was."""

    __slots__ = ("_text",)

    def __init__(self, number: Decimal) -> None:
        super().__init__(0)
        self._text = str(number)

    def __str__(self) -> str:
        return self._text


def as_written(value: Any, secret: Set[str] = frozenset()) -> Any:
    """The value with its numbers as they were, and an ellipsis for a text that holds a secret, or is one of these."""
    if isinstance(value, str):
        return _IN_ITS_PLACE if value in secret else without_secret(value)
    if isinstance(value, Decimal):
        return Number(value)
    if isinstance(value, dict):
        return {without_secret(str(name)): as_written(item, secret) for name, item in value.items()}
    return [as_written(item, secret) for item in value] if isinstance(value, list | tuple) else value


def seed_apart(data: Mapping[str, Any]) -> frozenset[str]:
    """The texts in what is told again that together are the words of a seed: in a list, or in several members."""
    texts = [text for name, value in data.items() if name not in _TRANSACTION for text in _texts_in(value)]
    return seed_words_apart(texts) if len(texts) > 1 else frozenset()


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(item)


def without_secret(text: str) -> str:
    """The text, or an ellipsis where it holds a secret."""
    return _IN_ITS_PLACE if _could_be_secret(text) and recognise_secret_within(text) else text


def _could_be_secret(text: str) -> bool:
    return len(text) >= _SHORTEST_SECRET and not _HEX.fullmatch(text) and _SECRET_PERHAPS.search(text) is not None
