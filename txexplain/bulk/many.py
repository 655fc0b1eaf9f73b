"""`read_many`: what the commands print for each line, for callers of the library, in the order of the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from txexplain.bulk.answer import answer_of, answers
from txexplain.bulk.fields import fields_in
from txexplain.bulk.jobs import in_order
from txexplain.bulk.lines import Defaults, Values
from txexplain.bulk.reading import Source, line_works
from txexplain.bulk.work import Asked, Work
from txexplain.data import plain
from txexplain.model.arguments import check_number, check_type
from txexplain.model.errors import InputError, TxExplainError
from txexplain.session.read import network_argument, policy_argument, rules_argument
from txexplain.sources.files import existing_file, opened

if TYPE_CHECKING:
    from txexplain.model.policy import PolicySettings
    from txexplain.model.rules import Rules
    from txexplain.session.policy import TipLike

_VIEWS = ("decode", "verify", "explain")
_TOGETHER = 64  # values for a process

Line = str | bytes | Mapping[str, Any]


def read_many(
    lines: Iterable[Line] | PathLike[str] | Any,
    *,
    view: str = "decode",
    fields: str | Iterable[str] | None = None,
    jobs: int = 1,
    network: str | None = None,
    rules: str | Rules | Iterable[str] | None = None,
    height: int | None = None,
    lang: str = "en",
    core: int | None = None,
    tip: TipLike = None,
    policy: PolicySettings | None = None,
    max_checks: int | None = None,
) -> Iterator[dict[str, Any]]:
    """The answers to many lines, one dict each, as `decode --lines` or the other `view`s print them.

    `lines` is a list, or anything that can be gone through, of str (hex, a PSBT, a JSON object, the name of an
    example), bytes (the same as text, or raw) and mappings (`hex` or `psbt`, `prevouts`, `height`, `id`); or a file
    of lines, open for reading, or as a `pathlib.Path`. It is read as answers are taken; a
    list or the like, with `jobs=1`, no further than that. Blank lines get no answer, and count in `line`.

    What cannot be read, and a value that is no line, gets a dict with `error`. `fields` are paths such as
    `vout.0.value_sat`, in a list or with commas between; the dicts then have these as keys. A line whose scripts can
    demand more than `max_checks` checks of signatures gets an error. The others are as in `read`, for all lines that
    do not say something else. Raises TypeError or ValueError for wrong arguments, InputError for fields that do not
    exist and for a file that cannot be read.
    """
    _check(view, jobs, max_checks)
    from txexplain.session.arguments import texts_of
    from txexplain.session.page import worded

    texts_of(lang)
    named, by = rules_argument(rules, height), policy_argument(core, tip, policy)
    defaults = Defaults(network_argument(network), named, height, by)
    with worded():
        named_fields = None if fields is None else fields_in(fields_text(fields), view)
        asked = Asked(view, named_fields, lang=lang, max_checks=max_checks)
        works = _works(lines, view, defaults, 1 if jobs == 1 else _TOGETHER)
    return _answers(works, asked, jobs)


def _check(view: str, jobs: int, max_checks: int | None) -> None:
    check_type("view", view, str)
    if view not in _VIEWS:
        raise ValueError(f"view must be one of {', '.join(_VIEWS)}")
    check_number("jobs", jobs, 1)
    if max_checks is not None:
        check_number("max_checks", max_checks, 0)


def fields_text(fields: str | Iterable[str]) -> str:
    """The fields as the command takes them, with commas between. Raises TypeError where one is no text."""
    if isinstance(fields, str):
        return fields
    from txexplain.session.arguments import listed

    names = listed("fields", fields)
    for name in names:
        check_type("fields", name, str)
    return ",".join(names)


def _answers(works: Iterator[Work], asked: Asked, jobs: int) -> Iterator[dict[str, Any]]:
    lost = partial(_lost, asked=asked)
    for found in in_order(partial(answers, asked=asked), works, jobs, lost=lost):
        yield from found


def _lost(work: Work, error: TxExplainError, asked: Asked) -> list[dict[str, Any]]:
    return [plain(answer_of(item, asked)[0]) for item in work.lost(error) if not item.blank]


def _works(lines: Any, view: str, defaults: Defaults, together: int) -> Iterator[Work]:
    """Raises TypeError where it is nothing that has lines, InputError where a file cannot be read."""
    if isinstance(lines, str | bytes | bytearray | memoryview | Mapping):
        raise TypeError(f"lines must be a list of lines, a file or pathlib.Path, not {type(lines).__name__}")
    if isinstance(lines, PathLike):
        path = Path(lines)
        _check_file(path)
        return line_works((Source(partial(opened, path)),), view, defaults)
    if callable(getattr(lines, "read", None)):
        return line_works((Source(lambda: nullcontext(lines)),), view, defaults)
    if not isinstance(lines, Iterable):
        raise TypeError(f"lines must be a list of lines, a file or pathlib.Path, not {type(lines).__name__}")
    return _batches(iter(lines), defaults, together)


def _check_file(path: Path) -> None:
    """Raises InputError where it cannot be read. A pipe is opened only once, when its lines are asked for."""
    if existing_file(str(path)) is None:
        raise InputError("no_such_file", name=str(path))
    if not path.is_fifo():
        with opened(path):
            pass


def _batches(values: Iterator[Any], defaults: Defaults, together: int) -> Iterator[Values]:
    """What comes before what the caller raises is a piece of work too. What is no line is an error in its place."""
    number, error = 1, None
    while error is None:
        batch: list[Any] = []
        try:
            for value in islice(values, together):
                is_line = isinstance(value, str | bytes | Mapping)
                batch.append(value if is_line else InputError("line_bad_type", found=type(value).__name__))
        except Exception as raised:
            error = raised
        if batch:
            yield Values(tuple(batch), number, defaults)
        elif error is None:
            return
        number += len(batch)
    raise error
