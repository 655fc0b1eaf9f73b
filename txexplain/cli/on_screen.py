"""What the stepper and the classroom share: a line that is typed, the keys at the foot, what a name means."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.cli.keys import SCROLLS
from txexplain.explain.document import Document
from txexplain.explain.pages.why import why_page
from txexplain.explain.parts.names import entries_of, names_near
from txexplain.render.screen import Drawn
from txexplain.texts import LANGUAGES, Chunk, Line, Texts

_SHOWN_TYPED = 40  # characters, the last ones


def scrolled(drawn: Drawn, key: str) -> int:
    """How many lines are above the screen after a key of SCROLLS."""
    lines, pages = SCROLLS[key]
    return max(0, drawn.scroll + lines + pages * drawn.page)


def signs(texts: Texts) -> tuple[str, str]:
    """What says how much is above the screen and below it, with {count} for the number of lines."""
    return texts.plain("step", "above", count="{count}"), texts.plain("step", "below", count="{count}")


def next_language(texts: Texts) -> Texts:
    return Texts(LANGUAGES[(LANGUAGES.index(texts.language) + 1) % len(LANGUAGES)])


def legend(names: Iterable[tuple[str, str]], texts: Texts) -> Line:
    """The keys and what they do in a word or two; each is a topic of the texts and a name in it."""
    words: list[Chunk] = []
    for topic, name in names:
        words += [Chunk("  ")] if words else []
        words += [Chunk(texts.plain(topic, f"key_{name}"), "key"), Chunk("\u00a0")]
        words.append(Chunk(texts.plain(topic, f"short_{name}"), "label"))
    return tuple(words)


def edited(typed: str, key: str) -> str | None:
    """What is typed after the key; None where the key gives it up."""
    if key == "escape" or (key == "backspace" and not typed):
        return None
    if key == "backspace":
        return typed[:-1]
    return typed + key if len(key) == 1 else typed


def typed_line(asked: Line, typed: str) -> Line:
    """What is asked for, and the end of what was typed so far."""
    tail = ("…" if len(typed) > _SHOWN_TYPED else "") + typed[-_SHOWN_TYPED:]
    return (*asked, Chunk(" " + tail, "strong"), Chunk("▏", "lit"))


def meaning(name: str, texts: Texts) -> tuple[Document, Line]:
    """The page of a name; where there is none, a message that says so."""
    entries = entries_of(name, texts)
    if entries or not name.strip():
        return why_page(entries, texts) if entries else (), ()
    near = texts.plain("page", "between").join(names_near(name, texts))
    told = texts.plain("step", "why_unknown" if near else "why_nothing_near", typed=name, near=near)
    return (), (Chunk(told, "odd"),)
