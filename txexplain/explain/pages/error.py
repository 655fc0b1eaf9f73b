"""The page of an error, which goes to standard error."""

from __future__ import annotations

from txexplain.explain.document import Document, Heading
from txexplain.explain.parts.errors import error_facts, error_title
from txexplain.model.errors import DecodeError, TxExplainError
from txexplain.model.hints import Diagnosis
from txexplain.texts import Chunk, Texts


def error_document(error: TxExplainError, texts: Texts, found: Diagnosis | None = None) -> Document:
    """The error; of bytes that were to be a transaction, what was read before it and what would fit, if `found`."""
    label = Chunk(texts.plain("errors", "labels", "error"), "invalid")
    title = Heading((label, *error_title(error, texts)), 4)
    if found is None or not isinstance(error, DecodeError):
        return (title, error_facts(error, texts))
    from txexplain.explain.parts.hints import advice, guesses, read_before

    facts = error_facts(error, texts, advice(error, found, texts))
    return (title, *read_before(error, found, texts), facts, *guesses(found, texts))
