"""What leads to places of a walkthrough, words and keys; each screen for it is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from txexplain.explain.document import Callout, Document
from txexplain.explain.walk.place import Scene
from txexplain.explain.walk.tour import Tour
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.acts import Act

if TYPE_CHECKING:
    from txexplain.tui.drawn import DocumentPane
    from txexplain.tui.finder import Finder, Hit
    from txexplain.tui.search import GoTo
    from txexplain.tui.telling_screen import TellingScreen


def finding_acts(screen: TellingScreen[Any]) -> Iterator[Act]:
    """What every screen has: a word, the palette, the keys."""
    can_answer = screen.telling_app.answer is not None
    yield Act("word", ("w",), lambda: _open_word(screen), can_answer, topic="search")
    yield Act("palette", ("ctrl+p",), lambda: _open_palette(screen), topic="search")
    yield Act("keys", ("question_mark",), lambda: _open_keys(screen), topic="search")


def _open_word(screen: TellingScreen[Any], word: str = "") -> bool:
    if screen.telling_app.answer is None:
        return False
    from txexplain.tui.word_pane import open_word_pane

    open_word_pane(screen, word)
    return True


def _open_palette(screen: TellingScreen[Any]) -> None:
    from txexplain.tui.palette import open_palette

    open_palette(screen)


def _open_keys(screen: TellingScreen[Any]) -> None:
    from txexplain.tui.keys_screen import KeysScreen

    screen.app.push_screen(KeysScreen(screen))


class Veil(NamedTuple):
    """What a class is to predict: which places are secret, with their names, and at which what happens is."""

    is_secret: Callable[[int], bool] = lambda place: False
    keeps_back: Callable[[int], bool] = lambda place: False


class Seeker:
    """Searching a tour that a screen leads through, and going to a place of it."""

    def __init__(self, screen: TellingScreen[Any], tour: Tour, veil: Veil | None = None) -> None:
        self.screen = screen
        self.veil = veil or Veil()
        self.tour = tour
        self.sought = ""
        self._finder: Finder | None = None
        self._finds: tuple[object, ...] = ()
        self._lit: tuple[int, str] | None = None  # a place, and what was found there
        self._asking: GoTo | None = None

    @property
    def is_asking(self) -> bool:
        """Whether the line is open in which one types where to go."""
        return self._asking is not None and self.screen.line is self._asking.input

    def line_acts(self) -> Iterator[Act]:
        """What keys do while that line is open and has them not yet."""
        if self._asking is not None and self.is_asking:
            yield Act("leave", ("escape",), self._asking.close, topic="search")

    def acts(self) -> Iterator[Act]:
        yield Act("search", ("slash",), self.search, topic="search")
        yield Act("again", ("N",), self.again, bool(self.sought), "search")
        yield Act("go", ("g",), self.ask, topic="search")

    @property
    def finder(self) -> Finder:
        """One for this language and form of the text, which remembers what it told."""
        from txexplain.tui.finder import Finder

        finds = (self.screen.texts.language, self.tour.long_form)
        if self._finder is None or self._finds != finds:
            look_up = partial(_open_word, self.screen) if self.screen.telling_app.answer is not None else None
            self._finder, self._finds = Finder(self.tour, self.screen.texts, self.veil, look_up), finds
        return self._finder

    def search(self) -> None:
        from txexplain.tui.search import SearchScreen

        searching = SearchScreen(self.finder, self.sought)

        def take(hit: Hit | None) -> None:
            self.sought = searching.sought.strip()
            if hit is not None:
                self.go(hit)

        self.screen.app.push_screen(searching, take)

    def go(self, hit: Hit) -> None:
        """To what was found, which is lit there."""
        hit.go()
        self._lit = (self.tour.at, hit.sought) if hit.sought else None
        self.screen.retell()

    def light(self, *panes: DocumentPane) -> None:
        """Lights in these what was searched for, as long as the reader stays where it was found."""
        if self._lit is not None and self._lit[0] == self.tour.at:
            for pane in panes:
                pane.light(self._lit[1])
        else:
            self._lit = None

    def again(self) -> None:
        """To the next place, round the end, where what was searched for last is found."""
        if self.sought:
            look: Callable[[], Awaitable[None]] = self._next
            self.screen.run_worker(look, exclusive=True, group="again")
        else:
            self._say("nothing_sought")

    async def _next(self) -> None:
        from asyncio import sleep

        count, at = len(self.tour.places), self.tour.at
        for step in range(1, count + 1):
            hit = self.finder.place((at + step) % count, self.sought)
            if hit is not None:
                self.go(hit)
                return
            await sleep(0)
        self._say("found_none", typed=self.sought)

    def ask(self) -> None:
        """Asks for a number, an input or an output."""
        from txexplain.tui.search import GoTo

        if not self.screen.query(GoTo):
            self._asking = GoTo(self.go_to)
            self.screen.line = self._asking.input
            self.screen.mount(self._asking)

    def go_to(self, typed: str) -> str:
        """To the place that is named; what to say where there is none."""
        hit = next(self.finder.named(typed), None)
        if hit is None:
            digits = typed.lower().lstrip("io#").strip()
            return "go_nowhere" if digits.isascii() and digits.isdigit() else "go_unknown"
        came = self.tour.place
        if not hit.go() and self.tour.place == came and hit.place != self.tour.at:
            return "go_nowhere"
        self.screen.retell()
        return ""

    def _say(self, key: str, **facts: object) -> None:
        self.screen.say((Chunk(self.screen.texts.plain("search", key, **facts), "odd"),))


def words_of(tour: Tour, screen: TellingScreen[Any]) -> list[str]:
    """The terms that the place prints, in the order in which it does."""
    return _words(tour.told_at(tour.place, screen.texts), screen.texts)


def words_in(title: Line, blocks: Document, texts: Texts) -> list[str]:
    """The terms that these blocks print, in the order in which they do."""
    return _words(Scene(title, blocks), texts)


def _words(told: Scene, texts: Texts) -> list[str]:
    from txexplain.explain.walk.opening_places import SummaryPlace
    from txexplain.explain.walk.words import Glossary

    explained = Glossary(texts, long=True).explained(SummaryPlace(), told)
    between = texts.plain("verify", "between_name_and_sentence")
    words = (block for block in explained.blocks if isinstance(block, Callout) and block.style == "word")
    return [word.label.removesuffix(between) for word in words]
