"""The page on a block that is changed, for lessons."""

from __future__ import annotations

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph, text
from txexplain.explain.parts.numbers import shortened
from txexplain.model.hexadecimal import display_hex
from txexplain.model.lesson import BlockTrial
from txexplain.texts import Chunk, Line, Texts


def block_trial_page(trial: BlockTrial, texts: Texts) -> Document:
    """What was changed, what came out before and after, and whether that is still what the header asks for."""
    blocks: list[Block] = [Heading(texts.line("learn", f"trial_{trial.action}"), 2)]
    blocks.append(Paragraph(texts.line("learn", f"trial_{trial.action}_text")))
    facts = [_leaves(key, leaves, texts) for key, leaves in _rows(trial) if leaves]
    is_nonce = trial.action == "nonce"
    told = [("before", trial.before), ("after", trial.after), *([("wanted", trial.wanted)] if is_nonce else [])]
    for key, value in told:
        digits = display_hex(value) if is_nonce else value.hex()
        facts.append(Fact(texts.plain("learn", f"trial_{key}"), (text(digits, "data"),)))
    style = "valid" if trial.holds else "invalid"
    key = f"trial_{trial.action}_{'holds' if trial.holds else 'fails'}"
    facts.append(Fact("", ((Chunk(texts.plain("learn", key), style),),)))
    return (*blocks, Facts(tuple(facts), long_labels=True))


def _rows(trial: BlockTrial) -> tuple[tuple[str, tuple[bytes, ...]], ...]:
    return ("leaves_before", trial.leaves_before), ("leaves_after", trial.leaves_after)


def _leaves(key: str, leaves: tuple[bytes, ...], texts: Texts) -> Fact:
    line: Line = ()
    for leaf in leaves:
        line += (*((Chunk("  "),) if line else ()), Chunk(shortened(leaf.hex()), "data"))
    return Fact(texts.plain("learn", f"trial_{key}"), (line,))
