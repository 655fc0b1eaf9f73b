"""What each byte of a transaction is: the names of the regions around it, found when they are asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from txexplain.explain.parts.byte_rows import label_of, value_of
from txexplain.explain.parts.numbers import grouped, in_bytes, shortened
from txexplain.model.bytes import Region, Span
from txexplain.texts import Chunk, Texts

_SHOWN_TOGETHER = 3  # fields that are named one by one where a span has several
_SHORT_VALUE = 16  # characters
_SHORT_NAME = 2
_NAMELESS = ("script.push",)  # what is pushed has the name


class Leaf(NamedTuple):
    """A leaf of the tree as far as it is in the range that was asked for."""

    start: int
    end: int
    key: str


class Begun(NamedTuple):
    """A field by its first byte, and its name."""

    offset: int
    name: Chunk


class FieldNames:
    """The names of the fields of a transaction. `tree` makes the tree of regions, and is asked once, when needed."""

    def __init__(self, tree: Callable[[], Region], raw: bytes, texts: Texts) -> None:
        self._make = tree
        self._made: Region | None = None
        self._raw = raw
        self._texts = texts

    def in_language(self, texts: Texts) -> FieldNames:
        """The same in another language; the tree is not made twice."""
        other = FieldNames(lambda: self.tree, self._raw, texts)
        other._made = self._made
        return other

    @property
    def language(self) -> str:
        return self._texts.language

    @property
    def between(self) -> str:
        """What stands between the names of fields."""
        return self._texts.plain("panes", "between_fields")

    @property
    def is_made(self) -> bool:
        """Whether the tree was made, so that names cost next to nothing."""
        return self._made is not None

    @property
    def tree(self) -> Region:
        """Made where that was not done."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def path(self, offset: int) -> tuple[Region, ...]:
        """The regions around the byte, from the outermost below the whole to the leaf."""
        found: list[Region] = []
        region = self.tree
        while region.children:
            region = _child_at(region.children, offset)
            found.append(region)
        return tuple(found)

    def leaves(self, start: int, end: int) -> Iterator[Leaf]:
        """The leaves between the two offsets, the first and the last one cut to them."""
        while start < end:
            path = self.path(start)
            leaf = path[-1] if path else self.tree
            stop = min(leaf.end, end)
            yield Leaf(start, max(stop, start + 1), leaf.key)
            start = max(stop, start + 1)

    def told(self, offset: int) -> Iterator[str]:
        """The number of the byte, the names around it with the value of the leaf, and how long that is.

        First with all names, then with ever fewer of the outer ones, for where there is no room.
        """
        path = self.path(offset) or (self.tree,)
        names = [*self._names(path[:-1]), self._with_value(path[-1])]
        size = in_bytes(path[-1].end - path[-1].start, self._texts)
        for first in range(len(names)):
            words = self._joined(["…", *names[first:]] if first else names)
            yield self._texts.plain("panes", "field", offset=grouped(offset), path=words, size=size)

    def captioned(self, caption: str, span: Span) -> str:
        """The caption, and what the bytes of the span are."""
        names = self.of_span(span)
        return self._texts.plain("panes", "caption_of", caption=caption, path=names) if names else caption

    def of_span(self, span: Span) -> str:
        """What the bytes of the span are: one region, or the first of several in one; empty for the whole."""
        path: list[Region] = []
        for region in self.path(span.start):
            if region.end < span.end or region.start > span.start:
                break
            path.append(region)
        names = self._joined(self._names(path))
        around = path[-1] if path else self.tree
        if (around.start, around.end) == span and around.key not in _NAMELESS:
            return names
        inside = _tiling(around.children, span)
        told = self._texts.plain("panes", "between_fields").join(self._names(inside))
        return self._joined([each for each in (names, told) if each])

    def begin(self, start: int, end: int, *, values: bool = True) -> Iterator[Begun]:
        """The fields that begin between the two offsets, each with its name, in the style of its bytes."""
        for leaf in self.leaves(start, end):
            path = self.path(leaf.start)
            if path and path[-1].start == leaf.start:
                yield Begun(leaf.start, Chunk(self._briefly(path, values), f"bytes.{leaf.key}"))

    def _joined(self, names: Sequence[str]) -> str:
        return self._texts.plain("panes", "between_names").join(names)

    def _names(self, path: Sequence[Region]) -> list[str]:
        return [label_of(region, self._raw, self._texts) for region in path if region.key not in _NAMELESS]

    def _with_value(self, leaf: Region) -> str:
        name, value = label_of(leaf, self._raw, self._texts), shortened(value_of(leaf, self._texts))
        return self._texts.plain("panes", "with_value", name=name, value=value) if value else name

    def _briefly(self, path: Sequence[Region], values: bool) -> str:
        """Of an opcode its name alone; of others what they are, and if asked for a value that is not long.

        What has a name of a letter or two is named with what it is in.
        """
        leaf = path[-1]
        value = value_of(leaf, self._texts)
        if leaf.key.endswith("opcode") and value:
            return value
        name = label_of(leaf, self._raw, self._texts)
        told = self._with_value(leaf) if values and len(value) <= _SHORT_VALUE else name
        around = self._names(path[-2:-1]) if len(name) <= _SHORT_NAME else []
        return self._joined([*around, told])


def _child_at(children: Sequence[Region], offset: int) -> Region:
    """That of the regions, which lie side by side, in which the byte is."""
    return children[max(0, bisect_right(children, offset, key=lambda region: region.start) - 1)]


def _tiling(children: Sequence[Region], span: Span) -> Sequence[Region]:
    """The few regions that make up the span; none, where there are many or they do not fit."""
    first = bisect_right(children, span.start, key=lambda region: region.start) - 1
    last = bisect_right(children, span.end - 1, key=lambda region: region.start) - 1
    found = children[max(first, 0) : last + 1]
    fits = found and len(found) <= _SHOWN_TOGETHER and (found[0].start, found[-1].end) == span
    return found if fits else ()
