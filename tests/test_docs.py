"""The picture in the README shows all that is drawn in it."""

from __future__ import annotations

import re

from conftest import ROOT

PICTURE = (ROOT / "docs" / "decode.svg").read_text(encoding="utf-8")


def test_the_picture_is_as_wide_and_as_high_as_its_text() -> None:
    found = re.search('viewBox="([-0-9.]+) ([-0-9.]+) ([0-9.]+) ([0-9.]+)"', PICTURE)
    assert found
    left, top, width, height = map(float, found.groups())
    texts = [
        tuple(float(re.search(f' {name}="([0-9.]+)"', tag)[1]) for name in ("x", "y", "textLength"))
        for tag in re.findall("<text [^>]*>(?=[^<\\n])", PICTURE)
    ]
    shift = max(map(float, re.findall(r"translate\(([0-9.]+)", PICTURE)), default=0)
    assert len(texts) > 100
    assert min(x for x, _, _ in texts) + shift > left
    assert max(x + length for x, _, length in texts) + shift < left + width
    assert max(y for _, y, _ in texts) + shift < top + height
