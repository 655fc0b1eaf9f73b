"""What a lesson shows beside its words: a place of the walkthrough, a page, some bytes, the coins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from txexplain.explain.document import ByteMap, Document, Facts, Flow, Heading
from txexplain.explain.parts.flow import flow
from txexplain.explain.walk.input_places import BringsPlace
from txexplain.explain.walk.outline import place_of
from txexplain.explain.walk.place import Scene, Telling
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Region, Span
from txexplain.model.lesson import Answer, Experiment, Question, Show
from txexplain.model.policy import Policy
from txexplain.model.whatif import WhatIf
from txexplain.texts import Line, Texts

_WHOLE_FLOW = 24  # coins of both sides up to which none is left out


class LessonMaterial(NamedTuple):
    """What the cards are made from, by those who find it out.

    `story` gives that of an example, `try_out` makes an experiment, `policies` are what relay says before and
    after it, `answer` computes that of a question, and `page` gives pages that are no places of a walkthrough:
    the byte map, a block, a proof. `tree` names every byte of an example.
    """

    story: Callable[[str], Story]
    try_out: Callable[[Experiment], WhatIf]
    policies: Callable[[Experiment], tuple[Policy | None, Policy | None]]
    answer: Callable[[Question], Answer]
    page: Callable[[str, Show, Texts], Document]
    tree: Callable[[str], Region]


def shown_scene(example: str, show: Show, material: LessonMaterial, texts: Texts) -> Scene:
    """The place of the walkthrough, or the page."""
    place = place_of(show.what, show.numbers)
    if place is not None:
        return place.tell(Telling(material.story(example), texts))
    if show.what == "raw":
        return _bytes(example, Span(*show.numbers), material, texts)
    if show.what == "witness":
        vin, *items = show.numbers
        return witness_items(material.story(example), vin, items, texts)
    if show.what == "coins":
        return Scene(texts.line("learn", "coins_of", example=example), (coins(material.story(example), texts),))
    title, *blocks = material.page(example, show, texts)
    line = title.line if isinstance(title, Heading) else ()
    return Scene(line, tuple(blocks))


def asked_title(example: str, show: Show, material: LessonMaterial, texts: Texts) -> Line:
    """The title of that place, without how a check ends."""
    place = place_of(show.what, show.numbers)
    assert place is not None
    return place.tell(Telling(material.story(example), texts, asked=True)).title


def _bytes(example: str, span: Span, material: LessonMaterial, texts: Texts) -> Scene:
    """These bytes and the names of their fields, without what they say."""
    page = material.page(example, Show("bytes"), texts)
    rows = [row for block in page if isinstance(block, ByteMap) for row in block.rows]
    kept = tuple(row._replace(value="") for row in rows if span.start <= row.offset < span.end)
    if len(kept) < len(rows):
        kept = tuple(row._replace(depth=0) for row in kept if row.data)
    return Scene(texts.line("learn", "bytes_of", example=example), (ByteMap(kept),), (span,))


def witness_items(story: Story, vin: int, items: Sequence[int], texts: Texts) -> Scene:
    """These items of the witness of an input, as its walkthrough has them."""
    scene = BringsPlace(vin).tell(Telling(story, texts))
    labels = {texts.plain("page", "witness", index=item) for item in items}
    facts = [row for block in scene.blocks if isinstance(block, Facts) for row in block.rows if row.label in labels]
    spans = tuple(story.input(vin).txin.witness[item].span for item in items)
    return scene._replace(blocks=(Facts(tuple(facts)),), spans=spans)


def coins(story: Story, texts: Texts, *, fee: bool = False, first: Sequence[str] = ()) -> Flow:
    """The money, those coins first that are to be seen, and without the fee where that is not asked for."""
    report = story.report
    picture = flow(report, texts, whole=len(report.inputs) + len(report.outputs) <= _WHOLE_FLOW)
    rows = tuple(sorted(picture.left.rows, key=lambda row: row.tag not in first))
    picture = picture._replace(left=picture.left._replace(rows=rows))
    return picture if fee else picture._replace(right=picture.right._replace(totals=()))
