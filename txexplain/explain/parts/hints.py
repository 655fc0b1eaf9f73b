"""What was read before an error, and what would make the rest read."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, ByteMap, ByteRow, Heading, Listing, Paragraph
from txexplain.explain.parts.numbers import grouped, utc
from txexplain.model.errors import DecodeError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.hints import Diagnosis, Hint, ReadField
from txexplain.texts import Line, Texts

_NUMBERED = {"tx.vin.": "tx.vin", "tx.vout.": "tx.vout", "tx.witness.": "tx.witness"}
_OF_ALL = ("tx.vin.count", "tx.vout.count")
_LAST_SHOWN = 9  # fields before the error
_AROUND = 1  # fields shown before a place that a guess is about, and after it
_SHOWN_BYTES = 16
_UNREAD = "coin_zcash"  # told by how it begins: what is shielded in it is not read


def read_before(error: DecodeError, found: Diagnosis, texts: Texts) -> tuple[Block, ...]:
    """The fields that were read, the nearest to the error and to the guesses, and where the reading stopped."""
    found = found._replace(fields=tuple(field for field in found.fields if field.start < field.end))
    if not found.fields:
        return ()
    rows = (*_rows(error, found, texts), _stop(error, found, texts))
    return (Heading(texts.line("hints", "page", "read"), 2), ByteMap(tuple(row for row in rows if row)))


def advice(error: DecodeError, found: Diagnosis, texts: Texts) -> Line | None:
    """What to do, where that is clearer than what the error says by itself; nothing beside guesses."""
    if found.hints:
        return ()
    if not found.cut:
        return None
    lacking = int(error.facts["wanted"]) - int(error.facts["left"])
    words = "size_one" if lacking == 1 else "size_many"
    return texts.line("hints", "page", "cut", count=texts.plain("errors", "labels", words, count=grouped(lacking)))


def guesses(found: Diagnosis, texts: Texts) -> tuple[Block, ...]:
    """What would fit, the likeliest first; nothing where nothing does."""
    if not found.hints:
        return ()
    rows = (
        (texts.plain("hints", "page", "guess", number=number), _guess(hint, texts))
        for number, hint in enumerate(found.hints, 1)
    )
    only = any(hint.key == _UNREAD for hint in found.hints)
    about = f"{'guess' if len(found.hints) == 1 else 'guesses'}_{'only' if only else 'about'}"
    if found.together and not only:
        about = "guesses_together"
    return (
        Heading(texts.line("hints", "page", "guesses"), 2),
        Paragraph(texts.line("hints", "page", about)),
        Listing(tuple(rows)),
    )


def _guess(hint: Hint, texts: Texts) -> Line:
    facts = {key: grouped(fact) if isinstance(fact, int) else fact for key, fact in hint.facts.items()}
    if "time" in hint.facts:
        facts["time"] = utc(int(hint.facts["time"]))
    return texts.line("hints", "guess", hint.key, where=_where(hint.place, texts), **facts)


def _where(place: ReadField, texts: Texts) -> str:
    part, start = texts.plain("fields", place.key), grouped(place.start)
    group = _group(place)
    if not group:
        return texts.plain("hints", "page", "part", part=part, start=start)
    field = texts.plain("fields", group)
    return texts.plain("hints", "page", "part_of", field=field, index=place.number, part=part, start=start)


def _group(place: ReadField) -> str:
    """What the field is a part of, be it an input, an output or a witness."""
    if place.key in _OF_ALL:
        return ""
    return next((group for head, group in _NUMBERED.items() if place.key.startswith(head)), "")


def _rows(error: DecodeError, found: Diagnosis, texts: Texts) -> Iterator[ByteRow]:
    fields, before, group = found.fields, -1, ("", 0)
    for number in _shown(found):
        if number > before + 1:
            yield _folded(fields[before + 1 : number], texts)
        field = fields[number]
        if _group(field) and (_group(field), field.number) != group:
            group = _group(field), field.number
            yield ByteRow(field.start, b"", field.key, f"{texts.plain('fields', group[0])} {field.number}", "", 0)
        yield _row(field, error.raw, texts)
        before = number


def _shown(found: Diagnosis) -> list[int]:
    """The numbers of the fields to be shown; a single one between two of them is shown as well."""
    fields = found.fields
    shown = {0, *range(max(0, len(fields) - _LAST_SHOWN), len(fields))}
    places = {hint.place.start for hint in found.hints}
    for number, field in enumerate(fields):
        if field.start in places:
            shown |= {*range(max(0, number - _AROUND), min(len(fields), number + _AROUND + 1))}
    shown |= {number for number in range(len(fields)) if {number - 1, number + 1} <= shown}
    return sorted(shown)


def _folded(fields: tuple[ReadField, ...], texts: Texts) -> ByteRow:
    first, last = fields[0], fields[-1]
    start, end = grouped(first.start), grouped(max(first.start, last.end - 1))
    words = texts.plain("hints", "page", "folded", count=grouped(len(fields)), start=start, end=end)
    return ByteRow(first.start, b"", first.key, "", "", 0, words)


def _row(field: ReadField, raw: bytes, texts: Texts) -> ByteRow:
    data = raw[field.start : field.end]
    depth = 1 if _group(field) else 0
    label, value = texts.plain("fields", field.key), _value(field.key, data, texts)
    return ByteRow(field.start, data[:_SHOWN_BYTES], field.key, label, value, depth)


def _value(key: str, data: bytes, texts: Texts) -> str:
    """The value as it is read; of what is shown in part, how long it is."""
    if key == "tx.vin.txid":
        return display_hex(data)
    if key == "tx.vout.value":
        return texts.plain("fields", "amount", sat=grouped(int.from_bytes(data, "little", signed=True)))
    if key in ("tx.vin.script", "tx.vout.script", "tx.witness.item.data"):
        return texts.plain("hints", "page", "long", count=grouped(len(data))) if len(data) > _SHOWN_BYTES else ""
    if key == "tx.vin.sequence":
        return f"{int.from_bytes(data, 'little'):08x}"
    number = data[1:] if key.endswith(("count", "size")) and len(data) > 1 else data
    return grouped(int.from_bytes(number, "little"))


def _stop(error: DecodeError, found: Diagnosis, texts: Texts) -> ByteRow | None:
    """The bytes that could not be read as the next field; None where they are among those above."""
    assert error.span is not None
    start = error.span.start
    if start < found.fields[-1].end:
        return None
    key = str(error.facts["field"])
    words = "rest" if error.code == "trailing_bytes" else "stops"
    label = texts.plain("hints", "page", words, field=texts.plain("fields", key))
    return ByteRow(start, error.raw[start : start + _SHOWN_BYTES], "invalid", label, "", 0)
