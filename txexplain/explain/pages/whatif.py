"""The page that `whatif` prints: what was changed, what became of it, and why."""

from __future__ import annotations

from txexplain.explain.document import Block, Document, Facts, Heading, Paragraph
from txexplain.explain.parts.changes import changes, edit_fact
from txexplain.explain.parts.errors import error_facts, error_title
from txexplain.explain.parts.outcome import input_changes, new_faults, verdict_change
from txexplain.model.hexadecimal import display_hex
from txexplain.model.whatif import WhatIf
from txexplain.texts import Chunk, Texts


def whatif_page(found: WhatIf, texts: Texts) -> Document:
    """The edits, the fields that differ, both ids, and each input before and after."""
    txid = display_hex(found.before.report.tx.txid)
    blocks: list[Block] = [Heading((*texts.line("whatif", "heading"), Chunk(" "), Chunk(txid, "txid")), 1)]
    if not found.edits:
        return (*blocks, Paragraph(texts.line("whatif", "no_edit")))
    blocks.append(Facts(tuple(edit_fact(edit, texts) for edit in found.edits), long_labels=True))
    if found.error is not None:
        blocks.append(Heading(texts.line("whatif", "heading_unreadable"), 2))
        return (*blocks, Paragraph(error_title(found.error, texts)), error_facts(found.error, texts))
    blocks += [*changes(found, texts), Heading(texts.line("whatif", "heading_verdict"), 2)]
    blocks += [verdict_change(found, texts), Heading(texts.line("verify", "heading_inputs"), 2)]
    return (*blocks, *input_changes(found.inputs, texts), *new_faults(found, texts))
