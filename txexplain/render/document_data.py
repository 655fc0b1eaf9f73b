"""A told walkthrough as plain data: what `explain --json` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.data import Data
from txexplain.explain.walk.story import Place, Scene
from txexplain.model.report import Report
from txexplain.model.transaction import shown
from txexplain.texts import Chunk, Texts

_OF_OUTPUT = ("output",)


def walk_data(scenes: Iterable[tuple[Place, Scene]], report: Report, texts: Texts) -> Data:
    """The places in order; each with its title, its blocks, and the bytes of the transaction it is about."""
    return {
        "txid": shown(report.tx.txid),
        "language": texts.language,
        "places": (_place(place, scene) for place, scene in scenes),
    }


def _place(place: Place, scene: Scene) -> Data:
    data: dict[str, Data] = {"key": place.key, "level": place.level}
    if place.is_of_input:
        data["vin"] = place.number
    if place.key in _OF_OUTPUT:
        data["vout"] = place.number
    data["title"] = _plain(scene.title)
    data["spans"] = [[span.start, span.end] for span in scene.spans]
    data["blocks"] = [_value(block) for block in scene.blocks]
    return data


def _value(value: object) -> Data:
    """A block, or what is in one: named tuples by the names of their fields, lines as text."""
    if isinstance(value, bytes):
        return value.hex()
    if not isinstance(value, tuple):
        return value if isinstance(value, str | int | bool) else str(value)
    if _is_line(value):
        return _plain(value)
    fields = getattr(value, "_fields", None)
    if fields is None:
        return [_value(each) for each in value]
    named: dict[str, Data] = {"block": type(value).__name__.lower()} if _is_block(value) else {}
    return named | {name: _value(each) for name, each in zip(fields, value, strict=True)}


def _is_block(value: object) -> bool:
    from txexplain.explain import document

    return isinstance(value, document.Block)


def _is_line(value: tuple[object, ...]) -> bool:
    return bool(value) and not hasattr(value, "_fields") and all(isinstance(each, Chunk) for each in value)


def _plain(line: Iterable[Chunk]) -> str:
    return "".join(chunk.text for chunk in line)


def _lines(scenes: Iterable[Scene]) -> Iterator[str]:
    return (_plain(scene.title) for scene in scenes)
