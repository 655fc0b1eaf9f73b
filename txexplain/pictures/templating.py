"""The one maker of template engines: what is filled in is made printable and escaped, but for markup of our own."""

from __future__ import annotations

from os.path import abspath, dirname, join

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from txexplain.render.printable import printable


def environment_of(module: str) -> Environment:
    """The engine of the templates in `templates/` beside that module, which is named by its file."""
    return Environment(
        loader=FileSystemLoader(join(dirname(abspath(module)), "templates")),
        autoescape=True,
        auto_reload=False,
        finalize=_shown,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )


def _shown(value: object) -> object:
    """What a template prints of a value: text of others printable, numbers with one decimal at most."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
