"""What the stepper shows of a place: its title, its words, its bytes and its pile; all of it, or as a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from txexplain.explain.document import Block, Callout, Document, Heading, Paragraph, StackLine, Steps, TryRow, mapped
from txexplain.explain.parts.numbers import byte_numbers, grouped
from txexplain.explain.walk.place import Place, Scene
from txexplain.explain.walk.tour import Tour
from txexplain.model.bytes import Span
from txexplain.texts import Texts

_SHOWN_SPANS = 3
_JUDGING = ("outcome", "verdict", "check")
_HEX = re.compile(r"[0-9a-f]{14,}|[0-9a-f]{5,}…[0-9a-f]{5,}")
_KEPT_HEX = 4  # digits of either end in large type


class Shown(NamedTuple):
    """`head` is the title, and of a step the script around it. `caption` says which bytes are lit, or why none are.

    Where it is `hidden`, what happens is kept back.
    """

    head: Document
    document: Document
    spans: tuple[Span, ...]
    caption: str
    stacks: tuple[StackLine, ...] = ()
    tries: tuple[TryRow, ...] = ()
    hidden: bool = False


def shown(tour: Tour, texts: Texts, *, hidden: bool = False, large: bool = False) -> Shown:
    """What is shown where the tour is; `hidden` without what happens there, `large` with hashes in a few digits."""
    scene = tour.tell(texts)
    rows = [row for block in scene.blocks if isinstance(block, Steps) for row in block.rows]
    hidden = hidden and has_answer(tour.place)
    blocks = _asked(scene, tour.place, texts) if hidden else _told(scene, tour, texts)
    found = Shown(
        (Heading(scene.title, 3), *((Paragraph(scene.around),) if scene.around else ())),
        blocks,
        scene.spans,
        _caption(scene, len(tour.story.report.tx.raw), texts),
        tuple(stack for row in rows for stack in row.stacks),
        () if hidden else tuple(each for row in rows for each in row.tries),
        hidden,
    )
    return shortened(found) if large else found


def has_answer(place: Place) -> bool:
    """Whether something happens there that can be asked for first: a step, or a verdict."""
    return place.key in ("step", *_JUDGING)


def _told(scene: Scene, tour: Tour, texts: Texts) -> Document:
    """The blocks without the stacks, which are drawn as a pile, and how to get to what was signed here."""
    blocks = tuple(
        part for block in scene.blocks for part in _parts(block, bool(scene.around) and not tour.long_form)
    )
    if tour.has_detail and not tour.in_detail:
        return (*blocks, Callout("fact", "", texts.line("step", "hint_signature")))
    return blocks


def _parts(block: Block, is_named: bool) -> Iterator[Block]:
    """The block; of a step what is remarked, and the element where the head has not named all of it."""
    if not isinstance(block, Steps):
        yield block
        return
    for row in block.rows:
        if not is_named:
            yield Paragraph(row.line)
        yield from (Paragraph(remark) for remark in row.remarks)


def _asked(scene: Scene, place: Place, texts: Texts) -> Document:
    """The element alone, and a question."""
    rows = [row._replace(remarks=()) for block in scene.blocks if isinstance(block, Steps) for row in block.rows]
    key = place.key if place.key in _JUDGING else "step"
    question = Callout("odd", "", texts.line("step", f"hidden_{key}"))
    return (*_parts(Steps(tuple(rows)), bool(scene.around)), question)


def _caption(told: Scene, size: int, texts: Texts) -> str:
    """Which bytes of the transaction are lit, or why none are."""
    spans = told.spans
    if not spans:
        key = "bytes_none" if told.absent == "coin" else f"bytes_{told.absent}"
        return texts.plain("step", key, size=grouped(size))
    count = sum(end - start for start, end in spans)
    if count == size:
        return texts.plain("step", "bytes_all", size=grouped(size))
    words = ", ".join(byte_numbers(*span) for span in spans[:_SHOWN_SPANS])
    more = ", …" if len(spans) > _SHOWN_SPANS else ""
    return texts.plain("step", "bytes_lit_one" if count == 1 else "bytes_lit", spans=words + more, size=grouped(size))


def shortened(value: Any) -> Any:
    """The same with every long run of hex in its first and last digits."""
    return mapped(value, lambda text: _HEX.sub(lambda found: f"{found[0][:_KEPT_HEX]}…{found[0][-_KEPT_HEX:]}", text))
