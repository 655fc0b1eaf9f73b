"""What one output says: an amount, and what must be shown to use it."""

from __future__ import annotations

from txexplain.explain.document import Fact, text
from txexplain.explain.parts.assembly import assembly
from txexplain.explain.parts.found_text import readable
from txexplain.explain.parts.kinds import has_trait, name, sentence
from txexplain.explain.parts.numbers import grouped
from txexplain.model.report import Report
from txexplain.model.script import NONSTANDARD
from txexplain.model.transaction import btc
from txexplain.texts import Line, Texts

SHOWN_MESSAGE = 400


def output_title(index: int, texts: Texts) -> Line:
    return texts.line("page", "output", index=index)


def amount_fact(value_sat: int, texts: Texts) -> Fact:
    value = texts.line("page", "amount_value", sat=grouped(value_sat), btc=btc(value_sat, ","))
    return Fact(texts.plain("page", "amount"), (value,))


def quoted(message: str, *, whole: bool = False) -> Line:
    """A message from the chain in quotes, clipped after 400 characters unless `whole`."""
    clipped = message if whole or len(message) <= SHOWN_MESSAGE else message[:SHOWN_MESSAGE] + "…"
    return text(f'"{clipped}"', "message")


def output_facts(
    report: Report, index: int, texts: Texts, *, spendable: bool, whole: bool = False
) -> tuple[Fact, ...]:
    item = report.outputs[index]
    facts = [amount_fact(item.value_sat, texts)]
    if item.address is not None:
        facts.append(Fact(texts.plain("page", "address"), (text(item.address, "address"),)))
    kind = text(name("type", item.type, texts), "kind")
    by_type = spendable or has_trait("never_spent", "type", item.type.key)
    note = sentence("type", item.type, texts) if by_type else texts.line("page", "type_never_spent")
    facts.append(Fact(texts.plain("page", "type"), (kind,), note, general=by_type))
    facts.append(
        Fact(
            texts.plain("page", "script"),
            (assembly(item.script, texts, whole=whole, numbers=item.type.key == NONSTANDARD),),
        )
    )
    for shape in item.shapes if spendable else ():
        called = text(name("shape", shape, texts), "kind")
        facts.append(Fact(texts.plain("page", "shape"), (called,), sentence("shape", shape, texts)))
    for piece in item.type.pieces("data"):
        message = readable(piece.data)
        if message is not None:
            facts.append(Fact(texts.plain("page", "message"), (quoted(message, whole=whole),)))
    return tuple(facts)
