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
from txexplain.explain.parts.ways import SHOWN_KEYS, takes, weight_facts
from txexplain.model.lock import LockedScript
from txexplain.model.report import InnerScript
from txexplain.model.script import NONSTANDARD
from txexplain.texts import Chunk, Line, Texts

_NEVER = ("op_return_output", "oversized_output_script")  # Core: IsUnspendable


def gist(locked: LockedScript, texts: Texts) -> Line:
    """What opens it, in a sentence or two."""
    type_, ways = locked.output.type, locked.ways
    if has_trait("never_spent", "type", type_.key):
        return texts.line("lock", "gist", "never")
    if locked.closed_by:
        return closed_line(locked.closed_by, texts)
    if has_trait("without_rules", "type", type_.key) and ways:
        return texts.line("lock", "gist", "anybody" if type_.key == "anchor" else "no_rules")
    if not ways:
        key = "hidden_script" if _is_hidden(locked) else "not_listed" if locked.more_ways is None else "closed"
        return texts.line("lock", "gist", key)
    if len(ways) == 1:
        hidden_too = texts.line("lock", "gist", "or_hidden_script") if locked.more_ways is None else ()
        return join(
            takes(locked, texts),
            hidden_too,
            by=texts.plain("page", "between_sentences"),
        )
    count = texts.line("lock", "gist", "ways", count=grouped(len(ways)))
    return join(count, takes(locked, texts), by=texts.plain("page", "between_sentences"))


def closed_line(reason: str, texts: Texts) -> Line:
    """That nothing opens it, and why."""
    return texts.line("lock", "gist", "never") if reason in _NEVER else texts.line("lock", "closed", reason)


def script_facts(locked: LockedScript, given: str, texts: Texts, *, whole: bool = False) -> Iterator[Fact]:
    """Its type, its address on each network, and the script itself."""
    output, addresses = locked.output, locked.addresses
    kind = text(name("type", output.type, texts), "kind")
    yield Fact(texts.plain("page", "type"), (kind,), sentence("type", output.type, texts), detail="note")
    if addresses:
        label = texts.plain("lock", "addresses" if len({each for _, each in addresses}) > 1 else "address")
        yield Fact(label, tuple(_address_lines(addresses, given, texts)))
    else:
        yield Fact(texts.plain("lock", "address"), (texts.line("lock", "address_none"),))
    numbers = output.type.key == NONSTANDARD
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
    """Keys that do not count as one would think: those that never sign, and those that can sign more than once."""
    for label, note, keys in (
        ("useless_keys", "useless_keys_note", locked.useless_keys),
        ("repeated_keys", "repeated_keys_note", locked.repeated_keys),
    ):
        shown = keys if whole else keys[:SHOWN_KEYS]
        lines = [text(key.hex(), "data") for key in shown]
        if len(shown) < len(keys):
            lines.append(texts.line("verify", "more_items", count=grouped(len(keys) - len(shown))))
        if lines:
            yield Fact(texts.plain("lock", label), (*lines, styled(texts.line("lock", note), "note")))


def cost_facts(locked: LockedScript, texts: Texts) -> Iterator[Fact]:
    """What spending it weighs, and below which amount nodes do not pass on an output of it."""
    weight = [*weight_facts(locked.ways, texts)]
    if not weight and locked.more_ways is None:
        weight = [Fact(texts.plain("lock", "weight"), (_unknown_weight(locked, texts),))]
    yield from weight
    if locked.dust_sat is None:
        yield Fact(texts.plain("lock", "dust"), (texts.line("lock", "dust_none"),))
        return
    value = texts.line("lock", "dust_value", sat=grouped(locked.dust_sat))
    yield Fact(texts.plain("lock", "dust"), (value,), texts.line("lock", "dust_note"), general=True)


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
