"""The page that `whatif` prints: what became of it and why, then what was changed."""

from __future__ import annotations

from txexplain.explain.document import Block, Document, Facts, Heading, Paragraph
from txexplain.explain.parts.changes import changes, edit_fact
from txexplain.explain.parts.errors import error_facts, error_title
from txexplain.explain.parts.outcome import input_changes, new_faults, verdict_and_reason
from txexplain.model.hexadecimal import display_hex
from txexplain.model.policy import Policy
from txexplain.model.whatif import WhatIf
from txexplain.texts import Chunk, Texts


def whatif_page(
    found: WhatIf, texts: Texts, policies: tuple[Policy | None, Policy | None] = (None, None)
) -> Document:
    """The verdict before and after and why, the edits; each input; the fields that differ, and both ids."""
    txid = display_hex(found.before.report.tx.txid)
    blocks: list[Block] = [Heading((*texts.line("whatif", "heading"), Chunk(" "), Chunk(txid, "txid")), 1)]
    if not found.edits:
        return (*blocks, Paragraph(texts.line("whatif", "no_edit")))
    edits = Facts(tuple(edit_fact(edit, texts) for edit in found.edits))
    if found.error is not None:
        title = Heading(texts.line("whatif", "heading_unreadable"), 2)
        return (*blocks, edits, title, Paragraph(error_title(found.error, texts)), error_facts(found.error, texts))
    blocks += [verdict_and_reason(found, texts), edits, Heading(texts.line("whatif", "heading_verdict"), 2)]
    return (*blocks, *input_changes(found.inputs, texts), *new_faults(found, policies, texts), *changes(found, texts))
