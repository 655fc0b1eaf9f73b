"""What the palette offers: what keys do, places, inputs and outputs, words."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from txexplain.explain.parts.names import names_known
from txexplain.explain.parts.numbers import grouped
from txexplain.texts import Texts, plain
from txexplain.tui.acts import Act
from txexplain.tui.seeking import Seeker
from txexplain.tui.telling_screen import TellingScreen

_MOST_PLACES = 30
_MOST_WORDS = 8
_UNLISTED = ("palette", "scroll", "move", "focus", "close", "marks")  # keys that nobody looks up to press
_EACH_WAY = {  # acts that lead two ways, a key each
    ("input", "i"): "next_input",
    ("input", "I"): "previous_input",
    ("ends", "home"): "first_place",
    ("ends", "end"): "last_place",
}
_SIGNS = ":：,，;；"  # between a name and what is said beyond it
_BATCH = 20  # places that are told before keys are read again


class Command(NamedTuple):
    """Its name, what it does where the name alone does not say so, its keys or its kind, and what it does."""

    name: str
    about: str
    kind: str
    do: Callable[[], object]


class Commands:
    """The commands of a screen."""

    def __init__(self, below: TellingScreen[Any]) -> None:
        self.below = below

    @property
    def texts(self) -> Texts:
        return self.below.texts

    async def found(self, typed: str) -> AsyncIterator[tuple[float, Command]]:
        """Those that have what is typed, and how far down each belongs; the acts where nothing is typed."""
        sought = typed.strip().casefold()
        for command in self._acts():
            if not sought or sought in f"{command.name} {command.about}".casefold():
                yield _rank(command.name, sought, 0), command
        if not sought:
            return
        async for command in self._places(sought):
            yield _rank(command.name, sought, 1), command
        for command in self._words(sought):
            yield max(_rank(command.name, sought, 2), 2.0 if command.name.casefold() == sought else 12.0), command

    def _acts(self) -> Iterator[Command]:
        """What keys do here and now, each once."""
        met: set[str] = set()
        for act in self.below.all_acts():
            name = _EACH_WAY.get((act.name, act.keys[0] if act.keys else ""), "")
            if (name or act.name) not in met and act.name not in _UNLISTED:
                met.add(name or act.name)
                yield from self._one_way(act, name) if name else self._act(act)

    def _one_way(self, act: Act, name: str) -> Iterator[Command]:
        key = self.texts.plain("search", f"command_key_{name}")
        yield Command(self.texts.plain("search", f"command_{name}"), "", key, act.do)

    def _act(self, act: Act) -> Iterator[Command]:
        texts, path = self.texts, (act.topic, f"short_{act.name}")
        if texts.has(act.topic, f"does_{act.name}"):
            key = texts.plain(act.topic, f"keys_{act.name}") if act.keys else ""
            about = texts.plain(act.topic, f"does_{act.name}")
            name = texts.plain(*path) if texts.has(*path) else about
            yield Command(name, _beyond(name, about), key, act.do)

    async def _places(self, sought: str) -> AsyncIterator[Command]:
        """Inputs and outputs that are named, and the places whose title has what is sought."""
        seeker: Seeker | None = getattr(self.below, "seeker", None)
        if seeker is None:
            return
        finder, found = seeker.finder, 0
        for hit in finder.named(sought):
            kind = self.texts.plain("search", "kind_place")
            yield Command(f"{sought}: {plain(hit.title)}", "", kind, partial(seeker.go, hit))
        for number in range(len(finder.tour.places)):
            title = plain(finder.title(number))
            if sought in title.casefold():
                found += 1
                kind = self.texts.plain("search", "kind_numbered", number=grouped(number + 1))
                yield Command(title, "", kind, partial(_go, seeker, number))
            if found == _MOST_PLACES:
                return
            if number % _BATCH == 0:
                await sleep(0)

    def _words(self, sought: str) -> Iterator[Command]:
        if self.below.telling_app.answer is None:
            return
        names = dict.fromkeys((*names_known(self.texts, terms_only=True), *names_known(self.texts, terms_only=False)))
        found = [name for name in names if sought in name.casefold() and not _is_code(name, sought)]
        kind = self.texts.plain("search", "kind_word")
        for name in sorted(found, key=lambda name: (not name.casefold().startswith(sought), len(name)))[:_MOST_WORDS]:
            yield Command(name, "", kind, partial(_open_word, self.below, name))


def _beyond(name: str, about: str) -> str:
    """What is said beyond the name, where it begins with that and a sign; else all of it."""
    rest = about.removeprefix(name)
    return rest.lstrip(f"{_SIGNS} ") if not rest or rest[0] in _SIGNS else about


def _rank(name: str, sought: str, kind: int) -> float:
    """Names that begin so stand first, then those in which a word does, then the others; each by their kinds."""
    told = name.casefold()
    depth = 0 if told.startswith(sought) else 1 if f" {sought}" in told else 2 if sought in told else 3
    return depth * 10 + kind


def _is_code(name: str, sought: str) -> bool:
    """Whether it is a key such as `psbt.input`, for which nobody looks who does not write it so."""
    return name.islower() and any(sign in name and sign not in sought for sign in "_.")


def _go(seeker: Seeker, number: int) -> None:
    seeker.tour.go_to_place(number)
    seeker.screen.retell()


def _open_word(screen: TellingScreen[Any], name: str) -> None:
    from txexplain.tui.word_pane import open_word_pane

    open_word_pane(screen, name)
