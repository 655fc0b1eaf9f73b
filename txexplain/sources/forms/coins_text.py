"""Spent outputs as people paste them: JSON behind a command, in a fence, or as Python and JavaScript print it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from txexplain.sources.forms.json_text import located
from txexplain.sources.forms.undress import views

_MAX_CODE = 1_000_000  # characters that are read as Python
_TRAILING_COMMA = re.compile(r",(?=\s*[\]}])")
_MEMBERS = re.compile(r"\s*\"\w+\"\s*:")
_BARE_NAME = re.compile(r"(?<=[{,\s])([A-Za-z_]\w*)(?=\s*:\s)")
_HERE = "\0"  # in place of whole JSON
_OF_JSON = re.compile(r"[{}]|\":|\[\s*\0|\0[\s,]*\]")
_DECIMAL = re.compile(r"Decimal\(['\"]([0-9.Ee+-]{1,40})['\"]\)")


def json_of(text: str) -> Iterator[str]:
    """What JSON the text may mean: what stands in it, then what is left after its slips are mended."""
    for view in views(text):
        for candidate in (view, *_mended(view)):
            places = [(start, end) for _, start, end in located(candidate)]
            if places and not _is_cut(candidate, places):
                yield "\n".join(candidate[start:end] for start, end in places)
                break


def _is_cut(text: str, places: list[tuple[int, int]]) -> bool:
    """Whether what stands around the JSON belongs to JSON too, of which a part lacks."""
    starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), len(text)]
    around = _HERE.join(text[start:end] for start, end in zip(starts, ends, strict=True))
    return _OF_JSON.search(around) is not None


def _mended(text: str) -> Iterator[str]:
    """Without a comma at an end, with the braces of one object, and from Python or JavaScript."""
    bare = _TRAILING_COMMA.sub("", text)
    yield f"{{{bare.strip().rstrip(',')}}}" if _MEMBERS.match(bare) else bare
    yield from _from_python(text)
    yield _BARE_NAME.sub(r'"\1"', bare).replace("'", '"')


def _from_python(text: str) -> Iterator[str]:
    """What Python prints of lists and dicts, from the first bracket to the last."""
    import ast
    import json

    text = _DECIMAL.sub(r"\1", text)
    start = min((place for place in map(text.find, "[{") if place >= 0), default=-1)
    end = max(map(text.rfind, "]}")) + 1
    if not 0 <= start < end <= start + _MAX_CODE:
        return
    try:
        yield json.dumps(ast.literal_eval(text[start:end]))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return
