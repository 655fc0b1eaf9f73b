"""What one output script is by itself: what opens it in a sentence, its type, its addresses, what it weighs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from txexplain.explain.document import Fact, join, styled, text
from txexplain.explain.parts.assembly import assembly, hex_word
from txexplain.explain.parts.found_text import readable
from txexplain.explain.parts.kinds import has_trait, name, sentence
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.outputs import quoted
from txexplain.explain.parts.ways import SHOWN_KEYS, is_weighed, takes, weight_facts
from txexplain.model.lock import MAX_COUNTED, LockedScript
from txexplain.model.report import InnerScript
from txexplain.model.script import MAX_SCRIPT_ELEMENT_SIZE, NONSTANDARD
from txexplain.texts import Chunk, Line, Texts

_NEVER = ("op_return_output", "oversized_output_script")  # Core: IsUnspendable


def gist(locked: LockedScript, texts: Texts) -> Line:
    """What opens it, in a sentence or two."""
    type_, ways = locked.output.type, locked.ways
    if _is_never_spent(locked):
        return texts.line("lock", "gist", "never")
    if locked.closed_by:
        return closed_line(locked.closed_by, texts)
    if has_trait("without_rules", "type", type_.key) and ways:
        return texts.line("lock", "gist", "anybody" if type_.key == "anchor" else "no_rules")
    if not ways:
        key = "hidden_script" if _is_hidden(locked) else "not_listed" if locked.more_ways is None else "closed"
        return texts.line("lock", "gist", key)
    if len(ways) == 1:
        return join(takes(locked, texts), _others(locked, texts), by=texts.plain("page", "between_sentences"))
    return join(_count(locked, texts), takes(locked, texts), by=texts.plain("page", "between_sentences"))


def _is_never_spent(locked: LockedScript) -> bool:
    """Whether it is of a type that nothing opens: what is said of the type says so."""
    return has_trait("never_spent", "type", locked.output.type.key)


def _others(locked: LockedScript, texts: Texts) -> Line:
    """That there can be more than the one way that is known."""
    if locked.more_ways is not None:
        return ()
    return texts.line("lock", "gist", "or_not_listed" if locked.inner_scripts else "or_hidden_script")


def _count(locked: LockedScript, texts: Texts) -> Line:
    """How many ways there are, those that are left out too; there can be more than are known."""
    more = locked.more_ways
    key = "ways_known" if more is None else "ways_more" if more >= MAX_COUNTED else "ways"
    return texts.line("lock", "gist", key, count=grouped(min(len(locked.ways) + (more or 0), MAX_COUNTED)))


def closed_line(reason: str, texts: Texts) -> Line:
    """That nothing opens it, and why."""
    return texts.line("lock", "gist", "never") if reason in _NEVER else texts.line("lock", "closed", reason)


def script_facts(locked: LockedScript, given: str, texts: Texts, *, whole: bool = False) -> Iterator[Fact]:
    """Its type, its address on each network, and the script itself."""
    output, addresses = locked.output, locked.addresses
    kind = text(name("type", output.type, texts), "kind")
    known = () if locked.closed_by and not _is_never_spent(locked) else sentence("type", output.type, texts)
    yield Fact(texts.plain("page", "type"), (kind,), known, detail="note")
    if addresses:
        label = texts.plain("lock", "addresses" if len({each for _, each in addresses}) > 1 else "address")
        yield Fact(label, tuple(_address_lines(addresses, given, texts)))
    else:
        yield Fact(texts.plain("lock", "address"), (texts.line("lock", "address_none"),))
    numbers = output.type.key == NONSTANDARD
    whole = whole or len(output.script.slice.data) <= MAX_SCRIPT_ELEMENT_SIZE
    yield Fact(texts.plain("page", "script"), (assembly(output.script, texts, whole=whole, numbers=numbers),))
    yield Fact(texts.plain("lock", "hex"), (tuple(hex_word(output.script.slice.data, texts, whole=whole)),))
    for shape in output.shapes:
        yield Fact(
            texts.plain("page", "shape"),
            (text(name("shape", shape, texts), "kind"),),
            sentence("shape", shape, texts),
        )
    for piece in output.type.pieces("data"):
        message = readable(piece.data)
        if message is not None:
            yield Fact(texts.plain("page", "message"), (quoted(message, whole=whole),))


def key_facts(locked: LockedScript, texts: Texts, *, whole: bool = False) -> Iterator[Fact]:
    """Keys that do not count as one would think: those that never sign, those that can sign more than once, and those
    whose signatures are not passed on."""
    off_curve = tuple(key for key in locked.useless_keys if key not in locked.wrong_parity_keys)
    for label, note, keys in (
        ("useless_keys", "useless_keys_note", off_curve),
        ("useless_keys", "wrong_parity_note", locked.wrong_parity_keys),
        ("repeated_keys", "repeated_keys_note", locked.repeated_keys),
        ("hybrid_keys", "hybrid_keys_note", locked.hybrid_keys),
    ):
        shown = keys if whole else keys[:SHOWN_KEYS]
        lines = [text(key.hex(), "data") for key in shown]
        if len(shown) < len(keys):
            lines.append(texts.line("verify", "more_items", count=grouped(len(keys) - len(shown))))
        if lines:
            yield Fact(texts.plain("lock", label), (*lines, styled(texts.line("lock", note), "note")))


def cost_facts(locked: LockedScript, texts: Texts) -> Iterator[Fact]:
    """What spending it weighs, and below which amount nodes do not pass on an output of it."""
    if not locked.closed_by:
        weight = [*weight_facts(locked.ways, texts, locked.heaviest_wu, _limit(locked))]
        if not weight and locked.more_ways is None:
            weight = [Fact(texts.plain("lock", "weight"), (_unknown_weight(locked, texts),))]
        yield from weight
    if locked.dust_sat is None:
        yield Fact(texts.plain("lock", "dust"), (texts.line("lock", "dust_none"),))
        return
    value = texts.line("lock", "dust_value", sat=grouped(locked.dust_sat))
    yield Fact(texts.plain("lock", "dust"), (value,), texts.line("lock", "dust_note"), general=True)


def _limit(locked: LockedScript) -> str:
    """The text on the ways that the weight leaves out, "" where it leaves out none."""
    if _is_hidden(locked):
        return "weight_key_path"
    if not is_weighed(locked):
        return "weight_of_known"
    return "weight_of_cheapest" if locked.more_ways and locked.heaviest_wu is None else ""


def _unknown_weight(locked: LockedScript, texts: Texts) -> Line:
    """Why nobody can tell what an input weighs: the script is known by its hash alone, or what opens it is not."""
    return texts.line("lock", "weight_hidden" if _is_hidden(locked) else "weight_unknown")


def _is_hidden(locked: LockedScript) -> bool:
    """Whether the script that opens it is known by its hash alone."""
    unknown = locked.more_ways is None and not locked.inner_scripts
    return unknown and has_trait("hides_scripts", "type", locked.output.type.key)


def inner_facts(inner: InnerScript, number: int | None, texts: Texts, *, whole: bool = False) -> Iterator[Fact]:
    """A script behind the output script, in assembly and in hex; a leaf with its number, where there are several."""
    script, label = inner.script, texts.plain("fields", inner.role)
    if number is not None:
        label = texts.plain("lock", "place", "leaf", leaf=grouped(number))
    whole = whole or len(script.slice.data) <= MAX_SCRIPT_ELEMENT_SIZE
    yield Fact(label, (assembly(script, texts, whole=whole, numbers=True),))
    yield Fact(texts.plain("lock", "hex"), (tuple(hex_word(script.slice.data, texts, whole=whole)),))


def _address_lines(addresses: tuple[tuple[str, str], ...], given: str, texts: Texts) -> Iterator[Line]:
    """A line for each address, with the networks that it is one of; which of them was given is marked."""
    groups = [(address, [*pairs]) for address, pairs in groupby(addresses, key=lambda pair: pair[1])]
    for address, pairs in sorted(groups, key=lambda group: not is_same(group[0], given)):
        networks = texts.plain("lock", "comma").join(network for network, _ in pairs)
        mark = texts.line("lock", "as_given") if is_same(address, given) else ()
        yield join(text(address, "address"), (Chunk(networks, "note"),), mark)


def is_same(address: str, given: str) -> bool:
    """Whether it is what was given: bech32 may be in capital letters."""
    return given in (address, address.upper())
