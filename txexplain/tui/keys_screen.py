"""Every key of a screen and what it does, in groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult

from txexplain.explain.document import Block, Document, Heading, Listing
from txexplain.texts import Texts
from txexplain.tui.acts import Act
from txexplain.tui.drawn import DocumentPane
from txexplain.tui.telling_screen import TellingScreen

_GROUPS = {
    "finding": ("go", "search", "again", "word", "palette", "outline", "seek"),
    "showing": ("language", "theme", "large", "hide", "bytes", "screenshot", "focus"),
    "leaving": ("keys", "help", "quit"),
}
_FIRST = "reading"
_CLOSING = ("escape", "question_mark", "q", "enter")


def keys_page(acts: Iterable[Act], texts: Texts) -> Document:
    """The keys in groups, those that move through the text first; each act once."""
    rows: dict[str, dict[str, str]] = {group: {} for group in (_FIRST, *_GROUPS)}
    for act in acts:
        if texts.has(act.topic, f"does_{act.name}"):
            group = next((name for name, acts in _GROUPS.items() if act.name in acts), _FIRST)
            keys, does = texts.plain(act.topic, f"keys_{act.name}"), texts.plain(act.topic, f"does_{act.name}")
            rows[group].setdefault(keys, does)
    width = max((cell_len(keys) for found in rows.values() for keys in found), default=0)  # one column for all groups
    blocks: list[Block] = [Heading(texts.line("search", "keys_title"), 1)]
    for group, found in rows.items():
        if found:
            listing = Listing(tuple((set_cell_size(keys, width), texts.marked(does)) for keys, does in found.items()))
            blocks += [Heading(texts.line("search", f"group_{group}"), 3), listing]
    return tuple(blocks)


class KeysScreen(TellingScreen[None]):
    """Lies over the screen whose keys it lists; any of a few keys closes it."""

    DEFAULT_CSS = "KeysScreen DocumentPane { height: 1fr; }"

    def __init__(self, below: TellingScreen[Any]) -> None:
        super().__init__()
        self.below = below
        self.page = DocumentPane("keys-page")

    def compose(self) -> ComposeResult:
        yield self.page
        yield self.foot

    def on_mount(self) -> None:
        self.page.focus()
        self.retell()

    def acts(self) -> Iterator[Act]:
        yield Act("close", _CLOSING, partial(self.leave_with, None), topic="search")
        yield Act("scroll", ("down", "j"), partial(self._scroll, 1, 0), bool(self.page.lines_below))
        for keys, lines, pages in ((("up", "k"), -1, 0), (("space", "pagedown"), 0, 1), (("pageup",), 0, -1)):
            yield Act("scroll", keys, partial(self._scroll, lines, pages), now=False)

    def all_acts(self) -> Iterator[Act]:
        yield from self.acts()
        yield from (act for act in self.telling_app.acts() if act.name in ("language", "theme"))

    def retell(self) -> None:
        self.page.show(keys_page(self.below.all_acts(), self.texts))
        self.call_after_refresh(self._show_foot)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_foot)

    def _scroll(self, lines: int, pages: int) -> None:
        self.page.scroll_lines(lines, pages)
        self._show_foot()

    def _show_foot(self) -> None:
        """The keys, and how many lines of the list are above and below."""
        self.foot.show(self.all_acts(), "   ".join(self.counted(self.page.lines_above, self.page.lines_below)))
