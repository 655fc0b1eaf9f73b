"""A browser that opens pages from disk: what they ask for is noted and refused, and so is what the console says.

It takes Debian's chromium, Playwright to drive it, and axe-core. Where one is missing the test is skipped and says
why; TXEXPLAIN_REQUIRE_BROWSER=1 makes a failure of that. TXEXPLAIN_CHROMIUM names another browser of that family,
TXEXPLAIN_AXE the folder with axe.min.js, which else is in `node_modules/axe-core`. Tests import the fixtures
`chromium` and `opened`, and name them in their `__all__`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

HEIGHT = 800
WIDE, NARROW, NARROWEST = 1280, 360, 320
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_CHECKS = Path(__file__).with_name("browser_checks.js")
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_PATIENCE = 20_000  # milliseconds


class Stop(NamedTuple):
    """A control that Tab leads to: what it is, how it is called, whether its focus and any of it can be seen."""

    what: str
    name: str
    has_ring: bool
    is_seen: bool


class Walk(NamedTuple):
    """Where Tab leads to, and the controls to which it should lead."""

    stops: list[Stop]
    expected: list[str]
    reached: list[str]


class Opened:
    """A page in the browser."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._address = path.as_uri()
        page.on("console", lambda message: self._note(f"console: {message.text}"))
        page.on("pageerror", lambda error: self._note(f"error: {error}"))
        page.on("dialog", lambda dialog: (self._note(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda other: self._note(f"window: {other.url}"))
        page.on("download", lambda file: self._note(f"download: {file.url}"))
        page.route("**/*", self._refuse)
        page.goto(self._address)
        page.evaluate(_CHECKS.read_text(encoding="utf-8"))

    def _note(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def _refuse(self, route: Route, request: Request) -> None:
        """Nothing but the page itself is given to it."""
        if request.url.split("#")[0] == self._address and request.is_navigation_request():
            route.continue_()
        else:
            self._note(f"request: {request.url[:200]}")
            route.abort()

    def check(self, name: str, *values: object) -> Any:
        """What a function of `browser_checks.js` finds in the page."""
        return self.page.evaluate("([name, values]) => window.txexplainChecks[name](...values)", [name, list(values)])

    def accessibility_faults(self) -> list[str]:
        """What axe-core calls a violation, each with the rule and the elements."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_axe_source())
        found: list[str] = self.check("axe", list(_TAGS))
        return found

    def overflow(self) -> list[str]:
        """What makes the page wider than the window, so that it scrolls to the side."""
        found: list[str] = self.check("overflow")
        return found

    def walk(self) -> Walk:
        """Presses Tab until it comes round."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(_axe_source())
        expected: list[str] = self.check("beginWalk")
        for _ in range(len(expected) + 20):
            self.page.keyboard.press("Tab")
            if self.check("cameRound"):
                break
        reached: list[dict[str, Any]] = self.check("endWalk")
        stops = [Stop(each["what"], each["name"], each["ring"], each["seen"]) for each in reached]
        return Walk(stops, expected, [each["what"] for each in reached])

    def dead_keys(self, most_of_a_kind: int = 2) -> list[str]:
        """Controls on which Enter or the space bar does nothing."""
        dead = []
        for control in self.check("controls", most_of_a_kind):
            for key in control["keys"]:
                if not self.check("focusOn", control["number"]):
                    continue
                self.page.keyboard.press(key)
                if not self.check("somethingChanged"):
                    dead.append(f"{key} on {control['what']}")
        return dead


def browser_or_skip() -> str:
    """The browser's program. Skips the test where something is missing, or fails it where nothing may be skipped."""
    program = os.environ.get("TXEXPLAIN_CHROMIUM") or shutil.which("chromium")
    missing = [] if program and Path(program).exists() else ["Debian's package chromium, or TXEXPLAIN_CHROMIUM"]
    missing += [] if find_spec("playwright") else ["playwright: pip install -e '.[test,browser-test]'"]
    missing += [] if _axe_file().exists() else ["axe-core: npm install --prefix DIR axe-core, then TXEXPLAIN_AXE"]
    if missing and os.environ.get("TXEXPLAIN_REQUIRE_BROWSER") == "1":
        pytest.fail(f"needs {'; '.join(missing)}")
    if missing:
        pytest.skip(f"needs {'; '.join(missing)}")
    assert program
    return program


def _axe_file() -> Path:
    return Path(os.environ.get("TXEXPLAIN_AXE") or ROOT / "node_modules" / "axe-core") / "axe.min.js"


@cache
def _axe_source() -> str:
    return _axe_file().read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, for the tests of one file: while it runs, no other test of the process can use asyncio."""
    program = browser_or_skip()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield browser
        browser.close()


Opening = Callable[..., Opened]


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opening]:
    """Opens a file: `opened(path, width=360, dark=True, scripts=False, motion=False)`."""
    contexts = []

    def call(
        path: Path,
        *,
        width: int = WIDE,
        dark: bool = False,
        scripts: bool = True,
        motion: bool = False,
        forced_colours: bool = False,
    ) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if dark else "light",
            reduced_motion="no-preference" if motion else "reduce",
            forced_colors="active" if forced_colours else "none",
            java_script_enabled=scripts,
            offline=True,
        )
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        return Opened(context.new_page(), path)

    yield call
    for context in contexts:
        context.close()
