"""A screen of the program: a status on top, its keys at the foot, and what a key does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.events import Key
from textual.geometry import Size
from textual.screen import Screen

from txexplain.render.printable import printable
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.acts import Act
from txexplain.tui.foot import Foot
from txexplain.tui.looks import Looks
from txexplain.tui.seeking import finding_acts

if TYPE_CHECKING:
    from txexplain.tui.app import TellingApp
    from txexplain.tui.asked import Asked
    from txexplain.tui.word_pane import WordPane

R = TypeVar("R")


class TellingScreen(Screen[R]):
    """Its acts, then those of the app, answer the keys; what a focused widget binds itself comes first."""

    AUTO_FOCUS = ""
    DEFAULT_CSS: ClassVar[str] = "TellingScreen { overflow: hidden; }"

    def __init__(self) -> None:
        super().__init__()
        self.foot = Foot()
        self.line: Asked | None = None  # that the reader types in
        self.word_pane: WordPane | None = None  # beside the text, where one is open

    @property
    def telling_app(self) -> TellingApp[Any]:
        from txexplain.tui.app import TellingApp

        assert isinstance(self.app, TellingApp)
        return self.app

    @property
    def texts(self) -> Texts:
        return self.telling_app.texts

    @property
    def looks(self) -> Looks:
        return self.telling_app.looks

    def acts(self) -> Iterator[Act]:
        """What can be done on this screen, the most useful first."""
        yield from ()

    def all_acts(self) -> Iterator[Act]:
        """These, and what can be done everywhere."""
        if self.word_pane is not None and self.word_pane.is_typing:
            yield from self.word_pane.acts()
            return
        if self.word_pane is not None:
            yield Act("close", ("escape",), self.word_pane.close, topic="search")
        pane = [*(self.word_pane.page_acts() if self.word_pane is not None else ()), *self.pane_acts()]
        yield from pane
        taken = {key for act in pane for key in act.keys}
        for act in (*self.acts(), *finding_acts(self), *self.telling_app.acts()):
            left = act.without(taken)
            if left.keys or not act.keys:
                yield left

    def pane_acts(self) -> Iterator[Act]:
        """What keys do in the pane that has the focus."""
        yield from ()

    @property
    def whole(self) -> Size:
        """Its size; before it is laid out that of the terminal, which it will have."""
        return self.size or self.app.size

    @property
    def room(self) -> Size:
        """What of the screen is not taken by the words that are looked up."""
        return self.whole if self.word_pane is None else self.word_pane.left_of(self.whole)

    def words_here(self) -> Sequence[str]:
        """Words that are looked up here most likely."""
        return ()

    def retell(self) -> None:
        """Tells anew what is shown, in the language, the looks and the size of type of now."""

    @property
    def asks_in_foot(self) -> bool:
        """Whether the reader types in a line above the foot, which then has the keys of that line."""
        types = self.line is not None and self.focused is self.line
        return types and not (self.word_pane is not None and self.word_pane.is_typing)

    def counted(self, above: int, below: int) -> list[str]:
        """How many lines of the text are above and below; not beside words, which keys may scroll in its place."""
        counts = (("above", above), ("below", below)) if self.word_pane is None else ()
        return [self.texts.plain("step", key, count=count) for key, count in counts if count]

    def leave_with(self, result: R | None) -> None:
        """Gives the result to the screen below; what comes after that, of keys in one go, does no more harm."""
        if self.is_current:
            self.dismiss(result)

    def say(self, message: Line) -> None:
        """Says it above the keys, until the next key."""
        self.foot.say(message)

    async def on_key(self, event: Key) -> None:
        if await self._is_for_a_line(event):
            return
        focused = self.focused
        if focused is not None and event.key in focused._bindings.key_to_bindings:
            return
        act = _act_of(event.key, self.all_acts())
        if act is not None:
            event.stop()
            event.prevent_default()
            self.perform(act)
        elif event.is_printable:
            blank = event.key == "space"
            key = self.texts.plain("step", "key_read") if blank else printable(event.character or "")
            self.say((Chunk(self.texts.plain("step", "no_such_key", key=key), "odd"),))

    def perform(self, act: Act) -> None:
        """Does it, as its key does."""
        self.say(())
        act.do()
        self._keep_apart()

    async def _is_for_a_line(self, event: Key) -> bool:
        """Gives keys that were typed ahead to the line, or the screen, that was opened meanwhile."""
        screen = self.app.screen
        line = self.line
        if screen is not self and isinstance(screen, TellingScreen):
            screen.post_message(Key(event.key, event.character))
        elif line is not None and self._is_early(event, line):
            await line.take(event)
        else:
            return False
        event.stop()
        event.prevent_default()
        return True

    def _is_early(self, event: Key, line: Asked) -> bool:
        """Whether the key was meant for the line, and came before that had the focus."""
        leaves = event.key == "escape" or event.key.startswith("ctrl")
        return self.focused in (None, line) and not line.has_seen(event) and not leaves

    def on_resize(self) -> None:
        self._keep_apart()

    def on_foot_resized(self) -> None:
        self._keep_apart()

    def on_foot_pressed(self, event: Foot.Pressed) -> None:
        """Does what the key does; where the reader types, the line has it."""
        if self.line is not None and self.focused is self.line:
            self.app.simulate_key(event.act.keys[0])
        else:
            self.perform(event.act)

    def _keep_apart(self) -> None:
        """Keeps the words that are looked up above the foot, whose height changes."""
        if self.word_pane is not None:
            self.word_pane.call_after_refresh(self.word_pane.take_room)

    def do(self, key: str) -> None:
        """What that key does."""
        act = _act_of(key, self.all_acts())
        if act is not None:
            self.perform(act)


def _act_of(key: str, acts: Iterable[Act]) -> Act | None:
    return next((act for act in acts if key in act.keys), None)
