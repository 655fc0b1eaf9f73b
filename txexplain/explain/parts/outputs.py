"""What one output says: an amount, and what must be shown to use it."""

from __future__ import annotations

from txexplain.explain.document import Fact, text
from txexplain.explain.parts.assembly import assembly
from txexplain.explain.parts.found_text import readable
from txexplain.explain.parts.kinds import has_trait, name, sentence, short_name
from txexplain.explain.parts.numbers import grouped
from txexplain.model.report import OutputReport, Report
from txexplain.model.script import NONSTANDARD
from txexplain.model.transaction import btc
from txexplain.texts import Line, Texts

SHOWN_MESSAGE = 400


def output_title(report: Report, index: int, texts: Texts) -> Line:
    """Its number, its type and its amount."""
    return coin_title(texts.plain("page", "output", index=grouped(index)), report.outputs[index], texts)


def coin_title(name: str, coin: OutputReport | None, texts: Texts) -> Line:
    """The name of an input or output, and of its coin, as far as that is known, the type and the amount."""
    if coin is None:
        return text(name)
    return texts.line("page", "coin_title", name=name, kind=short_name(coin.type, texts), sat=grouped(coin.value_sat))


def amount_fact(value_sat: int, texts: Texts) -> Fact:
    value = texts.line("page", "amount_value", sat=grouped(value_sat), btc=btc(value_sat, ","))
    return Fact(texts.plain("page", "amount"), (value,))


def quoted(message: str, *, whole: bool = False) -> Line:
    """A message from the chain in quotes, clipped after 400 characters unless `whole`."""
    clipped = message if whole or len(message) <= SHOWN_MESSAGE else message[:SHOWN_MESSAGE] + "…"
    return text(f'"{clipped}"', "message")


def output_facts(
    report: Report, index: int, texts: Texts, *, spendable: bool, whole: bool = False, short: bool = False
) -> tuple[Fact, ...]:
    """The amount, a detail that the title has, the lock, what its data says. `short` makes the type a detail."""
    item = report.outputs[index]
    facts = [amount_fact(item.value_sat, texts)._replace(detail="fact")]
    if item.address is not None:
        facts.append(Fact(texts.plain("page", "address"), (text(item.address, "address"),)))
    kind = text(name("type", item.type, texts), "kind")
    by_type = spendable or has_trait("never_spent", "type", item.type.key)
    note = sentence("type", item.type, texts) if by_type else texts.line("page", "type_never_spent")
    detail = "fact" if short and by_type else "again"
    facts.append(Fact(texts.plain("page", "type"), (kind,), note, general=by_type, detail=detail))
    facts.append(
        Fact(
            texts.plain("page", "script"),
            (assembly(item.script, texts, whole=whole, numbers=item.type.key == NONSTANDARD),),
        )
    )
    for shape in item.shapes if spendable else ():
        called = text(name("shape", shape, texts), "kind")
        facts.append(Fact(texts.plain("page", "shape"), (called,), sentence("shape", shape, texts)))
    if report.lookup is not None and spendable:
        from txexplain.explain.parts.chain import spent_facts

        facts += spent_facts(report, index, texts, whole=whole)
    for piece in item.type.pieces("data"):
        message = readable(piece.data)
        if message is not None:
            facts.append(Fact(texts.plain("page", "message"), (quoted(message, whole=whole),)))
    return tuple(facts)
