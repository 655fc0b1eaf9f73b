"""Makes `docs/decode.svg` from real output: python docs/make_picture.py

The picture asks for no font but the reader's own monospaced one, and for nothing from a network.
"""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

from rich.terminal_theme import TerminalTheme

from txexplain.analyse import analyse, regions
from txexplain.bundled import load_example
from txexplain.explain.pages.byte_map import byte_map
from txexplain.explain.pages.decode import decode_page
from txexplain.render.colour import make_console, print_in_colour
from txexplain.render.layout import layout
from txexplain.texts import Chunk, Line, Texts

WIDTH = 96
PAGE_LINES = 40
MAP_LINES = 24
MARGIN = 12
TARGET = Path(__file__).with_name("decode.svg")
THEME = TerminalTheme(
    (250, 250, 247),
    (36, 41, 46),
    [
        (36, 41, 46),
        (179, 29, 40),
        (34, 112, 58),
        (128, 90, 0),
        (3, 82, 160),
        (120, 52, 150),
        (0, 104, 116),
        (106, 115, 125),
    ],
    [(106, 115, 125)] * 8,
)
TEMPLATE = """<svg viewBox="0 0 {terminal_width} {terminal_height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="100%" height="100%" rx="8" fill="#fafaf7"/>
<g class="{unique_id}-matrix">{backgrounds}{matrix}</g>
</svg>
"""


def picture() -> str:
    """The SVG of the beginning of the page and of the byte map of the first payment."""
    example = load_example("first")
    report = analyse(example.raw, example.spent_outputs)
    texts = Texts("en")
    lines = _screen(
        "txexplain decode first", list(layout(decode_page(report, texts, example=example), WIDTH))[:PAGE_LINES]
    )
    map_lines = list(layout(byte_map(report, regions(report), texts), WIDTH))[:MAP_LINES]
    lines += [(), *_screen("txexplain decode --bytes first", map_lines)]
    environment = {
        "COLUMNS": str(WIDTH),
        "FORCE_COLOR": "1",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    console = make_console(io.StringIO(), environment)
    console.record = True
    print_in_colour(lines, console)
    svg = console.export_svg(theme=THEME, code_format=TEMPLATE, unique_id="tx")
    return re.sub(r"[ \t]+\n", "\n", _with_margin(svg))


def _with_margin(svg: str) -> str:
    """The picture with room on all four sides, which rich has no place for in its template."""

    def wider(found: re.Match[str]) -> str:
        width, height = (math.ceil(float(size)) + 2 * MARGIN for size in found.groups())
        return f'viewBox="{-MARGIN} {-MARGIN} {width} {height}"'

    svg = re.sub('viewBox="0 0 ([0-9.]+) ([0-9.]+)"', wider, svg, count=1)
    return svg.replace("<rect width", f'<rect x="{-MARGIN}" y="{-MARGIN}" width', 1)


def _screen(command: str, lines: list[Line]) -> list[Line]:
    return [(Chunk("$ "), Chunk(command, "strong")), *lines, (Chunk("…", "note"),)]


if __name__ == "__main__":
    TARGET.write_text(picture(), encoding="utf-8")
    print(f"written: {TARGET.name}")
