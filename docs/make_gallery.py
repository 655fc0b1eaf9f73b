"""Makes `docs/gallery/`, pages of the examples to be served as they lie: python docs/make_gallery.py

Each page is what `txexplain explain NAME --html FILE` writes; the index lists them as `txexplain examples` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from txexplain.bundled import all_examples
from txexplain.explain.document import sections_of
from txexplain.explain.pages.examples import examples_page
from txexplain.model.subject import subject_of
from txexplain.session.sharing import in_all_languages, shared_view
from txexplain.session.transaction import Session
from txexplain.session.views import Choices
from txexplain.texts import Texts, plain
from txexplain.web.command import Command
from txexplain.web.page import Told, WebPage, web_page

TARGET = Path(__file__).with_name("gallery")
INDEX = "index.html"
MOST_BYTES = 8_000_000  # of all pages
LEFT_OUT = frozenset(
    "all-types batch checksig-not codeseparator consolidation cpfp-parent double-spend-a double-spend-b first-segwit"
    " five-coins htlc-refund key-one lightning-close lightning-penalty nop2 p2sh-p2wsh replaced replacement sale"
    " sha1-bounty sighash-single single-bug".split()
)
COMMAND = "txexplain examples"


def names() -> list[str]:
    """The examples that have a page: those that are not too large and show what no other does."""
    return [example.name for example in all_examples() if example.name not in LEFT_OUT]


def page_of(name: str) -> str:
    """The page of an example, as the command writes it."""
    example = next(each for each in all_examples() if each.name == name)
    return web_page(shared_view(Session(subject_of(example)), "explain", Choices(), Texts("en")))


def index() -> str:
    """The list of the examples, each with a link to its page."""
    listed = names()
    told = tuple(_told(texts, frozenset(listed)) for texts in in_all_languages(Texts("en")))
    return web_page(WebPage(Command(COMMAND), told, {name: f"{name}.html" for name in listed}))


def _told(texts: Texts, listed: frozenset[str]) -> Told:
    document = examples_page([each for each in all_examples() if each.name in listed], texts)
    return Told(texts, plain(texts.line("cli", "examples_heading")), sections_of(document))


def pages() -> Iterator[tuple[str, str]]:
    """The name and the text of every file."""
    yield INDEX, index()
    for name in names():
        yield f"{name}.html", page_of(name)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    made = dict(pages())
    total = sum(len(text.encode()) for text in made.values())
    assert total < MOST_BYTES, f"{total:,} bytes are too many"
    for old in TARGET.glob("*.html"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (TARGET / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(made)} pages, {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
