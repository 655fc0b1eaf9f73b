"""A reader of GIFT as Moodle documents and reads it (docs.moodle.org, GIFT format), written apart from the writer."""

from __future__ import annotations

import re
from typing import NamedTuple

PLACES = {":": "\ue000", "#": "\ue001", "=": "\ue002", "{": "\ue003", "}": "\ue004", "~": "\ue005"}
BACKSLASH = "\ue006"


class Read(NamedTuple):
    """A question as it would be imported; `choices` are words and whether they are right."""

    category: str
    name: str
    form: str
    text: str
    kind: str
    answer: object
    choices: tuple[tuple[str, bool], ...]
    feedback: str


def read_gift(text: str) -> list[Read]:
    """Paragraphs between blank lines, but for comments; a line with a category is for all that follow."""
    category, found = "", []
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        lines = [line for line in block.split("\n") if not line.strip().startswith("//")]
        whole = "\n".join(lines).strip()
        if whole.startswith("$CATEGORY:"):
            category = whole.removeprefix("$CATEGORY:").strip()
        elif whole:
            found.append(_question(category, _hidden(whole)))
    return found


def _hidden(text: str) -> str:
    """With what is escaped out of the way."""
    text = text.replace("\\\\", BACKSLASH)
    for char, place in PLACES.items():
        text = text.replace(f"\\{char}", place)
    assert "\\" not in text, text
    return text


def _shown(text: str) -> str:
    for char, place in PLACES.items():
        text = text.replace(place, char)
    return text.replace(BACKSLASH, "\\").strip()


def _question(category: str, text: str) -> Read:
    assert text.startswith("::")
    name, _, rest = text[2:].partition("::")
    assert rest.count("{") == 1
    assert rest.count("}") == 1
    assert rest.endswith("}")  # otherwise it is a missing word
    asked, _, inside = rest.removesuffix("}").partition("{")
    form = re.match(r"\[(html|moodle|plain|markdown)\]", asked)
    assert form is not None
    asked = asked[form.end() :]
    assert not set(asked) & set("#=~:")
    inside, _, feedback = inside.partition("####")
    inside = inside.strip()
    assert not set(feedback) & set("#=~:{}")
    kind, answer, choices = _answer(inside)
    return Read(category, _shown(name), form[1], _shown(asked), kind, answer, choices, _shown(feedback))


def _answer(inside: str) -> tuple[str, object, tuple[tuple[str, bool], ...]]:
    if inside.startswith("#"):
        return "number", int(inside[1:]), ()
    if inside in ("T", "TRUE", "F", "FALSE"):
        return "yes_no", inside in ("T", "TRUE"), ()
    marked = re.findall(r"([=~])([^=~]*)", inside)
    assert inside[0] in "=~"
    assert [mark for mark, _ in marked].count("=") == 1
    assert not any("#" in words or words.strip().startswith("%") for _, words in marked)
    choices = tuple((_shown(words), mark == "=") for mark, words in marked)
    return "choice", next(at for at, (_, right) in enumerate(choices, 1) if right), choices
