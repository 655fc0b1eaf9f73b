"""The page of an error, which goes to standard error."""

from __future__ import annotations

from txexplain.explain.document import Document, Heading
from txexplain.explain.parts.errors import error_facts, error_title
from txexplain.model.errors import TxExplainError
from txexplain.texts import Chunk, Texts


def error_document(error: TxExplainError, texts: Texts) -> Document:
    label = Chunk(texts.plain("errors", "labels", "error"), "invalid")
    return (Heading((label, *error_title(error, texts)), 4), error_facts(error, texts))
