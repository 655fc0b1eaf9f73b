"""A picture, and how the templates are filled in: escaped, and with nothing in it that is not printable."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from txexplain.pictures.style import SHOWN, STYLE
from txexplain.pictures.templating import environment_of
from txexplain.render.printable import printable

_END_OF_DESCRIPTION = Markup("</desc>")


class Drawing(NamedTuple):
    """One `<svg>` element without a style of its own (see `STYLE`), and what it is called and shows, in words."""

    markup: Markup
    width: int
    height: int
    title: str
    description: str


def drawn(template: str, name: str, title: str, description: str, **parts: Any) -> Drawing:
    """The template filled in. `name` begins every id in it, so that a page can hold several pictures."""
    filled = (
        _environment()
        .get_template(f"{template}.svg")
        .render(name=name, title=title, description=description, **parts)
    )
    return Drawing(Markup(filled.strip()), parts["width"], parts["height"], printable(title), printable(description))


def standalone(drawing: Drawing, lang: str) -> str:
    """The picture as a file: on a ground of its own, with the style inside, in light and in dark."""
    start, _, rest = drawing.markup.partition(_END_OF_DESCRIPTION)
    start = start.replace(Markup("<svg "), Markup('<svg xml:lang="{}" ').format(lang), 1)
    ground = _environment().get_template("ground.svg").render(style=Markup(STYLE))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{_END_OF_DESCRIPTION}\n{ground}{rest}\n'


@cache
def _environment() -> Environment:
    made = environment_of(__file__)
    made.globals["SHOWN"] = SHOWN
    return made
