"""The byte map that `decode --bytes` prints: every byte, where it stands and what it is."""

from __future__ import annotations

from txexplain.explain.document import Block, Document, Heading, Paragraph
from txexplain.explain.parts.byte_rows import byte_rows
from txexplain.model.bytes import Region
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Certainty, Report
from txexplain.texts import Texts


def byte_map(report: Report, tree: Region, texts: Texts, *, show_all: bool = False) -> Document:
    """The map of the whole transaction; long lists and long data are folded unless `show_all`."""
    blocks: list[Block] = [Heading(texts.line("fields", "heading", txid=display_hex(report.tx.txid)), 1)]
    blocks.append(Paragraph(texts.line("fields", "legend")))
    captures = [capture for item in report.inputs for capture in item.kind.captures]
    if any(item.certainty is Certainty.HEURISTIC for item in report.inputs):
        blocks.append(Paragraph(texts.line("fields", "legend_by_form")))
    elif any(capture.certainty is Certainty.HEURISTIC for capture in captures):
        blocks.append(Paragraph(texts.line("fields", "legend_arguments")))
    return (*blocks, byte_rows(tree, report.tx.raw, texts, show_all=show_all))
