"""Pages on a PSBT that goes round, for lessons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Document, Fact, Facts, Heading
from txexplain.explain.parts.numbers import grouped
from txexplain.model.psbt_stages import CarriedField, PsbtStage
from txexplain.texts import Chunk, Line, Texts


def psbt_stages_page(stages: Sequence[PsbtStage], finished_bytes: int, texts: Texts) -> Document:
    """Each stage with its size, its signatures and what came or went; at the end the transaction."""
    rows = [Fact(stage.name, tuple(_stage(stage, texts))) for stage in stages]
    size = texts.line("psbt_stages", "finished_size", size=grouped(finished_bytes))
    rows.append(Fact(texts.plain("psbt_stages", "finished"), (size,)))
    return Heading(texts.line("psbt_stages", "heading"), 2), Facts(tuple(rows), long_labels=True)


def _stage(stage: PsbtStage, texts: Texts) -> Iterator[Line]:
    told = {"size": grouped(stage.size_bytes), "signatures": grouped(stage.signatures)}
    yield texts.line("psbt_stages", "size", **told)
    for key, fields in (("new", stage.new), ("gone", stage.gone)):
        if fields:
            yield texts.line("psbt_stages", key, fields=", ".join(fields))


def carried_fields_page(name: str, fields: Sequence[CarriedField], texts: Texts) -> Document:
    """The fields whose values the finished transaction holds, and those that stay with the signers."""
    kinds = {"carried": True, "left_out": False}
    rows = [
        Fact(
            texts.plain("psbt_stages", key), tuple(_field(each, texts) for each in fields if each.carried is carried)
        )
        for key, carried in kinds.items()
    ]
    return Heading(texts.line("psbt_stages", "heading_carried", name=name), 2), Facts(tuple(rows))


def _field(each: CarriedField, texts: Texts) -> Line:
    words = texts.line("psbt_stages", f"field_{each.field}")
    return (Chunk(f"{each.field} × {each.entries}", "code"), Chunk("  "), *words)
