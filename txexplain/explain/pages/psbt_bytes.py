"""The byte map that `decode --bytes` prints of a PSBT: every byte of every map, and of the transactions in it."""

from __future__ import annotations

from txexplain.explain.document import Document, Heading, Paragraph
from txexplain.explain.parts.byte_rows import byte_rows
from txexplain.model.bytes import Region
from txexplain.model.psbt import PsbtReport
from txexplain.texts import Texts


def psbt_byte_map(found: PsbtReport, tree: Region, texts: Texts, *, show_all: bool = False) -> Document:
    """The map of the whole PSBT; long lists and long data are folded unless `show_all`."""
    return (
        Heading(texts.line("psbt", "heading_bytes"), 1),
        Paragraph(texts.line("psbt", "legend_bytes")),
        byte_rows(tree, found.psbt.raw, texts, show_all=show_all),
    )
