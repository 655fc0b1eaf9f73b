"""Makes `docs/explain.svg` from real output: python docs/make_picture.py

The picture asks for no font but the reader's own monospaced one, and for nothing from a network.
"""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

from rich.terminal_theme import TerminalTheme

import txexplain
from txexplain.explain.document import Document, Steps
from txexplain.render.colour import make_console, print_in_colour
from txexplain.render.layout import layout
from txexplain.texts import Chunk, Line, plain

WIDTH = 96
EXAMPLE = "p2sh-multisig"
MARGIN = 12
TARGET = Path(__file__).with_name("explain.svg")
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
    """The SVG of the answer, and of the last step of a multisig, with its stack and what it tries."""
    page = txexplain.read(EXAMPLE).explain("en").blocks
    answer = list(layout(page, WIDTH))
    end = next(number for number, line in enumerate(answer) if plain(line).startswith("  policy"))
    lines = _screen(
        f"txexplain explain {EXAMPLE}", [*answer[: end + 1], (), (Chunk("…", "note"),), (), *_last_step(page)]
    )
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


def _last_step(page: Document) -> list[Line]:
    steps = [block for block in page if isinstance(block, Steps)][-1]
    return list(layout((Steps(steps.rows[-1:]),), WIDTH))


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
