"""Transactions that wait for a block."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.explain.pages.waiting import overtaken_page, package_page, pool_page, replaces_page, rivals_page
from txexplain.lessons.waiting import chance_of_being_overtaken
from txexplain.lessons.waiting import offer as offer_of
from txexplain.lessons.waiting import package as package_of
from txexplain.lessons.waiting import replacement as replacement_of
from txexplain.lessons.waiting import rivals as rivals_of
from txexplain.model.lesson import Show
from txexplain.texts import Texts

_MOST_BLOCKS = 10


def pool(example: str, show: Show, texts: Texts) -> Document:
    """`pool NAME…`: what each of them offers a miner."""
    return pool_page([offer_of(name) for name in show.name.split()], texts)


def rivals(example: str, show: Show, texts: Texts) -> Document:
    """`rivals NAME NAME`: two that spend one coin."""
    return rivals_page(rivals_of(*show.name.split()), texts)


def replaces(example: str, show: Show, texts: Texts) -> Document:
    """`replaces OLD NEW`: the rules of replacement, one by one."""
    return replaces_page(replacement_of(*show.name.split()), texts)


def package(example: str, show: Show, texts: Texts) -> Document:
    """`package PARENT CHILD`: what both pay together."""
    return package_page(package_of(*show.name.split()), texts)


def overtaken(example: str, show: Show, texts: Texts) -> Document:
    """`overtaken PERCENT…`: how the chance falls with each block, for an attacker with so much of the hash power."""
    rows = [
        (blocks, [chance_of_being_overtaken(percent, blocks) for percent in show.numbers])
        for blocks in range(_MOST_BLOCKS + 1)
    ]
    return overtaken_page(show.numbers, rows, texts)
