"""Styles of chunks as classes."""

from __future__ import annotations

from functools import lru_cache

from txexplain.explain.parts.byte_kinds import kind_of


@lru_cache(1024)
def style_class(style: str) -> str:
    """The class of a chunk in that style: `s-amount`, and of `bytes.tx.vin.txid` `k-pointer`."""
    if style.startswith("bytes."):
        return f"k-{kind_of(style.removeprefix('bytes.'))}"
    return f"s-{style.replace('.', '-')}"
