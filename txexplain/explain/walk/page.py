"""The page that `explain` prints: the places of the walkthrough, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.explain.document import (
    Block,
    Callout,
    Document,
    Facts,
    Heading,
    Listing,
    Section,
    StepRow,
    Steps,
    sections_of,
    untold,
    without_details,
)
from txexplain.explain.parts.kinds import name_to_ask
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.walk.closing_places import NotesPlace, SizesPlace
from txexplain.explain.walk.opening_places import ActorsPlace, LayoutPlace, SummaryPlace
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.place import CHAPTER, STEP, Place, Scene, Telling
from txexplain.explain.walk.signing_places import CheckPlace, OfMessage
from txexplain.explain.walk.story import Choice, PsbtTold, Story
from txexplain.explain.walk.words import Glossary
from txexplain.texts import Chunk, Line, Texts

_LEVELS = {CHAPTER: 2}
_SECTION_LEVEL = 3
_LEFT_TO_WHY = (ActorsPlace, LayoutPlace, CheckPlace, SizesPlace)


def scenes(story: Story, choice: Choice, texts: Texts) -> Iterator[tuple[Place, Scene]]:
    """Each place and what is told there."""
    yield from _told(outline(story, choice), Telling(story, texts, choice.why), Glossary(texts, long=True))


def _told(places: Iterable[Place], telling: Telling, glossary: Glossary) -> Iterator[tuple[Place, Scene]]:
    """What is told at these places; a general note and the meaning of a word at the first of them only."""
    told: set[Line] = set()
    for place in places:
        scene = place.tell(telling)
        if telling.short:
            scene = scene._replace(blocks=tuple(map(without_details, scene.blocks)))
        scene = glossary.explained(place, scene)
        yield place, scene._replace(blocks=tuple(_fresh(block, told, telling.short) for block in scene.blocks))


def _fresh(block: Block, told: set[Line], short: bool) -> Block:
    return untold(block, told, short=short) if isinstance(block, Facts) else block


def explain_page(story: Story, choice: Choice, texts: Texts) -> Document:
    """The walkthrough, or the part that was chosen: with `why` or `whole` all of it, else without its details."""
    blocks: list[Block] = []
    for section in explain_sections(story, choice, texts):
        blocks += (section.heading, *section.blocks) if section.heading else section.blocks
    return tuple(blocks)


def explain_sections(story: Story, choice: Choice, texts: Texts) -> Iterator[Section]:
    """The page of `explain_page`, a section a place; steps belong to the script that they are of."""
    full = choice.why or choice.whole
    places = [place for place in outline(story, choice) if full or not isinstance(place, _LEFT_TO_WHY)]
    places = [place for place in places if not isinstance(place, NotesPlace)]  # the summary tells them
    telling, glossary = Telling(story, texts, choice.why, not full), Glossary(texts, long=full)
    section = Section(None, ())
    for place, each in _told(places, telling, glossary):
        if place.level == STEP:
            section = section._replace(blocks=(*section.blocks, *each.blocks))
            continue
        if section.heading is not None:
            yield section._replace(blocks=tuple(_merged(section.blocks)))
        level = 1 if isinstance(place, SummaryPlace) else _LEVELS.get(place.level, _SECTION_LEVEL)
        signed = place.signed_in(story) if isinstance(place, OfMessage) else None
        section = Section(Heading(each.title, level), each.blocks, each.spans, place.key, each.absent, signed)
    yield section._replace(blocks=tuple(_merged(section.blocks)))
    yield from sections_of(tuple(_next(story, choice, texts)))


def linear_page(story: Story, choice: Choice, texts: Texts) -> Document:
    """Every place, each with its number, as the stepper counts them."""
    told = list(scenes(story, choice, texts))
    blocks: list[Block] = []
    for number, (place, each) in enumerate(told, 1):
        mark = texts.plain("step", "linear_title", number=grouped(number), count=grouped(len(told)))
        title = (Chunk(f"{mark}  ", "label"), *each.title)
        blocks += [Heading(title, _LEVELS.get(place.level, _SECTION_LEVEL)), *each.blocks]
    return tuple(blocks)


def _merged(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, neighbouring steps in one, so that their columns line up; words that are new there after them."""
    rows: list[StepRow] = []
    words: list[Block] = []
    for block in blocks:
        if isinstance(block, Steps):
            rows += block.rows
        elif rows and isinstance(block, Callout) and block.style == "word":
            words.append(block)
        else:
            yield from _run(rows, words)
            rows, words = [], []
            yield block
    yield from _run(rows, words)


def _run(rows: list[StepRow], words: list[Block]) -> Iterator[Block]:
    if rows:
        yield Steps(tuple(rows))
    yield from words


def _next(story: Story, choice: Choice, texts: Texts) -> list[Block]:
    """Where to go from here; the long form, on its own page, is not offered again."""
    name = story.name
    if story.psbt is not None:
        return [
            Heading(texts.line("page", "heading_next"), 2),
            Listing(tuple(_next_of_psbt(name, story.psbt, texts))),
        ]
    longer = [] if choice.why else [(f"txexplain explain --why {name}", texts.line("walk", "next_why"))]
    rows = [
        (f"txexplain step {name}", texts.line("walk", "next_step")),
        *longer,
        (f"txexplain whatif {name} --set version=9", texts.line("walk", "next_whatif")),
        (f"txexplain why {name_to_ask(_types(story), texts)}", texts.line("walk", "next_name")),
    ]
    return [Heading(texts.line("page", "heading_next"), 2), Listing(tuple(rows))]


def _next_of_psbt(name: str, told: PsbtTold, texts: Texts) -> Iterator[tuple[str, Line]]:
    yield f"txexplain step {name}", texts.line("walk", "next_step")
    yield f"txexplain verify {name}", texts.line("psbt", "next_verify")
    if told.verification.complete:
        yield f"txexplain trace {name} --input 0", texts.line("psbt", "next_trace")
    yield "txexplain why PSBT", texts.line("psbt", "next_why")


def _types(story: Story) -> Iterator[str]:
    """The types of the coins that the page is about."""
    yield from (item.spent.type.key for item in story.report.inputs if item.spent is not None)
    yield from (output.type.key for output in story.report.outputs)
