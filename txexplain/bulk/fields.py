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
from txexplain.schemas import members_of_lines, schema_text

EVERY = "*"  # of a list
_ANYTHING: dict[str, Any] = {"additionalProperties": True}
SCHEMAS = {"decode": ("decode", "psbt"), "verify": ("verify", "psbt-verify"), "explain": ("explain",)}
NEVER = {"lines": (), "block": ("id", "file", "input", "stale"), "blocks": ("line", "id", "input")}
"""What answers to lines can begin or end with, and those of these commands have not."""
OF_DECODE = frozenset(("size", "vsize", "weight", "input_sat", "output_sat", "fee_sat"))
"""Members of `decode` that can be asked of `verify` too, whose whole answer has them not."""
_LIKE = re.compile(r"As `(\w+) --json` prints")  # the description of what another schema is about
_MOST = 1_000  # paths
_SHORTEST_SECRET = 30  # characters
_BRACKETS = re.compile(r"\[(\d*|\*)\]")  # as jq writes a place in a list


class Place(NamedTuple):
    """A place in a schema: the schema there, and the whole of it, in which references are looked up."""

    here: Mapping[str, Any]
    whole: Mapping[str, Any]


def fields_in(text: str, view: str, source: str = "lines") -> Fields:
    """The fields that are named, with commas between. Raises InputError where an answer of the view has no such.

    `source` is what the transactions come from: `lines`, a `block`, or the `blocks` of a folder.
    """
    names = [name.strip() for name in text.split(",")]
    if "" in names:
        raise InputError("empty_field", name="--fields")
    if len(names) > _MOST:
        raise InputError("too_many_fields", count=len(names), limit=_MOST)
    fields = Fields(tuple(tuple(name.split(".")) for name in dict.fromkeys(map(_with_dots, names))))
    for path in fields.paths:
        _check(path, view, source)
        _refuse_secrets(path)
    return fields


def _refuse_secrets(path: tuple[str, ...]) -> None:
    """Raises InputError where a step, which the answers would repeat, is a key or the words of a seed."""
    for step in path:
        if len(step) >= _SHORTEST_SECRET:
            from txexplain.recognise import recognise_secret_within

            secret = recognise_secret_within(step)
            if secret is not None:
                raise secret


def _with_dots(name: str) -> str:
    """A path as jq writes it, `.vout[0]` or `.vout[]`, with dots."""
    if "[" in name:
        name = _BRACKETS.sub(lambda found: f".{found[1] or EVERY}", name)
    return name[1:] if name[:1] == "." and len(name) > 1 else name


def _check(path: tuple[str, ...], view: str, source: str) -> None:
    places, known = _followed(path, view, source)
    if known < len(path):
        from txexplain.bulk.field_hints import unknown_field

        raise unknown_field(path, known, places, view, source)


def _followed(path: tuple[str, ...], view: str, source: str) -> tuple[list[Place], int]:
    """Where so many of its steps lead, as far as there is something."""
    places = roots(view, source)
    for number, step in enumerate(path):
        found = [inner for place in places for inner in _within(place, step)] if step else []
        if not found:
            return places, number
        places = found
    return places, len(path)


def is_known(path: tuple[str, ...], view: str, source: str = "lines") -> bool:
    """Whether answers of that view have such a field."""
    return _followed(path, view, source)[1] == len(path)


@cache
def roots(view: str, source: str = "lines") -> list[Place]:
    """What an answer of that view is."""
    own = {name: member for name, member in members_of_lines().items() if name not in NEVER[source]}
    more = [_some(_whole("decode"), OF_DECODE)] if view == "verify" else []
    return [Place({"properties": own}, {}), *map(_whole, SCHEMAS[view]), *more]


def _some(place: Place, names: Iterable[str]) -> Place:
    """With these members alone."""
    return place._replace(here={"properties": {name: place.here["properties"][name] for name in names}})


@cache
def _whole(name: str) -> Place:
    schema = json.loads(schema_text(name))
    return Place(schema, schema)


def shapes(place: Place) -> Iterator[Place]:
    """The schema there, behind references, and each of those it may be."""
    here, whole = place
    if here.get("type") == "object" and here.keys().isdisjoint(("properties", "additionalProperties")):
        like = _LIKE.match(here.get("description", ""))
        yield _whole(like[1]) if like else Place(_ANYTHING, whole)
    reference = here.get("$ref")
    if reference is not None:
        yield from shapes(Place(whole["$defs"][reference.rpartition("/")[2]], whole))
    yield place
    for word in ("anyOf", "oneOf", "allOf"):
        for each in here.get(word, ()):
            yield from shapes(Place(each, whole))


def _within(place: Place, step: str) -> Iterator[Place]:
    """What may be at a name or a number of it."""
    for here, whole in shapes(place):
        more = here.get("additionalProperties")
        if step in here.get("properties", {}):
            yield Place(here["properties"][step], whole)
        elif more is True:
            yield Place(_ANYTHING, whole)
        elif more:
            yield Place(more, whole)
        if step == EVERY or (step.isascii() and step.isdigit()):
            yield from _items(Place(here, whole), step)


def _items(place: Place, step: str) -> Iterator[Place]:
    here, whole = place
    first = here.get("prefixItems", ())
    for each in first if step == EVERY else first[int(step[:9]) : int(step[:9]) + 1]:
        yield Place(each, whole)
    if here.get("items"):
        yield Place(here["items"], whole)


def names_at(place: Place) -> Iterator[str]:
    """The names that the schema has there, and what a list has in their place."""
    for here, _ in shapes(place):
        yield from here.get("properties", ())
        if here.get("items"):
            yield from ("0", EVERY)


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
            if step == EVERY:
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
