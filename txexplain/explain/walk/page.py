"""The page that `explain` prints: every place of the walkthrough, one after another."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Document, Facts, Heading, Listing, StepRow, Steps, untold
from txexplain.explain.parts.kinds import name_to_ask
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.walk.opening_places import SummaryPlace
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.place import CHAPTER, DETAIL, STEP, Place, Scene, Telling
from txexplain.explain.walk.story import Choice, Story
from txexplain.texts import Chunk, Line, Texts

_LEVELS = {CHAPTER: 2}
_SECTION_LEVEL = 3


def scenes(story: Story, choice: Choice, texts: Texts) -> Iterator[tuple[Place, Scene]]:
    """Each place and what is told there; a general note is told at the first place only."""
    told: set[Line] = set()
    telling = Telling(story, texts, choice.why)
    for stop in outline(story, choice):
        each = stop.tell(telling)
        blocks = tuple(untold(block, told) if isinstance(block, Facts) else block for block in each.blocks)
        yield stop.place, each._replace(blocks=blocks)


def explain_page(story: Story, choice: Choice, texts: Texts) -> Document:
    """The whole walkthrough, or the part that was chosen."""
    blocks: list[Block] = []
    for place, each in scenes(story, choice, texts):
        if place.level != STEP:
            level = 1 if isinstance(place, SummaryPlace) else _LEVELS.get(place.level, _SECTION_LEVEL)
            blocks.append(Heading(each.title, level))
        blocks += each.blocks
    return (*_merged(blocks), *_next(story, texts))


def linear_page(story: Story, choice: Choice, texts: Texts) -> Document:
    """The same, each place with its number, as the stepper counts them."""
    count = grouped(sum(stop.place.level != DETAIL for stop in outline(story, choice)))
    blocks: list[Block] = []
    number = 0
    for place, each in scenes(story, choice, texts):
        title = each.title
        if place.level != DETAIL:
            number += 1
            mark = texts.plain("step", "linear_title", number=grouped(number), count=count)
            title = (Chunk(f"{mark}  ", "label"), *title)
        blocks += [Heading(title, _LEVELS.get(place.level, _SECTION_LEVEL)), *each.blocks]
    return tuple(blocks)


def _merged(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, neighbouring steps in one, so that their columns line up."""
    rows: list[StepRow] = []
    for block in blocks:
        if isinstance(block, Steps):
            rows += block.rows
            continue
        if rows:
            yield Steps(tuple(rows))
            rows = []
        yield block
    if rows:
        yield Steps(tuple(rows))


def _next(story: Story, texts: Texts) -> list[Block]:
    """Where to go from here."""
    name = story.name
    rows = [
        (f"txexplain step {name}", texts.line("walk", "next_step")),
        (f"txexplain explain --why {name}", texts.line("walk", "next_why")),
        (f"txexplain whatif {name} --set 'vout[0].value=1'", texts.line("walk", "next_whatif")),
        (f"txexplain decode --bytes {name}", texts.line("page", "next_bytes")),
        (f"txexplain why {name_to_ask(_types(story), texts)}", texts.line("walk", "next_name")),
    ]
    return [Heading(texts.line("page", "heading_next"), 2), Listing(tuple(rows))]


def _types(story: Story) -> Iterator[str]:
    """The types of the coins that the page is about."""
    yield from (item.spent.type.key for item in story.report.inputs if item.spent is not None)
    yield from (output.type.key for output in story.report.outputs)
