"""The template engine: everything that is filled in is made printable and escaped, but for markup of our own."""

from __future__ import annotations

from functools import cache
from os import scandir
from os.path import abspath, dirname, join
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from txexplain.pictures.templating import environment_of
from txexplain.texts import Line, plain
from txexplain.web.kinds import style_class
from txexplain.web.live import HELPERS
from txexplain.web.room import hex_of

_FOLDER = dirname(abspath(__file__))


@cache
def environment() -> Environment:
    """The one environment of the templates in `templates/`."""
    made = environment_of(__file__)
    made.filters |= {"hex_of": hex_of, "plain": _plain, "style_class": style_class, "type_name": _type_name}
    made.globals |= HELPERS
    return made


def filled(template: str, **values: Any) -> Markup:
    """The template, filled in."""
    return Markup(environment().get_template(template).render(**values))


def filled_by(template: str, macro: str, *values: Any) -> Markup:
    """What a macro of the template makes of these values."""
    made: Markup = getattr(environment().get_template(template).module, macro)(*values)
    return made


@cache
def source(folder: str) -> Markup:
    """All files of `styles/` or `scripts/` in the order of their names, in one."""
    names = sorted(entry.name for entry in scandir(join(_FOLDER, folder)))
    return Markup("\n".join(_read(join(_FOLDER, folder, name)) for name in names))


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _plain(line: Line) -> str:
    return plain(line)


def _type_name(block: object) -> str:
    return type(block).__name__
