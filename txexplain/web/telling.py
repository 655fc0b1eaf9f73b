"""A page in one language, as markup: as many of its sections as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from txexplain.explain.document import Block, ByteMap, Heading, Paragraph, Section
from txexplain.render.printable import printable
from txexplain.texts import Line, Texts, plain
from txexplain.web.answer import answer_first
from txexplain.web.command import Command
from txexplain.web.engine import filled_by
from txexplain.web.fields import hidden_of, within
from txexplain.web.fields import panel as panel_of
from txexplain.web.hints import NO_LINKS, linked, says_only, with_whole_commands, with_whole_rows
from txexplain.web.room import cut_to, rows_of, shortened
from txexplain.web.terms import Entry, Terms

if TYPE_CHECKING:
    from markupsafe import Markup

_TAGS = {"zh": "zh-Hans"}
_BYLINE = 4  # the level of a heading that is a line below another
_DESCRIPTION = 160  # characters
_TITLE = 300
_MOST_ABOVE = 8  # lines of contents that stand above the text
_LEAST = 20_000  # characters of room in which a section is begun
_SHARE_OF_FIELDS = 3
_OF_MESSAGES = ("message", "message_again", "psbt_message")  # the places at which what a signature covers is drawn
MOST_CONTENTS = 300  # lines
_PER_ITEM = 80  # bytes of markup around one
_FOR_WORDS = 8  # of the room of a language one part is for its glossary


class Item(NamedTuple):
    """A line of the contents: where it leads, what it is called, and how deep it is."""

    id: str
    name: str
    level: int


class LeftOut(NamedTuple):
    """What is said where something is left out, and the command that shows it."""

    words: str
    command: Command


class Lost(NamedTuple):
    """What of a block has no room: so many `rows`, or anything else (`is_cut`), or the middle of long texts."""

    rows: int = 0
    is_cut: bool = False
    is_shortened: bool = False

    def and_of(self, other: Lost) -> Lost:
        return Lost(self.rows + other.rows, self.is_cut or other.is_cut, self.is_shortened or other.is_shortened)


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
    def is_single(self) -> bool:
        """Whether there is too little beside the text for a column of its own."""
        return not self.fields and len(self.contents) < _MOST_ABOVE

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return _TAGS.get(self.t.language, self.t.language)


def telling(
    texts: Texts,
    title: str,
    sections: Iterable[Section],
    fields: ByteMap | None,
    command: Command,
    room: int,
    links: Mapping[str, str] = NO_LINKS,
    *,
    is_paper: bool = False,
) -> Telling:
    """The sections and the panel of bytes, with `room` for so many bytes of markup."""
    writer = _Writer(texts, command, room, links, is_paper=is_paper)
    panel = writer.panel(fields) if fields is not None else ""
    made = tuple(writer.sections(sections))
    return Telling(
        texts,
        printable(title)[:_TITLE],
        writer.description,
        made,
        tuple(writer.contents),
        writer.headings - len(writer.contents),
        tuple(_within(writer.terms.entries(), room // _FOR_WORDS)),
        panel,
        bool(writer.contents) and writer.contents[0].level == 1,
    )


_NOTHING = Lost()


class _Writer:
    """Writes sections one after another, and knows how much room is left."""

    def __init__(
        self, texts: Texts, command: Command, room: int, links: Mapping[str, str], *, is_paper: bool
    ) -> None:
        self.texts = texts
        self._is_paper = is_paper
        self.terms = Terms(texts)
        self.contents: list[Item] = []
        self.headings = 0
        self.description = ""
        self._command = command
        self._links = links
        self._room = room - room // _FOR_WORDS
        self._above: list[int] = []
        self._fields: ByteMap | None = None
        self._shown: list[tuple[int, int]] = []

    def panel(self, fields: ByteMap) -> Markup | str:
        """The panel of bytes, where it takes no more than its share."""
        fields = with_whole_rows(fields, self._command)
        made = filled_by("bytes.html", "bytes_panel", fields, self.texts, f"{self.texts.language}-bytes")
        size = _size(made)
        if size > self._room // _SHARE_OF_FIELDS:
            return ""
        self._fields = fields
        groups = panel_of(fields, self.texts).groups
        self._shown = [(field.start, field.end) for group in groups for field in group.fields]
        self._room -= size
        return made

    def sections(self, sections: Iterable[Section]) -> Iterator[Markup]:
        """Each section as markup; where there is no room any more, one more that says so."""
        for number, (section, is_last) in enumerate(_and_whether_last(_with_bylines(sections))):
            if self._room < _LEAST:
                yield self._section(number, Section(None, ()), lost=Lost(is_cut=True))
                return
            yield self._section(number, section, is_last=is_last)

    def _section(self, number: int, section: Section, *, is_last: bool = False, lost: Lost = _NOTHING) -> Markup:
        self._describe(section)
        section = with_whole_commands(section if number else answer_first(section, self.texts), self._command)
        if not self._is_paper:
            section = self.terms.opened(section)
        place = f"{self.texts.language}-{number}"
        blocks = []
        for index, block in enumerate(section.blocks):
            takes_all = is_last and index == len(section.blocks) - 1
            made, more = self._block(block, f"{place}-{index}", takes_all=takes_all)
            blocks += [made] if made else []
            lost = lost.and_of(more)
        if section.key in _OF_MESSAGES:
            drawn = filled_by("grid.html", "covered", section, self._fields, self.texts)
            self._room -= _size(drawn)
            blocks.insert(1, drawn)
        heading, level = self._heading(section.heading, place)
        fields = None if says_only(section) else self._fields
        spans = within(section.spans, fields) if fields is not None else ()
        hidden = hidden_of(section.spans, self._shown) if spans else 0
        absent = section.absent if fields is not None else ""
        told = (
            number,
            heading,
            level,
            blocks,
            spans,
            absent,
            section.key,
            self.texts,
            self._left_out(lost),
            section.asked,
            hidden,
        )
        made = filled_by("section.html", "section", *told)
        self._room -= _size(made) - sum(map(_size, blocks))
        return made

    def _left_out(self, lost: Lost) -> LeftOut | None:
        """What is said of what was lost, and the command that shows it."""
        if lost.is_cut:
            words = self.texts.plain("web", "left_out")
        elif lost.rows:
            words = self.texts.plain("web", "left_out_rows", count=f"{lost.rows:,}")
        elif lost.is_shortened:
            words = self.texts.plain("web", "gap_shown")
        else:
            return None
        return LeftOut(words, self._command.with_option("--all") if lost.is_shortened else self._command)

    def _block(self, block: Block, place: str, *, takes_all: bool) -> tuple[Markup | str, Lost]:
        """The block, or as much of it as there is room for: in half of what is left, or of the last block in all."""
        allowed = self._room - _LEAST // 2 if takes_all else self._room // 2
        cut = cut_to(block, allowed)
        while cut is not None:
            shown = shortened(cut, self.texts)
            is_shortened = shown is not cut
            shown = linked(shown, self._links)
            made = filled_by("block.html", "block", shown, self.texts, place)
            size = _size(made)
            if size <= allowed:
                self._room -= size
                return made, Lost(len(rows_of(block)) - len(rows_of(cut)), is_shortened=is_shortened)
            cut = _fewer_rows(cut, allowed / size)
        return "", Lost(is_cut=True)

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
    count = min(len(rows) - 1, int(len(rows) * share * 0.97))
    return block._replace(rows=rows[:count]) if count > 0 else None  # type: ignore[call-arg]


def _and_whether_last(sections: Iterable[Section]) -> Iterator[tuple[Section, bool]]:
    """Each section, and whether no other follows."""
    held: Section | None = None
    for section in sections:
        if held is not None:
            yield held, False
        held = section
    if held is not None:
        yield held, True


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


def _within(entries: Iterable[Entry], room: int) -> Iterator[Entry]:
    """So many of the words as have room, each twice: where it opens, and in the list at the end."""
    for entry in entries:
        room -= 2 * (_PER_ITEM + len(entry.name) + _size(printable(plain(entry.line))))
        if room < 0:
            return
        yield entry


def _size(text: str) -> int:
    return len(text.encode())
