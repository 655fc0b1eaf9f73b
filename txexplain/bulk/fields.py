"""`--fields`: the members of an answer that are asked for, checked against the schemas, and what it has there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from txexplain.bulk.work import Fields
from txexplain.data import Data, Rows
from txexplain.model.errors import InputError
from txexplain.schemas import schema_text

_EVERY = "*"  # of a list
_ANYTHING: dict[str, Any] = {"additionalProperties": True}
_OWN = "lines"  # the schema of what each answer begins and ends with
_SCHEMAS = {"decode": ("decode", "psbt"), "verify": ("verify", "psbt-verify"), "explain": ("explain",)}
OF_DECODE = frozenset(("size", "vsize", "weight", "input_sat", "output_sat", "fee_sat"))
"""Members of `decode` that can be asked of `verify` too, whose whole answer has them not."""
_LIKE = re.compile(r"As `(\w+) --json` prints")  # the description of what another schema is about
_SHOWN = 60  # characters of a path
_MOST = 1_000  # paths
_NEAR = 3


class _Place(NamedTuple):
    """A place in a schema: the schema there, and the whole of it, in which references are looked up."""

    here: Mapping[str, Any]
    whole: Mapping[str, Any]


def fields_in(text: str, view: str) -> Fields:
    """The fields that are named, with commas between. Raises InputError where an answer of the view has no such."""
    names = [name.strip() for name in text.split(",")]
    if "" in names:
        raise InputError("empty_field", name="--fields")
    if len(names) > _MOST:
        raise InputError("too_many_fields", count=len(names), limit=_MOST)
    fields = Fields(tuple(tuple(name.split(".")) for name in dict.fromkeys(names)))
    for path in fields.paths:
        _check(path, view)
    return fields


def _check(path: tuple[str, ...], view: str) -> None:
    places = _roots(view)
    for number, step in enumerate(path):
        found = [inner for place in places for inner in _within(place, step)]
        if not found:
            names = sorted({name for place in places for name in _names(place)})
            raise InputError("unknown_field", name=".".join(path)[:_SHOWN], near=_near(path, number, names))
        places = found


def _near(path: tuple[str, ...], number: int, names: list[str]) -> str:
    """The names that may have been meant at that step of the path, else the first ones that are there."""
    from difflib import get_close_matches

    near = get_close_matches(path[number][:_SHOWN], names, n=_NEAR, cutoff=0.5) or names[:_NEAR]
    before = ".".join(path[:number])[:_SHOWN]
    return ", ".join(f"{before}.{name}" if before else name for name in near) or before


@cache
def _roots(view: str) -> list[_Place]:
    own = _whole(_OWN)
    more = [_some(_whole("decode"), OF_DECODE)] if view == "verify" else []
    return [_some(own, own.here["properties"]), *map(_whole, _SCHEMAS[view]), *more]


def _some(place: _Place, names: Iterable[str]) -> _Place:
    """With these members alone."""
    return place._replace(here={"properties": {name: place.here["properties"][name] for name in names}})


@cache
def _whole(name: str) -> _Place:
    schema = json.loads(schema_text(name))
    return _Place(schema, schema)


def _shapes(place: _Place) -> Iterator[_Place]:
    """The schema there, behind references, and each of those it may be."""
    here, whole = place
    if here.get("type") == "object" and here.keys().isdisjoint(("properties", "additionalProperties")):
        like = _LIKE.match(here.get("description", ""))
        yield _whole(like[1]) if like else _Place(_ANYTHING, whole)
    reference = here.get("$ref")
    if reference is not None:
        yield from _shapes(_Place(whole["$defs"][reference.rpartition("/")[2]], whole))
    yield place
    for word in ("anyOf", "oneOf", "allOf"):
        for each in here.get(word, ()):
            yield from _shapes(_Place(each, whole))


def _within(place: _Place, step: str) -> Iterator[_Place]:
    """What may be at a name or a number of it."""
    for here, whole in _shapes(place):
        more = here.get("additionalProperties")
        if step in here.get("properties", {}):
            yield _Place(here["properties"][step], whole)
        elif more is True:
            yield _Place(_ANYTHING, whole)
        elif more:
            yield _Place(more, whole)
        if step == _EVERY or (step.isascii() and step.isdigit()):
            yield from _items(_Place(here, whole), step)


def _items(place: _Place, step: str) -> Iterator[_Place]:
    here, whole = place
    first = here.get("prefixItems", ())
    for each in first if step == _EVERY else first[int(step[:9]) : int(step[:9]) + 1]:
        yield _Place(each, whole)
    if here.get("items"):
        yield _Place(here["items"], whole)


def _names(place: _Place) -> Iterator[str]:
    for here, _ in _shapes(place):
        yield from here.get("properties", ())
        if here.get("items"):
            yield from ("0", _EVERY)


def selected(answer: Mapping[str, Any], fields: Fields) -> dict[str, Data]:
    """What the answer has at each path, by the path as it was typed; None where it has no such thing."""
    return {name: value_at(answer, path) if len(path) > 1 else answer.get(name) for name, path in _by_name(fields)}


@lru_cache
def _by_name(fields: Fields) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((".".join(path), path) for path in fields.paths)


def value_at(data: Any, path: tuple[str, ...]) -> Any:
    """What is there; of every item of a list a list."""
    for number, step in enumerate(path):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list | tuple | Rows):
            if step == _EVERY:
                return [value_at(item, path[number + 1 :]) for item in data]
            data = _item(data, step)
        else:
            return None
    return data


def _item(data: Any, step: str) -> Any:
    if not (step.isascii() and step.isdigit()) or len(step) > 9:
        return None
    if isinstance(data, Rows):
        from itertools import islice

        return next(islice(data, int(step), None), None)
    return data[int(step)] if int(step) < len(data) else None
