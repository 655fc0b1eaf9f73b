"""Which texts are asked for: by the calls that stand in the sources, and by a program that runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product

import pytest
from conftest import ROOT

from txexplain.texts import Texts

TextKey = tuple[str, ...]
"""A topic, and the path of keys in it."""

_METHODS = ("has", "line", "plain", "count")
_COUNTED = ("one", "many")


@cache
def texts_in_code() -> set[TextKey]:
    """The texts of every call `….line("topic", …)` whose arguments can only be certain words."""
    found: set[TextKey] = set()
    for path in (ROOT / "txexplain").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                found |= set(_of_function(function))
    return found


def _of_function(function: ast.FunctionDef) -> Iterator[TextKey]:
    names = _names_in(function)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or len(node.args) < 2:  # `count` of a str or a list has one
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            keys = product(*(_words(argument, names) for argument in node.args))
            if node.func.attr == "count":
                yield from ((topic, f"{key}_{form}") for topic, key, *_ in keys for form in _COUNTED)
            else:
                yield from keys


def _names_in(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """What is assigned to each name, if nothing else can come into it: no argument, no loop, no second way."""
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            values.setdefault(node.targets[0].id, []).append(node.value)
    stored = [
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    arguments = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    return {
        name: given for name, given in values.items() if name not in arguments and stored.count(name) == len(given)
    }


def _words(value: ast.expr, names: dict[str, list[ast.expr]]) -> set[str]:
    """The words that the expression can be; none where it can be others."""
    match value:
        case ast.Constant(value=str(word)):
            return {word}
        case ast.IfExp(body=body, orelse=other):
            either = _words(body, names), _words(other, names)
            return either[0] | either[1] if all(either) else set()
        case ast.Name(id=name) if name in names:
            ways = [_words(given, {each: names[each] for each in names if each != name}) for given in names[name]]
            return set().union(*ways) if all(ways) else set()
        case ast.JoinedStr(values=parts):
            return {"".join(each) for each in product(*(_words(part, names) for part in parts))}
        case ast.FormattedValue(value=inner, format_spec=None):
            return _words(inner, names)
    return set()


@contextmanager
def recorded() -> Iterator[set[TextKey]]:
    """The texts that are asked for meanwhile."""
    asked: set[TextKey] = set()
    with pytest.MonkeyPatch.context() as patch:
        for method in ("has", "line"):  # `plain` and `count` ask `line`; `unfilled` shows what a catalogue has
            patch.setattr(Texts, method, _noting(getattr(Texts, method), asked))
        yield asked


def _noting(method, asked: set[TextKey]):
    def noted(self, topic: str, *path: str, **facts: object):
        asked.add((topic, *path))
        return method(self, topic, *path, **facts)

    return noted
