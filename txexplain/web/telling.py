"""A page in one language, as markup: as many of its sections as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from txexplain.explain.document import Block, ByteMap, Heading, Paragraph, Section
from txexplain.render.printable import printable
from txexplain.texts import Line, Texts, plain
from txexplain.web.answer import answer_first
from txexplain.web.engine import filled_by
from txexplain.web.fields import within
from txexplain.web.room import cut_to, shortened
from txexplain.web.terms import Entry, Terms

if TYPE_CHECKING:
    from markupsafe import Markup

_TAGS = {"zh": "zh-Hans"}
_BYLINE = 4  # the level of a heading that is a line below another
_DESCRIPTION = 160  # characters
_LEAST = 20_000  # characters of room in which a section is begun
_SHARE_OF_FIELDS = 3
_OF_MESSAGES = ("message", "message_again", "psbt_message")  # the places at which what a signature covers is drawn
MOST_CONTENTS = 300  # lines
_PER_ITEM = 80  # bytes of markup around one


class Item(NamedTuple):
    """A line of the contents: where it leads, what it is called, and how deep it is."""

    id: str
    name: str
    level: int


class Telling(NamedTuple):
    """What the template of the page shows of a language."""

    t: Texts
    title: str
    description: str
    sections: tuple[Markup, ...]
    contents: tuple[Item, ...]
    more_contents: int
    glossary: tuple[Entry, ...]
    fields: Markup | str
    has_heading: bool

    @property
    def language(self) -> str:
        return self.t.language

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return _TAGS.get(self.t.language, self.t.language)


def telling(
    texts: Texts, title: str, sections: Iterable[Section], fields: ByteMap | None, command: str, room: int
) -> Telling:
    """The sections and the panel of bytes, with `room` for so many bytes of markup."""
    writer = _Writer(texts, command, room)
    panel = writer.panel(fields) if fields is not None else ""
    made = tuple(writer.sections(sections))
    return Telling(
        texts,
        printable(title),
        writer.description,
        made,
        tuple(writer.contents),
        writer.headings - len(writer.contents),
        tuple(writer.terms.entries()),
        panel,
        bool(writer.contents) and writer.contents[0].level == 1,
    )


class _Writer:
    """Writes sections one after another, and knows how much room is left."""

    def __init__(self, texts: Texts, command: str, room: int) -> None:
        self.texts = texts
        self.terms = Terms(texts)
        self.contents: list[Item] = []
        self.headings = 0
        self.description = ""
        self._command = command
        self._room = room
        self._above: list[int] = []
        self._fields: ByteMap | None = None

    def panel(self, fields: ByteMap) -> Markup | str:
        """The panel of bytes, where it takes no more than its share."""
        made = filled_by("bytes.html", "bytes_panel", fields, self.texts, f"{self.texts.language}-bytes")
        size = _size(made)
        if size > self._room // _SHARE_OF_FIELDS:
            return ""
        self._fields = fields
        self._room -= size
        return made

    def sections(self, sections: Iterable[Section]) -> Iterator[Markup]:
        """Each section as markup; where there is no room any more, one more that says so."""
        for number, section in enumerate(_with_bylines(sections)):
            if self._room < _LEAST:
                yield self._section(number, Section(None, ()), is_cut=True)
                return
            yield self._section(number, section)

    def _section(self, number: int, section: Section, *, is_cut: bool = False) -> Markup:
        self._describe(section)
        section = self.terms.opened(section if number else answer_first(section))
        place = f"{self.texts.language}-{number}"
        blocks = []
        for index, block in enumerate(section.blocks):
            made, was_cut = self._block(block, f"{place}-{index}")
            blocks += [made] if made else []
            is_cut = is_cut or was_cut
        if section.key in _OF_MESSAGES:
            drawn = filled_by("grid.html", "covered", section, self._fields, self.texts)
            self._room -= _size(drawn)
            blocks.insert(1, drawn)
        heading, level = self._heading(section.heading, place)
        left_out = self._command if is_cut else ""
        spans = within(section.spans, self._fields) if self._fields is not None else ()
        absent = section.absent if self._fields is not None else ""
        told = (number, heading, level, blocks, spans, absent, section.key, self.texts, left_out)
        made = filled_by("section.html", "section", *told)
        self._room -= _size(made) - sum(map(_size, blocks))
        return made

    def _block(self, block: Block, place: str) -> tuple[Markup | str, bool]:
        """The block, or as much of it as there is room for in half of what is left; and whether that is less."""
        allowed = self._room // 2
        cut, is_cut = cut_to(block, allowed)
        while cut is not None:
            made = filled_by("block.html", "block", shortened(cut, self.texts), self.texts, place)
            size = _size(made)
            if size <= allowed:
                self._room -= size
                return made, is_cut
            cut, is_cut = _fewer_rows(cut, allowed / size), True
        return "", True

    def _heading(self, heading: Heading | None, place: str) -> tuple[Line, int]:
        """What the section is called, at a level that leaves none out; `(), 0` where it is not called anything."""
        if heading is None or not heading.line:
            return (), 0
        line = shortened(heading.line, self.texts)
        level = self._level_of(heading)
        self.headings += 1
        if len(self.contents) < MOST_CONTENTS:
            name = printable(plain(line))
            self.contents.append(Item(place, name, level))
            self._room -= _PER_ITEM + _size(name)
        return line, level

    def _level_of(self, heading: Heading) -> int:
        """One below the heading that it belongs to; the first of all alone has level 1, if that is its own."""
        if not self.headings and heading.level == 1:
            return 1
        while self._above and self._above[-1] >= heading.level:
            self._above.pop()
        self._above.append(heading.level)
        return 1 + len(self._above)

    def _describe(self, section: Section) -> None:
        """Remembers the first paragraph of the page as what it is about."""
        if not self.description:
            lines = (plain(block.line) for block in section.blocks if isinstance(block, Paragraph | Heading))
            self.description = next(filter(None, lines), "")[:_DESCRIPTION]


def _fewer_rows(block: Block, share: float) -> Block | None:
    """So many of the rows, and at least one less; None where there are none to leave out."""
    rows = getattr(block, "rows", ())
    count = min(len(rows) - 1, int(len(rows) * share * 0.9))
    return block._replace(rows=rows[:count]) if count > 0 else None  # type: ignore[call-arg]


def _with_bylines(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections, where a line that is a heading below another belongs to the section of that."""
    held: Section | None = None
    for section in sections:
        is_byline = section.heading is not None and section.heading.level == _BYLINE
        if held is not None and is_byline:
            held = held._replace(blocks=(*held.blocks, section.heading, *section.blocks))  # type: ignore[arg-type]
            continue
        if held is not None:
            yield held
        held = section
    if held is not None:
        yield held


def _size(text: str) -> int:
    return len(text.encode())
