"""An error told: what happened, where, the bytes, what was found, what to do."""

from __future__ import annotations

from txexplain.explain.document import Fact, Facts, text
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.psbt_errors import is_of_psbt, psbt_place, told_of_psbt
from txexplain.model.errors import DecodeError, TxExplainError
from txexplain.texts import Chunk, Line, Texts, plain

_ABSURD = 10**30  # no number from here on is written out
_MAX_SENTENCE = 500
_CONTEXT_BYTES = 8  # shown before the place, and from it on
_CONTEXT_CHARACTERS = 12
_WHOLE_CHARACTERS = 62  # as the longest usual address has
_COUNTED = ("left", "wanted", "stated", "size", "width")  # facts that are numbers of bytes
_PLACES = {"tx.vin.": "place_input", "tx.vout.": "place_output", "tx.witness": "place_witness"}


def sentence(error: TxExplainError, texts: Texts) -> Line:
    """What happened."""
    return texts.line("errors", error.code, _key("title", error, texts), **_told(error, texts))


def words_of(error: TxExplainError, texts: Texts) -> tuple[str, str, str]:
    """What happened, what was found and what to do, each as plain text."""
    told = _told(error, texts)
    title, found, hint = (
        plain(texts.line("errors", error.code, _key(part, error, texts), **told))
        for part in ("title", "found", "hint")
    )
    return title, found, hint


def error_title(error: TxExplainError, texts: Texts) -> Line:
    """What happened, and the code of the error."""
    code = Chunk(texts.plain("errors", "labels", "code", code=error.code), "note")
    return (*sentence(error, texts), code)


def error_facts(error: TxExplainError, texts: Texts, advice: Line | None = None) -> Facts:
    """Where it happened in the bytes, what was found there, what was expected, and what to do: `advice` if given."""
    facts = []
    if isinstance(error, DecodeError):
        facts.append(_fact("reading", _reading(error, texts), texts))
        facts.append(Fact(texts.plain("errors", "labels", "bytes"), _bytes(error)))
    elif {"text", "places"} <= error.facts.keys():
        facts.append(Fact(texts.plain("errors", "labels", "characters"), _characters(error)))
    told = _told(error, texts)
    for part in ("found", "expected", "hint") if isinstance(error, DecodeError) else ("found", "hint"):
        if part == "hint" and error.facts.get("core"):
            facts.append(_fact("core", texts.line("errors", "labels", "core_sentence", core=_core(error)), texts))
        line = texts.line("errors", error.code, _key(part, error, texts), **told)
        line = advice if part == "hint" and advice is not None else line
        facts += [_fact(part, line, texts)] if line else []
    return Facts(tuple(facts))


def _core(error: TxExplainError) -> str:
    """The sentence of Bitcoin Core, which may repeat all that was given."""
    words = str(error.facts["core"])
    return words if len(words) <= _MAX_SENTENCE else f"{words[:_MAX_SENTENCE]}…"


def _told(error: TxExplainError, texts: Texts) -> dict[str, object]:
    """The facts of the error as they are read."""
    told: dict[str, object] = {
        key: _number(value) if isinstance(value, int) else value for key, value in error.facts.items()
    }
    if error.span is not None:
        told |= {
            "start": grouped(error.span.start),
            "end": grouped(error.span.end),
            "width": error.span.end - error.span.start,
        }
    if isinstance(error, DecodeError):
        told |= told_of_psbt(error, texts)
    if "near" in error.facts:
        told["near"] = str(error.facts["near"]).replace(", ", texts.plain("page", "between"))
    if "word" in error.facts and "place" in error.facts:
        told["where"] = _where(told, texts)
    for key in _COUNTED:
        size = told.get("width") if key == "width" else error.facts.get(key)
        if isinstance(size, int):
            words = "size_one" if size == 1 else "size_many"
            told[f"{key}_bytes"] = texts.plain("errors", "labels", words, count=grouped(size))
    return told


def _where(told: dict[str, object], texts: Texts) -> str:
    """Which word of a script it is, in a text of lines in which line."""
    line = told.get("line")
    return texts.plain("errors", "labels", "word_in_line" if line else "word_at", place=told["place"], line=line)


def _number(value: int) -> str:
    return grouped(value) if abs(value) < _ABSURD else "…"


def _key(part: str, error: TxExplainError, texts: Texts) -> str:
    """The key of that part of the text: in a block, in a PSBT and for a reason some errors have one of their own."""
    if "why" in error.facts:
        own = f"{part}_{error.facts['why']!s}"
        return own if texts.has("errors", error.code, own) else part
    in_block = "tx" in error.facts or str(error.facts.get("field", "")).startswith("block")
    of_text = f"{part}_instead" if "instead" in error.facts else part
    own = f"{part}_block" if in_block else f"{part}_psbt" if is_of_psbt(error) else of_text
    return own if texts.has("errors", error.code, own) else part


def _fact(label: str, line: Line, texts: Texts) -> Fact:
    return Fact(texts.plain("errors", "labels", label), (line,))


def _reading(error: DecodeError, texts: Texts) -> Line:
    """The field that was being read, of which input or output, and in a block or a PSBT of what in that."""
    if is_of_psbt(error):
        return _reading_of_psbt(error, texts)
    place = _place(error, error.facts.get("index"), texts)
    if "tx" not in error.facts:
        return place
    return (*texts.line("errors", "labels", "of_transaction", tx=error.facts["tx"]), *place)


def _reading_of_psbt(error: DecodeError, texts: Texts) -> Line:
    assert error.span is not None
    *around, last = psbt_place(error, texts)
    if "field" in error.facts:
        around, place = [*around, last], _place(error, error.facts.get("element"), texts)
    else:
        place = texts.line("errors", "labels", "at", field=last, start=grouped(error.span.start))
    lead = [texts.line("errors", "labels", "of_psbt", place=each) for each in around]
    return tuple(chunk for line in (*lead, place) for chunk in line)


def _place(error: DecodeError, index: object, texts: Texts) -> Line:
    assert error.span is not None
    field = str(error.facts["field"])
    start = grouped(error.span.start)
    place = next((words for head, words in _PLACES.items() if field.startswith(head)), None)
    part = texts.plain("fields", field)
    if place is None or field in ("tx.vin.count", "tx.vout.count") or index is None:
        return texts.line("errors", "labels", "at", field=part, start=start)
    where = texts.plain("errors", "labels", place)
    return texts.line("errors", "labels", "at_index", field=where, index=index, part=part, start=start)


def _bytes(error: DecodeError) -> tuple[Line, ...]:
    """Some bytes before the place and at it, and below them carets under the offending ones."""
    assert error.span is not None
    start, end = error.span
    first = max(0, start - _CONTEXT_BYTES)
    before = error.raw[first:start]
    marked = error.raw[start : min(end, start + _CONTEXT_BYTES)]
    after = error.raw[start + len(marked) : start + _CONTEXT_BYTES]
    lead = "… " if first else ""
    more = " …" if start + len(marked) + len(after) < len(error.raw) else ""
    words = [f"{byte:02x}" for byte in before + marked + after]
    column = len(lead) + 3 * len(before)
    carets = "^" * max(2, 3 * len(marked) - 1)
    return (
        text(lead + " ".join(words) + more, "data"),
        text(" " * column + carets, "invalid"),
    )


def _characters(error: TxExplainError) -> tuple[Line, ...]:
    """Some of the text around each place that the error names, and below it carets under the characters there."""
    given = "".join(char if char.isprintable() else "·" for char in str(error.facts["text"]))
    places = [int(place) - 1 for place in str(error.facts["places"]).split(", ") if place.isdigit()]
    lines: list[Line] = []
    around = len(given) if len(given) <= _WHOLE_CHARACTERS else _CONTEXT_CHARACTERS
    while places:
        near = [place for place in places if place < places[0] + around]
        places = places[len(near) :]
        start, end = max(0, near[0] - around), near[-1] + around
        lead, more = "… " if start else "", " …" if end < len(given) else ""
        carets = "".join("^" if place in near else " " for place in range(start, near[-1] + 1))
        lines += [text(lead + given[start:end] + more, "data"), text(" " * len(lead) + carets, "invalid")]
    return tuple(lines)
