"""A proof, hash by hash: that a revealed script is the one that the coin promised."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Paragraph, text
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.trees import taproot_tree
from txexplain.model.signing import Proof
from txexplain.texts import Chunk, Texts

SHOWN_VALUES = 12


def proof_blocks(
    proof: Proof,
    texts: Texts,
    *,
    whole: bool = False,
    long_labels: bool = False,
    assumed: bool = False,
    command: str = "--all",
) -> Iterator[Block]:
    """The proof as a tree where it is one, and its values; `assumed` where the output was worked out from them.

    `command` is what shows the values that are left out.
    """
    tree = taproot_tree(proof, texts) if proof.key == "taproot_commitment" else None
    if tree is not None:
        yield tree
        yield Paragraph(texts.line("verify", "tree_legend"))
    yield Facts((*_values(proof, texts, command, whole), _outcome(proof, texts, assumed)), long_labels)


def _values(proof: Proof, texts: Texts, command: str, show_all: bool) -> Iterator[Fact]:
    """The values of the proof, a long path shortened unless `show_all`."""
    values = proof.values
    if len(values) > SHOWN_VALUES and not show_all:
        middle = len(values) - SHOWN_VALUES
        head, tail = values[: SHOWN_VALUES // 2 + 1], values[SHOWN_VALUES // 2 + 1 + middle :]
        yield from (_value(key, value, texts) for key, value in head)
        yield Fact("", (texts.line("verify", "more_values", count=grouped(middle), command=command),))
        values = tail
    yield from (_value(key, value, texts) for key, value in values)


def _outcome(proof: Proof, texts: Texts, assumed: bool) -> Fact:
    """What the proof shows: nothing about an output that was worked out from it."""
    if assumed and proof.holds:
        return Fact("", (texts.line("verify", "assumed_proof"),))
    style, how = ("valid", "holds") if proof.holds else ("invalid", "fails")
    return Fact("", ((Chunk(texts.plain("verify", f"proof_{proof.key}_{how}"), style),),))


def _value(key: str, value: bytes, texts: Texts) -> Fact:
    note = texts.line("verify", f"note_{key}")
    return Fact(texts.plain("verify", f"proof_{key}"), (text(value.hex(), "data"),), note, general=True)
