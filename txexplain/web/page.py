"""A page as one file of the web, in all languages: it asks for nothing and runs nothing but its own script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from markupsafe import Markup

from txexplain import __version__
from txexplain.explain.document import ByteMap, Section
from txexplain.model.frozen import FrozenDict
from txexplain.pictures import STYLE
from txexplain.texts import Texts
from txexplain.web.command import Command
from txexplain.web.engine import filled, source
from txexplain.web.telling import telling

MAX_BYTES = 5_000_000  # of a whole page, whatever it is about
_FRAME = 200_000  # of these for style, script and what stands around the text


class Told(NamedTuple):
    """The page in one language: its sections, and the bytes that they are about where a panel is to show them."""

    texts: Texts
    title: str
    sections: Iterable[Section]
    fields: ByteMap | None = None


class WebPage(NamedTuple):
    """What a page is made of: the command that prints the same, and what is told in each language.

    The language that is told first is the one in which the page opens. `links` are the pages beside this one, by the
    names in its lists that lead to them. One that `is_paper` is to be printed: it has nothing to open, no meanings of
    words, and no script; at the foot of each printed page stands `foot`, at the head of each but the first `head`.
    """

    command: Command
    told: tuple[Told, ...]
    links: Mapping[str, str] = FrozenDict()
    is_paper: bool = False
    foot: str = ""
    head: str = ""


def web_page(page: WebPage) -> str:
    """The page as HTML, at most `MAX_BYTES` in UTF-8."""
    style = source("styles") + Markup(STYLE) + (_margins(page) if page.is_paper else Markup(""))
    script = Markup("") if page.is_paper else source("scripts")
    room = (MAX_BYTES - _FRAME) // len(page.told)
    tellings = [
        telling(
            each.texts,
            each.title,
            each.sections,
            each.fields,
            page.command,
            room,
            page.links,
            is_paper=page.is_paper,
        )
        for each in page.told
    ]
    made = filled(
        "page.html",
        command=page.command,
        is_paper=page.is_paper,
        policy=_policy(style, script),
        script=script,
        style=style,
        tellings=tellings,
        version=__version__,
    )
    assert len(made.encode()) <= MAX_BYTES, "a page has outgrown its bound"
    return str(made)


def _margins(page: WebPage) -> Markup:
    """What is printed around the text of each page."""
    foot = f'content: "{_in_style(page.foot)} · " counter(page) " / " counter(pages)' if page.foot else ""
    head = f'content: "{_in_style(page.head)}"'
    edges = f"@bottom-center {{ {foot} }} @top-right {{ {head}; font: 8.5pt system-ui, sans-serif }}"
    rules = f"@page {{ margin: 15mm 16mm 17mm; {edges} }}"
    return Markup(f"\n{rules}\n@page :first {{ @top-right {{ content: none }} }}\n")


def _in_style(words: str) -> str:
    """The words within a string of a style sheet."""
    return "".join(each if each.isalnum() or each in " .,:_" else f"\\{ord(each):x} " for each in words)


def _policy(style: Markup, script: Markup) -> str:
    """Forbids everything but this style and this script."""
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
