"""Choosing an example: by what it teaches, by name, or by what its title says, with a preview where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph, text
from txexplain.explain.pages.examples import by_what_they_teach
from txexplain.explain.parts.numbers import grouped
from txexplain.model.examples import Example
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.acts import Act
from txexplain.tui.asked import Asked
from txexplain.tui.drawn import DocumentPane, LinesPane
from txexplain.tui.picks import Pick, Picks
from txexplain.tui.telling_screen import TellingScreen

WIDE = 108  # columns from which there is room for a preview
_NAME_WIDTH = 20
_COMMANDS = ("question_mark",)  # keys that act while nothing is typed: no example begins so
_FIRST = "p2pkh"  # where to begin


class ChooserScreen(TellingScreen[str]):
    """The examples in chapters, one of which is marked; typing narrows them down. It returns a name, "" for none."""

    DEFAULT_CSS = """
    ChooserScreen #choose-title, ChooserScreen #choose-count { height: 1; }
    ChooserScreen Horizontal { height: 1fr; }
    ChooserScreen Picks { width: 1fr; height: 1fr; }
    ChooserScreen #choose-preview { width: 47; height: 1fr; padding: 0 2; border-left: tall $panel; }
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        super().__init__()
        self.examples = examples
        self.title_line = LinesPane("choose-title")
        self.input = Asked("choose-input", left=_COMMANDS)
        self.count = LinesPane("choose-count")
        self.list = Picks("choose-list")
        self.preview = DocumentPane("choose-preview")
        self.preview.can_focus = False

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.input
        yield self.count
        with Horizontal():
            yield self.list
            yield self.preview
        yield self.foot

    def on_mount(self) -> None:
        self.input.focus()
        self.retell()

    def on_resize(self) -> None:
        self.preview.display = self.app.size.width >= WIDE
        self._preview()

    def acts(self) -> Iterator[Act]:
        page = self.list.page
        yield Act("choose", ("enter",), self.take, self.list.value is not None, "search")
        yield Act("move", ("down", "tab"), partial(self._move, 1), bool(self.list.rows), "search")
        for key, rows in (("up", -1), ("pagedown", page), ("pageup", -page)):
            yield Act(f"move_{key}", (key,), partial(self._move, rows), False, "search")
        yield Act("leave", ("escape",), lambda: self.leave(""), topic="search")

    def all_acts(self) -> Iterator[Act]:
        yield from self.acts()
        from txexplain.tui.seeking import finding_acts

        typed = bool(self.input.value)
        for act in finding_acts(self):
            if act.name == "palette" or (act.name == "keys" and not typed):
                yield act
        for act in self.telling_app.acts():  # letters are typed: the palette has what they do elsewhere
            if act.name != "quit":
                yield act._replace(keys=(), now=False)

    def retell(self) -> None:
        self.title_line.show([self.texts.line("search", "choose_title")])
        self.input.placeholder = self.texts.plain("search", "choose_asked")
        self._list(self.list.value)

    def on_input_changed(self) -> None:
        self._list()

    def on_input_submitted(self) -> None:
        self.take()

    def on_picks_picked(self, event: Picks.Picked) -> None:
        self.leave(event.value.name)

    def take(self) -> None:
        if self.list.value is not None:
            self.leave(self.list.value.name)

    def leave(self, name: str) -> None:
        self.app.exit(name)

    def _move(self, rows: int) -> None:
        self.list.move(rows)
        self._preview()

    def _list(self, marked: Example | None = None) -> None:
        """The examples that have what was typed, the one marked that was."""
        rows = chooser_rows(self.examples, self.input.value, self.texts)
        found = [row.value for row in rows if row.value is not None]
        at = next((at for at, row in enumerate(rows) if row.value is not None and row.value == marked), None)
        self.list.show(rows, at)
        self.count.show([self._count(len(found))])
        self._preview()
        self.foot.show(self.all_acts())

    def _count(self, found: int) -> Line:
        typed = self.input.value.strip()
        if typed and not found:
            return (Chunk(self.texts.plain("search", "found_none", typed=typed), "odd"),)
        if not typed:
            return self.texts.line("search", "choose_first", name=_FIRST, count=grouped(len(self.examples)))
        count = {"found": grouped(found), "count": grouped(len(self.examples))}
        return (Chunk(self.texts.plain("search", "choose_count", **count), "label"),)

    def _preview(self) -> None:
        if self.list.value is not None and self.preview.display:
            self.preview.show(preview_of(self.list.value, self.texts))


def chooser_rows(examples: Sequence[Example], typed: str, texts: Texts) -> list[Pick]:
    """The rows of the list: the chapters as headings, below each its examples that have what was typed.

    What their stories say counts where no name and no title has it.
    """
    sought = typed.strip().casefold()
    named = any(sought in _told(each, texts)[0] for each in examples)
    rows: list[Pick] = []
    for chapter, members in by_what_they_teach(examples).items():
        found = [each for each in members if sought in _told(each, texts)[not named]]
        if found:
            rows += [Pick((Chunk(" "),))] if rows else []
            rows.append(Pick((Chunk(texts.plain("cli", chapter), "section"),)))
            rows += [Pick(_row(example, texts), example, _mark(example, texts)) for example in found]
    return rows


def _told(example: Example, texts: Texts) -> tuple[str, str]:
    """Its name and title, and its story."""
    title, story = example.texts[texts.language]
    return f"{example.name} {title}".casefold(), story.casefold()


def _row(example: Example, texts: Texts) -> Line:
    name = Chunk(f"{example.name:<{_NAME_WIDTH}}", "name")
    return name, Chunk(example.texts[texts.language][0])


def _mark(example: Example, texts: Texts) -> Line:
    return (Chunk(texts.plain("cli", "examples_synthetic"), "label"),) if example.synthetic else ()


def preview_of(example: Example, texts: Texts) -> Document:
    """The title of the example and why it matters, how large it is, and when it was mined."""
    title, story = example.texts[texts.language]
    facts = [Fact(texts.plain("page", "size"), (texts.line("page", "size_value", size=grouped(len(example.raw))),))]
    if example.block_height is not None:
        facts.append(Fact(texts.plain("search", "preview_block"), (text(grouped(example.block_height)),)))
    blocks: list[Block] = [Heading(text(title), 1), Paragraph(texts.marked(story)), Facts(tuple(facts))]
    if example.synthetic:
        blocks.append(Paragraph(texts.line("search", "preview_made_up")))
    return tuple(blocks)
