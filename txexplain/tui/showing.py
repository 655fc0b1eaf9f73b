"""What the stepper shows of a place: its title, its words, its bytes and its pile; all of it, or as a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from txexplain.explain.document import (
    Block,
    Callout,
    Document,
    Facts,
    Flow,
    Heading,
    Paragraph,
    StackLine,
    Steps,
    TryRow,
    mapped,
)
from txexplain.explain.parts.numbers import byte_numbers, grouped
from txexplain.explain.walk.place import Place, Scene, Telling
from txexplain.explain.walk.stage_places import StagePlace
from txexplain.explain.walk.step_places import StepPlace
from txexplain.explain.walk.story import Story
from txexplain.explain.walk.tour import Tour
from txexplain.model.bytes import Span
from txexplain.texts import Chunk, Line, Texts
from txexplain.tui.pile_lines import asked

_SHOWN_SPANS = 3
_QUESTIONS = {  # by kinds of place at which something happens that can be asked for first: topic and key of a text
    "step": ("step", "hidden_step"),
    "check": ("step", "hidden_check"),
    "psbt_check": ("step", "hidden_check"),
    "outcome": ("step", "hidden_outcome"),
    "verdict": ("step", "hidden_verdict"),
    "summary": ("step", "hidden_verdict"),
    "stage": ("panes", "hidden_stage"),
    "psbt_keys": ("panes", "hidden_keys"),
}
_NOT_ASKED = ("fee", "size")  # of the facts of the summary
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
    hidden = hidden and has_answer(tour.place, tour.story)
    stacks = tuple(stack for row in rows for stack in row.stacks)
    script, found = _start(tour, texts)
    blocks = _asked(scene, tour.place, texts) if hidden else _told(scene, tour, texts)
    title = asked_title(tour, tour.place, texts) if hidden else scene.title
    told = Shown(
        (Heading(title, 3), *((Paragraph(around),) if (around := scene.around or script) else ())),
        blocks,
        scene.spans,
        _caption(scene, len(tour.story.report.tx.raw), texts),
        asked(stacks, texts) if hidden and stacks else stacks or found,
        () if hidden else tuple(each for row in rows for each in row.tries),
        hidden,
    )
    return shortened(told) if large else told


def has_answer(place: Place, story: Story | None = None) -> bool:
    """Whether something happens there that can be asked for first: a step, a check or a verdict.

    Of scripts and proofs that is so of those that compare hashes or check signatures, where the story is known.
    """
    if isinstance(place, StagePlace) and story is not None:
        stage = place.stage_in(story)
        return stage.proof is not None or bool(place.checks_in(story))
    return place.key in _QUESTIONS


def asked_title(tour: Tour, place: Place, texts: Texts) -> Line:
    """What it is called where what happens there is kept back."""
    return place.tell(Telling(tour.story, texts, asked=True)).title


def _start(tour: Tour, texts: Texts) -> tuple[Line, tuple[StackLine, ...]]:
    """Where a script begins, the script and the stack that it finds, which its first step has."""
    place = tour.place
    following = tour.places[tour.at + 1] if tour.at + 1 < len(tour.places) else place
    if not isinstance(place, StagePlace) or not isinstance(following, StepPlace):
        return (), ()
    first = tour.told_at(following, texts)
    stacks = [
        stack for block in first.blocks if isinstance(block, Steps) for row in block.rows for stack in row.stacks
    ]
    label = texts.plain("panes", "at_start")
    items = tuple(item._replace(mark="") for item in stacks[0].items) if stacks else ()
    start = tuple(
        Chunk(text.strip("[]"), "label") if style == "here" else Chunk(text, style) for text, style in first.around
    )
    return start, tuple(stack._replace(label=label, items=items) for stack in stacks[:1])


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
    """What one knows before, and a question; above the money of the whole, which may not have room."""
    question = Callout("odd", "", texts.line(*_QUESTIONS[place.key]))
    known = tuple(_before(scene, place, texts))
    if place.key == "summary":
        return (*known[:1], question, *known[1:])
    return (*known, question)


def _before(scene: Scene, place: Place, texts: Texts) -> Iterator[Block]:
    """Of a step the element alone; what a check is about; of the whole the money, the fee and the size."""
    paragraphs = [block for block in scene.blocks if isinstance(block, Paragraph)]
    if place.key == "step":
        rows = [row._replace(remarks=()) for block in scene.blocks if isinstance(block, Steps) for row in block.rows]
        yield from _parts(Steps(tuple(rows)), bool(scene.around))
    elif place.key in ("stage", "psbt_keys"):
        yield from paragraphs[:1]
    elif place.key == "summary":
        yield from paragraphs[:1]
        yield from (block for block in scene.blocks if isinstance(block, Flow))
        labels = {texts.plain("page", key) for key in _NOT_ASKED}
        facts = [row for block in scene.blocks if isinstance(block, Facts) for row in block.rows]
        yield Facts(tuple(row for row in facts if row.label in labels))


def _caption(told: Scene, size: int, texts: Texts) -> str:
    """Which bytes of the transaction are lit, or why none are."""
    spans = told.spans
    if not spans:
        if not told.absent:
            return ""
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
