"""The template engine: everything that is filled in is made printable and escaped, but for markup of our own."""

from __future__ import annotations

import re
from functools import cache
from os import scandir
from os.path import abspath, dirname, join
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from txexplain.pictures.templating import environment_of
from txexplain.render.printable import printable
from txexplain.texts import Line, plain
from txexplain.web.figures import figure, is_figure
from txexplain.web.hints import is_bulleted, is_numbered
from txexplain.web.kinds import style_class
from txexplain.web.live import HELPERS
from txexplain.web.room import hex_of

_HASH = re.compile(r"(?<![0-9A-Za-z])([0-9a-f]{16,}(?:…[0-9a-f]*)?|[0-9a-f]{6,}…[0-9a-f]*)(?![0-9A-Za-z])")
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?: UTC)?)")
_FOLDER = dirname(abspath(__file__))


@cache
def environment() -> Environment:
    """The one environment of the templates in `templates/`."""
    made = environment_of(__file__)
    made.filters |= {"hex_of": hex_of, "plain": _plain, "style_class": style_class, "type_name": _type_name}
    made.filters |= {"hashes": _hashes, "figure": figure}
    made.tests["figure"] = is_figure
    made.tests["bulleted"] = is_bulleted
    made.tests["numbered"] = is_numbered
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


def _hashes(text: str) -> Markup:
    """The text, with each hash in it in the face of bytes, which does not break but where it has to; a time never."""
    parts = _HASH.split(printable(text))  # every second one is a hash
    marked = [
        Markup('<span class="hex">{}</span>').format(part) if at % 2 else _times(part)
        for at, part in enumerate(parts)
    ]
    return Markup("").join(marked)


def _times(text: str) -> Markup:
    """The text, with each date and time in it held together."""
    parts = _TIME.split(text)  # every second one is a time
    held = (
        Markup('<span class="held">{}</span>').format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )
    return Markup("").join(held)


def _plain(line: Line) -> str:
    return plain(line)


def _type_name(block: object) -> str:
    return type(block).__name__
