"""`read_blocks`: what `blocks` prints of a node's block files, for callers of the library."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from txexplain.bulk.answer import answer_of, answers
from txexplain.bulk.fields import fields_in
from txexplain.bulk.folder_reading import ORDERS, Chosen, FolderReading
from txexplain.bulk.folders import block_fields
from txexplain.bulk.jobs import in_order
from txexplain.bulk.many import fields_text
from txexplain.bulk.work import Asked, Fields, Work
from txexplain.data import plain
from txexplain.explain.parts.block_files import remark_lines
from txexplain.model.arguments import check_callable, check_number, check_type, items_of
from txexplain.model.errors import TxExplainError
from txexplain.session.arguments import texts_of
from txexplain.session.page import worded
from txexplain.session.read import network_argument
from txexplain.texts import plain as plain_line

_VIEWS = ("decode", "verify")


def read_blocks(
    folder: str | os.PathLike[str],
    *,
    view: str = "decode",
    fields: str | Iterable[str] | None = None,
    order: str = "chain",
    first: int | None = None,
    last: int | None = None,
    file: int | Iterable[int] | None = None,
    blocks_only: bool = False,
    network: str | None = None,
    jobs: int = 1,
    lang: str = "en",
    remark: Callable[[str], object] | None = None,
) -> Iterator[dict[str, Any]]:
    """The transactions in a node's block files with what they spend, one dict each, as `blocks` prints them.

    `folder` is the node's `blocks` folder, or its data directory, there of that `network`. `order` is `chain` or
    `files`; `first` and `last` are heights, both included; `file` is the number of a block file, or several
    numbers; with the order `files` no other file is read. With `blocks_only` there is a dict for each block. The
    `view` is `decode` or `verify`. What cannot be read gets a dict with `error`. What else there is to say of the
    folder (blocks that are not in the chain, undo data that are missing), `remark` is called with after the last
    answer, a sentence each.

    The headers are read at the call, the rest as answers are taken. Raises TypeError or ValueError for wrong
    arguments, InputError where the folder cannot be read, has no such file, or an answer no such field.
    """
    check_type("folder", folder, str, os.PathLike)
    _check_choices(view, order, (first, last), jobs, remark, blocks_only=blocks_only)
    texts_of(lang)
    with worded():
        asked = Asked(view, _fields(fields, view, whole=blocks_only), lang=lang)
        chosen = Chosen(order, first, last, _ranges(file), blocks_only).only(asked.fields)
        reading = FolderReading(os.fspath(folder), chosen, network_argument(network))
    return _answers(reading, asked, jobs, remark)


def _check_choices(
    view: str, order: str, heights: tuple[int | None, int | None], jobs: int, remark: object, *, blocks_only: bool
) -> None:
    for name, value, known in (("view", view, _VIEWS), ("order", order, ORDERS)):
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}")
    for name, height in zip(("first", "last"), heights, strict=True):
        if height is not None:
            check_number(name, height, 0)
    if remark is not None:
        check_callable("remark", remark)
    if blocks_only and view != "decode":
        raise ValueError("with blocks_only there is nothing to verify")
    check_number("jobs", jobs, 1)


def _ranges(file: int | Iterable[int] | None) -> tuple[range, ...]:
    if file is None:
        return ()
    if isinstance(file, range) and file.step == 1:
        return (file,)
    numbers = items_of("file", file) if not isinstance(file, int) else (file,)
    if not numbers:
        raise ValueError("file must have a number at least")
    for number in numbers:
        check_number("file", number, 0)
    return tuple(range(number, number + 1) for number in numbers if isinstance(number, int))


def _fields(fields: str | Iterable[str] | None, view: str, *, whole: bool) -> Fields | None:
    if fields is None:
        return None
    text = fields_text(fields)
    return block_fields(text) if whole else fields_in(text, view, "blocks")


def _answers(
    reading: FolderReading, asked: Asked, jobs: int, remark: Callable[[str], object] | None
) -> Iterator[dict[str, Any]]:
    for found in in_order(partial(answers, asked=asked), reading.works(), jobs, lost=partial(_lost, asked=asked)):
        yield from found
    if remark is not None:
        for line in remark_lines(reading.remarks(), texts_of(asked.lang)):
            remark(plain_line(line))


def _lost(work: Work, error: TxExplainError, asked: Asked) -> list[dict[str, Any]]:
    return [plain(answer_of(item, asked)[0]) for item in work.lost(error)]
