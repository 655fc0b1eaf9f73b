"""Notes on how something was taken: what was assumed, what was asked for, a line each."""

from __future__ import annotations

from txexplain.explain.parts.numbers import grouped
from txexplain.model.subject import Note
from txexplain.texts import Line, Texts


def note_line(note: Note, texts: Texts) -> Line:
    """The sentence of a note; of an output with its amount, and its address or else its script."""
    facts: dict[str, object] = dict(note.facts)
    if "value_sat" in note.facts:
        script = facts.pop("script")
        facts |= {"sat": grouped(int(note.facts["value_sat"])), "to": facts.pop("address") or script}
    return texts.line("coins", note.key, **facts)
