"""`read_blocks`: what `blocks` prints of a node's block files, for callers of the library."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from txexplain.bulk.answer import answer_of, answers
from txexplain.bulk.fields import fields_in
from txexplain.bulk.folder_reading import ORDERS, Chosen, FolderReading
from txexplain.bulk.folders import block_fields
from txexplain.bulk.jobs import in_order
from txexplain.bulk.work import Asked, Fields, Work
from txexplain.data import plain
from txexplain.model.arguments import check_number, check_type
from txexplain.model.errors import TxExplainError
from txexplain.session.arguments import listed, texts_of
from txexplain.session.page import worded
from txexplain.session.read import network_argument

_VIEWS = ("decode", "verify")


def read_blocks(
    folder: str | os.PathLike[str],
    *,
    view: str = "decode",
    fields: str | Iterable[str] | None = None,
    order: str = "chain",
    first: int | None = None,
    last: int | None = None,
    file: int | None = None,
    blocks_only: bool = False,
    network: str | None = None,
    jobs: int = 1,
    lang: str = "en",
) -> Iterator[dict[str, Any]]:
    """The transactions in a node's block files with what they spend, one dict each, as `blocks` prints them.

    `folder` is the node's `blocks` folder, or its data directory, there of that `network`. `order` is `chain` or
    `files`; `first` and `last` are heights, both included; `file` is the number of a block file, which with the order
    `files` is the only one that is read. With `blocks_only` there is a dict for each block. The `view` is `decode` or
    `verify`. What cannot be read gets a dict with `error`.

    The headers are read at the call, the rest as answers are taken. Raises TypeError or ValueError for wrong
    arguments, InputError where the folder cannot be read, has no such file, or an answer no such field.
    """
    check_type("folder", folder, str, os.PathLike)
    if view not in _VIEWS or order not in ORDERS:
        raise ValueError(f"view must be one of {', '.join(_VIEWS)}, order one of {', '.join(ORDERS)}")
    if blocks_only and view != "decode":
        raise ValueError("with blocks_only there is nothing to verify")
    check_number("jobs", jobs, 1)
    texts_of(lang)
    with worded():
        asked = Asked(view, _fields(fields, view, whole=blocks_only), lang=lang)
        chosen = Chosen(order, first, last, file, blocks_only).only(asked.fields)
        reading = FolderReading(os.fspath(folder), chosen, network_argument(network))
    return _answers(reading.works(), asked, jobs)


def _fields(fields: str | Iterable[str] | None, view: str, *, whole: bool) -> Fields | None:
    if fields is None:
        return None
    text = fields if isinstance(fields, str) else ",".join(listed("fields", fields))
    return block_fields(text) if whole else fields_in(text, view)


def _answers(works: Iterator[Work], asked: Asked, jobs: int) -> Iterator[dict[str, Any]]:
    for found in in_order(partial(answers, asked=asked), works, jobs, lost=partial(_lost, asked=asked)):
        yield from found


def _lost(work: Work, error: TxExplainError, asked: Asked) -> list[dict[str, Any]]:
    return [plain(answer_of(item, asked)[0]) for item in work.lost(error)]
