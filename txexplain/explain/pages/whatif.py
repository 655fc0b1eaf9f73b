"""The page that `whatif` prints: what was changed, what became of it, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Block, Callout, Document, Fact, Facts, Heading, Paragraph, text
from txexplain.explain.pages.error import error_document
from txexplain.explain.parts.failures import failure_lines, missing_line, rule_lines, verdict_line
from txexplain.explain.parts.findings import callout
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.spend import InputVerdict, Verdict
from txexplain.model.transaction import display_hex
from txexplain.model.whatif import Edit, FieldDifference, InputDifference, WhatIf
from txexplain.texts import Chunk, Line, Texts

SHOWN_FIELDS = 12
SHOWN_INPUTS = 20
_SHOWN_HEX = 16  # digits of either end of bytes that are long
_SHOWN_BYTES = 16  # bytes that are shown whole
_AROUND = 6  # bytes shown before and behind those that differ


def whatif_page(found: WhatIf, texts: Texts) -> Document:
    """The edits, the fields that differ, both ids, and each input before and after."""
    txid = display_hex(found.before.report.tx.txid)
    blocks: list[Block] = [Heading((*texts.line("whatif", "heading"), Chunk(" "), Chunk(txid, "txid")), 1)]
    if not found.edits:
        return (*blocks, Paragraph(texts.line("whatif", "no_edit")))
    blocks.append(Facts(tuple(edit_fact(edit, texts) for edit in found.edits), long_labels=True))
    if found.error is not None:
        title, *told = error_document(found.error, texts)
        assert isinstance(title, Heading)
        blocks += [Heading(texts.line("whatif", "heading_unreadable"), 2), Paragraph(title.line[1:]), *told]
        return tuple(blocks)
    blocks += [*changes(found, texts), Heading(texts.line("whatif", "heading_verdict"), 2), *_verdict(found, texts)]
    blocks += [Heading(texts.line("verify", "heading_inputs"), 2), *_inputs(found.inputs, texts)]
    return (*blocks, *_transaction(found, texts), *_policy(found, texts))


def changes(found: WhatIf, texts: Texts) -> list[Block]:
    """The fields that differ, and both ids."""
    return [Heading(texts.line("whatif", "heading_fields"), 2), *_fields(found, texts), *_ids(found, texts)]


def outcome(found: WhatIf, texts: Texts) -> Document:
    """In short what follows: the verdict, the inputs that are judged otherwise, and the rules that are broken now."""
    if found.error is not None:
        title, *told = error_document(found.error, texts)
        assert isinstance(title, Heading)
        return (Paragraph(title.line[1:]), *told)
    changed = [each for each in found.inputs if _is_other(each)]
    shown_inputs = changed or list(found.inputs[:1])
    left = len(found.inputs) - len(shown_inputs)
    rest = (Paragraph(texts.line("learn", "same_inputs", count=grouped(left))),) if left else ()
    return (
        *_verdict(found, texts),
        *_inputs(shown_inputs, texts),
        *rest,
        *_transaction(found, texts),
        *_policy(found, texts),
    )


def _is_other(difference: InputDifference) -> bool:
    before, after = difference.before, difference.after
    if before is None or after is None:
        return True
    return before.verdict is not after.verdict or before.policy != after.policy


def edit_fact(edit: Edit, texts: Texts) -> Fact:
    """One change: what is done, and to what."""
    return Fact(texts.plain("whatif", f"action_{edit.action}"), (text(_told(edit), "code"),))


def _told(edit: Edit) -> str:
    between = {"set": " = ", "hash_type": " = ", "flip": ":", "swap": ", "}.get(edit.action, "")
    return edit.path + (between + edit.value if edit.value else "")


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
    """Both, around the first byte that differs, that and all up to the last in brackets."""
    if max(len(before), len(after)) <= _SHOWN_BYTES:
        return ((*_value(before, "", texts), Chunk(" → ", "arrow"), *_value(after, "", texts)),)
    shorter = min(len(before), len(after))
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
    return text(shortened(value.hex(), _SHOWN_HEX, _SHOWN_HEX), "data")


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


def _verdict(found: WhatIf, texts: Texts) -> Iterator[Block]:
    assert found.after is not None
    value = _arrow(found.before.verdict, found.after.verdict, texts)
    yield Facts((Fact(texts.plain("verify", "verdict"), (value,)),))


def _arrow(before: Verdict, after: Verdict, texts: Texts) -> Line:
    return (*verdict_line(before, texts), Chunk(" → ", "arrow"), *verdict_line(after, texts))


def _inputs(inputs: Sequence[InputDifference], texts: Texts) -> Iterator[Block]:
    yield Facts(tuple(_input(difference, texts) for difference in inputs[:SHOWN_INPUTS]))
    if len(inputs) > SHOWN_INPUTS:
        yield Paragraph(texts.line("whatif", "more_inputs", count=grouped(len(inputs) - SHOWN_INPUTS)))


def _input(difference: InputDifference, texts: Texts) -> Fact:
    before, after = difference.before, difference.after
    if after is None:
        assert before is not None
        return Fact(f"#{before.vin}", (texts.line("whatif", "input_gone"),))
    label = f"#{after.vin}"
    if before is not None and before.vin != after.vin:
        label += texts.plain("whatif", "input_was", before=f"#{before.vin}")
    if before is None:
        return Fact(label, (verdict_line(after.verdict, texts), texts.line("whatif", "input_new")))
    return Fact(label, (_arrow(before.verdict, after.verdict, texts), *_reasons(difference, after, texts)))


def _reasons(difference: InputDifference, after: InputVerdict, texts: Texts) -> Iterator[Line]:
    """Where the run goes another way, why, and which check fails."""
    turning, cause = difference.turning, difference.cause
    if turning is not None and turning.role != "outcome":
        role = texts.plain("verify", f"role_{turning.role}")
        key = "turning" if turning.position is None else "turning_at" if turning.opcode else "turning_push"
        position = grouped(turning.position or 0)
        yield texts.line("whatif", key, role=role, position=position, opcode=turning.opcode)
    if texts.has("whatif", f"cause_{cause.key}"):
        names = texts.plain("why", "between_names").join(texts.plain("sighash", part) for part in cause.parts)
        yield texts.line("whatif", f"cause_{cause.key}", parts=names)
    if after.missing is not None:
        yield missing_line(after.missing, texts)
    elif after.run.failure is not None:
        yield failure_lines(after.run.failure, texts)[0]


def _transaction(found: WhatIf, texts: Texts) -> list[Block]:
    """The rules of the transaction as a whole that it breaks now."""
    assert found.after is not None
    broken = [finding for finding in found.after.broken if finding not in found.before.broken]
    if not broken:
        return []
    return [Heading(texts.line("verify", "heading_broken"), 2), *(callout(finding, texts) for finding in broken)]


def _policy(found: WhatIf, texts: Texts) -> list[Block]:
    """What relay policy refuses now and did not before."""
    assert found.after is not None
    old = {spend.policy.code for spend in found.before.inputs if spend.policy is not None}
    new = {spend.policy.code: spend for spend in found.after.inputs if spend.policy is not None}
    fresh = [spend for code, spend in new.items() if code not in old]
    if not fresh:
        return []
    callouts = [
        Callout("odd", f"#{spend.vin} ", rule_lines(spend.policy, texts))
        for spend in fresh
        if spend.policy is not None
    ]
    return [Heading(texts.line("verify", "heading_policy"), 2), *callouts]
