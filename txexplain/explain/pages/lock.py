"""The page that `lock` prints: what opens it first, then what it is, what it weighs, and each way by itself."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import (
    Block,
    Document,
    Fact,
    Facts,
    Heading,
    Listing,
    Paragraph,
    text,
    untold,
    without_details,
)
from txexplain.explain.parts.kinds import short_name
from txexplain.explain.parts.lock_facts import cost_facts, gist, inner_facts, is_same, key_facts, script_facts
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.ways import is_plain, way_facts, way_title, weight_facts
from txexplain.model.lock import LockedScript, LockReport, Way
from txexplain.model.networks import MAIN
from txexplain.model.script import NONSTANDARD
from txexplain.texts import Line, Texts

SHOWN_WAYS = 8
SHOWN_SCRIPTS = 10
_HIDDEN = (NONSTANDARD, "multisig")  # types of script that are usually behind a hash
_LONGEST_GIVEN = 66  # characters of what commands repeat: a public key has as many
_RECEIVE_AND_CHANGE = "<0;1>"
_NAMES = {"address": "ADDRESS", "descriptor": "DESCRIPTOR", "script": "SCRIPT", "public_key": "KEY"}


def lock_page(report: LockReport, texts: Texts, *, show_all: bool = False) -> Document:
    """The page. Unless `show_all`, of many scripts the first are shown, and of many ways the cheapest."""
    blocks = _Page(report, texts, show_all).blocks()
    return tuple(blocks if show_all else map(without_details, blocks))


class _Page:
    """A report, and how it is shown."""

    def __init__(self, report: LockReport, texts: Texts, whole: bool) -> None:
        self.report, self.texts, self.whole = report, texts, whole
        self._told = set[Line]()

    def blocks(self) -> Iterator[Block]:
        report, texts = self.report, self.texts
        yield Heading(self._heading(), 1)
        if not report.scripts:
            yield Paragraph(texts.line("lock", "gist", "hardened"))
            yield Facts(tuple(self._descriptor()))
        elif report.kind == "public_key":
            yield from self._forms()
        else:
            yield from self._main(report.scripts[0])
        yield from self._wrapped()
        if report.kind == "address":
            yield Paragraph(texts.line("lock", "not_looked_up"))
        yield Heading(texts.line("page", "heading_next"), 2)
        yield Listing(tuple(self._next()))

    def _heading(self) -> Line:
        """What it is; of an address of test networks alone their names."""
        report, texts = self.report, self.texts
        addresses = report.scripts[0].addresses if report.kind == "address" and report.scripts else ()
        networks = [name for name, address in addresses if is_same(address, report.given)]
        if not networks or MAIN.name in networks:
            return texts.line("lock", "heading", report.kind)
        return texts.line("lock", "heading", "address_of_tests", networks=texts.plain("lock", "comma").join(networks))

    def _main(self, locked: LockedScript) -> Iterator[Block]:
        """The one script, or the first of several, whole; of the others the addresses."""
        texts = self.texts
        yield Paragraph(gist(locked, texts))
        own = script_facts(locked, self.report.given, texts, whole=self.whole)
        keys = key_facts(locked, texts, whole=self.whole)
        yield self._untold(*self._descriptor(), *own, *keys, *cost_facts(locked, texts))
        yield from self._ways(locked)
        yield from self._several()
        yield from self._inner(locked)

    def _descriptor(self) -> Iterator[Fact]:
        """How Core writes it, and which place of a range the rest of the page is about."""
        report, texts = self.report, self.texts
        if not report.descriptor:
            return
        yield Fact(texts.plain("lock", "descriptor"), (text(report.descriptor, "data"),))
        yield from self._made()
        if not report.scripts:
            return
        count, first = self._scripts_per_index(), self._place(report.scripts[0]).label
        told = {"count": grouped(count), "first": first}
        if report.indexes is not None:
            key = "range_note" if report.paths == 1 else "multipath_note"
            value = texts.line("lock", "range_one" if count == 1 else "range_several", **told)
            yield Fact(texts.plain("lock", "range"), (value,), texts.line("lock", key, paths=report.paths))
        elif count > 1:
            yield Fact(texts.plain("lock", "forms"), (texts.line("lock", "forms_value", **told),))

    def _made(self) -> Iterator[Fact]:
        """The descriptors that a multipath makes."""
        texts, made = self.texts, self.report.made
        shown = made if self.whole else made[:SHOWN_SCRIPTS]
        lines = [text(each, "data") for each in shown]
        if len(shown) < len(made):
            lines.append(texts.line("verify", "more_items", count=grouped(len(made) - len(shown))))
        if lines:
            yield Fact(texts.plain("lock", "made"), tuple(lines))

    def _scripts_per_index(self) -> int:
        """How many output scripts there are at one index: of a multipath, and of `combo()`, several."""
        first, last = self.report.indexes or (0, 0)
        return len(self.report.scripts) // (last - first + 1)

    def _several(self) -> Iterator[Block]:
        """The addresses of all scripts, or the scripts of those without, by index and path."""
        scripts, texts = self.report.scripts, self.texts
        if len(scripts) == 1:
            return
        yield Heading(texts.line("lock", "heading_several"), 2)
        shown = scripts if self.whole else scripts[:SHOWN_SCRIPTS]
        yield Facts(tuple(self._place(each) for each in shown), long_labels=True)
        if len(shown) < len(scripts):
            yield Paragraph(texts.line("verify", "more_items", count=grouped(len(scripts) - len(shown))))

    def _place(self, locked: LockedScript) -> Fact:
        texts, index, path = self.texts, locked.position, locked.path
        labels = [] if index is None else [texts.plain("lock", "index", index=grouped(index))]
        if path is not None:
            usual = _RECEIVE_AND_CHANGE in self.report.given and path < 2
            labels.append(texts.plain("lock", f"path_{path}" if usual else "path", path=grouped(path + 1)))
        if self._scripts_per_index() > self.report.paths:
            labels.append(self._form_title(locked))
        shown = locked.output.address or locked.output.script.slice.data.hex()
        return Fact(texts.plain("lock", "comma").join(labels), (text(shown, "address"),))

    def _forms(self) -> Iterator[Block]:
        """Each output script that a public key usually stands in."""
        texts = self.texts
        yield Paragraph(texts.line("lock", "gist", "public_key", count=grouped(len(self.report.scripts))))
        yield Facts((Fact(texts.plain("lock", "key"), (text(self.report.given, "data"),)),))
        for locked in self.report.scripts:
            yield Heading(text(self._form_title(locked)), 3)
            _, *own = script_facts(locked, self.report.given, texts, whole=self.whole)
            closed = [Fact(texts.plain("lock", "opened"), (gist(locked, texts),))] if locked.closed_by else []
            yield self._untold(*closed, *own, *cost_facts(locked, texts))

    def _form_title(self, locked: LockedScript) -> str:
        """Its type; of P2SH what is inside, too."""
        types = [locked.output.type, *(shape for each in locked.inner_scripts[:1] for shape in each.shapes[:1])]
        inside = [each for each in types[1:] if each.key.startswith("witness_v0")]
        return "-".join(short_name(each, self.texts) for each in (types[0], *inside))

    def _inner(self, locked: LockedScript) -> Iterator[Block]:
        if locked.inner_scripts:
            yield Heading(self.texts.line("lock", "heading_inner"), 2)
            scripts = locked.inner_scripts
            leaves = len(scripts) > 1 and scripts[0].role == "leaf_script"
            for number, inner in enumerate(scripts, 1):
                yield Facts(tuple(inner_facts(inner, number if leaves else None, self.texts, whole=self.whole)))

    def _ways(self, locked: LockedScript) -> Iterator[Block]:
        """Each way by itself, where there are several, or one asks for more than one key."""
        texts, ways = self.texts, locked.ways
        if locked.is_key_path_closed and ways:
            yield Paragraph(texts.line("lock", "key_path_closed"))
        if not ways or (len(ways) == 1 and is_plain(ways[0])):
            return
        yield Heading(texts.line("lock", "heading_ways" if len(ways) > 1 else "heading_way"), 2)
        shown = ways if self.whole else ways[:SHOWN_WAYS]
        several_places = len({(way.place, way.leaf) for way in ways}) > 1
        for number, way in enumerate(shown, 1):
            if len(ways) > 1:
                yield Heading(way_title(number, way, texts, place=several_places), 3)
            weight = self._weight(way) if len(ways) > 1 else ()
            yield self._untold(*way_facts(way, locked, texts, whole=self.whole), *weight)
        more = len(ways) - len(shown) + (locked.more_ways or 0)
        if more:
            yield Paragraph(texts.line("verify", "more_items", count=grouped(more)))
        if locked.more_ways is None:
            yield Paragraph(texts.line("lock", "hidden_ways"))

    def _weight(self, way: Way) -> Iterator[Fact]:
        """What an input weighs that takes this way, one of several."""
        if way.weight_wu is None:
            yield Fact(self.texts.plain("lock", "weight"), (self.texts.line("lock", "weight_not_known"),))
        yield from (each._replace(note=()) for each in weight_facts((way,), self.texts))

    def _wrapped(self) -> Iterator[Block]:
        """Of a script what it would be as the one behind an address."""
        texts = self.texts
        if not self.report.wrapped or not (self.whole or self.report.scripts[0].output.type.key in _HIDDEN):
            return
        yield Heading(texts.line("lock", "heading_wrapped"), 2)
        yield Paragraph(texts.line("lock", "wrapped"))
        for locked in self.report.wrapped:
            yield Heading(text(self._form_title(locked)), 3)
            address = text(locked.output.address or "", "address")
            opened = Fact(texts.plain("lock", "opened"), (gist(locked, texts),))
            yield self._untold(Fact(texts.plain("lock", "address"), (address,)), opened, *cost_facts(locked, texts))

    def _untold(self, *facts: Fact) -> Facts:
        """The facts, without the general notes that stand above on the page."""
        return untold(Facts(facts), self._told)

    def _next(self) -> Iterator[tuple[str, Line]]:
        report, texts = self.report, self.texts
        if report.indexes is not None and report.scripts:
            yield f"txexplain lock --index 0-9 {self._given()}", texts.line("lock", "next_index")
        for locked in report.scripts[:1]:
            type_ = locked.output.type
            if texts.has("kinds", "type", type_.key, "more"):
                yield f"txexplain why {short_name(type_, texts)}", texts.line("lock", "next_why")
        yield f"txexplain lock --json {self._given()}", texts.line("page", "next_json")

    def _given(self) -> str:
        """What was given as a shell takes it, or what it is where that is long."""
        from shlex import quote

        given = self.report.given
        return quote(given) if len(given) <= _LONGEST_GIVEN and given.isprintable() else _NAMES[self.report.kind]
