"""What a word means, beside the text: type a name, an error or a question, and read on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.events import Key
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input

from txexplain.explain.document import Document
from txexplain.explain.pages.error import error_document
from txexplain.explain.parts.names import entries_of, names_known, names_near
from txexplain.model.errors import TxExplainError
from txexplain.render.printable import printable
from txexplain.texts import Chunk, Texts
from txexplain.tui.acts import Act
from txexplain.tui.asked import Asked
from txexplain.tui.drawn import DocumentPane, LinesPane, Telling
from txexplain.tui.picks import Pick, Picks
from txexplain.tui.telling_screen import TellingScreen
from txexplain.tui.word_page import seen_from, unknown, without_commands

MOST_OFFERED = 6
WIDE = 100  # columns from which it has room beside the text
_LEAST_WIDTH, _MOST_WIDTH = 44, 48
_PART = 0.36  # of the width
_APART = 1  # column between the text and what is beside it
_LEAST_HEIGHT = 7
_PAGES = {"pageup": -1, "pagedown": 1}
_ROWS = {"up": -1, "down": 1}


class Page(DocumentPane):
    """What the word means."""

    class Resized(Message):
        """It has another number of lines in view."""

    def on_resize(self) -> None:
        super().on_resize()
        self.post_message(self.Resized())


class WordPane(Telling):
    """A line to type in, the names that begin so, and the page of the one that was asked for."""

    DEFAULT_CSS = """
    WordPane { layout: vertical; overflow: hidden; background: $surface; dock: right; border-left: tall $panel; }
    WordPane.below { dock: bottom; border-left: none; border-top: tall $panel; }
    WordPane.whole { border: none; }
    WordPane #word-title { height: 1; padding: 0 1; }
    WordPane #word-page { padding: 0 1; height: 1fr; }
    WordPane #word-more { padding: 0 1; height: 1; }
    """

    def __init__(self, asked: str = "") -> None:
        super().__init__()
        self.title_line = LinesPane("word-title")
        self.input = Asked("word-input")
        self.names = Picks("word-names")
        self.page = Page("word-page")
        self.more = LinesPane("word-more")
        self.asked = asked
        self._offered: Sequence[str] = ()

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.input
        yield self.names
        yield self.page
        yield self.more

    def on_mount(self) -> None:
        self.take_room()
        self.retell()
        if self.asked:
            self.ask(self.asked)
        else:
            self.type()

    def type(self) -> None:
        """Has the reader type, and offers the words of the place."""
        see = seen_from(self.asked, self.telling_app.texts)
        self._offered = [*see, *(word for word in self.of_screen.words_here() if word != self.asked)]
        self.input.value = ""
        self.of_screen.line = self.input
        self.of_screen.set_focus(self.input)
        self._suggest()

    def take_room(self) -> None:
        """Beside the text where the screen is wide, below it where not."""
        if not self.is_attached:  # closed meanwhile
            return
        _, height = self.of_screen.size
        foot = self.of_screen.foot.lines
        below, size = _share(self.of_screen.size)
        left = height - foot
        self.set_class(below, "below")
        self.set_class(below and size >= left, "whole")
        self.styles.width, self.styles.height = ("100%", min(size, left)) if below else (size, left - 1)
        self.styles.margin = (0, 0, foot, 0) if below else (1, 0, foot, _APART)

    def left_of(self, size: Size) -> Size:
        """What of a screen of this size is left beside it."""
        below, taken = _share(size)
        return Size(size.width, size.height - taken) if below else Size(size.width - taken - _APART, size.height)

    @property
    def of_screen(self) -> TellingScreen[Any]:
        screen = self.screen
        assert isinstance(screen, TellingScreen)
        return screen

    def retell(self) -> None:
        """Tells the page anew, in the language of now."""
        texts = self.telling_app.texts
        self.title_line.show([texts.line("search", "word_title")])
        self.input.placeholder = texts.plain("search", "word_asked")
        self._suggest()
        if self.asked:
            self.page.show(self._answer(self.asked, texts))
            self.call_after_refresh(self._tell_more)

    def _suggest(self) -> None:
        names = suggested(self.input.value, self._offered, self.telling_app.texts)
        shown = names if self.is_typing else []
        marked = 0 if shown and self._is_begun(shown[0]) else None
        self.names.show([Pick((Chunk(printable(name), "name"),), name) for name in shown], marked)
        if marked is None:
            self.names.marked = None
        self.names.styles.height = len(shown)

    def _is_begun(self, name: str) -> bool:
        """Whether what is typed is the beginning of the name, and none itself."""
        typed = self.input.value.strip()
        begun = bool(typed) and name.casefold().startswith(typed.casefold())
        return begun and not entries_of(typed, self.telling_app.texts)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._suggest()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.ask(self.names.value or event.value)

    def on_picks_picked(self, event: Picks.Picked) -> None:
        event.stop()
        self.ask(event.value)

    def ask(self, word: str) -> None:
        """Shows the page of the word; the keys are the screen's again."""
        if not word.strip():
            return
        self.asked = word
        self.input.value = word
        self.of_screen.line = None
        self.of_screen.set_focus(None)
        self.of_screen.retell()
        self._suggest()
        self.page.show(self._answer(word, self.telling_app.texts))
        self.call_after_refresh(self.take_room)
        self.call_after_refresh(self._tell_more)

    def _answer(self, word: str, texts: Texts) -> Document:
        answer = self.telling_app.answer
        assert answer is not None
        try:
            return without_commands(answer(word, texts), texts)
        except TxExplainError as error:
            return unknown(error, word, texts) or error_document(error, texts)

    def on_key(self, event: Key) -> None:
        """Keys that the line leaves: through the names, through the page, and out."""
        if not self.is_typing:
            return
        if event.key in _ROWS and self.names.rows:
            self._mark(_ROWS[event.key])
        elif event.key in _PAGES:
            self._scroll(0, _PAGES[event.key])
        elif event.key != "escape":
            return
        else:
            self.close()
        event.stop()
        event.prevent_default()

    def _mark(self, rows: int) -> None:
        """Marks the next name, or the first where none was marked."""
        if self.names.marked is None:
            self.names.show(self.names.rows)
        else:
            self.names.move(rows)

    def page_acts(self) -> Iterator[Act]:
        """What keys do on the page, where it does not fit."""
        below = self.page.lines_below
        if self.asked and not self.is_typing and (below or self.page.lines_above):
            yield Act("scroll_word", ("down",), partial(self._scroll, 1, 0), bool(below), "search")
            for key, lines, pages in (("up", -1, 0), ("pagedown", 0, 1), ("pageup", 0, -1)):
                yield Act(f"scroll_word_{key}", (key,), partial(self._scroll, lines, pages), False, "search")

    def _scroll(self, lines: int, pages: int) -> None:
        self.page.scroll_lines(lines, pages)
        self.call_after_refresh(self._tell_more)

    def _tell_more(self) -> None:
        """How many lines of the page are below what is in view."""
        if not self.is_attached:
            return
        below = self.page.lines_below
        words = self.telling_app.texts.plain("step", "below", count=below)
        self.more.show([(Chunk(words, "label"),)] if below else [])

    def on_page_resized(self) -> None:
        self._tell_more()

    def acts(self) -> Iterator[Act]:
        """What keys do while the reader types."""
        yield Act("look_up", ("enter",), lambda: None, topic="search")
        yield Act("move", ("down",), lambda: None, bool(self.names.rows), "search")
        yield Act("close", ("escape",), self.close, topic="search")

    def on_descendant_focus(self) -> None:
        if not self.is_attached:
            return
        self._suggest()
        if self.is_typing:
            self.of_screen.foot.show(self.acts())
            self.call_after_refresh(self.take_room)

    @property
    def is_typing(self) -> bool:
        """Whether the keys are those of its line."""
        return self.of_screen.focused is self.input

    def on_descendant_blur(self) -> None:
        if self.is_attached:
            self._suggest()

    def close(self) -> None:
        """Gives the room back to the text."""
        if not self.is_attached or self.of_screen.word_pane is not self:
            return
        screen = self.of_screen
        screen.line = None
        screen.set_focus(None)
        screen.word_pane = None
        self.remove()
        screen.retell()


def suggested(typed: str, offered: Sequence[str], texts: Texts) -> list[str]:
    """Names that begin so, then those that have it, those of the place first; where nothing is typed, these alone."""
    sought = typed.strip().casefold()
    if not sought:
        return [*dict.fromkeys(offered)][:MOST_OFFERED]
    names = [*offered, *names_known(texts, terms_only=True), *names_known(texts, terms_only=False)]
    begin = (name for name in names if name.casefold().startswith(sought))
    have = (name for name in names if sought in name.casefold())
    found = [*dict.fromkeys((*begin, *have))][:MOST_OFFERED]
    return found or (names_near(typed, texts)[:MOST_OFFERED] if len(sought) > 2 else [])


def open_word_pane(screen: TellingScreen[Any], word: str = "") -> None:
    """Opens it on that screen, or goes back to it where it is open, to ask for the word or to type one."""
    pane = screen.word_pane
    if pane is None:
        screen.word_pane = WordPane(word)
        screen.line = None if word else screen.word_pane.input
        screen.mount(screen.word_pane)
        screen.retell()
    elif word:
        pane.ask(word)
    else:
        pane.type()


def _share(size: Size) -> tuple[bool, int]:
    """Whether it is below the text, and how many lines it then takes; else how many columns."""
    if size.width < WIDE:
        return True, max(_LEAST_HEIGHT, size.height // 3)
    return False, max(_LEAST_WIDTH, min(_MOST_WIDTH, int(size.width * _PART)))
