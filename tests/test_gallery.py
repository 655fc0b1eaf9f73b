"""The gallery of pages is what its script makes, and can be served as it lies."""

from __future__ import annotations

import re
import sys

import pytest
from browser import NARROW, WIDE, Opening, chromium, opened
from conftest import ROOT, slow

sys.path.insert(0, str(ROOT / "docs"))

from make_gallery import INDEX, MOST_BYTES, TARGET, index, names, page_of

__all__ = ["chromium", "opened"]  # fixtures
_QUICK = ("p2pkh", "taproot-key")


def test_the_index_is_made_of_the_examples_of_today() -> None:
    assert (TARGET / INDEX).read_text(encoding="utf-8") == index()


@pytest.mark.parametrize("name", [name if name in _QUICK else slow(name) for name in names()])
def test_each_page_is_what_the_command_writes_today(name: str) -> None:
    assert (TARGET / f"{name}.html").read_text(encoding="utf-8") == page_of(name), "run docs/make_gallery.py"


def test_every_page_is_in_the_index_and_every_link_leads_to_one() -> None:
    links = set(re.findall(r'href="([^"#]+)"', (TARGET / INDEX).read_text(encoding="utf-8")))
    pages = {path.name for path in TARGET.iterdir()}
    assert links == pages - {INDEX}
    assert len(links) >= 40
    assert sum(path.stat().st_size for path in TARGET.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_index_has_no_barrier_and_leads_on_in_both_languages(opened: Opening, width: int) -> None:
    seen = opened(TARGET / INDEX, width=width)
    for language in ("zh", "en"):
        seen.page.locator(f"button[data-language={language}]:visible").click()
        assert seen.accessibility_faults() == []
        assert seen.overflow() == []
        assert seen.page.locator("a[href='p2pkh.html']:visible").count() == 1
    assert seen.complaints == []
