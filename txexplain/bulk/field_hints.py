"""What may have been meant by a field that no answer has: a name that is near, a place further in, another view."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice

from txexplain.bulk.fields import EVERY, SCHEMAS, Place, is_known, names_at, roots, shapes
from txexplain.model.errors import InputError

_SHOWN = 60  # characters of a path
_NEAR = 3
_LIKE = 0.6  # how much names have in common
_DEEPEST = 6  # steps of a path that is looked for


def unknown_field(
    path: tuple[str, ...], known: int, places: list[Place], view: str, source: str = "lines"
) -> InputError:
    """The error that the answers of that view have no such field: they do have its first `known` steps."""
    schema = "blocks" if source == "blocks" else view
    error = InputError("unknown_field", name=".".join(path)[:_SHOWN], schema=schema)
    other = next((each for each in SCHEMAS if each != view and is_known(path, each, source)), None)
    if other is not None:
        ways = {"decode": "without_verify", "verify": "verify"} if source != "lines" else {}
        return error.with_facts(why=ways.get(other, "view"), command=other)
    more = _further_in(path, known, places) or _further_in(path, 0, roots(view, source))
    near = _near(path, known, places) or more
    return error.with_facts(why="near", near=", ".join(near)) if near else error


def unknown_member(name: str, names: tuple[str, ...]) -> InputError:
    """The error that the answers about blocks have no such member, of which these are the names."""
    error = InputError("unknown_field", name=name[:_SHOWN], schema="blocks")
    near = get_close_matches(name[:_SHOWN], names, n=_NEAR, cutoff=_LIKE)
    return error.with_facts(why="near", near=", ".join(near)) if near else error


def _near(path: tuple[str, ...], known: int, places: list[Place]) -> list[str]:
    """The names that may have been meant at that step of the path."""
    names = sorted({name for place in places for name in names_at(place)})
    near = get_close_matches(path[known][:_SHOWN], names, n=_NEAR, cutoff=_LIKE)
    return [".".join((*path[:known], name)) for name in near]


def _further_in(path: tuple[str, ...], known: int, places: list[Place]) -> list[str]:
    """The paths within these places that end with the same name, the shortest first."""
    step = EVERY if EVERY in path else "0"
    found = (".".join((*path[:known], *more)) for more in _paths_to(path[-1], places, step))
    return list(islice(dict.fromkeys(found), _NEAR))


def _paths_to(name: str, places: list[Place], step: str) -> Iterator[tuple[str, ...]]:
    waiting: deque[tuple[tuple[str, ...], Place]] = deque(((), place) for place in places)
    seen: set[int] = set()
    while waiting:
        path, place = waiting.popleft()
        for each in shapes(place):
            if id(each.here) in seen or len(path) >= _DEEPEST:
                continue
            seen.add(id(each.here))
            for key, inner in each.here.get("properties", {}).items():
                if key == name:
                    yield (*path, key)
                waiting.append(((*path, key), each._replace(here=inner)))
            if isinstance(each.here.get("items"), dict):
                waiting.append(((*path, step), each._replace(here=each.here["items"])))
