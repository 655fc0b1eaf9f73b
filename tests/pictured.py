"""What tests of pictures look at: the text of an SVG as boxes, and what none may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from rich.cells import cell_len

from txexplain.pictures.words import SIZES

SVG = "{http://www.w3.org/2000/svg}"
_CELL = 0.5  # of the size: what a cell of text takes at the least, and this it must have for itself


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def meets(self, other: Box) -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


def parsed(svg: str) -> ElementTree.Element:
    """The picture as any reader of XML has it, once nothing is in it that none may have."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        assert element.tag.startswith(SVG), element.tag
        assert element.tag.removeprefix(SVG) not in ("script", "image", "foreignObject", "use", "a", "animate", "set")
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), name
            assert name.lower() not in ("style", "href"), name
            assert "href" not in name.lower(), name
            assert "url(" not in value or re.fullmatch(r"url\(#[a-z0-9-]+\)", value), value
    assert "url(" not in style_of(root)
    assert "@import" not in style_of(root)
    assert re.findall(r"[a-z]+://[^\"]*", svg) in ([], ["http://www.w3.org/2000/svg"])
    return root


def style_of(root: ElementTree.Element) -> str:
    return "".join(each.text or "" for each in root.iter(f"{SVG}style"))


def titled(root: ElementTree.Element) -> tuple[str, str]:
    """The title and the description, which come first and which the picture is labelled by."""
    title, description = list(root)[:2]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert title.text
    assert description.text
    return title.text, description.text


def texts_of(root: ElementTree.Element) -> Iterator[Box]:
    """Each line of text and the box that it takes."""
    for each in root.iter(f"{SVG}text"):
        text = "".join(each.itertext())
        size = SIZES[each.attrib["class"].split()[0].removeprefix("t-")]
        width, x, y = cell_len(text) * size * _CELL, float(each.attrib["x"]), float(each.attrib["y"])
        left = {"end": x - width, "middle": x - width / 2}.get(each.attrib.get("text-anchor", ""), x)
        yield Box(left, y - 0.8 * size, left + width, y + 0.2 * size, text)


def check_places(root: ElementTree.Element) -> None:
    """No two texts meet, and all are within the picture."""
    boxes = sorted(texts_of(root), key=lambda box: box.top)
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    for place, box in enumerate(boxes):
        assert box.left >= 0, box
        assert box.right <= width, box
        assert box.top >= 0, box
        assert box.bottom <= height, box
        for other in boxes[place + 1 :]:
            if other.top >= box.bottom:
                break
            assert not box.meets(other), (box, other)
