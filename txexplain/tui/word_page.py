"""The page of a word as the pane beside the text has it: without commands, and with what it points to."""

from __future__ import annotations

from txexplain.explain.document import Document, Facts, Paragraph
from txexplain.explain.parts.names import entries_of, names_near
from txexplain.model.errors import TxExplainError
from txexplain.render.printable import printable
from txexplain.texts import ANY_LANGUAGE, Chunk, Texts, catalogue


def seen_from(name: str, texts: Texts) -> list[str]:
    """The terms to which the page of that name points."""
    links = [
        catalogue(ANY_LANGUAGE, "terms").get(each.key) for each in entries_of(name, texts) if each.family == "term"
    ]
    see = [str(link.get("see", "")) for link in links if link is not None and not isinstance(link, str)]
    return [texts.plain("terms", key, "name") for each in see for key in each.split(", ") if key]


def without_commands(page: Document, texts: Texts) -> Document:
    """The page without rows that name a command, which nobody can give here."""
    labels = (texts.plain("why", "try"), texts.plain("node_words", "labels", "look"))
    kept = [
        block._replace(rows=tuple(row for row in block.rows if row.label not in labels))
        if isinstance(block, Facts)
        else block
        for block in page
    ]
    return tuple(block for block in kept if not isinstance(block, Facts) or block.rows)


def unknown(error: TxExplainError, word: str, texts: Texts) -> Document:
    """That there is no entry for the word, and for which like it there are; nothing where something else is amiss."""
    if not error.code.startswith("unknown_name"):
        return ()
    title = Paragraph((Chunk(texts.plain("search", "word_unknown", word=printable(word)), "odd"),))
    near = names_near(word, texts)
    told = texts.plain("page", "between").join(map(printable, near))
    return (title, *((Paragraph(texts.line("search", "word_near", near=told)),) if near else ()))
