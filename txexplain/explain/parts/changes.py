"""What was changed in a transaction: the edits, the fields that differ, both ids."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Fact, Facts, Heading, Paragraph, text
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.hexadecimal import display_hex
from txexplain.model.whatif import Edit, FieldDifference, WhatIf
from txexplain.texts import Chunk, Line, Texts

SHOWN_FIELDS = 12
_SHOWN_BYTES = 16  # bytes that are shown whole
_AROUND = 6  # bytes shown before and behind those that differ


def edit_fact(edit: Edit, texts: Texts) -> Fact:
    """One change: what is done, and to what."""
    return Fact(texts.plain("whatif", f"action_{edit.action}"), (text(_told(edit, texts), "code"),))


def _told(edit: Edit, texts: Texts) -> str:
    between = {"set": " = ", "hash_type": " = ", "flip": ":", "swap": ", "}.get(edit.action, "")
    value = edit.value or (texts.plain("verify", "empty_item") if edit.action == "set" else "")
    return edit.path + (between + value if value else "")


def changes(found: WhatIf, texts: Texts) -> list[Block]:
    """The fields that differ, and both ids."""
    return [Heading(texts.line("whatif", "heading_fields"), 2), *_fields(found, texts), *_ids(found, texts)]


def _fields(found: WhatIf, texts: Texts) -> Iterator[Block]:
    if not found.fields:
        yield Paragraph(texts.line("whatif", "no_difference"))
        return
    facts = [_field(difference, texts) for difference in found.fields[:SHOWN_FIELDS]]
    if len(found.fields) > SHOWN_FIELDS:
        facts.append(Fact("", (texts.line("verify", "more_items", count=grouped(len(found.fields) - SHOWN_FIELDS)),)))
    yield Facts(tuple(facts), long_labels=True)


def _field(difference: FieldDifference, texts: Texts) -> Fact:
    arrow = Chunk(" → ", "arrow")
    if isinstance(difference.before, bytes) and isinstance(difference.after, bytes) and "txid" not in difference.path:
        return Fact(difference.path, _bytes(difference.before, difference.after, texts))
    before, after = (_value(value, difference.path, texts) for value in (difference.before, difference.after))
    return Fact(difference.path, ((*before, arrow, *after),))


def _bytes(before: bytes, after: bytes, texts: Texts) -> tuple[Line, ...]:
    """Both, all from the first byte that differs to the last in brackets; short ones, or none, as they are."""
    shorter = min(len(before), len(after))
    if not shorter or max(len(before), len(after)) <= _SHOWN_BYTES:
        return ((*_value(before, "", texts), Chunk(" → ", "arrow"), *_value(after, "", texts)),)
    first = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    same = next((at for at in range(shorter - first) if before[-1 - at] != after[-1 - at]), shorter - first)
    place = texts.line("whatif", "at_byte", place=grouped(first), size=grouped(len(after)))
    return (_window(before, first, same), (*_window(after, first, same), Chunk("  "), *place))


def _window(data: bytes, first: int, same: int) -> Line:
    """Some bytes before and behind those from `first` on that differ; the last `same` do not."""
    end = max(first, len(data) - same)
    start, stop = max(0, first - _AROUND), min(len(data), min(end, first + _AROUND) + _AROUND)
    changed = data[first:end] if end - first <= _AROUND else data[first : first + _AROUND]
    cut = "…" if len(changed) < end - first else ""
    behind = data[end:stop] if not cut else b""
    return (
        Chunk("…" if start else "", "label"),
        Chunk(data[start:first].hex(), "data"),
        Chunk(f"[{changed.hex()}{cut}]", "lit"),
        Chunk(behind.hex(), "data"),
        Chunk("…" if end + len(behind) < len(data) else "", "label"),
    )


def _value(value: int | bytes | None, path: str, texts: Texts) -> Line:
    if value is None:
        return texts.line("whatif", "absent")
    if isinstance(value, int):
        told = f"{value:08x}" if path.endswith("sequence") else grouped(value)
        return text(told, "number")
    if path.endswith("txid"):
        return text(shortened(display_hex(value)), "txid")
    if not value:
        return texts.line("verify", "empty_item")
    return text(shortened(value.hex()), "data")


def _ids(found: WhatIf, texts: Texts) -> Iterator[Block]:
    assert found.after is not None
    old, new = found.before.report.tx, found.after.report.tx
    facts = []
    for name, before, after in (("txid", old.txid, new.txid), ("wtxid", old.wtxid, new.wtxid)):
        if before == after:
            note = texts.line("whatif", f"same_{name}" if found.fields else "same_id")
            facts.append(Fact(name, (text(display_hex(after), "txid"),), note))
        else:
            facts.append(Fact(name, (text(display_hex(before), "label"), text(display_hex(after), "txid"))))
    if found.before.report.fee_sat != found.after.report.fee_sat:
        facts.append(Fact(texts.plain("page", "fee"), (_fee(found, texts),)))
    yield Facts(tuple(facts))


def _fee(found: WhatIf, texts: Texts) -> Line:
    assert found.after is not None
    words = [
        texts.plain("page", "fee_unknown") if sat is None else texts.plain("walk", "sat", sat=grouped(sat))
        for sat in (found.before.report.fee_sat, found.after.report.fee_sat)
    ]
    return (Chunk(words[0], "number"), Chunk(" → ", "arrow"), Chunk(words[1], "number"))
