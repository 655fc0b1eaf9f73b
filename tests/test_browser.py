"""What `browser.py` is to find in pages, it finds in pages that have it, and in a good one nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import NARROW, Opening, chromium, opened

__all__ = ["chromium", "opened"]  # fixtures

GOOD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><style>
button {{ min-width: 3rem; min-height: 3rem }} :focus-visible {{ outline: 2px solid blue }} {style}</style></head>
<body><main><h1>A page</h1><p id="said">words</p>
<button id="one">one</button> <a href="#said">to the words</a> {more}</main>
<script>document.getElementById("one").onclick = () => {{ document.getElementById("said").textContent += "!" }};
{script}</script></body></html>"""


def page(folder: Path, *, style: str = "", more: str = "", script: str = "") -> Path:
    path = folder / "page.html"
    path.write_text(GOOD.format(style=style, more=more, script=script), encoding="utf-8")
    return path


def test_a_good_page_has_no_fault(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page(tmp_path), width=NARROW)
    walk = seen.walk()
    assert walk.reached == walk.expected
    assert len(walk.stops) == 2
    assert all(stop.has_ring and stop.is_seen and stop.name for stop in walk.stops)
    assert seen.dead_keys() == []
    assert seen.accessibility_faults() == seen.overflow() == seen.complaints == []


@pytest.mark.parametrize(
    ("more", "script", "complaint"),
    [
        ("<img src='picture.png' alt='p'>", "", "request: "),
        ("<link rel=stylesheet href='https://example.com/style.css'>", "", "request: "),
        ("", "fetch('https://example.com/').catch(() => 0)", "request: "),
        ("", "alert('here')", "dialog: here"),
        ("", "console.log('a word')", "console: a word"),
        ("", "throw new Error('broken')", "error: "),
        ("", "open('about:blank')", "window: "),
    ],
)
def test_what_a_page_asks_for_or_complains_of_is_noted(
    tmp_path: Path, opened: Opening, more: str, script: str, complaint: str
) -> None:
    seen = opened(page(tmp_path, more=more, script=script))
    for _ in range(100):
        if any(each.startswith(complaint) for each in seen.complaints):
            return
        seen.page.wait_for_timeout(50)
    raise AssertionError(seen.complaints)


def test_a_control_without_name_focus_ring_or_action_is_found(tmp_path: Path, opened: Opening) -> None:
    more = "<button id='bare'></button><div role=button tabindex=0>dead</div>"
    seen = opened(page(tmp_path, more=more, style="#bare:focus-visible { outline: none }"))
    assert [stop.what[:11] for stop in seen.walk().stops if not (stop.name and stop.has_ring)] == ["button#bare"]
    assert [dead.split()[2] for dead in seen.dead_keys()] == ["button#bare", "button#bare", "div", "div"]
    assert any(fault.startswith("button-name") for fault in seen.accessibility_faults())


def test_a_focus_that_is_covered_is_found(tmp_path: Path, opened: Opening) -> None:
    cover = "body::after { content: ''; position: fixed; inset: 0 0 50% 0; background: white }"
    assert not any(stop.is_seen for stop in opened(page(tmp_path, style=cover)).walk().stops)


def test_a_control_that_no_key_leads_to_is_found(tmp_path: Path, opened: Opening) -> None:
    trap = "document.addEventListener('keydown', (key) => { key.preventDefault() })"
    walk = opened(page(tmp_path, script=trap)).walk()
    assert len(walk.expected) == 2
    assert walk.reached == []


def test_what_is_wider_than_the_window_is_found(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page(tmp_path, more="<p class='long'>" + "ab" * 200 + "</p>"), width=NARROW)
    assert any(each.startswith("p.long") for each in seen.overflow())


def test_pale_words_are_found(tmp_path: Path, opened: Opening) -> None:
    faults = opened(page(tmp_path, style="p { color: #ccc }")).accessibility_faults()
    assert any(fault.startswith("color-contrast: #said") for fault in faults)
