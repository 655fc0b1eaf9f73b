"""Documents for screen readers: one item a line, in words; nothing that only its place, a rule or a mark explains."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from txexplain.explain.document import (
    Block,
    ByteMap,
    ByteRow,
    Callout,
    Document,
    Fact,
    Facts,
    Flow,
    FlowRow,
    FlowSide,
    Grid,
    Heading,
    Listing,
    Paragraph,
    StackItem,
    StackLine,
    StepRow,
    Steps,
    Tree,
    TreeNode,
)
from txexplain.render.printable import printable
from txexplain.texts import Line, Texts, plain

_GAPS = re.compile(r"\s{2,}")
_RANGE = re.compile(r"(?<=\d)–(?=#?\d)")
_COUNTED = re.compile(r"(\S+)/(\S+)  (.+)")
_NUMBERS = re.compile(r"\d[\d,]*(?:–\d[\d,]*)?")
_BULLET = "· "
_SIGNS = re.compile(r"[✓✗●○◐▸] ?|(?:^|(?<= ))\? ")  # before words that say the same
_CELLS = {"●": "cell_full", "◐": "cell_part", "○": "cell_none", "✓": "cell_yes", "✗": "cell_no", "·": "cell_no"}
_OPEN = ("◐", "○")
_NAMES = {"✓": "done", "→": "next", "·": ""}  # marks that stand for names, or before them
_ENDS = tuple(".!?:。！？：")
_LEGENDS = {
    ("verify", "legend"): "legend_stacks",
    ("verify", "coverage_legend"): "legend_coverage",
    ("verify", "tree_legend"): "legend_tree",
    ("block", "tree_legend"): "legend_merkle",
}
_ADDED = ("fee", "short")
_ARTICLE = "the "


def spoken_lines(document: Document, texts: Texts) -> Iterator[str]:
    """The lines of the document, each safe to print and not broken; a blank one before each heading."""
    speaker = _Speaker(texts)
    for number, block in enumerate(document):
        if number and isinstance(block, Heading):
            yield ""
        yield from filter(None, speaker.lines(block))


class _Speaker:
    """Puts blocks into words, in one language."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._legends = _legends(texts.language)
        self._uncovered = True  # whether the last table has parts that are not covered

    def lines(self, block: Block) -> Iterator[str]:
        return _TELLERS[type(block)](self, block)

    def heading(self, block: Heading) -> Iterator[str]:
        counted = _COUNTED.fullmatch(plain(block.line)) if block.line[0].style == "label" else None
        if counted is None:
            yield self._say("heading", title=self._line(block.line))
            return
        number, count, title = counted.groups()
        yield self._say("place", number=number, count=count, title=self._words(title))

    def paragraph(self, block: Paragraph) -> Iterator[str]:
        told = self._line(block.line)
        if self._uncovered or told != self._say("legend_coverage"):
            yield told

    def facts(self, block: Facts) -> Iterator[str]:
        for fact in block.rows:
            yield from self._fact(fact)

    def _fact(self, fact: Fact) -> Iterator[str]:
        """The label with the first value, each further value by itself, what they mean behind the last."""
        told, label, note = (
            [self._line(value) for value in fact.values],
            self._words(fact.label),
            self._line(fact.note),
        )
        first, *others = [self._changed(told[0], told[1])] if _is_change(fact) else told or [""]
        said = [self._labelled(label, first), *others]
        if note.removeprefix(_ARTICLE) != label:
            said[-1] = self._followed(said[-1], note)
        yield from said

    def _changed(self, before: str, after: str) -> str:
        """What was there, and what is there now, which may be the same."""
        if before == after:
            return self._say("becomes_same", before=before)
        if before == self.texts.plain("whatif", "absent"):
            return self._say("becomes_new", after=after)
        return self._say("becomes", before=before, after=after)

    def _labelled(self, label: str, value: str) -> str:
        return self._say("colon", label=label, value=value) if label and value else label or value

    def _followed(self, first: str, second: str) -> str:
        if not (first and second):
            return first or second
        return f"{first} {second}" if first.endswith(_ENDS) else self._say("stop", first=first, second=second)

    def flow(self, block: Flow) -> Iterator[str]:
        whole = max(sum(max(0, row.sat or 0) for row in _counted(side)) for side in (block.left, block.right))
        for side in (block.left, block.right):
            for row in _counted(side):
                yield self._coin(side.label, row, block.unit, whole)

    def _coin(self, side: str, row: FlowRow, unit: str, whole: int) -> str:
        what = self._line(row.line)
        if not row.amount:
            return self._labelled(self._words(side), what)
        amount = self._words(row.amount if row.sat is None else f"{row.amount} {unit}")
        if row.part in _ADDED:
            return self._say(
                "added", what=f"{what[:1].upper()}{what[1:]}", amount=self._joined(amount, self._share(row, whole))
            )
        if row.part == "rest":
            return self._say("rest", side=side, what=what, amount=self._joined(amount, self._share(row, whole)))
        told = self._joined(amount, what, self._share(row, whole))
        return self._say("coin", side=side, tag=self._words(row.tag), amount=told)

    def _share(self, row: FlowRow, whole: int) -> str:
        if not whole or row.sat is None:
            return ""
        tenths = (2000 * max(0, row.sat) + whole) // (2 * whole)
        if not tenths and row.sat:
            return self._say("share_small")
        return self._say("share", percent=f"{tenths / 10:.10g}")

    def byte_map(self, block: ByteMap) -> Iterator[str]:
        for row in block.rows:
            yield self._byte_row(row)

    def _byte_row(self, row: ByteRow) -> str:
        label = self._words(row.label)
        if not row.data:
            return self._say("from_byte", first=f"{row.offset:,}", label=self._words(row.folded) or label)
        last = row.offset + len(row.data) - 1
        key = "byte" if last == row.offset else "bytes"
        where = self._say(key, first=f"{row.offset:,}", last=f"{last:,}", label=label)
        value = f" = {self._words(row.value)}" if row.value else ""
        return self._say("colon", label=where.rstrip(" ,，"), value=row.data.hex(" ", -4) + value)

    def callout(self, block: Callout) -> Iterator[str]:
        sentence = self._words(printable(block.label) + plain(block.line))
        yield self._say("word", sentence=sentence) if block.style == "word" else sentence

    def listing(self, block: Listing) -> Iterator[str]:
        about_bytes = any("–" in name and _NUMBERS.fullmatch(name) for name, _ in block.rows)
        for name, line in block.rows:
            if about_bytes and _NUMBERS.fullmatch(name):
                yield self._bytes(name, self._line(line))
                continue
            key = _NAMES.get(name[:1])
            label = f"{self._say(key) if key else ''} {name[1:]}" if name[:1] in _NAMES else name
            yield self._labelled(self._words(label), self._line(line))

    def _bytes(self, numbers: str, label: str) -> str:
        """Bytes by their numbers, `0–3` or `4`, and what they are."""
        first, _, last = numbers.partition("–")
        return self._say("bytes" if last else "byte", first=first, last=last, label=label)

    def steps(self, block: Steps) -> Iterator[str]:
        for row in block.rows:
            yield from self._step(row)

    def _step(self, row: StepRow) -> Iterator[str]:
        element = self._line(row.line)
        yield self._say("step", position=row.position, code=element) if row.position.strip() else element
        for stack in row.stacks:
            yield from self._stack(stack)
        for each in row.tries:
            signature, key = self._words(each.signature), self._words(each.key)
            yield self._say("tried", signature=signature, key=key, outcome=self._line(each.words))
        for remark in row.remarks:
            yield self._line(remark)

    def _stack(self, stack: StackLine) -> Iterator[str]:
        label, count = self._words(stack.label), len(stack.items)
        if not count:
            yield self._labelled(label, self._line(stack.more))
            return
        yield self._say("stack_one" if count == 1 else "stack_many", label=label, count=count)
        for number, item in enumerate(reversed(stack.items), 1):
            if item.hidden:
                yield self._words(item.hidden)
            yield self._say("item", number=number, item=self._item(item))
        if stack.more:
            yield self._line(stack.more)

    def _item(self, item: StackItem) -> str:
        mark = self._say(item.mark) if item.mark else ""
        return self._joined(self._words(item.role or item.size), self._words(item.text), mark)

    def grid(self, block: Grid) -> Iterator[str]:
        between = self._say("between_cells")
        self._uncovered = any(cell.strip() in _OPEN for _, cells in block.rows for cell in cells)
        for row, (label, cells) in enumerate(block.rows):
            told = block.said[row] if block.said else map(self._cell, block.heads, cells)
            yield self._labelled(self._words(label), between.join(filter(None, told)))

    def _cell(self, head: str, cell: str) -> str:
        sign = cell.strip()
        if sign not in _CELLS:
            return self._labelled(self._words(head).rstrip(":："), self._words(sign)) if sign else ""
        return f"{self._words(head)} {self._say(_CELLS[sign])}".strip()

    def tree(self, block: Tree) -> Iterator[str]:
        return self._node(block.root, "1")

    def _node(self, node: TreeNode, number: str) -> Iterator[str]:
        path = self._say("on_path") if node.lit else ""
        told = self._joined(self._words(node.label), self._words(node.text), path)
        yield self._say("item", number=number, item=told)
        for place, child in enumerate(node.children, 1):
            yield from self._node(child, f"{number}.{place}")

    def _joined(self, *parts: str) -> str:
        return self._say("between").join(filter(None, parts))

    def _line(self, line: Line) -> str:
        change = next((at for at, chunk in enumerate(line) if chunk.style == "arrow"), 0)
        if change:
            before, after = self._line(line[:change]), self._line(line[change + 1 :])
            return self._changed(before, after)
        text = plain(line)
        return self._legends.get(text) or self._words(text)

    def _words(self, text: str) -> str:
        """The text on one line, with words for what only a reader with eyes makes out."""
        said = printable(text.strip()).removeprefix(_BULLET)
        said = _SIGNS.sub("", said).replace(" → ", self._say("to")).replace(" · ", self._say("between"))
        said = _RANGE.sub(lambda found: self._say("to"), said) if "–" in said else said
        return _GAPS.sub(" ", said).strip()

    def _say(self, name: str, /, **facts: object) -> str:
        return self.texts.plain("spoken", name, **facts)


def _counted(side: FlowSide) -> tuple[FlowRow, ...]:
    """The coins of a side, and what makes up for the other."""
    return (*side.rows, *(row for row in side.totals if row.part in _ADDED))


def _is_change(fact: Fact) -> bool:
    """Whether its two values are what was there before, and what is there now."""
    if len(fact.values) != 2:
        return False
    before, after = ({chunk.style for chunk in value} for value in fact.values)
    return "lit" in before & after or (before, after) == ({"label"}, {"txid"})


@cache
def _legends(language: str) -> dict[str, str]:
    """What explains marks, and what is said where there are none."""
    texts = Texts(language)
    return {texts.plain(*path): texts.plain("spoken", key) for path, key in _LEGENDS.items()}


_TELLERS: dict[type, Callable[[_Speaker, Any], Iterator[str]]] = {
    Heading: _Speaker.heading,
    Paragraph: _Speaker.paragraph,
    Facts: _Speaker.facts,
    Flow: _Speaker.flow,
    ByteMap: _Speaker.byte_map,
    Callout: _Speaker.callout,
    Listing: _Speaker.listing,
    Steps: _Speaker.steps,
    Grid: _Speaker.grid,
    Tree: _Speaker.tree,
}
