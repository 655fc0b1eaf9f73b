"""Pages of every kind in a browser: silent, at any width, by keyboard, without barriers, in both languages, on paper.

All pages of all examples: `TXEXPLAIN_REQUIRE_BROWSER=1 TXEXPLAIN_TEST_FULL=1 pytest tests/test_in_browser.py`.
"""

from __future__ import annotations

import re

import pytest
from browser import NARROW, NARROWEST, WIDE, Opened, Opening, chromium, opened
from conftest import FULL
from web_pages import KINDS, PAGES, Command, name_of, page_file

from txexplain.texts import LANGUAGES

__all__ = ["chromium", "opened"]  # fixtures

each_page = pytest.mark.parametrize("command", PAGES, ids=name_of)
each_kind = pytest.mark.parametrize("command", KINDS, ids=name_of)
some_kinds = pytest.mark.parametrize("command", PAGES if FULL else KINDS[2:4] + KINDS[-1:], ids=name_of)
each_width = pytest.mark.parametrize("width", [WIDE, NARROW])
_CONTROLS = "nav, .skip, [data-language], [data-theme], input, select"


def speak(seen: Opened, language: str) -> None:
    """Presses the button of that language."""
    seen.page.locator(f"button[data-language={language}]:visible").click()


def is_chinese(text: str) -> bool:
    """Whether that is most of it, which bytes and names of fields are not."""
    words = re.sub(r"\b[0-9a-f]+\b", "", text)
    return sum("\u4e00" <= letter <= "\u9fff" for letter in words) > len(words) / 20


@each_page
@pytest.mark.parametrize("width", [WIDE, NARROW, NARROWEST])
def test_a_page_asks_for_nothing_complains_of_nothing_and_fits_the_window(
    opened: Opening, command: Command, width: int
) -> None:
    seen = opened(page_file(command), width=width, motion=True)
    for language in (*LANGUAGES, LANGUAGES[0]):
        speak(seen, language)
        assert seen.overflow() == []
    assert seen.complaints == []


@each_page
@each_width
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_barrier_that_axe_knows(opened: Opening, command: Command, width: int, dark: bool) -> None:
    seen = opened(page_file(command), width=width, dark=dark)
    for language in LANGUAGES:
        speak(seen, language)
        assert seen.accessibility_faults() == []


@each_page
@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (NARROW, "zh")])
def test_tab_leads_to_every_control_once_and_each_is_seen_and_has_a_name(
    opened: Opening, command: Command, width: int, language: str
) -> None:
    seen = opened(page_file(command), width=width)
    speak(seen, language)
    walk = seen.walk()
    assert sorted(walk.reached) == sorted(set(walk.reached))
    assert set(walk.expected) - set(walk.reached) == set()
    for stop in walk.stops:
        assert stop.has_ring, stop
        assert stop.is_seen, stop
        assert stop.name.strip(), stop


@each_kind
@pytest.mark.parametrize("language", LANGUAGES)
def test_enter_and_the_space_bar_act_on_every_control(opened: Opening, command: Command, language: str) -> None:
    seen = opened(page_file(command))
    speak(seen, language)
    assert seen.dead_keys() == []
    assert seen.complaints == []


@each_page
def test_the_other_language_is_hidden_from_sight_and_from_screen_readers(opened: Opening, command: Command) -> None:
    seen = opened(page_file(command))
    main = seen.page.locator("main")
    for language in ("zh", "en"):
        speak(seen, language)
        assert seen.page.get_by_role("heading", level=1).count() == 1
        for text in (main.inner_text(), main.aria_snapshot()):
            assert is_chinese(text) == (language == "zh")
        assert (seen.page.get_attribute("html", "lang") or "").startswith(language)
        assert seen.page.locator("[aria-pressed=true][data-language]:visible").count() == 1


@each_page
@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_has_the_chosen_language_and_no_controls(opened: Opening, command: Command, language: str) -> None:
    seen = opened(page_file(command))
    speak(seen, language)
    seen.page.emulate_media(media="print")
    assert seen.page.locator(_CONTROLS).filter(visible=True).count() == 0
    assert is_chinese(seen.page.locator("body").inner_text()) == (language == "zh")
    assert seen.page.locator("h1").filter(visible=True).count() == 1
    assert seen.overflow() == []
    for paper in ("A4", "Letter"):
        assert seen.page.pdf(format=paper).startswith(b"%PDF")


@some_kinds
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_that_is_chosen_is_there_whatever_the_system_has(
    opened: Opening, command: Command, theme: str
) -> None:
    seen = opened(page_file(command), dark=theme == "light")
    seen.page.locator(f"button[data-theme={theme}]:visible").click()
    colour = seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    if colour == "rgba(0, 0, 0, 0)":
        colour = seen.page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    brightness = sum(int(number) for number in colour.split("(")[1].rstrip(")").split(",")[:3])
    assert (brightness > 3 * 128) == (theme == "light"), colour
    assert seen.accessibility_faults() == []


def headings_of(seen: Opened, language: str) -> list[str]:
    """Those that are shown, also far below what is on the screen."""
    found = seen.page.locator(f"article[lang^={language}] section :is(h1, h2, h3, h4)")
    seen_ones = "each => each.filter(one => one.checkVisibility()).map(one => one.textContent)"
    shown: list[str] = found.evaluate_all(seen_ones)
    return shown


@some_kinds
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_all_is_there_to_be_read(opened: Opening, command: Command, language: str) -> None:
    with_scripts = opened(page_file(command))
    speak(with_scripts, language)
    headings = headings_of(with_scripts, language)
    assert headings
    bare = opened(page_file(command), scripts=False)
    if language != LANGUAGES[0]:
        bare.page.locator(f".unscripted a[href='#{language}']").click()
        assert bare.page.locator(f"article[lang^={language}] h1").first.is_visible()
        at = bare.page.locator(f"article[lang^={language}]").bounding_box()
        assert at is not None
        assert abs(at["y"]) < 200  # there, and not where it was thought to be
    assert headings_of(bare, language) == headings
    assert bare.page.locator("[data-language], [data-theme]").filter(visible=True).count() == 0
    assert bare.complaints == []


@some_kinds
def test_no_more_moves_than_who_wants_less_motion_allows(opened: Opening, command: Command) -> None:
    seen = opened(page_file(command), motion=False)
    for control in seen.page.locator("main button:visible").all()[:40]:
        if control.is_enabled() and control.is_visible():
            control.press("Enter")
            assert seen.page.evaluate("() => document.getAnimations().map((each) => each.playState)") == []


@some_kinds
def test_colours_of_the_system_leave_everything_readable(opened: Opening, command: Command) -> None:
    seen = opened(page_file(command), width=NARROW, forced_colours=True)
    walk = seen.walk()
    assert walk.reached
    assert all(stop.has_ring for stop in walk.stops)
    assert seen.complaints == []


def test_a_word_is_explained_where_it_stands_and_escape_closes_it(opened: Opening) -> None:
    seen = opened(page_file(("explain", "p2pkh")))
    word = seen.page.locator("button.term:visible").first
    word.press("Enter")
    assert seen.page.locator(":popover-open").count() == 1
    assert len(seen.page.locator(":popover-open").inner_text()) > 20
    seen.page.keyboard.press("Escape")
    assert seen.page.locator(":popover-open").count() == 0
    assert word.evaluate("(element) => document.activeElement === element")
