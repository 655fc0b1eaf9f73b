"""Cards with what a class shall predict left out: what a step leaves, how a check ends, what is asked next."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.document import Block, ByteMap, Document, Grid, Paragraph, Steps
from txexplain.explain.walk.cards import Card
from txexplain.explain.walk.paper import names_off_paper, sentences_off_paper, without_texts
from txexplain.explain.walk.place import Scene
from txexplain.model.lesson import Screen
from txexplain.texts import Texts

_RESULTS = ("outcome", "check", "blockif")  # kinds of place whose words are the result
TO_READ = ("script", "joined")  # pages with a whole run, of which no step is to be predicted


def hides(card: Card) -> str:
    """What there is to hide: `stack`, `outcome`, or nothing."""
    if card.kind != "read" or card.place in TO_READ:
        return ""
    steps = [block for scene in card.shown for block in scene.blocks if isinstance(block, Steps)]
    if any(row.stacks for block in steps for row in block.rows):
        return "stack"
    return "outcome" if card.place in _RESULTS else ""


def veiled(card: Card) -> Card:
    """The card before it is revealed: of a step the element and the stack that it finds."""
    if hides(card) == "outcome":
        return card._replace(words=(), shown=tuple(scene._replace(blocks=()) for scene in card.shown))
    scenes = tuple(scene._replace(blocks=tuple(map(_before, scene.blocks))) for scene in card.shown)
    return card._replace(words=(), shown=scenes)


def words_before(cards: Sequence[Card], at: int) -> Document:
    """What was read last before the card, which asks what is hidden on it."""
    here = cards[at]
    for card in reversed(cards[:at]):
        if card.item is here.item and hides(card):  # its words tell what is hidden
            if hides(here) == "outcome":
                return ()
        elif isinstance(card.item, Screen):
            return card.words
    return ()


def before_asking(card: Card, texts: Texts) -> Card:
    """The card without the sentences that answer what is asked next; as it is where its own words answer it too."""
    if "words" in names_off_paper(card):
        return card
    told = tuple(sentences_off_paper(card, texts))
    shown = (scene._replace(blocks=without_texts(scene.blocks, told)) for scene in card.shown)
    return card._replace(shown=tuple(shown))


def unexplained(scene: Scene) -> Scene:
    """The scene beside a question: a message or a check by its tables, without paragraphs that tell the answer."""
    if not any(isinstance(block, Grid | ByteMap) for block in scene.blocks):
        return scene
    first = (None, *scene.blocks)
    kept = (
        block
        for before, block in zip(first, scene.blocks, strict=False)
        if not isinstance(block, Paragraph) or isinstance(before, Grid)  # that is the legend
    )
    return scene._replace(blocks=tuple(kept))


def _before(block: Block) -> Block:
    if not isinstance(block, Steps):
        return block
    return Steps(tuple(row._replace(stacks=row.stacks[:1], remarks=(), tries=()) for row in block.rows))
