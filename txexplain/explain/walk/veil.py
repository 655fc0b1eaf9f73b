"""Cards with what a class shall predict left out: what a step leaves, how a check ends."""

from __future__ import annotations

from txexplain.explain.document import Block, ByteMap, Grid, Paragraph, Steps
from txexplain.explain.walk.cards import Card
from txexplain.explain.walk.place import Scene

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
