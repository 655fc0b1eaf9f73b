"""The page that `why` prints: what a name means, in every sense that it has here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Listing, Paragraph, styled, text
from txexplain.explain.parts.kinds import command_that_shows
from txexplain.explain.parts.names import ALIASES, Entry, entries_of
from txexplain.explain.parts.node_answers import Said, input_of, name_of, rows_of_code, rows_of_word, sentence_of
from txexplain.explain.parts.node_words import is_frame, word_of
from txexplain.explain.parts.questions import Topic
from txexplain.explain.parts.steps import opcode_key, opcode_line
from txexplain.model.script import opcode_name
from txexplain.texts import ANY_LANGUAGE, Chunk, Texts, catalogue, plain

_MOST_SAID = 6  # things of one text that are told, and how many others are named
_MOST_NAMED = 12
_ALIKE = 60  # characters by which a line is known again


def why_page(entries: Sequence[Entry], texts: Texts, said: Mapping[Entry, str] | None = None) -> Document:
    """What each of the meanings is. `entries` are those of one name, or what a node `said`, each with its line."""
    blocks: list[Block] = []
    lines = said or {}
    frames = tuple(entry for entry in lines if is_frame(*entry))
    around = frames if len(frames) < len(lines) else ()
    meant = [entry for entry in entries if entry not in around]
    most = _MOST_SAID if lines else len(meant)
    shown = [*_without_echo(meant[:most], texts)]
    terms = {entry.key for entry in shown if entry.family == "term"}
    framed = _framed(around, meant, lines)
    for entry in shown:
        is_told = entry.family == "node" and word_of(entry.key).get("term") in terms
        blocks += _node(entry, texts, told=True) if is_told else _TELLERS[entry.family](entry, texts)
        place = input_of(lines.get(entry, ""), lines.values())
        blocks += _rows(entry, texts, Said(lines.get(entry, ""), framed.get(entry, ()), place), told=is_told)
    left = tuple(text(name_of(*entry), "code") for entry in meant[most:][:_MOST_NAMED] if not is_frame(*entry))
    return (*blocks, *([Facts((Fact(texts.plain("node_words", "labels", "more_said"), left),))] if left else ()))


def _framed(
    frames: Sequence[Entry], reasons: Sequence[Entry], lines: Mapping[Entry, str]
) -> Mapping[Entry, tuple[Entry, ...]]:
    """What frames each reason: what is before it in its line, and otherwise what frames the first one."""
    framed: dict[Entry, tuple[Entry, ...]] = {}
    for frame in frames:
        line = lines[frame].partition("\n")[0]
        told = (each for each in reasons if lines.get(each) and lines[each].partition("\n")[0][:_ALIKE] in line)
        reason = next(told, reasons[0])
        framed[reason] = (*framed.get(reason, ()), frame)
    return framed


def question_page(topic: Topic, texts: Texts) -> Document:
    """The answer to a question that is no name: in a sentence, then what its names mean, and a command."""
    blocks: list[Block] = []
    if texts.has("why", "answers", topic.key):
        blocks.append(Paragraph(styled(texts.line("why", "answers", topic.key), "strong")))
    entries = dict.fromkeys(entry for name in topic.names for entry in entries_of(name, texts))
    blocks += why_page(tuple(entries), texts)
    look = texts.plain("node_words", "labels", "look")
    if not any(fact.label == look for block in blocks if isinstance(block, Facts) for fact in block.rows):
        blocks.append(Facts((Fact(look, (text(f"txexplain {topic.command}", "code"),)),)))
    return tuple(blocks)


def glossary_page(texts: Texts) -> Document:
    """All terms by topic, each in a sentence."""
    blocks: list[Block] = [Heading(texts.line("why", "glossary"), 1), Paragraph(texts.line("why", "glossary_intro"))]
    for topic, keys in terms_by_topic(texts).items():
        rows = ((texts.plain("terms", key, "name"), texts.line("terms", key, "short")) for key in keys)
        blocks += [Heading(texts.line("why", topic), 2), Listing(tuple(rows))]
    return tuple(blocks)


def terms_by_topic(texts: Texts) -> dict[str, list[str]]:
    """The keys of the terms in their topics, in the order of reading."""
    topics = {str(first): topic for topic, first in catalogue(ANY_LANGUAGE, "why").items()}
    groups: dict[str, list[str]] = {}
    topic = next(iter(topics.values()))
    for key in catalogue(texts.language, "terms"):
        topic = topics.get(key, topic)
        groups.setdefault(topic, []).append(key)
    return groups


def _without_echo(entries: Sequence[Entry], texts: Texts) -> Iterator[Entry]:
    """The meanings without fields whose label is a term that is told anyway."""
    terms = [entry for entry in entries if entry.family == "term"]
    words = [entry.key for entry in entries if entry.family == "node"]
    types = any(entry.family == "type" for entry in entries)
    for entry in entries:
        if entry.family == "spend" and types:  # which tells the same from the other side
            continue
        if entry.family == "finding" and entry.key in words:  # which says it without the numbers of one transaction
            continue
        if entry.family != "field" or not (terms or _terms_of(entry, texts)):
            yield entry
    if not terms:
        for entry in entries:
            if entry.family == "field":
                yield from _terms_of(entry, texts)[:1]


def _terms_of(entry: Entry, texts: Texts) -> list[Entry]:
    label = texts.plain("fields", entry.key)
    found = [each for name in (label, label.split(",")[0]) for each in entries_of(name, texts)]
    return [each for each in found if each.family == "term"]


def _heading(name: str, entry: Entry, texts: Texts) -> Heading:
    family = texts.plain("why", f"family_{entry.family}")
    return Heading((Chunk(name), Chunk(texts.plain("verify", "between_parts"), "label"), Chunk(family, "label")), 2)


def _term(entry: Entry, texts: Texts) -> Iterator[Block]:
    yield _heading(texts.plain("terms", entry.key, "name"), entry, texts)
    short = texts.line("terms", entry.key, "short")
    yield Paragraph(styled(short, "strong"))
    yield Paragraph(texts.line("terms", entry.key, "more"))
    links = catalogue(ANY_LANGUAGE, "terms").get(entry.key, {})
    assert not isinstance(links, str)
    see = [key for key in str(links.get("see", "")).split(", ") if key]
    between = texts.plain("why", "between_names")
    names = between.join(texts.plain("terms", key, "name") for key in see)
    also = between.join(texts.plain("terms", entry.key, "also").split(", "))
    tried = links.get("try")
    rows = [
        ("also", text(also)),
        ("see", text(names)),
        ("try", text(f"txexplain {tried}", "code") if tried else ()),
    ]
    facts = tuple(Fact(texts.plain("why", key), (line,)) for key, line in rows if plain(line))
    if facts:
        yield Facts(facts)


def _bip(entry: Entry, texts: Texts) -> Iterator[Block]:
    """What a BIP is called and brought, whether it is in force, and what says more."""
    yield _heading(entry.key.upper(), entry, texts)
    yield Paragraph(styled(texts.line("bips", entry.key, "title"), "strong"))
    yield Paragraph(texts.line("bips", entry.key, "what"))
    known = catalogue(ANY_LANGUAGE, "bips")[entry.key]
    assert not isinstance(known, str)
    rows = [("status", texts.line("why", f"status_{known['status']}"))]
    if "date" in known:
        key = "since_block" if "height" in known else "since_day"
        rows.append(("since", texts.line("why", key, height=known.get("height"), date=known["date"])))
    if "see" in known:
        names = (texts.plain("terms", key, "name") for key in str(known["see"]).split(", "))
        rows.append(("see", text(texts.plain("why", "between_names").join(names))))
    if "try" in known:
        rows.append(("try", text(f"txexplain {known['try']}", "code")))
    yield Facts(tuple(Fact(texts.plain("why", key), (line,)) for key, line in rows))


def _opcode(entry: Entry, texts: Texts) -> Iterator[Block]:
    opcode, tapscript = int(entry.key), entry.family == "success"
    key = opcode_key(opcode, tapscript=tapscript)
    name = opcode_name(opcode, tapscript=tapscript)
    yield _heading(name, entry, texts)
    size = opcode if key == "OP_PUSHBYTES" else None
    does = texts.unfilled("opcodes", key, "does") if key.startswith("OP_PUSHDATA") else None
    tells = [
        ("code", text(f"{opcode:02x}", "data")),
        ("stack", opcode_line(opcode, "stack", texts, tapscript=tapscript, size=size)),
        ("does", does or opcode_line(opcode, "does", texts, tapscript=tapscript, size=size)),
        *((part, texts.line("opcodes", key, part)) for part in ("true", "false") if texts.has("opcodes", key, part)),
        ("why", opcode_line(opcode, "why", texts, tapscript=tapscript)),
    ]
    others = [alias for alias, code in ALIASES.items() if code == opcode and not tapscript]
    if others:
        tells.append(("also", text(texts.plain("why", "between_names").join(others), "opcode")))
    yield Facts(tuple(Fact(texts.plain("why", part), (line,)) for part, line in tells))
    yield Paragraph(opcode_line(opcode, "more", texts, tapscript=tapscript))


def _field(entry: Entry, texts: Texts) -> Iterator[Block]:
    yield _heading(texts.plain("fields", entry.key), entry, texts)
    yield Paragraph(text(entry.key, "code"))


def _kind(entry: Entry, texts: Texts) -> Iterator[Block]:
    table = catalogue(texts.language, "kinds")[entry.family]
    assert not isinstance(table, str)
    name = "general_name" if texts.has("kinds", entry.family, entry.key, "general_name") else "name"
    yield _heading(plain(texts.unfilled("kinds", entry.family, entry.key, name)), entry, texts)
    is_general = texts.has("kinds", entry.family, entry.key, "general")
    for part in table[entry.key]:  # a general sentence stands in for those with numbers of one script
        if part in ("more", "general") or (part.startswith("text") and not is_general):
            yield Paragraph(texts.unfilled("kinds", entry.family, entry.key, part))
    tried = command_that_shows(entry.family, entry.key)
    if tried:
        yield Facts((Fact(texts.plain("why", "try"), (text(f"txexplain {tried}", "code"),)),))


def _sentence(entry: Entry, texts: Texts) -> Iterator[Block]:
    """A rule, a script error or a finding; what can be behind an error is among the rows of its node's word."""
    yield _heading(entry.key, entry, texts)
    yield Paragraph(texts.unfilled(f"{entry.family}s", entry.key))


def _error(entry: Entry, texts: Texts) -> Iterator[Block]:
    yield _heading(entry.key, entry, texts)
    parts = [part for part in ("title", "expected", "hint") if texts.has("errors", entry.key, part)]
    yield Facts(tuple(Fact(texts.plain("why", part), (texts.unfilled("errors", entry.key, part),)) for part in parts))


def _node(entry: Entry, texts: Texts, *, told: bool = False) -> Iterator[Block]:
    """A reason that a node gives, or a number beside it; in brief where the page has the term for it."""
    yield _heading(name_of(*entry), entry, texts)
    yield Paragraph(styled(sentence_of(*entry, texts, told=told), "strong"))


def _rows(entry: Entry, texts: Texts, said: Said, *, told: bool) -> Iterator[Block]:
    """What there is to say of a node's word beside its sentence."""
    if entry.family.endswith("_code"):
        yield Facts(rows_of_code(*entry, texts))
    elif entry.family in ("node", "script_error") and word_of(entry.key):
        yield Facts(rows_of_word(entry.key, texts, said, told=told))


_TELLERS: dict[str, Callable[[Entry, Texts], Iterator[Block]]] = {
    "term": _term,
    "bip": _bip,
    "opcode": _opcode,
    "success": _opcode,
    "field": _field,
    "spend": _kind,
    "type": _kind,
    "shape": _kind,
    "rule": _sentence,
    "script_error": _sentence,
    "finding": _sentence,
    "error": _error,
    "node": _node,
    "rpc_code": _node,
    "reject_code": _node,
}
