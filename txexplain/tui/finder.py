"""Finding places of a walkthrough: by number, by input or output, by words, addresses and bytes that are in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from txexplain.explain.parts.inputs import input_title
from txexplain.explain.parts.names import entries_of
from txexplain.explain.parts.outputs import output_title
from txexplain.explain.walk.tour import Tour
from txexplain.model.places import output_span
from txexplain.render.printable import printable
from txexplain.render.spoken import spoken_lines
from txexplain.texts import Chunk, Line, Texts, plain
from txexplain.tui.lighting import FOUND, lighted
from txexplain.tui.seeking import Veil
from txexplain.tui.showing import asked_title

MOST_FOUND = 200  # places that are listed
_FEWEST_CHARACTERS = 4  # of an address, or of hex digits, by which inputs and outputs are found
_MOST_COINS = 8  # inputs and outputs that are found by one address, or by the same bytes
_BEFORE, _AFTER = 24, 100  # characters around what was found
_NAMED = re.compile(r"([io#]?)\s*(\d{1,7})", re.IGNORECASE)
_NUMBERED = re.compile(r"\d+(?:\.\d+)*\. (?=\S)")  # before an item of a list that is read out
_HEX = re.compile(r"(?:[0-9a-f]{2})+", re.IGNORECASE)


class Hit(NamedTuple):
    """Something that was found: its title, the words around what was `sought`, if any, and what leads there."""

    title: Line
    words: Line
    go: Callable[[], bool]
    place: int | None = None
    coin: bool = False
    sought: str = ""

    @property
    def leads(self) -> bool:
        """Whether it leads to a place, and not to what a word means."""
        return self.place is not None or self.coin


class _Told(NamedTuple):
    title: Line
    lines: tuple[str, ...]


class Finder:
    """Looks through a tour, telling each place once."""

    def __init__(
        self, tour: Tour, texts: Texts, veil: Veil | None = None, look_up: Callable[[str], bool] | None = None
    ) -> None:
        self.tour = tour
        self._veil = veil or Veil()
        self._look_up = look_up  # opens what a word means, where there is something that can say
        self.texts = texts
        self._told: dict[object, _Told] = {}

    def title(self, place: int) -> Line:
        """What the place is called; nothing where that is kept secret."""
        return () if self._veil.is_secret(place) else self._title(place)

    def named(self, typed: str) -> Iterator[Hit]:
        """What the words name: a number, an input (`i3`), an output (`o0`)."""
        found = _NAMED.fullmatch(typed.strip())
        if found is None:
            return
        kind, number = found[1].lower(), int(found[2])
        report = self.tour.story.report
        if kind == "i" and number < len(report.inputs):
            yield self._input(number)
        elif kind == "o" and number < len(report.outputs):
            yield self._output(number)
        elif kind in ("", "#") and 0 < number <= len(self.tour.places):
            yield Hit(self.title(number - 1), (), partial(self.tour.go_to_number, number), number - 1)

    def words(self, typed: str) -> Iterator[Hit]:
        """What it means, where it is the name of something."""
        name = typed.strip()
        if self._look_up is not None and (len(name) > 1 or not name.isascii()) and entries_of(name, self.texts):
            kind = Chunk(self.texts.plain("search", "kind_word"), "note")
            yield Hit((Chunk(printable(name), "name"),), (kind,), partial(self._look_up, name))

    def coins(self, typed: str) -> Iterator[Hit]:
        """Inputs and outputs whose address has these characters, or in whose bytes these digits stand."""
        word = typed.strip()
        if len(word) < _FEWEST_CHARACTERS or " " in word:
            return
        report = self.tour.story.report
        found = 0
        for number, item in enumerate(report.inputs):
            address = item.spent.address if item.spent else None
            if address and word.casefold() in address.casefold() and found < _MOST_COINS:
                found += 1
                yield self._input(number, address, word)
        places = self._bytes(word)
        for number, output in enumerate(report.outputs):
            span = output_span(report.tx.outputs[number])
            here = next((place for place in places if span.start <= place < span.end), None)
            address = output.address if output.address and word.casefold() in output.address.casefold() else None
            if (address or here is not None) and found < _MOST_COINS:
                found += 1
                yield self._output(number, address or word, word)

    def place(self, number: int, typed: str) -> Hit | None:
        """That place, if its title or its words have what was typed; not what a class is to predict."""
        if self._veil.is_secret(number):
            return None
        sought = typed.strip().casefold()
        told = self._tell(number)
        go = partial(self.tour.go_to_place, number)
        named = self._title(number)
        title, at = lighted([named], sought)
        if at is not None:
            return Hit(title[0], (), go, number, sought=sought)
        lines = told.lines[:0] if self._veil.keeps_back(number) else told.lines
        found = [line for line in lines if sought in line.casefold()]
        if not found:
            return None
        line = next((each for each in found if not _NUMBERED.match(each)), _NUMBERED.sub("", found[0], count=1))
        at = line.casefold().find(sought)
        words = _around(line, at, len(sought)) if at >= 0 else (Chunk(printable(line), "note"),)
        return Hit(named, words, go, number, sought=sought)

    def _title(self, number: int) -> Line:
        """What the place is called; not how it ends, where that is kept back."""
        if self._veil.keeps_back(number):
            return asked_title(self.tour, self.tour.places[number], self.texts)
        return self._tell(number).title

    def _tell(self, number: int) -> _Told:
        place = self.tour.places[number]
        if place not in self._told:
            scene = self.tour.told_at(place, self.texts)
            lines = (plain(scene.around).strip(), *spoken_lines(scene.blocks, self.texts))
            self._told[place] = _Told(scene.title, tuple(filter(None, lines)))
        return self._told[place]

    def _input(self, number: int, address: str = "", word: str = "") -> Hit:
        title = input_title(self.tour.story.report, number, self.texts)
        return Hit(title, _found_in(address, word), partial(self.tour.go_to_input, number), coin=True)

    def _output(self, number: int, address: str = "", word: str = "") -> Hit:
        title = output_title(self.tour.story.report, number, self.texts)
        return Hit(title, _found_in(address, word), partial(self.tour.go_to_output, number), coin=True)

    def _bytes(self, word: str) -> list[int]:
        """Where in the transaction these hex digits stand, the first few."""
        if not _HEX.fullmatch(word):
            return []
        raw, sought = self.tour.story.report.tx.raw, bytes.fromhex(word)
        places: list[int] = []
        at = raw.find(sought)
        while at >= 0 and len(places) < _MOST_COINS:
            places.append(at)
            at = raw.find(sought, at + 1)
        return places


def _found_in(words: str, sought: str) -> Line:
    """The words, with what was sought lit."""
    at = words.casefold().find(sought.casefold()) if sought else -1
    return _around(words, at, len(sought)) if at >= 0 else ()


def _around(words: str, at: int, size: int) -> Line:
    """The words from shortly before that place on, what was found there lit."""
    start = max(0, at - _BEFORE)
    begun = words.rfind(" ", 0, start + 1) + 1 if start else 0
    start = begun if start - begun < _BEFORE else start
    before = ("…" if start else "") + words[start:at]
    return (
        Chunk(printable(before), "note"),
        Chunk(printable(words[at : at + size]), FOUND),
        Chunk(printable(words[at + size : at + size + _AFTER]), "note"),
    )
