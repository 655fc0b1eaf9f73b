"""What all screens share: the texts, the looks, and the keys that are the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

from rich.console import RenderableType
from textual.app import App
from textual.binding import Binding
from textual.events import Event, InputEvent, Key
from textual.filter import Monochrome, NoColor
from textual.screen import Screen
from textual.worker import WorkerFailed

from txexplain.explain.document import Document
from txexplain.texts import LANGUAGES, Texts
from txexplain.tui.acts import Act
from txexplain.tui.driver import driver_class
from txexplain.tui.looks import Looks
from txexplain.tui.telling_screen import TellingScreen
from txexplain.tui.themes import THEMES, themes

R = TypeVar("R")
INTERRUPTED = 130
Answer = Callable[[str, Texts], Document]
"""What `why` answers to a word. Raises InputError for what it does not know."""
Save = Callable[[str, str], None]
"""Writes that text into a file of that name, which is not there yet. Raises OutputError."""


class TellingApp(App[R]):
    """An app that tells documents. It begins with the screen that it is given."""

    ENABLE_COMMAND_PALETTE = False  # it is loaded when it is asked for
    BINDINGS: ClassVar = [
        Binding("ctrl+c", "leave(130)", show=False, priority=True),
        Binding("ctrl+d", "leave(0)", show=False, priority=True),
        Binding("ctrl+q", "leave(0)", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]

    def __init__(self, texts: Texts, first: TellingScreen[Any], name: str = "") -> None:
        super().__init__(driver_class=driver_class())
        self.name_of_picture = name or "step"
        self.texts = texts
        self.large = False
        self.answer: Answer | None = None  # what a word means, where those who run this can say
        self.save: Save | None = None  # how a picture is written, where those who run this let it be
        self.failure: Exception | None = None  # what no screen could do anything about
        self.when_ready: Callable[[], object] | None = None  # is done once the first screen stands
        self.ended = 0  # the status with which it must end, where a signal or Ctrl-C says so
        self.has_left = False  # whether it was ended from within
        self._first = first
        if self.no_color:
            self._filters = [NoColor() if isinstance(each, Monochrome) else each for each in self._filters]
        for theme in themes():
            self.register_theme(theme)
        self.theme = THEMES[0]
        self.looks = Looks(self.current_theme)

    def get_default_screen(self) -> Screen[Any]:
        return self._first

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, lambda _: self._take_looks())

    def on_ready(self) -> None:
        if self.when_ready is not None:
            self.when_ready()

    def _take_looks(self) -> None:
        self.looks = Looks(self.current_theme)
        self.retell()

    def retell(self) -> None:
        """Has every screen tell anew what it shows, after a change of language, theme or size of type."""
        for screen in self.screen_stack:
            if isinstance(screen, TellingScreen):
                screen.retell()
                if screen.word_pane is not None:
                    screen.word_pane.retell()

    def _handle_exception(self, error: Exception) -> None:
        """Ends the app, and keeps what failed for whoever runs it; Textual would print all that its frames hold."""
        if self._exit:  # what goes away may miss what went before it
            return
        if self.failure is None:
            self.failure = _of_worker(error)
        self._return_code = 1
        if self._exception is None:
            self._exception = self.failure
            self._exception_event.set()
        self._close_messages_no_wait()

    async def on_event(self, event: Event) -> None:
        """What was said is said until the next key. Once the app ends, keys do nothing."""
        if self._exit and isinstance(event, InputEvent):
            return
        if isinstance(event, Key) and isinstance(self.screen, TellingScreen) and not event.is_forwarded:
            self.screen.say(())
        await super().on_event(event)

    def exit(self, result: R | None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        self.has_left = True
        super().exit(result, return_code, message)

    def action_leave(self, status: int) -> None:
        self.exit(return_code=status)

    def acts(self) -> Iterator[Act]:
        """What can be done everywhere."""
        yield Act("language", ("L",), self.change_language)
        yield Act("theme", ("T",), self.change_theme)
        yield Act("large", ("Z",), self.change_type)
        yield Act("screenshot", ("S",), self.take_screenshot, self.save is not None)
        yield Act("quit", ("q",), lambda: self.action_leave(0))

    def change_language(self) -> None:
        self.texts = Texts(LANGUAGES[(LANGUAGES.index(self.texts.language) + 1) % len(LANGUAGES)])
        self.retell()

    def change_theme(self) -> None:
        at = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(at + 1) % len(THEMES)]

    def change_type(self) -> None:
        """To large type, for projectors, and back."""
        self.large = not self.large
        self.retell()

    def take_screenshot(self) -> None:
        """Saves what is on the screen as SVG, and says where."""
        if self.save is None:
            return
        from txexplain.tui.screenshot import save_screenshot

        screen = self.screen
        message = save_screenshot(self, self.save)
        if isinstance(screen, TellingScreen):
            screen.say(message)


def _of_worker(error: Exception) -> Exception:
    """What failed in a worker, where it is that."""
    inner = error.error if isinstance(error, WorkerFailed) else error
    return inner if isinstance(inner, Exception) else error
