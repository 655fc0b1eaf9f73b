"""Runs that make web pages say what they have to say around what is explained."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Heading, Listing, Paragraph, Section, text
from txexplain.texts import Texts
from txexplain.web.command import Command
from txexplain.web.page import Told, WebPage, web_page

Call = list[str]


def of_pages() -> Iterator[Call]:
    """A page of each kind to standard output, and one that is refused."""
    yield ["explain", "p2pkh", "--html", "-"]
    yield ["decode", "--bytes", "p2pkh", "--html", "-"]
    yield from (["explain", name, "--html", "-"] for name in ("p2sh-multisig", "six-sighashes", "nop2"))
    yield ["whatif", "p2pkh", "--set", "version=9", "--html", "-"]
    yield ["learn", "5", "--html", "-"]
    yield ["decode", "p2pkh", "--json", "--html", "-"]
    yield ["decode", "p2pkh", "--force"]


def leave_out_of_pages(language: str) -> None:
    """A page with more sections than it has room for, and one whose text is too long."""
    many = tuple(Section(Heading(text(str(n)), 2), (Paragraph(text("word " * 900)),)) for n in range(1_500))
    long = "x" * 3_000
    for command in (
        Command("txexplain block BLOCK", "block", ("--prevouts",)),
        Command("txexplain lock LOCK", "lock"),
    ):
        web_page(WebPage(command, (Told(Texts(language), "", ()),)))
    web_page(WebPage(Command(f"txexplain explain TX {long}", "tx"), (Told(Texts(language), "", ()),)))
    rows = tuple((f"row{n}", text("words " * 20)) for n in range(60_000))
    listed = Section(None, (Listing(rows),))
    for sections in ((listed,), many, (Section(None, (Paragraph(text("word" * 2_000)),)),)):
        web_page(WebPage(Command("txexplain explain NAME"), (Told(Texts(language), "", sections),)))
