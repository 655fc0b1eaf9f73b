"""Pages that lessons show and that are no places of a walkthrough: one file a kind, one line here."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.explain.document import Document
from txexplain.lessons.pages import blocks, keys, scripts, transactions, waiting
from txexplain.model.lesson import Show
from txexplain.texts import Texts

PAGES: dict[str, Callable[[str, Show, Texts], Document]] = {
    "bytes": transactions.byte_map,
    "verify": transactions.verification,
    "block": blocks.block,
    "proof": blocks.proof,
    "tree": blocks.tree,
    "blockif": blocks.trial,
    "key": keys.key,
    "pool": waiting.pool,
    "rivals": waiting.rivals,
    "replaces": waiting.replaces,
    "package": waiting.package,
    "overtaken": waiting.overtaken,
    "script": scripts.own_script,
    "joined": scripts.joined,
}
"""By the first word of a `show`: what makes the page from the example of the lesson and the rest of the words.

The first block of a page is its heading.
"""
