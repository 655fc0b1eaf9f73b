"""Textual's palette with what this program has: places, inputs and outputs, words, and what keys do."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from rich.text import Text
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from txexplain.explain.parts.names import names_known
from txexplain.explain.parts.numbers import grouped
from txexplain.render.printable import printable
from txexplain.texts import Texts, plain
from txexplain.tui.acts import Act
from txexplain.tui.seeking import Seeker
from txexplain.tui.telling_screen import TellingScreen

_MOST_PLACES = 30
_MOST_WORDS = 12
_UNLISTED = ("palette", "scroll", "move")  # keys that nobody looks up to press
_BATCH = 20  # places that are told before keys are read again
_ACT, _PLACE, _WORD = 3.0, 2.0, 1.0  # what ranks before what


class _Command(NamedTuple):
    """A command of the palette: its name, a word on what kind it is, and what it does."""

    name: str
    kind: str
    do: Callable[[], object]


class Palette(CommandPalette):
    """Textual's own, without its icon, which not every font has."""

    DEFAULT_CSS = "Palette SearchIcon { display: none; } Palette CommandInput { padding: 0 2; }"


class Places(Provider):
    """The commands of the screen from which the palette was opened."""

    @property
    def below(self) -> TellingScreen[Any]:
        assert isinstance(self.screen, TellingScreen)
        return self.screen

    @property
    def texts(self) -> Texts:
        return self.below.texts

    async def discover(self) -> Hits:
        for command in self._acts():
            yield DiscoveryHit(self._shown(command), _done(command), command.name)

    async def search(self, query: str) -> Hits:
        sought, found = query.strip().casefold(), False
        async for rank, command in self._commands(sought):
            at = command.name.casefold().find(sought)
            if at >= 0:
                found = True
                score = rank + 1 / (2 + at + len(command.name) / 1000)
                yield Hit(score, self._shown(command, at, len(sought)), _done(command), command.name)
        if not found:
            none = self.texts.plain("search", "found_none", typed=printable(query))
            yield Hit(0.1, Text(none), lambda: None, none)

    async def _commands(self, sought: str) -> Any:
        for command in self._acts():
            yield _ACT, command
        async for command in self._places(sought):
            yield _PLACE, command
        for command in self._words(sought):
            yield _WORD, command

    def _acts(self) -> Iterator[_Command]:
        """What keys do here and now; the palette itself is open."""
        acts: dict[str, Act] = {}
        for act in self.below.all_acts():
            acts.setdefault(act.name, act)
        for name, act in acts.items():
            if name not in _UNLISTED and self.texts.has(act.topic, f"does_{act.name}"):
                key = self.texts.plain(act.topic, f"keys_{act.name}")
                yield _Command(self.texts.plain(act.topic, f"does_{act.name}"), key, act.do)

    async def _places(self, sought: str) -> Any:
        """The places whose title has what is sought, and inputs and outputs that are named."""
        seeker: Seeker | None = getattr(self.below, "seeker", None)
        if seeker is None:
            return
        finder, found = seeker.finder, 0
        for hit in finder.named(sought):
            yield _Command(
                f"{sought}: {plain(hit.title)}", self.texts.plain("search", "kind_place"), partial(seeker.go, hit)
            )
        for number in range(len(finder.tour.places)):
            title = plain(finder.title(number))
            if sought in title.casefold():
                found += 1
                kind = self.texts.plain("search", "kind_numbered", number=grouped(number + 1))
                yield _Command(title, kind, partial(_go, seeker, number))
            if found == _MOST_PLACES:
                return
            if number % _BATCH == 0:
                await sleep(0)

    def _words(self, sought: str) -> Iterator[_Command]:
        if self.below.telling_app.answer is None:
            return
        names = dict.fromkeys((*names_known(self.texts, terms_only=True), *names_known(self.texts, terms_only=False)))
        found = [name for name in names if sought in name.casefold()]
        for name in sorted(found, key=len)[:_MOST_WORDS]:
            yield _Command(name, self.texts.plain("search", "kind_word"), partial(_open_word, self.below, name))

    def _shown(self, command: _Command, at: int = 0, size: int = 0) -> Text:
        text = Text(printable(command.name), no_wrap=True, overflow="ellipsis")
        if size:
            text.stylize("bold underline", at, at + size)
        return text.append(f"  {printable(command.kind)}", "dim")


def _done(command: _Command) -> Callable[[], None]:
    def do() -> None:
        command.do()

    return do


def _go(seeker: Seeker, number: int) -> None:
    seeker.tour.go_to_place(number)
    seeker.screen.retell()


def _open_word(screen: TellingScreen[Any], name: str) -> None:
    from txexplain.tui.word_pane import open_word_pane

    open_word_pane(screen, name)


def open_palette(screen: TellingScreen[Any]) -> None:
    """Opens the palette over the screen."""
    if not CommandPalette.is_open(screen.app):
        placeholder = screen.texts.plain("search", "palette_asked")
        screen.app.push_screen(Palette([Places], placeholder=placeholder))
